"""Reading one cell: what a figure, a target or a name says, in the plan file's own forms.

Nothing is guessed: what is not understood comes back as an open question with the text in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import parse_bound, parse_number
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import one_line
from mzprog.tables.grid import tidy

VALUE, MISSING, TEXT, AT_LEAST, OPEN = "value", "missing", "text", "at_least", TODO

_DASHES = re.compile(r"[-－—–―_/／\\…·.*＊]{1,6}|(?i:n/?a)|无")
# Reasons that such tables give for a figure that is not there.
_REASONS = re.compile(
    "未启动|尚未启动|未开展|机构调整|系统变更|无法(查询|统计|获取)|暂(无|缺)|未(统计|公开|公布|填报|考核)|不再(统计|考核)|取消|缺数|保密"
)
_UNEXPLAINED = "表中为"
# Words before a text that say what it is, where it could be taken for something else.
GIVEN = {"缺数：": MISSING, "文字目标：": TEXT, "不低于数列：": AT_LEAST}
# What may be a figure in words, or one that a spreadsheet could not compute (#DIV/0!).
_DIGITS = re.compile("^#|[0-9０-９一二三四五六七八九十百千万亿两半]")
_MARKS = re.compile(r"(?<=.)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*＊★▲†‡①-⑳]+|[\[〔]注?[0-9]{1,2}[\]〕]|[（(]注[0-9]?[）)])$")
_TOTAL = re.compile(r"[\[［【〔](.+)[\]］】〕]")
_ABOUT = re.compile(r"(?:[约近]|大约)(?P<after>.+)|(?P<before>.+)左右")
_UNIT = re.compile(r"[+-]?[0-9][0-9,.]*\s*(?P<unit>[^\d\s.,，。~～—–至、；;-]{1,8}?)(?:以上|以下|以内|左右)?")

# Words around a number that ask for a bound.
_BOUNDS = (
    (re.compile("(?:不低于|不少于|不小于|不得低于|不得少于|至少|最低)(.+)|(.+?)[及或]?以上"), "≥"),
    (
        re.compile(
            "(?:不超过|不高于|不大于|不多于|不得超过|至多|控制在)(.+?)(?:[以之]内|以下)?|(.+?)[及或]?(?:[以之]内|以下)"
        ),
        "≤",
    ),
    (re.compile("(?:高于|大于|超过|多于)(.+)"), "＞"),
    (re.compile("(?:低于|小于|少于)(.+)"), "＜"),
)
_NOT_LESS = re.compile("(?:不低于|不少于|不小于)([^0-9０-９]+)")
_PART = (
    r"(?P<name>[^\d\s０-９≥≤≧≦＞＜><+＋\-－,，;；、:：.．%％‰/]{{1,12}})[:：]?\s*"
    r"(?P<value>(?:[≥≤≧≦＞＜><]=?\s*)?[-－]?[0-9０-９](?:[,.．]?[0-9０-９])*\s*(?:{unit})?)[\s,，;；、]*"
)
_BOUND_WORDS = re.compile("不超过|至少|以[上下内]|大约|左右|^[约近]$|超过|达到?$|增长|下降|[高低大小多少]于")


class Reading(NamedTuple):
    """What a cell says: the ``form`` of its value in a plan file, and its text there.

    ``note`` goes into the plan file beside the value, ``origin`` (the cell's own words, where the
    value is worded otherwise) into a comment; ``remark`` is told to whoever imports. ``total``: it
    stands in the brackets of a plan-long total (累计).
    """

    form: str
    text: str = ""
    note: str = ""
    origin: str = ""
    remark: str = ""
    total: bool = False


Read = Callable[[str, str | None], Reading]


def figure(text: str, unit: str | None) -> Reading:
    """Read an observed or baseline figure.

    >>> figure("1,234", None).text, figure("—", None).text, figure("约54", None).note
    ('1,234', '表中为“—”', '表中写作“约54”')
    """
    return _read(text, unit, _is_figure)


def target(text: str, unit: str | None) -> Reading:
    """Read a target.

    >>> target("60%以上", "%").text, target("30～40", None).text, target("逐年提高", None).form
    ('≥60%', '30～40', 'text')
    """
    reading = _read(text, unit, _is_bound)
    if reading.form == OPEN or (reading.form == MISSING and reading.remark):
        return _worded_target(tidy(text), unit) or reading
    return reading


def _is_figure(text: str, unit: str | None) -> bool:
    try:
        parse_number(text, unit)
    except Refusal:
        return False
    return True


def _is_bound(text: str, unit: str | None) -> bool:
    try:
        parse_bound(text, unit)
    except Refusal:
        return False
    return True


def _read(text: str, unit: str | None, fits: Callable[[str, str | None], bool]) -> Reading:
    """Read what figures and targets have in common; ``fits`` tells a number of the right kind."""
    bare, whole = tidy(text), one_line(text)
    if fits(whole, unit):
        return Reading(VALUE, whole)
    if not bare:
        return Reading(MISSING, f"{_UNEXPLAINED}空白")
    given, form = next(((word, form) for word, form in GIVEN.items() if whole.startswith(word)), ("", ""))
    if form and (form == MISSING or fits is _is_bound):
        return Reading(form, whole.removeprefix(given))
    if fits(bare, unit):
        return Reading(VALUE, bare)
    if _DASHES.fullmatch(bare):
        return Reading(MISSING, f"{_UNEXPLAINED}{quoted(bare)}")
    marked = _MARKS.sub("", bare)
    if marked != bare:
        return _read(marked, unit, fits)._replace(note=f"表中写作{quoted(bare)}")
    total = _TOTAL.fullmatch(bare)
    if total:
        return _read(total[1], unit, fits)._replace(total=True)
    about = _ABOUT.fullmatch(bare)
    number = (about["after"] or about["before"]) if about else ""
    if number and fits(number, unit):
        return Reading(VALUE, number, note=f"表中写作{quoted(bare)}")
    if _REASONS.search(bare) and not re.search("[0-9]", bare):
        return Reading(MISSING, bare)
    if _DIGITS.search(bare):
        return Reading(OPEN, origin=bare, remark=f"{quoted(bare)}读不成数值")
    return Reading(MISSING, bare, remark=f"{quoted(bare)}不是数值，按缺数的原因记")


def _worded_target(text: str, unit: str | None) -> Reading | None:
    """Read a target in words: a bound, a relative target, or a text with no number in it."""
    bare = text.removeprefix("达到").removeprefix("达")
    for form, sign in _BOUNDS:
        found = form.fullmatch(bare)
        number = next((group for group in found.groups() if group), "") if found else ""
        if number and _is_figure(number, unit):
            return Reading(VALUE, sign + number, origin=text)
    relative = _NOT_LESS.fullmatch(text)
    if relative:
        remark = f"相对目标：请在 series 里逐年补{quoted(relative[1])}"
        return Reading(AT_LEAST, relative[1], origin=text, remark=remark)
    if _is_figure(bare, unit):
        return Reading(VALUE, bare, origin=text)
    if _DIGITS.search(text) or _REASONS.search(text):
        return None
    return Reading(TEXT, text, remark=f"目标{quoted(text)}没有数值，按文字记")


def parts(text: str, unit: str | None, read: Read) -> Mapping[str, Reading] | None:
    """Read a cell that holds a figure for each component; None where it does not.

    >>> [(name, one.text) for name, one in (parts("城市30.07 农村33.38", "%", figure) or {}).items()]
    [('城市', '30.07'), ('农村', '33.38')]
    """
    units = "|".join(map(re.escape, filter(None, ["%", "％", unit])))
    found = list(re.finditer(_PART.format(unit=units), text := tidy(text).rstrip("。")))
    names = [match["name"] for match in found]
    whole = "".join(match[0] for match in found) == text
    if len(found) < 2 or not whole or len(set(names)) < len(names) or any(map(_BOUND_WORDS.search, names)):
        return None
    readings = {match["name"]: read(match["value"].strip(), unit) for match in found}
    return readings if all(reading.form == VALUE for reading in readings.values()) else None


def common_unit(texts: list[str]) -> str | None:
    """Return the unit that every figure of a row carries, where all carry the same.

    >>> common_unit(["37张", "≥50张"]), common_unit(["60%以上", "55"])
    ('张', None)
    """
    found = set()
    for text in texts:
        match = _UNIT.fullmatch(tidy(text).lstrip("≥≤≧≦＞＜><=约近 "))
        if match:
            found.add(match["unit"])
        elif _is_bound(tidy(text), None):
            return None
    return found.pop() if len(found) == 1 else None


def unexplained(reading: Reading) -> bool:
    """Tell whether a cell says that there is no figure, but not why.

    >>> unexplained(figure("--", None)), unexplained(figure("机构调整", None))
    (True, False)
    """
    return reading.form == MISSING and reading.text.startswith(_UNEXPLAINED)


def is_reason(text: str) -> bool:
    """Tell whether a text is a reason that such tables give for a figure that is not there.

    >>> is_reason("机构调整"), is_reason("完成")
    (True, False)
    """
    return _REASONS.search(text) is not None


def looks_like_figure(text: str) -> bool:
    """Tell whether a text can only be a figure, a target or a mark for a missing one."""
    return _is_bound(text, None) or _DASHES.fullmatch(text) is not None
