"""Plan files that are read and plan files that are refused: one case a file under ``examples``.

Beside a bad file stands ``NAME.expected``: a line for each problem, ``line:column [code]`` and words
that its message holds. Beside a good file it lists the remarks, and may be left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from mzprog.core.method import Limit, Method, Tier
from mzprog.core.period import parse_period
from mzprog.core.plan import Figure, Published, Source
from mzprog.core.problems import PlanError, Problem
from mzprog.planfile.load import load_plan, parse_plan
from tests.conftest import plan_of

EXAMPLES = Path(__file__).parent.parent / "examples"
PLANS = Path(__file__).parent.parent.parent / "plans"


def expected(path: Path) -> list[tuple[str, str, str]]:
    """Return place, code and words of every problem that a file should have."""
    beside = path.with_suffix(".expected")
    if path.parent.name == "good" and not beside.exists():
        return []
    found = [re.fullmatch(r"(\d+:\d+) \[([a-z0-9-]+)\] ?(.*)", line) for line in beside.read_text("utf-8").splitlines()]
    return [(match[1], match[2], match[3]) for match in found if match]


def compare(found: tuple[Problem, ...], wanted: list[tuple[str, str, str]]) -> None:
    """Hold problems against what was expected: the same places and codes in order, the words within."""
    assert [(f"{p.line}:{p.column}", p.code) for p in found] == [(place, code) for place, code, _ in wanted]
    for problem, (_, _, words) in zip(found, wanted, strict=True):
        assert words in problem.message, problem


@pytest.mark.parametrize("path", sorted((EXAMPLES / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_files(path: Path) -> None:
    """Every problem of the file in one run, in order, each where it stands."""
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    compare(caught.value.problems, expected(path))


@pytest.mark.parametrize(
    "path", [*sorted((EXAMPLES / "good").glob("*.yaml")), *sorted(PLANS.glob("*.yaml"))], ids=lambda path: path.stem
)
def test_good_files(path: Path) -> None:
    """Read without a problem, with exactly the remarks that are expected."""
    compare(load_plan(path).remarks, expected(path) if path.parent.name == "good" else [])


def test_every_code_has_an_example() -> None:
    """A problem that no example shows could go unnoticed."""
    shown = {code for path in EXAMPLES.glob("*/*.yaml") for _, code, _ in expected(path)}
    elsewhere = {"file-too-large", "too-many", "not-found", "unreadable"}
    assert shown.isdisjoint(elsewhere)
    assert shown | elsewhere == {
        "alias", "bad-choice", "bad-key", "bad-milestone", "bad-period", "bad-range", "bad-year", "control-character",
        "cumulative-period",
        "direction-contradiction", "direction-needed", "duplicate-id", "duplicate-key", "duplicate-name", "empty",
        "empty-file", "file-too-large", "missing-key", "nested-parent", "not-a-flow", "not-a-number", "not-found",
        "not-utf-8", "number-too-large", "second-document", "tag", "tier-label", "tier-order", "todo", "too-deep",
        "too-many", "two-places", "unknown-key", "unknown-parent", "unknown-series", "unknown-source", "unreadable",
        "value-or-missing", "wrong-type", "yaml-syntax", "year-order",
    }  # fmt: skip


# ---- bounds ----

HEAD = "plan: p\nbaseline_year: 2015\ntarget_year: 2020\n"
ONE = "indicators:\n  - {name: 甲, target: ≥5}\n"


def problems_of(text: str | bytes) -> list[str]:
    """Return ``line:column [code]`` of every problem, or an empty list for a plan."""
    try:
        parse_plan(text.encode() if isinstance(text, str) else text, "f.yaml")
    except PlanError as error:
        return [f"{p.line}:{p.column} [{p.code}]" for p in error.problems]
    return []


def test_five_megabytes_are_read() -> None:
    """And not a byte more."""
    text = HEAD.encode() + ONE.encode()
    padded = text + b"#" * (5_000_000 - len(text))
    assert problems_of(padded) == []
    assert problems_of(padded + b"#") == ["1:1 [file-too-large]"]


def test_ten_thousand_indicators_are_read() -> None:
    """And not one more; the problem stands at the first that is too many."""
    lines = [f"  - {{name: {n}, target: ≥1}}\n" for n in range(10_001)]
    assert problems_of(HEAD + "indicators:\n" + "".join(lines[:-1])) == []
    assert problems_of(HEAD + "indicators:\n" + "".join(lines)) == ["10005:5 [too-many]"]


@pytest.mark.parametrize(
    ("depth", "found"), [(31, "6:1 [unknown-key]"), (32, "6:35 [too-deep]"), (120_000, "6:35 [too-deep]")]
)
def test_nesting_is_bounded_and_needs_no_stack(depth: int, found: str) -> None:
    """32 levels, the file's own mapping among them; 120,000 brackets end other readers."""
    assert problems_of(HEAD + ONE + "x: " + "[" * depth + "]" * depth) == [found]


