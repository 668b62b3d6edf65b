"""How Excel shows a number: its cells hold binary fractions, shares and days, and a format for each.

What is shown is what is read, in full precision: a format may scale (0.0,"万" shows a thousandth), add
words, hide a sign or a zero. Where what is shown is not the figure, the cell gets a flaw that says so.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mzprog.core.quantity import decimals, literal

# Of a double's 17 digits Excel shows 15; the rest is binary noise.
_DIGITS = 15
_LAST_DAY = 2_958_465

_TOKEN = re.compile(
    r"""(?P<text>"[^"]*"?|[\\!].)|(?P<space>[_*].?)|\[(?P<bracket>[^\]]*)\]|(?P<digit>[0\#?]|General|G/通用格式|@)
    |(?P<exponent>E[+-])|(?P<time>AM/PM|A/P|上午/下午|[ymdhse]+|aaaa?)|(?P<mark>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# The shape of a section: 0 a digit, p a point that is only a word, w another word, and the marks as they are.
_SHAPE = re.compile("[wp%]*(?:[0,]*?)(?P<commas>,*)(?:(?P<point>[.p])(?P<part>0*))?(?P<more>,*)[wp%]*")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_MINUS = re.compile(r"[-－−▼▽(（]")
_CURRENCY = re.compile(r"[¥￥$\s]")
_SIGNS = re.compile(r"[-+－−▼▽()（）¥￥$\s]")

# The formats that have a number instead of a text; those of Chinese Excel included.
_BUILT_IN = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
             39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
             42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
             44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
             17: "mmm-yy", 22: "yyyy/m/d h:mm", 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"'}  # fmt: skip
_BUILT_IN |= dict.fromkeys([27, 36, 50, 52, 57], 'yyyy"年"m"月"')
_BUILT_IN |= dict.fromkeys([28, 29, 51, 53, 54, 58], 'm"月"d"日"')
_BUILT_IN |= dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56], "h:mm")


class Section(NamedTuple):
    """One part of a format: what it makes of the numbers that it holds for.

    ``shift``: by how many powers of ten the shown number is greater than the stored one. ``time``: the
    letters of a date or time. ``digits`` is False where no digit is shown.
    """

    condition: str = ""
    prefix: str = ""
    suffix: str = ""
    decimals: int = 0
    shift: int = 0
    digits: bool = True
    optional: bool = False  # no digit is shown of a zero
    broken: bool = False  # something else than a decimal point stands between the digits
    time: str = ""


Format = tuple[Section, ...]
PLAIN: Format = (Section(),)


class Style(NamedTuple):
    """How a cell looks: the code of its number format, and whether its text is struck out."""

    code: str = ""
    struck: bool = False


def styles(part: Element) -> list[Style]:
    """Return the looks of the cells of a workbook, in the order in which they refer to them."""
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in part.iterfind("numFmts/numFmt")}
    struck = {str(n) for n, font in enumerate(part.iterfind("fonts/font")) if is_on(font.find("strike"))}
    numbers = [(style.get("numFmtId", "0"), style.get("fontId", "")) for style in part.iterfind("cellXfs/xf")]
    return [Style(own[n] if n in own else built_in(n), font in struck) for n, font in numbers]


def is_on(item: Element | None) -> bool:
    """Tell whether a property is on: it is there, and its value is none of those that say off."""
    return item is not None and item.get("val", "1") not in {"0", "false", "off"}


def built_in(number: str) -> str:
    """Return the code of the format that has this number in every workbook."""
    return _BUILT_IN.get(int(number), "") if number.isdecimal() and len(number) < 6 else ""


