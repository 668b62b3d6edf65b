"""Periods (期) as exact points in time, counted in whole months.

A period counts at its end: ``2015`` means the end of 2015 (method, periods).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from mzprog.core.problems import Refusal, quoted

_WIDE = str.maketrans("０１２３４５６７８９ＨＱ－", "0123456789HQ-")
_PARTS = {
    "": (0, 12),
    **{f"H{n + 1}": (6 * n, 6) for n in range(2)},
    **{f"Q{n + 1}": (3 * n, 3) for n in range(4)},
    **{f"-{n + 1:02d}": (n, 1) for n in range(12)},
}
FORMS = "2018、2018H1（上半年）、2018Q3（第三季度）或 2018-06（月）"


class Period(NamedTuple):
    """A year, half, quarter or month: ``year``, ``first`` month (0 to 11) and length in ``months``.

    >>> str(Period(2018, 0, 6)), Period(2018, 0, 6).end - Period(2015, 0, 12).end
    ('2018H1', 30)
    """

    year: int
    first: int
    months: int

    @property
    def start(self) -> int:
        """The month count at which the period starts."""
        return self.year * 12 + self.first

    @property
    def end(self) -> int:
        """The month count at which the period ends: the point in time it stands for."""
        return self.year * 12 + self.first + self.months

    def __str__(self) -> str:
        if self.months == 12:
            return str(self.year)
        if self.months == 1:
            return f"{self.year}-{self.first + 1:02d}"
        return f"{self.year}{'H' if self.months == 6 else 'Q'}{self.first // self.months + 1}"


@lru_cache
def parse_period(text: str) -> Period:
    """Read ``2018``, ``2018H1``, ``2018Q3`` or ``2018-06``; full-width characters are fine.

    Raises :class:`Refusal` for anything else.

    >>> parse_period("2018Q3")
    Period(year=2018, first=6, months=3)
    """
    narrow = text if text.isascii() else text.translate(_WIDE)
    part = _PARTS.get(narrow[4:])
    if part is None or len(narrow) < 4 or not (narrow.isascii() and narrow[:4].isdigit()) or narrow[0] not in "12":
        raise Refusal("bad-period", f"期应写作 {FORMS}，得到{quoted(text)}")
    return Period(int(narrow[:4]), *part)


@lru_cache
def whole_year(year: int) -> Period:
    """Return the period of a whole year."""
    return Period(year, 0, 12)


@lru_cache
def in_time(period: Period) -> tuple[int, int]:
    """Return the key by which periods are ordered: by their end, of those that end together the longer last.

    >>> [str(p) for p in sorted(map(parse_period, ["2018", "2018-06", "2018H1"]), key=in_time)]
    ['2018-06', '2018H1', '2018']
    """
    return period.end, period.months


@lru_cache
def years_between(start: int, end: int) -> Fraction:
    """Return the years from one month count to another, exactly.

    >>> years_between(whole_year(2015).end, parse_period("2018H1").end)
    Fraction(5, 2)
    """
    return Fraction(end - start, 12)


_HALVES = ("上半年", "下半年")
_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


def period_words(period: Period) -> str:
    """Name a period.

    >>> period_words(Period(2018, 0, 6)), period_words(Period(2018, 5, 1))
    ('2018年上半年', '2018年6月')
    """
    part = {
        12: "",
        6: _HALVES[period.first // 6],
        3: _QUARTERS[period.first // 3],
        1: f"{period.first + 1}月",
    }[period.months]
    return f"{period.year}年{part}"
