"""``mzprog evaluate`` as users and scripts call it: times, plans, filters, gates, exit codes."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from mzprog import __version__
from tests.conftest import Ran, Run
from tests.program import NAMES, WUHAN, written

# ---- the time ----


@pytest.mark.parametrize("args", [(), ("--year", "2018", "--as-of", "2018H1")])
def test_neither_or_both_times(mzprog: Run, args: tuple[str, ...]) -> None:
    """Exit 2, naming the periods that the plan has."""
    ran = mzprog("evaluate", WUHAN, *args)
    assert (ran.code, ran.out) == (2, "")
    assert "有数据的期：2016、2017、2018H1、2020" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("year", ["18", "2018H1", "2018-06", "abc", "", "20188", "二〇一八", "-1"])
def test_what_is_no_year(mzprog: Run, year: str) -> None:
    """Exit 2 with a sentence."""
    ran = mzprog("evaluate", WUHAN, f"--year={year}")
    assert (ran.code, ran.out) == (2, "")
    assert "年" in ran.err


@pytest.mark.parametrize("period", ["2018H3", "上半年", "2018-13", ""])
def test_what_is_no_period(mzprog: Run, period: str) -> None:
    """Exit 2 with the forms that are read."""
    ran = mzprog("evaluate", WUHAN, "--as-of", period)
    assert (ran.code, ran.out) == (2, "")
    assert "2018H1（上半年）" in ran.err


def test_full_width_times(mzprog: Run) -> None:
    """Are read like narrow ones."""
    wide = mzprog("evaluate", WUHAN, "--as-of", "２０１８Ｈ１", "--format", "csv")
    assert (wide.code, wide.out) == (0, mzprog("evaluate", WUHAN, "--as-of", "2018H1", "--format", "csv").out)
    assert mzprog("evaluate", WUHAN, "--year", "２０１８").code == 0
    for said in ("2018年上半年", "2018年1-6月", "2018年前两季度"):
        assert mzprog("evaluate", WUHAN, "--as-of", said, "--format", "csv").out == wide.out
    assert "2018年第三季度" in mzprog("evaluate", WUHAN, "--as-of", "2018年1-9月").out


@pytest.mark.parametrize("year", ["2015", "2010"])
def test_before_the_plan(mzprog: Run, year: str) -> None:
    """One clear sentence and exit 2."""
    ran = mzprog("evaluate", WUHAN, "--year", year)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"从2015年末起算，到{year}年尚未开始" in ran.err


def test_after_the_plan(mzprog: Run) -> None:
    """无法评估, not a crash."""
    ran = mzprog("evaluate", WUHAN, "--year", "2021")
    assert ran.code == 0
    assert "23项指标：无法评估23项" in ran.out


def test_a_plan_that_begins_later_is_listed_and_left_out(mzprog: Run) -> None:
    """Beside one that has begun: exit 0, told on standard error and in JSON."""
    plans = (WUHAN, "plans/wuhan-14th.yaml")
    ran = mzprog("evaluate", *plans, "--year", "2018", "--format", "json")
    read = json.loads(ran.out)
    assert (ran.code, [plan["file"] for plan in read["plans"]]) == (0, [WUHAN])
    assert read["not_begun"] == [
        {"file": plans[1], "plan": "武汉市民政事业发展“十四五”规划", "baseline_year": 2020}
    ]  # fmt: skip
    assert "尚未开始，已略去" in ran.err
    table = mzprog("evaluate", *plans, "--year", "2018")
    assert (table.code, "十四五”规划：2018年进展评估" in table.out) == (0, False)


# ---- plans ----


def test_several_plans_with_a_broken_one(mzprog: Run, tmp_path: Path) -> None:
    """The others are evaluated and printed; exit 3; every problem with its place on standard error."""
    written(tmp_path, "1.yaml", "第一")
    (tmp_path / "2.yaml").write_text("plan: 坏的\nbaseline_year: 十五\nindicators: []\n", "utf-8")
    written(tmp_path, "3.yaml", "第三")
    ran = mzprog("evaluate", "1.yaml", "2.yaml", "3.yaml", "没有.yaml", "--year", "2018", cwd=tmp_path)
    assert ran.code == 3
    assert [ran.out.count(title) > 0 for title in ("2个规划", "第一", "坏的", "第三")] == [True, True, False, True]
    assert ran.err.splitlines() == [
        "2.yaml:1:1: 规划缺少“target_year”（目标年，如 2020） [missing-key]",
        "2.yaml:2:16: 年份应为四位数，如 2015，或写作期，如 2020-06、2020H1，得到“十五” [bad-year]",
        "2.yaml:3:13: 列表是空的；至少要有一项指标 [empty]",
        "没有.yaml: 找不到这个文件 [not-found]",
    ]


def test_all_plans_broken(mzprog: Run, tmp_path: Path) -> None:
    """Exit 3 and nothing on standard output, but JSON is always a document."""
    (tmp_path / "x.yaml").write_text("- 1\n", "utf-8")
    for form in ("table", "plain", "markdown", "csv"):
        assert mzprog("evaluate", "x.yaml", "--year", "2018", "--format", form, cwd=tmp_path)[:2] == (3, "")
    ran = mzprog("evaluate", "x.yaml", "没有.yaml", "--year", "2018", "--format", "json", cwd=tmp_path)
    read = json.loads(ran.out)
    assert (ran.code, read["plans"], read["not_begun"]) == (3, [], [])
    assert [(p["file"], p["line"], p["column"], p["code"]) for p in read["problems"]] == [
        ("x.yaml", 1, 1, "wrong-type"), ("没有.yaml", None, None, "not-found"),
    ]  # fmt: skip
    assert [list(problem) for problem in read["problems"]] == [["file", "line", "column", "code", "message"]] * 2


def test_a_folder_is_every_yaml_in_it(mzprog: Run, tmp_path: Path) -> None:
    """By name; hidden files, other suffixes and folders within are left alone."""
    folder = tmp_path / "各市 规划"
    (folder / "里层").mkdir(parents=True)
    for name, title in [
        ("b.yaml", "乙市"),
        ("a.yaml", "甲市"),
        (".c.yaml", "丙市"),
        ("d.yml", "丁市"),
        ("里层/e.yaml", "戊市"),
    ]:
        written(folder, name, title)
    ran = mzprog("evaluate", str(folder), "--year", "2018", "--format", "json")
    assert [plan["plan"] for plan in json.loads(ran.out)["plans"]] == ["甲市", "乙市"]


def test_a_folder_without_plans(mzprog: Run, tmp_path: Path) -> None:
    """Is a plan that cannot be used."""
    ran = mzprog("evaluate", str(tmp_path), "--year", "2018")
    assert (ran.code, ran.out) == (3, "")
    assert "文件夹里没有规划文件（*.yaml） [no-plans]" in ran.err


def test_standard_input(mzprog: Run, tmp_path: Path) -> None:
    """``-`` is standard input, with its problems named so."""
    ran = mzprog("evaluate", "-", "--year", "2018", "--format", "json", stdin=written(tmp_path).read_bytes())
    assert (ran.code, json.loads(ran.out)["plans"][0]["file"]) == (0, "-")
    broken = mzprog("evaluate", "-", "--year", "2018", stdin="plan: 甲\n".encode("gbk"))
    assert (broken.code, broken.err.split(" ")[0]) == (3, "-:1:1:")
    assert mzprog("evaluate", "-", "--year", "2018").err.endswith("[empty-file]\n")


def test_the_first_hundred_problems_are_shown(mzprog: Run, tmp_path: Path) -> None:
    """Then how many more there are; JSON has them all."""
    lines = [f"  - {{name: 指标{n}, target: 五十}}\n" for n in range(300)]
    head = "plan: 测试\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n"
    (tmp_path / "x.yaml").write_text(head + "".join(lines), "utf-8")
    ran = mzprog("evaluate", "x.yaml", "--year", "2018", "--format", "json", cwd=tmp_path)
    told = ran.err.splitlines()
    assert (ran.code, len(told), told[-1]) == (3, 101, "x.yaml: 另有 200 个问题")
    assert len(json.loads(ran.out)["problems"]) == 300


def test_no_plan(mzprog: Run) -> None:
    """Exit 2."""
    assert mzprog("evaluate", "--year", "2018")[:2] == (2, "")


@pytest.mark.parametrize(
    "args",
    [("--format", "pdf"), ("--sort", "name"), ("--type", "约束"), ("--没有",), ("--year",), ("-x",), ("--format", "")],
)
def test_wrong_calls(mzprog: Run, args: tuple[str, ...]) -> None:
    """Exit 2 and one line."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", *args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


