"""What CONTRIBUTING promises: a rule is one entry, a format and an import source are one file and one line each.

Each is added to a copy of the program, which is then run as a user would.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, ROOT

RULE = """SQUARE = Rule(
    "square", "平方型", "用实际值与应达值之比的平方",
    share=lambda x: (x.a / x.p).power(Ratio(2)),
    value=lambda x, share: x.p * share.power(Ratio(1) / 2),
    whole=lambda x: (x.a / x.t).power(Ratio(2)),
    working=lambda w: f"({w.a} ÷ {w.planned_level()})²",
    needs=(Need(lambda x: x.p > 0, "平方型要求应达值为正数"),),
)
"""
TWICE = """TWICE = Rule(
    "twice", "双倍型", "用实际变动量的两倍除以同期规划变动量",
    share=lambda x: (x.a - x.b) * 2 / (x.p - x.b),
    value=lambda x, share: x.b + (x.p - x.b) * share / 2,
    whole=lambda x: (x.a - x.b) * 2 / (x.t - x.b),
    working=lambda w: f"2 × ({w.a} - {w.signed(w.b)}) ÷ {w.planned_change()}",
    even=True,
)
"""
FORMAT = """
def render(document):
    return f"[[{document.title}]]\\n"
"""
SOURCE = """
import csv
import json
from mzprog.tables.grid import Cell, Grid, Row

def read(data):
    rows = enumerate(json.loads(data), 1)
    return [Grid(tuple(Row(n, tuple(Cell(text, column) for column, text in enumerate(row))) for n, row in rows))]
"""
PLAN = """plan: 示例
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 床位, rule: square, baseline: 10, target: 20, observations: {2016: 11, 2018: 12}}
"""


class Copy:
    """A copy of the program that can be added to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "mzprog", folder / "mzprog", ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, file: str, text: str, registry: str, after: str, line: str) -> None:
        """Write one file of the package and one line of another."""
        (self.folder / "mzprog" / file).write_text(text, "utf-8")
        self.insert(registry, after, f"{line}\n")

    def insert(self, file: str, after: str, text: str) -> None:
        """Put a text into a file of the package."""
        path = self.folder / "mzprog" / file
        before = path.read_text("utf-8")
        assert before.count(after) == 1
        path.write_text(before.replace(after, f"{after}{text}"), "utf-8")

    def run(self, *args: str, code: int = 0, told: str = "") -> str:
        """Run the copy and return what it prints; without a ``code`` nothing is said but what is to be ``told``."""
        done = subprocess.run(
            [sys.executable, "-m", "mzprog", *args], cwd=self.folder, capture_output=True, check=False, timeout=60,
            env={**ENVIRONMENT, "PYTHONPATH": str(self.folder), "PATH": os.environ["PATH"]},
        )  # fmt: skip
        assert (done.returncode, bool(done.stderr)) == (code, bool(code or told)), done.stderr.decode()
        assert told in done.stderr.decode()
        return done.stdout.decode()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_rule(copy: Copy, tmp_path: Path) -> None:
    """Assessed, explained, turned round, forecast, offered to editors, in reports, workbooks and long tables."""
    copy.insert("core/rules.py", "    timeless=True,\n)  # fmt: skip\n", RULE)
    copy.insert("core/rules.py", "LOG, COMPLETION", ", SQUARE")
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN, "utf-8")
    asked = (str(plan), "--year", "2018")
    (row,) = json.loads(copy.run("evaluate", *asked, "--format", "json"))["plans"][0]["indicators"]
    assert (row["rule"], row["planned"], row["progress_rate"], row["verdict"]) == ("square", 16, 56.25, "滞后")
    assert row["working"] == "(12 ÷ [10 + (20 - 10) × 3/5])² = 56.25%"
    shown = copy.run("evaluate", *asked, "--explain")
    assert "床位〔平方型〕" in shown and "换用其他规则：线性型33.33%" in shown
    assert "床位" in copy.run("outlook", *asked)
    assert "56.25%" in copy.run("whatif", *asked, "--set", "床位=14")
    assert "平方型" in copy.run("check", str(plan))
    assert "square" in copy.run("schema")
    assert "平方型" in copy.run("export", str(plan))
    for suffix in (".docx", ".html", ".xlsx", ".md"):
        copy.run("report", *asked, "-o", str(tmp_path / f"报告{suffix}"), told="没有写全原因和措施")
    copy.run("export", "--long", str(plan), "-o", str(tmp_path / "长表.csv"))
    copy.run("panel", str(tmp_path / "长表.csv"), "--year", "2018", "-o", str(tmp_path / "结果.csv"))
    (assessed,) = csv.DictReader((tmp_path / "结果.csv").read_text("utf-8-sig").splitlines())
    assert (assessed["progress_rate"], assessed["working"]) == ("56.25", row["working"])
    assert "平方型（1项）用实际值与应达值之比的平方" in (tmp_path / "报告.md").read_text("utf-8")


