"""Every kind in the questions: what is assumed, tried, forecast and held against print; and through the options."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog import evaluate, outlook, whatif
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.plan import Plan
from mzprog.core.quantity import literal
from mzprog.planfile.load import parse_plan
from mzprog.questions.reconcile import Comparison, published_periods, reconcile
from mzprog.questions.scenario import saved
from mzprog.questions.sweep import sweep
from tests.conftest import Run, plan_of

PLAN = "baseline_year: 2020\ntarget_year: 2025"
KINDS = [
    "name: a, measure: growth, target: ≥5, observations: {2021: 6, 2022: 4, 2023: 5}",
    "name: a, measure: growth, target: ≤3, observations: {2021: 2, 2022: 4, 2023: 3}",
    "name: a, measure: growth, rule: linear, target: ≥5, observations: {2021: 6, 2022: 4, 2023H1: 5}",
    "name: a, measure: change, target: ≥20, observations: {2021: 3, 2022: 4, 2023: 5}",
    "name: a, measure: change, cumulative: true, target: ≤-17, observations: {2023: -6}",
    "name: a, measure: cut, target: ≥13.5, observations: {2021: 2.7, 2022: 3.1, 2023: 1}",
    "name: a, measure: cut, rule: log, target: ≥13.5, observations: {2021: 2.7, 2022: 3.1, 2023: 1}",
    "name: a, measure: cut, cumulative: true, rule: index, target: ≥13.5, observations: {2023: 8}",
    "name: a, measure: total, target: ≤33, observations: {2021: 5, 2022: 5, 2023: 5}",
    "name: a, measure: total, target: ≥25, quotas: {2021: 4, 2022: 5, 2023: 6}, "
    "observations: {2021: 3, 2022: 4, 2023: 4}",
    "name: a, measure: total, cumulative: true, target: ≥13.5, observations: {2023: 8.8}",
    "name: a, measure: flow, target: ≤100, observations: {2023Q2: 20}",
    "name: a, measure: flow, cumulative: true, rule: completion, target: ≥100, observations: {2023-08: 70}",
    "name: a, baseline: 40, target: {times: 2}, observations: {2023: 60}",
    "name: a, baseline: 40, target: {growth: 7}, observations: {2023: 48}",
    "name: a, target: {about: 20, within: 5%}, direction: 适度, observations: {2023: 18}",
    "name: a, baseline: 3, target: 25, direction: 逆向, observations: {2023: 26}",
    "name: a, baseline: 10, target: 12, milestones: {2023: 8}, observations: {2023: 7}",
]  # fmt: skip
FALLING = {1, 4, 8, 11, 16}  # a lower figure is better


def kind(number: int) -> Plan:
    return plan_of(KINDS[number], head=PLAN)


def with_figure(plan: Plan, figure: Decimal) -> Any:
    return whatif(plan, [f"a=={literal(figure)}"], 2023).after.rows[0]


@pytest.mark.parametrize("number", range(len(KINDS)))
@settings(max_examples=25)
@given(figures=st.lists(st.integers(-200, 400).map(lambda n: Decimal(n) / 4), min_size=2, max_size=5))
def test_a_better_figure_never_has_a_worse_verdict(number: int, figures: list[Decimal]) -> None:
    plan = kind(number)
    if "适度" in KINDS[number]:
        figures = [figure for figure in figures if figure <= 20]
    rows = [with_figure(plan, figure) for figure in sorted(figures, reverse=number in FALLING)]
    for worse, better in pairwise(rows):
        if worse.verdict != NOT_ASSESSABLE and better.verdict != NOT_ASSESSABLE:
            assert plan.method.severity(better.verdict) <= plan.method.severity(worse.verdict)
            assert better.met or not worse.met


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_between_its_turns_a_sweep_keeps_its_verdict(number: int) -> None:
    found = sweep(evaluate(kind(number), 2023), "a=-20..120/4")
    for step in found.steps:
        verdict = found.turns[0].below if found.turns else step.row.verdict
        for turn in found.turns:
            if step.value >= turn.value:
                verdict = turn.at if step.value == turn.value else turn.above
        assert step.row.verdict == verdict, (step.value, found.turns)


@pytest.mark.parametrize(
    ("indicator", "pace", "needed", "multiple", "expected", "classed"),
    [
        # Growth: its average so far, and what it must be from now on; the average of the whole at today's pace.
        ("measure: growth, target: ≥5, observations: {2021: 4, 2022: 4}", "4", "5.67", "1.4", "4", "可以完成"),
        # A change and a fall by the year in points; a fall is told as it is.
        ("measure: change, cumulative: true, target: ≥20, observations: {2022: 4}",
         "2", "5.33", "2.67", "10", "可以完成"),
        ("measure: cut, cumulative: true, target: ≥20, observations: {2022: 4}", "2", "5.33", "2.67", "10", "可以完成"),
        ("measure: cut, cumulative: true, target: ≥20, observations: {2022: -1}",
         "-0.5", "7", None, "-2.5", "难以完成"),
        # A budget: what may still be used.
        ("measure: total, target: ≤50, observations: {2021: 9, 2022: 9}", "9", "10.67", None, "45", "可以完成"),
        ("measure: total, target: ≤50, observations: {2021: 9, 2022: 20}", "14.5", "7", None, "72.5", "经努力可以完成"),
        ("measure: total, target: ≤50, observations: {2021: 9, 2022: 60}", "34.5", "-6.33", None, "172.5", "难以完成"),
        ("measure: flow, target: ≤50, observations: {2022H1: 60}", None, None, None, None, "无法预测"),
        # A bound that is kept; a person's word.
        ("baseline: 40, target: ≥30, observations: {2022: 35}", None, None, None, None, "可以完成"),
        ("target: {text: 达标}, observations: {2022: {judged: 未达到}}", None, None, None, None, "无法预测"),
        # Time left out: what is left by the year against what was done by the year.
        ("measure: total, rule: completion, target: ≥50, observations: {2021: 5, 2022: 5}", "5", "13.33", "2.67", "25",
         "可以完成"),
    ],
)  # fmt: skip
def test_what_lies_ahead(
    indicator: str, pace: str | None, needed: str | None, multiple: str | None, expected: str | None, classed: str
) -> None:
    row = outlook(plan_of(f"name: a, {indicator}", head=PLAN), 2022).rows[0]
    found = row.deciding
    shown = (found.pace, found.needed, found.multiple, found.expected)
    assert [v and round(v, 2) for v in shown] == [v and Fraction(v) for v in (pace, needed, multiple, expected)]
    assert row.outlook == classed
    assert (row.reason is not None) == (classed == "无法预测")


LADDER = "outlook_limits: [{to: 1, label: 顺利}, {to: 3, label: 可以}, {label: 很难}]"


@pytest.mark.parametrize(("figure", "classed"), [("40", "顺利"), ("30", "可以"), ("9", "很难"), ("0", "难以完成")])
def test_a_ladder_of_forecasts(figure: str, classed: str) -> None:
    plan = plan_of(
        f"name: a, baseline: 0, target: 100, observations: {{2022: {figure}}}", head=f"{PLAN}\nmethod: {{{LADDER}}}"
    )
    found = outlook(plan, 2022)
    assert found.rows[0].outlook == classed
    assert list(found.by_class) == ["提前完成", "顺利", "可以", "很难", "难以完成", "无法预测"]


@pytest.mark.parametrize(
    ("assumption", "rule", "rate", "met"),
    [
        ("a.target={growth: 10}", "exponential", "82.51", False),
        ("a.target={times: 1.1}", "linear", "447.5", True),
        ("a.target={above: b}", "linear", "29.12", False),
        ("a.target={at_least: 全省, plus: 20}", "linear", "93.25", False),
        ("a=达到", "judged", None, True),
        ("a=滞后", "judged", None, None),
        ("a.rule=完成程度", "completion", "75", False),
    ],
)
def test_what_can_be_assumed(assumption: str, rule: str, rate: str | None, met: bool | None) -> None:
    text = f"""plan: p
{PLAN}
series: {{全省: {{2023: 50}}}}
indicators:
  - {{name: a, baseline: 47.3, target: 80, observations: {{2023: 60}}}}
  - {{name: b, baseline: 1, target: 200, observations: {{2023: 120}}}}
