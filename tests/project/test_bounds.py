"""Input that would take time or memory without end, counted in steps; and what else nobody should meet."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.period import parse_period
from mzprog.core.problems import PlanError
from mzprog.planfile import advice
from mzprog.planfile.edit import Edit, _flat, edit
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import Map, Text, Value, written
from mzprog.planfile.yaml import read_tree
from mzprog.questions.scenario import read_scenarios
from mzprog.render import csv
from mzprog.render import json as json_form
from tests.conftest import ENVIRONMENT, PIPED, ROOT, Run
from tests.program import written as plan_file

HEAD = "plan: x\nbaseline_year: 2015\ntarget_year: 2020\n"


# ---- time ----


class Counted(difflib.SequenceMatcher):  # type: ignore[type-arg]
    """Counts the pairs of characters of the texts that are held against each other."""

    pairs = 0
    a: str
    b: str

    def ratio(self) -> float:
        Counted.pairs += len(self.a) * len(self.b)
        return super().ratio()


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    monkeypatch.setattr(difflib, "SequenceMatcher", Counted)
    Counted.pairs = 0
    return lambda: Counted.pairs


def problems_of(text: str) -> tuple[int, str]:
    with pytest.raises(PlanError) as error:
        parse_plan(text.encode(), "x.yaml")
    return len(error.value.problems), error.value.problems[0].message


@pytest.mark.parametrize("line", ["[ " * 40_000, "{" * 40_000, "- " * 40_000, "a: " * 40_000, "： " * 40_000])
def test_advice_looks_at_the_beginning_of_a_line(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its patterns take time with the square of what they look at."""
    looked_at: list[int] = []

    class Watched:
        def __init__(self, pattern: re.Pattern[str]) -> None:
            self.pattern = pattern

        def search(self, text: str) -> re.Match[str] | None:
            looked_at.append(len(text))
            return self.pattern.search(text)

        match = search

    for name in ("_NEEDS_QUOTES", "_CUT", "_WIDE_COLON"):
        monkeypatch.setattr(advice, name, Watched(getattr(advice, name)))
    assert problems_of(f"plan: x\n{line}")[1]
    assert max(looked_at, default=0) <= 2_000


@pytest.mark.parametrize("name", ["资料{}", "ab" * 45 + "{}"])
def test_near_misses_are_looked_for_within_bounds(name: str, pairs: Callable[[], int]) -> None:
    """800 sources with 300 names that look like one of them: the first are told, the rest only refused."""
    sources = "".join(f"  {name.format(f'{n:04}')}: {{title: x}}\n" for n in range(800))
    items = "".join(
        f"  - {{name: i{n}, baseline: 1, target: 5, source: {name.format(f'x{n:04}')}}}\n" for n in range(300)
    )
    count, first = problems_of(f"{HEAD}sources:\n{sources}indicators:\n{items}")
    assert (count, "是不是" in first) == (300, True)
    assert 0 < pairs() <= 2 * 20_000_000  # each hit is measured twice


def scenario_problems(scenarios: str, size: int) -> list[str]:
    items = "".join(
        f"  - {{name: 指标第{n:05}号, baseline: 0, target: 5, observations: {{2018: 3}}}}\n" for n in range(size)
    )
    plan = parse_plan(f"{HEAD}indicators:\n{items}".encode())
    with pytest.raises(PlanError) as error:
        read_scenarios(scenarios.encode(), "s.yaml", evaluate(plan, 2018))
    return [problem.code for problem in error.value.problems]


def test_scenarios_within_bounds(pairs: Callable[[], int]) -> None:
    """Names that nobody knows, too many scenarios, too many names: told, not worked through."""
    unknown = "方案:\n" + "".join(f"  指标第{n:05}好: 5\n" for n in range(1000))
    assert scenario_problems(unknown, 1000) == [*["unknown-indicator"] * 20, "too-many-problems"]
    assert pairs() < 20_000_000
    assert scenario_problems("".join(f"方案{n}: {{a: 5}}\n" for n in range(201)), 1000) == ["too-many"]
    many = "方案:\n" + "".join(f"  指标第{n:05}号: 5\n" for n in range(10_001))
    assert scenario_problems(many, 1000) == ["too-many"]


# ---- what reaches a terminal ----

OBEYED = "甲\x1b[31m\u202e\u2066\x9b乙"


def test_marks_that_a_terminal_obeys_stay_off_it() -> None:
    """JSON writes them as numbers, so that nothing is lost; a CSV, which has no numbers for them, without them."""
    text = json_form.render({OBEYED: [OBEYED, "甲\n乙"]})
    assert json.loads(text) == {OBEYED: [OBEYED, "甲\n乙"]}
    assert all(c.isprintable() or c == "\n" for c in text)
    assert csv.render([{"a": OBEYED}]) == "a\r\n甲[31m乙\r\n"


