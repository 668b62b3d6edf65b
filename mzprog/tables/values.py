"""The figures of one row, whole or by components, each by the role and the period that its column has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mzprog.core.period import Period, whole_year
from mzprog.core.problems import quoted
from mzprog.tables import cells, doubts, numbers
from mzprog.tables.cells import Reading
from mzprog.tables.grid import Row, tidy
from mzprog.tables.layout import Column
from mzprog.tables.names import same_unit
from mzprog.tables.roles import DATED
from mzprog.tables.worded import signed

Parts = Mapping[str, Reading]
# Where the values of a column go; those with periods have one for each.
KEYS = {"baseline": "baseline", "target": "target", "planned": "milestones", "milestone": "milestones",
         "quota": "quotas", "observation": "observations"}  # fmt: skip
ROLES = frozenset(KEYS) | {"pace", "value"}
MANY = frozenset(["planned", "milestone", "quota", "observation"])
_NUMERIC = frozenset([cells.VALUE, cells.ABOUT])
_OF_TIMES = frozenset([None, "", "年", "年月", "年/月", "年份", "月", "日期", "时间"])
_UNSAID = frozenset(["", "%", "‰", None])


class Place(NamedTuple):
    """Whose value it is: a column's role, and its period where it has one."""

    role: str
    period: Period | None = None