# ---- filters and order ----


def names_of(ran: Ran) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(ran.out))]


@pytest.mark.parametrize(
    ("args", "count"),
    [
        (("--type", "约束性"), 11), (("--type", "预期性"), 12), (("--type", "约束性", "--type", "预期性"), 23),
        (("--type", "未注明"), 0), (("--category", "养老服务"), 5),
        (("--category", "养老服务", "--category", "社会组织"), 9),
        (("--verdict", "滞后"), 6), (("--verdict", "进展缓慢"), 6), (("--verdict", "滞后", "--verdict", "严重滞后"), 7),
        (("--verdict", "无法评估"), 0), (("--verdict", "--"), 0), (("--type", "约束性", "--verdict", "滞后"), 2),
    ],
)  # fmt: skip
def test_filters_choose_the_rows_shown(mzprog: Run, args: tuple[str, ...], count: int) -> None:
    """In the plan's order; the head row is there even where no row is."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--format", "csv", *args)
    names = names_of(ran)
    assert (ran.code, len(names)) == (0, count)
    assert names == [name for name in NAMES if name in names]
    assert ran.out.startswith("file,plan,as_of,name,")


def test_counts_stay_over_the_whole_plan(mzprog: Run) -> None:
    """Filters change neither the counts nor the gates."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--verdict", "严重滞后", "--fail-on", "滞后", "--format", "json")
    (plan,) = json.loads(ran.out)["plans"]
    assert (ran.code, len(plan["indicators"]), plan["summary"]["total"]) == (4, 1, 23)
    assert "滞后 7项" in ran.err
    shown = mzprog("evaluate", WUHAN, "--year", "2018", "--verdict", "严重滞后").out
    assert "23项指标：进展良好16项" in shown
    assert "登记社会组织总数 " not in shown


