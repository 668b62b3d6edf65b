"""What ``mzprog evaluate`` gives: JSON key by key, CSV, and what a person reads, at every width and encoding."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mzprog import __version__
from mzprog.render.csv import guarded, unguarded
from tests.conftest import Run
from tests.program import NAMES, WUHAN, on_terminal, width_of, written

# ---- JSON ----

COUNTS = ["total", "by_verdict", "target_met", "early", "completion", "by_outcome", "score", "score_left_out"]
ROW = [
    "name", "id", "of", "category", "type", "unit", "rule", "baseline", "target", "observed", "observed_annual",
    "observed_period", "planned", "progress_rate", "verdict", "target_met", "early", "outcome", "reason", "remarks",
    "working", "components", "overall", "annual_growth", "hold", "carried", "judged", "responsible", "weight",
    "measure",
]  # fmt: skip


def read_json(mzprog: Run, *args: str) -> dict[str, Any]:
    """Return the document with its figures as they are written."""
    ran = mzprog("evaluate", *args, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    read: dict[str, Any] = json.loads(ran.out, parse_float=Decimal, parse_int=Decimal)
    return read


def test_the_keys_of_the_json(mzprog: Run) -> None:
    """Exactly the contract's, in its order, at every depth."""
    read = read_json(mzprog, WUHAN, "--year", "2018")
    assert list(read) == ["schema", "version", "plans", "not_begun", "problems"]
    assert (read["schema"], read["version"], read["not_begun"], read["problems"]) == (1, __version__, [], [])
    (plan,) = read["plans"]
    assert list(plan) == ["file", "plan", "region", "as_of", "method", "summary", "indicators"]
    assert plan["method"] == {
        "name": "目标一致性评估",
        "tiers": [{"from": 100, "label": "进展良好"}, {"from": 40, "label": "滞后"}, {"label": "严重滞后"}],
    }
    summary = plan["summary"]
    assert list(summary) == [*COUNTS, "by_type", "by_category", "by_responsible"]
    for counts in [*summary["by_type"].values(), *summary["by_category"].values()]:
        assert list(counts) == COUNTS
        assert list(counts["by_verdict"]) == ["进展良好", "滞后", "严重滞后", "无法评估"]
    for row in plan["indicators"]:
        assert list(row) == ROW
        for part in row["components"] or []:
            assert list(part) == [
                "name", "observed", "observed_period", "planned", "progress_rate", "verdict", "target_met",
                "overall", "annual_growth", "judged",
            ]  # fmt: skip


def test_the_values_of_the_json(mzprog: Run) -> None:
    """The contract's own example, and the counts."""
    (plan,) = read_json(mzprog, WUHAN, "--year", "2018")["plans"]
    assert [plan[key] for key in ("file", "plan", "region", "as_of")] == [
        WUHAN, "武汉市民政事业发展“十三五”规划", "武汉市", "2018",
    ]  # fmt: skip
    assert {key: plan["summary"][key] for key in COUNTS} == {
        "total": 23,
        "by_verdict": {"进展良好": 16, "滞后": 6, "严重滞后": 1, "无法评估": 0},
        "target_met": 6,
        "early": 5,
        "completion": None,
        "by_outcome": {"完成": 0, "未完成": 0},
        "score": Decimal("92.12"),
        "score_left_out": 0,
    }
    assert plan["summary"]["by_type"]["约束性"]["target_met"] == 6
    rows = {row["name"]: row for row in plan["indicators"]}
    assert rows["每千名老年人口养老床位数"] == {
        "name": "每千名老年人口养老床位数", "id": "beds-per-1000", "of": None, "category": "养老服务",
        "type": "约束性", "unit": "张", "rule": "linear", "baseline": 37, "target": "50", "observed": Decimal("38.7"),
        "observed_annual": None, "observed_period": "2018H1", "planned": Decimal("43.5"),
        "progress_rate": Decimal("26.15"), "verdict": "严重滞后", "target_met": False, "early": False, "outcome": None,
        "reason": None, "remarks": ["公布的进展率是24.62，按其自身数据应为26.15"],
        "working": "(38.7 - 37) ÷ [(50 - 37) × 2.5/5] = 1.7 ÷ 6.5 = 26.15%", "components": None,
        "overall": Decimal("13.08"), "annual_growth": Decimal("1.81"), "hold": False, "carried": False, "judged": None,
        "responsible": [], "weight": None, "measure": "stock",
    }  # fmt: skip
    flow = rows["年均新增登记和备案社会组织数"]
    assert (flow["observed"], flow["observed_annual"], flow["planned"], flow["rule"]) == (892, 1784, 2100, "index")
    met = rows["新婚婚姻登记颁证率"]
    assert (met["baseline"], met["rule"], met["planned"], met["target"]) == (None, "attainment", 90, "≥90")
    parts = rows["城乡低保标准占上年度城乡居民平均消费支出的比重"]["components"]
    assert parts[0] == {
        "name": "城市", "observed": Decimal("30.05"), "observed_period": "2018H1", "planned": 30,
        "progress_rate": 100, "verdict": "进展良好", "target_met": True,
        "overall": None, "annual_growth": Decimal("-2.48"), "judged": None,
    }  # fmt: skip