@lru_cache(1000)
def form(code: str) -> Format:
    """Return what a format's code says, of at most the 255 characters that Excel takes.

    >>> shown("6235000", form('0!.0,"万"')), shown("0.6", form("0%")), shown("-5", form("0_);(0)"))
    (('623.5万', ''), ('60%', ''), ('-5', ''))
    """
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:255]):
        if token["mark"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(_section(tokens) for tokens in sections[:4]) if code else PLAIN


def _section(tokens: list[re.Match[str]]) -> Section:
    """Return what one part of a format says."""
    if any(token["exponent"] for token in tokens):
        return Section()
    brackets = [token["bracket"] for token in tokens if token["bracket"]]
    condition = next(filter(_CONDITION.fullmatch, brackets), "")
    elapsed = "".join(text for text in brackets if not text.lower().strip("hms"))
    time = elapsed + "".join(token["time"] or "" for token in tokens)
    pieces = [piece for piece in map(_piece, tokens) if piece[0]]
    shape = "".join(kind for kind, _ in pieces)
    first, end = shape.find("0"), shape.rfind("0") + 1
    words = [text if kind in "wp%" else "" for kind, text in pieces]
    if first < 0:
        return Section(condition, "".join(words), digits=False, time=time.lower())
    found = _SHAPE.fullmatch(shape)
    part = len(found["part"] or "") if found else 0
    shift = 2 * shape.count("%")
    if found:
        shift -= 3 * len(found["commas"] + found["more"]) + part * (found["point"] == "p")
    if not found and "/" in words[first:end]:  # 1/2
        return Section(condition)
    return Section(
        condition, "".join(words[:first]), "".join(words[end:]), part, shift,
        optional=all((token["digit"] or "#") in "#?" for token in tokens), broken=not found, time=time.lower(),
    )  # fmt: skip


def _piece(token: re.Match[str]) -> tuple[str, str]:
    """Return a token's place in the shape of its section ("" for none), and its words."""
    mark = token["mark"] or ""
    if token["digit"]:
        return "0", ""
    if mark and mark in ",.%":
        return mark, mark
    text = token["text"] or mark
    if token["text"]:
        text = text[1:].removesuffix('"') if text.startswith('"') else text[1:]
    elif (token["bracket"] or "").startswith("$"):
        text = token["bracket"][1:].partition("-")[0]
    return ("p" if text == "." else "w" if text else ""), text


def shown(text: str, code: Format, from_1904: bool = False) -> tuple[str, str]:
    """Return a stored number as a planner sees it, in full precision, and the flaw of a cell that shows another.

    >>> shown("38.700000000000003", PLAIN)[0], shown("43252", form('yyyy"年"m"月"'))[0], shown("38.4", form("0.00"))[0]
    ('38.7', '2018年6月', '38.40')
    >>> shown("0", form('0;-0;"-"'))
    ('-', '这一格存的是0，显示为“-”')
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text, ""
    if not value.is_finite() or abs(value.adjusted()) > 50:
        return text, ""
    if len(value.as_tuple().digits) > _DIGITS:
        value = Context(prec=_DIGITS).create_decimal(value).normalize()
    section, negative = _chosen(code, value)
    if section.time:
        return _moment(value, section.time, from_1904)
    if section.broken:
        return literal(value), f"这一格存的是{literal(value)}，它的数字格式把数拆开显示，看不出是多少"
    if not section.digits or (section.optional and not value):
        return _words_only(value, section)
    return _figure(value, section, negative)


def _chosen(code: Format, value: Decimal) -> tuple[Section, bool]:
    """Return the section of a format that holds for a value, and whether it is the one for negative numbers."""
    for section in code[:2]:
        if section.condition and _holds(section.condition, value):
            return section, False
    if any(section.condition for section in code):
        return next((section for section in code if not section.condition), PLAIN[0]), False
    if value < 0 and len(code) > 1:
        return code[1], True
    return code[2] if value == 0 and len(code) > 2 else code[0], False


def _holds(condition: str, value: Decimal) -> bool:
    found = _CONDITION.fullmatch(condition)
    assert found is not None
    bound = Decimal(found[2])
    below, equal = value < bound, value == bound
    return {"<": below, "<=": below or equal, "=": equal, "<>": not equal,
            ">": not below and not equal, ">=": not below}[found[1]]  # fmt: skip


def _words_only(value: Decimal, section: Section) -> tuple[str, str]:
    """Return what a cell shows of which the format shows no digit: words, a dash for nothing, or nothing at all."""
    words = _CURRENCY.sub("", section.prefix + section.suffix)
    stored = literal(value)
    if not words:
        return stored, f"这一格存的是{stored}，单元格里不显示"
    return words, f"这一格存的是{stored}，显示为“{words}”" if not words.strip("-—－–/") else ""


def _figure(value: Decimal, section: Section, negative: bool) -> tuple[str, str]:
    number = _plain(value.scaleb(section.shift)) if section.shift else literal(value)
    missing = section.decimals - decimals(Decimal(number))
    if missing > 0 and section.shift <= 0:  # 38.40, but not 60.00%
        number = format(Decimal(number), f".{section.decimals}f")
    drop = _SIGNS if negative else _CURRENCY
    text = drop.sub("", section.prefix) + number + drop.sub("", section.suffix)
    unsigned = negative and not _MINUS.search(section.prefix)
    return text, f"这一格存的是{literal(value)}，显示时没有负号" if unsigned else ""


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: Decimal, time: str, from_1904: bool) -> tuple[str, str]:
    """Return a day as far as the format shows it: 2018年, 2018年6月, 6月30日 or 2018-06-30."""
    stored = literal(value)
    clock = not set(time) & set("yde") and set(time) & set("hs")
    if not 0 < value <= _LAST_DAY or clock or not set(time) & set("ymde"):
        return stored, f"这一格的数字格式是日期或时间，存的是{stored}，看不出是多少"
    day = (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=int(value))
    year, month = bool(set(time) & set("ye")), "m" in time
    if "d" in time:
        return (day.isoformat() if year else f"{day.month}月{day.day}日"), ""
    return (f"{day.year}年" if year else "") + (f"{day.month}月" if month else ""), ""
