"""How wide the columns of a printed table are: widths in half Chinese characters, then in any unit."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.render.clean import halves
from mzprog.render.document import Column, Table

_HEAD = 8  # what a head has on one line
_TEXT, _GROUP = 10, 24  # where a cell and a group's name begin to wrap
_NAME = 24  # what a flexible column must have


def columns_of(table: Table) -> list[Column]:
    """Return the columns with that of the groups first, where the table gives it a head."""
    return [*([Column(table.head, choose=True)] if table.head else []), *table.columns]


def head_text(column: Column) -> str:
    r"""Return a head on two lines where it is long: before a bracket, after a year, else in the middle.

    >>> head_text(Column("2018年上半年"))
    '2018年\n上半年'
    """
    title = column.title
    if column.flexible or halves(title) <= _HEAD:
        return title
    middle = title.find("（") if "（" in title else title.find("年") + 1 or -(-len(title) // 2)
    return f"{title[:middle]}\n{title[middle:]}".strip()


def column_widths(table: Table, room: int, half: int, margins: int) -> list[int]:
    """Return the columns' widths: what their texts need, up to a limit; flexible ones share the rest of ``room``.

    ``half`` is the width of half a character, ``margins`` what a cell adds to its text.
    """
    columns = columns_of(table)
    limits = [_GROUP if table.head and not n else _TEXT for n in range(len(columns))]
    widths = [min(limit, need) * half + margins for limit, need in zip(limits, _needs(table, columns), strict=True)]
    flexible = [n for n, column in enumerate(columns) if column.flexible]
    rest = room - sum(width for n, width in enumerate(widths) if n not in flexible)
    least = _NAME * half * len(flexible)
    if rest < least:
        widths = [width * (room - least) // (room - rest) for width in widths]
    for n in flexible:
        widths[n] = max(rest, least) // len(flexible)
    return widths


def _needs(table: Table, columns: Sequence[Column]) -> list[int]:
    """Return what the longest line of each column needs."""
    needs = [max(map(halves, head_text(column).split("\n"))) for column in columns]
    for group in table.groups:
        if table.head:
            needs[0] = max(needs[0], halves(group.title))
        for row in group.rows:
            for place, cell in enumerate(row, len(columns) - len(row)):
                needs[place] = max(needs[place], *map(halves, [*cell.text.split("\n"), cell.under]))
    return needs
