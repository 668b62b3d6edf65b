"""What the figures of an indicator are (数值性质): from its entries to the value that rules compare, and back.

A level stands as it is; a flow is brought to a year; a total adds up; growth, change and fall are chained into
an index that is 100 at the baseline.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import NamedTuple, TypeVar

from mzprog.core.case import HUNDRED, ONE, ZERO, own_terms
from mzprog.core.period import Period, period_words, whole_year
from mzprog.core.plan import CHANGE, CUT, FLOW, GROWTH, INDEXED, STOCK, TOTAL, Figure, Indicator, Kind, Measure, Plan
from mzprog.core.powers import power, tidy, too_large
from mzprog.core.quantity import EXACT, exact

_Row = TypeVar("_Row")


class Reading(NamedTuple):
    """The entries of a measure up to one period, and what they come to.

    ``used`` are the periods read, in time order; ``observed`` is what is shown of them in the planner's terms,
    ``annual`` a flow brought to a year by its ``factor``; ``whole`` says that all of its year is known. ``value`` is
    what rules compare: ``before`` of it came from earlier entries (of a flow, of its year), and the last one counts
    for ``weight`` years.
    """

    used: tuple[Period, ...]
    observed: Decimal | Fraction
    value: Fraction
    annual: Fraction | None = None
    factor: Fraction = ONE
    before: Fraction = ZERO
    weight: Fraction = ONE
    whole: bool = True


def read(item: Indicator, measure: Measure, period: Period, elapsed: Fraction) -> Reading | str:
    """Read the entries of a measure up to ``period``, or return what is lacking, in words.

    ``elapsed`` years have passed since the baseline.
    """
    value = measure.observations[period].value
    if value is not None and item.kind == STOCK:  # nearly every row
        return Reading((period,), value, exact(value))
    adds_up = item.kind == TOTAL or item.kind in INDEXED
    chained = adds_up and not (item.cumulative and item.kind != GROWTH)
    used: tuple[Period, ...] | str = tiling(item, measure, period) if chained else (period,)
    if isinstance(used, str):
        return used
    figures = [measure.observations[p].value for p in used]
    if None in figures:
        return measure.observations[period].missing or f"{period_words(period)}只有人工判定"
    values = [value for value in figures if value is not None]
    if item.kind in INDEXED:
        return _index(item, used, values, elapsed)
    last = values[-1]
    if item.kind == TOTAL:
        before = sum_of(values[:-1])
        return Reading(used, last if len(used) == 1 else EXACT.add(before, last), exact(before) + exact(last),
                       before=exact(before))  # fmt: skip
    return _flow(item, measure, period, last)


def _flow(item: Indicator, measure: Measure, period: Period, figure: Decimal) -> Reading:
    """Bring a flow's figure to a year, and add up what else is known of its year, if nothing lacks from January on."""
    factor = yearly(item, period)
    annual = exact(figure) * factor
    january = item._replace(begin=whole_year(period.year - 1), kind=TOTAL)
    found = tiling(january, measure, period) if factor != 1 else (period,)
    parts = found if isinstance(found, tuple) and found[-1:] == (period,) else ()
    earlier = [measure.observations[p].value or Decimal(0) for p in parts[:-1]]
    over = bool(parts) and period.first + period.months == 12
    return Reading((period,), figure, annual, annual, factor, exact(sum_of(earlier)), whole=over)


def _index(item: Indicator, used: tuple[Period, ...], values: list[Decimal], elapsed: Fraction) -> Reading | str:
    """Chain yearly growth, changes or falls; a cumulative change or fall stands for all since the baseline."""
    if item.cumulative and item.kind != GROWTH:
        value = HUNDRED + (-1 if item.kind == CUT else 1) * exact(values[-1])
        return Reading(used, values[-1], value, before=HUNDRED)
    bases = _bases(item, map(exact, values))
    months = [covered(item, period) for period in used]
    for period, base in zip(used, bases, strict=True):
        if base < 0:
            below = "降幅超过100%" if item.kind == CUT else "增速低于-100%"
            return f"{period_words(period)}的{below}，不能累乘"
        if too_large(base, Fraction(len(used))):
            return f"{period_words(period)}的数值太大，不能累乘"
    before, index = _chained(bases[:-1], months[:-1]), _chained(bases, months)
    weight = Fraction(months[-1], 12)
    alone = len(used) == 1 and weight == elapsed and (weight == 1 or item.kind == GROWTH)
    shown = values[-1] if alone else own_terms(item.kind, index, elapsed)
    return Reading(used, shown, index, before=before, weight=weight)


def _bases(item: Indicator, figures: Iterable[Fraction]) -> list[Fraction]:
    """Return by what each growth, change or fall multiplies."""
    sign = -1 if item.kind == CUT else 1
    return [1 + sign * figure / 100 for figure in figures]


