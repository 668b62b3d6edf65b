"""A long table (长表): one row for each figure, and the rows of one plan → :class:`Plan`.

Its columns are the keys of plan files, and its cells are read by the readers of plan files; what is wrong is told
with file, row and column. An indicator with a problem is set aside, the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mzprog.core.method import Method
from mzprog.core.plan import TYPES, Plan
from mzprog.core.problems import PlanError, Problem, quoted
from mzprog.planfile.cells import Place, cell, mapping, pairs, place, scalar, sequence, texts
from mzprog.planfile.keys import INDICATOR, MEASURE, OBSERVATION, OPEN, PLAN
from mzprog.planfile.load import plan_of
from mzprog.planfile.reader import NOTHING
from mzprog.planfile.yaml import Node, Scalar

# The columns, with their Chinese names; what an indicator needs is asked of every table.
_MEASURE = tuple(key for key in MEASURE if key != "observations")
_APART = {"name", *MEASURE, "components", "published", "source", "note", "causes", "actions"}
_OWN = tuple(key for key in INDICATOR if key not in _APART)
_FIGURE = ("value", "missing", "judged", "source", "note")
COLUMNS: dict[str, str] = {
    "region": PLAN["region"].chinese,
    "plan": PLAN["plan"].chinese,
    "indicator": "指标",
    "component": "组成",
    **{name: INDICATOR[name].chinese for name in (*_OWN, *_MEASURE)},
    "period": "期",
    **{name: OBSERVATION[name].chinese for name in _FIGURE},
    "published": INDICATOR["published"].chinese,
}
REQUIRED = ("plan", "indicator", "baseline_year", "target_year", "target", "period", "value")
SERIES = frozenset(["series", "数列"])
_READ: dict[str, Callable[[Place, list[Problem]], Node]] = {
    "milestones": pairs, "quotas": pairs, "responsible": texts,
}  # fmt: skip
_NO_TEXT = frozenset(["", *NOTHING, *OPEN])
_LOST = "\ufffd"  # what stands for bytes that are no UTF-8
_TEXTS = ("region", "plan", "indicator", "component")


class Line(NamedTuple):
    """A row of a table: its file, its number there (as a spreadsheet counts) and its cells that are not empty."""

    file: str
    row: int
    cells: Mapping[str, str]


class Places(NamedTuple):
    """In which column of a table, counted from 1, each key stands; ``chinese`` says in which words to speak of it."""

    columns: Mapping[str, int]
    chinese: bool

    def at(self, line: Line, key: str) -> Place:
        """Return the place of a cell."""
        return place(line.file, line.row, self.columns.get(key, 1), line.cells.get(key, ""))

    def problem(self, line: Line, code: str, message: str, *, column: str) -> Problem:
        """Return what is wrong with a cell."""
        return Problem(line.file, line.row, self.columns.get(column, 1), code, message)

    def name(self, key: str) -> str:
        """Return a column's name in the words of the table."""
        return COLUMNS[key] if self.chinese else key


class Read(NamedTuple):
    """What rows come to: the plan, if anything of it could be read, and the problems of what was set aside."""

    plan: Plan | None
    problems: tuple[Problem, ...]
    files: Mapping[str, str]


def read_lines(lines: Iterable[Line], places: Places, method: Method) -> Read:
    """Read the rows of one plan of one region; indicators with problems are set aside."""
    rows: dict[str, list[Line]] = {}
    for line in lines:
        if line.cells:  # spreadsheets leave rows with nothing in them
            rows.setdefault(line.cells.get("indicator", ""), []).append(line)
    problems: list[Problem] = []
    for name, own in list(rows.items()):
        found = list(_problems_of(own, places))
        if found:
            problems += found
            del rows[name]
    while any(own[0].cells.get("measure") not in SERIES for own in rows.values()):
        found = []
        tree = _tree(rows, places, found)
        first = next(iter(rows.values()))[0]
        try:
            plan = plan_of(tree, first.file, found, places.chinese, method)
        except PlanError as error:
            problems += error.problems
            where = {(p.file, p.line) for p in error.problems}
            bad = [name for name, own in rows.items() if any((line.file, line.row) in where for line in own)]
            for name in bad or list(rows):
                del rows[name]
        else:
            return Read(plan, tuple(problems), {name: own[0].file for name, own in rows.items()})
    return Read(None, tuple(problems), {})


def _problems_of(own: Sequence[Line], places: Places) -> Iterator[Problem]:
    """Yield what is wrong with the rows of one indicator among themselves."""
    first = own[0]
    series = first.cells.get("measure") in SERIES
    for key in _TEXTS:
        text = first.cells.get(key, "")
        if (key in {"plan", "indicator"} and not text) or Scalar(places.at(first, key)).text != text:
            message = f"“{places.name(key)}”{'里有看不见的字符' if text else '是空的'}；请改正后再算"
            yield places.problem(first, "odd-text", message, column=key)
    if not series:
        said = {key for line in own for key in line.cells}
        for key in ("baseline_year", "target_year", "target"):
            if key not in said:
                yield places.problem(first, "missing-key", f"指标缺少“{places.name(key)}”", column=key)
    yield from _conflicts(own, _OWN, places)
    seen: dict[tuple[str, str], Line] = {}
    for component in dict.fromkeys(line.cells.get("component", "") for line in own):
        yield from _conflicts([line for line in own if line.cells.get("component", "") == component], _MEASURE, places)
    for line in own:
        for key in [key for key, text in line.cells.items() if _LOST in text and key != "source"][:1]:
            message = f"“{places.name(key)}”里有读不出来的字符；文件在这里不是UTF-8"
            yield places.problem(line, "not-utf-8", message, column=key)
        period = line.cells.get("period", "")
        if not period and (set(_FIGURE[:3]) | {"published"}) & line.cells.keys():
            yield places.problem(line, "row-without-period", f"有数而没有“{places.name('period')}”", column="period")
        before = seen.setdefault((line.cells.get("component", ""), period), line)
        if period and before is not line:
            message = f"同一指标的{quoted(period)}有两行：{before.file}第{before.row}行已有；请删去一行"
            yield places.problem(line, "duplicate-row", message, column="period")


