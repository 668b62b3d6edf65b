"""From a plan and a time to rows: which entry counts, what it is compared with, what is said of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.problems import Refusal
from mzprog.core.quantity import fixed
from mzprog.core.results import NOT_BEGUN, Row
from tests.conftest import plan_of

STEADY = "name: a, baseline: 0, target: 100"


def row_of(indicator: str, year: int = 2018, head: str = "baseline_year: 2015\ntarget_year: 2020") -> Row:
    """Return the one row of a plan with this indicator, as of a year."""
    (row,) = evaluate(plan_of(indicator, head=head), year).rows
    return row


def rate_of(row: Row) -> str | None:
    return None if row.rate is None else fixed(row.rate, 2)


# ---- which entry ----


@pytest.mark.parametrize(
    ("entries", "period"),
    [
        ("2018: 1, 2018H1: 2", "2018"),
        ("2018H2: 1, 2018: 2, 2018Q4: 3, 2018-12: 4", "2018"),
        ("2018-12: 1, 2018H2: 2", "2018H2"),
        ("2018Q3: 1, 2018H1: 2, 2018-09: 3", "2018Q3"),
        ("2018-01: 1, 2017: 2, 2019: 3", "2018-01"),
        ("2018H1: 1, 2018Q3: {missing: 未报}", "2018Q3"),
    ],
)
def test_a_year_takes_its_latest_ending_entry(entries: str, period: str) -> None:
    """Of two that end together the longer one; a missing one too, never quietly an older one."""
    for order in (entries, ", ".join(reversed(entries.split(", ")))):
        row = row_of(f"{STEADY}, observations: {{{order}}}")
        assert str(row.deciding.period) == period
        assert (row.verdict == NOT_ASSESSABLE) is ("missing" in entries)


@pytest.mark.parametrize(
    ("as_of", "rate", "nearest"),
    [
        ("2018", "5.00", ""),
        ("2018H1", "4.00", ""),
        ("2018H2", "5.00", ""),
        ("2018Q2", "4.00", ""),
        ("2018Q3", None, "2018年上半年"),
    ],
)
def test_a_period_takes_the_entry_that_ends_with_it(as_of: str, rate: str | None, nearest: str) -> None:
    """By whatever name; where there is none, it is said which is the latest."""
    plan = plan_of(f"{STEADY}, observations: {{2018: 3, 2018H1: 2}}")
    (row,) = evaluate(plan, as_of=as_of).rows
    assert rate_of(row) == rate
    assert row.reason == (None if rate else f"{as_of}没有观测值，最近的是{nearest}")


def test_one_of_year_and_as_of() -> None:
    """Neither and both are a wrong call; a text that is no period says so."""
    plan = plan_of(STEADY)
    with pytest.raises(ValueError, match="either"):
        evaluate(plan)
    with pytest.raises(ValueError, match="either"):
        evaluate(plan, 2018, as_of="2018")
    with pytest.raises(Refusal):
        evaluate(plan, as_of="mid-2018")


# ---- 无法评估 ----


@pytest.mark.parametrize(
    ("indicator", "year", "reason"),
    [
        (STEADY, 2018, "2018年没有观测值"),
        (f"{STEADY}, observations: {{2017: 5}}", 2018, "2018年没有观测值，最近的是2017年"),
        (f"{STEADY}, observations: {{2018: {{missing: 系统变更无法查询}}}}", 2018, "系统变更无法查询"),
        (f"{STEADY}, observations: {{2015: 5, 2014: 4}}", 2015, NOT_BEGUN),
        (f"{STEADY}, observations: {{2018: 5}}, baseline_year: 2018", 2018, NOT_BEGUN),
        ("name: a, target: {missing: 未公开}, observations: {2018: 5}", 2018, "目标值未公开"),
        ("name: a, target: {text: 基本建成}, observations: {2018: 5}", 2018, "目标是文字表述，没有数值"),
        ("name: a, target: {at_least: 序列}, observations: {2017: 5}", 2017, "相对目标的参照值“序列”在2017年没有数值"),
        ("name: a, target: {at_least: 序列}, observations: {2019: 5}", 2019,
         "相对目标的参照值“序列”在2019年没有数值（未公布）"),
        ("name: a, rule: index, baseline: 0, target: 5, observations: {2018: 1}", 2018,
         "该规则不适用：定基指数型要求基期值为正数"),
        ("name: a, measure: total, target: 9, observations: {2016: 1, 2018: 1}", 2018,
         "累计指标缺少2017年1月起的数据，不能求和"),
        ("name: a, measure: total, target: 9, observations: {2016: 1, 2017: {missing: 未报}, 2018: 1}", 2018,
         "累计指标缺少2017年的数据（未报），不能求和"),
    ],
)  # fmt: skip
def test_cannot_say_is_an_answer_with_a_reason(indicator: str, year: int, reason: str) -> None:
    """No rate, no verdict of the method, not met, not early, no outcome."""
    head = "baseline_year: 2015\ntarget_year: 2020\nseries: {序列: {2018: 6, 2019: {missing: 未公布}}}"
    row = row_of(indicator, year, head)
    assert (row.verdict, row.reason, row.rate) == (NOT_ASSESSABLE, reason, None)
    assert (row.met, row.early, row.outcome) == (None, False, None)


def test_the_rule_of_a_refused_attainment_is_attainment() -> None:
    """The rule that could not apply is the one that is named."""
    assert row_of("name: a, rule: index, target: ≥5, observations: {2018: -1}").rule == "attainment"
    assert row_of("name: a, rule: index, baseline: 0, target: 5, observations: {2018: 1}").rule == "index"


# ---- flows and totals ----


@pytest.mark.parametrize(
    ("period", "observed", "annual", "cumulative_annual"),
    [
        ("2018", "24", "24", "24"),
        ("2018H1", "12", "24", "24"),
        ("2018H2", "12", "24", "12"),
        ("2018Q1", "6", "24", "24"),
        ("2018Q3", "6", "24", "8"),
        ("2018-01", "2", "24", "24"),
        ("2018-09", "2", "24", "8/3"),
        ("2018-12", "2", "24", "2"),
    ],
)
def test_flows_are_brought_to_a_year(period: str, observed: str, annual: str, cumulative_annual: str) -> None:
    """A flow covers the period that names it, a cumulative one the year so far."""
    base = f"name: a, measure: flow, baseline: 12, target: 48, observations: {{{period}: {observed}}}"
    assert row_of(base).deciding.annual == Fraction(annual)
    assert row_of(f"{base}, cumulative: true").deciding.annual == Fraction(cumulative_annual)
    assert row_of(base.replace("measure: flow, ", "")).deciding.annual is None


def test_the_reviews_flow() -> None:
    """892 in half a year is 1784 a year, against 2100 by then: 84.95, printed 85."""
    row = row_of("name: a, measure: flow, rule: index, baseline: 2000, target: 2200, observations: {2018H1: 892}")
    assert (row.deciding.annual, rate_of(row)) == (Fraction(1784), "84.95")


@pytest.mark.parametrize(
    ("entries", "total", "rate"),
    [
        ("2016: 10, 2017: 20, 2018: 30", "60", "100.00"),
        ("2016: 10, 2017: 20, 2018H1: 20", "50", "100.00"),
        ("2016: 10, 2017: 20, 2018H1: 20, 2018: 30", "60", "100.00"),
        ("2016H1: 4, 2016H2: 6, 2017: 20, 2018Q1: 5, 2018Q2: 5, 2018Q3: 15", "55", "100.00"),
        ("2016: 10, 2016H1: 4, 2016Q1: 2, 2017: 20, 2018-01: 3", "33", "79.20"),
        ("2014: 7, 2015: 8, 2016: 10.5, 2017: 20.25, 2018: 0", "30.75", "51.25"),
    ],
)
def test_totals_add_up_since_the_baseline(entries: str, total: str, rate: str) -> None:
    """From 0 at the end of the baseline year, by the longest entries that fit without gap or overlap."""
    for order in (entries, ", ".join(reversed(entries.split(", ")))):
        row = row_of(f"name: a, measure: total, target: 100, observations: {{{order}}}")
        assert (row.deciding.observed, rate_of(row)) == (Decimal(total), rate)


def test_a_total_of_two_entries_and_of_one() -> None:
    """The sum of two; a single entry stands as it was written."""
    of_two = row_of("name: a, measure: total, target: 100, observations: {2016: 10, 2017: 25}", 2017)
    assert of_two.deciding.observed == 35
    of_one = row_of("name: a, measure: total, target: 1e31, observations: {2016: 1e30}", 2016)
    assert str(of_one.deciding.observed) == "1E+30"


def test_a_totals_baseline_is_shown_and_not_used() -> None:
    """A total starts from 0 whatever the baseline was, and says so."""
    row = row_of("name: a, measure: total, baseline: 40, target: 100, observations: {2016: 20}", 2016)
    assert (rate_of(row), [r.code for r in row.remarks]) == ("100.00", ["total-from-zero"])
    row = row_of("name: a, measure: total, baseline: {missing: 未统计}, target: 100, observations: {2016: 20}", 2016)
    assert (rate_of(row), row.remarks) == ("100.00", ())


# ---- relative targets ----


def test_a_relative_target_is_compared_with_its_series() -> None:
    """The value of the very period, else of its year; a met one can be left again and is never early."""
    head = "baseline_year: 2015\ntarget_year: 2020\nseries: {序列: {2018H1: 5, 2018: 6}}"
    half = row_of("name: a, target: {at_least: 序列}, observations: {2018H1: 5}", head=head)
    quarter = row_of("name: a, target: {at_least: 序列}, observations: {2018Q3: 5}", head=head)
    assert (half.met, half.early, half.verdict) == (True, False, "进展良好")
    assert (quarter.met, rate_of(quarter)) == (False, "83.33")


# ---- met, early, outcome ----


@pytest.mark.parametrize(
    ("indicator", "year", "expected"),
    [
        ("baseline: 0, target: 10, observations: {2018: 10}", 2018, (True, True, None, "进展良好")),
        ("baseline: 0, target: 10, observations: {2020: 10}", 2020, (True, False, "完成", "进展良好")),
        ("baseline: 0, target: 10, observations: {2020: 9.9}", 2020, (False, False, "未完成", "滞后")),
        ("baseline: 0, target: 10, observations: {2020H1: 10}", 2020, (True, True, None, "进展良好")),
        ("baseline: 0, target: 10, observations: {2022: 10}", 2022, (True, False, "完成", "进展良好")),
        ("baseline: 0, target: ＞10, observations: {2020: 10}", 2020, (False, False, "未完成", "进展良好")),
        ("target: ＞10, observations: {2018: 10}", 2018, (False, False, None, "进展良好")),
        ("target: 30-40, direction: 正向, observations: {2018: 44}", 2018, (True, False, None, "进展良好")),
        ("target: 30-40, direction: 逆向, observations: {2018: 20}", 2018, (True, False, None, "进展良好")),
        ("target: 30-40, direction: 适度, observations: {2018: 44}", 2018, (False, False, None, "滞后")),
        ("target: 30-40, direction: 适度, observations: {2018: 20}", 2018, (False, False, None, "滞后")),
        ("target: 30-40, direction: 适度, observations: {2020: 30}", 2020, (True, False, "完成", "进展良好")),
    ],
)
def test_met_early_and_outcome(indicator: str, year: int, expected: tuple[bool, bool, str | None, str]) -> None:
    """提前完成 before the end only; 完成 or 未完成 once the whole time has passed; ranges are never early."""
    row = row_of(f"name: a, {indicator}", year)
    assert (row.met, row.early, row.outcome, row.verdict) == expected


@pytest.mark.parametrize(
    ("direction", "observed", "codes"),
    [
        ("正向", 44, ["above-range"]), ("正向", 40, []), ("正向", 20, []),
        ("逆向", 20, ["below-range"]), ("逆向", 30, []), ("逆向", 44, []),
        ("适度", 44, []), ("适度", 35, []),
    ],
)  # fmt: skip
def test_a_met_range_that_was_overshot_is_remarked(direction: str, observed: int, codes: list[str]) -> None:
    """Over 40 is met where at least 30 is asked, and a reader should know."""
    row = row_of(f"name: a, target: 30-40, direction: {direction}, observations: {{2018: {observed}}}")
    assert [remark.code for remark in row.remarks] == codes


def test_when_a_bound_was_not_kept_is_told_in_the_order_of_time() -> None:
    row = row_of("name: a, target: ≤5, hold: true, observations: {2017H2: 6, 2018: 4, 2016: 7, 2017: 6, 2017Q1: 8}")
    assert [remark.values for remark in row.remarks] == [("", "2016、2017Q1、2017H2、2017")]


@pytest.mark.parametrize("rule", ["linear", "exponential", "index"])
@pytest.mark.parametrize(("observed", "outcome"), [(200, "完成"), (150, "未完成")])
def test_after_the_target_year_the_time_stands_still(rule: str, observed: int, outcome: str) -> None:
    """The elapsed share stays 1 and the years stay those of the plan: 2022 is judged as 2020."""
    base = f"name: a, rule: {rule}, baseline: 100, target: 200, observations: {{2020: {observed}, 2022: {observed}}}"
    end, later = row_of(base, 2020), row_of(base, 2022)
    assert (later.rate, later.outcome) == (end.rate, end.outcome)
    assert (later.outcome, later.rate == 100) == (outcome, observed == 200)


# ---- years of an indicator, components ----


def test_an_indicators_own_years_replace_the_plans() -> None:
    """One indicator may run to 2022 in a plan that ends in 2020, or begin later."""
    plan = plan_of(
        "name: a, baseline: 0, target: 10, observations: {2018: 3}",
        "name: b, target_year: 2025, baseline: 0, target: 10, observations: {2018: 3, 2020: 5}",
        "name: c, baseline_year: 2017, baseline: 0, target: 9, observations: {2018: 3, 2020: 9}",
        "name: d, baseline_year: 2018, target_year: 2019, baseline: 0, target: 9, observations: {2018: 3, 2020: 9}",
    )
    assert [rate_of(row) for row in evaluate(plan, 2018).rows] == ["50.00", "100.00", "100.00", None]
    assert [row.outcome for row in evaluate(plan, 2020).rows] == [None, None, "完成", "完成"]
    assert not evaluate(plan, 2018).not_begun
    assert evaluate(plan, 2015).not_begun


def test_the_worst_component_decides() -> None:
    """Worst verdict, then lowest rate; the row repeats that component, and is met only if all are."""
    row = row_of(
        "name: a, baseline: 0, target: 100, components: {甲: {observations: {2018: 90}}, "
        "乙: {target: 50, observations: {2018: 21}}, 丙: {baseline: 20, observations: {2018: 52}}, "
        "丁: {milestones: {2018: 20}, observations: {2018: 20}}}"
    )
    assert [rate_of(row._replace(deciding=result)) for result in row.results] == [
        "150.00", "70.00", "66.67", "100.00",
    ]  # fmt: skip
    assert (row.deciding.measure.name, row.verdict, row.met) == ("丙", "滞后", False)


def test_a_met_component_is_better_than_its_rate() -> None:
    """A floor that is held does not decide over a class that is worse, whatever the rates."""
    row = row_of(
        "name: a, baseline: 50, target: 40, direction: 正向, components: {甲: {observations: {2018: 41}}, "
        "乙: {baseline: 0, observations: {2018: 20}}}"
    )
    assert (row.deciding.measure.name, row.verdict, row.met, row.early) == ("乙", "滞后", False, False)


def test_a_met_label_of_its_own_is_better_than_every_class() -> None:
    """A component that is ahead, but has not reached its target, decides over one that has."""
    head = "baseline_year: 2015\ntarget_year: 2020\nmethod: {met: 已达标, tiers: [{from: 100, label: 好}, {label: 差}]}"
    parts = "components: {甲: {baseline: 0, observations: {2018: 90}}, 乙: {observations: {2018: 100}}}"
    plan = plan_of(f"name: a, baseline: 100, target: 100, direction: 正向, {parts}", head=head)
    (row,) = evaluate(plan, 2018).rows
    assert [result.verdict for result in row.results] == ["好", "已达标"]
    assert (row.deciding.measure.name, row.verdict, row.met) == ("甲", "好", False)


def test_one_component_without_a_figure() -> None:
    """Makes the row 无法评估, and is named; the others are still assessed."""
    row = row_of(
        "name: a, baseline: 0, target: 100, components: {甲: {observations: {2018: 90}}, "
        "乙: {observations: {2018: {missing: 未报}}}, 丙: {}}"
    )
    assert row.reason == "乙：未报；丙：2018年没有观测值"
    assert [result.verdict for result in row.results] == ["进展良好", NOT_ASSESSABLE, NOT_ASSESSABLE]
    assert row.met is None
    assert row.deciding.measure.name == "乙"
    both = row_of("name: a, target: ≥1, components: {甲: {}, 乙: {}}")
    assert (both.reason, both.deciding.measure.name) == ("2018年没有观测值", "甲")


def test_all_components_met() -> None:
    """Then the row is met, early before the end, and done at it."""
    both = "components: {甲: {observations: {2018: 7, 2020: 7}}, 乙: {observations: {2018: 8, 2020: 8}}}"
    base = f"name: a, baseline: 0, target: 7, {both}"
    assert (row_of(base).met, row_of(base).early, row_of(base, 2020).outcome) == (True, True, "完成")


# ---- method, order, counts ----


def test_a_plans_own_method() -> None:
    """Its tiers, its default rule and its label for met targets."""
    head = (
        "baseline_year: 2015\ntarget_year: 2020\n"
        "method: {default_rule: index, met: 已达标, tiers: [{from: 95, label: 好}, {from: 60, label: 中}, {label: 差}]}"
    )
    plan = plan_of(
        "name: a, baseline: 100, target: 200, observations: {2018: 152}",
        "name: b, baseline: 100, target: 200, observations: {2018: 96}",
        "name: c, rule: linear, baseline: 100, target: 200, observations: {2018: 130}",
        "name: d, baseline: 100, target: 200, observations: {2018: 200}",
        "name: e, target: ≥200",
        head=head,
    )
    found = evaluate(plan, 2018)
    assert [row.verdict for row in found.rows] == ["好", "中", "差", "已达标", NOT_ASSESSABLE]
    assert found.summary.by_verdict == {"好": 1, "中": 1, "差": 1, "已达标": 1, NOT_ASSESSABLE: 1}
    assert [row.rule for row in found.rows] == ["index", "index", "linear", "index", "index"]


def test_sub_indicators_follow_their_parent_and_count() -> None:
    """其中：a row of its own after its parent, wherever the file has it, and of its category."""
    plan = plan_of(
        "name: 甲之二, of: 甲, target: ≥1", "name: 乙, category: 丁类, target: ≥1",
        "name: 甲, category: 丙类, target: ≥1", "name: 甲之一, of: 甲, category: 别类, target: ≥1",
    )  # fmt: skip
    rows = evaluate(plan, 2018).rows
    assert [(row.indicator.name, row.indicator.category) for row in rows] == [
        ("乙", "丁类"), ("甲", "丙类"), ("甲之二", "丙类"), ("甲之一", "别类"),
    ]  # fmt: skip
    assert evaluate(plan, 2018).summary.total == 4


def test_counts_by_type_and_category() -> None:
    """约束性, 预期性, then 未注明; categories in the plan's order; completion once there are outcomes."""
    plan = plan_of(
        "name: a, target: 5, direction: 正向, observations: {2018: 5, 2020: 4}",
        "name: b, type: 预期性, category: 乙, target: 5, direction: 正向, observations: {2018: 1, 2020: 5}",
        "name: c, type: 约束性, category: 甲, target: 5, direction: 正向, observations: {2018: 5, 2020: 5}",
        "name: d, type: 约束性, category: 乙, target: 5, direction: 正向",
    )
    middle, end = evaluate(plan, 2018), evaluate(plan, 2020)
    assert {word: t.total for word, t in middle.by_type.items()} == {"约束性": 2, "预期性": 1, "未注明": 1}
    assert list(middle.by_type) == ["约束性", "预期性", "未注明"]
    assert {word: t.total for word, t in middle.by_category.items()} == {"未注明": 1, "乙": 2, "甲": 1}
    assert (middle.summary.early, middle.summary.target_met, middle.summary.completion) == (2, 2, None)
    assert (end.summary.early, end.summary.target_met, end.summary.completion) == (0, 2, Fraction(2, 3))
    assert end.by_type["未注明"].completion == 0


