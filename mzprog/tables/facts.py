"""What a table says of its plan as a whole: title, years, and whether it speaks of what was done or is planned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mzprog.core.period import Period, parse_period, whole_year
from mzprog.core.plan import FALLING, RISING
from mzprog.core.problems import read_or_none
from mzprog.planfile.write import one_line
from mzprog.tables.grid import Row, tidy
from mzprog.tables.head_words import LEADS
from mzprog.tables.layout import Table, is_ours
from mzprog.tables.names import is_unit
from mzprog.tables.roles import BARE
from mzprog.tables.titles import done_by, is_done, is_lasting, kind_of_bare, own_year, parts_in, plans_in
from mzprog.tables.words import is_note, is_signed

_TABLE_NUMBER = re.compile(
    r"^[（(]?续?(?:附?表|专栏|附件|附录)\s*(?:[0-9]+(?:[.—-][0-9]+)*|[一二三四五六七八九十]{1,3}(?=[\s:：“（(]|$))?[）)]?[:：]?"
)
_UNIT_LINE = re.compile(r"(?:^|[（(\s])(?:计量)?单位[:：](?P<unit>[^）)\s]{1,12})[）)]?$")
_NO_TITLE = re.compile(r"单位[:：]|[（(]?续表?[0-9]*[）)]?$|[0-9.]+$")
_YEARLY = re.compile("任务|工作|实事|考核|绩效|年度|计划|目标|安排")
_NEAR = 6  # lines around a table that may name its plan


class Facts(NamedTuple):
    """What holds for the whole plan; None where nobody has said it.

    ``direction`` "" means that the plan states none; ``period`` is that of observations whose column
    names none, ``own`` the year that 本年 and 1-9月 are of. ``bare`` is what a year alone heads
    between baseline and target. ``given`` are the columns (from 1) of which someone said what they
    hold. ``begin`` and ``end`` are the plan's periods as written, where these are no years;
    ``unit`` is that of all figures (单位：万元 over the table); ``running``: ``period`` counts from 1 January.
    ``ours``: the table is one that mzprog wrote. Its texts stand as they are, and a blank cell is no figure left
    out but none given.
    """

    title: str | None = None
    region: str | None = None
    baseline_year: int | None = None
    target_year: int | None = None
    direction: str | None = None
    period: Period | None = None
    ours: bool = False
    own: int | None = None
    bare: str | None = None
    given: Mapping[int, tuple[str, Period | None]] = {}
    begin: str = ""
    end: str = ""
    unit: str | None = None
    running: bool = False

    @property
    def one_year(self) -> bool:
        """Whether the plan is one of a single year."""
        years = self.baseline_year, self.target_year
        return None not in years and years[1] == (years[0] or 0) + 1

    @property
    def reference(self) -> int | None:
        """The year that heads without one are of."""
        return (self.period.year if self.period else None) or self.own or (self.target_year if self.one_year else None)

    def is_target(self, period: Period | None) -> bool:
        """Tell whether a period is the plan's target year."""
        return self.target_year is not None and period == whole_year(self.target_year)

    def is_baseline(self, period: Period | None) -> bool:
        """Tell whether a period is the plan's baseline year."""
        return self.baseline_year is not None and period == whole_year(self.baseline_year)


def stated(table: Table) -> Facts:
    """Return what a table says of its plan."""
    leads = [row.texts for row in table.leads if row.texts and row.texts[0] in LEADS]
    said = {LEADS[texts[0]]: one_line("".join(texts[1:2])) for texts in leads}
    title = said.get("title") or table_title(table)
    baseline, target = _years(table)
    name = table_title(table) or ""
    this_year = any(c.head.time and c.head.time.relative is not None for c in table.columns)  # 上年实际, 本年完成
    own, lasting, period = own_year(name), is_lasting(name) and not this_year, None
    yearly = own and not lasting and target in {None, own} and baseline in {None, own - 1}
    if own and yearly and _is_yearly(table, title or "", own):
        baseline, target = baseline if _undated(table, "baseline") else own - 1, own
        period = done_by(name, own)
    elif lasting and not is_done(name) and not plans_in(name):
        target, own = target or own, None  # a plan up to that year
    return Facts(
        title=title,
        region=said.get("region") or None,
        baseline_year=_year(said.get("baseline_year")) or baseline,
        target_year=_year(said.get("target_year")) or target,
        direction=said.get("direction") if said.get("direction") in {None, "", RISING, FALLING} else None,
        begin=_time(said.get("baseline_year")),
        end=_time(said.get("target_year")),
        unit=_unit(table),
        period=period,
        running=period is not None and any(time.running for time in parts_in(name)),
        ours=is_ours(table.leads),
        own=own,
        bare=kind_of_bare(title or ""),
    )


