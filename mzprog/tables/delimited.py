"""Comma- or tab-separated text, as saved by a spreadsheet or pasted from one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mzprog.core.problems import Refusal
from mzprog.render.csv import unguarded
from mzprog.tables.decoding import decode
from mzprog.tables.grid import Grid, Row, Size, cell_of

_SEPARATORS = ("\t", ",", ";", "，")


def read(data: bytes) -> list[Grid]:
    """Return the one table of a text. Raises :class:`Refusal`."""
    text = decode(data)
    if not text.strip():
        raise Refusal("empty-file", "文件是空的")
    rows = tuple(_rows(text))
    return [Grid(rows)]


def _rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    size, line = Size(), 0
    try:
        for fields in reader:
            first, line = line + 1, reader.line_num
            size.add(first, len(fields))
            if any(field.strip() for field in fields):
                yield Row(first, tuple(cell_of(unguarded(field.strip()), n) for n, field in enumerate(fields)))
    except csv.Error:
        raise Refusal("bad-csv", f"第{line + 1}行读不下去：引号没有配对，或一格里的字太多") from None


def _separator(text: str) -> str:
    """Return what parts the fields: the one that most of the first lines have."""
    lines = text[:100_000].splitlines()[:50]
    return max(_SEPARATORS, key=lambda mark: sum(mark in line for line in lines))
