"""Published against computed: what agrees, what is rounding, and what would explain a difference."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog.core.assessment import evaluate
from mzprog.core.period import parse_period
from mzprog.core.quantity import fixed
from mzprog.core.results import AsOf
from mzprog.planfile.load import load_plan
from mzprog.questions.reconcile import Comparison, Reconciliation, published_periods, reconcile
from tests.conftest import ROOT, Run, plan_of

GOLDEN = ROOT / "tests/golden/reconcile-wuhan.txt"


def reconciled(*indicators: str) -> Reconciliation:
    plan = plan_of(*indicators)
    return reconcile(plan, published_periods(plan))


def only(*indicators: str) -> Comparison:
    (found,) = reconciled(*indicators).comparisons
    return found


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("wuhan", {"rate": (23, 22), "verdict": (23, 23), "outlook": (23, 23), "outcome": (23, 23)}),
        ("tianmen-13th", {"rate": (0, 0), "verdict": (0, 0), "outlook": (0, 0), "outcome": (9, 9)}),
        ("jianghan-13th", {"rate": (0, 0), "verdict": (0, 0), "outlook": (0, 0), "outcome": (14, 14)}),
    ],
)
def test_every_published_value_of_the_documents(file: str, counts: dict[str, tuple[int, int]]) -> None:
    plan = load_plan(ROOT / f"plans/{file}.yaml")
    found = reconcile(plan, published_periods(plan))
    assert {kind: found.counted(kind) for kind in counts} == counts


def test_the_one_printed_rate_that_does_not_follow_from_its_own_figures() -> None:
    plan = load_plan(ROOT / "plans/wuhan.yaml")
    (wrong,) = reconcile(plan, published_periods(plan)).mismatches
    assert wrong.row.indicator.name == "每千名老年人口养老床位数"
    assert (str(wrong.published), fixed(wrong.difference or Decimal(0), 2), wrong.rules) == ("24.62", "-1.53", ())
    assert (str(wrong.entry), str(wrong.observation)) == ("38.7", "38.6")


HALF = "baseline: 37, target: 50, observations: {2018H1: %s}, published: {2018H1: {rate: %s}}"


@pytest.mark.parametrize(
    ("observed", "printed", "agrees", "rounded", "observation"),
    [
        ("38.7", "26.15", True, True, None),
        ("38.7", "26", True, True, None),
        ("38.7", "26.2", True, True, None),
        ("38.7", "26.1", True, False, None),  # cut, not rounded
        ("43.5", "100", True, False, None),
        ("43.5", "100.00", True, False, None),
        ("38.7", "24.62", False, False, "38.6"),
        ("38.70", "24.62", False, False, "38.60"),
        ("39", "24.62", False, False, None),
        ("39", "15", False, False, None),  # what is done of the whole target: no other figure is proposed
        ("39", "46", False, False, "40"),
        ("38.7", "-15.38", False, False, "36.0"),
    ],
)
def test_rates(observed: str, printed: str, agrees: bool, rounded: bool, observation: str | None) -> None:
    found = only(f"name: a, {HALF % (observed, printed)}")
    assert (found.agrees, found.rounded) == (agrees, rounded)
    assert found.cut == (printed == "26.1")
    assert (found.observation and str(found.observation)) == observation


@pytest.mark.parametrize(
    ("indicator", "rules", "observation"),
    [
        # The review's yearly flow, computed as the table names it and as its text defines the rule.
        ("measure: flow, baseline: 2000, target: 2200, observations: {2018H1: 892}, published: {2018H1: {rate: 85}}",
         ["index"], None),
        ("measure: flow, rule: index, baseline: 2000, target: 2200, observations: {2018H1: 892}, "
         "published: {2018H1: {rate: -232.2}}", ["exponential"], None),
        ("measure: flow, rule: index, baseline: 2000, target: 2200, observations: {2018H1: 892}, "
         "published: {2018H1: {rate: 90}}", [], "945"),
        ("rule: exponential, baseline: 100, target: 200, observations: {2018H1: 130}, "
         "published: {2018H1: {rate: 99}}", [], "141"),
        ("measure: total, target: 100, observations: {2016: 10, 2017: 10, 2018: 10}, "
         "published: {2018: {rate: 60}}", [], "16"),
        ("target: ≥60, observations: {2018: 45}, published: {2018: {rate: 80}}", [], "48"),
        ("target: ≤60, observations: {2018: 90}, published: {2018: {rate: 80}}", [], "75"),
        # More than all of a floor: no figure gives it.
        ("target: ≥60, observations: {2018: 45}, published: {2018: {rate: 110}}", [], None),
        ("target: 20, baseline: 10, components: {城: {observations: {2018H1: 12}}, 乡: {observations: {2018H1: 14}}}, "
         "published: {2018H1: {rate: 60}}", ["completion"], None),
        ("target: 20, baseline: 10, components: {城: {observations: {2018H1: 12}}, 乡: {observations: {2018H1: 14}}}, "
         "published: {2018H1: {rate: 60.0}}", ["completion"], None),
        ("target: 20, baseline: 10, components: {城: {observations: {2018H1: 12}}, 乡: {observations: {2018H1: 14}}}, "
         "published: {2018H1: {rate: 71}}", [], None),
        # With 15 in the town the village would decide: its 14 gives 80, not 100.
        ("target: 20, baseline: 10, components: {城: {observations: {2018H1: 12}}, 乡: {observations: {2018H1: 14}}}, "
         "published: {2018H1: {rate: 100}}", [], None),
    ],
)  # fmt: skip
def test_what_would_give_the_printed_rate(indicator: str, rules: list[str], observation: str | None) -> None:
    found = only(f"name: a, {indicator}")
    assert not found.agrees
    assert [a.rule for a in found.rules] == rules
    assert (found.observation and str(found.observation)) == observation


@settings(max_examples=40, deadline=None)
@given(
    tenths=st.integers(300, 600), other=st.integers(300, 600), places=st.integers(0, 3),
    rule=st.sampled_from(["linear", "index", "exponential"]),
)  # fmt: skip
def test_a_rate_of_another_figure_is_traced_to_one_that_gives_it(
    tenths: int, other: int, places: int, rule: str
) -> None:
    start = f"name: a, rule: {rule}, baseline: 37, target: 50, observations: {{2018H1: %s}}"
    rate = evaluate(plan_of(start % (Decimal(tenths) / 10)), 2018).rows[0].rate
    assert rate is not None
    printed = fixed(rate, places)
    found = only(start % f"{Decimal(other) / 10:.1f}" + f", published: {{2018H1: {{rate: {printed}}}}}")
    if found.agrees:
        return
    if found.rules or found.other_kinds:
        assert found.observation is None
        return
    assert found.observation is not None
    again = only(start % found.observation + f", published: {{2018H1: {{rate: {printed}}}}}")
    assert again.agrees


@pytest.mark.parametrize(
    ("indicator", "kind", "computed", "agrees"),
    [
        ("baseline: 10, target: 20, observations: {2018H1: 12}, published: {2018H1: {verdict: 进展缓慢}}",
         "verdict", "滞后", True),
        ("baseline: 10, target: 20, observations: {2018H1: 12}, published: {2018H1: {verdict: 严重滞后}}",
         "verdict", "滞后", False),
        ("baseline: 10, target: 20, observations: {2018H1: 12}, published: {2018H1: {outlook: 可以完成}}",
         "outlook", "经努力可以完成", False),
        ("target: ≥20, observations: {2018H1: 12}, published: {2018H1: {outlook: --}}", "outlook", "无法预测", True),
        ("baseline: 10, target: 20, observations: {2020: 19}, published: {2020: {outlook: 可以完成}}",
         "outlook", None, False),
        ("baseline: 10, target: 20, observations: {2020: 19}, published: {2020: {outcome: 未达预期}}",
         "outcome", "未完成", True),
        ("baseline: 10, target: 20, observations: {2020: 19}, published: {2020: {outcome: 完成}}",
         "outcome", "未完成", False),
        ("baseline: 10, target: 20, observations: {2018: 20}, published: {2018: {outcome: 完成}}",
         "outcome", None, False),
        ("baseline: 10, target: 20, observations: {2020: {missing: 机构调整}}, published: {2020: {outcome: 机构调整}}",
         "outcome", "无法评估", True),
        ("baseline: 10, target: 20, published: {2020: {outcome: --}}", "outcome", "无法评估", True),
    ],
)  # fmt: skip
def test_words(indicator: str, kind: str, computed: str | None, agrees: bool) -> None:
    found = only(f"name: a, {indicator}")
    assert (found.kind, found.computed, found.agrees) == (kind, computed, agrees)


def test_a_verdict_that_another_rule_would_give() -> None:
    found = only(
        "name: a, measure: flow, baseline: 2000, target: 2200, observations: {2018H1: 892}, "
        "published: {2018H1: {verdict: 滞后}}"
    )
    assert [a.rule for a in found.rules] == ["index", "completion"]


def test_published_figures_are_held_against_exactly_their_period() -> None:
    found = only("name: a, baseline: 10, target: 20, observations: {2018H1: 15}, published: {2018: {rate: 100}}")
    assert (found.computed, found.row.reason, found.agrees) == (None, "2018没有观测值，最近的是2018年上半年", False)


def test_a_figure_too_long_to_be_written_is_none() -> None:
    plan = plan_of(
        "name: a, rule: exponential, baseline: 1, target: 2, "
        "observations: {2998: 1.5}, published: {2998: {rate: 1e100}}",
        head="baseline_year: 1000\ntarget_year: 2999",
    )
    (found,) = reconcile(plan, published_periods(plan)).comparisons
    assert (found.agrees, found.observation) == (False, None)


def test_the_golden_page_of_the_review(mzprog: Run) -> None:
    """Made by ``mzprog reconcile plans/wuhan.yaml > tests/golden/reconcile-wuhan.txt``."""
    ran = mzprog("reconcile", "plans/wuhan.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == GOLDEN.read_text("utf-8")
    assert "23项公布进展率：22项一致，1项不符\n23项公布评价：23项一致\n" in ran.out


MIDTERM = ["23项公布进展率：22项一致，1项不符", "23项公布评价：23项一致", "23项公布后期预测：23项一致"]


@pytest.mark.parametrize(
    ("args", "counts"),
    [
        (["--year", "2018"], MIDTERM),
        (["--as-of", "2018H1"], MIDTERM),
        (["--year", "2020"], ["23项公布完成情况：23项一致"]),
    ],
)  # fmt: skip
def test_a_time_chooses_the_periods(mzprog: Run, args: list[str], counts: list[str]) -> None:
    ran = mzprog("reconcile", "plans/wuhan.yaml", *args)
    assert ran.code == 0
    assert ran.out.rstrip("\n").split("\n")[-len(counts) :] == counts
    assert [line for line in ran.out.split("\n") if re.match(r"\d+项公布", line)] == counts


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["plans/wuhan.yaml", "--fail-on-mismatch"], 4, "--fail-on-mismatch：1项公布值与计算不符"),
        (["plans/wuhan.yaml", "--fail-on-mismatch", "--year", "2020"], 0, ""),
        (["plans/jianghan-13th.yaml", "plans/wuhan-14th.yaml"], 0, "没有公布值可核对，已略去：plans/wuhan-14th.yaml"),
        (["plans/wuhan-14th.yaml"], 2, "规划文件里没有公布值；请在指标下写 published"),
        (["plans/wuhan.yaml", "--year", "2019"], 2, "2019没有公布值；有公布值的期：2018H1、2020"),
        (["plans/wuhan.yaml", "--year", "2018", "--as-of", "2018H1"], 2, "--year 和 --as-of 只能写一个"),
        (["plans/none.yaml", "plans/wuhan.yaml", "--fail-on-mismatch"], 3, "plans/none.yaml: 找不到这个文件"),
    ],
)
def test_exit_codes(mzprog: Run, args: list[str], code: int, said: str) -> None:
    ran = mzprog("reconcile", *args)
    assert ran.code == code
    assert said in ran.err


BAD = """\
plan: 试
baseline_year: 2015
target_year: 2020
indicators:
  - name: 甲
    target: {at_least: 没有的数列}
    published:
      2018H1: {rate: 约九成, verdict: 很好}
  - name: 乙
    of: 丙
    target: ≥5
