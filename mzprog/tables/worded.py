"""Targets in words: 力争达到85, 控制在3%以内, 年均增长7%以上, 比2020年提高10个百分点, 翻一番."""

from __future__ import annotations

import re
from decimal import Decimal

from mzprog.core.problems import quoted
from mzprog.core.quantity import PERCENT_SIGNS, SHARES, literal
from mzprog.tables.times import PLAN_ENDS

# A year before a target; without 年 the four digits are a number's first (20500以上), or say no year to read by.
_YEAR = r"(?:(?:到|至)?(?:19|20)[0-9]{2}(?!年[底末]?的)年[底末]?(?:前|时)?[,，]?)"
_RISES = "提高|增加|增长|上升|提升|扩大|上涨"
_FALLS = "下降|降低|减少|压减|缩小|缩减|降|削减"
_VERBS = re.compile(
    rf"{_YEAR}?(?:(?:力争|努力|确保|争取|保证|稳步|基本|全面|总体|进一步|控制目标为?|目标为?)*"
    rf"(?:(?P<falls>(?:{_FALLS}|压降|压缩|调)[到至])|(?:{_RISES}|增|提|升)[到至]|达到?|保持在?|稳定在?|维持在?|控制在(?=[0-9.]+[^0-9.以之内]*$)|实现)?)[:：]?"
)
# Words around a number that ask for a bound.
_BOUNDS = (
    ("≥", "(?:不低于|不少于|不小于|不得低于|不得少于|至少|最低|不低於|at least|not less than|no less than|minimum)(.+)"
          "|(.+?)[及或]?以上|([-0-9.,]+%?)[+＋]|(.+?) ?(?:or more|or above|and above|or higher)"),
    ("≤", "(?:不超过|不高于|不大于|不多于|不得超过|不得高于|至多|控制在|控制|最多"
          "|at most|not more than|no more than|maximum|up to)(.+?)"
          "(?:[以之]内|以下)?|(.+?)[及或]?(?:[以之]内|以下)|(.+?) ?(?:or less|or below|or fewer|or lower)"),
    ("＞", "(?:高于|大于|超过|突破|多于|more than|over|above|greater than)(.+)"),
    ("＜", "(?:低于|小于|少于|less than|fewer than|below|under)(.+)"),
)  # fmt: skip
_BOUND_FORMS = tuple((sign, re.compile(form, re.IGNORECASE)) for sign, form in _BOUNDS)
_AGAINST = re.compile(
    r"(?:(?:与|比|较|从)?(?P<base>(?:19|20)[0-9]{2}年?底?末?|基期年?|[“\"]?十[一二三四]?五[”\"]?(?:期?末|时期末)?|上年|去年|上一年)?(?:实际)?(?:相比|水平)?[,，]?)?"
    rf"(?P<each>年均|年平均|每年|平均每年)?(?P<sum>累计|总体)?(?:(?P<rises>{_RISES})|(?P<falls>{_FALLS}))(?:率|幅度?|了)?(?:为|达到?|约)?"
    r"(?P<low>不低于|不少于|至少|超过|高于|大于|≥|＞|>)?(?P<high>不超过|不高于|控制在|低于|≤|＜|<)?(?P<number>[0-9][0-9,.]*)\s*(?P<unit>[^0-9.,以左约]*?)"
    r"(?P<end>及?以上|左右|以内|之内|以下)?"
)
_TIMES = {"翻番": "2", "翻一番": "2", "翻1番": "2", "翻两番": "4", "翻2番": "4", "增长一倍": "2", "增加一倍": "2",
          "翻三番": "8", "翻一翻": "2",
          "double": "2", "doubled": "2"}  # fmt: skip
_TIMES_OF = re.compile(
    r"(?:是|为|达到|提高到|增长到)?(?P<base>(?:19|20)[0-9]{2}年|基期)的?(?P<number>[0-9.]+)倍(?P<end>以上)?"
)
_SERIES = re.compile(
    "(?P<word>不低于|不少于|不小于|高于|超过|快于|大于|不高于|不超过|低于)(?P<name>[^0-9０-９]{2,40}?)(?P<plus>[0-9.]+)?个?(?:百分点)?(?P<end>以上)?"
)
_FORMS = {"不低于": "at_least", "不少于": "at_least", "不小于": "at_least", "高于": "above", "超过": "above",
          "快于": "above",
          "大于": "above", "不高于": "at_most", "不超过": "at_most", "低于": "below"}  # fmt: skip


