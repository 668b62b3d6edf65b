"""Every way in which a command writes a file, and what it leaves beside it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.program import written

TABLE = "指标名称,单位,属性,2015年,2018年,2020年目标\n甲,个,约束性,0,3,10\n乙,个,预期性,0,6,10\n"
IMPORTED = ("--baseline-year", "2015", "--target-year", "2020", "--direction", "正向", "--title", "测试")

# Each way to write a file: what is called, where, in a folder that has plan.yaml, 表.csv and 数.csv.
WRITERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "json": ("x.json", ("evaluate", "plan.yaml", "--year", "2018", "-o", "x.json")),
    "csv": ("x.csv", ("outlook", "plan.yaml", "--year", "2018", "-o", "x.csv")),
    "through a link": ("x.txt", ("check", "plan.yaml", "-o", "链接.txt")),
    "report": ("x.docx", ("report", "plan.yaml", "--year", "2018", "-o", "x.docx")),
    "workbook": ("x.xlsx", ("report", "plan.yaml", "--year", "2018", "-o", "x.xlsx")),
    "page": ("x.html", ("report", "plan.yaml", "--year", "2018", "-o", "x.html")),
    "export": ("x.csv", ("export", "plan.yaml", "-o", "x.csv", "--replace")),
    "export a workbook": ("x.xlsx", ("export", "plan.yaml", "-o", "x.xlsx", "--replace")),
    "whatif": ("x.yaml", ("whatif", "plan.yaml", "--year", "2018", "--set", "甲=5", "--save", "x.yaml", "--replace")),
    "import": ("x.yaml", ("import", "表.csv", *IMPORTED, "-o", "x.yaml", "--replace")),
    "import into": ("plan.yaml", ("import", "数.csv", "--into", "plan.yaml")),
    "new": ("x.yaml", ("new", "-o", "x.yaml", "--replace")),
}


def prepared(folder: Path) -> Path:
    """Put into a folder what the writers read."""
    written(folder)
    (folder / "表.csv").write_text(TABLE, "utf-8")
    (folder / "数.csv").write_text("指标名称,2019年\n甲,5\n乙,8\n", "utf-8")
    (folder / "链接.txt").symlink_to("x.txt")
    return folder


def scraps(folder: Path) -> list[str]:
    """Return what lies in a folder that no test has put there and no call was to write, hidden or not."""
    known = {"plan.yaml", "表.csv", "数.csv", "链接.txt", "规划", *(name for name, _ in WRITERS.values())}
    return [name for name in os.listdir(folder) if name not in known]


def ours(name: str) -> bool:
    return name.startswith(".mzprog-") and name.endswith(".tmp")
