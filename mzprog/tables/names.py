"""Reading an indicator's name: its unit in brackets, its numbering, its footnote star, 其中."""

from __future__ import annotations

import re
from typing import NamedTuple

from mzprog.core.problems import quoted
from mzprog.tables.grid import tidy

_SUB = re.compile(r"(?:其中|#)\s*[:：、]?\s*")
_NUMBERING = re.compile(
    r"(?:[（(]?[0-9]{1,2}[）)]|[0-9]{1,2}[、.．](?![0-9])|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}(?:[）)]|、))\s*"
)
_MARK = re.compile(r"[*＊★▲◆●☆△]+")
_FOOTNOTE = re.compile(r"(?<=.)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*＊★▲†‡①-⑳]+|[\[〔]注?[0-9]*[\]〕])$")
_LAST = re.compile(r"(.+?)\s*[（(]([^（）()]*)[）)]")
_SIMPLE = (
    "%|％|‰|个?百分点|[十百千万亿]+|(?:每?[十百千万亿]*)?(?:人次|人天|个|人|名|张|家|户|件|次|床|元|美元|平方米|平方公里|立方米|公里|千米|米|公顷|亩|"
    "吨|千克|公斤|岁|年|月|天|日|小时|分钟|分|辆|台|套|所|座|处|条|项|支|对|例|册|点|度|千瓦时|吨标准煤|村|社区|站|队|片|期|届|场|本|部|间|"
    "m2|m²|㎡|km|km²|kwh|ha)"
)
_UNIT = re.compile(f"(?:{_SIMPLE})(?:[/／·](?:{_SIMPLE}))*", re.IGNORECASE)
_NO_UNIT = re.compile("^(含|不含|包括|其中|全市|全区|全县|城[乡市镇]|农村|按)")


class Name(NamedTuple):
    """An indicator's name and what else stood in its cell."""

    name: str
    unit: str | None = None
    sub: bool = False
    note: str = ""
    remark: str = ""


def read_name(text: str, units_in_brackets: bool = False) -> Name:
    """Read a name; ``units_in_brackets``: the head says that the last brackets hold the unit.

    >>> read_name("*每千名老年人口养老床位数（张）")[:2], read_name("县级公益性安葬（放）设施覆盖率").unit
    (('每千名老年人口养老床位数', '张'), None)
    >>> read_name("其中：护理型床位比例（%）")[:3]
    ('护理型床位比例', '%', True)
    """
    bare = _after(_NUMBERING, tidy(text))
    named = _after(_SUB, bare)
    sub, bare = named != bare, _after(_NUMBERING, named)
    note = ""
    marks = _MARK.match(bare)
    if marks and marks.end() < len(bare):
        note, bare = f"表中名称前带{marks[0]}号", bare[marks.end() :]
    tail = _FOOTNOTE.search(bare)
    if tail:
        note, bare = f"表中名称后带{tail[0]}号", bare[: tail.start()]
    name, unit, remark = _without_unit(bare, units_in_brackets)
    return Name(name, unit, sub, note, remark)


def _after(form: re.Pattern[str], text: str) -> str:
    """Return what follows ``form`` at the beginning of a text, if that leaves anything."""
    found = form.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def _without_unit(text: str, units_in_brackets: bool) -> tuple[str, str | None, str]:
    found = _LAST.fullmatch(text)
    if not found:
        return text, None, ""
    name, inside = found[1], found[2].strip().removeprefix("单位:").removeprefix("单位：")
    if not inside:
        return name, None, f"{quoted(text)}的括号里没有单位"
    if _UNIT.fullmatch(inside) or (units_in_brackets and len(inside) <= 12 and not _NO_UNIT.match(inside)):
        return name, inside, ""
    return text, None, ""
