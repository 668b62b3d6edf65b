"""A thousand random indicators, through a plan file and by an independent calculation."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from mpmath import mpf

from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.period import Period
from mzprog.core.results import Row
from mzprog.planfile.load import parse_plan
from tests.conformance import independent
from tests.conformance.independent import Indicator

PLANS, SIZE = 20, 50
AGREEMENT = mpf(10) ** -25  # exponential rates are judged at thirty digits
WORDS = {1: "正向", -1: "逆向", 0: "适度"}


class Draw:
    """Draws indicators for one plan that is assessed as of one period."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        months = self.random.choice([12, 12, 6, 3, 1])
        self.period = Period(self.random.randint(2016, 2022), months * self.random.randrange(12 // months), months)

    def number(self) -> str:
        random = self.random
        digits = random.choice([0, 0, 1, 2])
        size = random.choice([5, 100, 100, 20_000]) * 10**digits
        value = random.randint(-size if random.random() < 0.1 else 0, size)
        return f"{value / 10**digits:.{digits}f}"

    def start(self, bound: str, behind: str) -> str | None:
        """Return a baseline: most often ``behind``, from which the target lies ahead."""
        chance = self.random.random()
        return behind if chance < 0.75 else self.number() if chance < 0.85 else bound if chance < 0.9 else None

    def observed(self, bound: str, baseline: str | None) -> str:
        """Return an observation, often on the way, sometimes exactly at its ends."""
        chance = self.random.random()
        if chance < 0.1:
            return self.random.choice([bound, baseline or bound])
        return self.between(baseline or "0", bound, 1)[0] if chance < 0.6 else self.number()

    def between(self, start: str, end: str, count: int) -> list[str]:
        values = [self.random.uniform(float(start), float(end)) for _ in range(count)]
        return [f"{value:.2f}" for value in sorted(values, reverse=float(end) < float(start))]

    def indicator(self) -> tuple[Indicator, str]:
        """Return one indicator for the independent calculation, and the same as part of a plan file."""
        random = self.random
        ranged = random.random() < 0.1
        sign = random.choice([1, -1, 0] if ranged else [1, 1, -1])
        low, high = sorted([self.number(), self.number()], key=float)
        if float(low) == float(high):
            high = f"{float(low) + 1:.2f}"
        bound, behind = (high, low) if sign > 0 else (low, high)
        baseline = self.start(bound, self.number() if ranged else behind)
        start, end = random.choice([2013, 2015, 2015]), random.choice([2020, 2020, 2022])
        points = [] if ranged or random.random() < 0.6 else sorted(random.sample(range(start + 1, end), 2))
        values = self.between(baseline or f"{float(bound) - sign * 50:.0f}", bound, len(points))
        strict = not ranged and random.random() < 0.1
        if points and baseline is not None and random.random() < 0.2:
            values[0] = baseline
        flow = random.choice(["", "", "measure: flow, ", "measure: flow, cumulative: true, "])
        rule = random.choice(["linear", "exponential", "index"])
        observed = self.observed(bound, baseline)
        item = Indicator(
            rule, observed, baseline, low if ranged else bound, high if ranged else bound, sign, ranged, strict,
            [((year - start) * 12, value) for year, value in zip(points, values, strict=True)],
            self.period.end - (start + 1) * 12, (end - start) * 12, self.scale(flow),
        )  # fmt: skip
        signs = {1: ">" if strict else "≥", -1: "<" if strict else "≤"}
        target = f"{low}-{high}" if ranged else f"{signs[sign]}{bound}"
        text = (
            f"{flow}rule: {rule}, baseline_year: {start}, target_year: {end}, direction: {WORDS[sign]}, "
            f"baseline: {baseline or '{missing: 未启动}'}, target: '{target}', "
            f"milestones: {{{', '.join(f'{y}: {v}' for y, v in zip(points, values, strict=True))}}}, "
            f"observations: {{{self.period}: {observed}}}"
        )
        return item, text

    def scale(self, flow: str) -> tuple[int, int]:
        passed = self.period.first + self.period.months if "cumulative" in flow else self.period.months
        return (12, passed) if flow else (1, 1)


def compared(seed: int) -> list[tuple[Indicator, str, Row]]:
    """Return the indicators of one random plan with what mzprog says of them."""
    draw = Draw(seed)
    drawn = [draw.indicator() for _ in range(SIZE)]
    lines = [f"  - {{name: 指标{n}, {text}}}" for n, (_, text) in enumerate(drawn)]
    head = ["plan: 随机规划", "baseline_year: 2015", "target_year: 2020", "indicators:"]
    plan = parse_plan("\n".join([*head, *lines, ""]).encode())
    rows = evaluate(plan, as_of=str(draw.period)).rows
    return [(item, text, row) for (item, text), row in zip(drawn, rows, strict=True)]


def verdict_of(rate: mpf, met: bool) -> str:
    if met or independent.compare(rate, mpf(100)) >= 0:
        return "进展良好"
    return "滞后" if independent.compare(rate, mpf(40)) >= 0 else "严重滞后"


@pytest.mark.parametrize("seed", range(PLANS))
def test_rates_verdicts_and_met_targets(seed: int) -> None:
    """Rate, verdict and met of every row are those of the independent calculation."""
    for item, text, row in compared(seed):
        expected = independent.rate(item)
        if expected is None:
            assert (row.rate, row.verdict, row.met) == (None, NOT_ASSESSABLE, None), text
            continue
        assert row.rate is not None, (text, expected)
        rate = mpf(row.rate.numerator) / row.rate.denominator
        assert abs(rate - expected) <= AGREEMENT * max(1, abs(expected)), (text, rate, expected)
        met = independent.is_met(item)
        assert (row.verdict, row.met) == (verdict_of(expected, met), met), text


def test_the_draw_is_wide() -> None:
    """A draw that only met the easy cases would prove nothing: every rule and verdict occurs often."""
    rows = [row for seed in range(PLANS) for _, _, row in compared(seed)]
    rules, verdicts = Counter(row.rule for row in rows), Counter(row.verdict for row in rows)
    assert len(rows) == 1000
    assert min(rules[rule] for rule in ("linear", "exponential", "index", "attainment")) >= 50, rules
    assert min(verdicts[word] for word in ("进展良好", "滞后", "严重滞后", NOT_ASSESSABLE)) >= 50, verdicts
    assert sum(row.met is True for row in rows) >= 100
