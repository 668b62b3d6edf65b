"""A workbook to be filled: the only import of XlsxWriter, which writes formulas together with their values."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any

import xlsxwriter

from mzprog.render.clean import headline

_DATE = datetime(2000, 1, 1)  # the same input makes the same bytes, so no file knows when it was written


def new_book(out: IO[bytes], title: str) -> Any:
    """Return an empty workbook that goes to ``out`` when it is closed."""
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": headline(title), "author": "mzprog", "created": _DATE})
    return book
