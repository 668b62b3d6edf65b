"""What a table's head says: its words (``head_words``) and its times, and the role they give a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from mzprog.tables.head_words import FILLERS, LEADS, MEASURES, NAME_ENDINGS, PLAIN, TEXTS
from mzprog.tables.names import is_unit
from mzprog.tables.times import Time, time_at

__all__ = ["LEADS", "ROLES", "SKIP", "VALUES", "Head", "Lexicon", "Said", "is_note", "joined", "read_head"]

SKIP, BARE = "skip", "value"

# Every role a column may have: its name here and its name for the reader.
ROLES = {
    "number": "序号", "category": "类别", "name": "名称", "unit": "单位", "type": "属性", "responsible": "责任单位",
    "weight": "权重", "source": "来源", "note": "备注", "id": "代号", "of": "上级指标", "direction": "方向",
    "rule": "计算规则", "measure": "数值性质", "hold": "保持", "parts": "下级合计", "baseline_year": "基期年",
    "target_year": "目标年",
    "baseline": "基期值", "target": "目标值", "planned": "年度计划", "milestone": "中期目标", "observation": "实际值",
    "pace": "年均增速/累计", "completion": "公布的完成程度", "rate": "公布的进展率", "overall": "公布的总进度",
    "growth": "公布的年均增速", "verdict": "公布的评价", "outcome": "公布的完成情况", "outlook": "公布的预测",
    SKIP: "不读",
}  # fmt: skip
_TEXT_ROLES = dict(zip("#CUPRWSNIODLMHJBT", (
    "number", "category", "unit", "type", "responsible", "weight", "source", "note", "id", "of", "direction", "rule",
    "measure", "hold", "parts", "baseline_year", "target_year",
), strict=True))  # fmt: skip
# A table of indicators has names and at least one of these.
VALUES = frozenset(["baseline", "target", "planned", "milestone", "observation", "pace", BARE])
PUBLISHED = frozenset(["completion", "rate", "overall", "growth", "verdict", "outcome", "outlook"])
# Which columns hold something for each period.
DATED = frozenset(["planned", "milestone", "quota", "observation"]) | PUBLISHED

# The role that the letters of a head give, without n, w and y where others stand beside them.
_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("outcome", "[ta]*o[ta]*"),
    ("verdict", "[taom]*v"),
    ("rate", "[tam]*p"),
    ("overall", "[ta]*z"),
    ("growth", "h|[ao]g|g[ao]"),
    ("outlook", "[tao]*k"),
    ("completion", "[tac]*q[ta]*|c?a[ta]*s|[ac]*s[ta]+s?|[ta]*t[ta]*s"),
    ("milestone", "mt*|t+m"),
    ("baseline", "ba*|ab"),
    ("pace", "[ct]*g[ct]*|c"),
    ("target", "c?t+c?"),
    ("observation", "c?a+c?"),
)
# Letters that stand for another there, and those that change no role.
_SAME = str.maketrans({"w": "t", "e": "t", "n": "", "y": "", "i": "", "r": "", "u": ""})
_LONGEST = 60
_OPENING, _CLOSING = "([{〔【（［《", ")]}〕】）］》"
_UNKNOWN_PART = re.compile(r"[\s·,，:：、/;；。.\"“”'‘’*＊★▲_\-—–~～&|+]+")


class Lexicon:
    """Words and the letter of each, with the length of the longest."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self.letters = letters
        self.longest = max(map(len, letters))


def lexicon(added: Iterable[tuple[str, str]] = ()) -> Lexicon:
    """Return the words of ``head_words``, and ``added`` ones with their letters."""
    letters = dict.fromkeys(FILLERS, "")
    for meaning in (*MEASURES, *TEXTS):
        letters |= dict.fromkeys(meaning.words, meaning.letter)
    letters |= {_normal(word): letter for word, letter in added}
    return Lexicon(letters)


WORDS = lexicon()


