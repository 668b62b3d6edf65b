"""What the pictures of a report show: all rates at a glance, and how each indicator has gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from mzprog.answers.evaluate import tone
from mzprog.answers.yearly import compared_value
from mzprog.core.case import Case, planned_value
from mzprog.core.method import Method
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import CHANGE, CUT, GROWTH, TOTAL, Indicator, Measure
from mzprog.core.progress import own_planned
from mzprog.core.quantity import exact, literal, trimmed
from mzprog.core.results import NO_TYPE, Assessment, Result, Row
from mzprog.core.rules import BUDGET, RULES
from mzprog.core.wording import BY_JUDGEMENT, cells, figure_text
from mzprog.core.working import rate_text
from mzprog.questions.outlook import has_pace
from mzprog.render.document import Bar, Bars, Chart, Gallery, Line, Overview, Panels, Point, Series

_STEPS = 12  # points drawn on a curved path


def overview(assessment: Assessment) -> Overview:
    """Return every row's rate against the method's thresholds."""
    method = assessment.method
    bars = []
    for row in assessment.rows:
        text, figure = cells(row), _figure(row)
        shown = f"{text.rate} {text.verdict}" if figure else text.verdict
        bars.append(Bar(text.name, row.rate, shown, tone(row.verdict, method), figure, row.verdict))
    return Overview("各指标进展率", _marks(method), tuple(bars))


def _figure(row: Row) -> str:
    return "" if row.rate is None else rate_text(row.rate, row.deciding.limits)


def _marks(method: Method) -> tuple[tuple[Fraction, str], ...]:
    return tuple((Fraction(t.start), f"{literal(t.start)}%") for t in reversed(method.tiers) if t.start is not None)


def panels(assessments: Sequence[Assessment]) -> Panels:
    """Return for each category the rates of its rows as of several times, the earliest first."""
    now = assessments[-1]
    known = [{row.indicator.name: _figure(row) for row in then.rows} for then in assessments]
    charts = []
    for category in now.by_category:
        names = [row.indicator.name for row in now.rows if (row.indicator.category or NO_TYPE) == category]
        series = tuple(
            Series(period_words(then.as_of.period), tuple(figures.get(name, "") for name in names))
            for then, figures in zip(assessments, known, strict=True)
        )
        charts.append(Bars(category, tuple(names), series))
    times = "、".join(period_words(then.as_of.period) for then in assessments)
    shades = f"，由浅到深为{times}" if len(assessments) > 1 else ""
    return Panels(f"各类别指标的进展率（%{shades}）", tuple(charts))


def gallery(assessment: Assessment, rows: Iterable[Row]) -> Gallery:
    """Return a chart for each of the rows that has figures to draw."""
    charts = (_chart(assessment, row) for row in rows)
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
    asked = result.case.asked if result.case is not None else ()
    return [bound for bound in asked if bound is not None]


def _year(period: Period) -> Fraction:
    """Return the end of a period on an axis of years: the end of 2015 is at 2015."""
    return Fraction(period.end, 12) - 1


def _standing(row: Row) -> str:
    """Return the line under a chart: the figure, what it should be, and the verdict."""
    text = cells(row)
    if row.reason:
        return f"{text.verdict}：{row.reason}"
    annual = [trimmed(r.annual, 6) for r in row.results if r.partial and r.annual is not None]
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