"""
    found = whatif(parse_plan(text.encode()), [assumption], 2023)
    row = found.after.rows[0]
    assert (row.rule, row.rate and round(row.rate, 2), row.met) == (rule, rate and Fraction(rate), met)
    if "target={" not in assumption:  # what a plan file then says is what was assumed
        again = parse_plan(saved(text.encode(), found).encode())
        assert evaluate(again, 2023).rows[0].rate == row.rate


def only(indicator: str) -> Comparison:
    plan = plan_of(f"name: a, {indicator}", head=PLAN)
    (found,) = reconcile(plan, published_periods(plan)).comparisons
    return found


@pytest.mark.parametrize(
    ("printed", "agrees", "cut", "rules", "kinds"),
    [
        ("rate: 50", True, False, [], ()),
        ("rate: 30", False, False, [], ("overall",)),
        ("rate: 65", False, False, ["completion"], ()),
        ("overall: 30", True, False, [], ()),
        ("overall: 50", False, False, [], ("rate",)),
        ("completion: 65", True, False, [], ()),
        ("growth: 9.13", True, True, [], ()),
        ("growth: 9.14", True, False, [], ()),
        ("growth: 9.1", True, False, [], ()),
        ("growth: 9.2", False, False, [], ()),
    ],
)
def test_what_was_printed(printed: str, agrees: bool, cut: bool, rules: list[str], kinds: tuple[str, ...]) -> None:
    found = only(f"baseline: 50, target: 100, observations: {{2023: 65}}, published: {{2023: {{{printed}}}}}")
    assert (found.agrees, found.cut) == (agrees, cut), found.computed
    assert ([a.rule for a in found.rules], found.other_kinds) == (rules, kinds)
    assert found.observation is None


FILE = """plan: {title}
baseline_year: 2020
target_year: 2025
indicators:
  - {{name: 甲, responsible: 民政局, weight: 3, baseline: 0, target: 10, observations: {{2022: {figure}}}}}
  - {{name: 乙, responsible: [卫健委, 教育局], baseline: 0, target: 10, observations: {{2021: 3}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for title, figure in (("一", "2"), ("二", "4")):
        (tmp_path / f"{title}.yaml").write_text(FILE.format(title=title, figure=figure), "utf-8")
    return tmp_path


def rows(mzprog: Run, *args: str) -> list[Any]:
    ran = mzprog("evaluate", *args, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return [row for plan in json.loads(ran.out)["plans"] for row in plan["indicators"]]


def test_older_figures_stand_in_only_when_asked(mzprog: Run, folder: Path) -> None:
    file = str(folder / "一.yaml")
    plain, older = rows(mzprog, file, "--year", "2022"), rows(mzprog, file, "--year", "2022", "--latest")
    assert [row["carried"] for row in plain] == [False, False]
    assert plain[1]["reason"] == "2022年没有观测值，最近的是2021年"
    assert [(row["carried"], row["observed_period"]) for row in older] == [(False, "2022"), (True, "2021")]
    for command in ("evaluate", "outlook"):
        assert "2021" in mzprog(command, file, "--year", "2022", "--latest").out
    assert "沿用2021年数" in mzprog("evaluate", file, "--year", "2022", "--latest").out


def test_a_time_without_any_figure_is_told(mzprog: Run, folder: Path) -> None:
    file = str(folder / "一.yaml")
    for command in ("evaluate", "outlook"):
        ran = mzprog(command, file, "--year", "2024")
        assert ran.code == 0
        assert ran.err == (
            "《一》没有一项指标有2024年的数，都是无法评估；有数据的期：2021、2022；"
            "要沿用以前最近一期的数，请加 --latest\n"
        )
        assert mzprog(command, file, "--year", "2024", "--latest").err == ""


def test_one_body_s_rows(mzprog: Run, folder: Path) -> None:
    file = str(folder / "一.yaml")
    assert [row["name"] for row in rows(mzprog, file, "--year", "2022", "--responsible", "教育局")] == ["乙"]
    wrong = mzprog("evaluate", file, "--year", "2022", "--responsible", "民政")
    assert (wrong.code, wrong.out) == (2, "")
    assert "是不是“民政局”？" in wrong.err
    assert mzprog("report", file, "--year", "2022", "--responsible", "民政局", "-o", str(folder / "甲.md")).code == 0
    text = (folder / "甲.md").read_text("utf-8")
    assert "责任单位：民政局" in text
    assert "乙" not in text
    assert mzprog("report", file, "--year", "2022", "--responsible", "某局", "-o", str(folder / "乙.md")).code == 2


def test_plans_by_their_score(mzprog: Run, folder: Path) -> None:
    """甲 counts three times; what cannot be assessed and has no weight is not in it."""
    ran = mzprog("evaluate", str(folder), "--year", "2022", "--sort", "score", "--format", "json")
    plans = json.loads(ran.out, parse_float=Decimal)["plans"]
    assert [(plan["plan"], plan["summary"]["score"]) for plan in plans] == [("二", 100), ("一", 50)]
    assert "综合得分" in mzprog("evaluate", str(folder), "--year", "2022").out
