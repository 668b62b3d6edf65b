"""What figures of parts of a year count: what stands then, what that part brought, or the sum since January."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzprog.core.quantity import SHARES
from mzprog.planfile.write import Text, Value
from mzprog.tables import cells
from mzprog.tables.layout import Column
from mzprog.tables.values import Place, Values

LEVEL = re.compile("^(每|人均|户均|平均)|(率|比例|比重|占比|程度|指数|水平|覆盖面)$")
_MONTH_END = re.compile("[0-9]月份?[底末](?!.*(?:当月|本月))")
_YEAR = 12
_ENDS = {3, 6, _YEAR}  # months after which a quarter or a half ends that begins in January
# Names of amounts of a time, whatever it is compared with.
_FLOWS = re.compile(
    "产值|总值|增加值|收入|支出|总额|产量|销量|销售额|销售量|投资|利润|税收|营业额|交易额|成交额|发电量|用电量|用水量|"
    "吞吐量|周转量|客运量|货运量|人次|出口|进口|外资"
)
_RATIO = re.compile("(比|率|比例|比重|占比|程度|指数|差距|增速|增长|增幅)$")


class Ask(NamedTuple):
    """A question about ``key`` of a row: its sentence, and what each answer writes."""

    key: str
    sentence: str
    answers: dict[str, dict[str, Value]]


def counted(
    values: Values, columns: Sequence[Column], name: str, unit: str | None, measure: str, begin: int | None
) -> tuple[str, Ask | None]:
    """Return why the figures of a row are sums so far ("" where they are not), and what has to be asked.

    ``begin`` is the plan's baseline year: what adds up over the plan is no sum since January of a later year.
    """
    if unit in SHARES:
        return "", None
    running = [c for c in columns if c.role == "observation" and (_is_running(c) or (measure and _by_end(c)))]
    held = [c for c in running if c.period and Place("observation", c.period) in values.found]
    parts = [place for place in values.all("observation") if place.period and place.period.months < _YEAR]
    if _beside_amounts(values, held, not measure and not LEVEL.search(name)):
        return "", None if measure else _parts(values, name)
    odd = any(c.period and c.period.months not in _ENDS for c in held) or (bool(held) and len(parts) > 1)
    if measure in {"total", "cut", "change"} and begin is not None:
        later = [c for c in held if c.period and c.period.year > begin + 1]
        if later:
            return _since_the_beginning(values, later, held), None
    if measure in {"total", "flow", "cut", "change", "growth"}:
        sums = held and (odd or any("c" in c.head.letters or _by_end(c) for c in held))
        return "从1月1日起累计" if sums else "", None
    if measure:
        return "", None
    return "", _running("、".join(c.label for c in held)) if odd else _parts(values, name)


def _beside_amounts(values: Values, held: Sequence[Column], unsaid: bool) -> bool:
    """Open sums so far that stand beside what a later part of the year brought itself: 三季度, 前三季度累计.

    Where it is ``unsaid`` what the row measures, the years' figures beside 截至2022年累计 are opened with it.
    """
    sums = {Place("observation", column.period) for column in held}
    figures = {place for place, value in values.all("observation").items() if value.form == cells.VALUE}
    running = {column.period.year for column in held if column.period}
    parts = [p.period for p in figures - sums if p.period and p.period.months < _YEAR and p.period.first]
    amounts = [period for period in parts if period.year in running]
    years = {place for place in figures if place.period and place.period.months == _YEAR}
    mixed = unsaid and any(place in years for place in sums if _said_sum(held, place)) and bool(years - sums)
    if not (sums & figures and (amounts or mixed)):
        return False
    for place in (years if mixed else sums) & figures:
        values.open(place, "是累计数，旁边是各期自己的数，不能放在一起" if place in sums else "是当年的数，还是累计数")
    return True


def _said_sum(held: Sequence[Column], place: Place) -> bool:
    """Tell whether the head of a place says 累计."""
    return any("c" in column.head.letters for column in held if column.period == place.period)


def _since_the_beginning(values: Values, later: Sequence[Column], held: Sequence[Column]) -> str:
    """Return why figures of later years are sums over the plan so far; those that cannot be told are opened.

    2023年1-9月 counts from January, not from the plan's beginning; 2023年累计 may count from either, and beside
    the amounts of other years it is no amount.
    """
    sums = {Place("observation", column.period) for column in held}
    figures = {place for place, value in values.all("observation").items() if value.form == cells.VALUE}
    alone = figures <= sums and all(map(is_so_far, later))
    if alone:
        return "从规划期开始累计"
    for column in later:
        place = Place("observation", column.period)
        counts = is_so_far(column) or (column.period and column.period.months not in _ENDS)
        if counts and place in figures:
            values.open(place, "是当年1月起的数，还是规划期开始的累计数")
    return ""


def _running(words: str) -> Ask:
    """Ask what 1-9月 counts of what may be a level."""
    return Ask(
        "measure", f"“{words}”是年初起的累计数，还是到这时的存量",
        {"存量": {"measure": Text("stock")},
         "当年累计": {"measure": Text("flow"), "cumulative": Text("true")},
         "规划期累计量": {"measure": Text("total"), "cumulative": Text("true")}},
    )  # fmt: skip


def _parts(values: Values, name: str) -> Ask | None:
    """Ask what quarters and halves bring, where they may be amounts; nothing where all are levels."""
    found = [p for p, v in values.all("observation").items() if v.form == cells.VALUE]
    parts = [place for place in found if place.period and place.period.months < _YEAR]
    years = {place.period.year for place in parts if place.period}
    several = len(parts) > len(years) and not LEVEL.search(name)
    if not parts or not (several or (_FLOWS.search(name) and not _RATIO.search(name))):
        return None
    words = "、".join(values.labels[place] for place in parts)
    return Ask(
        "measure", f"“{words}”是到这时的存量，还是这一期的数（流量：目标是一年的；累计量：目标是整个规划期的）",
        {"存量": {"measure": Text("stock")}, "流量": {"measure": Text("flow")}, "累计量": {"measure": Text("total")}},
    )  # fmt: skip


def added(words: str) -> Ask:
    """Ask what the target of an amount (新增就业) is of, where there is no baseline to tell."""
    return Ask(
        "measure", f"目标“{words}”是整个规划期的累计量，还是一年的数（流量）或到那时的存量",
        {"累计量": {"measure": Text("total")}, "流量": {"measure": Text("flow")}, "存量": {"measure": Text("stock")}},
    )  # fmt: skip


def _is_running(column: Column) -> bool:
    time = column.head.time
    return (time is not None and time.running) or is_so_far(column)


def _by_end(column: Column) -> bool:
    """Tell whether a head says 6月底: of what adds up it is what was brought until then."""
    return _MONTH_END.search(column.label) is not None


def is_so_far(column: Column) -> bool:
    """Tell whether a head says 累计 or 截至: since the plan's beginning, it may be."""
    time = column.head.time
    return (time is not None and time.until) or "c" in column.head.letters
