"""How Excel shows a number: its cells hold binary fractions, shares and days, and a format for each."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.core.quantity import decimals, literal

# Of a double's 17 digits Excel shows 15; the rest is binary noise.
_DIGITS = 15
_LAST_DAY = 2_958_465

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Format(NamedTuple):
    """What a number format makes of a number: a share, a day, or so many decimals."""

    kind: str = ""
    decimals: int = 0


PLAIN, PERCENT, DATE = Format(), Format("percent"), Format("date")

# The formats that have a number instead of a text; those of Chinese Excel included.
_BUILT_IN = {2: Format("", 2), 4: Format("", 2), 9: PERCENT, 10: PERCENT} | dict.fromkeys(
    [*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58], DATE
)


def styles(part: Element) -> list[Format]:
    """Return the format of each cell style of a workbook."""
    own = {item.get("numFmtId"): _kind(item.get("formatCode", "")) for item in part.iterfind("numFmts/numFmt")}
    found = []
    for style in part.iterfind("cellXfs/xf"):
        number = style.get("numFmtId", "0")
        known = _BUILT_IN.get(int(number), PLAIN) if number.isdecimal() and len(number) < 6 else PLAIN
        found.append(own.get(number, known))
    return found


def _kind(code: str) -> Format:
    bare = _QUOTED.sub("", code).lower()
    if "%" in bare:
        return PERCENT
    if "y" in bare or re.search(r"m+[-/]?d|d[-/]?m+", bare):
        return DATE
    fixed = re.match(r"[#,]*0(?:\.(0+))?", bare)
    return Format("", len(fixed[1])) if fixed and fixed[1] else PLAIN


def shown(text: str, form: Format, from_1904: bool = False) -> str:
    """Return a stored number as a planner would write it.

    >>> shown("38.700000000000003", PLAIN), shown("0.6", PERCENT), shown("43252", DATE)
    ('38.7', '60%', '2018年6月')
    >>> shown("38.4", Format(decimals=2))
    '38.40'
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 50:
        return text
    if len(value.as_tuple().digits) > _DIGITS:
        value = Context(prec=_DIGITS).create_decimal(value).normalize()
    if form.kind == PERCENT.kind:
        return f"{_plain(value * 100)}%"
    if form.kind == DATE.kind and 0 < value <= _LAST_DAY:
        return _day(int(value), from_1904)
    missing = form.decimals - decimals(value)
    return literal(value) if missing <= 0 else format(value, f".{form.decimals}f")


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(number: int, from_1904: bool) -> str:
    """Return the month that a day is the first of (how Excel keeps 2018年6月), else the day."""
    day = (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=number)
    return f"{day.year}年{day.month}月" if day.day == 1 else day.isoformat()
