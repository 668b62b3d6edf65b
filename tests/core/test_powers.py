"""Powers against the same power in a thousand digits, and the roots that are rational."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzprog.core import powers
from mzprog.core.powers import average_growth, growth_text, power, rounded
from mzprog.core.quantity import fixed

_WIDE = Context(prec=1000, Emax=MAX_EMAX, Emin=MIN_EMIN)
_positive = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9, max_denominator=10**9)
_exponents = st.fractions(min_value=Fraction(1, 120), max_value=10, max_denominator=120)


def _wide(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def growth(start: Fraction, end: Fraction, years: Fraction) -> Fraction:
    return power(end / start, 1 / years) - 1


def _true(base: Fraction, exponent: Fraction) -> Fraction:
    return Fraction(_WIDE.exp(_WIDE.multiply(_WIDE.ln(_wide(base)), _wide(exponent))))


@given(_positive, _exponents)
def test_a_power_is_right_to_forty_digits_of_its_distance_from_one(base: Fraction, exponent: Fraction) -> None:
    true = _true(base, exponent)
    assert abs(power(base, exponent) - true) <= max(abs(true - 1), Fraction(1, 10**900)) / 10**38


@pytest.mark.parametrize("digits", [10, 49, 90])
@pytest.mark.parametrize("years", [Fraction(7, 12), Fraction(5), Fraction(100)])
def test_figures_that_agree_in_all_but_the_last_digit_have_a_growth_rate(digits: int, years: Fraction) -> None:
    end = 1 + Fraction(1, 10**digits)
    true = _true(end, 1 / years) - 1
    assert abs(growth(Fraction(1), end, years) / true - 1) < Fraction(1, 10**38)


@given(_positive, st.integers(1, 12), st.integers(1, 60))
def test_what_is_rational_is_exact(root: Fraction, times: int, parts: int) -> None:
    assert power(root**parts, Fraction(times, parts)) == root**times


@pytest.mark.parametrize(("base", "parts"), [(2, 2), (4, 3), (9**50 + 1, 2), (2**60 - 1, 60), (8, 4)])
def test_what_has_no_rational_root_is_no_whole_number(base: int, parts: int) -> None:
    assert power(Fraction(base), Fraction(1, parts)).denominator > 1
    assert power(Fraction(1, base), Fraction(1, parts)).numerator > 1


def test_growth_of_nothing_and_to_nothing() -> None:
    assert power(Fraction(0), Fraction(1, 3)) == 0
    assert growth(Fraction(-10), Fraction(0), Fraction(5, 2)) == -1
    assert growth(Fraction(7), Fraction(7), Fraction(29, 12)) == 0


@given(_positive, _positive.filter(lambda value: value != 1), st.integers(1, 60), st.integers(1, 60))
def test_growth_as_planned_is_exactly_one(start: Fraction, times: Fraction, months: int, span: int) -> None:
    """Whatever the years, and where neither root is rational."""
    passed, whole = Fraction(months, 12), Fraction(span, 12)
    end = start * power(times, passed / whole)
    assert rounded(growth(start, end, passed) / growth(start, start * times, whole)) == 1


_years = st.builds(Fraction, st.integers(1, 240), st.sampled_from([1, 4, 12]))
_figures = st.decimals("0.001", "1e9", places=3).map(Fraction)


@given(_figures, _figures, _years, st.integers(0, 4))
def test_a_growth_is_shown_as_thirty_digits_of_it_round(
    start: Fraction, end: Fraction, years: Fraction, n: int
) -> None:
    assert growth_text(start, end, years, n) == fixed(average_growth(start, end, years), n)


@given(st.integers(-19_998, 999_999), st.integers(1, 12), st.sampled_from([-1, 0, 1]), _figures)
def test_a_growth_half_way_between_two_that_are_shown_goes_by_its_last_digit(
    half: int, years: int, off: int, start: Fraction
) -> None:
    growth = Fraction(2 * (half // 2) + 1, 200) + Fraction(off, 10**20)  # in percent: 3.005, or a hair beside it
    end = start * (1 + growth / 100) ** years
    assert growth_text(start, end, Fraction(years)) == fixed(growth, 2)


@pytest.mark.parametrize("years", [Fraction(1, 4), Fraction(1), Fraction(100)])
def test_the_growth_of_figures_that_no_float_holds_is_shown(years: Fraction) -> None:
    least, most = Fraction(1, 10**100), Fraction(10**100)
    for start, end in ((least, most), (most, least), (least**2, most**2), (-least, -most)):
        assert growth_text(start, end, years) == fixed(average_growth(start, end, years), 2)


def test_a_growth_that_is_far_from_the_next_is_shown_without_its_thirty_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(powers, "average_growth")
    assert growth_text(Fraction(37), Fraction(387, 10), Fraction(5, 2)) == "1.81"