def test_figures_are_decimal_literals(mzprog: Run, tmp_path: Path) -> None:
    """As written, to the last zero and the fiftieth digit; computed ones have at most six decimals."""
    figure = "0." + "1234567890" * 5
    path = tmp_path / "x.yaml"
    path.write_text(
        "plan: p\nbaseline_year: 2015\ntarget_year: 2022\nindicators:\n"
        f"  - {{name: a, baseline: 38.40, target: '１００', observations: {{2018: '{figure}'}}}}\n"
        "  - {name: b, measure: total, target: 9, observations: {2016: 1.12345678, 2017: 2, 2018: 0.1}}\n"
        "  - {name: c, measure: flow, baseline: 1e-7, target: 9, observations: {2018-07: 1}}\n",
        "utf-8",
    )
    ran = mzprog("evaluate", str(path), "--year", "2018", "--format", "json")
    for text in (
        '"baseline": 38.40', f'"observed": {figure}', '"target": "１００"', '"planned": 64.8', '"observed": 3.223457',
        '"observed_annual": 12', '"baseline": 0.0000001', '"planned": 3.857143',
    ):  # fmt: skip
        assert f"{text},\n" in ran.out, text


def test_what_cannot_be_said_in_json(mzprog: Run) -> None:
    """Null with a reason, and the verdict 无法评估; at the end outcomes and the share of 完成."""
    (plan,) = read_json(mzprog, WUHAN, "--year", "2020")["plans"]
    assert (plan["summary"]["completion"], plan["summary"]["by_type"]["预期性"]["completion"]) == (1, 1)
    for row in plan["indicators"]:
        unknown = row["name"] == "综合减灾示范社区覆盖率"
        assert (row["progress_rate"] is None, row["target_met"] is None, row["working"] is None) == (unknown,) * 3
        assert (row["verdict"], row["reason"], row["outcome"]) == (
            ("无法评估", "机构调整", None) if unknown else ("进展良好", None, "完成")
        )


def test_a_label_of_its_own_for_met(mzprog: Run, tmp_path: Path) -> None:
    """Stands after the tiers and before 无法评估, zeros included."""
    path = written(tmp_path, head="method: {met: 已达标, tiers: [{from: 90.0, label: 好}, {label: 差}]}")
    (plan,) = read_json(mzprog, str(path), "--year", "2018")["plans"]
    assert plan["summary"]["by_verdict"] == {"好": 1, "差": 1, "已达标": 0, "无法评估": 0}
    assert list(plan["summary"]["by_verdict"]) == ["好", "差", "已达标", "无法评估"]
    assert plan["method"]["tiers"] == [{"from": Decimal("90.0"), "label": "好"}, {"label": "差"}]


