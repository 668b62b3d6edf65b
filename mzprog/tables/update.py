"""A table of new figures held against a plan: what to write into it, and what only a person can settle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.core.plan import CHANGE, CUT, FLOW, STOCK, TOTAL, Figure, Indicator, Plan
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import literal, parse_number
from mzprog.planfile.edit import Edit, Form
from mzprog.questions.assumption import called, nearest_first
from mzprog.tables import cells
from mzprog.tables.brackets import brackets_of
from mzprog.tables.cells import Reading
from mzprog.tables.columns import NOT_DONE, observed
from mzprog.tables.facts import Facts
from mzprog.tables.grid import Row, tidy
from mzprog.tables.layout import Column, Table
from mzprog.tables.roles import SKIP
from mzprog.tables.rows import RowReader
from mzprog.tables.values import Values
from mzprog.tables.within_years import is_so_far
from mzprog.tables.words import is_note, is_signed

_YEAR = re.compile("((?:19|20)[0-9]{2})年?度?")
_OF_TIME = re.compile("年|期|时间|year|period", re.IGNORECASE)
_FORMS: dict[str, Form] = {cells.MISSING: "missing", cells.JUDGED: "judged"}


class Change(NamedTuple):
    """One figure of the table: whose and when, what the plan has (None: nothing), what the table says."""

    indicator: str
    component: str | None
    period: Period
    old: Figure | None
    new: Reading

    @property
    def replaces(self) -> bool:
        """Whether another figure stands there already."""
        return self.old is not None and self.old.value is not None

    def edit(self, source: str | None) -> Edit:
        """Return what to write into the plan file, with the new figure's ``source``."""
        form: Form = _FORMS.get(self.new.form, "value")
        return Edit(self.indicator, self.component, "observations", self.period, self.new.text, form, source)


class Update(NamedTuple):
    """What a table brings: figures to write, how many the plan has already, and what to say.

    ``unmatched`` are the names the plan does not have, each with its nearest; ``open`` says what of
    the matched rows a person must settle, ``remarks`` what is only to be known.
    """

    changes: tuple[Change, ...]
    same: int
    unmatched: tuple[tuple[str, tuple[str, ...]], ...]
    open: tuple[str, ...]
    remarks: tuple[str, ...]


def compare(
    plan: Plan, table: Table, period: Period | None, facts: Facts, names: Mapping[str, str] | None = None
) -> Update:
    """Hold a table against a plan; ``names`` are those of the table that someone said are the plan's.

    Raises :class:`Refusal` where it has no figures of a period.
    """
    columns = observed(table, period, facts)
    planned = _planned(columns)
    if not any(column.role == "observation" for column in columns):
        if planned:
            raise Refusal("no-period", planned)
        which = f"没有{period}的列" if period else "看不出是哪一期的数"
        raise Refusal("no-period", f"{which}；请用 --period 写明期，如 --period 2019")
    comparison = _Comparison(plan, RowReader(columns, facts, brackets_of(table)), names or {})
    comparison.open += [planned] if planned else []
    for row in table.rows:
        if row.texts and not is_signed(row.texts[0]) and not (len(row.texts) == 1 and is_note(row.texts[0])):
            comparison.take(row)
    return comparison.result(table.remarks)


def _planned(columns: Sequence[Column]) -> str:
    """Say which columns may be plans; "" where none is."""
    found = [(number, column) for number, column in enumerate(columns, 1) if column.why == NOT_DONE]
    if not found:
        return ""
    number, column = found[0]
    which = "、".join(f"第{n}列{quoted(c.label)}" for n, c in found)
    return f"{which}：{NOT_DONE}，没有读入；是实际值的，请用 --column {number}=实际值:{column.period} 之类写明"