class Values:
    """The values of a row; ``remarks`` is where they say what a person should know."""

    def __init__(
        self, row: Row, columns: Sequence[Column], unit: str | None, remarks: list[str], blanks: bool, end: int = 0,
        named_time: bool = False,
    ) -> None:  # fmt: skip
        """Read the cells of a row; ``blanks``: a blank baseline or target is a figure left out.

        ``end`` is the plan's target year; ``named_time``: the row's name says that it is about times.
        """
        self.end = whole_year(end) if end else None
        self.unit = unit
        self.remarks = remarks
        self.blanks = blanks
        self.found: dict[Place, Reading | Parts] = {}
        self.labels: dict[Place, str] = {}
        self.heads: dict[Place, str] = {}
        self.notes: list[str] = []
        self.sums: dict[Place, Reading] = {}
        self.percent: set[Place] = set()  # what carries a % of its own
        self.unsettled: set[Place] = set()
        self.dated = unit in _OF_TIMES and doubts.dates([c.text(row) for c in columns if c.role in ROLES], named_time)
        self.heads_differ = "" if unit else doubts.differing(_head_units(columns, row))
        self.sign = next((tidy(column.text(row)) for column in columns if column.role == "sign"), "")
        for column in sorted(columns, key=lambda column: column.role == "value"):
            if column.role in ROLES and column.role != "value" and (blanks or column.text(row).strip()):
                self._take(row, column)
            elif column.role == "value" and column.text(row).strip():
                self._leave(row, column)
            elif column.role == "growth" and blanks:
                self._take_sum(column, cells.figure(column.text(row), unit))
            elif column.role == "outcome":
                self._give_reason(Place("observation", column.period), tidy(column.text(row)))
        self._doubt()

    def _take(self, row: Row, column: Column) -> None:
        place = Place(column.role, column.period if column.role in DATED else None)
        value = self._read(row, column)
        own = value.period if isinstance(value, Reading) else None
        if own and isinstance(value, Reading):
            if column.role == "observation":
                place = Place(column.role, own)
            elif column.role != "baseline" and own != (column.period or self.end):
                value = Reading(cells.OPEN, origin=value.origin, remark="写的是另一年的数")
        elif column.role == "baseline" and isinstance(value, Reading) and self.blanks:
            value = value._replace(period=column.period)
        if place in self.found and column.role == "pace" and isinstance(value, Reading):
            self._second_pace(place, value, column)
            return
        if place in self.found and {"i", "r"} & set(column.head.letters + self.heads[place]):
            self._revise(place, value, column)
            return
        if place in self.found:
            remark = f"{column.label}：{quoted(tidy(column.text(row)))}与另一格是同一期的数，没有读入"
            self.remarks.append(remark)
            return
        self.found[place], self.labels[place], self.heads[place] = value, column.label, column.head.letters
        if tidy(column.text(row)).endswith(("%", "％")):
            self.percent.add(place)

    def _second_pace(self, place: Place, value: Reading, column: Column) -> None:
        """Take the one of 年均 and 累计 that has a figure; of two it is a question which the target is."""
        first = self.found[place]
        if cells.unexplained(value):
            return
        if isinstance(first, Reading) and not cells.unexplained(first):
            both = f"{cells.shown(first)}；{column.label}：{cells.shown(value)}"
            self.found[place] = Reading(cells.OPEN, origin=both, remark="年均增速和累计都有，看不出目标是哪一个")
            return
        self.found[place], self.labels[place], self.heads[place] = value, column.label, column.head.letters

    def _revise(self, place: Place, value: Reading | Parts, column: Column) -> None:
        """Take the revised one of two figures of one place (调整后), where there is one; the other is a note."""
        first = self.found[place]
        revised = value if "r" in column.head.letters else first
        original = first if revised is value else value
        label = self.labels[place] if revised is value else column.label
        if isinstance(revised, Reading) and cells.unexplained(revised):
            self.found[place] = original
            return
        self.found[place] = revised
        if isinstance(original, Reading) and not cells.unexplained(original):
            self.notes.append(f"{label}：{cells.shown(original)}")

    def _take_sum(self, column: Column, value: Reading) -> None:
        """Remember a figure in brackets among average growths: it may be a sum over the plan so far."""
        if value.form == cells.VALUE and value.bracket and column.period:
            self.sums[Place("observation", column.period)] = value

    def _leave(self, row: Row, column: Column) -> None:
        """Leave open what stands under a year of which nobody said what it holds."""
        text = tidy(column.text(row))
        if cells.unexplained(cells.figure(text, self.unit)):
            return
        place = Place("observation", column.period)
        if place in self.found:
            self.remarks.append(f"{column.label}：{quoted(text)}，{column.why}，没有读入")
            return
        self.unsettled.add(place)
        self.found[place] = Reading(cells.OPEN, origin=text, remark=f"{column.label}是{quoted(text)}，{column.why}")

    def _read(self, row: Row, column: Column) -> Reading | Parts:
        read = cells.target if column.role in {"target", "pace"} else cells.figure
        inside, text = [cell for cell in column.cells(row) if cell.text], column.text(row)
        if column.role in {"planned", "milestone"}:
            read = cells.planned
        if column.role == "target" and self.sign:
            text = signed(self.sign, text)
        unit = "%" if column.role == "pace" and self.unit not in _UNSAID else column_unit(column, self.unit)
        value = cells.parts(text, unit, read) or read(text, unit)
        if column.role == "pace" and isinstance(value, Reading) and value.form == cells.OPEN:
            value = cells.target(text, self.unit)
        if not isinstance(value, Reading):
            return value
        if column.role == "baseline" and column.why and value.form == cells.VALUE and not value.note:
            value = value._replace(note=column.why)
        fault = next((cell.flaw for cell in inside if cell.flaw), "") or self._fault(row, column, value, text)
        if fault:
            value = Reading(cells.OPEN, origin=tidy(text), remark=fault)
        elif value.form == cells.VALUE and any(cell.above for cell in inside):
            value = value._replace(remark="这一格与上一行合并，两行用同一个数")
        if value.remark:
            self.remarks.append(f"{column.label}：{value.remark}")
        return value

    def _fault(self, row: Row, column: Column, value: Reading, text: str) -> str:
        """Say why what a cell says is not this row's figure of this column; "" where it is."""
        if value.form != cells.MISSING and any(
            c.column < column.start or c.end > column.end for c in column.cells(row)
        ):
            return "这一格横跨几列，看不出是哪一列的数"
        if self.dated and value.form in {cells.VALUE, cells.OPEN} and numbers.is_date(tidy(text)):
            return f"{quoted(tidy(text))}像是时间，不是数值"
        if not column.head.unit or value.form not in _NUMERIC or column.role == "pace":
            return ""
        if self.unit and not same_unit(column.head.unit, self.unit):
            return f"表头的单位{quoted(column.head.unit)}与这一行的{quoted(self.unit)}不同"
        return f"各列表头的单位不同（{self.heads_differ}），这一行没有写单位" if self.heads_differ else ""

    def _doubt(self) -> None:
        """Leave open what the figures of the row make doubtful of each other; drop what is no entry."""
        for place in doubts.spaced(self.found):
            self.open(place, "看不出是一个数（空格分开千位）还是两个数")
        if not self.blanks:
            return
        for place, words in doubts.unlike(self.found).items():
            self.found[place] = Reading(cells.VALUE, origin=words)
            self.open(place, "与这一行别的格分的不是同样的几部分")
        for place in doubts.shares(self.found, self.percent, self.unit) if self.unit in _UNSAID else ():
            text = cells.shown(self.found[place])  # type: ignore[arg-type]
            remark = f"{quoted(text)}没有%，同一行有的带%，看不出是{text}%还是比例"
            self.found[place] = Reading(cells.OPEN, origin=text, remark=remark)
            self.remarks.append(f"{self.labels.get(place, '')}：{remark}")
        self._drop_dashes()

    def _drop_dashes(self) -> None:
        """Drop dashes and blanks where they stand for no entry: among observations and yearly plans."""
        for place, value in list(self.found.items()):
            if place.role in MANY | {"pace"} and isinstance(value, Reading) and cells.unexplained(value):
                del self.found[place]

    def _give_reason(self, place: Place, outcome: str) -> None:
        """Take the reason for a figure that is not there from the outcome beside it (机构调整)."""
        value = self.found.get(place)
        if isinstance(value, Reading) and cells.unexplained(value) and numbers.is_reason(outcome):
            self.found[place] = value._replace(text=outcome)

    def one(self, role: str) -> Reading | None:
        """Return the reading of a role that has one place, where it is one figure for the whole."""
        value = self.found.get(Place(role))
        return value if isinstance(value, Reading) else None

    def all(self, role: str) -> dict[Place, Reading]:
        """Return the readings of a role, by place."""
        return {p: v for p, v in self.found.items() if p.role == role and isinstance(v, Reading)}

    def open(self, place: Place, remark: str) -> None:
        """Make a value a question."""
        value = self.found[place]
        assert isinstance(value, Reading)
        origin = cells.shown(value)
        self.found[place] = Reading(cells.OPEN, origin=origin, remark=remark)
        self.remarks.append(f"{self.labels.get(place, '')}：{quoted(origin)}，{remark}")

    def left_open(self) -> dict[Place, Reading]:
        """Return the observations where all of them stand under years of which nobody said what they hold."""
        observed = self.all("observation")
        return observed if observed and all(place in self.unsettled for place in observed) else {}


def column_unit(column: Column, unit: str | None) -> str | None:
    """Return the unit of a column's cells: its head's (万元), where it has one, else the row's."""
    return column.head.unit or unit if not column.head.unit or not unit else _agreed(column.head.unit, unit)


def _agreed(head: str, row: str) -> str:
    return row if same_unit(head, row) else head


def _head_units(columns: Sequence[Column], row: Row) -> list[str]:
    """Return the units that the heads over a row's figures have."""
    figures = [c for c in columns if c.role in ROLES and c.role != "pace" and any(map(str.isdigit, c.text(row)))]
    return [column.head.unit for column in figures if column.head.unit]
