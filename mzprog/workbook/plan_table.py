"""A plan's table as a workbook to fill in: drop-down lists, and figures as numbers that show as written."""

from __future__ import annotations

from decimal import Decimal

from mzprog.core.problems import read_or_none
from mzprog.core.quantity import decimals, literal, parse_number
from mzprog.tables.export import Head, PlanTable
from mzprog.workbook.sheets import HEAD, INPUT, NAME, PLAIN, Choice, Entry, Sheet, Workbook

# Rows below the last that still offer their lists, for indicators yet to come.
SPARE = 200
# Excel keeps that many digits of a number; one with more stays text.
_DIGITS = 15


def workbook(table: PlanTable) -> Workbook:
    """Return a workbook with the one table."""
    top = len(table.leads) + 2
    heads = tuple(Entry(head.title, HEAD) for head in table.heads)
    rows = (
        *(tuple(Entry(text, PLAIN) for text in lead) for lead in table.leads),
        (),
        heads,
        *(tuple(map(_entry, table.heads, row)) for row in table.rows),
    )
    choices = tuple(
        Choice(column, head.words, top, top + len(table.rows) - 1 + SPARE)
        for column, head in enumerate(table.heads)
        if head.words
    )
    widths = tuple(40 if head.title in {"指标名称", "备注"} else 14 for head in table.heads)
    named = [head.title for head in table.heads].index("指标名称") + 1
    page = Sheet("指标", rows, widths, heads=top, fixed=named, choices=choices)
    return Workbook(dict(table.leads)["规划名称"], (page,))


def _entry(head: Head, text: str) -> Entry:
    value = _number(text) if head.figures else None
    if value is None:
        return Entry(text, INPUT if head.figures else NAME)
    places = decimals(value)
    return Entry(value, INPUT, f"0.{'0' * places}" if places else "0")


def _number(text: str) -> Decimal | None:
    value = read_or_none(parse_number, text)
    if value is None or literal(value) != text or "E" in text or len(value.as_tuple().digits) > _DIGITS:
        return None
    return value if decimals(value) <= _DIGITS else None
