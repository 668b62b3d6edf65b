"""The rules on the review's own rows, and on every case in which a rule cannot divide."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mzprog.core.case import Case, Point, planned_value
from mzprog.core.powers import power, too_large
from mzprog.core.progress import progress
from mzprog.core.quantity import fixed
from mzprog.core.rules import RULES


def case(
    observed: str,
    baseline: str | None,
    target: str,
    years: str = "2.5",
    path: dict[str, str] | None = None,
    falling: bool = False,
    span: str = "5",
) -> Case:
    """Return a case from figures as text; a target ``30~40`` is to be stayed in, ``>30`` is strict."""
    bounds = [Fraction(bound) for bound in target.strip("<>").split("~")]
    ranged = len(bounds) == 2
    return Case(
        observed=Fraction(observed),
        baseline=None if baseline is None else Fraction(baseline),
        low=bounds[0] if ranged or not falling else None,
        high=bounds[-1] if ranged or falling else None,
        strict=target[0] in "<>",
        ranged=ranged,
        path=tuple(Point(Fraction(x), Fraction(value)) for x, value in (path or {}).items()),
        elapsed=Fraction(years),
        span=Fraction(span),
    )


def rated(given: Case, rule: str) -> tuple[str, str | None]:
    """Return the rule applied and its rate with two decimals."""
    found = progress(given, rule)
    return found.rule, None if found.rate is None else fixed(found.rate, 2)


# The review's 23 rows as of 2018上半年: baseline, target, observed, then the rate under each rule.
# The three 社会组织 rows it computed as index, those without a rule to divide by as attainment, the
# others as linear. The flow of 892 in half a year stands as 1784 a year.
REVIEW = [
    ("申请社会救助家庭经济情况信息核对率", "99", "100", "100", "200.00", "200.20", "100.50"),
    ("城乡低保救助精准率", "93", "99", "95.7", "90.00", "91.50", "99.69"),
    ("城乡低保标准占比 城市", "32", "30~40", "30.05", "100.00", "100.00", "100.00"),
    ("综合减灾示范社区覆盖率", "40", "60", "56", "160.00", "170.55", "112.00"),
    ("街道社区服务中心覆盖率", "100", "100", "100", "100.00", "100.00", "100.00"),
    ("平均每百户居民拥有社区服务设施面积", "26", "30", "28", "100.00", "103.63", "100.00"),
    ("每个城市社区拥有社区社会组织数", "10", "15", "13", "120.00", "130.99", "104.00"),
    ("每个农村社区拥有社会社区组织数", "2", "5", "3.5", "100.00", "124.74", "100.00"),
    ("年均新增登记和备案社会组织数", "2000", "2200", "1784", "-216.00", "-232.20", "84.95"),
    ("登记社会组织总数", "5200", "8000", "6392", "85.14", "95.65", "96.85"),
    ("每万人拥有登记社会组织数", "5.2", "8", "6", "57.14", "65.47", "90.91"),
    ("区级社会组织孵化基地覆盖率", "30", "100", "60", "85.71", "117.35", "92.31"),
    ("登记注册社区志愿者占常住人口比重", "12", "15", "14.01", "134.00", "140.02", "103.78"),
    ("每万名常住人口拥有社会工作者人数", "3", "10", "8.8", "165.71", "197.59", "135.38"),
    ("平均每个城市社区配备专业社会工作者人数", "1", "2", "1.7", "140.00", "159.02", "113.33"),
    ("平均每个农村社区配备专业社会工作者人数", "0.5", "1", "0.75", "100.00", "118.41", "100.00"),
    ("养老床位数", "6.1", "10", "6.96", "44.10", "52.13", "86.46"),
    ("每千名老年人口养老床位数", "37", "50", "38.7", "26.15", "29.21", "88.97"),
    ("护理型床位占养老床位总数的比例", "15", "50", "39", "137.14", "170.98", "120.00"),
    ("城市社区居家养老服务设施覆盖率", "95", "100", "100", "200.00", "201.03", "102.56"),
    ("农村社区建立养老服务站点覆盖率", "35", "60", "49", "112.00", "126.57", "103.16"),
    ("新婚婚姻登记颁证率", None, "90", "100", "100.00", "100.00", "100.00"),
    ("收养登记合格率", "100", "100", "100", "100.00", "100.00", "100.00"),
]


@pytest.mark.parametrize(
    ("baseline", "target", "observed", "linear", "exponential", "index"),
    [row[1:] for row in REVIEW],
    ids=[row[0] for row in REVIEW],
)
def test_the_reviews_rows(
    baseline: str | None, target: str, observed: str, linear: str, exponential: str, index: str
) -> None:
    """Every row under every rule; where none can divide, all say the same by attainment."""
    given = case(observed, baseline, target)
    applied = (baseline is None or "~" in target or baseline == target) and "attainment"
    assert rated(given, "linear") == (applied or "linear", linear)
    assert rated(given, "exponential") == (applied or "exponential", exponential)
    assert rated(given, "index") == (applied or "index", index)


@pytest.mark.parametrize(
    ("observed", "baseline", "target", "linear", "exponential", "index"),
    [
        # falling 10 → 5, half-way due 7.5
        ("7.5", "10", "5", "100.00", "83.97", "100.00"),
        ("6", "10", "5", "160.00", "142.76", "125.00"),
        ("9", "10", "5", "40.00", "31.88", "83.33"),
        ("10", "10", "5", "0.00", "0.00", "75.00"),
        ("12", "10", "5", "-80.00", "-58.44", "62.50"),
        ("5", "10", "5", "200.00", "187.06", "150.00"),
    ],
)
def test_falling_indicators(
    observed: str, baseline: str, target: str, linear: str, exponential: str, index: str
) -> None:
    """Less is better: the same formulas, index turned over."""
    given = case(observed, baseline, target, falling=True)
    assert [rated(given, rule)[1] for rule in ("linear", "exponential", "index")] == [linear, exponential, index]


@pytest.mark.parametrize(
    ("observed", "baseline", "target", "falling", "rate", "compared"),
    [
        # no baseline
        ("100", None, "90", False, "100.00", "90"),
        ("45", None, "90", False, "50.00", "90"),
        ("0", None, "90", False, "0.00", "90"),
        ("12", None, "3", True, "25.00", "3"),
        ("3", None, "3", True, "100.00", "3"),
        ("0", None, "0", False, "100.00", "0"),
        ("0.3", None, "0.6", False, "50.00", "0.6"),
        ("0.8", None, "0.4", True, "50.00", "0.4"),
        ("3", None, "0", True, "0.00", "0"),
        ("0", None, "0", True, "100.00", "0"),
        # baseline = target
        ("100", "100", "100", False, "100.00", "100"),
        ("99", "100", "100", False, "99.00", "100"),
        ("6", "5", "5", True, "83.33", "5"),
        # baseline already past the target: a floor or a ceiling to hold
        ("123", "40", "30", False, "100.00", "30"),
        ("4.3", "2.1", "2", False, "100.00", "2"),
        ("15", "40", "30", False, "50.00", "30"),
        ("8", "2", "4", True, "50.00", "4"),
        # a range
        ("35", "32", "30~40", False, "100.00", "30"),
        ("30", "32", "30~40", False, "100.00", "30"),
        ("40", "32", "30~40", False, "100.00", "30"),
        ("24", "32", "30~40", False, "80.00", "30"),
        ("44", "32", "30~40", False, "90.91", "40"),
        # met below zero
        ("-1", None, "-5", False, "100.00", "-5"),
        # missed below zero: the quotient is turned, and a bound of zero leaves nothing
        ("-1", None, "90", False, "-1.11", "90"),
        ("-1", None, "0", False, "0.00", "0"),
        ("-9", "-5", "-5", False, "55.56", "-5"),
        ("1", None, "-1", True, "-100.00", "-1"),
        ("-3.2", None, "-4", True, "80.00", "-4"),
        ("-9", None, "-5~-3", False, "55.56", "-5"),
    ],
)
@pytest.mark.parametrize("rule", ["linear", "exponential", "index"])
def test_attainment(
    observed: str, baseline: str | None, target: str, falling: bool, rate: str, compared: str, rule: str
) -> None:
    """达标 where no rule can divide, whatever rule the indicator names; the bound is what was compared with."""
    found = progress(case(observed, baseline, target, falling=falling), rule)
    assert found.rate is not None
    assert (found.rule, fixed(found.rate, 2), found.planned) == ("attainment", rate, Fraction(compared))


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (case("5", "0", "10"), "exponential"),
        (case("5", "10", "0", falling=True), "exponential"),
        (case("5", "-10", "10"), "exponential"),
        (case("-5", "10", "20"), "exponential"),
        (case("-5", "-10", "10"), "exponential"),
        (case("-0.5", "1", "2"), "exponential"),
        (case("5", "0", "10"), "index"),
        (case("5", "-10", "10"), "index"),
        (case("0", "5", "10"), "index"),
        (case("-1", "5", "10"), "index"),
        (case("5", "10", "0", falling=True), "index"),
        (case("5", "10", "-5", falling=True), "index"),
    ],
)
def test_a_rule_that_cannot_apply_is_no_number(given: Case, rule: str) -> None:
    """Where a rule's needs are not met there is a reason, and neither a rate nor a planned value but the bound."""
    found = progress(given, rule)
    assert found.rate is None
    assert found.refusal


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (case("10", "0", "10"), "exponential"),
        (case("12", "-10", "10"), "exponential"),
        (case("0", "5", "2", falling=True), "index"),
        (case("-1", "5", "2", falling=True), "index"),
        (case("-1", "5", "2", falling=True), "exponential"),
        (case("0", "5", "0", falling=True), "exponential"),
    ],
)
def test_met_comes_first(given: Case, rule: str) -> None:
    """A met target is 100 by attainment where its rule cannot apply."""
    found = progress(given, rule)
    assert (found.rule, found.rate, found.planned) == ("attainment", Fraction(100), given.target)


