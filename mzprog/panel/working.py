"""The working (计算过程) of a rule as SQL: the rule writes it as ever, with marks for the figures of a row.

Where it asks what only a row knows (which way, whether at the end), it is asked once for each answer, and the
statement chooses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mzprog.core.rules import Rule
from mzprog.panel.dialect import literal
from mzprog.panel.exact import Exact, NotExact
from mzprog.panel.texts import Sheet, signed, years

_MARK = re.compile("\ue000([0-9]+)\ue001")


class Figures(NamedTuple):
    """The columns of a row that a working tells: the figures as written and as symbols, and the times in months."""

    a: str
    b: str
    t: str
    observed: Exact
    start: Exact
    target: Exact
    planned: Exact
    passed: str
    whole: str
    places: str


class _Case(NamedTuple):
    """What a rule's working looks at of a case: symbols, and what is known in each of its variants."""

    observed: Exact
    start: Exact
    target: Exact
    rising: bool
    own_rising: bool
    own_target: int
    path: tuple[()] = ()


class _Writer:
    """What a working is written with: every text is a mark that stands for a piece of SQL."""

    def __init__(self, figures: Figures, known: Mapping[str, bool], sheet: Sheet) -> None:
        self._figures, self._known, self._sheet = figures, known, sheet
        self._pieces: list[str] = []
        self.a, self.b, self.t = map(self._mark, (figures.a, figures.b, figures.t))
        rising = known["rising"]
        sign = 1 if known["above_zero"] else -1
        self.case: Any = _Case(figures.observed, figures.start, figures.target, rising, rising, sign)
        self.planned: Any = figures.planned

    def _mark(self, sql: str) -> str:
        if sql not in self._pieces:
            self._pieces.append(sql)
        return f"\ue000{self._pieces.index(sql)}\ue001"

    def _sql(self, text: str) -> str:
        """Return what a text with marks is in SQL."""
        parts = [
            f"({self._pieces[int(part)]})" if n % 2 else literal(part)
            for n, part in enumerate(_MARK.split(text))
            if n % 2 or part
        ]
        return " || ".join(parts)

    def written(self, rule: Rule) -> str:
        """Return the whole working of a rule."""
        return self._sql(rule.working(self))

    def computed(self, value: Any) -> str:
        found = Exact.of(value)
        return self._mark(self._sheet.trimmed(found, self._figures.places))

    def signed(self, text: str) -> str:
        return self._mark(signed(f"({self._sql(text)})"))

    def share_of_time(self) -> str:
        f = self._figures
        return self._mark(f"{years(f.passed, f.whole)} || '/' || {years(f.whole, f.passed)}")

    def planned_change(self) -> str:
        change = f"({self.t} - {self.signed(self.b)})"
        return change if self._known["ended"] else f"[{change} × {self.share_of_time()}]"

    def planned_level(self) -> str:
        if self._known["alike"]:
            return self.computed(self.planned)
        if self._known["ended"]:
            return self.t
        return f"[{self.b} + ({self.t} - {self.signed(self.b)}) × {self.share_of_time()}]"

    def rate_of_growth(self, end: str, value: Any, years: Any) -> tuple[str, str]:
        raise NotExact


def working(rule: Rule, figures: Figures, conditions: Mapping[str, str], sheet: Sheet) -> str:
    """Return a rule's working as SQL; ``conditions`` say when what it may look at holds."""
    alike = f"({conditions['ended']}) AND ({figures.t}) = ({sheet.trimmed(figures.planned, figures.places)})"
    return _chosen(lambda known: _Writer(figures, known, sheet).written(rule), {**conditions, "alike": alike}, (), {})


def _chosen(
    write: Callable[[Mapping[str, bool]], str], conditions: Mapping[str, str], done: Sequence[str],
    known: Mapping[str, bool],
) -> str:  # fmt: skip
    """Return what is written in every case, with a condition where it makes a difference."""
    left = [name for name in conditions if name not in done]
    if not left:
        return write(known)
    name = left[0]
    one, other = (_chosen(write, conditions, (*done, name), {**known, name: said}) for said in (True, False))
    return one if one == other else f"CASE WHEN {conditions[name]} THEN {one} ELSE {other} END"
