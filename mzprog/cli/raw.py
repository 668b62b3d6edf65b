"""Bytes to a file or a stream that has no buffer of its own, all of them."""

from __future__ import annotations

import errno
import os
from typing import Any


def write_all(raw: Any, data: bytes) -> None:
    """Write all of ``data``: what a system takes at once may be less. Raises ``OSError``."""
    rest = memoryview(data)
    while rest:
        written = raw.write(rest)
        if not written:  # a pipe that is full and does not let anybody wait
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[written:]