"""


def test_bad_input_is_located(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "坏.yaml").write_text(BAD, "utf-8")
    ran = mzprog("reconcile", "坏.yaml", cwd=tmp_path)
    assert ran.code == 3
    assert [line.partition(": ")[0] + " " + line.rpartition(" ")[2] for line in ran.err.splitlines()] == [
        "坏.yaml:6:24 [unknown-series]",
        "坏.yaml:8:22 [not-a-number]",
        "坏.yaml:8:36 [bad-choice]",
        "坏.yaml:10:9 [unknown-parent]",
    ]


def test_every_format(mzprog: Run, tmp_path: Path) -> None:
    table = mzprog("reconcile", "plans/wuhan.yaml", "--format", "table").out
    assert all(len(line) <= 80 for line in table.split("\n")) and "观测值若是38.6" in table.replace("\n", "")
    markdown = mzprog("reconcile", "plans/wuhan.yaml", "--format", "markdown").out
    assert "| 每千名老年人口养老床位数（张） | 24.62% | 26.15% | -1.53 | 严重滞后 | 经努力可以完成 | 不符 |" in markdown
    flat = list(csv.DictReader(io.StringIO(mzprog("reconcile", "plans/wuhan.yaml", "--format", "csv").out)))
    assert len(flat) == 92 and [r["observation_for_published"] for r in flat if r["agrees"] == "false"] == ["38.6"]
    target = tmp_path / "核对.json"
    assert mzprog("reconcile", "plans/wuhan.yaml", "-o", str(target)).code == 0
    written = json.loads(target.read_text("utf-8"))
    assert written["plans"][0]["summary"]["rate"] == {"published": 23, "agree": 22, "differ": 1}
    slow = [v for v in written["plans"][0]["values"] if v["printed"] == "进展缓慢"]
    assert len(slow) == 6 and {v["published"] for v in slow} == {"滞后"}


@pytest.mark.parametrize(
    ("asked", "exact", "found"),
    [
        ("2018-06", True, ["2018Q2", "2018H1"]), ("2018H1", True, ["2018H1"]), ("2018Q2", True, ["2018Q2"]),
        ("2018-05", True, []), ("2018", False, ["2018Q2", "2018H1"]),
    ],
)  # fmt: skip
def test_what_was_published_is_found_by_the_time_at_which_its_period_ends(
    asked: str, exact: bool, found: list[str]
) -> None:
    plan = plan_of("name: a, baseline: 1, target: 9, published: {2018H1: {rate: 9}, 2018Q2: {rate: 8}}")
    assert sorted(map(str, published_periods(plan, AsOf(parse_period(asked), exact)))) == sorted(found)
