"""Web pages, and the ``.xls`` files that are web pages in truth.

The standard library's parser takes minutes for a page of a megabyte that was made to hurt it; these
patterns never go back over what they have read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from mzprog.core.problems import Refusal
from mzprog.tables.delimited import decode
from mzprog.tables.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, Size, raised, tidy

MAX_NESTING = 20

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<(?P<unseen>script|style|template|noscript)\b.*?(?:</(?P=unseen)\b[^>]*(?:>|\Z)|\Z)
    |<[!?][^>]*(?:>|\Z)
    |<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)
      (?P<attributes>(?:=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|[^>])*+)(?:>|\Z)
    |(?P<text>[^<]+|<)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=]|$)|display\s*:\s*none", re.IGNORECASE)
_HUGE = re.compile(r"&#(?:[0-9]{8,}|x[0-9a-f]{7,});?", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BREAKS = frozenset(["br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "caption"])


def read(data: bytes) -> list[Grid]:
    """Return every table of a page, nested ones too. Raises :class:`Refusal`."""
    page = _Page()
    for token in _TOKEN.finditer(decode(data)):
        page.take(token)
    return page.grids()


class _Box(NamedTuple):
    """A cell as the page writes it."""

    parts: list[str]
    columns: int
    rows: int


class _Table:
    """A table being read: rows of boxes, each with whether it is hidden."""

    def __init__(self, before: tuple[str, ...]) -> None:
        self.before = before
        self.caption: list[str] = []
        self.after: list[str] = []
        self.rows: list[tuple[bool, list[_Box]]] = []


class _Page:
    """Collects tables; what stands outside them is kept as the lines before and after each."""

    def __init__(self) -> None:
        self._open: list[_Table] = []
        self._done: list[_Table] = []
        self._text: list[str] = []  # where text goes: a cell's parts, a caption, or the page's own
        self._page: list[str] = self._text
        self._outer: list[list[str]] = []
        self._raised = False

    def take(self, token: re.Match[str]) -> None:
        """Take the next tag or piece of text."""
        if token["text"]:
            text = _BLANKS.sub(" ", unescape(_HUGE.sub("\ufffd", token["text"])))
            self._text.append(raised(text) if self._raised else text)
        elif token["tag"]:
            tag = token["tag"].lower()
            if tag == "sup":
                self._raised = not token["end"]
            if token["end"]:
                self._end(tag)
            else:
                self._start(tag, token["attributes"])

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _BREAKS:
            self._text.append("\n")
        if tag == "table":
            self._begin()
        elif self._open:
            self._inside(tag, attributes)

    def _end(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._done.append(self._open.pop())
            self._text = self._outer.pop()
        elif tag in {"caption", "td", "th", "tr"} and self._open:
            self._text = []
        if tag in _BREAKS:
            self._text.append("\n")

    def _begin(self) -> None:
        if len(self._open) == MAX_NESTING:
            raise Refusal("too-deep", f"表格嵌套超过{MAX_NESTING}层")
        lines = _lines(self._text)
        if self._text is self._page:
            if self._done:
                self._done[-1].after = lines
            self._page = self._text = []
        self._open.append(_Table(tuple(lines[-3:])))
        self._outer.append(self._text)
        self._text = []

    def _inside(self, tag: str, attributes: str) -> None:
        table = self._open[-1]
        if tag == "tr":
            table.rows.append((_HIDDEN.search(attributes) is not None, []))
            self._text = []
        elif tag in {"td", "th"}:
            if not table.rows:
                table.rows.append((False, []))
            box = _Box([], _span("colspan", attributes, MAX_COLUMNS), _span("rowspan", attributes, MAX_ROWS))
            table.rows[-1][1].append(box)
            self._text = box.parts
        elif tag == "caption":
            self._text = table.caption

    def grids(self) -> list[Grid]:
        """Return the tables in the order in which they end, unclosed ones too."""
        while self._open:
            self._done.append(self._open.pop())
        if self._done and not self._done[-1].after:
            self._done[-1].after = _lines(self._page)
        size = Size()
        return [
            Grid(tuple(_laid_out(t.rows, size)), before=(*t.before, *_lines(t.caption)), after=tuple(t.after))
            for t in self._done
        ]


def _lines(parts: Iterable[str]) -> list[str]:
    return [line for line in map(tidy, "".join(parts).split("\n")) if line]


def _span(name: str, attributes: str, most: int) -> int:
    """Return a colspan or rowspan; 0 means as far as it goes, nonsense is 1."""
    found = re.search(rf"\b{name}\s*=\s*[\"']?\s*([0-9]+)", attributes, re.IGNORECASE)
    return min(int(found[1][:6]) or most, most) if found else 1


def _laid_out(rows: list[tuple[bool, list[_Box]]], size: Size) -> Iterator[Row]:
    """Give each box its column: the next that no box from above still covers."""
    above: dict[int, tuple[int, Cell]] = {}  # column → rows still to cover, and the cell that does
    for number, (unseen, boxes) in enumerate(rows, 1):
        cells = [cell for _, cell in above.values()]
        taken = {column for cell in cells for column in range(cell.column, cell.end)}
        below = {cell.column: (left - 1, cell) for left, cell in above.values() if left > 1}
        column = 0
        for box in boxes:
            while column in taken:
                column += 1
            room = next((n for n in range(1, box.columns) if column + n in taken), box.columns)
            cell = Cell("\n".join(_lines(box.parts)), column, room)
            cells.append(cell)
            if box.rows > 1:
                below[column] = (box.rows - 1, cell._replace(above=True))
            column = cell.end
        above = below
        cells.sort(key=lambda cell: cell.column)
        size.add(number, cells[-1].end if cells else 0)
        yield Row(number, tuple(cells), unseen)
