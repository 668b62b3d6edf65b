"""Where plan, rules and method meet: ``evaluate`` a plan as of a time, row by row.

Nothing here rounds or prints; a row that cannot be assessed carries its reason (无法评估).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from mzprog.core.case import HUNDRED, ZERO, Case, Point, as_index
from mzprog.core.measures import Reading, baseline_value, covered, read, value_at_same_time
from mzprog.core.method import NOT_ASSESSABLE, Method, judge, outcome_of
from mzprog.core.period import Period, parse_period, period_words, whole_year, years_between
from mzprog.core.plan import (
    CUT,
    FALLING,
    FLOW,
    GROWTH,
    INDEXED,
    NOT_REACHED,
    REACHED,
    RISING,
    STOCK,
    TOTAL,
    Figure,
    Indicator,
    Measure,
    Plan,
    Target,
)
from mzprog.core.powers import power
from mzprog.core.quantity import exact
from mzprog.core.remarks import remarks_on, with_parts
from mzprog.core.results import NOT_BEGUN, AsOf, Assessment, Result, Row
from mzprog.core.rules import JUDGED, Progress, completed, progress

Bounds = tuple[Fraction | None, Fraction | None]
# What other rows may be compared with, by name and id.
Known = Mapping[str, Indicator]


def evaluate(
    plan: Plan, year: int | None = None, *, as_of: str | None = None, method: Method | None = None, latest: bool = False
) -> Assessment:
    """Assess ``plan`` as of a year (its latest entry inside it) or exactly one period.

    Give one of ``year`` (``2018``) and ``as_of`` (``"2018H1"``), else :class:`ValueError`;
    a text that is no period raises :class:`mzprog.core.problems.Refusal`. ``method`` replaces the plan's own;
    with ``latest`` an older figure stands in where there is none.

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
        asked = AsOf(parse_period(as_of), True, latest)
    elif year is not None and as_of is None:
        asked = AsOf(whole_year(year), False, latest)
    else:
        raise ValueError("give either year or as_of")
    return assess(plan, asked, method)


def assess(plan: Plan, asked: AsOf, method: Method | None = None) -> Assessment:
    """Assess ``plan`` at a time; ``method`` replaces the plan's own."""
    method = method or plan.method
    known = known_rows(plan)
    rows = tuple(assess_indicator(plan, item, asked, method, known) for item in plan.indicators)
    return Assessment(plan, asked, method, with_parts(rows))


def known_rows(plan: Plan) -> Known:
    """Return the indicators that others of the plan may be compared with, by name and id."""
    if not any(measure.target.reference for item in plan.indicators for measure in (item.whole, *item.components)):
        return {}
    return {name: item for item in plan.indicators for name in (item.name, item.id) if name}


def assess_indicator(plan: Plan, item: Indicator, asked: AsOf, method: Method, known: Known | None = None) -> Row:
    """Assess one indicator; of its components the worst decides."""
    known = known_rows(plan) if known is None else known
    results = tuple(assess_measure(plan, item, measure, asked, method, known) for measure in item.measures)
    failed = [r for r in results if r.reason]
    if failed or len(results) == 1:
        deciding = (failed or results)[0]
    else:
        deciding = min(results, key=lambda r: (-method.severity(r.verdict), r.rate is None, r.rate or ZERO))
    rule = deciding.progress.rule if deciding.progress else rule_of(item, deciding.measure, method)
    remarks = remarks_on(item, results, deciding, asked)
    carried = any(r.carried for r in results)
    if failed:
        return Row(item, results, deciding, None, False, None, _reason(results), rule, remarks, carried=carried)
    met = _all_met(results)
    ended = all(r.ended for r in results)
    kept = [keeps(item, r.measure) for r in results]
    early = met is True and not ended and not any(kept) and not any(_can_be_left(item, r) for r in results)
    outcome = _outcome(results, method) if ended else None
    return Row(
        item, results, deciding, met, early, outcome, None, rule, remarks,
        hold=met is True and any(kept), carried=carried,
    )  # fmt: skip


def _all_met(results: tuple[Result, ...]) -> bool | None:
    found = [r.met for r in results]
    return False if False in found else None if None in found else True


def _can_be_left(item: Indicator, result: Result) -> bool:
    """Tell whether a met target can be left again before the end: a range, a relative target, a budget."""
    target = result.measure.target
    return target.ranged or target.reference is not None or is_cap(item, result.measure)


def _outcome(results: tuple[Result, ...], method: Method) -> str | None:
    """Return the outcome at the end: of components the worst; None where the target's time is not over."""
    labels = []
    for r in results:
        if r.met is None:
            return None
        reached = (HUNDRED if r.met else ZERO) if r.case is None or r.judged else completed(r.case, r.met)
        labels.append(outcome_of(reached, r.met, method))
    return max(labels, key=method.outcome_labels.index)


