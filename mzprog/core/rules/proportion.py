"""Exact proportions in one step: what nearly every row needs, from whole numbers with one reduction.

Each step between as a fraction of its own took three times as long.
"""

from __future__ import annotations

from fractions import Fraction


def between(start: Fraction, end: Fraction, passed: Fraction, whole: Fraction) -> Fraction:
    """Return start + (end − start) · passed ÷ whole.

    >>> between(Fraction(37), Fraction(50), Fraction(5, 2), Fraction(5))
    Fraction(87, 2)
    """
    (v, dv), (w, dw) = start.as_integer_ratio(), end.as_integer_ratio()
    up, down = passed.numerator * whole.denominator, passed.denominator * whole.numerator
    return Fraction(v * dw * (down - up) + w * dv * up, dv * dw * down)


def percent(a: Fraction, b: Fraction, p: Fraction) -> Fraction:
    """Return (a − b) ÷ (p − b) in percent.

    >>> percent(Fraction(387, 10), Fraction(37), Fraction(87, 2))
    Fraction(340, 13)
    """
    (n, dn), (m, dm), (q, dq) = a.as_integer_ratio(), b.as_integer_ratio(), p.as_integer_ratio()
    return Fraction(100 * (n * dm - m * dn) * dq, (q * dm - m * dq) * dn)


def of_level(level: Fraction, share: Fraction, rising: bool) -> Fraction | None:
    """Return the value that is ``share`` of a level, or for a falling indicator the other way round.

    >>> of_level(Fraction(60), Fraction(3, 4), True), of_level(Fraction(3), Fraction(3, 4), False)
    (Fraction(45, 1), Fraction(4, 1))
    """
    if share <= 0:
        return Fraction(0) if rising and share == 0 else None
    return level * share if rising else level / share
