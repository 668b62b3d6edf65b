"""Streams and files: text out whole or not at all, in whatever encoding the other side has."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mzprog.core.problems import reason, visible
from mzprog.planfile.disk import write_all

if TYPE_CHECKING:
    from mzprog.planfile.in_place import InPlace

# What a system says of a pipe that its reader has closed.
GONE = frozenset({errno.EPIPE, errno.EINVAL} if os.name == "nt" else {errno.EPIPE})


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
        self._file: InPlace | None = None
        stdout = (not utf8 and sys.stdout and sys.stdout.encoding) or "utf-8"
        encoding = stdout if self._path is None else "utf-8-sig" if bom else "utf-8"
        self._encode = codecs.getincrementalencoder(encoding)("mzprog").encode

    def __enter__(self) -> Output:
        if self._path is not None and not is_device(self._path):
            from mzprog.planfile.in_place import InPlace  # most results go to standard output

            place = os.path.realpath(self._path)
            self._file = InPlace(place)
            with self._faults():
                self._file.check()
            if os.path.exists(place) and not os.access(place, os.W_OK):
                raise CannotWriteError(f"写不出{self._path}：文件是只读的")
        return self

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.remove()

    def write(self, piece: str | bytes) -> None:
        """Add a piece."""
        data = self._encode(piece) if isinstance(piece, str) else piece
        if self._file is None:
            self._pieces.append(data)
            return
        with self._faults():
            self._file.write(data)

    def finish(self) -> None:
        """Put the whole in its place."""
        with self._faults():
            if self._path is None:
                _to_stdout(b"".join(self._pieces))
            elif self._file:
                lost = self._file.finish()
                if lost:
                    complain(f"{self._path} 换成了新写的文件，没能保持原来的{'、'.join(lost)}")
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


def is_device(path: str) -> bool:
    """Tell whether a path leads to what is neither a file nor a folder: a pipe, a terminal, ``/dev/null``."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _to_stdout(data: bytes) -> None:
    stream = sys.stdout
    if stream is None:
        raise CannotWriteError("写不到标准输出（它已关闭）；请用 -o 写入文件")
    try:
        stream.flush()
        stream.buffer.flush()
        write_all(getattr(stream.buffer, "raw", stream.buffer), data)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if error.errno not in GONE:
            raise
