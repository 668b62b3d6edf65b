"""线性型: 实际变动 ÷ 规划变动, (a − b) ÷ (p − b)."""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.rules.case import Case
from mzprog.core.rules.proportion import percent
from mzprog.core.rules.rule import Formula, Rule, Writing, signed


def rate(case: Case, planned: Fraction) -> Fraction:
    """Return the rate in percent.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> rate(case, Fraction(87, 2))
    Fraction(340, 13)
    """
    return percent(case.observed, case.start, planned)


def observation(case: Case, planned: Fraction, share: Fraction) -> Fraction:
    """Return the value that has the rate ``share``."""
    return case.start + (planned - case.start) * share


def working(w: Writing) -> str:
    """Write out the change, the planned change and both computed."""
    actual, planned = (w.computed(value - w.case.start) for value in (w.case.observed, w.planned))
    return f"({w.a} - {signed(w.b)}) ÷ {w.planned_change()} = {signed(actual)} ÷ {signed(planned)}"


RULE = Rule(
    "linear", "线性型", "用实际变动量除以同期规划变动量", rate, observation, working,
    Formula(lambda rising, milestones: "({a}-{b})/({p}-{b})*100"), even=True,
)  # fmt: skip
