"""`--against`: each kind of change, found where it is and nowhere else, as people and as scripts read it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mzprog.core.assessment import evaluate
from mzprog.planfile.load import load_plan
from mzprog.questions.against import Comparison, standing_of, standings
from tests.conftest import ROOT, Ran, Run
from tests.program import WUHAN, called, written

PLAN = (ROOT / WUHAN).read_text("utf-8")
TITLE = "武汉市民政事业发展“十三五”规划"
BEDS, PLACES, VOLUNTEERS = "每千名老年人口养老床位数", "养老床位数", "登记注册社区志愿者占常住人口比重"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the results of 2017 and 2018 for a plan file that lies where it is called."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    found = {}
    for year in ("2017", "2018"):
        with open(folder / year, "wb") as out:
            args = ("evaluate", str(folder / "plan.yaml"), "--year", year, "--format", "json")
            assert called(*args, stdout=out).returncode == 0
        found[year] = (folder / year).read_bytes().replace(str(folder / "plan.yaml").encode(), b"plan.yaml")
    return found


@pytest.fixture
def folder(tmp_path: Path, saved: dict[str, bytes]) -> Path:
    """Return a folder with the plan and its result of 2018."""
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    (tmp_path / "上次.json").write_bytes(saved["2018"])
    return tmp_path


def against(mzprog: Run, folder: Path, *args: str, form: str = "json") -> Ran:
    """Evaluate what is in a folder against the result that lies there."""
    return mzprog("evaluate", *args, "--against", "上次.json", "--only-changes", "--format", form, cwd=folder)


def changes(ran: Ran) -> list[tuple[str, str | None]]:
    """Return the kinds of change and the indicators; nothing at all is printed where nothing changed."""
    return [(change["kind"], change["indicator"]) for change in json.loads(ran.out)["changes"]] if ran.out else []


# ---- indicators ----

EDITS: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "it lags now": ("2018H1: 14.01", "2018H1: 12.5", [("newly-lagging", VOLUNTEERS)]),
    "it recovers": ("2018H1: 38.7", "2018H1: 43.5", [("recovered", BEDS)]),
    "another class of lagging": ("2018H1: 38.7", "2018H1: 41", [("verdict", BEDS)]),
    "no longer to be assessed": ("2018H1: 38.7", "2018H1: {missing: 未报}", [("verdict", BEDS)]),
    "a good one not to be assessed": ("2018H1: 14.01", "2018H1: {missing: 未报}", [("verdict", VOLUNTEERS)]),
    "another figure": ("2018H1: 38.7", "2018H1: 38.8", [("figures", BEDS)]),
    "another baseline": ("baseline: 37\n", "baseline: 37.1\n", [("figures", BEDS)]),
    "another target": ("target: 50\n", "target: 51\n", [("figures", BEDS)]),
    "another name, the same id": (f"name: {BEDS}\n", "name: 每千名老人床位\n", []),
    "another name": (f"name: {VOLUNTEERS}\n", "name: 志愿者\n", [("added", "志愿者"), ("removed", VOLUNTEERS)]),
    "no longer there": (
        "indicators:\n", "indicators:\n  - {name: 新的, direction: 正向, target: 5}\n", [("added", "新的")]
    ),
    "another title": (f"plan: {TITLE}", "plan: 武汉市规划", []),
    "a comment": ("indicators:\n", "# 核对过\nindicators:\n", []),
    "the same figure, written otherwise": ("2018H1: 38.7", "2018H1: ３８．７", []),
    "a figure of another year": ("2017: 36.4", "2017: 36.5", []),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_plan(mzprog: Run, folder: Path, edit: str) -> None:
    """What an edit changes is told, and nothing else is."""
    before, after, expected = EDITS[edit]
    assert PLAN.count(before) == 1
    (folder / "plan.yaml").write_text(PLAN.replace(before, after), "utf-8")
    ran = against(mzprog, folder, "plan.yaml", "--year", "2018")
    assert (ran.code, changes(ran), ran.err) == (0, expected, "")


def test_an_indicator_that_is_gone(mzprog: Run, folder: Path) -> None:
    start, end = PLAN.index(f"  - name: {BEDS}\n"), PLAN.index("  - name: 护理型床位占养老床位总数的比例")
    (folder / "plan.yaml").write_text(PLAN[:start] + PLAN[end:], "utf-8")
    assert changes(against(mzprog, folder, "plan.yaml", "--year", "2018")) == [("removed", BEDS)]


def test_a_year_later(mzprog: Run, folder: Path, saved: dict[str, bytes]) -> None:
    """From 2017 to 2018 by the published figures: what most needs a look first, then in the plan's order."""
    (folder / "上次.json").write_bytes(saved["2017"])
    found = changes(against(mzprog, folder, "plan.yaml", "--year", "2018"))
    assert Counter(kind for kind, _ in found) == {"recovered": 3, "verdict": 2, "figures": 16}
    assert found[:5] == [
        ("recovered", VOLUNTEERS), ("recovered", "平均每个农村社区配备专业社会工作者人数"),
        ("recovered", "农村社区建立养老服务站点覆盖率"), ("verdict", "每个农村社区拥有社会社区组织数"),
        ("verdict", PLACES),
    ]  # fmt: skip
    shown = against(mzprog, folder, "plan.yaml", "--year", "2018", form="plain").out
    assert "恢复3项，评价改变2项，数值改变16项" in shown
    assert [line.split()[0] for line in shown.splitlines() if "【" in line] == [
        "【恢复】",
        "【评价改变】",
        "【数值改变】",
    ]
    assert "实际10→14.01" in shown