def _reason(results: tuple[Result, ...]) -> str:
    """Return why a row cannot be assessed: component by component, or once where all say the same."""
    if len({r.reason for r in results}) == 1:
        return str(results[0].reason)
    return "；".join(f"{r.measure.name}：{r.reason}" for r in results if r.reason)


def assess_measure(
    plan: Plan, item: Indicator, measure: Measure, asked: AsOf, method: Method, known: Known | None = None
) -> Result:
    """Assess one measure of an indicator; ``known`` are the rows of the plan that it may be compared with."""
    known = known_rows(plan) if known is None else known
    period = asked.entry(measure.observations, item.begin)
    figure = measure.observations[period] if period else None
    carried = period is not None and asked.latest and asked.carries(period)

    def cannot(reason: str) -> Result:
        return Result(measure, NOT_ASSESSABLE, period, figure.value if figure else None, reason=reason, carried=carried)

    if asked.before(item) or (period is not None and period.end <= item.begin.end):
        return cannot(NOT_BEGUN)
    if figure is not None and period is not None and figure.judged is not None:
        return _judged(item, measure, period, figure.judged, method)._replace(carried=carried)
    if measure.target.missing:
        return cannot(measure.target.missing)
    if period is None or figure is None:
        return cannot(_no_entry(measure, asked, item))
    elapsed = _elapsed(item, period)
    reading = read(item, measure, period, elapsed)
    if isinstance(reading, str):
        return cannot(reading)
    case = _case(plan, item, measure, period, reading, known)
    if isinstance(case, str):
        return cannot(case)
    rule = rule_of(item, measure, method)
    found = progress(case, rule, _named(item, measure, method), method.met_first)
    result = Result(measure, NOT_ASSESSABLE, period, reading.observed, reading, case, found, carried=carried)
    if found.rate is None:
        return result._replace(reason=f"该规则不适用：{found.refusal}")
    met = case.met
    return result._replace(verdict=judge(found.rate, met, method, item.tiers), met=met)


def _no_entry(measure: Measure, asked: AsOf, item: Indicator) -> str:
    """Say that there is no entry, and which older one there would be."""
    older = asked.older(measure.observations, item.begin)
    said = f"{asked}没有观测值" if asked.exact else f"{asked}年没有观测值"
    return f"{said}，最近的是{period_words(older)}" if older else said


def _judged(item: Indicator, measure: Measure, period: Period, said: str, method: Method) -> Result:
    """Return what a person's judgement (人工判定) comes to."""
    labels = {REACHED: method.met_label, NOT_REACHED: method.tiers[-1].label}
    met = {REACHED: True, NOT_REACHED: False}.get(said)
    begin, span = item.begin.end, years_between(item.begin.end, item.end.end)
    case = Case(ZERO, None, None, None, False, False, (), years_between(begin, min(period.end, item.end.end)), span)
    return Result(
        measure, labels.get(said, said), period, case=case, progress=Progress(JUDGED, None, None), met=met, judged=said
    )


def rule_of(item: Indicator, measure: Measure, method: Method) -> str:
    """Return the rule to apply: the indicator's own, else what its measure or target asks for, else the method's."""
    if item.rule:
        return item.rule
    if item.kind == GROWTH or measure.target.base == "growth":
        return "exponential"
    return "linear" if item.kind in INDEXED else method.default_rule


def _named(item: Indicator, measure: Measure, method: Method) -> bool:
    """Tell whether the plan itself asked for the rule: on the row, or for all rows that leave it to the method."""
    left = item.kind not in INDEXED and measure.target.base != "growth"
    return item.rule is not None or (method.named and left)


def keeps(item: Indicator, measure: Measure) -> bool:
    """Tell whether a bound is to be kept all the time (保持): written so, or one that its baseline has passed."""
    target, baseline = measure.target, measure.baseline.value if measure.baseline else None
    if is_cap(item, measure):
        return False
    if item.hold:
        return True
    if item.kind != STOCK or target.ranged or target.reference or baseline is None or target.missing:
        return False
    start = exact(baseline)
    bounds = asked_bounds(item, measure, start)
    if isinstance(bounds, str):
        return False
    low, high = bounds
    return (low is not None and start > low) or (high is not None and start < high)


def is_cap(item: Indicator, measure: Measure) -> bool:
    """Tell whether a target is a budget (限额): a single ceiling on what adds up, or on a flow without a baseline."""
    target = measure.target
    ceiling = (target.high is not None and not target.ranged) or target.relation in {"at_most", "below"}
    if not ceiling or (target.ranged and not target.reference):
        return False
    if target.high is not None and target.high < 0:
        return False
    if item.kind == FLOW:
        return not (measure.baseline and measure.baseline.value is not None)
    return item.kind == TOTAL or item.kind in INDEXED


def _elapsed(item: Indicator, period: Period) -> Fraction:
    return years_between(item.begin.end, min(period.end, item.end.end))


