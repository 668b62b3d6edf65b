"""What the pictures of a report show: all rates at a glance, and how each indicator has gone."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from mzprog.answers.evaluate import tone
from mzprog.answers.yearly import compared_value
from mzprog.core.case import Case, planned_value
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import CHANGE, CUT, GROWTH, TOTAL, Indicator, Measure
from mzprog.core.progress import own_planned
from mzprog.core.quantity import exact, literal, trimmed
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.rules import BUDGET, RULES
from mzprog.core.wording import BY_JUDGEMENT, cells, figure_text
from mzprog.questions.outlook import has_pace
from mzprog.render.document import Bar, Chart, Gallery, Line, Overview, Point

_STEPS = 12  # points drawn on a curved path


def overview(assessment: Assessment) -> Overview:
    """Return every row's rate against the method's thresholds."""
    method = assessment.method
    bars = []
    for row in assessment.rows:
        text = cells(row)
        shown = f"{text.rate} {text.verdict}" if row.rate is not None else text.verdict
        bars.append(Bar(text.name, row.rate, shown, tone(row.verdict, method)))
    marks = tuple((Fraction(t.start), f"{literal(t.start)}%") for t in reversed(method.tiers) if t.start is not None)
    return Overview("各指标进展率", marks, tuple(bars))


def gallery(assessment: Assessment) -> Gallery:
    """Return a chart for each row that has figures to draw."""
    charts = (_chart(assessment, row) for row in assessment.rows)
    return Gallery("各指标走势", tuple(chart for chart in charts if any(line.points for line in chart.lines)))


def _chart(assessment: Assessment, row: Row) -> Chart:
    item, text, asked = row.indicator, cells(row), assessment.as_of.period
    lines = tuple(Line(r.measure.name or "", _points(item, r.measure, asked)) for r in row.results)
    pathed = [r for r in row.results if _has_path(r)]
    paths = tuple(dict.fromkeys(_path(item, r.case, r.progress.rule) for r in pathed if r.case and r.progress))
    start = _year(item.begin)
    planned = {
        (start + r.case.elapsed, found)
        for r in pathed
        if r.case and r.progress and (found := own_planned(r.case, r.progress)) is not None
    }
    bounds = {bound for r in row.results if r not in pathed for bound in _bounds(r)}
    last = max([item.target_year, *(ceil(x) for line in lines for x, _ in line.points)])
    return Chart(
        text.name, _standing(row), _alternative(assessment, row), tone(row.verdict, assessment.method),
        (item.baseline_year, last), paths, tuple(sorted(bounds)), lines, tuple(sorted(planned)),
    )  # fmt: skip


def _has_path(result: Result) -> bool:
    """Tell whether a planned path leads to the target of a result."""
    found = result.progress
    if result.reason or found is None or not has_pace(result):
        return False
    return found.rule == BUDGET or not RULES[found.rule].timeless


def _bounds(result: Result) -> list[Fraction]:
    """Return the bounds of a target without a path, in the planner's own terms."""
    target = result.measure.target
    if not (target.base or target.reference):
        return [exact(bound) for bound in (target.low, target.high) if bound is not None]
    asked = result.case.asked if result.case is not None and result.judged is None else ()
    return [bound for bound in asked if bound is not None]


def _year(period: Period) -> Fraction:
    """Return the end of a period on an axis of years: the end of 2015 is at 2015."""
    return Fraction(period.end, 12) - 1


def _standing(row: Row) -> str:
    """Return the line under a chart: the figure, what it should be, and the verdict."""
    text = cells(row)
    if row.reason:
        return f"{text.verdict}：{row.reason}"
    annual = [trimmed(r.annual, 6) for r in row.results if r.annual is not None and r.annual != r.observed]
    observed = "，".join(text.observed.split("\n")) + (f"（折全年{'、'.join(annual)}）" if annual else "")
    if row.judged:
        return f"{observed}（{BY_JUDGEMENT}），{text.verdict}"
    return f"{observed}，应达{text.planned}；进展率{text.rate}，{text.verdict}"


def _alternative(assessment: Assessment, row: Row) -> str:
    """Say in words what a chart shows."""
    item, asked = row.indicator, assessment.as_of.period
    told = []
    for result in row.results:
        measure = result.measure
        figures = [f"{period_words(item.begin)}末{figure_text(measure.baseline)}"] if measure.baseline else []
        known = sorted((p for p in measure.observations if p.end <= asked.end), key=in_time)
        figures += [f"{period_words(p)}{figure_text(measure.observations[p])}" for p in known]
        told.append(
            f"{measure.name or ''}{'，'.join([*figures, f'目标{period_words(item.end)}{measure.target.text}'])}"
        )
    return f"{item.name}走势：{'；'.join(told)}。{_standing(row)}"


def _points(item: Indicator, measure: Measure, asked: Period) -> tuple[Point, ...]:
    """Return the baseline and the observations up to the asked time, as they are compared with the target."""
    points: dict[Fraction, Fraction] = {}
    written = measure.baseline.value if measure.baseline else None
    if item.kind in {CHANGE, CUT} or (item.kind == TOTAL and written is not None):
        points[_year(item.begin)] = Fraction(0)
    elif written is not None and item.kind != GROWTH:
        points[_year(item.begin)] = exact(written)
    for period in sorted(measure.observations, key=in_time):
        value = compared_value(item, measure, period)
        if value is not None and item.begin.end < period.end <= asked.end:
            points[_year(period)] = value
    return tuple(points.items())


def _path(item: Indicator, case: Case, rule: str) -> tuple[Point, ...]:
    """Return the planned path in the planner's own terms: its corners, or enough points of a curve."""
    assert case.baseline is not None
    times = [x for x, _ in case.path] + [case.span]
    geometric = rule != BUDGET and RULES[rule].geometric
    if geometric or case.kind == GROWTH:
        times = sorted({*times, *(case.span * n / _STEPS for n in range(1, _STEPS))})
    start = _year(item.begin)
    at = [(x, case._replace(elapsed=x)) for x in times]
    path = tuple((start + x, then.own(planned_value(then, geometric))) for x, then in at)
    return path if case.kind == GROWTH else ((start, case.own(case.baseline)), *path)
