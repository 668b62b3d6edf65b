"""What the title of a table says: which plan and which times it is about, and what was done or is planned."""

from __future__ import annotations

import re

from mzprog.core.period import Period, in_time, whole_year
from mzprog.tables.grid import tidy
from mzprog.tables.times import PLAN_ENDS, Time, times_in

OBSERVED, PLANNED = "observation", "planned"

_PLAN = re.compile(
    r"(?<![一二三四五六七八九])(十[一二三四五]?)五(?=[”\"’』」]|时期|期间|规划|计划|末|期|以来|发展|民政|\s)"
)
_SPAN = re.compile(r"((?:19|20)[0-9]{2})年?\s*[-—–~～至]+\s*((?:19|20)[0-9]{2})年?")
_DONE = re.compile(
    "完成(?!时间|时限|期限)|实际|执行|进展|公报|实施情况|落实情况|达标情况|自评|中期评估"
    "|achieve|actual|performance report|progress"
)
# These may be what a plan is about, or how it is carried out (统计事业发展规划, 监测评估指标目标分解表).
_WATCHED = re.compile("(?:评估|落实|统计|监测)(?!.*(?:规划|纲要|计划))")
_PLANNED = re.compile("目标|计划|规划|指标体系|任务|纲要|专栏|要求|部署|安排|分解")
_ASKED = re.compile("目标|任务|分解|分工|部署|安排|要求")
_SHARED = re.compile("分解|分工|部署|年度目标(?!.*(?:完成|实际|执行|进展|情况))")
_BY_YEAR = re.compile("年度|分年|逐年|各年|分解|分阶段|annual|yearly")
_WRITTEN = re.compile(
    "(?:19|20)[0-9]{2}年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:编制|编写|修订|修编|印发|发布|制定|制订|调整|版)"
)
_YEARS_TASKS = re.compile("(?:19|20)[0-9]{2}年?度?(?![^0-9]{0,8}(?:远景|达峰))[^0-9]{0,8}(?:任务|计划|安排|分解)")
_LASTING = re.compile("远景|达峰|中和|规划|纲要|战略|中长期|长期")
_MIDTERM = re.compile("中期|进展|监测")


def plans_in(line: str) -> set[tuple[int, int]]:
    """Return the years of the plans that a line names (“十四五”, 2021—2025年)."""
    line = tidy(line[:200])
    ends = {PLAN_ENDS[found] for found in _PLAN.findall(line)}
    spans = {(int(first) - 1, int(last)) for first, last in _SPAN.findall(line) if int(last) - int(first) == 4}
    return {(end - 5, end) for end in ends} | spans


def named_times(title: str) -> tuple[frozenset[tuple[int, int]], frozenset[Time]]:
    """Return the plans (“十四五”, 2021—2025年) and the other times that a title names.

    >>> plans, times = named_times("“十四五”规划2023年1-6月进展")
    >>> plans, [str(time.period(None)) for time in times]
    (frozenset({(2020, 2025)}), ['2023H1'])
    """
    plans = plans_in(title)
    rest = _SPAN.sub("", _PLAN.sub("", title)) if plans else title
    times = {time._replace(running=False, until=False) for time in times_in(rest) if not time.unclear}
    return frozenset(plans), frozenset(times)


def own_year(title: str) -> int | None:
    """Return the one year that a title speaks of; beside a plan's name only that of a year's tasks.

    >>> own_year("2023年民生实事"), own_year("“十四五”规划2023年任务分解表"), own_year("“十四五”规划2023年完成情况")
    (2023, 2023, None)
    >>> own_year("乡村建设规划（2022年编制）")
    """
    title = _WRITTEN.sub("", title)
    years = {time.year for time in named_times(title)[1] if time.year}
    if len(years) != 1 or (plans_in(title) and not _YEARS_TASKS.search(title)):
        return None
    return years.pop()


def is_lasting(title: str) -> bool:
    """Tell whether a title with one year is that of a plan of several, not of a year's tasks (2035年远景目标)."""
    lasting = _LASTING.search(title) is not None or ("发展目标" in title and not is_done(title))
    return lasting and not _YEARS_TASKS.search(title) and "年度" not in title


def done_by(title: str, year: int) -> Period | None:
    """Return the period of what a year's table says was done: 2024年1-10月, or the year where its title says 完成."""
    parts = parts_in(title)
    if parts:
        return parts[0].period(year) if len(parts) == 1 else None
    return whole_year(year) if is_done(title) or kind_of_bare(title) == OBSERVED else None


def parts_in(title: str) -> list[Time]:
    """Return the parts of years that a title names."""
    return [time for time in times_in(title) if time.months < 12 and not time.unclear]


def kind_of_bare(title: str) -> str | None:
    """Return what a title says of columns over which only a year stands; None where it says nothing, or both.

    >>> kind_of_bare("“十四五”规划完成情况"), kind_of_bare("规划指标监测表"), kind_of_bare("落实规划纲要分工方案")
    ('observation', 'observation', 'planned')
    >>> kind_of_bare("监测评估指标年度目标分解表"), kind_of_bare("目标任务统计表"), kind_of_bare("规划指标统计表")
    ('planned', None, None)
    """
    done = is_done(title)
    if done and _SHARED.search(title):
        return None
    watched = None if done else _WATCHED.search(title)
    if watched and (_ASKED.search(title) or ("统计" in watched[0] and _PLANNED.search(title))):
        return PLANNED if _ASKED.search(title, watched.end()) else None
    if done or watched:
        return OBSERVED
    return PLANNED if _PLANNED.search(title) else None


def is_done(title: str) -> bool:
    """Tell whether a title says in so many words that its table has what was done."""
    return _DONE.search(title) is not None


def is_planned(title: str) -> bool:
    """Tell whether a title speaks of what is planned, whatever else it says."""
    return _PLANNED.search(title) is not None


def is_by_year(title: str) -> bool:
    """Tell whether a title says that its table has the plan of each year."""
    return _BY_YEAR.search(title) is not None


def last_named(title: str) -> Period | None:
    """Return the last period that a title names beside its plan's years: what comes after it is not done yet."""
    periods = [period for time in named_times(title)[1] if (period := time.period(None))]
    return max(periods, key=in_time, default=None)


def is_midterm(title: str) -> bool:
    """Tell whether a title is that of a review before the plan's end."""
    return _MIDTERM.search(title) is not None
