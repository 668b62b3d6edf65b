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
from mzprog.plan_file import parse_plan

ROOT = Path(__file__).parent.parent

# How long an example takes says more of the machine than of the program.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


class Ran(NamedTuple):
    """How a call ended: exit code and what it wrote, as text."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def mzprog() -> Run:
    """Run the program as users do, in a process of its own: ``mzprog("evaluate", …) -> Ran``."""

    def run(
        *args: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> Ran:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "mzprog", *args],
            input=stdin,
            capture_output=True,
            env=environment,
            cwd=cwd,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def plan_of(*indicators: str, head: str = "baseline_year: 2015\ntarget_year: 2020") -> Plan:
    """Return a plan with these indicators, each the inside of a flow mapping: ``name: a, target: 5``."""
    items = "\n".join(f"  - {{{indicator}}}" for indicator in indicators)
    return parse_plan(f"plan: 测试规划\n{head}\nindicators:\n{items}\n".encode(), "test.yaml")
