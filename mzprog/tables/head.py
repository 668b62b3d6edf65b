"""Finding the indicator tables in a file's grids, each by its head of one to three rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.tables.grid import Cell, Grid, Row, tidy
from mzprog.tables.words import DATED, LEADS, PUBLISHED, VALUES, WORDS, Head, Lexicon, Said, is_note, joined, read_head

MAX_HEAD = 3
_GROUPS = frozenset("nC")  # a row of one such text heads a group of rows (约束性指标)
_CONTINUED = re.compile(r"[（(]?续表?[0-9]*[）)]?")
_NUMBERING = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[）).、．]?")
_FIGURE = re.compile(r"[-+≥≤<>＞＜=\[〔【(（]?\s*[0-9]")


class Column(NamedTuple):
    """A column of an indicator table: grid columns ``start`` to ``end``, its ``role``, its head's words.

    ``role`` is one of ``words.ROLES``, "value" where only a period is said, "skip" where it is not read
    (``why``). ``head`` is what its head says.
    """

    start: int
    end: int
    role: str
    label: str
    period: Period | None = None
    why: str = ""
    head: Head = Head()

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of a row that stand in this column."""
        return [cell for cell in row.cells if cell.column < self.end and cell.end > self.start]

    def text(self, row: Row) -> str:
        """Return what stands in this column of a row."""
        return "\n".join(cell.text for cell in self.cells(row) if cell.text)

    @property
    def place(self) -> tuple[str, Period | None]:
        """What it holds: no two columns of figures may hold the same."""
        return self.role, self.period if self.role in DATED else None


class Table(NamedTuple):
    """An indicator table: its columns, its rows, and what stands around it.

    ``transposed``: what are columns here are rows of the file, and the other way round.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    leads: tuple[Row, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    place: str = ""
    hidden: bool = False
    remarks: tuple[str, ...] = ()
    transposed: bool = False

    def of(self, role: str) -> list[Column]:
        """Return the columns that hold this."""
        return [column for column in self.columns if column.role == role]


def find_tables(grids: Sequence[Grid], words: Lexicon = WORDS) -> list[Table]:
    """Return every indicator table, one that goes on after a page's end joined to its beginning."""
    found: list[Table] = []
    for grid in grids:
        tables = [*_tables(grid, words)]
        if not tables:
            turned = _turned(grid)
            tables = [table._replace(transposed=True) for table in _tables(turned, words)] if turned else []
        for table in tables:
            if found and _continues(found[-1], table):
                found[-1] = found[-1]._replace(rows=found[-1].rows + table.rows, after=table.after)
            else:
                found.append(table)
    return found


def one_table(tables: Sequence[Table]) -> Table | None:
    """Return tables of the same form (一、经济发展, 二、社会发展) as one, each one's title a heading in it.

    None where their forms differ, or where the same names stand in several: these are other plans.
    """
    first = tables[0]
    if any(_labels(table) != _labels(first) or table.transposed or is_ours(table.leads) for table in tables):
        return None
    names = [
        name for table in tables for name in {tidy(c.text(r)) for c in table.of("name") for r in table.rows} if name
    ]
    if len(set(names)) < len(names):
        return None
    rows = list(first.rows)
    for table in tables[1:]:
        line = next((line for line in reversed([*table.before, *_lead_texts(table)]) if not is_note(line)), table.place)
        width = max((cell.end for row in table.rows for cell in row.cells), default=1)
        rows += [Row(0, (Cell(line, 0, width),))] if line and len(line) <= 30 else []
        rows += table.rows
    return first._replace(rows=tuple(rows), after=tables[-1].after)


def _lead_texts(table: Table) -> list[str]:
    return [row.texts[0] for row in table.leads if len(row.texts) == 1]


def _continues(last: Table, table: Table) -> bool:
    """Tell whether a table is the rest of the last: the same head, and only 续表 or nothing between."""
    between = [line for line in last.after if not _CONTINUED.fullmatch(line)]
    return not between and not last.place and not table.leads and _labels(last) == _labels(table)


def _labels(table: Table) -> list[str]:
    return [column.label for column in table.columns]


