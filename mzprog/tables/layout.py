"""A table whose columns are known: its rows, what stands around it, and how tables are turned and stacked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.tables.grid import Cell, Grid, Row
from mzprog.tables.head_words import LEADS
from mzprog.tables.roles import DATED, VALUES, Head

_CONTINUED = re.compile(r"[（(]?续表?[0-9]*[）)]?")


class Column(NamedTuple):
    """A column of an indicator table: grid columns ``start`` to ``end``, its ``role``, its head's words.

    ``role`` is one of ``words.ROLES``, "value" where only a period is said, "skip" where it is not read
    (``why``). ``head`` is what its head says.
    """

    start: int
    end: int
    role: str
    label: str
    period: Period | None = None
    why: str = ""
    head: Head = Head()

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of a row that stand in this column."""
        return [cell for cell in row.cells if cell.column < self.end and cell.end > self.start]

    def text(self, row: Row) -> str:
        """Return what stands in this column of a row."""
        return "\n".join(cell.text for cell in self.cells(row) if cell.text)

    @property
    def place(self) -> tuple[str, Period | None]:
        """What it holds: no two columns of figures may hold the same."""
        return self.role, self.period if self.role in DATED else None


class Table(NamedTuple):
    """An indicator table: its columns, its rows, and what stands around it.

    ``transposed``: what are columns here are rows of the file, and the other way round.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    leads: tuple[Row, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    place: str = ""
    hidden: bool = False
    remarks: tuple[str, ...] = ()
    transposed: bool = False

    def of(self, role: str) -> list[Column]:
        """Return the columns that hold this."""
        return [column for column in self.columns if column.role == role]


def continues(last: Table, table: Table) -> bool:
    """Tell whether a table is the rest of the last: the same head, and only 续表 or nothing between."""
    between = [line for line in last.after if not _CONTINUED.fullmatch(line)]
    return not between and not last.place and not table.leads and labels_of(last) == labels_of(table)


def labels_of(table: Table) -> list[str]:
    """Return the heads of a table's columns."""
    return [column.label for column in table.columns]


def turned(grid: Grid) -> Grid | None:
    """Return a grid with rows and columns exchanged; None where it has no use (one row, very long).

    Rows of one text over the table (its title) stand before it.
    """
    over = next((n for n, row in enumerate(grid.rows) if len(row.texts) > 1), 0)
    leads = tuple(text for row in grid.rows[:over] for text in row.texts)
    grid = grid._replace(rows=grid.rows[over:], before=grid.before + leads)
    if not 1 < len(grid.rows) <= 60 or grid.width < 2:
        return None
    rows: list[list[Cell]] = [[] for _ in range(grid.width)]
    for place, row in enumerate(grid.rows):
        for cell in row.cells:
            if cell.above:
                continue
            for column in range(cell.column, min(cell.end, grid.width)):
                rows[column].append(cell._replace(column=place, columns=1, above=column > cell.column))
    return grid._replace(rows=tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)))


def wide_names(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows, a name that stands alone in the first of two columns of names over both of them."""
    for group, name in pairwise(columns):
        if group.role == "category" and name.role == "name" and "n" in group.head.letters:
            figures = [column for column in columns if column.role in VALUES]
            return tuple(_widened(row, group, name, figures) for row in rows)
    return tuple(rows)


def _widened(row: Row, group: Column, name: Column, figures: Sequence[Column]) -> Row:
    over = [cell for cell in group.cells(row) if cell.text and not cell.above]
    if len(over) != 1 or name.text(row) or not any(column.text(row) for column in figures):
        return row
    cells = [cell for cell in row.cells if cell is over[0] or not group.start <= cell.column < name.end]
    wide = over[0]._replace(columns=name.end - over[0].column)
    return row._replace(cells=tuple(wide if cell is over[0] else cell for cell in cells))


def stacked(table: Table) -> Table:
    """Return a table whose right half goes on with the left's columns as one under the other."""
    labels, half = labels_of(table), len(table.columns) // 2
    if half < 2 or labels[:half] != labels[half:]:
        return table
    columns = table.columns[half:]
    shift = columns[0].start
    left = [row._replace(cells=tuple(c for c in row.cells if c.column < shift)) for row in table.rows]
    right = [row._replace(cells=tuple(_moved(c, shift) for c in row.cells if c.column >= shift)) for row in table.rows]
    moved = tuple(column._replace(start=column.start - shift, end=column.end - shift) for column in columns)
    return table._replace(columns=moved, rows=(*left, *right))


def _moved(cell: Cell, shift: int) -> Cell:
    return cell._replace(column=cell.column - shift)


def is_ours(leads: Sequence[Row]) -> bool:
    """Tell whether the rows over a table are those that mzprog writes."""
    return set(LEADS) <= {row.texts[0] for row in leads if row.texts}
