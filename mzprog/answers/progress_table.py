"""主要指标进展情况评估表: the review's table with every year's figure, as reports print it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mzprog.answers.evaluate import tone
from mzprog.answers.narrative import type_counts
from mzprog.answers.yearly import adds_up, entry_of, part_of_year, year_heads, year_parts
from mzprog.core.measures import sum_of
from mzprog.core.period import period_words
from mzprog.core.plan import CHANGE, CUT, GROWTH, TOTAL, Figure, Indicator
from mzprog.core.quantity import literal
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.wording import by_component, cells, figure_text, mark_words, observed_text, row_name, unit_of
from mzprog.questions.outlook import forecast_class, is_over
from mzprog.render.document import Cell, Column, Group, Table

SHOWN_YEARS = 5  # a page on its side has room for so many
CAPTION = "主要指标进展情况评估表"
_ABSENT = "缺数"
_LONGEST = 12  # characters of a reason that fit into a column of figures

# The columns by the words that choose and order them; those that stand where nobody chooses.
_NUMBER, _CATEGORY, _NAME, _UNIT, _BODY, _YEARS = "序号", "类别", "指标", "单位", "责任单位", "各年"
COLUMNS = (_NUMBER, _CATEGORY, _NAME, _UNIT, "属性", _BODY, "基期", "目标", _YEARS, "应达值", "进展率", "评价", "预测")
_USUAL = tuple(word for word in COLUMNS if word not in {_NUMBER, _UNIT})


class _Field(NamedTuple):
    """A choice of columns: their heads, and what a row has in them."""

    heads: tuple[Column, ...]
    cells: Callable[[Row], tuple[Cell, ...]]


def progress_table(assessment: Assessment, number: int, columns: Sequence[str] = ()) -> Table:
    """Return the table, with what its marks mean and the counts by type below it.

    ``columns`` (of :data:`COLUMNS`) are chosen in their order; categories that stand first get a column over rows.
    """
    chosen = columns or [word for word in _USUAL if word != _BODY or _responsible(assessment)]
    heads = dict(list(year_heads(assessment).items())[-SHOWN_YEARS:])
    beside = _CATEGORY if chosen[0] == _CATEGORY else ""
    fields = _fields(assessment, heads, chosen)
    shown = [fields[word] for word in chosen if word != beside]
    heads_shown = tuple(head for field in shown for head in field.heads)
    groups = tuple(
        Group(category, tuple(_row(shown, heads_shown, row) for row in rows))
        for category, rows in groupby(assessment.rows, key=lambda row: (row.indicator.category or "") * bool(beside))
    )
    notes = tuple(_notes(assessment, heads if _YEARS in chosen else {}))
    return Table(heads_shown, groups, CAPTION, number, notes, beside, wide=True)


def _fields(assessment: Assessment, heads: dict[int, str], chosen: Sequence[str]) -> dict[str, _Field]:
    """Return what can be ``chosen``; the unit stands in the name unless it has its own column."""
    plan, method, apart = assessment.plan, assessment.method, _UNIT in chosen
    begin, end = period_words(plan.begin), period_words(plan.end)
    numbers = {row.indicator.name: str(number) for number, row in enumerate(assessment.rows, 1)}
    over = is_over(assessment)
    last = "完成情况" if over else f"{end}预测"

    def one(head: Column, cell: Callable[[Row], Cell]) -> _Field:
        return _Field((head,), lambda row: (cell(row),))

    def ahead(row: Row) -> str:
        return row.outcome or (not over and forecast_class(row, method)) or "—"

    def own(period_of: Callable[[Indicator], str], usual: str) -> Callable[[Row], str]:
        return lambda row: found if (found := period_of(row.indicator)) != usual else ""

    begun, ended = own(lambda i: period_words(i.begin), begin), own(lambda i: period_words(i.end), end)
    title = "指标内容" if apart else "指标内容（单位）"
    return {
        _NUMBER: one(Column(_NUMBER, right=True), lambda row: Cell(numbers[row.indicator.name])),
        _CATEGORY: one(Column(_CATEGORY, choose=True), lambda row: Cell(row.indicator.category or "—")),
        _NAME: one(Column(title, flexible=True), lambda row: Cell(row_name(row.indicator, not apart))),
        _UNIT: one(Column(_UNIT), lambda row: Cell(unit_of(row.indicator) or "—")),
        "属性": one(Column("属性", choose=True), lambda row: Cell(cells(row).type)),
        _BODY: one(Column(_BODY, choose=True), lambda row: Cell("、".join(row.indicator.responsible) or "—")),
        "基期": one(Column(f"基期（{begin}）", right=True),
                  lambda row: Cell(by_component(row, lambda r: _brief(r.measure.baseline)), begun(row))),
        "目标": one(Column(f"目标（{end}）", right=True),
                  lambda row: Cell(by_component(row, printed_target(row)), ended(row))),
        _YEARS: _Field(tuple(Column(head, right=True, over="进展情况") for head in heads.values()),
                       lambda row: tuple(_figure(assessment, row, year, head) for year, head in heads.items())),
        "应达值": one(Column("应达值", right=True, over="评估"), lambda row: Cell(cells(row).planned)),
        "进展率": one(Column("进展率", right=True, over="评估"), lambda row: Cell(cells(row).rate)),
        "评价": one(Column("评价", over="评估", choose=True), lambda row: Cell(
            row.verdict, _mark(row, ahead(row) * ("预测" in chosen)), tone(row.verdict, method))),
        "预测": one(Column(last, over="评估"), lambda row: Cell(ahead(row))),
    }  # fmt: skip


def _mark(row: Row, told: str) -> str:
    """Return what stands under a verdict, less what the row's forecast or outcome tells."""
    return "，".join(word for word in mark_words(row) if word != told)


