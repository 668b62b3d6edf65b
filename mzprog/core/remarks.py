"""What a reader should know of a row that is no reason: data, and the sentences that say it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from mzprog.core.case import Case
from mzprog.core.measures import read, sum_of
from mzprog.core.period import Period, in_time
from mzprog.core.plan import FALLING, FLOW, GROWTH, INDEXED, RISING, STOCK, TOTAL, Figure, Indicator, Measure
from mzprog.core.quantity import decimals, exact, literal, trimmed
from mzprog.core.results import Remark, Result, Row

# What is said of each, in the order in which they are worth a planner's eye; a note that a figure has comes last.
SENTENCES = {
    "published-rate": "公布的进展率是{0}，按其自身数据应为{1}",
    "published-verdict": "公布的评价是{0}，按其自身数据应为{1}",
    "strict-hit": "{0}恰等于严格目标{1}，不算达到",
    "within": "{0}未达{1}本身，在容差之内，算作达到",
    "above-range": "{0}{1}超出区间上限{2}",
    "below-range": "{0}{1}低于区间下限{2}",
    "kept-not-always": "{0}{1}没有保持住",
    "parts": "各组成项之和{0}与本项{1}不等",
    "total-from-zero": "累计指标从0起算，基期值{0}不参与计算",
    "baseline-not-used": "基期写的{0}只作参考，从基期起累计，不参与计算",
    "no-baseline": "没有基期值（{0}），按是否达标计算",
}
NOTE = "figure-note"
CODES = (*SENTENCES, NOTE)


def remarks_text(remarks: Iterable[Remark]) -> list[str]:
    """Put remarks into sentences; the same note on several figures becomes one."""
    sentences: list[str] = []
    notes: dict[str, list[str]] = {}
    for code, values in remarks:
        if code == NOTE:
            owner, place, note = (str(v) for v in values)
            notes.setdefault(note, []).append(owner + place)
        else:
            sentences.append(SENTENCES[code].format(*map(_value, values)))
    return sentences + [f"{'、'.join(places)}：{note}" for note, places in notes.items()]


def _value(value: str | Decimal | Fraction) -> str:
    if isinstance(value, str):
        return value
    return literal(value) if isinstance(value, Decimal) else trimmed(value, 2)


def agrees(printed: Decimal, rate: Fraction) -> bool:
    """Tell whether a printed rate is the exact one, rounded half up to the decimals it was printed with, or cut.

    >>> agrees(Decimal("96.8"), Fraction(639200, 6600)), agrees(Decimal("24.62"), Fraction(340, 13))
    (True, False)
    """
    return _in_last_place(printed, rate, up=True) or cut_off(printed, rate)


def cut_off(printed: Decimal, rate: Fraction) -> bool:
    """Tell whether a printed rate is the exact one cut off at its last decimal instead of rounded (截尾).

    >>> cut_off(Decimal("75.1"), Fraction(7515, 100)), cut_off(Decimal("75.1"), Fraction(7512, 100))
    (True, False)
    """
    return _in_last_place(printed, rate, up=False) and not _in_last_place(printed, rate, up=True)


def _in_last_place(printed: Decimal, rate: Fraction, up: bool) -> bool:
    """Tell whether a printed figure is the exact one to its last decimal, rounded half ``up`` or cut."""
    (n, d), (m, e) = rate.as_integer_ratio(), exact(printed).as_integer_ratio()
    scale = 10 ** decimals(printed)
    units = (2 * abs(n) * scale + d) // (2 * d) if up else abs(n) * scale // d
    return bool((-units if n < 0 else units) * e == m * scale)


def remarks_on(item: Indicator, results: Sequence[Result], deciding: Result) -> tuple[Remark, ...]:
    """Return the remarks on one indicator, the weightiest first."""
    found = [*_published(item, deciding)] if item.published else []
    for result in results:
        target, case = result.measure.target, result.case
        if case is not None:
            if target.strict or target.ranged or target.within is not None:
                found += _on_target(result, case)
            if item.kind != STOCK or case.baseline is None:
                found += _on_baseline(item, result.measure.baseline, case)
        found += _notes(result.measure, result.used)
        if item.hold:
            found += _not_always_kept(item, result)
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted(dict.fromkeys(found), key=lambda remark: CODES.index(remark.code)))


def _published(item: Indicator, deciding: Result) -> Iterator[Remark]:
    printed = item.published.get(deciding.period) if deciding.period else None
    rate = deciding.rate
    if printed is None or rate is None:
        return
    if printed.rate is not None and not agrees(printed.rate, rate):
        yield Remark("published-rate", (printed.rate, rate))
    if printed.verdict is not None and printed.verdict != deciding.verdict:
        yield Remark("published-verdict", (printed.verdict, deciding.verdict))


def _on_target(result: Result, case: Case) -> Iterator[Remark]:
    measure, target, name = result.measure, result.measure.target, result.measure.name or ""
    if target.strict and case.figure in {case.low, case.high}:
        yield Remark("strict-hit", (name, target.text))
    if target.ranged and measure.direction == RISING and target.high is not None:
        if case.own(case.observed) > exact(target.high):
            yield Remark("above-range", (name, case.own(case.observed), target.high))
    if target.ranged and measure.direction == FALLING and target.low is not None:
        if case.own(case.observed) < exact(target.low):
            yield Remark("below-range", (name, case.own(case.observed), target.low))
    if result.met and case.enough is not None and not case._replace(enough=None).met:
        yield Remark("within", (name, target.text))


def _on_baseline(item: Indicator, baseline: Figure | None, case: Case) -> Iterator[Remark]:
    if baseline is None:
        return
    if baseline.value:
        if item.kind == TOTAL:
            yield Remark("total-from-zero", (baseline.value,))
        elif item.kind in INDEXED:
            yield Remark("baseline-not-used", (baseline.value,))
    if case.baseline is None and baseline.missing:
        yield Remark("no-baseline", (baseline.missing,))


def _not_always_kept(item: Indicator, result: Result) -> Iterator[Remark]:
    """Yield in which earlier periods a bound was not kept that is to be kept all the time."""
    case = result.case
    if case is None or result.period is None or not case.hold or item.kind not in {STOCK, FLOW, GROWTH}:
        return
    missed = [
        period
        for period, figure in result.measure.observations.items()
        if figure.value is not None and item.begin.end < period.end < result.period.end
        and _kept(item, result.measure, case, period) is False
    ]  # fmt: skip
    if missed:
        said = dict.fromkeys(str(p.year if item.kind == FLOW else p) for p in sorted(missed, key=in_time))
        yield Remark("kept-not-always", (result.measure.name or "", "、".join(said)))


def _kept(item: Indicator, measure: Measure, case: Case, period: Period) -> bool | None:
    """Tell whether a bound was kept in an earlier period: a flow's in its year, None before that is over."""
    value = exact(measure.observations[period].value or Decimal(0))
    if item.kind == GROWTH:  # a year's own growth, against the average that is asked for
        low, high = case.asked
        return case._replace(observed=value, low=low, high=high, enough=None).met
    if item.kind == FLOW:
        reading = read(item, measure, period, case.elapsed)
        if isinstance(reading, str):
            return None
        then = case._replace(observed=reading.value, factor=reading.factor, earlier=reading.before, over=reading.whole)
        return then.met if reading.whole or case.low is None else None
    return case._replace(observed=value).met


