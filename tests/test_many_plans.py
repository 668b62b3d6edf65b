"""Many plans in one call: the same bytes whatever the number of processes, and every way to name plans."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from mzprog.cli import jobs
from tests.conftest import ENVIRONMENT, Run
from tests.processes import many_plans
from tests.program import written

# ---- several processes ----

PLANS = 4 * jobs.WORTH + 3  # enough for four


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


def called(cwd: Path, *args: str, before: str = "") -> subprocess.CompletedProcess[bytes]:
    """Evaluate the folder; ``before`` may replace something of the program."""
    run = f"{before}\nimport sys\nfrom mzprog.__main__ import main\nsys.exit(main())"
    command = [sys.executable, "-c", run, "evaluate", "规划", "--year", "2018", *args]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)


Answer = tuple[int, bytes, bytes, bytes | None]
# Says how many processes were begun, so that the same answer does not come of none having been.
COUNTED = """
import multiprocessing, atexit, os
begun, start, parent = [], multiprocessing.Process.start, os.getpid()
multiprocessing.Process.start = lambda self: (begun.append(self), start(self))[1]
atexit.register(lambda: os.getpid() == parent and open("begun", "w").write(str(len(begun))))
"""


def answer(folder: Path, args: tuple[str, ...], processes: int) -> Answer:
    """Return all that a call gives, having seen that the work was shared."""
    done = called(folder.parent, *args, "--jobs", str(processes), before=COUNTED)
    begun = int((folder.parent / "begun").read_text("ascii"))
    assert begun == (processes if processes > 1 else 0)
    result = (folder.parent / args[-1]).read_bytes() if "-o" in args else None
    return done.returncode, done.stdout, done.stderr, result


@cache
def alone(folder: Path, args: tuple[str, ...]) -> Answer:
    return answer(folder, args, 1)


FORMS: dict[str, tuple[int, tuple[str, ...]]] = {
    "overview": (4, ("--format", "table")),
    "plain": (2, ()),
    "json": (4, ("--format", "json")),
    "csv to a file": (2, ("-o", "结果.csv")),
    "json to a file": (3, ("-o", "结果.json")),
    "detail": (2, ("--detail",)),
    "explain": (2, ("--explain", "--sort", "rate")),
    "since": (2, ("--since", "2017", "--format", "csv")),
    "against": (4, ("--against", "上次.json", "--format", "json")),
    "only changes": (2, ("--against", "上次.json", "--only-changes")),
    "filtered, gates": (2, ("--verdict", "滞后", "--fail-on", "约束性:严重滞后")),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_with_several_processes(folder: Path, form: str) -> None:
    """Exit code, standard output, standard error and the file are what one process gives."""
    processes, args = FORMS[form]
    one, several = alone(folder, args), answer(folder, args, processes)
    assert several == one
    assert one[0] == 3
    assert len(one[1] or one[3] or b"") > 300
    told = one[2].decode().splitlines()
    assert [line for line in told if "007.yaml" in line] == [told[0]]
    assert ("尚未开始，已略去：规划31（基期2019年末）" in told) is (form != "only changes")
    assert any("052.yaml" in line for line in told) is (form not in {"detail", "explain"})  # there it is in the table


def test_a_call_that_is_wrong_with_several_processes(folder: Path) -> None:
    """What only all plans show together, a word that none knows, is the same wrong call; nothing is printed."""
    args = ("--fail-on", "胡说")
    one = answer(folder, args, 2)
    assert one == alone(folder, args)
    assert (one[0], one[1]) == (2, b"")


# ---- ways to name plans ----


def titles(mzprog: Run, *args: str, stdin: bytes = b"", code: int = 0) -> list[str]:
    """Return the titles of the plans that a call evaluates."""
    ran = mzprog("evaluate", *args, "--year", "2018", "--format", "json", stdin=stdin)
    assert ran.code == code
    return [plan["plan"] for plan in json.loads(ran.out)["plans"]]


def test_standard_input_among_files_and_folders(mzprog: Run, tmp_path: Path) -> None:
    """In the order of the call; also where there would be work for several processes."""
    folder = many_plans(tmp_path / "许多")
    piped = written(tmp_path, "a.yaml", "读入").read_bytes()
    file = str(written(tmp_path, "b.yaml", "文件"))
    found = titles(mzprog, file, "-", str(folder), "--jobs", "2", stdin=piped)
    assert found == ["文件", "读入", *(f"规划{n}" for n in range(60))]


def test_a_plan_that_is_named_twice(mzprog: Run, tmp_path: Path) -> None:
    """Is evaluated as often as it is named, by its file or by its folder."""
    folder = tmp_path / "规划"
    folder.mkdir()
    one = str(written(folder, "1.yaml", "一"))
    written(folder, "2.yaml", "二")
    assert titles(mzprog, one, one) == ["一", "一"]
    assert titles(mzprog, str(folder), one) == ["一", "二", "一"]


def test_standard_input_named_twice(mzprog: Run, tmp_path: Path) -> None:
    """Is empty the second time, which is a problem of its own."""
    assert titles(mzprog, "-", "-", stdin=written(tmp_path).read_bytes(), code=3) == ["测试"]


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
