"""``mzprog import`` as a planner runs it: what it asks, says, writes and ends with."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mzprog import load_plan
from tests.conftest import ROOT, Run
from tests.source_tables import JIANGHAN_13, TIANMEN_13, WUHAN_13, WUHAN_14, as_csv, as_page, as_word, as_workbook

MAP = """第1列 指标名称      → 名称
第2列 单位          → 单位
第3列 2015年基数    → 基期值（2015年）
第4列 2020年目标值  → 目标值（2020年）
第5列 2018年实际值  → 实际值（2018年）
"""
SIMPLE = "指标名称,单位,2015年基数,2020年目标值,2018年实际值\n养老床位数,万张,6.1,10,6.96\n"
RESTING = "指标名称,单位,2015年基数,2020年目标值,2018年实际值\n养老床位数,万张,10,10,6.96\n"  # on the plan's direction


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "表.csv").write_text(SIMPLE, "utf-8")
    (tmp_path / "江汉.docx").write_bytes(as_word(JIANGHAN_13))
    (tmp_path / "武汉.docx").write_bytes(as_word(WUHAN_13, WUHAN_14))
    return tmp_path


def test_a_file_that_can_be_used_is_exit_0(mzprog: Run, desk: Path) -> None:
    done = mzprog("import", "表.csv", "-o", "plan.yaml", "--direction", "正向", "--title", "某规划", cwd=desk)
    assert (done.code, done.out, done.err) == (0, "", MAP + "读入1项指标，写入plan.yaml\n")
    assert mzprog("check", "plan.yaml", cwd=desk).code == 0
    assert "63.16%" not in mzprog("evaluate", "plan.yaml", "--year", "2018", cwd=desk).out
    assert "36.75%" in mzprog("evaluate", "plan.yaml", "--year", "2018", cwd=desk).out


def test_what_nobody_said_is_todo_and_exit_3(mzprog: Run, desk: Path) -> None:
    (desk / "表.csv").write_text(RESTING, "utf-8")
    done = mzprog("import", "表.csv", "-o", "plan.yaml", cwd=desk)
    text = (desk / "plan.yaml").read_text("utf-8").splitlines()
    assert done.code == 3
    assert [line.partition("  #")[0] for line in text if "TODO" in line] == ["plan: TODO", "direction: TODO"]
    assert all("  # " in line for line in text if "TODO" in line)
    for command in (("check", "plan.yaml"), ("evaluate", "plan.yaml", "--year", "2018")):
        found = mzprog(*command, cwd=desk)
        places = [line.split(": ")[0] for line in found.err.splitlines()]
        assert (found.code, places) == (3, ["plan.yaml:9:7", "plan.yaml:12:12"])
        assert found.err.count("[todo]") == 2


def test_only_the_open_questions_are_told(mzprog: Run, desk: Path) -> None:
    done = mzprog("import", "江汉.docx", "-o", "plan.yaml", "--direction", "正向", cwd=desk)
    assert done.code == 3
    assert "\n读入14项指标，写入plan.yaml；2个问题待定（第6、11行）：\n" in done.err
    assert done.err.count("[todo]") == 2


def test_without_o_the_plan_goes_to_standard_output(mzprog: Run, desk: Path) -> None:
    done = mzprog("import", "表.csv", "--direction", "正向", "--title", "某", cwd=desk)
    assert (done.code, done.err) == (0, MAP + "读入1项指标\n")
    assert done.out.startswith("# yaml-language-server: $schema=plan.schema.json\n")
    assert done.out.endswith("      2018: 6.96\n")


def test_options_say_what_the_table_does_not(mzprog: Run, desk: Path) -> None:
    (desk / "裸.csv").write_text("指标,2015,2018年实际,2020,实际值\n床位,6,7,10,8\n", "utf-8")
    options = (
        "--baseline-year",
        "2015",
        "--target-year",
        "2020",
        "--period",
        "2019H1",
        "--title",
        "某",
        "--direction",
        "逆向",
    )
    assert mzprog("import", "裸.csv", "-o", "plan.yaml", *options, cwd=desk).code == 0
    (item,) = load_plan(desk / "plan.yaml").indicators
    assert (str(item.whole.baseline and item.whole.baseline.value), item.whole.target.text) == ("6", "10")
    assert [f"{p} {f.value}" for p, f in item.whole.observations.items()] == ["2018 7", "2019H1 8"]


def test_several_tables_are_listed_and_one_is_picked(mzprog: Run, desk: Path) -> None:
    done = mzprog("import", "武汉.docx", "-o", "plan.yaml", cwd=desk)
    assert (done.code, done.out, (desk / "plan.yaml").exists()) == (2, "", False)
    assert "\n  1  “十三五”时期武汉市民政事业主要指标执行情况（23行：" in done.err
    assert "\n  2  “十四五”时期武汉市民政事业发展主要指标（10行：" in done.err
    done = mzprog("import", "武汉.docx", "--table", "2", "-o", "plan.yaml", "--baseline-year", "2020", cwd=desk)
    assert "读入10项指标" in done.err
    assert mzprog("import", "武汉.docx", "--table", "3", cwd=desk).code == 2
    assert mzprog("import", "武汉.docx", "--table", "0", cwd=desk).code == 2


def test_hidden_sheets_are_read_only_when_asked_for(mzprog: Run, tmp_path: Path) -> None:
    file = str(ROOT / "tests/files/libreoffice.xlsx")
    assert "读入23项指标" in mzprog("import", file, cwd=tmp_path).err
    assert "读入1项指标" in mzprog("import", file, "--table", "2", cwd=tmp_path).err


def test_tables_of_one_form_are_read_as_one_unless_one_is_asked_for(mzprog: Run, tmp_path: Path) -> None:
    rows = ("<tr><td>指标<td>2015年基期<td>2020年目标", "<tr><td>{}<td>1<td>2")
    page = "".join(f"<p>{name}类指标</p><table>{rows[0]}{rows[1].format(name)}</table>" for name in ("甲", "乙"))
    (tmp_path / "表.html").write_text(f"<!doctype html><meta charset=utf-8>{page}", "utf-8")
    done = mzprog("import", "表.html", cwd=tmp_path)
    assert "文件里有2张同样的表，合起来读；只要其中一张请用 --table\n" in done.err and "读入2项指标" in done.err
    assert "读入1项指标" in mzprog("import", "表.html", "--table", "2", cwd=tmp_path).err
    done = mzprog("import", "表.html", "--table", "3", cwd=tmp_path)
    assert (done.code, done.out, "请用 --table 写明取哪一张" in done.err) == (2, "", True)


def test_what_columns_hold_is_told_of_a_table_of_ours_only_in_a_preview(mzprog: Run, tmp_path: Path) -> None:
    assert mzprog("export", str(ROOT / "plans/wuhan.yaml"), "-o", "表.csv", cwd=tmp_path).code == 0
    assert " → " not in mzprog("import", "表.csv", "-o", "plan.yaml", cwd=tmp_path).err
    assert " → " in mzprog("import", "表.csv", "--preview", cwd=tmp_path).err


def test_a_file_that_is_there_is_not_replaced(mzprog: Run, desk: Path) -> None:
    (desk / "plan.yaml").write_text("我的规划", "utf-8")
    done = mzprog("import", "表.csv", "-o", "plan.yaml", cwd=desk)
    assert (done.code, "已经有了" in done.err, (desk / "plan.yaml").read_text("utf-8")) == (5, True, "我的规划")
    assert mzprog("import", "表.csv", "-o", "plan.yaml", "--replace", cwd=desk).code == 3
    assert "养老床位数" in (desk / "plan.yaml").read_text("utf-8")


def test_a_pasted_table_comes_from_standard_input(mzprog: Run, tmp_path: Path) -> None:
    pasted = SIMPLE.replace(",", "\t").encode()
    done = mzprog("import", "-", "-o", "plan.yaml", "--direction", "正向", "--title", "某", stdin=pasted, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", MAP + "读入1项指标，写入plan.yaml\n")
    assert "粘贴的表" in (tmp_path / "plan.yaml").read_text("utf-8")


def test_remarks_are_told_row_by_row(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("指标名称,2015年基数,2020年目标值\n床位,约三成,逐年提高\n站点,3\n", "utf-8")
    done = mzprog("import", "表.csv", "--direction", "正向", "--title", "某", cwd=tmp_path)
    assert done.err.splitlines()[3:6] == [
        "表.csv: 第2行“床位”：2015年基数：“约三成”读不成数值",
        "表.csv: 第2行“床位”：2020年目标值：目标“逐年提高”没有数值，按文字记",
        "表.csv: 第3行“站点”：比表头少1格，对不上列，没有按位置读；这一行有：“站点”、“3”",
    ]


@pytest.mark.parametrize(
    "options",
    [
        ("--baseline-year", "15"),
        ("--target-year", "2018H1"),
        ("--period", "上半年"),
        ("--direction", "适度"),
        ("--table", "x"),
    ],
)
def test_wrong_options_are_exit_2(mzprog: Run, desk: Path, options: tuple[str, str]) -> None:
    done = mzprog("import", "表.csv", *options, cwd=desk)
    assert (done.code, options[0] in done.err) == (2, True)


def test_a_place_that_cannot_be_written_is_exit_5(mzprog: Run, desk: Path) -> None:
    assert mzprog("import", "表.csv", "-o", "无/plan.yaml", cwd=desk).code == 5


def on_a_terminal(
    answers: str, *args: str, cwd: Path, meanwhile: Callable[[], object] | None = None
) -> tuple[int, str]:
    """Run the program on a terminal, type the answers, and return its exit code and the screen.

    ``meanwhile`` happens when the first question is there; the answers are typed after it.
    """
    import pty

    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mzprog", *args], stdin=terminal, stdout=terminal, stderr=terminal, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}, close_fds=True,
    )  # fmt: skip
    os.close(terminal)
    if meanwhile is None:
        os.write(screen, answers.encode())
    shown = b""
    while True:
        if not select.select([screen], [], [], 60)[0]:
            process.kill()
            raise AssertionError(shown.decode())
        try:
            piece = os.read(screen, 65536)
        except OSError:  # the other end has closed
            break
        if not piece:
            break
        shown += piece
        if meanwhile is not None and "吗".encode() in shown:
            meanwhile()
            meanwhile = None
            os.write(screen, answers.encode())
    os.close(screen)
    return process.wait(), shown.decode()


def test_the_dialogue_asks_for_what_the_table_does_not_say(desk: Path) -> None:
    """The title as offered, the plan's direction as answered (nothing is offered); of two floors one left for later."""
    code, shown = on_a_terminal("\n正向\n1\n\n", "import", "江汉.docx", "-o", "plan.yaml", cwd=desk)
    assert "规划名称（直接回车用“1“十三五”时期江汉区民政事业主要指标执行情况”）" in shown or "规划名称" in shown
    assert "“平均每百户居民拥有社区服务设施面积”：目标30低于基期值40" in shown
    assert "1个问题待定（第11行）" in shown
    assert code == 3
    text = (desk / "plan.yaml").read_text("utf-8")
    assert "\ndirection: 正向\n" in text
    assert "    direction: 正向\n    baseline: 40\n" in text
    assert text.count("direction: TODO") == 1


