"""Figures of a table into a plan: only what was done, in the plan's unit, and counted as the plan counts."""

from __future__ import annotations

import pytest

from mzprog.core.period import parse_period
from mzprog.core.problems import Refusal
from mzprog.planfile.load import parse_plan
from mzprog.tables.column_map import given
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids
from mzprog.tables.update import Update, compare

PLAN = """plan: 某规划
baseline_year: 2020
target_year: 2025
indicators:
  - {name: 参保率, unit: "%", baseline: 60, target: 65}
  - {name: 工业产值, unit: 亿元, baseline: 100, target: 200}
  - {name: 新增就业, unit: 人, measure: total, target: 25000, observations: {2021: 5000, 2022: 5000}}
  - {name: 新增绿道, unit: 公里, measure: total, cumulative: true, target: 90, observations: {2021: 9, 2022: 20}}
"""


def update(title: str, table: str, period: str | None, column: str | None = None) -> Update:
    """Hold the one table of a file against the plan."""
    (found,) = find_tables(read_grids(f"{title}\n{table}\n".replace("|", ",").encode()))
    facts = stated(found)._replace(given=given(found, [column] if column else []))
    return compare(parse_plan(PLAN.encode()), found, parse_period(period) if period else None, facts)


@pytest.mark.parametrize(
    ("title", "table", "period", "written", "said"),
    [
        ("“十四五”规划主要指标完成情况", "指标|2021年|2022年\n参保率|61|62", None, ["2021 61", "2022 62"], ""),
        ("主要指标", "指标|2023年\n参保率|63", None, ["2023 63"], ""),
        ("“十五五”规划主要指标", "指标|2025年|2030年\n参保率|65|70", "2025", ["2025 65"], ""),
        ("“十四五”规划完成情况（截至2023年6月）", "指标|2020年|2025年|完成情况\n参保率|60|65|63", "2023-06",
         ["2023-06 63"], ""),
        ("“十四五”规划完成情况（截至2023年6月）", "指标|2020年|2025年|2023年完成\n参保率|60|65|63", None,
         ["2020 60", "2023 63"], "第3列“2025年”：看不出是实际值，还是目标、计划"),
        ("主要指标（单位：亿元）", "指标|2023年完成\n工业产值|130", None, ["2023 130"], ""),
        ("主要指标（单位：万元）", "指标|2023年完成（亿元）\n工业产值|130", None, ["2023 130"], ""),
        ("主要指标（单位：万元）", "指标|2023年完成\n工业产值|1300000", None, [], "表中的单位是“万元”，规划里是“亿元”"),
        ("主要指标", "指标|2023年完成\n新增就业|5000", None, ["2023 5000"], ""),
        ("主要指标", "指标|2023年上半年\n新增就业|2500", None, ["2023H1 2500"], ""),
        ("主要指标", "指标|截至2023年累计完成\n新增就业|15000", None, [], "表里是累计数，规划里这一项记的是各期的数"),
        ("主要指标", "指标|2023年累计完成\n新增就业|15000", None, [], "表里是累计数，规划里这一项记的是各期的数"),
        ("主要指标", "指标|截至2023年累计完成\n新增绿道|45", None, ["2023 45"], ""),
        ("主要指标", "指标|截至2023年底\n参保率|63", None, ["2023 63"], ""),
        ("主要指标", "指标|实际值|数据年份\n参保率|63|2023", "2023", ["2023 63"], ""),
        ("主要指标", "指标|实际值|数据年份\n参保率|62|2022", "2023", [], "“数据年份”一格写的是2022"),
        ("主要指标", "指标|类别|2023年\n参保率|计划|64\n参保率|实际|63", None, [], "数不同（64、63），都没有写入"),
        ("主要指标", "指标|类别|2023年\n参保率|城镇|63\n参保率|城镇|63", None, ["2023 63"], ""),
    ],
)  # fmt: skip
def test_what_is_written(title: str, table: str, period: str | None, written: list[str], said: str) -> None:
    """Whatever is not written is said."""
    found = update(title, table, period)
    assert [f"{change.period} {change.new.text}" for change in found.changes] == written
    assert (said in "".join(found.open)) if said else not found.open


@pytest.mark.parametrize(
    ("title", "table", "period"),
    [
        ("2023年目标任务分解表", "指标|2023年\n参保率|63", "2023"),
        ("2023年目标任务统计表", "指标|2023年\n参保率|63", None),
        ("“十四五”规划年度目标", "指标|2021年|2022年|2023年\n参保率|61|62|63", None),
        ("“十四五”主要指标", "指标|2020年|2025年\n参保率|60|65", "2025"),
    ],
)
def test_a_year_in_a_table_of_plans_is_no_actual(title: str, table: str, period: str | None) -> None:
    """Unless someone says that it is."""
    with pytest.raises(Refusal, match="看不出是实际值，还是目标、计划"):
        update(title, table, period)
    year = period or "2023"
    last = table.partition("\n")[0].count("|") + 1
    assert [str(c.period) for c in update(title, table, year, f"{last}=实际值:{year}").changes] == [year]
