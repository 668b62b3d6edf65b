"""What `evaluate` shows of rows that are unlike most: strict targets, totals, rows without a category."""

from __future__ import annotations

import pytest

from mzprog.answers.evaluate import document, other_rule_lines
from mzprog.core.assessment import evaluate
from mzprog.core.plan import Plan
from mzprog.core.results import select
from mzprog.core.wording import outcome_line, source_lines
from mzprog.core.working import working
from mzprog.render.document import Table
from tests.conftest import Run, plan_of


def heads(plan: Plan) -> list[str]:
    tables = [part for part in document(select(evaluate(plan, 2018))).parts if isinstance(part, Table)]
    return [group.title for table in tables for group in table.groups]


def test_a_strict_target_just_hit_is_not_called_met() -> None:
    """The working says what is so: hit, and not passed."""
    plan = plan_of(
        "name: 床位, target: ＞30, observations: {2018: 30}", "name: 事故, target: ＜3, observations: {2018: 3}"
    )
    assert [working(row) for row in evaluate(plan, 2018).rows] == [
        "30恰等于30，没有超过，记为100.00%",
        "3恰等于3，没有低于，记为100.00%",
    ]


def test_every_figure_of_a_total_is_traced() -> None:
    """Each yearly figure that the sum is made of stands among the sources."""
    head = "baseline_year: 2015\ntarget_year: 2020\ndirection: 正向"
    plan = plan_of("name: 新增, measure: total, target: 100, observations: {2016: 10, 2017: 20, 2018H1: 15}", head=head)
    (row,) = evaluate(plan, 2018).rows
    assert working(row) == "10 + 20 + 15 = 45；(45 - 0) ÷ [(100 - 0) × 2.5/5] = 45 ÷ 50 = 90.00%"
    assert [line.split("（")[0] for line in source_lines(plan, row)] == [
        "2016观测值 10",
        "2017观测值 20",
        "2018H1观测值 15",
        "目标值 100",
    ]


def test_rows_without_a_category_have_a_head_of_their_own() -> None:
    """They would else seem to belong to the category above; where no row has one there is no head."""
    assert heads(plan_of("name: 甲, category: 养老, baseline: 1, target: 5", "name: 乙, baseline: 1, target: 5")) == [
        "养老",
        "未注明",
    ]
    assert heads(plan_of("name: 甲, baseline: 1, target: 5")) == [""]


def test_a_year_without_figures_says_which_have_some(mzprog: Run) -> None:
    """Not where single rows lack a figure, nor where a figure cannot be assessed."""
    told = "- 有数据的期：2016、2017、2018H1、2020\n"
    assert told in mzprog("evaluate", "plans/wuhan.yaml", "--year", "2021").out
    assert told not in mzprog("evaluate", "plans/wuhan.yaml", "--year", "2016").out


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("measure: total, target: ≤10, observations: {2016: 3}", "都按限额计算，结果相同"),
        ("measure: total, rule: completion, target: ≤10, observations: {2016: 3}", "都按限额计算"),  # 333.33 or 66.67
        ("baseline: 100, target: ≥90, observations: {2016: 95}", "都按是否达标计算，结果相同"),
        ("baseline: 100, rule: completion, target: ≥90, observations: {2016: 80}", "都按是否达标计算"),
    ],
)
def test_what_every_other_rule_falls_back_on(indicator: str, said: str) -> None:
    plan = plan_of(f"name: 甲, {indicator}")
    (row,) = evaluate(plan, 2016).rows
    assert other_rule_lines(row, plan.method) == [f"换用其他规则：{said}"]


def test_a_row_without_an_outcome_at_the_end_is_counted_as_that() -> None:
    """A judgement in a label of the method says nothing of the end; its target year is over all the same."""
    plan = plan_of(
        "name: 甲, target: {text: 建成}, observations: {2020: {judged: 滞后}}",
        "name: 乙, target: ≥5, observations: {2020: 6}",
    )
    assert outcome_line(evaluate(plan, 2020).summary) == "已有结果的1项：完成1项，完成率100%；尚无结果1项"
