"""A workbook before it has a form: sheets of texts, figures and formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

TEXT, NAME, HEAD, TITLE, PLAIN, INPUT, FIGURE, RATE, VERDICT, STEP = (
    "text", "name", "head", "title", "plain", "input", "figure", "rate", "verdict", "step",
)  # fmt: skip


class Formula(NamedTuple):
    """A live formula; ``value`` is what it gives for the figures that stand there now."""

    text: str
    value: Decimal | str | bool


Content = Decimal | str | Formula | None


class Entry(NamedTuple):
    """One cell: what is in it, how it looks (``style``), how a number is shown (``form``)."""

    content: Content
    style: str = TEXT
    form: str = ""


class Choice(NamedTuple):
    """A drop-down list: the ``words`` to choose from in a ``column``, from row to row (both counted)."""

    column: int
    words: tuple[str, ...]
    first: int
    last: int


class Sheet(NamedTuple):
    """One sheet. ``heads`` rows stand still above the others, ``fixed`` columns beside them.

    ``widths`` are in characters; columns from ``steps`` on are working that need not be printed.
    ``filtered`` offers filters on the head; ``tones`` colours cells that equal another: (column, the
    address of a label, tone). ``merges`` are (row, first column, last column). ``choices`` offer words.
    """

    name: str
    rows: tuple[tuple[Entry, ...], ...]
    widths: tuple[int, ...]
    heads: int = 1
    fixed: int = 0
    steps: int | None = None
    filtered: bool = False
    tones: tuple[tuple[int, str, str], ...] = ()
    merges: tuple[tuple[int, int, int], ...] = ()
    choices: tuple[Choice, ...] = ()


class Workbook(NamedTuple):
    """Sheets in order, the first shown first."""

    title: str
    sheets: tuple[Sheet, ...]


def letters(column: int) -> str:
    """Return a column's name, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(65 + place) + name
    return name


def column_of(name: str) -> int:
    """Return the number of a column from its name.

    >>> column_of("A"), column_of("Z"), column_of("AA"), column_of("AAA")
    (0, 25, 26, 702)
    """
    found = 0
    for letter in name:
        found = found * 26 + ord(letter) - 64
    return found - 1


def address(row: int, column: int) -> str:
    """Return a cell's address; row and column count from 0.

    >>> address(4, 3)
    'D5'
    """
    return f"{letters(column)}{row + 1}"


def area(sheet: str, column: int, rows: range) -> str:
    """Return the address of a part of a column on another sheet, which stays when rows are sorted.

    >>> area("分项", 2, range(4, 6))
    "'分项'!$C$5:$C$6"
    """
    name = letters(column)
    return f"'{sheet}'!${name}${rows.start + 1}:${name}${rows.stop}"