def test_a_year_back(mzprog: Run, folder: Path) -> None:
    """The other way round they lag newly; a plan that had begun by then is no plan that is gone."""
    found = changes(against(mzprog, folder, "plan.yaml", "--year", "2017"))
    assert Counter(kind for kind, _ in found) == {"newly-lagging": 3, "verdict": 2, "figures": 16}


def test_changes_as_scripts_read_them(mzprog: Run, folder: Path) -> None:
    """JSON has both sides, CSV the same in a line."""
    (folder / "plan.yaml").write_text(PLAN.replace("2018H1: 38.7", "2018H1: 43.5"), "utf-8")
    ran = against(mzprog, folder, "plan.yaml", "--year", "2018")
    (change,) = json.loads(ran.out)["changes"]
    assert (change["file"], change["plan"]) == ("plan.yaml", TITLE)
    sides: list[dict[str, Any]] = [change["before"], change["after"]]
    assert [(s["observed"], s["progress_rate"], s["verdict"], s["target"]) for s in sides] == [
        (38.7, 26.15, "严重滞后", "50"), (43.5, 100.0, "进展良好", "50"),
    ]  # fmt: skip
    (line,) = csv.DictReader(io.StringIO(against(mzprog, folder, "plan.yaml", "--year", "2018", form="csv").out))
    assert (line["kind"], line["observed_before"], line["observed"]) == ("recovered", "38.7", "43.5")


def test_the_table_with_the_changes(mzprog: Run, folder: Path) -> None:
    """Without ``--only-changes`` what is evaluated stands first; filters choose its rows, not what is compared."""
    (folder / "plan.yaml").write_text(PLAN.replace("2018H1: 38.7", "2018H1: 43.5"), "utf-8")
    args = ("evaluate", "plan.yaml", "--year", "2018", "--type", "预期性")
    table = mzprog(*args, cwd=folder).out
    both = mzprog(*args, "--against", "上次.json", cwd=folder).out
    assert both.startswith(table)
    assert "恢复1项" in both[len(table) :]
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    assert mzprog(*args, "--against", "上次.json", cwd=folder).out.endswith("没有变化\n")


# ---- plans ----


def three_plans(folder: Path) -> None:
    """Write three plans, two of one title."""
    (folder / "规划").mkdir()
    for name, title, first in (("a", "甲市", "1"), ("b", "甲市", "2"), ("c", "丙市", "3")):
        written(folder / "规划", f"{name}.yaml", title, first)


