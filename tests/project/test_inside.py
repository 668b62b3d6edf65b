"""The program within the tests' process and in a process of its own: the same answer, letter by letter."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.program import WUHAN, written

CALLS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "nothing": ((), {}),
    "version": (("--version",), {}),
    "help": (("evaluate", "--help"), {"COLUMNS": "100"}),
    "no such command": (("evalute",), {}),
    "wrong call": (("evaluate", "甲.yaml", "--as-of", "x"), {"LANG": "en_US.UTF-8"}),
    "plain": (("evaluate", "甲.yaml", "--year", "2018", "--explain"), {}),
    "table": (("evaluate", "甲.yaml", "--year", "2018", "--format", "table"), {"COLUMNS": "60", "FORCE_COLOR": "1"}),
    "gate": (("evaluate", "甲.yaml", "--year", "2018", "--fail-on", "滞后"), {}),
    "csv": (("outlook", "甲.yaml", "--year", "2018", "--format", "csv"), {}),
    "standard input": (("evaluate", "-", "--year", "2018", "--format", "json"), {}),
    "a broken and a missing plan": (("check", "乙.yaml", "没有.yaml"), {}),
    "a folder to write to": (("evaluate", "甲.yaml", "--year", "2018", "--format", "csv", "-o", "."), {}),
    "completion": ((), {"_MZPROG_COMPLETE": "bash_complete", "COMP_WORDS": "mzprog ev", "COMP_CWORD": "1"}),
    "script": ((), {"_MZPROG_COMPLETE": "zsh_source"}),
}


@pytest.mark.parametrize("call", CALLS)
def test_as_in_a_process_of_its_own(mzprog: Run, mzprog_process: Run, tmp_path: Path, call: str) -> None:
    """Exit code, standard output and standard error."""
    args, env = CALLS[call]
    stdin = written(tmp_path, "甲.yaml").read_bytes()
    (tmp_path / "乙.yaml").write_text("- 1\n", "utf-8")
    inside = mzprog(*args, stdin=stdin, env=env, cwd=tmp_path)
    apart = mzprog_process(*args, stdin=stdin, env={"PYTHONIOENCODING": "utf-8", **env}, cwd=tmp_path)
    assert inside == apart
    assert inside.out or inside.err


def test_nothing_of_a_call_is_left(mzprog: Run, tmp_path: Path) -> None:
    """Place, environment, words, streams and garbage collection are the tests' own again."""

    def state() -> tuple[object, ...]:
        streams = (sys.stdin, sys.stdout, sys.stderr)
        return (
            os.getcwd(),
            dict(os.environ),
            list(sys.argv),
            *map(id, streams),
            gc.get_threshold(),
            gc.get_freeze_count(),
        )

    before = state()
    assert mzprog("evaluate", "没有.yaml", "--year", "2018", cwd=tmp_path, env={"甲": "乙"}).code == 3
    assert state() == before


def test_a_fault_is_raised(mzprog: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be a traceback fails the test."""
    monkeypatch.setattr("mzprog.cli.run", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        mzprog("evaluate", WUHAN, "--year", "2018")


def test_what_a_start_reads_needs_a_start(mzprog: Run) -> None:
    for name in ("PYTHONIOENCODING", "LC_ALL", "TZ"):
        with pytest.raises(AssertionError, match="mzprog_process"):
            mzprog("--version", env={name: "x"})