# What stands in a column of signs beside the targets, and how a bound begins for it.
_SIGNS = {
    "-": "", "—": "", "/": "", "=": "", "＝": "", "等于": "", "定性": "",
    "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", ">=": "≥", "大于": "＞",
    "小于等于": "≤", "小于或等于": "≤", "不高于": "≤", "不超过": "≤", "<=": "≤", "小于": "＜",
}  # fmt: skip


def signed(sign: str, text: str) -> str:
    """Return a target with the sign that stands in a column of its own, where it has none itself.

    >>> signed("大于等于", "95"), signed("≤", "94元"), signed("定性", "满意")
    ('≥95', '≤94元', '满意')
    """
    return _SIGNS.get(sign, sign) + text.strip() if text.strip()[:1].isdigit() else text


def verbs_off(text: str) -> tuple[str, bool]:
    """Return a target without the verbs before it (力争达到85), and whether they want it to fall (降至52)."""
    found = _VERBS.match(text)
    rest = text[found.end() :] if found else text
    if not found or not rest:
        return text, False
    return rest.strip(), found["falls"] is not None


def bounded(text: str) -> tuple[str, str] | None:
    """Return the sign and the number of a bound in words.

    >>> bounded("不低于60"), bounded("控制在3%以内"), bounded("60")
    (('≥', '60'), ('≤', '3%'), None)
    """
    for sign, form in _BOUND_FORMS:
        found = form.fullmatch(text)
        number = next((group.strip() for group in found.groups() if group), "") if found else ""
        if number.lstrip("-+")[:1].isdigit():
            return sign, number
    return None


def relative(text: str, unit: str | None) -> tuple[str, str, str] | None:
    """Return form, text and note of a target that is relative to the baseline or to another series.

    >>> relative("比2020年下降16%", "立方米"), relative("提高6个百分点", "%"), relative("提高6%", "%")
    (('change', '-16%', ''), ('change', '+6', ''), None)
    """
    text = text.rstrip("。")
    more = text.endswith("以上")
    doubled = _TIMES.get(text.removesuffix("以上"))
    if doubled:
        return "times", "≥" * more + doubled, ""
    of = _TIMES_OF.fullmatch(text)
    if of:
        return "times", ("≥" if of["end"] else "") + of["number"], ""
    found = _AGAINST.fullmatch(text)
    if found:
        return _against(found, text, unit)
    series = _SERIES.fullmatch(text)
    if series and not series["plus"] and not series["end"]:
        return _FORMS[series["word"]], series["name"], ""
    return None


def base_year(text: str) -> int | None:
    """Return the year that a relative target is held against, where its words name one.

    >>> base_year("较2019年下降16%"), base_year("到2025年比“十二五”末增加5万吨"), base_year("较基期下降16%")
    (2019, 2015, None)
    """
    bare = verbs_off(text)[0].rstrip("。")
    found = _TIMES_OF.fullmatch(bare) or _AGAINST.fullmatch(bare)
    base = (found["base"] or "").strip('“"') if found else ""
    plan = re.match("十[一二三四]?(?=五)", base)
    return PLAN_ENDS[plan[0]] if plan else int(base[:4]) if base[:4].isdigit() else None


def _against(found: re.Match[str], text: str, unit: str | None) -> tuple[str, str, str] | None:
    """Read 年均增长7%, 提高10个百分点, 下降13.5%, 增长1倍."""
    rises, said = found["rises"] is not None, found["unit"].strip()
    number = found["number"].replace(",", "")
    bound = _bound(found, rises)
    note = f"表中写作{quoted(text)}" if found["end"] == "左右" else ""
    sign = "" if rises else "-"
    if found["each"]:
        return ("growth", bound + sign + number, note) if said in PERCENT_SIGNS and not found["sum"] else None
    if said == "倍" and rises:
        return "times", bound + literal(Decimal(number) + 1), note
    if found["base"] is None and not found["sum"] and rises and said in PERCENT_SIGNS:
        return None  # 增长7%: a year's or the whole plan's
    if found["base"] and found["base"][0] in "上去":
        return None
    change = "+" if rises else "-"
    percent = unit in SHARES
    if said in PERCENT_SIGNS:
        return None if percent else ("change", f"{bound}{change}{number}%", note)
    if said in {"个百分点", "百分点"}:
        return ("change", bound + change + number, note) if percent and unit != "‰" else None
    if said and said == unit and not percent:
        return "change", bound + change + number, note
    return None


def _bound(found: re.Match[str], rises: bool) -> str:
    """Return the sign for a change of at least, or at most, so much: of a fall it is turned round."""
    more = bool(found["low"] or (found["end"] or "").endswith("以上"))
    less = bool(found["high"] or found["end"] in {"以内", "之内", "以下"})
    if not (more or less):
        return ""
    return "≥" if more == rises else "≤"