def _conflicts(own: Sequence[Line], keys: Sequence[str], places: Places) -> Iterator[Problem]:
    """Yield the columns in which rows of one indicator say different things; an empty cell says nothing."""
    for key in keys:
        said: dict[str, Line] = {}
        for line in own:
            if key in line.cells:
                said.setdefault(line.cells[key], line)
        if len(said) > 1:
            (one, first), (other, line), *_ = said.items()
            message = (
                f"同一指标的“{places.name(key)}”应各行一样：这里是{quoted(other)}，"
                f"{first.file}第{first.row}行是{quoted(one)}"
            )
            yield places.problem(line, "rows-differ", message, column=key)


def _tree(rows: Mapping[str, Sequence[Line]], places: Places, problems: list[Problem]) -> Node:
    """Return the rows of a plan as the tree that a plan file has."""
    first = next(iter(rows.values()))[0]
    top = places.at(first, "plan")
    items: list[tuple[Scalar, Node]] = [
        (scalar(top, key), Scalar(places.at(first, key))) for key in ("plan", "region") if key in first.cells
    ]
    series, indicators, own_types = list[tuple[Scalar, Node]](), list[Node](), dict[str, Node]()
    dated: dict[str, Node] = {}
    for name, own in rows.items():
        line = own[0]
        if line.cells.get("measure") in SERIES:
            where = places.at(line, "indicator")
            series.append((scalar(where, name), mapping(where, _figures(own, places, problems))))
            continue
        indicators.append(_indicator(name, own, places, problems))
        kind = _first(own, "type")
        node = Scalar(places.at(kind, "type")) if kind else None
        if node and node.text not in {*TYPES, *_NO_TEXT}:  # what is no type is told of its own row alone
            own_types.setdefault(node.text, node)
        for key in ("baseline_year", "target_year"):
            said = _first(own, key)
            if said and key not in dated:
                dated[key] = Scalar(places.at(said, key))
    if own_types:
        items.append((scalar(top, "types"), sequence(top, list(own_types.values()))))
    if series:
        items.append((scalar(top, "series"), mapping(top, series)))
    items += [(scalar(top, key), node) for key, node in dated.items()]
    items.append((scalar(top, "indicators"), sequence(top, indicators)))
    return mapping(top, items)


def _first(own: Sequence[Line], key: str) -> Line | None:
    return next((line for line in own if key in line.cells), None)


def _indicator(name: str, own: Sequence[Line], places: Places, problems: list[Problem]) -> Node:
    where = places.at(own[0], "indicator")
    items: list[tuple[Scalar, Node]] = [(scalar(where, "name"), scalar(where, name))]
    items += _given(own, _OWN, places, problems)
    parts = list(dict.fromkeys(line.cells["component"] for line in own if "component" in line.cells))
    whole = [line for line in own if "component" not in line.cells]
    items += _given(whole or own, _MEASURE, places, problems)
    if parts:
        components: list[tuple[Scalar, Node]] = []
        for part in parts:
            rows = [line for line in own if line.cells.get("component") == part]
            components.append((scalar(places.at(rows[0], "component"), part), _component(rows, places, problems)))
        items.append((scalar(where, "components"), mapping(where, components)))
    figures = _figures(whole, places, problems)
    if figures or not parts:
        items.append((scalar(where, "observations"), mapping(where, figures)))
    published = [
        (scalar(places.at(line, "period"), line.cells["period"]), cell(places.at(line, "published"), problems))
        for line in own
        if "published" in line.cells and "period" in line.cells
    ]
    if published:
        items.append((scalar(where, "published"), mapping(where, [*published])))
    return mapping(where, items)


def _component(rows: Sequence[Line], places: Places, problems: list[Problem]) -> Node:
    where = places.at(rows[0], "component")
    items = list(_given(rows, _MEASURE, places, problems))
    items.append((scalar(where, "observations"), mapping(where, _figures(rows, places, problems))))
    return mapping(where, items)


def _given(
    own: Sequence[Line], keys: Sequence[str], places: Places, problems: list[Problem]
) -> Iterator[tuple[Scalar, Node]]:
    """Yield the keys that rows give, each once."""
    for key in keys:
        line = _first(own, key)
        if line is not None:
            where = places.at(line, key)
            yield scalar(where, key), _READ.get(key, cell)(where, problems)


def _figures(own: Sequence[Line], places: Places, problems: list[Problem]) -> list[tuple[Scalar, Node]]:
    """Return the figures of rows by their periods; a row whose figure is empty says nothing."""
    found: list[tuple[Scalar, Node]] = []
    for line in own:
        given = [key for key in ("value", "missing", "judged", "note") if key in line.cells]
        if "period" not in line.cells or not set(given) - {"note"}:
            continue
        where = places.at(line, "value")
        node = cell(places.at(line, given[0]), problems)
        if given != ["value"]:
            node = mapping(where, [(scalar(where, key), cell(places.at(line, key), problems)) for key in given])
        found.append((scalar(places.at(line, "period"), line.cells["period"]), node))
    return found
