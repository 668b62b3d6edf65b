"""达标: what is judged by whether a bound is reached, where no rule can divide."""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.rules.case import Case, Progress

ATTAINMENT = "attainment"
FULL = Fraction(100)


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


def bounds_due(case: Case) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of the latest milestone that is due, else the target's."""
    due = [value for x, value in case.path if x <= case.elapsed]
    if not due or case.elapsed >= case.span:
        return case.low, case.high
    return (due[-1], None) if case.rising else (None, due[-1])
