"""Old workbooks (.xls, and .et of WPS), opened by xlrd: number formats, merges and hidden rows kept."""

from __future__ import annotations

import io
import struct
from typing import Any

import xlrd

from mzprog.core.problems import Refusal
from mzprog.tables.excel_numbers import form, shown
from mzprog.tables.grid import STRUCK, Cell, Grid, Size, cell_of, raised
from mzprog.tables.sheet import MAX_SHEETS, Sheet

MAX_BYTES = 10_000_000

# What a damaged file makes the library raise.
_FAULTS = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, LookupError, ValueError, TypeError, AssertionError,
           AttributeError, ArithmeticError, NotImplementedError)  # fmt: skip
_SUPERSCRIPT = 1


def read(data: bytes) -> list[Grid]:
    """Return every worksheet as a table. Raises :class:`Refusal`."""
    if len(data) > MAX_BYTES:
        raise Refusal("too-large", f"旧版 Excel 文件超过{MAX_BYTES // 1_000_000}MB；请另存为 .xlsx，或只留下要导入的表")
    try:
        return _grids(data)
    except Refusal:
        raise
    except _FAULTS as error:
        if "encrypted" in str(error):
            raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份") from None
        raise Refusal("damaged", "文件已损坏或不完整，读不下去；请用 Excel 或 WPS 打开后另存一份") from None


def _grids(data: bytes) -> list[Grid]:
    size, grids = Size(), []
    with xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
    ) as book:
        for number in range(min(book.nsheets, MAX_SHEETS)):
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
