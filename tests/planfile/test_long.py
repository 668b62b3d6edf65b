"""The rows of a long table as a plan: what each cell says, and where it is told that one says nothing."""

from __future__ import annotations

import pytest

from mzprog.core.method import STANDARD
from mzprog.core.plan import Indicator
from mzprog.planfile.long import COLUMNS, Line, Places, Read, read_lines

PLACES = Places({name: number for number, name in enumerate(COLUMNS, 1)}, False)
ROW = {"plan": "规划", "indicator": "床位", "baseline_year": "2020", "target_year": "2025", "baseline": "50",
       "target": "≥80", "period": "2022", "value": "60"}  # fmt: skip


def read(*rows: dict[str, str], chinese: bool = False) -> Read:
    """Read rows that differ from ``ROW`` in some cells; an empty one is not there."""
    made = [{key: text for key, text in {**ROW, **row}.items() if text} for row in rows]
    lines = [Line("长表.csv", number, cells) for number, cells in enumerate(made, 2)]
    return read_lines(lines, PLACES._replace(chinese=chinese), STANDARD)


def one(*rows: dict[str, str]) -> Indicator:
    """Return the indicator that rows without a problem make."""
    found = read(*rows)
    assert found.problems == () and found.plan is not None
    (item,) = found.plan.indicators
    return item


def told(found: Read) -> list[str]:
    return [f"{p.line}:{list(COLUMNS)[(p.column or 0) - 1]} [{p.code}] {p.message}" for p in found.problems]


@pytest.mark.parametrize("text", [
    "2022=60; 2023=70", "2022＝60；2023＝70；", "2022=60\n2023=70", " 2022 = 60 ;; 2023=70", "{2022: 60, 2023: 70}",
])  # fmt: skip
def test_figures_by_period(text: str) -> None:
    wanted = [("2022", "60"), ("2023", "70")]
    assert [(str(period), str(figure)) for period, figure in one({"milestones": text}).whole.waypoints] == wanted
    total = one({"quotas": text, "measure": "total", "baseline": "", "baseline_year": "2021"})
    assert [(str(period), str(figure.value)) for period, figure in total.whole.quotas] == wanted


@pytest.mark.parametrize("text", ["民政局、财政局", "民政局;财政局；", "民政局\n财政局", "[民政局, 财政局]"])
def test_bodies(text: str) -> None:
    assert one({"responsible": text}).responsible == ("民政局", "财政局")


