"""The times that heads, titles and cells speak of: 2018年上半年, 截至6月底, 1-9月, “十三五”末, FY2018."""

from __future__ import annotations

import re
from typing import NamedTuple

from mzprog.core.period import Period

_YEAR = r"(?:19|20)[0-9]{2}"
A_YEAR = re.compile(_YEAR)
_DASH = "[-—–~～至到]"
_PART = (
    r"第?(?P<quarter>[一二三四1-4])季度|前(?P<quarters>[一二三])季度|(?P<half>[上下])半年|前(?P<first>1[0-2]|[1-9])个?月"
    rf"|(?P<from>1[0-2]|[1-9])月?份?{_DASH}(?P<to>1[0-2]|[1-9])月份?|(?P<month>1[0-2]|0?[1-9])月份?|(?P<whole>全年)"
)
_TIME = re.compile(
    rf"""
      (?P<dated_year>(?<![0-9.]){_YEAR})(?P<mark>[-./])(?P<month2>1[0-2]|0?[1-9])(?P=mark)(?P<day2>[0-9]{{1,2}})(?![0-9])
    | (?P<dotted>(?<![0-9.]){_YEAR})\.(?P<month3>1[0-2]|0?[1-9])(?![0-9.])
    | (?P<years>{_YEAR}年?\s*[-—–~～至/]\s*(?:{_YEAR}|[0-9]{{2}}(?![0-9])(?!月))年?度?)
    | (?P<coded>{_YEAR})(?P<code>[hHqQ][1-4]|-(?:0[1-9]|1[0-2]))(?![0-9])
    | fy\s?'?(?P<fiscal>{_YEAR}|[0-9]{{2}})(?P<fiscals>[/-][0-9]{{2,4}})?(?![0-9])
    | (?:(?P<q>[hq][1-4])\s
        |(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s)(?P<dated>{_YEAR})(?![0-9])
    | (?:(?P<year>(?<![0-9.]){_YEAR})(?![0-9.])\s?年?度?|(?P<relative>上一?年|去年|本年|今年|当年|本期)度?)?
      (?:{_PART})(?P<day>[0-9]{{1,2}}日)?(?P<start>初)?
    | (?P<year2>(?<![0-9.]){_YEAR})(?![0-9.])\s?年?度?(?P<start2>年?初)?
    | (?P<relative2>上一?年|去年|本年|今年|当年|本期)度?
    | [“"'”]?(?P<plan>十[一二三四五])五[”"'“]?(?P<during>时期|期间)?(?P<begin>期?初)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
PLAN_ENDS = {"十": 2005, "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
_PLAN_YEARS = 5
_NUMBERS = {word: number for number, word in enumerate("一二三四", 1)}
_LAST_CENTURY = 70  # FY70 and after are of the last one, FY69 and before of this one, as the systems have it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Time(NamedTuple):
    """A time as written: a ``year`` or how it is ``relative`` to the table's own, the months, and how it runs.

    ``running``: it is counted from 1 January (1-9月, 截至6月底); ``until``: 截至 stands before it, the plan's
    beginning may be meant. ``unclear``: no one period is meant.
    """

    year: int | None = None
    relative: int | None = None
    first: int = 0
    months: int = 12
    running: bool = False
    unclear: bool = False
    plan: bool = False
    until: bool = False

    def period(self, own: int | None) -> Period | None:
        """Return the period, where the year is written or that of the table (``own``) is known."""
        year = self.year if self.year is not None else own and own + (self.relative or 0)
        if not year or self.unclear:
            return None
        if self.running and self.months not in {3, 6, 12}:
            return Period(year, self.first + self.months - 1, 1)
        return Period(year, self.first, self.months)


def time_at(text: str, start: int) -> tuple[Time, int] | None:
    """Return the time that is written at a place of a text, and where it ends."""
    found = _TIME.match(text, start)
    if found is None or found.end() == start:
        return None
    return _by(_time(found), text[:start]), found.end()


def times_in(text: str) -> list[Time]:
    """Return every time a text speaks of, in order."""
    return [_by(_time(found), text[: found.start()]) for found in _TIME.finditer(text) if found[0]]


def _by(time: Time, before: str) -> Time:
    """Return a time up to which something is counted where 截至 stands before it: a month's from 1 January."""
    if before.endswith(("截至", "截止", "截止到", "截至到")):
        if time.months == 1:
            time = time._replace(first=0, months=time.first + 1, running=True)
        return time._replace(until=True)
    return time


def _time(found: re.Match[str]) -> Time:
    groups = found.groupdict()
    if groups["dated_year"] or groups["dotted"]:
        year, month = groups["dated_year"] or groups["dotted"], groups["month2"] or groups["month3"]
        day = f"{groups['day2']}日" if groups["day2"] else None
        return _part(Time(int(year)), groups | {"month": month, "day": day})
    if groups["years"]:
        return _span(groups["years"])
    if groups["start"] or groups["start2"] or groups["begin"] or groups["fiscals"]:
        return Time(unclear=True)
    if groups["plan"]:
        return Time(PLAN_ENDS[groups["plan"]], plan=bool(groups["during"]))
    if groups["coded"]:
        return _coded(int(groups["coded"]), groups["code"].upper())
    if groups["fiscal"]:
        year = int(groups["fiscal"])
        return Time(year if year > 99 else year + (2000 if year < _LAST_CENTURY else 1900))
    if groups["dated"]:
        name = (groups["name"] or "").lower()[:3]
        return _coded(int(groups["dated"]), groups["q"].upper() if groups["q"] else f"-{_MONTHS.index(name) + 1:02d}")
    said = groups["year"] or groups["year2"]
    relative = groups["relative"] or groups["relative2"]
    time = Time(int(said) if said else None, None if said else _relative(relative))
    return _part(time, groups)


def _span(years: str) -> Time:
    """Return a span of years: no one period, but a plan's five (2021-2025年) name the plan."""
    first, last = [int(year) for year in re.findall(_YEAR, years)] if len(re.findall(_YEAR, years)) == 2 else (0, 0)
    return Time(last, unclear=True, plan=True) if last - first == _PLAN_YEARS - 1 else Time(unclear=True)


def _relative(word: str | None) -> int | None:
    return None if word is None else -1 if word[0] in "上去" else 0


def _coded(year: int, code: str) -> Time:
    if code[0] == "-":
        return Time(year, first=int(code[1:]) - 1, months=1)
    length = 6 if code[0] == "H" else 3
    first = (int(code[1:]) - 1) * length
    return Time(year, first=first, months=length, unclear=first > 11)


def _part(time: Time, groups: dict[str, str | None]) -> Time:
    """Return a time with the part of the year that is written after it."""
    quarter, half = groups["quarter"], groups["half"]
    if quarter:
        number = _NUMBERS.get(quarter) or int(quarter)
        return time._replace(first=3 * (number - 1), months=3)
    if half:
        return time._replace(first=6 * (half == "下"), months=6)
    if groups["quarters"] or groups["first"] or groups["to"]:
        last = 3 * _NUMBERS[groups["quarters"]] if groups["quarters"] else int(groups["first"] or groups["to"] or 0)
        january = groups["from"] in {None, "1"}
        return time._replace(months=last, running=True, unclear=not january)
    if groups["month"]:
        day = groups["day"]
        early = day is not None and int(day[:-1]) < 28
        return time._replace(first=int(groups["month"]) - 1, months=1, unclear=early)
    return time
