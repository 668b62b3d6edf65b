"""With how many decimals figures are shown, and which entry a period names."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mzprog.core.apart import apart, beside, difference
from mzprog.core.assessment import evaluate
from mzprog.core.method import STANDARD, Tier
from mzprog.core.quantity import computed_places, fixed, trimmed
from mzprog.core.wording import cells, score_line
from mzprog.core.working import rate_text
from tests.conftest import Run, plan_of

STARTS = st.decimals(-200, 200, places=3).map(lambda start: Tier(start, "某级"))


@given(st.fractions(-300, 300), st.lists(STARTS, min_size=1, max_size=4).map(tuple))
@example(Fraction(999996, 10000), STANDARD.tiers)
@example(Fraction(400001, 10000), STANDARD.tiers)
@example(Fraction(66671, 1000), (Tier(Decimal("66.6705"), "某级"),))
def test_a_rate_stands_where_its_verdict_says(rate: Fraction, tiers: tuple[Tier, ...]) -> None:
    """On the same side of 100 and of where each tier begins; with two decimals where those do."""
    text = rate_text(rate, tiers)
    starts = [Fraction(100), *(Fraction(tier.start) for tier in tiers if tier.start is not None)]
    assert all((Fraction(text) >= start) == (rate >= start) for start in starts)
    two = Fraction(fixed(rate, 2))
    assert len(text.partition(".")[2]) == 2 or any((two >= start) != (rate >= start) for start in starts)
    assert abs(Fraction(text) - rate) <= Fraction(1, 200)


@given(st.integers(-(10**12), 10**12), st.integers(0, 60))
def test_computed_figures_keep_six_digits(number: int, places: int) -> None:
    """At least six decimals; of a small one six digits."""
    value = Fraction(number, 10**places)
    shown = Fraction(trimmed(value, computed_places(value)))
    assert abs(shown - value) <= abs(value) / (2 * 10**5) or abs(shown - value) * 10**6 <= Fraction(1, 2)
    assert computed_places(value) == 6 or abs(value) < Fraction(1, 10)
    assert bool(shown) == bool(value)


NEAR = """plan: 示例
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 甲, direction: 正向, target: ">=100000", observations: {2018: 99999.6}}
  - {name: 乙, direction: 正向, target: ">=100000", observations: {2018: 39999.6}}
