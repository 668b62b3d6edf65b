"""Reading one cell: what a figure or a target says, in the plan file's own forms.

Nothing is guessed: what is not understood comes back as an open question with the text in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mzprog.core.period import Period, whole_year
from mzprog.core.problems import quoted
from mzprog.core.quantity import PERCENT_SIGNS
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import one_line
from mzprog.tables.grid import tidy
from mzprog.tables.names import is_unit, same_unit
from mzprog.tables.numbers import (
    LONGEST,
    NUMBER,
    is_bound,
    is_dash,
    is_figure,
    is_range,
    is_reason,
    number_of,
    spaced,
    unbracketed,
    unitless,
)
from mzprog.tables.times import times_in
from mzprog.tables.worded import bounded, relative, verbs_off

VALUE, MISSING, TEXT, OPEN, JUDGED = "value", "missing", "text", TODO, "judged"
AT_LEAST, ABOVE, AT_MOST, BELOW = "at_least", "above", "at_most", "below"
ABOUT, GROWTH, CHANGE, TIMES = "about", "growth", "change", "times"

_UNEXPLAINED = "表中为"
# Words before a text that say what it is, where it could be taken for something else.
GIVEN = {
    "缺数：": MISSING, "判定：": JUDGED, "文字目标：": TEXT, "不低于数列：": AT_LEAST, "高于数列：": ABOVE,
    "不高于数列：": AT_MOST,
    "低于数列：": BELOW, "年均增长：": GROWTH, "变动：": CHANGE, "倍数：": TIMES, "左右：": ABOUT,
}  # fmt: skip
_MORE = re.compile(r"(?P<text>.*)（(?P<word>容差|加)(?P<more>[-+]?[0-9.]+%?)）", re.DOTALL)
_MORE_KEYS = {"容差": "within", "加": "plus"}
# What may be a figure in words, or one that a spreadsheet could not compute (#DIV/0!).
_DIGITS = re.compile("^#|[0-9０-９一二三四五六七八九十百千万亿两半]")
_MARKS = re.compile(r"(?<=.)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*＊★▲†‡①-⑳]{1,9}|[\[〔]注?[0-9]{1,2}[\]〕]|[（(]注[0-9]?[）)])$")
_BRACKETS = {"[": "]", "［": "］", "【": "】", "〔": "〕", "(": ")", "（": "）"}
SUMMED = "累计"  # the bracket of a figure of which the cell itself says that it is a sum
_KINDS = str.maketrans("［（", "[(")
_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_ABOUT = re.compile(r"(?:[约近]|大约|大致)(?P<after>.+)|(?P<before>.+?)(?:左右|上下)")
_OWN_TIME = re.compile(r"(?P<value>[^（(]+)[（(](?P<time>[^（()）]{4,14})[）)]")
_OWN_YEAR = re.compile("(?:到|至)?(?P<year>(?:19|20)[0-9]{2})年")  # 2024年达到95%
_SIGNED = re.compile(r"(?P<sign>[≥≤≧≦＞＜><]=?|[=＝])?\s*(?P<rest>.*)", re.DOTALL)
_TO_ONE = re.compile(r"(?P<number>[≥≤＞＜><]?\s?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s?[:：∶]\s?1(?:\.0)?")  # 2.5:1
# Not the words that ``printed`` takes for an outcome, in a column that is headed so: see there.
_REACHED = frozenset(
    ["达到", "达标", "已达标", "已达到", "完成", "已完成", "是", "实现", "已实现", "合格", "met", "achieved"]
)
_NOT_REACHED = frozenset(["未达到", "未达标", "未完成", "否", "未实现", "不达标", "不合格", "not met", "not achieved"])
_PART = (
    r"(?P<name>[^\d\s０-９=＝≥≤≧≦＞＜><+＋\-－,，;；、:：.．%％‰/]{{1,12}})[:：]?\s*"
    r"(?P<value>(?:[≥≤≧≦＞＜><]=?\s*)?[-－]?[0-9０-９](?:[,.．]?[0-9０-９])*\s*(?:{unit})?)[\s,，;；、]*"
)
_SUM = re.compile("(?:五年|规划期内?|期内|期间)?累计(?:新增|新建|完成|达到|实现|改造|建成)?(?P<rest>.+)")
_BOUND_WORDS = re.compile(
    "不超过|至少|以[上下内]|大约|左右|^[约近]$|超过|达到?$|增长|下降|提高|降低|增加|减少|翻|新增|累计|[高低大小多少]于|[降增提]"
    # What figures of one thing are told apart by that are no parts of it: places, times, states, what is asked.
    "|^[全本我该](?:国|省|市|区|县|州|镇|乡|旗|盟|域|村|校|院|街)|^已|^拟|^在(?:建|办|谈|批)|^未(?!成年)"
    "|^(?:其中|同比|环比|同期|目前|截至|截止|至今|排[名位第]|位[次居列]|最[高低]|[省国]?均|平均)"
    "|^(?:计划|目标|规划|任务|完成|实际|实有|现状|基期|预计|基本|底线|保底|力争|争取|奋斗|挑战|近期|中期|远期|总|共|合计|小计)"
    "(?:目标|完成|达到|[值数量计有为体])?$|^(?:[从由自到至第前后新旧]|原有?|现有?)$"
    "|[上下]半年|季度|[上本当每]月|月份?[底末]?$|[上去今明本当每近]年$|年[底末度初]$|[时上本]期$|五[初末]"
)


class Reading(NamedTuple):
    """What a cell says: the ``form`` of its value in a plan file, and its text there.

    ``note`` goes into the plan file beside the value, ``origin`` (the cell's own words, where the
    value is worded otherwise) into a comment; ``remark`` is told to whoever imports. ``bracket`` is
    the one the whole figure stands in ("" if none); ``period`` the time that the cell names itself;
    ``falls`` tells that the words (降至) want it to fall; ``more`` are keys that stand beside the value.
    """

    form: str
    text: str = ""
    note: str = ""
    origin: str = ""
    remark: str = ""
    bracket: str = ""
    period: Period | None = None
    falls: bool = False
    more: tuple[tuple[str, str], ...] = ()


Read = Callable[[str, str | None], Reading]
Fits = Callable[[str, str | None], bool]


def figure(text: str, unit: str | None) -> Reading:
    """Read an observed or baseline figure.

    >>> figure("1,234", None).text, figure("—", None).text, figure("约54", None).note
    ('1,234', '表中为“—”', '表中写作“约54”')
    >>> str(figure("65.3（2019年）", "%").period), figure("16.9/10万", "1/10万").text
    ('2019', '16.9')
    """
    return _read(text, unit, is_figure)


def target(text: str, unit: str | None) -> Reading:
    """Read a target.

    >>> target("60%以上", "%").text, target("30～40", None).text, target("逐年提高", None).form
    ('≥60', '30～40', 'text')
    >>> target("年均增长12%以上", "家")[:2], target("翻一番", "人")[:2], target("20左右", None)[:2]
    (('growth', '≥12'), ('times', '2'), ('about', '20'))
    """
    reading = _read(text, unit, is_bound)
    if reading.form == OPEN or (reading.form == MISSING and reading.remark):
        bare = tidy(text[:LONGEST]).translate(_NARROW)
        reading = _worded_target(bare, unit) or reading
        year = _OWN_YEAR.match(bare)
        if year and reading.form in {VALUE, ABOUT}:
            reading = reading._replace(period=whole_year(int(year["year"])))
    return reading


def _read(text: str, unit: str | None, fits: Fits) -> Reading:
    """Read what figures and targets have in common; ``fits`` tells a number of the right kind."""
    if spaced(text):
        return _read("".join(text.split()), unit, fits)._replace(origin=one_line(text))
    to_one = _TO_ONE.fullmatch(text.strip())
    if to_one:
        return _read(to_one["number"], None, fits)._replace(origin=tidy(text))
    if len(text) > LONGEST and len(text.strip()) > LONGEST:
        return Reading(OPEN, origin=one_line(text[:40]) + "……", remark=f"这一格有{len(text)}个字，不是数值")
    bare, whole = tidy(text), one_line(text)
    if fits(whole, unit):
        return Reading(VALUE, unitless(whole, unit))
    bare = bare.translate(_NARROW)
    if not bare:
        return Reading(MISSING, f"{_UNEXPLAINED}空白")
    if bare == "零":
        return Reading(VALUE, "0", origin=bare)
    given, form = next(((word, form) for word, form in GIVEN.items() if whole.startswith(word)), ("", ""))
    said = whole.removeprefix(given)
    if form and said.strip() and (form == MISSING or (form == JUDGED) == (fits is is_figure)):
        return _given(form, said)
    if fits(bare, unit):
        return Reading(VALUE, unitless(bare, unit))
    if is_dash(bare):
        return Reading(MISSING, f"{_UNEXPLAINED}{quoted(bare)}")
    return _marked(bare, unit, fits) or _with_unit(bare, unit, fits) or _no_number(bare)


def _given(form: str, text: str) -> Reading:
    """Read what stands after a word that says what it is: 左右：20（容差1）."""
    more = _MORE.fullmatch(text) if form in {ABOUT, AT_LEAST, ABOVE, AT_MOST, BELOW} else None
    if more is None:
        return Reading(form, text)
    return Reading(form, more["text"], more=((_MORE_KEYS[more["word"]], more["more"]),))


def _marked(bare: str, unit: str | None, fits: Fits) -> Reading | None:
    """Read a figure with a footnote's mark, in brackets, with its own year, or that is only about so."""
    marked = _MARKS.sub("", bare).strip()
    if marked != bare and (fits(marked, unit) or marked.rstrip("*＊") != marked):
        return _read(marked.rstrip("*＊"), unit, fits)._replace(note=f"表中写作{quoted(bare)}")
    bracket = bare[0].translate(_KINDS)
    if _BRACKETS.get(bare[0]) == bare[-1] and not any(mark in bare[1:-1] for mark in (bare[0], bare[-1])):
        inside = (target if fits is is_bound else figure)(bare[1:-1], unit)
        return inside._replace(bracket=bracket) if inside.form not in {MISSING, TEXT} else None
    own = _OWN_TIME.fullmatch(bare)
    times = times_in(own["time"]) if own else []
    if own and len(times) == 1 and (period := times[0].period(None)):
        found = _read(own["value"], unit, fits)
        return found._replace(period=period, origin=bare) if found.form == VALUE else None
    about = _ABOUT.fullmatch(bare)
    number = (about["after"] or about["before"]) if about else ""
    value = number_of(number, unit) if number else ""
    if value and fits is is_figure:
        return Reading(VALUE, value, note=f"表中写作{quoted(bare)}")
    return Reading(ABOUT, value, origin=bare) if value else None


