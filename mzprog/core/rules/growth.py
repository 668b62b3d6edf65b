"""Growth rates to 120 digits: what the exponential rule and geometric paths need beyond fractions."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

# Fifty-digit figures can agree in all but their last digit, so a growth rate may lose fifty digits;
# with thirty wanted and the years' factor, 120 leave room.
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_JUDGED = Context(prec=30, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_MAX_BITS = 1000  # some 300 digits


def growth(start: Fraction, end: Fraction, years: Fraction) -> Decimal:
    """Return the average yearly growth rate from ``start`` to ``end`` as a share, to 120 digits.

    >>> round(growth(Fraction(100), Fraction(121), Fraction(2)), 6)
    Decimal('0.100000')
    """
    return _WIDE.subtract(power(end / start, 1 / years), Decimal(1))


def ratio(a: Decimal, b: Decimal) -> Fraction:
    """Return a ÷ b rounded to 30 digits, so that growth exactly as planned is exactly 1.

    >>> ratio(growth(Fraction(2), Fraction(3), Fraction(2)), growth(Fraction(4), Fraction(9), Fraction(4)))
    Fraction(1, 1)
    """
    return Fraction(_JUDGED.divide(a, b))


def grown(start: Fraction, base: Fraction, years: Fraction) -> Fraction | None:
    """Return ``start * base ** years`` to 120 digits, for base ≥ 0; None where that is no figure of this world.

    >>> grown(Fraction(100), Fraction(11, 10), Fraction(2)), grown(Fraction(1), Fraction(10**200), Fraction(9))
    (Fraction(121, 1), None)
    """
    magnitude = base.numerator.bit_length() - base.denominator.bit_length()
    return None if abs(magnitude) * years > _MAX_BITS else start * Fraction(power(base, years))


def power(base: Fraction, exponent: Fraction) -> Decimal:
    """Return ``base ** exponent`` to 120 digits, for base ≥ 0.

    >>> round(power(Fraction(2), Fraction(1, 2)), 6)
    Decimal('1.414214')
    """
    if not base:
        return Decimal(0)
    value = _decimal(base)
    if exponent != 1:
        value = _WIDE.exp(_WIDE.multiply(_WIDE.ln(value), _decimal(exponent)))
    return value


def _decimal(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
