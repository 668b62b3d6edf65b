"""Streams and files: text out whole or not at all, in whatever encoding the other side has."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import sys

from mzprog.problems import reason, visible


class CannotWriteError(Exception):
    """The result could not be written (exit code 5); the message is Chinese."""


def substitute(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks by its plain form (m² → m2), else by ``?``."""
    from unicodedata import normalize

    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = normalize("NFKD", error.object[error.start : error.end])
    return "".join(c if c.isascii() else "?" for c in plain), error.end


codecs.register_error("mzprog", substitute)


def complain(message: str) -> None:
    """Print one line to standard error, whatever its encoding; nobody listening is no fault.

    File names may hold anything: what a terminal would obey instead of show becomes ``?``.
    """
    stream = sys.stderr
    if stream is None:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    with contextlib.suppress(OSError, ValueError):
        stream.write(visible(message).encode(encoding, "mzprog").decode(encoding) + "\n")
        stream.flush()


def is_terminal() -> bool:
    """Tell whether standard output is a terminal; it may be closed."""
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, path: str | None, *, utf8: bool, bom: bool = False) -> None:
    """Write ``text`` to ``path``, or to standard output where it is None or ``-``.

    ``utf8`` keeps UTF-8 on standard output whatever the locale; files always are, and begin with a
    BOM if ``bom``. A reader who closes the pipe has what it wants. Raises :class:`CannotWriteError`.
    """
    if path is None or path == "-":
        _to_stdout(text, utf8)
    else:
        _to_file(text.encode("utf-8-sig" if bom else "utf-8", "mzprog"), os.path.realpath(path), path)


def write_bytes(data: bytes, path: str) -> None:
    """Write ``data`` to the file ``path``, whole or not at all. Raises :class:`CannotWriteError`."""
    _to_file(data, os.path.realpath(path), path)


def may_write(path: str | None, replace: bool) -> None:
    """Refuse to put something new in the place of a file that is there, unless it may ``replace`` it."""
    if path and path != "-" and os.path.isfile(path) and not replace:
        raise CannotWriteError(f"{path}已经有了，没有改动；要覆盖请加 --replace，或换一个文件名")


def _to_stdout(text: str, utf8: bool) -> None:
    stream = sys.stdout
    if stream is None:
        raise CannotWriteError("写不到标准输出（它已关闭）；请用 -o 写入文件")
    encoding = "utf-8" if utf8 else stream.encoding or "utf-8"
    try:
        stream.flush()
        stream.buffer.write(text.encode(encoding, "mzprog"))
        stream.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise CannotWriteError(f"写不到标准输出（{reason(error)}）") from None


def _to_file(data: bytes, path: str, shown: str) -> None:
    try:
        if os.path.isdir(path):
            raise CannotWriteError(f"写不出{shown}：它是一个文件夹")
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as device:
                device.write(data)
            return
        if mode is not None and not os.access(path, os.W_OK):
            raise CannotWriteError(f"写不出{shown}：文件是只读的")
        _replace(data, path, mode)
    except BrokenPipeError:
        return
    except OSError as error:
        raise CannotWriteError(f"写不出{shown}（{reason(error)}）") from None


def _replace(data: bytes, path: str, mode: int | None) -> None:
    """Write beside ``path`` and put in place, so that it is there whole or as it was."""
    import tempfile

    handle, beside = tempfile.mkstemp(prefix=".mzprog-", suffix=".tmp", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
