"""Plan files of one county each, made up from the plan of the repository: as long, as rich, other figures."""

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
