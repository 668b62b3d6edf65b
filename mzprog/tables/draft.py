"""The rows of an indicator table → a draft of a plan file, with the questions that only a person can answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from mzprog.core.plan import FALLING, RISING
from mzprog.core.problems import Refusal, quoted
from mzprog.planfile.keys import PLAN, TODO
from mzprog.planfile.write import Map, Text
from mzprog.tables.facts import Facts, settled, table_title
from mzprog.tables.grid import Row, tidy
from mzprog.tables.head import Table
from mzprog.tables.rows import Item, Question, RowReader
from mzprog.tables.words import is_note

MODELINE = "yaml-language-server: $schema=plan.schema.json"
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]\s*")
_DIRECTION = "没有基期值、或目标等于基期值的指标，是越高越好（正向）还是越低越好（逆向）"


class Draft(NamedTuple):
    """A drafted plan file: its keys, the open questions, what to say of which row, how many indicators."""

    map: Map
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]
    indicators: int


def draft_plan(table: Table, facts: Facts, file: str) -> Draft:
    """Return the draft of a table that was read from ``file``. Raises :class:`Refusal` if it has no rows."""
    sheet = _Sheet(table, facts)
    for row in table.rows:
        sheet.take(row)
    sheet.close()
    if not sheet.items:
        raise Refusal("no-rows", "表头下面没有指标行")
    plan, questions = _plan(table, facts, file)
    plan.items["series"] = sheet.series()
    if not sheet.series().items:
        del plan.items["series"]
    plan.items["indicators"] = sheet.listed()
    plan.comments += [f"表下：{tidy(note)}" for note in [*sheet.notes, *_notes_after(table)]]
    asked = [item.question for _, item in sheet.items if item.question]
    return Draft(plan, (*questions, *asked), (*table.remarks, *sheet.remarks), len(sheet.items))


def _plan(table: Table, facts: Facts, file: str) -> tuple[Map, list[Question]]:
    """Return the plan's own keys in file order; what nobody has said is open."""
    plan, questions = Map(), []
    title = table_title(table)
    plan.comments += [MODELINE, f"由 mzprog import 从{file}读入。" + (f"表名：{title}" if title else "")]
    values = {"plan": facts.title, "region": facts.region, "baseline_year": facts.baseline_year,
              "target_year": facts.target_year}  # fmt: skip
    for key, value in values.items():
        if value:
            plan.put(key, str(value))
        elif PLAN[key].required:
            plan.put(key, TODO, f"请写明{PLAN[key].about}")
    if facts.direction is None:
        plan.put("direction", TODO, _DIRECTION)
        questions.append(Question(plan, "direction", _DIRECTION, (RISING, FALLING)))
    plan.put("direction", facts.direction)
    source = Map({"title": Text(title or file)})
    source.put("note", f"由 mzprog import 从{file}读入" if title else None)
    plan.items["sources"] = Map({"table": source})
    plan.put("source", "table")
    return plan, questions


class _Sheet:
    """Takes the rows of a table one after another, knowing what stood above."""

    def __init__(self, table: Table, facts: Facts) -> None:
        self.reader = RowReader(settled(table, facts), facts.ours)
        self.items: list[tuple[str, Item]] = []
        self.notes: list[str] = []
        self.remarks: list[str] = []
        self._category = ""
        self._heading = ""  # a category that has no indicator yet
        self._parent: str | None = None

    def take(self, row: Row) -> None:
        """Take a row: an indicator, a heading, a note, or one that a person must look at."""
        texts = row.texts
        if not texts:
            return
        if self.reader.ours and self.reader.text(row, "name"):
            self._indicator(row)
        elif len(texts) == 1 and is_note(texts[0]):
            self.notes += texts
        elif self._is_heading(row):
            self.close()
            self._heading = self._category = _SECTION.sub("", tidy(texts[0]))
        elif not self.reader.text(row, "name") or self._repeats_name(row):
            words = "、".join(quoted(tidy(text)) for text in texts)
            self._say(row, "", [f"看不出是哪个指标，没有读入：{words}"])
            self.notes.append(f"第{row.number}行没有读入：{words}")
        else:
            self._indicator(row)

    def close(self) -> None:
        """Keep a heading that nothing stands under: it is a note, or heads other headings."""
        self.notes += [self._heading] if self._heading else []
        self._heading = ""

    def _is_heading(self, row: Row) -> bool:
        """Tell whether a row heads those below it (一、社会救助): its one text is no indicator's name."""
        cells = [cell for cell in row.cells if cell.text and not cell.above]
        over = [column for column in self.reader.columns if any(cell in column.cells(row) for cell in cells)]
        if len(cells) != 1:
            return False
        if over[1:] or _SECTION.match(cells[0].text):
            return True
        roles = {column.role for column in self.reader.columns}
        if [column.role for column in over] != ["name"]:
            return [column.role for column in over] in (["category"], ["number"])
        return "category" not in roles and self.reader.name(row).unit is None

    def _repeats_name(self, row: Row) -> bool:
        """Tell whether a row goes on under the name of the one above."""
        name = next(column for column in self.reader.columns if column.role == "name")
        return all(cell.above for cell in name.cells(row) if cell.text)

    def _indicator(self, row: Row) -> None:
        self._heading = ""
        self._category = self.reader.text(row, "category") or ("" if self.reader.ours else self._category)
        fault = self.reader.lost(row)
        if fault:
            item = self.reader.broken(row, self._category, fault)
        else:
            item = self.reader.read(row, self._category, self._parent)
        if not item.sub:
            self._parent = item.name
        self.items.append((self._category, item))
        self._say(row, item.name, item.remarks)

    def _say(self, row: Row, name: str, remarks: Iterable[str]) -> None:
        who = f"第{row.number}行“{name}”" if name else f"第{row.number}行"
        self.remarks += [f"{who}：{remark}" for remark in remarks]

    def listed(self) -> list[Map]:
        """Return the indicators, a heading over those of each category."""
        last = ""
        for category, item in self.items:
            if category and category != last:
                item.map.comments.insert(0, f"---- {category} ----")
            last = category
        return [item.map for _, item in self.items]

    def series(self) -> Map:
        """Return the series that relative targets are compared with, still empty."""
        found = Map()
        for _, item in self.items:
            target = item.map.items.get("target")
            if isinstance(target, Map) and "at_least" in target.items:
                name = target.items["at_least"]
                assert isinstance(name, Text)
                found.items[name.text] = Map(flow=True)
        return found


def _notes_after(table: Table) -> list[str]:
    """Return the notes under a table: from the first line that says so, as long as they are numbered."""
    notes: list[str] = []
    for line in table.after:
        if is_note(line) or (notes and re.match(r"[（(]?[0-9]{1,2}[）)、.．]", line)):
            notes.append(line)
        elif notes or len(line) > 30:
            break
    return notes
