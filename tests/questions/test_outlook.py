"""Outlook: the review's figures, the pace of every linear row, and what would lift a row today."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume as given_that
from hypothesis import given, settings
from hypothesis import strategies as st

import mzprog
from mzprog.answers.outlook import document, record, table_records, trend
from mzprog.core.period import Period, parse_period
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError
from mzprog.core.quantity import fixed, toward
from mzprog.planfile.load import load_plan, parse_plan
from mzprog.questions.outlook import Forecast, Outlook, OutlookRow, multiple, outlook
from mzprog.questions.scenario import whatif
from mzprog.render import csv as csv_form
from mzprog.render import json as json_form
from mzprog.render import markdown, plain, table
from tests.answers.test_properties import Item, any_period, figures, items, passed, plans
from tests.conftest import ROOT, Run, plan_of

WUHAN = load_plan(ROOT / "plans/wuhan.yaml")
REVIEW = outlook(WUHAN, 2018)
BEDS = "每千名老年人口养老床位数"


def of(found: Outlook, name: str) -> OutlookRow:
    return next(row for row in found.rows if row.row.indicator.name == name)


def one(indicator: str, year: int = 2018) -> Forecast:
    """Return the forecast of a plan of one indicator."""
    return outlook(plan_of(indicator), year).rows[0].deciding


def test_the_row_that_the_review_calls_far_behind() -> None:
    row = of(REVIEW, BEDS)
    found = row.deciding
    assert (found.pace, found.needed) == (Fraction("1.7") / Fraction("2.5"), Fraction("11.3") / Fraction("2.5"))
    assert found.multiple is not None
    assert (found.multiple, fixed(found.multiple, 1)) == (Fraction(113, 17), "6.6")
    assert found.expected == Fraction("40.4")
    assert [(str(goal.tier.start), goal.value) for goal in found.goals] == [
        ("100", Fraction("43.5")), ("40", Fraction("39.6")),
    ]  # fmt: skip
    assert row.outlook == "经努力可以完成"
    (later,) = found.later
    assert (str(later.period), later.observed, later.expected, later.off) == (
        "2020", Fraction(54), Fraction("40.4"), Fraction("-13.6"),
    )  # fmt: skip


def test_every_printed_forecast_of_the_review_comes_out() -> None:
    printed = {item.name: item.published[parse_period("2018H1")].outlook for item in WUHAN.indicators}
    assert {row.row.indicator.name: row.outlook for row in REVIEW.rows} == printed
    assert REVIEW.by_class == {"提前完成": 5, "可以完成": 16, "经努力可以完成": 2, "难以完成": 0, "无法预测": 0}


def test_the_worst_come_first_and_what_is_met_last() -> None:
    names = [row.row.indicator.name for row in REVIEW.rows]
    assert names[:3] == [BEDS, "养老床位数", "年均新增登记和备案社会组织数"]
    assert [row.row.met for row in REVIEW.rows] == [False] * 17 + [True] * 6


@pytest.mark.parametrize(
    ("indicator", "pace", "needed", "expected", "goals"),
    [
        # A yearly flow in the half year's own terms; pace and forecast by the year.
        ("measure: flow, rule: index, baseline: 2000, target: 2200, observations: {2018H1: 892}",
         "-86.4", "166.4", "1568", ["1050", "420"]),
        # A falling one, a milestone on the way, a total by its last figure.
        ("baseline: 20, target: 10, direction: 逆向, observations: {2018H1: 18}", "-0.8", "-3.2", "16", ["15", "18"]),
        ("baseline: 0, target: 100, milestones: {2018: 20}, observations: {2018: 10}", "10/3", "45", "50/3",
         ["20", "8"]),
        ("measure: total, target: 100, observations: {2016: 10, 2017: 10, 2018: 10}", "10", "35", "50", ["40", "4"]),
        # Attainment has no pace; a range missed above is reached from above.
        ("target: ≥30, observations: {2018: 20}", None, None, None, ["30", "12"]),
        ("target: 30-40, direction: 适度, observations: {2018: 50}", None, None, None, ["40", "100"]),
        # Growth that came to nothing: neither to it nor from it is there an average.
        ("measure: growth, target: 5, observations: {2016: 3, 2017: 3, 2018: -100}", None, None, "-100",
         ["96725/10609", "308/10609"]),
        # What no value reaches, and what has no figure at all.
        ("target: ≥30, observations: {2018: -5}", None, None, None, ["30", "12"]),
        ("target: ≥30", None, None, None, []),
    ],
)  # fmt: skip
def test_pace_forecast_and_what_would_lift_a_row(
    indicator: str, pace: str | None, needed: str | None, expected: str | None, goals: list[str]
) -> None:
    found = one(f"name: a, {indicator}")
    assert (found.pace, found.needed, found.expected) == tuple(v and Fraction(v) for v in (pace, needed, expected))
    assert [str(goal.value) for goal in found.goals] == goals


def test_a_curve_goes_on_as_a_curve() -> None:
    found = one("name: a, rule: exponential, baseline: 100, target: 300, observations: {2017: 121}", 2017)
    assert found.expected is not None
    assert fixed(found.expected, 6) == "161.051000"  # 10 % a year, for five years
    off = one("name: a, rule: exponential, baseline: 1, target: 2, observations: {2016-01: 1e100}", 2016)
    assert off.expected is None  # 1e6000 is no figure of this world


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("measure: growth, target: ≥7, observations: {2016: 5, 2017: 5, 2018: 5}", Fraction(5)),
        ("measure: change, target: ≥30, observations: {2016: 10, 2017: 0, 2018: 0}", Fraction(50, 3)),
        ("measure: cut, target: 20, observations: {2016: 10, 2017: 0, 2018: 0}", Fraction(50, 3)),
    ],
)
def test_a_forecast_is_in_the_planners_terms(indicator: str, expected: Fraction) -> None:
    """Of a growth the average a year, of a change or a cut its percent, never the index that they are reckoned on."""
    found = one(f"name: 甲, {indicator}").expected
    assert found == expected


def test_what_is_met_needs_nothing_more_and_what_has_ended_is_no_forecast() -> None:
    met = one("name: a, baseline: 0, target: 10, observations: {2018: 12}")
    assert (met.pace, met.needed, met.multiple, met.expected) == (Fraction(4), None, None, Fraction(20))
    ended = outlook(plan_of("name: a, baseline: 0, target: 10, observations: {2020: 8}"), 2020)
    found = ended.rows[0].deciding
    assert (found.pace, found.needed, found.multiple, found.expected) == (Fraction(8, 5), None, None, None)
    assert (ended.rows[0].outlook, ended.rows[0].row.outcome) == (None, "未完成")
    assert ended.by_outcome == {"完成": 0, "未完成": 1}


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        ("target: ≥30", "2018年没有观测值"),
        ("target: ≥30, observations: {2018: {missing: 机构调整}}", "机构调整"),
        ("target: ≥30, observations: {2018: 20}", "按达标计算，没有可以推算的速度"),
        ("baseline: 1, target: 4, rule: index, milestones: {2018: 4}, observations: {2018: 2}",
         "规划应达值已等于目标值，按这一规则没有可以推算的速度"),
    ],
)  # fmt: skip
def test_no_forecast_has_its_reason(indicator: str, reason: str) -> None:
    (row,) = outlook(plan_of(f"name: a, {indicator}"), 2018).rows
    assert (row.outlook, row.reason) == ("无法预测", reason)


def test_observations_stand_beside_the_planned_path_in_the_targets_terms() -> None:
    found = one(
        "name: a, measure: flow, baseline: 100, target: 200, "
        "observations: {2016: 110, 2017: {missing: 未报}, 2018H1: 75, 2018Q3: 45, 2019: 170}"
    )
    assert [(str(p.period), p.observed, p.planned) for p in found.history] == [
        ("2016", Fraction(110), Fraction(120)), ("2018H1", Fraction(150), Fraction(150)),
        ("2018Q3", Fraction(180), Fraction(155)),
    ]  # fmt: skip
    (later,) = found.later
    assert later.expected == 100 + Fraction(80) / Fraction("2.75") * 4


@settings(max_examples=150, deadline=None)
@given(item=items(rules=("linear",)), observed=figures(), period=any_period)
def test_the_multiple_of_every_linear_row_is_pace_needed_by_pace_so_far(
    item: Item, observed: Decimal, period: Period
) -> None:
    """Milestones included; none where the target is met, time is over or nothing was gained."""
    row = item.row(observed, period)
    found = outlook(WUHAN._replace(indicators=(row.indicator,)), as_of=str(period)).rows[0].deciding
    given_that(found.result.progress is not None and found.result.progress.rule == "linear")
    assert item.baseline is not None
    pace = (Fraction(observed) - Fraction(item.baseline)) / passed(period)
    assert found.pace == pace
    if found.result.met or period.end == parse_period("2020").end:
        assert (found.needed, found.multiple) == (None, None)
    else:
        assert found.needed == (Fraction(item.target) - Fraction(observed)) / (5 - passed(period))
        assert found.multiple == (found.needed / pace if pace * item.sign > 0 else None)
        assert found.expected == Fraction(item.baseline) + pace * 5


@settings(max_examples=40, deadline=None)
@given(item=items(rules=("linear", "index")), observed=figures(), period=any_period)
def test_what_would_lift_a_row_does(item: Item, observed: Decimal, period: Period) -> None:
    """The value as it is written, assumed instead, reaches its tier; on the other side of it the tier is lost."""
    plan = WUHAN._replace(indicators=(item.row(observed, period).indicator,))
    for goal in outlook(plan, as_of=str(period)).rows[0].deciding.goals:
        if goal.value is None or abs(goal.value) >= 10**40:
            continue
        text = toward(goal.value, 6, goal.rising)
        _, row = whatif(plan, [f"a=={text}"], as_of=str(period)).rows[0]
        assert row.rate is not None and goal.tier.start is not None
        assert row.rate >= Fraction(goal.tier.start)
        less = toward(goal.value - Fraction(1, 10) if goal.rising else goal.value + Fraction(1, 10), 6, goal.rising)
        _, row = whatif(plan, [f"a=={less}"], as_of=str(period)).rows[0]
        assert row.rate is None or row.rate < Fraction(goal.tier.start) or row.met


@settings(max_examples=40, deadline=None)
@given(data=plans(), year=st.sampled_from([2016, 2018, 2020, 2030]))
def test_any_plan_has_an_outlook_in_every_form(data: bytes, year: int) -> None:
    try:
        plan = parse_plan(data)
    except PlanError:
        return
    found = outlook(plan, year)
    assert len(found.rows) == len(plan.indicators)
    read = json.loads(json_form.render(record(found)))
    for row in read["indicators"]:
        assert (row["outlook"] is None) == (row["outcome"] is not None)
        assert (row["outlook"] == "无法预测") == (row["outlook_reason"] is not None)
    assert csv_form.render(table_records([found])).count("\r\n") == len(found.rows) + 1
    page = document(found)
    for text in (
        plain.render(page),
        markdown.render(page),
        table.render(page, 80, True),
        table.render(page, 30, False),
    ):
        assert all(row.row.indicator.name[:1] in text for row in found.rows)


def test_a_trend_line_has_one_scale_for_what_was_and_what_was_planned() -> None:
    assert trend(of(REVIEW, BEDS).deciding) == ("▂▂▁▃", "▂▄▇█")
    assert trend(one("name: a, baseline: 5, target: 9, observations: {2016: 5, 2017: 5, 2018: 5}")) == ("▁▁▁▁", "▁▃▆█")
    assert trend(one("name: a, target: ≥9, observations: {2018: 9}")) == ("▄", "▄")
    assert trend(one("name: a, target: ≥9")) == ("", "")
    months = ", ".join(f"{year}-{month:02d}: {month}" for year in (2016, 2017, 2018) for month in range(1, 13))
    assert [len(line) for line in trend(one(f"name: a, baseline: 0, target: 9, observations: {{{months}}}"))] == [8, 8]


# ---- the command ----


def records(ran_out: str) -> list[dict[str, Any]]:
    (plan,) = json.loads(ran_out, parse_float=str, parse_int=str)["plans"]
    return list(plan["indicators"])


def test_the_page_of_the_review(mzprog: Run) -> None:
    """Made by ``mzprog outlook plans/wuhan.yaml --year 2018 > tests/golden/outlook-wuhan.txt``."""
    ran = mzprog("outlook", "plans/wuhan.yaml", "--year", "2018")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (ROOT / "tests/golden/outlook-wuhan.txt").read_text("utf-8")


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_every_form_for_people(mzprog: Run, form: str) -> None:
    ran = mzprog("outlook", "plans/wuhan.yaml", "--year", "2018", "--format", form)
    assert ran.code == 0
    for word in (
        "6.6",
        "40.4",
        "39.6",
        "43.5",
        "1050",
        "54(2020)",
        "低13.6",
        "▂▂▁▃",
        "经努力可以完成2项",
        "已达到目标6项",
    ):
        assert word in ran.out


def test_records_for_scripts(mzprog: Run) -> None:
    rows = records(mzprog("outlook", "plans/wuhan.yaml", "--year", "2018", "--format", "json").out)
    assert rows[0]["name"] == BEDS
    assert [rows[0][key] for key in ("pace", "pace_needed", "multiple", "forecast", "outlook")] == [
        "0.68", "4.52", "6.647059", "40.4", "经努力可以完成",
    ]  # fmt: skip
    for row in rows:
        if row["rule"] == "linear" and row["multiple"] is not None:
            ratio = Fraction(row["pace_needed"]) / Fraction(row["pace"])
            assert abs(ratio - Fraction(row["multiple"])) < Fraction(1, 10**6)
    lines = list(csv.DictReader(io.StringIO(mzprog("outlook", "plans/wuhan.yaml", "--year", "2018", "-o", "-",
                                                   "--format", "csv").out)))  # fmt: skip
    assert len(lines) == 23
    assert [lines[0][key] for key in ("reach_100", "reach_40", "later_period", "later_off")] == [
        "43.5", "39.6", "2020", "-13.6",
    ]  # fmt: skip


def test_components_have_forecasts_of_their_own(mzprog: Run) -> None:
    rows = records(mzprog("outlook", "plans/wuhan.yaml", "--year", "2018", "--format", "json").out)
    (row,) = [row for row in rows if row["components"]]
    assert [part["name"] for part in row["components"]] == ["城市", "农村"]
    assert all(part["history"][-1]["period"] == "2018H1" for part in row["components"])


def test_plans_of_different_methods_share_the_columns_of_one_csv(mzprog: Run, tmp_path: Any) -> None:
    (tmp_path / "a.yaml").write_text((ROOT / "plans/wuhan.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "b.yaml").write_text(
        "{plan: p, baseline_year: 2015, target_year: 2020, method: {tiers: [{from: 95, label: 甲}, {label: 乙}]}, "
        "indicators: [{name: a, baseline: 0, target: 10, observations: {2018: 3}}]}",
        "utf-8",
    )
    lines = list(csv.DictReader(io.StringIO(mzprog("outlook", str(tmp_path), "--year", "2018", "--format", "csv").out)))
    assert len(lines) == 24
    assert (lines[-1]["reach_100"], lines[-1]["reach_95"], lines[0]["reach_95"]) == ("", "5.7", "")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["plans/wuhan.yaml"], 2, "请用 --year 或 --as-of"),
        (["plans/wuhan.yaml", "--year", "2015"], 2, "尚未开始"),
        (["none.yaml", "--year", "2018"], 3, "找不到这个文件"),
        (["plans/wuhan.yaml", "--year", "2018", "-o", "no/x.csv"], 5, "写不出"),
        (["plans/wuhan.yaml", "--year", "2018", "-o", "x.foo"], 2, "看不出x.foo的格式"),
    ],
)
def test_wrong_calls(mzprog: Run, args: list[str], code: int, words: str) -> None:
    ran = mzprog("outlook", *args)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


def test_plans_that_have_not_begun_are_left_out(mzprog: Run) -> None:
    ran = mzprog("outlook", "plans/wuhan.yaml", "plans/wuhan-14th.yaml", "--year", "2018", "--format", "json")
    assert ran.code == 0
    assert "尚未开始，已略去：武汉市民政事业发展“十四五”规划" in ran.err
    assert [plan["file"] for plan in json.loads(ran.out)["not_begun"]] == ["plans/wuhan-14th.yaml"]


def test_the_front_door() -> None:
    plan: Plan = mzprog.load_plan(ROOT / "plans/wuhan.yaml")
    row = mzprog.outlook(plan, 2018).rows[0]
    assert multiple(row.row.deciding) == row.deciding.multiple == Fraction(113, 17)


def test_a_row_that_has_done_a_little_is_not_called_one_that_has_done_nothing() -> None:
    """Less than one percent, and no pace to tell by: 难以完成 is what moved the wrong way, or not at all."""
    row = "name: a, rule: index, baseline: 100, target: 300, milestones: {2018: 300}, observations: {2018: 2}"
    (found,) = outlook(plan_of(row), 2018).rows
    assert (found.outlook, found.deciding.multiple) == ("无法预测", None)


def test_a_tier_may_begin_at_nothing_and_a_row_have_rates_of_its_own() -> None:
    """They are told under what reaches them."""
    head, row = "plan: p, baseline_year: 2015, target_year: 2020", "baseline: 10, target: 20, observations: {2018: 9}"
    tiers = "tiers: [{from: 100, label: 甲}, {from: 0, label: 乙}, {label: 丙}]"
    own = tiers.replace("100", "90")
    plan = parse_plan(
        f"{{{head}, method: {{{tiers}}}, indicators: [{{name: a, {row}}}, {{name: b, {row}, {own}}}]}}".encode()
    )
    shown = markdown.render(document(outlook(plan, 2018)))
    assert "| 达0% | 达100% |" in shown and "| 10 | 16 |" in shown and "| 10 | 15.4 (达90%) |" in shown
    own = own.replace("甲", "进展良好").replace("乙", "滞后").replace("丙", "严重滞后")
    shown = markdown.render(document(outlook(plan_of(f"name: a, {row}, {own}"), 2018)))
    assert "| 10 (达0%) | 15.4 (达90%) |" in shown
    reached = [[goal["from"] for goal in row["reach"]] for row in record(outlook(plan, 2018))["indicators"]]
    assert reached == [["100", "0"], ["90", "0"]]


def test_only_what_there_is_is_explained() -> None:
    """That a flow is by the year is said where there is one."""
    row = "baseline: 1, target: 9, observations: {2018: 2}"
    shown = plain.render(document(outlook(plan_of(f"name: a, {row}"), 2018)))
    assert "流量指标" not in shown
    assert "流量指标" in plain.render(document(outlook(plan_of(f"name: a, measure: flow, {row}"), 2018)))
