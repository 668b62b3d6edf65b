"""What all benchmarks share: processes that are timed, ratios with bounds, and the table of them.

Milliseconds say more about the machine than about the program, so everything is held against
something else in the same run, in turn, the quickest of several against the quickest of several:
what disturbs a measurement only ever makes it longer. What is timed is the processor's time: none of
these processes waits for anything, so on an idle machine that is the time it takes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from mzprog.core.quantity import fixed
from mzprog.render import plain
from mzprog.render.document import Cell, Column, Document, Group, Section, Table

ROOT = Path(__file__).parent.parent

# What the installed `mzprog` script does.
MZPROG = "from mzprog.__main__ import script; script()"


class Measured(NamedTuple):
    """A ratio, and the bound it must keep; None is a ratio that is only told."""

    name: str
    ratio: Fraction
    bound: Fraction | None

    @property
    def broken(self) -> bool:
        """Whether it is above its bound."""
        return self.bound is not None and self.ratio > self.bound


# A process counts what its parent had in memory when it was started, so a small one starts it.
_WEIGH = """
import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run(code: str, *arguments: str, **environment: str) -> int:
    """Run Python on ``code`` from the root of the project and return the microseconds of processor time it took."""
    before = _used()
    _done([sys.executable, "-c", code, *arguments], **environment)
    return _used() - before


def _used() -> int:
    """Return the microseconds of processor time that all processes started so far have used."""
    import resource  # not everywhere; a judgement of what was measured is

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round((usage.ru_utime + usage.ru_stime) * 1_000_000)


def peak(code: str, *arguments: str) -> int:
    """Run Python on ``code`` and return the peak of its memory, in the system's unit."""
    return int(_done([sys.executable, "-S", "-c", _WEIGH, sys.executable, "-c", code, *arguments]).split()[-1])


def _done(command: list[str], **settings: str) -> bytes:
    """Return what a command printed; a failure ends the benchmark."""
    # Settings such as PYTHONDONTWRITEBYTECODE would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"PYTHONPATH": str(ROOT)} | settings, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"命令失败（退出码{done.returncode}）：{' '.join(command)}")
    return done.stdout


def report(title: str, how: str, measured: Iterable[Measured], notes: Iterable[str]) -> str:
    """Return the ratios as a table."""
    rows = tuple(
        (
            Cell(one.name), Cell(fixed(one.ratio, 2)), Cell("—" if one.bound is None else fixed(one.bound, 2)),
            Cell("" if one.bound is None else "超过上限" if one.broken else "合格"),
        )
        for one in measured
    )  # fmt: skip
    columns = (Column("被测"), Column("倍数", right=True), Column("上限", right=True), Column("结果"))
    table = Table(columns, (Group("", rows),))
    return plain.render(Document(title, (Section("", (how,)), table, Section("对照", tuple(notes)))))
