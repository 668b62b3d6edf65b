"""Reading an indicator's name: its unit in brackets, its numbering, its footnote star, 其中."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from mzprog.core.problems import quoted
from mzprog.tables.grid import tidy

_SUB = re.compile(r"(?:其中|[#＃])\s*[:：、]?\s*")
_NUMBERING = re.compile(
    r"(?:[0-9]{1,2}\.[0-9]{1,2}\s(?=[A-Za-z])|[（(][0-9]{1,2}[）)]|[0-9]{1,2}(?:[）)]|[、.．](?![0-9]))|[①-⑳]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}(?:[）)]|、(?![一二三四五六七八九十])))\s*"
)
_MARK = re.compile(r"[*＊★▲◆●☆△]+")
_FOOTNOTE = re.compile(r"(?<=.)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*＊★▲†‡①-⑳]+|[\[〔]注?[0-9]*[\]〕])$")
_LAST = re.compile(r"(.+?)\s*[（(]([^（）()]*)[）)]")
_MANY = "(?:每|[十百千万亿]|[0-9]{1,5})*"
_NOUNS = (
    "人次|人天|人年|人|名|位|张|家|户|件|次|床位|床|元|美元|欧元|港元|平方米|平方公里|平方千米|立方米|立方|立方厘米|毫升|升|公里|千米|米|厘米|毫米|公顷|亩|吨|千克|公斤|克|毫克|微克|"
    "周岁|岁|年|个月|月|天|日|小时|学时|课时|学年|分钟|秒|分|辆|车|台|套|所|座|处|条|项|支|对|例|册|册次|件次|点|度|千瓦时|千瓦|瓦|兆瓦|伏安|吨标准煤|吨标煤|标准煤|村|社区|镇|乡|县|街道|站|队|片|期|届|"
    "场|场次|本|部|间|标准箱|箱|标台|班次|架次|航班|公里线路|车公里|吨公里|人公里|头|只|羽|株|棵|颗|粒|枚|块|幅|幢|栋|套次|门|路|线|对次|笔|单|卷|种|类|级|星|档|批|批次|人份|份|篇|首|盏|根|口|眼|孔|"
    "艘|艇|架|吨位|载重吨|卡|焦|焦耳|分贝|赫兹|帕|兆帕|勒克斯|比特|字节|字|倍|指数|位次|名次|个|组|桶|瓶|盒|床日|标方|标准立方米|车次|列|户次|宗|起|枪|桩|泊位|车位|学位|岗位|家次|站点|网点|地块"
)
_LATIN = (
    "m2|m²|㎡|m3|m³|m|km|km2|km²|kwh|kw|mw|gw|ha|kg|mg|g|t|l|ml|tb|gb|mb|mbps|gbps|teu|db|µg|μg|ug|usd|us\\$|cny|rmb|eur|"
    "number|no\\.?|nos\\.?|people|persons?|households?|hectares?|hours?|days?|months?|years?|tons?|tonnes?|million|billion|thousand|units?|cases?|"
    "students?|schools?|litres?|liters?|percent|per cent|percentage|ratio|index|score|points?|text|count|amount|"
    "yes/no|us\\$ million|usd million"
)
_SIMPLE = f"%|％|‰|个?百分点|[十百千万亿]+|{_MANY}(?:{_NOUNS})|{_MANY}(?:{_LATIN})|{_MANY}"
_UNIT = re.compile(f"(?=.)(?:单位[:：])?(?:{_SIMPLE})(?:[/／·*每](?:{_SIMPLE}))*", re.IGNORECASE)
_NO_UNIT = re.compile("^(含|不含|包括|其中|全市|全区|全县|城[乡市镇]|农村|按)")


_LONGEST_UNIT = 24


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit.

    >>> [is_unit(one) for one in ("万元/人", "%", "1/10万", "US$ million", "含孤儿", "2020")]
    [True, True, True, True, False, False]
    """
    return len(text) <= _LONGEST_UNIT and not text.isdigit() and _UNIT.fullmatch(text) is not None


def same_unit(one: str, other: str) -> bool:
    """Tell whether two units are the same in different writing.

    >>> same_unit("/10万", "1/10万"), same_unit("％", "%"), same_unit("人", "万人")
    (True, True, False)
    """
    return _plain_unit(one) == _plain_unit(other)


def _plain_unit(unit: str) -> str:
    narrow = normalize("NFKC", unit).casefold().replace(" ", "").removeprefix("个")
    narrow = narrow.removeprefix("1").replace("㎡", "m2").replace("平方公里", "km2").replace("平方米", "m2")
    return narrow.replace("每", "/") if "每" in narrow[1:] else narrow


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
        note, bare = f"表中名称后带{tail[0]}号", bare[: tail.start()].rstrip()
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
    if is_unit(inside) or (units_in_brackets and len(inside) <= 12 and not _NO_UNIT.match(inside)):
        return name, inside, ""
    return text, None, ""