def test_a_type_that_is_not_given(mzprog: Run, tmp_path: Path) -> None:
    """Is null in the row and counted as 未注明."""
    (plan,) = read_json(mzprog, str(written(tmp_path)), "--year", "2018")["plans"]
    assert [(row["type"], row["category"]) for row in plan["indicators"]] == [("约束性", None), (None, None)]
    assert {word: counts["total"] for word, counts in plan["summary"]["by_type"].items()} == {"约束性": 1, "未注明": 1}
    assert {word: counts["total"] for word, counts in plan["summary"]["by_category"].items()} == {"未注明": 2}


def test_what_was_dropped_from_a_file_is_told(mzprog: Run, tmp_path: Path) -> None:
    """Control characters: under the table, and on standard error for scripts; never an error."""
    path = written(tmp_path, title='"标\\e题"')
    table = mzprog("evaluate", path.name, "--year", "2018", cwd=tmp_path)
    assert (table.code, "第1行第7列：已略去1个不可见的控制字符" in table.out, table.err) == (0, True, "")
    for form in ("json", "csv"):
        ran = mzprog("evaluate", path.name, "--year", "2018", "--format", form, cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "plan.yaml:1:7: 已略去1个不可见的控制字符 [control-character]\n")


# ---- CSV ----


def test_csv(mzprog: Run, tmp_path: Path) -> None:
    """One row an indicator and one head row for all plans; empty for nothing; no cell that runs in a spreadsheet."""
    bad = written(tmp_path, title="=1+1", first="-3")
    bad.write_text(bad.read_text("utf-8").replace("name: 甲", "name: '@SUM(A1)', note: x"), "utf-8")
    ran = mzprog("evaluate", WUHAN, str(bad), "--year", "2018", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert (len(rows), ran.out.count("progress_rate"), ran.out.startswith("\ufeff")) == (25, 1, False)
    assert (rows[0]["observed"], rows[0]["id"], rows[0]["early"], rows[1]["early"]) == ("100", "", "true", "false")
    assert (rows[23]["plan"], rows[23]["name"], rows[23]["observed"]) == ("'=1+1", "'@SUM(A1)", "-3")
    assert all(line.endswith("\r") for line in ran.out.split("\n")[:-1])


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_nothing_in_a_csv_begins_a_formula(mark: str) -> None:
    """What a spreadsheet takes for the beginning of a formula, in either width, has an apostrophe before it."""
    for text in (f"{mark}SUM(A1)", f"'{mark}SUM(A1)", f"{mark}1+1"):
        assert guarded(text) == f"'{text}"
        assert unguarded(guarded(text)) == text


# ---- forms, widths, colours, encodings ----


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_fits_and_cuts_no_name(mzprog: Run, width: int) -> None:
    """Lines no wider than the terminal; names wrap and are whole."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "--format", "table", env={"COLUMNS": str(width)})
    lines = ran.out.splitlines()
    assert max(map(width_of, lines)) <= width
    assert "…" not in ran.out
    head = next((line for line in lines if line.startswith("指标（单位）")), "")
    first = width_of(head.partition("属性")[0]) if head else width
    names = ""
    for line in lines:
        for character in line:
            if width_of(names.rpartition("\n")[2]) >= first:
                break
            names += character
        names += "\n"
    joined = "".join(names.split())
    assert [name for name in NAMES if name not in joined] == []


def test_auto_is_table_on_a_terminal_and_plain_elsewhere(mzprog: Run) -> None:
    """With colours on the one, without on the other."""
    args = ("evaluate", WUHAN, "--year", "2018")
    shown = on_terminal(*args)
    assert "\x1b[" in shown
    assert "━" in shown
    plain = mzprog(*args)
    assert plain.out == mzprog(*args, "--format", "plain").out
    assert "\x1b" not in plain.out
    assert "━" not in plain.out


@pytest.mark.parametrize(
    ("env", "colours"),
    [
        ({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)  # fmt: skip
def test_colours_on_a_terminal(env: dict[str, str], colours: bool) -> None:
    """NO_COLOR wins; colour never carries a verdict alone."""
    shown = on_terminal("evaluate", WUHAN, "--year", "2018", env=env)
    assert ("\x1b[" in shown) is colours
    assert "严重滞后" in shown


def test_force_color_in_a_pipe_and_in_a_file(mzprog: Run, tmp_path: Path) -> None:
    """A pipe has them if asked; a file never, and no other form either."""
    env = {"FORCE_COLOR": "1"}
    args = ("evaluate", WUHAN, "--year", "2018")
    assert "\x1b[" in mzprog(*args, "--format", "table", env=env).out
    assert "\x1b" not in mzprog(*args, env=env).out
    mzprog(*args, "--format", "table", "-o", str(tmp_path / "t.txt"), env=env)
    assert b"\x1b" not in (tmp_path / "t.txt").read_bytes()


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "ascii", "latin-1", "utf-16"])
def test_other_encodings_substitute(mzprog_process: Run, tmp_path: Path, form: str, encoding: str) -> None:
    """Signs that an encoding lacks become their plain form or a question mark, never a crash."""
    path = written(tmp_path, title="面积m² ✓ 😀")
    args = ("evaluate", str(path), "--year", "2018", "--format", form)
    ran = mzprog_process(*args, env={"PYTHONIOENCODING": encoding}, encoding=encoding)
    assert (ran.code, ran.err) == (0, "")
    assert ("面积" in ran.out) is (encoding in {"gbk", "gb18030", "utf-16"})
    assert ("m2 ? ?" in ran.out) is (encoding in {"gbk", "ascii"})


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_json_and_csv_are_utf8_whatever_the_locale(mzprog_process: Run, form: str, encoding: str) -> None:
    """What scripts read never changes."""
    args = ("evaluate", WUHAN, "--year", "2018", "--format", form)
    assert mzprog_process(*args, env={"PYTHONIOENCODING": encoding}).out == mzprog_process(*args).out


def test_messages_in_other_encodings(mzprog_process: Run) -> None:
    """Problems reach a terminal of another encoding too."""
    for encoding, word in (("gbk", "找不到"), ("ascii", "???")):
        env = {"PYTHONIOENCODING": encoding}
        assert word in mzprog_process("evaluate", "没有.yaml", "--year", "2018", env=env, encoding=encoding).err
        assert mzprog_process("evaluate", "--help", env=env, encoding=encoding).code == 0


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_text_that_looks_like_markup_is_printed_as_it_stands(mzprog: Run, form: str) -> None:
    """Brackets are no styles, signs no pictures; Markdown shows them, escaped."""
    args = ("evaluate", "tests/examples/good/markup.yaml", "--year", "2018", "--format", form)
    ran = mzprog(*args, env={"COLUMNS": "120"})
    shown = ran.out.replace("\\", "")
    assert ran.code == 0
    assert "[bold]标记[/bold] | 竖线 <b>" in shown
    assert "重量[kg] :smile: [/b]（[red]m²）" in shown


def test_heads_for_people(mzprog: Run, tmp_path: Path) -> None:
    """Every column of each CSV has a Chinese head, rules and kinds their names; figures and order stay."""
    earlier = tmp_path / "上次.json"
    assert mzprog("evaluate", "plans/wuhan.yaml", "--year", "2017", "-o", str(earlier)).code == 0
    kinds = ("evaluate", "tests/report/every-kind.yaml", "--year", "2022", "--format", "csv")
    for call in (kinds, (*kinds, "--since", "2021"), (*kinds, "--type", "约束性"), (
        "evaluate", "plans/wuhan.yaml", "--year", "2018", "--against", str(earlier), "--format", "csv",
    )):  # fmt: skip
        plain, headed = (list(csv.reader(mzprog(*call, *more).out.splitlines())) for more in ((), ("--heads", "中文")))
        assert len(set(headed[0])) == len(headed[0]) == len(plain[0])
        assert all(re.fullmatch("[一-龥]+", word) for word in headed[0])
        for one, other in zip(plain[1:], headed[1:], strict=True):
            for key, was, now in zip(plain[0], one, other, strict=True):
                if key in {"rule", "measure", "since_change", "kind"} or was in {"true", "false"}:
                    assert not re.search("[a-z]", now)
                else:
                    assert now == was
    words = {row[9]: row[-1] for row in csv.reader(mzprog(*kinds, "--heads", "中文").out.splitlines())}
    assert (words["限额"], words["对数型"], words["规则"]) == ("累计量", "存量", "数值性质")


def test_heads_without_rows_and_in_other_formats(mzprog: Run) -> None:
    call = ("evaluate", "plans/wuhan.yaml", "--year", "2018", "--heads", "中文")
    ran = mzprog(*call, "--verdict", "无法评估", "--format", "csv")
    assert ran.out.startswith("文件,规划,评估时点,指标,") and ran.out.count("\n") == 1
    ran = mzprog(*call)
    assert (ran.code, "--heads 只用于 CSV" in ran.err) == (2, True)


REVIEW = ("evaluate", WUHAN, "--year", "2018")


@pytest.mark.parametrize(("width", "lines", "before"), [(120, 30, True), (120, 60, False), (80, 24, False)])
def test_counts_come_first_where_the_table_is_longer_than_a_wide_screen(width: int, lines: int, before: bool) -> None:
    shown = on_terminal(*REVIEW, width=width, env={"LINES": str(lines), "NO_COLOR": "1"})
    assert (shown.index("23项指标：") < shown.index("— 社会救助 —")) is before
    assert shown.count("23项指标：") == 1


def test_a_period_that_all_rows_share_stands_in_the_head_of_a_wide_table(mzprog: Run, tmp_path: Path) -> None:
    """Rows without a figure do not matter; where periods differ, or on 80 columns, each row has its own."""
    wide, narrow = {"COLUMNS": "120"}, {"COLUMNS": "80"}
    call = (*REVIEW, "--format", "table")
    assert "实际(2018H1)" in mzprog(*call, env=wide).out
    assert ("实际(2018H1)" in mzprog(*call, env=narrow).out, mzprog(*call, env=narrow).out.count("(2018H1)")) == (
        False,
        23,
    )
    plan = tmp_path / "a.yaml"
    rows = ("{2018H1: 5}", "{2018: 6}", "{2017: 4}")
    for chosen, head in ((rows[::2], "实际(2018H1)"), (rows, "实际 ")):
        items = "".join(f"- {{name: 甲{n}, baseline: 1, target: 9, observations: {r}}}\n" for n, r in enumerate(chosen))
        plan.write_text(f"plan: 甲\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n{items}", "utf-8")
        ran = mzprog("evaluate", str(plan), "--year", "2018", "--format", "table", env=wide)
        assert head in ran.out
    assert "(2018H1)" in ran.out and "(2018)" in ran.out


def test_a_wide_table_has_a_line_for_each_row(mzprog: Run) -> None:
    """The bars go where names would be broken for them, and stay where there is room for both."""
    shown = (
        mzprog(*REVIEW, "--format", "table", env={"COLUMNS": "120"})
        .out.partition("— 社会救助 —")[2]
        .partition("23项")[0]
    )
    rows = [line for line in shown.split("\n") if line and not line.startswith("—")]
    assert len(rows) == 23 + 1  # one is too long, and has two components anyway
    assert "━" not in shown
    assert "━" in mzprog(*REVIEW, "--format", "table", env={"COLUMNS": "140"}).out
