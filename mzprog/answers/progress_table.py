"""主要指标进展情况评估表: the review's table with every year's figure, as reports print it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby

from mzprog.answers.evaluate import tone
from mzprog.answers.narrative import type_counts
from mzprog.core.case import own_terms
from mzprog.core.measures import read, sum_of, tiling
from mzprog.core.period import Period, period_words, whole_year, years_between
from mzprog.core.plan import GROWTH, TOTAL, Figure, Indicator, Measure
from mzprog.core.quantity import literal
from mzprog.core.results import AsOf, Assessment, Result, Row
from mzprog.core.wording import by_component, cells, figure_text, observed_text
from mzprog.questions.outlook import forecast_class
from mzprog.render.document import Cell, Column, Group, Table

SHOWN_YEARS = 5  # a page on its side has room for so many


def years(assessment: Assessment) -> tuple[int, ...]:
    """Return the years up to the assessed one that have an entry, and that one itself.

    >>> from mzprog import evaluate, load_plan
    >>> years(evaluate(load_plan("plans/wuhan.yaml"), 2018))
    (2016, 2017, 2018)
    """
    items, last = [row.indicator for row in assessment.rows], assessment.as_of.period.year
    first = min(item.begin.end for item in items)
    periods = {p for item in items for measure in item.measures for p in measure.observations}
    return tuple(sorted({p.year for p in periods if first < p.end and p.year < last} | {last}))


def entry_of(assessment: Assessment, result: Result, year: int) -> Period | None:
    """Return the period whose entry stands for a year: the assessed one, before it each year's latest.

    An older entry that stands in for the assessed year is under its own.
    """
    if year == assessment.as_of.period.year:
        return result.period if result.period and result.period.year == year else None
    return latest_entry(result.measure.observations, year)


def latest_entry(observations: Mapping[Period, Figure], year: int) -> Period | None:
    """Return the latest entry inside a year; of two that end together the longer."""
    return AsOf(whole_year(year), False).entry(observations)


def year_heads(assessment: Assessment) -> dict[int, str]:
    """Name each year's column by the one period that all its entries have, else by the year.

    >>> from mzprog import evaluate, load_plan
    >>> year_heads(evaluate(load_plan("plans/wuhan.yaml"), 2018))
    {2016: '2016年', 2017: '2017年', 2018: '2018年上半年'}
    """
    heads = {}
    for year in years(assessment):
        found = {_told(assessment, row, result, year) for row in assessment.rows for result in row.results} - {None}
        only = found.pop() if len(found) == 1 else None
        heads[year] = period_words(only or whole_year(year))
    return heads


def _told(assessment: Assessment, row: Row, result: Result, year: int) -> Period | None:
    """Return the period that a year's figure covers: all of a past year for what totals add up."""
    period = entry_of(assessment, result, year)
    past = period is not None and year < assessment.as_of.period.year
    return whole_year(year) if past and adds_up(row.indicator) else period


def adds_up(item: Indicator) -> bool:
    """Tell whether a year's figure is the sum of its entries: a total that is not a running one."""
    return item.kind == TOTAL and not item.cumulative


def year_parts(assessment: Assessment, item: Indicator, measure: Measure, year: int) -> tuple[Period, ...]:
    """Return the periods that one year adds to a total, none where some part of the year lacks."""
    period = whole_year(year)
    if year == assessment.as_of.period.year:
        period = assessment.as_of.entry(measure.observations) or period
    parts = tiling(item._replace(begin=whole_year(year - 1)), measure, period)
    return () if isinstance(parts, str) else parts


def part_of_year(period: Period, head: str) -> str:
    """Say which part of the year an entry covers, where its column's head does not.

    >>> part_of_year(Period(2018, 0, 6), "2018年"), part_of_year(Period(2018, 0, 6), "2018年上半年")
    ('上半年', '')
    """
    words = period_words(period)
    return "" if words == head else words.removeprefix(f"{period.year}年") or "全年"


def compared_value(item: Indicator, measure: Measure, period: Period) -> Fraction | None:
    """Return an entry as it is compared with the target, in the planner's own terms.

    A flow is brought to a year, a total summed up to it; growth is the average so far, a change all since the baseline.
    """
    elapsed = years_between(item.begin.end, period.end)
    if measure.observations[period].value is None or elapsed <= 0:
        return None
    found = read(item, measure, period, elapsed)
    return None if isinstance(found, str) else own_terms(item.kind, found.value, elapsed)


CAPTION = "主要指标进展情况评估表"
_ABSENT = "缺数"
_LONGEST = 12  # characters of a reason that fit into a column of figures


