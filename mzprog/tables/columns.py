"""What each column of a table holds, once the plan's years are known: one role a column, no place twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mzprog.core.period import Period, in_time, period_words, whole_year
from mzprog.core.problems import Refusal
from mzprog.tables.facts import Facts, table_title
from mzprog.tables.grid import tidy
from mzprog.tables.layout import Column, Table
from mzprog.tables.printed import knows
from mzprog.tables.roles import BARE, DATED, FORECAST, PERCENT, PUBLISHED, ROLES, SKIP, VALUES
from mzprog.tables.times import Time
from mzprog.tables.titles import OBSERVED, PLANNED, is_by_year, is_done, is_midterm, is_planned, last_named

ESTIMATED = "预计数"  # a baseline that a plan's own table calls so
NOT_DONE = "看不出是实际值，还是目标、计划"
# What several columns may hold: it is joined.
_MANY = frozenset(["number", "category", "responsible", "source", "note", SKIP, BARE])
_PLANS = frozenset(["target", "planned", "milestone"])
_YEAR = 12
_LEVEL = frozenset("fabnyir")  # what may be said of an estimate that is to be a baseline: 预计, 实际, 基期, 年度 …
_WORDED = frozenset(["outcome", "outlook", "verdict"])


def settled(table: Table, facts: Facts) -> tuple[Column, ...]:
    """Return the columns as :func:`arranged`. Raises :class:`Refusal` where two of them would hold the same."""
    columns = arranged(table, facts)
    _refuse_doubles(columns, table.transposed)
    return tuple(columns)


def arranged(table: Table, facts: Facts) -> list[Column]:
    """Return the columns with what the plan's years and the reader say of them.

    Columns over which only a year stands and of which nobody says more keep the role "value".
    """
    columns = [_given(column, number, facts) for number, column in enumerate(table.columns, 1)]
    columns = [_timed(column, facts) for column in columns]
    if facts.ours:
        return [c._replace(role="quota") if c.role == "target" and "y" in c.head.letters else c for c in columns]
    columns = _shares(columns)
    columns = _bare(columns, facts, table)
    columns = _targets(columns, facts)
    columns = _baselines(columns, facts)
    columns = _sums_so_far(columns)
    return _published(columns, table, facts)


def observed(table: Table, period: Period | None, facts: Facts) -> tuple[Column, ...]:
    """Return the columns of a table that only brings figures: whatever has a period, or none, is observed.

    With a ``period``, only that one is asked for, and it is that of a column which names none.
    """
    own = facts._replace(period=period)
    plans = {n for n, column in enumerate(arranged(table, facts), 1) if column.role in _PLANS}
    planned = facts.bare != OBSERVED and is_planned(table_title(table) or "")
    columns = []
    for number, column in enumerate(table.columns, 1):
        column = _timed(_given(column, number, facts), own)
        asked = period in {None, column.period} and column.role == BARE
        if asked and (number in plans or (planned and not _is_past(column.period, facts))):
            column = column._replace(role=SKIP, why=NOT_DONE)
        elif column.role in {BARE, "observation"}:
            wanted = column.period is not None and period in {None, column.period}
            why = "" if wanted else "不是要读的期" if column.period else "没有写是哪一期"
            column = column._replace(role="observation" if wanted else SKIP, why=why)
        columns.append(column)
    periods = {column.period for column in columns if column.role == "observation"}
    only = periods.pop() if len(periods) == 1 else None
    columns = [c._replace(period=c.period or only) if c.role == "outcome" else c for c in columns]
    kept = [c for c in columns if c.role == "observation"]
    _refuse_doubles(kept, table.transposed)
    return tuple(columns)


def _given(column: Column, number: int, facts: Facts) -> Column:
    """Take what someone said a column holds."""
    if number not in facts.given:
        return column
    role, period = facts.given[number]
    why = "按 --column 不读" if role == SKIP else ""
    head = column.head._replace(time=None) if period or role not in DATED else column.head
    return column._replace(role=role, period=period or column.period, why=why, head=head)


def _timed(column: Column, facts: Facts) -> Column:
    """Give a column whose head names no year that of the table: 1-9月完成, 上年实际, 实际值."""
    time = column.head.time
    if time and time.year is None and not time.unclear and not (column.role in PUBLISHED and time.months == _YEAR):
        return column._replace(period=time.period(facts.reference) or (facts.period if time.months == _YEAR else None))
    if column.role == "observation" and column.period is None:
        ends = "u" in column.head.letters and facts.target_year is not None
        if facts.running and not ends:
            column = column._replace(head=column.head._replace(time=Time(running=True)))
        return column._replace(period=whole_year(facts.target_year or 0) if ends else facts.period)
    return column


def _shares(columns: list[Column]) -> list[Column]:
    """Leave out 完成（%） where no other column is in %: it may be what is done, or its share of the target."""
    values = [c for c in columns if c.role in {"baseline", "target", BARE}]
    alone = not any(column.head.unit in PERCENT for column in values)
    return [
        c._replace(role=SKIP, why="看不出是实际值还是完成程度")
        if alone and c.role == "observation" and c.head.unit in PERCENT
        else c
        for c in columns
    ]


def _bare(columns: list[Column], facts: Facts, table: Table) -> list[Column]:
    """Settle the columns over which only a period stands."""
    bare = [column for column in columns if column.role == BARE]
    target = any(c.role == "target" and (c.period is None or facts.is_target(c.period)) for c in columns)
    baseline = any(column.role == "baseline" for column in columns)
    named = last_named(table_title(table) or "")
    between = _kind_between(columns, facts, table)
    known = facts.baseline_year is not None or facts.target_year is not None
    ends = _last_is_done(bare, facts, table)
    settled = []
    for column in columns:
        role, why = column.role, ""
        if role == BARE and facts.is_baseline(column.period) and not baseline:
            role = "baseline"
        elif role == BARE and facts.is_target(column.period):
            role = _beside_target(bare, facts, named) if target else ends
        elif role == BARE and column.period and (column.period.months < _YEAR or _before(column.period, facts)):
            role = PLANNED if facts.bare == PLANNED and _is_part(column, facts) else "observation"
        elif role == BARE and between and known and not _is_to_come(column, between, named):
            role = between
        if role == BARE:
            words = period_words(column.period) if column.period else "这一期"
            why = f"看不出{words}是实际值还是年度计划" if known else "不知道规划的基期年和目标年"
        settled.append(column._replace(role=role, why=why) if column.role == BARE else column)
    return settled


def _is_part(column: Column, facts: Facts) -> bool:
    """Tell whether a column is of a part of a year within the plan, and not of all since January."""
    time, period = column.head.time, column.period
    return bool(time and period) and not (time and time.running) and not (period and _before(period, facts))


def _kind_between(columns: Sequence[Column], facts: Facts, table: Table) -> str | None:
    """Return what years hold of which the title alone speaks.

    Where only the last year's head says 目标, the others may be what was done; a title on each year's plan tells it.
    """
    title = facts.title or table_title(table) or ""
    said = any(c.role == "target" and c.head.letters and facts.is_target(c.period) for c in columns)
    return None if facts.bare == PLANNED and said and not is_by_year(title) else facts.bare


def _is_to_come(column: Column, kind: str, named: Period | None) -> bool:
    """Tell whether a year comes after the last that the title of a table of what was done names."""
    return kind == OBSERVED and named is not None and column.period is not None and column.period.start >= named.end


def _beside_target(bare: Sequence[Column], facts: Facts, named: Period | None) -> str:
    """Return what the target year's column holds beside the target: what the other bare years between do."""
    others = [c for c in bare if c.period and c.period.months == _YEAR and not _before(c.period, facts)]
    alone = all(facts.is_target(c.period) or facts.is_baseline(c.period) for c in others)
    if _is_before_the_end(named, facts):
        return BARE
    return facts.bare or ("observation" if alone else BARE)


