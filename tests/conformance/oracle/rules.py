"""The rules over one measure at one time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from mpmath import log, mpf

from tests.conformance.oracle.reading import ADDS_UP, CHAINED, Target, compare

FULL = mpf(100)
GEOMETRIC = ("exponential", "log")


def is_budget(measure: str, target: Target, baseline: mpf | None) -> bool:
    """Tell whether a target is a cap on what adds up."""
    if not target.single or target.sign > 0 or (target.absent is None and compare(target.bound, mpf(0)) < 0):
        return False
    return measure in ADDS_UP or (measure == "flow" and baseline is None)


def is_to_keep(measure: str, target: Target, baseline: mpf | None, hold: bool) -> bool:
    """Tell whether a bound is to be kept: written so, or a stock's single one that its baseline was past already."""
    if is_budget(measure, target, baseline):
        return False
    if hold or measure != "stock" or not target.single or target.relative or baseline is None:
        return hold
    return compare(baseline, target.bound) == target.sign


@dataclass(frozen=True)
class Case:
    """One measure at one time, in the planner's terms where nothing else is said.

    ``figure`` is compared: a flow brought to a year, the average growth, the change or the fall so far. ``own`` is
    what has been measured itself. ``level`` is what rules apply to: an index of 100 at the baseline for growth, change
    and cut, else the figure. ``milestones`` are (years, value); ``over`` tells that the time of a bound is over.
    """

    measure: str
    figure: mpf
    own: mpf
    level: mpf
    baseline: mpf | None
    target: Target
    milestones: Sequence[tuple[mpf, mpf]]
    elapsed: mpf
    span: mpf
    partial: bool
    over: bool
    hold: bool
    capped: bool

    def lifted(self, value: mpf, years: mpf) -> mpf:
        """Bring a value in the planner's terms to what rules apply to."""
        if self.measure == "growth":
            return 100 * (1 + value / 100) ** years
        return {"change": 100 + value, "cut": 100 - value}.get(self.measure, value)

    def shown(self, level: mpf, years: mpf) -> mpf:
        """Bring a level back to the planner's terms."""
        if self.measure == "growth":
            return ((level / 100) ** (1 / years) - 1) * 100
        return {"change": level - 100, "cut": 100 - level}.get(self.measure, level)

    @property
    def start(self) -> Any:
        return mpf(100) if self.measure in CHAINED else self.baseline

    @property
    def goal(self) -> mpf:
        return self.lifted(self.target.bound, self.span)

    @property
    def rising(self) -> bool:
        return (self.target.sign > 0) != (self.measure == "cut")

    @property
    def budget(self) -> bool:
        return is_budget(self.measure, self.target, self.baseline)

    @property
    def waits(self) -> bool:
        """Whether an upper bound is kept or broken only over its whole time."""
        if self.target.sign > 0 or self.over:
            return False
        return self.measure == "flow" or (self.measure in ADDS_UP and compare(self.target.high, mpf(0)) >= 0)

    @property
    def met(self) -> bool | None:
        target, least = self.target, 1 if self.target.strict else 0
        value = self.own if self.measure == "flow" else self.figure

        def side(bound: mpf, sign: int) -> bool:
            edge = bound - sign * target.within
            if self.measure == "growth":  # the whole is asked for, not the average so far
                return compare(self.level, self.lifted(edge, self.span)) * sign >= least
            return compare(value, edge) * sign >= least

        if target.sign >= 0 and not side(target.low, 1):
            return False
        if target.sign <= 0 and not side(target.high, -1):
            return False
        return None if self.waits else True

    @property
    def points(self) -> list[tuple[mpf, mpf]]:
        """The points of the path: years since the baseline, and the level planned for then."""
        between = [(years, self.lifted(value, years)) for years, value in self.milestones]
        return [(mpf(0), self.start), *between, (self.span, self.goal)]

    @property
    def crosses(self) -> bool:
        """Whether the path touches zero, so that no geometric one runs through its points."""
        return any(level * self.start <= 0 for _, level in self.points)

    def path(self, geometric: bool) -> mpf:
        """Return the planned level."""
        for (x0, v0), (x1, v1) in pairwise(self.points):
            if compare(self.elapsed, x1) <= 0:
                share = (self.elapsed - x0) / (x1 - x0)
                if compare(share, mpf(1)) == 0:
                    return v1
                return v0 * (v1 / v0) ** share if geometric else v0 + (v1 - v0) * share
        raise AssertionError("the path ends with the plan")


@dataclass(frozen=True)
class Found:
    """What a rule says; no ``rate`` where it cannot divide. ``planned`` is in the planner's terms."""

    rule: str
    rate: mpf | None
    planned: mpf | None = None
    overall: mpf | None = None


def ratio(a: mpf, bound: mpf, sign: int) -> mpf:
    """Return the share of a bound that is reached, in percent, beyond 100 too where that can be said."""
    reached = compare(a, bound) * sign >= 0
    side = compare(bound, mpf(0))
    if side == 0:
        return FULL if reached else mpf(0)
    if side == sign:
        return FULL * a / bound
    return FULL * bound / a if compare(a, mpf(0)) == side else FULL