def test_the_score_leaves_out_what_cannot_be_assessed() -> None:
    """综合得分: the weighted average of the rates, at most 100; and the share of the weight that has no rate."""
    plan = plan_of(
        "name: a, weight: 3, baseline: 0, target: 10, observations: {2018: 3}",
        "name: b, weight: 2, baseline: 0, target: 10, observations: {2018: 9}",
        "name: c, weight: 3, baseline: 0, target: 10",
    )
    score = evaluate(plan, 2018).summary.score
    assert (score.value, score.left_out) == (Fraction(3 * 50 + 2 * 100, 5), Fraction(3, 8))


@pytest.mark.parametrize(
    ("indicator", "observed"),
    [
        ("measure: total, target: {missing: 未公开}, observations: {2016: 10, 2017: 20, 2018: 30}", "60"),
        ("measure: total, target: {at_least: 没有}, observations: {2016: 10, 2017: 20, 2018: 30}", "60"),
        ("measure: total, target: ≥50, observations: {2016: 10, 2018: 30}", None),
        ("measure: growth, target: {text: 保持}, observations: {2016: 10, 2017: 10, 2018: 10}", "10"),
        ("measure: cut, target: ≥5, observations: {2016: 1, 2018: 2}", None),
        ("measure: flow, target: {missing: 未公开}, observations: {2018H1: 30}", "30"),
        ("target: {missing: 未公开}, observations: {2018: 7}", "7"),
    ],
)
def test_of_what_adds_up_the_sum_is_shown_even_without_a_verdict(indicator: str, observed: str | None) -> None:
    """Never one year's figure in the place of all of them."""
    head = "baseline_year: 2015\ntarget_year: 2020\nseries: {没有: {2016: 1}}"
    (row,) = evaluate(plan_of(f"name: a, {indicator}", head=head), 2018).rows
    assert row.verdict == "无法评估"
    assert row.deciding.observed == (observed and Fraction(observed))


