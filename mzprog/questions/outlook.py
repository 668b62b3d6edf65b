"""后期预测: how fast each row goes, how fast it must go, and where it ends at today's pace.

Whether a row reaches its target is told from how many times today's pace the rest needs.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.assessment import assess_measure, evaluate, rows_compared
from mzprog.core.bounds import Known, rule_of
from mzprog.core.case import HUNDRED, Case
from mzprog.core.method import DIFFICULT, EARLY, UNPREDICTABLE, Method, Tier
from mzprog.core.period import Period, in_time
from mzprog.core.plan import CUT, FLOW, GROWTH, STOCK, Plan
from mzprog.core.powers import average_growth, power, tidy, too_large
from mzprog.core.progress import Progress, lifted_from_below, own_planned, progress
from mzprog.core.results import AsOf, Assessment, Result, Row
from mzprog.core.rules import ATTAINMENT, BUDGET, COMPLETION, LOG, RULES
from mzprog.questions.inverse import observation_at


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
    """Return where today's pace leads after ``years``: on along the line, or on the curve of a geometric path.

    None where a value that has changed its sign has no curve, or leaves all bounds.
    """
    b = case.start
    if not _curved(case, rule):
        return b + (case.observed - b) * years / case.elapsed
    grown, exponent = case.observed / b, years / case.elapsed
    if grown < 0 or too_large(grown, exponent):
        return None
    return tidy(b * power(grown, exponent), exponent)


def _curved(case: Case, rule: str) -> bool:
    """Tell whether a pace is a yearly growth; that of prices, which are to grow no faster, is."""
    return case.kind == GROWTH if rule == BUDGET else RULES[rule].geometric


def has_pace(result: Result) -> bool:
    """Tell whether a result goes somewhere: it has a baseline, and a rule or a budget that adds up looks at it."""
    case, found = result.case, result.progress
    if case is None or case.baseline is None or case.ranged or found is None or found.rate is None:
        return False
    if found.rule == ATTAINMENT:
        return False
    return found.rule != BUDGET or case.kind != FLOW


# What was found before of a measure of an indicator in a period.
Found = Mapping[tuple[str, str | None, Period], Result]


def points(
    assessment: Assessment, row: Row, number: int, known: Known, before: Found
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the observations up to the assessed one and after it, each in the terms of the target.

    Those are the planner's own, a flow brought to a year. What was found ``before`` is not asked for again.
    """
    result = row.results[number]
    history, later = [], []
    for period in sorted(result.measure.observations, key=in_time):
        at = result if period == result.period else before.get((row.indicator.name, result.measure.name, period))
        at = at or _at(assessment, row, result, period, known)
        if at.case is None or at.progress is None or at.progress.rate is None:
            continue
        point = Point(period, at.case.own(at.case.observed), own_planned(at.case, at.progress))
        if period.end <= assessment.as_of.period.end:
            history.append(point)
        elif result.case and result.progress and not result.reason and has_pace(result):
            expected = at_pace(result.case, result.progress.rule, at.case.elapsed)
            later.append(point._replace(expected=None if expected is None else at.case.own(expected)))
        else:
            later.append(point)
    return tuple(history), tuple(later)


def _at(assessment: Assessment, row: Row, result: Result, period: Period, known: Known) -> Result:
    at = AsOf.exactly(period)
    return assess_measure(assessment.plan, row.indicator, result.measure, at, assessment.method, known)


class Goal(NamedTuple):
    """The observation (达到所需值) that would lift a result to ``tier`` today, in its own terms.

    ``rising`` tells on which side of ``value`` the tier lies; no value reaches some tiers (None).
    """

    tier: Tier
    value: Fraction | None
    rising: bool


