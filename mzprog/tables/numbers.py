"""What a text of a table is before it is read: a figure, a bound, a dash, a reason; and the unit that it carries."""

from __future__ import annotations

import re
from decimal import Decimal

from mzprog.core.problems import read_or_none
from mzprog.core.quantity import parse_bound, parse_number
from mzprog.tables.grid import tidy
from mzprog.tables.names import is_unit, same_unit
from mzprog.tables.worded import bounded, verbs_off

LONGEST = 500  # characters of a cell that are looked at
_DASHES = re.compile(r"[-－—–―_/／\\…·.*＊]{1,6}|(?i:n/?a|tbd|nil|none|not available|n\.a\.?)|无|暂无|空|不适用")
# Reasons that such tables give for a figure that is not there.
_REASONS = re.compile(
    "未启动|尚未启动|未开展|机构调整|系统变更|无法(查询|统计|获取)|暂(无|缺)|未(统计|公开|公布|填报|考核)|不再(统计|考核)|取消|缺数|保密"
)
NUMBER = re.compile(r"(?P<number>[-+−－]?[0-9][0-9,，.]*)\s*(?P<unit>.*)", re.DOTALL)
_SIGNED_NUMBER = re.compile(r"[≥≤≧≦＞＜><]?=?\s*[-+−－]?[0-9０-９][0-9０-９,，.．]*\s*")

_BLANK = "[ \u00a0\u2009\u202f\u3000]"  # a line's end parts two figures, and no thousands
_SPACED = re.compile(rf"[≥≤＞＜><]?\s*[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}}){{1,4}}(?:\.[0-9]+)?\s?%?")
_SURELY_SPACED = re.compile(rf".*{_BLANK}0.*|[^0-9]*[0-9]{{1,2}}(?:{_BLANK}[0-9]{{3}}){{2,}}.*")

_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:年|[.\-/年](?:0?[1-9]|1[0-2])月?(?:[.\-/月](?:[0-2]?[0-9]|3[01])日?)?)?"
    r"(?:\s*[-—–~～至]+\s*(?:19|20)[0-9]{2}年?)?"
)
_SPAN = r"年?\s*[-—–~～至]+\s*(?:19|20)[0-9]{2}"
_MONTH = re.compile(rf"(?:19|20)[0-9]{{2}}(?:[./年-](?:0?[1-9]|1[0-2])(?![0-9])|{_SPAN}).*|.*年")


def is_date(text: str) -> bool:
    """Tell whether a text may be a year, a month or a day, or a span of years.

    >>> [is_date(one) for one in ("2025", "2024.12", "2024-06-01", "2023-2025", "2024.13", "12")]
    [True, True, True, True, False, False]
    """
    return _DATE.fullmatch(text) is not None


def is_month(text: str) -> bool:
    """Tell whether what :func:`is_date` is more than four digits."""
    return _MONTH.fullmatch(text) is not None


def size(text: str) -> Decimal:
    """Return how large a figure or bound is; 0 where it is a range or none."""
    asked = read_or_none(parse_bound, text, "%")
    if asked is None or asked.operator == "-":
        return Decimal(0)
    return abs(asked.low if asked.low is not None else asked.high or Decimal(0))


def spaced(text: str) -> bool:
    r"""Tell whether a text is a figure with blanks between its thousands, or several figures that look like one.

    >>> spaced("1 200 000"), spaced("350 280"), spaced("700\n500"), spaced("12 34")
    (True, True, False, False)
    """
    return _SPACED.fullmatch(text.strip()) is not None


def surely_spaced(text: str) -> bool:
    """Tell whether a text that is :func:`spaced` can be nothing but one figure.

    >>> surely_spaced("300 000"), surely_spaced("1 200 300"), surely_spaced("350 280"), surely_spaced("120 300 500")
    (True, True, False, False)
    """
    return _SURELY_SPACED.fullmatch(text.strip()) is not None


