"""``import --into``: what would change in a plan, before it is written."""

from __future__ import annotations

from mzprog.core.period import period_words
from mzprog.core.plan import Figure
from mzprog.core.quantity import literal
from mzprog.render.document import Cell, Column, Document, Group, Section, Table
from mzprog.tables import cells
from mzprog.tables.update import Change, Update

_COLUMNS = (Column("指标", flexible=True), Column("期"), Column("规划里", right=True), Column("表里", right=True))


def document(update: Update, plan: str) -> Document:
    """Return the figures that would be written, and the names that the plan does not have."""
    parts: list[Table | Section] = []
    if update.changes:
        parts.append(Table(_COLUMNS, (Group("", tuple(map(_row, update.changes))),)))
    replaced = sum(change.replaces for change in update.changes)
    counts = {"新增或补上": len(update.changes) - replaced, "与规划里不同": replaced, "与规划里相同": update.same}
    parts.append(Section("", ("，".join(f"{words}{count}个" for words, count in counts.items() if count),)))
    if update.unmatched:
        lines = (f"“{name}”；最接近的：{'、'.join(nearest)}" for name, nearest in update.unmatched)
        parts.append(Section("规划里没有的指标", tuple(lines)))
    return Document(f"{plan}：要写入的观测值", tuple(parts))


def _row(change: Change) -> tuple[Cell, ...]:
    name = f"{change.indicator}/{change.component}" if change.component else change.indicator
    new = f"缺数：{change.new.text}" if change.new.form == cells.MISSING else change.new.text
    return Cell(name), Cell(period_words(change.period)), Cell(_old(change.old)), Cell(new)


def _old(figure: Figure | None) -> str:
    if figure is None:
        return "—"
    return f"缺数：{figure.missing}" if figure.value is None else literal(figure.value)
