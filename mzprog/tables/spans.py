"""Cells that say over how many columns and rows they go: where each then stands, as browsers lay them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mzprog.tables.grid import Cell, Row, Size, cell_of, pictured, tidy


class Box:
    """A cell as a page writes it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.columns = self.rows = 1
        self.flaw = ""
        self.pictured = self.closed = False

    def cell(self, column: int, columns: int) -> Cell:
        """Return what was read, as a cell in its place."""
        text = "\n".join(lines_of(self.parts))
        return pictured(column, columns) if self.pictured and not text else cell_of(text, column, columns, self.flaw)


class Line(NamedTuple):
    """A row as a page writes it; ``group``: which of the thead, tbody and tfoot it stands in, counted."""

    boxes: list[Box]
    hidden: bool
    group: int


def lines_of(parts: Iterable[str]) -> list[str]:
    """Return the lines of a text that comes in pieces, tidied, without the blank ones."""
    return [line for line in map(tidy, "".join(parts).split("\n")) if line]


def span(text: str, most: int) -> int:
    """Return a colspan or rowspan; 0 means as far as it goes, nonsense is 1."""
    found = re.match(r"\s*([0-9]{1,6})", text)
    return min(int(found[1]) or most, most) if found else 1


def laid_out(lines: list[Line], size: Size) -> Iterator[Row]:
    """Give each box its column: the next that no box from above still covers."""
    above: dict[int, tuple[int, Cell]] = {}  # column → rows still to cover, and the cell that does
    group = 0
    for number, line in enumerate(lines, 1):
        if line.group != group:
            above, group = {}, line.group
        cells = [cell for _, cell in above.values()]
        taken = {column for cell in cells for column in range(cell.column, cell.end)}
        below = {cell.column: (left - 1, cell) for left, cell in above.values() if left > 1}
        column = 0
        for box in line.boxes:
            while column in taken:
                column += 1
            room = next((n for n in range(1, box.columns) if column + n in taken), box.columns)
            cell = box.cell(column, room)
            cells.append(cell)
            if box.rows > 1:
                below[column] = (box.rows - 1, cell._replace(above=True))
            column = cell.end
        above = below
        cells.sort(key=lambda cell: cell.column)
        size.add(number, cells[-1].end if cells else 0)
        yield Row(number, tuple(cells), line.hidden)
