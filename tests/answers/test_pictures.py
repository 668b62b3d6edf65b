"""What the charts show: paths, observations in the target's terms, scales that hold them."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog import evaluate
from mzprog.answers.pictures import gallery, overview
from mzprog.core.plan import Plan
from mzprog.render import svg
from mzprog.render.document import FAIR, GOOD, Bar, Chart
from mzprog.render.svg import scale
from tests.conftest import plan_of

RATIONALS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=1000)


def chart_of(plan: Plan, year: int = 2018) -> Chart:
    (chart,) = gallery(found := evaluate(plan, year), found.rows).charts
    return chart


def points(*pairs: tuple[float, float]) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple((Fraction(str(x)), Fraction(str(v))) for x, v in pairs)


def test_a_straight_path_and_what_was_observed() -> None:
    chart = chart_of(
        plan_of("name: 床位, baseline: 37, target: 50, observations: {2016: 37.4, 2018H1: 38.7, 2020: 54}")
    )
    assert chart.paths == (points((2015, 37), (2020, 50)),)
    assert chart.lines[0].points == points((2015, 37), (2016, 37.4), (2017.5, 38.7))
    assert (chart.planned, chart.bounds, chart.span) == (points((2017.5, 43.5)), (), (2015, 2020))


def test_a_path_through_milestones() -> None:
    chart = chart_of(plan_of("name: 率, baseline: 10, target: 50, milestones: {2017: 20}, observations: {2018: 30}"))
    assert chart.paths == (points((2015, 10), (2017, 20), (2020, 50)),)
    assert chart.planned == points((2018, 30))


def test_a_curved_path() -> None:
    chart = chart_of(
        plan_of("name: 数, rule: exponential, baseline: 100, target: 400, observations: {2017H1: 150}"), 2017
    )
    (path,) = chart.paths
    assert (path[0], path[-1]) == points((2015, 100), (2020, 400))
    assert len(path) == 13
    assert path[6] == points((2017.5, 200))[0]


def test_a_flow_is_drawn_as_it_is_compared() -> None:
    chart = chart_of(
        plan_of("name: 新增, measure: flow, baseline: 2000, target: 2200, observations: {2017: 1598, 2018H1: 892}")
    )
    assert chart.lines[0].points == points((2015, 2000), (2017, 1598), (2017.5, 1784))
    assert "892（折全年1784）" in chart.text


def test_a_total_is_drawn_as_its_sum_from_nothing() -> None:
    chart = chart_of(
        plan_of(
            "name: 新增, measure: total, target: 300, direction: 正向, observations: {2016: 50, 2017: 55, 2018: 60}"
        )
    )
    assert chart.lines[0].points == points((2016, 50), (2017, 105), (2018, 165))


def test_components_have_a_line_each_and_a_range_its_bounds() -> None:
    chart = chart_of(
        plan_of(
            "name: 比重, target: 30-40, direction: 正向, "
            "components: {城市: {observations: {2018: 30}}, 农村: {observations: {2018: 44}}}"
        )
    )
    assert [(line.name, line.points) for line in chart.lines] == [
        ("城市", points((2018, 30))),
        ("农村", points((2018, 44))),
    ]
    assert (chart.paths, chart.bounds) == ((), (Fraction(30), Fraction(40)))


def test_nothing_to_draw_is_no_chart() -> None:
    plan = plan_of("name: 甲, target: 5, direction: 正向, observations: {2018: {missing: 无}}")
    found = evaluate(plan, 2018)
    assert gallery(found, found.rows).charts == ()


def test_the_words_of_a_chart_tell_its_figures() -> None:
    chart = chart_of(plan_of("name: 率, baseline: 1, target: ≥5, observations: {2016: {missing: 未统计}, 2018: 3}"))
    assert chart.alt == "率走势：2015年末1，2016年未统计，2018年3，目标2020年≥5。3，应达3.4；进展率83.33%，滞后"


def test_bars_say_why_there_is_no_rate() -> None:
    plan = plan_of("name: 甲, baseline: 1, target: 5, observations: {2018: 3}", "name: 乙, baseline: 1, target: 5")
    bars = overview(evaluate(plan, 2018)).bars
    assert [(bar.name, bar.text, bar.tone) for bar in bars] == [
        ("甲", "83.33% 滞后", FAIR),
        ("乙", "无法评估", "unknown"),
    ]


@given(RATIONALS, RATIONALS)
def test_a_scale_holds_its_values(one: Fraction, other: Fraction) -> None:
    """Its marks are evenly apart, a few, round, and enclose all that is drawn."""
    low, high = min(one, other), max(one, other)
    marks = scale(low, high)
    steps = {later - earlier for earlier, later in pairwise(marks)}
    assert marks[0] <= low <= high <= marks[-1]
    assert len(steps) == 1
    assert 2 <= len(marks) <= 7
    assert str(steps.pop().numerator).strip("0") in {"1", "2", "5"}


@given(st.lists(st.tuples(st.fractions(0, 5, max_denominator=12), RATIONALS), min_size=1, max_size=8))
@settings(max_examples=40)
def test_everything_is_drawn_inside_the_frame(found: list[tuple[Fraction, Fraction]]) -> None:
    line = tuple(sorted({2015 + x: v for x, v in found}.items()))
    chart = Chart("名", "", "说明", GOOD, (2015, 2020), (line,), (), (), line[:1])
    drawn = svg.chart(chart, "k")
    for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", drawn):
        assert 0 <= float(x) <= 320
        assert 0 <= float(y) <= 170


@given(st.one_of(st.none(), RATIONALS))
def test_a_bar_never_leaves_its_rail(rate: Fraction | None) -> None:
    drawn = svg.bar(Bar("名", rate, "", GOOD, "", ""), (), Fraction(200))
    (width,) = re.findall(r'class="fill" width="(-?[\d.]+)%"', drawn)
    assert 0 <= float(width) <= 100
