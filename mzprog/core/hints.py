"""What to write instead of a text that is no figure: advice for the sentence that refuses it."""

import re

from mzprog.core.problems import quoted

_SIGNS = (
    ("以上", "≥"), ("不低于", "≥"), ("不少于", "≥"), ("不小于", "≥"), ("以内", "≤"), ("以下", "≤"), ("不超过", "≤"),
    ("不高于", "≤"), ("不大于", "≤"), ("超过", "＞"), ("高于", "＞"), ("大于", "＞"), ("低于", "＜"), ("小于", "＜"),
)  # fmt: skip
_NO_FIGURE = frozenset({"--", "-", "—", "——", "/", "…", "无", "暂无", "未启动", "缺"})
_DIGITS = "零一二三四五六七八九十"
_ONES = _DIGITS[1:10]
_IN_CHINESE = frozenset(_DIGITS + "〇两百千万亿点")
_ROUGHLY = re.compile("约|左右|大概|多|上下")
_JUDGED = re.compile("(?:已经?|未|没有|基本)?(?:达到|达标|完成|建成|实现)")
_CHANGES = re.compile("年均|增长|增速|提高|下降|降低|减少|增加")
# A sign before a target, as it can stand in braces; a cap must not become a floor on the way.
_KEPT_SIGNS = {"≥": "≥", "≧": "≥", ">=": "≥", ">": "＞", "≤": "≤", "≦": "≤", "<=": "≤", "<": "＜"}
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_RANGE = re.compile(r"[\d.]+%?\s*[-~–—〜至]\s*[\d.]+%?")
BRACKETS = "方括号是几年累计的数：请只写数，并写 measure: total（累计量）或 measure: cut（累计降幅）等"
_LARGE = {"万": 4, "亿": 8}


def hint(text: str, unit: str | None, asked: bool) -> str:
    """Return what to write instead of a ``text`` (narrow characters) that is no figure in ``unit``, or "".

    ``asked``: it stands for what is asked (a target), not for a figure that there is.

    >>> hint("6.5%以上", "%", True), hint("翻一番", None, True)
    ('；“以上”请写作“≥”，如 ≥6.5%', '；请写 {times: 2}')
    >>> hint("5.5万", "人", False)
    '；请写作 55000，或把单位写成“万人”'
    """
    bare = text.lstrip("≥≤≧≦><= ") if asked else text
    sign = _KEPT_SIGNS.get(text.removesuffix(bare).strip(), "")
    text = bare
    if text in _NO_FIGURE:
        return "；缺数请写作 {missing: 原因}"
    if text and not set(text) - _IN_CHINESE:
        return "；请用阿拉伯数字，如 50"
    if text[:1] in {"“", "”", "‘", "’"}:
        return "；这里不要加全角引号"
    if re.match(r"[—–]\d", text):
        return f"；负数请写 -{text[1:]}"
    numbers = _NUMBER.findall(text)
    if numbers and "(" in text[1:]:
        return "；只写一个数，括号里的写进 note（基期值自己的时点写 period）"
    found = (_of_target(text, unit, numbers, sign) if asked else _of_figure(text)) or _of_form(text, unit, numbers)
    return f"；{found}" if found else ""


def _of_target(text: str, unit: str | None, numbers: list[str], sign: str) -> str:
    """Return how a target is written that says in words what a form says; the ``sign`` before it stays."""
    if "翻" in text and "番" in text:
        return f"请写 {{times: {sign}{_doubled(text)}}}"
    if re.search(r"\d\s*:\s*\d", text):
        return f"比例请写后面的一个数，如 {sign or '≥'}{numbers[-1]}，原文写进 note"
    if not numbers:
        rank = re.search(f"前([{_ONES}]?十[{_ONES}]?|[{_ONES}])(?![{_ONES}分成十百])", text)
        return f"名次请写 ≤{_below_hundred(rank[1])}" if rank else "没有数的目标请写 {text: 原文}，由人判定"
    size = numbers[-1]
    change = sign + size if sign or size[0] in "+-" else f"+{size}"
    if text[:1] in "[〔【" and text[-1:] in "]〕】%":
        return BRACKETS
    if "±" in text:
        return f"请写 {{about: {numbers[0]}, within: {size}}}"
    if "倍" in text:
        return f"几倍请写 {{times: {sign}2}}：增长1倍就是2倍"
    if "百分点" in text:
        return f"比基期加减百分点请写 {{change: {change}}}"
    if _CHANGES.search(text):
        return "增速请写 measure: growth（增速）和数，比基期的变动请写 {change: +10%}，总量的年均增长请写 {growth: 7}"
    if text == f"{size}%" and unit not in {None, "‰", "倍"}:
        return f"年均增长请写 {{growth: {sign}{size}}}，比基期的变动请写 {{change: {change}%}}"
    if len(numbers) == 1 and _ROUGHLY.search(text):
        return f"“左右”请写 {{about: {size}}}"
    return f"名次请写 ≤{size}" if re.search(r"前\d+名?", text) else ""


