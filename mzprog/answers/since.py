"""``evaluate --since``: then and now, for people the rows whose verdict has changed first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mzprog.answers import records
from mzprog.answers.evaluate import explanation, tone
from mzprog.answers.records import indicator_record, summary
from mzprog.core.period import period_words
from mzprog.core.quantity import Number, fixed
from mzprog.core.results import Assessment, Row, Selection
from mzprog.core.tally import Tally
from mzprog.core.wording import by_reason, cells
from mzprog.core.working import rate_text
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
        Cell(signed(change.by, rate_change(change))),
        Cell(moved(before.verdict, after.verdict), after.mark, tone(after.verdict, found.now.method)),
    )


def _period(row: Row, assessment: Assessment) -> str:
    """Return the period that was assessed, where the head does not say it."""
    period = row.deciding.period
    return "" if period in {None, assessment.as_of.period} else f"({period})"


def signed(points: Fraction | None, shown: str = "") -> str:
    """Write percentage points with their sign, or as they are ``shown``.

    >>> signed(Fraction(1, 3)), signed(Fraction(-50)), signed(Fraction(0)), signed(None)
    ('+0.33', '-50.00', '0', '—')
    """
    if points is None:
        return "—"
    return f"{'+' if points > 0 else ''}{shown or fixed(points, 2)}" if points else "0"


def rate_change(change: Change) -> str:
    """Return by how much a rate has changed: the difference of the two as they are shown."""
    texts = ["" if row.rate is None else rate_text(row.rate, row.deciding.limits) for row in (change.then, change.now)]
    if not all(texts):
        return ""
    places = max(len(text.partition(".")[2]) for text in texts)
    return fixed(Fraction(texts[1]) - Fraction(texts[0]), places)


def _why(change: Change) -> str:
    """Return why the row could not be assessed then, now, or at both times."""
    return "；".join(dict.fromkeys(row.reason for row in (change.then, change.now) if row.reason))


def moved(before: str, after: str) -> str:
    """Say what became of a text; a dash is nothing.

    >>> moved("滞后", "进展良好"), moved("滞后", "滞后"), moved("—", "50.00%")
    ('滞后 → 进展良好', '滞后（不变）', '无 → 50.00%')
    """
    if before == after:
        return f"{after}（不变）" if after != "—" else after
    return " → ".join("无" if text == "—" else text for text in (before, after))


def count_moves(before: Assessment, after: Assessment) -> Iterator[str]:
    """Yield the counts over the whole plan and of each type that has changed, with what became of each."""
    old, new = before.summary, after.summary
    yield f"{new.total}项指标：{_words(old, new)}"
    for word, now in after.by_type.items():
        then = before.by_type[word]
        if now != then:
            yield f"{word}{now.total}项：{_words(then, now)}"


def _words(before: Tally, after: Tally) -> str:
    then, now = tally_words(before), tally_words(after)
    return "，".join(
        f"{label}{count}项" if count == now[label] else f"{label}{count} → {now[label]}项"
        for label, count in then.items()
        if count or now[label]
    )


def tally_words(counts: Tally) -> dict[str, int]:
    """Return counts by what they count: the verdicts, then 提前完成 and 达到目标."""
    return {**counts.by_verdict, "提前完成": counts.early, "达到目标": counts.target_met}


def change_line(found: Changes) -> str:
    """Say in prose what has changed since an earlier review: which verdicts have become better, which worse."""
    moved_rows = {kind: [change for change in found.rows if change.kind == kind] for kind in KINDS}
    then = period_words(found.then.as_of.period)
    told = [
        f"{KINDS[kind]}的{len(rows)}项：{'、'.join(map(_named, rows))}"
        for kind in ("better", "worse")
        if (rows := moved_rows[kind])
    ]
    unknown, same = len(moved_rows["unknown"]), len(moved_rows["same"])
    if not told and same:
        told.append(f"{'能够比较的' if unknown else ''}{same}项指标的评价没有变化")
    elif same:
        told.append(f"没有变化的{same}项")
    if unknown:
        told.append(f"因当时或现在不能评估而无法比较的{unknown}项")
    return f"与{then}相比，{'；'.join(told)}。"


def _named(change: Change) -> str:
    return f"{change.now.indicator.name}（由{change.then.verdict}变为{change.now.verdict}）"


THEN = ("observed", "observed_period", "progress_rate", "verdict", "target_met", "reason")


def record(selection: Selection, found: Changes) -> dict[str, Any]:
    """Return one plan's part of the JSON document: that of now, and in ``since`` what was."""
    made = records.record(selection)
    for entry, change in zip(made["indicators"], found.of(selection.rows), strict=True):
        entry["since"] = _since(change)
    return {**made, "since": {"as_of": str(found.then.as_of), "summary": summary(found.then)}}


def table_records(selection: Selection, found: Changes) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV."""
    for flat, change in zip(records.table_records(selection), found.of(selection.rows), strict=True):
        then = {f"since_{key}": text for key, text in _since(change).items()}
        yield {**flat, "since": str(found.then.as_of), **then}


def _since(change: Change) -> dict[str, Any]:
    then = indicator_record(change.then)
    return {
        **{key: then[key] for key in THEN},
        "change": change.kind,
        "rate_change": Number(shown) if (shown := rate_change(change)) else None,
    }
