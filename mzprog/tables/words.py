"""What a cell of a table's head says: its words (``head_words``) and its times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from mzprog.tables.head_words import FILLERS, MEASURES, NAME_ENDINGS, PLAIN, TEXTS, YEARS
from mzprog.tables.names import is_unit
from mzprog.tables.times import Time, time_at

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
    if outside.strip() in YEARS:
        said = said._replace(letters="Y", unknown="")
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
            times.append(timed[0])
            at = timed[1]
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


_SIGNED = re.compile(
    "(?:(?:填[报表写]|制[表单]|编制|审[核批查]|复核|经办|统计|分管|单位|部门)(?:负责人|领导|人|单位|部门|日期|时间)"
    "|负责人|联系电话|电话|手机)(?:[（(][^（）()]{0,8}[）)])?[:：]"
)
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


def is_signed(text: str) -> bool:
    """Tell whether a text says who filled in a form and when.

    >>> is_signed("填表人：李某"), is_signed("单位负责人（签字）："), is_signed("单位：人")
    (True, True, False)
    """
    return _SIGNED.match(text) is not None
