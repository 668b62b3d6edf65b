"""Which files of a folder are plan files."""

from __future__ import annotations

import os

PLAN_NAMES = (".yaml", ".yml")


def plan_files(folder: str) -> list[str]:
    """Return the plan files of a folder: every ``*.yaml`` that is not hidden, by name. Raises ``OSError``."""
    names = sorted(n for n in os.listdir(folder) if n.endswith(".yaml") and not n.startswith("."))
    return [os.path.join(folder, name) for name in names]
