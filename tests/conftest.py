"""What the tests share: the program run for real, in a pipe or on a terminal, and plans in a few lines."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

from mzprog.plan import Plan
from mzprog.plan_file.load import parse_plan

ROOT = Path(__file__).parent.parent

# How long an example takes says more of the machine than of the program; and what lands is judged by
# the same examples each time, while every other run looks for new ones.
hypothesis.settings.register_profile("untimed", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("untimed")


class Ran(NamedTuple):
    """How a call ended: exit code and what it wrote, as text."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]

# What would change the output is not taken over from whoever runs the tests.
CHANGING = {"NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "LINES", "TERM"}
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in CHANGING},
    "PYTHONPATH": str(ROOT),
    "COLUMNS": "80",
}


@pytest.fixture
def mzprog() -> Run:
    """Run the program as users do, in a process of its own: ``mzprog("evaluate", …) -> Ran``."""

    def run(
        *args: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        encoding: str = "utf-8",
    ) -> Ran:
        environment = {**ENVIRONMENT, **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "mzprog", *args],
            input=stdin,
            capture_output=True,
            env=environment,
            cwd=cwd,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode(encoding)
        return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    return run


def plan_of(*indicators: str, head: str = "baseline_year: 2015\ntarget_year: 2020") -> Plan:
    """Return a plan with these indicators, each the inside of a flow mapping: ``name: a, target: 5``."""
    items = "\n".join(f"  - {{{indicator}}}" for indicator in indicators)
    return parse_plan(f"plan: 测试规划\n{head}\nindicators:\n{items}\n".encode(), "test.yaml")
