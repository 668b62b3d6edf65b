"""The scripts in ``examples/`` print what they say they print, and so does the command that each names."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

SCRIPTS = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_prints_what_it_says(script: Path, tmp_path: Path) -> None:
    """Run from another folder: a script finds the plans by its own place."""
    _, said = script.read_text("utf-8").split("# 打印：\n")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stderr.decode() == ""
    assert done.stdout.decode() == re.sub("(?m)^# ", "", said)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_command_beside_it_runs(script: Path, mzprog: Run) -> None:
    (command,) = re.findall("(?m)^命令：mzprog (.*)$", script.read_text("utf-8"))
    ran = mzprog(*shlex.split(command))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


@pytest.mark.parametrize("suffix", [".json", ".csv", ".md", ".txt"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_command_writes_a_file_by_its_suffix(script: Path, suffix: str, mzprog: Run, tmp_path: Path) -> None:
    """What ``-o`` writes is what ``--format`` prints; a CSV begins with the mark that Excel looks for."""
    (command,) = re.findall("(?m)^命令：mzprog (.*)$", script.read_text("utf-8"))
    file = tmp_path / f"结果{suffix}"
    assert mzprog(*shlex.split(command), "-o", str(file)) == (0, "", "")
    form = {".json": "json", ".csv": "csv", ".md": "markdown", ".txt": "plain"}[suffix]
    text = file.read_bytes().decode()
    assert text.startswith("\ufeff") == (suffix == ".csv")
    assert text.removeprefix("\ufeff") == mzprog(*shlex.split(command), "--format", form).out