def test_only_who_pastes_is_told_how(desk: Path) -> None:
    told = "请把表粘贴进来，最后按 Ctrl-D"
    _, shown = on_a_terminal(SIMPLE.replace(",", "\t") + "\x04", "import", "-", "--direction", "正向", cwd=desk)
    assert told in shown and "读入1项指标" in shown
    _, shown = on_a_terminal("\n\n", "import", "表.csv", "-o", "plan.yaml", cwd=desk)
    assert told not in shown and "规划名称" in shown


def test_the_dialogue_does_not_take_nonsense(tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(as_word(TIANMEN_13))
    code, shown = on_a_terminal("规划\n随便\n正向\n", "import", "表.docx", "-o", "plan.yaml", cwd=tmp_path)
    assert (code, "请答 1、2 之一" in shown) == (0, True)
    plan = load_plan(tmp_path / "plan.yaml")
    assert (plan.title, plan.baseline_year, len(plan.indicators)) == ("规划", 2015, 9)


def test_years_are_asked_where_no_title_names_the_plan(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("指标,目标值,2018年实际\n床位,≥5,4\n", "utf-8")
    code, shown = on_a_terminal(
        "规划\n二〇一五\n2015\n2020\n正向\n", "import", "表.csv", "-o", "plan.yaml", cwd=tmp_path
    )
    assert (code, "年份应为四位数" in shown) == (0, True)
    plan = load_plan(tmp_path / "plan.yaml")
    assert (plan.title, plan.baseline_year, plan.target_year) == ("规划", 2015, 2020)


def test_the_period_of_what_was_observed_is_asked_where_no_head_names_it(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("指标,2015年基期值,2020年目标值,实际值\n床位,4,6,5\n", "utf-8")
    options = ("--title", "规划", "--direction", "正向")
    for answer, asked, period in (("去年\n2018H1\n", 2, "2018H1"), ("\n", 1, "2020")):
        code, shown = on_a_terminal(
            answer, "import", "表.csv", "-o", "plan.yaml", "--replace", *options, "--baseline-year", "2015",
            "--target-year", "2020", cwd=tmp_path,
        )  # fmt: skip
        assert (code, shown.count("实际值是哪一期的（直接回车用“2020”）")) == (0, asked), shown
        assert [str(p) for p in load_plan(tmp_path / "plan.yaml").periods] == [period]


BARE = "指标名称,单位,2020年,2023年,2025年\n床位,张,10,15,20\n站点,个,1,,4\n"
YEARS = ("--baseline-year", "2020", "--target-year", "2025", "--direction", "正向", "--title", "某")


def test_a_year_alone_is_asked_once(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text(BARE, "utf-8")
    code, shown = on_a_terminal("1\n", "import", "表.csv", "-o", "plan.yaml", *YEARS, cwd=tmp_path)
    assert (code, shown.count("看不出2023年是实际值还是年度计划")) == (0, 2)  # in the map, and asked
    assert "→ 实际值（2023年）" in shown
    (beds, stations) = load_plan(tmp_path / "plan.yaml").indicators
    assert (len(beds.whole.observations), len(stations.whole.observations)) == (1, 0)
    code, _ = on_a_terminal("2\n", "import", "表.csv", "-o", "b.yaml", *YEARS, cwd=tmp_path)
    assert "milestones:" in (tmp_path / "b.yaml").read_text("utf-8")


def test_a_year_alone_is_told_once_and_left_open(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text(BARE, "utf-8")
    done = mzprog("import", "表.csv", "-o", "plan.yaml", *YEARS, cwd=tmp_path)
    assert done.code == 3
    assert "请用 --column 4=实际值:2023 或 4=不读 之类写明" in done.err
    assert "1个问题待定（第2行）" in done.err
    done = mzprog("import", "表.csv", "-o", "b.yaml", *YEARS, "--column", "2023年=年度计划", cwd=tmp_path)
    assert (done.code, "→ 年度计划（2023年）" in done.err) == (0, True)


def test_open_values_are_asked_with_their_row_and_choices(tmp_path: Path) -> None:
    text = "指标,单位,2020年基期值,2021年计划,2025年目标值\n新增车位,个,-,900,5000\n站点,个,1,2,约五\n"
    (tmp_path / "表.csv").write_text(text, "utf-8")
    _, shown = on_a_terminal("1\n2\n≥5\n", "import", "表.csv", "-o", "plan.yaml", *YEARS, cwd=tmp_path)
    assert "第2行“新增车位”：年度计划（2021年900）是当年的数，还是到年底的数" in shown
    written = (tmp_path / "plan.yaml").read_text("utf-8")
    assert "    measure: total\n" in written and "    quotas:\n      2021: 900\n" in written
    assert "target: ≥5\n" in written and "TODO" not in written


def test_preview_writes_nothing(mzprog: Run, desk: Path) -> None:
    done = mzprog("import", "表.csv", "-o", "plan.yaml", "--preview", cwd=desk)
    assert (done.code, (desk / "plan.yaml").exists()) == (0, False)
    assert done.err == MAP + "会读入1项指标；前几项是：\n"
    assert done.out.startswith("indicators:\n  - name: 养老床位数\n")


def test_json_for_scripts(mzprog: Run, desk: Path) -> None:
    (desk / "表.csv").write_text(RESTING.replace("2018年实际值", "2018年增速"), "utf-8")
    done = mzprog("import", "表.csv", "--format", "json", "-o", "plan.yaml", cwd=desk)
    found = json.loads(done.out)
    assert (done.code, done.err, found["indicators"]) == (3, "", 1)
    assert found["columns"][4] == {
        "number": 5, "head": "2018年增速", "role": "不读", "period": None, "why": "不认识“增速”", "cells": 1,
    }  # fmt: skip
    assert [question["key"] for question in found["questions"]] == ["direction"]
    assert (desk / "plan.yaml").read_text("utf-8") == found["plan"]


def test_a_column_is_what_one_says_it_is(mzprog: Run, desk: Path) -> None:
    options = ("-o", "plan.yaml", "--direction", "正向", "--title", "某", "--replace")
    done = mzprog("import", "表.csv", *options, "--column", "5=不读", cwd=desk)
    assert "第5列 2018年实际值  → 不读：按 --column 不读（1格）" in done.err
    done = mzprog("import", "表.csv", *options, "--column", "2018年实际值=实际值:2017", cwd=desk)
    assert "2017: 6.96" in (desk / "plan.yaml").read_text("utf-8")
    for wrong, words in (
        ("9=不读", "共5列"),
        ("5=实际", ""),
        ("5=实绩值", "不认识“实绩值”"),
        ("5", "写作"),
        ("1=单位:2018", "不分期"),
    ):
        done = mzprog("import", "表.csv", *options, "--column", wrong, cwd=desk)
        assert (done.code, words in done.err) == (0 if not words else 3, True), done.err


def test_own_words_and_last_year_s_map(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("承诺事项,起步,2025年兑现,2022年落地\n床位（张）,1,5,2\n", "utf-8")
    assert mzprog("import", "表.csv", *YEARS, cwd=tmp_path).code == 3
    words = "名称: 承诺事项\n基期值: [起步]\n目标值: [兑现]\n实际值: 落地\n"
    (tmp_path / "词.yaml").write_text(words, "utf-8")
    done = mzprog("import", "表.csv", "--words", "词.yaml", "-o", "plan.yaml", *YEARS, cwd=tmp_path)
    assert (done.code, "2022: 2" in (tmp_path / "plan.yaml").read_text("utf-8")) == (0, True)
    (tmp_path / "词.yaml").write_text("目标: [兑现]\n", "utf-8")
    done = mzprog("import", "表.csv", "--words", "词.yaml", *YEARS, cwd=tmp_path)
    assert (done.code, "词.yaml:1:1: 不认识“目标”" in done.err) == (3, True)


def test_next_year_s_table_is_read_like_this_year_s(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "甲.csv").write_text("指标,2020年基期值,2025年目标值,2022年数\n床位（张）,1,5,2\n", "utf-8")
    (tmp_path / "乙.csv").write_text("指标,2020年基期值,2025年目标值,2023年数\n床位（张）,1,5,3\n", "utf-8")
    options = ("-o", "甲.yaml", "--column", "4=实际值:2022", *YEARS)
    assert mzprog("import", "甲.csv", *options, cwd=tmp_path).code == 0
    assert "# 列：2022年数 = 实际值:2022\n" in (tmp_path / "甲.yaml").read_text("utf-8")
    done = mzprog("import", "乙.csv", "--like", "甲.yaml", "-o", "乙.yaml", *YEARS, cwd=tmp_path)
    assert (done.code, "2023: 3\n" in (tmp_path / "乙.yaml").read_text("utf-8")) == (0, True)


def test_a_dialogue_broken_off_writes_nothing(desk: Path) -> None:
    code, _ = on_a_terminal("\x04", "import", "江汉.docx", "-o", "plan.yaml", cwd=desk)
    assert (code, (desk / "plan.yaml").exists()) == (130, False)


PLAN = """# 我的规划
plan: 某规划
baseline_year: 2015
target_year: 2020
source: 年报
sources: {年报: {title: 年报}}
indicators:
  - name: 养老床位数   # 全市
    unit: 万张
    baseline: 6.1
    target: 10
    observations:
      2018: 6.96       # 年中
      2020: 10.6
  - name: 低保标准占比
    unit: "%"
    target: 30-40
    direction: 正向
    components:
      城市: {observations: {2018: 30}}
      农村: {observations: {2018: 43}}
"""


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    (tmp_path / "2019.csv").write_text(
        "指标名称,单位,2019年\n*养老床位数（万张）,,7.5\n低保标准占比（%）,,城市31农村42\n", "utf-8"
    )
    return tmp_path


def test_a_year_goes_into_a_plan_and_all_else_stays(mzprog: Run, existing: Path) -> None:
    done = mzprog("import", "2019.csv", "--into", "plan.yaml", "--period", "2019", cwd=existing)
    assert done.code == 0
    assert done.out.splitlines()[2:7] == [
        "指标               期        规划里    表里",
        "-----------------  ------  --------  ------",
        "养老床位数         2019年         —     7.5",
        "低保标准占比/城市  2019年         —      31",
        "低保标准占比/农村  2019年         —      42",
    ]
    new = "{{value: {}, source: 2019}}".format
    expected = PLAN.replace("      2020: 10.6", f"      2019: {new(7.5)}\n      2020: 10.6")
    expected = expected.replace("{2018: 30}", f"{{2018: 30, 2019: {new(31)}}}")
    expected = expected.replace("{2018: 43}", f"{{2018: 43, 2019: {new(42)}}}")
    expected = expected.replace("{title: 年报}}", "{title: 年报}, 2019: {title: 2019.csv}}")
    assert (existing / "plan.yaml").read_text("utf-8") == expected
    assert "3个数，来源记作“2019”" in done.err
    again = mzprog("import", "2019.csv", "--into", "plan.yaml", "--period", "2019", cwd=existing)
    assert (again.code, again.err) == (0, "没有要写入的数\n")


def test_a_different_figure_is_refused_without_replace(mzprog: Run, existing: Path) -> None:
    (existing / "2018.csv").write_text("指标名称,2018年,2019年\n养老床位数,7.1,7.5\n", "utf-8")
    done = mzprog("import", "2018.csv", "--into", "plan.yaml", cwd=existing)
    assert (done.code, (existing / "plan.yaml").read_text("utf-8")) == (3, PLAN)
    assert "2018年      6.96     7.1" in done.out
    assert "1个数与规划里的不同，什么都没有写入" in done.err
    assert mzprog("import", "2018.csv", "--into", "plan.yaml", "--replace", cwd=existing).code == 0
    new = "{{value: {}, source: 2018}}".format
    assert f"      2018: {new(7.1)}       # 年中\n      2019: {new(7.5)}\n" in (existing / "plan.yaml").read_text(
        "utf-8"
    )


def test_names_that_the_plan_does_not_have_are_listed_with_the_nearest(mzprog: Run, existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,2019年\n养老床位,7.5\n养老床位数,7.6\n注：略\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", "-o", "新.yaml", cwd=existing)
    assert done.code == 3
    assert "- “养老床位”；最接近的：养老床位数" in done.out
    assert (existing / "plan.yaml").read_text("utf-8") == PLAN
    assert "      2019: {value: 7.6, source: a}\n" in (existing / "新.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("养老床位数,张,75000", "表中的单位是“张”，规划里是“万张”，没有读入"),
        ("养老床位数,万张,约七万", "“约七万”读不成数值"),
        ("养老床位数,万张", "比表头少1格，没有读入"),
        ("养老床位数,万张,城市3农村4", "规划里这一项没有组成部分，没有读入“3”"),
        ("低保标准占比,%,35", "规划里这一项分城市、农村，没有读入“35”"),
    ],
)
def test_figures_that_a_person_must_settle(mzprog: Run, existing: Path, line: str, words: str) -> None:
    (existing / "a.csv").write_text(f"指标名称,单位,2019年\n{line}\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=existing)
    assert (done.code, words in done.err) == (3, True), done.err
    assert (existing / "plan.yaml").read_text("utf-8") == PLAN


def test_of_a_row_that_comes_twice_with_different_figures_neither_counts(mzprog: Run, existing: Path) -> None:
    """And a person is told."""
    (existing / "a.csv").write_text("指标名称,2019年\n养老床位数,7.5\n养老床位数,7.6\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", "-o", "新.yaml", cwd=existing)
    assert (done.code, "表里出现了两次，数不同（7.5、7.6），都没有写入" in done.err) == (3, True)
    assert not (existing / "新.yaml").exists()


def test_reasons_are_written_and_blanks_and_known_figures_are_not(mzprog: Run, existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,2018年,2019年\n养老床位数,--,机构调整\n低保标准占比,,\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=existing)
    assert done.code == 0
    text = (existing / "plan.yaml").read_text("utf-8")
    new = "      2019: {missing: 机构调整, source: a}\n      2020: 10.6"
    assert text == PLAN.replace("      2020: 10.6", new).replace("{title: 年报}}", "{title: 年报}, a: {title: a.csv}}")


def test_one_period_of_several_is_taken(mzprog: Run, existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,2017年,2019年,实际值\n养老床位数,6.5,7.5,7\n", "utf-8")
    assert (
        mzprog("import", "a.csv", "--into", "plan.yaml", "--period", "2019H1", "-o", "b.yaml", cwd=existing).code == 0
    )
    assert "2019H1: {value: 7, source: a}\n" in (existing / "b.yaml").read_text("utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", "--period", "2016", cwd=existing)
    assert done.code == 0


def test_a_table_without_a_period_asks_for_it(mzprog: Run, existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,实际值\n养老床位数,7\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=existing)
    assert (done.code, "请用 --period 写明期" in done.err) == (3, True)


def test_a_plan_that_cannot_be_used_is_not_written_into(mzprog: Run, existing: Path) -> None:
    (existing / "plan.yaml").write_text(PLAN.replace("target: 10", "target: TODO"), "utf-8")
    done = mzprog("import", "2019.csv", "--into", "plan.yaml", cwd=existing)
    assert (done.code, "[todo]" in done.err) == (3, True)
    assert mzprog("import", "2019.csv", "--into", "无.yaml", cwd=existing).code == 3
    assert mzprog("import", "2019.csv", "--into", "-", cwd=existing).code == 2


def test_on_a_terminal_the_difference_is_confirmed(existing: Path) -> None:
    code, shown = on_a_terminal("否\n", "import", "2019.csv", "--into", "plan.yaml", cwd=existing)
    assert (code, "没有写入" in shown, (existing / "plan.yaml").read_text("utf-8")) == (0, True, PLAN)
    code, shown = on_a_terminal("\n", "import", "2019.csv", "--into", "plan.yaml", cwd=existing)
    assert (code, "2019: {value: 7.5" in (existing / "plan.yaml").read_text("utf-8")) == (0, True)


@pytest.mark.parametrize("form", [as_word, as_page, as_workbook, as_csv])
def test_the_kind_is_told_by_the_bytes_not_by_the_name(mzprog: Run, tmp_path: Path, form: object) -> None:
    (tmp_path / "表.xls").write_bytes(form(JIANGHAN_13))  # type: ignore[operator]
    assert "读入14项指标" in mzprog("import", "表.xls", cwd=tmp_path).err


def test_the_source_is_as_said(mzprog: Run, existing: Path) -> None:
    options = ("--into", "plan.yaml", "--source", "快报=2019年民政统计快报")
    assert mzprog("import", "2019.csv", *options, cwd=existing).code == 0
    plan = load_plan(existing / "plan.yaml")
    assert plan.sources["快报"].title == "2019年民政统计快报"
    (beds, _) = plan.indicators
    assert [figure.source for figure in beds.whole.observations.values()] == [None, "快报", None]


def test_a_name_that_is_nearly_one_of_the_plan_s_is_asked(existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,2019年\n养老床位,7.5\n", "utf-8")
    code, shown = on_a_terminal("1\n是\n", "import", "a.csv", "--into", "plan.yaml", cwd=existing)
    assert (code, "表里的“养老床位”是规划里的" in shown) == (0, True)
    assert "2019: {value: 7.5, source: a}" in (existing / "plan.yaml").read_text("utf-8")


def test_an_edit_made_meanwhile_is_not_lost(existing: Path) -> None:
    """While the question stands open an editor saves the file."""
    other = PLAN.replace("6.96", "6.97")
    code, shown = on_a_terminal(
        "是\n", "import", "2019.csv", "--into", "plan.yaml", cwd=existing,
        meanwhile=lambda: (existing / "plan.yaml").write_text(other, "utf-8"),
    )  # fmt: skip
    assert (code, "文件已被改动，什么都没有写入" in shown) == (3, True)
    assert (existing / "plan.yaml").read_text("utf-8") == other


def test_figures_that_are_not_the_row_s_own_are_not_written(mzprog: Run, existing: Path) -> None:
    (existing / "a.csv").write_text("指标名称,2019年,2020年实际\n养老床位数,[7.5],达标\n", "utf-8")
    done = mzprog("import", "a.csv", "--into", "plan.yaml", cwd=existing)
    assert (done.code, "数在括号里，看不出是什么数" in done.err, "没有数值" in done.err) == (3, True, True)
    assert (existing / "plan.yaml").read_text("utf-8") == PLAN


def test_chinese_keys_say_the_same(mzprog: Run, desk: Path) -> None:
    options = ("--direction", "正向", "--title", "某")
    assert mzprog("import", "表.csv", "-o", "en.yaml", *options, cwd=desk).code == 0
    assert mzprog("import", "表.csv", "-o", "中.yaml", "--keys", "中文", *options, cwd=desk).code == 0
    text = (desk / "中.yaml").read_text("utf-8")
    assert "\n规划: 某\n" in text and "    基期值: 6.1\n" in text
    english, chinese = load_plan(desk / "en.yaml"), load_plan(desk / "中.yaml")
    assert chinese._replace(file="") == english._replace(file="")
    assert mzprog("new", "-o", "新.yaml", "--keys", "中文", cwd=desk).code == 0
    assert mzprog("new", "-o", "new.yaml", cwd=desk).code == 0
    assert load_plan(desk / "新.yaml")._replace(file="") == load_plan(desk / "new.yaml")._replace(file="")
    shown = (desk / "新.yaml").read_text("utf-8").splitlines()[1:]
    left = {
        word for line in shown for word in re.findall(r"(?<![\w/.-])[a-z_]{2,}(?![\w/.-])", line.partition("# ")[2])
    }
    assert left <= {"beds", "mzprog", "check", "evaluate", "new"}  # no key of the comments is left in English
    done = mzprog("import", "表.csv", "--keys", "中文", "--preview", cwd=desk)
    assert done.out.startswith("指标:\n  - 名称: 养老床位数\n")


def test_a_bulletin_s_table_feeds_a_plan(mzprog: Run, existing: Path) -> None:
    """Its first head is blank, the second 绝对数; what is no figure of the plan is not read."""
    (existing / "公报.csv").write_text(
        "2019年统计公报,,,\n,单位,绝对数,比上年增长（%）\n养老床位数,万张,7.5,3.2\n", "utf-8"
    )
    done = mzprog("import", "公报.csv", "--into", "plan.yaml", "--period", "2019", cwd=existing)
    assert (done.code, "1个数，来源记作“公报”" in done.err) == (0, True), done.err
    assert "2019: {value: 7.5, source: 公报}" in (existing / "plan.yaml").read_text("utf-8")


def test_calls_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    """Every call either writes its figure or says that the file was changed meanwhile."""
    names = [f"指标{number}" for number in range(8)]
    items = "".join(f"  - {{name: {name}, baseline: 1, target: 9}}\n" for name in names)
    (tmp_path / "plan.yaml").write_text(
        f"plan: 某\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n{items}", "utf-8"
    )
    for name in names:
        (tmp_path / f"{name}.csv").write_text(f"指标,2019年实际\n{name},5\n", "utf-8")
    calls = {
        name: subprocess.Popen(
            [sys.executable, "-m", "mzprog", "import", f"{name}.csv", "--into", "plan.yaml"],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )
        for name in names
    }  # fmt: skip
    said = {name: (call.communicate()[1].decode(), call.returncode) for name, call in calls.items()}
    plan = load_plan(tmp_path / "plan.yaml")
    written = {item.name for item in plan.indicators if item.whole.observations}
    assert written == {name for name, (_, code) in said.items() if code == 0}
    assert written and all("什么都没有写入" in text for text, code in said.values() if code)


def test_what_is_still_to_be_said_is_in_chinese_too(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("指标名称,2018年实际,2020年目标\n床位,三成,9\n人数,1,2\n面积,1,2\n", "utf-8")
    ran = mzprog("import", "表.csv", "--keys", "中文", "-o", "甲.yaml", cwd=tmp_path)
    text = (tmp_path / "甲.yaml").read_text("utf-8")
    assert ran.code == 3
    assert "规划: 待定" in text and "2018: 待定" in text and "TODO" not in text


def test_a_column_that_somebody_names_is_read(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("指标名称,2018年实际,要求\n床位,3,9\n人数,1,2\n面积,1,2\n", "utf-8")
    for meant, told in (("目标", False), ("单位", False), ("不读", True)):
        ran = mzprog("import", "表.csv", "--column", f"3={meant}", "--preview", cwd=tmp_path)
        assert ("按 --column 不读" in ran.out + ran.err) is told, ran.out + ran.err
