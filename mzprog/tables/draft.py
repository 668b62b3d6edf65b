"""The rows of an indicator table → a draft of a plan file, with the questions that only a person can answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mzprog.core.plan import FALLING, RELATIONS, RISING, TYPES
from mzprog.core.problems import Refusal, quoted
from mzprog.planfile.keys import PLAN, TODO
from mzprog.planfile.write import Map, Text
from mzprog.tables.brackets import brackets_of
from mzprog.tables.column_map import kept
from mzprog.tables.columns import settled
from mzprog.tables.facts import Facts, table_title
from mzprog.tables.grid import Cell, Row, tidy
from mzprog.tables.indicator import read_row
from mzprog.tables.items import Item, Question, in_order
from mzprog.tables.layout import Column, Table
from mzprog.tables.names import Name, read_name
from mzprog.tables.rows import SECTION, RowReader, category_name, joined_categories
from mzprog.tables.values import ROLES
from mzprog.tables.words import is_note, is_signed

MODELINE = "yaml-language-server: $schema=plan.schema.json"
_TYPE_HEADS = frozenset(["约束性指标", "预期性指标"])
_SUMS = frozenset(["合计", "总计", "小计", "总分", "得分", "综合得分", "总得分", "total", "合计得分"])
_LETTERED = frozenset("甲乙丙丁戊ABCD") | {"栏次", "栏号"}
_COLUMN_NUMBER = re.compile(r"^[（(]?([0-9]{1,2})[）)]?(?:[=＝].*)?$")  # （3）, 5=4/3
_DIRECTION = "没有基期值、或目标等于基期值的指标，是越高越好（正向）还是越低越好（逆向）"
# How the names of indicators end: a row of one such name without figures may be one, or head those below it.
_MEASURED = re.compile(
    "([率数量额]|比例|比重|占比|程度|面积|人口|里程|收入|支出|产值|总值|增加值|水平|[（(][^（()）]{1,8}[）)])$"
)


class Draft(NamedTuple):
    """A drafted plan file: its keys, the open questions, what to say of which row, how many indicators.

    ``columns`` are the table's as they were read, ``rows`` the rows' numbers in the order of the indicators.
    """

    map: Map
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]
    indicators: int
    columns: tuple[Column, ...] = ()
    rows: tuple[int, ...] = ()


def draft_plan(table: Table, facts: Facts, file: str) -> Draft:
    """Return the draft of a table that was read from ``file``. Raises :class:`Refusal` if it has no rows.

    It is also raised where two columns would hold the same.
    """
    sheet = _Sheet(table, facts)
    for row in table.rows:
        sheet.take(row)
    sheet.close()
    if not sheet.items:
        raise Refusal("no-rows", "表头下面没有指标行")
    plan, questions = _plan(table, facts, file, sheet)
    series = sheet.series()
    if series.items:
        plan.items["series"] = series
    plan.items["indicators"] = sheet.listed()
    plan.comments += kept(sheet.reader.columns) if not facts.ours else []
    plan.comments += [f"表下：{tidy(note)}" for note in [*sheet.notes, *_notes_after(table)]]
    asked = [question for _, item in sheet.items for question in item.questions]
    return Draft(
        plan, (*questions, *asked), (*table.remarks, *sheet.remarks), len(sheet.items), tuple(sheet.reader.columns),
        tuple(sheet.numbers),
    )  # fmt: skip


def _plan(table: Table, facts: Facts, file: str, sheet: _Sheet) -> tuple[Map, list[Question]]:
    """Return the plan's own keys in file order; what nobody has said is open."""
    plan, questions = Map(), []
    title = table_title(table)
    plan.comments += [MODELINE, f"由 mzprog import 从{file}读入。" + (f"表名：{title}" if title else "")]
    values = {"plan": facts.title, "region": facts.region, "baseline_year": facts.begin or facts.baseline_year,
              "target_year": facts.end or facts.target_year}  # fmt: skip
    for key, value in values.items():
        if value:
            plan.put(key, str(value))
        elif PLAN[key].required:
            plan.put(key, TODO, f"请写明{PLAN[key].about}")
    if facts.direction is None and any(item.rests for _, item in sheet.items):
        plan.put("direction", TODO, _DIRECTION)
        questions.append(Question(plan, "direction", _DIRECTION, (RISING, FALLING)))
    plan.put("direction", facts.direction)
    kinds = (item.map.items.get("type") for _, item in sheet.items)
    types = tuple(dict.fromkeys(one.text for one in kinds if isinstance(one, Text) and one.text not in TYPES))
    if types:
        plan.items["types"] = types
    source = Map({"title": Text(title or file)})
    source.put("note", f"由 mzprog import 从{file}读入" if title else None)
    sources = {"table": source}
    for name in dict.fromkeys(name for _, item in sheet.items for name in item.sources):
        sources.setdefault(tidy(name)[:80], Map({"title": Text(name)}))
    plan.items["sources"] = Map(dict(sources))
    plan.put("source", "table")
    return plan, questions


