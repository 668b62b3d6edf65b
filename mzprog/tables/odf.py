"""OpenDocument: sheets (.ods) and documents (.odt), also those written as one XML file.

A cell keeps the text that is shown; of a number that the display only rounds, all digits are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.core.quantity import decimals, exact, literal
from mzprog.tables.excel_numbers import form, shown
from mzprog.tables.grid import MAX_COLUMNS, STRUCK, Cell, Grid, Size, cell_of, pictured, raised, tidy
from mzprog.tables.sheet import Sheet, few

_LINES = frozenset(["p", "h"])
_ROWS = frozenset(["table-row-group", "table-header-rows", "table-rows"])
_COLUMNS = frozenset(["table-column-group", "table-header-columns", "table-columns"])
_LONGEST = 50
_UNSEEN = frozenset(["annotation", "tracked-changes", "table", "ruby-text", "hidden-text", "desc", "title", "change"])
_NUMBERS = frozenset(["float", "percentage", "currency"])
_RAISED = re.compile(r"super|\+?[1-9]")  # 33% 58%: so far above the line, so large
_DIGITS = re.compile(r"[-－−]?[0-9][0-9,]*(?:\.[0-9]+)?")


class _Look(NamedTuple):
    """What a style does to text."""

    raised: bool = False
    struck: bool = False
    hidden: bool = False


class _Styles:
    """The styles of a file by name: looks of texts, and which sheets are not shown."""

    def __init__(self, *roots: Element) -> None:
        self.looks: dict[str, _Look] = {}
        self.hidden: set[str] = set()
        for style in (style for root in roots for style in root.iter("style")):
            name = style.get("name", "")
            text, table = style.find("text-properties"), style.find("table-properties")
            if text is not None:
                self.looks[name] = _Look(
                    _RAISED.match(text.get("text-position", "")) is not None,
                    text.get("text-line-through-style", "none") != "none",
                    text.get("display") == "none",
                )
            if table is not None and table.get("display") == "false":
                self.hidden.add(name)


def read(content: Element, *styles: Element) -> list[Grid]:
    """Return every sheet, or every table of a document. Raises :class:`Refusal`."""
    reader = _Reader(_Styles(content, *styles))
    for body in content.iterfind("body"):
        for spreadsheet in body.iterfind("spreadsheet"):
            for table in few(spreadsheet.findall("table")):
                reader.sheet(table)
        for text in body.iterfind("text"):
            reader.document(text)
    return reader.grids


class _Reader:
    """Reads tables one by one; all count towards the size of the file."""

    def __init__(self, styles: _Styles) -> None:
        self.grids: list[Grid] = []
        self._styles = styles
        self._size = Size()

    def sheet(self, table: Element) -> None:
        """Read one sheet, and no tables within."""
        hidden = table.get("style-name", "") in self._styles.hidden
        self.grids.append(self._read(table).grid(table.get("name", ""), hidden))

    def document(self, text: Element) -> None:
        """Read the tables of a document, with the lines before and after each."""
        lines: list[str] = []
        last = -1
        for block in _blocks(text):
            if block.tag in _LINES:
                lines += self._lines(block, _Look())[0]
                continue
            if last >= 0:
                self.grids[last] = self.grids[last]._replace(after=tuple(lines))
            last = len(self.grids)
            self.grids.append(self._read(block).grid("", hidden=False)._replace(before=tuple(lines[-3:])))
            lines = []
            for inner in _tables_within(block):
                self.grids.append(self._read(inner).grid("", hidden=False))
        if last >= 0:
            self.grids[last] = self.grids[last]._replace(after=tuple(lines))

    def _read(self, table: Element) -> Sheet:
        sheet = Sheet(self._size)
        at = 0
        for column in _parts(table, "table-column", _COLUMNS):
            after = at + _count(column, "number-columns-repeated")
            if column.get("visibility", "visible") != "visible":
                sheet.hidden_columns |= set(range(at, min(after, MAX_COLUMNS)))
            at = after
        number = 1
        for row in _parts(table, "table-row", _ROWS):
            again = _count(row, "number-rows-repeated")
            cells = list(self._cells(row, number, sheet))
            for same in range(number, number + again if cells else number):
                for cell in cells:
                    sheet.put(same, cell)
                if row.get("visibility", "visible") != "visible":
                    sheet.hidden_rows.add(same)
            number += again
        return sheet

    def _cells(self, row: Element, number: int, sheet: Sheet) -> Iterator[Cell]:
        column = 0
        for element in row:
            again = _count(element, "number-columns-repeated") if element.tag.endswith("table-cell") else 0
            cell = self._cell(element, column) if element.tag == "table-cell" else Cell("", column)
            if cell.text:
                right = column + _count(element, "number-columns-spanned") - 1
                bottom = number + _count(element, "number-rows-spanned") - 1
                if right > column or bottom > number:
                    sheet.merge(number, column, bottom, right)
                yield from (cell._replace(column=column + n) for n in range(min(again, MAX_COLUMNS + 1)))
            column += again

    def _cell(self, element: Element, column: int) -> Cell:
        lines: list[str] = []
        struck = False
        look = self._styles.looks.get(element.get("style-name", ""), _Look())
        for line in _parts(element, "p", frozenset(["list", "list-item", "section"])):
            said, out = self._lines(line, look)
            lines += said
            struck = struck or out
        text = "\n".join(lines)
        if not text and any(part.tag in {"image", "object"} for part in element.iter()):
            return pictured(column)
        kind = element.get("value-type", "")
        if not text and next(element.iter("p"), None) is None:
            return cell_of(_unwritten(element, kind), column)
        flaw = STRUCK if struck else ""
        if kind in _NUMBERS:
            text, flaw = _number(text, element.get("value", ""), flaw)
        return cell_of(text, column, flaw=flaw)

    def _lines(self, line: Element, look: _Look) -> tuple[list[str], bool]:
        """Return the lines of a paragraph, and whether something of it is struck out."""
        pieces = list(self._pieces(line, self._styles.looks.get(line.get("style-name", ""), look)))
        text = "".join(piece for piece, _ in pieces)
        struck = any(out and piece.strip() for piece, out in pieces)
        return [said for said in map(tidy, text.split("\n")) if said], struck

    def _pieces(self, element: Element, look: _Look) -> Iterator[tuple[str, bool]]:
        """Yield the pieces of text that can be seen, and whether each is struck out."""
        if look.hidden or element.tag in _UNSEEN:
            return
        if element.tag == "note":
            yield "*", False
            return
        if element.tag in {"line-break", "text-box"}:
            yield "\n", False
        elif element.tag in {"s", "tab"}:
            yield " ", False
        yield self._shown(element.text, look)
        for child in element:
            if child.tag in _LINES:
                yield "\n", False
            own = self._styles.looks.get(child.get("style-name", ""), look) if child.tag == "span" else look
            yield from self._pieces(child, own)
            yield self._shown(child.tail, look)

    @staticmethod
    def _shown(text: str | None, look: _Look) -> tuple[str, bool]:
        return (raised(text or "") if look.raised else text or ""), look.struck


def _blocks(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a document in order, those in sections and lists too."""
    for child in element:
        if child.tag in _LINES or child.tag == "table":
            yield child
            if child.tag != "table":
                yield from _tables_within(child)
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _tables_within(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "table":
            yield child
        yield from _tables_within(child)


def _parts(element: Element, tag: str, groups: frozenset[str]) -> Iterator[Element]:
    """Yield the children with this tag, those in groups too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in groups:
            yield from _parts(child, tag, groups)


def _count(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _unwritten(element: Element, kind: str) -> str:
    """Return the value of a cell whose text the program that wrote it left out."""
    value = element.get({"date": "date-value", "string": "string-value"}.get(kind, "value"), "")
    return shown(value, form("0%"))[0] if kind == "percentage" else value


def _number(text: str, stored: str, flaw: str) -> tuple[str, str]:
    """Return what a cell with a number shows, and its flaw if that is no digit of it."""
    if not text:
        return stored, f"这一格存的是{stored}，单元格里不显示"
    if not text.strip("-—－–/ "):
        return text, f"这一格存的是{stored}，显示为“{text}”"
    return _full(text, stored), flaw


def _full(text: str, stored: str) -> str:
    """Return what is shown with the digits that the display rounds away; as it is shown where it shows another number.

    >>> _full("38.7 张", "38.65"), _full("38.7", "38.64"), _full("12%", "0.123"), _full("1,234.0", "1234")
    ('38.65 张', '38.7', '12.3%', '1234.0')
    """
    found = _DIGITS.search(text)
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return text
    if not found or len(found[0]) > _LONGEST or not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        return text
    number = Decimal(re.sub("[－−]", "-", found[0]).replace(",", ""))
    if len(value.as_tuple().digits) > 15:
        value = Context(prec=15).create_decimal(value).normalize()
    value = (value * 100).normalize() if "%" in text else value
    if abs(exact(value) - exact(number)) * 2 > Fraction(1, 10 ** decimals(number)):
        return text
    whole = format(value, "f") if decimals(value) > decimals(number) else literal(number)
    return text[: found.start()] + whole + text[found.end() :]
