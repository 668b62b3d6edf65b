"""From a plan as plain data to figures, periods and targets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mpmath import mp, mpf

mp.dps = 80
SAME = mpf(10) ** -40
ZERO = mpf(0)
SIGNS = {"正向": 1, "逆向": -1, "适度": 0}
ADDS_UP = ("total", "growth", "change", "cut")
CHAINED = ("growth", "change", "cut")
_OPERATORS = {"≥": (1, False), ">": (1, True), "≤": (-1, False), "<": (-1, True)}
_RELATIVE = {"at_least": (1, False), "above": (1, True), "at_most": (-1, False), "below": (-1, True)}

Data = Mapping[str, Any]


def compare(x: mpf, y: mpf) -> int:
    """Return -1, 0 or 1 as ``x`` is below, the same as or above ``y``."""
    if abs(x - y) <= SAME * max(1, abs(x), abs(y)):
        return 0
    return 1 if x > y else -1


def number(text: str) -> mpf:
    return mpf(text.strip().rstrip("%").lstrip("+"))


def value(figure: Any) -> Any:
    """Return the number of a figure; None where there is none."""
    text = figure.get("value") if isinstance(figure, Mapping) else figure
    return None if text is None else number(re.sub("^[≥≤><]", "", text))


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time in months; ordered by its end, of those that end together the longer last."""

    end: int
    months: int

    @property
    def start(self) -> int:
        return self.end - self.months

    @property
    def year(self) -> int:
        return self.start // 12


def period(text: str) -> Period:
    year, part = int(text[:4]), text[4:]
    if part.startswith("-"):
        return Period(year * 12 + int(part[1:]), 1)
    months = {"": 12, "H": 6, "Q": 3}[part[:1]]
    return Period(year * 12 + months * int(part[1:] or 1), months)


@dataclass(frozen=True)
class Target:
    """What is asked, in the planner's terms.

    ``sign`` is +1 (at least), -1 (at most) or 0 (both). A range has ``low`` and ``high``, else both are the one
    bound; it is also met when missed by no more than ``within``. ``absent`` says why there is no number.
    """

    sign: int
    low: mpf | None = None
    high: mpf | None = None
    strict: bool = False
    ranged: bool = False
    relative: bool = False
    within: mpf = ZERO
    absent: str | None = None

    @property
    def bound(self) -> mpf:
        return self.low if self.sign > 0 else self.high

    @property
    def single(self) -> bool:
        return not self.ranged and self.sign != 0


def operated(text: str) -> tuple[int | None, bool, str]:
    """Split ``≥6.5`` into what its operator asks, whether strictly, and the rest."""
    text = text.replace(">=", "≥").replace("<=", "≤").replace("＞", ">").replace("＜", "<")
    sign, strict = _OPERATORS.get(text[0], (None, False))
    return sign, strict, text if sign is None else text[1:]


@dataclass(frozen=True)
class Terms:
    """What a target is read with: the row and the plan, the baseline, the plan's years and what X stands for."""

    row: Data
    plan: Data
    baseline: mpf | None
    years: mpf
    reference: Any

    @property
    def measure(self) -> str:
        return str(self.row.get("measure", "stock"))

    def sign(self, said: int | None, bound: mpf, baseline: mpf | None) -> int:
        """Return the direction: the operator's, the one that is written, or that of the way from the baseline."""
        if said is not None:
            return said
        if "direction" in self.row:
            return SIGNS[self.row["direction"]]
        if baseline is not None and compare(bound, baseline):
            if bound < baseline:
                raise ValueError("direction-needed")
            return 1
        return SIGNS[self.plan["direction"]]


def read_target(terms: Terms) -> Target:
    given = terms.row["target"]
    if not isinstance(given, Mapping):
        return _plain(terms, given, mpf(0))
    if "value" in given:
        return _plain(terms, given["value"], mpf(0))
    if "text" in given or "missing" in given:
        return Target(0, absent=given.get("text", given.get("missing")))
    for key, (sign, strict) in _RELATIVE.items():
        if key in given:
            found = terms.reference(given[key])
            if found is None:
                return Target(sign, relative=True, absent="X has no value")
            bound = found + number(given.get("plus", "0"))
            return Target(sign, bound, bound, strict, relative=True)
    if "about" in given:
        size = given.get("within", "0")
        within = number(size)
        if size.endswith("%"):
            within = abs(number(operated(given["about"])[2])) * within / 100
        return _plain(terms, given["about"], within)
    return _from_baseline(terms, given)


def _plain(terms: Terms, text: str, within: mpf) -> Target:
    parts = re.fullmatch(r"(-?[\d.]+)%?[-~～](-?[\d.]+)%?", text)
    if parts:
        low, high = map(number, parts.groups())
        return Target(SIGNS[terms.row["direction"]], low, high, ranged=True)
    said, strict, rest = operated(text)
    bound = number(rest)
    start = mpf(0) if terms.measure in ADDS_UP else terms.baseline
    return Target(terms.sign(said, bound, start), bound, bound, strict, within=within)


def _from_baseline(terms: Terms, given: Data) -> Target:
    (key,) = {"growth", "change", "times"} & set(given)
    said, strict, rest = operated(given[key])
    amount, b = number(rest), terms.baseline
    if key == "growth":
        bound = b * (1 + amount / 100) ** terms.years
    elif key == "times":
        bound = b * amount
    else:
        bound = b * (1 + amount / 100) if rest.endswith("%") else b + amount
    if said is None and compare(bound, b):
        said = 1 if bound > b else -1
    return Target(terms.sign(said, bound, b), bound, bound, strict)


def problem(plan: Data) -> str | None:
    """Return the code of a problem of the few that this looks for."""
    for row in plan["indicators"]:
        target, percents = row["target"], row.get("unit") == "%" or row.get("measure") in CHAINED
        if isinstance(target, str) and (
            operated(target)[2][0] == "+" or (re.fullmatch(r"-[\d.]+%", target) and not percents)
        ):
            return "relative-target"
        if isinstance(target, Mapping) and target.get("change", "").endswith("%") and row.get("unit") == "%":
            return "relative-target"
        values = [value(figure) for _, figure in sorted(row.get("milestones", {}).items())]
        if row.get("measure") == "total" and values != sorted(values):
            return "quotas-needed"
    return None
