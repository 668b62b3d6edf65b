"""Finding the indicator tables in a file's grids, each by its head of one to three rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mzprog.core.problems import Refusal, quoted
from mzprog.tables.by_cells import by_figures, holds_names
from mzprog.tables.facts import has_unit_line
from mzprog.tables.grid import Cell, Grid, Row, tidy
from mzprog.tables.head_words import LEADS
from mzprog.tables.layout import Column, Table, continues, is_ours, labels_of, stacked, turned, wide_names
from mzprog.tables.roles import PUBLISHED, VALUES, joined
from mzprog.tables.rows import SECTION
from mzprog.tables.sources import read_grids
from mzprog.tables.together import differ
from mzprog.tables.words import WORDS, Lexicon, Said, is_note, read_head

MAX_HEAD = 3
_GROUPS = frozenset("nC")  # a row of one such text heads a group of rows (约束性指标)
_NUMBERING = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[）).、．]?")


def read_tables(data: bytes, words: Lexicon = WORDS, convert: bool = False) -> list[Table]:
    """Return the indicator tables of a file, whose bytes are given; raise :class:`Refusal` where it has none."""
    grids = read_grids(data, convert)
    tables = find_tables(grids, words)
    if tables:
        return tables
    if not grids:
        raise Refusal("no-table", "里面没有表格；表如果是图片，读不出来，请从原来的文件导入")
    unknown = _unknown_words(grids, words)
    if unknown:
        why = f"表头里的{'、'.join(map(quoted, unknown))}不认识，没有一列是目标值或实际值"
        raise Refusal("no-table", f"{why}；请改表头，或用 --words 写明这些词，如 不计: [{unknown[0]}]")
    why = f"里面的{len(grids)}张表都不像指标表；表头里要有“指标名称”（或“项目”）和“目标值”“实际值”等字样"
    raise Refusal("no-table", why)


def _unknown_words(grids: Sequence[Grid], words: Lexicon) -> list[str]:
    """Return the words that are not known of heads that name their rows, three of them."""
    found: list[str] = []
    for row in (row for grid in grids for row in grid.rows[:6]):
        said = [read_head(tidy(cell.text), words) for cell in row.cells if cell.text]
        if any(joined([one]).role == "name" and not one.unknown for one in said):
            found += [one.unknown for one in said if one.unknown and len(one.unknown) <= 8]
    return [*dict.fromkeys(found)][:3]


def find_tables(grids: Sequence[Grid], words: Lexicon = WORDS) -> list[Table]:
    """Return every indicator table, one that goes on after a page's end joined to its beginning."""
    found: list[Table] = []
    for grid in grids:
        tables = [*_tables(grid, words)]
        if not tables:
            beside = turned(grid)
            tables = [table._replace(transposed=True) for table in _tables(beside, words)] if beside else []
        for table in tables:
            if found and continues(found[-1], table):
                found[-1] = found[-1]._replace(rows=found[-1].rows + table.rows, after=table.after)
            else:
                found.append(table)
    return found


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
        if not columns or (table and _holds_times(grid.rows[at], columns, table, words)):
            (rows if table else leads).append(grid.rows[at])
            at += 1
            continue
        if table is None or _begins_another(table, columns, rows):
            if table:
                leads = _own_leads(rows)
                yield stacked(table._replace(rows=wide_names(table.columns, rows)))
            table = Table(columns, (), tuple(leads), grid.before, grid.after, grid.name, grid.hidden, grid.remarks)
            rows = []
        elif rows and leads and _is_section(rows[-1]) and _is_section(leads[-1]):
            rows.insert(0, leads.pop())  # 一、约束性指标 over the first of several heads
            table = table._replace(leads=tuple(leads))
        at += height
    if table:
        yield stacked(table._replace(rows=wide_names(table.columns, rows)))


