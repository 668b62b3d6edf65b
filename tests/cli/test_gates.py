"""`--fail-on` and `--quiet`: what is caught, the one line that says so, and when nothing counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.program import WUHAN, written

# Wuhan's plan in 2018: six lag (two of them 约束性), one lags badly (约束性).
WORST = "每千名老年人口养老床位数"


@pytest.mark.parametrize(
    ("year", "gates", "told"),
    [
        ("2018", ["严重滞后"], f"严重滞后 1项（{WORST}）"),
        ("2018", ["进展缓慢"], "滞后 7项（城乡低保救助精准率、年均新增登记和备案社会组织数、登记社会组织总数等）"),
        ("2018", ["约束性:滞后"], f"约束性:滞后 3项（城乡低保救助精准率、区级社会组织孵化基地覆盖率、{WORST}）"),
        ("2018", ["约束性：严重滞后"], f"约束性:严重滞后 1项（{WORST}）"),
        ("2018", ["严重滞后", "严重滞后"], f"严重滞后 1项（{WORST}）；严重滞后 1项（{WORST}）"),
        ("2018", ["无法评估", "预期性:严重滞后", "约束性:严重滞后"], f"约束性:严重滞后 1项（{WORST}）"),
        ("2020", ["滞后", "机构调整"], "无法评估 1项（综合减灾示范社区覆盖率）"),
        ("2018", ["无法评估", "未完成", "预期性:严重滞后", "未注明:滞后"], None),
    ],
)
def test_the_reason(mzprog: Run, year: str, gates: list[str], told: str | None) -> None:
    """One line: each gate that was met, by how many rows and which first; those that were not are not named."""
    options = [word for gate in gates for word in ("--fail-on", gate)]
    ran = mzprog("evaluate", WUHAN, "--year", year, "--quiet", *options)
    assert ran == ((4, "", f"--fail-on：{told}\n") if told else (0, "", ""))


def test_rows_without_a_type(mzprog: Run, tmp_path: Path) -> None:
    """未注明 is a type like the others; a gate for one of those does not catch them."""
    plan = written(tmp_path)
    plan.write_text(plan.read_text("utf-8").replace("type: 约束性, ", ""), "utf-8")
    for gate, code in (("未注明:滞后", 4), ("滞后", 4), ("约束性:滞后", 0), ("预期性:滞后", 0)):
        assert mzprog("evaluate", str(plan), "--year", "2018", "--quiet", "--fail-on", gate).code == code


def test_gates_over_several_plans(mzprog: Run, tmp_path: Path) -> None:
    """The rows of all plans count together, in the plans' order; a plan that has not begun has none."""
    for number, first in enumerate(("3", "2", "1", "5", "6")):
        plan = written(tmp_path, f"{number}.yaml", f"规划{number}", first)
        plan.write_text(plan.read_text("utf-8").replace("甲", f"甲{number}"), "utf-8")
    late = tmp_path / "9.yaml"
    late.write_text((tmp_path / "2.yaml").read_text("utf-8").replace("2015", "2019"), "utf-8")
    ran = mzprog("evaluate", str(tmp_path), "--year", "2018", "--quiet", "--fail-on", "滞后", "--fail-on", "严重滞后")
    assert ran == (4, "", "--fail-on：滞后 4项（甲0、甲1、甲2等）；严重滞后 2项（甲1、甲2）\n")


METHOD = (
    "method: {tiers: [{from: 90, label: 良好}, {from: 60, label: 一般}, {from: 45, label: 进展缓慢}, {label: 差}]%s}"
)


