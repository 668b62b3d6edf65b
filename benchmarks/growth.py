"""What ten times as long a plan takes, against the plan itself: ``make bench``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import MZPROG, Measured, report, run
from benchmarks.plan_files import with_components, with_indicators, with_observations

ROUNDS = 3
BOUND = Fraction(11)
_DOCX, _HTML, _XLSX = (("--year", "2018", "-o", f"报告{suffix}") for suffix in (".docx", ".html", ".xlsx"))


class Growth(NamedTuple):
    """A command on a plan of so many ``rows``, and on one of ten times as many."""

    name: str
    written: Callable[[int], str]
    rows: int
    command: str
    options: tuple[str, ...] = ()


GROWTHS = (
    Growth("report .docx，指标", with_indicators, 300, "report", _DOCX),
    Growth("report .html，指标", with_indicators, 300, "report", _HTML),
    Growth("report .xlsx，指标", with_indicators, 300, "report", _XLSX),
    Growth("check，指标", with_indicators, 300, "check"),
    Growth("check，一项指标的观测值", with_observations, 600, "check"),
    Growth("outlook，一项指标的组成部分", with_components, 200, "outlook", ("--year", "2018")),
    Growth("report .docx，一项指标的组成部分", with_components, 200, "report", _DOCX),
)


def measure(folder: Path, growths: tuple[Growth, ...] = GROWTHS, rounds: int = ROUNDS) -> list[Measured]:
    """Return how many times the processor's time of a plan its tenfold takes."""
    return [Measured(_named(growth), _ratio(folder, growth, rounds), BOUND) for growth in growths]


def _named(growth: Growth) -> str:
    return f"{growth.name}：{growth.rows}到{growth.rows * 10}"


def _ratio(folder: Path, growth: Growth, rounds: int) -> Fraction:
    taken = []
    for rows in (growth.rows, growth.rows * 10):
        plan = folder / "plan.yaml"
        plan.write_text(growth.written(rows), "utf-8")
        options = [str(folder / option) if option.startswith("报告") else option for option in growth.options]
        taken.append(min(run(MZPROG, growth.command, str(plan), *options) for _ in range(rounds)))
    return Fraction(taken[1], taken[0])


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    how = f"规划长到十倍时的处理器时间，与原来的相比；各跑{ROUNDS}次，取最少的一次"
    print(report("十倍长的规划", how, measured, ("同一条命令，规划是十分之一长",)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
