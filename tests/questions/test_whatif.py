"""What if: the figures that a planner asks for one by one, and what holds for any."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume as given_that
from hypothesis import given, settings
from hypothesis import strategies as st

import mzprog
from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE, STANDARD
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Refusal, visible
from mzprog.core.quantity import fixed, literal
from mzprog.planfile.load import load_plan, parse_plan
from mzprog.questions.scenario import WhatIf, read_scenarios, saved, whatif
from mzprog.questions.sweep import Sweep, sweep
from tests.answers.test_properties import Item, figures, items, plans
from tests.conftest import ROOT, Run, plan_of

WUHAN = load_plan(ROOT / "plans/wuhan.yaml")
BEDS = "每千名老年人口养老床位数"
RATIO = "城乡低保标准占上年度城乡居民平均消费支出的比重"


def after(plan: Plan, *assumptions: str, year: int = 2018) -> tuple[str | None, str]:
    """Return rate and verdict of the first row that was changed."""
    _, row = whatif(plan, assumptions, year).rows[0]
    return None if row.rate is None else fixed(row.rate, 2), row.verdict


@pytest.mark.parametrize(
    ("assumption", "rate", "verdict"),
    [
        (f"{BEDS}=45", "123.08", "进展良好"),
        (f"{BEDS}=+2", "56.92", "滞后"),
        (f"{BEDS}=-1.5", "3.08", "严重滞后"),
        (f"{BEDS}=+10%", "85.69", "滞后"),  # 38.7 × 1.10 = 42.57
        (f"{BEDS}=-10%", "-33.38", "严重滞后"),
        (f"{BEDS}==-1.5", "-592.31", "严重滞后"),
        ("beds-per-1000=45张", "123.08", "进展良好"),
        ("每千名 = ４５", "123.08", "进展良好"),
        (f"{BEDS}＝＋２", "56.92", "滞后"),
        (f"{BEDS}.target=45", "42.50", "滞后"),
        (f"{BEDS}.target=-5", "42.50", "滞后"),
        (f"{BEDS}.baseline=30", "87.00", "滞后"),
        (f"{BEDS}.基期值=30", "87.00", "滞后"),
        (f"{BEDS}.rule=exponential", "29.21", "严重滞后"),
        (f"{BEDS}.rule=index", "88.97", "滞后"),
        # A share of a per cent is multiplied too, not added to: 95.7 × 1.01 = 96.657.
        ("城乡低保救助精准率=+1%", "121.90", "进展良好"),
        ("城乡低保救助精准率=+1", "123.33", "进展良好"),
        ("城乡低保救助精准率.target=+0.5", "83.08", "滞后"),  # ≥99.5
        # A flow in its own half year: 1050 × 2 is exactly what is planned.
        ("年均新增登记和备案社会组织数=1050", "100.00", "进展良好"),
        ("年均新增登记和备案社会组织数=+10%", "93.45", "滞后"),
        (f"{RATIO}/城市=29", "96.67", "滞后"),
        (f"{RATIO}/农村=29", "96.67", "滞后"),
        (f"{RATIO}.target=35-45", "85.86", "滞后"),
        (f"{RATIO}/城市.target=20-40", "100.00", "进展良好"),
        ("新婚婚姻登记颁证率.baseline=80", "400.00", "进展良好"),
    ],
)
def test_one_assumption(assumption: str, rate: str, verdict: str) -> None:
    assert after(WUHAN, assumption) == (rate, verdict)


def test_assumptions_are_made_one_after_the_other() -> None:
    assert after(WUHAN, f"{BEDS}=45", f"{BEDS}=-6.3") == after(WUHAN, f"{BEDS}=+0")
    assert after(WUHAN, f"{BEDS}=45", f"{BEDS}.target=60") == ("69.57", "滞后")


def test_the_plan_that_was_given_stays_as_it_was() -> None:
    before = evaluate(WUHAN, 2018)
    found = whatif(WUHAN, [f"{BEDS}=45", f"{RATIO}/城市=20"], 2018)
    assert found.before == before == evaluate(WUHAN, 2018)
    assert found.after.summary.by_verdict == {"进展良好": 16, "滞后": 7, "严重滞后": 0, "无法评估": 0}
    assert [new.indicator.name for _, new in found.rows] == [RATIO, BEDS]
    unchanged = [new for old, new in zip(found.before.rows, found.after.rows, strict=True) if old == new]
    assert len(unchanged) == 21


def test_a_planned_value_for_a_coming_year() -> None:
    plan = load_plan(ROOT / "plans/wuhan-14th.yaml")
    assert after(plan, "养老机构护理型床位占比=58", year=2023) == ("88.89", "滞后")
    assert after(plan, "养老机构护理型床位占比=59", year=2023) == ("100.00", "进展良好")
    with pytest.raises(Refusal, match="在2023没有观测值，不能加减"):
        whatif(plan, ["养老机构护理型床位占比=+1"], 2023)


def test_an_assumption_is_of_the_entry_that_is_assessed() -> None:
    plan = plan_of("name: a, baseline: 0, target: 10, observations: {2018H1: 5, 2018: {missing: 未报}}")
    assert whatif(plan, ["a=3"], 2018).changes[0][3:6] == (mzprog.evaluate(plan, 2018).as_of.period, "未报", "3")
    assert after(plan, "a=3") == ("50.00", "滞后")
    assert str(whatif(plan, ["a=3"], as_of="2018H1").changes[0].period) == "2018H1"
    assert str(whatif(plan, ["a=3"], as_of="2018Q1").changes[0].period) == "2018Q1"


@pytest.mark.parametrize(
    ("assumption", "words"),
    [
        ("a", "应写作 指标=值，得到“a”"),
        ("a=", "等号后面没有值"),
        ("=3", "等号前面没有指标的名称"),
        ("  =  ", "等号前面没有指标的名称"),
        ("没有的=3", "没有“没有的”这个指标；最接近的："),
        ("养老=3", "“养老”不止一项指标；请写全名或代号：养老床位数、"),
        (f"{BEDS}=多", "应为数值，得到“多”"),
        (f"{BEDS}=++2", "应为数值"),
        (f"{BEDS}=+", "应为数值"),
        (f"{BEDS}=1e200", "数值超出可读范围"),
        (f"{BEDS}=+1e99", "数值超出可读范围"),
        (f"{BEDS}.targt=3", "名称后面可以写 .target、.baseline 或 .rule，得到“.targt”；是不是“.target”？"),
        (f"{BEDS}.target=30-20", "区间的下限应小于上限"),
        (f"{BEDS}.target=≤3", "与 direction: 正向 矛盾"),
        (f"{BEDS}.rule=lineer", "是不是“linear”？"),
        (f"{BEDS}.rule=+1", "计算规则应为linear、exponential、index、log、completion之一"),
        ("新婚婚姻登记颁证率.baseline=+1", "没有基期值，不能加减"),
        (f"{RATIO}=31", "分城市、农村；请写明是哪一个"),
        (f"{RATIO}/郊区=31", "没有“郊区”这个组成部分"),
        (f"{RATIO}/城市.rule=index", "计算规则属于整个指标"),
        (f"{RATIO}.target=+1", "目标30-40不是一个数，不能加减"),
    ],
)
def test_nonsense_is_one_sentence(assumption: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        whatif(WUHAN, [assumption], 2018)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("indicator", "assumption", "words"),
    [
        ("name: a, baseline: 10, target: 50, milestones: {2018: 30}", "a.target=30-40", "没有规划路径，不能设中期目标"),
        ("name: a, direction: 逆向, baseline: 10, target: 5", "a.target={change: 3}", "与 direction: 逆向 矛盾"),
        ("name: a, baseline: 10, target: 50", "a.target==+5", "请写作 {change: +5}"),
        ("name: a, target: ≥5", "a.target={growth: 5}", "要由基期值推算，请写 baseline"),
        ("name: a, target: ≥5", "a.target={above: b}", "没有“b”这个数列或指标"),
        ("name: a, target: ≥5", "a.target={above: a}", "绕成了圈"),
        ("name: a, target: ≥5", "a.target={abov: a}", "没有“abov”这个键"),
        ("name: a, target: ≥5", "a.target={above: a", "目标值“{above: a”："),
        ("name: a, measure: growth, target: ≥5", "a.baseline=5", "不用基期值"),
        ("name: a, direction: 适度, target: 30-40", "a.target=35", "“适度”只用于区间目标"),
        ("name: a, target: {missing: 未公开}", "a.target=35", "请在指标或规划里写 direction"),
        ("name: a, measure: total, target: 35", "a.baseline=35", "累计指标，从0起算"),
    ],
)
def test_what_a_plan_file_could_not_say_either(indicator: str, assumption: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        whatif(plan_of(indicator), [assumption], 2018)
    assert words in caught.value.message


@settings(max_examples=150, deadline=None)
@given(item=items(ahead=False), observed=figures(), more=figures(low=0))
def test_raising_an_observation_of_a_rising_indicator_never_worsens_a_verdict(
    item: Item, observed: Decimal, more: Decimal
) -> None:
    given_that(item.sign > 0)
    row = item.row(observed, evaluate(WUHAN, 2018).as_of.period)
    plan = WUHAN._replace(indicators=(row.indicator,))
    found = whatif(plan, [f"a=+{literal(more)}"], 2018)
    ((before, now),) = found.rows
    given_that(NOT_ASSESSABLE not in {before.verdict, now.verdict})
    assert STANDARD.severity(now.verdict) <= STANDARD.severity(before.verdict)


LEFT = st.tuples(
    st.sampled_from(["指标0", "id0", "指标0/城市"]), st.sampled_from(["", "", ".target", ".baseline", ".rule"])
).map("".join)
RIGHT = st.one_of(
    st.text(max_size=6),
    figures().map(literal),
    st.sampled_from(["+5%", "+1", "-2.5", "==-3", "≥7", "3-9", "<4", "index", "++1"]),
)


@settings(max_examples=40, deadline=None)
@given(data=plans(), text=st.text(max_size=8), assumption=st.tuples(LEFT, RIGHT).map("=".join))
def test_any_assumption_on_any_plan_is_made_and_saved_or_refused_in_a_sentence(
    data: bytes, text: str, assumption: str
) -> None:
    try:
        plan = parse_plan(data)
    except PlanError:
        return
    for said in (text, assumption):
        try:
            found = whatif(plan, [said], 2018)
            read = parse_plan(saved(data, found).encode())
        except Refusal as refusal:
            assert visible(refusal.message) == refusal.message
            continue
        except PlanError as error:
            assert all(problem.code == "cannot-edit" for problem in error.problems), error
            continue
        rates = [(row.rate, row.verdict, row.met) for row in evaluate(read, 2018).rows]
        assert rates == [(row.rate, row.verdict, row.met) for row in found.after.rows]


# ---- saving ----


@pytest.mark.parametrize(
    ("assumptions", "before", "after"),
    [
        ([f"{BEDS}=45"], "2018H1: 38.7\n", "2018H1: 45\n"),
        ([f"{BEDS}=45", f"{BEDS}=+2"], "2018H1: 38.7\n", "2018H1: 47\n"),
        (["年均新增=1050"], "2018H1: {value: 892, note: 半年新增数}", "2018H1: {value: 1050, note: 半年新增数}"),
        ([f"{BEDS}.target=45"], "    baseline: 37\n    target: 50\n", "    baseline: 37\n    target: 45\n"),
        (
            [f"{BEDS}.target=30"],  # below the baseline: the file must then say which way
            "    type: 约束性\n    baseline: 37\n    target: 50\n",
            "    type: 约束性\n    direction: 正向\n    baseline: 37\n    target: 30\n",
        ),
        ([f"{RATIO}/农村=39"], "          2018H1: 44\n", "          2018H1: 39\n"),
        (["颁证率.baseline=80"], "baseline: {missing: 未启动}", "baseline: {value: 80}"),
    ],
)
def test_a_copy_differs_in_what_was_assumed_and_nothing_else(assumptions: list[str], before: str, after: str) -> None:
    data = (ROOT / "plans/wuhan.yaml").read_bytes()
    text = data.decode()
    assert text.count(before) == 1
    assert saved(data, whatif(WUHAN, assumptions, 2018)) == text.replace(before, after)


def test_a_file_that_would_come_to_mean_something_else_is_not_saved() -> None:
    data = (
        b"{plan: p, baseline_year: 2015, target_year: 2020, indicators: [{name: a, target: 30-40, direction: "
        + "适度, components: {城: {target: 30-40}, 乡: {}}".encode()
        + b"}]}"
    )
    found = whatif(parse_plan(data), ["a.target=20-30"], 2018)
    with pytest.raises(Refusal, match="存不成"):
        saved(data, found)


# ---- sweeps ----


def turns(found: Sweep) -> list[tuple[str, str, str, str]]:
    return [(str(t.value), t.below, t.at, t.above) for t in found.turns]


def test_the_sweep_of_the_review() -> None:
    found = sweep(evaluate(WUHAN, 2018), f"{BEDS}=38..44/2")
    rates = [(str(step.value), fixed(step.row.rate or Decimal(0), 2)) for step in found.steps]
    assert rates == [("38", "15.38"), ("40", "46.15"), ("42", "76.92"), ("44", "107.69")]
    assert turns(found) == [
        (str(Fraction("39.6")), "严重滞后", "滞后", "滞后"),
        (str(Fraction("43.5")), "滞后", "进展良好", "进展良好"),
    ]


@pytest.mark.parametrize(
    ("indicator", "text", "expected"),
    [
        ("name: a, baseline: 0, target: 10", "a=0..10/10", ["12/5 滞后", "6 进展良好"]),
        ("name: a, baseline: 10, target: 0, direction: 逆向", "a=0..10/5", ["4 进展良好-", "38/5 滞后-"]),
        ("name: a, direction: 适度, target: 30-40", "a=-10..200/10",
         ["12 滞后", "30 进展良好", "40 进展良好-", "100 滞后-"]),
        ("name: a, direction: 适度, target: 30-40", "a=31..39/1", []),
        ("name: a, rule: index, baseline: 10, target: 20", "a=0..20/20", ["0 无法评估-", "32/5 滞后", "16 进展良好"]),
        ("name: a, measure: flow, baseline: 0, target: 20, observations: {2018H1: 1}", "a=0..9/3",
         ["2 滞后", "5 进展良好"]),
        ("name: a, measure: total, target: 100, observations: {2016: 10, 2017: 20, 2018: 10}", "a=0..40/8",
         ["30 进展良好"]),
        # Another component that lags keeps the row where it is.
        ("name: a, baseline: 0, target: 10, components: {城: {}, 乡: {observations: {2018: 3}}}", "a/城=0..10/5",
         ["12/5 滞后"]),
        ("name: a, baseline: 0, target: 10, components: {城: {}, 乡: {}}", "a/城=0..10/5", []),
        # The ends count: what turns exactly there turns.
        ("name: a, baseline: 0, target: 10", "a=6..9/3", ["6 进展良好"]),
        ("name: a, baseline: 0, target: 10", "a=3..6/3", ["6 进展良好"]),
        ("name: a, target: ＞30", "a=20..40/10", ["30 进展良好"]),
    ],
)  # fmt: skip
def test_where_a_verdict_turns(indicator: str, text: str, expected: list[str]) -> None:
    """``4 进展良好-``: up to and with 4 进展良好, above it not."""
    found = sweep(evaluate(plan_of(indicator), 2018), text)
    assert [f"{t.value} {t.at}{'' if t.at == t.above else '-'}" for t in found.turns] == expected


def test_a_sweep_that_begins_where_a_verdict_turns() -> None:
    """What is below the first figure is looked at too, though no step goes there."""
    tiers = "tiers: [{from: 80, label: 快}, {from: 0, label: 慢}, {label: 退}]"
    head = f"baseline_year: 2015\ntarget_year: 2020\nmethod: {{name: 三档, {tiers}}}"
    found = sweep(evaluate(plan_of("name: a, baseline: 0, target: 10", head=head), 2018), "a=0..10/5")
    assert [(t.value, t.below, t.at, t.above) for t in found.turns] == [
        (0, "退", "慢", "慢"), (Fraction("4.8"), "慢", "快", "快"),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(item=items(ahead=False), ends=st.lists(figures(-200, 200), min_size=2, max_size=2, unique=True))
def test_between_its_turns_a_sweep_keeps_its_verdict(item: Item, ends: list[Decimal]) -> None:
    """The verdict of every tried figure is what the turns say of its place."""
    start, end = sorted(ends)
    row = item.row(start, evaluate(WUHAN, 2018).as_of.period)
    plan = WUHAN._replace(indicators=(row.indicator,))
    found = sweep(evaluate(plan, 2018), f"a={literal(start)}..{literal(end)}/{literal((end - start) / 8)}")
    for step in found.steps:
        said = [t.at for t in found.turns if t.value == Fraction(step.value)]
        said += [t.above for t in reversed(found.turns) if t.value < Fraction(step.value)][:1]
        said += [t.below for t in found.turns if t.value > Fraction(step.value)][:1]
        assert not said or said[0] == step.row.verdict
    if not found.turns:
        assert len({step.row.verdict for step in found.steps}) == 1


def test_steps_are_exact() -> None:
    found = sweep(evaluate(WUHAN, 2018), f"{BEDS}=0.1..0.7/0.1")
    assert [str(step.value) for step in found.steps] == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"]
    assert len(sweep(evaluate(WUHAN, 2018), f"{BEDS}=1..1000/1").steps) == 1000
    assert [str(s.value) for s in sweep(evaluate(WUHAN, 2018), f"{BEDS}=1...3/1.5").steps] == ["1.0", "2.5"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "应写作 指标=值"),
        (f"{BEDS}=38", "应写作 指标=起..止/步长，得到“38”"),
        (f"{BEDS}=38..44", "应写作 指标=起..止/步长"),
        (f"{BEDS}=38../2", "应写作 指标=起..止/步长"),
        (f"{BEDS}=..44/2", "应写作 指标=起..止/步长"),
        (f"{BEDS}=38..44/", "应写作 指标=起..止/步长"),
        (f"{BEDS}=38..44/0", "步长应大于0"),
        (f"{BEDS}=38..44/-2", "步长应大于0"),
        (f"{BEDS}=44..38/2", "起点应不大于终点"),
        (f"{BEDS}=38..四/2", "应为数值，得到“四”"),
        (f"{BEDS}=1..1000000/1", "要试算1000000个值，最多1000个"),
        (f"{BEDS}=0..1000/1", "要试算1001个值"),
        (f"{BEDS}=0..1e90/1e-90", "要试算过多的值，最多1000个"),
        (f"{BEDS}.target=38..44/2", "--sweep 只用于观测值"),
        (f"{RATIO}=38..44/2", "分城市、农村"),
        ("没有的=1..2/1", "没有“没有的”这个指标"),
    ],
)
def test_a_sweep_that_cannot_be_made(text: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        sweep(evaluate(WUHAN, 2018), text)
    assert words in caught.value.message


# ---- scenario files ----

TWO = f"""\
方案一:
  {BEDS}: 45
  养老床位数: +1
