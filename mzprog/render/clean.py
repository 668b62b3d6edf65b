"""Text in a document: what any format can hold, how much room it takes, where a line may break."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from mzprog.render.document import Column, Table


# What XML 1.0 has no place for: control characters, halves of surrogate pairs, two non-characters.
# Named are the few that go: naming the many that stay took ten times as long to compile.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    r"""Return ``text`` without the characters that neither XML nor a web page may contain, its lines ended alike.

    >>> clean("a\x00b\ud800c")
    'abc'
    """
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def headline(text: str) -> str:
    """Return a title for a file's properties, which hold no more than 255 characters."""
    return clean(text)[:255]


def halves(text: str, wide: str = "WFA") -> int:
    """Return a text's width in half Chinese characters, as it is printed; a terminal's cells are those of ``WF``.

    >>> halves("养老床位 6.1"), halves("…"), halves("…", "WF")
    (12, 2, 1)
    """
    return sum(2 if east_asian_width(character) in wide else 1 for character in text)


# A unit in brackets or a figure stays whole; closing marks do not begin a line, opening ones do not end it.
_PIECE = re.compile(
    r"[（(][^（()）]{0,12}[）)]|[“《〔【（]*(?:[A-Za-z0-9.%≥≤<>=+/#:_-]+|[^\s]|\s)[，。；：、）”》〕】！？%‰…]*"
)


def wrap(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """Break ``text`` into lines of at most ``width`` cells, as ``width_of`` counts them; nothing is cut off.

    >>> wrap("每千名老年人口养老床位数（张）", 24, lambda s: 2 * len(s))
    ['每千名老年人口养老床位数', '（张）']
    """
    lines, line, used = [], "", 0
    for piece in _pieces(text, width, width_of):
        size = width_of(piece)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if lines and not line and piece.isspace():
            continue
        line += piece
        used += size
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """Return what must stay together, but no piece wider than a line."""
    pieces = []
    for piece in _PIECE.findall(text):
        pieces += [piece] if width_of(piece) <= width else list(piece)
    return pieces


_HEAD = 8  # what a head has on one line
_TEXT, _GROUP = 10, 24  # where a cell and a group's name begin to wrap
_NAME = 22  # what a flexible column must have


def head_text(column: Column) -> str:
    r"""Return a head on two lines where it is long: what was in brackets, after a year, else from the middle.

    >>> from mzprog.render.document import Column
    >>> head_text(Column("2018年上半年")), head_text(Column("基期（2015年）"))
    ('2018年\n上半年', '基期\n2015年')
    """
    title = column.title
    if column.flexible or halves(title) <= _HEAD:
        return title
    if title.endswith("）") and "（" in title:
        return title[:-1].replace("（", "\n", 1)
    middle = title.find("年") + 1 or -(-len(title) // 2)
    return f"{title[:middle]}\n{title[middle:]}".strip()


def column_widths(table: Table, room: int, half: int, margins: int) -> list[int]:
    """Return the columns' widths: what their texts need, up to a limit; flexible ones share the rest of ``room``.

    ``half`` is the width of half a character, ``margins`` what a cell adds to its text.
    """
    columns = table.printed_columns
    widths = _own_widths(table, half, margins)
    flexible = [n for n, column in enumerate(columns) if column.flexible]
    rest = room - sum(width for n, width in enumerate(widths) if n not in flexible)
    least = _NAME * half * len(flexible)
    if rest < least:
        widths = [width * (room - least) // (room - rest) for width in widths]
    for n in flexible:
        widths[n] = max(rest, least) // len(flexible)
    return widths


def least_width(table: Table, half: int, margins: int) -> int:
    """Return the width that a table needs so that its flexible columns can be read."""
    least = _NAME * half
    pairs = zip(table.printed_columns, _own_widths(table, half, margins), strict=True)
    return sum(least if column.flexible else width for column, width in pairs)


def _own_widths(table: Table, half: int, margins: int) -> list[int]:
    """Return what the columns' texts need, up to a limit."""
    columns = table.printed_columns
    limits = [_GROUP if table.head and not n else _TEXT for n in range(len(columns))]
    return [min(limit, need) * half + margins for limit, need in zip(limits, _needs(table, columns), strict=True)]


def _needs(table: Table, columns: Sequence[Column]) -> list[int]:
    """Return what the longest line of each column needs."""
    needs = [max(map(halves, head_text(column).split("\n"))) for column in columns]
    for group in table.groups:
        if table.head:
            needs[0] = max(needs[0], halves(group.title))
        for row in group.rows:
            for place, cell in enumerate(row, len(columns) - len(row)):
                needs[place] = max(needs[place], *map(_printed, [*cell.text.split("\n"), cell.under]))
    return needs


def _printed(text: str) -> int:
    """Return a text's width with room for fonts that have figures and the percent sign wider than half a character."""
    return halves(text) + text.count("%") + sum(map(str.isdigit, text)) // 4
