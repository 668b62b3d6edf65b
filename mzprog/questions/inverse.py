"""The rules backwards: which observation would have a given progress rate."""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.bounds import is_named, rule_of
from mzprog.core.case import Case
from mzprog.core.measures import figure_for, value_for
from mzprog.core.method import Method
from mzprog.core.plan import Indicator, Measure
from mzprog.core.progress import Progress, progress, value_with
from mzprog.core.results import Result


def observation_at(item: Indicator, result: Result, rate: Fraction) -> Fraction | None:
    """Return the observation, in its own terms (a flow's half year, a total's last entry), that has ``rate``.

    ``rate`` is in percent, under the rule that was applied. Exact, but where roots or logarithms
    are taken, which have 90 digits. None where no value has that rate, or there is no result.

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
    case, reading = result.case, result.reading
    if case is None or reading is None or result.progress is None:
        return None
    value = value_with(case, result.progress, rate / 100)
    return None if value is None else figure_for(item, reading, value, case.elapsed)


def case_with(item: Indicator, result: Result, observation: Fraction) -> Case | None:
    """Return the case of a result with another ``observation``, in its own terms; None where it cannot be chained.

    ``result`` must have been assessed.
    """
    assert result.case is not None and result.reading is not None
    value = value_for(item, result.reading, observation)
    return None if value is None else result.case._replace(observed=value)


def progress_with(item: Indicator, case: Case, measure: Measure, method: Method) -> Progress:
    """Return what the rule of an indicator says of another ``case`` of one of its measures."""
    return progress(case, rule_of(item, measure, method), is_named(item, measure, method), method.met_first)
