"""Old workbooks (.xls, and .et of WPS), opened by xlrd: number formats, merges and hidden rows kept.

The stream that holds the workbook is found here: xlrd follows a chain that runs in a circle without end.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import xlrd

from mzprog.core.problems import Refusal
from mzprog.tables.compound import MARK, Compound
from mzprog.tables.excel_numbers import form, shown
from mzprog.tables.grid import MAX_CELLS, STRUCK, Cell, Grid, Size, cell_of, raised
from mzprog.tables.sheet import Sheet, few

MAX_BYTES = 10_000_000

# What a damaged file makes the library raise.
_FAULTS = (xlrd.XLRDError, struct.error, LookupError, ValueError, TypeError, AssertionError,
           AttributeError, ArithmeticError, NotImplementedError)  # fmt: skip
_SUPERSCRIPT = 1
# The records of cells: one with many numbers, one with many blanks, and those with one value.
_MANY_NUMBERS, _MANY_BLANKS = 0xBD, 0xBE
_ONE = frozenset([0x03, 0x04, 0x05, 0x06, 0xD6, 0xFD, 0x27E, 0x203, 0x204, 0x205])


def read(data: bytes) -> list[Grid]:
    """Return every worksheet as a table. Raises :class:`Refusal`."""
    if data.startswith(MARK):
        file = Compound(data)
        data = file.stream("Workbook" if "Workbook" in file.streams else "Book")
    if len(data) > MAX_BYTES or _weight(data) > MAX_CELLS:
        raise Refusal("too-large", "旧版 Excel 文件太大；请只留下要导入的表另存一份")
    try:
        return _grids(data)
    except Refusal:
        raise
    except _FAULTS as error:
        if "encrypted" in str(error):
            raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份") from None
        raise Refusal("damaged", "文件已损坏或不完整，读不下去；请用 Excel 或 WPS 打开后另存一份") from None


def _weight(data: bytes) -> int:
    """Return how many cells a workbook has, those without anything in them counted as a fifth."""
    at, cells, blanks = 0, 0, 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == _MANY_NUMBERS:
            cells += length // 6
        elif kind == _MANY_BLANKS:
            blanks += length // 2
        else:
            cells += kind in _ONE
        at += 4 + length
    return cells + blanks // 5


def _grids(data: bytes) -> list[Grid]:
    size, grids = Size(), []
    with xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
    ) as book:
        for number in few(range(book.nsheets)):
            sheet = book.sheet_by_index(number)
            grids.append(_read(book, sheet, size).grid(sheet.name, hidden=sheet.visibility != 0))
            book.unload_sheet(number)
    return grids


def _read(book: Any, sheet: Any, size: Size) -> Sheet:
    read = Sheet(size)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            read.put(row + 1, _cell(book, sheet, row, column, cell))
    for top, below, left, beyond in sheet.merged_cells:
        read.merge(top + 1, left, below, beyond - 1)
    read.hidden_rows |= {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    read.hidden_columns |= {column for column, info in sheet.colinfo_map.items() if info.hidden}
    return read


def _cell(book: Any, sheet: Any, row: int, column: int, cell: Any) -> Cell:
    """Return a cell as it is shown, in full precision."""
    look = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    flaw = ""
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        code = book.format_map[look.format_key].format_str if look else ""
        text, flaw = shown(repr(cell.value).removesuffix(".0"), form(code), book.datemode == 1)
    elif cell.ctype == xlrd.XL_CELL_TEXT:
        text = _text(book, cell.value, sheet.rich_text_runlist_map.get((row, column), ()))
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = "TRUE" if cell.value else "FALSE"
    else:
        text = xlrd.error_text_from_code.get(cell.value, "") if cell.ctype == xlrd.XL_CELL_ERROR else ""
    struck = look is not None and book.font_list[look.font_index].struck_out
    return cell_of(text.strip(), column, flaw=flaw or (STRUCK if struck and text else ""))


def _text(book: Any, text: str, runs: Any) -> str:
    """Return a text with its superscript raised; ``runs``: from which character on which font holds."""
    ends = [start for start, _ in runs[1:]] + [len(text)]
    parts = [text[: runs[0][0]] if runs else text]
    for (start, font), end in zip(runs, ends, strict=False):
        part = text[start:end]
        parts.append(raised(part) if book.font_list[font].escapement == _SUPERSCRIPT else part)
    return "".join(parts)
