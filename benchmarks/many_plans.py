"""What thousands of plans take, against merely loading their files with PyYAML's ``CSafeLoader``: ``make bench``."""

from __future__ import annotations

import os
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
ONE, TWO = Fraction("1.3"), Fraction("0.8")


def measure(folder: Path, count: int = PLANS, rounds: int = ROUNDS) -> list[Measured]:
    """Return what all the plans take in one process and in two, and what one evaluation takes."""
    plans, results = folder / "plans", [folder / "1.json", folder / "2.json"]
    plans.mkdir()
    write_plans(plans, count)
    quickest: dict[int, int] = {}
    for _ in range(rounds):
        for jobs in (0, 1, 2):
            taken = _taken(plans, jobs, results)
            quickest[jobs] = min(taken, quickest.get(jobs, taken))
    one, two = (result.read_bytes() for result in results)
    if one != two:
        sys.exit("两个进程的结果与一个进程的不同")
    return [
        Measured("一个进程：读、算、写出 JSON", Fraction(quickest[1], quickest[0]), ONE),
        Measured("两个进程：读、算、写出 JSON", Fraction(quickest[2], quickest[0]), TWO if _cores() > 1 else None),
        _evaluation(),
    ]


def _taken(plans: Path, jobs: int, results: list[Path]) -> int:
    if not jobs:
        return run(_LOAD, str(plans))
    call = ("evaluate", str(plans), "--year", "2018", "--jobs", str(jobs), "-o", str(results[jobs - 1]))
    return run(MZPROG, *call)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    how = f"同一次运行中交替各跑{ROUNDS}次，取最快的一次与对照最快的一次相比"
    base = "用 PyYAML 的 CSafeLoader 读入同样的文件，什么也不做"
    print(report(f"{PLANS}个规划，每个23项指标", how, measured, (base,)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
