"""What each year's column of a table holds: which periods stand for a year, and what they add to a total."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mzprog.core.case import own_terms
from mzprog.core.measures import read, tiling
from mzprog.core.period import Period, period_words, whole_year, years_between
from mzprog.core.plan import TOTAL, Figure, Indicator, Measure
from mzprog.core.results import AsOf, Assessment, Result, Row


def years(assessment: Assessment) -> tuple[int, ...]:
    """Return the years up to the assessed one that have an entry, and that one itself.

    >>> from mzprog import evaluate, load_plan
    >>> years(evaluate(load_plan("plans/wuhan.yaml"), 2018))
    (2016, 2017, 2018)
    """
    items, last = [row.indicator for row in assessment.rows], assessment.as_of.period.year
    first = min(item.begin.end for item in items)
    periods = {p for item in items for measure in item.measures for p in measure.observations}
    return tuple(sorted({p.year for p in periods if first < p.end and p.year < last} | {last}))


def entry_of(assessment: Assessment, result: Result, year: int) -> Period | None:
    """Return the period whose entry stands for a year: the assessed one, before it each year's latest.

    An older entry that stands in for the assessed year is under its own.
    """
    if year == assessment.as_of.period.year:
        return result.period if result.period and result.period.year == year else None
    return latest_entry(result.measure.observations, year)


def latest_entry(observations: Mapping[Period, Figure], year: int) -> Period | None:
    """Return the latest entry inside a year; of two that end together the longer."""
    return AsOf.in_year(year).entry(observations)


def year_heads(assessment: Assessment) -> dict[int, str]:
    """Name each year's column by the one period that all its entries have, else by the year.

    >>> from mzprog import evaluate, load_plan
    >>> year_heads(evaluate(load_plan("plans/wuhan.yaml"), 2018))
    {2016: '2016年', 2017: '2017年', 2018: '2018年上半年'}
    """
    heads = {}
    for year in years(assessment):
        found = {_told(assessment, row, result, year) for row in assessment.rows for result in row.results} - {None}
        only = found.pop() if len(found) == 1 else None
        heads[year] = period_words(only or whole_year(year))
    return heads


def _told(assessment: Assessment, row: Row, result: Result, year: int) -> Period | None:
    """Return the period that a year's figure covers: all of a past year for what totals add up."""
    period = entry_of(assessment, result, year)
    past = period is not None and year < assessment.as_of.period.year
    return whole_year(year) if past and adds_up(row.indicator) else period


def adds_up(item: Indicator) -> bool:
    """Tell whether a year's figure is the sum of its entries: a total that is not a running one."""
    return item.kind == TOTAL and not item.cumulative


def year_parts(assessment: Assessment, item: Indicator, measure: Measure, year: int) -> tuple[Period, ...]:
    """Return the periods that one year adds to a total, none where some part of the year lacks."""
    asked = year == assessment.as_of.period.year
    period = assessment.as_of.entry(measure.observations) if asked else whole_year(year)
    if period is None:
        return ()
    parts = tiling(item._replace(begin=whole_year(year - 1)), measure, period)
    return () if isinstance(parts, str) else parts


def part_of_year(period: Period, head: str) -> str:
    """Say which part of the year an entry covers, where its column's head does not.

    >>> part_of_year(Period(2018, 0, 6), "2018年"), part_of_year(Period(2018, 0, 6), "2018年上半年")
    ('上半年', '')
    """
    words = period_words(period)
    return "" if words == head else words.removeprefix(f"{period.year}年") or "全年"


def compared_value(item: Indicator, measure: Measure, period: Period) -> Fraction | None:
    """Return an entry as it is compared with the target, in the planner's own terms.

    A flow is brought to a year, a total summed up to it; growth is the average so far, a change all since the baseline.
    """
    elapsed = years_between(item.begin.end, period.end)
    if measure.observations[period].value is None or elapsed <= 0:
        return None
    found = read(item, measure, period, elapsed)
    return None if isinstance(found, str) else own_terms(item.kind, found.value, elapsed)
