"""Where plan, rules and method meet: ``evaluate`` a plan as of a time, row by row.

Nothing here rounds or prints; a row that cannot be assessed carries its reason (无法评估).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from mzprog.core.method import DONE, NOT_ASSESSABLE, NOT_DONE, Method, judge
from mzprog.core.period import Period, parse_period, period_words, whole_year, years_between
from mzprog.core.plan import FALLING, FLOW, RISING, TOTAL, Indicator, Measure, Plan
from mzprog.core.quantity import exact
from mzprog.core.remarks import remarks_on
from mzprog.core.results import NOT_BEGUN, AsOf, Assessment, Result, Row
from mzprog.core.rules import progress
from mzprog.core.rules.case import Case

_EXACT = Context(prec=400)


def evaluate(
    plan: Plan, year: int | None = None, *, as_of: str | None = None, method: Method | None = None
) -> Assessment:
    """Assess ``plan`` as of a year (its latest entry inside it) or exactly one period.

    Give one of ``year`` (``2018``) and ``as_of`` (``"2018H1"``), else :class:`ValueError`;
    a text that is no period raises :class:`mzprog.core.problems.Refusal`. ``method`` replaces the plan's own.

    >>> from mzprog.planfile.load import parse_plan
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators:
    ...   - {name: 每千名老年人口养老床位数, baseline: 37, target: 50, observations: {2018H1: 38.7}}
    ... '''.encode())
    >>> row = evaluate(plan, 2018).rows[0]
    >>> row.rate, row.verdict
    (Fraction(340, 13), '严重滞后')
    """
    if as_of is not None and year is None:
        asked = AsOf(parse_period(as_of), True)
    elif year is not None and as_of is None:
        asked = AsOf(whole_year(year), False)
    else:
        raise ValueError("give either year or as_of")
    return assess(plan, asked, method)


def assess(plan: Plan, asked: AsOf, method: Method | None = None) -> Assessment:
    """Assess ``plan`` at a time; ``method`` replaces the plan's own."""
    method = method or plan.method
    return Assessment(
        plan, asked, method, tuple(assess_indicator(plan, item, asked, method) for item in plan.indicators)
    )


def assess_indicator(plan: Plan, item: Indicator, asked: AsOf, method: Method) -> Row:
    """Assess one indicator; of its components the worst decides."""
    results = tuple(assess_measure(plan, item, part, asked, method) for part in item.parts)
    failed = [r for r in results if r.reason]
    if failed or len(results) == 1:
        deciding = (failed or results)[0]
    else:
        deciding = min(results, key=lambda r: (-method.severity(r.verdict), r.rate))
    rule = deciding.progress.rule if deciding.progress else item.rule or method.default_rule
    remarks = remarks_on(item, results, deciding)
    if failed:
        return Row(item, results, deciding, None, False, None, _reason(results), rule, remarks)
    met = all(r.met for r in results)
    ended = all(r.ended for r in results)
    early = met and not ended and not any(r.measure.target.ranged or r.measure.target.reference for r in results)
    outcome = (DONE if met else NOT_DONE) if ended else None
    return Row(item, results, deciding, met, early, outcome, None, rule, remarks)


def _reason(results: tuple[Result, ...]) -> str:
    """Return why a row cannot be assessed: component by component, or once where all say the same."""
    if len({r.reason for r in results}) == 1:
        return str(results[0].reason)
    return "；".join(f"{r.measure.name}：{r.reason}" for r in results if r.reason)


def assess_measure(plan: Plan, item: Indicator, measure: Measure, asked: AsOf, method: Method) -> Result:
    """Assess one measure of an indicator: a component of it, or the whole where it has none."""
    period = asked.entry(measure.observations)
    figure = measure.observations[period] if period else None

    def cannot(reason: str) -> Result:
        return Result(measure, NOT_ASSESSABLE, period, figure.value if figure else None, reason=reason)

    if asked.before(item):
        return cannot(NOT_BEGUN)
    if measure.target.missing:
        return cannot(measure.target.missing)
    if period is None or figure is None:
        return cannot(f"{asked}没有观测值" if asked.exact else f"{asked}年没有观测值")
    if figure.value is None:
        return cannot(figure.missing or "")
    summed = tiling(item, measure, period) if item.kind == TOTAL else (period,)
    if isinstance(summed, str):
        return cannot(summed)
    observed = figure.value if len(summed) == 1 else total(measure, summed)
    low, high, absent = _bounds(plan, measure, period)
    if absent:
        return cannot(absent)
    annual = exact(figure.value) * yearly(item, period) if item.kind == FLOW else None
    case = _case(item, measure, period, exact(observed) if annual is None else annual, (low, high))
    found = progress(case, item.rule or method.default_rule)
    if found.rate is None:
        reason = f"该规则不适用：{found.refusal}"
        return Result(measure, NOT_ASSESSABLE, period, observed, annual, case, found, None, reason)
    met = case.met
    verdict = judge(found.rate, met, method)
    return Result(measure, verdict, period, observed, annual, case, found, met, None, summed)


def _case(
    item: Indicator, measure: Measure, period: Period, observed: Fraction, bounds: tuple[Decimal | None, Decimal | None]
) -> Case:
    begin, end = whole_year(item.baseline_year).end, whole_year(item.target_year).end
    baseline = Decimal(0) if item.kind == TOTAL else measure.baseline.value if measure.baseline else None
    low, high = bounds
    path = tuple((years_between(begin, p.end), exact(value)) for p, value in measure.waypoints)
    return Case(
        observed, None if baseline is None else exact(baseline), None if low is None else exact(low),
        None if high is None else exact(high), measure.target.strict, measure.target.ranged, path,
        years_between(begin, min(period.end, end)), years_between(begin, end),
    )  # fmt: skip


def _bounds(plan: Plan, measure: Measure, period: Period) -> tuple[Decimal | None, Decimal | None, str | None]:
    """Return the bounds that count, or why a relative target has none at that time."""
    target = measure.target
    if target.reference:
        values = plan.series[target.reference]
        found = values.get(period) or values.get(whole_year(period.year))
        if found is None or found.value is None:
            why = f"（{found.missing}）" if found else ""
            return None, None, f"相对目标的参照值“{target.reference}”在{period_words(period)}没有数值{why}"
        return found.value, None, None
    if target.ranged and measure.direction == RISING:
        return target.low, None, None
    if target.ranged and measure.direction == FALLING:
        return None, target.high, None
    return target.low, target.high, None


def yearly(item: Indicator, period: Period) -> Fraction:
    """Return the factor that brings a flow's figure to a year: 2 for a half."""
    return Fraction(12, period.first + period.months if item.cumulative else period.months)


def tiling(item: Indicator, measure: Measure, period: Period) -> tuple[Period, ...] | str:
    """Return the periods that a total adds up, from the baseline to ``period``, or what is lacking."""
    by_start: dict[int, list[Period]] = {}
    for entry in measure.observations:
        by_start.setdefault(entry.start, []).append(entry)
    found: list[Period] = []
    point = whole_year(item.baseline_year).end
    while point < period.end:
        parts = [p for p in by_start.get(point, ()) if p.end <= period.end]
        if not parts:
            return f"累计指标缺少{point // 12}年{point % 12 + 1}月起的数据，不能求和"
        part = max(parts, key=lambda p: p.months)
        if measure.observations[part].value is None:
            return f"累计指标缺少{period_words(part)}的数据（{measure.observations[part].missing}），不能求和"
        found.append(part)
        point = part.end
    return tuple(found)


def total(measure: Measure, periods: Iterable[Period]) -> Decimal:
    """Return the exact sum of the figures of some periods."""
    total = Decimal(0)
    for period in periods:
        total = _EXACT.add(total, measure.observations[period].value or Decimal(0))
    return total
