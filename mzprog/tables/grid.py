"""A table as every source gives it: rows of cells in columns, merges and flaws kept.

What a source cannot know (which row is a head, what a cell means) is not decided here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mzprog.core.problems import Refusal

MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_CELLS = 400_000
MAX_TEXT = 32_767  # as much as a cell of Excel can hold
MAX_ALL_TEXT = 5_000_000

STRUCK = "格子里有划去的字"

_BLANKS = re.compile(r"\s+")
# Chinese runs on over a line end; Latin words need their blank.
_LOOSE = re.compile(r"(?<=[^\x00-\xff])\s+|\s+(?=[^\x00-\xff])")


class Cell(NamedTuple):
    """A cell: its text, the first of its ``columns`` (from 0), and what is odd about it.

    ``above``: it is merged with the cell above and repeats its text. ``flaw``: why the text is not to
    be relied on (a formula whose result was not saved).
    """

    text: str
    column: int
    columns: int = 1
    above: bool = False
    flaw: str = ""

    @property
    def end(self) -> int:
        """The column after the last it covers."""
        return self.column + self.columns


class Row(NamedTuple):
    """The cells of a row from left to right; ``number`` is what a person would count."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in the row: the texts that are not empty and not repeated from above."""
        return tuple(cell.text for cell in self.cells if cell.text and not cell.above)


class Grid(NamedTuple):
    """One table of a file: its rows, the lines before and after it, a sheet's ``name``.

    ``remarks`` say what a person should know of how it was read.
    """

    rows: tuple[Row, ...]
    name: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    hidden: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((cell.end for row in self.rows for cell in row.cells), default=0)


def tidy(text: str) -> str:
    r"""Return a cell's text on one line, without blanks that only set Chinese characters apart.

    >>> tidy("每万名常住人口\n拥有社会 工作者人数 "), tidy("per  1000")
    ('每万名常住人口拥有社会工作者人数', 'per 1000')
    """
    seen = text if text.isprintable() else "".join(c for c in text if c.isprintable() or c.isspace())
    return _LOOSE.sub("", _BLANKS.sub(" ", seen).strip())


def cell_of(text: str, column: int, columns: int = 1, flaw: str = "") -> Cell:
    """Return a cell, its text cut where no spreadsheet's cell could hold more; its flaw then says so.

    >>> len(cell_of("5" * 40_000, 0).text), cell_of("50", 0).flaw
    (32767, '')
    """
    if len(text) > MAX_TEXT:
        text, flaw = text[:MAX_TEXT], f"一格超过{MAX_TEXT:,}个字，只读了前面的"
    return Cell(text, column, columns, flaw=flaw)


def pictured(column: int, columns: int = 1) -> Cell:
    """Return the cell that stands for a picture: what it shows cannot be read, and it is not blank."""
    return Cell("（图片）", column, columns, flaw="格子里是图片，读不出文字")


class Size:
    """Counts the cells of a file as they are read, and refuses one that is no table for people."""

    def __init__(self) -> None:
        self._cells = 0

    def add(self, row: int, columns: int) -> None:
        """Count the ``columns`` of the ``row``-th row. Raises :class:`Refusal`."""
        self._cells += columns
        if row > MAX_ROWS or columns > MAX_COLUMNS or self._cells > MAX_CELLS:
            raise Refusal("table-too-large", f"表太大：最多读{MAX_ROWS}行、{MAX_COLUMNS}列、{MAX_CELLS}格")


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Return superscript text such that a footnote's 1 cannot be taken for a digit of the figure before it.

    >>> "50" + raised("1")
    '50¹'
    """
    return text.translate(_RAISED)
