"""Random plans of every kind, through their files and by the second calculation.

MZPROG_PLANS says how many (2,000); the same number means the same plans.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from mpmath import mpf

from mzprog.answers.evaluate import indicator_record
from mzprog.core.assessment import evaluate
from mzprog.core.results import Row
from mzprog.planfile.load import parse_plan
from tests.conformance.oracle import Answer, assess
from tests.conformance.oracle.chinese import in_chinese
from tests.conformance.oracle.draw import draw, file_of

PLANS, SHARES = int(os.environ.get("MZPROG_PLANS", "2000")), 8
RATE = mpf(10) ** -25  # exponential rates are judged at thirty digits
SHOWN = mpf(10) ** -6 / 2  # other computed figures are told with six decimals
EXACT = ("rule", "verdict", "target_met", "early", "outcome", "hold", "carried", "observed_period")
FIGURES = ("overall", "annual_growth", "planned", "observed")


def compared(seed: int) -> Iterator[tuple[str, Answer, Row]]:
    """Yield each row of one random plan: its text (every third partly Chinese), what is expected, what is said."""
    drawn = draw(seed)
    text = file_of(drawn.plan if seed % 3 else in_chinese(drawn.plan, Random(seed)))
    rows = evaluate(parse_plan(text), **drawn.asked).rows
    for given, answer, row in zip(drawn.plan["indicators"], assess(drawn.plan, **drawn.asked), rows, strict=True):
        assert row.indicator.name == given["name"]
        yield f"{drawn.asked} {given['name']}\n{text.decode()}", answer, row


def differences(answer: Answer, row: Row) -> dict[str, Any]:
    """Return what mzprog says otherwise, by key: (expected, found)."""
    said = indicator_record(row)
    if not answer.assessable or said["verdict"] == "无法评估":
        return {} if answer.verdict == said["verdict"] else {"verdict": (answer.verdict, said["verdict"])}
    found = {key: (getattr(answer, key), said[key]) for key in EXACT if getattr(answer, key) != said[key]}
    rate = None if row.rate is None else mpf(row.rate.numerator) / row.rate.denominator
    if not close(answer.progress_rate, rate, RATE):
        found["progress_rate"] = (answer.progress_rate, rate)
    for key in FIGURES:
        told = None if said[key] is None else mpf(said[key])
        if not close(getattr(answer, key), told, SHOWN):
            found[key] = (getattr(answer, key), told)
    return found


def close(x: mpf | None, y: mpf | None, within: mpf) -> bool:
    if x is None or y is None:
        return x is y
    return bool(abs(x - y) <= within * max(1, abs(x)))


@pytest.mark.parametrize("share", range(SHARES))
def test_random_plans(share: int) -> None:
    """Everything that is said of every row is what the second calculation says."""
    for seed in range(share, PLANS, SHARES):
        for text, answer, row in compared(seed):
            assert differences(answer, row) == {}, f"seed {seed}: {text}"


def test_the_draw_is_wide() -> None:
    """A draw that only met the easy cases would prove nothing: every kind of answer occurs often."""
    counts: dict[str, Counter[Any]] = {key: Counter() for key in (*EXACT, "measure")}
    total = 0
    for seed in range(500):
        drawn = draw(seed)
        for given, answer in zip(drawn.plan["indicators"], assess(drawn.plan, **drawn.asked), strict=True):
            total += 1
            for key in EXACT:
                counts[key][getattr(answer, key)] += 1
            if answer.assessable:
                counts["measure"][given.get("measure", "stock")] += 1
    assert total > 1200
    rules = ("linear", "exponential", "index", "log", "completion", "budget", "attainment", "judged")
    assert min(counts["rule"][rule] for rule in rules) >= 30, counts
    assert min(counts["measure"][kind] for kind in ("flow", "total", "growth", "change", "cut")) >= 80, counts
    assert min(counts["target_met"][met] for met in (True, False, None)) >= 80, counts
    assert min(counts[key][True] for key in ("early", "hold", "carried")) >= 20, counts
    assert min(counts["outcome"][word] for word in ("完成", "未完成", "超额完成")) >= 10, counts