class Forecast(NamedTuple):
    """What one result promises, in the planner's own terms and per year.

    ``pace`` (实际年均变动) and ``needed`` (后期需年均变动) are yearly changes, of growth the average growth so far and
    what it must be from now on; of a budget ``needed`` is what may still be used. ``multiple`` is the 提速倍数 and
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
        return {word: classes.count(word) for word in self.assessment.method.forecast_labels}

    @property
    def by_outcome(self) -> dict[str, int]:
        """How many rows have each outcome, zeros included."""
        outcomes = [row.row.outcome for row in self.rows]
        return {word: outcomes.count(word) for word in self.assessment.method.outcome_labels}


def outlook(
    plan: Plan, year: int | None = None, *, as_of: str | None = None, method: Method | None = None, latest: bool = False
) -> Outlook:
    """Return what each indicator needs from now on and where it ends at today's pace, the worst first.

    Takes and raises what :func:`mzprog.core.assessment.evaluate` does.

    >>> from mzprog.planfile.load import load_plan
    >>> row = outlook(load_plan("plans/wuhan.yaml"), 2018).rows[0]
    >>> row.row.indicator.name, row.outlook, str(row.deciding.expected), str(row.deciding.multiple)
    ('每千名老年人口养老床位数', '经努力可以完成', '202/5', '113/17')
    """
    return look_ahead(evaluate(plan, year, as_of=as_of, method=method, latest=latest))


def look_ahead(assessment: Assessment, earlier: Sequence[Assessment] = ()) -> Outlook:
    """Return the outlook from an assessment; what ``earlier`` ones of the plan have found is taken from them."""
    known = rows_compared(assessment.plan)
    rows_before = (row for one in earlier for row in one.rows)
    before = {(row.indicator.name, r.measure.name, r.period): r for row in rows_before for r in row.results if r.period}
    rows = [_outlook_row(assessment, row, known, before) for row in assessment.rows]
    return Outlook(assessment, tuple(sorted(rows, key=lambda row: _order(row, assessment.method))))


def _order(item: OutlookRow, method: Method) -> tuple[int, int, bool, Fraction, Fraction]:
    """Order by class, then by verdict, then by how much faster it must go (going nowhere comes first)."""
    row, times = item.row, item.deciding.multiple
    feasible, *harder = (limit.label for limit in method.outlook_limits)
    places = (None, DIFFICULT, *reversed(harder), UNPREDICTABLE, feasible, EARLY)
    if row.reason or row.met:
        return len(places) + bool(row.reason), 0, False, Fraction(0), Fraction(0)
    place = places.index(item.outlook)
    return place, -method.severity(row.verdict), times is not None, -(times or Fraction(0)), row.rate or Fraction(0)


def _outlook_row(assessment: Assessment, row: Row, known: Known, before: Found) -> OutlookRow:
    forecasts = tuple(_forecast(assessment, row, number, known, before) for number in range(len(row.results)))
    kind = forecast_class(row, assessment.method)
    return OutlookRow(row, forecasts, kind, _why(row) if kind == UNPREDICTABLE else None)


def _why(row: Row) -> str:
    if row.reason:
        return row.reason
    unmet = [r for r in row.results if not r.met]
    if any(r.judged is not None for r in unmet):
        return "由人工判定，没有可以推算的速度"
    if any(r.progress and (r.progress.rule == ATTAINMENT or (r.case and r.case.ranged)) for r in unmet):
        return "按达标计算，没有可以推算的速度"
    if any(r.progress and r.progress.rule == BUDGET for r in unmet):
        return "是每年的限额，没有可以推算的速度"
    if any(r.case and r.case.baseline is None for r in unmet):
        return "没有基期值，没有可以推算的速度"
    return "规划应达值已等于目标值，按这一规则没有可以推算的速度"


def _forecast(assessment: Assessment, row: Row, number: int, known: Known, before: Found) -> Forecast:
    result = row.results[number]
    case, found = result.case, result.progress
    pace = needed = expected = None
    if case is not None and found is not None and has_pace(result):
        pace = _yearly(case, case.start, case.observed, case.elapsed)
        if not result.ended:
            ahead = at_pace(case, found.rule, case.span)
            expected = None if ahead is None else case._replace(elapsed=case.span).own(ahead)
        if not result.ended and not result.met and (case.cap or not _reached(case)):
            needed = _yearly(case, case.observed, case.target, case.span - case.elapsed)
    history, later = points(assessment, row, number, known, before)
    goals = tuple(_goals(assessment.method, row, result))
    return Forecast(result, pace, needed, multiple(result), expected, goals, history, later)


def _yearly(case: Case, start: Fraction, end: Fraction, years: Fraction) -> Fraction | None:
    """Return what a way takes a year in the planner's terms: of growth its average, else the change."""
    if case.kind == GROWTH:
        return average_growth(start, end, years) if start > 0 and end > 0 else None
    change = (end - start) / years
    return -change if case.kind == CUT else change


def _reached(case: Case) -> bool:
    """Tell whether the compared value is beyond the target, which its own figure may not have met yet (a half year)."""
    return case.observed > case.target if case.rising else case.observed < case.target


