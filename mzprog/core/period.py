"""Periods (期) as exact points in time, counted in whole months.

A period counts at its end: ``2015`` means the end of 2015 (method, periods).
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from mzprog.core.problems import Refusal, quoted

_WIDE = str.maketrans("０１２３４５６７８９ＨＱ－—–～~至hq", "0123456789HQ------HQ")
_PARTS = {
    "": (0, 12),
    **{f"H{n + 1}": (6 * n, 6) for n in range(2)},
    **{f"Q{n + 1}": (3 * n, 3) for n in range(4)},
    **{f"-{n + 1:02d}": (n, 1) for n in range(12)},
}
FORMS = (
    "2018、2018H1（上半年）、2018Q3（第三季度）或 2018-06（月），也可写 2018年、2018年上半年、2018年三季度、2018年6月"
)

# Compiled when the first such text is met: start-up time.
# Periods as people write them: 2018年, 2018年底, 2018年度, 2018上半年, 2018年三季度, 2018年前三季度, 2018年1-6月,
# 2018年6月, 截至2018年6月底.
_SPOKEN = (
    r"([12][0-9]{3})年?(?:(?P<year>全年|年?[末底]|度)?|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度"
    r"|前(?P<quarters>[二两三23])季度|(?:(?P<first>[01]?[0-9])月?-)?(?P<last>[01]?[0-9])月(?:份|[末底])?)"
)
_UP_TO = r"^\s*(?:截至|截止|到)"
_LONGEST = 20


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
def parse_period(text: str, cumulative: bool = False) -> Period:
    """Read ``2018``, ``2018H1``, ``2018Q3``, ``2018-06``, or as people write them: ``2018年上半年``, ``2018年1-6月``.

    Full-width characters are fine. A stretch from January that is no half or quarter (1-9月, 前三季度) is read only
    for figures that count from January (``cumulative``): it ends with September. Raises :class:`Refusal`
    for anything else.

    >>> parse_period("2018Q3"), str(parse_period("2018年下半年")), str(parse_period("2018年1-9月", cumulative=True))
    (Period(year=2018, first=6, months=3), '2018H2', '2018Q3')
    """
    narrow = (text if text.isascii() else re.sub(_UP_TO, "", text, count=1)).translate(_WIDE).replace(" ", "")
    part = _PARTS.get(narrow[4:].removeprefix("年"))
    if part is not None and len(narrow) >= 4 and narrow[:4].isascii() and narrow[:4].isdigit() and narrow[0] in "12":
        return Period(int(narrow[:4]), *part)
    found = _spoken(narrow, text, cumulative)
    if found is None:
        raise Refusal("bad-period", f"期应写作 {FORMS}，得到{quoted(text)}")
    return found


def written_period(text: str) -> Period:
    """Read a period as it may stand in any place of a plan file, a stretch from January too."""
    return parse_period(text, cumulative=True)


def _spoken(narrow: str, text: str, cumulative: bool) -> Period | None:
    match = re.fullmatch(_SPOKEN, narrow) if len(narrow) <= _LONGEST and not narrow.isascii() else None
    if match is None:
        return None
    year = int(match[1])
    if match["half"]:
        return Period(year, 0 if match["half"] == "上" else 6, 6)
    if match["quarter"]:
        return Period(year, 3 * ("一二三四1234".index(match["quarter"]) % 4), 3)
    if match["quarters"]:
        first, last = 1, 9 if match["quarters"] in {"三", "3"} else 6
    elif match["last"]:
        first, last = int(match["first"] or match["last"]), int(match["last"])
    else:
        return Period(year, 0, 12)
    if not 1 <= first <= last <= 12:
        return None
    months = last - first + 1
    if (first - 1) % months == 0 and months in {1, 3, 6, 12}:
        return Period(year, first - 1, months)
    if first != 1:
        return None
    if not cumulative:
        message = f"{quoted(text)}是从1月起的累计，只有写了 cumulative: true（累计数: 是）的指标才能这样写"
        raise Refusal("cumulative-period", message)
    return Period(year, last - 3, 3) if last % 3 == 0 else Period(year, last - 1, 1)


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
