"""Figures that stand beside each other: with as many decimals as tell how they differ."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mzprog.core.plan import Measure
from mzprog.core.progress import own_planned
from mzprog.core.quantity import literal, trimmed
from mzprog.core.results import Result
from mzprog.core.working import derived, exact_of, places_of


def apart(one: Decimal | Fraction, other: Decimal | Fraction, measure: Measure) -> tuple[str, str]:
    """Return two figures that stand beside each other, with as many more decimals as tell how they differ.

    Figures are as they were written, computed ones rounded. What a reader subtracts has the sign of the difference
    and is off by no more than half of it; roots and logarithms make none.
    """
    places = places_of(measure)
    texts = _written(one, other, places)
    if all(isinstance(value, Decimal) or not 10**places % value.denominator for value in (one, other)):
        return texts
    first, second = exact_of(one), exact_of(other)
    gap = second - first
    if abs(gap) * 10**_HAIR <= max(abs(first), abs(second), Fraction(1)):
        gap = Fraction(0)
    most = places + _HAIR
    while places < most and 2 * abs(Fraction(texts[1]) - Fraction(texts[0]) - gap) > abs(gap):
        places += 1
        texts = _written(one, other, places)
    return texts


_HAIR = 25  # digits to which computed figures are the same


def _written(one: Decimal | Fraction, other: Decimal | Fraction, places: int) -> tuple[str, str]:
    first, second = (literal(v) if isinstance(v, Decimal) else trimmed(v, places) for v in (one, other))
    return first, second


def beside(result: Result) -> tuple[str, str]:
    """Return what was observed, of a flow brought to a year, and what was planned, so that they tell who is ahead."""
    observed = result.annual if result.partial else result.observed
    assert observed is not None
    planned = own_planned(result.case, result.progress) if result.case and result.progress else None
    return apart(observed, observed if planned is None else planned, result.measure)


def expected_text(value: Fraction | None, measure: Measure) -> str:
    """Return where a pace leads, so that it is not the target unless it leads there."""
    target = measure.target
    if value is None:
        return "—"
    bounds = [] if target.base else [bound for bound in (target.low, target.high) if bound is not None]
    return max([derived(value, measure), *(apart(bound, value, measure)[1] for bound in bounds)], key=len)


def moves(pace: Fraction, needed: Fraction | None, measure: Measure) -> tuple[str, str]:
    """Return the size of what was done each year and of what is needed from now on, told from each other."""
    return apart(abs(pace), abs(pace if needed is None else needed), measure)


def paces(pace: Fraction | None, needed: Fraction | None, measure: Measure) -> tuple[str, str]:
    """Return the change a year so far, a dash where there is none, and that needed from now on, if any."""
    if pace is None or needed is None:
        return "—" if pace is None else derived(pace, measure), "" if needed is None else derived(needed, measure)
    return apart(pace, needed, measure)


def difference(one: str, other: str) -> str:
    """Return how far two figures are apart, as they are shown.

    >>> difference("6", "6.35"), difference("7", "5.00")
    ('0.35', '2')
    """
    return trimmed(abs(Fraction(other) - Fraction(one)), max(len(text.partition(".")[2]) for text in (one, other)))
