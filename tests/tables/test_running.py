"""Figures from the year's beginning (1-5月) go into a plan only where its row counts so too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

PLAN = """plan: 某规划
baseline_year: 2015
target_year: 2020
indicators:
  - {{name: 床位, baseline: 1, target: 50{measure}, observations: {{2018: 9}}}}
"""


@pytest.mark.parametrize(
    ("measure", "told"),
    [("", False), (", measure: flow", True), (", measure: total", True), (", measure: total, cumulative: true", False)],
)
@pytest.mark.parametrize("head", ["2019年1-5月", "2019年"])
def test_a_running_total_in_a_table(mzprog: Run, tmp_path: Path, measure: str, told: bool, head: str) -> None:
    """Only an amount of a time that is not counted from the year's beginning is asked about."""
    (tmp_path / "plan.yaml").write_text(PLAN.format(measure=measure), "utf-8")
    (tmp_path / "a.csv").write_text(f"指标名称,{head}\n床位,12\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=tmp_path)
    assert ("表里是年初起的累计数，规划里这一项不是累计数" in done.err) is (told and head != "2019年")
