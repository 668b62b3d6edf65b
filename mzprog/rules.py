"""The rules: one function each, exact, from plain numbers to a progress rate in percent.

``a`` is the observed value, ``b`` the baseline, ``t`` the target, ``p`` the planned value at that
time; ``y`` years have passed of the plan's ``span`` years. See ``docs/method.md`` for the why.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.proportion import between, percent

ATTAINMENT = "attainment"

# Fifty-digit figures can agree in all but their last digit, so a growth rate may lose fifty digits;
# with thirty wanted and the years' factor, 120 leave room.
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN, Emax=10**9, Emin=-(10**9))
_JUDGED = Context(prec=30, rounding=ROUND_HALF_EVEN, Emax=10**9, Emin=-(10**9))

ZERO = Fraction(0)
FULL = Fraction(100)


class Case(NamedTuple):
    """One measure at one time, as plain numbers.

    ``low``/``high`` are the bounds that count (both for a range to stay in), ``path`` the points
    (years since the baseline, value) of milestones, ``ranged`` a target that is a range.
    ``observed`` is in the terms of the target: a flow already brought to a year.
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


def progress(case: Case, rule: str) -> Progress:
    """Return the progress of a case under ``rule``, or under attainment where no rule can divide."""
    b = case.baseline
    if case.ranged or b is None:
        return attained(case.observed, *_due(case))
    t = case.target
    if b == t or (b > t) == case.rising:
        return attained(case.observed, case.low, case.high)
    if case.path and segment(case)[1::2] == (b, b):
        return attained(case.observed, b if case.rising else None, None if case.rising else b)
    needs = _NEEDS[rule](case)
    if needs is None:
        return _RULES[rule](case)
    if case.met:
        return Progress(ATTAINMENT, FULL, t)
    return Progress(rule, None, None, needs)


def planned_value(case: Case, rule: str = "linear") -> Fraction:
    """Read the planned value (规划应达值) off the path from baseline through milestones to target.

    The path is straight between its points, geometric for ``exponential``.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> planned_value(case)
    Fraction(87, 2)
    """
    x0, v0, x1, v1 = segment(case)
    passed, whole = (case.elapsed - x0, x1 - x0) if x0 else (case.elapsed, x1)
    if passed == whole:
        return v1
    if rule != "exponential":
        return between(v0, v1, passed, whole)
    return v0 * Fraction(power(v1 / v0, passed / whole))


def segment(case: Case) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return the piece of the path that the case stands on: its two points in time and value."""
    assert case.baseline is not None
    if not case.path:
        return ZERO, case.baseline, case.span, case.target
    points = [(ZERO, case.baseline), *case.path, (case.span, case.target)]
    later = next(n for n, (x, _) in enumerate(points) if x >= case.elapsed and n)
    return (*points[later - 1], *points[later])


def linear(case: Case) -> Progress:
    """线性型: 实际变动 ÷ 规划变动, (a − b) ÷ (p − b).

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> float(linear(case).rate)
    26.153846153846153
    """
    b, p = _start(case), planned_value(case)
    return Progress("linear", percent(case.observed, b, p), p)


def index(case: Case) -> Progress:
    """定基指数型: a ÷ p, for a falling indicator p ÷ a.

    >>> case = Case(Fraction(6392), Fraction(5200), Fraction(8000), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> float(index(case).rate)
    96.84848484848484
    """
    p = planned_value(case)
    return Progress("index", (case.observed / p if case.rising else p / case.observed) * 100, p)


def exponential(case: Case) -> Progress:
    """指数型: the ratio of average yearly growth rates, observed ÷ planned.

    Without milestones the planned rate is that of the whole plan, (t/b)^(1/Y) − 1. Computed wide
    and rounded to 30 digits, so that a value exactly on the path is exactly 100.

    >>> case = Case(Fraction(121), Fraction(100), Fraction(16105100, 100000), None,
    ...             False, False, (), Fraction(2), Fraction(5))
    >>> exponential(case).rate
    Fraction(100, 1)
    """
    p = planned_value(case, "exponential")
    observed = growth(_start(case), case.observed, case.elapsed)
    share = _JUDGED.divide(observed, required_growth(case, p))
    return Progress("exponential", Fraction(share) * 100, p)


def required_growth(case: Case, planned: Fraction) -> Decimal:
    """Return the yearly growth rate that the plan asks for: up to ``planned`` where there are milestones."""
    b = _start(case)
    return growth(b, planned, case.elapsed) if case.path else growth(b, case.target, case.span)


def growth(start: Fraction, end: Fraction, years: Fraction) -> Decimal:
    """Return the average yearly growth rate from ``start`` to ``end`` as a share, to 120 digits.

    >>> round(growth(Fraction(100), Fraction(121), Fraction(2)), 6)
    Decimal('0.100000')
    """
    return _WIDE.subtract(power(end / start, 1 / years), Decimal(1))


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


def _start(case: Case) -> Fraction:
    assert case.baseline is not None
    return case.baseline


def _due(case: Case) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of the latest milestone that is due, else the target's."""
    due = [value for x, value in case.path if x <= case.elapsed]
    if not due or case.elapsed >= case.span:
        return case.low, case.high
    return (due[-1], None) if case.rising else (None, due[-1])


def _linear_needs(case: Case) -> str | None:
    return None


def _index_needs(case: Case) -> str | None:
    if _start(case) <= 0 or case.target <= 0:
        return "定基指数型要求基期值和目标值为正数"
    return "定基指数型要求观测值为正数" if case.observed <= 0 else None


def _exponential_needs(case: Case) -> str | None:
    b = _start(case)
    if b * case.target <= 0:
        return "指数型要求基期值和目标值同号且不为零"
    return "指数型要求观测值与基期值同号" if case.observed * b < 0 else None


def power(base: Fraction, exponent: Fraction) -> Decimal:
    """Return ``base ** exponent`` to 120 digits, for base ≥ 0.

    >>> round(power(Fraction(2), Fraction(1, 2)), 6)
    Decimal('1.414214')
    """
    if not base:
        return Decimal(0)
    value = _decimal(base)
    if exponent != 1:
        value = _WIDE.exp(_WIDE.multiply(_WIDE.ln(value), _decimal(exponent)))
    return value


def _decimal(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


_NEEDS = {"linear": _linear_needs, "index": _index_needs, "exponential": _exponential_needs}
_RULES = {"linear": linear, "index": index, "exponential": exponential}