"""


@pytest.fixture
def near(tmp_path: Path) -> Path:
    path = tmp_path / "near.yaml"
    path.write_text(NEAR, "utf-8")
    return path


@pytest.mark.parametrize("more", [(), ("--explain",), ("--detail",)])
@pytest.mark.parametrize("form", ["table", "plain", "markdown", "csv", "json"])
def test_no_format_contradicts_its_verdict(mzprog: Run, near: Path, form: str, more: tuple[str, ...]) -> None:
    ran = mzprog("evaluate", str(near), "--year", "2018", "--format", form, *more)
    assert all(shown in ran.out for shown in ("99.9996", "39.9996"))
    assert not any(shown in ran.out for shown in ("100.00", "40.00"))


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_no_report_contradicts_its_verdicts(mzprog: Run, near: Path, suffix: str) -> None:
    out = near.with_suffix(suffix)
    assert mzprog("report", str(near), "--year", "2018", "-o", str(out)).code == 0
    text = out.read_text("utf-8")
    assert "99.9996%" in text and "39.9996%" in text and "100.00%" not in text and "40.00%" not in text


def test_a_workbook_shows_as_many_decimals(mzprog: Run, near: Path) -> None:
    from openpyxl import load_workbook

    out = near.with_suffix(".xlsx")
    assert mzprog("report", str(near), "--year", "2018", "-o", str(out)).code == 0
    forms = {
        cell.number_format
        for sheet in load_workbook(io.BytesIO(out.read_bytes())).worksheets
        for line in sheet.iter_rows()
        for cell in line
    }
    assert "0.0000" in forms
    assert zipfile.is_zipfile(out)


def test_small_computed_figures(mzprog: Run, tmp_path: Path) -> None:
    """A planned value is shown by its digits, not by six decimals of which none says anything."""
    path = tmp_path / "small.yaml"
    path.write_text(
        NEAR[: NEAR.index("  - ")] + "  - {name: 甲, baseline: 0, target: 0.0000011, observations: {2018: 0}}\n",
        "utf-8",
    )
    found = json.loads(mzprog("evaluate", str(path), "--year", "2018", "--format", "json").out, parse_float=Decimal)
    assert found["plans"][0]["indicators"][0]["planned"] == Decimal("0.00000066")


# ---- periods ----

ENTRIES = {
    "2018H1": "2018H1: 3",
    "2018Q2": "2018Q2: 9",
    "2018-06": "2018-06: 5",
    "2018-12": "2018-12: 7",
    "2018": "2018: 8",
}


@pytest.mark.parametrize(
    ("asked", "entries", "found"),
    [
        ("2018-06", ["2018H1"], "2018H1"),
        ("2018Q2", ["2018H1"], "2018H1"),
        ("2018H1", ["2018-06"], "2018-06"),
        ("2018Q2", ["2018H1", "2018Q2"], "2018Q2"),
        ("2018-06", ["2018Q2", "2018H1"], "2018H1"),
        ("2018H1", ["2018-06", "2018Q2"], "2018Q2"),
        ("2018-12", ["2018"], "2018"),
        ("2018", ["2018-12"], "2018-12"),
        ("2018-06", ["2018"], None),
        ("2018Q1", ["2018H1"], None),
        ("2018Q3", ["2018H1", "2018"], None),
    ],
)
@pytest.mark.parametrize("kind", ["stock", "flow"])
def test_periods_that_end_together(asked: str, entries: list[str], found: str | None, kind: str) -> None:
    """The exact name first, else the longest; a flow counts as what its own entry is, never as what was asked for."""
    listed = ", ".join(ENTRIES[name] for name in entries)
    plan = plan_of(f"name: 甲, measure: {kind}, baseline: 1, target: 100, observations: {{{listed}}}")
    result = evaluate(plan, as_of=asked).rows[0].deciding
    assert (str(result.period) if result.period else None) == found
    if found:
        same = evaluate(plan, as_of=found).rows[0].deciding
        assert (result.rate, result.annual) == (same.rate, same.annual)


SHARE = """plan: 示例
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 甲, baseline: 0, target: 100000, weight: 1, observations: {2018: 33112, 2020: 99999.6}}
"""


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "csv", "json"])
def test_what_is_not_all_is_not_told_as_all(mzprog: Run, tmp_path: Path, form: str) -> None:
    """Neither 总进度 nor a score is 100 of what is not reached, nor is a pace 3.0 times of more than three."""
    path = tmp_path / "share.yaml"
    path.write_text(SHARE, "utf-8")
    ran = mzprog("evaluate", str(path), "--year", "2020", "--format", form, "--explain")
    assert ran.out.count("99.9996") >= 2 and "100.00" not in ran.out
    ran = mzprog("outlook", str(path), "--year", "2018", "--format", form)
    assert "经努力可以完成" in ran.out and ("3.03" in ran.out or "3.030080" in ran.out or "3.03008" in ran.out)


def test_a_report_does_not_round_a_pace_to_the_limit_it_is_above(mzprog: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "share.yaml", tmp_path / "r.md"
    path.write_text(SHARE, "utf-8")
    assert mzprog("report", str(path), "--year", "2018", "-o", str(out)).code == 0
    text = out.read_text("utf-8")
    assert "以往的3.03倍" in text and "3.0倍" not in text


MEASURE = plan_of("name: 甲, baseline: 1, target: 3").indicators[0].whole


@given(
    st.fractions(-50, 50, max_denominator=10**6),
    st.integers(-(10**6), 10**6).map(lambda size: Fraction(size, 10**9 + 7)),
)
@example(Fraction(5995, 1000), Fraction(5, 1000))
@example(Fraction(128571, 100000), Fraction(4, 10**6))
def test_figures_beside_each_other_tell_how_they_differ(one: Fraction, gap: Fraction) -> None:
    """They are never the same unless they are, and what a reader subtracts is off by no more than half."""
    texts = apart(one, one + gap, MEASURE)
    shown = Fraction(texts[1]) - Fraction(texts[0])
    assert abs(shown - gap) * 2 <= abs(gap)
    assert Fraction(difference(*texts)) == abs(shown)
    assert all(abs(Fraction(text) - value) * 200 <= 1 for text, value in zip(texts, (one, one + gap), strict=True))


@pytest.mark.parametrize(
    ("indicator", "texts"),
    [
        ("name: 甲, measure: growth, target: ≥6, observations: {2016: 5, 2017: 7}", ("5.995", "6")),
        ("name: 甲, baseline: 1, target: 2, target_year: 2022, observations: {2017: 1.28571}", ("1.28571", "1.285714")),
        ("name: 甲, measure: growth, target: ≥6, observations: {2016: 6, 2017: 6}", ("6", "6")),
        ("name: 甲, baseline: 1, target: 2, target_year: 2018, observations: {2016: 1.2}", ("1.2", "1.33")),
        ("name: 甲, measure: flow, baseline: 0, target: 3, observations: {2016-05: 0.0208}", ("0.2496", "0.25")),
    ],
)
def test_actual_and_expected(indicator: str, texts: tuple[str, str]) -> None:
    """Who is behind by a hair does not stand beside the same figure; others have the decimals that they had."""
    (row,) = evaluate(plan_of(indicator), year=2017 if "2017" in indicator else 2016).rows
    assert beside(row.deciding) == texts


OUTCOMES = (
    "baseline_year: 2015\ntarget_year: 2020\nmethod: {tiers: [{from: 95, label: 好}, {label: 差}],"
    " outcomes: [{from: 120, label: 超}, {from: 100, label: 成}, {label: 败}]}"
)


@pytest.mark.parametrize(
    ("observed", "rate", "outcome"),
    [
        ("99.9999", "99.9999%", "败"),
        ("100", "100.00%", "成"),
        ("119.9999", "119.9999%", "成"),
        ("120", "120.00%", "超"),
    ],
)
def test_a_rate_does_not_contradict_its_outcome(observed: str, rate: str, outcome: str) -> None:
    """100.00 % is not 败, and 120.00 % not below the class that begins there."""
    (row,) = evaluate(plan_of(f"name: 甲, baseline: 0, target: 100, observations: {{2020: {observed}}}", head=OUTCOMES),
                      year=2020).rows  # fmt: skip
    assert (cells(row).rate, row.outcome) == (rate, outcome)


def test_a_score_says_how_many_rows_count_for_nothing() -> None:
    """Where some rows have weights, those without one are counted in its line."""
    row = "baseline: 0, target: 100, observations: {2018: 30}"
    plan = plan_of(f"name: 甲, weight: 2, {row}", f"name: 乙, {row}", f"name: 丙, {row}")
    assert score_line(evaluate(plan, 2018).summary.score) == "综合得分50.00（3项中2项没有权重，不计分）"
    plan = plan_of(f"name: 甲, {row}", f"name: 乙, {row}")
    assert score_line(evaluate(plan, 2018).summary.score) == "综合得分50.00"
