"""Many plans in one call: every form of the answer, and every way to name plans."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, PIPED, Run
from tests.processes import many_plans
from tests.program import written

# ---- every form of the answer ----

PLANS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of plans with a broken one, one that has not begun, a remark and a result of last year."""
    folder = many_plans(tmp_path_factory.mktemp("many") / "规划", PLANS)
    (folder / "007.yaml").write_text("- 1\n", "utf-8")
    late = folder / "031.yaml"
    late.write_text(late.read_text("utf-8").replace("2015", "2019"), "utf-8")
    odd = folder / "052.yaml"
    odd.write_text(odd.read_text("utf-8").replace("规划52", "规划\x7f52"), "utf-8")
    earlier = folder.parent / "上次.json"
    assert called(folder.parent, "-o", str(earlier)).returncode == 3
    earlier.write_text(re.sub(r'"observed": 5\b', '"observed": 4', earlier.read_text("utf-8")), "utf-8")
    return folder


def called(cwd: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Evaluate the folder."""
    command = [sys.executable, "-m", "mzprog", "evaluate", "规划", "--year", "2018", *args]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)


FORMS: dict[str, tuple[str, ...]] = {
    "overview": ("--format", "table"),
    "plain": (),
    "json": ("--format", "json"),
    "csv to a file": ("-o", "结果.csv"),
    "json to a file": ("-o", "结果.json"),
    "detail": ("--detail",),
    "explain": ("--explain", "--sort", "rate"),
    "since": ("--since", "2017", "--format", "csv"),
    "against": ("--against", "上次.json", "--format", "json"),
    "only changes": ("--against", "上次.json", "--only-changes"),
    "filtered, gates": ("--verdict", "滞后", "--fail-on", "约束性:严重滞后"),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_told_of_many_plans(folder: Path, form: str) -> None:
    """What is wrong with one is told in every form, the others are assessed, and the exit code is 3."""
    args = FORMS[form]
    done = called(folder.parent, *args)
    result = (folder.parent / args[-1]).read_bytes() if "-o" in args else done.stdout
    assert (done.returncode, len(result) > 300) == (3, True)
    told = done.stderr.decode(PIPED).splitlines()
    assert [line for line in told if "007.yaml" in line] == [told[0]]
    assert ("尚未开始，已略去：规划31（基期2019年末）" in told) is (form != "only changes")
    assert any("052.yaml" in line for line in told) is (form not in {"detail", "explain"})  # there it is in the table


def test_a_word_that_no_plan_knows(folder: Path) -> None:
    """Is a wrong call, which only all plans together show; nothing is printed."""
    done = called(folder.parent, "--fail-on", "胡说")
    assert (done.returncode, done.stdout) == (2, b"")


def test_several_processes_are_no_more(folder: Path) -> None:
    """``--jobs`` changes nothing and says so in one sentence; nobody is told of it any more."""
    alone, asked = called(folder.parent), called(folder.parent, "--jobs", "4")
    assert (asked.returncode, asked.stdout) == (alone.returncode, alone.stdout)
    said, _, rest = asked.stderr.decode(PIPED).partition("\n")
    assert (rest, "--jobs 不再起作用" in said) == (alone.stderr.decode(PIPED), True)
    assert "--jobs" not in called(folder.parent, "--help").stdout.decode(PIPED)


# ---- ways to name plans ----


def titles(mzprog: Run, *args: str, stdin: bytes = b"", code: int = 0) -> list[str]:
    """Return the titles of the plans that a call evaluates."""
    ran = mzprog("evaluate", *args, "--year", "2018", "--format", "json", stdin=stdin)
    assert ran.code == code
    return [plan["plan"] for plan in json.loads(ran.out)["plans"]]


def test_standard_input_among_files_and_folders(mzprog: Run, tmp_path: Path) -> None:
    """In the order of the call."""
    folder = many_plans(tmp_path / "许多", 3)
    piped = written(tmp_path, "a.yaml", "读入").read_bytes()
    file = str(written(tmp_path, "b.yaml", "文件"))
    found = titles(mzprog, file, "-", str(folder), stdin=piped)
    assert found == ["文件", "读入", *(f"规划{n}" for n in range(3))]


def test_a_plan_that_is_named_twice(mzprog: Run, tmp_path: Path) -> None:
    """Counts once, by its file or by its folder; the first place is its place."""
    folder = tmp_path / "规划"
    folder.mkdir()
    one = str(written(folder, "1.yaml", "一"))
    written(folder, "2.yaml", "二")
    assert titles(mzprog, one, one) == ["一"]
    assert titles(mzprog, str(folder), one) == ["一", "二"]


def test_standard_input_named_twice(mzprog: Run, tmp_path: Path) -> None:
    """Counts once, too: there is nothing left to read the second time."""
    assert titles(mzprog, "-", "-", stdin=written(tmp_path).read_bytes()) == ["测试"]


def test_a_folder_of_broken_plans(mzprog: Run, tmp_path: Path) -> None:
    """Every one is named, nothing printed, exit 3; beside a folder without plans, too."""
    (tmp_path / "空").mkdir()
    for name in ("1.yaml", "2.yaml"):
        (tmp_path / name).write_text("- 1\n", "utf-8")
    ran = mzprog("evaluate", str(tmp_path), str(tmp_path / "空"), "--year", "2018")
    assert (ran.code, ran.out) == (3, "")
    assert [line.rpartition(" ")[2] for line in ran.err.splitlines()] == ["[no-plans]", "[wrong-type]", "[wrong-type]"]


def test_an_empty_folder_beside_plans(mzprog: Run, tmp_path: Path) -> None:
    """Is told; the others are evaluated; exit 3."""
    (tmp_path / "空").mkdir()
    assert titles(mzprog, str(tmp_path / "空"), str(written(tmp_path)), code=3) == ["测试"]


# ---- the overview ----


def test_the_form_follows_what_was_asked(mzprog: Run, tmp_path: Path) -> None:
    """Of several plans there is an overview even where one alone is left: a broken one does not change the form."""
    good, late, broken = written(tmp_path, "1.yaml"), tmp_path / "2.yaml", tmp_path / "3.yaml"
    late.write_text(good.read_text("utf-8").replace("2015", "2019"), "utf-8")
    broken.write_text("- 1\n", "utf-8")
    for other, code in ((late, 0), (broken, 3)):
        ran = mzprog("evaluate", str(good), str(other), "--year", "2018")
        assert (ran.code, ran.out.splitlines()[0]) == (code, "1个规划：2018年进展评估")
        whole = mzprog("evaluate", str(good), str(other), "--year", "2018", "--detail")
        assert (whole.code, whole.out) == (code, mzprog("evaluate", str(good), "--year", "2018").out)


def test_lagging_indicators_of_all_plans(mzprog: Run, tmp_path: Path) -> None:
    """The worst first, whichever plan they are of; those of one rate in the plans' order; good ones are not there."""
    for name, first in (("甲市", "3"), ("乙市", "1"), ("丙市", "6"), ("丁市", "3"), ("戊市", "-2")):
        written(tmp_path, f"{name}.yaml", name, first)
    ran = mzprog("evaluate", str(tmp_path), "--year", "2018")
    lagging = ran.out.partition("滞后的指标（4项，进展率最低的在前）")[2]
    assert re.findall("(.市)", lagging) == ["戊市", "乙市", "丁市", "甲市"]
    assert "5个规划共10项指标：进展良好6项，滞后2项，严重滞后2项" in ran.out
