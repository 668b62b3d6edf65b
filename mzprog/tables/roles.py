"""The role that the words of a head give a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzprog.tables.times import Time
from mzprog.tables.words import Said

SKIP, BARE = "skip", "value"
# Every role a column may have: its name here and its name for the reader.
ROLES = {
    "number": "序号", "category": "类别", "name": "名称", "unit": "单位", "type": "属性", "responsible": "责任单位",
    "weight": "权重", "source": "来源", "note": "备注", "sign": "目标值的符号", "id": "代号", "of": "上级指标",
    "direction": "方向",
    "rule": "计算规则", "measure": "数值性质", "hold": "保持", "parts": "下级合计", "baseline_year": "基期年",
    "target_year": "目标年",
    "baseline": "基期值", "target": "目标值", "planned": "年度计划", "milestone": "中期目标", "observation": "实际值",
    "pace": "年均增速/累计", "completion": "公布的完成程度", "rate": "公布的进展率", "overall": "公布的总进度",
    "growth": "公布的年均增速", "verdict": "公布的评价", "outcome": "公布的完成情况", "outlook": "公布的预测",
    SKIP: "不读",
}  # fmt: skip


_TEXT_ROLES = dict(zip("#CUPRWSNXIODLMHJBT", (
    "number", "category", "unit", "type", "responsible", "weight", "source", "note", "sign", "id", "of", "direction",
    "rule", "measure", "hold", "parts", "baseline_year", "target_year",
), strict=True))  # fmt: skip


# A table of indicators has names and at least one of these.
VALUES = frozenset(["baseline", "target", "planned", "milestone", "observation", "pace", BARE])


PUBLISHED = frozenset(["completion", "rate", "overall", "growth", "verdict", "outcome", "outlook"])


FORECAST = "是预计数，不是实际值"
_BOTH = "看不出是目标值还是实际值"
PERCENT = frozenset(["%", "percent", "percentage"])


# Which columns hold something for each period.
DATED = frozenset(["planned", "milestone", "quota", "observation"]) | PUBLISHED


# The role that the letters of a head give, without n, w and y where others stand beside them.
_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("outcome", "[ta]*o[ta]*"),
    ("verdict", "[taomd]*v"),
    ("rate", "[tamd]*p"),
    ("overall", "[ta]*z"),
    ("growth", "h|[ao]gc?|gc?[ao]"),
    ("outlook", "[tao]*k"),
    ("completion", "[tac]*q[ta]*s?|c?a[ta]*s|[ac]*sa*t[ta]*s?"),
    ("milestone", "mt*|t+m|d+t+|t+d"),
    ("baseline", "ba*|ab"),
    ("pace", "[ct]*g[ct]*|c"),
    ("target", "c?t+c?"),
    ("observation", "d*c?a+c?"),
)


_OWN_YEARS = {"Yb": "baseline_year", "Yt": "target_year"}  # Baseline: Value, Year


# Letters that stand for another there, and those that change no role.
_SAME = str.maketrans({"w": "t", "e": "t", "x": "a", "n": "", "y": "", "i": "", "r": "", "u": "", "j": ""})


class Head(NamedTuple):
    """What a column's head says as a whole: its ``role`` ("" if none), ``time``, ``unit``, or why it is not read.

    ``letters`` are those of all its words, ``own`` those of its lowest cell; ``brackets`` is what stands in them.
    """

    role: str = ""
    time: Time | None = None
    unit: str = ""
    why: str = ""
    letters: str = ""
    brackets: str = ""
    own: str = ""


def joined(said: Sequence[Said]) -> Head:
    """Return what the cells over one column say together, from the highest to the lowest.

    >>> from mzprog.tables.words import read_head
    >>> joined([read_head("评估"), read_head("中期进展率(%)")]).role, joined([read_head("2018年增速")]).why
    ('rate', '不认识“增速”')
    """
    letters = "".join(one.letters for one in said)
    unit = next((one.unit for one in reversed(said) if one.unit), "")
    brackets = next((one.brackets for one in reversed(said) if one.brackets), "")
    time = _one_time(said)
    text = _text_role(said, letters) or _OWN_YEARS.get("".join(sorted(letters.translate(_SAME))), "")
    if text:
        unknown = next((one.unknown for one in said if one.unknown and not one.ending), "")
        return Head(text, time, unit, _unknown(unknown) if text == "name" and unknown else "", letters, brackets)
    role, why = _measured(said, letters, time)
    if why == _BOTH and unit in PERCENT and not said[-1].unknown:
        role, why = "completion", ""  # 完成年度计划（%）
    if role == "target" and time and time.running and not said[-1].times:
        time = None  # 截至10月底进展 over 年度目标 and 完成数
    if role == "target" and "y" not in letters and time and time.plan:
        time = time._replace(unclear=False)  # 规划目标（2021-2025年）
    summed = bool(said) and said[-1].letters == "c" and not said[-1].times and role == "target"
    if summed and any("t" in one.letters.translate(_SAME) and "c" not in one.letters for one in said[:-1]):
        role = "pace"  # 累计 below 目标, beside 2025年
    elif role == "pace" and "g" not in letters and time and not time.unclear:
        role = BARE  # 2025年[累计]: brackets in its cells are sums
    if not why and time:
        why = _no_period(role, time)
    if why:
        role = ""
    elif not role and time:
        role = BARE
    return Head(role, time, unit, why, letters, brackets, said[-1].letters if said else "")


def _measured(said: Sequence[Said], letters: str, time: Time | None) -> tuple[str, str]:
    """Return the role of a column of figures, "" where none is said, and why it cannot be read."""
    unknown = next((one.unknown for one in said if one.unknown), "")
    if unknown:
        return "", _unknown(unknown)
    if "Y" in letters:
        return "", "是年份，不是数"
    if "f" in letters:
        return "", FORECAST
    if "e" in letters and time is None:
        return "", "没有写是哪一年的远期目标"
    role = _role(letters) or next((found for one in reversed(said) if (found := _role(one.letters))), "")
    if role == "outcome" and "o" not in said[-1].letters:
        role = _role(said[-1].letters) or role  # 目标 and 实际 under 完成情况
    if not role and "j" in letters:
        return "", "看不出是计划的还是完成的投资"
    if not role and letters.translate(_SAME).strip("d"):
        return "", _BOTH if set("ta") <= set(letters) else "看不出是什么数"
    if not role and time is None and any(one.plain for one in said):
        return "observation", ""
    return role, ""


def _unknown(word: str) -> str:
    return f"不认识“{word}”"


def _no_period(role: str, time: Time) -> str:
    """Say why a time does not tell the period of a column; "" where it does."""
    if time.unclear and role != "pace":
        return "看不出是哪一期"
    if time.plan and role == "observation":
        return "是整个规划期的数，看不出是哪一期"
    return ""


def _text_role(said: Sequence[Said], letters: str) -> str:
    """Return the role of a column of texts; words that are not known do no harm in most of them."""
    lowest = next((one for one in reversed(said) if one.speaks), Said())
    if re.fullmatch("[Cx]+n|[wt]+n", lowest.letters) and not lowest.unknown and not lowest.times:
        return "name"  # Results Indicators, 目标内容
    if lowest.letters == "x" and not any(one.times for one in said):
        return "category"  # Result over goals; 2022 Result is what was observed
    texts = [letter for letter in lowest.letters if letter in _TEXT_ROLES]
    if texts and not (texts[-1] == "C" and lowest.times) and not (lowest.unknown and texts[-1] in "#UWXBTDLMIOHJ"):
        return _TEXT_ROLES[texts[-1]]
    named = set(letters) <= set("nwy") and ("n" in letters or lowest.ending)
    if named and (not lowest.unknown or lowest.ending or lowest.letters == "n"):
        return "name" if not any(one.times for one in said) or "n" in letters else ""
    return ""


def _role(letters: str) -> str:
    """Return the role that the meanings of a head's words give it; "" where there is none."""
    if letters.strip("ny") == "w" or (set(letters) <= set("wy") and "w" in letters):
        return "target"
    found = letters.translate(_SAME)
    found = re.sub(r"(.)\1+", r"\1", found)  # said in two languages
    return next((role for role, form in _GRAMMAR if found and re.fullmatch(form, found)), "")


def _one_time(said: Sequence[Said]) -> Time | None:
    """Return the time that stands over a column: the lowest, its year from above where it has none."""
    rows = [one.times for one in said if one.times]
    if not rows:
        return None
    lowest = _same(rows[-1])
    for above in reversed(rows[:-1]):
        time = _same(above)
        if lowest.year is None and lowest.relative is None and time.year and time.months == 12:
            lowest = lowest._replace(year=time.year)
    return lowest


def _same(times: Sequence[Time]) -> Time:
    """Return the one time that several words of one cell speak of (“十三五”末（2020年）)."""
    years = {time.year for time in times if time.year}
    parts = {(time.first, time.months, time.running) for time in times if (time.first, time.months) != (0, 12)}
    if len(times) == 1:
        return times[0]
    if len(years) > 1 or len(parts) > 1 or any(time.unclear for time in times):
        return Time(unclear=True)
    first, months, running = parts.pop() if parts else (0, 12, False)
    relative = next((time.relative for time in times if time.relative is not None), None)
    year, until = years.pop() if years else None, any(time.until for time in times)
    return Time(year, relative, first, months, running, plan=any(t.plan for t in times), until=until)