def attained(case: Case, low: mpf, high: mpf) -> mpf:
    """达标: 100 where the bounds are reached (more where rates are not capped), else the share of the missed one."""
    target, a = case.target, case.figure
    full = case.capped or target.strict or target.sign == 0
    if case.met and case.capped:
        return FULL
    for sign, bound in ((1, low), (-1, high)):
        if target.sign != -sign and compare(a, bound) * sign < 0:
            return ratio(a, bound, sign)
    return FULL if full else ratio(a, low if target.sign > 0 else high, target.sign)


def nearer_end(low: mpf, high: mpf, figure: mpf) -> mpf:
    """Return the end of a range to keep on both sides that a figure is held against: the upper one only beyond it."""
    return high if compare(figure, high) > 0 else low


def completion(case: Case) -> mpf:
    """完成程度: the figure itself over the target, time left out."""
    target, itself = case.target, replace(case, figure=case.own)  # of a flow what is known of its year
    if not target.single:
        return attained(itself, target.low, target.high)
    return ratio(itself.figure, target.bound, target.sign)


def completed(case: Case) -> mpf:
    """Return by how much of the target an outcome goes; a range and a strict bound are 100 where met, not more."""
    target = case.target
    if case.met and (target.strict or not target.single):
        return FULL
    return completion(replace(case, capped=True))


def progress(case: Case, rule: str, named: bool) -> Found:
    """Return what ``rule`` says, or what stands in where it has nothing to say."""
    target, b = case.target, case.start
    if rule == "completion":
        rate = completion(case)
        end = nearer_end(target.low, target.high, case.own) if target.sign == 0 else target.bound
        return Found(rule, rate, end, rate)
    if case.budget:
        return budget(case)
    if not target.single or b is None or case.hold or compare(case.goal, b) * (1 if case.rising else -1) <= 0:
        return attainment(case)
    impossible = rule in GEOMETRIC and case.crosses
    p = case.path(rule in GEOMETRIC and not impossible)
    if compare(p, b) * (1 if case.rising else -1) <= 0:
        planned = case.shown(p, case.elapsed)
        if case.met and compare(case.figure, planned) * target.sign < 0:
            planned = target.bound
        return Found("attainment", attained(case, planned, planned), planned)
    rate = None if impossible else RULES[rule](case, p)
    if rate is not None:
        share = ratio_of_logs(case, case.goal) if rule == "log" else (case.level - b) / (case.goal - b)
        return Found(rule, rate, case.shown(p, case.elapsed), 100 * share)
    if case.met is not False or not named:  # a bound that waits for its time is not missed yet
        return Found("attainment", attained(case, target.low, target.high), target.bound)
    return Found(rule, None)


def attainment(case: Case) -> Found:
    """达标, against the target or, without a baseline, against the latest milestone that is due."""
    target = case.target
    low, high = target.low, target.high
    due = [v for y, v in case.milestones if compare(y, case.elapsed) <= 0]
    if target.single and case.start is None and due and compare(case.elapsed, case.span) < 0:
        if not case.met or compare(case.figure, due[-1]) * target.sign >= 0:
            low = high = due[-1]
    bound: Any = low if target.sign > 0 else high
    if target.sign == 0:
        bound = nearer_end(low, high, case.figure)
    if case.measure == "flow" and case.baseline is None and case.partial and not case.met:
        # The yearly rate may be beyond a target that is not met.
        if target.sign > 0 and bound > 0 and compare(case.figure, bound) >= 0:
            return Found("attainment", ratio(case.figure, bound, 1), bound)
    return Found("attainment", attained(case, low, high), bound)


def budget(case: Case) -> Found:
    """限额: a cap on what adds up."""
    t, used = case.target.bound, case.figure
    none_left = compare(t, mpf(0)) == 0
    if case.measure in ("growth", "flow"):
        within = compare(used, t) <= 0
        rate = FULL if (within and case.capped) or compare(used, mpf(0)) <= 0 else ratio(used, t, -1)
        if case.measure == "growth":
            return Found("budget", rate, t, None if none_left else 100 * (case.level - 100) / (case.goal - 100))
        return Found("budget", rate, t, None if none_left else 100 * case.own / t)
    planned = case.shown(case.path(False), case.elapsed)
    rate = 100 * planned / used if compare(used, mpf(0)) > 0 else FULL
    return Found("budget", rate, planned, None if none_left else 100 * used / t)


def linear(case: Case, p: mpf) -> mpf | None:
    return 100 * (case.level - case.start) / (p - case.start)


def exponential(case: Case, p: mpf) -> mpf | None:
    a, b, t = case.level, case.start, case.goal
    if b * t <= 0 or a * b < 0 or b * p <= 0:
        return None
    need = (p / b) ** (1 / case.elapsed) if case.milestones else (t / b) ** (1 / case.span)
    return 100 * ((a / b) ** (1 / case.elapsed) - 1) / (need - 1)


def index(case: Case, p: mpf) -> mpf | None:
    if min(case.level, case.start, case.goal, p) <= 0:
        return None
    return 100 * (case.level / p if case.rising else p / case.level)


def ratio_of_logs(case: Case, p: mpf) -> Any:
    if min(case.level, case.start, case.goal, p) <= 0:
        return None
    return log(case.level / case.start) / log(p / case.start)


def log_rule(case: Case, p: mpf) -> mpf | None:
    share = ratio_of_logs(case, p)
    return None if share is None else 100 * share


RULES = {"linear": linear, "exponential": exponential, "index": index, "log": log_rule}