@pytest.fixture(scope="module")
def their_result(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("three")
    three_plans(folder)
    with open(folder / "x", "wb") as out:
        assert (
            called("evaluate", str(folder / "规划"), "--year", "2018", "--format", "json", stdout=out).returncode == 0
        )
    return (folder / "x").read_bytes().replace(f"{folder}/".encode(), b"")


@pytest.fixture
def three(tmp_path: Path, their_result: bytes) -> Path:
    """Return a folder with three plans and their result."""
    three_plans(tmp_path)
    (tmp_path / "上次.json").write_bytes(their_result)
    return tmp_path


def move(folder: Path, *pairs: str) -> None:
    """Rename files: ``a b`` is from a to b."""
    for pair in pairs:
        before, after = pair.split()
        (folder / after).parent.mkdir(exist_ok=True)
        (folder / before).rename(folder / after)


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


Case = tuple[Any, tuple[str, ...], int, list[tuple[str, str]]]
NOT_YET = "plan: 丙市\nbaseline_year: 2020\ntarget_year: 2025\nindicators: [{name: 甲, baseline: 1, target: 2}]\n"
PLANS: dict[str, Case] = {
    "the same": (lambda f: None, ("规划",), 0, []),
    "named from elsewhere": (lambda f: None, ("./规划/../规划",), 0, []),
    "each by itself": (lambda f: None, ("规划/c.yaml", "规划/b.yaml", "规划/a.yaml"), 0, []),
    "named twice": (lambda f: None, ("规划", "规划/a.yaml", "规划"), 0, []),
    "renamed": (lambda f: move(f, "规划/c.yaml 规划/0.yaml"), ("规划",), 0, []),
    "moved to another folder": (lambda f: move(f, "规划/c.yaml 别处/c.yaml"), ("规划", "别处"), 0, []),
    "one of two of a title renamed": (lambda f: move(f, "规划/a.yaml 规划/0.yaml"), ("规划",), 0, []),
    "two of a title renamed": (  # nobody can say which is which
        lambda f: move(f, "规划/a.yaml 规划/x.yaml", "规划/b.yaml 规划/y.yaml"), ("规划",), 0,
        [("added", "规划/x.yaml"), ("added", "规划/y.yaml"), ("removed", "规划/a.yaml"), ("removed", "规划/b.yaml")],
    ),
    "removed": (lambda f: (f / "规划/b.yaml").unlink(), ("规划",), 0, [("removed", "规划/b.yaml")]),
    "added": (lambda f: written(f / "规划", "d.yaml", "丁市"), ("规划",), 0, [("added", "规划/d.yaml")]),
    "added with a title that is there": (
        lambda f: written(f / "规划", "d.yaml", "丙市"), ("规划",), 0, [("added", "规划/d.yaml")]
    ),
    "broken now": (lambda f: put(f, "规划/b.yaml", "- 1\n"), ("规划",), 3, []),
    "not begun at this time": (lambda f: put(f, "规划/c.yaml", NOT_YET), ("规划",), 0, []),
    "not where it was": (lambda f: move(f, "规划/c.yaml c"), ("规划", "规划/c.yaml"), 3, []),
    "the whole folder not there": (lambda f: move(f, "规划 别处/规划"), ("规划",), 3, []),
    "the whole folder empty": (
        lambda f: [path.unlink() for path in (f / "规划").iterdir()], ("规划",), 3,
        [("removed", f"规划/{name}.yaml") for name in "abc"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANS)
def test_plans_that_come_and_go(mzprog: Run, three: Path, case: str) -> None:
    """A plan is found again by its file, else by its title; one that cannot be read now is not gone."""
    happens, files, code, expected = PLANS[case]
    happens(three)
    ran = mzprog("evaluate", *files, "--year", "2018", "--against", "上次.json", "--format", "json", cwd=three)
    found = json.loads(ran.out)["changes"]
    assert (ran.code, [(change["kind"], change["file"]) for change in found]) == (code, expected)
    assert all(change["indicator"] is None for change in found)


def test_a_plan_as_a_whole_in_words(mzprog: Run, three: Path) -> None:
    """With its title, and how many indicators come and go with it."""
    (three / "规划" / "c.yaml").unlink()
    written(three / "规划", "d.yaml", "丁市")
    shown = against(mzprog, three, "规划", "--year", "2018", form="plain").out
    assert "新增1项，不再有1项" in shown
    rows = [line.split() for line in shown.splitlines() if line.startswith("整个规划")]
    assert rows == [["整个规划（2项指标）", "丁市", "—", "—"], ["整个规划（2项指标）", "丙市", "—", "—"]]


def test_a_plan_that_is_named_twice_is_compared_once() -> None:
    now = standing_of(evaluate(load_plan(ROOT / "plans/wuhan.yaml"), 2018))
    found = Comparison([], [now.file])
    assert [len(found.take(now)) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("file", sorted((ROOT / "plans").glob("*.yaml")), ids=lambda file: file.stem)
@pytest.mark.parametrize("before", [0, 2])
def test_what_stands_now_is_what_is_read_back_of_it(mzprog: Run, file: Path, before: int) -> None:
    plan = load_plan(file)
    year = plan.end.year - before
    ran = mzprog("evaluate", str(file), "--year", str(year), "--format", "json")
    read = standings(json.loads(ran.out, parse_float=Decimal, parse_int=Decimal))
    assert read == [standing_of(evaluate(plan, year))]
