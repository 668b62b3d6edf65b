"""Exit codes in every combination of what can happen: 2, then 5, then 3, then 4, then 0.

The command line is called in this process, so that all combinations can be tried; that a process ends
with the code that it returns, and that streams and files are as they should be, others tests hold.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from mzprog import __version__, cli
from tests.conftest import Run
from tests.program import written

BROKEN, MISSING, LATE, GATE, NO_PLACE, WRONG, GONE = (
    "broken plan", "missing plan", "not-begun plan", "gate met", "cannot write", "wrong call", "closed pipe",
)  # fmt: skip
# The first of these that happens gives the code; a reader that is gone and a plan that waits give none.
CODES = [(WRONG, 2), (NO_PLACE, 5), (BROKEN, 3), (MISSING, 3), (GATE, 4)]

PUBLISHED = """plan: 测试
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 甲, baseline: 0, target: 10, observations: {2018: 3}, published: {2018: {rate: 99}}}
"""
Call = Callable[..., tuple[int, str]]


def test_the_version_wherever_it_is_asked_for(mzprog: Run) -> None:
    for args in (("--version",), ("--version", "check"), ("--version", "--help")):
        assert mzprog(*args) == (0, f"mzprog {__version__}\n", "")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what calls the program in a folder of plans for every case, and gives its exit code and what it says."""
    written(tmp_path, "good.yaml")
    (tmp_path / "broken.yaml").write_text("- 1\n", "utf-8")
    late = (tmp_path / "good.yaml").read_text("utf-8").replace("2015", "2019")
    (tmp_path / "late.yaml").write_text(late, "utf-8")
    (tmp_path / "published.yaml").write_text(PUBLISHED, "utf-8")
    monkeypatch.chdir(tmp_path)

    def called(*args: str, gone: bool = False) -> tuple[int, str]:
        reading, writing = os.pipe()
        if gone:
            os.close(reading)
        monkeypatch.setattr("sys.argv", ["mzprog", *args])
        told = io.BytesIO()
        with open(writing, "w", encoding="utf-8") as out:
            monkeypatch.setattr("sys.stdout", out)
            monkeypatch.setattr("sys.stderr", io.TextIOWrapper(told, "utf-8", write_through=True))
            code = cli.run()
        if not gone:
            os.close(reading)
        return code, told.getvalue().decode()

    return called


def every(*events: str) -> Iterator[tuple[str, ...]]:
    """Yield every combination of what can happen, from nothing to all of it."""
    return chain.from_iterable(combinations(events, number) for number in range(len(events) + 1))


def expected(happens: tuple[str, ...]) -> int:
    return next((code for event, code in CODES if event in happens), 0)