PAIRS = "应写作“期=数”，几个之间用分号，如 2022=60; 2023=70，得到"
WRONG: list[tuple[list[dict[str, str]], list[str]]] = [
    ([{"milestones": "2022=60=70"}], ["2:milestones [not-a-number] "]),
    ([{"milestones": "2022=60; 70"}], [f"2:milestones [bad-pairs] {PAIRS}“70”"]),
    ([{"milestones": "2022:60"}], [f"2:milestones [bad-pairs] {PAIRS}“2022:60”"]),
    ([{"milestones": "{2022: 60"}], ["2:milestones [yaml-syntax] "]),
    ([{"milestones": "{2022: 六十}"}], ["2:milestones [not-a-number] "]),
    ([{"value": "六十"}], ["2:value [not-a-number] "]),
    ([{"plan": ""}], ["2:plan [odd-text] “plan”是空的；请改正后再算"]),
    ([{"indicator": "床\u200b位"}], ["2:indicator [odd-text] “indicator”里有看不见的字符；请改正后再算"]),
    ([{"target": ""}], ["2:target [missing-key] 指标缺少“target”"]),
    ([{"target_year": ""}], ["2:target_year [missing-key] 指标缺少“target_year”"]),
    ([{"period": ""}], ["2:period [row-without-period] 有数而没有“period”"]),
    ([{"period": "", "value": "", "missing": "未统计"}], ["2:period [row-without-period] 有数而没有“period”"]),
    ([{"period": "", "value": "", "judged": "达到"}], ["2:period [row-without-period] 有数而没有“period”"]),
    ([{"period": "", "value": "", "published": "{rate: 9}"}], ["2:period [row-without-period] 有数而没有“period”"]),
    ([{}, {}], ["3:period [duplicate-row] 同一指标的“2022”有两行：长表.csv第2行已有；请删去一行"]),
    ([{}, {"period": "2023", "unit": "张"}, {"period": "2024", "unit": "个"}],
     ["4:unit [rows-differ] 同一指标的“unit”应各行一样：这里是“个”，长表.csv第3行是“张”"]),
    ([{}, {"period": "2023", "target": "90"}, {"period": "2024", "target": "95"}],
     ["3:target [rows-differ] 同一指标的“target”应各行一样：这里是“90”，长表.csv第2行是“≥80”"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), WRONG)
def test_what_is_wrong_is_told_with_row_and_column_and_the_others_are_read(
    rows: list[dict[str, str]], expected: list[str]
) -> None:
    found = read(*rows, {"indicator": "站点"})
    assert len(found.problems) == len(expected)
    assert all(line.startswith(start) for line, start in zip(told(found), expected, strict=True)), told(found)
    assert found.plan is not None
    assert [item.name for item in found.plan.indicators] == ["站点"]


def test_columns_are_called_as_in_the_table() -> None:
    assert told(read({"target": ""}, chinese=True)) == ["2:target [missing-key] 指标缺少“目标值”"]
    assert told(read({"period": ""}, chinese=True)) == ["2:period [row-without-period] 有数而没有“期”"]


def test_rows_may_leave_out_what_another_has_said() -> None:
    item = one({"unit": "张", "note": "初步数"}, {"period": "2023", "baseline": "", "target": "", "value": "65"})
    figures = {str(period): (str(f.value), f.note) for period, f in item.whole.observations.items()}
    assert figures == {"2022": ("60", "初步数"), "2023": ("65", None)}
    assert (item.unit, item.whole.target.text) == ("张", "≥80")


def test_a_row_may_have_no_figure_and_no_period() -> None:
    nothing = {"period": "", "value": ""}
    item = one({}, {"period": "2023", "value": "", "note": "待定"}, nothing, {**nothing, "unit": "张"},
               {"period": "2024", "value": "", "missing": "机构调整"})  # fmt: skip
    assert [(str(p), f.missing) for p, f in item.whole.observations.items()] == [("2022", None), ("2024", "机构调整")]


@pytest.mark.parametrize("whole", [(), ({"period": "", "value": ""},)])
def test_components_have_their_own_figures_and_their_own_targets(whole: tuple[dict[str, str], ...]) -> None:
    """What they have no target of their own for is what a row of the whole says."""
    own = {"component": "农村", "value": "40", **({"target": ""} if whole else {})}
    item = one({"component": "城市", "target": "90"}, own, *whole)
    assert [(part.name, part.target.text) for part in item.components] == [("城市", "90"), ("农村", "≥80")]
    assert [[str(f.value) for f in part.observations.values()] for part in item.components] == [["60"], ["40"]]


def test_a_series_is_no_indicator() -> None:
    row = {"indicator": "全省", "measure": "series", "baseline_year": "", "target_year": "", "target": ""}
    found = read({"target": "{at_least: 全省}"}, row, {**row, "period": "2023", "value": "62"})
    assert found.problems == () and found.plan is not None
    assert [item.name for item in found.plan.indicators] == ["床位"]
    assert {str(p): str(f.value) for p, f in found.plan.series["全省"].items()} == {"2022": "60", "2023": "62"}


def test_what_was_published_and_types_of_a_plan_s_own() -> None:
    item = one({"published": "{rate: 66.7, verdict: 滞后}"})
    assert {str(p): (str(f.rate), f.verdict) for p, f in item.published.items()} == {"2022": ("66.7", "滞后")}
    found = read({"type": "引领性"}, {"indicator": "站点", "type": "约束性"}).plan
    assert found is not None and found.types == ("引领性",)
