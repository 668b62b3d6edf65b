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


@pytest.mark.parametrize("cell", ['"700\n500"', "350 280", "+12", "已建9在建3", "全市12本县9"])
def test_what_is_no_one_figure_is_not_written(mzprog: Run, tmp_path: Path, cell: str) -> None:
    """Two figures in a cell, and a change, are told and left out of the plan."""
    (tmp_path / "plan.yaml").write_text(before := PLAN.format(measure=""), "utf-8")
    (tmp_path / "a.csv").write_text(f"指标名称,2019年\n床位,{cell}\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=tmp_path)
    assert done.code == 3
    assert "床位" in done.err
    assert (tmp_path / "plan.yaml").read_text("utf-8") == before


def test_a_figure_with_blanks_is_written(mzprog: Run, tmp_path: Path) -> None:
    """Thousands that can be nothing else are read."""
    (tmp_path / "plan.yaml").write_text(PLAN.format(measure=""), "utf-8")
    (tmp_path / "a.csv").write_text("指标名称,2019年\n床位,12 000\n", "utf-8")
    assert mzprog("import", "a.csv", "--into", "plan.yaml", cwd=tmp_path).code == 0
    assert "2019: " in (tmp_path / "plan.yaml").read_text("utf-8")