class Said(NamedTuple):
    """What one cell of a head says.

    ``letters`` are the meanings of its words in order, ``unknown`` the first word that has none,
    ``plain`` whether nothing but 值 or 数 is said; ``unit`` stands in its brackets.
    """

    letters: str = ""
    times: tuple[Time, ...] = ()
    unknown: str = ""
    plain: bool = False
    unit: str = ""
    brackets: str = ""
    ending: bool = False

    @property
    def speaks(self) -> bool:
        """Whether this is a text that heads a column."""
        return bool(self.times or self.ending or (not self.unknown and (self.letters or self.plain)))


class Head(NamedTuple):
    """What a column's head says as a whole: its ``role`` ("" if none), ``time``, ``unit``, or why it is not read.

    ``letters`` are those of all its words; ``brackets`` is what stands in them.
    """

    role: str = ""
    time: Time | None = None
    unit: str = ""
    why: str = ""
    letters: str = ""
    brackets: str = ""


def _normal(text: str) -> str:
    return re.sub(r"(?<![a-z0-9%.]) | (?![a-z0-9%(])", "", " ".join(normalize("NFKC", text).casefold().split()))


@lru_cache(maxsize=4096)
def read_head(text: str, words: Lexicon = WORDS) -> Said:
    """Return what one cell of a head says.

    >>> read_head("2018年实际完成(万元)")[:1], read_head("2018年增速").unknown, read_head("占年度目标比例").letters
    (('a',), '增速', 'syts')
    """
    if not text or len(text) > 4 * _LONGEST:
        return Said()
    label = _normal(text)
    if not label or len(label) > _LONGEST:
        return Said()
    outside, inside = _brackets(label)
    said = _read(outside, words)
    for part in inside:
        said = _with_brackets(said, part, words)
    ending = not said.letters and outside.rstrip("0123456789").endswith(NAME_ENDINGS)
    return said._replace(ending=ending, plain=outside.strip() in PLAIN)


def _brackets(label: str) -> tuple[str, list[str]]:
    """Return a head without what stands in brackets, and that; one walk, however they are nested."""
    outside: list[str] = []
    inside: list[str] = []
    part: list[str] = []
    depth = 0
    for character in label:
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
            if not depth and part:
                inside.append("".join(part))
                part = []
        else:
            (part if depth else outside).append(character)
    if part:
        inside.append("".join(part))
    return "".join(outside), inside


def _with_brackets(said: Said, part: str, words: Lexicon) -> Said:
    """Add what a head says in brackets: a unit, or words and times of the head's own kind."""
    unit = part.removeprefix("单位").lstrip(":")
    said = said._replace(brackets=said.brackets or part)
    timed = time_at(part, 0)
    if is_unit(unit) and not (timed and timed[1] == len(part)):
        return said._replace(unit=unit)
    if not unit:
        return said
    more = _read(part, words)
    return said._replace(
        letters=said.letters + more.letters, times=said.times + more.times, unknown=said.unknown or more.unknown
    )


def _read(text: str, words: Lexicon) -> Said:
    """Read a head's words from left to right, the longest first."""
    letters, times, unknown, at = [], [], [], 0
    while at < len(text):
        separator = _UNKNOWN_PART.match(text, at)
        if separator:
            at = separator.end()
            continue
        timed = time_at(text, at)
        word = _longest(text, at, words)
        if timed and timed[1] - at >= len(word):
            time, end = timed
            if text[:at].endswith(("截至", "截止", "截止到", "截至到")) and time.months == 1:
                time = time._replace(first=0, months=time.first + 1, running=True)
            times.append(time)
            at = end
        elif word:
            letters.append(words.letters[word])
            at += len(word)
        else:
            end = _unknown(text, at, words)
            unknown.append(text[at:end])
            at = end
    return Said("".join(letters), tuple(times), unknown[0] if unknown else "")


