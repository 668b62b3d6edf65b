"""Comma- or tab-separated text, as saved by a spreadsheet or pasted from one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mzprog.core.problems import Refusal
from mzprog.render.csv import unguarded
from mzprog.tables.grid import Cell, Grid, Row, Size

_SEPARATORS = ("\t", ",", ";", "，")


def decode(data: bytes) -> str:
    """Return text by its BOM, else as UTF-8, else as GBK. Raises :class:`Refusal`.

    >>> decode("指标".encode("gbk"))
    '指标'
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], (encoding,))
    return _decoded(data, ("utf-8", "gb18030"))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal("not-text", "读不出文字：文件不是 UTF-8 或 GBK 编码的文本，也不是 Word、Excel 或网页")


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
                yield Row(first, tuple(Cell(unguarded(field.strip()), n) for n, field in enumerate(fields)))
    except csv.Error:
        raise Refusal("bad-csv", f"第{line + 1}行读不下去：引号没有配对，或一格里的字太多") from None


def _separator(text: str) -> str:
    """Return what parts the fields: the one that most of the first lines have."""
    lines = text.splitlines()[:50]
    return max(_SEPARATORS, key=lambda mark: sum(mark in line for line in lines))
