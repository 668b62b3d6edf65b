"""Processes of the program that a test holds at a certain point, watches and ends; and what a terminal would show."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from tests.conftest import ENVIRONMENT, ROOT
from tests.program import written

Process = subprocess.Popen[bytes]

# What `python -c` is given so that the program runs with something of it replaced before.
MAIN = "\nimport sys\nfrom mzprog.__main__ import main\nif __name__ == '__main__':\n    sys.exit(main())\n"


def many_plans(folder: Path, count: int = 60) -> Path:
    """Fill a folder with plans, enough for several processes: lagging and good ones, in turn."""
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
                os.killpg(process.pid, signal.SIGKILL)


def session(process: Process) -> list[int]:
    """Return the processes that a call consists of, also those that it left behind."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            # pid (name) state ppid pgrp session …; a dead one that nobody has asked for yet is none
            state, _, _, its = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(its) == process.pid and state != "Z":
                found.append(int(entry.name))
    return found


def until(happened: Callable[[], Any]) -> Any:
    """Wait for something that must happen, and return what it gave."""
    for _ in range(1500):
        found = happened()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it does not happen")


def who_reads(pipe: Path, process: Process) -> int | None:
    """Return the process of a call that has a pipe open."""
    for number in session(process):
        with contextlib.suppress(OSError):
            if any(os.readlink(link) == str(pipe) for link in Path(f"/proc/{number}/fd").iterdir()):
                return number
    return None


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