def is_figure(text: str, unit: str | None) -> bool:
    """Tell whether a text is a number, of the row's unit where it carries one."""
    return read_or_none(parse_number, text, unit) is not None


def is_bound(text: str, unit: str | None) -> bool:
    """Tell whether a text is a number, one after ``≥ ≤``, or a range."""
    return read_or_none(parse_bound, text, unit) is not None


def is_range(text: str, unit: str | None = "%") -> bool:
    """Tell whether a target is a range."""
    asked = read_or_none(parse_bound, text, unit)
    return asked is not None and asked.operator == "-"


def plain_figure(text: str, unit: str | None) -> Decimal | None:
    """Return the number of a text that is one and no bound; None where it is none."""
    return read_or_none(parse_number, text, unit)


def number_of(text: str, unit: str | None) -> str:
    """Return the number of a text without the row's unit; "" where it is none, or of another unit."""
    found = NUMBER.fullmatch(text.strip())
    if found is None or not is_figure(found["number"], None):
        return ""
    said = found["unit"].strip()
    return found["number"] if not said or (unit and same_unit(said, unit)) or (said in "%％" and not unit) else ""


def unitless(text: str, unit: str | None) -> str:
    """Return a figure without the row's unit after it; a range keeps it on both ends.

    >>> unitless("2400人", "人"), unitless("60%～70%", "%"), unitless("90%", None)
    ('2400', '60%～70%', '90%')
    """
    if not unit or unit[0].isdigit() or (text[-1:].isdigit() and not text.endswith(unit)):
        return text
    number = text.removesuffix(unit) if text.endswith(unit) else text[:-1] if unit == "%" and text[-1] == "％" else text
    return number.rstrip() if _SIGNED_NUMBER.fullmatch(number) else text


def unbracketed(text: str) -> str:
    """Leave out brackets that stand around a part of a phrase (【5500】以上)."""
    return re.sub(r"[\[［【〔]([-+]?[0-9][0-9,.]*[%％]?)[\]］】〕]", r"\1", text, count=4)


def common_unit(texts: list[str]) -> str | None:
    """Return the unit that the figures of a row carry, where all that carry one carry the same.

    Of figures with and without % nobody can say what those without are.

    >>> common_unit(["37张", "≥50张"]), common_unit(["60%以上", "55"]), common_unit(["2400人", "2500"])
    ('张', None, '人')
    """
    found, bare = set(), False
    for text in texts:
        match = NUMBER.fullmatch(_unsigned(tidy(text[:LONGEST])))
        unit = match["unit"].strip() if match else ""
        if match and unit and is_unit(unit) and not (unit == "年" and is_date(match["number"])):
            found.add(unit.replace("％", "%"))
        elif match and not unit:
            bare = True
    if len(found) != 1 or (bare and found & {"%", "‰"}):
        return None
    return found.pop()


def _unsigned(text: str) -> str:
    text, _ = verbs_off(unbracketed(text.lstrip("[［【〔").rstrip("]］】〕")))
    bound = bounded(text)
    text = bound[1] if bound else text
    return text.strip("≥≤≧≦＞＜><=约近 ").removesuffix("左右")


def is_reason(text: str) -> bool:
    """Tell whether a text is a reason that such tables give for a figure that is not there.

    >>> is_reason("机构调整"), is_reason("完成")
    (True, False)
    """
    return _REASONS.search(text) is not None


def is_dash(text: str) -> bool:
    """Tell whether a text only marks that there is nothing.

    >>> is_dash("—"), is_dash("无"), is_dash("0")
    (True, True, False)
    """
    return _DASHES.fullmatch(text) is not None


def looks_like_figure(text: str) -> bool:
    """Tell whether a text can only be a figure, a target or a mark for a missing one."""
    return len(text) <= LONGEST and (is_bound(text, None) or _DASHES.fullmatch(text) is not None)