def _is_before_the_end(named: Period | None, facts: Facts) -> bool:
    """Tell whether the title names a time before the plan's end: the table says nothing of what is done at the end."""
    return named is not None and facts.target_year is not None and named.end < whole_year(facts.target_year).end


def _is_past(period: Period | None, facts: Facts) -> bool:
    """Tell whether a period is that of a plan's baseline, or before it: a table of plans has an actual of it."""
    return period is None or facts.is_baseline(period) or _before(period, facts)


def _before(period: Period, facts: Facts) -> bool:
    """Tell whether a period ends before the plan begins: nobody plans it any more."""
    return facts.baseline_year is not None and period.end < whole_year(facts.baseline_year).end


def _last_is_done(bare: Sequence[Column], facts: Facts, table: Table) -> str:
    """Return what the target year's column holds, over which only the year stands and beside which no target does.

    A title that speaks of what was done (完成情况) with two years has the baseline and the actual.
    """
    done = any(not facts.is_baseline(column.period) for column in table.of("observation"))
    title = table_title(table) or ""
    if facts.bare != OBSERVED or table.of("pace") or done or _is_before_the_end(last_named(title), facts):
        return "target"  # 2025年 beside 2022年完成, or in a table on 2023
    years = [column for column in bare if column.period and column.period.months == _YEAR]
    if is_midterm(facts.title or title) and len(years) > 2:
        return "target"
    return "observation" if len(years) <= 2 and is_done(facts.title or title) else BARE


