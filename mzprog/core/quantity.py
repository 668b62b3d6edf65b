"""A planner's figure or target as typed → exact value. The only parser of numbers.

Full-width digits and signs, thousands in groups of three, a trailing unit, ``≥ ＞ ≤ ＜`` and
ranges are read; nothing is guessed and nothing goes through float.
"""

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeVar

from mzprog.core.problems import Refusal, quoted

MAX_DIGITS = 50
MAX_EXPONENT = 100
_MAX_LENGTH = 200
EXACT = Context(prec=400)  # wide enough for sums and products of two figures of so many digits and such exponents
_KEPT = 4096  # figures that were read already: plans have the same ones again and again

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}
_NUMBER = r"[+-]?(?=\.?[0-9])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_OPERATORS = {">=": "≥", "≥": "≥", "≧": "≥", "<=": "≤", "≤": "≤", "≦": "≤", ">": ">", "<": "<"}
_DASHES = "-~–—〜至"

PERCENT_SIGNS = ("%", "％")
SHARES = (*PERCENT_SIGNS, "‰")  # units that say of how many

_Number = TypeVar("_Number", Decimal, Fraction)


class Number(str):
    """A decimal literal, to stand in JSON as a number exactly as written."""

    __slots__ = ()


class Bound(NamedTuple):
    """What a target's text asks: its ``operator`` (``""`` plain, ``≥ > ≤ <``, ``-`` range) and bounds.

    A plain number stands in both ``low`` and ``high``.
    """

    operator: str
    low: Decimal | None
    high: Decimal | None

    @property
    def number(self) -> Decimal:
        """The one number of a text that asks for no range."""
        return the_bound(self.low, self.high)


def the_bound(low: _Number | None, high: _Number | None) -> _Number:
    """Return the one bound of what has one; of a range the lower."""
    bound = high if low is None else low
    assert bound is not None
    return bound


def _narrow(text: str) -> str:
    return text.strip() if text.isascii() else text.translate(_WIDE).strip()


def _without_unit(text: str, unit: str | None) -> str:
    unit = _narrow(unit) if unit else ""
    if unit and text.endswith(unit):
        return text[: -len(unit)].rstrip()
    if text.endswith("%") and not unit:
        return text[:-1].rstrip()
    return text


def _is_plain(text: str) -> bool:
    """Tell what nearly every figure of a plan is: digits with at most one point. The long way agrees."""
    return text.replace(".", "", 1).isdigit() and text.isascii() and text[-1] != "."


def _literal(text: str, unit: str | None) -> str | None:
    """Return a number as it is written, without its unit; None where a text is none."""
    if _is_plain(text) or re.fullmatch(_NUMBER, text):
        return text
    body = _without_unit(text, unit)
    return body if re.fullmatch(_NUMBER, body) else None


def _number(text: str, found: str, unit: str | None, asked: bool = False) -> Decimal:
    if _is_plain(text) and len(text) <= MAX_DIGITS:
        return Decimal(text)
    body = _literal(text, unit)
    if body is None:
        from mzprog.core.hints import hint  # only where something is wrong: start-up time

        advice = "" if len(found) > _MAX_LENGTH else hint(_narrow(found), _narrow(unit) if unit else None, asked)
        raise Refusal("not-a-number", f"应为数值，得到{quoted(found)}{advice}")
    exponent = body.lower().partition("e")[2]
    if len(body) > _MAX_LENGTH or len(exponent) > 4 or abs(int(exponent or "0")) > MAX_EXPONENT:
        raise Refusal("number-too-large", f"数值超出可读范围（指数不超过±{MAX_EXPONENT}）：{quoted(found)}")
    value = Decimal(body.replace(",", ""))
    if len(value.as_tuple().digits) > MAX_DIGITS or abs(value.adjusted()) > MAX_EXPONENT:
        raise Refusal("number-too-large", f"数值超出可读范围（最多{MAX_DIGITS}位数字）：{quoted(found)}")
    return value


@lru_cache(maxsize=_KEPT)
def parse_number(text: str, unit: str | None = None) -> Decimal:
    """Read one figure exactly as typed; ``unit`` may trail it. Raises :class:`Refusal`.

    >>> parse_number("１,２３４.５０"), parse_number("60%", "%"), parse_number("37张", "张")
    (Decimal('1234.50'), Decimal('60'), Decimal('37'))
    """
    return _number(_narrow(text), text, unit)


