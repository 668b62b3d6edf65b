"""Excel workbooks, straight from their XML: what stands in the cells, merges and hidden rows kept.

A formula counts with the result that was saved with it; where none was, the cell says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.core.problems import Refusal
from mzprog.tables.excel_numbers import Style, form, is_on, shown, styles
from mzprog.tables.grid import MAX_COLUMNS, STRUCK, Cell, Grid, Size, cell_of, raised, tidy
from mzprog.tables.package import Package
from mzprog.tables.sheet import NO_RESULT, Sheet, few

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class _Said(NamedTuple):
    """A text as it stands in a cell, and what is odd about it."""

    text: str
    flaw: str = ""


class _Book(NamedTuple):
    """What the cells of a workbook refer to."""

    strings: list[_Said]
    styles: list[Style]
    from_1904: bool


def read(package: Package, main: str, book: Element) -> list[Grid]:
    """Return every worksheet of a package's main part as a table. Raises :class:`Refusal`."""
    related = package.related(main)
    by_kind = dict(related.values())
    strings = [_text(item) for item in package.part(by_kind["sharedStrings"])] if "sharedStrings" in by_kind else []
    looks = styles(package.part(by_kind["styles"])) if "styles" in by_kind else []
    properties = book.find("workbookPr")
    since = properties is not None and properties.get("date1904") in {"1", "true"}
    size, grids = Size(), []
    for sheet in few(book.findall("sheets/sheet")):
        kind, path = related.get(sheet.get("id", ""), ("", ""))
        if kind == "worksheet":
            read = _sheet(package.part(path), _Book(strings, looks, since), size)
            grid = read.grid(sheet.get("name", ""), hidden=sheet.get("state", "visible") != "visible")
            grids.append(grid._replace(after=tuple(_boxed(package, path))))
    return grids


def _boxed(package: Package, sheet: str) -> Iterator[str]:
    """Yield the lines of the text boxes that lie on a sheet: notes, mostly."""
    for kind, path in package.related(sheet).values():
        if kind == "drawing" and path in package:
            for box in package.part(path).iter("txBody"):
                lines = (tidy("".join(text.text or "" for text in line.iter("t"))) for line in box.iterfind("p"))
                yield from filter(None, lines)


def _text(item: Element) -> _Said:
    """Return a string of one or more runs; phonetic guides are no part of it."""
    parts = [] if item.find("t") is None else [item.findtext("t") or ""]
    struck = False
    for run in item.iterfind("r"):
        text = run.findtext("t") or ""
        raise_it = run.find("rPr/vertAlign[@val='superscript']") is not None
        parts.append(raised(text) if raise_it else text)
        struck = struck or is_on(run.find("rPr/strike"))
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))
    whole = cell_of(text.strip(), 0, flaw=STRUCK if struck else "")
    return _Said(whole.text, whole.flaw)


def _sheet(part: Element, book: _Book, size: Size) -> Sheet:
    sheet = Sheet(size)
    at = 0
    for row in part.iterfind("sheetData/row"):
        at = _index(row.get("r"), at)
        for cell in _cells(row, book):
            sheet.put(at, cell)
        if row.get("hidden") in {"1", "true"}:
            sheet.hidden_rows.add(at)
    for element in part.iterfind("mergeCells/mergeCell"):
        ends = [_PLACE.fullmatch(end) for end in element.get("ref", "").split(":", 1)]
        first, last = ends[0], ends[-1]
        if first and last:
            sheet.merge(int(first[2]), _column(first[1]), int(last[2]), _column(last[1]))
    for element in part.iterfind("cols/col"):
        first, last = (_PLACE.fullmatch(f"A{element.get(end, '')}") for end in ("min", "max"))
        if first and last and element.get("hidden") in {"1", "true"}:
            sheet.hidden_columns |= set(range(int(first[2]) - 1, min(int(last[2]), MAX_COLUMNS)))
    return sheet


def _index(text: str | None, last: int) -> int:
    """Return a row's number: as it says, else the next."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else last + 1
    if number > 1_048_576:
        raise Refusal("table-too-large", "工作表的行号超出 Excel 的范围，文件可能已损坏")
    return number


def _cells(row: Element, book: _Book) -> Iterator[Cell]:
    column = -1
    for element in row.iterfind("c"):
        place = _PLACE.fullmatch(element.get("r", ""))
        column = _column(place[1]) if place else column + 1
        text, flaw = _value(element, book)
        yield cell_of(text, column, flaw=flaw)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(element: Element, book: _Book) -> _Said:
    """Return what a cell shows, in full precision."""
    kind, value, formula = element.get("t", "n"), element.findtext("v"), element.find("f")
    if kind == "inlineStr":
        inline = element.find("is")
        return _Said("") if inline is None else _text(inline)
    if value is None or (not value and kind != "str"):
        return _Said("") if formula is None else _Said(f"={formula.text or ''}", NO_RESULT)
    if kind == "s":
        known = value.isascii() and value.isdigit() and len(value) < 8 and int(value) < len(book.strings)
        said = book.strings[int(value)] if known else _Said("")
    elif kind == "b":
        said = _Said("TRUE" if value == "1" else "FALSE")
    else:
        said = _Said(value.strip())
    number = element.get("s", "0")
    known = number.isascii() and number.isdigit() and len(number) < 6 and int(number) < len(book.styles)
    style = book.styles[int(number)] if known else Style()
    if kind == "n":
        said = _Said(*shown(value, form(style.code), book.from_1904))
    return said._replace(flaw=STRUCK) if style.struck and not said.flaw else said
