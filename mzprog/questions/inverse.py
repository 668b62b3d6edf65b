"""The rules backwards: which observation would have a given progress rate."""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.assessment import yearly
from mzprog.core.plan import FLOW, Indicator
from mzprog.core.results import Result
from mzprog.core.rules import RULES, progress
from mzprog.core.rules.attainment import ATTAINMENT
from mzprog.core.rules.case import Case, Progress
from mzprog.core.rules.proportion import of_level


def observation_at(item: Indicator, result: Result, rate: Fraction) -> Fraction | None:
    """Return the observation, in its own terms (a flow's half year, a total's last entry), that has ``rate``.

    ``rate`` is in percent, under the rule that was applied. Exact, but for
    ``exponential``, which has 120 digits. None where no value has that rate, or there is no result.

    >>> from mzprog.planfile.load import parse_plan
    >>> from mzprog.core.assessment import evaluate
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators:
    ...   - {name: 每千名老年人口养老床位数, baseline: 37, target: 50, observations: {2018H1: 38.7}}
    ... '''.encode())
    >>> row = evaluate(plan, 2018).rows[0]
    >>> str(observation_at(row.indicator, row.deciding, Fraction(100)))
    '87/2'
    """
    if result.case is None or result.progress is None:
        return None
    value = value_at(result.case, result.progress, rate / 100)
    if value is None:
        return None
    return _entry(result) + (value - result.case.observed) / _factor(item, result)


def progress_with(item: Indicator, result: Result, observation: Fraction, rule: str) -> Progress:
    """Return what ``rule`` says of a result with another ``observation``, in its own terms.

    ``result`` must have been assessed. What :func:`observation_at` returns has the rate it was asked for.
    """
    case = result.case
    assert case is not None
    moved = (observation - _entry(result)) * _factor(item, result)
    return progress(case._replace(observed=case.observed + moved), rule)


def _entry(result: Result) -> Fraction:
    """Return the figure of the period that was assessed, as written."""
    assert result.period is not None
    return Fraction(result.measure.observations[result.period].value or 0)


def _factor(item: Indicator, result: Result) -> Fraction:
    """Return by how much the compared value moves with the figure."""
    assert result.period is not None
    return yearly(item, result.period) if item.kind == FLOW else Fraction(1)


def value_at(case: Case, found: Progress, share: Fraction) -> Fraction | None:
    """Return the compared value that has the rate ``share`` (1 is 100 %) under the rule of ``found``.

    >>> case = Case(Fraction(6392), Fraction(5200), Fraction(8000), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> value_at(case, Progress("index", None, Fraction(6600)), Fraction(1, 2))
    Fraction(3300, 1)
    """
    p = found.planned
    if p is None:
        return None
    if found.rule == ATTAINMENT:
        return _attaining(case, p, share)
    return RULES[found.rule].observation(case, p, share)


def _attaining(case: Case, bound: Fraction, share: Fraction) -> Fraction | None:
    if share == 1:
        return bound
    return of_level(bound, share, rises_to(case, bound)) if 0 <= share < 1 and bound > 0 else None


def rises_to(case: Case, bound: Fraction) -> bool:
    """Tell whether a bound that is asked for is reached from below (a range has one of each)."""
    return case.low is not None and bound <= case.low
