"""Random plans of every kind, through their files and by the second calculation.

MZPROG_PLANS says how many (2,000); the same number means the same plans.
"""

from __future__ import annotations

import os
from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from mpmath import mpf

from mzprog.answers.records import indicator_record
from mzprog.core.assessment import evaluate
from mzprog.core.results import Assessment, Row
from mzprog.planfile.load import parse_plan
from tests.conformance.oracle import Answer, Counts, assess, counts
from tests.conformance.oracle.chinese import in_chinese
from tests.conformance.oracle.draw import draw, file_of

PLANS, SHARES = int(os.environ.get("MZPROG_PLANS", "2000")), 8
RATE = mpf(10) ** -25  # exponential rates are judged at thirty digits
SHOWN = mpf(10) ** -6 / 2  # other computed figures are told with six decimals
EXACT = ("rule", "verdict", "target_met", "early", "outcome", "hold", "carried", "observed_period")
FIGURES = ("planned", "observed")


def both(seed: int) -> tuple[str, list[Answer], Counts, Assessment]:
    """Return one random plan's text (every third partly Chinese), what is expected of it and what mzprog says."""
    drawn = draw(seed)
    text = file_of(drawn.plan if seed % 3 else in_chinese(drawn.plan, Random(seed)))
    answers = assess(drawn.plan, **drawn.asked)
    return text.decode(), answers, counts(drawn.plan, answers), evaluate(parse_plan(text), **drawn.asked)


def differences(answer: Answer, row: Row) -> dict[str, Any]:
    """Return what mzprog says otherwise, by key: (expected, found)."""
    said = indicator_record(row)
    if not answer.assessable or said["verdict"] == "无法评估":
        return {} if answer.verdict == said["verdict"] else {"verdict": (answer.verdict, said["verdict"])}
    found = {key: (getattr(answer, key), said[key]) for key in EXACT if getattr(answer, key) != said[key]}
    rates = {"progress_rate": row.rate, "overall": row.deciding.overall, "annual_growth": row.deciding.annual_growth}
    for key, rate in rates.items():
        if not close(getattr(answer, key), exact(rate), RATE):
            found[key] = (getattr(answer, key), rate)
    for key in FIGURES:
        told = None if said[key] is None else mpf(said[key])
        if not close(getattr(answer, key), told, SHOWN):
            found[key] = (getattr(answer, key), told)
    return found


def exact(value: Fraction | None) -> mpf | None:
    return None if value is None else mpf(value.numerator) / value.denominator


def close(x: mpf | None, y: mpf | None, within: mpf) -> bool:
    if x is None or y is None:
        return x is y
    return bool(abs(x - y) <= within * max(1, abs(x)))


@pytest.mark.parametrize("share", range(SHARES))
def test_random_plans(share: int) -> None:
    """Everything that is said of every row is what the second calculation says, and so are the counts."""
    for seed in range(share, PLANS, SHARES):
        text, answers, expected, found = both(seed)
        for answer, row in zip(answers, found.rows, strict=True):
            assert differences(answer, row) == {}, f"seed {seed}, {row.indicator.name}: {text}"
        summary = found.summary
        assert (expected.target_met, expected.early) == (summary.target_met, summary.early), f"seed {seed}: {text}"
        assert close(expected.completion, exact(summary.completion), RATE), f"seed {seed}: {text}"
        assert close(expected.score, exact(summary.score.value), RATE), f"seed {seed}: {text}"


def test_the_draw_is_wide() -> None:
    """A draw that only met the easy cases would prove nothing: every kind of answer occurs often."""
    seen: dict[str, Counter[Any]] = {key: Counter() for key in (*EXACT, "measure")}
    total = 0
    for seed in range(500):
        drawn = draw(seed)
        for given, answer in zip(drawn.plan["indicators"], assess(drawn.plan, **drawn.asked), strict=True):
            total += 1
            for key in EXACT:
                seen[key][getattr(answer, key)] += 1
            if answer.assessable:
                seen["measure"][given.get("measure", "stock")] += 1
    assert total > 1200
    rules = ("linear", "exponential", "index", "log", "completion", "budget", "attainment", "judged")
    assert min(seen["rule"][rule] for rule in rules) >= 30, seen
    assert min(seen["measure"][kind] for kind in ("flow", "total", "growth", "change", "cut")) >= 80, seen
    assert min(seen["target_met"][met] for met in (True, False, None)) >= 80, seen
    assert min(seen[key][True] for key in ("early", "hold", "carried")) >= 20, seen
    assert min(seen["outcome"][word] for word in ("完成", "未完成", "超额完成")) >= 10, seen