def _begins_another(table: Table, columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Tell whether a head within a table begins another: it is not the same, or a title of another year leads it."""
    return [c.label for c in columns] != labels_of(table) or differ(
        [table, table._replace(leads=tuple(_own_leads([*rows])))]
    )


def _holds_times(row: Row, columns: Sequence[Column], table: Table, words: Lexicon) -> bool:
    """Tell whether a row of times is one of the table's own (开工时间 2023.6 2024.12), and no head of another.

    A head names what is below it, or says over its other columns what the table's own head does.
    """
    said = [read_head(tidy(cell.text), words) for cell in row.cells if cell.text and not cell.above]
    if any(joined([one]).role == "name" and not one.unknown for one in said):
        return False
    mine = {column.label for column in columns if column.role in VALUES}
    return not mine <= set(labels_of(table))


def _is_section(row: Row) -> bool:
    return len(row.texts) == 1 and SECTION.match(row.texts[0]) is not None


def _own_leads(rows: list[Row]) -> list[Row]:
    """Take the rows of one text each, or with a unit line, at the end of a table: they lead the table that follows."""
    leads: list[Row] = []
    while rows and (len(rows[-1].texts) == 1 or has_unit_line(rows[-1])) and not is_note(rows[-1].texts[0]):
        leads.insert(0, rows.pop())
    return leads


def _head_height(rows: Sequence[Row], at: int, words: Lexicon, first: bool) -> int:
    """Return how many rows from here on speak as heads do; 0 where the first does not."""
    height = 0
    names: set[int] = set()
    beside = {cell.column for row in rows[at + MAX_HEAD : at + MAX_HEAD + 1] for cell in row.cells if cell.above}
    for row in rows[at : at + MAX_HEAD]:
        said = {cell.column: read_head(tidy(cell.text), words) for cell in row.cells if cell.text and not cell.above}
        speaking = sum(one.speaks for one in said.values())
        naming = any(joined([one]).role == "name" and not one.unknown for one in said.values())
        named = any(not said[column].speaks for column in names & said.keys())
        leads = len(said) <= 2 and row.texts[:1] and row.texts[0] in LEADS
        enough = 2 * speaking > len(said) or (first and naming and speaking > 1 and not height)
        goes_on = height > 0 and (
            any(cell.above and cell.column in names for cell in row.cells) or _parts_heads(row, names)
        )
        grouping = all(set(one.letters) <= _GROUPS and not one.times for one in said.values())
        heading = height > 0 and len(said) == 1 and grouping
        if not goes_on and (heading or not enough or named or leads or (not height and len(said) < 2)):
            break
        names |= {column for column, one in said.items() if joined([one]).role == "name"} - beside
        height += 1
    return height


def _parts_heads(row: Row, names: set[int]) -> bool:
    """Tell whether a row without a name parts the heads above it, as a CSV writes 基本目标 and 奋斗目标 under 目标."""
    texts = [tidy(cell.text) for cell in row.cells if cell.text and not cell.above]
    blank = all(not cell.text for cell in row.cells if cell.column in names)
    whole = all(cell.columns == 1 and not cell.above for cell in row.cells)
    return bool(names) and blank and whole and len(texts) > 1 and not any(re.search("[0-9]", text) for text in texts)


def _columns(grid: Grid, at: int, height: int, words: Lexicon) -> tuple[Column, ...]:
    """Return the columns under a head; nothing where it is not the head of an indicator table."""
    head, body = _spread(grid.rows[at : at + height], words), grid.rows[at + height :]
    columns = [_column(head, start, end, words) for start, end in pairwise(_edges(head, body))]
    if VALUES.isdisjoint(column.role for column in columns):
        return ()
    columns = by_figures(columns, body)
    for number, (name, beside) in enumerate(pairwise(columns), 1):
        if name.role == "name" and not beside.label and holds_names(beside, body, alike=True):
            columns[number] = beside._replace(role="name", why="")
    names = [column for column in columns if column.role == "name"]
    sure = [column for column in names if not column.why]
    for column in names if sure else ():  # 指标导向 beside 指标名称
        if column.why:
            columns[columns.index(column)] = column._replace(role="skip")
    names = sure or names
    for column in names[:-1]:
        numbers = all(_NUMBERING.fullmatch(column.text(row)) for row in body if column.text(row))
        columns[columns.index(column)] = column._replace(role="number" if numbers else "category")
    if not names:
        place = next((n for n, column in enumerate(columns) if holds_names(column, body)), None)
        if place is None or VALUES.isdisjoint(column.role for column in columns[place + 1 :]):
            return ()
        columns[place] = columns[place]._replace(role="name", why="")
    return tuple(columns)


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
    return bool(said.times) or said.letters in {"Y", "i", "r"} or joined([said]).role in VALUES | PUBLISHED


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