def _goals(method: Method, row: Row, result: Result) -> Iterator[Goal]:
    case, found = result.case, result.progress
    if case is None or found is None or result.rate is None or found.planned is None:
        return
    if found.rule == ATTAINMENT and (result.met or _stands_in(method, row, result, case)):
        return  # the rule itself may apply to another figure
    rising = lifted_from_below(case, found)
    for tier in row.indicator.tiers or method.tiers:
        if tier.start is not None:
            yield Goal(tier, observation_at(row.indicator, result, Fraction(tier.start), method), rising)


def _stands_in(method: Method, row: Row, result: Result, case: Case) -> bool:
    """Tell whether attainment stands in for a rule that cannot divide."""
    rule = rule_of(row.indicator, result.measure, method)
    return progress(case, rule, capped=method.met_first).rate is None


def multiple(result: Result) -> Fraction | None:
    """Return the 提速倍数: the pace that the rest needs ÷ the pace so far.

    For ``linear`` and ``completion`` the paces are yearly changes, ``(t − a)/(Y − y) ÷ ((a − b)/y)``; for the other
    rules it is ``(1 − g·r) ÷ (r·(1 − g))`` with ``r`` the rate and ``g = (p − b)/(t − b)`` the planned
    progress (of ``log``, of the logarithms), both as shares: the same thing on a straight path. None where the
    target is met, there is no pace (attainment, a budget), no progress (r ≤ 0) or no time or planned progress left.

    >>> from mzprog.planfile.load import parse_plan
    >>> from mzprog.core.assessment import assess_measure, evaluate
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
    if result.met or result.ended or case is None or found is None or not has_pace(result) or found.rule == BUDGET:
        return None
    b, a, r = case.start, case.observed, (found.rate or Fraction(0)) / HUNDRED
    if r <= 0 or _reached(case):
        return None
    if found.rule == COMPLETION.name or RULES[found.rule].even:
        pace = (a - b) / case.elapsed
        faster = (case.target - a) / (case.span - case.elapsed) / pace if pace else Fraction(-1)
        return None if faster < 0 else faster
    share = _planned_share(case, found, result.overall)
    return (1 - share * r) / (r * (1 - share)) if share < 1 else None


def _planned_share(case: Case, found: Progress, whole: Fraction | None) -> Fraction:
    """Return how much of the way should be done by now, as a share."""
    if found.rule == LOG.name and whole is not None and found.rate:
        return whole / found.rate
    assert found.planned is not None
    return (found.planned - case.start) / (case.target - case.start)


def is_over(assessment: Assessment) -> bool:
    """Tell whether outcomes stand where forecasts stood: some rows have one, and nothing is left to be forecast."""
    if not assessment.summary.outcomes:
        return False
    ahead = (forecast_class(row, assessment.method) for row in assessment.rows)
    return all(label in {None, UNPREDICTABLE} for label in ahead)


def forecast_class(row: Row, method: Method) -> str | None:
    """Return the class of a row's forecast; None once its plan has ended, where the outcome stands instead.

    A met target is 提前完成, except one that can be left again (a range, a relative target, a bound to keep); of
    components the worst decides.
    """
    if row.reason:
        return UNPREDICTABLE
    if row.outcome or all(r.ended for r in row.results):
        return None
    feasible, *harder = (limit.label for limit in method.outlook_limits)
    if row.met:
        return EARLY if row.early else feasible
    order = (feasible, *harder, DIFFICULT, UNPREDICTABLE)
    return max((_class(result, method) for result in row.results if not result.met), key=order.index)


def _class(result: Result, method: Method) -> str:
    """Return the class of a result whose target is not met, or not yet kept."""
    case, found, rate = result.case, result.progress, result.rate
    easiest, hardest = method.outlook_limits[0].label, method.outlook_limits[-1].label
    if case is None or found is None or rate is None:
        return UNPREDICTABLE
    if found.rule == BUDGET:
        if result.met is None and rate >= HUNDRED:
            return easiest
        return UNPREDICTABLE if case.kind == FLOW else DIFFICULT if result.met is False else hardest
    if found.rule == ATTAINMENT:
        return easiest if rate >= HUNDRED and case.kind != STOCK else UNPREDICTABLE
    times = multiple(result)
    if times is not None:
        return next(limit.label for limit in method.outlook_limits if limit.to is None or times <= Fraction(limit.to))
    if has_pace(result) and _reached(case):
        return easiest
    return DIFFICULT if rate <= 0 or (has_pace(result) and RULES[found.rule].timeless) else UNPREDICTABLE