def test_a_rule_of_quotients_is_reckoned_by_the_engine(copy: Copy, tmp_path: Path) -> None:
    """What a rule says in whole numbers stands in the statement itself, with its working."""
    copy.insert("core/rules.py", "    timeless=True,\n)  # fmt: skip\n", TWICE)
    copy.insert("core/rules.py", "LOG, COMPLETION", ", TWICE")
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("square", "twice"), "utf-8")
    copy.run("export", "--long", str(plan), "-o", str(tmp_path / "长表.csv"))
    asked = ("panel", str(tmp_path / "长表.csv"), "--year", "2018")
    copy.run(*asked, "-o", str(tmp_path / "结果.csv"))
    (assessed,) = csv.DictReader((tmp_path / "结果.csv").read_text("utf-8-sig").splitlines())
    (row,) = json.loads(copy.run("evaluate", str(plan), "--year", "2018", "--format", "json"))["plans"][0]["indicators"]
    assert (assessed["progress_rate"], assessed["working"]) == ("66.67", row["working"])
    assert "'2 × ('" in copy.run(*asked, "--print-sql")


def test_a_format(copy: Copy) -> None:
    """Offered by every command that answers, and chosen by the suffix of the file."""
    line = '    Format("wiki", ".wiki", answer=True, report=True),'
    copy.add("render/wiki.py", FORMAT, "render/__init__.py", '    Format("json", ".json", answer=True),\n', line)
    asked = (str(ROOT / "plans/wuhan.yaml"), "--year", "2018")
    title = "[[武汉市民政事业发展“十三五”规划：2018年进展评估]]\n"
    assert copy.run("evaluate", *asked, "--format", "wiki") == title
    copy.run("evaluate", *asked, "-o", "x.wiki")
    assert (copy.folder / "x.wiki").read_text("utf-8") == title
    assert copy.run("outlook", *asked, "--format", "wiki").startswith("[[")
    copy.run("report", *asked, "-o", "y.wiki", told="没有写全原因和措施")
    assert (copy.folder / "y.wiki").read_text("utf-8").startswith("[[")
    assert ".wiki" in copy.run("evaluate", "--help")


def test_an_import_source(copy: Copy, tmp_path: Path) -> None:
    """A file of a new kind becomes a plan; what it is is told by its bytes."""
    line = '    Source("lists", lambda data: data.startswith(b"[[")),'
    copy.add("tables/lists.py", SOURCE, "tables/sources.py", '    Source("html", _is_page),\n', line)
    table = [["指标", "单位", "2015年实际值", "2020年目标", "2018年实际值"], ["床位", "张", "37", "50", "40"]]
    (tmp_path / "表.lists").write_text(json.dumps(table), "utf-8")
    made = copy.run("import", str(tmp_path / "表.lists"), code=3)  # what it is called is left to say
    assert "name: 床位" in made and "2015: 37" in made and "2018: 40" in made
