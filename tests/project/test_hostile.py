"""Hostile input: known attackers, and a short run of every target of ``fuzz`` (the long one is ``make fuzz``)."""

from __future__ import annotations

import json
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import SLOW, TARGETS
from mzprog.core.problems import MAX_PROBLEMS, PlanError
from mzprog.planfile.load import parse_plan
from tests.conftest import Run
from tests.needs import without

EXAMPLES = {"numbers": 200, "bounds": 200, "periods": 200, "plans": 25, "questions": 25, "reports": 5, "across": 20,
            "panel": 15}  # fmt: skip
LACKING = {"panel": [name for name in ("duckdb",) if find_spec(name) is None]}
HEAD = "plan: 测试\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n"
GOOD = "  - {name: 床位, baseline: 1, target: 5, observations: {2018: 3}}\n"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=without(LACKING.get(name, ()))) for name in TARGETS if name not in SLOW]
)
def test_stands_any_input(name: str) -> None:
    """Whatever is put in, the answer is a value or a sentence."""

    @settings(max_examples=EXAMPLES.get(name, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        TARGETS[name].check(data.draw(TARGETS[name].inputs))

    attempt()


# What the random search has found, and what it was put into.
FOUND = [
    ("reports", HEAD + "  - {name: a, baseline: 0, target: 9, milestones: {2016: {missing: 未公开}}}\n"),
]


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_stands_what_was_found(name: str, data: str) -> None:
    TARGETS[name].check(data.encode())


def found(data: bytes | str) -> list[str]:
    """Return the problems of a file as ``line:column code``."""
    with pytest.raises(PlanError) as refusal:
        parse_plan(data if isinstance(data, bytes) else data.encode(), "x.yaml")
    return [f"{p.line}:{p.column} {p.code}" for p in refusal.value.problems]


def bomb(levels: int) -> str:
    """Return the billion laughs: each level nine times the one before."""
    names = [chr(ord("a") + n) for n in range(levels)]
    return "x: &a [x]\n" + "".join(f"x: &{y} [{', '.join(['*' + x] * 9)}]\n" for x, y in pairwise(names))


# Each gets one of these problems at its place, whatever else is wrong with it.
ATTACKERS: dict[str, tuple[bytes | str, str]] = {
    "empty": (b"", "1:1 empty-file"),
    "blank": (b"\n \n", "1:1 empty-file"),
    "only NUL": (b"\0" * 1000, "1:1 empty-file"),
    "GBK": ((HEAD + GOOD).encode("gbk"), "1:1 not-utf-8"),
    "UTF-16": ((HEAD + GOOD).encode("utf-16"), "1:1 not-utf-8"),
    "UTF-16 without a mark": ((HEAD + GOOD).encode("utf-16-le"), "1:1 not-utf-8"),
    "every byte": (bytes(range(256)), "1:1 not-utf-8"),
    "too large": (b"#" * 5_000_001, "1:1 file-too-large"),
    "120,000 brackets": (b"[" * 120_000, "1:33 too-deep"),
    "120,000 braces": (b"{a: " * 120_000, "1:129 too-deep"),
    "120,000 dashes": (b"- " * 120_000, "1:65 too-deep"),
    "120,000 keys of keys": (b"? " * 120_000, "1:65 too-deep"),
    "alias to itself": ("plan: &a [*a]", "1:11 alias"),
    "billion laughs": (bomb(20), "2:8 alias"),
    "merge key": (f"{HEAD}  - {{<<: {{name: a}}, target: 5}}\n", "5:6 unknown-key"),
    "Python call": (f'{HEAD}  - !!python/object/apply:os.system ["true"]\n', "5:5 tag"),
    "tag with an escape in it": ("plan: !<a%1b> x", "1:7 tag"),
    "duplicate key": (f"{HEAD}{GOOD}plan: b\n", "6:1 duplicate-key"),
    "two documents": (f"{HEAD}{GOOD}---\nplan: b\n", "6:1 second-document"),
    "list as key": ("[a, b]: 1\n", "1:1 bad-key"),
    "mapping as key": ("{a: b}: 1\n", "1:1 bad-key"),
    "giant exponent": (f"{HEAD}  - {{name: a, baseline: 1e999999999, target: 5}}\n", "5:25 number-too-large"),
    "many digits": (f"{HEAD}  - {{name: a, baseline: {'1' * 300_000}, target: 5}}\n", "5:25 number-too-large"),
    "NaN": (f"{HEAD}  - {{name: a, baseline: .nan, target: NaN}}\n", "5:25 not-a-number"),
    "infinity": (f"{HEAD}  - {{name: a, baseline: 1, target: -.inf}}\n", "5:36 not-a-number"),
    "half a surrogate": (f'{HEAD}  - {{name: "\\ud800", target: 5}}\n', "5:15 yaml-syntax"),
    "10,001 indicators": (HEAD + "  - {name: a}\n" * 10_001, "10005:5 too-many"),
    "50,000 tiers": (f"method: {{tiers: [{', '.join(['{label: a}'] * 50_000)}]}}", "1:258 too-many"),
}


@pytest.mark.parametrize("name", ATTACKERS)
def test_attacker_is_refused(name: str) -> None:
    """A known attacker is a problem at its place."""
    data, problem = ATTACKERS[name]
    assert problem in found(data)


@pytest.mark.parametrize(
    "data", [b"a: [" + b"*a," * 50_000 + b"]", b"plan: 1\n" * 50_000, b"a: [" + b"!x a," * 50_000 + b"]"]
)
def test_reading_ends(data: bytes) -> None:
    """A file of nothing but faults is not read to its end."""
    problems = found(data)
    assert len(problems) == MAX_PROBLEMS + 2
    assert problems[-1].endswith("too-many-problems")


def test_no_hint_is_looked_for_in_vain() -> None:
    """Thousands of unknown parents among thousands of names: past the first hundred no nearest name is sought."""
    lines = [f"  - {{name: 养老服务{n}, of: 养老服务x{n}, baseline: 1, target: 5}}\n" for n in range(2000)]
    with pytest.raises(PlanError) as refusal:
        parse_plan((HEAD + "".join(lines)).encode())
    hints = ["是不是" in problem.message for problem in refusal.value.problems]
    assert (len(hints), sum(hints)) == (2000, 100)


def test_byte_order_mark_is_fine() -> None:
    assert parse_plan(b"\xef\xbb\xbf" + (HEAD + GOOD).encode()).title == "测试"


def test_first_hundred_problems_are_shown(mzprog: Run, tmp_path: Path) -> None:
    """Of three hundred problems a hundred are told and the rest counted; JSON has them all."""
    lines = [f"  - {{name: 指标{n}, baseline: 五十, target: 5}}\n" for n in range(300)]
    (tmp_path / "x.yaml").write_text(HEAD + "".join(lines), "utf-8")
    ran = mzprog("evaluate", str(tmp_path / "x.yaml"), "--year", "2018", "--format", "json")
    told = ran.err.splitlines()
    assert (ran.code, len(told)) == (3, 101)
    assert told[99].endswith("x.yaml:104:28: 应为数值，得到“五十”；请用阿拉伯数字，如 50 [not-a-number]")
    assert told[100].endswith("x.yaml: 另有 200 个问题")
    assert len(json.loads(ran.out)["problems"]) == 300


NAMES = {
    "escapes": (r"\e[31m红\e[0m\a", "[31m红[0m"),
    "a terminal's title": (r"\e]0;题\a标", "]0;题标"),
    "C1 controls": (r"\x9b2J床", "2J床"),
    "right to left": (r"\u202e床\u202c\u200f位\u2067", "床位"),
    "line ends": (r"床\r\n位\u2028数", "床 位 数"),
    "markup": ("[bold]床[/bold] [/b] :smile:", "[bold]床[/bold] [/b] :smile:"),
    "a formula": ("=1+1", "=1+1"),
}


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "csv", "json"])
@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_not_obeyed(name: str, form: str, mzprog: Run, tmp_path: Path) -> None:
    """What a terminal would obey is left out of names; what looks like markup stands as it is."""
    written, shown = NAMES[name]
    file = tmp_path / "x.yaml"
    file.write_text(HEAD + GOOD.replace("床位", f'"{written}"'), "utf-8")
    ran = mzprog("evaluate", str(file), "--year", "2018", "--format", form)
    assert ran.code == 0
    assert not set(ran.out) & set("\x1b\x07\x9b\u202e\u200f\u2067\u2028")
    if form != "markdown":
        assert shown in ran.out


def test_what_was_left_out_of_a_name_is_remarked(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(HEAD + GOOD.replace("床位", r'"\e[31m床"'), "utf-8")
    assert (
        "第5行第12列：已略去1个不可见的控制字符" in mzprog("evaluate", str(tmp_path / "x.yaml"), "--year", "2018").out
    )


@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_very_long_name(form: str, mzprog: Run, tmp_path: Path) -> None:
    """A name of 200,000 characters is shown whole."""
    file = tmp_path / "x.yaml"
    file.write_text(HEAD + GOOD.replace("床位", "长" * 200_000), "utf-8")
    ran = mzprog("evaluate", str(file), "--year", "2018", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("长") == 200_000
