"""The bytes of a file or of standard input, or why there are none."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from mzprog.core.problems import PlanError, Problem, nearest, quoted, reason
from mzprog.planfile.yaml import MAX_BYTES


def read_bytes(file: str, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file (``-``: standard input), of one beyond the ``limit`` one more than that.

    Raises :class:`PlanError` where it cannot be opened.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(limit + 1) if sys.stdin else b""
        with open(file, "rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        raise PlanError([Problem(file, None, None, "not-found", f"找不到这个文件{_meant(file)}")]) from None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "文件名不能用"
        raise PlanError([Problem(file, None, None, "unreadable", f"文件打不开（{why}）")]) from None


def _meant(file: str) -> str:
    """Return which file beside it is meant, where one looks like it: ``规划.yaml.txt`` is what Notepad makes of it."""
    folder, name = os.path.split(file)
    with suppress(OSError, ValueError):
        there = {
            n.partition(".")[0]: n for n in os.listdir(folder or ".") if n.endswith((".yaml", ".yml", ".yaml.txt"))
        }
        stem = nearest(name.partition(".")[0], there)
        return f"；是不是{quoted(os.path.join(folder, there[stem]))}？" if stem else ""
    return ""
