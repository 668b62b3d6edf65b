"""What was observed beside what was planned and, after the assessed time, beside what its pace promised."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from mzprog.core.assessment import evaluate
from mzprog.core.period import Period, in_time
from mzprog.core.results import Assessment, Row
from mzprog.core.rules import RULES
from mzprog.core.rules.attainment import ATTAINMENT
from mzprog.core.rules.case import Case
from mzprog.core.rules.growth import grown


class Point(NamedTuple):
    """One observation beside the planned path, in the terms of the target (a flow brought to a year).

    ``expected`` is, after the assessed period, what its pace promised (按当前速度的预测值).
    """

    period: Period
    observed: Fraction
    planned: Fraction | None
    expected: Fraction | None = None

    @property
    def off(self) -> Fraction | None:
        """How far the forecast was off: positive where it promised more than came."""
        return None if self.expected is None else self.expected - self.observed


def at_pace(case: Case, rule: str, years: Fraction) -> Fraction | None:
    """Return where today's pace leads after ``years``: on along the line, or on the curve of a geometric path."""
    b = case.start
    if not RULES[rule].geometric:
        return b + (case.observed - b) * years / case.elapsed
    return grown(b, case.observed / b, years / case.elapsed)


def points(assessment: Assessment, row: Row, number: int) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the observations up to the assessed one and after it, each brought to the target's terms."""
    result = row.results[number]
    plan = assessment.plan._replace(indicators=(row.indicator,))
    history, later = [], []
    for period in sorted(result.measure.observations, key=in_time):
        at = evaluate(plan, as_of=str(period), method=assessment.method).rows[0].results[number]
        if at.case is None or at.progress is None or at.progress.rate is None:
            continue
        point = Point(period, at.case.observed, at.progress.planned)
        if period.end <= assessment.as_of.period.end:
            history.append(point)
        elif result.case and result.progress and not result.reason and result.progress.rule != ATTAINMENT:
            later.append(point._replace(expected=at_pace(result.case, result.progress.rule, at.case.elapsed)))
        else:
            later.append(point)
    return tuple(history), tuple(later)
