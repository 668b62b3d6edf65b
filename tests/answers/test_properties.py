"""What holds for every figure and every file, and not for the examples alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mzprog.answers import evaluate as evaluation
from mzprog.answers.records import record, table_records
from mzprog.core.assessment import evaluate
from mzprog.core.method import NOT_ASSESSABLE, STANDARD
from mzprog.core.period import Period, parse_period, whole_year, years_between
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, Refusal, visible
from mzprog.core.quantity import fixed, literal, parse_bound, parse_number, trimmed
from mzprog.core.results import Row, select
from mzprog.core.rules import RULES
from mzprog.planfile.load import parse_plan
from mzprog.render import csv, markdown, plain, table
from mzprog.render import json as json_form

BEGIN, END = 2015, 2020
WUHAN = (Path(__file__).parent.parent.parent / "plans" / "wuhan.yaml").read_bytes()


# ---- figures, periods and indicators to try ----


def figures(low: int = -(10**6), high: int = 10**6) -> st.SearchStrategy[Decimal]:
    """Figures as planners write them, with up to four decimals."""
    return st.integers(0, 4).flatmap(
        lambda places: st.integers(low * 10**places, high * 10**places).map(lambda n: Decimal(n).scaleb(-places))
    )


def exact(value: Fraction) -> Decimal:
    """Return a fraction as the decimal that it is; others, and those of over 50 digits, are not tried."""
    places = next((n for n in range(60) if 10**n % value.denominator == 0), None)
    assume(places is not None)
    assert places is not None
    scaled = value * 10**places
    assume(len(str(abs(scaled.numerator))) <= 50)
    return Decimal(f"{scaled.numerator}e-{places}")  # from text, which no context rounds


PERIODS = [
    parse_period(f"{year}{part}")
    for year in range(BEGIN + 1, END + 1)
    for part in ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4")
]
MONTHS = [parse_period(f"{year}-{month:02d}") for year in range(BEGIN + 1, END + 1) for month in range(1, 13)]
periods = st.sampled_from(PERIODS)
any_period = st.sampled_from(PERIODS + MONTHS)


def passed(period: Period) -> Fraction:
    return years_between(whole_year(BEGIN).end, period.end)


class Item(NamedTuple):
    """One indicator from the end of 2015 to 2020; ``sign`` +1 rising, -1 falling."""

    baseline: Decimal | None
    target: Decimal
    sign: int
    rule: str = "linear"
    milestones: tuple[tuple[Period, Decimal], ...] = ()
    strict: bool = False

    def changed(self, change: Any) -> Item:
        """Return the item with every figure changed alike."""
        return self._replace(
            baseline=None if self.baseline is None else change(self.baseline),
            target=change(self.target),
            milestones=tuple((period, change(value)) for period, value in self.milestones),
        )

    def row(self, observed: Decimal, period: Period) -> Row:
        """Write it into a plan file and assess it."""
        operator = {1: ">" if self.strict else "≥", -1: "<" if self.strict else "≤"}[self.sign]
        fields = {
            "name": "a",
            "rule": self.rule,
            "baseline": {"missing": "未启动"} if self.baseline is None else literal(self.baseline),
            "target": f"{operator}{literal(self.target)}",
            "milestones": {str(p): literal(value) for p, value in self.milestones},
            "observations": {str(period): literal(observed)},
        }
        return evaluate(parse_plan(plan_text(fields)), as_of=str(period)).rows[0]


def plan_text(*indicators: dict[str, Any], **head: Any) -> bytes:
    """Return a plan file in YAML's JSON form."""
    plan = {"plan": "p", "baseline_year": str(BEGIN), "target_year": str(END), **head, "indicators": indicators}
    return json.dumps(plan, ensure_ascii=False).encode()


@st.composite
def milestones(draw: st.DrawFn, start: Decimal, end: Decimal) -> tuple[tuple[Period, Decimal], ...]:
    """Up to three milestones that run one way from ``start`` to ``end``, level pieces included."""
    years = sorted(draw(st.sets(st.integers(BEGIN + 1, END - 1), max_size=3)))
    shares = sorted(draw(st.lists(st.integers(0, 10), min_size=len(years), max_size=len(years))))
    values = (exact(Fraction(start) + (Fraction(end) - Fraction(start)) * share / 10) for share in shares)
    return tuple(zip(map(whole_year, years), values, strict=True))


