"""The words that such tables put over their columns, and what stands under them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from mzprog.core.period import Period, parse_period
from mzprog.core.problems import Refusal

# What a column holds, by its head without the period and what stands in brackets; the first that fits
# is taken. The plan file's own keys come first: they are what `export` writes.
ROLES: tuple[tuple[str, str], ...] = (
    ("baseline_year", "^基期年份?$"),
    ("target_year", "^目标年份?$"),
    ("id", "^代号$"),
    ("of", "^上级指标$"),
    ("direction", "^(指标)?方向$"),
    ("rule", "^(计算)?规则$"),
    ("measure", "^数值性质$"),
    ("number", "^(序|序号|编号|no\\.?)$"),
    ("note", "备注|说明"),
    ("other", "(责任|牵头|配合|实施|主管|填报)(单位|部门|处室|科室)|来源|口径|计算方法"),
    ("unit", "^(计量|计算|指标)?单位$"),
    ("category", "类别|分类|领域|大类|一级指标"),
    ("type", "属性|性质$|类型"),
    ("rate", "进展率|进度率"),
    ("verdict", "评价|评估结果|评定"),
    ("outlook", "预测"),
    ("outcome", "(完成|实现|达标)情况|是否完成|完成与否"),
    ("baseline", "基期|基数|基准|基值|现状|期初"),
    ("observation", "实际|完成[值数量]|实绩|实现值|达到值|观测|(进展|执行)情况|^(数值?|数据|值|完成)$"),
    ("target", "目标|规划[值数]|规划数据|计划|预期值"),
    ("name", "^(主要|具体|核心|发展|二级|三级)?(指标|项目)(名称|内容)?$|^名称$"),
)
# A table of indicators has names and at least one of these; a "value" is a column of which only the year is said.
VALUES = frozenset(["baseline", "target", "observation", "value"])

# The lines over a table that `export` writes: what stands in the first cell, and which fact in the second.
LEADS = {"规划名称": "title", "地区": "region", "基期年": "baseline_year", "目标年": "target_year", "方向": "direction"}

_LONGEST = 30
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:(?P<written>[HQ][1-4]|-(?:0[1-9]|1[0-2]))(?![0-9])"
    r"|年?(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年|(?P<months>1[-—~～至]6月)|(?P<month>1[0-2]|[1-9])月)?"
    r"(?:年?[末底]|年)?)",
    re.IGNORECASE,
)
_FIVE_YEARS = re.compile(r"[“\"]?(十[一二三四五])五[”\"]?(?:规划|时期|期)?末?")
_ENDS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
_QUARTERS = {word: number for number, word in enumerate("一二三四", 1)}


class Meaning(NamedTuple):
    """What one head cell says: a column's ``role`` ("" if it says none), a ``period``, what is in brackets.

    ``unclear``: it speaks of a time, but not of one that is a period.
    """

    role: str
    period: Period | None
    brackets: str
    unclear: bool = False

    @property
    def speaks(self) -> bool:
        """Whether this is a text that heads a column."""
        return bool(self.role or self.period or self.unclear)


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """Return what a head cell says.

    >>> meaning("2018年上半年"), meaning("指标内容（单位）").role, str(meaning("“十三五”末目标").period)
    (Meaning(role='', period=Period(year=2018, first=0, months=6), brackets='', unclear=False), 'name', '2020')
    """
    label = normalize("NFKC", text).replace(" ", "").replace("\n", "").replace("*", "")
    if not label or len(label) > _LONGEST:
        return Meaning("", None, "")
    period, rest, unclear = find_period(_BRACKETS.sub("", label) or label)
    if period is None and not unclear:
        in_brackets = find_period(label)
        period, unclear = in_brackets[0], in_brackets[2]
    role = next((role for role, form in ROLES if re.search(form, rest, re.IGNORECASE)), "")
    return Meaning(role, period, "、".join(_BRACKETS.findall(label)), unclear)


def find_period(text: str) -> tuple[Period | None, str, bool]:
    """Return the period that a text names, the text without it, and whether its time is unclear."""
    found = list(_PERIOD.finditer(text))
    if not found:
        named = _FIVE_YEARS.search(text)
        if named is None:
            return None, text, False
        return Period(_ENDS[named[1]], 0, 12), text.replace(named[0], ""), False
    rest = _PERIOD.sub("", text)
    periods = {_period(match) for match in found}
    if len(periods) > 1 or None in periods or re.search("[0-9月季]|(?<!期)初", rest):
        return None, rest, True
    return periods.pop(), rest, False


def _period(found: re.Match[str]) -> Period | None:
    year, part = found["year"], ""
    if found["written"]:
        part = found["written"].upper()
    elif found["half"] or found["months"]:
        part = "H2" if found["half"] == "下" else "H1"
    elif found["quarter"]:
        part = f"Q{_QUARTERS.get(found['quarter'], found['quarter'])}"
    elif found["month"]:
        part = f"-{int(found['month']):02d}"
    try:
        return parse_period(year + part)
    except Refusal:
        return None


_NOTE = re.compile(
    r"[（(]?(?:注|备注|说明|附注|数据来源|资料来源)[）)]?[0-9一二三]?[:：、.．\s]|[“\"（(]?(?:带|标有?)?[“\"（(]?[*＊★▲][”\"）)]?(?:号|的|为|表示|[:：])"
)


def is_note(text: str) -> bool:
    """Tell whether a line is a note under a table.

    >>> is_note("注：1、带*号的1项指标"), is_note("备注：根据……"), is_note("注册志愿者人数")
    (True, True, False)
    """
    return _NOTE.match(text) is not None