@pytest.mark.parametrize("bracket", ["[", "{", "- ", "? ", "{a: "])
def test_a_hundred_thousand_of_whatever_opens_a_level(bracket: str) -> None:
    """Each form is bounded alike."""
    assert problems_of(bracket * 100_000)[-1].endswith("[too-deep]")


def test_an_alias_bomb_is_not_built() -> None:
    """Each alias is refused where it stands, and none is followed."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    found = problems_of(HEAD + ONE + bomb)
    assert [place for place in found if place.endswith("[alias]")] == [
        "7:8 [alias]", "7:12 [alias]", "8:8 [alias]", "8:12 [alias]",
    ]  # fmt: skip


def test_a_name_of_two_hundred_thousand_characters() -> None:
    """Is a name; a message that quotes it stays one line."""
    name = "长" * 200_000
    assert problems_of(f"{HEAD}indicators:\n  - {{name: {name}, target: ≥5}}\n") == []
    with pytest.raises(PlanError) as caught:
        parse_plan(f"{HEAD}indicators:\n  - {{name: 甲, target: {name}}}\n".encode())
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "figure",
    ["-" * 3_000_000, "1-" * 1_500_000, "—" * 1_000_000, "1" * 100 + "-" * 3_000_000 + "五", "1," * 1_500_000],
    ids=["dashes", "ranges", "wide", "mixed", "commas"],
)
def test_a_figure_of_millions_of_signs_is_no_figure(figure: str) -> None:
    """It is refused without being tried as every range it could be."""
    (found,) = problems_of(f"{HEAD}indicators:\n  - {{name: 甲, target: '{figure}'}}\n")
    assert found == "5:23 [not-a-number]"


def test_thousands_of_slips_are_found() -> None:
    """All are told; the nearest word is looked for in those that are shown."""
    count = 3000
    lines = [f"  - {{name: 养老床位数{n}, of: 养老床位{n}, target: ≥1}}\n" for n in range(count)]
    with pytest.raises(PlanError) as caught:
        parse_plan((HEAD + "indicators:\n" + "".join(lines)).encode())
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) == count
    assert sum("是不是" in message for message in messages) == 100


# ---- what stands in a plan that was read ----


def test_nothing_is_lost_on_the_way() -> None:
    """Every key of the format is in the plan, figures as they were written."""
    plan = load_plan(EXAMPLES / "good" / "every-key.yaml")
    assert (plan.title, plan.region, plan.baseline_year, plan.target_year, plan.source) == (
        "每个键一次", "武汉市", 2015, 2020, "review",
    )  # fmt: skip
    assert plan.sources["review"] == Source(
        "review", "中期评估报告", "民政局", "2018-12-06", "https://example.org/a?b=c#d", "正文和表"
    )
    assert plan.series["居民上年度人均消费支出增速"] == {
        parse_period("2018"): Figure(Decimal("6.1")),
        parse_period("2019"): Figure(None, "未公布"),
        parse_period("2020"): Figure(Decimal("5.5"), None, "outcome", "估计"),
    }
    assert plan.method == Method(
        "自定方法", "中期评估报告",
        (Tier(Decimal(95), "进展良好"), Tier(Decimal("0.5"), "滞后"), Tier(Decimal(-10), "下降"),
         Tier(None, "严重滞后")),
        "index", "已达标", named=True,
        outlook_limits=(Limit(Decimal("2.5"), "可以完成"), Limit(None, "经努力可以完成")),
    )  # fmt: skip
    beds, sub = plan.indicators[:2]
    assert (beds.name, beds.id, beds.category, beds.unit, beds.type) == (
        "每千名老年人口养老床位数", "beds-per-1000", "养老服务", "张", "约束性",
    )  # fmt: skip
    assert (beds.rule, beds.kind, beds.source, beds.note, beds.line) == ("exponential", "stock", "outcome", "说明", 14)
    assert beds.whole.baseline == Figure(Decimal(37))
    assert beds.whole.milestones == (
        (parse_period("2017"), Figure(Decimal(40))),
        (parse_period("2018H1"), Figure(Decimal(42), None, "outcome", "正文")),
        (parse_period("2019"), Figure(None, "未定")),
    )
    assert list(map(str, beds.whole.observations)) == ["2016", "2018H1", "2018Q3", "2018-06", "2020"]
    assert beds.whole.observations[parse_period("2018Q3")] == Figure(None, "未报", "review", "年报才有")
    assert [printed._replace(printed={}) for printed in beds.published.values()] == [
        Published(Decimal("24.62"), verdict="严重滞后", outlook="经努力可以完成", source="review", note="照原表"),
        Published(Decimal("44.1"), verdict="滞后", outlook="可以完成"),
        Published(verdict="无法评估", outlook="提前完成", outcome="无法评估"),
        Published(verdict="无法评估", outcome="未完成"),
        Published(outcome="无法评估"),
    ]
    assert (sub.name, sub.of, sub.category) == ("护理型床位", "每千名老年人口养老床位数", "养老服务")


@pytest.mark.parametrize(
    ("name", "text", "low", "high", "strict", "direction"),
    [
        ("每千名老年人口养老床位数", "50", "50", None, False, "正向"),
        ("年均新增登记和备案社会组织数", "2200", "2200", None, False, "正向"),
        ("五年累计新增", "≥５００", "500", None, False, "正向"),
        ("不低于支出增速", "不低于居民上年度人均消费支出增速", None, None, False, "正向"),
        ("文字目标", "基本建成", None, None, False, "正向"),
        ("未公开", "未公开", None, None, False, "正向"),
        ("等于基期", "100", "100", None, False, "正向"),
        ("没有基期", "100", "100", None, False, "正向"),
        ("逆向", "3", None, "3", False, "逆向"),
        ("底线", "30", "30", None, False, "正向"),
        ("自己的年份", ">=99", "99", None, False, "正向"),
        ("护理型床位", "＞30", "30", None, True, "正向"),
        ("适度", "30～40", "30", "40", False, "适度"),
    ],
)
def test_targets_and_directions(
    name: str, text: str, low: str | None, high: str | None, strict: bool, direction: str
) -> None:
    """What a target asks, as written and as understood."""
    plan = load_plan(EXAMPLES / "good" / "every-key.yaml")
    whole = next(item.whole for item in plan.indicators if item.name == name)
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert (whole.target.text, [whole.target.low, whole.target.high]) == (text, bounds)
    assert (whole.target.strict, whole.direction) == (strict, direction)


def test_components_take_over_what_they_do_not_say() -> None:
    """Baseline, target and milestones are the indicator's unless a component has its own."""
    plan = load_plan(EXAMPLES / "good" / "every-key.yaml")
    town, country = next(item for item in plan.indicators if item.name == "城乡低保标准占比").components
    assert (town.name, town.target.text, town.baseline, town.milestones) == ("城市", "30%-40%", Figure(Decimal(32)), ())
    assert (country.name, country.target.text, country.baseline) == ("农村", "≥45", Figure(Decimal(30)))
    assert country.milestones == ((parse_period("2018"), Figure(Decimal(33))),)


