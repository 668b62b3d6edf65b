"""The progress rate once more, in binary floating point of sixty digits: nothing of the program is used.

Written from the description of the method. Where the program reckons with exact fractions and asks
whether two values are equal, this asks whether they agree to forty digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mpmath import mp, mpf

mp.dps = 60
SAME = mpf(10) ** -40


@dataclass(frozen=True)
class Indicator:
    """One indicator at one time; figures as text, times in months since the baseline.

    ``sign`` is +1 (more is better), -1 or 0 (stay between ``low`` and ``high``); ``scale`` brings
    the observed figure of a flow to a year.
    """

    rule: str
    observed: str
    baseline: str | None
    low: str | None
    high: str | None
    sign: int
    ranged: bool
    strict: bool
    milestones: Sequence[tuple[int, str]]
    elapsed: int
    span: int
    scale: tuple[int, int] = (1, 1)


def compare(x: mpf, y: mpf) -> int:
    """Return -1, 0 or 1 as ``x`` is below, the same as or above ``y``."""
    if abs(x - y) <= SAME * max(abs(x), abs(y)):
        return 0
    return 1 if x > y else -1


def is_met(item: Indicator) -> bool:
    a = figure(item)
    least = 1 if item.strict else 0
    if item.sign >= 0 and compare(a, mpf(item.low)) < least:
        return False
    return item.sign > 0 or compare(mpf(item.high), a) >= least


def figure(item: Indicator) -> mpf:
    return mpf(item.observed) * item.scale[0] / item.scale[1]


def rate(item: Indicator) -> mpf | None:
    """Return the progress rate in percent, or None where the indicator cannot be assessed."""
    a = figure(item)
    elapsed = min(item.elapsed, item.span)
    if item.ranged:
        return reached(a, item.low if item.sign >= 0 else None, item.high if item.sign <= 0 else None)
    bound = item.low if item.sign > 0 else item.high
    if item.baseline is None:
        due = [value for month, value in item.milestones if month <= elapsed]
        return one_way(a, due[-1] if due and elapsed < item.span else bound, item.sign)
    b, t = mpf(item.baseline), mpf(bound)
    if compare(b, t) == 0 or compare(b, t) == item.sign:
        return one_way(a, bound, item.sign)
    p = planned(item, b, t, mpf(elapsed), item.rule == "exponential" and b * t > 0)
    if compare(p, b) == 0:
        return one_way(a, item.baseline, item.sign)
    if item.rule == "linear":
        return 100 * (a - b) / (p - b)
    if item.rule == "index" and min(a, b, t) > 0:
        return 100 * (a / p if item.sign > 0 else p / a)
    if item.rule == "exponential" and b * t > 0 and a / b >= 0:
        y = mpf(elapsed) / 12
        required = (p / b) ** (1 / y) if item.milestones else (t / b) ** (mpf(12) / item.span)
        return 100 * ((a / b) ** (1 / y) - 1) / (required - 1)
    return mpf(100) if is_met(item) else None


def planned(item: Indicator, b: mpf, t: mpf, elapsed: mpf, geometric: bool) -> mpf:
    """Return where the path through the milestones stands."""
    points = [(0, b), *((month, mpf(value)) for month, value in item.milestones), (item.span, t)]
    for (m0, v0), (m1, v1) in pairwise(points):
        if elapsed <= m1:
            share = (elapsed - m0) / (m1 - m0)
            return v0 * (v1 / v0) ** share if geometric else v0 + (v1 - v0) * share
    raise AssertionError("the path ends at the target year")


def one_way(a: mpf, bound: str | None, sign: int) -> mpf | None:
    return reached(a, bound if sign > 0 else None, bound if sign < 0 else None)


def reached(a: mpf, low: str | None, high: str | None) -> mpf | None:
    """Return the attainment of a floor, a ceiling or both."""
    if low is not None and compare(a, mpf(low)) < 0:
        return 100 * a / mpf(low) if a >= 0 and mpf(low) > 0 else None
    if high is not None and compare(a, mpf(high)) > 0:
        return 100 * mpf(high) / a if mpf(high) >= 0 else None
    return mpf(100)