@pytest.mark.parametrize(
    ("option", "word", "hint"),
    [
        ("--category", "养老", "养老服务"),
        ("--category", "xyz", "社会救助"),
        ("--verdict", "良好", "进展良好"),
        ("--verdict", "好", "滞后"),
    ],
)
def test_unknown_filters(mzprog: Run, option: str, word: str, hint: str) -> None:
    """Exit 2 with the nearest word, or all of them."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", option, word)
    assert (ran.code, ran.out) == (2, "")
    assert f"没有“{word}”" in ran.err
    assert hint in ran.err


def test_sort_by_rate(mzprog: Run) -> None:
    """The worst first, what cannot be assessed last, ties in the plan's order."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--sort", "rate", "--format", "csv")
    rates = [Decimal(row["progress_rate"]) for row in csv.DictReader(io.StringIO(ran.out))]
    assert (rates, rates[0], rates[-1]) == (sorted(rates), Decimal("26.15"), Decimal(200))
    ran = mzprog("evaluate", WUHAN, "--year", "2020", "--sort", "rate", "--format", "csv")
    assert names_of(ran)[-1] == "综合减灾示范社区覆盖率"


def test_explain(mzprog: Run) -> None:
    """The working and the sources of every row that is shown."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--explain", "--type", "约束性")
    text = ran.out
    assert "(38.7 - 37) ÷ [(50 - 37) × 2.5/5] = 1.7 ÷ 6.5 = 26.15%" in text
    assert text.count("目标值 ") == 12  # eleven rows, one of them of two components
    assert "892 × 2 = 1784" not in text
    assert "计算过程" not in mzprog("evaluate", WUHAN, "--year", "2018").out
    assert "892 × 2 = 1784；1784 ÷" in mzprog("evaluate", WUHAN, "--year", "2018", "--explain").out


# ---- gates ----


@pytest.mark.parametrize(
    ("label", "year", "code"),
    [
        ("严重滞后", "2018", 4), ("滞后", "2018", 4), ("进展缓慢", "2018", 4), ("进展良好", "2018", 4),
        ("无法评估", "2018", 0), ("--", "2018", 0), ("未完成", "2018", 0),
        ("严重滞后", "2020", 0), ("滞后", "2020", 0), ("无法评估", "2020", 4), ("机构调整", "2020", 4),
        ("未完成", "2020", 0), ("未达预期", "2020", 0), ("约束性:滞后", "2018", 4), ("约束性：滞后", "2018", 4),
        ("预期性:严重滞后", "2018", 0), ("预期性:无法评估", "2020", 4), ("约束性:无法评估", "2020", 0),
    ],
)  # fmt: skip
def test_gates(mzprog: Run, label: str, year: str, code: int) -> None:
    """That class or a worse one; 无法评估 and 未完成 mean only themselves; the table is printed all the same."""
    ran = mzprog("evaluate", WUHAN, "--year", year, "--fail-on", label)
    assert ran.code == code
    assert ("--fail-on：" in ran.err) is (code == 4)
    assert "23项指标" in ran.out


@pytest.mark.parametrize(
    ("first", "year", "gates", "code"),
    [
        ("3", "2020", ["未完成"], 4), ("10", "2020", ["未完成"], 0), ("3", "2018", ["未完成"], 0),
        ("3", "2018", ["严重滞后"], 0), ("3", "2018", ["严重滞后", "滞后"], 4), ("2", "2018", ["严重滞后"], 4),
        ("{missing: 未报}", "2018", ["严重滞后"], 0), ("{missing: 未报}", "2018", ["无法评估"], 4),
        ("{missing: 未报}", "2020", ["未完成"], 0), ("2", "2018", ["无法评估"], 0),
    ],
)  # fmt: skip
def test_gates_on_each_outcome(mzprog: Run, tmp_path: Path, first: str, year: str, gates: list[str], code: int) -> None:
    """What cannot be said is neither lagging nor undone."""
    options = [word for gate in gates for word in ("--fail-on", gate)]
    assert mzprog("evaluate", str(written(tmp_path, first=first)), "--year", year, *options).code == code


@pytest.mark.parametrize("label", ["差", "完成", "提前完成", "约束:滞后", "约束性:差", ""])
def test_a_label_that_no_method_knows(mzprog: Run, label: str) -> None:
    """Exit 2, with the labels that are known."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--fail-on", label)
    assert (ran.code, ran.out) == (2, "")
    assert "--fail-on" in ran.err