def _with_unit(bare: str, unit: str | None, fits: Fits) -> Reading | None:
    """Read a figure after = , or one with the row's unit written otherwise; another unit is a question."""
    signed = _SIGNED.fullmatch(bare)
    sign, rest = (signed["sign"] or "", signed["rest"]) if signed else ("", bare)
    found = NUMBER.fullmatch(rest)
    if found is None or not is_figure(found["number"], None):
        return None
    sign = "" if sign in {"=", "＝"} else sign
    said = found["unit"].strip()
    if not said or (unit and same_unit(said, unit)):
        return Reading(VALUE, sign + found["number"], origin=bare) if fits(sign + found["number"], None) else None
    if is_unit(said):
        known = f"与这一行的单位{quoted(unit)}不同" if unit else "这一行没有写单位"
        return Reading(OPEN, origin=bare, remark=f"{quoted(bare)}写的单位{known}")
    return None


def _no_number(bare: str) -> Reading:
    if is_reason(bare) and not re.search("[0-9]", bare):
        return Reading(MISSING, bare)
    word = bare.casefold()
    if word in _REACHED or word in _NOT_REACHED:
        return Reading(JUDGED, "达到" if word in _REACHED else "未达到", origin=bare)
    if _DIGITS.search(bare):
        return Reading(OPEN, origin=bare, remark=f"{quoted(bare)}读不成数值")
    return Reading(MISSING, bare, remark=f"{quoted(bare)}不是数值，按缺数的原因记")


