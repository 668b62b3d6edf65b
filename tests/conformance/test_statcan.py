"""Statistics Canada's published progress values, through plan files with their own method."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.quantity import fixed
from mzprog.core.results import Row
from mzprog.core.rules import ATTAINMENT
from mzprog.planfile.load import parse_plan
from tests.conftest import Run

TABLES = ("cif", "gif")
NO_DATA = "not_available"
AGREEMENT = Fraction(1, 10**9)
SIGNS = {"up": "≥", "down": "≤"}
WORDS = {"up": "正向", "down": "逆向"}
HEAD = """\
plan: Statistics Canada %s
baseline_year: 2000
target_year: 2030
method:
  default_rule: exponential
  met: target_achieved
  tiers:
    - {from: 95, label: substantial_progress}
    - {from: 60, label: moderate_progress}
    - {from: 0, label: limited_progress}
    - {label: deterioration}
indicators:
"""

# The base is already past the target. The agency divides by the growth from base to target all the
# same; mzprog asks whether the target is reached (达标): 100 where it is, else the share that is reached.
# (table, number) → the agency's value and status, mzprog's rate in percent and verdict.
BASE_PAST_TARGET = {
    ("cif", "14-2-1"): ("-2.36", "deterioration", "84.97", "moderate_progress"),  # 46.7 ÷ 55
    ("cif", "3-13-1"): ("-3.00", "deterioration", "74.07", "moderate_progress"),  # 10 ÷ 13.5
    ("cif", "15-5-1"): ("1.23", "target_achieved", "100.00", "target_achieved"),
    ("cif", "9-7-1"): ("0.22", "target_achieved", "100.00", "target_achieved"),
    ("gif", "3-1-1"): ("-0.40", "target_achieved", "100.00", "target_achieved"),
    ("gif", "3-2-1"): ("0.02", "target_achieved", "100.00", "target_achieved"),
    ("gif", "3-2-2"): ("0.08", "target_achieved", "100.00", "target_achieved"),
    ("gif", "6-4-2"): ("-0.01", "target_achieved", "100.00", "target_achieved"),
}


class Series(NamedTuple):
    """One row of a published table."""

    table: str
    cells: dict[str, str]

    @property
    def number(self) -> str:
        return self.cells["name"].split(" ")[0]

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.number

    @property
    def verdict(self) -> str:
        return self.cells["published_verdict"]

    @property
    def rate(self) -> Fraction | None:
        text = self.cells["published_rate"]
        return Fraction(Decimal(text)) * 100 if text else None

    def as_indicator(self) -> str:
        """Write the row as an indicator of a plan file."""
        cell, quoted = self.cells, {k: json.dumps(v, ensure_ascii=False) for k, v in self.cells.items()}
        direction = cell["note"].split(";")[0].removeprefix("direction=")
        keys = [
            f"name: {quoted['name']}",
            f"baseline_year: {cell['baseline_year']}",
            f"target_year: {cell['target_year']}",
            f"baseline: {cell['baseline'] or '{missing: not published}'}",
        ]
        if self.key in BASE_PAST_TARGET:  # a plain figure, with the direction in words: a ceiling or floor to keep
            keys.append(f"target: {cell['target']}, direction: {WORDS[direction]}")
        else:
            keys.append(f"target: {SIGNS[direction]}{cell['target']}")
        if cell["obs"]:
            keys.append(f"observations: {{{cell['obs_period']}: {cell['obs']}}}")
        return f"  - {{{', '.join(keys)}}}\n"


@cache
def published(table: str) -> tuple[Series, ...]:
    path = Path(__file__).with_name(f"statcan_{table}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Series(table, cells) for cells in csv.DictReader(file))


def plan_text(table: str) -> str:
    return HEAD % table.upper() + "".join(series.as_indicator() for series in published(table))


@cache
def assessed(table: str) -> tuple[tuple[Series, Row], ...]:
    """Return each published row with mzprog's, each assessed at its own latest observation."""
    plan = parse_plan(plan_text(table).encode(), f"{table}.yaml")
    years = {series.cells["obs_period"] or "2024" for series in published(table)}
    rows = {year: evaluate(plan, int(year)).rows for year in years}
    return tuple((series, rows[series.cells["obs_period"] or "2024"][n]) for n, series in enumerate(published(table)))


def everything() -> list[tuple[Series, Row]]:
    return [pair for table in TABLES for pair in assessed(table)]


def agrees(series: Series, row: Row) -> bool:
    """Tell whether a rate agrees with the published one, as far as that was computed."""
    assert series.rate is not None
    return row.rate is not None and abs(row.rate - series.rate) <= AGREEMENT * abs(series.rate)


def test_published_rates() -> None:
    """106 of the 114 published rates; the rest are the eight, and the first to differ would be named."""
    printed = [(series, row) for series, row in everything() if series.rate is not None]
    others = {series.key for series, row in printed if not agrees(series, row)}
    assert others == set(BASE_PAST_TARGET)
    assert (len(printed), len(printed) - len(others)) == (114, 106)


def test_published_statuses() -> None:
    """121 of the 123 statuses that have data, and no verdict where there is none."""
    stated = [(series, row) for series, row in everything() if series.verdict != NO_DATA]
    others = {series.key for series, row in stated if row.verdict != series.verdict}
    assert others == {("cif", "14-2-1"), ("cif", "3-13-1")}
    assert (len(stated), len(stated) - len(others)) == (123, 121)
    assert {row.verdict for series, row in everything() if series.verdict == NO_DATA} == {NOT_ASSESSABLE}


@pytest.mark.parametrize("key", BASE_PAST_TARGET)
def test_base_past_target(key: tuple[str, str]) -> None:
    """What the agency and mzprog say where the base is already past the target."""
    value, status, rate, verdict = BASE_PAST_TARGET[key]
    [(series, row)] = [(series, row) for series, row in everything() if series.key == key]
    assert series.rate is not None and row.rate is not None
    assert (fixed(series.rate / 100, 2), series.verdict) == (value, status)
    assert (fixed(row.rate, 2), row.verdict, row.rule) == (rate, verdict, ATTAINMENT)


def test_the_command_says_the_same(mzprog: Run, tmp_path: Path) -> None:
    """The program itself, given such a plan file, prints the plan's own labels."""
    (tmp_path / "cif.yaml").write_text(plan_text("cif"), "utf-8")
    ran = mzprog("evaluate", str(tmp_path / "cif.yaml"), "--as-of", "2023", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    rows = json.loads(ran.out)["plans"][0]["indicators"]
    poverty = next(row for row in rows if row["name"].startswith("1-1-1"))
    assert (poverty["rule"], poverty["progress_rate"], poverty["verdict"]) == (
        "exponential",
        90.11,
        "moderate_progress",
    )
