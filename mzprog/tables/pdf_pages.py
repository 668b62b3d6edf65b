"""What stands on the pages of a PDF: its ruled tables cell by cell, and the lines around them.

This runs as a program of its own, so that a PDF made to hurt costs a bounded time and memory and nothing
else: the PDF comes in on standard input, what was found goes out as JSON.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import stream_value
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from mzprog.tables.grid import raised

MAX_PAGES = 500
_MEMORY = 500_000_000
# What draws a line or a box, and what draws letters; and as many lines as the smallest table has.
_LINE, _LETTERS = re.compile(rb"\s(?:re|l|c)\s"), re.compile(rb"T[Jj]|'|\"")
_FEWEST_LINES = 4
# Edges nearer than this, in points, are one.
_NEAR = 3
# A digit so much smaller than the largest beside it is the mark of a footnote, or a power.
_SMALL = 0.8


def main() -> None:
    """Read a PDF from standard input and write what is on its pages."""
    _limit_memory()
    try:
        with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            found: dict[str, Any] = {"pages": [_page(page) for page in pdf.pages[: MAX_PAGES + 1]]}
    except (PDFPasswordIncorrect, PdfminerException) as error:
        if not isinstance(error.args[0] if error.args else error, PDFPasswordIncorrect):
            raise
        found = {"encrypted": True}
    json.dump(found, sys.stdout)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _page(page: Any) -> dict[str, Any]:
    """Return what is on a page from top to bottom; the lines only where there is a table too.

    Most pages of a plan have no table; those whose drawing has hardly a line are not looked at closely.
    """
    content = b" ".join(stream_value(stream).get_data() for stream in page.page_obj.contents)
    if b"Do" not in content and len(_LINE.findall(content)) < _FEWEST_LINES:
        return {"letters": len(_LETTERS.findall(content)), "items": []}
    letters = len(page.chars)
    ruled = letters and len(page.lines) + len(page.rects) + len(page.curves) > 1
    tables = [table for table in page.find_tables() if len(table.cells) > 3] if ruled else []
    inside = [table.bbox for table in tables]
    loose = [char for char in page.chars if not any(_within(char, box) for box in inside)] if tables else []
    items = [(line[0]["top"], _text(line)) for line in _lines(loose)] + [(t.bbox[1], _table(page, t)) for t in tables]
    page.close()
    return {"letters": letters, "items": [item for _, item in sorted(items, key=lambda item: item[0])]}


def _within(char: Any, box: Any) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _table(page: Any, table: Any) -> dict[str, Any]:
    across = _edges([edge for cell in table.cells for edge in (cell[0], cell[2])])
    down = _edges([edge for cell in table.cells for edge in (cell[1], cell[3])])
    chars = [char for char in page.chars if _within(char, table.bbox)]
    cells = []
    for box in table.cells:
        left, top, right, bottom = (_nearest(edges, at) for edges, at in zip((across, down) * 2, box, strict=True))
        inside = [char for char in chars if _within(char, box)]
        lines = [[word["text"] for word in line] for line in _lines(_marked(inside))]
        turned = any(not char["upright"] for char in inside)
        cells.append({"top": top, "left": left, "bottom": bottom, "right": right, "lines": lines, "turned": turned})
    return {"edges": across, "cells": cells}


def _edges(places: list[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _nearest(edges: list[float], place: float) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - place))


def _marked(chars: list[Any]) -> list[Any]:
    """Raise the digits that are set smaller, so that a footnote's 1 is no digit of the figure before it."""
    largest = max((char["size"] for char in chars), default=0)
    return [{**c, "text": raised(c["text"])} if c["size"] < largest * _SMALL else c for c in chars]


def _lines(chars: list[Any]) -> list[list[Any]]:
    """Return the words of each line."""
    lines: list[list[Any]] = []
    for word in extract_words(chars, y_tolerance=4):
        if lines and abs(word["bottom"] - lines[-1][-1]["bottom"]) < (word["bottom"] - word["top"]) / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _text(line: list[Any]) -> str:
    return " ".join(word["text"] for word in line)


if __name__ == "__main__":
    main()