def _responsible(assessment: Assessment) -> bool:
    return any(row.indicator.responsible for row in assessment.rows)


def printed_target(row: Row) -> Callable[[Result], str]:
    """Return how plans print a target: in [ ] what is reached over the whole time, 年均 where it is an average."""
    kind = row.indicator.kind

    def text_of(result: Result) -> str:
        target = result.measure.target
        if target.low is None and target.high is None:
            return target.text
        return f"[{target.text}]" if kind in _WHOLE else f"年均{target.text}" if kind == GROWTH else target.text

    return text_of


_WHOLE = frozenset([TOTAL, CHANGE, CUT])
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_FIGURE = re.compile(r"(?<![\d.])\d{4,}(?=\.\d|[^\d年]|$)")


def _row(fields: Sequence[_Field], heads: Sequence[Column], row: Row) -> tuple[Cell, ...]:
    """Return a row, thousands marked in all its figures where its target has them marked."""
    made = tuple(cell for field in fields for cell in field.cells(row))
    if not any(_THOUSANDS.search(result.measure.target.text) for result in row.results):
        return made
    return tuple(
        cell._replace(text=_marked(cell.text), under=_marked(cell.under)) if head.right else cell
        for cell, head in zip(made, heads, strict=True)
    )


def _marked(text: str) -> str:
    return _FIGURE.sub(lambda found: f"{int(found[0]):,}", text)


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
        summed = (r for r in row.results if _of_year(r, year))
        under += [f"{r.measure.name or ''}{so_far}{observed_text(r)}" for r in summed]
    return Cell(by_component(row, text_of), "，".join(word for word in under if word))


def _of_year(result: Result, year: int) -> bool:
    """Tell whether several entries came to a figure of that year, not to an older one that stands in."""
    return len(result.used) > 1 and result.observed is not None and result.used[-1].year == year


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
    if any(row.indicator.kind in _WHOLE for row in assessment.rows):
        notes.append("[ ]内为规划期内的累计数")
    if heads and len(year_heads(assessment)) > SHOWN_YEARS:
        notes.append(f"只列最近{SHOWN_YEARS}年的数据")
    for number, note in enumerate(notes, 1):
        yield f"{'注：' if number == 1 else ''}{number}. {note.rstrip('。')}。"
