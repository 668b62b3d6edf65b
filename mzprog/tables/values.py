"""The figures of one row, whole or by components, put where a plan file has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.core.plan import RISING, Target
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import parse_bound, parse_number
from mzprog.planfile.consistency import settle_direction
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import Map, Text
from mzprog.tables import cells
from mzprog.tables.cells import Reading
from mzprog.tables.grid import Row, tidy
from mzprog.tables.head import Column

Parts = Mapping[str, Reading]
# Where the values of a column go; those with periods have one for each.
_KEYS = {"baseline": "baseline", "target": "target", "milestone": "milestones", "observation": "observations"}
DATED = frozenset(["milestone", "observation"])
ROLES = frozenset(_KEYS)


class Place(NamedTuple):
    """Whose value it is: a column's role, and its period where it has one."""

    role: str
    period: Period | None = None


class Values:
    """The values of a row; ``remarks`` is where they say what a person should know."""

    def __init__(self, row: Row, columns: Iterable[Column], unit: str | None, remarks: list[str], blanks: bool) -> None:
        """Read the cells of a row; ``blanks``: a blank one is a figure left out."""
        self.unit = unit
        self.remarks = remarks
        self.found: dict[Place, Reading | Parts] = {}
        for column in columns:
            if column.role in ROLES and (blanks or column.text(row).strip()):
                place = Place(column.role, column.period if column.role in DATED else None)
                self.found[place] = self._read(row, column)
            elif column.role == "outcome":
                self._give_reason(Place("observation", column.period), tidy(column.text(row)))

    def _read(self, row: Row, column: Column) -> Reading | Parts:
        read = cells.target if column.role == "target" else cells.figure
        inside, text = [cell for cell in column.cells(row) if cell.text], column.text(row)
        value = cells.parts(text, self.unit, read) or read(text, self.unit)
        if not isinstance(value, Reading):
            return value
        fault = next((cell.flaw for cell in inside if cell.flaw), "")
        if value.form == cells.VALUE and any(c.column < column.start or c.end > column.end for c in inside):
            fault = fault or "这一格横跨几列，看不出是哪一列的数"
        if fault:
            value = Reading(cells.OPEN, origin=tidy(text), remark=fault)
        elif value.form == cells.VALUE and any(cell.above for cell in inside):
            value = value._replace(remark="这一格与上一行合并，两行用同一个数")
        if value.remark:
            self.remarks.append(f"{column.label}：{value.remark}")
        return value

    def _give_reason(self, place: Place, outcome: str) -> None:
        """Take the reason for a figure that is not there from the outcome beside it (机构调整)."""
        value = self.found.get(place)
        if isinstance(value, Reading) and cells.unexplained(value) and cells.is_reason(outcome):
            self.found[place] = value._replace(text=outcome)

    def total(self) -> bool:
        """Tell whether figures stand in [ ]: totals over the plan (累计).

        mzprog adds up the figures of the years; of totals so far only a single one can stand for them.
        """
        totals = [p for p, value in self.found.items() if isinstance(value, Reading) and value.total]
        observed = [place for place in totals if place.role == "observation"]
        if len(observed) > 1:
            self.remarks.append("方括号里的累计数不止一期，不能相加，请逐期写明当年数")
            for place in observed:
                value = self.found[place]
                assert isinstance(value, Reading)
                self.found[place] = Reading(cells.OPEN, origin=f"[{value.text}]", remark="请写明当年数")
        return bool(totals)

    def open_direction(self) -> str:
        """Return the question that target and baseline leave, whatever the plan's direction; "" if none."""
        target, baseline = self.found.get(Place("target")), self.found.get(Place("baseline"))
        names = next((list(value) for value in (target, baseline) if value and not isinstance(value, Reading)), [""])
        asked = (self._open_direction(_part(target, name), _part(baseline, name)) for name in names)
        return next(filter(None, asked), "")

    def _open_direction(self, target: Reading | None, baseline: Reading | None) -> str:
        if target is None or target.form != cells.VALUE:
            return ""
        asked = parse_bound(target.text, self.unit)
        start: Decimal | None = None
        if target.total:
            start = Decimal(0)
        elif baseline and baseline.form == cells.VALUE:
            start = parse_number(baseline.text, self.unit)
        ranged = Target(target.text, asked.low, asked.high, ranged=asked.operator == "-")
        try:
            settle_direction(ranged, start, None, RISING)
        except Refusal as refusal:
            return refusal.message
        return ""

    def put(self, owner: Map) -> None:
        """Write the values into an indicator."""
        names = dict.fromkeys(name for value in self.found.values() if not isinstance(value, Reading) for name in value)
        components = {name: Map() for name in names}
        for place, value in self.found.items():
            if isinstance(value, Reading) and not (names and place.role == "observation"):
                _put(owner, place, value)
                continue
            for name, one in _for_each(value, names).items():
                _put(components[name], place, one)
            if place.role == "target" and not isinstance(value, Reading):
                words = "；".join(f"{name}{one.text}" for name, one in value.items())
                owner.items["target"] = Map({"text": Text(words)}, flow=True)
        if Place("target") not in self.found:
            owner.put("target", TODO, "表里没有目标值")
        if components:
            owner.items["components"] = Map(dict(components))


def _part(value: Reading | Parts | None, name: str) -> Reading | None:
    return value if isinstance(value, Reading) or value is None else value.get(name)


def _for_each(value: Reading | Parts, names: Iterable[str]) -> Parts:
    """Return an observation for each component: a reason holds for all, a single figure for none."""
    if not isinstance(value, Reading):
        return value
    if value.form == cells.VALUE:
        value = Reading(cells.OPEN, origin=value.text, remark=f"表中只有一个数，没有分{'、'.join(names)}")
    return dict.fromkeys(names, value)


def _put(owner: Map, place: Place, value: Reading) -> None:
    key, node = _KEYS[place.role], _node(value)
    if place.period:
        dated = owner.items.setdefault(key, Map())
        if isinstance(dated, Map):
            dated.items[str(place.period)] = node
    elif place.role in DATED:
        words = f"表中写作{quoted(value.text)}，没有写是哪一期" if value.form != cells.OPEN else ""
        owner.items.setdefault(key, Text(TODO, words))
    else:
        owner.items[key] = node


def _node(value: Reading) -> Text | Map:
    said = f"表中写作{quoted(value.origin)}" if value.origin else ""
    if value.form == cells.OPEN:
        return Text(TODO, value.remark if value.origin in value.remark else f"{said}；{value.remark}")
    if value.form == cells.VALUE and not value.note:
        return Text(value.text, said)
    node = Map({value.form: Text(value.text, said)}, flow=True)
    node.put("note", value.note)
    return node
