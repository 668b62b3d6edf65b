"""How long a start takes, as ratios: ``make bench``.

Milliseconds say more about the machine than about the program. So each start is held against a bare
Python that imports what the job cannot do without, both in one run and in turn, the quickest of
many against the quickest of many: what disturbs a measurement only ever makes it longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from mzprog.document import Cell, Column, Document, Group, Section, Table
from mzprog.quantity import fixed
from mzprog.render import plain

ROOT = Path(__file__).parent.parent
ROUNDS = 40

# What the installed `mzprog` script does.
_SCRIPT = "import sys; from mzprog.__main__ import main; sys.exit(main())"
_EVALUATE = ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--format")
_NEEDED = "import click, yaml, decimal, dataclasses, json"


class Start(NamedTuple):
    """A start to measure: ``mzprog arguments…`` may take ``bound`` times as long as ``python -c base``."""

    name: str
    arguments: tuple[str, ...]
    base: str
    bound: Fraction


STARTS = (
    Start("--version", ("--version",), "pass", Fraction("1.3")),
    Start("evaluate --format json", (*_EVALUATE, "json"), _NEEDED, Fraction("1.35")),
    Start("evaluate --format table", (*_EVALUATE, "table"), f"{_NEEDED}, rich.table, rich.console", Fraction("1.6")),
)


def run(code: str, *arguments: str) -> int:
    """Run Python on ``code`` and return the nanoseconds it took; a failure ends the benchmark."""
    # Settings such as PYTHONDONTWRITEBYTECODE would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-c", code, *arguments]
    start = time.perf_counter_ns()
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"PYTHONPATH": str(ROOT)}, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    taken = time.perf_counter_ns() - start
    if done.returncode:
        sys.exit(f"命令失败（退出码{done.returncode}）：{' '.join(command)}")
    return taken


def measure(rounds: int = ROUNDS) -> dict[Start, Fraction]:
    """Return the ratio of each start; a first round, which compiles and fills caches, is not counted."""
    quickest: dict[tuple[str, ...], int] = {}
    for number in range(rounds + 1):
        for start in STARTS:
            for call in ((_SCRIPT, *start.arguments), (start.base,)):
                taken = run(*call)
                if number:
                    quickest[call] = min(taken, quickest.get(call, taken))
    return {start: Fraction(quickest[_SCRIPT, *start.arguments], quickest[start.base,]) for start in STARTS}


def report(ratios: Mapping[Start, Fraction]) -> str:
    """Return the ratios as a table."""
    rows = tuple(
        (Cell(start.name), Cell(fixed(ratio, 2)), Cell(fixed(start.bound, 2)), Cell(_RESULT[broken(start, ratio)]))
        for start, ratio in ratios.items()
    )
    columns = (Column("命令"), Column("倍数", right=True), Column("上限", right=True), Column("结果"))
    how = f"同一次运行中交替各跑{ROUNDS}次，取最快的一次与对照最快的一次相比"
    bases = tuple(f'{start.name}：python -c "{start.base}"' for start in ratios)
    parts = (Section("", (how,)), Table(columns, (Group("", rows),)), Section("对照", bases))
    return plain.render(Document("启动时间", parts))


_RESULT = {False: "合格", True: "超过上限"}


def broken(start: Start, ratio: Fraction) -> bool:
    """Tell whether a start takes longer than its bound allows."""
    return ratio > start.bound


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    ratios = measure()
    print(report(ratios))
    return int(any(broken(start, ratio) for start, ratio in ratios.items()))


if __name__ == "__main__":
    sys.exit(main())