方案二: {{{BEDS}: +2, 养老床位数.target: 9, {RATIO}/城市: =-1}}
"""


def scenarios(text: str) -> tuple[WhatIf, ...]:
    return read_scenarios(text.encode(), "方案.yaml", evaluate(WUHAN, 2018))


def test_scenarios_are_each_made_on_the_plan_as_it_is() -> None:
    one, two = scenarios(TWO)
    assert (one.name, two.name) == ("方案一", "方案二")
    assert one.after == whatif(WUHAN, [f"{BEDS}=45", "养老床位数=+1"], 2018).after
    assert two.after == whatif(WUHAN, [f"{BEDS}=+2", "养老床位数.target=9", f"{RATIO}/城市==-1"], 2018).after


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1:1 empty-file"]),
        ("{}", ["1:1 empty"]),
        ("[a]", ["1:1 wrong-type"]),
        ("a: {}", ["1:4 empty"]),
        ("a: 5", ["1:4 wrong-type"]),
        ("现状: {养老床位数: 3}", ["1:1 reserved-name"]),
        ("a: {养老床位: 3, 养老床位数: 多}\nb:\n  c: 2\na: {养老床位数: 3}",
         ["1:5 ambiguous-indicator", "1:21 not-a-number", "3:3 unknown-indicator", "4:1 duplicate-key"]),
        ("a: {养老床位数: [3]}", ["1:12 wrong-type"]),
        ("a: {养老床位数: }", ["1:12 empty"]),
        ("a: {养老床位数.rule: lin}", ["1:17 bad-choice"]),
        ("a: [", ["1:5 yaml-syntax"]),
    ],
)  # fmt: skip
def test_the_problems_of_a_scenario_file_stand_where_they_are(text: str, problems: list[str]) -> None:
    with pytest.raises(PlanError) as caught:
        scenarios(text)
    assert [f"{p.line}:{p.column} {p.code}" for p in caught.value.problems] == problems
    assert "plan、" not in str(caught.value)


# ---- the command ----

SET = ("whatif", "plans/wuhan.yaml", "--year", "2018", "--set", f"{BEDS}=45")
SWEEP = ("whatif", "plans/wuhan.yaml", "--year", "2018", "--sweep", f"{BEDS}=38..44/2")


def test_before_and_after(mzprog: Run) -> None:
    ran = mzprog(*SET)
    assert (ran.code, ran.err) == (0, "")
    assert "2018H1 38.7 → 45  26.15% → 123.08%  严重滞后 → 进展良好" in ran.out
    assert "23项指标：进展良好16 → 17项，滞后6项，严重滞后1 → 0项，提前完成5项" in ran.out
    assert "(45 - 37) ÷ [(50 - 37) × 2.5/5] = 8 ÷ 6.5 = 123.08%" in ran.out
    assert "公布的进展率" not in ran.out  # what was published speaks of no assumption


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_a_sweep_in_every_form_for_people(mzprog: Run, form: str) -> None:
    ran = mzprog(*SWEEP, "--format", form)
    assert ran.code == 0
    for word in ("15.38%", "46.15%", "76.92%", "107.69%", "39.6起滞后；43.5起进展良好", "现为38.7"):
        assert word in ran.out


def test_scenarios_in_every_form(mzprog: Run, tmp_path: Path) -> None:
    file = tmp_path / "方案.yaml"
    file.write_text(TWO, "utf-8")
    ask = ("whatif", "plans/wuhan.yaml", "--year", "2018", "--scenario", str(file))
    for form in ("table", "plain", "markdown"):
        ran = mzprog(*ask, "--format", form)
        assert ran.code == 0
        for word in ("现状", "方案一", "方案二", "123.08%", "56.92%"):
            assert word in ran.out
    (plan,) = json.loads(mzprog(*ask, "--format", "json").out)["plans"]
    assert [s["name"] for s in plan["scenarios"]] == ["现状", "方案一", "方案二"]
    assert [s["summary"]["by_verdict"]["进展良好"] for s in plan["scenarios"]] == [16, 17, 15]
    rows = list(csv.DictReader(io.StringIO(mzprog(*ask, "--format", "csv").out)))
    assert len(rows) == 9
    assert {(r["scenario"], r["progress_rate"]) for r in rows if r["name"] == BEDS} == {
        ("现状", "26.15"), ("方案一", "123.08"), ("方案二", "56.92"),
    }  # fmt: skip


def test_records_for_scripts(mzprog: Run) -> None:
    (plan,) = json.loads(mzprog(*SET, "--format", "json").out, parse_float=str, parse_int=str)["plans"]
    (row,) = plan["indicators"]
    assert (row["before"]["progress_rate"], row["after"]["progress_rate"]) == ("26.15", "123.08")
    assert {when: list(counts["by_verdict"].values()) for when, counts in plan["summary"].items()} == {
        "before": ["16", "6", "1", "0"], "after": ["17", "6", "0", "0"],
    }  # fmt: skip
    assert list(plan["summary"]["after"]["by_verdict"]) == ["进展良好", "滞后", "严重滞后", "无法评估"]
    (plan,) = json.loads(mzprog(*SWEEP, "--format", "json").out, parse_float=str, parse_int=str)["plans"]
    assert [turn["value"] for turn in plan["sweep"]["turns"]] == ["39.6", "43.5"]
    (line,) = csv.DictReader(io.StringIO(mzprog(*SET, "--format", "csv").out))
    assert (line["verdict_before"], line["verdict_after"]) == ("严重滞后", "进展良好")
    rows = list(csv.DictReader(io.StringIO(mzprog(*SWEEP, "--format", "csv").out)))
    assert ",".join(rows[0]) == (
        "file,plan,as_of,name,id,component,period,value,progress_rate,verdict,target_met,reason"
    )
    assert [(row["value"], row["verdict"]) for row in rows] == [
        ("38", "严重滞后"), ("40", "滞后"), ("42", "滞后"), ("44", "进展良好"),
    ]  # fmt: skip


def test_set_comes_before_sweep(mzprog: Run) -> None:
    ran = mzprog(*SWEEP, "--set", f"{BEDS}.target=45")
    assert f"假设：{BEDS} 目标 50 → 45" in ran.out
    assert "38.6起严重滞后" not in ran.out
    assert "38.6起滞后；41起进展良好" in ran.out


def test_save_writes_a_copy_and_leaves_the_plan(mzprog: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    original = (ROOT / "plans/wuhan.yaml").read_bytes()
    plan.write_bytes(original)
    copy = tmp_path / "新方案.yaml"
    ran = mzprog("whatif", str(plan), "--year", "2018", "--set", f"{BEDS}=45", "--save", str(copy))
    assert (ran.code, ran.err) == (0, f"已写入{copy}\n")
    assert plan.read_bytes() == original
    assert copy.read_bytes() == original.replace(b"2018H1: 38.7\n", b"2018H1: 45\n")
    assert "滞后6项\n" in mzprog("evaluate", str(copy), "--year", "2018").out.replace("，严重滞后0项", "")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--year", "2018"], "请写明假设：--set 指标=值"),
        (["--year", "2018", "--set", "a"], "--set：应写作 指标=值，得到“a”"),
        (["--year", "2018", "--set", "a="], "--set：等号后面没有值"),
        (["--set", "养老床位数=3"], "请用 --year 或 --as-of 写明评估时点"),
        (["--year", "2015", "--set", "养老床位数=3"], "尚未开始"),
        (["--year", "2018", "--sweep", "养老床位数=1.."], "--sweep：应写作 指标=起..止/步长"),
        (["--year", "2018", "--sweep", "养老床位数=1..1000000/1"], "最多1000个"),
        (["--year", "2018", "--scenario", "没有.yaml"], "找不到这个文件"),
        (["--year", "2018", "--scenario", "x", "--set", "养老床位数=3"], "--scenario 不能和 --set、--sweep 一起写"),
        (["--year", "2018", "--sweep", "养老床位数=1..2/1", "--save", "x.yaml"], "--save 只和 --set 一起用"),
        (["--year", "2018", "--set", "养老床位数=3", "--save", "-"], "--save 要写文件名"),
        (["--year", "2018", "--set", "养老床位数=3", "--save", "plans/wuhan.yaml"], "它是这次要读的文件"),
        (["--year", "2018", "--set", "养老床位数=3", "-o", "plans/wuhan.yaml", "--format", "json"],
         "它是这次要读的文件"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_sentence_and_exit_code_2(mzprog: Run, args: list[str], words: str) -> None:
    original = (ROOT / "plans/wuhan.yaml").read_bytes()
    ran = mzprog("whatif", "plans/wuhan.yaml", *args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err
    assert (ROOT / "plans/wuhan.yaml").read_bytes() == original


@pytest.mark.parametrize("text", ["{}", "方案: {}", "方案: {没有的: 3}"])
def test_a_scenario_that_names_nothing_is_one_sentence(mzprog: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "方案.yaml"
    file.write_text(text, "utf-8")
    ran = mzprog("whatif", "plans/wuhan.yaml", "--year", "2018", "--scenario", str(file))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"{file}:1:" in ran.err


def test_one_plan_at_a_time_and_none_that_is_broken(mzprog: Run, tmp_path: Path) -> None:
    ran = mzprog("whatif", "plans", "--year", "2018", "--set", "养老床位数=3")
    assert (ran.code, ran.out) == (2, "")
    assert "一次只试算一个规划" in ran.err
    broken = tmp_path / "x.yaml"
    broken.write_text("plan: x", "utf-8")
    ran = mzprog("whatif", str(broken), "--year", "2018", "--set", "a=3", "--format", "json")
    assert ran.code == 3
    assert json.loads(ran.out)["problems"]
    ran = mzprog(
        "whatif", "-", "--year", "2018", "--set", "养老床位数=7", stdin=(ROOT / "plans/wuhan.yaml").read_bytes()
    )
    assert ran.code == 0
    assert "44.10% → 46.15%" in ran.out


def test_a_copy_that_cannot_be_written(mzprog: Run, tmp_path: Path) -> None:
    ran = mzprog(*SET, "--save", str(tmp_path / "no" / "x.yaml"))
    assert (ran.code, ran.out) == (5, "")
    assert "写不出" in ran.err


def test_the_front_door() -> None:
    found = mzprog.whatif(mzprog.load_plan(ROOT / "plans/wuhan.yaml"), [f"{BEDS}=45"], 2018)
    assert fixed(found.rows[0][1].rate or Decimal(0), 2) == "123.08"
