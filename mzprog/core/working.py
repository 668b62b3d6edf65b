"""The working (计算过程): how a rate came about, written out in figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from mzprog.core.plan import Measure
from mzprog.core.quantity import decimals, exact, fixed, literal, toward, trimmed
from mzprog.core.results import Result, Row
from mzprog.core.rules import RULES
from mzprog.core.rules.attainment import ATTAINMENT
from mzprog.core.rules.case import Case, Progress, segment
from mzprog.core.rules.rule import signed


def rate_text(rate: Fraction) -> str:
    """Return a rate with two decimals, half up.

    >>> rate_text(Fraction(340, 13))
    '26.15'
    """
    return fixed(rate, 2)


def derived(value: Fraction, measure: Measure) -> str:
    """Return a computed value with at most two decimals more than the target was written with."""
    return trimmed(value, _places(measure))


def reaching(value: Fraction, measure: Measure, rising: bool) -> str:
    """Return a computed value to reach, rounded to the side on which it is reached."""
    return toward(value, _places(measure), rising)


def _places(measure: Measure) -> int:
    bound = measure.target.low if measure.target.low is not None else measure.target.high
    if bound is None and measure.baseline:
        bound = measure.baseline.value
    return 2 if bound is None else decimals(bound) + 2


def _path(measure: Measure) -> list[Decimal]:
    """Return the figures that the path of a measure runs through, as written."""
    start = measure.baseline.value if measure.baseline else None
    points = (start, *(figure.value for _, figure in measure.milestones), measure.target.low, measure.target.high)
    return [value for value in points if value is not None]


def working(row: Row) -> str | None:
    """Return the working of a row, each component's in turn; None where it cannot be assessed."""
    if row.reason:
        return None
    texts = [f"{r.measure.name}：{result_working(r)}" if r.measure.name else result_working(r) for r in row.results]
    return "；".join(texts)


def result_working(result: Result) -> str:
    """Return the working of one result that has a rate, in the observation's own figures."""
    assert result.case is not None and result.progress is not None and result.observed is not None
    writer = _Writer(result, result.case, result.progress, result.observed)
    return writer.lead() + writer.body()


class _Writer:
    """Writes one working; figures of the plan as they were written, computed ones rounded."""

    def __init__(self, result: Result, case: Case, found: Progress, observed: Decimal) -> None:
        self.result, self.case, self.found = result, case, found
        self.measure = result.measure
        self.places = max(_places(self.measure), decimals(observed))
        self.figures = _path(self.measure)
        self.observed = observed
        self.a = literal(observed) if result.annual is None else self.computed(result.annual)
        self.b = self.written(case.baseline or Fraction(0))
        self.planned = found.planned or Fraction(0)
        self.rate = f"{rate_text(found.rate or Fraction(0))}%"

    def computed(self, value: Fraction) -> str:
        return trimmed(value, self.places)

    def written(self, value: Fraction) -> str:
        """Return a figure of the path as the plan file has it."""
        for figure in self.figures:
            known = exact(figure)
            if known is value or known == value:  # mostly the same object
                return literal(figure)
        return self.computed(value)

    def lead(self) -> str:
        """Return how the compared value came about, where it is not the figure as written."""
        result = self.result
        if len(result.summed) > 1:
            values = [result.measure.observations[p].value or Decimal(0) for p in result.summed]
            return f"{' + '.join(signed(literal(v)) for v in values)} = {self.a}；"
        if result.annual is None or not self.observed or result.annual == exact(self.observed):
            return ""
        factor = result.annual / exact(self.observed)
        shown = str(factor) if factor.denominator == 1 else f"12/{12 / factor}"
        return f"{literal(self.observed)} × {shown} = {self.a}；"

    def body(self) -> str:
        if self.found.rule == ATTAINMENT:
            return self.attainment()
        return f"{RULES[self.found.rule].working(self)} = {self.rate}"

    def planned_change(self) -> str:
        """Return the planned change as an expression."""
        if self.case.path:
            return f"({self.planned_level()} - {signed(self.b)})"
        change = f"({self.written(self.case.target)} - {signed(self.b)})"
        return change if self.case.elapsed == self.case.span else f"[{change} × {self.share()}]"

    def planned_level(self) -> str:
        """Return the planned value as an expression of the two points it stands between."""
        _, v0, x1, v1 = segment(self.case)
        if self.case.elapsed == x1:
            return self.written(v1)
        start = self.written(v0)
        return f"[{start} + ({self.written(v1)} - {signed(start)}) × {self.share()}]"

    def share(self) -> str:
        """Return how much of its piece of the path has passed: 2.5/5 years, or months."""
        x0, _, x1, _ = segment(self.case)
        passed, whole = (self.case.elapsed - x0, x1 - x0) if x0 else (self.case.elapsed, x1)
        return _share(*passed.as_integer_ratio(), *whole.as_integer_ratio())

    def attainment(self) -> str:
        low, high = self.case.low, self.case.high
        planned = self.planned
        bound = self.written(planned)
        if self.found.rate == 100 and low is not None and high is not None:
            return f"{self.written(low)} ≤ {self.a} ≤ {self.written(high)}，达标，记为{self.rate}"
        if self.measure.target.strict and self.case.observed == planned in {low, high}:
            return f"{self.a}恰等于{bound}，没有{'超过' if high is None else '低于'}，记为{self.rate}"
        if self.found.rate == 100:
            return f"{self.a} {'≥' if high is None else '≤'} {bound}，达标，记为{self.rate}"
        parts = (self.a, bound) if self.case.observed < planned else (bound, self.a)
        return f"{' ÷ '.join(parts)} = {self.rate}"


@lru_cache(maxsize=256)
def _share(up: int, down: int, whole_up: int, whole_down: int) -> str:
    """Write a share of years, the same for most rows of a plan; quarters at the finest, else months."""
    unit = 12 if 4 % down or 4 % whole_down else 1
    return f"{trimmed(Fraction(up * unit, down), 2)}/{trimmed(Fraction(whole_up * unit, whole_down), 2)}"
