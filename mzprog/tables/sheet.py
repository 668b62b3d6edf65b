"""A sheet of a workbook being read, whatever the file: cells by place, merged ranges, hidden rows and columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeVar

from mzprog.core.problems import Refusal
from mzprog.tables.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, Size

MAX_SHEETS = 200

NO_RESULT = "公式没有保存计算结果；请用 Excel 或 WPS 打开后保存一次"


_Any = TypeVar("_Any")


def few(sheets: Sequence[_Any]) -> Sequence[_Any]:
    """Return the sheets of a workbook. Raises :class:`Refusal` for more than anyone has."""
    if len(sheets) > MAX_SHEETS:
        raise Refusal("table-too-large", f"工作表太多：最多读{MAX_SHEETS}张；请只留下要导入的表")
    return sheets


class Sheet:
    """The cells of a sheet by row (from 1) and column (from 0); ``size`` counts those of the whole file."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._found: dict[int, dict[int, Cell]] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def put(self, row: int, cell: Cell) -> None:
        """Take a cell; one without text is none. Raises :class:`Refusal` for one where no table has any."""
        if not cell.text:
            return
        if cell.column >= MAX_COLUMNS:
            raise Refusal("table-too-large", f"工作表太宽：最多读{MAX_COLUMNS}列")
        if row not in self._found and len(self._found) == MAX_ROWS:
            raise Refusal("table-too-large", f"表太大：最多读{MAX_ROWS}行")
        self._found.setdefault(row, {})[cell.column] = cell

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Take a merged range, both ends of it included."""
        if len(self._merged) < MAX_ROWS:
            self._merged.append((top, left, bottom, min(right, MAX_COLUMNS - 1)))

    def grid(self, name: str, hidden: bool) -> Grid:
        """Return the sheet as a table. Raises :class:`Refusal`."""
        self._cover()
        width = max((cell.end for cells in self._found.values() for cell in cells.values()), default=0)
        for number in range(1, len(self._found) + 1):
            self._size.add(number, width)
        rows = tuple(
            Row(number, _filled(self._found[number], width), number in self.hidden_rows)
            for number in sorted(self._found)
        )
        columns = sorted(column for column in self.hidden_columns if column < width)
        remarks = (f"第{'、'.join(str(column + 1) for column in columns)}列是隐藏的，已照样读入",) if columns else ()
        return Grid(rows, name=name, hidden=hidden, remarks=remarks)

    def _cover(self) -> None:
        """Let the first cell of each merged range cover the rest of it."""
        rows = sorted(self._found)
        for top, left, bottom, right in self._merged:
            origin = self._found.get(top, {}).get(left)
            if origin is None or right < left:
                continue
            covering = origin._replace(columns=right - left + 1)
            for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
                self._size.add(0, right - left + 1)
                for column in range(left, right + 1):
                    self._found[row].pop(column, None)
                self._found[row][left] = covering._replace(above=row > top)


def _filled(cells: Mapping[int, Cell], width: int) -> tuple[Cell, ...]:
    """Return the cells of a row with blank ones between them: a sheet has no lost cells."""
    filled, at = [], 0
    for column in sorted(cells):
        filled += [Cell("", blank) for blank in range(at, column)]
        filled.append(cells[column])
        at = cells[column].end
    return (*filled, *(Cell("", blank) for blank in range(at, width)))
