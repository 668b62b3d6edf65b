"""The table on a terminal: the only import of Rich.

Widths are settled here, so that Rich need not measure twice; names wrap and are never cut.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from mzprog.render.clean import wrap
from mzprog.render.document import FAIR, GOOD, POOR, UNKNOWN, Cell, Column, Document, Part, Section, Table

_STYLES = {GOOD: "green", FAIR: "yellow", POOR: "bold red", UNKNOWN: "magenta"}
_AROUND = 6  # lines of a screen that a table's title and head take, and the prompt
_NOTHING = "—"
_WIDE = 100  # a screen this wide shows a row on a line
_HALF = 5  # cells of a bar on each side of the mark at 100 %
_ROOMY = 30  # a flexible column this wide leaves room to put things side by side
_TIGHT = 12  # below this a name cannot be read: one column of cards instead
_AS_IT_IS: dict[str, Any] = {"no_wrap": True, "overflow": "ignore", "crop": False}  # for lines that fit already
_GAPS = {True: 2, False: 1}  # between columns, with things side by side or not


def render(document: Document, width: int, color: bool, height: int = 0) -> str:
    """Return a document as lines of at most ``width`` cells, with ANSI colours if ``color``.

    On a wide screen of that ``height`` (0: none) counts stand before a table that is longer than it.
    """
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None,
        no_color=not color, legacy_windows=False, markup=False, emoji=False, highlight=False, soft_wrap=False,
    )  # fmt: skip
    _print_lines(console, document.title, width, style="bold")
    for line in document.lead:
        _print_lines(console, line, width)
    for part in _in_order(document.parts, height if width >= _WIDE else 0):
        if isinstance(part, Table):
            console.print()
            _print_table(console, part, width)
        elif isinstance(part, Section):
            console.print()
            _print_section(console, part, width)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _in_order(parts: Sequence[Part], height: int) -> list[Part]:
    """Return the parts, the summary before a table that is longer than the screen."""
    tables = [n for n, part in enumerate(parts) if isinstance(part, Table) and 0 < height < _AROUND + _lines_of(part)]
    if not tables:
        return list(parts)
    found = [part for part in parts if isinstance(part, Section) and part.summary]
    rest = [part for part in parts if part not in found]
    first = next(n for n, part in enumerate(rest) if isinstance(part, Table))
    return [*rest[:first], *found, *rest[first:]]


def _lines_of(table: Table) -> int:
    """Return how many lines a table has at least."""
    return sum(len(group.rows) + bool(group.title) for group in table.groups)


def _print_section(console: Console, section: Section, width: int) -> None:
    if section.title:
        console.print(Text(section.title, style="bold"))
    for line in section.lines:
        first, *rest = line.split("\n")
        _print_lines(console, first, width, "- " if section.title and not section.prose else "")
        for more in rest:
            _print_lines(console, more, width, "    ")


def _print_lines(console: Console, text: str, width: int, lead: str = "", style: str = "") -> None:
    """Print a paragraph, its further lines as far in as its first begins."""
    for number, line in enumerate(wrap(text, width - len(lead), cell_len)):
        console.print(Text((" " * len(lead) if number else lead) + line, style=style), **_AS_IT_IS)


def _print_table(console: Console, table: Table, width: int) -> None:
    if table.title:
        _print_lines(console, table.title, width, style="bold")
    _print_rows(console, table, width)
    for note in table.notes:
        _print_lines(console, note, width)


def _print_rows(console: Console, table: Table, width: int) -> None:
    wide = _on_lines(table, width) if width >= _WIDE else table
    for shown, beside, least in ((wide, True, _ROOMY), (table, False, _TIGHT)):
        widths = _widths(shown, width, beside, least)
        if widths:
            _print_groups(console, shown, widths, beside)
            return
    _print_cards(console, table)


def _on_lines(table: Table, width: int) -> Table:
    """Return a table as it fits a wide screen: with its bars only where no more rows have a line each without."""
    once = _said_once(table)
    bare = _with_cells(once, lambda place, cell: cell._replace(bar=None), once.columns)
    return min(once, bare, key=lambda shown: _broken(shown, width))


def _broken(table: Table, width: int) -> int:
    """Return how many cells of flexible columns need more than a line."""
    widths = _widths(table, width, True, _ROOMY)
    if widths is None:
        return len(table.columns) * _lines_of(table)
    flexible = [n for n, column in enumerate(table.columns) if column.flexible]
    rows = [row for group in table.groups for row in group.rows]
    return sum(cell_len(line) > widths[n] for row in rows for n in flexible for line in _lines(row[n], True))


def _said_once(table: Table) -> Table:
    """Return a table whose heads say what stands under all the cells of a column alike."""
    columns = list(table.columns)
    for place, column in enumerate(columns):
        cells = [row[place] for group in table.groups for row in group.rows] if column.once else []
        unders = {cell.under for cell in cells if cell.under or cell.text != _NOTHING}
        if len(unders) == 1 and unders != {""}:
            columns[place] = column._replace(title=column.title + unders.pop())
    said = {place for place, column in enumerate(columns) if column != table.columns[place]}
    return _with_cells(table, lambda place, cell: cell._replace(under="") if place in said else cell, columns)


def _with_cells(table: Table, change: Callable[[int, Cell], Cell], columns: Sequence[Column]) -> Table:
    groups = (
        group._replace(rows=tuple(tuple(change(n, cell) for n, cell in enumerate(row)) for row in group.rows))
        for group in table.groups
    )
    return table._replace(columns=tuple(columns), groups=tuple(groups))


def _widths(table: Table, width: int, beside: bool, least: int) -> list[int] | None:
    """Return the width of each column: what its cells need; flexible ones share the rest.

    None where that is less than they need and less than the ``least`` that they can be read in.
    """
    widths = []
    for number, column in enumerate(table.columns):
        lines = [line for group in table.groups for row in group.rows for line in _lines(row[number], beside)]
        need = max(map(cell_len, [column.title, *lines]))
        widths.append(min(need, width) if column.flexible else need)
    flexible = [n for n, column in enumerate(table.columns) if column.flexible]
    room = width - _GAPS[beside] * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(flexible, key=lambda n: widths[n])
        if widths[widest] <= least:
            return None
        widths[widest] -= 1
    return widths


def _print_groups(console: Console, table: Table, widths: list[int], beside: bool) -> None:
    """Print the head and each group under its own title, which may run on over all columns."""
    heads = [Cell(column.title) for column in table.columns]
    _print_row(console, table, heads, widths, beside, "bold")
    for group in table.groups:
        if group.title:
            console.print(Text(f"— {group.title} —", style="bold cyan"))
        for row in group.rows:
            _print_row(console, table, row, widths, beside)


def _print_row(
    console: Console, table: Table, row: Sequence[Cell], widths: list[int], beside: bool, style: str = ""
) -> None:
    """Print a row, each cell's lines filled up to its width on the side that its column says.

    Laid out here in one text: Rich's own table took ten times as long, most of a start.
    """
    cells = [_wrapped(cell, beside, width) for cell, width in zip(row, widths, strict=True)]
    text, gap = Text(), " " * _GAPS[beside]
    for number in range(max(map(len, cells))):
        lead = "\n" if number else ""
        for cell, lines, column, width in zip(row, cells, table.columns, widths, strict=True):
            line = lines[number] if number < len(lines) else ""
            blank = " " * (width - cell_len(line))
            filled = blank + line if column.right else line + blank
            text.append(lead, style).append(filled, _STYLES.get(cell.tone, style) if number < len(lines) else "")
            lead = gap
    console.print(text, **_AS_IT_IS)


def _lines(cell: Cell, beside: bool) -> list[str]:
    """Return the lines of a cell: text, and what stands under it or beside it."""
    lines = cell.text.split("\n")
    below = [bar(cell.bar)] if cell.bar is not None else [cell.under] if cell.under else []
    if beside and below:
        return [*lines[:-1], f"{lines[-1]} {below[0]}"]
    return lines + below


def _wrapped(cell: Cell, beside: bool, width: int) -> list[str]:
    return [part for line in _lines(cell, beside) for part in wrap(line, width, cell_len)]


def bar(rate: Fraction) -> str:
    """Draw a rate: a cell for each full 20 %, up to 200 %, with a mark at 100 %.

    >>> bar(Fraction(26)), bar(Fraction(99)), bar(Fraction(120))
    ('━────┃─────', '━━━━─┃─────', '━━━━━┃━────')
    """
    filled = max(0, min(2 * _HALF, int(rate * _HALF // 100)))
    cells = "━" * filled + "─" * (2 * _HALF - filled)
    return f"{cells[:_HALF]}┃{cells[_HALF:]}"


def _print_cards(console: Console, table: Table) -> None:
    """Print each row as a short list of its cells, for a very narrow terminal."""
    for group in table.groups:
        if group.title:
            console.print(Text(f"— {group.title} —", style="bold cyan"))
        for row in group.rows:
            for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                text = " ".join(_lines(cell, True))
                head = f"  {column.title} " if number else ""
                console.print(Text(head).append(Text(text, style=_STYLES.get(cell.tone, ""))))
