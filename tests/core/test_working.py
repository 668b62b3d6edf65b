"""What each rule writes out: its working in the planner's own figures, and its formula for spreadsheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzprog.core.assessment import evaluate
from mzprog.core.redone import redone
from mzprog.core.rules import RULES, Terms
from mzprog.core.symbols import Symbol
from mzprog.core.working import working
from tests.conftest import plan_of

RISING = "name: 甲, baseline: 100, target: 200"
FALLING = "name: 甲, direction: 逆向, baseline: 200, target: 100"
NEAR = "name: 甲, direction: 适度, target: {about: 20"
MILESTONE = ", milestones: {2017: 144}"


@pytest.mark.parametrize(
    ("indicator", "observed", "expected"),
    [
        (f"{RISING}, rule: linear", "2018: 130", "(130 - 100) ÷ [(200 - 100) × 3/5] = 30 ÷ 60 = 50.00%"),
        (f"{RISING}, rule: linear", "2018: 97.5", "(97.5 - 100) ÷ [(200 - 100) × 3/5] = (-2.5) ÷ 60 = -4.17%"),
        ("name: 甲, baseline: 0, target: 10", "2018: 3", "(3 - 0) ÷ [(10 - 0) × 3/5] = 3 ÷ 6 = 50.00%"),
        (
            "name: 甲, direction: 逆向, baseline: 10, target: 0", "2018: 7",
            "(7 - 10) ÷ [(0 - 10) × 3/5] = (-3) ÷ (-6) = 50.00%",
        ),
        ("name: 甲, baseline: 50, target: 30-40, direction: 适度", "2018: 45", "40 ÷ 45 = 88.89%"),
        ("name: 甲, target: ≤0", "2018: 7", "7 > 0，目标为0，记为0.00%"),
        (f"{RISING}, rule: linear", "2020: 150", "(150 - 100) ÷ (200 - 100) = 50 ÷ 100 = 50.00%"),
        (f"{FALLING}, rule: linear", "2018: 170", "(170 - 200) ÷ [(100 - 200) × 3/5] = (-30) ÷ (-60) = 50.00%"),
        (
            f"{RISING}, rule: linear{MILESTONE}", "2016: 111",
            "(111 - 100) ÷ ([100 + (144 - 100) × 1/2] - 100) = 11 ÷ 22 = 50.00%",
        ),
        (f"{RISING}, rule: linear{MILESTONE}", "2017: 122", "(122 - 100) ÷ (144 - 100) = 22 ÷ 44 = 50.00%"),
        (f"{RISING}, rule: index", "2018: 120", "120 ÷ [100 + (200 - 100) × 3/5] = 120 ÷ 160 = 75.00%"),
        (f"{RISING}, rule: index", "2020: 150", "150 ÷ 200 = 75.00%"),
        (f"{FALLING}, rule: index", "2018: 160", "[200 + (100 - 200) × 3/5] ÷ 160 = 140 ÷ 160 = 87.50%"),
        (f"{FALLING}, rule: index", "2020: 125", "100 ÷ 125 = 80.00%"),
        (
            f"{RISING}, rule: exponential", "2017: 121",
            "[(121 ÷ 100)^(1/2) - 1] ÷ [(200 ÷ 100)^(1/5) - 1] = 10% ÷ 14.8698% = 67.25%",
        ),
        (
            f"{RISING}, rule: exponential", "2016-04: 90",
            "[(90 ÷ 100)^(12/4) - 1] ÷ [(200 ÷ 100)^(1/5) - 1] = (-27.1%) ÷ 14.86984% = -182.25%",
        ),
        (
            f"{RISING}, rule: exponential{MILESTONE}", "2017: 121",
            "[(121 ÷ 100)^(1/2) - 1] ÷ [(144 ÷ 100)^(1/2) - 1] = 10% ÷ 20% = 50.00%",
        ),
        (
            f"{RISING}, rule: exponential{MILESTONE}", "2018: 121",
            "应达 144 × (200 ÷ 144)^(1/3) = 160.664；[(121 ÷ 100)^(1/3) - 1] ÷ [(160.664 ÷ 100)^(1/3) - 1]"
            " = 6.56022% ÷ 17.12226% = 38.31%",
        ),
        (
            "name: 甲, measure: total, target: ≤100, quotas: {2016: 30, 2017: 30}", "2016: 40, 2017: 45, 2018: 10",
            "40 + 45 + 10 = 95；应达 60 + (100 - 60) × 1/3 = 73.33；73.33 ÷ 95 = 77.19%",
        ),
        (
            "name: 甲, measure: growth, target: ≥5, milestones: {2017: 6}", "2016: 5, 2017: 5, 2018: 5",
            "[(1 + 5%) × (1 + 5%) × (1 + 5%)]^(1/3) - 1 = 5%；"
            "应达 [(1 + 6%)^2 × ((1 + 5%)^5 ÷ (1 + 6%)^2)^(1/3)]^(1/3) - 1 = 5.443%；5% ÷ 5.443% = 91.86%",
        ),
        # Steps have as many decimals as it takes to do them again.
        (
            "name: 甲, baseline: 0, target: 10, target_year: 2018", "2017: 4",
            "(4 - 0) ÷ [(10 - 0) × 2/3] = 4 ÷ 6.667 = 60.00%",
        ),
        (
            "name: 甲, measure: growth, target: ≤3", "2016: 3, 2017: 3.0001",
            "[(1 + 3%) × (1 + 3.0001%)]^(1/2) - 1 = 3.00005%；3% ÷ 3.00005% = 99.998%",
        ),
        (
            "name: 甲, baseline: -200, target: -100, rule: exponential", "2017: -128",
            "[((-128) ÷ (-200))^(1/2) - 1] ÷ [((-100) ÷ (-200))^(1/5) - 1] = (-20%) ÷ (-12.9449%) = 154.50%",
        ),
        (
            "name: 甲, baseline: 100, target: {growth: 7.5}, target_year: 2020-07, rule: index", "2018: 120",
            "目标 100 × (1 + 7.5%)^4.5833 = 139.3；120 ÷ [100 + (139.3 - 100) × 36/55] = 120 ÷ 125.72 = 95.45%",
        ),
        (
            "name: 甲, measure: growth, target: ≥-2", "2016: -3",
            "以基期为100，指数为97，没有低于整个规划期的90.392，达标，记为100.00%",
        ),
        # On both sides of 20 within a tolerance: 20 ≤ 20.4 ≤ 20 would be false.
        (f"{NEAR}, within: 5%}}", "2018: 20.4", "20.4在20左右（±5%）之内，达标，记为100.00%"),
        (f"{NEAR}, within: 5%}}", "2018: 21.5", "20 ÷ 21.5 = 93.02%"),
        (f"{NEAR}}}", "2018: 20", "20 ≤ 20 ≤ 20，达标，记为100.00%"),
        # 完成程度 has nothing to divide by in a range, in a target of 0 and where nothing is left.
        ("name: 甲, rule: completion, target: ≥50", "2018: 40", "40 ÷ 50 = 80.00%"),
        ("name: 甲, rule: completion, target: 40-50, direction: 正向", "2018: 39", "39 ÷ 40 = 97.50%"),
        ("name: 甲, rule: completion, target: 40-50, direction: 适度", "2018: 60", "50 ÷ 60 = 83.33%"),
        ("name: 甲, rule: completion, target: 40-50, direction: 适度", "2018: 45", "40 ≤ 45 ≤ 50，达标，记为100.00%"),
        ("name: 甲, rule: completion, measure: flow, target: 40-50, direction: 正向", "2018H1: 30", "30 ÷ 40 = 75.00%"),
        ("name: 甲, rule: completion, target: ≤0", "2018: 2", "2 > 0，目标为0，记为0.00%"),
        ("name: 甲, rule: completion, target: ≤10", "2018: 0", "已经是0，记为100.00%"),
    ],
)  # fmt: skip
def test_a_working(indicator: str, observed: str, expected: str) -> None:
    """The figures as they were written, what is computed from them, and the rate."""
    period = observed.split(", ")[-1].partition(":")[0]
    (row,) = evaluate(plan_of(f"{indicator}, observations: {{{observed}}}"), as_of=period).rows
    assert working(row) == expected


@pytest.mark.parametrize(
    ("rule", "rising", "milestones", "expected"),
    [
        ("linear", True, False, "({a}-{b})/({p}-{b})*100"),
        ("index", True, False, "{a}/{p}*100"),
        ("index", False, False, "{p}/{a}*100"),
        ("exponential", True, False, "(({a}/{b})^(1/{y})-1)/(({t}/{b})^(1/{span})-1)*100"),
        ("exponential", True, True, "(({a}/{b})^(1/{y})-1)/(({p}/{b})^(1/{y})-1)*100"),
    ],
)
def test_a_formula(rule: str, rising: bool, milestones: bool, expected: str) -> None:
    """The same steps over cells; `make check-office` has a spreadsheet compute them."""
    a, b, t, p, y, span = map(Symbol, ("{a}", "{b}", "{t}", "{p}", "{y}", "{span}"))
    assert f"{RULES[rule].share(Terms(a, b, t, p, y, span, rising, milestones))}*100" == expected


@given(
    st.sampled_from(["linear", "index", "exponential", "log", "completion"]),
    st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.integers(3, 15), st.integers(1, 12),
)  # fmt: skip
def test_a_working_can_be_done_again(rule: str, b: int, t: int, a: int, years: int, month: int) -> None:
    """Every expression that is printed gives what stands after its last =, within four more decimals."""
    direction = "正向" if t > b else "逆向"
    plan = plan_of(
        f"name: 甲, rule: {rule}, direction: {direction}, baseline: {b}, target: {t}, target_year: {2015 + years},"
        f" observations: {{2016-{month:02}: {a}}}"
    )
    (row,) = evaluate(plan, 2016).rows
    text = working(row) or ""
    large = row.rate is not None and abs(row.rate) > 1000  # so many digits that four more decimals may not do
    assert large or redone(text), text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4 ÷ 6.67 = 60.00%", False), ("(4 - 0) ÷ [(10 - 0) × 2/3] = 4 ÷ 6.6667 = 60.00%", True),
        ("10% ÷ 10% = 99.9997%", False), ("(-1) ÷ 0.13 = -750.00%", False), ("(-1) ÷ 0.13333 = -750.02%", True),
        ("892 × 2 = 1784；1784 ÷ 2100 = 84.95%", True), ("ln(121 ÷ 100) ÷ ln(146.41 ÷ 100) = 50.00%", True),
        ("目标 100 × (1 + 10%)^2 = 121；121 ÷ 121 = 100.00%", True), ("6 ≥ 6.1，达标，记为100.00%", False),
        ("20 ≤ 20.4 ≤ 21，达标，记为100.00%", True), ("20.4在20左右（±5%）之内，达标，记为100.00%", True),
    ],
)  # fmt: skip
def test_doing_a_working_again(text: str, right: bool) -> None:
    """As a reader would with a pocket calculator."""
    assert redone(text) is right
