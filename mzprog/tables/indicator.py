"""One row of a table → one indicator of a plan file, with what has to be asked and said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mzprog.core.period import whole_year
from mzprog.core.plan import FLOW
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import parse_number
from mzprog.planfile.keys import INDICATOR, TODO
from mzprog.planfile.values import CHOICES
from mzprog.planfile.write import Map, Text, Value, one_line
from mzprog.tables import cells, measures, numbers
from mzprog.tables.cell_words import CUMULATIVE, MEANT, REMARKED, SUMMED
from mzprog.tables.falling import falling, is_use
from mzprog.tables.grid import Row, tidy
from mzprog.tables.items import Item, Question, in_order
from mzprog.tables.layout import Column
from mzprog.tables.measuring import Known
from mzprog.tables.names import Name, same_unit
from mzprog.tables.placing import put
from mzprog.tables.printed import printed
from mzprog.tables.roles import PUBLISHED
from mzprog.tables.row_direction import open_direction, rests_on_plan
from mzprog.tables.rows import RowReader
from mzprog.tables.values import ROLES, Place, Values

_TYPE = re.compile("[\u4e00-\u9fff]{2,5}性")  # 倡导性, 预警性

# Names of what has a time for its figure.
_TIMES = re.compile(
    "(时间|时限|年份|日期|时点|工期|限期|期限|实施期|建设期|周期|[开竣完动]工|投产|投用|开业|开馆|开园|通车)([（(].*)?$"
)


_JUDGED = frozenset(["verdict", "outcome", "outlook"])  # words that hold for each of several rows


_LISTED = re.compile("、")


_PARTED = re.compile(r"[、，,；;／\n]|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|/(?=[^\x00-\x7f])")


def read_row(reader: RowReader, row: Row, category: str, parent: str | None, over: Name | None = None) -> Item:
    """Return the indicator of a row; ``parent`` is the indicator that 其中 would belong to.

    ``over`` is the name that stands merged beside it for several rows, with a unit of its own.
    """
    return _Reading(reader, row).item(category, parent, over)


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
        self.rests = False

    def item(self, category: str, parent: str | None, over: Name | None) -> Item:
        name = self.reader.name(self.row)
        self.notes += [name.note] if name.note else []
        self.remarks += [name.remark] if name.remark else []
        unit = self.unit_said = self.unit(name, over)
        self.name = f"{name.name} {over.name}" if over else name.name
        end, timed = self.reader.facts.target_year or 0, _TIMES.search(self.name) is not None
        values = Values(self.row, self.reader.columns, unit, self.remarks, not self.reader.ours, end, timed)
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
        put(values, self.map, whole_year(own) if own else None)
        self.published(values)
        self.others()
        sources = self.sources()
        self.map.put("note", "；".join(self.notes))
        self.remark(name)
        in_order(self.map)
        self.open_values(self.map)
        return Item(self.map, name.name, name.sub, tuple(self.questions), tuple(self.remarks), sources, self.rests)

    def remark(self, name: Name) -> None:
        """Put what is to be known of the row into comments over it, each thing once."""
        if name.sub and "of" not in self.map.items:
            self.remarks.append("写着“其中”，但前面没有它所属的指标")
        if self.row.hidden:
            self.remarks.append("原表中这一行是隐藏的，已照样读入")
        self.remarks = list(dict.fromkeys(self.remarks))
        self.map.comments += self.remarks

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
        if said and not self.reader.ours and numbers.is_dash(said):
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
        return numbers.common_unit([text for text in texts if text.strip()]) or self.reader.facts.unit

    def choice(self, key: str) -> str | None:
        """Return a word that the plan file knows; another is kept in the note."""
        text = self.said(key)
        kind = INDICATOR[key].kind
        if kind not in CHOICES or not text:
            return None
        text = text.removesuffix(SUMMED) if key == "measure" else text
        word = FLOW if text == CUMULATIVE else MEANT.get(kind, {}).get(text, text)
        if word in CHOICES[kind] or (key == "type" and (self.reader.ours or _TYPE.fullmatch(word))):
            return word
        if not self.reader.ours and numbers.is_dash(text):
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
        known = Known(name, unit, self.reader.columns, self.reader.facts, self.reader.brackets)
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
        names = tuple(dict.fromkeys(one for one in found if one and not numbers.is_dash(one)))
        if len(names) == 1:
            self.map.put("responsible", names[0])
        elif names:
            self.map.items["responsible"] = names

    def weight(self) -> None:
        """Take a weight, a figure with 分 or % or nothing after it."""
        text = self.said("weight").removesuffix("分")
        if text and any(self.reader.shared(self.row, c) for c in self.reader.columns if c.role == "weight"):
            self.keep("权重（几行合用一格）", text)
            return
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
        self._lower_is_better(values, target)
        sentence = open_direction(values)
        if sentence and "direction" not in self.map.items:
            self.map.put("direction", TODO, sentence)
            self.ask("direction", sentence, tuple(CHOICES["direction"]))
        self.rests = "direction" not in self.map.items and rests_on_plan(values)

    def _lower_is_better(self, values: Values, target: cells.Reading | None) -> None:
        """Take the direction from a name that says lower is better, where a plain target leaves it open."""
        word = falling(self.name)
        if self.reader.ours or not word or "direction" in self.map.items:
            return
        if target is None or target.form not in {cells.VALUE, cells.ABOUT}:
            return
        baseline = values.one("baseline")
        number = numbers.plain_figure(target.text, self.unit_said)
        start = (
            numbers.plain_figure(baseline.text, self.unit_said) if baseline and baseline.form == cells.VALUE else None
        )
        if number is None:
            return
        if start is not None and number > start and is_use(word):
            sentence = f"目标高于基期值，而名称里有“{word}”：要达到它是正向，只要不超过是逆向"
            self.map.put("direction", TODO, sentence)
            self.ask("direction", sentence, tuple(CHOICES["direction"]))
            return
        self.map.put("direction", "逆向", f"名称里有“{word}”，越低越好")

    def _ranged(self, target: cells.Reading | None) -> bool:
        return target is not None and target.form == cells.VALUE and numbers.is_range(target.text)

    def published(self, values: Values) -> None:
        """Take printed rates, verdicts, forecasts and outcomes; words that are none are kept in the note."""
        published = Map()
        for column in self.reader.columns:
            text = tidy(column.text(self.row)) if column.role in PUBLISHED else ""
            if not text or (not self.reader.ours and numbers.is_dash(text)):
                continue
            if (
                column.role == "growth"
                and values.found.get(Place("observation", column.period)) in values.sums.values()
            ):
                continue
            word = printed(column.role, text)
            if column.role not in _JUDGED and self.reader.shared(self.row, column):
                self.keep(f"{column.label}（几行合用一格）", text)
            elif column.role not in _JUDGED and self._two_end_with(column):
                self.keep(f"{column.label}（看不出是哪一期）", text)
            elif column.period and word:
                entry = published.items.setdefault(str(column.period), Map(flow=True))
                assert isinstance(entry, Map)
                entry.put(column.role, word)
            else:
                self.keep(column.label, text)
        if published.items:
            self.map.items["published"] = published

    def _two_end_with(self, column: Column) -> bool:
        """Tell whether a rate whose head names no time may be of 三季度 or of 前三季度: both end then."""
        periods = {c.period for c in self.reader.columns if c.role == "observation" and c.period}
        same = [period for period in periods if column.period and period.end == column.period.end]
        return column.head.time is None and not self.reader.ours and len(same) > 1

    def others(self) -> None:
        """Keep what stands in columns for remarks."""
        notes = [column for column in self.reader.columns if column.role == "note"]
        for column in notes:
            text = self.reader.text_of(column.text(self.row))
            if self.reader.ours and column.label in REMARKED:
                self.map.put(REMARKED[column.label], text)
                continue
            plain = column.label in {"备注", "说明"} or self.reader.ours
            if text and (plain or not numbers.is_dash(text)):
                self.notes.append(text if plain else f"{column.label}：{text}")

    def sources(self) -> tuple[str, ...]:
        """Take where the figures come from: the first of several sources, the rest are kept in the note."""
        texts = [text for text in self.reader.texts(self.row, "source") if not numbers.is_dash(text)]
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
