"""Data walks one way: the calculator is asked once for each thing, and plans are values that can be copied."""

from __future__ import annotations

import copy
import pickle
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mzprog import load_plan
from mzprog.answers import outlook as outlook_answer
from mzprog.answers import records as answer
from mzprog.cli import cli
from mzprog.core import assessment
from mzprog.core.plan import Plan
from mzprog.core.results import select
from mzprog.questions.outlook import look_ahead
from mzprog.render import json
from tests.conftest import ROOT

PLANS = sorted((ROOT / "plans").glob("*.yaml"))
Asked = Counter[tuple[str, str | None, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """How often the calculator is asked for what: an indicator, a component of it, the period of the entry."""
    found: Asked = Counter()
    calculate = assessment.assess_measure

    def counted(plan: Plan, item: Any, measure: Any, at: Any, *rest: Any) -> Any:
        found[item.name, measure.name, str(at.entry(measure.observations) or at)] += 1
        return calculate(plan, item, measure, at, *rest)

    for command in ("evaluate", "outlook", "report", "reconcile", "check"):  # commands import what they need
        cli.get_command(cli.make_context("mzprog", ["--help"], resilient_parsing=True), command)
    for module in [module for name, module in sys.modules.items() if name.startswith("mzprog.")]:
        if getattr(module, "assess_measure", None) is calculate:
            monkeypatch.setattr(module, "assess_measure", counted)
    return found


ONCE = [
    ("report", "plans/wuhan.yaml", "--year", "2018", "-o", "x.docx"),
    ("report", "plans/wuhan.yaml", "--as-of", "2018H1", "-o", "x.html"),
    ("report", "plans/wuhan.yaml", "--year", "2018", "-o", "x.xlsx"),
    ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--explain", "-o", "x.txt"),
    ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2017", "-o", "x.json"),
    ("outlook", "plans/wuhan.yaml", "--year", "2018", "-o", "x.csv"),
    ("reconcile", "plans/wuhan.yaml", "-o", "x.txt"),
    ("check", "plans/wuhan.yaml", "-o", "x.json"),
]


@pytest.mark.parametrize("call", ONCE, ids=lambda call: " ".join(call[:1] + call[3:]))
def test_nothing_is_asked_twice(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: tuple[str, ...]
) -> None:
    """The table, the charts, the forecasts, the doubts and the working are words on what was found once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").symlink_to(ROOT / "plans")
    assert not cli.main(list(call), standalone_mode=False)
    assert len({name for name, _, _ in asked}) == 23
    assert {what: times for what, times in asked.items() if times > 1} == {}


def pickled(plan: Plan) -> Plan:
    found: Plan = pickle.loads(pickle.dumps(plan))
    return found


@pytest.mark.parametrize("again", [pickled, copy.deepcopy])
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_copy_of_a_plan_is_judged_alike(path: Path, again: Callable[[Plan], Plan]) -> None:
    """Words are compared by what they say: those of a copy are other objects."""
    plan = load_plan(path)
    copied = again(plan)
    assert copied == plan
    for year in range(plan.baseline_year + 1, plan.target_year + 1):
        one, other = (assessment.evaluate(p, year) for p in (plan, copied))
        assert json.render(answer.record(select(other))) == json.render(answer.record(select(one)))
        ahead, copied_ahead = (outlook_answer.record(look_ahead(found)) for found in (one, other))
        assert json.render(copied_ahead) == json.render(ahead)