def _targets(columns: list[Column], facts: Facts) -> list[Column]:
    """Tell the plan's target from yearly plans and milestones, and from those of other plans."""
    others = any(c.role == "target" and "y" not in c.head.letters for c in columns)
    based = any(c.role == "baseline" or (c.role == "observation" and facts.is_baseline(c.period)) for c in columns)
    targets = [column for column in columns if column.role in {"target", BARE}]
    settled = []
    for column in columns:
        if column.why == FORECAST and not targets and column.label.endswith("预期") and facts.is_target(column.period):
            column = column._replace(role="target", why="")
        neutral = not column.head.own or "指标值" in column.label
        if column.role == "target" and neutral and facts.is_baseline(column.period) and not based:
            column = column._replace(role="baseline")  # 2020年 beside 2025年 under 规划目标
        if column.role in {"target", "milestone"}:
            column = _target(column, facts, others)
        elif column.role == "planned" and column.period and facts.is_target(column.period) and not others:
            column = column._replace(role="target")
        settled.append(column)
    return settled


def _target(column: Column, facts: Facts, others: bool) -> Column:
    period = column.period
    if column.role == "milestone" and period is None:
        return column._replace(role=SKIP, why="没有写是哪一年的中期目标")
    years = None not in {facts.baseline_year, facts.target_year} and not facts.one_year
    if period is None and "y" in column.head.letters and (others or years):
        period = whole_year(facts.reference) if facts.reference else None
        if period is None:
            return column._replace(role=SKIP, why="没有写是哪一年的目标")
    if facts.is_target(period) and "y" in column.head.letters and not facts.one_year:
        return column._replace(role=PLANNED, period=period)  # a year's share of the plan, it may be
    if period is None or facts.is_target(period):
        return column._replace(role="target")
    if facts.target_year is not None and period.end > whole_year(facts.target_year).end:
        return column._replace(role=SKIP, why="在目标年之后")
    if facts.baseline_year is not None and period.end <= whole_year(facts.baseline_year).end:
        return column._replace(role=SKIP, why="早于规划期")
    if facts.target_year is None:
        return column
    return column._replace(role="milestone" if column.role == "milestone" else PLANNED, period=period)