@st.composite
def items(
    draw: st.DrawFn, rules: tuple[str, ...] = tuple(RULES), ahead: bool = True, path: bool = True, least: int = -(10**6)
) -> Item:
    """An indicator; ``ahead``: with a baseline that its target lies ahead of."""
    numbers = figures(low=least)
    sign = draw(st.sampled_from([1, -1]))
    low, high = sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)))
    behind, target = (low, high) if sign > 0 else (high, low)
    baseline: Decimal | None = behind
    if not ahead:
        baseline = draw(st.sampled_from([behind, behind, target, target + sign, None]))
    item = Item(baseline, target, sign, draw(st.sampled_from(rules)), strict=draw(st.booleans()))
    start = target - 10 * sign if baseline is None else baseline
    return item._replace(milestones=draw(milestones(start, target)) if path else ())


def applies(item: Item) -> bool:
    """Tell whether the item's rule can divide whatever is observed near its path."""
    assert item.baseline is not None
    signs = item.baseline.is_signed() == item.target.is_signed() and bool(item.baseline and item.target)
    return item.rule == "linear" or (signs and (item.rule == "exponential" or item.target > 0))


# ---- the ends of the path ----


@given(items(rules=("linear", "exponential")), any_period)
def test_the_baseline_gives_nothing(item: Item, period: Period) -> None:
    """Where nothing has moved the rate is 0, at any time at which something was planned."""
    assert item.baseline is not None
    assume(applies(item))
    row = item.row(item.baseline, period)
    if row.rule == "attainment":  # the planned value is still the baseline
        assert row.deciding.progress is not None
        assert row.deciding.progress.planned == item.baseline
        assert row.rate == 100
    else:
        assert row.rate == 0


@given(items(), st.sampled_from([whole_year(END), parse_period("2020H2"), parse_period("2020-12")]))
def test_the_target_at_the_end_gives_exactly_100(item: Item, period: Period) -> None:
    """Under every rule; and it is met unless it is strict."""
    assume(applies(item))
    row = item.row(item.target, period)
    assert row.rate == 100
    assert row.verdict == "进展良好"
    assert (row.met, row.outcome) == ((False, "未完成") if item.strict else (True, "完成"))


# ---- on the path ----


@given(items(rules=("linear", "index")), periods)
def test_a_value_exactly_on_the_straight_path_is_exactly_100(item: Item, period: Period) -> None:
    """With milestones or without, rising or falling."""
    assert item.baseline is not None
    assume(applies(item))
    way = [(whole_year(BEGIN), item.baseline), *item.milestones, (whole_year(END), item.target)]
    points = [(passed(when), Fraction(value)) for when, value in way]
    x = passed(period)
    (x0, v0), (x1, v1) = next(piece for piece in pairwise(points) if x <= piece[1][0])
    on_path = exact(v0 + (v1 - v0) * (x - x0) / (x1 - x0))
    assert item.row(on_path, period).rate == 100


@given(
    figures(low=-9999, high=9999), figures(low=0, high=9), periods, st.sets(st.integers(BEGIN + 1, END - 1), max_size=2)
)
@example(Decimal(100), Decimal("1.1"), whole_year(2017), set())
@example(Decimal("-0.5"), Decimal("0.9"), parse_period("2018H1"), {2017})
def test_a_value_exactly_on_the_geometric_path_is_exactly_100(
    start: Decimal, factor: Decimal, period: Period, years: set[int]
) -> None:
    """``b·x^y`` against a target ``b·x^Y``, also over parts of years and through milestones on the path."""
    assume(start and factor not in {0, 1})
    whole = passed(period).denominator  # x is taken as a power, so that a part of a year is exact too

    def at(years_passed: Fraction) -> Decimal:
        return exact(Fraction(start) * Fraction(factor) ** int(years_passed * whole))

    target = at(Fraction(END - BEGIN))
    path = tuple((whole_year(year), at(Fraction(year - BEGIN))) for year in sorted(years))
    item = Item(start, target, 1 if target > start else -1, "exponential", path)
    row = item.row(at(passed(period)), period)
    assert row.rate == 100
    assert (row.rule, row.verdict) == ("exponential", "进展良好")


