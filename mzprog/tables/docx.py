"""Word documents, straight from their XML: merged and missing cells keep their place in the grid.

What a reader of the final text sees is read: tracked insertions, content controls and text boxes are,
deletions and hidden text are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.tables.grid import STRUCK, Cell, Grid, Row, Size, cell_of, pictured, raised, tidy
from mzprog.tables.package import Package

_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"])
_PICTURES = frozenset(["drawing", "pict", "object"])
_UNSEEN = frozenset(["del", "moveFrom", "pPr", "rPr", "tbl", "sdtPr", "rt", *_PICTURES, "Fallback", "txbxContent"])
_FOOTNOTES = frozenset(["footnoteReference", "endnoteReference"])
_CHANGES = frozenset(["ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"])
_OFF = frozenset(["0", "false", "off"])
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# Characters of the Symbol font that Word's own dialogue puts in.
_SYMBOLS = {"F0B3": "≥", "F0A3": "≤", "F03E": ">", "F03C": "<", "F0B0": "°", "F0B1": "±", "F02D": "-", "F025": "%"}
# Column edges nearer than this (twentieths of a point, a quarter of a centimetre) are meant to be one.
_SNAP = 150


def read(package: Package, main: str, document: Element) -> list[Grid]:
    """Return every table of a package's main part, nested ones and those in text boxes too. Raises :class:`Refusal`."""
    size = Size()
    grids: list[Grid] = []
    lines: list[str] = []
    last = -1  # the grid that what comes now stands after
    for block, nested in _blocks(document):
        if nested:
            grids.append(_grid(block, (), size))
        elif block.tag == "p":
            lines += _lines(block)
        else:
            _close(grids, last, lines)
            last = len(grids)
            grids.append(_grid(block, tuple(lines[-3:]), size))
            lines = []
    _close(grids, last, lines)
    return grids


def _blocks(root: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the paragraphs and tables of a document, each table within one after it, and whether it is in a table."""
    for body in root.iter("body"):
        for block in _children(body, {"p", "tbl"}):
            yield block, False
            for table in _within(block):
                yield table, block.tag == "tbl"


def _within(element: Element) -> Iterator[Element]:
    """Yield the tables within a block, in cells and in text boxes."""
    for child in element:
        if child.tag == "tbl":
            yield child
        if child.tag not in {"del", "moveFrom"} and not _is_repeated(child, element):
            yield from _within(child)


def _is_repeated(child: Element, parent: Element) -> bool:
    """Tell whether a part says for older programs what the one before it says already."""
    said = (next(other.iter("txbxContent"), None) for other in parent if other.tag == "Choice")
    return child.tag == "Fallback" and any(box is not None for box in said)


def _close(grids: list[Grid], last: int, lines: list[str]) -> None:
    if last >= 0:
        grids[last] = grids[last]._replace(after=tuple(lines))


def _children(element: Element, tags: Iterable[str]) -> Iterator[Element]:
    """Yield the children with these tags, also those inside content controls and insertions."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tags)


def _is_on(properties: Element | None, *tags: str) -> bool:
    """Tell whether one of these properties is on: it is there, and its value is none of those that say off."""
    found = [] if properties is None else [item for item in map(properties.find, tags) if item is not None]
    return any(item.get("val", "1") not in _OFF for item in found)


class _Placed(NamedTuple):
    """A cell of a row, the edges of Word's grid where it begins and ends, and how it is merged."""

    element: Element
    start: int
    end: int
    continues_above: bool
    continues_left: bool


def _grid(table: Element, before: tuple[str, ...], size: Size) -> Grid:
    lines = [(n, row) for n, row in enumerate(_children(table, {"tr"}), 1) if not _is_on(row.find("trPr"), "del")]
    placed = [list(_placed(row)) for _, row in lines]
    edges = _edges(table, placed)
    above: dict[int, Cell] = {}
    rows = []
    for (number, row), line in zip(lines, placed, strict=True):
        cells = tuple(_cells(row, line, edges, above))
        above = {cell.column: cell for cell in cells}
        size.add(number, cells[-1].end if cells else 0)
        rows.append(Row(number, cells, _is_on(row.find("trPr"), "hidden")))
    changed = any(element.tag in _CHANGES for element in table.iter())
    remarks = ("表中有未接受的修订，已按修订后的内容读",) if changed else ()
    return Grid(tuple(rows), before=before, remarks=remarks)


def _placed(row: Element) -> Iterator[_Placed]:
    at = _stated(row.find("trPr"), "gridBefore")
    for element in _children(row, {"tc"}):
        properties = element.find("tcPr")
        if not _is_on(properties, "cellDel"):
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


def _cells(row: Element, line: list[_Placed], edges: _Edges, above: dict[int, Cell]) -> Iterator[Cell]:
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
        last = _content(placed.element, column, end - column)
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


def _content(cell: Element, column: int, columns: int) -> Cell:
    """Return a cell, its text a line for each of its lines."""
    text = "\n".join(line for paragraph in _children(cell, {"p"}) for line in _lines(paragraph))
    if not text and any(element.tag in _PICTURES for element in cell.iter()):
        return pictured(column, columns)
    struck = any(run.find("t") is not None and _is_on(run.find("rPr"), "strike", "dstrike") for run in cell.iter("r"))
    return cell_of(text, column, columns, STRUCK if struck else "")


def _lines(paragraph: Element) -> list[str]:
    """Return the lines of a paragraph, then those of the text boxes that hang on it."""
    lines = [line for line in map(tidy, "".join(_pieces(paragraph, False)).split("\n")) if line]
    return lines + [line for box in _boxes(paragraph) for inside in _children(box, {"p"}) for line in _lines(inside)]


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the contents of the text boxes in a paragraph."""
    for child in element:
        if child.tag == "txbxContent":
            yield child
        elif child.tag not in {"del", "moveFrom"} and not _is_repeated(child, element):
            yield from _boxes(child)


def _pieces(element: Element, superscript: bool) -> Iterator[str]:
    """Yield the text of what can be seen in a paragraph, text boxes apart."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == "t":
            yield raised(child.text or "") if superscript else child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == "sym":
            yield _SYMBOLS.get(child.get("char", "").upper(), "\ufffd")
        elif child.tag in _FOOTNOTES:
            yield "*"
        elif child.tag == "r":
            style = child.find("rPr")
            if not _is_on(style, "vanish"):
                yield from _pieces(child, superscript or _is_superscript(style))
        else:
            yield from ["/"] if child.tag == "den" else []
            yield from _pieces(child, superscript or child.tag == "sup")


def _is_superscript(style: Element | None) -> bool:
    found = None if style is None else style.find("vertAlign")
    return found is not None and found.get("val") == "superscript"
