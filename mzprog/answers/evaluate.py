"""``evaluate``: the review's table for people; what scripts get of it is in :mod:`mzprog.answers.records`."""

from __future__ import annotations

from collections.abc import Iterator

from mzprog.core.alternatives import alternatives, depends
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.progress import by_itself
from mzprog.core.results import NO_TYPE, Result, Row, Selection
from mzprog.core.rules import TITLES
from mzprog.core.wording import (
    cells,
    count_lines,
    method_line,
    reason_lines,
    remark_lines,
    source_lines,
    title,
)
from mzprog.core.working import WHOLE, rate_text, working
from mzprog.render.document import FAIR, GOOD, POOR, UNKNOWN, Cell, Column, Document, Group, Section, Table

# A reason stands for a baseline, and words for a target: both can be long.
COLUMNS = (
    Column("指标（单位）", flexible=True),
    Column("属性"),
    Column("基期", right=True, flexible=True),
    Column("目标", right=True, flexible=True),
    Column("实际", right=True, once=True),
    Column("应达", right=True),
    Column("进展率", right=True),
    Column("评价"),
)


def document(selection: Selection) -> Document:
    """Return the review's table with its counts, remarks and, where asked for, the working."""
    assessment = selection.assessment
    parts: list[Table | Section] = [
        Section("", (method_line(assessment.method),)),
        Table(_columns(selection), tuple(_groups(selection))),
        Section("", tuple(count_lines(assessment)), summary=True),
    ]
    for head, lines in (("无法评估", reason_lines(assessment)), ("备注", remark_lines(assessment))):
        if lines:
            parts.append(Section(head, tuple(lines)))
    if selection.explain:
        parts.append(Section("计算过程", tuple(explanation(selection, row) for row in selection.rows)))
    return Document(title(assessment), tuple(parts))


def _columns(selection: Selection) -> tuple[Column, ...]:
    """Return the columns: of the responsible bodies only where some row has one."""
    return (*COLUMNS, Column("责任单位", flexible=True)) if _has_bodies(selection) else COLUMNS


def _has_bodies(selection: Selection) -> bool:
    return any(row.indicator.responsible for row in selection.rows)


def _groups(selection: Selection) -> Iterator[Group]:
    """Yield the rows by category; categories that come again after others get their head again."""
    method = selection.assessment.method
    grouped = selection.grouped and any(row.indicator.category for row in selection.rows)
    bodies = _has_bodies(selection)
    head, rows = "", list[tuple[Cell, ...]]()
    for row in selection.rows:
        category = (row.indicator.category or NO_TYPE) if grouped else ""
        if rows and category != head:
            yield Group(head, tuple(rows))
            rows = []
        head = category
        responsible = [Cell("、".join(row.indicator.responsible) or "—")] if bodies else []
        rows.append((*_cells(row, method), *responsible))
    yield Group(head, tuple(rows))


def _cells(row: Row, method: Method) -> tuple[Cell, ...]:
    text = cells(row)
    period = f"({text.period})" if row.deciding.period else ""
    return (
        Cell(text.name),
        Cell(text.type),
        Cell(text.baseline),
        Cell(text.target),
        Cell(text.observed, period),
        Cell(text.planned),
        Cell(text.rate, bar=row.rate),
        Cell(text.verdict, text.mark, tone(row.verdict, method)),
    )


def tone(verdict: str, method: Method) -> str:
    """Return how a verdict is meant: good, fair, poor or unknown."""
    if verdict == NOT_ASSESSABLE:
        return UNKNOWN
    severity = method.severity(verdict)
    if severity <= 0:
        return GOOD
    return POOR if severity == len(method.tiers) - 1 else FAIR


def explanation(selection: Selection, row: Row) -> str:
    """Return a row's working and the sources of its figures, over several lines."""
    return "\n".join(explanation_lines(selection, row))


def explanation_lines(selection: Selection, row: Row) -> tuple[str, ...]:
    """Return the name of a row and its rule, then its working and the sources of its figures."""
    head = f"{row.indicator.name}〔{TITLES[row.rule]}〕"
    assessment = selection.assessment
    lines = [working(row) or f"{NOT_ASSESSABLE}：{row.reason}"]
    lines += [*progress_lines(row), *other_rule_lines(row, assessment.method)]
    lines += source_lines(assessment.plan, row)
    if row.indicator.note:
        lines.append(f"说明：{row.indicator.note}")
    return head, *lines


def progress_lines(row: Row) -> list[str]:
    """Return 总进度 and 年均增速 of each measure that has them."""
    found = []
    for result in row.results if not row.reason else ():
        overall = None if result.overall is None else rate_text(result.overall, WHOLE)
        figures = (("总进度", overall), ("年均增速", result.annual_growth_text))
        words = "，".join(f"{name}{text}%" for name, text in figures if text is not None)
        if words:
            found.append(f"{result.measure.name or ''}{words}")
    return found


def other_rule_lines(row: Row, method: Method) -> list[str]:
    """Return what the other rules would say of each measure with a baseline, and whether that matters."""
    return [
        f"{result.measure.name or ''}换用其他规则：{_other_rules(result, method)}"
        for result in row.results
        if result.case and result.case.baseline is not None
    ]


def _other_rules(result: Result, method: Method) -> str:
    found = alternatives(result, method)
    others = [
        f"{TITLES[a.rule]}不适用（{a.refusal}）"
        if a.rate is None
        else f"{TITLES[a.rule]}{rate_text(a.rate, result.tiers)}%（{a.verdict}）"
        for a in found
    ]
    if not others:
        how = "都按限额计算" if result.case and result.case.cap else "都按是否达标计算"
        return f"{how}，结果相同" if result.progress and by_itself(result.progress.rule) else how
    return f"{'，'.join(others)}；{'评价取决于所用的规则' if depends(result, found) else '评价不变'}"
