"""One row of a table → one indicator of a plan file, with what has to be asked and said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mzprog.core.method import STANDARD
from mzprog.core.period import whole_year
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import parse_number
from mzprog.core.rules import RULES
from mzprog.planfile.keys import INDICATOR, TODO
from mzprog.planfile.write import Map, Text, Value, one_line
from mzprog.tables import cells, measures
from mzprog.tables.brackets import Brackets
from mzprog.tables.facts import Facts
from mzprog.tables.grid import Row, tidy
from mzprog.tables.head import Column
from mzprog.tables.names import Name, read_name, same_unit
from mzprog.tables.printed import DIRECTIONS, MEASURES, OUTCOMES, TYPES, printed
from mzprog.tables.values import ROLES, Place, Values
from mzprog.tables.words import PUBLISHED

# The words that tables use for the plan file's own, beside these themselves.
MEASURE_WORDS = {
    "存量": "stock",
    "流量": "flow",
    "累计量": "total",
    "增速": "growth",
    "累计变动": "change",
    "累计降幅": "cut",
}
FLAGS = {"是": "true", "否": "false"}
_WORDS = {
    "type": {"约束": "约束性", "预期": "预期性", "约束性指标": "约束性", "预期性指标": "预期性"},
    "rule": {rule.title: rule.name for rule in RULES.values()},
    "measure": {**MEASURE_WORDS, "累计": "total"},
    "hold": FLAGS,
    "parts": FLAGS,
}
_CHOICES = {"type": TYPES, "rule": tuple(RULES), "measure": MEASURES, "direction": DIRECTIONS,
            "hold": ("true", "false"), "parts": ("true", "false")}  # fmt: skip
_TYPE = re.compile("[\u4e00-\u9fff]{2,5}性")  # 倡导性, 预警性
CUMULATIVE = "流量（年初累计）"
REMARKED = {"原因": "causes", "措施": "actions"}
SUMMED = "（累计数）"  # after any other measure
_KEYS = (
    "name", "id", "of", "parts", "category", "unit", "type", "responsible", "weight", "baseline_year", "target_year",
    "direction",
    "rule", "measure", "cumulative", "hold", "baseline", "target", "quotas", "milestones", "observations", "components",
    "published", "source", "note", "causes", "actions",
)  # fmt: skip
# Words of a name that say lower is better: of such a plain target nobody means a floor.
FALLING_NAMES = re.compile(
    "死亡率|死亡人数|死亡数|死亡人口|失业率|发病率|患病率|发生率|感染率|复发率|漏损率|产销差|损失率|辍学率|失学率|空置率|贫困率|贫困发生率|贫困人口|犯罪率|发案|投诉|"
    "事故|能耗|能源消耗|电耗|水耗|用水量|耗水|碳排放|排放量|排放强度|排放总量|浓度|劣[VⅤ五]|劣五类|超标|违法|负债率|不良率|近视率|肥胖率|吸烟率|恩格尔|基尼|差距|"
    "mortality|unemployment|poverty|incidence|prevalence|emission|stunting|wasting|malnutrition|dropout|drop-out|deaths|"
    "accidents|casualt|losses|non-revenue water|deficit|vacancy|crime|illiteracy",
    re.IGNORECASE,
)
_LISTED = re.compile("、")
_PARTED = re.compile(r"[、，,；;／\n]|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|/(?=[^\x00-\x7f])")


class Question(NamedTuple):
    """What only a person can say: the value of ``key`` in ``map``, in a sentence, with the words to choose from.

    ``answers`` says what a word writes, where that is not the word itself; without ``words`` any text
    may be given. ``row`` is the row it is about.
    """

    map: Map
    key: str
    sentence: str
    words: tuple[str, ...] = ()
    row: int = 0
    answers: Mapping[str, dict[str, Value]] = {}

    def answer(self, word: str) -> None:
        """Write an answer."""
        del self.map.items[self.key]
        for key, value in self.answers.get(word, {self.key: Text(word)}).items():
            self.map.items[key] = value
        if "name" in self.map.items:
            in_order(self.map)

    @property
    def is_open(self) -> bool:
        """Whether it still has no answer."""
        value = self.map.items.get(self.key)
        return isinstance(value, Text) and value.text == TODO


def in_order(item: Map) -> None:
    """Put the keys of an indicator in the order of the file format."""
    item.items = {key: item.items[key] for key in _KEYS if key in item.items}


class Item(NamedTuple):
    """An indicator as drafted: its keys, what to ask, and what to say of it."""

    map: Map
    name: str
    sub: bool = False
    questions: tuple[Question, ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class RowReader:
    """Reads the rows of one table, whose columns are settled; ``ours`` where mzprog wrote it."""

    def __init__(self, columns: Sequence[Column], facts: Facts, brackets: Brackets) -> None:
        self.columns = columns
        self.facts = facts
        self.ours = facts.ours
        self.brackets = brackets
        self.text_of = one_line if self.ours else tidy
        self._single = {column.role: column for column in reversed(columns)}

    def text(self, row: Row, role: str) -> str:
        """Return what a row says of something that one column at most holds."""
        column = self._single.get(role)
        return self.text_of(column.text(row)) if column else ""

    def texts(self, row: Row, role: str) -> list[str]:
        """Return what a row says in each column of a role."""
        found = (self.text_of(column.text(row)) for column in self.columns if column.role == role)
        return [text for text in found if text]

    def category(self, row: Row) -> str:
        """Return a row's category; a cell that is its name at the same time (both columns wide) is none."""
        name = self._single["name"]
        columns = [c for c in self.columns if c.role == "category"]
        wide = [c for c in columns if not any(cell.end > name.start for cell in c.cells(row) if cell.column <= c.start)]
        texts = [self.text_of(column.text(row)) for column in (columns if self.ours else wide)]
        return " / ".join(dict.fromkeys(text if self.ours else category_name(text) for text in texts if text))

    def name(self, row: Row) -> Name:
        """Return a row's name."""
        if self.ours:
            return Name(self.text(row, "name"))
        return read_name(self.text(row, "name"), "单位" in self._single["name"].head.brackets)

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
        words = {*TYPES, *OUTCOMES, *STANDARD.labels}
        name = TODO if cells.looks_like_figure(name) or name in words else name
        remark = f"{fault}，对不上列，没有按位置读；这一行有：{'、'.join(quoted(tidy(text)) for text in row.texts)}"
        draft = Map()
        draft.comments.append(remark)
        draft.put("name", name)
        draft.put("category", category)
        draft.put("type", next((tidy(text) for text in row.texts if tidy(text) in TYPES), None))
        draft.put("target", TODO, "请对照原表补上这一行")
        return Item(draft, name, remarks=(remark,))

    def read(self, row: Row, category: str, parent: str | None, over: Name | None = None) -> Item:
        """Return the indicator of a row; ``parent`` is the indicator that 其中 would belong to.

        ``over`` is the name that stands merged beside it for several rows, with a unit of its own.
        """
        return _Reading(self, row).item(category, parent, over)