# ---- bounds to keep all the time ----


@pytest.mark.parametrize(
    ("indicator", "missed"),
    [
        ("target: ≤5, observations: {2016: 5, 2017: 5.1, 2018: 4}", ["2017"]),
        ("target: ≤5, observations: {2015: 6, 2016: 5, 2018: 4}", []),  # before the plan nothing was asked
        # A flow is kept or not in its year: halves add up, a running figure counts at its end.
        ("measure: flow, target: ≥5, observations: {2016H1: 2.6, 2016H2: 2.7, 2018: 5.2}", []),
        ("measure: flow, target: ≥5, observations: {2016H1: 2.6, 2016H2: 2.3, 2018: 5.2}", ["2016"]),
        ("measure: flow, target: ≥5, observations: {2016H1: 2.6, 2018: 5.2}", []),
        ("measure: flow, cumulative: true, target: ≥5, observations: {2016Q1: 1, 2016H1: 2.6, 2016: 5.1, 2018: 6}", []),
        ("measure: flow, cumulative: true, target: ≥5, observations: {2016H1: 2.6, 2016: 4.9, 2018: 6}", ["2016"]),
        ("measure: flow, baseline: 9, target: ≤5, observations: {2016H1: 2.6, 2016H2: 2.7, 2018: 5}", ["2016"]),
        ("measure: flow, baseline: 9, target: ≤5, observations: {2016H1: 5.1, 2018: 5}", ["2016"]),
        # A year's own growth is held against the average that is asked for; what adds up is not there yet.
        ("measure: growth, target: ≥6, observations: {2016: 5, 2017: 7.5, 2018: 6.2}", ["2016"]),
        ("measure: total, target: ≥50, observations: {2016: 20, 2017: 20, 2018: 20}", []),
        ("measure: growth, target: ≤3, observations: {2016: 4, 2017: 1, 2018: 1}", []),  # a budget, no hold
    ],
)
def test_when_a_bound_was_not_kept(indicator: str, missed: list[str]) -> None:
    row = row_of(f"name: a, hold: true, {indicator}")
    said = ["、".join(missed)] if missed else []
    assert [remark.values[1] for remark in row.remarks if remark.code == "kept-not-always"] == said