def _chained(bases: list[Fraction], months: list[int]) -> Fraction:
    """Return 100 · ∏ base^(months ÷ 12): whole powers first, so that roots are taken once, of the whole product."""
    unit = gcd(12, *months)
    product = ONE
    for base, count in zip(bases, months, strict=True):
        product *= base ** (count // unit)
    exponent = Fraction(unit, 12)
    return tidy(100 * power(product, exponent), exponent)


def covered(item: Indicator, period: Period) -> int:
    """Return how many months an entry covers: with ``cumulative``, those since 1 January."""
    return period.first + period.months if item.cumulative else period.months


def yearly(item: Indicator, period: Period) -> Fraction:
    """Return the factor that brings a flow's figure to a year: 2 for a half."""
    return Fraction(12, covered(item, period))


def tiling(item: Indicator, measure: Measure, period: Period) -> tuple[Period, ...] | str:
    """Return the entries that lead from the baseline to the end of ``period`` without a gap, or what is lacking.

    Of entries that begin together the longest with a value is read, so that a missing year is read from its parts.
    """
    by_start: dict[int, list[Period]] = {}
    for entry in measure.observations:
        by_start.setdefault(entry.end - covered(item, entry), []).append(entry)
    found: list[Period] = []
    point = item.begin.end
    while point < period.end:
        parts = [p for p in by_start.get(point, ()) if p.end <= period.end]
        valued = [p for p in parts if measure.observations[p].value is not None]
        if not valued:
            return _lacking(item, measure, parts, point)
        found.append(max(valued, key=lambda p: p.end))
        point = found[-1].end
    return tuple(found)


def _lacking(item: Indicator, measure: Measure, parts: list[Period], point: int) -> str:
    what = {TOTAL: "累计指标", GROWTH: "增速指标", CHANGE: "累计变动指标", CUT: "累计降幅指标"}[item.kind]
    joined = "求和" if item.kind == TOTAL else "累乘"
    if not parts:
        return f"{what}缺少{point // 12}年{point % 12 + 1}月起的数据，不能{joined}"
    part = max(parts, key=lambda p: p.months)
    why = measure.observations[part].missing or "只有人工判定"
    return f"{what}缺少{period_words(part)}的数据（{why}），不能{joined}"


def sum_of(values: list[Decimal]) -> Decimal:
    """Return the exact sum of figures."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def figure_for(item: Indicator, reading: Reading, value: Fraction, elapsed: Fraction) -> Fraction | None:
    """Return the figure of the last entry with which the compared value would be ``value``; None where none can.

    The inverse of :func:`read` in its last entry: a flow's half year, the last amount of a total, the last year's
    growth.
    """
    if item.kind == FLOW:
        return value / reading.factor
    if item.kind == TOTAL:
        return value - reading.before
    if item.kind not in INDEXED:
        return value
    if item.cumulative and item.kind != GROWTH:
        return own_terms(item.kind, value, elapsed)
    if value < 0 or reading.before <= 0:
        return None
    change = (power(value / reading.before, 1 / reading.weight) - 1) * 100
    return -change if item.kind == CUT else change


def value_for(item: Indicator, measure: Measure, reading: Reading, figure: Fraction) -> Fraction | None:
    """Return the compared value with another ``figure`` in the last entry; None where it cannot be chained."""
    if item.kind == FLOW:
        return figure * reading.factor
    if item.kind == TOTAL:
        return reading.before + figure
    if item.kind not in INDEXED:
        return figure
    change = -figure if item.kind == CUT else figure
    if item.cumulative and item.kind != GROWTH:
        return HUNDRED + change
    earlier = [exact(measure.observations[period].value or Decimal(0)) for period in reading.used[:-1]]
    bases = [*_bases(item, earlier), 1 + change / 100]
    return _chained(bases, [covered(item, period) for period in reading.used]) if bases[-1] >= 0 else None


def baseline_value(item: Indicator, measure: Measure) -> Decimal | None:
    """Return the value that the path starts from: 0 for what adds up, 100 for an index; None without a baseline."""
    return start_value(measure.baseline, item.kind)


def start_value(baseline: Figure | None, kind: Kind) -> Decimal | None:
    """Return the value that the path starts from: 0 for what adds up, 100 for an index, else the baseline's."""
    if kind == TOTAL:
        return Decimal(0)
    if kind in INDEXED:
        return Decimal(100)
    return baseline.value if baseline else None


def by_name(rows: Iterable[tuple[_Row, str | None, str | None]]) -> dict[str, _Row]:
    """Return rows that others may be compared with, by their names and ids."""
    return {name: row for row, *names in rows for name in names if name}


def known_rows(plan: Plan) -> dict[str, Indicator]:
    """Return the indicators of a plan that others may be compared with, by name and id."""
    return by_name((item, item.name, item.id) for item in plan.indicators)


def value_at_same_time(item: Indicator, period: Period) -> Fraction | Figure | None:
    """Return what an indicator says for ``period`` or else for its year, a flow brought to a year.

    A figure without a value comes back as it is; None where there is no entry.
    """
    observations = item.whole.observations
    for found in (period, whole_year(period.year)):
        figure = observations.get(found)
        if figure is not None:
            if figure.value is None:
                return figure
            return exact(figure.value) * (yearly(item, found) if item.kind == FLOW else 1)
    return None