_SECTION = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}(?:[）)]|[、.．](?![一二三四五六七八九十])))\s*"
)


def category_name(text: str) -> str:
    """Return a category's name without its number.

    >>> category_name("一、生活水平"), category_name("（二）产业"), category_name("二、三产业")
    ('生活水平', '产业', '二、三产业')
    """
    return _SECTION.sub("", tidy(text), count=1) or tidy(text)


class _Reading:
    """One row being read."""

    def __init__(self, reader: RowReader, row: Row) -> None:
        self.reader = reader
        self.row = row
        self.map = Map()
        self.notes: list[str] = []
        self.remarks: list[str] = []
        self.questions: list[Question] = []
        self.asked_unit: tuple[str, ...] = ()
        self.unit_said: str | None = None
        self.name = ""

    def item(self, category: str, parent: str | None, over: Name | None) -> Item:
        name = self.reader.name(self.row)
        self.notes += [name.note] if name.note else []
        self.remarks += [name.remark] if name.remark else []
        unit = self.unit_said = self.unit(name, over)
        self.name = f"{name.name} {over.name}" if over else name.name
        values = Values(self.row, self.reader.columns, unit, self.remarks, not self.reader.ours)
        for key, text in (
            ("name", name.name), ("id", self.said("id")), ("of", self.said("of") or (parent if name.sub else None)),
            ("category", category), ("unit", unit), ("type", None), ("baseline_year", self.said("baseline_year")),
            ("target_year", self.said("target_year")), ("direction", None), ("rule", None), ("measure", None),
            ("hold", None), ("parts", None),
        ):  # fmt: skip
            self.map.put(key, text or self.choice(key))
        if self.said("measure") == CUMULATIVE or self.said("measure").endswith(SUMMED):
            self.map.put("cumulative", "true")
        if self.asked_unit:
            sentence = f"名称里的单位{quoted(self.asked_unit[0])}与单位列的{quoted(self.asked_unit[1])}不同"
            self.map.put("unit", TODO, sentence)
            self.ask("unit", sentence, self.asked_unit)
            self.remarks.append(sentence)
        self.notes += values.notes
        self.measure(values, f"{name.name} {over.name}" if over and over.unit and not name.unit else name.name, unit)
        self.responsible()
        self.weight()
        self.direction(values)
        facts = self.reader.facts
        own = facts.baseline_year if not self.reader.ours else None
        values.put(self.map, whole_year(own) if own else None)
        self.published(values)
        self.others()
        sources = self.sources()
        self.map.put("note", "；".join(self.notes))
        if name.sub and "of" not in self.map.items:
            self.remarks.append("写着“其中”，但前面没有它所属的指标")
        if self.row.hidden:
            self.remarks.append("原表中这一行是隐藏的，已照样读入")
        self.remarks = list(dict.fromkeys(self.remarks))
        self.map.comments += self.remarks
        in_order(self.map)
        self.open_values(self.map)
        return Item(self.map, name.name, name.sub, tuple(self.questions), tuple(self.remarks), sources)

    def said(self, role: str) -> str:
        return self.reader.text(self.row, role)

    def ask(
        self, key: str, sentence: str, words: Sequence[str] = (), answers: dict[str, dict[str, Value]] | None = None
    ) -> None:
        """Ask what ``key`` is."""
        self.questions.append(Question(self.map, key, sentence, tuple(words), self.row.number, answers or {}))

    def unit(self, name: Name, over: Name | None) -> str | None:
        """Return the unit from its column, the name's brackets, the heads', or what all figures carry."""
        said = self.said("unit")
        if said and not self.reader.ours and cells.is_dash(said):
            said = ""
        if said and name.unit and not same_unit(said, name.unit):
            self.asked_unit = (name.unit, said)
        known = said or name.unit or (over.unit if over else None)
        if known or self.reader.ours:
            return known
        figures = [column for column in self.reader.columns if column.role in ROLES]
        heads = {column.head.unit for column in figures if column.head.unit and column.role != "pace"}
        if len(heads) == 1:
            return heads.pop()
        texts = [column.text(self.row) for column in figures if column.role != "pace"]
        return cells.common_unit([text for text in texts if text.strip()]) or self.reader.facts.unit

    def choice(self, key: str) -> str | None:
        """Return a word that the plan file knows; another is kept in the note."""
        text = self.said(key)
        if key not in _CHOICES or not text:
            return None
        text = text.removesuffix(SUMMED) if key == "measure" else text
        word = "flow" if text == CUMULATIVE else _WORDS.get(key, {}).get(text, text)
        if word in _CHOICES[key] or (key == "type" and (self.reader.ours or _TYPE.fullmatch(word))):
            return word
        if not self.reader.ours and cells.is_dash(text):
            return None
        self.keep(INDICATOR[key].about.partition("：")[0], text)
        return None

    def keep(self, label: str, text: str) -> None:
        """Keep a text that has no place of its own in the note."""
        self.notes.append(f"{label}：{text}")
        self.remarks.append(f"“{label}”一格的{quoted(text)}写进了说明")

    def measure(self, values: Values, name: str, unit: str | None) -> None:
        """Settle what the figures measure."""
        if self.reader.ours:
            return
        known = measures.Row(name, unit, self.reader.columns, self.reader.facts, self.reader.brackets)
        found = measures.measured(values, known)
        for key, (text, comment) in found.keys.items():
            if key not in self.map.items:
                self.map.put(key, text, comment)
        self.notes += found.notes
        for question in found.asks:
            if question.key not in self.map.items:
                self.map.put(question.key, TODO, question.sentence)
                self.ask(question.key, question.sentence, tuple(question.answers), question.answers)

    def responsible(self) -> None:
        """Take who is responsible, each of several."""
        parted = _LISTED if self.reader.ours else _PARTED
        found = [one.strip() for text in self.reader.texts(self.row, "responsible") for one in parted.split(text)]
        names = tuple(dict.fromkeys(one for one in found if one and not cells.is_dash(one)))
        if len(names) == 1:
            self.map.put("responsible", names[0])
        elif names:
            self.map.items["responsible"] = names

    def weight(self) -> None:
        """Take a weight, a figure with 分 or % or nothing after it."""
        text = self.said("weight").removesuffix("分")
        try:
            number = parse_number(text, "%") if text else None
        except Refusal:
            self.keep("权重", text)
            return
        self.map.put("weight", text.rstrip("%％") if number is not None and number >= 0 else None)

    def direction(self, values: Values) -> None:
        """Ask for the direction where target and baseline leave it open and no column says it."""
        measure = self.map.items.get("measure")
        target = values.one("target")
        if (
            isinstance(measure, Text)
            and measure.text in {"growth", "change", "cut", "total"}
            and not self._ranged(target)
        ):
            return
        if target is not None and target.falls and "direction" not in self.map.items:
            self.map.put("direction", "逆向", f"表中写作{quoted(target.origin)}")
        falling = self._falling(values, target)
        if falling and "direction" not in self.map.items:
            self.map.put("direction", "逆向", f"名称里有“{falling}”，越低越好")
        sentence = values.open_direction()
        if sentence and "direction" not in self.map.items:
            self.map.put("direction", TODO, sentence)
            self.ask("direction", sentence, DIRECTIONS)

    def _falling(self, values: Values, target: cells.Reading | None) -> str:
        """Return the word of a name that says lower is better, where a plain target leaves its direction open."""
        found = FALLING_NAMES.search(self.name)
        baseline = values.one("baseline")
        if self.reader.ours or found is None or target is None or target.form != cells.VALUE:
            return ""
        number = cells.plain_figure(target.text, self.unit_said)
        start = cells.plain_figure(baseline.text, self.unit_said) if baseline and baseline.form == cells.VALUE else None
        return found[0] if number is not None and (start is None or number <= start) else ""

    def _ranged(self, target: cells.Reading | None) -> bool:
        return target is not None and target.form == cells.VALUE and cells.is_range(target.text)

    def published(self, values: Values) -> None:
        """Take printed rates, verdicts, forecasts and outcomes; words that are none are kept in the note."""
        published = Map()
        for column in self.reader.columns:
            text = tidy(column.text(self.row)) if column.role in PUBLISHED else ""
            if not text or (not self.reader.ours and cells.is_dash(text)):
                continue
            observed = values.found.get(Place("observation", column.period))
            if column.role == "growth" and observed in values.sums.values():
                continue
            word = printed(column.role, text)
            if column.period and word:
                entry = published.items.setdefault(str(column.period), Map(flow=True))
                assert isinstance(entry, Map)
                entry.put(column.role, word)
            else:
                self.keep(column.label, text)
        if published.items:
            self.map.items["published"] = published

    def others(self) -> None:
        """Keep what stands in columns for remarks."""
        notes = [column for column in self.reader.columns if column.role == "note"]
        for column in notes:
            text = self.reader.text_of(column.text(self.row))
            if self.reader.ours and column.label in REMARKED:
                self.map.put(REMARKED[column.label], text)
                continue
            plain = column.label in {"备注", "说明"} or self.reader.ours
            if text and (plain or not cells.is_dash(text)):
                self.notes.append(text if plain else f"{column.label}：{text}")

    def sources(self) -> tuple[str, ...]:
        """Take where the figures come from: the first of several sources, the rest are kept in the note."""
        texts = [text for text in self.reader.texts(self.row, "source") if not cells.is_dash(text)]
        if texts:
            self.map.put("source", one_line(texts[0])[:80])
        self.notes += [f"来源：{text}" for text in texts[1:]]
        return tuple(texts[:1])

    def open_values(self, owner: Map) -> None:
        """Ask for every value that stayed open."""
        for key, value in owner.items.items():
            if isinstance(value, Map):
                for inner, one in value.items.items():
                    if isinstance(one, Text) and one.text == TODO:
                        self._ask_value(value, inner, f"{key} {inner}：{one.comment}")
                    elif isinstance(one, Map):
                        self.open_values(one)
            elif isinstance(value, Text) and value.text == TODO and key not in {q.key for q in self.questions}:
                self._ask_value(owner, key, f"{key}：{value.comment}")

    def _ask_value(self, owner: Map, key: str, sentence: str) -> None:
        self.questions.append(Question(owner, key, sentence, (), self.row.number))