def _notes(measure: Measure, used: Sequence[Period]) -> list[Remark]:
    """Return the notes that the plan file keeps beside the figures that were used."""
    found, name = [], measure.name or ""
    if measure.baseline and measure.baseline.note:
        found.append(Remark(NOTE, (name, "基期值", measure.baseline.note)))
    if measure.target.note:
        found.append(Remark(NOTE, (name, "目标值", measure.target.note)))
    for period in used:
        observed = measure.observations.get(period)
        if observed and observed.note:
            found.append(Remark(NOTE, (name, f"{period}观测值", observed.note)))
    return found


def with_parts(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows with a remark where the parts of one (``parts: true``) do not add up to it."""
    if not any(row.indicator.parts for row in rows):
        return rows
    return tuple(_with_parts(row, rows) if row.indicator.parts else row for row in rows)


def _with_parts(row: Row, rows: tuple[Row, ...]) -> Row:
    below = [other.deciding for other in rows if other.indicator.of == row.indicator.name]
    figures = [r.observed for r in below if r.period == row.deciding.period and isinstance(r.observed, Decimal)]
    whole = row.deciding.observed
    if not below or len(figures) < len(below) or not isinstance(whole, Decimal):
        return row
    together = sum_of(figures)
    if together == whole:
        return row
    return row._replace(remarks=(Remark("parts", (together, whole)), *row.remarks))
