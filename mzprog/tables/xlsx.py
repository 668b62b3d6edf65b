"""Excel workbooks, straight from their XML: what stands in the cells, merges and hidden rows kept.

A formula counts with the result that was saved with it; where none was, the cell says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.core.problems import Refusal
from mzprog.tables.excel_numbers import PLAIN, Format, shown, styles
from mzprog.tables.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, Size, raised
from mzprog.tables.package import Package

MAX_SHEETS = 200

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class _Book(NamedTuple):
    """What the cells of a workbook refer to."""

    strings: list[str]
    formats: list[Format]
    from_1904: bool


def read(package: Package) -> list[Grid]:
    """Return every worksheet as a table. Raises :class:`Refusal`."""
    main = package.main()
    book = package.part(main)
    related = package.related(main)
    by_kind = dict(related.values())
    strings = [_text(item) for item in package.part(by_kind["sharedStrings"])] if "sharedStrings" in by_kind else []
    formats = styles(package.part(by_kind["styles"])) if "styles" in by_kind else []
    properties = book.find("workbookPr")
    since = properties is not None and properties.get("date1904") in {"1", "true"}
    size, grids = Size(), []
    for sheet in list(book.iterfind("sheets/sheet"))[:MAX_SHEETS]:
        kind, path = related.get(sheet.get("id", ""), ("", ""))
        if kind == "worksheet":
            grid = _sheet(package.part(path), _Book(strings, formats, since), size)
            grids.append(grid._replace(name=sheet.get("name", ""), hidden=sheet.get("state", "visible") != "visible"))
    return grids


def _text(item: Element) -> str:
    """Return a string of one or more runs; phonetic guides are no part of it."""
    parts = [] if item.find("t") is None else [item.findtext("t") or ""]
    for run in item.iterfind("r"):
        style = run.find("rPr/vertAlign")
        text = run.findtext("t") or ""
        parts.append(raised(text) if style is not None and style.get("val") == "superscript" else text)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


def _sheet(sheet: Element, book: _Book, size: Size) -> Grid:
    found: dict[int, dict[int, Cell]] = {}
    hidden = set()
    at = 0
    for row in sheet.iterfind("sheetData/row"):
        at = _index(row.get("r"), at)
        cells = {cell.column: cell for cell in _cells(row, book) if cell.text}
        if cells:
            size.add(len(found) + 1, max(cells) + 1)
            found[at] = cells
        if row.get("hidden") in {"1", "true"}:
            hidden.add(at)
    _merge(sheet, found, size)
    width = max((cell.end for cells in found.values() for cell in cells.values()), default=0)
    rows = tuple(Row(number, _filled(found[number], width), number in hidden) for number in sorted(found))
    return Grid(rows, remarks=tuple(_hidden_columns(sheet, width)))


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
        if text.strip() and column >= MAX_COLUMNS:
            raise Refusal("table-too-large", f"工作表太宽：最多读{MAX_COLUMNS}列")
        yield Cell("\n".join(text.split("\n")).strip(), column, flaw=flaw)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(element: Element, book: _Book) -> tuple[str, str]:
    """Return what a cell shows, in full precision, and its flaw."""
    kind, value, formula = element.get("t", "n"), element.findtext("v"), element.find("f")
    if kind == "inlineStr":
        inline = element.find("is")
        return ("" if inline is None else _text(inline)), ""
    if value is None or (not value and kind != "str"):
        missing = "公式没有保存计算结果；请用 Excel 或 WPS 打开后保存一次" if formula is not None else ""
        return f"={formula.text or ''}" if formula is not None else "", missing
    if kind == "s":
        known = value.isascii() and value.isdigit() and len(value) < 8 and int(value) < len(book.strings)
        return book.strings[int(value)] if known else "", ""
    if kind == "b":
        return ("TRUE" if value == "1" else "FALSE"), ""
    if kind != "n":
        return value, ""
    style = element.get("s", "0")
    number = int(style) if style.isascii() and style.isdigit() and len(style) < 6 else 0
    return shown(value, book.formats[number] if number < len(book.formats) else PLAIN, book.from_1904), ""


def _merge(sheet: Element, found: dict[int, dict[int, Cell]], size: Size) -> None:
    """Let the first cell of each merged range cover the rest of it."""
    rows = sorted(found)
    for number, element in enumerate(sheet.iterfind("mergeCells/mergeCell")):
        ends = [_PLACE.fullmatch(end) for end in element.get("ref", "").split(":")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or number > MAX_ROWS:
            continue
        left, right = _column(first[1]), min(_column(last[1]), MAX_COLUMNS - 1)
        top, bottom = int(first[2]), int(last[2])
        origin = found.get(top, {}).get(left)
        if origin is None or right < left:
            continue
        covering = origin._replace(columns=right - left + 1)
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            size.add(0, right - left + 1)
            for column in range(left, right + 1):
                found[row].pop(column, None)
            found[row][left] = covering._replace(above=row > top)


def _filled(cells: Mapping[int, Cell], width: int) -> tuple[Cell, ...]:
    """Return the cells of a row with blank ones between them: a sheet has no lost cells."""
    filled, at = [], 0
    for column in sorted(cells):
        filled += [Cell("", blank) for blank in range(at, column)]
        filled.append(cells[column])
        at = cells[column].end
    return (*filled, *(Cell("", blank) for blank in range(at, width)))


def _hidden_columns(sheet: Element, width: int) -> Iterator[str]:
    for element in sheet.iterfind("cols/col"):
        first = element.get("min", "")
        if element.get("hidden") in {"1", "true"} and first.isdigit() and int(first[:6]) <= width:
            yield f"第{first}列起有隐藏的列，已照样读入"
