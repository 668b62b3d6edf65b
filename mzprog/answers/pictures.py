"""What the pictures of a report show: all rates at a glance, and how each indicator has gone."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from mzprog.answers.evaluate import tone
from mzprog.answers.progress_table import compared_value
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import TOTAL, Indicator, Measure
from mzprog.core.quantity import literal, trimmed
from mzprog.core.results import Assessment, Row
from mzprog.core.rules import RULES
from mzprog.core.rules.attainment import ATTAINMENT
from mzprog.core.rules.case import Case, planned_value
from mzprog.core.wording import cells, figure_text
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
    pathed = [r for r in row.results if r.progress and r.progress.rule != ATTAINMENT and not r.reason]
    paths = tuple(dict.fromkeys(_path(item, r.case, row.rule) for r in pathed if r.case))
    planned = {
        (item.baseline_year + r.case.elapsed, r.progress.planned)
        for r in pathed
        if r.case and r.progress and r.progress.planned is not None
    }
    bounds = {b for r in row.results if r not in pathed for b in (r.measure.target.low, r.measure.target.high)}
    last = max([item.target_year, *(ceil(x) for line in lines for x, _ in line.points)])
    return Chart(
        text.name, _standing(row), _alternative(assessment, row), tone(row.verdict, assessment.method),
        (item.baseline_year, last), paths, tuple(sorted(Fraction(b) for b in bounds if b is not None)), lines,
        tuple(sorted(planned)),
    )  # fmt: skip


def _standing(row: Row) -> str:
    """Return the line under a chart: the figure, what it should be, and the verdict."""
    text = cells(row)
    if row.reason:
        return f"{text.verdict}：{row.reason}"
    annual = [trimmed(r.annual, 6) for r in row.results if r.annual is not None and r.annual != r.observed]
    observed = "，".join(text.observed.split("\n")) + (f"（折全年{'、'.join(annual)}）" if annual else "")
    return f"{observed}，应达{text.planned}；进展率{text.rate}，{text.verdict}"


def _alternative(assessment: Assessment, row: Row) -> str:
    """Say in words what a chart shows."""
    item, asked = row.indicator, assessment.as_of.period
    told = []
    for result in row.results:
        measure = result.measure
        figures = [f"{item.baseline_year}年末{figure_text(measure.baseline)}"] if measure.baseline else []
        known = sorted((p for p in measure.observations if p.end <= asked.end), key=in_time)
        figures += [f"{period_words(p)}{figure_text(measure.observations[p])}" for p in known]
        told.append(f"{measure.name or ''}{'，'.join([*figures, f'目标{item.target_year}年{measure.target.text}'])}")
    return f"{item.name}走势：{'；'.join(told)}。{_standing(row)}"


def _points(item: Indicator, measure: Measure, asked: Period) -> tuple[Point, ...]:
    """Return the baseline and the observations up to the asked time, as they are compared with the target."""
    points: dict[Fraction, Fraction] = {}
    if measure.baseline and measure.baseline.value is not None:
        points[Fraction(item.baseline_year)] = Fraction(0 if item.kind == TOTAL else measure.baseline.value)
    for period in sorted(measure.observations, key=in_time):
        value = compared_value(item, measure, period)
        if value is not None and item.baseline_year * 12 + 12 < period.end <= asked.end:
            points[Fraction(period.end, 12) - 1] = value
    return tuple(points.items())


def _path(item: Indicator, case: Case, rule: str) -> tuple[Point, ...]:
    """Return the planned path: its corners, or enough points of a curve."""
    assert case.baseline is not None
    times = [x for x, _ in case.path] + [case.span]
    geometric = RULES[rule].geometric
    if geometric:
        times = sorted({*times, *(case.span * n / _STEPS for n in range(1, _STEPS))})
    return (
        (Fraction(item.baseline_year), case.baseline),
        *((item.baseline_year + x, planned_value(case._replace(elapsed=x), geometric)) for x in times),
    )
