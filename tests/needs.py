"""Tests that need a program which not every machine has are left out there, and the run says so at its end."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Leave a test out, by name, where one of these programs is not there; ``a|b`` is either of two."""
    return without(program for program in programs if not any(map(shutil.which, program.split("|"))))


def without(lacking: Iterable[str]) -> pytest.MarkDecorator:
    """Leave a test out where anything is ``lacking``."""
    named = ", ".join(sorted(lacking))
    return pytest.mark.skipif(bool(named), reason=f"needs {named}")


_LACKS = re.compile(r"module '(os|signal|subprocess)' has no attribute '(\w+)'")


def foreign(error: Exception) -> str | None:
    """Return what of Python an error says that this system lacks, if it says so.

    >>> foreign(AttributeError("module 'os' has no attribute 'mkfifo'")), foreign(AttributeError("x"))
    ('os.mkfifo', None)
    """
    if isinstance(error, ImportError):
        return error.name if error.name in {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"} else None
    found = _LACKS.fullmatch(str(error))
    if found:
        return ".".join(found.groups())
    return "preexec_fn" if "preexec_fn is not supported" in str(error) else None


def left_out(reasons: Iterable[str]) -> list[str]:
    """Return a line for each reason why tests were skipped: how many, and why.

    >>> left_out(["needs jq", "needs soffice", "needs jq"])
    ['left out: 2 tests: needs jq', 'left out: 1 test: needs soffice']
    """
    return [
        f"left out: {count} test{'s' * (count > 1)}: {reason}" for reason, count in sorted(Counter(reasons).items())
    ]
