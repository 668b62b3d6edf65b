"""Powers, roots and logarithms to 120 digits: what growth needs beyond fractions."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

# Fifty-digit figures can agree in all but their last digit, so a growth rate may lose fifty digits;
# with thirty wanted and the years' factor, 120 leave room.
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_TIDY = Context(prec=90, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_SHOWN = Context(prec=45, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_JUDGED = Context(prec=30, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_MAX_BITS = 4000  # a whole power that would have more digits than anybody needs is no longer exact


def wide_power(base: Fraction, exponent: Fraction) -> tuple[Fraction, bool]:
    """Return ``base ** exponent`` for base ≥ 0 and whether that is exact; else it has 120 digits.

    >>> wide_power(Fraction(11, 10), Fraction(2)), wide_power(Fraction(4), Fraction(1, 2))[1]
    ((Fraction(121, 100), True), False)
    """
    if exponent.denominator == 1 and abs(exponent.numerator) * _bits(base) <= _MAX_BITS and (base or exponent > 0):
        return base**exponent.numerator, True
    if not base:
        return Fraction(0), True
    return Fraction(_WIDE.exp(_WIDE.multiply(_WIDE.ln(_decimal(base)), _decimal(exponent)))), False


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return ``base ** exponent`` for base ≥ 0: exact where the exponent is whole, else to 90 digits.

    Of 120 computed digits the last thirty are dropped, so that roots which multiply to a round number do.

    >>> power(Fraction(4), Fraction(1, 2)) * power(Fraction(9), Fraction(1, 2)) == 6
    True
    """
    found, exactly = wide_power(base, exponent)
    return found if exactly else tidy(found)


def tidy(value: Fraction) -> Fraction:
    """Return a value to 90 digits."""
    return Fraction(_TIDY.divide(Decimal(value.numerator), Decimal(value.denominator)))


def rounded(value: Fraction) -> Fraction:
    """Return a value to 30 digits, by which it is judged and shown."""
    return Fraction(_JUDGED.divide(Decimal(value.numerator), Decimal(value.denominator)))


def average_growth(start: Fraction, end: Fraction, years: Fraction) -> Fraction:
    """Return the average yearly growth in percent from one positive value to another, to 30 digits.

    >>> average_growth(Fraction(100), Fraction(121), Fraction(2))
    Fraction(10, 1)
    """
    grown = _SHOWN.divide(_decimal(end / start), 1)
    if years != 1:
        grown = _SHOWN.exp(_SHOWN.divide(_SHOWN.ln(grown), _decimal(years)))
    return Fraction(_JUDGED.multiply(_SHOWN.subtract(grown, Decimal(1)), 100))


def logarithm(value: Fraction) -> Fraction:
    """Return the natural logarithm of a positive value to 120 digits."""
    return Fraction(_WIDE.ln(_decimal(value)))


def too_large(base: Fraction, exponent: Fraction) -> bool:
    """Tell whether ``base ** exponent`` is no figure of this world (beyond some 300 digits)."""
    return abs(base.numerator.bit_length() - base.denominator.bit_length()) * abs(exponent) > 1000


def _bits(base: Fraction) -> int:
    return max(base.numerator.bit_length(), base.denominator.bit_length())


def _decimal(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
