"""Ways to run the program that the fixture does not cover, and a plan in a few lines."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.conftest import ENVIRONMENT, ROOT

WUHAN = "plans/wuhan.yaml"
NAMES = [
    line.removeprefix("  - name: ") for line in (ROOT / WUHAN).read_text("utf-8").splitlines() if "- name:" in line
]
PLAN = """plan: {title}
baseline_year: 2015
target_year: 2020
{head}
indicators:
  - {{name: 甲, id: a, type: 约束性, baseline: 0, target: 10, observations: {{2018: {first}, 2020: {first}}}}}
  - {{name: 乙, baseline: 0, target: 10, observations: {{2018: 6, 2020: 10}}}}
"""


def written(folder: Path, name: str = "plan.yaml", title: str = "测试", first: str = "3", head: str = "") -> Path:
    """Write a plan of two indicators: 甲 at ``first`` of the 6 that are due in 2018, 乙 as planned."""
    path = folder / name
    path.write_text(PLAN.format(title=title, first=first, head=head), "utf-8")
    return path


def width_of(text: str) -> int:
    """Return the cells that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def called(
    *args: str, stdout: int | IO[bytes], env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the program with another standard output than a pipe that is read."""
    return subprocess.run(
        [sys.executable, "-m", "mzprog", *args], stdout=stdout, stderr=subprocess.PIPE, cwd=ROOT,
        env={**ENVIRONMENT, **(env or {})}, timeout=60, check=False, **options,
    )  # fmt: skip


def on_terminal(*args: str, width: int = 80, env: Mapping[str, str] | None = None) -> str:
    """Run the program on a terminal of its own and return what it shows."""
    import pty

    master, slave = pty.openpty()
    done = called(*args, stdout=slave, env={"TERM": "xterm", "COLUMNS": str(width), **(env or {})})
    os.close(slave)
    assert (done.returncode, done.stderr) == (0, b"")
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # nothing is left and nobody writes any more
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return shown.decode().replace("\r\n", "\n")
