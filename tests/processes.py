"""Processes of the program that a test holds at a certain point, watches and ends; and what a terminal would show."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.conftest import ENVIRONMENT, ROOT
from tests.program import written

Process = subprocess.Popen[bytes]

# What `python -c` is given so that the program runs with something of it replaced before.
MAIN = "\nimport sys\nfrom mzprog.__main__ import main\nif __name__ == '__main__':\n    sys.exit(main())\n"


def many_plans(folder: Path, count: int = 60) -> Path:
    """Fill a folder with plans: lagging and good ones, in turn."""
    folder.mkdir()
    for number in range(count):
        written(folder, f"{number:03}.yaml", f"规划{number}", str(number % 8))
    return folder


@contextlib.contextmanager
def started(
    *args: str, before: str = "", stderr: int | IO[bytes] = subprocess.PIPE, cwd: Path = ROOT
) -> Iterator[Process]:
    """Run the program in a session of its own, ``before`` having been executed in it; what is left is ended."""
    command = [sys.executable, *(["-c", before + MAIN] if before else ["-m", "mzprog"]), *args]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=stderr, cwd=cwd, env=ENVIRONMENT, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()


def screen(written: str) -> list[str]:
    """Return the lines that a terminal would show in the end; of a character of two cells, both are it."""
    lines = []
    for line in written.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for piece in line.split("\r"):
            wide = [cell for c in piece for cell in ([c] if ord(c) < 0x2000 else [c, ""])]
            cells[: len(wide)] = wide
        lines.append("".join(cells).rstrip())
    return lines
