"""Tables of web pages, also of those that only call themselves web pages in truth.

lxml repairs what browsers repair. Its events are taken one by one, so that no tree of a page that was
made to hurt is ever built; which cell belongs to which row and table is told here, as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from mzprog.core.problems import Refusal
from mzprog.tables.decoding import decode_page
from mzprog.tables.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, STRUCK, Grid, Size, raised
from mzprog.tables.spans import Box, Line, laid_out, lines_of, span

MAX_NESTING = 20
MAX_TABLES = 2_000
MAX_LETTERS = 10_000_000
MAX_TAGS = 1_000_000
# For each end tag the parser looks for its beginning in everything that is open: so many steps it may take in all.
MAX_STEPS = 400_000_000

TOO_LARGE = "网页太大；请只留下要导入的表另存一份，或把表复制到 Excel 另存为 .xlsx"
_PIECE = 65_536
# The parser says nothing of the end of a row or a paragraph that nobody began; a comment put after it does.
_ENDS = re.compile(r"(</(tr|tbody|thead|tfoot|p|br)\b[^>]{0,99}>)", re.IGNORECASE)
_NO_DISPLAY = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_STRUCK_OUT = re.compile(r"text-decoration[\w\s-]{0,20}:[\w\s-]{0,20}line-through", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BREAKS = frozenset(["br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "title", "tr", "td", "th",
                     "table", "caption"])  # fmt: skip
_UNSEEN = frozenset(["script", "style", "template", "noscript"])
_PARTS = frozenset(["caption", "tr", "td", "th"])
_GROUPS = frozenset(["thead", "tbody", "tfoot"])
_STRUCK = frozenset(["del", "s", "strike"])
_FORM = frozenset(["input", "select", "textarea"])


def read(data: bytes) -> list[Grid]:
    """Return every table of a page, nested ones too. Raises :class:`Refusal`."""
    text = decode_page(data)
    if len(text) > MAX_LETTERS or text.count("<") > MAX_TAGS:
        raise Refusal("too-large", TOO_LARGE)
    page = _Page(MAX_STEPS // (text.count("</") + 1))
    parser = etree.HTMLParser(target=page, huge_tree=True)
    marked = _ENDS.sub(lambda end: f"{end[1]}<?/{end[2].lower()}>", text)
    for at in range(0, len(marked), _PIECE):
        parser.feed(marked[at : at + _PIECE])
    parser.close()
    lost = text.count("\ufffd")
    remarks = (f"网页里有{lost}个字读不出，写作“\ufffd”",) if lost else ()
    return [grid._replace(remarks=remarks) for grid in page.grids()]


class _State(NamedTuple):
    """Where text goes, and how what is being read is shown."""

    box: Box
    unseen: bool = False
    raised: bool = False


class _Table:
    """A table being read. ``outside`` is the state around it: where text between its cells goes."""

    def __init__(self, before: tuple[str, ...], outside: _State) -> None:
        self.before = before
        self.hidden = outside.unseen
        self.outside = outside._replace(unseen=False)
        self.caption = Box()
        self.after: list[str] = []
        self.lines: list[Line] = []
        self.group = 0
        self.group_hidden = False
        self.row_open = False
        self.box = self.caption  # the cell that is open


class _Page:
    """Takes the parser's events; what stands outside the tables is kept as the lines before and after each."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._loose = Box()
        self._state = _State(self._loose)
        self._stack: list[_State] = []  # what held before each element that is open
        self._tables: list[_Table] = []
        self._done: list[_Table] = []
        self._boxes = 0

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if not self._state.unseen:
            shown = _BLANKS.sub(" ", text)
            self._state.box.parts.append(raised(shown) if self._state.raised else shown)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element. Raises :class:`Refusal` for what no page for people has."""
        if len(self._stack) >= self._depth:
            raise Refusal("too-deep", "网页的层次太多，不像给人看的；请把表复制到 Excel 另存为 .xlsx")
        if self._tables and (tag in _PARTS or tag in _GROUPS):
            self._leave_cell(self._tables[-1])
        self._stack.append(self._state)
        hidden = bool(attributes) and _is_hidden(attributes)
        if tag in _BREAKS:
            self._state.box.parts.append("\n")
        if tag in _UNSEEN or (hidden and tag not in {"tr", *_GROUPS}):
            self._state = self._state._replace(unseen=True)
        if tag == "table":
            self._begin()
        elif self._tables:
            self._inside(self._tables[-1], tag, attributes, hidden)
        if tag == "sup":
            self._state = self._state._replace(raised=True)

    def end(self, tag: str) -> None:
        """Take the end of an element, one that the page left out too."""
        if tag == "table":
            self._done.append(self._tables.pop())
        elif self._tables and (tag == "tr" or tag in _GROUPS):
            self._end_row(self._tables[-1], tag)
        self._state = self._stack.pop()
        if self._state.box.closed and self._tables:
            self._state = self._tables[-1].outside
        if tag in _BREAKS:
            self._state.box.parts.append("\n")

    def comment(self, text: str) -> None:
        """Take the mark that a row or a paragraph ends here."""
        if text in {"?/p", "?/br"}:
            self._state.box.parts.append("\n")
        elif self._tables and text.startswith("?/"):
            self._end_row(self._tables[-1], text[2:])
            self._leave_cell(self._tables[-1])

    def close(self) -> None:
        """Take the end of the page."""

    def _leave_cell(self, table: _Table) -> None:
        """Let what comes go beside the cells; elements that began in the cell may still be open."""
        table.box.closed = table.box is not table.caption
        self._state = table.outside

    @staticmethod
    def _end_row(table: _Table, tag: str) -> None:
        table.row_open = False
        if tag in _GROUPS:
            table.group, table.group_hidden = table.group + 1, False

    def _begin(self) -> None:
        if len(self._tables) == MAX_NESTING:
            raise Refusal("too-deep", f"表格嵌套超过{MAX_NESTING}层")
        if len(self._tables) + len(self._done) == MAX_TABLES:
            raise Refusal("table-too-large", f"网页里的表太多：最多读{MAX_TABLES}张")
        box = self._state.box
        lines = lines_of(box.parts if box is self._loose else box.parts[-100:])
        if box is self._loose:
            if self._done:
                self._done[-1].after = lines
            box.parts.clear()
        self._tables.append(_Table(tuple(lines[-3:]), self._state))
        self._state = self._tables[-1].outside

    def _inside(self, table: _Table, tag: str, attributes: Mapping[str, str], hidden: bool) -> None:
        if tag == "tr":
            self._begin_row(table, hidden)
        elif tag in {"td", "th"}:
            if not table.row_open:
                self._begin_row(table, False)
            if not hidden:
                self._state = _State(self._begin_box(table, attributes))
        elif tag == "caption":
            self._state = _State(table.caption, self._state.unseen)
        elif tag in _GROUPS:
            self._end_row(table, tag)
            table.group_hidden = hidden
        elif tag == "img":
            self._state.box.pictured |= not {"0", "1"} & {attributes.get("width"), attributes.get("height")}
        elif tag in _FORM and attributes.get("type", "").lower() != "hidden":
            self._state.box.flaw = "格子里是网页的输入框，读不出数"
        elif tag in _STRUCK or (attributes and _STRUCK_OUT.search(attributes.get("style", ""))):
            self._state.box.flaw = STRUCK

    def _begin_row(self, table: _Table, hidden: bool) -> None:
        if len(table.lines) == MAX_ROWS:
            raise Refusal("table-too-large", f"表太大：最多读{MAX_ROWS}行")
        table.lines.append(Line([], hidden or table.group_hidden, table.group))
        table.row_open = True

    def _begin_box(self, table: _Table, attributes: Mapping[str, str]) -> Box:
        self._boxes += 1
        table.box = box = Box()
        if attributes:
            box.columns = span(attributes.get("colspan", ""), MAX_COLUMNS)
            box.rows = span(attributes.get("rowspan", ""), MAX_ROWS)
        table.lines[-1].boxes.append(box)
        if self._boxes > MAX_CELLS or len(table.lines[-1].boxes) > MAX_COLUMNS:
            raise Refusal("table-too-large", f"表太大：最多读{MAX_COLUMNS}列、{MAX_CELLS}格")
        return box

    def grids(self) -> list[Grid]:
        """Return the tables in the order in which they end."""
        if self._done and not self._done[-1].after:
            self._done[-1].after = lines_of(self._loose.parts)
        size = Size()
        return [
            Grid(
                tuple(laid_out(table.lines, size)),
                before=(*table.before, *lines_of(table.caption.parts)),
                after=tuple(table.after),
                hidden=table.hidden,
            )
            for table in self._done
        ]


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _NO_DISPLAY.search(attributes.get("style", "")) is not None