def test_the_binary_trap() -> None:
    """0.4 → 7.4 with 4.6 after 3 of 5 years: exactly 100 and 进展良好; every usual binary formula says 滞后."""
    row = Item(Decimal("0.4"), Decimal("7.4"), 1).row(Decimal("4.6"), whole_year(2018))
    assert row.rate == 100
    assert row.verdict == "进展良好"


# ---- better is never worse ----


@settings(max_examples=300)
@given(items(ahead=False), st.lists(figures(), min_size=2, max_size=6), any_period, st.data())
def test_a_better_observation_never_gets_a_worse_verdict(
    item: Item, observed: list[Decimal], period: Period, data: st.DataObject
) -> None:
    """Rising and falling, every rule, milestones, floors, no baseline, strict; and what can be said stays sayable."""
    known = [value for value in (item.baseline, item.target, *(v for _, v in item.milestones)) if value is not None]
    observed += data.draw(st.lists(st.sampled_from(known), max_size=3))
    rows = [item.row(value, period) for value in sorted(observed, reverse=item.sign < 0)]
    for worse, better in pairwise(rows):
        if worse.verdict != NOT_ASSESSABLE:
            assert better.verdict != NOT_ASSESSABLE
            assert STANDARD.severity(better.verdict) <= STANDARD.severity(worse.verdict)
            assert better.met or not worse.met
        # Of a falling figure of which nothing is left, a ÷ t says nothing: it is 100.
        if worse.rule == better.rule != "completion" and worse.rate is not None and better.rate is not None:
            assert better.rate >= worse.rate


@given(items(ahead=False, path=False), figures(), figures(), figures(), st.sampled_from(MONTHS))
def test_a_better_component_never_makes_a_row_worse(
    item: Item, first: Decimal, second: Decimal, other: Decimal, period: Period
) -> None:
    """The worst component decides, so lifting one never lowers the row."""
    worse, better = sorted([first, second], reverse=item.sign < 0)
    rows = []
    for value in (worse, better):
        one = item.row(value, period).indicator.whole
        two = item.row(other, period).indicator.whole
        plan = parse_plan(plan_text({"name": "a", "target": "≥1"}))
        whole = plan.indicators[0]._replace(components=(one._replace(name="甲"), two._replace(name="乙")))
        rows.append(evaluate(plan._replace(indicators=(whole,)), as_of=str(period)).rows[0])
    if rows[0].verdict != NOT_ASSESSABLE:
        assert STANDARD.severity(rows[1].verdict) <= STANDARD.severity(rows[0].verdict)
        assert rows[1].met or not rows[0].met


# ---- units do not matter ----


def same(one: Row, other: Row) -> bool:
    """Tell whether two rows say the same of what are the same figures in other units."""
    return (one.rule, one.rate, one.verdict, one.met) == (other.rule, other.rate, other.verdict, other.met)


@given(items(ahead=False), figures(), any_period, figures(low=0, high=1000))
def test_scaling_all_values_changes_nothing(item: Item, observed: Decimal, period: Period, factor: Decimal) -> None:
    """Persons or ten thousand persons: under every rule, and by attainment."""
    assume(factor > 0)
    scaled = item.changed(lambda value: value * factor)
    assert same(item.row(observed, period), scaled.row(observed * factor, period))


@given(items(rules=("linear",)), figures(), any_period, figures())
def test_shifting_all_values_leaves_linear_alone(
    item: Item, observed: Decimal, period: Period, offset: Decimal
) -> None:
    """Celsius or Kelvin."""
    row = item.row(observed, period)
    assume(row.rule == "linear")
    assert same(row, item.changed(lambda value: value + offset).row(observed + offset, period))