def _baselines(columns: list[Column], facts: Facts) -> list[Column]:
    """Let an actual of the base year, or the plan's own estimate of it, be the baseline where there is no other.

    Of several it is that of the base year.
    """
    named = [c for c in columns if c.role == "baseline"]
    actual = named or [c for c in columns if c.role == "observation" and facts.is_baseline(c.period)]
    settled = []
    for column in columns:
        if column.role == "observation" and not named and facts.is_baseline(column.period):
            column = column._replace(role="baseline")
        elif _estimates(column) and facts.is_baseline(column.period) and not actual:
            column = column._replace(role="baseline", why=ESTIMATED)
        elif column.role == "baseline" and len(named) > 1 and column.period and not facts.is_baseline(column.period):
            column = column._replace(role="observation")
        settled.append(column)
    return settled


def _sums_so_far(columns: list[Column]) -> list[Column]:
    """Leave out 三年累计 to the right of the years' actuals: what was done so far is no target."""
    observed = [c.start for c in columns if c.role in {"observation", BARE}]
    return [
        c._replace(role=SKIP, why="看不出是累计完成还是累计目标")
        if c.role == "pace" and not {"g", "t"} & set(c.head.letters) and observed and c.start > min(observed)
        else c
        for c in columns
    ]


def _estimates(column: Column) -> bool:
    """Tell whether a column is not read only because its figures are estimates: of nothing else (预计完成率)."""
    return column.why == FORECAST and _LEVEL.issuperset(column.head.letters)


def _published(columns: list[Column], table: Table, facts: Facts) -> list[Column]:
    """Give rates and verdicts without a period that of the last observation; words that are none are remarks.

    The year over a forecast is the one it speaks of, not the one it was made in.
    """
    periods = [column.period for column in columns if column.role == "observation" and column.period]
    last = max(periods, key=in_time, default=None)
    if last is None and facts.target_year and not _is_before_the_end(last_named(table_title(table) or ""), facts):
        last = whole_year(facts.target_year)
    settled = []
    for column in columns:
        if column.role in _WORDED and not _speaks(column, table):
            column = column._replace(role="note")
        forecast = column.role == "outlook" and column.period not in periods
        if column.role in PUBLISHED and (column.period is None or forecast):
            column = column._replace(period=last)
        settled.append(column)
    return settled


def _speaks(column: Column, table: Table) -> bool:
    """Tell whether the cells of a column hold words that a plan file knows for it."""
    texts = [tidy(column.text(row)) for row in table.rows if column.text(row).strip()]
    known = sum(knows(column.role, text) for text in texts)
    return not texts or 3 * known >= len(texts)


def _refuse_doubles(columns: Iterable[Column], transposed: bool) -> None:
    """Raise :class:`Refusal` where two columns hold the same."""
    held: dict[tuple[str, Period | None], tuple[int, Column]] = {}
    for number, column in enumerate(columns, 1):
        if column.role in _MANY:
            continue
        revised = "r" in column.head.letters  # stands beside what it replaces
        grown = column.role == "pace" and "g" in column.head.letters  # beside 累计
        other = held.setdefault((f"{column.role}{revised}{grown}", column.place[1]), (number, column))
        if other[0] != number:
            kind = "行" if transposed else "列"
            words = f"第{other[0]}{kind}“{other[1].label}”和第{number}{kind}“{column.label}”都是{role_words(column)}"
            raise Refusal("two-columns", f"{words}，没有读入；请用 --column {number}=不读 之类写明取哪一{kind}")


def role_words(column: Column) -> str:
    """Name what a column holds, with its period.

    >>> role_words(Column(0, 1, "observation", "", Period(2018, 0, 12)))
    '实际值（2018年）'
    """
    dated = column.role in VALUES | PUBLISHED and column.period and column.role != "pace"
    when = f"（{period_words(column.period)}）" if dated and column.period else ""
    told = f"，{ESTIMATED}" if column.role == "baseline" and column.why == ESTIMATED else ""
    return f"{ROLES.get(column.role, column.role)}{when}{told}"
