"""Every formula of a workbook comes to what stands beside it, reckoned by itself (tests/spreadsheet.py).

What a real spreadsheet makes of them, tests/render/test_office.py sees where there is one.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mzprog import evaluate, load_plan
from mzprog.planfile.load import parse_plan
from mzprog.workbook.report import comparison, workbook
from mzprog.workbook.sheets import Workbook
from tests.conformance.oracle.draw import draw, file_of
from tests.conftest import ROOT, plan_of
from tests.spreadsheet import Reckoned

FILES = [*sorted((ROOT / "plans").glob("*.yaml")), *sorted((ROOT / "tests/report").glob("*.yaml"))]


def differing(book: Workbook) -> list[tuple[str, str, Any, Any]]:
    """Return the formulas that come to something else: place, formula, what it comes to, what stands there."""
    found = list(Reckoned(book).formulas())
    assert found
    return [(place, f.text, made, f.value) for place, f, made in found if not same(made, f.value)]


def same(made: Any, value: Any) -> bool:
    if isinstance(made, Decimal) and isinstance(value, Decimal):
        return abs(made - value) <= Decimal("1e-9") * max(Decimal(1), abs(value))
    return type(made) is type(value) and bool(made == value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_plan(path: Path) -> None:
    plan = load_plan(str(path))
    for year in {plan.target_year, *(period.year for period in plan.periods)}:
        assert differing(workbook(evaluate(plan, year))) == [], year


@pytest.mark.parametrize("seed", range(60))
def test_random_plans_of_every_kind(seed: int) -> None:
    """Every measure, target and method, with gaps, judgements and components, at years, halves, quarters and months."""
    one = draw(seed)
    assert differing(workbook(evaluate(parse_plan(file_of(one.plan)), **one.asked))) == []


def test_ways_without_a_beginning_and_ways_that_begin_late() -> None:
    rows = (
        "target: ≥100, milestones: {2016: 20, 2017: 40}, observations: {2016: 30, 2017: 30, 2018: 30}",
        "target: ≤10, direction: 逆向, milestones: {2016: 40, 2017: 20}, observations: {2016: 30, 2017: 30, 2018: 30}",
        "measure: total, target: 100, milestones: {2017: 40}, observations: {2016: 10, 2017: 10, 2018: 10}",
        "measure: total, target: 100, milestones: {2018: 0}, observations: {2016: 0, 2017: 0, 2018: 10}",
        "measure: flow, target: ≥100, milestones: {2018: 50}, observations: {2016H1: 60, 2017H1: 45, 2018H1: 55}",
        "baseline: 10, target: 20, milestones: {2018: 10}, observations: {2016: 10, 2017: 11, 2018: 10}",
        "baseline: 20, target: 10, direction: 逆向, milestones: {2018: 20}, observations: {2017: 21, 2018: 10}",
    )
    plan = plan_of(*(f"name: 甲{number}, {row}" for number, row in enumerate(rows)))
    for year in (2016, 2017, 2018, 2020):
        assert differing(workbook(evaluate(plan, year))) == [], year


def test_the_comparison() -> None:
    plans = [load_plan(str(ROOT / f"plans/{name}.yaml")) for name in ("wuhan", "jianghan-13th", "tianmen-13th")]
    assert differing(comparison([evaluate(plan, 2020) for plan in plans])) == []