@given(items(rules=("linear",)), figures(), any_period)
def test_mirroring_all_values_leaves_linear_alone(item: Item, observed: Decimal, period: Period) -> None:
    """A falling indicator is a rising one seen from below."""
    row = item.row(observed, period)
    assume(row.rule == "linear")
    mirrored = item.changed(lambda value: -value)._replace(sign=-item.sign)
    assert same(row, mirrored.row(-observed, period))


@given(items(path=False), figures(low=0), st.sampled_from(PERIODS + MONTHS))
def test_a_flow_is_its_figure_brought_to_a_year(item: Item, observed: Decimal, period: Period) -> None:
    """A flow's row is the stock's row with the yearly figure, but it is met only by the figure itself."""
    yearly = exact(Fraction(observed) * 12 / period.months)
    row = item.row(observed, period)
    flow = row.indicator._replace(kind="flow")
    plan = parse_plan(plan_text({"name": "a", "target": "≥1"}))._replace(indicators=(flow,))
    (found,) = evaluate(plan, as_of=str(period)).rows
    stock = item.row(yearly, period)
    assert found.deciding.observed == observed
    if period.months == 12:
        assert same(found, stock)
    if found.rule == stock.rule != "completion":  # which asks how much of the year's task is done
        assert found.rate == stock.rate
    assert not found.met or item.sign < 0 or item.row(observed, period).met


# ---- order does not matter ----


@given(st.dictionaries(any_period, figures(), min_size=1, max_size=8), st.randoms(use_true_random=False), periods)
def test_the_order_of_observations_is_irrelevant(entries: dict[Period, Decimal], random: Any, period: Period) -> None:
    """For stocks, flows and totals alike."""
    shuffled = list(entries.items())
    random.shuffle(shuffled)
    for kind in ("stock", "flow", "total"):
        rows = []
        for order in (entries.items(), shuffled):
            observations = {str(p): literal(value) for p, value in order}
            item = {"name": "a", "measure": kind, "baseline": "0", "target": "50", "observations": observations}
            rows.append(evaluate(parse_plan(plan_text(item)), period.year).rows[0])
        assert same(*rows)
        assert (rows[0].reason, rows[0].deciding.period) == (rows[1].reason, rows[1].deciding.period)


# ---- figures in text ----


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**20), max_value=10**20))
def test_a_figure_survives_being_written(value: Decimal) -> None:
    """Read, written and read again, a figure is the same to its last zero."""
    assert parse_number(literal(value)).as_tuple() == value.as_tuple()


@given(st.integers(0, 10**30), st.integers(0, 3), st.sampled_from(["", "%", "张", "万人次"]), st.booleans())
def test_the_ways_to_type_a_figure(number: int, places: int, unit: str, negative: bool) -> None:
    """Full width, thousands and a trailing unit change nothing."""
    value = Decimal(-number if negative else number).scaleb(-places)
    text = f"{value:,.{places}f}"
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for typed in (text, wide, text + unit, f" {wide} {unit}"):
        assert parse_number(typed, unit) == value


@given(st.text(max_size=20), st.sampled_from([None, "%", "张"]))
def test_any_text_is_a_figure_or_a_refusal(text: str, unit: str | None) -> None:
    """Nothing is guessed, nothing else is raised, and what was found is quoted."""
    for parse in (parse_number, parse_bound):
        try:
            parse(text, unit)
        except Refusal as refusal:
            assert refusal.code in {"not-a-number", "number-too-large", "bad-range"}
            assert "“" in refusal.message