def test_gates_of_a_plans_own_method(mzprog: Run, tmp_path: Path) -> None:
    """Each plan by its own classes; a label of one plan is no wrong call for the others."""
    tiers = "method: {met: 已达标, tiers: [{from: 90, label: 好}, {from: 45, label: 进展缓慢}, {label: 差}]}"
    own, usual = str(written(tmp_path, "own.yaml", head=tiers)), str(written(tmp_path, "usual.yaml", first="1"))
    assert mzprog("evaluate", own, "--year", "2018", "--fail-on", "进展缓慢").code == 4
    assert mzprog("evaluate", own, "--year", "2018", "--fail-on", "差").code == 0
    assert mzprog("evaluate", own, "--year", "2018", "--fail-on", "滞后").code == 2
    assert mzprog("evaluate", own, "--year", "2018", "--fail-on", "已达标").code == 4
    assert mzprog("evaluate", own, usual, "--year", "2018", "--fail-on", "差").code == 0
    assert mzprog("evaluate", own, usual, "--year", "2018", "--fail-on", "严重滞后").code == 4
    shown = mzprog("evaluate", own, "--year", "2018", "--verdict", "进展缓慢", "--format", "csv")
    assert names_of(shown) == ["甲"]
    later = str(written(tmp_path, "later.yaml", head=tiers.replace("差", "末等")).rename(tmp_path / "z.yaml"))
    Path(later).write_text(Path(later).read_text("utf-8").replace("2015", "2019"), "utf-8")
    assert mzprog("evaluate", usual, later, "--year", "2018", "--fail-on", "末等").code == 0


def test_a_broken_plan_outweighs_a_gate(mzprog: Run, tmp_path: Path) -> None:
    """3 over 4, and 5 over 3."""
    args = ("evaluate", str(written(tmp_path)), "没有.yaml", "--year", "2018", "--fail-on", "滞后")
    assert mzprog(*args).code == 3
    assert mzprog(*args, "-o", str(tmp_path / "没有" / "x.csv")).code == 5


# ---- help ----


def test_version(mzprog: Run) -> None:
    """One line."""
    assert mzprog("--version") == (0, f"mzprog {__version__}\n", "")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(mzprog: Run, option: str) -> None:
    """Every option of the contract is there, with examples and exit codes."""
    ran = mzprog("evaluate", option)
    assert ran.code == 0
    for word in (
        "PLAN", "--year", "--as-of", "--type", "--category", "--verdict", "--sort", "--explain", "--fail-on",
        "--format", "-o", "mzprog evaluate plans/wuhan.yaml --year 2018", "退出码",
    ):  # fmt: skip
        assert word in ran.out


def test_a_year_that_is_made_of_its_parts_has_figures(mzprog: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    row = "{name: 甲, measure: total, target: ≥80, observations: {2016: {missing: 未报}, 2016H1: 8, 2016H2: 3}}"
    plan.write_text(f"plan: 测试\nbaseline_year: 2015\ntarget_year: 2020\nindicators: [{row}]\n", "utf-8")
    ran = mzprog("evaluate", str(plan), "--year", "2016")
    assert (ran.code, ran.err) == (0, "")
    assert "11 (2016)" in ran.out