def _case(plan: Plan, item: Indicator, measure: Measure, period: Period, reading: Reading, known: Known) -> Case | str:
    """Put one measure at one time into numbers, or say why it has no bound."""
    kind, target = item.kind, measure.target
    elapsed, span = _elapsed(item, period), years_between(item.begin.end, item.end.end)
    start = baseline_value(item, measure)
    baseline = None if start is None else exact(start)
    asked = _reference(plan, measure, period, known) if target.reference else asked_bounds(item, measure, baseline)
    if isinstance(asked, str):
        return asked
    enough = _enough(target, asked)
    begin = item.begin.end
    path = tuple(_waypoint(kind, years_between(begin, p.end), exact(value)) for p, value in measure.waypoints)
    low, high = _as_indices(kind, asked, span)
    is_budget = is_cap(item, measure)
    earlier = reading.before if kind == FLOW else ZERO
    over = _over(item, asked[1], reading, elapsed == span)
    return Case(
        reading.value, baseline, low, high, target.strict, target.ranged, path, elapsed, span, kind, asked,
        None if enough is None else _as_indices(kind, enough, span), reading.factor, earlier, over, is_budget,
        item.hold and not is_budget, _rooted(item, reading, span),
    )  # fmt: skip


def _rooted(item: Indicator, reading: Reading, span: Fraction) -> bool:
    """Tell whether roots were taken on the way to an index: of parts of years, or of a plan's part of one."""
    whole_years = span.denominator == 1 and all(covered(item, period) == 12 for period in reading.used)
    return item.kind in INDEXED and not whole_years


def _waypoint(kind: str, years: Fraction, value: Fraction) -> Point:
    return Point(years, as_index(kind, value, years) if kind in INDEXED else value)  # type: ignore[arg-type]


def _over(item: Indicator, ceiling: Fraction | None, reading: Reading, ended: bool) -> bool:
    """Tell whether the time is over for which a ceiling is to be kept: a flow's year, the plan of what adds up."""
    if ceiling is None or item.kind == STOCK:
        return True
    if item.kind == FLOW:
        return reading.whole
    return ended or ceiling < 0


def _as_indices(kind: str, bounds: Bounds, span: Fraction) -> Bounds:
    """Return bounds in the planner's terms as rules compare them: a fall of at least so much is an index at most."""
    if kind not in INDEXED:
        return bounds
    low, high = (None if b is None else as_index(kind, b, span) for b in bounds)  # type: ignore[arg-type]
    return (high, low) if kind == CUT else (low, high)


def asked_bounds(item: Indicator, measure: Measure, baseline: Fraction | None) -> Bounds | str:
    """Return the bounds that count, in the planner's own terms; or why a target that needs a baseline has none."""
    target = measure.target
    low, high = target.low, target.high
    if target.ranged and not target.about:
        low, high = (
            (low, None)
            if measure.direction == RISING
            else (None, high)
            if measure.direction == FALLING
            else (low, high)
        )
    if target.base:
        if baseline is None:
            why = measure.baseline.missing if measure.baseline else None
            return f"目标{target.text}要由基期值推算，基期值没有数值{f'（{why}）' if why else ''}"
        span = years_between(item.begin.end, item.end.end)
        return _from_baseline(target, low, baseline, span), _from_baseline(target, high, baseline, span)
    return None if low is None else exact(low), None if high is None else exact(high)


def _from_baseline(target: Target, number: Decimal | None, baseline: Fraction, span: Fraction) -> Fraction | None:
    """Return the level that a target reckoned from the baseline asks for."""
    if number is None:
        return None
    value = exact(number)
    if target.base == "growth":
        return baseline * power(max(1 + value / 100, ZERO), span)
    if target.base == "times":
        return baseline * value
    return baseline * (1 + value / 100) if target.base == "percent" else baseline + value


def _enough(target: Target, asked: Bounds) -> Bounds | None:
    """Return the bounds from which a target counts as met where a tolerance is given (左右)."""
    if target.within is None:
        return None
    low, high = asked
    given = exact(target.within)

    def slack(bound: Fraction) -> Fraction:
        return abs(bound) * given / 100 if target.within_percent else given

    return None if low is None else low - slack(low), None if high is None else high + slack(high)


def _reference(plan: Plan, measure: Measure, period: Period, known: Known) -> Bounds | str:
    """Return the bound that a relative target has at a time, or why it has none."""
    target = measure.target
    name = str(target.reference)
    value: Fraction | Figure | None
    if name in plan.series:
        values = plan.series[name]
        found = values.get(period) or values.get(whole_year(period.year))
        value = exact(found.value) if found and found.value is not None else found
    else:
        value = value_at_same_time(known[name], period) if name in known else None
    if not isinstance(value, Fraction):
        why = f"（{value.missing}）" if value and value.missing else ""
        return f"相对目标的参照值“{name}”在{period_words(period)}没有数值{why}"
    value += exact(target.plus) if target.plus else 0
    return (value, None) if target.relation in {"at_least", "above"} else (None, value)
