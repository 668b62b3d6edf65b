"""后期预测: how fast each row goes, how fast it must go, and where it ends at today's pace.

Whether a row reaches its target is told from how many times today's pace the rest needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.assessment import assess_measure, evaluate
from mzprog.core.method import DONE, EARLY, FEASIBLE, NOT_DONE, UNPREDICTABLE, WITH_EFFORT, Method, Tier
from mzprog.core.period import Period, in_time
from mzprog.core.plan import Plan
from mzprog.core.powers import grown
from mzprog.core.results import AsOf, Assessment, Result, Row
from mzprog.core.rules import RULES
from mzprog.core.rules.attainment import ATTAINMENT
from mzprog.core.rules.case import Case
from mzprog.questions.inverse import observation_at, rises_to


class Point(NamedTuple):
    """One observation beside the planned path, in the terms of the target (a flow brought to a year).

    ``expected`` is, after the assessed period, what its pace promised (按当前速度的预测值).
    """

    period: Period
    observed: Fraction
    planned: Fraction | None
    expected: Fraction | None = None

    @property
    def off(self) -> Fraction | None:
        """How far the forecast was off: positive where it promised more than came."""
        return None if self.expected is None else self.expected - self.observed


def at_pace(case: Case, rule: str, years: Fraction) -> Fraction | None:
    """Return where today's pace leads after ``years``: on along the line, or on the curve of a geometric path."""
    b = case.start
    if not RULES[rule].geometric:
        return b + (case.observed - b) * years / case.elapsed
    return grown(b, case.observed / b, years / case.elapsed)


def points(assessment: Assessment, row: Row, number: int) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the observations up to the assessed one and after it, each brought to the target's terms."""
    result = row.results[number]
    history, later = [], []
    for period in sorted(result.measure.observations, key=in_time):
        at = result if period == result.period else _at(assessment, row, result, period)
        if at.case is None or at.progress is None or at.progress.rate is None:
            continue
        point = Point(period, at.case.observed, at.progress.planned)
        if period.end <= assessment.as_of.period.end:
            history.append(point)
        elif result.case and result.progress and not result.reason and result.progress.rule != ATTAINMENT:
            later.append(point._replace(expected=at_pace(result.case, result.progress.rule, at.case.elapsed)))
        else:
            later.append(point)
    return tuple(history), tuple(later)


def _at(assessment: Assessment, row: Row, result: Result, period: Period) -> Result:
    exactly = AsOf(period, True)
    return assess_measure(assessment.plan, row.indicator, result.measure, exactly, assessment.method)


class Goal(NamedTuple):
    """The observation (达到所需值) that would lift a result to ``tier`` today, in its own terms.

    ``rising`` tells on which side of ``value`` the tier lies; no value reaches some tiers (None).
    """

    tier: Tier
    value: Fraction | None
    rising: bool


class Forecast(NamedTuple):
    """What one result promises, in the terms of the target and per year.

    ``pace`` (实际年均变动) and ``needed`` (后期需年均变动) are yearly changes, ``multiple`` is the 提速倍数 and
    ``expected`` the value at the target year at today's pace (按当前速度的期末预测). Each is None where the
    rule has no pace (attainment); what lies ahead also where the target is met or its time over.
    """

    result: Result
    pace: Fraction | None
    needed: Fraction | None
    multiple: Fraction | None
    expected: Fraction | None
    goals: tuple[Goal, ...]
    history: tuple[Point, ...]
    later: tuple[Point, ...]


class OutlookRow(NamedTuple):
    """The outlook of one indicator: a forecast for each of its results, and the ``forecast`` class.

    ``outlook`` is None once the plan has ended: its outcome stands instead. ``reason`` says why a
    forecast is 无法预测.
    """

    row: Row
    forecasts: tuple[Forecast, ...]
    outlook: str | None
    reason: str | None

    @property
    def deciding(self) -> Forecast:
        """The forecast of the result that the row repeats."""
        return next(f for f in self.forecasts if f.result is self.row.deciding)


class Outlook(NamedTuple):
    """The outlook of a plan, the worst first."""

    assessment: Assessment
    rows: tuple[OutlookRow, ...]

    @property
    def by_class(self) -> dict[str, int]:
        """How many rows are of each forecast class, zeros included."""
        classes = [row.outlook for row in self.rows]
        return {word: classes.count(word) for word in (EARLY, FEASIBLE, WITH_EFFORT, UNPREDICTABLE)}

    @property
    def by_outcome(self) -> dict[str, int]:
        """How many rows have each outcome, zeros included."""
        outcomes = [row.row.outcome for row in self.rows]
        return {word: outcomes.count(word) for word in (DONE, NOT_DONE)}


def outlook(plan: Plan, year: int | None = None, *, as_of: str | None = None, method: Method | None = None) -> Outlook:
    """Return what each indicator needs from now on and where it ends at today's pace, the worst first.

    Takes and raises what :func:`mzprog.core.assessment.evaluate` does.

    >>> from mzprog.planfile.load import load_plan
    >>> row = outlook(load_plan("plans/wuhan.yaml"), 2018).rows[0]
    >>> row.row.indicator.name, row.outlook, str(row.deciding.expected), str(row.deciding.multiple)
    ('每千名老年人口养老床位数', '经努力可以完成', '202/5', '113/17')
    """
    return look_ahead(evaluate(plan, year, as_of=as_of, method=method))


