"""How long a start takes, as ratios: ``make bench``.

Each start is held against a bare Python that imports what the job cannot do without.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import NamedTuple

from benchmarks.measuring import MZPROG, Measured, report, run

ROUNDS = 25

_EVALUATE = ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--format")
_NEEDED = "import click, yaml, fractions, json"
_TAB = ("_MZPROG_COMPLETE", "bash_complete"), ("COMP_WORDS", "mzprog evaluate --"), ("COMP_CWORD", "2")


class Start(NamedTuple):
    """A start to measure: ``mzprog arguments…`` may take ``bound`` times as long as ``python -c base``."""

    name: str
    arguments: tuple[str, ...]
    base: str
    bound: Fraction
    environment: tuple[tuple[str, str], ...] = ()


STARTS = (
    Start("--version", ("--version",), "pass", Fraction("1.3")),
    Start("evaluate --help", ("evaluate", "--help"), "import click", Fraction("1.2")),
    Start("mzprog evaluate --[Tab]", (), "import click", Fraction("1.2"), _TAB),
    Start("evaluate --format json", (*_EVALUATE, "json"), _NEEDED, Fraction("1.25")),
    Start("evaluate --format table", (*_EVALUATE, "table"), f"{_NEEDED}, rich.table, rich.console", Fraction("1.35")),
    Start("evaluate --format plain", (*_EVALUATE, "plain"), f"{_NEEDED}, tabulate", Fraction("1.15")),
)


def measure(rounds: int = ROUNDS) -> list[Measured]:
    """Return the ratio of each start; a first round, which compiles and fills caches, is not counted."""
    quickest: dict[tuple[Start, bool], int] = {}
    for number in range(rounds + 1):
        for start in STARTS:
            for ours in (True, False):
                taken = run(MZPROG, *start.arguments, **dict(start.environment)) if ours else run(start.base)
                if number:
                    quickest[start, ours] = min(taken, quickest.get((start, ours), taken))
    return [Measured(s.name, Fraction(quickest[s, True], quickest[s, False]), s.bound) for s in STARTS]


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    measured = measure()
    how = f"同一次运行中交替各跑{ROUNDS}次，取处理器时间最少的一次与对照最少的一次相比"
    print(report("启动时间", how, measured, (f'{start.name}：python -c "{start.base}"' for start in STARTS)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