def _doubled(text: str) -> str:
    """Return how many times as much 翻番, 翻两番 … is; … where that is not said in one digit.

    >>> [_doubled(text) for text in ("翻番", "翻两番", "翻3番", "翻1.5番")]
    ['2', '4', '8', '…']
    """
    said = re.search("翻([一二两三四五1-5]?)番", text)
    if said is None:
        return "…"
    word = (said[1] or "一").replace("两", "二")
    return str(2 ** (int(word) if word.isascii() else _DIGITS.index(word)))


def _below_hundred(text: str) -> int:
    """Return what a number in Chinese digits is: 五, 十五, 二十, 二十五.

    >>> [_below_hundred(text) for text in ("五", "十", "十五", "二十", "二十五")]
    [5, 10, 15, 20, 25]
    """
    tens, ten, ones = text.rpartition("十")
    return (10 * (_DIGITS.index(tens or "一")) if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _of_figure(text: str) -> str:
    """Return how an observation or another figure is written that is more or less than a figure."""
    if _JUDGED.fullmatch(text):
        return "人工判定请写 {judged: 达到} 或 {judged: 未达到}"
    if text[:1] in {"≥", "≤", ">", "<"}:
        return "这里只写一个数，不带符号"
    if _RANGE.fullmatch(text):
        return "这里只写一个数，不写区间"
    return "请只写数，“约”“左右”等写进 note" if re.search(r"\d", text) and _ROUGHLY.search(text) else ""


def _of_form(text: str, unit: str | None, numbers: list[str]) -> str:
    """Return how a figure is written: with a sign, in its unit, with thousands, without 万 and 亿."""
    word, sign = next(((word, sign) for word, sign in _SIGNS if word in text), ("", ""))
    if word:
        percent = "%" if "%" in text else ""
        return f"“{word}”请写作“{sign}”，如 {sign}{numbers[0] if len(numbers) == 1 else 50}{percent}"
    if text.endswith(("%", "‰")) and unit:
        return f"单位已写明为{quoted(unit)}，数值后不要另写单位"
    rest = text.removeprefix(numbers[0]).strip() if len(numbers) == 1 and text.startswith(numbers[0]) else ""
    if rest in {"百分点", "个百分点"}:
        return f"百分点只写数，如 {numbers[0]}"
    if rest and unit and unit[:1] in _LARGE:
        what = f"只写 {numbers[0]}" if rest in unit else "换算成这个单位的数"
        return f"单位已写明为{quoted(unit)}，请{what}"
    if rest in _LARGE:
        return f"请写作 {_written_out(numbers[0], _LARGE[rest])}，或把单位写成{quoted(rest + (unit or ''))}"
    if "," in text:
        return "千位分隔应每三位一组，如 1,234"
    if not rest:
        return ""
    return f"单位已写明为{quoted(unit)}，请换算成这个单位的数" if unit else "单位请写在 unit 里"


def _written_out(number: str, zeros: int) -> str:
    """Write a number of 万 or 亿 with all its digits."""
    whole, _, part = number.replace(",", "").partition(".")
    digits = (whole + part[:zeros].ljust(zeros, "0")).lstrip("0") or "0"
    return digits + (f".{part[zeros:]}" if part[zeros:] else "")
