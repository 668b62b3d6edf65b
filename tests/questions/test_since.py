"""``evaluate --since``: what has become better or worse, and what cannot be told."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from mzprog.answers.since import document
from mzprog.core.assessment import evaluate
from mzprog.core.problems import PlanError
from mzprog.core.quantity import fixed
from mzprog.core.results import select
from mzprog.planfile.load import load_plan, parse_plan
from mzprog.questions.change import Changes, changes
from mzprog.render import markdown, plain, table
from tests.answers.test_properties import plans
from tests.conftest import ROOT, Run, plan_of

WUHAN = load_plan(ROOT / "plans/wuhan.yaml")


def kinds(found: Changes) -> list[str]:
    return [change.kind for change in found.rows]


def test_the_review_since_the_year_before() -> None:
    found = changes(evaluate(WUHAN, 2017), evaluate(WUHAN, 2018))
    better = [c for c in found.rows if c.kind == "better"]
    assert [(c.now.indicator.name, c.then.verdict, c.now.verdict, fixed(c.by or Fraction(0), 2)) for c in better] == [
        ("登记注册社区志愿者占常住人口比重", "严重滞后", "进展良好", "300.67"),
        ("平均每个农村社区配备专业社会工作者人数", "滞后", "进展良好", "25.00"),
        ("养老床位数", "严重滞后", "滞后", "19.74"),
        ("农村社区建立养老服务站点覆盖率", "滞后", "进展良好", "22.00"),
    ]
    assert {kind: kinds(found).count(kind) for kind in ("worse", "same", "unknown")} == {
        "worse": 0, "same": 18, "unknown": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("observations", "kind"),
    [
        # Planned are 8 at the end of 2017 and 12 at the end of 2018.
        ("2017: 7, 2018: 12", "better"),
        ("2017: 3, 2018: 5", "better"),
        ("2017: 8, 2018: 11.9", "worse"),
        ("2017: 3.2, 2018: 4", "worse"),
        ("2017: 7, 2018: 6", "same"),  # the rate has fallen, the verdict has not
        ("2017: 20, 2018: 20", "same"),  # met early: the rate falls by itself
        ("2018: 9", "unknown"),
        ("2017: {missing: 未报}, 2018: 9", "unknown"),
        ("2017: 8", "unknown"),
    ],
)
def test_better_and_worse_go_by_the_verdict(observations: str, kind: str) -> None:
    plan = plan_of(f"name: a, baseline: 0, target: 20, observations: {{{observations}}}")
    assert kinds(changes(evaluate(plan, 2017), evaluate(plan, 2018))) == [kind]


def test_one_period_is_meant_exactly() -> None:
    plan = plan_of("name: a, baseline: 0, target: 20, observations: {2017H1: 5, 2017: 9, 2018: 10}")
    found = changes(evaluate(plan, as_of="2017H1"), evaluate(plan, 2018))
    assert (str(found.then.as_of), found.then.rows[0].deciding.observed) == ("2017H1", Decimal(5))
    assert kinds(changes(evaluate(plan, as_of="2017Q1"), evaluate(plan, 2018))) == ["unknown"]


@settings(max_examples=30, deadline=None)
@given(plans())
def test_any_plan_can_be_compared(data: bytes) -> None:
    try:
        plan = parse_plan(data)
    except PlanError:
        return
    now = evaluate(plan, 2019)
    page = document(select(now, explain=True), changes(evaluate(plan, 2016), now))
    for text in (plain.render(page), markdown.render(page), table.render(page, 80, False)):
        assert "的变化" in text


def test_the_page_puts_changes_first(mzprog: Run) -> None:
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2017")
    assert (ran.code, ran.err) == (0, "")
    places = [ran.out.index(head) for head in ("【评价变好4项】", "【评价未变18项】", "【无法比较1项】")]
    assert places == sorted(places)
    assert "-166.67%  134.00% (2018H1)  +300.67  严重滞后 → 进展良好" in ran.out
    assert "23项指标：进展良好12 → 16项，滞后7 → 6项，严重滞后3 → 1项，无法评估1 → 0项" in ran.out
    assert "- 数据在网页表格中缺失：每个农村社区拥有社会社区组织数" in ran.out


def test_without_observations_then_it_says_so(mzprog: Run) -> None:
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--as-of", "2018H1", "--since", "2017H1")
    assert ran.code == 0
    assert "【无法比较23项】" in ran.out
    assert "- 2017H1没有观测值，最近的是2016年：申请社会救助家庭经济情况信息核对率、" in ran.out
    before_the_plan = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2014")
    assert "- 尚未开始：" in before_the_plan.out


def test_records_for_scripts(mzprog: Run) -> None:
    ask = ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2017", "--category", "养老服务")
    (plan,) = json.loads(mzprog(*ask, "--format", "json").out, parse_float=str)["plans"]
    assert (plan["since"]["as_of"], plan["since"]["summary"]["by_verdict"]["进展良好"]) == ("2017", 12)
    assert (plan["summary"]["by_verdict"]["进展良好"], len(plan["indicators"])) == (16, 5)
    since = plan["indicators"][0]["since"]
    assert [since[key] for key in ("observed", "progress_rate", "verdict", "change", "rate_change")] == [
        "6.48", "24.36", "严重滞后", "better", "19.74",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(mzprog(*ask, "--format", "csv").out)))
    assert [(row["since"], row["since_change"]) for row in rows][:2] == [("2017", "better"), ("2017", "same")]


def test_filters_explanations_and_gates_stay(mzprog: Run) -> None:
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2017", "--verdict", "严重滞后",
                 "--explain", "--fail-on", "严重滞后")  # fmt: skip
    assert ran.code == 4
    assert "【评价未变1项】" in ran.out
    assert "(38.7 - 37) ÷ [(50 - 37) × 2.5/5]" in ran.out


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2018", "--since 应早于评估时点2018，得到2018"),
        ("2020", "--since 应早于评估时点2018，得到2020"),
        ("去年", "期应写作"),
        ("", "期应写作"),
    ],
)
def test_a_time_that_is_not_before(mzprog: Run, since: str, words: str) -> None:
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", since)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