PLANS = {BROKEN: "broken.yaml", MISSING: "没有.yaml", LATE: "late.yaml"}
GATES = {
    "evaluate": ("--fail-on", "滞后"),
    "evaluate quietly": ("--fail-on", "约束性:严重滞后", "--fail-on", "滞后", "--quiet"),
    "reconcile": ("--fail-on-mismatch",),
    "check": ("--strict",),
}
COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "evaluate": (("evaluate", "--year", "2018"), "x.json"),
    "evaluate quietly": (("evaluate", "--year", "2018", "--detail"), "x.csv"),
    "outlook": (("outlook", "--year", "2018"), "x.csv"),
    "reconcile": (("reconcile",), "x.csv"),
    "check": (("check",), "x.json"),
    "report": (("report", "--year", "2018"), "x.md"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_several_plans(call: Call, command: str) -> None:
    """A good plan is among them, so what is said of the others changes the code and not that it is evaluated."""
    (name, *options), result = COMMANDS[command]
    gate = [GATE] if command in GATES else []
    good = "published.yaml" if command == "reconcile" else "good.yaml"
    codes, wanted = {}, {}
    for happens in every(BROKEN, MISSING, LATE, *gate, NO_PLACE, WRONG, GONE):
        args = [name, good, *(file for event, file in PLANS.items() if event in happens), *options]
        if GATE in happens:
            args += GATES[command]
        if NO_PLACE in happens or command == "report":
            args += ["-o", f"没有/{result}" if NO_PLACE in happens else result]
        if WRONG in happens:
            args.append("--没有")
        codes[happens], wanted[happens] = call(*args, gone=GONE in happens)[0], expected(happens)
    assert codes == wanted
    assert len(codes) == 2 ** (6 + len(gate))


ONE_PLAN: dict[str, tuple[tuple[str, ...], str]] = {
    "whatif": (("whatif", "--year", "2018", "--set", "甲=5"), "-o"),
    "whatif --save": (("whatif", "--year", "2018", "--set", "甲=5"), "--save"),
    "export": (("export",), "-o"),
}


@pytest.mark.parametrize("command", ONE_PLAN)
def test_one_plan(call: Call, command: str) -> None:
    """Which is good, broken or not there; one that has not begun is a wrong call where a time is asked for."""
    (name, *options), option = ONE_PLAN[command]
    for file in ("good.yaml", *PLANS.values()):
        for happens in every(NO_PLACE, WRONG, GONE):
            args = [name, file, *options]
            if NO_PLACE in happens:
                args += [option, "没有/x.csv"]
            if WRONG in happens:
                args.append("--没有")
            unusable = (BROKEN,) if file in {"broken.yaml", "没有.yaml"} else ()
            # With no plan to take a copy or a table from there is nothing to write.
            written_anyway = command == "whatif" or not unusable
            events = [e for e in (*happens, *unusable) if written_anyway or e != NO_PLACE]
            late = file == "late.yaml" and command != "export"
            assert call(*args, gone=GONE in happens)[0] == (2 if late else expected(tuple(events))), (file, happens)


ALONE = [
    # No plan is left to evaluate: a broken one counts for more than one that waits.
    ("evaluate", (LATE,), 2), ("evaluate", (LATE, GATE), 2), ("evaluate", (LATE, GONE), 2), ("evaluate", (BROKEN,), 3),
    ("evaluate", (BROKEN, LATE), 3), ("evaluate", (MISSING, LATE), 3), ("evaluate", (BROKEN, GATE, LATE), 3),
    ("evaluate", (BROKEN, NO_PLACE), 5), ("evaluate", (BROKEN, MISSING, LATE, WRONG), 2),
    ("outlook", (LATE,), 2), ("outlook", (BROKEN, LATE), 3), ("outlook", (LATE, NO_PLACE), 2),
    ("outlook", (BROKEN, NO_PLACE), 5), ("check", (BROKEN, GATE), 3), ("check", (MISSING, NO_PLACE), 5),
    ("reconcile", (BROKEN, GATE), 3), ("report", (LATE,), 2), ("report", (BROKEN,), 3), ("report", (BROKEN, LATE), 3),
    # There is no report on nothing, so it needs no place; evaluate looks for one before it begins to work.
    ("report", (BROKEN, NO_PLACE), 3), ("evaluate", (LATE, NO_PLACE), 5),
]  # fmt: skip


@pytest.mark.parametrize(("command", "happens", "code"), ALONE)
def test_no_good_plan(call: Call, command: str, happens: tuple[str, ...], code: int) -> None:
    (name, *options), result = COMMANDS[command]
    args = [name, *(PLANS[event] for event in happens if event in PLANS), *options]
    args += GATES[command] if GATE in happens else ()
    if NO_PLACE in happens or command == "report":
        args += ["-o", f"没有/{result}" if NO_PLACE in happens else result]
    args += ["--没有"] if WRONG in happens else []
    assert call(*args, gone=GONE in happens)[0] == code


WRONG_WORDS = [("--fail-on", "胡说"), ("--verdict", "胡说"), ("--category", "胡说")]


@pytest.mark.parametrize("word", WRONG_WORDS)
def test_a_word_that_no_plan_knows(call: Call, word: tuple[str, str]) -> None:
    """Is a wrong call whatever else happens, save where no plan could tell or no place was found to write to."""
    args = ("--year", "2018", "--fail-on", "滞后", *word)
    assert call("evaluate", "good.yaml", *args)[0] == 2
    assert call("evaluate", "good.yaml", "broken.yaml", "late.yaml", *args, gone=True)[0] == 2
    assert call("evaluate", "broken.yaml", *args)[0] == 3
    assert call("evaluate", "good.yaml", *args, "-o", "没有/x.csv")[0] == 5


def test_the_reason_of_each_code(call: Call) -> None:
    """Whatever code wins, everything that happened is told, a line each, but for a call that is wrong."""
    plans = ("good.yaml", "broken.yaml", "没有.yaml", "late.yaml", "--year", "2018", "--fail-on", "滞后")
    _, told = call("evaluate", *plans)
    assert [line.split()[0].split("：")[0] for line in told.splitlines()] == [
        "broken.yaml:1:1:", "没有.yaml:", "尚未开始，已略去", "--fail-on",
    ]  # fmt: skip
    code, told = call("evaluate", *plans, "-o", "没有/x.csv")
    assert (code, told) == (5, "错误：写不出没有/x.csv（所在的文件夹不存在，请先建好）\n")
    code, told = call("evaluate", *plans, "--没有")
    assert (code, told.count("\n"), "--没有" in told) == (2, 1, True)
