"""What must stand any input: one line a target, its inputs and the check that may only refuse in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fuzz import across, checks, commands, ended, inputs, meanings, panel, tables


class Target(NamedTuple):
    """Inputs, and a check that raises on what must not be; a refusal in words is as good as a result."""

    inputs: SearchStrategy[Any]
    check: Callable[[Any], object]


SEEDS = st.integers(0, 2**32 - 1)

TARGETS = {
    "numbers": Target(inputs.figures, checks.read_number),
    "bounds": Target(inputs.figures, checks.read_bound),
    "periods": Target(inputs.periods, checks.read_period),
    "yaml": Target(inputs.plan_files, checks.read_yaml),
    "plans": Target(inputs.plan_files, checks.use_plan),
    "reports": Target(inputs.grown, checks.report_plan),
    "questions": Target(inputs.questions, checks.ask),
    "scenarios": Target(inputs.scenarios, checks.try_scenarios),
    "tables": Target(tables.table_files, checks.import_tables),
    "meanings": Target(meanings.tables(), meanings.understood),
    "across": Target(SEEDS, across.agree),
    "commands": Target(SEEDS, commands.attack),
    "panel": Target(SEEDS, panel.attack),
    "kills": Target(SEEDS, ended.kill),
    "environments": Target(SEEDS, ended.environment),
    "workbooks": Target(SEEDS, across.recalculates),
}
# What each input takes processes for: the tests of the same try cases that somebody chose.
SLOW = {"kills", "environments", "workbooks"}
# Programs that a target needs; without them it is left out by name.
NEEDS = {"workbooks": "soffice"}