class _Comparison:
    """Takes the rows one after another."""

    def __init__(self, plan: Plan, reader: RowReader, names: Mapping[str, str]) -> None:
        self.plan = plan
        self.names = names
        self.running = {c.period for c in reader.columns if c.head.time and c.head.time.running}
        said = [c for n, c in enumerate(reader.columns, 1) if c.role == "observation" and n not in reader.facts.given]
        self.sums = {column.period for column in said if is_so_far(column)}
        self.dated = any(c.role == "observation" and c.head.time for c in reader.columns)
        self.seen: dict[tuple[str, str | None, Period], str] = {}
        self.reader = reader
        self.changes: dict[tuple[str, str | None, Period], Change] = {}
        self.same = 0
        self.unmatched: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.remarks: list[str] = []

    def take(self, row: Row) -> None:
        """Take a row whose name the plan has; any other with figures is told."""
        name = self.reader.name(row)
        item = called(self.plan, self.names.get(name.name, name.name)) or called(
            self.plan, tidy(self.reader.text(row, "name"))
        )
        where = f"第{row.number}行“{item.name if item else name.name}”"
        if item is None:
            if name.name and len(row.texts) > 1:
                known = [indicator.name for indicator in self.plan.indicators]
                self.unmatched.append((name.name, tuple(nearest_first(name.name, known, 3))))
            return
        fault = self.reader.lost(row)
        unit = self.reader.text(row, "unit") or name.unit or self._unit_over()
        if unit and item.unit and _plain(unit) != _plain(item.unit):
            fault = f"表中的单位是{quoted(unit)}，规划里是{quoted(item.unit)}"
        fault = fault or self._other_year(row)
        if fault:
            self.open.append(f"{where}：{fault}，没有读入")
            return
        said: list[str] = []
        values = Values(row, self.reader.columns, item.unit, said, not self.reader.ours)
        unread = False
        for place, value in values.found.items():
            if place.role == "observation" and place.period:
                for component, one in _parts(item, value):
                    unread |= one.form == cells.OPEN
                    self._hold(where, item, component, place.period, one)
        (self.open if unread else self.remarks).extend(f"{where}：{remark}" for remark in said)

    def _unit_over(self) -> str | None:
        """Return the unit that stands over the table (单位：万元), where the heads of the figures have none."""
        figures = [column for column in self.reader.columns if column.role == "observation"]
        return None if any(column.head.unit for column in figures) else self.reader.facts.unit

    def _other_year(self, row: Row) -> str:
        """Say that a row's own cell names another year than that of its figures (数据年份); "" where none does."""
        periods = {
            column.period.year for column in self.reader.columns if column.role == "observation" and column.period
        }
        for column in () if self.dated or self.reader.ours else self.reader.columns:
            year = _YEAR.fullmatch(tidy(column.text(row))) if column.role == SKIP else None
            if year and int(year[1]) not in periods:
                return f"{quoted(column.label)}一格写的是{year[0]}"
        return ""

    def _hold(self, where: str, item: Indicator, component: str | None, period: Period, new: Reading) -> None:
        """Hold one figure against the plan's."""
        measure = next((part for part in item.measures if part.name == component), None)
        words = f"{where}{component or ''}{period}"
        if measure is None:
            self.open.append(f"{words}：规划里这一项{_has(item)}，没有读入{quoted(new.text)}")
            return
        fault = self._fault(item, period, new)
        if fault:
            self.open.append(f"{words}：{fault}，没有读入{quoted(new.origin or new.text)}")
            return
        key = item.name, component, period
        if self.seen.setdefault(key, new.text) != new.text:
            self.changes.pop(key, None)
            self.open.append(f"{words}：表里出现了两次，数不同（{self.seen[key]}、{new.text}），都没有写入")
            return
        old = measure.observations.get(period)
        change = Change(item.name, component, period, old, new)
        if new.form == cells.MISSING:
            if old is None and not cells.unexplained(new):
                self._put(change)
            elif old is not None and old.value is not None:
                self.remarks.append(f"{words}：{new.text}，规划里已有{literal(old.value)}，没有改动")
        elif new.form == cells.VALUE and old is not None and old.value == parse_number(new.text, item.unit):
            self.same += 1
        elif new.form in {cells.VALUE, cells.JUDGED} and not (old is not None and old.judged == new.text):
            self._put(change)

    def _fault(self, item: Indicator, period: Period, new: Reading) -> str:
        """Say why a figure is not what the plan's row holds; "" where it is."""
        if new.bracket:
            return "数在括号里，看不出是什么数"
        if new.text.startswith(("+", "＋")) and item.kind in {STOCK, FLOW, TOTAL} and item.unit != "%":
            return "带“+”，看不出是数值还是增加了多少"
        if new.form == cells.JUDGED and not any(part.target.missing for part in item.measures):
            return "没有数值"
        if period in self.running and period.months == 1 and item.kind in {FLOW, TOTAL} and not item.cumulative:
            return "表里是年初起的累计数，规划里这一项不是累计数"
        if period in self.sums and item.kind in {TOTAL, CUT, CHANGE} and not item.cumulative:
            return "表里是累计数，规划里这一项记的是各期的数"
        return ""

    def _put(self, change: Change) -> None:
        self.changes.setdefault((change.indicator, change.component, change.period), change)

    def result(self, remarks: Sequence[str]) -> Update:
        """Return what was found."""
        return Update(
            tuple(self.changes.values()), self.same, tuple(self.unmatched), tuple(self.open),
            (*remarks, *self.remarks),
        )  # fmt: skip


def _parts(item: Indicator, value: Reading | object) -> Iterator[tuple[str | None, Reading]]:
    """Yield the figures by component; one figure for an indicator with components belongs to none."""
    if isinstance(value, Reading):
        whole = value.form == cells.VALUE or not item.components
        yield from [(None, value)] if whole else [(part.name, value) for part in item.components]
    elif isinstance(value, dict):
        yield from value.items()


def _has(item: Indicator) -> str:
    names = "、".join(part.name or "" for part in item.components)
    return f"分{names}" if names else "没有组成部分"


def _plain(unit: str) -> str:
    return unit.replace("％", "%").replace("㎡", "m²").casefold()