@given(st.text(alphabet="0123456789HQhq- ２０１８Ｈ－年", max_size=8))
def test_any_text_is_a_period_or_a_refusal(text: str) -> None:
    """A period that is read is written back in its one form."""
    try:
        period = parse_period(text)
    except Refusal:
        return
    assert parse_period(str(period)) == period
    assert re.fullmatch(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?", str(period))


@given(st.fractions(min_value=-(10**6), max_value=10**6), st.integers(0, 6))
def test_rounding_is_half_up_and_once(value: Fraction, places: int) -> None:
    """What is printed is the nearest figure, the one further from zero of two that are equally near."""
    printed, unit = Fraction(fixed(value, places)), Fraction(1, 10**places)
    assert abs(printed - value) <= unit / 2
    if abs(printed - value) == unit / 2:
        assert abs(printed) > abs(value)
    assert Fraction(trimmed(value, places)) == printed


# ---- any bytes ----


def outcome_of(data: bytes) -> Plan | tuple[Problem, ...]:
    """Read a file: a plan, or problems that each have a place, a code and one line of words."""
    try:
        return parse_plan(data, "f.yaml")
    except PlanError as error:
        problems = error.problems
    assert problems
    assert len(set(problems)) == len(problems)
    places = [(p.line, p.column) for p in problems]
    assert places == sorted(places, key=lambda place: (place[0] or 0, place[1] or 0))
    for problem in problems:
        assert problem.line is not None and problem.line >= 1
        assert problem.column is not None and problem.column >= 1
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", problem.code)
        assert problem.message
        assert visible(str(problem)) == str(problem), problem
    return problems


def show(plan: Plan) -> None:
    """Assess a plan that was read, and print it in every format."""
    for year in (BEGIN, 2018, END, 2030):
        assessment = evaluate(plan, year)
        chosen = select(assessment, explain=True)
        document = evaluation.document(chosen)
        read = json.loads(json_form.render(record(chosen)), parse_float=Decimal)
        assert [row["verdict"] for row in read["indicators"]] == [row.verdict for row in assessment.rows]
        for row in read["indicators"]:
            unknown = row["verdict"] == NOT_ASSESSABLE
            assert unknown == (row["reason"] is not None)
            assert (row["progress_rate"] is None) == (unknown or row["judged"] is not None)
            assert not unknown or row["target_met"] is None
        assert sum(read["summary"]["by_verdict"].values()) == read["summary"]["total"]
        keys = list(next(table_records(chosen._replace(rows=assessment.rows))))
        assert csv.render(table_records(chosen), keys).count("\r\n") == len(assessment.rows) + 1
        for text in (plain.render(document), markdown.render(document), table.render(document, 60, True)):
            assert all(c.isprintable() or c in "\n\x1b" for c in text)


SCRAPS = [
    "{", "}", "[", "]", "- ", ": ", "? ", ",", "'", '"', "|", ">", "#", "&a", "*a", "!!python/object:os.system", "!x ",
    "---\n", "...\n", "%YAML 1.1\n", "<<", "~", "TODO", "\t", "\n", "\r", "\x00", "\x1b[31m", "\x85", "\u2028",
    "\ufeff", "\u202e", "\ue000", "\U0001f600", "：", "≥", "＞", "30-40", "1e999999999", "NaN", ".inf", "五十",
    "１００", "value", "missing", "target",
    "indicators", "components", "milestones", "2018H1", "plan: x\n", "\\", "[/b]", "=1+1",
]  # fmt: skip


HEAD, *BLOCKS = re.split("(?m)^(?=  - name:)", WUHAN.decode())


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """Some indicators of a real plan, with scraps put in and pieces taken out."""
    chosen = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=2, unique=True))
    text = HEAD[HEAD.index("plan:") :] + "".join(chosen)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(SCRAPS)) + text[place + draw(st.integers(0, 3)) :]
    return text.encode(draw(st.sampled_from(["utf-8"] * 9 + ["utf-8-sig", "utf-16", "gb18030"])))


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), spoiled()))
def test_any_bytes_are_a_plan_or_located_problems(data: bytes) -> None:
    """No other exception, whatever the bytes; and what is read can be assessed and printed."""
    found = outcome_of(data)
    if isinstance(found, Plan):
        show(found)


ODD = [None, "", "TODO", "五十", [], {}, ["a"], {"a": "b"}, "x" * 300, "\x07[b]", "=cmd()", -1, True]
TEXTS = ["甲类", "[red]乙[/]", "=1+1", "\x1b[31m丙", "“丁”", "己" * 90, "m²", "| 戊 |"]
EXTREME = ["1e100", "-1e100", "1e-100", "7" * 50, "-0." + "3" * 50]
some_text = st.sampled_from(TEXTS)
some_figure = st.one_of(
    figures().map(literal),
    figures().map(lambda value: f"{value:,.1f}"),
    figures().map(lambda value: {"value": literal(value), "note": "注"}),
    st.just({"missing": "未报"}),
    st.sampled_from(EXTREME),
)
some_entries = st.dictionaries(any_period.map(str), some_figure, max_size=4)