def _longest(text: str, at: int, words: Lexicon) -> str:
    for length in range(min(words.longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in words.letters and not _splits(text, at, at + length):
            return word
    return ""


def _splits(text: str, start: int, end: int) -> bool:
    """Tell whether a word would end or begin within a Latin word or a number."""
    inside = text[end - 1 : end + 1]
    before = text[start - 1 : start + 1] if start else ""
    return any(len(pair) > 1 and pair.isascii() and pair.isalnum() for pair in (inside, before))


def _unknown(text: str, at: int, words: Lexicon) -> int:
    """Return where a word that is not known ends: before the next that is, or a separator or time."""
    end = at + 1
    while end < len(text):
        if _splits(text, end, end) or (text[end - 1 : end + 1].isascii() and text[end - 1 : end + 1].isalnum()):
            end += 1
            continue
        if _UNKNOWN_PART.match(text, end) or _longest(text, end, words) or time_at(text, end):
            break
        end += 1
    return end


def joined(said: Sequence[Said]) -> Head:
    """Return what the cells over one column say together, from the highest to the lowest.

    >>> joined([read_head("评估"), read_head("中期进展率(%)")]).role, joined([read_head("2018年增速")]).why
    ('rate', '不认识“增速”')
    """
    letters = "".join(one.letters for one in said)
    unit = next((one.unit for one in reversed(said) if one.unit), "")
    brackets = next((one.brackets for one in reversed(said) if one.brackets), "")
    time = _one_time(said)
    text = _text_role(said, letters)
    if text:
        return Head(text, time, unit, "", letters, brackets)
    role, why = _measured(said, letters, time)
    if role == "target" and time and time.running and not said[-1].times:
        time = None  # 截至10月底进展 over 年度目标 and 完成数
    if role == "pace" and "g" not in letters and time and not time.unclear:
        role = BARE  # 2025年[累计]: brackets in its cells are sums
    if not why and time:
        why = _no_period(role, time)
    if why:
        role = ""
    elif not role and time:
        role = BARE
    return Head(role, time, unit, why, letters, brackets)


def _measured(said: Sequence[Said], letters: str, time: Time | None) -> tuple[str, str]:
    """Return the role of a column of figures, "" where none is said, and why it cannot be read."""
    unknown = next((one.unknown for one in said if one.unknown), "")
    if unknown:
        return "", f"不认识“{unknown}”"
    if "f" in letters:
        return "", "是预计数，不是实际值"
    if "e" in letters and time is None:
        return "", "没有写是哪一年的远期目标"
    role = _role(letters) or next((found for one in reversed(said) if (found := _role(one.letters))), "")
    if not role and letters.translate(_SAME):
        return "", "看不出是目标值还是实际值" if set("ta") <= set(letters) else "看不出是什么数"
    if not role and time is None and any(one.plain for one in said):
        return "observation", ""
    return role, ""


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
    texts = [letter for letter in lowest.letters if letter in _TEXT_ROLES]
    if texts and not (texts[-1] == "C" and lowest.times) and not (lowest.unknown and texts[-1] in "#UWBTDLMIOHJ"):
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
    if len(years) > 1 or len(parts) > 1 or any(time.unclear for time in times):
        return Time(unclear=True)
    first, months, running = parts.pop() if parts else (0, 12, False)
    relative = next((time.relative for time in times if time.relative is not None), None)
    return Time(years.pop() if years else None, relative, first, months, running, plan=any(t.plan for t in times))


_NOTE = re.compile(
    r"[（(]?(?:注|备注|说明|附注|数据来源|资料来源|note|notes|source|sources)[）)]?[0-9一二三]?[:：、.．\s]"
    r"|[“\"（(]?(?:带|标有?)?[“\"（(]?[*＊★▲][”\"）)]?(?:号|的|为|表示|[:：])"
    r"|[“\"]?(?:[\[［【〔（(]\s*[\]］】〕）)])[”\"]?\s*(?:内|中|里|为|表示|是)",
    re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Tell whether a line is a note under a table.

    >>> is_note("注：1、带*号的1项指标"), is_note("备注：根据……"), is_note("注册志愿者人数"), is_note("[ ]内为累计数")
    (True, True, False, True)
    """
    return _NOTE.match(text) is not None
