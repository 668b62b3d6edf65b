"""Targets that are no plain number, through the real command: relative, strict, undisclosed, in parts, with `--`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mzprog.core.assessment import evaluate
from tests.conftest import ROOT, Run, plan_of

# The district's plan as printed, with figures of later years that it would be kept with.
TIANMEN = (
    (ROOT / "plans/tianmen-14th.yaml")
    .read_text("utf-8")
    .replace(
        "series: {居民上年度人均消费支出增速: {}}",
        "series: {居民上年度人均消费支出增速: {2021: 6, 2022: 6.1, 2023: {missing: 统计局未公布}}}",
    )
    .replace(
        "    note: 表中写作“不低于居民上年度人均消费支出增速”\n",
        "    observations: {2021: 5, 2022: 6.1, 2023: 7, 2024: 7}\n",
    )
    .replace("    target: ＞30\n", "    target: ＞30\n    observations: {2022: 29, 2023: 30, 2025: 30}\n")
)
RELATIVE, STRICT = "城乡低保标准年度增速", "每百户居民拥有的城乡社区综合服务设施面积"


def rows(mzprog: Run, file: str, year: int, cwd: Path = ROOT) -> dict[str, dict[str, Any]]:
    ran = mzprog("evaluate", file, "--year", str(year), "--format", "json", cwd=cwd)
    return {row["name"]: row for row in json.loads(ran.out)["plans"][0]["indicators"]}


@pytest.fixture
def tianmen(tmp_path: Path) -> Path:
    (tmp_path / "天门.yaml").write_text(TIANMEN, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("year", "rate", "verdict", "met", "reason"),
    [
        (2021, 83.33, "滞后", False, None),
        (2022, 100, "进展良好", True, None),
        (2023, None, "无法评估", None, "相对目标的参照值“居民上年度人均消费支出增速”在2023年没有数值（统计局未公布）"),
        (2024, None, "无法评估", None, "相对目标的参照值“居民上年度人均消费支出增速”在2024年没有数值"),
        (2025, None, "无法评估", None, "2025年没有观测值，最近的是2024年"),
    ],
)
def test_a_relative_target(
    mzprog: Run, tianmen: Path, year: int, rate: float | None, verdict: str, met: bool | None, reason: str | None
) -> None:
    row = rows(mzprog, "天门.yaml", year, tianmen)[RELATIVE]
    assert (row["progress_rate"], row["verdict"], row["target_met"], row["reason"]) == (rate, verdict, met, reason)
    assert row["target"] == "不低于居民上年度人均消费支出增速"
    assert row["early"] is False  # it can be left again next year


def test_a_relative_target_reads_well(mzprog: Run, tianmen: Path) -> None:
    ran = mzprog("evaluate", "天门.yaml", "--year", "2021", "--explain", cwd=tianmen)
    assert "5 ÷ 6 = 83.33%" in ran.out
    assert "目标值 不低于居民上年度人均消费支出增速（" in ran.out
    narrow = mzprog("evaluate", "天门.yaml", "--year", "2021", "--format", "table", cwd=tianmen).out
    head, first, second = narrow.split("\n")[5:8]
    assert head.split() == ["指标（单位）", "属性", "基期", "目标", "实际", "应达", "进展率", "评价"]
    assert first.split()[:4] == ["城乡低保标准年度", "预期性", "—", "不低于居民上年度"]
    assert second.split()[:2] == ["增速（%）", "人均消费支出增速"]


@pytest.mark.parametrize(
    ("year", "rate", "met", "outcome"),
    [(2022, 96.67, False, None), (2023, 100, False, None), (2025, 100, False, "未完成")],
)
def test_a_strict_target_is_not_met_when_exactly_hit(
    mzprog: Run, tianmen: Path, year: int, rate: float, met: bool, outcome: str | None
) -> None:
    row = rows(mzprog, "天门.yaml", year, tianmen)[STRICT]
    assert (row["progress_rate"], row["target_met"], row["outcome"]) == (rate, met, outcome)
    assert row["remarks"] == (["恰等于严格目标＞30，不算达到"] if rate == 100 else [])


def test_a_target_that_is_not_disclosed(mzprog: Run) -> None:
    found = rows(mzprog, "plans/anonymised-city-14th.yaml", 2025)
    hidden = [row for row in found.values() if row["reason"] == "目标值未公开"]
    assert len(found) == 31 and len(hidden) == 26
    assert {row["target"] for row in hidden} == {"未公开"}
    shown = {name: row["target"] for name, row in found.items() if row["target"] != "未公开"}
    assert shown == {
        "社会组织年抽查率": "≥5",
        "品牌社会组织": "50",
        "品牌社会组织领军人物": "100",
        "村(社区)慈善工作站覆盖率": "100",
        "婚姻登记场地达到国家4A级建设标准的比例": "≥50",
    }
    table = mzprog("evaluate", "plans/anonymised-city-14th.yaml", "--year", "2025").out
    assert "- 目标值未公开：城乡居民最低生活保障标准、" in table
    assert "31项指标：无法评估31项" in table


def test_a_sub_indicator_stands_under_its_parent_and_counts(mzprog: Run) -> None:
    found = list(rows(mzprog, "plans/tianmen-13th.yaml", 2020).values())
    assert [(row["name"], row["of"]) for row in found[:2]] == [
        ("每千名老年人拥有床位数", None),
        ("护理型床位比例", "每千名老年人拥有床位数"),
    ]
    table = mzprog("evaluate", "plans/tianmen-13th.yaml", "--year", "2020").out
    assert "\n其中：护理型床位比例（%）" in table and "9项指标：" in table


def test_a_dash_with_a_footnote_is_a_reason(mzprog: Run) -> None:
    table = mzprog("evaluate", "plans/tianmen-13th.yaml", "--year", "2020").out
    assert "无法评估：\n- 表下备注按中办发〔2016〕46号文件不列实际值：每万人社会组织数、社会组织新增就业人数\n" in table
    assert "期末：完成6项，未完成1项，无法评估2项，完成率85.71%" in table


def test_the_district_has_done_all(mzprog: Run) -> None:
    table = mzprog("evaluate", "plans/jianghan-13th.yaml", "--year", "2020").out
    assert (
        "\n14项指标：进展良好14项\n14项指标全部完成\n"
        "约束性9项：进展良好9项；全部完成\n预期性5项：进展良好5项；全部完成\n" in table
    )
    found = rows(mzprog, "plans/jianghan-13th.yaml", 2020)
    floors = ["平均每百户居民拥有社区服务设施面积", "平均每个社区配备专业社会工作者人数"]
    assert [(found[name]["rule"], found[name]["progress_rate"], found[name]["outcome"]) for name in floors] == [
        ("attainment", 100, "完成")
    ] * 2


def test_the_city_has_one_that_was_dropped(mzprog: Run) -> None:
    table = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2020").out
    assert "期末：完成22项，无法评估1项，完成率100%\n约束性11项：进展良好11项；全部完成\n" in table
    assert "预期性12项：进展良好11项，无法评估1项；完成11项\n" in table
    assert "无法评估：\n- 机构调整：综合减灾示范社区覆盖率\n" in table


@pytest.mark.parametrize(
    ("indicator", "rule", "hold"),
    [
        ("baseline: 50, target: ≥60, hold: true, observations: {2018: 55}", "attainment", False),
        ("baseline: 50, target: ≥60, hold: true, observations: {2018: 61}", "attainment", True),
        ("baseline: 50, target: ≥60, observations: {2018: 55}", "linear", False),
        # What is asked of the baseline, and what the baseline has passed, on either side.
        ('baseline: 10, target: {change: ">=-2"}, observations: {2018: 9}', "attainment", True),
        ('baseline: 10, target: {growth: "<=2"}, observations: {2018: 10.5}', "attainment", True),
        ("baseline: 10, target: {change: -2}, observations: {2018: 7}", "linear", False),
    ],
)
def test_a_bound_to_keep_has_no_path(indicator: str, rule: str, hold: bool) -> None:
    (row,) = evaluate(plan_of(f"name: a, {indicator}"), 2018).rows
    assert (row.rule, row.hold) == (rule, hold)