@pytest.mark.parametrize(
    ("given", "rule", "rate"),
    [
        (case("5", "0", "10"), "linear", "100.00"),
        (case("-2", "0", "10"), "linear", "-40.00"),
        (case("-5", "-10", "10"), "linear", "50.00"),
        (case("0", "10", "20"), "exponential", "-672.50"),
        (case("0", "10", "5", falling=True), "exponential", "772.50"),
        (case("-7", "-10", "-5"), "exponential", "102.71"),
    ],
)
def test_zero_and_negative_values(given: Case, rule: str, rate: str) -> None:
    """Linear takes every sign; exponential takes two negative values, and an observed zero."""
    assert rated(given, rule) == (rule, rate)


# 100 → 200 over 5 years
@pytest.mark.parametrize(
    ("years", "path", "rule", "planned"),
    [
        ("2.5", {}, "linear", "150"),
        ("5", {}, "linear", "200"),
        ("5", {}, "exponential", "200"),
        ("1", {"2": "160"}, "linear", "130"),
        ("2", {"2": "160"}, "linear", "160"),
        ("3", {"2": "160"}, "linear", "173.333333"),
        ("5", {"2": "160"}, "linear", "200"),
        ("2.5", {"2": "160", "3": "180"}, "linear", "170"),
        ("1", {"2": "144"}, "exponential", "120"),
        ("2", {"2": "144"}, "exponential", "144"),
        ("3.5", {"2": "144"}, "exponential", "169.705627"),
        ("1", {"2": "100"}, "linear", "100"),
        ("3", {"2": "100"}, "linear", "133.333333"),
        ("3.5", {"2": "200"}, "linear", "200"),
    ],
)
def test_the_planned_path_runs_through_the_milestones(
    years: str, path: dict[str, str], rule: str, planned: str
) -> None:
    """Straight between its points, geometric for exponential."""
    value = planned_value(case("150", "100", "200", years, path), RULES[rule].geometric)
    assert fixed(value, 6).rstrip("0").rstrip(".") == planned