def _worded_target(text: str, unit: str | None) -> Reading | None:
    """Read a target in words: a bound, a relative target, or a text with no number in it."""
    bare, falls = verbs_off(unbracketed(text))
    if bare == "":
        return None
    if is_bound(bare, unit):
        return Reading(VALUE, unitless(bare, unit), origin=text, falls=falls)
    bound = bounded(bare)
    if bound and (number := number_of(bound[1], unit)):
        return Reading(VALUE, bound[0] + number, origin=text, falls=falls)
    about = _ABOUT.fullmatch(bare)
    if about and (number := number_of(about["after"] or about["before"], unit)):
        return Reading(ABOUT, number, origin=text, falls=falls)
    swapped = _swapped(bare, unit)
    if swapped:
        return Reading(VALUE, swapped, origin=text)
    against = relative(bare, unit)
    if against:
        return Reading(*against, origin=text)
    summed = _SUM.fullmatch(bare)
    whole = target(summed["rest"], unit) if summed else None
    if whole and whole.form in {VALUE, ABOUT} and not whole.bracket:
        return whole._replace(bracket=SUMMED, origin=text)
    if _DIGITS.search(text) or is_reason(text):
        return None
    return Reading(TEXT, text, remark=f"目标{quoted(text)}没有数值，按文字记")


