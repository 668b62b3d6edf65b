"""What brackets around a figure mean in a table: as its footnotes or heads say; without them nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mzprog.tables.cells import SUMMED
from mzprog.tables.facts import notes_of
from mzprog.tables.grid import tidy
from mzprog.tables.layout import Table

TOTAL, GROWTH, FALL, RISE = "total", "growth", "fall", "rise"

_OPENING = str.maketrans("［（", "[(")
_NOTE = re.compile(
    r"(?:(?P<mark>[\[［【〔(（])[^\]］】〕)）]{0,4}[\]］】〕)）][”\"]?\s*(?:号|括号)?|(?P<word>方|六角)?括号)\s*(?:内|中|里)?的?(?:数据|数字|数值|指标值?|数)?\s*"
    r"(?:均|都)?(?:为|表示|是|系|指|的为)?(?P<words>[^。；;\n\[［【〔(（]{2,60})"
)
_WORDS = (
    (GROWTH, re.compile("年均|年平均|平均每年")),
    (TOTAL, re.compile("累计|合计|总计|五年|总数|总量")),
    (FALL, re.compile("下降|降低|减少|削减")),
    (RISE, re.compile("提高|增长|增加|上升")),
)


class Brackets:
    """The meaning of each kind of bracket; ``of`` answers for one."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self._found = found

    def of(self, bracket: str) -> str:
        """Return TOTAL, GROWTH, FALL or RISE; "" where nothing says what this bracket means."""
        if bracket == SUMMED:
            return TOTAL
        if bracket in self._found or bracket == "(":
            return self._found.get(bracket, "")
        meanings = {meaning for mark, meaning in self._found.items() if mark != "("}
        return meanings.pop() if len(meanings) == 1 else ""

    def contradicts(self, other: Brackets) -> bool:
        """Tell whether a bracket means one thing here and something else there."""
        return any(other._found.get(mark, meaning) != meaning for mark, meaning in self._found.items())


def brackets_of(table: Table) -> Brackets:
    """Return what a table's footnotes and heads say of its brackets.

    >>> said = Brackets(dict(_said_in(["注：〔 〕内为五年年均增速；[ ]内为累计数。"])))
    >>> said.of("〔"), said.of("["), said.of("【"), said.of("(")
    ('growth', 'total', '', '')
    """
    found = {**_agreed(_said_in(table.before)), **_agreed(_said_in(notes_of(table._replace(before=()))))}
    if any("累计" in column.head.brackets or "cumulative" in column.head.brackets for column in table.columns):
        found.setdefault("[", TOTAL)
    return Brackets(found)


def _agreed(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the meaning of each bracket; "" where two notes say different things of one."""
    found: dict[str, str] = {}
    for mark, meaning in said:
        found[mark] = meaning if found.get(mark, meaning) == meaning else ""
    return found


def _said_in(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        for note in _NOTE.finditer(tidy(line[:1000])):
            meaning = next((kind for kind, form in _WORDS if form.search(note["words"])), "")
            mark = (note["mark"] or {"方": "[", "六角": "〔"}.get(note["word"] or "", "[")).translate(_OPENING)
            if meaning:
                yield mark, meaning
