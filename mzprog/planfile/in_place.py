"""A file that is written whole or not at all: it takes its place in one step.

What is written waits in memory or, where it is much, in a hidden file beside the place, whose name
says what it begins with. That file is gone when the call ends, also by a signal; what a kill or a
power cut leaves is known by its name and contents and removed by a later call.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import IO, Any

from mzprog.core.problems import LOCKED
from mzprog.planfile.disk import write_all

HELD = 1_000_000  # bytes that wait in memory before there is a file
HEAD = 64  # bytes of the beginning, by whose checksum a hidden file is called
OLD = 86_400  # seconds after which nobody is at work on a hidden file any more
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds; whoever only looks at a file lets go of it in that time
_SCRAP = r"\.mzprog-([0-9a-f]{8})[0-9a-f]{8}\.tmp"


class InPlace:
    """What is to stand at ``path``, which is absolute and no link. All of it raises ``OSError``."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._pieces: list[bytes] = []
        self._size = 0
        self._name = ""
        self._file: IO[bytes] | None = None
        self._made: os.stat_result | None = None
        self._along = ExitStack()

    def check(self) -> None:
        """Refuse a place where nothing can be written before any work is done for it."""
        folder = os.path.dirname(self._path)
        if os.path.isdir(self._path):
            raise IsADirectoryError(errno.EISDIR, "")
        os.stat(os.path.join(folder, ""))  # with a slash behind it: a file is no folder
        if not os.access(folder, os.W_OK | os.X_OK):
            fixed = hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY
            raise OSError(errno.EROFS if fixed else errno.EACCES, "")

    def write(self, data: bytes) -> None:
        """Add a piece."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > HELD:
            self._pour()

    def finish(self) -> list[str]:
        """Put the whole in its place; return what the file there had and the new one could not be given, in words."""
        file = self._pour()
        lost = _dress(file.fileno(), self._name, self._path)
        os.fsync(file.fileno())
        if not self._ours():
            raise FileExistsError(errno.EEXIST, "")
        file.close()
        _replace(self._name, self._path)
        self._forget()
        return lost

    def remove(self) -> None:
        """Leave nothing behind that is not in its place; closing may fail on a full disk."""
        if self._name:
            with suppress(OSError):
                if self._file is not None:
                    self._file.close()
            with suppress(OSError):
                os.unlink(self._name)
            self._forget()

    def _pour(self) -> IO[bytes]:
        """Write what waits to the hidden file, which is made with the first of it, for its owner alone."""
        from zlib import crc32

        from mzprog.planfile.ending import taken_along

        data = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._file is None:
            folder = os.path.dirname(self._path)
            remove_scraps(folder)
            self._name = os.path.join(folder, f".mzprog-{crc32(data[:HEAD]):08x}{os.urandom(4).hex()}.tmp")
            self._along.enter_context(taken_along(self._name))  # before it is there: not to be left in between
            self._file = open(self._name, "xb", buffering=0, opener=_for_its_owner)  # noqa: SIM115
            self._made = os.fstat(self._file.fileno())
        write_all(self._file, data)
        return self._file

    def _ours(self) -> bool:
        """Tell whether the hidden file is still the one that was made: who may write to the folder can change it."""
        try:
            there = os.lstat(self._name)
        except FileNotFoundError:
            return False
        return self._made is not None and os.path.samestat(there, self._made)

    def _forget(self) -> None:
        self._along.close()
        self._name = ""


def remove_scraps(folder: str) -> None:
    """Remove hidden files of calls that were killed: by name and contents ours, and older than a day."""
    with suppress(OSError), os.scandir(folder) as entries:  # a folder that only lets itself be written to
        for entry in entries:
            named = re.fullmatch(_SCRAP, entry.name)
            if named:
                _remove_scrap(entry, int(named[1], 16))


def _remove_scrap(entry: os.DirEntry[str], checksum: int) -> None:
    import time
    from zlib import crc32

    with suppress(OSError):  # another call may have removed it; whatever stays does no harm
        found = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode) or time.time() - found.st_mtime < OLD:
            return
        with open(entry.path, "rb") as file:
            head = file.read(HEAD)
        if not head or crc32(head) == checksum:
            os.unlink(entry.path)


def _for_its_owner(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _dress(file: int, name: str, path: str) -> list[str]:
    """Give the hidden file what the file has whose place it takes; return in words what was not permitted."""
    if not os.path.exists(path):
        _set_mode(file, name, 0o666 & ~_umask())
        return []
    old, new, lost = os.stat(path), os.fstat(file), []
    mode = stat.S_IMODE(old.st_mode)
    if hasattr(os, "fchown"):
        if old.st_uid != new.st_uid and not _permitted(os.fchown, file, old.st_uid, -1):
            lost.append("属主")
            mode &= ~stat.S_ISUID
        if old.st_gid != new.st_gid and not _permitted(os.fchown, file, -1, old.st_gid):
            lost.append("属组")
            mode = mode & ~(stat.S_ISGID | stat.S_IRWXG) | (mode & stat.S_IRWXO) << 3  # another group: as anybody
    if hasattr(os, "listxattr") and not _permitted(_copy_attributes, path, file):
        lost.append("扩展属性")
    _set_mode(file, name, mode)
    if old.st_nlink > 1:
        lost.append("与其他硬链接的关联（它们仍是原来的内容）")
    return lost


def _permitted(change: Callable[..., object], *args: Any) -> bool:
    try:
        change(*args)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
            raise
        return False
    return True


def _copy_attributes(path: str, file: int) -> None:
    for attribute in os.listxattr(path):
        value = os.getxattr(path, attribute)
        if attribute not in os.listxattr(file) or os.getxattr(file, attribute) != value:
            os.setxattr(file, attribute, value)


def _set_mode(file: int, name: str, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(file, mode)
    else:
        os.chmod(name, mode)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _replace(name: str, path: str) -> None:
    """Replace what stands there; a file that another program has open is tried again for a while."""
    import time

    for wait in (*WAITS, None):
        try:
            os.replace(name, path)
        except PermissionError as error:
            if wait is None or getattr(error, "winerror", None) not in LOCKED:
                raise
            time.sleep(wait)
        else:
            return
