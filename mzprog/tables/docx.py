"""Word documents, straight from their XML: merged and missing cells keep their place in the grid.

What a reader of the final text sees is read: tracked insertions and content controls are, deletions
and hidden text are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.tables.grid import Cell, Grid, Row, Size, raised, tidy
from mzprog.tables.package import Package

_WRAPPERS = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"])
_UNSEEN = frozenset(["del", "moveFrom", "pPr", "rPr", "tbl", "sdtPr", "drawing", "pict", "object", "Fallback"])
_PICTURES = frozenset(["drawing", "pict", "object"])
_FOOTNOTES = frozenset(["footnoteReference", "endnoteReference"])
_CHANGES = frozenset(["ins", "del", "moveFrom", "moveTo"])
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# Characters of the Symbol font that Word's own dialogue puts in.
_SYMBOLS = {"F0B3": "≥", "F0A3": "≤", "F03E": ">", "F03C": "<", "F0B0": "°", "F0B1": "±", "F02D": "-", "F025": "%"}
# Column edges nearer than this (twentieths of a point, a quarter of a centimetre) are meant to be one.
_SNAP = 150


def read(package: Package) -> list[Grid]:
    """Return every table of a document, nested ones too. Raises :class:`Refusal`."""
    size = Size()
    grids: list[Grid] = []
    lines: list[str] = []
    for block in _blocks(package.part(package.main())):
        if block.tag == "p":
            lines += _lines(block)
            continue
        _close(grids, lines)
        before, lines = tuple(lines[-3:]), []
        grids += [_grid(table, before if table is block else (), size) for table in block.iter("tbl")]
    _close(grids, lines)
    return grids


def _blocks(root: Element) -> Iterator[Element]:
    for body in root.iter("body"):
        yield from _children(body, {"p", "tbl"})


def _close(grids: list[Grid], lines: list[str]) -> None:
    if grids:
        grids[-1] = grids[-1]._replace(after=tuple(lines))


def _children(element: Element, tags: Iterable[str]) -> Iterator[Element]:
    """Yield the children with these tags, also those inside content controls and insertions."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tags)


def _grid(table: Element, before: tuple[str, ...], size: Size) -> Grid:
    edges = _edges(table)
    above: dict[int, Cell] = {}
    rows = []
    for number, row in enumerate(_children(table, {"tr"}), 1):
        properties = row.find("trPr")
        if properties is not None and properties.find("del") is not None:
            continue
        cells = tuple(_cells(row, edges, above))
        above = {cell.column: cell for cell in cells}
        size.add(number, cells[-1].end if cells else 0)
        rows.append(Row(number, cells, properties is not None and properties.find("hidden") is not None))
    changed = any(element.tag in _CHANGES for element in table.iter())
    remarks = ("表中有未接受的修订，已按修订后的内容读",) if changed else ()
    return Grid(tuple(rows), before=before, remarks=remarks)


def _edges(table: Element) -> list[int]:
    """Return for each edge of Word's grid the edge of ours: edges all but on top of each other are one.

    Moving a line by hand leaves such slivers in tables that look regular.
    """
    widths = [_number(column, "w") for column in table.iterfind("tblGrid/gridCol")]
    if not all(widths):
        return []
    edges, at, last, number = [0], 0, 0, 0
    for width in widths:
        at += width
        if at - last > _SNAP:
            number, last = number + 1, at
        edges.append(number)
    return edges


class _Span(NamedTuple):
    """How a cell stands in the grid."""

    columns: int
    continues_above: bool
    continues_left: bool


def _cells(row: Element, edges: list[int], above: dict[int, Cell]) -> Iterator[Cell]:
    """Yield the cells of a row; the grid columns that it states to skip become blank ones."""

    def snapped(edge: int) -> int:
        return edges[edge] if edge < len(edges) else edge - len(edges) + edges[-1] + 1 if edges else edge

    properties = row.find("trPr")
    at = _stated(properties, "gridBefore")
    last = Cell("", 0, snapped(at))
    for element in _children(row, {"tc"}):
        span = _span(element)
        start, at = at, at + span.columns
        column, end = snapped(start), max(snapped(at), snapped(start) + 1)
        if span.continues_left and last.columns:
            last = last._replace(columns=end - last.column)
            continue
        if last.columns:
            yield last
        text, flaw = _content(element)
        last = Cell(text, column, end - column, flaw=flaw)
        if span.continues_above and column in above:
            last = last._replace(text=above[column].text, flaw=above[column].flaw, above=True)
    if last.columns:
        yield last
    left = snapped(at + _stated(properties, "gridAfter")) - snapped(at)
    if left:
        yield Cell("", snapped(at), left)


def _stated(properties: Element | None, tag: str) -> int:
    found = None if properties is None else properties.find(tag)
    return 0 if found is None else _number(found, "val")


def _number(element: Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _span(cell: Element) -> _Span:
    properties = cell.find("tcPr")
    if properties is None:
        return _Span(1, False, False)

    def continues(tag: str) -> bool:
        found = properties.find(tag)
        return found is not None and found.get("val", "continue") == "continue"

    return _Span(_stated(properties, "gridSpan") or 1, continues("vMerge"), continues("hMerge"))


def _content(cell: Element) -> tuple[str, str]:
    """Return a cell's text, a line for each of its lines, and its flaw."""
    text = "\n".join(line for paragraph in _children(cell, {"p"}) for line in _lines(paragraph))
    pictured = not text and any(element.tag in _PICTURES for element in cell.iter())
    return text, "格子里是图片，读不出文字" if pictured else ""


def _lines(paragraph: Element) -> list[str]:
    return [line for line in map(tidy, "".join(_pieces(paragraph, False)).split("\n")) if line]


def _pieces(element: Element, superscript: bool) -> Iterator[str]:
    """Yield the text of what can be seen in a paragraph."""
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
            if style is None or style.find("vanish") is None:
                yield from _pieces(child, _is_superscript(style))
        else:
            yield from _pieces(child, superscript)


def _is_superscript(style: Element | None) -> bool:
    found = None if style is None else style.find("vertAlign")
    return found is not None and found.get("val") == "superscript"
