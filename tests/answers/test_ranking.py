"""What several plans are told by: which row is the worst, and shares and scores that are all only where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.wording import share_text
from tests.conftest import Run, plan_of

JUDGED = "{name: 判定项, target: {text: 建成}, observations: {2018: {judged: 滞后}}}"
MEASURED = "{name: 数值项, baseline: 0, target: 100, observations: {2018: 30}}"
METHOD = "method: {tiers: [{from: 90, label: 达标}, {label: 未达标}]}\n"


def text(*rows: str, head: str = "") -> str:
    listed = "".join(f"  - {row}\n" for row in rows)
    return f"plan: 甲\nbaseline_year: 2015\ntarget_year: 2020\n{head}indicators:\n{listed}"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a folder for two plans alike."""

    def put(content: str) -> None:
        for name in "甲乙":
            (tmp_path / f"{name}.yaml").write_text(content.replace("plan: 甲", f"plan: {name}"), "utf-8")

    put(text(JUDGED, MEASURED))
    return tmp_path


def test_of_rows_with_the_same_verdict_the_worst_has_the_lowest_rate_and_what_was_judged_comes_last() -> None:
    found = evaluate(plan_of(JUDGED[1:-1], MEASURED[1:-1]), 2018)
    assert [row.indicator.name for row in found.lagging] == ["数值项", "判定项"]


def test_an_overview_names_the_same_worst_row(mzprog: Run, two: Path) -> None:
    lines = mzprog("evaluate", str(two), "--year", "2018").out.splitlines()
    assert "数值项" in next(line for line in lines if line.startswith("甲 "))


def test_a_comparison_lists_the_same_worst_row_first(mzprog: Run, two: Path) -> None:
    assert mzprog("report", str(two), "--year", "2018", "-o", str(two / "x.md")).code == 0
    report = (two / "x.md").read_text("utf-8")
    assert report.index("数值项 ") < report.index("判定项 ")


def test_a_score_is_the_same_in_one_plan_and_in_several(mzprog: Run, two: Path) -> None:
    rows = (
        "{name: 一, baseline: 0, target: 100, weight: 99, observations: {2020: 100}}",
        "{name: 二, baseline: 0, target: 100, weight: 1, observations: {2020: 99.6}}",
    )
    for name in "甲乙":
        (two / f"{name}.yaml").write_text(text(*rows), "utf-8")
    assert "综合得分99.996" in mzprog("evaluate", str(two / "甲.yaml"), "--year", "2020").out
    several = mzprog("evaluate", str(two), "--year", "2020").out
    assert several.count("99.996") == 2
    assert "100.00" not in several


def test_all_of_the_binding_rows_are_met_only_where_all_are(mzprog: Run, two: Path) -> None:
    rows = [f"{{name: 行{n}, type: 约束性, target: ≥5, observations: {{2018: {5 if n else 4}}}}}" for n in range(200)]
    for name in "甲乙":
        (two / f"{name}.yaml").write_text(text(*rows), "utf-8")
    assert "99.5%" in mzprog("evaluate", str(two), "--year", "2018").out
    assert share_text(1, 300, 0) == "0.3%"


def test_a_comparison_names_the_first_tier_of_the_plans_own_method(mzprog: Run, two: Path) -> None:
    for name in "甲乙":
        (two / f"{name}.yaml").write_text(text(MEASURED, head=METHOD), "utf-8")
    assert mzprog("report", str(two), "--year", "2018", "-o", str(two / "x.md")).code == 0
    report = (two / "x.md").read_text("utf-8")
    assert "在各规划中都没有达到达标的指标：数值项" in report
    assert "进展良好" not in report