def progress_table(assessment: Assessment, number: int) -> Table:
    """Return the table, with what its marks mean and the counts by type below it."""
    heads = dict(list(year_heads(assessment).items())[-SHOWN_YEARS:])
    plan, ended = assessment.plan, bool(assessment.summary.outcomes)
    columns = (
        Column("指标内容（单位）", flexible=True),
        Column("属性", choose=True),
        *([Column("责任单位", choose=True)] if _responsible(assessment) else []),
        Column(f"基期（{period_words(plan.begin)}）", right=True),
        Column(f"目标（{period_words(plan.end)}）", right=True),
        *(Column(head, right=True, over="进展情况") for head in heads.values()),
        Column("应达值", right=True, over="评估"),
        Column("进展率", right=True, over="评估"),
        Column("评价", over="评估", choose=True),
        Column("完成情况" if ended else f"{period_words(plan.end)}预测", over="评估"),
    )
    by_category = groupby(assessment.rows, key=lambda row: row.indicator.category or "")
    groups = tuple(
        Group(category, tuple(_cells(assessment, row, heads) for row in rows)) for category, rows in by_category
    )
    return Table(columns, groups, CAPTION, number, tuple(_notes(assessment, heads)), "类别", wide=True)


def _responsible(assessment: Assessment) -> bool:
    return any(row.indicator.responsible for row in assessment.rows)


def _cells(assessment: Assessment, row: Row, heads: dict[int, str]) -> tuple[Cell, ...]:
    text, item, plan = cells(row), row.indicator, assessment.plan
    own_start = period_words(item.begin) if item.begin != plan.begin else ""
    own_end = period_words(item.end) if item.end != plan.end else ""
    return (
        Cell(text.name),
        Cell(text.type),
        *([Cell("、".join(item.responsible) or "—")] if _responsible(assessment) else []),
        Cell(by_component(row, lambda r: _brief(r.measure.baseline)), own_start),
        Cell(text.target, own_end),
        *(_figure(assessment, row, year, head) for year, head in heads.items()),
        Cell(text.planned),
        Cell(text.rate),
        Cell(text.verdict, text.mark, tone(row.verdict, assessment.method)),
        Cell(row.outcome or forecast_class(row, assessment.method) or "—"),
    )


def _figure(assessment: Assessment, row: Row, year: int, head: str) -> Cell:
    """Return a year's figure, or why there is none; a total's sum so far stands under the assessed year's."""

    def text_of(result: Result) -> str:
        period = entry_of(assessment, result, year)
        parts = year_parts(assessment, row.indicator, result.measure, year) if adds_up(row.indicator) else ()
        if parts:
            return literal(
                sum_of([value for p in parts if (value := result.measure.observations[p].value) is not None])
            )
        return _brief(result.measure.observations[period] if period else None)

    period = entry_of(assessment, row.deciding, year)
    under = [part_of_year(period, head)] if period and not adds_up(row.indicator) else []
    if year == assessment.as_of.period.year:
        so_far = "年均" if row.indicator.kind == GROWTH else "累计"
        under += [f"{so_far}{observed_text(r)}" for r in row.results if len(r.used) > 1 and r.observed is not None]
    return Cell(by_component(row, text_of), "，".join(word for word in under if word))


def _brief(figure: Figure | None) -> str:
    """Return a figure; a reason too long for its column stands in the notes."""
    return _ABSENT if _is_long(figure) else figure_text(figure)


def _is_long(figure: Figure | None) -> bool:
    return figure is not None and len(figure.missing or "") > _LONGEST


def _reasons(assessment: Assessment, row: Row, heads: dict[int, str]) -> Iterator[str]:
    """Yield the reasons that are too long for the table."""
    for result in row.results:
        measure = result.measure
        figures = [("基期", measure.baseline)]
        entries = ((head, entry_of(assessment, result, year)) for year, head in heads.items())
        figures += [(head, measure.observations[period]) for head, period in entries if period]
        for where, figure in figures:
            if figure and _is_long(figure):
                yield f"“{row.indicator.name}”{measure.name or ''}{where}{_ABSENT}：{figure.missing}"


def _notes(assessment: Assessment, heads: dict[int, str]) -> Iterator[str]:
    """Yield 注: long reasons, the counts by type, which years are left out."""
    notes = [reason for row in assessment.rows for reason in _reasons(assessment, row, heads)]
    notes.append("，".join(type_counts(assessment)))
    if len(year_heads(assessment)) > SHOWN_YEARS:
        notes.append(f"只列最近{SHOWN_YEARS}年的数据")
    for number, note in enumerate(notes, 1):
        yield f"{'注：' if number == 1 else ''}{number}. {note.rstrip('。')}。"
