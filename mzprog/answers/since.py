"""``evaluate --since``: then and now, the rows whose verdict has changed first."""

from __future__ import annotations

from fractions import Fraction

from mzprog.answers.before_after import count_moves, moved
from mzprog.answers.evaluate import explanation, tone
from mzprog.core.period import period_words
from mzprog.core.quantity import fixed
from mzprog.core.results import Assessment, Row
from mzprog.core.selection import Selection
from mzprog.core.wording import by_reason, cells
from mzprog.questions.change import Change, Changes
from mzprog.render.document import Cell, Column, Document, Group, Section, Table

KINDS = {"worse": "评价变差", "better": "评价变好", "same": "评价未变", "unknown": "无法比较"}


def document(selection: Selection, found: Changes) -> Document:
    """Return the selected rows, the worse ones first, then the counts and what cannot be compared."""
    shown = found.of(selection.rows)
    then, now = (period_words(assessment.as_of.period) for assessment in (found.then, found.now))
    columns = (
        Column("指标（单位）", flexible=True),
        Column(str(found.then.as_of), right=True),
        Column(str(found.now.as_of), right=True),
        Column("变化", right=True),
        Column("评价"),
    )
    groups = []
    for kind, title in KINDS.items():
        rows = tuple(_cells(change, found) for change in shown if change.kind == kind)
        if rows:
            groups.append(Group(f"{title}{len(rows)}项", rows))
    counts = tuple(count_moves(found.then, found.now))
    parts: list[Table | Section] = [Table(columns, tuple(groups)), Section("", counts)]
    reasons = by_reason((_why(change), change.now.indicator.name) for change in shown if change.kind == "unknown")
    if reasons:
        parts.append(Section(KINDS["unknown"], tuple(reasons)))
    if selection.explain:
        parts.append(Section("计算过程", tuple(explanation(selection, row) for row in selection.rows)))
    return Document(f"{found.now.plan.title}：{then}到{now}的变化", tuple(parts))


def _cells(change: Change, found: Changes) -> tuple[Cell, ...]:
    before, after = cells(change.then), cells(change.now)
    return (
        Cell(after.name),
        Cell(before.rate, _period(change.then, found.then)),
        Cell(after.rate, _period(change.now, found.now)),
        Cell(signed(change.by)),
        Cell(moved(before.verdict, after.verdict), after.mark, tone(after.verdict, found.now.method)),
    )


def _period(row: Row, assessment: Assessment) -> str:
    """Return the period that was assessed, where the head does not say it."""
    period = row.deciding.period
    return "" if period in {None, assessment.as_of.period} else f"({period})"


def signed(points: Fraction | None) -> str:
    """Write percentage points with their sign.

    >>> signed(Fraction(1, 3)), signed(Fraction(-50)), signed(Fraction(0)), signed(None)
    ('+0.33', '-50.00', '0', '—')
    """
    if points is None:
        return "—"
    return f"{'+' if points > 0 else ''}{fixed(points, 2)}" if points else "0"


def _why(change: Change) -> str:
    """Return why the row could not be assessed then, now, or at both times."""
    return "；".join(dict.fromkeys(row.reason for row in (change.then, change.now) if row.reason))
