"""Wuhan's mid-term review of 2018, row by row, and what came of the plan in 2020."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

from mzprog import evaluate, load_plan
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.quantity import fixed
from mzprog.core.remarks import agrees
from mzprog.core.results import Row
from mzprog.core.wording import count_lines, remark_lines
from tests.conftest import ROOT

PLAN = load_plan(ROOT / "plans" / "wuhan.yaml")
ROWS = evaluate(PLAN, 2018).rows

# 指标, 属性, 基期, 目标, 观测值, 公布的进展率, 算出的进展率, 评价, 提前完成
REVIEW = """
申请社会救助家庭经济情况信息核对率      约束性  99      100     100     200     200.00  进展良好  提前完成
城乡低保救助精准率                      约束性  93      ≥99     95.7    90      90.00   滞后      -
城乡低保标准占上年度城乡居民平均消费支出的比重 约束性 32 30-40 30.05    100     100.00  进展良好  -
综合减灾示范社区覆盖率                  预期性  40      60      56      160     160.00  进展良好  -
街道社区服务中心覆盖率                  约束性  100     100     100     100     100.00  进展良好  提前完成
平均每百户居民拥有社区服务设施面积      预期性  26      30      28      100     100.00  进展良好  -
每个城市社区拥有社区社会组织数          预期性  10      15      13      120     120.00  进展良好  -
每个农村社区拥有社会社区组织数          预期性  2       5       3.5     100     100.00  进展良好  -
年均新增登记和备案社会组织数            预期性  2000    2200    892     85      84.95   滞后      -
登记社会组织总数                        预期性  5200    8000    6392    96.8    96.85   滞后      -
每万人拥有登记社会组织数                预期性  5.2     8       6       90.9    90.91   滞后      -
区级社会组织孵化基地覆盖率              约束性  30      100     60      85.71   85.71   滞后      -
登记注册社区志愿者占常住人口比重        预期性  12      15      14.01   134     134.00  进展良好  -
每万名常住人口拥有社会工作者人数        预期性  3       10      8.8     165.71  165.71  进展良好  -
平均每个城市社区配备专业社会工作者人数  约束性  1       2       1.7     140     140.00  进展良好  -
平均每个农村社区配备专业社会工作者人数  约束性  0.5     1       0.75    100     100.00  进展良好  -
养老床位数                              预期性  6.1     10      6.96    44.1    44.10   滞后      -
每千名老年人口养老床位数                约束性  37      50      38.7    24.62   26.15   严重滞后  -
护理型床位占养老床位总数的比例          预期性  15      ≥50     39      137.14  137.14  进展良好  -
城市社区居家养老服务设施覆盖率          约束性  95      100     100     200     200.00  进展良好  提前完成
农村社区建立养老服务站点覆盖率          预期性  35      60      49      112     112.00  进展良好  -
新婚婚姻登记颁证率                      约束性  未启动  ≥90     100     100     100.00  进展良好  提前完成
收养登记合格率                          约束性  100     100     100     100     100.00  进展良好  提前完成
"""
TABLE = [line.split() for line in REVIEW.strip().splitlines()]


@pytest.mark.parametrize(("row", "wanted"), list(zip(ROWS, TABLE, strict=True)), ids=[line[0] for line in TABLE])
def test_the_reviews_table(row: Row, wanted: list[str]) -> None:
    """23 rows: the figures, the rate and the verdict."""
    name, kind, baseline, target, observed, printed, rate, verdict, early = wanted
    item, result = row.indicator, row.deciding
    start = result.measure.baseline
    assert (item.name, item.type, result.measure.target.text) == (name, kind, target)
    assert start is not None
    assert (start.missing or str(start.value), str(result.observed)) == (baseline, observed)
    assert str(result.period) == "2018H1"
    assert row.rate is not None
    assert (fixed(row.rate, 2), row.verdict, row.early) == (rate, verdict, early == "提前完成")
    assert result.period is not None
    assert item.published[result.period].rate == Decimal(printed)


def test_what_was_printed_is_what_its_own_figures_give() -> None:
    """In 22 rows to the decimals that were printed, half up; one row is a misprint."""
    differ = []
    for row in ROWS:
        assert row.deciding.period is not None
        printed = row.indicator.published[row.deciding.period]
        assert printed.rate is not None
        assert row.rate is not None
        assert printed.verdict == row.verdict
        if not agrees(printed.rate, row.rate):
            differ.append(row.indicator.name)
    assert differ == ["每千名老年人口养老床位数"]


def test_the_counts() -> None:
    """16 / 6 / 1; 提前完成 5 and the range row besides; 约束性 11, 预期性 12; six categories."""
    found = evaluate(PLAN, 2018)
    assert found.summary.by_verdict == {"进展良好": 16, "滞后": 6, "严重滞后": 1, NOT_ASSESSABLE: 0}
    assert (found.summary.total, found.summary.early, found.summary.target_met) == (23, 5, 6)
    assert found.summary.completion is None
    met = [row.indicator.name for row in found.rows if row.met and not row.early]
    assert met == ["城乡低保标准占上年度城乡居民平均消费支出的比重"]
    assert {word: tally.total for word, tally in found.by_type.items()} == {"约束性": 11, "预期性": 12}
    assert {word: tally.total for word, tally in found.by_category.items()} == {
        "社会救助": 4, "社区建设": 4, "社会组织": 4, "社会工作者": 4, "养老服务": 5, "社会服务": 2,
    }  # fmt: skip
    assert count_lines(found) == [
        "23项指标：进展良好16项（其中提前完成5项），滞后6项，严重滞后1项",
        "约束性11项：进展良好8项（其中提前完成5项），滞后2项，严重滞后1项",
        "预期性12项：进展良好8项，滞后4项",
    ]


def test_the_rules() -> None:
    """How the 23 printed rates come about: 16 linear, 3 index, 4 with nothing to divide by."""
    assert Counter(row.rule for row in ROWS) == {"linear": 16, "index": 3, "attainment": 4}


def test_the_misprint_is_the_first_remark() -> None:
    """The review printed 24.62 where its own figures give 26.15."""
    assert remark_lines(evaluate(PLAN, 2018))[0] == (
        "每千名老年人口养老床位数：公布的进展率是24.62，按其自身数据应为26.15"
    )


def test_the_range_row_is_assessed_by_its_parts() -> None:
    """Towns at 30.05 and the country at 44: both at least 30, the country above the range."""
    row = ROWS[2]
    assert [(r.measure.name, str(r.observed), r.met) for r in row.results] == [
        ("城市", "30.05", True), ("农村", "44", True),
    ]  # fmt: skip
    assert ("above-range", "农村") in [(remark.code, remark.values[0]) for remark in row.remarks]


def test_the_outcome() -> None:
    """All 22 rows that have a figure are done; 综合减灾示范社区覆盖率 fell away (机构调整)."""
    found = evaluate(PLAN, 2020)
    open_rows = [(row.indicator.name, row.verdict, row.reason, row.outcome) for row in found.rows if row.reason]
    assert open_rows == [("综合减灾示范社区覆盖率", NOT_ASSESSABLE, "机构调整", None)]
    assert Counter(row.outcome for row in found.rows) == {"完成": 22, None: 1}
    assert (found.summary.done, found.summary.outcomes, found.summary.completion) == (22, 22, Fraction(1))
    assert found.summary.early == 0
    assert "期末：完成22项，无法评估1项，完成率100%" in count_lines(found)


@pytest.mark.parametrize(
    ("year", "unknown"),
    [
        (2016, {"每个农村社区拥有社会社区组织数": "数据在网页表格中缺失",
                "登记注册社区志愿者占常住人口比重": "系统变更无法查询",
                "每万名常住人口拥有社会工作者人数": "数据在网页表格中缺失"}),
        (2017, {"每个农村社区拥有社会社区组织数": "数据在网页表格中缺失"}),
    ],
)  # fmt: skip
def test_the_years_between(year: int, unknown: dict[str, str]) -> None:
    """Assessed where there is a figure, 无法评估 with the reason where the cell was lost."""
    rows = evaluate(PLAN, year).rows
    assert {row.indicator.name: row.reason for row in rows if row.reason} == unknown
    assert all(row.rate is not None and row.outcome is None for row in rows if not row.reason)


@pytest.mark.parametrize("year", [2019, 2021, 2022, 2999])
def test_years_without_observations(year: int) -> None:
    """无法评估 throughout, no older figure in their place."""
    found = evaluate(PLAN, year)
    assert found.summary.by_verdict[NOT_ASSESSABLE] == 23
    assert all(row.reason and row.reason.startswith(f"{year}年没有观测值") for row in found.rows)
    older = evaluate(PLAN, year, latest=True)
    assert older.summary.by_verdict[NOT_ASSESSABLE] == 0
    assert all(row.carried for row in older.rows)
    assert not found.not_begun


@pytest.mark.parametrize("year", [2015, 2014, 1999])
def test_before_the_plan(year: int) -> None:
    """At the end of the baseline year nothing has begun."""
    assert evaluate(PLAN, year).not_begun


@pytest.mark.parametrize(
    ("name", "target", "observed"),
    [("平均每百户居民拥有社区服务设施面积", "30", "123"), ("平均每个社区配备专业社会工作者人数", "2", "4.3")],
)
def test_floors_of_jianghan_are_met(name: str, target: str, observed: str) -> None:
    """A target below its baseline is a floor to hold: 完成, where the plain formula says −830 %."""
    rows = evaluate(load_plan(ROOT / "plans" / "jianghan-13th.yaml"), 2020).rows
    row = next(row for row in rows if row.indicator.name == name)
    assert (row.deciding.measure.target.text, str(row.deciding.observed)) == (target, observed)
    assert (row.rule, row.met, row.outcome, row.rate) == ("attainment", True, "完成", Fraction(100))
