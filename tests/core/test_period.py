"""Periods: how they are written, when they end, how they follow each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from mzprog.core.period import Period, parse_period, period_words, whole_year, years_between
from mzprog.core.problems import Refusal


@pytest.mark.parametrize(
    ("text", "years", "words"),
    [
        ("2018", "3", "2018年"),
        ("2018H1", "5/2", "2018年上半年"),
        ("2018H2", "3", "2018年下半年"),
        ("2018Q1", "9/4", "2018年第一季度"),
        ("2018Q2", "5/2", "2018年第二季度"),
        ("2018Q3", "11/4", "2018年第三季度"),
        ("2018Q4", "3", "2018年第四季度"),
        ("2018-01", "25/12", "2018年1月"),
        ("2018-06", "5/2", "2018年6月"),
        ("2018-12", "3", "2018年12月"),
    ],
)
def test_a_period_counts_at_its_end(text: str, years: str, words: str) -> None:
    """Years passed since the end of 2015 are an exact fraction, and a period is written as it was read."""
    period = parse_period(text)
    assert years_between(whole_year(2015).end, period.end) == Fraction(years)
    assert str(period) == text
    assert period_words(period) == words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("２０１８", "2018"), ("２０１８Ｈ１", "2018H1"), ("2018Ｑ３", "2018Q3"), ("2018－06", "2018-06"),
        ("2018h1", "2018H1"),
        ("2018 H1", "2018H1"), ("2018年", "2018"), ("2018年底", "2018"), ("2018年末", "2018"), ("2018年全年", "2018"),
        ("2018上半年", "2018H1"), ("2018年下半年", "2018H2"), ("2018年1-6月", "2018H1"), ("2018年7月—12月", "2018H2"),
        ("2018年三季度", "2018Q3"), ("2018年第4季度", "2018Q4"),
        ("2018年6月", "2018-06"), ("2018年06月", "2018-06"), ("2018年04-06月", "2018Q2"), ("2018年度", "2018"),
        ("2018年H1", "2018H1"), ("2018年q3", "2018Q3"), ("2018年前两季度", "2018H1"), ("截至2018年6月底", "2018-06"),
        ("2018年１～３月", "2018Q1"),
    ],
)  # fmt: skip
def test_full_width_periods(text: str, same: str) -> None:
    """Full-width characters are read as their narrow ones."""
    assert parse_period(text) == parse_period(same)


@pytest.mark.parametrize(
    "text",
    [
        "", "18", "20181", "0999", "3018", "2018H", "2018H0", "2018H3", "2018Q0", "2018Q5", "2018-0", "2018-6",
        "2018-00", "2018-13", "2018-06-30", "上半年", "2018年13月",
        "2018年2-5月", "2018年0月", "2018年五季度",  "2018年中期", "2018年前四季度",
        "2018年006月", "2018年年度", "2018H1H1", "²018", "٢٠١٨",
        "-2018", "201", "201aH1", "1٢٠١",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    """Anything else is refused with the forms that are read."""
    with pytest.raises(Refusal) as caught:
        parse_period(text)
    assert caught.value.code == "bad-period"
    assert "2018H1" in caught.value.message


def test_length_and_start() -> None:
    """The parts of a year lie side by side and make the year."""
    year = parse_period("2018")
    for form in ("2018H{}", "2018Q{}", "2018-{:02d}"):
        parts = [parse_period(form.format(n + 1)) for n in range(2 if "H" in form else 4 if "Q" in form else 12)]
        assert (parts[0].start, parts[-1].end) == (year.start, year.end)
        assert all(before.end == after.start for before, after in pairwise(parts))
        assert sum(part.months for part in parts) == year.months


def test_periods_are_values() -> None:
    """Periods that end together differ where their lengths differ."""
    assert len({parse_period(text) for text in ("2018", "2018H2", "2018Q4", "2018-12", "2018")}) == 4
    assert parse_period("2018H1") == Period(2018, 0, 6)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2018年1-9月", "2018Q3"),
        ("2018年1-8月", "2018-08"),
        ("2018年1-6月", "2018H1"),
        ("2018年前三季度", "2018Q3"),
        ("2018前3季度", "2018Q3"),
    ],
)
def test_a_stretch_from_january_is_for_what_counts_from_january(text: str, same: str) -> None:
    """1-9月 ends with September; said of a figure that covers only its own period it would be read wrongly."""
    assert parse_period(text, cumulative=True) == parse_period(same)
    if same != "2018H1":
        with pytest.raises(Refusal) as caught:
            parse_period(text)
        assert caught.value.code == "cumulative-period"
