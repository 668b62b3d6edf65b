"""主要指标进展情况评估表: the review's table with every year's figure, as reports print it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mzprog.answers.evaluate import tone
from mzprog.answers.timeline import SHOWN_YEARS, entry_of, part_of_year, year_heads, year_parts
from mzprog.core.assessment import total
from mzprog.core.plan import TOTAL, Figure
from mzprog.core.quantity import literal
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.wording import by_component, cells, figure_text
from mzprog.questions.outlook import forecast_class
from mzprog.render.document import Cell, Column, Group, Table

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
        Column(f"基期（{plan.baseline_year}年）", right=True),
        Column(f"目标（{plan.target_year}年）", right=True),
        *(Column(head, right=True, over="进展情况") for head in heads.values()),
        Column("应达值", right=True, over="评估"),
        Column("进展率", right=True, over="评估"),
        Column("评价", over="评估", choose=True),
        Column("完成情况" if ended else f"{plan.target_year}年预测", over="评估"),
    )
    by_category = groupby(assessment.rows, key=lambda row: row.indicator.category or "")
    groups = tuple(
        Group(category, tuple(_cells(assessment, row, heads) for row in rows)) for category, rows in by_category
    )
    return Table(columns, groups, CAPTION, number, tuple(_notes(assessment, heads)), "类别", wide=True)


def _cells(assessment: Assessment, row: Row, heads: dict[int, str]) -> tuple[Cell, ...]:
    text, item, plan = cells(row), row.indicator, assessment.plan
    own_start = f"{item.baseline_year}年" if item.baseline_year != plan.baseline_year else ""
    own_end = f"{item.target_year}年" if item.target_year != plan.target_year else ""
    return (
        Cell(f"*{text.name}" if item.note else text.name),
        Cell(text.type),
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
        parts = year_parts(assessment, row.indicator, result.measure, year) if row.indicator.kind is TOTAL else ()
        if parts:
            return literal(total(result.measure, parts))
        return _brief(result.measure.observations[period] if period else None)

    period = entry_of(assessment, row.deciding, year)
    under = [part_of_year(period, head)] if period and row.indicator.kind is not TOTAL else []
    if year == assessment.as_of.period.year:
        under += [f"累计{literal(r.observed)}" for r in row.results if len(r.summed) > 1 and r.observed is not None]
    return Cell(by_component(row, text_of), "，".join(word for word in under if word))


def _brief(figure: Figure | None) -> str:
    """Return a figure; a reason too long for its column stands in the notes."""
    return _ABSENT if _is_long(figure) else figure_text(figure)


def _is_long(figure: Figure | None) -> bool:
    return figure is not None and figure.value is None and len(figure.missing or "") > _LONGEST


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
    """Yield 注: the starred rows' own notes, long reasons, the counts by type, which years are left out."""
    notes = [f"带*号的“{row.indicator.name}”：{row.indicator.note}" for row in assessment.rows if row.indicator.note]
    notes += [reason for row in assessment.rows for reason in _reasons(assessment, row, heads)]
    notes.append("，".join(f"{word}指标{t.total}项" for word, t in assessment.by_type.items()))
    if len(year_heads(assessment)) > SHOWN_YEARS:
        notes.append(f"只列最近{SHOWN_YEARS}年的数据")
    for number, note in enumerate(notes, 1):
        yield f"{'注：' if number == 1 else ''}{number}. {note.rstrip('。')}。"