@pytest.mark.parametrize("form", ["json", "csv", "plain", "table", "markdown"])
def test_marks_of_an_earlier_result(mzprog: Run, tmp_path: Path, form: str) -> None:
    """Whoever wrote the file that ``--against`` names."""
    args = ("evaluate", str(plan_file(tmp_path)), "--year", "2018")
    earlier = json.loads(mzprog(*args, "--format", "json").out)
    earlier["plans"][0]["indicators"][0] |= {"name": OBEYED, "id": None, "verdict": OBEYED, "target": OBEYED}
    earlier["plans"].append(earlier["plans"][0] | {"file": OBEYED, "plan": OBEYED})
    (tmp_path / "上次.json").write_text(json.dumps(earlier), "utf-8")
    ran = mzprog(*args, "--against", str(tmp_path / "上次.json"), "--format", form)
    assert ran.code == 0 and "甲" in ran.out
    assert not [c for c in ran.out if not c.isprintable() and c not in "\r\n"]


# ---- memory, and the shell's questions ----


def test_without_memory(tmp_path: Path) -> None:
    """One sentence and exit 5."""
    before = "import mzprog.planfile.load as p\ndef none(*args):\n    raise MemoryError\np.parse_plan = none\n"
    main = f"{before}import sys\nfrom mzprog.__main__ import main\nsys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", main, "evaluate", str(plan_file(tmp_path)), "--year", "2018"], capture_output=True,
        env=ENVIRONMENT, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (5, b"", 1)
    assert "内存不足" in done.stderr.decode(PIPED)


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"COMP_WORDS": "mzprog "},
        {"COMP_WORDS": "mzprog ", "COMP_CWORD": "x"},
        {"COMP_WORDS": "mzprog ", "COMP_CWORD": ""},
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_without_its_variables(mzprog: Run, shell: str, env: dict[str, str]) -> None:
    ran = mzprog("evaluate", env={"_MZPROG_COMPLETE": f"{shell}_complete", **env})
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


# ---- which plans a call has ----


def titles(ran: object) -> list[str]:
    return [plan["plan"] for plan in json.loads(ran.out)["plans"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("link", [os.link, lambda source, target: os.symlink(os.path.abspath(source), target)])
def test_a_plan_under_two_names_counts_once(mzprog: Run, tmp_path: Path, link: Callable[[str, str], None]) -> None:
    """It is told which name was taken."""
    one = plan_file(tmp_path, "1.yaml", "一")
    link(str(one), str(tmp_path / "2.yaml"))
    ran = mzprog("evaluate", str(tmp_path), str(one), "--year", "2018", "--format", "json")
    assert (ran.code, titles(ran)) == (0, ["一"])
    same, twice = ran.err.splitlines()
    assert same == f"{tmp_path}/2.yaml 和 {one} 是同一个文件，只算一次"
    assert twice == f"{one} 写了不止一次，只算一次"


@pytest.mark.parametrize("command", [("evaluate", "--year", "2018"), ("check",), ("outlook", "--year", "2018")])
def test_a_pipe_in_a_folder_is_not_waited_for(mzprog: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    """It is told, the plans are read, and the exit code is 3."""
    plan_file(tmp_path, "2.yaml", "二")
    os.mkfifo(tmp_path / "1.yaml")
    ran = mzprog(command[0], str(tmp_path), *command[1:], "--format", "csv")
    assert (ran.code, "2.yaml" in ran.out, "1.yaml: 它是管道或设备" in ran.err) == (3, True, True)


# ---- a plan file's text ----


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_added_with_the_ends_that_the_file_has(end: str) -> None:
    lines = ["plan: x", "baseline_year: 2015", "target_year: 2020", "indicators:", "  - name: 甲", "    target: 5"]
    lines += ["    observations:", "      2018: 3  # 年末"]
    data = end.join([*lines, ""]).encode()
    changes = [
        Edit("甲", None, "observations", parse_period("2019"), "4"),
        Edit("甲", None, "baseline", None, "1"),
    ]
    text = edit(data, "x", changes)
    assert text.replace(end, "").isprintable()
    assert [*lines, "      2019: 4"] == [line for line in text.split(end) if line and "baseline: 1" not in line]
    assert parse_plan(text.encode()).indicators[0].whole.baseline.value == Decimal(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("length", [999, 1000, 1024, 1025, 5000])
@pytest.mark.parametrize("quoted", ["", "：# "])
def test_a_key_of_any_length_is_read_back(length: int, quoted: str) -> None:
    """YAML looks for the colon of a key in 1,024 characters only."""
    name = quoted + "甲" * (length - len(quoted))
    inner: dict[str, Value] = {name: Text("x"), f"{name}乙": Text("y")}
    tree = Map(
        {name: Map(inner, flow=True), f"{name}乙": Map(dict(inner)), "列": [Map(dict(inner)), Map({"a": Text("1")})]}
    )
    read = dict(_flat(read_tree(written(tree).encode(), "x")[0]))
    both = [(name, "x"), (f"{name}乙", "y")]
    expected: dict[tuple[str | int, ...], str] = {(outer, key): value for outer, _ in both for key, value in both}
    expected |= {("列", 0, key): value for key, value in both}
    assert read == expected | {("列", 1, "a"): "1"}
