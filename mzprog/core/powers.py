"""Powers and growth rates: exact where they are rational, else to as many digits as what is made of them needs."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from mzprog.core.quantity import fixed, pointed

KEPT = 30  # digits of what is judged and shown
_SHORT, _HAIR = 20, 28  # digits of a figure that somebody wrote, and to how many a computed one agrees with it
_TIDY = 36  # digits of what is compared with another power
_WANTED = 40  # digits of a growth rate: what is kept, and ten more
_MOST_BITS = 1000  # of a figure of this world: some 300 digits
_EXACT_BITS = 8000  # of a power that is written out


def rounded(value: Fraction, digits: int = KEPT) -> Fraction:
    """Return a value rounded to 30 digits, so that growth exactly as planned is exactly 1."""
    return Fraction(_decimal(value, digits))


def short(value: Fraction) -> Fraction:
    """Return the figure of at most twenty digits that roots and logarithms have missed by a hair, else the value.

    >>> short(Fraction(3) + Fraction(1, 10**40)), short(Fraction(1, 3)), short(Fraction(1, 10**40))
    (Fraction(3, 1), Fraction(1, 3), Fraction(0, 1))
    """
    near = Fraction(0) if abs(value) * 10**_HAIR < 1 else rounded(value, _SHORT)
    return near if abs(near - value) * 10**_HAIR <= max(abs(value), Fraction(1)) else value


def tidy(value: Fraction, exponent: Fraction) -> Fraction:
    """Return a power as it is compared with others: to 36 digits where its exponent is not whole."""
    return value if exponent.denominator == 1 else Fraction(_decimal(value, _TIDY))


def too_large(base: Fraction, exponent: Fraction) -> bool:
    """Tell whether ``base ** exponent`` is no figure of this world.

    >>> too_large(Fraction(11, 10), Fraction(2)), too_large(Fraction(10**200), Fraction(9))
    (False, True)
    """
    return abs(base.numerator.bit_length() - base.denominator.bit_length()) * abs(exponent) > _MOST_BITS


def logarithm(value: Fraction) -> Fraction:
    """Return the natural logarithm of a positive value, to 40 digits."""
    digits = _WANTED + _agreeing(value, Fraction(1))
    return Fraction(_context(digits).ln(_decimal(value, digits)))


def average_growth(start: Fraction, end: Fraction, years: Fraction) -> Fraction:
    """Return the average yearly growth in percent from one positive value to another, to 30 digits.

    >>> average_growth(Fraction(100), Fraction(121), Fraction(2))
    Fraction(10, 1)
    """
    base, exponent = end / start, 1 / years
    exact = _rational(base, exponent)
    if exact is not None:
        return rounded((exact - 1) * 100)
    found, digits = _irrational(base, exponent)
    return Fraction(_context(KEPT).multiply(_context(digits).subtract(found, 1), 100))


def growth_text(start: Fraction, end: Fraction, years: Fraction, places: int = 2) -> str:
    """Write the average yearly growth in percent from one value to another of its sign, half up.

    Reckoning it to 30 digits takes as long as all else that is told of a row, to show a few of them. So it is guessed
    with floats, and whole numbers tell whether the guess is right: (1 + growth)^years lies on the same side.

    >>> [growth_text(Fraction(100), end, Fraction(2)) for end in (Fraction(121), Fraction(100), Fraction(1, 3))]
    ['10.00', '0.00', '-94.23']
    """
    times, parts = years.as_integer_ratio()
    n, d = abs(end.numerator * start.denominator), abs(end.denominator * start.numerator)
    whole = 100 * 10**places  # a growth of one, in the units that are shown
    try:
        units = round(((n / d) ** (parts / times) - 1) * whole)
    except OverflowError:
        units = -whole
    below, above = 2 * (whole + units) - 1, 2 * (whole + units) + 1
    past, now = d**parts, n**parts * (2 * whole) ** times
    if below > 0 and below**times * past < now < above**times * past:
        return pointed(units, places)
    return fixed(average_growth(start, end, years), places)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return ``base ** exponent``, for base ≥ 0: exact where it is rational, else its distance from 1 to 40 digits.

    Figures of fifty digits can agree in all but the last one; what is left of them is what growth is made of.

    >>> power(Fraction(4, 9), Fraction(3, 2)), round(power(Fraction(2), Fraction(1, 2)), 6)
    (Fraction(8, 27), Fraction(707107, 500000))
    """
    exact = _rational(base, exponent)
    return Fraction(_irrational(base, exponent)[0]) if exact is None else exact


def _rational(base: Fraction, exponent: Fraction) -> Fraction | None:
    """Return a power that is rational and not too long to be written out."""
    if not base:
        return Fraction(not exponent)
    times, parts = exponent.as_integer_ratio()
    if abs(times) * max(base.numerator.bit_length(), base.denominator.bit_length()) > _EXACT_BITS * parts:
        return None
    exact = base if parts == 1 else _root(base, parts)
    return None if exact is None else exact**times


def _irrational(base: Fraction, exponent: Fraction) -> tuple[Decimal, int]:
    """Return any other power, and to how many digits it is right."""
    digits = _WANTED + _agreeing(base, exponent)
    context = _context(digits)
    return context.exp(context.multiply(context.ln(_decimal(base, digits)), _decimal(exponent, digits))), digits


def _agreeing(base: Fraction, exponent: Fraction) -> int:
    """Return in how many digits a power may agree with 1, about exponent · (base − 1) away from it."""
    (n, d), (times, parts) = base.as_integer_ratio(), exponent.as_integer_ratio()
    bits = (d * parts).bit_length() - ((n - d) * times).bit_length() + 1 if n != d else 0
    return max(0, bits) * 3 // 10 + 1


def _root(base: Fraction, parts: int) -> Fraction | None:
    """Return the root of a positive number where it is rational."""
    above = _whole_root(base.numerator, parts)
    below = above and _whole_root(base.denominator, parts)
    return Fraction(above, below) if above and below else None


def _whole_root(number: int, parts: int) -> int | None:
    """Return the whole root of a whole positive number, if it has one, by Newton's steps from above."""
    if number == 1 or parts >= number.bit_length():  # two to that many parts is more
        return 1 if number == 1 else None
    root = 1 << -(-number.bit_length() // parts)
    while True:
        lower = ((parts - 1) * root + number // root ** (parts - 1)) // parts
        if lower >= root:
            return root if root**parts == number else None
        root = lower


@lru_cache
def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)


def _decimal(value: Fraction, digits: int) -> Decimal:
    return _context(digits).divide(Decimal(value.numerator), Decimal(value.denominator))
