"""How far a long call has come: one line on standard error, only where someone watches, and only after a second."""

from __future__ import annotations

import contextlib
import sys
import time

PATIENCE = 1.0  # seconds before anything is shown
PAUSE = 0.1  # seconds between two states, so that showing costs nothing


class Progress:
    """A line that is written over and over, and wiped before anything else is printed."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total = total
        self._done = 0
        self._due = time.monotonic() + PATIENCE
        self._stream = sys.stderr if not quiet and sys.stderr is not None and sys.stderr.isatty() else None
        self._shown = False

    def step(self) -> None:
        """Count one file more."""
        self._done += 1
        if self._stream is None or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + PAUSE
        self._put(f"\r正在评估：{self._done}/{self._total}")
        self._shown = True

    def clear(self) -> None:
        """Wipe the line, if it is there."""
        if self._shown:
            self._put(f"\r{' ' * 40}\r")
            self._shown = False

    def _put(self, text: str) -> None:
        assert self._stream is not None
        encoding = self._stream.encoding or "utf-8"
        with contextlib.suppress(OSError, ValueError):  # nobody watching any more is no fault
            self._stream.write(text.encode(encoding, "mzprog").decode(encoding))
            self._stream.flush()
