"""Finding the indicator tables in a file's grids, each by its head of one to three rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.tables.grid import Cell, Grid, Row, tidy
from mzprog.tables.words import LEADS, VALUES, Meaning, is_note, meaning

MAX_HEAD = 3
_CONTINUED = re.compile(r"[（(]?续表?[0-9]*[）)]?")
_NUMBERING = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[）).、．]?")


class Column(NamedTuple):
    """A column of an indicator table: grid columns ``start`` to ``end``, what it holds, its head's words.

    ``role`` is one of ``words.ROLES``, "value" where only a period is said, "other" where nothing known is.
    """

    start: int
    end: int
    role: str
    label: str
    period: Period | None = None
    brackets: str = ""

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of a row that stand in this column."""
        return [cell for cell in row.cells if cell.column < self.end and cell.end > self.start]

    def text(self, row: Row) -> str:
        """Return what stands in this column of a row."""
        return "\n".join(cell.text for cell in self.cells(row) if cell.text)


class Table(NamedTuple):
    """An indicator table: its columns, its rows, and what stands around it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    leads: tuple[Row, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    place: str = ""
    hidden: bool = False
    remarks: tuple[str, ...] = ()

    def of(self, role: str) -> list[Column]:
        """Return the columns that hold this."""
        return [column for column in self.columns if column.role == role]


def find_tables(grids: Sequence[Grid]) -> list[Table]:
    """Return every indicator table, one that goes on after a page's end joined to its beginning."""
    found: list[Table] = []
    for grid in grids:
        for table in _tables(grid):
            if found and _continues(found[-1], table):
                found[-1] = found[-1]._replace(rows=found[-1].rows + table.rows, after=table.after)
            else:
                found.append(table)
    return found


def _continues(last: Table, table: Table) -> bool:
    """Tell whether a table is the rest of the last: the same head, and only 续表 or nothing between."""
    between = [line for line in last.after if not _CONTINUED.fullmatch(line)]
    return not between and not last.place and not table.leads and _labels(last) == _labels(table)


def _labels(table: Table) -> list[str]:
    return [column.label for column in table.columns]


def _tables(grid: Grid) -> Iterator[Table]:
    """Yield the tables of one grid; a head that comes again within one is left out."""
    leads: list[Row] = []
    table: Table | None = None
    rows: list[Row] = []
    at = 0
    while at < len(grid.rows):
        height = _head_height(grid.rows, at)
        if is_ours(leads[-12:]):  # one head row, and none again
            height = min(height, 0 if table else 1)
        columns = _columns(grid, at, height) if height else ()
        if not columns:
            (rows if table else leads).append(grid.rows[at])
            at += 1
            continue
        if table is None or [c.label for c in columns] != _labels(table):
            if table:
                leads = _own_leads(rows)
                yield table._replace(rows=tuple(rows))
            table = Table(columns, (), tuple(leads), grid.before, grid.after, grid.name, grid.hidden, grid.remarks)
            rows = []
        at += height
    if table:
        yield table._replace(rows=tuple(rows))


def is_ours(leads: Sequence[Row]) -> bool:
    """Tell whether the rows over a table are those that mzprog writes."""
    return set(LEADS) <= {row.texts[0] for row in leads if row.texts}


def _own_leads(rows: list[Row]) -> list[Row]:
    """Take the rows of one text each at the end of a table: they lead the table that follows."""
    leads: list[Row] = []
    while rows and len(rows[-1].texts) == 1 and not is_note(rows[-1].texts[0]):
        leads.insert(0, rows.pop())
    return leads


def _head_height(rows: Sequence[Row], at: int) -> int:
    """Return how many rows from here on speak as heads do; 0 where the first does not."""
    height = 0
    names: set[int] = set()
    for row in rows[at : at + MAX_HEAD]:
        said = {cell.column: meaning(tidy(cell.text)) for cell in row.cells if cell.text and not cell.above}
        speaking = sum(one.speaks for one in said.values())
        named = any(not said[column].speaks for column in names & said.keys())
        leads = len(said) <= 2 and row.texts[:1] and row.texts[0] in LEADS
        if 2 * speaking <= len(said) or named or leads or (not height and len(said) < 2):
            break
        names |= {column for column, one in said.items() if one.role == "name"}
        height += 1
    return height


def _columns(grid: Grid, at: int, height: int) -> tuple[Column, ...]:
    """Return the columns under a head; nothing where it is not the head of an indicator table."""
    head, body = _spread(grid.rows[at : at + height]), grid.rows[at + height :]
    edges = _edges(head, body)
    columns = [_column(head, start, end) for start, end in pairwise(edges)]
    names = [column for column in columns if column.role == "name"]
    for column in names[:-1]:
        numbers = all(_NUMBERING.fullmatch(column.text(row)) for row in body if column.text(row))
        columns[columns.index(column)] = column._replace(role="number" if numbers else "category")
    if not names or VALUES.isdisjoint(column.role for column in columns):
        return ()
    return tuple(_unique(columns))


def _spread(head: Sequence[Row]) -> list[Row]:
    """Let a group's head cover the columns that a CSV left blank beside it: both have a period below."""
    spread = list(head)
    for number, (row, below) in enumerate(pairwise(head)):
        timed = {cell.column for cell in below.cells if not cell.above and meaning(tidy(cell.text)).period}
        cells: list[Cell] = []
        for cell in row.cells:
            left = cells[-1] if cells else None
            if left and left.text and not cell.text and cell.column in timed and left.end - 1 in timed:
                cells[-1] = left._replace(columns=left.columns + cell.columns)
            else:
                cells.append(cell)
        spread[number] = row._replace(cells=tuple(cells))
    return spread


def _edges(head: Sequence[Row], body: Sequence[Row]) -> list[int]:
    """Return the edges of the columns: the head's, and those that a good part of the body has."""
    edges = {edge for row in head for cell in row.cells for edge in (cell.column, cell.end)}
    counted = Counter(edge for row in body for cell in row.cells for edge in (cell.column, cell.end))
    width = max(edges, default=0)
    edges |= {edge for edge, number in counted.items() if edge < width and 4 * number > len(body)}
    return sorted(edges)


def _column(head: Sequence[Row], start: int, end: int) -> Column:
    """Read one column's head from its lowest text upwards."""
    texts: list[str] = []
    for row in head:
        for cell in Column(start, end, "", "").cells(row):
            text = tidy(cell.text)
            if text and not cell.above and text not in texts:
                texts.append(text)
    said: list[Meaning] = [meaning(text) for text in reversed(texts)]
    role = next((one.role for one in said if one.role), "")
    timed = next((one for one in said if one.period or one.unclear), None)
    if timed and timed.unclear and role in {"", *VALUES}:
        role = "other"
    brackets = next((one.brackets for one in said if one.brackets), "")
    period = timed.period if timed else None
    return Column(start, end, role or ("value" if period else "other"), "·".join(texts), period, brackets)


def _unique(columns: list[Column]) -> Iterator[Column]:
    """Let each role be held once (values once a period); a second holder is kept as something else."""
    held = set()
    for column in columns:
        key = (column.role, column.period if column.role in VALUES or column.role in _TIMED else None)
        if key in held and column.role not in {"other", "note"}:
            column = column._replace(role="other")
        held.add(key)
        yield column


_TIMED = frozenset(["rate", "verdict", "outlook", "outcome"])