def look_ahead(assessment: Assessment) -> Outlook:
    """Return the outlook from an assessment."""
    rows = [_outlook_row(assessment, row) for row in assessment.rows]
    return Outlook(assessment, tuple(sorted(rows, key=lambda row: _order(row, assessment.method))))


def _order(item: OutlookRow, method: Method) -> tuple[int, int, bool, Fraction, Fraction]:
    """Order by class, then by verdict, then by how much faster it must go (going nowhere comes first)."""
    row, times = item.row, item.deciding.multiple
    if row.reason or row.met:
        return (5 if row.reason else 4), 0, False, Fraction(0), Fraction(0)
    place = (None, WITH_EFFORT, UNPREDICTABLE, FEASIBLE).index(item.outlook)
    return place, -method.severity(row.verdict), times is not None, -(times or Fraction(0)), row.rate or Fraction(0)


def _outlook_row(assessment: Assessment, row: Row) -> OutlookRow:
    forecasts = tuple(_forecast(assessment, row, number) for number in range(len(row.results)))
    kind = forecast_class(row, assessment.method)
    return OutlookRow(row, forecasts, kind, _why(row) if kind == UNPREDICTABLE else None)


def _why(row: Row) -> str:
    if row.reason:
        return row.reason
    if any(r.progress and r.progress.rule == ATTAINMENT for r in row.results if not r.met):
        return "按达标计算，没有可以推算的速度"
    return "规划应达值已等于目标值，按这一规则没有可以推算的速度"


def _forecast(assessment: Assessment, row: Row, number: int) -> Forecast:
    result = row.results[number]
    case, found = result.case, result.progress
    pace = needed = expected = None
    if case is not None and found is not None and found.rate is not None and found.rule != ATTAINMENT:
        pace = (case.observed - (case.baseline or 0)) / case.elapsed
        if not result.ended:
            expected = at_pace(case, found.rule, case.span)
        if not result.ended and not result.met:
            needed = (case.target - case.observed) / (case.span - case.elapsed)
    history, later = points(assessment, row, number)
    return Forecast(
        result, pace, needed, multiple(result), expected, tuple(_goals(assessment.method, row, result)), history, later
    )


def _goals(method: Method, row: Row, result: Result) -> Iterator[Goal]:
    case, found = result.case, result.progress
    if case is None or found is None or result.rate is None or found.planned is None:
        return
    if result.met and found.rule == ATTAINMENT:  # met where the rule itself may not apply
        return
    rising = rises_to(case, found.planned) if found.rule == ATTAINMENT else case.rising
    for tier in method.tiers:
        if tier.start is not None:
            yield Goal(tier, observation_at(row.indicator, result, Fraction(tier.start)), rising)


def multiple(result: Result) -> Fraction | None:
    """Return the 提速倍数: the pace that the rest needs ÷ the pace so far.

    For ``linear`` the paces are yearly changes, ``(t − a)/(Y − y) ÷ ((a − b)/y)``; for the other
    rules it is ``(1 − g·r) ÷ (r·(1 − g))`` with ``r`` the rate and ``g = (p − b)/(t − b)`` the planned
    progress, both as shares: the same thing on a straight path. None where the target is met,
    there is no pace (attainment), no progress (r ≤ 0) or no time or planned progress left.

    >>> from mzprog.planfile.load import parse_plan
    >>> from mzprog.core.assessment import evaluate
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators: [{name: 养老床位数, baseline: 6.1, target: 10, observations: {2018H1: 6.96}}]
    ... '''.encode())
    >>> round(float(multiple(evaluate(plan, 2018).rows[0].deciding)), 2)
    3.53
    """
    case, found = result.case, result.progress
    if result.met or result.ended or case is None or found is None or found.rule == ATTAINMENT:
        return None
    b, r = case.baseline, found.rate
    if b is None or found.planned is None or r is None or r <= 0:
        return None
    if RULES[found.rule].even:
        return (case.target - case.observed) / (case.span - case.elapsed) / ((case.observed - b) / case.elapsed)
    share, r = (found.planned - b) / (case.target - b), r / 100
    return (1 - share * r) / (r * (1 - share)) if share < 1 else None


def forecast_class(row: Row, method: Method) -> str | None:
    """Return the class of a row's forecast; None once its plan has ended, where the outcome stands instead.

    A met target is 提前完成, except one that can be left again (a range, a relative target); of
    components the worst decides.
    """
    if row.outcome:
        return None
    if row.reason:
        return UNPREDICTABLE
    if row.met:
        return EARLY if row.early else FEASIBLE
    order = (FEASIBLE, WITH_EFFORT, UNPREDICTABLE)
    return max((_class(result, method) for result in row.results if not result.met), key=order.index)


def _class(result: Result, method: Method) -> str:
    if result.rate is not None and result.rate <= 0 and result.progress and result.progress.rule != ATTAINMENT:
        return WITH_EFFORT
    times = multiple(result)
    if times is None:
        return UNPREDICTABLE
    return FEASIBLE if times <= Fraction(method.outlook_limit) else WITH_EFFORT
