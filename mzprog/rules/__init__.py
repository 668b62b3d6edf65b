"""The rules (算法): one file each, exact, from plain numbers to a progress rate in percent.

In them ``a`` is the observed value, ``b`` the baseline, ``t`` the target, ``p`` the planned value at
that time. See ``docs/method.md`` for the why.
"""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import NamedTuple

from mzprog.rules.case import Case, planned_value, segment
from mzprog.rules.rule import Rule

# A rule is one file with its ``RULE`` and one line here; they are told in this order.
_NAMES = (
    "linear",
    "exponential",
    "index",
)
RULES: dict[str, Rule] = {name: import_module(f"{__name__}.{name}").RULE for name in _NAMES}

ATTAINMENT = "attainment"
FULL = Fraction(100)


class Progress(NamedTuple):
    """What a rule says: the ``rule`` applied, the ``rate`` in percent and the ``planned`` value.

    Under attainment ``planned`` is the bound that was compared with. ``refusal`` says, instead of
    a rate, why the rule cannot apply.
    """

    rule: str
    rate: Fraction | None
    planned: Fraction | None
    refusal: str | None = None


def progress(case: Case, rule: str) -> Progress:
    """Return the progress of a case under ``rule``, or under attainment where no rule can divide.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> progress(case, "linear")
    Progress(rule='linear', rate=Fraction(340, 13), planned=Fraction(87, 2), refusal=None)
    """
    b = case.baseline
    if case.ranged or b is None:
        return attained(case.observed, *_due(case))
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


def attained(observed: Fraction, low: Fraction | None, high: Fraction | None) -> Progress:
    """达标: 100 where the bound is reached, else the share of the missed bound that is reached.

    >>> attained(Fraction(45), Fraction(60), None).rate, attained(Fraction(7), None, Fraction(5)).rate
    (Fraction(75, 1), Fraction(500, 7))
    """
    if low is not None and observed < low:
        if low > 0 and observed >= 0:
            return Progress(ATTAINMENT, observed / low * 100, low)
        return Progress(ATTAINMENT, None, low, "达标率只适用于正数")
    if high is not None and observed > high:
        if high >= 0:
            return Progress(ATTAINMENT, high / observed * 100, high)
        return Progress(ATTAINMENT, None, high, "达标率只适用于正数")
    return Progress(ATTAINMENT, FULL, high if low is None else low)


def _due(case: Case) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of the latest milestone that is due, else the target's."""
    due = [value for x, value in case.path if x <= case.elapsed]
    if not due or case.elapsed >= case.span:
        return case.low, case.high
    return (due[-1], None) if case.rising else (None, due[-1])
