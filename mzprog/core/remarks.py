"""What a reader should know of a row that is no reason: data, put into words by ``wording``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from mzprog.core.plan import FALLING, RISING, TOTAL, Indicator
from mzprog.core.quantity import decimals, exact, fixed
from mzprog.core.results import Remark, Result

# The order in which remarks are worth a planner's eye.
CODES = (
    "published-rate", "published-verdict", "strict-hit", "above-range", "below-range",
    "total-from-zero", "no-baseline", "figure-note",
)  # fmt: skip


def agrees(printed: Decimal, exact: Fraction) -> bool:
    """Tell whether a printed rate is the exact one, rounded half up to the decimals it was printed with.

    >>> agrees(Decimal("96.8"), Fraction(639200, 6600)), agrees(Decimal("24.62"), Fraction(340, 13))
    (True, False)
    """
    return Decimal(fixed(exact, decimals(printed))) == printed


def remarks_on(item: Indicator, results: Sequence[Result], deciding: Result) -> tuple[Remark, ...]:
    """Return the remarks on one indicator, the weightiest first."""
    found = [*_published(item, deciding)]
    for result in results:
        found += _on_result(item, result)
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted(dict.fromkeys(found), key=lambda remark: CODES.index(remark.code)))


def _published(item: Indicator, deciding: Result) -> Iterator[Remark]:
    printed = item.published.get(deciding.period) if deciding.period else None
    if printed is None or deciding.rate is None:
        return
    if printed.rate is not None and not agrees(printed.rate, deciding.rate):
        yield Remark("published-rate", (printed.rate, deciding.rate))
    if printed.verdict is not None and printed.verdict != deciding.verdict:
        yield Remark("published-verdict", (printed.verdict, deciding.verdict))


def _on_result(item: Indicator, result: Result) -> Iterator[Remark]:
    measure, target, name = result.measure, result.measure.target, result.measure.name or ""
    case = result.case
    if case is not None:
        if target.strict and case.observed in {case.low, case.high}:
            yield Remark("strict-hit", (name, target.text))
        if target.ranged and measure.direction == RISING and target.high is not None:
            if case.observed > exact(target.high):
                yield Remark("above-range", (name, case.observed, target.high))
        if target.ranged and measure.direction == FALLING and target.low is not None:
            if case.observed < exact(target.low):
                yield Remark("below-range", (name, case.observed, target.low))
        if item.kind == TOTAL and measure.baseline and measure.baseline.value:
            yield Remark("total-from-zero", (measure.baseline.value,))
        if case.baseline is None and measure.baseline and measure.baseline.missing:
            yield Remark("no-baseline", (measure.baseline.missing,))
    yield from _notes(result)


def _notes(result: Result) -> Iterator[Remark]:
    """Yield the notes that the plan file keeps beside the figures that were used."""
    measure, name = result.measure, result.measure.name or ""
    if measure.baseline and measure.baseline.note:
        yield Remark("figure-note", (name, "基期值", measure.baseline.note))
    if measure.target.note:
        yield Remark("figure-note", (name, "目标值", measure.target.note))
    observed = measure.observations.get(result.period) if result.period else None
    if observed and observed.note:
        yield Remark("figure-note", (name, f"{result.period}观测值", observed.note))
