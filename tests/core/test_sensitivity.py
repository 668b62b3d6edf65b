"""What the other rules say, and where the verdict depends on the rule."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mzprog.core.alternatives import alternatives, depends
from mzprog.core.assessment import evaluate
from mzprog.core.method import Method
from mzprog.core.quantity import fixed
from mzprog.core.results import Result
from mzprog.planfile.load import load_plan
from tests.conftest import ROOT, Run, plan_of

REVIEW = evaluate(load_plan(ROOT / "plans/wuhan.yaml"), 2018)
BY_NAME = {row.indicator.name: row for row in REVIEW.rows}


def rule_matters(result: Result, method: Method) -> bool:
    return depends(result, alternatives(result, method))


@pytest.mark.parametrize(
    ("name", "printed", "growth", "straight", "matters"),
    [
        ("年均新增登记和备案社会组织数", "84.95", "-232.20", "-216.00", True),
        ("登记社会组织总数", "96.85", "95.65", "85.14", False),
        ("每万人拥有登记社会组织数", "90.91", "65.47", "57.14", False),
    ],
)
def test_the_three_rows_printed_by_another_rule_than_the_text(
    name: str, printed: str, growth: str, straight: str, matters: bool
) -> None:
    result = BY_NAME[name].deciding
    assert result.rate is not None and fixed(result.rate, 2) == printed
    found = {a.rule: a.rate for a in alternatives(result, REVIEW.method)}
    assert {rule: rate and fixed(rate, 2) for rule, rate in found.items()} == {
        "linear": straight,
        "exponential": growth,
    }
    assert rule_matters(result, REVIEW.method) is matters


def test_the_rows_of_the_review_whose_verdict_depends_on_the_rule() -> None:
    assert [row.indicator.name for row in REVIEW.rows if rule_matters(row.deciding, REVIEW.method)] == [
        "年均新增登记和备案社会组织数",
        "区级社会组织孵化基地覆盖率",
        "每千名老年人口养老床位数",
    ]


@pytest.mark.parametrize(
    "indicator",
    [
        "name: a, baseline: 100, target: ≥100, observations: {2018: 90}",
        "name: a, baseline: 40, target: ≥30, observations: {2018: 20}",
        "name: a, target: 30-40, direction: 适度, baseline: 32, observations: {2018: 20}",
        "name: a, target: ≥30, observations: {2018: 20}",
    ],
)
def test_where_every_rule_falls_back_on_attainment_there_is_no_other(indicator: str) -> None:
    assessment = evaluate(plan_of(indicator), 2018)
    assert alternatives(assessment.rows[0].deciding, assessment.method) == ()


def test_a_rule_that_cannot_apply_says_why_and_another_may_matter() -> None:
    refused = evaluate(plan_of("name: a, rule: index, baseline: -5, target: 5, observations: {2018: 1}"), 2018)
    result = refused.rows[0].deciding
    assert [(a.rule, a.verdict, a.refusal) for a in alternatives(result, refused.method)] == [
        ("linear", "进展良好", None),
        ("exponential", "无法评估", "指数型和对数型要求基期值、中期目标和目标值同号且不为零"),
    ]
    assert rule_matters(result, refused.method)


def test_a_rule_that_cannot_apply_does_not_matter() -> None:
    assessment = evaluate(plan_of("name: a, baseline: -5, target: 5, observations: {2018: -1}"), 2018)
    result = assessment.rows[0].deciding
    assert {a.verdict for a in alternatives(result, assessment.method)} == {"无法评估"}
    assert not rule_matters(result, assessment.method)


def test_a_met_target_never_depends_on_the_rule() -> None:
    met = evaluate(plan_of("name: a, baseline: 10, target: 20, observations: {2018: 20}"), 2018)
    assert len(alternatives(met.rows[0].deciding, met.method)) == 2
    assert not rule_matters(met.rows[0].deciding, met.method)


def test_explain_shows_the_other_rules(mzprog: Run) -> None:
    out = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--explain").out
    assert "换用其他规则：线性型-216.00%（严重滞后），指数型-232.20%（严重滞后）；评价取决于所用的规则" in out
    assert "换用其他规则：线性型57.14%（滞后），指数型65.47%（滞后）；评价不变" in out
    assert "换用其他规则：都按是否达标计算，结果相同" in out
    assert out.count("换用其他规则：") == 23  # 22 indicators with a baseline, one of them in two parts


def test_another_rule_is_judged_by_the_limits_of_the_row() -> None:
    """Not by those of the method, which would say that the verdict depends on the rule."""
    tiers = "tiers: [{from: 90, label: 进展良好}, {from: 5, label: 滞后}, {label: 严重滞后}]"
    row = f"name: a, rule: index, baseline: 80, target: 100, observations: {{2018: 84}}, {tiers}"
    assessment = evaluate(plan_of(row), 2018)
    result = assessment.rows[0].deciding
    assert (result.verdict, fixed(result.rate or Fraction(0), 2)) == ("进展良好", "91.30")
    found = {a.rule: (fixed(a.rate or Fraction(0), 2), a.verdict) for a in alternatives(result, assessment.method)}
    assert found["linear"] == ("33.33", "滞后")
    assert rule_matters(result, assessment.method) is True
