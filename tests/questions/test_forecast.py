"""The forecast classes of the review's table, and where there is no pace to forecast from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.period import parse_period
from mzprog.core.quantity import fixed
from mzprog.core.results import Row
from mzprog.planfile.load import load_plan
from mzprog.questions.outlook import forecast_class, multiple
from tests.conftest import ROOT, plan_of

REVIEW = evaluate(load_plan(ROOT / "plans/wuhan.yaml"), 2018)


@pytest.mark.parametrize("row", REVIEW.rows, ids=lambda row: row.indicator.name)
def test_every_printed_forecast_of_the_review_comes_out(row: Row) -> None:
    printed = row.indicator.published[parse_period("2018H1")]
    assert forecast_class(row, REVIEW.method) == printed.outlook


def test_only_two_rows_of_the_review_need_more_than_three_times_the_pace() -> None:
    found = {row.indicator.name: multiple(row.deciding) for row in REVIEW.rows}
    top = sorted(((m, name) for name, m in found.items() if m is not None), reverse=True)
    assert [(name, fixed(m, 2)) for m, name in top[:3]] == [
        ("每千名老年人口养老床位数", "6.65"),
        ("养老床位数", "3.53"),
        ("年均新增登记和备案社会组织数", "1.35"),
    ]


@pytest.mark.parametrize(
    ("indicator", "times", "expected"),
    [
        # Exactly the limit is still 可以完成: 1 of 4 done at half time leaves three times the pace.
        ("name: a, baseline: 0, target: 4, observations: {2018H1: 1}", 3, "可以完成"),
        ("name: a, baseline: 0, target: 4, observations: {2018H1: 0.999}", Fraction(3001, 999), "经努力可以完成"),
        ("name: a, baseline: 4, target: 0, direction: 逆向, observations: {2018H1: 3}", 3, "可以完成"),
        ("name: a, baseline: 10, target: 20, observations: {2018H1: 9}", None, "难以完成"),
        ("name: a, baseline: 10, target: 20, observations: {2018H1: 10}", None, "难以完成"),
        ("name: a, target: ≥20, observations: {2018H1: 19}", None, "无法预测"),
        ("name: a, target: ≥20, observations: {2018H1: 0}", None, "无法预测"),
        ("name: a, target: ≥20", None, "无法预测"),
        ("name: a, baseline: 10, target: 20, observations: {2018H1: 20}", None, "提前完成"),
        ("name: a, target: 30-40, direction: 适度, observations: {2018H1: 35}", None, "可以完成"),
        # On a straight path the general formula is the linear one; a curve needs its own.
        ("name: a, rule: index, baseline: 100, target: 200, observations: {2018H1: 120}", Fraction(3, 2), "可以完成"),
        # With a milestone equal to the target nothing more is planned, yet a linear row still has its pace.
        ("name: a, baseline: 0, target: 4, milestones: {2018: 4}, observations: {2018: 1}",
         Fraction(9, 2), "经努力可以完成"),
        ("name: a, rule: index, baseline: 1, target: 4, milestones: {2018: 4}, observations: {2018: 2}",
         None, "无法预测"),
    ],
)  # fmt: skip
def test_classes(indicator: str, times: Fraction | None, expected: str) -> None:
    assessment = evaluate(plan_of(indicator), 2018)
    assert multiple(assessment.rows[0].deciding) == times
    assert forecast_class(assessment.rows[0], assessment.method) == expected


def test_the_worst_component_decides() -> None:
    plan = plan_of(
        "name: a, baseline: 0, target: 4, "
        "components: {城: {observations: {2018H1: 4}}, 乡: {observations: {2018H1: 0.5}}}"
    )
    assessment = evaluate(plan, 2018)
    assert forecast_class(assessment.rows[0], assessment.method) == "经努力可以完成"


def test_at_the_end_the_outcome_stands_instead() -> None:
    assessment = evaluate(plan_of("name: a, baseline: 0, target: 4, observations: {2020: 3}"), 2020)
    assert forecast_class(assessment.rows[0], assessment.method) is None
    assert multiple(assessment.rows[0].deciding) is None
