"""What the engines say of a long table is what ``evaluate`` says, in every column of every row.

MZPROG_PANEL_ROWS says of how many random indicators (4,000), MZPROG_SPARK_ROWS of how many through Spark.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mzprog.core.method import Method
from mzprog.core.period import parse_period
from mzprog.core.problems import Problem
from mzprog.core.results import AsOf
from mzprog.panel.engine import Engine, records, theirs_of
from mzprog.panel.exactly import Exactly, Theirs
from mzprog.panel.select import Question
from mzprog.panel.tables import NAMES, Table, read_tables
from mzprog.panel.verdict import EXACT, RESULT
from mzprog.planfile.load import parse_plan
from mzprog.planfile.long import COLUMNS
from tests.conformance.oracle.draw import METHODS, draw, file_of
from tests.conftest import ROOT, Run
from tests.needs import needs, without
from tests.panel.rows import HEAD, Drawing

ROWS = int(os.environ.get("MZPROG_PANEL_ROWS", "4000"))
SPARK_ROWS = int(os.environ.get("MZPROG_SPARK_ROWS", "300"))
LACKING = [name for name in ("duckdb",) if find_spec(name) is None]
ASKED = [
    AsOf(parse_period("2022"), False), AsOf(parse_period("2022"), True), AsOf(parse_period("2023"), False, True),
    AsOf(parse_period("2022H2"), True), AsOf(parse_period("2025"), False, True),
    AsOf(parse_period("2022-12"), True, True),
]  # fmt: skip


def written(folder: Path, rows: Iterable[dict[str, str]], head: Iterable[str] = HEAD) -> Path:
    path = folder / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(head))
        writer.writeheader()
        writer.writerows(rows)
    return path


def lines(table: Table) -> list[Theirs]:
    """Return every row of a table as one that goes through ``evaluate``, plan by plan."""
    with open(table.file, encoding="utf-8", newline="") as file:
        keys, *rows = csv.reader(file)
    found = theirs_of(((0, number, False, *row) for number, row in enumerate(rows, 2)), keys, [table])
    return sorted(found, key=lambda row: (row.line.cells.get("region", ""), row.line.cells.get("plan", "")))


class Answers:
    """What evaluate and an engine say of a table: rows by plan and name, problems, how many the engine said."""

    def __init__(self, path: Path, engine: Engine, asked: AsOf, method: Method) -> None:
        self.expected_problems: list[Problem] = []
        self.problems: list[Problem] = []
        tables, wrong = read_tables([str(path)], {}, engine.head)
        assert not wrong
        expected = Exactly(asked, method, tables[0].places, self.expected_problems.append)
        self.expected = self._by_name(expected.records(lines(tables[0])))
        engine.assess(tables, Question(tuple(tables[0].columns), asked, method, engine.dialect, numbered=True))
        (said,) = engine.query(f"SELECT count(*) FROM result_ WHERE status_ = '{EXACT}'")
        self.said = int(said[0])
        found = Exactly(asked, method, tables[0].places, self.problems.append)
        engine.add(found.records(engine.theirs()))
        self.found = self._by_name(records(engine))

    @staticmethod
    def _by_name(rows: Iterable[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
        texts = ({key: None if row[key] in {None, ""} else str(row[key]) for key in RESULT} for row in rows)
        return {(row["region"], row["plan"], row["name"]): row for row in texts}

    def differences(self) -> list[str]:
        """Return in words where the two differ."""
        apart = self.expected.keys() ^ self.found.keys()
        return [f"only one has {key}" for key in sorted(map(str, apart))] + [
            f"{key}: {column} is {self.found[key][column]}, not {text} in {row}"
            for key, row in self.expected.items()
            if key in self.found
            for column, text in row.items()
            if self.found[key][column] != text
        ]


def duck(folder: Path) -> Engine:
    from mzprog.panel.duck import Duck

    return Duck(str(folder), "1GB")


def method(number: int) -> Method:
    """Return one of the methods of random plans; below 0 the usual one."""
    own = f"method: {json.dumps(METHODS[number])}, " if number >= 0 else ""
    head = "plan: x, baseline_year: 2015, target_year: 2020, indicators: [{name: x, target: '>1'}]"
    return parse_plan(f"{{{own}{head}}}".encode()).method


@without(LACKING)
@pytest.mark.parametrize("number", range(len(ASKED)))
def test_duckdb_says_what_evaluate_says(number: int, tmp_path: Path) -> None:
    """Every column of every row, problems included; and most of the rows are said by the engine itself."""
    path = written(tmp_path, Drawing(number).rows(ROWS // len(ASKED)))
    answers = Answers(path, duck(tmp_path), ASKED[number], method(number - 1))
    assert answers.differences() == []
    assert sorted(answers.problems) == sorted(answers.expected_problems)
    assert answers.said > len(answers.expected) * 0.2


# What people and programs put into cells: a reader may take, read otherwise or refuse it, but never only one of two.
ODD = (
    "5", "05", "5.", ".5", "+5", "-0", "0.000000", "100.10", "5 ", "５", "1,234", "5%", "1e3", "5.1234567",
    "123456789012", "1234567890123", "≥50", "≥ 50", "<=9", "30-40", "五十", "-", "—", "--", "nan", "NULL", "null",
    "~", "TODO", "待定", "no", "true", "TRUE", "是", "否", "2018", "2022", "2022 年", "２０２２", "2022h1",
    "2022H3", "2022Q3", "2022-13", "2022-5", "2022年1-6月", "0999", "{", "[甲]", "[[[[", "{value: 5}",
    "{growth: 7}", "{missing: 无}", "a: b", "=5", "'=6", "'5", "-x", "＋x", "@a", "民政局、财政局", "a;b", "甲\n乙",
    "甲\t", "\u3000甲", "甲\xa0乙", "\u200b甲", "\ufeff甲", "甲\u2028", "\x07甲", "�", "\x9b2J", "𠮷", "é",
    "e\u0301", "约束性", "逆向", "适度", "linear", "线性型", "log", "存量", "growth", "累计量", "滞后", "达到",
    "2021=5; 2022=6", "指标1",
)  # fmt: skip
SOUND = {
    "region": "县", "indicator": "指标", "type": "约束性", "unit": "张", "baseline_year": "2020", "baseline": "10",
    "target_year": "2025", "target": "≥50", "period": "2022", "value": "30",
}  # fmt: skip


@without(LACKING)
@pytest.mark.parametrize("asked", ASKED[:3:2])
def test_whatever_stands_in_a_cell(asked: AsOf, tmp_path: Path) -> None:
    """Every odd text in every column, each in a plan of its own beside a sound row."""
    rows = [
        row
        for key in COLUMNS
        for number, odd in enumerate(ODD)
        for row in (SOUND | {"plan": f"{key}{number}", key: odd}, SOUND | {"plan": f"{key}{number}", "indicator": "乙"})
    ]
    answers = Answers(written(tmp_path, (dict.fromkeys(COLUMNS, "") | row for row in rows), COLUMNS), duck(tmp_path),
                      asked, method(-1))  # fmt: skip
    assert answers.differences() == []
    assert sorted(answers.problems) == sorted(answers.expected_problems)


@needs("java")
@without([name for name in ("pyspark",) if find_spec(name) is None])
@without(["os.fork"] if os.name == "posix" and not hasattr(os, "fork") else [])  # whose absence Spark does not expect
def test_spark_says_what_evaluate_says(tmp_path: Path) -> None:
    """The same through Spark in local mode."""
    from mzprog.panel.spark import Spark

    path = written(tmp_path, Drawing(99).rows(SPARK_ROWS))
    engine = Spark(str(tmp_path), "2GB", "local[2]")
    try:
        answers = Answers(path, engine, ASKED[0], method(-1))
    finally:
        engine.close()
    assert answers.differences() == []
    assert answers.said > len(answers.expected) * 0.2


def table(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{k: v for k, v in row.items() if k not in {"file", "region"}} for row in csv.DictReader(file)]
    assert len({(row["plan"], row["name"]) for row in rows}) == len(rows)
    return {(row["plan"], row["name"]): row for row in rows}


@without(LACKING)
@pytest.mark.parametrize("time", ["--year 2018", "--as-of 2018H1", "--year 2020", "--year 2023 --latest"])
def test_the_plans_of_this_project(time: str, mzprog: Run, tmp_path: Path) -> None:
    """Exported as a long table, all plans are judged as from their files."""
    long, found, expected = (tmp_path / name for name in ("long.csv", "found.csv", "expected.csv"))
    assert mzprog("export", "--long", "plans", "-o", str(long)).code == 0
    assert mzprog("panel", str(long), *time.split(), "-o", str(found)).code == 0
    assert mzprog("evaluate", "plans", *time.split(), "-o", str(expected)).code == 0
    assert table(found) == table(expected)
    assert len(table(found)) >= 46


@without(LACKING)
@pytest.mark.parametrize("time", ["--year 2022", "--year 2020 --latest", "--as-of 2023H1"])
def test_random_plans_of_every_kind(time: str, mzprog: Run, tmp_path: Path) -> None:
    """Written as files and as one long table, random plans are judged alike."""
    plans = tmp_path / "plans"
    plans.mkdir()
    for seed in range(150):
        drawn = draw(seed)
        if drawn.plan.pop("method", None) is None:  # a table has no method of each plan's own
            (plans / f"{seed}.yaml").write_bytes(file_of(drawn.plan | {"plan": f"规划{seed}"}))
    long, found, expected = (tmp_path / name for name in ("long.csv", "found.csv", "expected.csv"))
    assert mzprog("export", "--long", str(plans), "-o", str(long)).code == 0
    assert mzprog("panel", str(long), *time.split(), "-o", str(found)).code == 0
    assert mzprog("evaluate", str(plans), *time.split(), "-o", str(expected)).code == 0
    assert table(found) == table(expected)
    assert len(table(found)) > 80


def test_the_columns_are_those_of_the_csv(mzprog: Run) -> None:
    head = mzprog("evaluate", str(ROOT / "plans/wuhan.yaml"), "--year", "2018", "--format", "csv").out.splitlines()[0]
    assert ["region", *head.split(",")] == list(RESULT)
    assert len(NAMES) == len(set(NAMES.values()))
