"""``evaluate``: the review's table for people, records for scripts whose keys never change."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mzprog.core.method import NOT_ASSESSABLE, Method, Tier
from mzprog.core.plan import Figure
from mzprog.core.progress import own_planned
from mzprog.core.quantity import Number, computed_places, literal, trimmed
from mzprog.core.remarks import alternatives, depends
from mzprog.core.results import NO_TYPE, Assessment, Result, Row, Selection, Tally
from mzprog.core.rules import TITLES
from mzprog.core.wording import (
    cells,
    count_lines,
    method_line,
    reason_lines,
    remark_lines,
    remarks_text,
    source_lines,
    title,
)
from mzprog.core.working import rate_text, working
from mzprog.render.document import FAIR, GOOD, POOR, UNKNOWN, Cell, Column, Document, Group, Section, Table

# A reason stands for a baseline, and words for a target: both can be long.
COLUMNS = (
    Column("指标（单位）", flexible=True),
    Column("属性"),
    Column("基期", right=True, flexible=True),
    Column("目标", right=True, flexible=True),
    Column("实际", right=True),
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
        Section("", tuple(count_lines(assessment))),
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
    head = f"{row.indicator.name}〔{TITLES[row.rule]}〕"
    assessment = selection.assessment
    lines = [working(row) or f"{NOT_ASSESSABLE}：{row.reason}"]
    lines += [*progress_lines(row), *other_rule_lines(row, assessment.method)]
    lines += source_lines(assessment.plan, row)
    if row.indicator.note:
        lines.append(f"说明：{row.indicator.note}")
    return "\n".join([head, *lines])


def progress_lines(row: Row) -> list[str]:
    """Return 总进度 and 年均增速 of each measure that has them."""
    found = []
    for result in row.results if not row.reason else ():
        figures = (("总进度", result.overall), ("年均增速", result.annual_growth))
        words = "，".join(f"{name}{rate_text(rate)}%" for name, rate in figures if rate is not None)
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
    others = [
        f"{TITLES[a.rule]}不适用（{a.refusal}）"
        if a.rate is None
        else f"{TITLES[a.rule]}{rate_text(a.rate, method.tiers)}%（{a.verdict}）"
        for a in alternatives(result, method)
    ]
    if not others:
        return "都按是否达标计算，结果相同"
    return f"{'，'.join(others)}；{'评价取决于所用的规则' if depends(result, method) else '评价不变'}"


def record(selection: Selection) -> dict[str, Any]:
    """Return one plan's part of the JSON document (``docs/json.md``)."""
    assessment = selection.assessment
    return {
        **head(assessment),
        "summary": summary(assessment),
        "indicators": [indicator_record(row) for row in selection.rows],
    }


def head(assessment: Assessment) -> dict[str, Any]:
    """Return what was assessed, when and by which method."""
    plan, method = assessment.plan, assessment.method
    tiers = [
        {"label": tier.label} if tier.start is None else {"from": _figure(tier.start), "label": tier.label}
        for tier in method.tiers
    ]
    return {
        "file": plan.file,
        "plan": plan.title,
        "region": plan.region,
        "as_of": str(assessment.as_of),
        "method": {"name": method.name, "tiers": tiers},
    }


def summary(assessment: Assessment) -> dict[str, Any]:
    """Return the counts over the whole plan, by type, by category and by responsible body."""
    return {
        **tally_record(assessment.summary),
        "by_type": {word: tally_record(t) for word, t in assessment.by_type.items()},
        "by_category": {word: tally_record(t) for word, t in assessment.by_category.items()},
        "by_responsible": {word: tally_record(t) for word, t in assessment.by_responsible.items()},
    }


def tally_record(counts: Tally) -> dict[str, Any]:
    """Return counts as JSON; ``completion`` and ``score_left_out`` are shares from 0 to 1."""
    share = counts.completion
    return {
        "total": counts.total,
        "by_verdict": dict(counts.by_verdict),
        "target_met": counts.target_met,
        "early": counts.early,
        "completion": None if share is None else _computed(share),
        "by_outcome": dict(counts.by_outcome),
        "score": None if counts.score.value is None else rate_number(counts.score.value),
        "score_left_out": _computed(counts.score.left_out),
    }


def indicator_record(row: Row) -> dict[str, Any]:
    """Return one row as JSON."""
    item, result = row.indicator, row.deciding
    baseline = result.measure.baseline
    return {
        "name": item.name,
        "id": item.id,
        "of": item.of,
        "category": item.category,
        "type": item.type,
        "unit": item.unit,
        "rule": row.rule,
        "baseline": _written(baseline),
        "target": result.measure.target.text,
        **_found(result),
        "progress_rate": rate_number(row.rate, result.tiers),
        "verdict": row.verdict,
        "target_met": row.met,
        "early": row.early,
        "outcome": row.outcome,
        "reason": row.reason,
        "remarks": remarks_text(row.remarks),
        "working": working(row),
        "components": [_component(r) for r in row.results] if item.components else None,
        "overall": None if row.reason else rate_number(result.overall),
        "annual_growth": None if row.reason else rate_number(result.annual_growth),
        "hold": row.hold,
        "carried": row.carried,
        "judged": result.judged if row.judged else None,
        "responsible": list(item.responsible),
        "weight": None if item.weight is None else _figure(item.weight),
        "measure": item.kind,
    }


def rate_number(rate: Fraction | None, tiers: tuple[Tier, ...] = ()) -> Number | None:
    """Return a rate as JSON has it, with two decimals or as many as its verdict needs."""
    return None if rate is None else Number(rate_text(rate, tiers))


def _found(result: Result) -> dict[str, Any]:
    """Return the figures of a result, in the planner's own terms."""
    case, found = result.case, result.progress
    planned = own_planned(case, found) if case and found and not result.reason else None
    return {
        "observed": _computed(result.observed)
        if result.observed is not None and len(result.used) > 1
        else value(result.observed),
        "observed_annual": None if result.annual is None else _computed(result.annual),
        "observed_period": str(result.period) if result.period else None,
        "planned": None if planned is None else _computed(planned),
    }


def _component(result: Result) -> dict[str, Any]:
    found = _found(result)
    del found["observed_annual"]
    return {
        "name": result.measure.name,
        **found,
        "progress_rate": rate_number(result.rate, result.tiers),
        "verdict": result.verdict,
        "target_met": result.met,
        "overall": rate_number(result.overall),
        "annual_growth": rate_number(result.annual_growth),
        "judged": result.judged,
    }


def _written(figure: Figure | None) -> Number | None:
    return None if figure is None or figure.value is None else _figure(figure.value)


def _computed(value: Fraction | Decimal) -> Number:
    return Number(trimmed(value, computed_places(value)))


def _figure(value: Decimal) -> Number:
    return Number(literal(value))


def value(found: Decimal | Fraction | str | None) -> str | None:
    """Return a figure as written, a computed value with at most six decimals or digits, words as they are."""
    if isinstance(found, Decimal):
        return _figure(found)
    return _computed(found) if isinstance(found, Fraction) else found


def table_records(selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV: plan and time first, the lists joined into text."""
    assessment = selection.assessment
    for row in selection.rows:
        flat = indicator_record(row)
        flat["remarks"] = "；".join(flat["remarks"])
        flat["responsible"] = "、".join(flat["responsible"])
        del flat["components"]
        yield {"file": assessment.plan.file, "plan": assessment.plan.title, "as_of": str(assessment.as_of), **flat}
