"""What a report says is so: speeds and how many times as fast, caps, who is on pace, what is over."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from mzprog.answers.lagging import lagging_lines
from mzprog.answers.narrative import forecast_lines, overall_lines
from mzprog.answers.progress_table import progress_table
from mzprog.core.assessment import evaluate
from mzprog.core.plan import Plan
from mzprog.planfile.load import load_plan
from mzprog.questions.outlook import look_ahead
from tests.conftest import ROOT, Run, plan_of

_SPEEDS = re.compile(
    r"年均(增加|下降|上升|增长)([\d.]+)[^，]*，此后[\d.]+年每年需(增加|下降|上升|增长)([\d.]+)[^，]*，是以往的([\d.]+)倍"
)


def said(plan: Plan, year: int) -> str:
    return "\n".join(lagging_lines(look_ahead(evaluate(plan, year))))


@pytest.mark.parametrize("file", sorted((ROOT / "plans").glob("*.yaml")), ids=lambda file: file.stem)
def test_how_many_times_as_fast_is_the_quotient_of_the_speeds_beside_it(file: Path) -> None:
    plan = load_plan(file)
    for year in range(plan.begin.year + 1, plan.end.year):
        for way, so_far, must, needed, times in _SPEEDS.findall(said(plan, year)):
            assert way == must
            assert abs(Fraction(needed) / Fraction(so_far) - Fraction(times)) < Fraction("0.1") * (
                1 + Fraction(times) / 10
            )


@pytest.mark.parametrize("rule", ["linear", "index", "exponential", "log"])
def test_what_goes_by_rates_is_called_by_its_name(rule: str) -> None:
    row = f"name: 甲, baseline: 5200, target: 8000, rule: {rule}, observations: {{2018: 6392}}"
    assert ("是以往的" in said(plan_of(row), 2018)) is (rule == "linear")
    assert ("提速倍数（按进展率折算）" in said(plan_of(row), 2018)) is (rule != "linear")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("measure: total, target: ≤100, observations: {2016: 10, 2017: 20, 2018: 40}", "每年至多增加15"),
        (
            "measure: total, target: ≤100, observations: {2016: 50, 2017: 31, 2018: 40}",
            "已超过整个规划期的限额，不能再增加",
        ),
        ("measure: growth, target: ≤3, observations: {2016: 9, 2017: 8}", "每年至少下降"),
        ("measure: growth, target: ≤3, observations: {2016: 3, 2017: 4}", "每年至多增长"),
    ],
)
def test_what_is_left_of_a_cap_is_at_most_and_what_is_too_much_at_least(row: str, words: str) -> None:
    plan = plan_of(f"name: 甲, {row}")
    assert words in said(plan, 2018 if "2018" in row else 2017)


@pytest.mark.parametrize(("row", "words"), [
    ("target: ≤4, baseline: 10, observations: {2018: 8}", "高出"),
    ("target: ≥50, baseline: 37, observations: {2018: 38}", "差"),
    ("measure: total, target: ≤100, observations: {2016: 10, 2017: 50, 2018: 10}", "高出"),
])  # fmt: skip
def test_how_far_a_figure_is_from_what_it_should_be_is_told_by_the_side(row: str, words: str) -> None:
    assert words in said(plan_of(f"name: 甲, {row}"), 2018)


OWN = "method: {tiers: [{from: %s, label: 优}, {from: 50, label: 良}, {label: 差}]}"


@pytest.mark.parametrize(("first", "words"), [
    (120, "达到或快于规划进度的指标不过半数，优的占0%"), (95, "达到或快于规划进度的指标不过半数，优的占100%"),
])  # fmt: skip
def test_who_is_on_pace_goes_by_the_planned_path_and_not_by_the_first_tier(first: int, words: str) -> None:
    head = f"baseline_year: 2015\ntarget_year: 2020\n{OWN % first}"
    rows = [f"name: {n}, baseline: 0, target: 100, observations: {{2018: {v}}}" for n, v in (("甲", 66), ("乙", 58))]
    assert words in overall_lines(evaluate(plan_of(*rows, head=head), 2018))[0]


def test_one_row_whose_time_is_over_does_not_end_the_plan() -> None:
    plan = plan_of(
        "name: 甲, target_year: 2018, baseline: 1, target: 5, observations: {2018: 6}",
        "name: 乙, baseline: 1, target: 9, observations: {2018: 2}",
    )
    now = evaluate(plan, 2018)
    lines = forecast_lines(look_ahead(now))
    assert lines[0] == "已有结果的1项：完成1项，完成率100%；尚无结果1项。"
    assert any("经努力可以完成的1项：乙" in line for line in lines)
    assert [column.title for column in progress_table(now, 1).columns][-1] == "2020年预测"


def test_at_the_end_what_cannot_be_assessed_has_no_forecast() -> None:
    plan = load_plan(ROOT / "plans/wuhan.yaml")
    table = progress_table(evaluate(plan, 2020), 1)
    last = [row[-1].text for group in table.groups for row in group.rows]
    assert table.columns[-1].title == "完成情况"
    assert set(last) == {"完成", "—"}


def test_figures_that_stand_in_are_said_to_be_older() -> None:
    plan = plan_of(
        "name: 甲, baseline: 1, target: 9, observations: {2017: 5}", "name: 乙, target: ≥9, observations: {2018: 5}"
    )
    assert "能够评估的2项（其中1项沿用以前的数）中" in overall_lines(evaluate(plan, 2018, latest=True))[0]


def test_a_comparison_names_no_plan_the_last_of_which_nothing_can_be_assessed(mzprog: Run, tmp_path: Path) -> None:
    text = "plan: {}\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n  - {{name: 甲, baseline: 1, target: 9{}}}\n"
    for name, rest in (("一", ", observations: {2018: 9}"), ("二", ", observations: {2018: 2}"), ("三", "")):
        (tmp_path / f"{name}.yaml").write_text(text.format(name, rest), "utf-8")
    assert mzprog("report", str(tmp_path), "--year", "2018", "-o", str(tmp_path / "x.md")).code == 0
    assert "最低的是二（0%）" in (tmp_path / "x.md").read_text("utf-8")


def test_who_keeps_pace_does_not_lag_where_the_first_tier_begins_above_it(mzprog: Run, tmp_path: Path) -> None:
    rows = "".join(
        f"  - {{name: {n}, baseline: 0, target: 100, observations: {{2017: 60, 2018: {v}}}}}\n"
        for n, v in (("快", 66), ("慢", 40))
    )
    tiers = "{tiers: [{from: 120, label: 优}, {from: 100, label: 正常}, {from: 50, label: 慢}, {label: 差}]}"
    file = tmp_path / "一.yaml"
    text = f"plan: 一\nbaseline_year: 2015\ntarget_year: 2020\nmethod: {tiers}\nindicators:\n{rows}"
    file.write_text(text, "utf-8")
    assert [row.indicator.name for row in evaluate(load_plan(file), 2018).lagging] == ["慢"]
    earlier = tmp_path / "上次.json"
    assert mzprog("evaluate", str(file), "--year", "2017", "-o", str(earlier)).code == 0
    ran = mzprog("evaluate", str(file), "--year", "2018", "--against", str(earlier), "--format", "json")
    kinds = {change["indicator"]: change["kind"] for change in json.loads(ran.out)["changes"]}
    assert kinds == {"快": "verdict", "慢": "newly-lagging"}
