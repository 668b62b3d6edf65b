"""What the disk is asked: which files of a folder are plans, and to take all that is written."""

from __future__ import annotations

import errno
import os
from typing import Any

PLAN_NAMES = (".yaml", ".yml")


def plan_files(folder: str) -> list[str]:
    """Return the plan files of a folder: every ``*.yaml`` that is not hidden, by name. Raises ``OSError``."""
    names = sorted(n for n in os.listdir(folder) if n.endswith(".yaml") and not n.startswith("."))
    return [os.path.join(folder, name) for name in names]


def write_all(raw: Any, data: bytes) -> None:
    """Write all of ``data``: what a system takes at once may be less. Raises ``OSError``."""
    rest = memoryview(data)
    while rest:
        written = raw.write(rest)
        if not written:  # a pipe that is full and does not let anybody wait
            raise BlockingIOError(errno.EAGAIN, "")
        rest = rest[written:]
