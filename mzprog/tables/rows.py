"""One row of a table → one indicator of a plan file, with what has to be asked and said of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

from mzprog.core.method import STANDARD, standard
from mzprog.core.problems import quoted
from mzprog.core.rules import RULES
from mzprog.planfile.keys import INDICATOR, TODO
from mzprog.planfile.values import CHOICES
from mzprog.planfile.write import Map, one_line
from mzprog.tables import cells
from mzprog.tables.grid import Row, tidy
from mzprog.tables.head import Column
from mzprog.tables.names import Name, read_name
from mzprog.tables.values import ROLES, Values

# The words that tables use for the plan file's own, beside these themselves.
_WORDS = {
    "type": {"约束": "约束性", "预期": "预期性"},
    "rule": {rule.title: rule.name for rule in RULES.values()},
    "measure": {"存量": "stock", "流量": "flow", "累计": "total"},
}
CUMULATIVE = "流量（年初累计）"


class Question(NamedTuple):
    """What only a person can say: the value of ``key`` in ``map``, in a sentence, with the words to choose from."""

    map: Map
    key: str
    sentence: str
    words: tuple[str, ...]


class Item(NamedTuple):
    """An indicator as drafted: its keys, what to ask, and what to say of it."""

    map: Map
    name: str
    sub: bool = False
    question: Question | None = None
    remarks: tuple[str, ...] = ()


class RowReader:
    """Reads the rows of one table, whose columns are settled; ``ours`` where mzprog wrote it."""

    def __init__(self, columns: Sequence[Column], ours: bool) -> None:
        self.columns = columns
        self.ours = ours
        self.text_of = one_line if ours else tidy
        self._single = {column.role: column for column in reversed(columns)}

    def text(self, row: Row, role: str) -> str:
        """Return what a row says of something that one column at most holds."""
        column = self._single.get(role)
        return self.text_of(column.text(row)) if column else ""

    def name(self, row: Row) -> Name:
        """Return a row's name."""
        if self.ours:
            return Name(self.text(row, "name"))
        return read_name(self.text(row, "name"), "单位" in self._single["name"].brackets)

    def lost(self, row: Row) -> str:
        """Say how many cells a row has less or more than the head; "" where as many."""
        missing = sum(not column.cells(row) for column in self.columns)
        extra = sum(cell.column >= self.columns[-1].end for cell in row.cells if cell.text)
        if missing:
            return f"比表头少{missing}格"
        return f"比表头多{extra}格" if extra else ""

    def broken(self, row: Row, category: str, fault: str) -> Item:
        """Return an indicator for a row whose cells cannot be told apart; all of them are in its comment."""
        name = self.name(row).name
        words = {*CHOICES["type"], *CHOICES["outcome"], *STANDARD.labels}
        name = TODO if cells.looks_like_figure(name) or name in words else name
        remark = f"{fault}，对不上列，没有按位置读；这一行有：{'、'.join(quoted(tidy(text)) for text in row.texts)}"
        draft = Map()
        draft.comments.append(remark)
        draft.put("name", name)
        draft.put("category", category)
        draft.put("type", next((tidy(text) for text in row.texts if tidy(text) in CHOICES["type"]), None))
        draft.put("target", TODO, "请对照原表补上这一行")
        return Item(draft, name, remarks=(remark,))

    def read(self, row: Row, category: str, parent: str | None) -> Item:
        """Return the indicator of a row; ``parent`` is the indicator that 其中 would belong to."""
        return _Reading(self, row).item(category, parent)


