"""How much memory many plans take, against one plan: ``make bench``."""

from __future__ import annotations

import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from benchmarks.measuring import MZPROG, Measured, peak, report
from benchmarks.plan_files import write_plans

PLANS = 2000
BOUND = Fraction("1.5")


def measure(folder: Path, count: int = PLANS) -> list[Measured]:
    """Return the peak of many plans, less the file they are written to, as a ratio to that of one plan."""
    plans = folder / "plans"
    plans.mkdir()
    write_plans(plans, count)
    first = plans / "0000.yaml"
    return [_ratio(folder, first, plans, form) for form in ("json", "csv")]


def _ratio(folder: Path, first: Path, plans: Path, form: str) -> Measured:
    one, many = (
        peak(MZPROG, "evaluate", str(path), "--year", "2018", "-o", str(folder / f"{name}.{form}"))
        for name, path in (("one", first), ("many", plans))
    )
    return Measured(f"写出 {form.upper()}", Fraction(many, one), BOUND)


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    how = f"{PLANS}个规划写入一个文件时内存的峰值，与一个规划的峰值相比"
    print(report("内存", how, measured, ("一个规划写入一个文件",)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
