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
_NAME, _SHORT_NAME = 22, 10  # what a flexible column must have, and where figures leave no room for that
_WORD, _SHORT_WORD = 6, 4  # the same of a column of words


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

    Where that is too little, words take more lines before a figure or a year is broken in its middle.
    ``half`` is the width of half a character, ``margins`` what a cell adds to its text.
    """
    columns = table.printed_columns
    flexible = [n for n, column in enumerate(columns) if column.flexible]
    widths, least = _own_widths(table, half, margins), _NAME * half
    for n in flexible:
        widths[n] = least
    rest = room - sum(widths)
    if rest >= 0:
        return [width + rest // len(flexible) if n in flexible else width for n, width in enumerate(widths)]
    whole = _needs(table, columns, _unbroken)
    for words, names in ((_WORD, _NAME), (_SHORT_WORD, _SHORT_NAME)):
        floors = [max(words, need) * half + margins for need in whole]
        floors = [names * half if n in flexible else min(floor, widths[n]) for n, floor in enumerate(floors)]
        if sum(floors) <= room:
            break
    return _shrunk(widths, floors, room)


def _shrunk(widths: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Return widths that fit into ``room``, each less by its part of what it has above its floor.

    >>> _shrunk([10, 20, 30], [10, 10, 10], 45), _shrunk([10, 20, 30], [10, 20, 30], 30)
    ([10, 15, 20], [5, 10, 15])
    """
    over, spare = sum(widths) - room, sum(widths) - sum(floors)
    if over > spare:
        return [floor * room // sum(floors) for floor in floors]
    return [width - -(-(width - floor) * over // spare) for width, floor in zip(widths, floors, strict=True)]


def least_width(table: Table, half: int, margins: int) -> int:
    """Return the width that a table needs so that its flexible columns can be read."""
    least = _NAME * half
    pairs = zip(table.printed_columns, _own_widths(table, half, margins), strict=True)
    return sum(least if column.flexible else width for column, width in pairs)


def _own_widths(table: Table, half: int, margins: int) -> list[int]:
    """Return what the columns' texts need, up to a limit; figures are never more than one line."""
    columns = table.printed_columns
    limits = [_GROUP if table.head and not n else _TEXT for n in range(len(columns))]
    needs = zip(limits, _needs(table, columns, _printed), _needs(table, columns, _unbroken), strict=True)
    return [max(min(limit, need), whole) * half + margins for limit, need, whole in needs]


def _needs(table: Table, columns: Sequence[Column], measure: Callable[[str], int]) -> list[int]:
    """Return what the longest line of each column needs, as each is measured."""
    lines = [head_text(column).split("\n") for column in columns]
    needs = [max(map(halves if measure is _printed else measure, line)) for line in lines]
    for group in table.groups:
        if table.head:
            needs[0] = max(needs[0], measure(group.title))
        for row in group.rows:
            for place, cell in enumerate(row, len(columns) - len(row)):
                needs[place] = max(needs[place], *map(measure, [*cell.text.split("\n"), cell.under]))
    return needs


_UNBROKEN = re.compile(r"[0-9A-Za-z.,%‰≥≤<>+\[\]()-]*\d[0-9A-Za-z.,%‰\[\]()]*年?")


def _unbroken(text: str) -> int:
    """Return the width of the longest figure or year in a text, up to what fits on a page.

    >>> _unbroken("城市100.81%"), _unbroken("2021年"), _unbroken("滞后")
    (7, 6, 0)
    """
    return min(_GROUP, max((halves(figure) for figure in _UNBROKEN.findall(text)), default=0))


def _printed(text: str) -> int:
    """Return a text's width with room for fonts that have figures and the percent sign wider than half a character."""
    return halves(text) + text.count("%") + sum(map(str.isdigit, text)) // 4