@st.composite
def measures(draw: st.DrawFn, whole: bool) -> dict[str, Any]:
    """Baseline, target, milestones and observations that mostly agree; a component may leave out the target."""
    item = draw(items(ahead=False))
    sign = ("≥", ">") if item.sign > 0 else ("≤", "＜")
    low, high = sorted(draw(st.lists(figures(), min_size=2, max_size=2, unique=True)))
    targets: list[Any] = [f"{draw(st.sampled_from(sign))}{literal(item.target)}", f"{literal(low)}~{literal(high)}"]
    targets += [{"at_least": "序列"}, {"text": "建成"}, {"missing": "未公开"}] if whole else []
    target = draw(st.sampled_from([targets[0], *targets]))
    read: dict[str, Any] = {"target": target, "observations": draw(some_entries)}
    if item.baseline is not None:
        read["baseline"] = literal(item.baseline)
    if draw(st.integers(1, 6)) == 1:
        read |= {"target": draw(st.sampled_from(sign)) + draw(st.sampled_from(EXTREME)), "baseline": draw(some_figure)}
    elif target == targets[0]:
        read["milestones"] = {str(period): literal(value) for period, value in item.milestones}
    if target == targets[1] and whole:
        read["direction"] = draw(st.sampled_from(["正向", "逆向", "适度"]))
    return read if whole or draw(st.booleans()) else {"observations": read["observations"]}


@st.composite
def indicators(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One indicator in the file's own keys and forms; now and then one value is of the wrong kind."""
    published = {"rate": "90", "verdict": "进展缓慢", "outlook": "可以完成", "outcome": "未达预期"}
    kind = draw(st.sampled_from(["stock", "stock", "flow", "total"]))
    optional = {
        "id": st.just(f"id{number}"), "category": some_text, "unit": some_text, "note": some_text,
        "type": st.sampled_from(["约束性", "预期性"]), "rule": st.sampled_from(list(RULES)), "measure": st.just(kind),
        "cumulative": st.just("true" if kind == "flow" else "false"), "target_year": st.just("2022"),
        "of": st.just("指标0") if number else st.nothing(),
        "published": st.dictionaries(any_period.map(str), st.just(published), max_size=2),
    }  # fmt: skip
    read = {"name": f"指标{number}", **draw(measures(whole=True))}
    for key in draw(st.sets(st.sampled_from(sorted(optional)), max_size=5)):
        if not optional[key].is_empty and (key != "cumulative" or kind == "flow"):
            read[key] = draw(optional[key])
    if read.get("cumulative"):
        read["measure"] = kind
    if draw(st.integers(1, 6)) == 1:
        del read["observations"]
        parts = st.sampled_from(["城市", "农村", "[b]镇"])
        read["components"] = draw(st.dictionaries(parts, measures(whole=False), min_size=1))
    if draw(st.integers(1, 6)) == 1:
        read[draw(st.sampled_from(sorted(read)))] = draw(st.sampled_from(ODD))
    return read


@st.composite
def plans(draw: st.DrawFn) -> bytes:
    """A plan of a few indicators, with its own method at times."""
    count = draw(st.integers(1, 3))
    tiers = [{"from": "95", "label": "好"}, {"from": "0.5", "label": "[b]中"}, {"label": "差"}]
    own: dict[str, Any] = {"method": {"name": "自定", "met": "已达标", "tiers": tiers, "default_rule": "exponential"}}
    head = draw(st.sampled_from([{}, {"region": "=市"}, own]))
    return plan_text(*(draw(indicators(n)) for n in range(count)), series={"序列": draw(some_entries)}, **head)


@settings(max_examples=80)
@given(plans())
def test_any_plan_of_known_keys_is_read_or_refused(data: bytes) -> None:
    """Every combination of the file's own keys and forms: a plan that every format prints, or problems."""
    found = outcome_of(data)
    if isinstance(found, Plan):
        show(found)
