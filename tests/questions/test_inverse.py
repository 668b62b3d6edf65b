"""The rules backwards agree with the rules forwards."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog.core.assessment import evaluate
from mzprog.core.case import Case
from mzprog.core.progress import progress, value_with
from mzprog.core.rules import RULES
from mzprog.questions.inverse import observation_at
from tests.conftest import plan_of

DOUBLED = "name: a, rule: exponential, baseline: 1, target: 2, baseline_year: 2017, target_year: 2018"
NO_CUT = str(100 - Fraction(100_000_000, 973 * 969))  # what brings 97.3 % of 96.9 % back to where it began
VALUES = st.fractions(min_value=1, max_value=1000, max_denominator=100)


@settings(max_examples=60, deadline=None)
@given(b=VALUES, t=VALUES, a=VALUES, months=st.integers(12, 60), rule=st.sampled_from(list(RULES)))
def test_a_rate_gives_back_the_value_it_came_from(
    b: Fraction, t: Fraction, a: Fraction, months: int, rule: str
) -> None:
    if b == t:
        return
    low, high = (t, None) if t > b else (None, t)
    case = Case(a, b, low, high, False, False, (), Fraction(months, 12), Fraction(5))
    found = progress(case, rule)
    assert found.rate is not None
    value = value_with(case, found, found.rate / 100)
    assert value is not None
    assert abs(value - a) <= (abs(a) / 10**20 if found.rule in {"exponential", "log"} else 0)


@pytest.mark.parametrize(
    ("indicator", "rate", "expected"),
    [
        # The review's row that does not follow from its figures; its yearly flow in half-year terms.
        ("name: a, baseline: 37, target: 50, observations: {2018H1: 38.7}", "24.62", "38.6003"),
        ("name: a, measure: flow, baseline: 2000, target: 2200, observations: {2018H1: 892}", "100", "1050"),
        ("name: a, measure: total, target: 100, observations: {2016: 10, 2017: 10, 2018: 10}", "100", "40"),
        ("name: a, target: ≥60, observations: {2018: 45}", "50", "30"),
        ("name: a, target: ≥60, observations: {2018: 45}", "100", "60"),
        ("name: a, target: ≥60, observations: {2018: 45}", "0", "0"),
        ("name: a, target: ≤60, observations: {2018: 90}", "50", "120"),
        ("name: a, target: 30-40, direction: 适度, observations: {2018: 50}", "50", "80"),
        ("name: a, target: 30-40, direction: 适度, observations: {2018: 20}", "50", "15"),
        # Growth, change and fall: the last year's figure, in its own sign.
        ("name: a, measure: cut, target: 13.5, observations: {2016: 2.7, 2017: 3.1, 2018: -0.5}", "0", NO_CUT),
        ("name: a, measure: change, cumulative: true, target: 20, observations: {2018: 6}", "100", "12"),
        ("name: a, measure: growth, target: ≥10, observations: {2016: 10, 2017: 10, 2018: 3}", "100", "10"),
        # Budgets, a quarter of a yearly ceiling, and time left out.
        ("name: a, measure: total, target: ≤100, observations: {2016: 10, 2017: 10, 2018: 60}", "100", "40"),
        ("name: a, measure: total, target: ≤100, observations: {2016: 10, 2017: 10, 2018: 60}", "50", "100"),
        ("name: a, measure: flow, target: ≤100, observations: {2018Q1: 50}", "100", "25"),
        ("name: a, rule: completion, target: ≤60, observations: {2018: 90}", "150", "40"),
        ("name: a, rule: completion, target: 30-40, direction: 适度, observations: {2018: 50}", "50", "80"),
        ("name: a, rule: log, baseline: 16, target: 81, target_year: 2019, observations: {2018: 16}", "0", "16"),
        # What no value gives: more than all of a floor, nothing of a ceiling, a shrinking below nothing.
        ("name: a, target: ≥60, observations: {2018: 45}", "101", None),
        ("name: a, target: ≤60, observations: {2018: 90}", "0", None),
        ("name: a, rule: index, baseline: 50, target: 60, observations: {2018: 55}", "-5", None),
        ("name: a, rule: index, baseline: 60, target: ≤50, observations: {2018: 55}", "-5", None),
        ("name: a, rule: exponential, baseline: 1, target: 2, observations: {2018: 1.5}", "-9000", None),
        (f"{DOUBLED}, observations: {{2018: 1.5}}", "-100", "0"),
        (f"{DOUBLED}, observations: {{2018: 1.5}}", "-150", None),
        ("name: a, target: ≥60", "50", None),
        # The figure of the year, not of the half that stands in for it.
        ("name: a, measure: total, target: 80, observations: {2016: 20, 2017: 0, 2018: {missing: 未报}, 2018H1: 8, "
         "2018H2: 3}", "100", "28"),
        # A quarter's growth is a root; what was asked is what it gives.
        ("name: a, measure: growth, target: ≥3, baseline_year: 2017, observations: {2018Q1: 1}", "100", "3"),
        # Where nothing may be used nothing is half of it, and with another figure the rule cannot divide.
        ("name: a, measure: total, target: ≤0, observations: {2016: 1, 2017: 0, 2018: 2}", "0", None),
        ("name: a, measure: flow, rule: index, baseline: -2, target: ≤-145, observations: {2018H2: -160}", "100", None),
    ],
)  # fmt: skip
def test_observation_at(indicator: str, rate: str, expected: str | None) -> None:
    plan = plan_of(indicator)
    row = evaluate(plan, 2018).rows[0]
    assert observation_at(row.indicator, row.deciding, Fraction(rate), plan.method) == (expected and Fraction(expected))
