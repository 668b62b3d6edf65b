"""Workbooks as files: each cell with its look, formulas together with their values."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mzprog.render.clean import clean, halves
from mzprog.render.document import FAIR, GOOD, POOR, UNKNOWN
from mzprog.render.spreadsheet import new_book
from mzprog.workbook.sheets import (  # fmt: skip
    FIGURE,
    HEAD,
    INPUT,
    NAME,
    PLAIN,
    RATE,
    STEP,
    TEXT,
    TITLE,
    VERDICT,
    Entry,
    Formula,
    Sheet,
    Workbook,
    letters,
)

_WIDEST = 30  # characters of a figure that a column makes room for
_GENERAL = 10  # digits of a figure that is shown in no form
_LINE, _MOST_LINES = 16, 25  # a line of text in points; a row is at most 409 points high
_LONGEST = 32_000  # characters that a cell can hold, with room for what is said of the rest
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_BOX = {**_BASE, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    TITLE: {**_BASE, "font_name": "黑体", "font_size": 13},
    PLAIN: _BASE,
    HEAD: {**_BOX, "font_name": "黑体", "align": "center", "bg_color": "#E7ECF2"},
    TEXT: {**_BOX, "align": "center"},
    NAME: {**_BOX, "align": "left"},
    INPUT: {**_BOX, "align": "right", "font_color": "#1F4FBF"},
    FIGURE: {**_BOX, "align": "right"},
    RATE: {**_BOX, "align": "right", "num_format": "0.00"},
    VERDICT: {**_BOX, "align": "center", "bold": True},
    STEP: {**_BOX, "align": "center", "font_color": "#595959"},
}
_TONES = {
    GOOD: {"bg_color": "#E2F0D9", "font_color": "#17693A"},
    FAIR: {"bg_color": "#FFF2CC", "font_color": "#7F5200"},
    POOR: {"bg_color": "#F8CBAD", "font_color": "#9C1C12"},
    UNKNOWN: {"bg_color": "#E4DFEC", "font_color": "#4B3576"},
}


def render(workbook: Workbook) -> bytes:
    """Return a workbook as a file; its formulas run, text never does."""
    out = io.BytesIO()
    book = new_book(out, workbook.title)
    formats = _Formats(book)
    for sheet in workbook.sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return out.getvalue()


class _Formats:
    """The looks of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def of(self, entry: Entry) -> Any:
        key = (entry.style, entry.form)
        if key not in self.made:
            look = dict(_STYLES[entry.style])
            if entry.form:
                look["num_format"] = entry.form
            self.made[key] = self.book.add_format(look)
        return self.made[key]

    def toned(self, tone: str) -> Any:
        return self.book.add_format(_TONES[tone])


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:
    widths = _widths(sheet)
    for row, entries in enumerate(sheet.rows):
        page.set_row(row, _LINE * _lines(entries, widths[: sheet.steps]))
        for column, entry in enumerate(entries):
            _write_cell(page, row, column, entry, formats.of(entry))
    for row, start, end in sheet.merges:
        entry = sheet.rows[row][start]
        page.merge_range(row, start, row, end, clean(str(entry.content)), formats.of(entry))
    for column, width in enumerate(widths):
        working = sheet.steps is not None and column >= sheet.steps
        page.set_column(column, column, width, None, {"level": 1, "hidden": True} if working else {})
    if sheet.steps is not None:
        page.set_column(sheet.steps - 1, sheet.steps - 1, widths[sheet.steps - 1])
        page.set_column(len(sheet.widths), len(sheet.widths), None, None, {"collapsed": True})
    page.freeze_panes(sheet.heads, sheet.fixed)
    _lay_out(page, sheet)
    last = len(sheet.rows) - 1
    for column, label, tone in sheet.tones:
        cells = f"{letters(column)}{sheet.heads + 1}:{letters(column)}{last + 1}"
        first = f"{letters(column)}{sheet.heads + 1}"
        page.conditional_format(
            cells, {"type": "formula", "criteria": f"={first}={label}", "format": formats.toned(tone)}
        )
    for choice in sheet.choices:
        rule = {"validate": "list", "source": list(choice.words), "error_message": f"请选：{'、'.join(choice.words)}"}
        page.data_validation(choice.first, choice.column, choice.last, choice.column, rule)
    if sheet.filtered:
        page.autofilter(sheet.heads - 1, 0, last, len(sheet.widths) - 1)


def _widths(sheet: Sheet) -> list[int]:
    """Return the columns' widths: as asked for, or wider where a figure has no room and would be shown as ###."""
    widths = list(sheet.widths)
    for row in sheet.rows:
        for column, entry in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], min(_WIDEST, _digits(entry) + 2))
    return widths


def _digits(entry: Entry) -> int:
    """Return how many characters a figure takes as its form shows it, 0 for what is no figure.

    >>> _digits(Entry(Decimal("6370371.162"), FIGURE, "0.000###")), _digits(Entry(Decimal(45000), INPUT, '"["#,##0"]"'))
    (11, 8)
    """
    value = entry.content.value if isinstance(entry.content, Formula) else entry.content
    form = entry.form or str(_STYLES[entry.style].get("num_format", ""))
    if not isinstance(value, Decimal) or form.startswith(";"):
        return 0
    words = "".join(re.findall('"([^"]*)"', form))
    core = re.sub('"[^"]*"', "", form)
    whole = len(f"{abs(value):.0f}") + (value < 0)
    most = max(0, _GENERAL - whole) if core in {"", "General"} else len(core.partition(".")[2])
    places = max(-int(round(value, most).normalize().as_tuple().exponent), core.partition(".")[2].count("0"))
    return halves(words) + whole + (whole - 1) // 3 * ("," in core) + (places + 1 if places > 0 else 0)


def _lay_out(page: Any, sheet: Sheet) -> None:
    """Set the page for printing: A4 on its side, all columns but the working on its width."""
    page.set_paper(9)
    page.set_landscape()
    page.set_margins(0.4, 0.4, 0.5, 0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第&P页，共&N页")
    if sheet.heads:
        page.repeat_rows(max(0, sheet.heads - 2), sheet.heads - 1)
    if sheet.steps is not None:
        page.print_area(0, 0, len(sheet.rows) - 1, sheet.steps - 1)


def _write_cell(page: Any, row: int, column: int, entry: Entry, look: Any) -> None:
    content = entry.content
    if isinstance(content, Formula):
        value = clean(content.value) if isinstance(content.value, str) else content.value
        page.write_formula(row, column, f"={content.text}", look, value)
    elif isinstance(content, Decimal):
        page.write_number(row, column, content, look)
    elif content:
        page.write_string(row, column, _fitting(clean(content)), look)
    else:
        page.write_blank(row, column, None, look)


def _lines(entries: Sequence[Entry], widths: Sequence[int]) -> int:
    """Return how many lines the tallest cell of a row has, up to a screenful."""
    tallest = 1
    for entry, width in zip(entries, widths, strict=False):
        content = entry.content.value if isinstance(entry.content, Formula) else entry.content
        if isinstance(content, str) and entry.style not in {TITLE, PLAIN}:
            tallest = max(tallest, sum(-(-max(1, halves(line)) // width) for line in content.split("\n")))
    return min(tallest, _MOST_LINES)


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（文字过长，以下从略）"
