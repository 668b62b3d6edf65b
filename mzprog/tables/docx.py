"""Word documents, straight from their XML: merged and missing cells keep their place in the grid.

What a reader of the final text sees is read: tracked insertions, content controls and text boxes are,
deletions and hidden text are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.tables.docx_text import PICTURES, Text, children, is_on, tables_within
from mzprog.tables.grid import STRUCK, Cell, Grid, Row, Size, cell_of, pictured

_CHANGES = frozenset(["ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"])
# Column edges nearer than this (twentieths of a point, a quarter of a centimetre) are meant to be one.
_SNAP = 150


def read(document: Element, styles: Element | None = None) -> list[Grid]:
    """Return every table of a document, nested ones and those in text boxes too. Raises :class:`Refusal`."""
    text = Text(styles)
    size = Size()
    grids: list[Grid] = []
    lines: list[str] = []
    last = -1  # the grid that what comes now stands after
    for block, nested in _blocks(document):
        if nested:
            grids.append(_grid(block, (), size, text))
        elif block.tag == "p":
            lines += text.lines(block)[0]
        else:
            _close(grids, last, lines)
            last = len(grids)
            grids.append(_grid(block, tuple(lines[-3:]), size, text))
            lines = []
    _close(grids, last, lines)
    return grids


def _blocks(root: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the paragraphs and tables of a document, each table within one after it, and whether it is in a table."""
    for body in root.iter("body"):
        for block in children(body, {"p", "tbl"}):
            yield block, False
            for table in tables_within(block):
                yield table, block.tag == "tbl"


def _close(grids: list[Grid], last: int, lines: list[str]) -> None:
    if last >= 0:
        grids[last] = grids[last]._replace(after=tuple(lines))


class _Placed(NamedTuple):
    """A cell of a row, the edges of Word's grid where it begins and ends, and how it is merged."""

    element: Element
    start: int
    end: int
    continues_above: bool
    continues_left: bool


def _grid(table: Element, before: tuple[str, ...], size: Size, text: Text) -> Grid:
    lines = [(n, row) for n, row in enumerate(children(table, {"tr"}), 1) if not is_on(row.find("trPr"), "del")]
    placed = [list(_placed(row)) for _, row in lines]
    edges = _edges(table, placed)
    above: dict[int, Cell] = {}
    rows = []
    for (number, row), line in zip(lines, placed, strict=True):
        cells = tuple(_cells(row, line, edges, above, text))
        above = {cell.column: cell for cell in cells}
        size.add(number, cells[-1].end if cells else 0)
        rows.append(Row(number, cells, bool(is_on(row.find("trPr"), "hidden"))))
    changed = any(element.tag in _CHANGES for element in table.iter())
    remarks = ("表中有未接受的修订，已按修订后的内容读",) if changed else ()
    return Grid(tuple(rows), before=before, remarks=remarks)


def _placed(row: Element) -> Iterator[_Placed]:
    at = _stated(row.find("trPr"), "gridBefore")
    for element in children(row, {"tc"}):
        properties = element.find("tcPr")
        if not is_on(properties, "cellDel"):
            start, at = at, at + (_stated(properties, "gridSpan") or 1)
            yield _Placed(element, start, at, _continues(properties, "vMerge"), _continues(properties, "hMerge"))


def _continues(properties: Element | None, tag: str) -> bool:
    found = None if properties is None else properties.find(tag)
    return found is not None and found.get("val", "continue") == "continue"


class _Edges:
    """For each edge of Word's grid the edge of ours."""

    def __init__(self, numbers: list[int]) -> None:
        self._numbers = numbers

    def __getitem__(self, edge: int) -> int:
        """Return our edge; past the grid that the table states each is one of its own."""
        beyond = edge - len(self._numbers) + 1
        return self._numbers[edge] if beyond <= 0 else self._numbers[-1] + beyond


def _edges(table: Element, rows: list[list[_Placed]]) -> _Edges:
    """Return the edges of a table's grid, those all but on top of each other as one.

    Moving a line by hand leaves such slivers in tables that look regular. A sliver in which some cell
    stands alone is none: there are programs that state a width of nothing for each column.
    """
    widths = [_number(column, "w") for column in table.iterfind("tblGrid/gridCol")]
    if not all(widths):
        return _Edges([0])
    spans = [(cell.start, cell.end) for row in rows for cell in row if cell.end <= len(widths)]
    places = [0, *accumulate(widths)]
    kept = {edge for start, end in spans if places[end] - places[start] <= _SNAP for edge in (start, end)}
    numbers, last = [0], 0
    for edge, place in enumerate(places[1:], 1):
        apart = place - last > _SNAP or edge in kept
        numbers.append(numbers[-1] + apart)
        last = place if apart else last
    return _Edges(numbers)


def _cells(row: Element, line: list[_Placed], edges: _Edges, above: dict[int, Cell], text: Text) -> Iterator[Cell]:
    """Yield the cells of a row; the grid columns that it states to skip become blank ones."""
    at = _stated(row.find("trPr"), "gridBefore")
    last = Cell("", 0, edges[at])
    for placed in line:
        at = placed.end
        column, end = edges[placed.start], max(edges[placed.end], edges[placed.start] + 1)
        if placed.continues_left and last.columns:
            last = last._replace(columns=end - last.column)
            continue
        if last.columns:
            yield last
        last = _content(placed.element, column, end - column, text)
        if placed.continues_above and column in above:
            last = last._replace(text=above[column].text, flaw=above[column].flaw, above=True)
    if last.columns:
        yield last
    left = edges[at + _stated(row.find("trPr"), "gridAfter")] - edges[at]
    if left:
        yield Cell("", edges[at], left)


def _stated(properties: Element | None, tag: str) -> int:
    found = None if properties is None else properties.find(tag)
    return 0 if found is None else _number(found, "val")


def _number(element: Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _content(cell: Element, column: int, columns: int, reader: Text) -> Cell:
    """Return a cell, its text a line for each of its lines."""
    lines, struck = reader.lines_within(cell)
    if not lines and any(element.tag in PICTURES for element in cell.iter()):
        return pictured(column, columns)
    return cell_of("\n".join(lines), column, columns, STRUCK if struck else "")