@pytest.mark.parametrize(
    ("first", "own", "caught"),
    [
        ("6", "", ["良好"]), ("5", "", ["良好", "一般"]), ("3", "", ["良好", "一般", "进展缓慢"]),
        ("1", "", ["良好", "一般", "进展缓慢", "差"]), ("{missing: 未报}", "", ["无法评估", "良好"]),
        # What has reached its target is better than the first tier, of which the other row is.
        ("10", ", met: 已达标", ["已达标", "良好"]), ("10", "", ["良好"]),
    ],
)  # fmt: skip
def test_every_class_of_a_plans_own_method(
    mzprog: Run, tmp_path: Path, first: str, own: str, caught: list[str]
) -> None:
    """That class or a worse one, in the method's order; 无法评估 is none of them; 甲 is at ``first``, 乙 is 良好."""
    plan = str(written(tmp_path, first=first, head=METHOD % own))
    labels = ["良好", "一般", "进展缓慢", "差", "无法评估", *(["已达标"] if own else [])]
    gates = [word for label in labels for word in ("--fail-on", label)]
    ran = mzprog("evaluate", plan, "--year", "2018", "--quiet", *gates)
    met = [part.split()[0] for part in ran.err.strip().removeprefix("--fail-on：").split("；")]
    assert (ran.code, met) == (4, [label for label in labels if label in caught])


@pytest.mark.parametrize("gate", ["约束:滞后", "约束性:", ":胡说", "约束性:预期性:滞后", "养老服务:滞后", "完成", " "])
def test_what_is_no_gate(mzprog: Run, gate: str) -> None:
    """A wrong call, told in one line with the words that there are, also where another gate is met."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--fail-on", "滞后", "--fail-on", gate)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "严重滞后" in ran.err or "约束性或预期性" in ran.err


# ---- together with --against ----


def test_gates_with_changes_only(mzprog: Run, tmp_path: Path) -> None:
    """Where nothing changed nothing counts, as it counted the last time; where anything did, all rows count."""
    plan, earlier = written(tmp_path), str(tmp_path / "上次.json")
    args = ("evaluate", str(plan), "--year", "2018", "--against", earlier, "--fail-on", "滞后")
    assert mzprog("evaluate", str(plan), "--year", "2018", "-o", earlier).code == 0
    assert mzprog(*args, "--only-changes") == (0, "", "")
    assert mzprog(*args).code == 4  # the table is printed, so it counts
    assert mzprog(*args, "--quiet").code == 4
    plan.write_text(plan.read_text("utf-8").replace("2018: 6", "2018: 7"), "utf-8")
    ran = mzprog(*args, "--only-changes")
    assert (ran.code, "数值改变1项" in ran.out, ran.err) == (4, True, "--fail-on：滞后 1项（甲）\n")
    assert mzprog(*args, "--only-changes", "--quiet") == (4, "", "--fail-on：滞后 1项（甲）\n")
    assert mzprog(*args[:-1], "胡说", "--only-changes")[:2] == (2, "")


def test_a_broken_plan_with_changes_only(mzprog: Run, tmp_path: Path) -> None:
    """Is told and is exit 3 each time, though nothing is printed."""
    plan, earlier = written(tmp_path), str(tmp_path / "上次.json")
    assert mzprog("evaluate", str(plan), "--year", "2018", "-o", earlier).code == 0
    (tmp_path / "坏.yaml").write_text("- 1\n", "utf-8")
    for more in ((), ("--quiet",), ("--fail-on", "滞后")):
        ran = mzprog("evaluate", str(tmp_path), "--year", "2018", "--against", earlier, "--only-changes", *more)
        assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)


# ---- --quiet ----


def test_quiet(mzprog: Run, tmp_path: Path) -> None:
    """Nothing on standard output in any form; problems are told, plans to begin are not; ``-o`` is written."""
    written(tmp_path, "1.yaml")
    late = tmp_path / "2.yaml"
    late.write_text((tmp_path / "1.yaml").read_text("utf-8").replace("2015", "2019"), "utf-8")
    args = ("evaluate", str(tmp_path), "--year", "2018", "--quiet")
    for form in ("table", "json"):
        assert mzprog(*args, "--format", form) == (0, "", "")
    loud = mzprog(*(word for word in args if word != "--quiet"), "--format", "json").out
    result = tmp_path / "x.json"
    assert mzprog(*args, "-o", str(result)) == (0, "", "")
    assert json.loads(result.read_text("utf-8")) == json.loads(loud)
    assert mzprog("evaluate", str(late), "--year", "2018", "--quiet").code == 2
    ran = mzprog(*args, str(tmp_path / "没有.yaml"))
    assert (ran.code, ran.out, ran.err) == (3, "", f"{tmp_path}/没有.yaml: 找不到这个文件 [not-found]\n")
