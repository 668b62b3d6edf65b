"""One writer for every change of a plan file: nobody's edit is lost.

A change is worked out from a file's bytes and may wait for an answer meanwhile. Before it is written
the file is held against those bytes again, with other calls kept out; where it has become another
since, nothing is written.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from mzprog.core.problems import PlanError, Problem

WAIT = 5.0  # seconds that another call may take to write
_STEP = 0.05


@contextmanager
def unchanged(path: str, data: bytes) -> Iterator[None]:
    """Keep other calls from writing a plan file while this one does, if the file is still ``data``.

    Raises :class:`PlanError` (``changed``) where it is not, or is gone, or another call does not let go of it.
    An editor that knows no locks is seen as long as it saves before the last look.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open(path, "rb"))
        except OSError:
            raise _changed(path, "文件已被移走") from None
        if not _locked(file):
            raise _changed(path, "另一个程序正在改这个文件")
        try:
            with open(path, "rb") as now:  # by its name: the other call may have put a new file in its place
                there = now.read(len(data) + 1)
        except OSError:
            raise _changed(path, "文件已被移走") from None
        if there != data:
            raise _changed(path, "文件已被改动")
        yield


def _changed(path: str, what: str) -> PlanError:
    return PlanError([Problem(path, None, None, "changed", f"{what}，什么都没有写入；请再试一次")])


def _locked(file: IO[bytes]) -> bool:
    """Wait for the lock on a file; it goes with the file. Where a system has none, the look at the bytes must do."""
    try:
        import fcntl
    except ImportError:
        return True
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_STEP)
        except OSError:  # a network disk without locks
            return True
        else:
            return True
    return False
