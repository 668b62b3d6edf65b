"""What a table says of its plan as a whole, and what that makes of columns over which only a year stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzprog.core.period import Period, in_time, whole_year
from mzprog.planfile.write import one_line
from mzprog.tables.grid import tidy
from mzprog.tables.head import Column, Table, is_ours
from mzprog.tables.words import LEADS, find_period, is_note

_TABLE_NUMBER = re.compile(
    r"^[（(]?续?附?表\s*(?:[0-9]+(?:[.—-][0-9]+)*|[一二三四五六七八九十]{1,3}(?=[\s:：“（(]|$))?[）)]?[:：]?"
)
_NO_TITLE = re.compile(r"单位[:：]|[（(]?续表?[0-9]*[）)]?$|[0-9.]+$")


class Facts(NamedTuple):
    """What holds for the whole plan; None where nobody has said it.

    ``direction`` "" means that the plan states none; ``period`` is that of observations whose column
    names none. ``ours``: the table is one that mzprog wrote. Its texts stand as they are, and a blank
    cell is no figure left out but none given.
    """

    title: str | None = None
    region: str | None = None
    baseline_year: int | None = None
    target_year: int | None = None
    direction: str | None = None
    period: Period | None = None
    ours: bool = False


def stated(table: Table) -> Facts:
    """Return what a table says of its plan."""
    leads = [row.texts for row in table.leads if row.texts and row.texts[0] in LEADS]
    said = {LEADS[texts[0]]: one_line("".join(texts[1:2])) for texts in leads}
    baseline = [c.period.year for c in table.of("baseline") if c.period]
    target = [c.period.year for c in table.of("target") if c.period]
    return Facts(
        title=said.get("title") or table_title(table),
        region=said.get("region") or None,
        baseline_year=_year(said.get("baseline_year")) or min(baseline, default=None),
        target_year=_year(said.get("target_year")) or max(target, default=None),
        direction=said.get("direction"),
        ours=is_ours(table.leads),
    )


def table_title(table: Table) -> str | None:
    """Return the line that names a table: the last before it that may be a title, without its number."""
    lines = [*table.before, *(row.texts[0] for row in table.leads if len(row.texts) == 1 and row.texts[0] not in LEADS)]
    for line in reversed(lines):
        text = _TABLE_NUMBER.sub("", tidy(line)).strip()
        if text and len(text) <= 60 and not text.endswith(("。", "；", "：")) and not _NO_TITLE.match(text):
            return None if is_note(text) else text
    return None


def likely_years(table: Table) -> tuple[int, int] | None:
    """Return the years of the 五年规划 that a table's title speaks of: an answer to offer, not to take."""
    period, _, _ = find_period(table_title(table) or "")
    return (period.year - 5, period.year) if period and period.months == 12 and period.year % 5 == 0 else None


def _year(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[12][0-9]{3}", text) else None


def settled(table: Table, facts: Facts) -> tuple[Column, ...]:
    """Return the columns with what the plan's years say of them.

    A column with only a year is the baseline or the target of that year where the table has no other,
    else an observation; without knowing the target year it is kept as "other". Of several targets
    the earlier are milestones.
    """
    has_target = facts.target_year is not None and any(_is_target(c, facts) for c in table.of("target"))
    has_baseline = bool(table.of("baseline"))
    columns = []
    for column in table.columns:
        if column.role == "value":
            column = column._replace(role=_role_of_year(column.period, facts, has_baseline, has_target))
        elif column.role == "target" and not _is_target(column, facts):
            end = whole_year(facts.target_year).end if facts.target_year else 0
            early = "中期" in column.label or (column.period is not None and column.period.end < end)
            column = column._replace(role="milestone" if early else "other")
        elif column.role == "observation" and column.period is None:
            column = column._replace(period=facts.period)
        columns.append(column)
    return tuple(columns) if facts.ours else _published_in(_outcome_or_figures(table, columns), facts)


def observed(table: Table, period: Period | None) -> tuple[Column, ...]:
    """Return the columns of a table that only brings figures: whatever has a period, or none, is observed.

    With a ``period``, only that one is asked for, and it is that of a column which names none.
    """
    columns = []
    for column in _outcome_or_figures(table, table.columns):
        if column.role in {"value", "observation"}:
            own = column.period or period
            wanted = own is not None and period in {None, own}
            column = column._replace(role="observation" if wanted else "other", period=own)
        columns.append(column)
    periods = {column.period for column in columns if column.role == "observation"}
    only = periods.pop() if len(periods) == 1 else None
    return tuple(c._replace(period=c.period or only) if c.role == "outcome" else c for c in columns)


def _is_target(column: Column, facts: Facts) -> bool:
    return column.period is None or facts.target_year is None or column.period == whole_year(facts.target_year)


def _role_of_year(period: Period | None, facts: Facts, has_baseline: bool, has_target: bool) -> str:
    if period == (facts.baseline_year and whole_year(facts.baseline_year)) and not has_baseline:
        return "baseline"
    if period == (facts.target_year and whole_year(facts.target_year)) and not has_target:
        return "target"
    return "observation" if has_target or (facts.target_year and facts.baseline_year) else "other"


def _outcome_or_figures(table: Table, columns: Sequence[Column]) -> list[Column]:
    """完成情况 heads words (完成) in some tables and figures in others: the column's cells tell."""
    held = {column.period for column in columns if column.role == "observation"}
    found = []
    for column in columns:
        texts = [tidy(column.text(row)) for row in table.rows]
        figures = sum(bool(re.match("[0-9]", text)) for text in texts)
        if column.role == "outcome" and figures and column.period not in held:
            column = column._replace(role="observation")
        found.append(column)
    return found


def _published_in(columns: Sequence[Column], facts: Facts) -> tuple[Column, ...]:
    """Give rates and verdicts without a period that of the last observation.

    The year over a forecast is the one it speaks of, not the one it was made in.
    """
    observed = [column.period for column in columns if column.role == "observation" and column.period]
    last = max(observed, key=in_time, default=None)
    if last is None and facts.target_year:
        last = whole_year(facts.target_year)
    found = []
    for column in columns:
        forecast = column.role == "outlook" and column.period not in observed
        if column.role in {"rate", "verdict", "outlook", "outcome"} and (column.period is None or forecast):
            column = column._replace(period=last)
        found.append(column)
    return tuple(found)