def _swapped(text: str, unit: str | None) -> str:
    """Return a range of negative figures whose ends stand the other way round; "" if it is none."""
    found = re.fullmatch(r"([-−－][0-9.]+)\s*[%％]?\s*[~～至]\s*([-−－][0-9.]+)\s*[%％]?", text)
    turned = f"{found[2]}~{found[1]}".translate(str.maketrans("−－", "--")) if found else ""
    return turned if turned and is_bound(turned, unit) else ""


def parts(text: str, unit: str | None, read: Read) -> Mapping[str, Reading] | None:
    """Read a cell that holds a figure for each component; None where it does not.

    >>> [(name, one.text) for name, one in (parts("城市30.07 农村33.38", "%", figure) or {}).items()]
    [('城市', '30.07'), ('农村', '33.38')]
    """
    if len(text) > LONGEST or tidy(text).startswith(tuple(GIVEN)):
        return None
    units = "|".join(map(re.escape, filter(None, [*PERCENT_SIGNS, unit])))
    found = list(re.finditer(_PART.format(unit=units), text := tidy(text).rstrip("。")))
    names = [match["name"] for match in found]
    whole = "".join(match[0] for match in found) == text
    if len(found) < 2 or not whole or len(set(names)) < len(names) or any(map(_BOUND_WORDS.search, names)):
        return None
    readings = {match["name"]: read(match["value"].strip(), unit) for match in found}
    return readings if all(reading.form == VALUE for reading in readings.values()) else None


def unexplained(reading: Reading) -> bool:
    """Tell whether a cell says that there is no figure, but not why.

    >>> unexplained(figure("--", None)), unexplained(figure("机构调整", None))
    (True, False)
    """
    return reading.form == MISSING and reading.text.startswith(_UNEXPLAINED)


def planned(text: str, unit: str | None) -> Reading:
    """Read a yearly plan or milestone: a figure, or a bound where it says so; a range is neither.

    >>> planned("≥36", None).text, planned("36以上", None).text, planned("翻一番", None).form, planned("3-4", None).form
    ('≥36', '≥36', 'TODO', 'TODO')
    """
    reading = target(text, unit)
    if reading.form in {VALUE, ABOUT} and is_range(reading.text, unit):
        return Reading(OPEN, origin=tidy(text), remark=f"{quoted(tidy(text))}是区间，这里只能是一个数")
    if reading.form in {VALUE, MISSING, OPEN}:
        return reading
    if reading.form == ABOUT:
        return Reading(VALUE, reading.text, note=f"表中写作{quoted(reading.origin)}")
    return Reading(OPEN, origin=tidy(text), remark=f"{quoted(tidy(text))}读不成数值")


def shown(reading: Reading) -> str:
    """Return what a cell says as it stood there.

    >>> shown(figure("[4.8]", None)), shown(figure("4.8", None))
    ('[4.8]', '4.8')
    """
    text = reading.origin or reading.text
    closing = _BRACKETS.get(reading.bracket)
    return f"{reading.bracket}{text}{closing}" if closing else text
