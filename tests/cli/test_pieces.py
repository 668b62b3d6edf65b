"""The ready pieces in ``examples/`` but cron.sh: run for real, the one for Windows as far as can be here."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
from collections.abc import Callable
from itertools import dropwhile
from pathlib import Path

import click
import pytest

from mzprog import evaluate, load_plan
from mzprog.cli import COMMANDS, cli
from tests.conftest import ROOT, Ran
from tests.documents import code, tables, text
from tests.needs import needs
from tests.program import written
from tests.shells import EXAMPLES, PROGRAM, SHELLS

Shell = Callable[..., Ran]


@pytest.fixture
def piece(tmp_path: Path) -> Shell:
    """Run one of the other scripts in a folder of its own, the program on its path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "mzprog").write_text(PROGRAM)
    (programs / "mzprog").chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONUTF8": "1"}

    def run(script: str, *args: str, shell: tuple[str, ...] = ("sh",)) -> Ran:
        done = subprocess.run(
            [*shell, str(EXAMPLES / script), *args], cwd=tmp_path, env=environment, capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.mark.parametrize("shell", SHELLS)
def test_a_report_for_each_district(shell: tuple[str, ...], piece: Shell, tmp_path: Path) -> None:
    """Whatever their names are; a broken one is left out, and the exit code says so."""
    plans = tmp_path / "各 区"
    plans.mkdir()
    for name in ("江岸区", "汉阳 区", "a$b'c"):
        written(plans, f"{name}.yaml", title=f"{name}规划")
    ran = piece("districts.sh", "各 区", "2018", "报 告", "html", shell=shell)
    assert (ran.code, ran.err.count("【待填】"), ran.err.count("\n")) == (0, 3, 3)
    assert set(ran.out.splitlines()) == {"报 告/a$b'c.html", "报 告/江岸区.html", "报 告/汉阳 区.html"}
    assert "汉阳 区规划" in (tmp_path / "报 告/汉阳 区.html").read_text("utf-8")

    (plans / "b坏.yaml").write_text("plan: [")
    ran = piece("districts.sh", "各 区", "2018", "又一次", "md", shell=shell)
    assert ran.code == 3
    assert set(os.listdir(tmp_path / "又一次")) == {"a$b'c.md", "江岸区.md", "汉阳 区.md"}
    assert "没有写成：又一次/b坏.md" in ran.err
    assert "各 区/b坏.yaml:1:" in ran.err


def test_districts_are_written_for_word(piece: Shell, tmp_path: Path) -> None:
    (tmp_path / "区").mkdir()
    written(tmp_path / "区", "江岸区.yaml")
    ran = piece("districts.sh", "区", "2018", "报告")
    assert (ran.code, ran.out, ran.err.count("\n"), "【待填】" in ran.err) == (0, "报告/江岸区.docx\n", 1, True)
    assert (tmp_path / "报告/江岸区.docx").read_bytes().startswith(b"PK")
    assert piece("districts.sh", "区", "2018").code == 2
    assert piece("districts.sh", "没有", "2018", "报告").code == 3


def test_an_interrupted_district_is_the_last(piece: Shell, tmp_path: Path) -> None:
    (tmp_path / "区").mkdir()
    for name in ("甲区", "乙区"):
        written(tmp_path / "区", f"{name}.yaml")
    (tmp_path / "bin/mzprog").write_text("#!/bin/sh\necho >> calls\nexit 130")
    assert piece("districts.sh", "区", "2018", "报告") == (130, "", "")
    assert (tmp_path / "calls").read_text() == "\n"


@needs("jq")
def test_what_lags_by_jq(piece: Shell) -> None:
    """The rows that the library finds, the worst first, and their rates as they are printed."""
    plan = ROOT / "plans/wuhan.yaml"
    found = evaluate(load_plan(plan), 2018)
    lagging = [row for row in found.rows if row.rate is not None and row.verdict in {"滞后", "严重滞后"}]
    lagging.sort(key=lambda row: row.rate or 0)
    ran = piece("jq.sh", str(plan), "2018")
    assert (ran.code, ran.err) == (0, "")
    shown = [line.split("\t") for line in ran.out.splitlines()]
    assert [[*row[:2], row[3]] for row in shown] == [[found.plan.title, r.indicator.name, r.verdict] for r in lagging]
    assert [float(row[2]) for row in shown] == [pytest.approx(float(row.rate or 0), abs=0.005) for row in lagging]
    assert shown[0][1:] == ["每千名老年人口养老床位数", "26.15", "严重滞后"]


def test_a_file_for_spreadsheets(piece: Shell, tmp_path: Path) -> None:
    """The mark that Excel looks for, its line ends, Chinese, and no text that it would take for a formula."""
    written(tmp_path, "规划.yaml", title="=HYPERLINK(1)武汉")
    assert piece("spreadsheet.sh", "规划.yaml", "2018", "评估.csv") == (0, "", "")
    data = (tmp_path / "评估.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 3
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (first["plan"], first["name"], first["verdict"]) == ("'=HYPERLINK(1)武汉", "甲", "滞后")
    assert (second["name"], second["verdict"], second["progress_rate"]) == ("乙", "进展良好", "100.00")


SCRIPTS = sorted(path for path in EXAMPLES.iterdir() if path.suffix in {".sh", ".ps1"})


def asked(script: Path) -> list[str]:
    """Return what a script asks of the program, comments and all: a command, its options, and so on."""
    command = rf"(?:(?<=mzprog )|(?<=MZPROG\" )|(?<='))(?:{'|'.join(COMMANDS)})"
    words = re.findall(rf"(?:{command}|(?<![\w.-])(?:--[a-z][a-z-]*|-o))(?![\w.-])", script.read_text("utf-8-sig"))
    return list(dropwhile(lambda word: word not in COMMANDS, words))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_is_asked_for_exists(script: Path) -> None:
    """Every option belongs to the command before it."""
    words = asked(script)
    assert words
    known: set[str] = set()
    for word in words:
        command = cli.get_command(click.Context(cli), word) if word in COMMANDS else None
        known = {option for parameter in command.params for option in parameter.opts} if command else known
        assert command or word in known


def test_windows_is_asked_the_same() -> None:
    """What the program is asked on Windows is what it is asked by cron."""
    asks = asked(EXAMPLES / "task.ps1")
    assert asks == asked(EXAMPLES / "cron.sh")
    assert asks == ["evaluate", "--year", "-o", "evaluate", "--year", "--against", "--only-changes", "--fail-on"]


def test_windows_reads_the_script() -> None:
    """PowerShell 5.1 takes a file without the mark for the system's encoding; Notepad wants its line ends."""
    data = (EXAMPLES / "task.ps1").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert "没有在 Windows 上运行过" in data.decode("utf-8-sig")


@needs("pwsh")
def test_powershell_parses_the_script() -> None:
    parse = (
        "$faults = $null; $null = [System.Management.Automation.Language.Parser]::ParseFile("
        "$env:SCRIPT, [ref]$null, [ref]$faults); $faults | ForEach-Object { $_.ToString() }; exit $faults.Count"
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-NonInteractive", "-Command", parse], capture_output=True, check=False, timeout=120,
        env={**os.environ, "SCRIPT": str(EXAMPLES / "task.ps1")},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_pieces_are_listed() -> None:
    """The table of ready pieces has them all."""
    (table,) = [table for table in tables(text("docs/many-plans.md")) if table.heading == "现成的脚本"]
    assert {name for row in table.rows for name in code(row[0])} == {*(path.name for path in SCRIPTS), "binding.py"}