def test_control_characters_are_dropped() -> None:
    """What a terminal would obey is gone from keys, names and figures; the rest is as it was."""
    plan = load_plan(EXAMPLES / "good" / "control-characters.yaml")
    (item,) = plan.indicators
    assert (plan.title, plan.region, item.name, item.note) == ("控制字符", "红[31m色", "从右到左", "[2J")
    assert item.whole.observations == {parse_period("2018"): Figure(Decimal(3))}


def test_text_stays_text() -> None:
    """YAML's own ideas of no, folding and quotes change no word and no figure."""
    plan = load_plan(EXAMPLES / "good" / "quoted-and-folded.yaml")
    (item,) = plan.indicators
    assert (plan.title, item.name, item.note, item.category) == (
        "单引号'里的引号",
        "折行的 名称",
        "第一行 第二行",
        "no",
    )
    wide = load_plan(EXAMPLES / "good" / "full-width.yaml").indicators[0].whole
    assert [figure.value for figure in wide.observations.values()] == [-5, -6, 7]


# ---- files that are not there ----


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("没有.yaml", "not-found", "找不到这个文件"),
        ("", "unreadable", "它是一个文件夹"),
        ("file/x.yaml", "unreadable", "路径中有一段不是文件夹"),
        ("x" * 300, "unreadable", "文件名太长"),
        ("nul\0.yaml", "unreadable", "文件名不能用"),
    ],
)
def test_files_that_cannot_be_opened(tmp_path: Path, name: str, code: str, words: str) -> None:
    """Are a problem without a place, in Chinese."""
    (tmp_path / "file").touch()
    with pytest.raises(PlanError) as caught:
        load_plan(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.code) == (None, None, code)
    assert words in problem.message


def test_milestones_stand_in_the_order_of_their_ends() -> None:
    """Whatever order they are written in, and however long their periods are."""
    (item,) = plan_of("name: a, baseline: 0, target: 50, milestones: {2018H1: 30, 2017: 5, 2018-02: 10}").indicators
    assert [str(period) for period, _ in item.whole.milestones] == ["2017", "2018-02", "2018H1"]
