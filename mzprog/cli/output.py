"""Streams and files: text out whole or not at all, in whatever encoding the other side has."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from typing import IO

from mzprog.core.problems import reason, visible


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
    """Write ``text`` to ``path`` as :class:`Output` does."""
    with Output(path, utf8=utf8, bom=bom) as out:
        out.write(text)
        out.finish()


def write_bytes(data: bytes, path: str) -> None:
    """Write ``data`` to the file ``path``, whole or not at all. Raises :class:`CannotWriteError`."""
    with Output(path, utf8=True) as out:
        out.write(data)
        out.finish()


def may_write(path: str | None, replace: bool) -> None:
    """Refuse to put something new in the place of a file that is there, unless it may ``replace`` it."""
    if path and path != "-" and os.path.isfile(path) and not replace:
        raise CannotWriteError(f"{path}已经有了，没有改动；要覆盖请加 --replace，或换一个文件名")


class Output:
    """What is on its way out, piece by piece: there whole once :meth:`finish` has returned, else not at all.

    It goes to ``path``, or to standard output where that is None or ``-``; a file grows beside its
    place, a stream or device gets everything at the end. ``utf8`` keeps UTF-8 on standard output
    whatever the locale; files always are, and begin with a BOM if ``bom``. A reader who closes the
    pipe has what it wants. All of it raises :class:`CannotWriteError`.
    """

    def __init__(self, path: str | None, *, utf8: bool, bom: bool = False) -> None:
        self._path = None if path == "-" else path
        self._pieces: list[bytes] = []
        self._beside: _Beside | None = None
        stdout = (not utf8 and sys.stdout and sys.stdout.encoding) or "utf-8"
        encoding = stdout if self._path is None else "utf-8-sig" if bom else "utf-8"
        self._encode = codecs.getincrementalencoder(encoding)("mzprog").encode

    def __enter__(self) -> Output:
        try:
            with self._faults():
                if self._path is not None and not _is_device(self._path):
                    self._beside = _Beside(self._path)
                    self._beside.open()
        except BaseException:  # an interrupt, too, must leave nothing behind
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._beside:
            self._beside.remove()

    def write(self, piece: str | bytes) -> None:
        """Add a piece."""
        data = self._encode(piece) if isinstance(piece, str) else piece
        if self._beside is None:
            self._pieces.append(data)
            return
        with self._faults():
            self._beside.file.write(data)

    def finish(self) -> None:
        """Put the whole in its place."""
        with self._faults():
            if self._path is None:
                _to_stdout(b"".join(self._pieces))
            elif self._beside:
                self._beside.put_in_place()
            else:
                with contextlib.suppress(BrokenPipeError), open(self._path, "wb") as device:
                    device.write(b"".join(self._pieces))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = "写不到标准输出" if self._path is None else f"写不出{self._path}"
            raise CannotWriteError(f"{where}（{reason(error)}）") from None


class _Beside:
    """A hidden file that grows beside its place and takes it when it is whole."""

    def __init__(self, shown: str) -> None:
        self._path = path = os.path.realpath(shown)
        there = os.path.exists(path)
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, "", path)
        if there and not os.access(path, os.W_OK):
            raise CannotWriteError(f"写不出{shown}：文件是只读的")
        self._mode = stat.S_IMODE(os.stat(path).st_mode) if there else 0o666 & ~_umask()
        # Named before it is there: what is interrupted in between can still be found.
        self._name = os.path.join(os.path.dirname(path), f".mzprog-{os.urandom(6).hex()}.tmp")
        self.file: IO[bytes] = io.BytesIO()

    def open(self) -> None:
        """Make the file, for its owner alone until it is in its place."""
        self.file = open(self._name, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115

    def put_in_place(self) -> None:
        """Replace what stands there, once everything is on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        os.chmod(self._name, self._mode)
        os.replace(self._name, self._path)

    def remove(self) -> None:
        """Leave nothing behind that is not in its place; closing may fail on a full disk."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            os.unlink(self._name)


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _to_stdout(data: bytes) -> None:
    stream = sys.stdout
    if stream is None:
        raise CannotWriteError("写不到标准输出（它已关闭）；请用 -o 写入文件")
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