class _Sheet:
    """Takes the rows of a table one after another, knowing what stood above."""

    def __init__(self, table: Table, facts: Facts) -> None:
        self.reader = RowReader(settled(table, facts), facts, brackets_of(table), table.rows)
        self.kind = "列" if table.transposed else "行"
        self.items: list[tuple[str, Item]] = []
        self.numbers: list[int] = []
        self.notes: list[str] = []
        self.remarks: list[str] = []
        self._category = ""  # of the category columns
        self._levels: list[str] = []  # what stands in each of them
        self._heading = ""  # of the last heading
        self._beside = ""  # the category beside that heading
        self._unused = ""  # a heading that has no indicator yet
        self._parent: str | None = None
        self._last: Row | None = None  # of the last indicator, as long as it may go on
        names = Counter(self.reader.name(row).name for row in table.rows if len(row.texts) > 1)
        self._twice = frozenset(name for name, number in names.items() if number > 1)

    def take(self, row: Row) -> None:
        """Take a row: an indicator, a heading, a note, or one that a person must look at."""
        texts = row.texts
        if not texts:
            return
        if self.reader.ours and self.reader.text(row, "name"):
            self._indicator(row)
        elif not self.items and _numbers_columns(texts):
            self._say(row, "", ["是各栏的号，没有读入"])
        elif is_signed(texts[0]) or (is_note(texts[0]) and (len(texts) == 1 or not self._figures(row))):
            self.notes += texts
        elif self._is_heading(row):
            self.close()
            cells = [cell for cell in row.cells if cell.text and not cell.above]
            own = self.reader.text(row, "name") if self._is_numbered_heading(row) else ""
            self._unused = self._heading = category_name(own or max(cells, key=lambda cell: cell.columns).text)
            if _MEASURED.search(self._heading) and not own and self._unused == tidy(row.texts[0]):
                self._say(row, self._heading, ["这一行没有数，作为下面各行的类别；如果是一项指标，请补上"])
            self._beside = self.reader.category(row) if len(cells) > 1 or row.cells[0].above else ""
            self._category, self._levels = "", []
        elif not self.reader.text(row, "name") or self._repeats_name(row):
            words = "、".join(quoted(tidy(text)) for text in texts)
            self._say(row, "", [f"看不出是哪个指标，没有读入：{words}"])
            self._open_above(row)
            self.notes.append(f"第{row.number}{self.kind}没有读入：{words}")
        elif tidy(self.reader.text(row, "name")).casefold() in _SUMS:
            self._say(row, "", [f"是{quoted(tidy(self.reader.text(row, 'name')))}，没有读入"])
        else:
            self._indicator(row)

    def close(self) -> None:
        """Keep a heading that nothing stands under: it is a note, or heads other headings."""
        self.notes += [self._unused] if self._unused else []
        self._unused = ""

    def _figures(self, row: Row) -> bool:
        return any(column.text(row).strip() for column in self.reader.columns if column.role in ROLES)

    def _is_heading(self, row: Row) -> bool:
        """Tell whether a row heads those below it (一、社会救助): its one text is no indicator's name.

        A category that begins in the same row and goes on below stands beside it.
        """
        own = [cell for cell in row.cells if cell.text and not cell.above]
        inside = [cell for cell in own if self._roles(cell) != ["category"]]
        if len(inside) != 1:
            return len(own) == 1 or self._is_numbered_heading(row)
        roles = self._roles(inside[0])
        if len(own) > 1:
            return len(roles) > 1 and bool(ROLES & set(roles))
        if (len(roles) > 1 and ROLES & set(roles)) or SECTION.match(inside[0].text):
            return True
        if len(roles) != 1:
            return set(roles) != {"category", "name"}
        if roles != ["name"]:
            return roles == ["number"]
        return not any(c.role == "category" for c in self.reader.columns) and self.reader.name(row).unit is None

    def _roles(self, cell: Cell) -> list[str]:
        """Return the roles of the columns that a cell covers."""
        return [c.role for c in self.reader.columns if cell.column < c.end and cell.end > c.start]

    def _is_numbered_heading(self, row: Row) -> bool:
        """Tell whether a row is a heading with its number in a cell of its own (一 | 社会救助)."""
        held = {column.role for column in self.reader.columns if column.text(row).strip()}
        number = self.reader.text(row, "number")
        return (
            held == {"number", "name"}
            and re.fullmatch("[（(]?[一二三四五六七八九十]{1,3}[）)、.．]?", number) is not None
        )

    def _repeats_name(self, row: Row) -> bool:
        """Tell whether a row goes on under the name of the one above."""
        name = next(column for column in self.reader.columns if column.role == "name")
        return all(cell.above for cell in name.cells(row) if cell.text)

    def _open_above(self, row: Row) -> None:
        """Leave open the row above of the same merged name: nobody says which of the two is the indicator."""
        own = [c for c in self.reader.columns if c.role in ROLES and any(x.text and not x.above for x in c.cells(row))]
        above = self._last if self._repeats_name(row) and own else None
        if above is None or not any(column.text(above).strip() for column in own):
            return
        category, item = self.items.pop()
        kept = self.reader.broken(above, category, f"第{row.number}{self.kind}与它合用一个名称，另有一行数", True)
        self.items.append((category, kept))
        self.remarks += [f"第{above.number}{self.kind}“{item.name}”：{remark}" for remark in kept.remarks]
        self._last = None

    def _indicator(self, row: Row) -> None:
        self._unused, self._last = "", row
        self._category = self._carried(row)
        category = self._category or self._heading
        if self._heading and self._beside and self._category == self._beside:
            category = f"{self._beside} / {self._heading}"
        fault, half = self.reader.lost(row), self.reader.half(row)
        if fault or half:
            item = self.reader.broken(row, category, fault or half, not fault)
            self._last = None
        else:
            item = self._told_apart(read_row(self.reader, row, category, self._parent, self._over(row)), category)
            if self._heading in _TYPE_HEADS and "type" not in item.map.items:
                item.map.put("type", self._heading[:3])
                in_order(item.map)
        if not item.sub:
            self._parent = item.name
        self.items.append((category, item))
        self.numbers.append(row.number)
        self._say(row, item.name, item.remarks)

    def _carried(self, row: Row) -> str:
        """Return the category of a row; a blank cell goes on with what stands above it, up to a new group."""
        own = self.reader.categories(row)
        if self.reader.ours:
            return joined_categories(own)
        above, new = self._levels or [""] * len(own), False
        self._levels = []
        for text, last in zip(own, above, strict=True):
            new = new or bool(text and text != last) or text is None
            self._levels.append(text or ("" if new else last))
        return joined_categories(self._levels)

    def _told_apart(self, item: Item, category: str) -> Item:
        """Give a name that stands in several groups (城镇, 农村) that of its group before it."""
        group = category.rpartition(" / ")[2]
        if self.reader.ours or not group or item.name not in self._twice:
            return item
        name = f"{group}（{item.name}）"
        item.map.put("name", name)
        return item._replace(name=name)

    def _over(self, row: Row) -> Name | None:
        """Return the name with a unit that stands merged beside a row's own (主要污染物减少（%） | 氨氮)."""
        columns = [column for column in self.reader.columns if column.role == "category" and not self.reader.ours]
        names = [read_name(tidy(column.text(row))) for column in columns if column.text(row).strip()]
        return next((name for name in reversed(names) if name.unit), None)

    def _say(self, row: Row, name: str, remarks: Iterable[str]) -> None:
        where = f"第{row.number}{self.kind}"
        who = f"{where}“{name}”" if name else where
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
        """Return the series that relative targets are compared with, still empty; indicators need none."""
        found = Map()
        ids = {one.text for _, item in self.items if isinstance(one := item.map.items.get("id"), Text)}
        names = {item.name for _, item in self.items} | ids
        for _, item in self.items:
            target = item.map.items.get("target")
            for form in RELATIONS:
                if isinstance(target, Map) and form in target.items:
                    name = target.items[form]
                    assert isinstance(name, Text)
                    if name.text not in names:
                        found.items[name.text] = Map(flow=True)
        return found


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns.

    >>> _numbers_columns(["甲", "乙", "1", "2", "3"]), _numbers_columns(["甲", "1", "2"])
    (True, False)
    >>> _numbers_columns(["1", "2", "3", "4=3/2"]), _numbers_columns(["（1）", "（2）", "（3）"])
    (True, True)
    """
    bare = [_COLUMN_NUMBER.sub(r"\1", tidy(text)) for text in texts]
    numbers = [text for text in bare if text not in _LETTERED]
    counted = numbers == [str(n + 1) for n in range(len(numbers))]
    return counted and (len(texts) > 3 if bare[0] in _LETTERED else len(texts) > 2)


def _notes_after(table: Table) -> list[str]:
    """Return the notes under a table: from the first line that says so, as long as they are numbered."""
    notes: list[str] = []
    for line in table.after:
        if is_note(line) or (notes and re.match(r"[（(]?[0-9]{1,2}[）)、.．]", line)):
            notes.append(line)
        elif notes or len(line) > 30:
            break
    return notes