def _years(table: Table) -> tuple[int | None, int | None]:
    """Return the plan's years: as the heads say, as the title or the text around names the plan, as 年均 implies."""
    baselines = {c.period.year for c in table.of("baseline") if c.period}
    targets = {c.period.year for c in table.of("target") if c.period}
    bare = [c.period.year for c in table.columns if c.role == BARE and c.period and c.period.months == 12]
    named = None if _is_of_one_year(table) else likely_years(table)
    if named is None and len(bare) > 1 and table.of("pace"):
        named = min(bare), max(bare)
    start, end = named or (None, None)
    target = end if end in targets or (end and _undated(table, "target")) else max(targets, default=end)
    baseline = start if start in baselines else min(baselines, default=start if target == end else None)
    return baseline, target


def _undated(table: Table, role: str) -> bool:
    """Tell whether a head of this role names no time, and is not one of a year either."""
    return any(c.period is None and c.head.time is None and "y" not in c.head.letters for c in table.of(role))


def _is_of_one_year(table: Table) -> bool:
    """Tell whether a title that names a plan is of one year's tasks under it, and no head of anything else."""
    title = table_title(table) or ""
    own = own_year(title) if plans_in(title) else None
    years = {c.period.year for c in table.columns if c.period}
    return own is not None and years <= {own, own - 1} and len(table.of("target")) == 1


def likely_years(table: Table) -> tuple[int, int] | None:
    """Return the years of the plan that a table's title, or else the nearest line that names one, speaks of.

    Years in the heads that are all outside it say that another plan is meant.
    """
    lines = [table_title(table) or "", *reversed([*table.before[-_NEAR:], *_texts(table)]), table.place]
    found = next((years for line in lines if (years := plans_in(line))), set())
    if len(found) != 1:
        return None
    start, end = found.pop()
    heads = {c.period.year for c in table.columns if c.period}
    return (start, end) if not heads or any(start <= year <= end for year in heads) else None


def _texts(table: Table) -> list[str]:
    return [row.texts[0] for row in table.leads if len(row.texts) == 1 and row.texts[0] not in LEADS]


def table_title(table: Table) -> str | None:
    """Return the line that names a table: the last before it that may be a title, without its number."""
    for line in reversed([*table.before, *_texts(table)]):
        text = _TABLE_NUMBER.sub("", tidy(line[:200])).strip()
        none = not text or is_signed(text) or text.endswith(("。", "；", "：")) or _NO_TITLE.match(text)
        if not none and len(text) <= 60:
            return None if is_note(text) else text
    return None


def year_fault(text: str) -> str:
    """Say what is wrong with a year; "" if nothing."""
    return "" if text.isascii() and text.isdigit() and len(text) == 4 else "年份应为四位数，如 2015"


def described(table: Table) -> str:
    """Tell a table from others of its file: its name, its sheet, how many rows, its heads."""
    name = table_title(table) or table.place or "（没有表名）"
    place = f"工作表“{table.place}”{'（隐藏）' if table.hidden else ''}，" if table.place else ""
    return f"{name}（{place}{len(table.rows)}行：{'、'.join(column.label for column in table.columns)[:60]}）"


def unit_line(table: Table) -> str:
    """Return what the line over a table says all its figures are in; "" where there is none."""
    for line in reversed([*table.before[-2:], *(text for row in table.leads for text in row.texts)]):
        found = _UNIT_LINE.search(tidy(line[:200]))
        if found:
            return found["unit"]
    return ""


def has_unit_line(row: Row) -> bool:
    """Tell whether one of the few texts of a row says what all figures below it are in."""
    return 0 < len(row.texts) < 4 and any(_UNIT_LINE.search(tidy(text[:200])) for text in row.texts)


def _unit(table: Table) -> str | None:
    """Return the unit that stands over a table for all its figures; of several nobody knows which is whose."""
    said = unit_line(table)
    return said if is_unit(said) else None


def _is_yearly(table: Table, title: str, own: int) -> bool:
    """Tell whether a table is one of a year's tasks: its title or a target's head says so, and no head a later year."""
    targets = table.of("target")
    later = any(c.period.year > own for c in table.columns if c.period)
    said = any("y" in c.head.letters or (c.period and c.period.year == own) for c in targets)
    yearly = said or _YEARLY.search(title) is not None
    return yearly and bool(targets) and not later


def _year(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[12][0-9]{3}", text) else None


def _time(text: str | None) -> str:
    """Return a period that is no year, as written."""
    return text if text and not _year(text) and read_or_none(parse_period, text) else ""


def notes_of(table: Table) -> Iterable[str]:
    """Return every line beside the rows that may explain them."""
    yield from table.before[-_NEAR:]
    yield from _texts(table)
    yield from (text for row in table.rows for text in row.texts if len(row.texts) == 1)
    yield from table.after[:12]
