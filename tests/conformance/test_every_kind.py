"""Every kind works everywhere: random plans of all kinds through every command and format."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mzprog import evaluate, outlook, whatif
from mzprog.cli import cli
from mzprog.core.plan import Plan
from mzprog.core.results import Row
from mzprog.planfile.load import parse_plan
from tests.conformance.oracle.draw import Drawn, draw, file_of

UNIT = Decimal("0.000001")
FORMATS = ("table", "plain", "markdown", "csv", "json")
FILES = ("报告.md", "报告.html", "报告.xlsx", "报告.docx")


def when(drawn: Drawn) -> list[str]:
    """Return the options that ask for the time of a drawn plan."""
    asked = drawn.asked
    time = ["--as-of", asked["as_of"]] if "as_of" in asked else ["--year", str(asked["year"])]
    return [*time, *(["--latest"] if asked.get("latest") else [])]


def ran(*args: str) -> str:
    """Run the program in this process; any exit code but 0 is a fault."""
    done = CliRunner().invoke(cli, list(args))
    assert done.exit_code == 0, (args, done.stderr, done.exception)
    return done.stdout


@pytest.mark.parametrize("seed", range(40))
def test_every_command_answers(seed: int, tmp_path: Path) -> None:
    drawn, path = draw(seed), tmp_path / "plan.yaml"
    path.write_bytes(file_of(drawn.plan))
    time = when(drawn)
    for form in FORMATS:
        assert ran("evaluate", str(path), *time, "--explain", "--format", form)
        if "--latest" not in time:
            assert ran("outlook", str(path), *time, "--format", form)
    ran("check", str(path))
    if "--latest" not in time:
        for name in FILES:
            ran("report", str(path), *time, "-o", str(tmp_path / name))


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_comes_back_from_its_table(seed: int, tmp_path: Path) -> None:
    """Exported and imported again, a plan is judged as before, but for what a table cannot hold.

    That is the plan's own method, the series, and the rows that are told.
    """
    drawn, path = draw(seed), tmp_path / "plan.yaml"
    drawn.plan.pop("method", None)
    path.write_bytes(file_of(drawn.plan))
    done = CliRunner().invoke(cli, ["export", str(path), "-o", str(tmp_path / "table.csv")])
    plan = parse_plan(path.read_bytes())
    said = done.stderr
    lost = {i.name for i in plan.indicators if i.whole.target.reference in plan.series or f"“{i.name}”" in said}
    ran("import", str(tmp_path / "table.csv"), "-o", str(tmp_path / "again.yaml"))
    first, second = (
        json.loads(ran("evaluate", str(tmp_path / name), *when(drawn), "--format", "json"))["plans"][0]["indicators"]
        for name in ("plan.yaml", "again.yaml")
    )
    keys = ("name", "rule", "verdict", "progress_rate", "target_met", "early", "outcome")
    assert [[row[key] for key in keys] for row in first if row["name"] not in lost] == [
        [row[key] for key in keys] for row in second if row["name"] not in lost
    ]


def assessed(seeds: range) -> Iterator[tuple[Plan, dict[str, Any], Row]]:
    """Yield the rows that can be assessed and have one figure, each with its plan and time."""
    for seed in seeds:
        drawn = draw(seed)
        if drawn.asked.get("latest"):
            continue
        plan = parse_plan(file_of(drawn.plan))
        for row in evaluate(plan, **drawn.asked).rows:
            figure = row.indicator.whole.observations.get(row.deciding.period) if row.deciding.period else None
            if row.rate is not None and not row.indicator.components and figure and figure.value is not None:
                yield plan, drawn.asked, row


def with_figure(plan: Plan, asked: dict[str, Any], row: Row, figure: Decimal) -> Row:
    """Return a row as it is with another figure."""
    said = f"{row.indicator.name}={'=' if figure < 0 else ''}{figure:f}"
    after = whatif(plan, [said], asked.get("year"), as_of=asked.get("as_of"))
    return next(found for found in after.after.rows if found.indicator.name == row.indicator.name)


@pytest.mark.parametrize("share", range(4))
def test_the_same_figure_changes_nothing(share: int) -> None:
    for plan, asked, row in assessed(range(share, 200, 4)):
        figure = row.indicator.whole.observations[row.deciding.period].value  # type: ignore[index]
        assert figure is not None
        after = with_figure(plan, asked, row, figure)
        assert (after.rate, after.verdict, after.met, after.outcome) == (row.rate, row.verdict, row.met, row.outcome)


@pytest.mark.parametrize("share", range(4))
def test_what_reaches_a_tier_reaches_it_and_one_unit_less_does_not(share: int) -> None:
    tried = 0
    for plan, asked, row in assessed(range(share, 200, 4)):
        ahead = outlook(plan, **asked)
        forecast = next(found for found in ahead.rows if found.row.indicator.name == row.indicator.name).deciding
        for goal in forecast.goals:
            if goal.value is None or goal.tier.start is None:
                continue
            up = goal.rising
            value = rounded(goal.value, up)
            enough = with_figure(plan, asked, row, value)
            less = with_figure(plan, asked, row, value - UNIT if up else value + UNIT)
            if row.rule == "attainment" != enough.rule:  # a rule that could not divide can with the better figure
                continue
            limit = Fraction(goal.tier.start)
            assert enough.rate is not None and enough.rate >= limit, (row.indicator.name, row.rule, goal)
            assert less.rate is not None and (less.rate < limit or less.met), (row.indicator.name, row.rule, goal)
            tried += 1
    assert tried > 20


def rounded(value: Fraction, up: bool) -> Decimal:
    """Return a value with six decimals that is at least (or at most) as much, a last digit of thirty apart."""
    with localcontext(prec=60):
        wide = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("1e-30"))
        return wide.quantize(UNIT, ROUND_CEILING if up else ROUND_FLOOR)


@pytest.mark.parametrize("share", range(4))
def test_a_copy_is_judged_the_same(share: int) -> None:
    for seed in range(share, 200, 4):
        drawn = draw(seed)
        plan = parse_plan(file_of(drawn.plan))
        for other in (pickle.loads(pickle.dumps(plan)), copy.deepcopy(plan)):
            assert evaluate(other, **drawn.asked).rows == evaluate(plan, **drawn.asked).rows
