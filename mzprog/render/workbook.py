"""A table of a plan as a workbook to fill in: drop-down lists, figures as numbers. The only import of openpyxl."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from mzprog.problems import Refusal
from mzprog.quantity import decimals, literal, parse_number
from mzprog.tabular import Head, Sheet

# Rows below the last that still offer their lists, for indicators yet to come.
SPARE = 200
# Excel keeps that many digits of a number; more stay text.
_DIGITS = 15
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def render(sheet: Sheet) -> bytes:
    """Return a workbook with one sheet."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "指标"
    for y, row in enumerate(sheet.lines, 1):
        for x, text in enumerate(row, 1):
            if text:
                _write(page.cell(y, x), text)
    top = len(sheet.leads) + 2
    for x, head in enumerate(sheet.heads, 1):
        cell = page.cell(top, x)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        _set_up(page, head, x, top)
    for y in range(1, top):
        page.cell(y, 1).font = Font(bold=True)
    names = [head.title for head in sheet.heads].index("指标名称") + 2
    page.freeze_panes = page.cell(top + 1, names)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: Cell, text: str) -> None:
    """Write a figure as a number that shows as it was written; text never runs as a formula."""
    value = _number(text)
    if value is None:
        cell.value = _ESCAPED.sub("_x005F_", text)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    else:
        cell.value = value
        cell.number_format = "0." + "0" * decimals(value) if decimals(value) else "0"


def _number(text: str) -> Decimal | None:
    try:
        value = parse_number(text)
    except Refusal:
        return None
    return value if literal(value) == text and len(value.as_tuple().digits) <= _DIGITS and "E" not in text else None


def _set_up(page: Worksheet, head: Head, x: int, top: int) -> None:
    letter = get_column_letter(x)
    widest = max((len(str(page.cell(y, x).value or "")) for y in range(top + 1, page.max_row + 1)), default=0)
    page.column_dimensions[letter].width = max(12, min(40, 2 * widest + 2))
    if head.words:
        offered = DataValidation("list", formula1=f'"{",".join(head.words)}"', allow_blank=True, showErrorMessage=True)
        offered.errorTitle, offered.error = head.title, f"请选：{'、'.join(head.words)}"
        offered.add(f"{letter}{top + 1}:{letter}{page.max_row + SPARE}")
        page.add_data_validation(offered)