@pytest.mark.parametrize(
    ("observed", "years", "path", "rule", "rate"),
    [
        ("130", "1", {"2": "160"}, "linear", "100.00"),
        ("160", "2", {"2": "160"}, "linear", "100.00"),
        ("160", "2", {"2": "160"}, "index", "100.00"),
        ("160", "2", {"2": "160"}, "exponential", "100.00"),
        ("130", "2", {"2": "160"}, "linear", "50.00"),
        ("130", "2", {"2": "160"}, "index", "81.25"),
        ("120", "1", {"2": "144"}, "exponential", "100.00"),
        ("110", "1", {"2": "144"}, "exponential", "50.00"),
        ("180", "4", {"2": "100"}, "linear", "120.00"),
        ("200", "5", {"2": "100"}, "exponential", "100.00"),
    ],
)
def test_rates_along_milestones(observed: str, years: str, path: dict[str, str], rule: str, rate: str) -> None:
    """What was planned for the date is what counts, not the straight line to the end."""
    assert rated(case(observed, "100", "200", years, path), rule) == (rule, rate)


@pytest.mark.parametrize(
    ("observed", "years", "rate"), [("90", "1", "100.00"), ("70", "3.5", "85.71"), ("50", "5", "100.00")]
)
def test_rates_along_falling_milestones(observed: str, years: str, rate: str) -> None:
    """Downwards too: from 100 by 80 after two years to 50."""
    assert rated(case(observed, "100", "50", years, {"2": "80"}, falling=True), "linear") == ("linear", rate)


