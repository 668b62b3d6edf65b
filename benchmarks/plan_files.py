"""Plan files that are made up: one of a county each, as rich as the plan of the repository, and long ones."""

from __future__ import annotations

import random
import re
from pathlib import Path

from benchmarks.measuring import ROOT

# An observation on a line of its own; the figures of other places keep, so that each plan stays sound.
_OBSERVATION = re.compile(r"^(      \d{4}\S*: )(\d+(?:\.(\d+))?)$")


def write_plans(folder: Path, count: int) -> None:
    """Write ``count`` plan files of 23 indicators; the same ones at every run."""
    lines = (ROOT / "plans" / "wuhan.yaml").read_text("utf-8").splitlines()
    for number in range(count):
        text = "\n".join(_county(lines, number))
        (folder / f"{number:04d}.yaml").write_text(text + "\n", "utf-8")


def _county(lines: list[str], number: int) -> list[str]:
    dice = random.Random(number)
    name = f"第{number}县"
    made = []
    for line in lines:
        found = _OBSERVATION.match(line)
        if found:
            figure = float(found[2]) * dice.uniform(0.9, 1.1)  # made up: nothing here is reckoned with
            line = f"{found[1]}{figure:.{len(found[3] or '')}f}"
        elif line.startswith("plan:"):
            line = f"plan: {name}民政事业发展“十三五”规划"
        elif line.startswith("region:"):
            line = f"region: {name}"
        made.append(line)
    return made


_HEAD = """\
plan: 很长的规划
baseline_year: {}
target_year: 2020
sources: {{book: {{title: 年鉴}}}}
source: book
indicators:
"""
_ROW = "  - {{name: 指标{n}, category: 类别{c}, unit: 个, baseline: 10, target: 20, observations: {o}}}\n"
_WHOLE = "  - name: 指标\n    unit: 个\n    baseline: 10\n    target: 20\n"
_PARTS = ("", "H1", "H2", *(f"Q{n}" for n in range(1, 5)), *(f"-{n:02}" for n in range(1, 13)))


def with_indicators(count: int) -> str:
    """Return a plan of so many indicators, each with three observations."""
    rows = (_ROW.format(n=n, c=n % 7, o=_observations(n)) for n in range(count))
    return _HEAD.format(2015) + "".join(rows)


def with_components(count: int) -> str:
    """Return a plan of one indicator with so many components."""
    rows = (f"      部分{n}: {{observations: {_observations(n)}}}\n" for n in range(count))
    return _HEAD.format(2015) + _WHOLE + "    components:\n" + "".join(rows)


def with_observations(count: int) -> str:
    """Return a plan of one indicator with so many observations: years and all their parts, one after the other."""
    periods = (f"{1601 + n // len(_PARTS)}{_PARTS[n % len(_PARTS)]}" for n in range(count))
    rows = (f"      {period}: {10 + n * 7919 % 1000 / 100}\n" for n, period in enumerate(periods))
    return _HEAD.format(1600) + _WHOLE + "    observations:\n" + "".join(rows)


def _observations(n: int) -> str:
    return f"{{2016: {11 + n % 3}, 2017: {13 + n % 4}, 2018: {14 + n % 9}}}"
