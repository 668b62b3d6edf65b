"""The rules (算法): one file each, exact, from plain numbers to a progress rate in percent.

In them ``a`` is the observed value, ``b`` the baseline, ``t`` the target, ``p`` the planned value at
that time. See ``docs/method.md`` for the why.
"""

from __future__ import annotations

from importlib import import_module

from mzprog.core.rules.attainment import ATTAINMENT, FULL, attained, bounds_due
from mzprog.core.rules.case import Case, Progress, planned_value, segment
from mzprog.core.rules.rule import Rule

# A rule is one file with its ``RULE`` and one line here; they are told in this order.
_NAMES = (
    "linear",
    "exponential",
    "index",
)
RULES: dict[str, Rule] = {name: import_module(f"{__name__}.{name}").RULE for name in _NAMES}


def progress(case: Case, rule: str) -> Progress:
    """Return the progress of a case under ``rule``, or under attainment where no rule can divide.

    >>> from fractions import Fraction
    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> progress(case, "linear")
    Progress(rule='linear', rate=Fraction(340, 13), planned=Fraction(87, 2), refusal=None)
    """
    b = case.baseline
    if case.ranged or b is None:
        return attained(case.observed, *bounds_due(case))
    t = case.target
    if b == t or (b > t) == case.rising:
        return attained(case.observed, case.low, case.high)
    if case.path and segment(case)[1::2] == (b, b):
        return attained(case.observed, b if case.rising else None, None if case.rising else b)
    applied = RULES[rule]
    needs = applied.needs(case)
    if needs is None:
        planned = planned_value(case, applied.geometric)
        return Progress(rule, applied.rate(case, planned), planned)
    if case.met:
        return Progress(ATTAINMENT, FULL, t)
    return Progress(rule, None, None, needs)
