"""What a signal that ends the program takes along: hidden files and folders that nobody would finish."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")

_unfinished: set[str] = set()


@contextmanager
def taken_along(path: str) -> Iterator[None]:
    """Let signals that end the program remove a file, or a folder with all that is in it, as long as this lasts."""
    _unfinished.add(path)
    heeded = _heed_signals()
    try:
        yield
    finally:
        _unfinished.discard(path)
        for number, before in heeded.items():
            signal.signal(number, before)


def _heed_signals() -> dict[int, Any]:
    """Listen to these signals; to one that is ignored, as under nohup, or heard already, nothing changes."""
    heeded: dict[int, Any] = {}
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            with suppress(ValueError):  # only the first thread of a program hears signals
                heeded[number] = signal.signal(number, _end)
    return heeded


def _end(number: int, frame: Any) -> None:
    """Remove what is not finished, then end as if nobody had heard the signal."""
    for path in _unfinished:
        _remove(path)
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _remove(path: str) -> None:
    if os.path.isdir(path):
        from shutil import rmtree

        rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        os.unlink(path)
