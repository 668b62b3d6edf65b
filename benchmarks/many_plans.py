"""What thousands of plans take, against merely loading their files with PyYAML's ``CSafeLoader``: ``make bench``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from benchmarks.measuring import MZPROG, ROOT, Measured, report, run
from benchmarks.plan_files import write_plans
from mzprog.core.assessment import evaluate
from mzprog.planfile.load import parse_plan

PLANS = 3000  # about as many as there are counties in China
ROUNDS = 5

_LOAD = """
import os, sys, yaml
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), "rb") as file:
        yaml.load(file, Loader=yaml.CSafeLoader)
"""
BOUND = Fraction("1.3")


def measure(folder: Path, count: int = PLANS, rounds: int = ROUNDS) -> list[Measured]:
    """Return what all the plans take, and what one evaluation takes."""
    plans = folder / "plans"
    plans.mkdir()
    write_plans(plans, count)
    call = ("evaluate", str(plans), "--year", "2018", "-o", str(folder / "x.json"))
    loading, whole = zip(*((run(_LOAD, str(plans)), run(MZPROG, *call)) for _ in range(rounds)), strict=True)
    return [Measured("读、算、写出 JSON", Fraction(min(whole), min(loading)), BOUND), _evaluation()]


def _evaluation(times: int = 200) -> Measured:
    """Return what evaluating a plan takes against reading it, and how long that is for an indicator."""
    data = (ROOT / "plans" / "wuhan.yaml").read_bytes()
    plan = parse_plan(data)
    reading = _quickest(lambda: parse_plan(data), times)
    evaluating = _quickest(lambda: evaluate(plan, 2018), times)
    each = evaluating / len(plan.indicators) / 1000
    return Measured(f"评估已读入的规划（每项指标{each:.0f}微秒）：与读入它相比", Fraction(evaluating, reading), None)


def _quickest(work: Callable[[], object], times: int) -> int:
    quickest = 0
    for _ in range(times):
        start = time.perf_counter_ns()
        work()
        taken = time.perf_counter_ns() - start
        quickest = min(taken, quickest or taken)
    return quickest


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    how = f"同一次运行中交替各跑{ROUNDS}次，取处理器时间最少的一次与对照最少的一次相比"
    base = "用 PyYAML 的 CSafeLoader 读入同样的文件，什么也不做"
    print(report(f"{PLANS}个规划，每个23项指标", how, measured, (base,)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
