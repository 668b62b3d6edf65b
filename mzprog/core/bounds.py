"""What a target asks of a measure at a time: its rule, its bounds, and all of it as the numbers of a case."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from mzprog.core.case import ZERO, Case, Point, as_index
from mzprog.core.measures import Reading, baseline_value, covered, value_at_same_time
from mzprog.core.method import Method
from mzprog.core.period import Period, period_words, whole_year, years_between
from mzprog.core.plan import (
    CUT,
    FALLING,
    FLOW,
    GROWTH,
    INDEXED,
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

Bounds = tuple[Fraction | None, Fraction | None]
# What other rows may be compared with, by name and id.
Known = Mapping[str, Indicator]


def rule_of(item: Indicator, measure: Measure, method: Method) -> str:
    """Return the rule to apply: the indicator's own, else what its measure or target asks for, else the method's."""
    if item.rule:
        return item.rule
    if item.kind == GROWTH or measure.target.base == "growth":
        return "exponential"
    return "linear" if item.kind in INDEXED else method.default_rule


def is_named(item: Indicator, measure: Measure, method: Method) -> bool:
    """Tell whether the plan itself asked for the rule: on the row, or for all rows that leave it to the method."""
    left = item.kind not in INDEXED and measure.target.base != "growth"
    return item.rule is not None or (method.named and left)


def keeps(item: Indicator, measure: Measure) -> bool:
    """Tell whether a bound is to be kept all the time (保持): written so, or one that its baseline has passed."""
    if item.hold:
        return not is_cap(item, measure)
    return item.kind == STOCK and is_past(item, measure)


def is_past(item: Indicator, measure: Measure) -> bool:
    """Tell whether the baseline has passed the one bound of the target."""
    target, baseline = measure.target, measure.baseline.value if measure.baseline else None
    if target.ranged or target.reference or baseline is None or target.missing:
        return False
    if not target.base:
        return (target.low is not None and baseline > target.low) or (
            target.high is not None and baseline < target.high
        )
    start = exact(baseline)
    bounds = asked_bounds(item, measure, start)
    if isinstance(bounds, str):
        return False
    low, high = bounds
    return (low is not None and start > low) or (high is not None and start < high)


def is_cap(item: Indicator, measure: Measure) -> bool:
    """Tell whether a target is a budget (限额): a single ceiling on what adds up, or on a flow without a baseline."""
    target = measure.target
    if target.high is None and not target.reference:
        return False
    if target.ranged or (target.reference and target.from_below):
        return False
    if target.high is not None and target.high < 0:
        return False
    if item.kind == FLOW:
        return not (measure.baseline and measure.baseline.value is not None)
    return item.kind == TOTAL or item.kind in INDEXED


def years_at(item: Indicator, period: Period) -> tuple[Fraction, Fraction]:
    """Return the years from an indicator's baseline to the end of a period, and to its target's, which is the most."""
    begin, end = item.begin.end, item.end.end
    return years_between(begin, min(period.end, end)), years_between(begin, end)


def case_of(
    plan: Plan,
    item: Indicator,
    measure: Measure,
    period: Period,
    reading: Reading,
    known: Known,
    years: tuple[Fraction, Fraction],
) -> Case | str:
    """Put one measure at one time, after so many ``years`` of so many, into numbers, or say why it has no bound."""
    kind, target = item.kind, measure.target
    elapsed, span = years
    start = baseline_value(item, measure)
    baseline = None if start is None else exact(start)
    asked = _reference(plan, measure, period, known) if target.reference else asked_bounds(item, measure, baseline)
    if isinstance(asked, str):
        return asked
    enough = None if target.within is None else _as_indices(kind, _enough(target, asked), span)
    low, high = _as_indices(kind, asked, span)
    is_budget = is_cap(item, measure)
    earlier = reading.before if kind == FLOW else ZERO
    over = asked[1] is None or kind == STOCK or _over(item, asked[1], reading, period)
    return Case(
        reading.value, baseline, low, high, target.strict, target.ranged, _path(item, measure), elapsed, span, kind,
        asked, enough, reading.factor, earlier, over, is_budget, item.hold and not is_budget,
        kind in INDEXED and _rooted(item, reading, span),
    )  # fmt: skip


def _rooted(item: Indicator, reading: Reading, span: Fraction) -> bool:
    """Tell whether roots were taken on the way to an index: of parts of years, or of a plan's part of one."""
    if item.kind not in INDEXED:
        return False
    return span.denominator != 1 or any(covered(item, period) != 12 for period in reading.used)


def _path(item: Indicator, measure: Measure) -> tuple[Point, ...]:
    """Return the points between baseline and target, as rules compare them."""
    if not measure.milestones and not measure.quotas:
        return ()
    points = [(years_between(item.begin.end, p.end), exact(value)) for p, value in measure.waypoints]
    return tuple(Point(years, as_index(item.kind, value, years)) for years, value in points)


def _over(item: Indicator, ceiling: Fraction, reading: Reading, period: Period) -> bool:
    """Tell whether the time is over for which a ceiling is to be kept: a flow's year, the plan of what adds up."""
    return reading.whole if item.kind == FLOW else period.end >= item.end.end or ceiling < 0


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


def _enough(target: Target, asked: Bounds) -> Bounds:
    """Return the bounds from which a target counts as met within its tolerance (左右)."""
    low, high = asked
    given = exact(target.within or Decimal(0))

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
    return (value, None) if target.from_below else (None, value)
