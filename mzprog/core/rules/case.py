"""What a rule is asked, one measure at one time as plain numbers with its planned path, and what it says."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from mzprog.core.powers import power
from mzprog.core.rules.proportion import between

ZERO = Fraction(0)


class Case(NamedTuple):
    """One measure at one time, as plain numbers.

    ``low``/``high`` are the bounds that count (both for a range to stay in), ``path`` the points
    (years since the baseline, value) of milestones, ``ranged`` a target that is a range.
    ``observed`` is in the terms of the target: a flow already brought to a year. ``elapsed`` years have
    passed of the plan's ``span`` years.
    """

    observed: Fraction
    baseline: Fraction | None
    low: Fraction | None
    high: Fraction | None
    strict: bool
    ranged: bool
    path: tuple[tuple[Fraction, Fraction], ...]
    elapsed: Fraction
    span: Fraction

    @property
    def start(self) -> Fraction:
        """The baseline of a case that has one."""
        assert self.baseline is not None
        return self.baseline

    @property
    def target(self) -> Fraction:
        """The one bound of a target that is no range."""
        return self.high if self.low is None else self.low  # type: ignore[return-value]

    @property
    def rising(self) -> bool:
        """Whether more is better."""
        return self.high is None

    @property
    def met(self) -> bool:
        """Whether the target itself is met; a strict one must be passed."""
        above = self.low is None or (self.observed > self.low if self.strict else self.observed >= self.low)
        below = self.high is None or (self.observed < self.high if self.strict else self.observed <= self.high)
        return above and below


class Progress(NamedTuple):
    """What a rule says: the ``rule`` applied, the ``rate`` in percent and the ``planned`` value.

    Under attainment ``planned`` is the bound that was compared with. ``refusal`` says, instead of
    a rate, why the rule cannot apply.
    """

    rule: str
    rate: Fraction | None
    planned: Fraction | None
    refusal: str | None = None


def planned_value(case: Case, geometric: bool = False) -> Fraction:
    """Read the planned value (规划应达值) off the path from baseline through milestones to target.

    The path is straight between its points, or ``geometric``.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> planned_value(case)
    Fraction(87, 2)
    """
    x0, v0, x1, v1 = segment(case)
    passed, whole = (case.elapsed - x0, x1 - x0) if x0 else (case.elapsed, x1)
    if passed == whole:
        return v1
    return v0 * power(v1 / v0, passed / whole) if geometric else between(v0, v1, passed, whole)


def segment(case: Case) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return the piece of the path that the case stands on: its two points in time and value."""
    if not case.path:
        return ZERO, case.start, case.span, case.target
    points = [(ZERO, case.start), *case.path, (case.span, case.target)]
    later = next(n for n, (x, _) in enumerate(points) if x >= case.elapsed and n)
    return (*points[later - 1], *points[later])