def _turned(grid: Grid) -> Grid | None:
    """Return a grid with rows and columns exchanged; None where it has no use (one row, very long)."""
    if not 1 < len(grid.rows) <= 60 or grid.width < 2:
        return None
    rows: list[list[Cell]] = [[] for _ in range(grid.width)]
    for place, row in enumerate(grid.rows):
        for cell in row.cells:
            if cell.above:
                continue
            for column in range(cell.column, min(cell.end, grid.width)):
                rows[column].append(cell._replace(column=place, columns=1, above=column > cell.column))
    return grid._replace(rows=tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)))


def _tables(grid: Grid, words: Lexicon) -> Iterator[Table]:
    """Yield the tables of one grid; a head that comes again within one is left out."""
    leads: list[Row] = []
    table: Table | None = None
    rows: list[Row] = []
    at = 0
    while at < len(grid.rows):
        height = _head_height(grid.rows, at, words, table is None)
        if is_ours(leads[-12:]):  # one head row, and none again
            height = min(height, 0 if table else 1)
        columns = _columns(grid, at, height, words) if height else ()
        if not columns:
            (rows if table else leads).append(grid.rows[at])
            at += 1
            continue
        if table is None or [c.label for c in columns] != _labels(table):
            if table:
                leads = _own_leads(rows)
                yield _stacked(table._replace(rows=tuple(rows)))
            table = Table(columns, (), tuple(leads), grid.before, grid.after, grid.name, grid.hidden, grid.remarks)
            rows = []
        at += height
    if table:
        yield _stacked(table._replace(rows=tuple(rows)))


def _stacked(table: Table) -> Table:
    """Return a table whose right half goes on with the left's columns as one under the other."""
    labels, half = _labels(table), len(table.columns) // 2
    if half < 2 or labels[:half] != labels[half:]:
        return table
    columns = table.columns[half:]
    shift = columns[0].start
    left = [row._replace(cells=tuple(c for c in row.cells if c.column < shift)) for row in table.rows]
    right = [row._replace(cells=tuple(_moved(c, shift) for c in row.cells if c.column >= shift)) for row in table.rows]
    moved = tuple(column._replace(start=column.start - shift, end=column.end - shift) for column in columns)
    return table._replace(columns=moved, rows=(*left, *right))


def _moved(cell: Cell, shift: int) -> Cell:
    return cell._replace(column=cell.column - shift)


def is_ours(leads: Sequence[Row]) -> bool:
    """Tell whether the rows over a table are those that mzprog writes."""
    return set(LEADS) <= {row.texts[0] for row in leads if row.texts}


def _own_leads(rows: list[Row]) -> list[Row]:
    """Take the rows of one text each at the end of a table: they lead the table that follows."""
    leads: list[Row] = []
    while rows and len(rows[-1].texts) == 1 and not is_note(rows[-1].texts[0]):
        leads.insert(0, rows.pop())
    return leads


def _head_height(rows: Sequence[Row], at: int, words: Lexicon, first: bool) -> int:
    """Return how many rows from here on speak as heads do; 0 where the first does not."""
    height = 0
    names: set[int] = set()
    for row in rows[at : at + MAX_HEAD]:
        said = {cell.column: read_head(tidy(cell.text), words) for cell in row.cells if cell.text and not cell.above}
        speaking = sum(one.speaks for one in said.values())
        naming = any(joined([one]).role == "name" and not one.unknown for one in said.values())
        named = any(not said[column].speaks for column in names & said.keys())
        leads = len(said) <= 2 and row.texts[:1] and row.texts[0] in LEADS
        enough = 2 * speaking > len(said) or (first and naming and speaking > 1 and not height)
        goes_on = height > 0 and any(cell.above and cell.column in names for cell in row.cells)
        grouping = all(set(one.letters) <= _GROUPS and not one.times for one in said.values())
        heading = height > 0 and len(said) == 1 and grouping
        if not goes_on and (heading or not enough or named or leads or (not height and len(said) < 2)):
            break
        names |= {column for column, one in said.items() if joined([one]).role == "name"}
        height += 1
    return height


