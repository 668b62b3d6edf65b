"""Every indicator of every plan against a table that can be checked against the documents.

``tests/expected/PLAN-YEAR.csv`` has a row for each indicator, in the plan's order, as the document
prints it and as it is assessed as of that year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.quantity import literal
from mzprog.core.results import Assessment, Row
from mzprog.core.wording import figure_text
from mzprog.core.working import rate_text
from mzprog.planfile.load import load_plan
from tests.conftest import ROOT

TABLES = sorted((ROOT / "tests/expected").glob("*.csv"))


def assessed(table: Path) -> Assessment:
    name, _, year = table.stem.rpartition("-")
    return evaluate(load_plan(ROOT / f"plans/{name}.yaml"), int(year))


def lines(assessment: Assessment) -> Iterator[dict[str, str]]:
    """Yield the rows of the table that an assessment makes."""
    for row in assessment.rows:
        item = row.indicator
        yield {
            "指标": f"其中：{item.name}" if item.of else item.name,
            "单位": item.unit or "",
            "类别": item.category or "",
            "属性": item.type or "",
            "基期": figure_text(item.whole.baseline) if item.whole.baseline else "",
            "目标": item.whole.target.text,
            "中期目标": "；".join(f"{period}: {figure_text(figure)}" for period, figure in item.whole.milestones),
            "目标年": str(item.target_year),
            "实际": observed(row),
            "进展率": "" if row.rate is None else rate_text(row.rate),
            "评价": row.verdict,
            "完成情况": row.outcome or "",
        }


def observed(row: Row) -> str:
    """Return what was observed, each component's with its name."""
    found = [(result.measure.name or "", result.observed) for result in row.results]
    return " ".join(name + literal(value) for name, value in found if isinstance(value, Decimal))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_indicator_is_as_expected(table: Path) -> None:
    with table.open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    assert list(lines(assessed(table))) == expected


def test_every_plan_has_its_table() -> None:
    plans = {path.stem for path in (ROOT / "plans").glob("*.yaml")}
    assert {table.stem.rpartition("-")[0] for table in TABLES} == plans


@pytest.mark.parametrize(
    ("plan", "year", "total", "by_verdict", "done", "not_done"),
    [
        ("wuhan", 2018, 23, [16, 6, 1, 0], 0, 0),
        ("wuhan", 2020, 23, [22, 0, 0, 1], 22, 0),
        ("tianmen-13th", 2020, 9, [6, 0, 1, 2], 6, 1),
        ("jianghan-13th", 2020, 14, [14, 0, 0, 0], 14, 0),
    ],
)
def test_the_counts(plan: str, year: int, total: int, by_verdict: list[int], done: int, not_done: int) -> None:
    counts = evaluate(load_plan(ROOT / f"plans/{plan}.yaml"), year).summary
    assert (counts.total, list(counts.by_verdict.values())) == (total, by_verdict)
    assert (counts.done, counts.outcomes - counts.done) == (done, not_done)
