"""What is printed, letter by letter: Wuhan's table in every format.

A change that is meant is taken over with ``RENEW_GOLDEN=1 python -m pytest tests/answers/test_golden.py``;
the difference in ``tests/golden/`` is then part of the change, to be read like the rest of it.
"""

from __future__ import annotations

import os

import pytest

from mzprog import __version__
from tests.conftest import ROOT, Run

GOLDEN = ROOT / "tests" / "golden"

CASES = {
    "wuhan-2018-table-80.txt": ("2018", "table", 80),
    "wuhan-2018-table-120.txt": ("2018", "table", 120),
    "wuhan-2018-table-40.txt": ("2018", "table", 40),
    "wuhan-2018-plain.txt": ("2018", "plain", 80),
    "wuhan-2018-markdown.md": ("2018", "markdown", 80),
    "wuhan-2018-csv.csv": ("2018", "csv", 80),
    "wuhan-2018-json.json": ("2018", "json", 80),
    "wuhan-2020-table-80.txt": ("2020", "table", 80),
    "wuhan-2020-plain.txt": ("2020", "plain", 80),
    "wuhan-2016-plain.txt": ("2016", "plain", 80),
}


def compare(name: str, text: str) -> None:
    """Hold a text against its golden file, or renew that."""
    text = text.replace(f'"version": "{__version__}"', '"version": "VERSION"')
    path = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        path.write_text(text, "utf-8", newline="")
    assert text == path.read_bytes().decode(), f"{name} 变了；若是有意的改动，见本文件开头"


@pytest.mark.parametrize("name", CASES)
def test_wuhan(mzprog: Run, name: str) -> None:
    """Every format; the table at three widths."""
    year, form, width = CASES[name]
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", year, "--format", form, env={"COLUMNS": str(width)})
    assert (ran.code, ran.err) == (0, "")
    compare(name, ran.out)


@pytest.mark.parametrize("form", ["plain", "markdown", "csv", "json"])
def test_only_the_table_knows_the_width(mzprog: Run, form: str) -> None:
    """What goes into mails, files and scripts is the same on every terminal."""
    args = ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--format", form)
    narrow, wide = (mzprog(*args, env={"COLUMNS": width}).out for width in ("80", "120"))
    assert narrow == wide


def test_colours(mzprog: Run) -> None:
    """Verdicts, headings and title in the eight colours that every terminal has."""
    env = {"COLUMNS": "80", "FORCE_COLOR": "1"}
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--format", "table", env=env)
    compare("wuhan-2018-table-80-colours.txt", ran.out)


@pytest.mark.parametrize("name", ["wuhan-2018-explain-table.txt", "wuhan-2018-explain-plain.txt"])
def test_explained(mzprog: Run, name: str) -> None:
    """The working and the sources under the table."""
    form = name.removesuffix(".txt").rpartition("-")[2]
    ran = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--explain", "--format", form)
    compare(name, ran.out)


def test_no_golden_file_is_left_over() -> None:
    """Every file in the folder is named by some test."""
    tests = "".join(path.read_text("utf-8") for path in GOLDEN.parent.rglob("test_*.py"))
    assert [path.name for path in GOLDEN.iterdir() if path.name not in tests] == []
