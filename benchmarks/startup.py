"""How long a start takes, as ratios: ``make bench``.

Each start is held against a bare Python that imports what the job cannot do without.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import NamedTuple

from benchmarks.measuring import MZPROG, Measured, report, run

ROUNDS = 40

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


def measure(rounds: int = ROUNDS) -> list[Measured]:
    """Return the ratio of each start; a first round, which compiles and fills caches, is not counted."""
    quickest: dict[tuple[str, ...], int] = {}
    for number in range(rounds + 1):
        for start in STARTS:
            for call in ((MZPROG, *start.arguments), (start.base,)):
                taken = run(*call)
                if number:
                    quickest[call] = min(taken, quickest.get(call, taken))
    return [Measured(s.name, Fraction(quickest[MZPROG, *s.arguments], quickest[s.base,]), s.bound) for s in STARTS]


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    measured = measure()
    how = f"同一次运行中交替各跑{ROUNDS}次，取最快的一次与对照最快的一次相比"
    print(report("启动时间", how, measured, (f'{start.name}：python -c "{start.base}"' for start in STARTS)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