@lru_cache(maxsize=_KEPT)
def parse_bound(text: str, unit: str | None = None) -> Bound:
    """Read a target: a number, a number after ``≥ ＞ ≤ ＜`` (or ``>=`` …), or a range.

    Raises :class:`Refusal`.

    >>> parse_bound("≥99").low, parse_bound("30～40"), parse_bound("50").operator
    (Decimal('99'), Bound(operator='-', low=Decimal('30'), high=Decimal('40')), '')
    """
    narrow = _narrow(text)
    sign = narrow[:2] if narrow[:2] in _OPERATORS else narrow[:1]
    operator = _OPERATORS.get(sign)
    if operator:
        value = _number(narrow[len(sign) :].lstrip(), text, unit, True)
        return Bound(operator, value, None) if operator in {"≥", ">"} else Bound(operator, None, value)
    ends = None if _literal(narrow, unit) else _range(narrow, unit)
    if ends is None:
        value = _number(narrow, text, unit, True)
        return Bound("", value, value)
    low, high = (_number(end, text, unit, True) for end in ends)
    if low >= high:
        raise Refusal("bad-range", f"区间的下限应小于上限，得到{quoted(text)}")
    return Bound("-", low, high)


def _range(text: str, unit: str | None) -> tuple[str, str] | None:
    """Return the ends of a range: the first dash with a number on either side parts them."""
    if len(text) > _MAX_LENGTH:
        return None
    for place, character in enumerate(text[1:], 1):
        if character in _DASHES:
            low, high = text[:place].rstrip(), text[place + 1 :].lstrip()
            if _literal(low, unit) and _literal(high, unit):
                return low, high
    return None


@lru_cache(maxsize=_KEPT)
def exact(value: Decimal) -> Fraction:
    """Return a figure as a fraction, to reckon with; plans have the same figures again and again.

    >>> exact(Decimal("38.70"))
    Fraction(387, 10)
    """
    return Fraction(*value.as_integer_ratio())


def compare(a: Fraction, b: Fraction) -> int:
    """Return a number that is above, below or equal to 0 as ``a`` is above, below or equal to ``b``.

    A third of the time of comparing fractions, which every row does several times.

    >>> compare(Fraction(1, 2), Fraction(1, 3)) > 0
    True
    """
    (n, d), (m, e) = a.as_integer_ratio(), b.as_integer_ratio()
    return n * e - m * d


def literal(value: Decimal) -> str:
    """Write a figure as it was written, as a decimal literal that JSON also accepts.

    >>> literal(Decimal("38.40")), literal(Decimal("0.0000001")), literal(Decimal("1e30"))
    ('38.40', '0.0000001', '1E+30')
    """
    text = str(value)
    return format(value, "f") if "E-" in text else text


def fixed(value: Fraction | Decimal, places: int) -> str:
    """Write an exact value with ``places`` decimals, half up (away from zero). The only rounding.

    >>> fixed(Fraction(340, 13), 2), fixed(Fraction(-1, 200), 2), fixed(Fraction(1, 1000), 2)
    ('26.15', '-0.01', '0.00')
    """
    numerator, denominator = value.as_integer_ratio()
    units = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return pointed(-units if numerator < 0 else units, places)


def pointed(units: int, places: int) -> str:
    """Write so many units of the last of ``places`` decimals.

    >>> pointed(2615, 2), pointed(-1, 2), pointed(7, 0)
    ('26.15', '-0.01', '7')
    """
    digits = str(abs(units)).rjust(places + 1, "0")
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def trimmed(value: Fraction | Decimal, places: int) -> str:
    """Write an exact value with at most ``places`` decimals, without trailing zeros.

    >>> trimmed(Fraction(87, 2), 6), trimmed(Fraction(2100), 2)
    ('43.5', '2100')
    """
    numerator, denominator = value.as_integer_ratio()
    if denominator == 1:
        return str(numerator)
    text = fixed(value, places)
    return text.rstrip("0").rstrip(".") if places else text


def computed_places(value: Fraction | Decimal) -> int:
    """Return with how many decimals a computed figure is shown: six, or where that says more six digits.

    >>> [trimmed(v, computed_places(v)) for v in (Fraction(1, 3), Fraction(200, 3), Fraction(66, 10**8))]
    ['0.333333', '66.666667', '0.00000066']
    """
    numerator, denominator = map(int, value.as_integer_ratio())
    leading = len(str(denominator)) - len(str(abs(numerator)))  # as many zeros as there are, or one more
    if leading <= 0 or not numerator:
        return 6
    return max(6, 6 + leading - int(abs(numerator) * 10**leading >= denominator))


def toward(value: Fraction | Decimal, places: int, up: bool) -> str:
    """Write a value to reach with at most ``places`` decimals, so that what is written does reach it.

    >>> toward(Fraction(130, 3), 2, up=True), toward(Fraction(130, 3), 2, up=False), toward(Fraction(87, 2), 2, up=True)
    ('43.34', '43.33', '43.5')
    """
    numerator, denominator = value.as_integer_ratio()
    units = numerator * 10**places
    units = -(-units // denominator) if up else units // denominator
    return trimmed(Fraction(units, 10**places), places)


def decimals(value: Decimal) -> int:
    """Return how many decimals a figure was written with.

    >>> decimals(Decimal("38.40")), decimals(Decimal("1e5"))
    (2, 0)
    """
    text = literal(value)
    return 0 if "E" in text else len(text.partition(".")[2])