@pytest.mark.parametrize(
    ("observed", "falling", "rate"),
    [("100", False, "100.00"), ("150", False, "100.00"), ("80", False, "80.00"), ("0", False, "0.00"),
     ("100", True, "100.00"), ("80", True, "100.00"), ("125", True, "80.00")],
)  # fmt: skip
@pytest.mark.parametrize("rule", ["linear", "exponential", "index"])
def test_nothing_planned_yet(observed: str, falling: bool, rate: str, rule: str) -> None:
    """Where the planned value is still the baseline, the observed value is held against it by attainment."""
    given = case(observed, "100", "50" if falling else "200", "1.5", {"1": "100", "2": "100"}, falling)
    assert rated(given, rule) == ("attainment", rate)
    assert progress(given, rule).planned == 100


@pytest.mark.parametrize(
    ("years", "compared", "rate"),
    [("1", "60", "50.00"), ("2", "40", "75.00"), ("3.5", "50", "60.00"), ("5", "60", "50.00")],
)
def test_without_a_baseline_the_latest_milestone_due_counts(years: str, compared: str, rate: str) -> None:
    """Before the first milestone, and at the end, it is the target."""
    found = progress(case("30", None, "60", years, {"2": "40", "3": "50"}), "linear")
    assert found.rate is not None
    assert (found.rule, found.planned, fixed(found.rate, 2)) == ("attainment", Fraction(compared), rate)


@pytest.mark.parametrize(("years", "compared"), [("1", 30), ("2", 60), ("3.5", 50), ("4.5", 40), ("5", 30)])
def test_a_falling_one_too(years: str, compared: int) -> None:
    """The last of three milestones that are due, not the one before it nor the first."""
    given = case("70", None, "30", years, {"2": "60", "3": "50", "4": "40"}, falling=True)
    assert progress(given, "linear").planned == compared


@pytest.mark.parametrize(
    ("observed", "target", "falling", "met"),
    [("29", ">30", False, False), ("4", "<3", True, False),
     ("30", ">30", False, False), ("30.01", ">30", False, True), ("3", "<3", True, False), ("2.99", "<3", True, True),
     ("30", "30", False, True), ("3", "3", True, True), ("30", "30~40", False, True), ("40", "30~40", False, True),
     ("40.01", "30~40", False, False)],
)  # fmt: skip
def test_met(observed: str, target: str, falling: bool, met: bool) -> None:
    """A strict target must be passed, any other reached."""
    assert case(observed, "10", target, falling=falling).met is met


@pytest.mark.parametrize(("baseline", "rule"), [(None, "attainment"), ("30", "attainment"), ("10", "linear")])
def test_a_strict_target_exactly_hit_at_the_end(baseline: str | None, rule: str) -> None:
    """Its rate is 100, and yet it is not met."""
    given = case("30", baseline, ">30", years="5")
    assert (rated(given, "linear"), given.met) == ((rule, "100.00"), False)


def test_the_exact_case() -> None:
    """0.4 → 7.4 with 4.6 after 3 of 5 years is exactly on the path; binary arithmetic says a little less."""
    assert progress(case("4.6", "0.4", "7.4", "3"), "linear").rate == 100
    assert (4.6 - 0.4) / ((7.4 - 0.4) * (3 / 5)) < 1


@pytest.mark.parametrize("years", ["1/12", "5/2", "31/12", "5"])
def test_exponential_tells_fifty_digits_apart(years: str) -> None:
    """Figures that differ in their last digit alone neither divide by zero nor lose the rate."""
    start, end = "1" + "0" * 49, "1" + "0" * 48 + "2"
    assert rated(case(end, start, end, years), "exponential")[1] == fixed(500 / Fraction(years), 2)


def test_the_power_one_is_exact() -> None:
    """Through a logarithm the last of the 120 digits may be off."""
    assert [power(Fraction(n), Fraction(1)) for n in range(2, 20)] == list(range(2, 20))


@pytest.mark.parametrize("base", [Fraction(10**200), Fraction(1, 10**200)])
def test_what_grows_or_shrinks_out_of_this_world_is_no_figure(base: Fraction) -> None:
    assert too_large(base, Fraction(9))
    assert not too_large(base, Fraction(1))