class _Reading:
    """One row being read."""

    def __init__(self, reader: RowReader, row: Row) -> None:
        self.reader = reader
        self.row = row
        self.map = Map()
        self.notes: list[str] = []
        self.remarks: list[str] = []

    def item(self, category: str, parent: str | None) -> Item:
        name = self.reader.name(self.row)
        self.notes += [name.note] if name.note else []
        self.remarks += [name.remark] if name.remark else []
        unit = self.unit(name)
        values = Values(self.row, self.reader.columns, unit, self.remarks, not self.reader.ours)
        for key, text in (
            ("name", name.name), ("id", self.said("id")), ("of", self.said("of") or (parent if name.sub else None)),
            ("category", category), ("unit", unit), ("type", None), ("baseline_year", self.said("baseline_year")),
            ("target_year", self.said("target_year")), ("direction", None), ("rule", None), ("measure", None),
        ):  # fmt: skip
            self.map.put(key, text or self.choice(key))
        if self.said("measure") == CUMULATIVE:
            self.map.put("cumulative", "true")
        elif values.total() and "measure" not in self.map.items:
            self.map.put("measure", "total", "方括号里是规划期累计数")
        question = self.direction(values.open_direction())
        values.put(self.map)
        self.published()
        self.others()
        self.map.put("note", "；".join(self.notes))
        if name.sub and "of" not in self.map.items:
            self.remarks.append("写着“其中”，但前面没有它所属的指标")
        if self.row.hidden:
            self.remarks.append("原表中这一行是隐藏的，已照样读入")
        self.map.comments += self.remarks
        self.map.items = {key: self.map.items[key] for key in INDICATOR if key in self.map.items}
        return Item(self.map, name.name, name.sub, question, tuple(self.remarks))

    def said(self, role: str) -> str:
        return self.reader.text(self.row, role)

    def unit(self, name: Name) -> str | None:
        """Return the unit from its column, the name's brackets, or what all figures carry."""
        said = self.said("unit")
        if said and name.unit and said != name.unit:
            self.remarks.append(f"名称里的单位{quoted(name.unit)}与单位列的{quoted(said)}不同，取单位列")
        figures = [column.text(self.row) for column in self.reader.columns if column.role in ROLES]
        if said or name.unit or self.reader.ours:
            return said or name.unit
        return cells.common_unit([text for text in figures if text.strip()])

    def choice(self, key: str) -> str | None:
        """Return a word that the plan file knows; another is kept in the note."""
        text = self.said(key)
        if key not in CHOICES or not text:
            return None
        word = "flow" if text == CUMULATIVE else _WORDS.get(key, {}).get(text, text)
        if word in CHOICES[key]:
            return word
        self.keep(INDICATOR[key].about.partition("：")[0], text)
        return None

    def keep(self, label: str, text: str) -> None:
        """Keep a text that has no place of its own in the note."""
        self.notes.append(f"{label}：{text}")
        self.remarks.append(f"“{label}”一格的{quoted(text)}写进了说明")

    def direction(self, sentence: str) -> Question | None:
        """Ask for the direction where target and baseline leave it open and no column says it."""
        if not sentence or "direction" in self.map.items:
            return None
        self.map.put("direction", TODO, sentence)
        return Question(self.map, "direction", sentence, tuple(CHOICES["direction"]))

    def published(self) -> None:
        """Take printed rates, verdicts, forecasts and outcomes; words that are none are kept in the note."""
        published = Map()
        for column in self.reader.columns:
            text = tidy(column.text(self.row))
            if column.role not in _PUBLISHED or not text:
                continue
            word = _PUBLISHED[column.role](text)
            if column.period and word:
                entry = published.items.setdefault(str(column.period), Map(flow=True))
                assert isinstance(entry, Map)
                entry.put(column.role, word)
            else:
                self.keep(column.label, text)
        if published.items:
            self.map.items["published"] = published

    def others(self) -> None:
        """Keep what stands in columns for remarks, and in those of which nothing is known."""
        for column in self.reader.columns:
            text = self.reader.text_of(column.text(self.row))
            if column.role == "note" and text:
                self.notes.append(text)
            elif column.role == "other" and text:
                self.keep(column.label or f"第{column.start + 1}列", text)


def _rate(text: str) -> str:
    read = cells.figure(text, "%")
    return read.text if read.form == cells.VALUE and not (read.note or read.total) else ""


def _one_of(words: Container[str]) -> Callable[[str], str]:
    return lambda text: text if text in words else ""


# What a published value of each kind is written as; "" where a text is none.
_PUBLISHED: dict[str, Callable[[str], str]] = {
    "rate": _rate,
    "verdict": lambda text: text if standard(text, STANDARD.labels) in STANDARD.labels else "",
    "outlook": _one_of(CHOICES["outlook"]),
    "outcome": _one_of(CHOICES["outcome"]),
}
