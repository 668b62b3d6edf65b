"""The rules backwards: which observation would have a given progress rate."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mzprog.core.bounds import is_named, rule_of
from mzprog.core.case import Case
from mzprog.core.measures import Reading, figure_for, read, value_for
from mzprog.core.method import Method
from mzprog.core.plan import Figure, Indicator, Measure
from mzprog.core.powers import short
from mzprog.core.progress import Progress, progress, value_with
from mzprog.core.results import Result

_HAIR = Fraction(1, 10**20)  # by which a rate of roots and logarithms may miss


def observation_at(item: Indicator, result: Result, rate: Fraction, method: Method) -> Fraction | None:
    """Return the observation, in its own terms (a flow's half year, a total's last entry), that has ``rate``.

    ``rate`` is in percent, under the rule that was applied. Exact, but where roots or logarithms
    are taken, which have 40 digits. None where no value has that rate, or there is no result.

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
    >>> str(observation_at(row.indicator, row.deciding, Fraction(100), plan.method))
    '87/2'
    """
    case, reading = result.case, _entry_alone(item, result)
    if case is None or reading is None or result.progress is None:
        return None
    value = value_with(case, result.progress, rate / 100)
    figure = None if value is None else figure_for(item, reading, value, case.elapsed)
    if figure is None:
        return None
    tried = [short(figure), figure]  # the rule, or what stands in for it, may say otherwise of another figure
    return next((found for found in tried if _rate_with(item, result, found, method) >= rate - _HAIR), None)


def _rate_with(item: Indicator, result: Result, observation: Fraction, method: Method) -> Fraction | float:
    case = case_with(item, result, observation)
    rate = progress_with(item, case, result.measure, method).rate if case else None
    return float("-inf") if rate is None else rate


def case_with(item: Indicator, result: Result, observation: Fraction) -> Case | None:
    """Return the case of a result with another ``observation``, in its own terms; None where it cannot be chained.

    ``result`` must have been assessed.
    """
    reading = _entry_alone(item, result)
    assert result.case is not None and reading is not None
    value = value_for(item, result.measure, reading, observation)
    return None if value is None else result.case._replace(observed=value)


def _entry_alone(item: Indicator, result: Result) -> Reading | None:
    """Return what is read where the assessed entry has a figure of its own, though its parts may stand in for it."""
    reading, period = result.reading, result.period
    if reading is None or period is None or result.case is None or reading.used[-1] == period:
        return reading
    assumed = result.measure._replace(observations={**result.measure.observations, period: Figure(Decimal(0))})
    found = read(item, assumed, period, result.case.elapsed)
    assert isinstance(found, Reading)
    return found


def progress_with(item: Indicator, case: Case, measure: Measure, method: Method) -> Progress:
    """Return what the rule of an indicator says of another ``case`` of one of its measures."""
    rule, named = rule_of(item, measure, method), is_named(item, measure, method)
    return progress(case, rule, named=named, capped=method.met_first)
