"""What plan outlines say of a target, and what a plan file says for it: each row of that table is loaded."""

from __future__ import annotations

import re

import pytest

from mzprog.core.plan import Indicator
from mzprog.planfile.load import parse_plan
from tests.documents import code, tables, text

PHRASES = [
    row for table in tables(text("docs/plan-file.md")) if table.titles[0] == "目标这样写的" for row in table.rows
]
FRAME = """plan: 例
baseline_year: 2020
target_year: 2025
series: {全省平均水平: {2021: 8}}
indicators:
  - {name: 地区生产总值增速, id: gdp, unit: "%", target: ≥5, observations: {2021: 5.5}}
"""


def loaded(row: tuple[str, ...]) -> Indicator:
    """Return the indicator that the lines of a row make."""
    lines = "\n    ".join(["name: 例", *code(row[1])])
    return parse_plan(f"{FRAME}  - {lines}\n".encode()).indicators[1]


def test_there_are_many() -> None:
    assert len({row[0] for row in PHRASES}) == len(PHRASES) >= 40


@pytest.mark.parametrize("row", PHRASES, ids=[row[0] for row in PHRASES])
def test_a_phrase_can_be_written(row: tuple[str, ...]) -> None:
    """The lines are a valid indicator, read with the direction that the table says; words have none."""
    item = loaded(row)
    measure = item.measures[0]
    assert row[2] == ("—" if measure.target.missing else measure.direction)


@pytest.mark.parametrize("row", PHRASES, ids=[row[0] for row in PHRASES])
def test_a_phrase_is_the_target(row: tuple[str, ...]) -> None:
    """The figure of the target is one that the phrase has, unless it says it in words."""
    target = next(line for line in code(row[1]) if line.startswith("target:"))
    if re.search(r"\d", row[0]) and (found := re.findall(r"\d[\d.]*", target)):
        assert any(figure in row[0] for figure in found), target