def _columns(grid: Grid, at: int, height: int, words: Lexicon) -> tuple[Column, ...]:
    """Return the columns under a head; nothing where it is not the head of an indicator table."""
    head, body = _spread(grid.rows[at : at + height], words), grid.rows[at + height :]
    columns = [_column(head, start, end, words) for start, end in pairwise(_edges(head, body))]
    if VALUES.isdisjoint(column.role for column in columns):
        return ()
    columns = _by_figures(columns, body)
    names = [column for column in columns if column.role == "name"]
    for column in names[:-1]:
        numbers = all(_NUMBERING.fullmatch(column.text(row)) for row in body if column.text(row))
        columns[columns.index(column)] = column._replace(role="number" if numbers else "category")
    if not names:
        place = next((n for n, column in enumerate(columns) if _names(column, body)), None)
        if place is None or VALUES.isdisjoint(column.role for column in columns[place + 1 :]):
            return ()
        columns[place] = columns[place]._replace(role="name", why="")
    return tuple(columns)


def _names(column: Column, body: Sequence[Row]) -> bool:
    """Tell whether a column without a head that says so holds the names: words, nearly all different."""
    if column.role not in {"skip", "category"} or column.head.time or set(column.head.letters) - set("nwy"):
        return False
    texts = [tidy(column.text(row)) for row in body if column.text(row).strip()]
    words = [text for text in texts if not _FIGURE.match(text)]
    return bool(words) and 10 * len(words) >= 9 * len(texts) and 10 * len(set(words)) >= 8 * len(words)


def _by_figures(columns: list[Column], body: Sequence[Row]) -> list[Column]:
    """Settle by their cells what heads leave open: 任务 over words names them, over figures it is what is asked.

    完成情况 over figures is what was observed.
    """
    settled = []
    for column in columns:
        texts = [tidy(column.text(row)) for row in body if column.text(row).strip()]
        figures = sum(bool(_FIGURE.match(text)) for text in texts)
        if set(column.head.letters) <= set("wy") and "w" in column.head.letters and column.role == "target":
            if texts and 2 * figures < len(texts) and not any(c.role == "name" for c in columns):
                column = column._replace(role="name")
        elif column.role == "outcome" and 2 * figures > len(texts) and not _held(columns, column):
            column = column._replace(role="observation")
        settled.append(column)
    return settled


def _held(columns: Sequence[Column], column: Column) -> bool:
    return any(other.place == ("observation", column.period) for other in columns)


def _spread(head: Sequence[Row], words: Lexicon) -> list[Row]:
    """Let a group's head cover the columns that a CSV left blank beside it: what is below them goes on in kind."""
    spread = list(head)
    for number, (row, below) in enumerate(pairwise(head)):
        under = {cell.column for cell in below.cells if cell.text and not cell.above}
        parts = {cell.column for cell in below.cells if not cell.above and _part(cell, words)}
        cells: list[Cell] = []
        for cell in row.cells:
            left = cells[-1] if cells else None
            goes_on = left is not None and left.end - 1 in under and cell.column in under & parts
            if left and left.text and not cell.text and not cell.above and goes_on:
                cells[-1] = left._replace(columns=left.columns + cell.columns)
            else:
                cells.append(cell)
        spread[number] = row._replace(cells=tuple(cells))
    return spread


def _part(cell: Cell, words: Lexicon) -> bool:
    """Tell whether a cell of a head's lower row is one of a group: it says a time or a measure."""
    said = read_head(tidy(cell.text), words)
    return bool(said.times) or joined([said]).role in VALUES | PUBLISHED


def _edges(head: Sequence[Row], body: Sequence[Row]) -> list[int]:
    """Return the edges of the columns: the head's, and those that a good part of the body has."""
    edges = {edge for row in head for cell in row.cells for edge in (cell.column, cell.end)}
    counted = Counter(edge for row in body for cell in row.cells for edge in (cell.column, cell.end))
    width = max(edges, default=0)
    edges |= {edge for edge, number in counted.items() if edge < width and 4 * number > len(body)}
    return sorted(edges)


def _column(head: Sequence[Row], start: int, end: int, words: Lexicon) -> Column:
    """Read one column's head."""
    texts: list[str] = []
    for row in head:
        for cell in Column(start, end, "", "").cells(row):
            text = tidy(cell.text)
            if text and (not cell.above or row is head[0]) and text not in texts:
                texts.append(text)
    said: list[Said] = [read_head(text, words) for text in texts]
    whole = joined(said)
    period = whole.time.period(None) if whole.time else None
    why = whole.why if whole.why or whole.role else "没有表头"
    return Column(start, end, whole.role or "skip", "·".join(texts), period, why, whole)
