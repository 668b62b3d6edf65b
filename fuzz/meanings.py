"""Tables of head words whose meaning is known, and the check that every cell is right, asked, or named as not read.

Every figure of a table is another number, so that one in a wrong place is seen wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import yaml
from hypothesis import strategies as st

from fuzz.inputs import Draw
from mzprog.core.problems import Refusal
from mzprog.planfile.write import written
from mzprog.tables.columns import arranged
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids

YEARS = (2021, 2022, 2023, 2024)
# Heads and where their figures belong; None: they must not be read.
BASELINES = ("{}年基期值", "{}年现状", "{}年基数", "基期（{}年）", "Baseline {}", "{}年底实际", "{}年完成值")
TARGETS = (
    "{}年目标",
    "{}年规划目标",
    "目标值（{}年）",
    "{}年规划值",
    "Target {}",
    "到{}年目标值",
    "{}年预期目标",
    "{}年考核目标",
)
ACTUALS = (
    "{}年实际值",
    "{}年完成",
    "{}年度实际完成数",
    "{}年实绩",
    "Actual {}",
    "截至{}年底完成",
    "{}年执行情况",
    "{}年监测值",
)
PLANS = ("{}年计划", "{}年目标", "{}年度计划数", "{}年任务数", "Target {}", "{}年目标任务")
SHARES = (
    "{}年完成率",
    "{}年完成比例（%）",
    "{}年实现程度",
    "{}年占五年目标比例",
    "{}年目标完成率",
    "{}年完成目标的百分比",
    "% achieved {}",
)
STRANGE = ("{}年增速", "{}年全省排名", "预计{}年", "{}年同比", "{}年比上年增长（%）", "{}年省均值",
           "{}年初", "{}年得分", "{}年位次",
           "较{}年增减", "{}年目标完成", "{}-2030年", "{}年市级", "Change {}", "Rank {}", "{}年第三方评估")  # fmt: skip
BARE = ("{}年", "{}", "{}年度", "{}年底")
KINDS = (("observations", ACTUALS), ("plans", PLANS), ("completion", SHARES), (None, STRANGE), ("bare", BARE))
UNITS = ("%", "万人", "个", "亩", "")
FORMS = ("{}", "{}", "{}", "{}", "{}{unit}", "-", "", "[{}]", "约{}", "{}（2019年）", "{}件", "不详{}", "{}*", "达标",
         "未统计", "{}左右", "≥{}", "{}以上",
         "年均增长{}%", "比2020年提高{}个百分点", "比2020年增长{}%", "降至{}", "控制在{}以内", "新增{}",
         "{}-9999")  # fmt: skip


NOTE = "注：[ ]内为五年累计数。"


class Made(NamedTuple):
    """A table and its meaning: ``heads`` with what each holds, and the rows."""

    title: str
    heads: list[tuple[str, str | None, str]]  # head, key, period
    rows: list[list[str]]
    grouped: bool = False
    note: str = ""

    @property
    def page(self) -> bytes:
        """The table as a web page; ``grouped``: a year stands over its columns, what they hold below it."""
        lines = self._two_rows() if self.grouped else [_line((head, 1, 1) for head, _, _ in self.heads)]
        lines += [_line((cell, 1, 1) for cell in row) for row in self.rows]
        body = f"<p>{self.title}</p><table>{''.join(lines)}</table><p>{self.note}</p>"
        return f"<!doctype html><meta charset=utf-8>{body}".encode()

    def _two_rows(self) -> list[str]:
        upper, lower = [], []
        for period, group in groupby(self.heads, key=lambda head: head[2]):
            heads = [head for head, _, _ in group]
            year = f"{period}年"
            if period and all(year in head and head.replace(year, "") for head in heads):
                upper.append((year, len(heads), 1))
                lower += [(head.replace(year, ""), 1, 1) for head in heads]
            else:
                upper += [(head, 1, 2) for head in heads]
        return [_line(upper), _line(lower)] if lower else [_line((head, 1, 1) for head, _, _ in self.heads)]


def _line(cells: Iterable[tuple[str, int, int]]) -> str:
    parts = (f"<td colspan={wide} rowspan={high}>{escape(text)}</td>" for text, wide, high in cells)
    return f"<tr>{''.join(parts)}</tr>"


@st.composite
def tables(draw: Draw) -> Made:
    """Draw a table: names, a baseline, a target and up to five columns more, in any order."""
    heads: list[tuple[str, str | None, str]] = [("单位", "unit", "")]
    heads += [(draw(st.sampled_from(BASELINES)).format(2020), "baseline", "2020")] * draw(st.booleans())
    heads += [(draw(st.sampled_from(TARGETS)).format(2025), "target", "2025")] * draw(
        st.sampled_from([True, True, False])
    )
    for _ in range(draw(st.integers(0, 5))):
        key, forms = draw(st.sampled_from(KINDS))
        year = draw(st.sampled_from(YEARS if key else (*YEARS, 2025)))
        heads.append((draw(st.sampled_from(forms)).format(year), key, str(year)))
    heads = [("指标", "name", ""), *draw(st.permutations(heads))]
    title = draw(st.sampled_from(["主要指标", "规划目标表", "主要指标完成情况", "“十四五”规划指标", ""]))
    rows = []
    for number in range(draw(st.integers(1, 4))):
        unit = draw(st.sampled_from(UNITS))
        cells = [f"指标{'甲乙丙丁'[number]}", *("" for _ in heads[1:])]
        for place, (_, key, _) in enumerate(heads):
            if key == "unit":
                cells[place] = unit
            elif key != "name":
                figure = f"{number + 1}{place}.{draw(st.integers(1, 9))}7"
                cells[place] = draw(st.sampled_from(FORMS)).format(figure, unit=unit)
        rows.append(cells)
    return Made(title, heads, rows, draw(st.booleans()), draw(st.sampled_from(["", "", NOTE])))


def understood(made: Made) -> None:
    """Raise where a cell is neither right, nor asked, nor of a column that is named as not read."""
    found = find_tables(read_grids(made.page))
    if not found:
        return
    (table,) = found
    facts = stated(table)._replace(baseline_year=2020, target_year=2025, direction="正向")
    columns = arranged(table, facts)
    try:
        draft = draft_plan(table, facts, "表")
    except Refusal as refusal:
        assert refusal.code in {"two-columns", "no-rows"}, refusal
        return
    items = yaml.load(written(draft.map), yaml.BaseLoader)["indicators"]
    rows = [row for row in made.rows if any(row[1:])]  # a name alone is a heading
    assert [item["name"] for item in items] == [row[0] for row in rows]
    for item, row in zip(items, rows, strict=True):
        for (head, key, period), cell, column in zip(made.heads, row, columns, strict=True):
            figure = re.search(r"[0-9]+\.[0-9]7(?![0-9])", cell)
            if figure:
                places = [*_where(item, figure[0])]
                said = column.role == "skip" or "TODO" in str(item) or any(cell in remark for remark in draft.remarks)
                assert places or said, (head, cell, item)
                for place in places:
                    allowed = _allowed(key, period, cell, place, item, made.note)
                    assert allowed, (made, head, cell, place, item)


def _where(value: Any, figure: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths to the texts in which a figure stands."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _where(one, figure, (*path, key))
    elif figure in str(value):
        yield path


def _allowed(key: str | None, period: str, cell: str, place: tuple[str, ...], item: dict[str, Any], note: str) -> bool:
    """Tell whether a figure may stand in a place: that of its column, in the form its words ask for."""
    if place[0] == "note" or place[-1] == "note":
        return True
    if key is None:
        return False
    if "（2019年）" in cell and key in {"observations", "bare"}:
        return place in {("observations", "2019"), ("observations", "2019", "value")}
    if key == "completion":
        return place == ("published", period, "completion")
    roles = {"plans": ("milestones", "quotas"), "bare": ("milestones", "quotas", "observations")}.get(key, (key,))
    if place[0] not in roles:
        return False
    dated = key in {"observations", "plans", "bare"}
    if dated and place[1] != period:
        return False
    return _in_form(cell, place[2:] if dated else place[1:], _leaf(item, place), item, note)


def _leaf(item: Any, place: tuple[str, ...]) -> str:
    for step in place:
        item = item[step]
    return str(item)


def _in_form(cell: str, form: tuple[str, ...], text: str, item: dict[str, Any], note: str) -> bool:
    """Tell whether what stands there says what the cell's words do."""
    if cell.startswith("年均增长"):
        return form == ("growth",) or (form == () and item["measure"] == "growth")
    if cell.startswith("比2020年") and form == ():
        return bool(item["measure"] == "change")
    if cell.startswith("比2020年"):
        return form == ("change",) and text.startswith("+") and text.endswith("%") == cell.endswith("%")
    if cell.startswith("[") and note:
        return form == () and item.get("measure") in {"total", "cut", "change"}
    if cell.startswith(("[", "新增", "不详")) or (cell.endswith("件") and item.get("unit") != "件"):
        return False
    if cell.startswith("约") or cell.endswith("左右"):
        return form in {("about",), ("value",)}
    if cell.startswith("≥") or cell.endswith("以上"):
        return text.startswith("≥")
    if cell.startswith("控制在"):
        return text.startswith("≤")
    return form in {(), ("value",)} and not text.startswith(("≥", "≤"))
