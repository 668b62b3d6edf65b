"""Figures and targets as planners type them, and the rounding of what is printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from mzprog.core.problems import Refusal
from mzprog.core.quantity import Bound, fixed, literal, parse_bound, parse_number, trimmed


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("37", None, "37"),
        ("38.70", None, "38.70"),
        ("-5", None, "-5"),
        ("+5", None, "5"),
        (".5", None, "0.5"),
        ("007", None, "7"),
        ("1e3", None, "1E+3"),
        ("2.5E-3", None, "0.0025"),
        ("1,234,567.8", None, "1234567.8"),
        ("12,345", None, "12345"),
        ("１００", None, "100"),
        ("１，２３４．５", None, "1234.5"),
        ("－５", None, "-5"),
        ("−5", None, "-5"),
        ("99.9%", "%", "99.9"),
        ("99.9 %", "%", "99.9"),
        ("９９．９％", "%", "99.9"),
        ("99.9%", "％", "99.9"),
        ("99.9%", None, "99.9"),
        ("37张", "张", "37"),
        ("6.1万张", "万张", "6.1"),
        ("3 个", "个", "3"),
        ("1" * 50, None, "1" * 50),
        ("0." + "1" * 50, None, "0." + "1" * 50),
        ("1e100", None, "1E+100"),
        ("1e-100", None, "1E-100"),
    ],
)
def test_figures(text: str, unit: str | None, value: str) -> None:
    """A figure is read exactly as typed, its trailing zeros included."""
    assert str(parse_number(text, unit)) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("五十", None),
        ("", None),
        ("-", None),
        (".", None),
        ("5.", None),
        ("1 2", None),
        ("1,23", None),
        ("12,3456", None),
        ("1234,567", None),
        (",123", None),
        ("1_000", None),
        ("1:30", None),
        ("1/2", None),
        ("0x10", None),
        ("NaN", None),
        ("-.inf", None),
        ("Infinity", None),
        ("true", None),
        ("٣", None),
        ("²", None),
        ("①", None),
        ("--5", None),
        ("1e", None),
        ("1e1.5", None),
        ("37张", None),
        ("37张", "个"),
        ("50%", "张"),
        ("约50", None),
        ("≥50", None),
        ("30-40", None),
        ("%", "%"),
    ],
)
def test_what_is_no_figure(text: str, unit: str | None) -> None:
    """Anything else is refused, and the message quotes what was found."""
    with pytest.raises(Refusal) as caught:
        parse_number(text, unit)
    assert caught.value.code == "not-a-number"
    assert f"“{text}”" in caught.value.message


@pytest.mark.parametrize(
    "text", ["1" * 51, "0." + "1" * 51, "1e101", "1e-101", "1e999999999", "12e99999999999999", "1" * 5000, "10e100"]
)
def test_bounds_of_figures(text: str) -> None:
    """More than fifty digits or exponents beyond ±100 are not read: they could print a gigabyte."""
    with pytest.raises(Refusal) as caught:
        parse_number(text)
    assert caught.value.code == "number-too-large"
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("50以上", "%", "≥50"),
        ("不低于50", "%", "≥50"),
        ("不超过3", None, "≤3"),
        ("1,23", None, "1,234"),
        ("--", None, "{missing: 原因}"),
        ("37张", None, "unit"),
        ("50%", "张", "单位已写明为“张”"),
        ("五十", None, "请用阿拉伯数字"),
        ("暂无", None, "{missing: 原因}"),
        ("约400", "个", "写进 note"),
        ("50人", "张", "单位已写明为“张”，请换算"),
        ("5.5万", "人", "请写作 55000，或把单位写成“万人”"),
        ("1.23456万", None, "请写作 12345.6，或把单位写成“万”"),
        ("6,000亿", "元", "请写作 600000000000，"),
        ("5亿", "亿元", "单位已写明为“亿元”，请只写 5"),
        ("3亿元", "万元", "单位已写明为“万元”，请换算"),
        ("≥20", None, "不带符号"),
        ("19-21", None, "只写一个数"),
        ("达到", None, "{judged: 达到}"),
        ("已完成", "%", "{judged: 达到}"),
        ("“5”", None, "全角引号"),
        ("—3.2", "%", "请写 -3.2"),
        ("65.3（2019年）", "%", "括号里的写进 note"),
        ("1个百分点", "%", "百分点只写数，如 1"),
    ],
)
def test_hints(text: str, unit: str | None, hint: str) -> None:
    """A likely slip is answered with what to write instead."""
    with pytest.raises(Refusal, match="应为数值") as caught:
        parse_number(text, unit)
    assert hint in caught.value.message


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("翻一番", None, "{times: 2}"),
        ("翻两番", "元", "{times: 4}"),
        ("6.5%以上", "%", "≥6.5%"),
        ("控制在5.5%以内", "%", "≤5.5%"),
        ("低于100起", "起", "＜100"),
        ("2025年不少于60", None, "≥50"),  # which of two figures is meant is not guessed
        ("1:1.2", None, "≥1.2"),
        ("进入前三", "名", "≤3"),
        ("前10名", None, "≤10"),
        ("〔13.5〕", "%", "measure: total"),
        ("10个百分点", "%", "{change: +10}"),
        ("-3个百分点", "%", "{change: -3}"),
        ("年均增长6.5%", "%", "measure: growth"),
        ("7%", "亿元", "{growth: 7}"),
        ("20左右", None, "{about: 20}"),
        ("≥5万", "人", "请写作 50000，"),
        ("20±1", None, "{about: 20, within: 1}"),
        ("增长1倍", None, "{times: 2}"),
        ("≥45（力争50）", None, "括号里的写进 note"),
        ("“≥5”", None, "全角引号"),
        ("达到国家要求", None, "{text: 原文}"),
        ("50张", None, "unit"),
        ("1,23", None, "1,234"),
    ],
)
def test_hints_for_targets(text: str, unit: str | None, hint: str) -> None:
    """What plan outlines say in words is answered with the form that says it."""
    with pytest.raises(Refusal, match="应为数值") as caught:
        parse_bound(text, unit)
    assert hint in caught.value.message


@pytest.mark.parametrize("sign", ["≥", "≤", ">", "<", ">=", "<=", "≧", "≦"])
@pytest.mark.parametrize(
    ("text", "unit", "form"),
    [
        ("翻一番", None, "{{times: {}2}}"),
        ("3倍", None, "{{times: {}2}}"),
        ("10个百分点", "%", "{{change: {}10}}"),
        ("6.5%", "元", "{{growth: {}6.5}}"),
        ("6.5%", "元", "{{change: {}6.5%}}"),
        ("1:1.2", None, "如 {}1.2"),
    ],
)
def test_a_hint_keeps_the_sign(sign: str, text: str, unit: str | None, form: str) -> None:
    """A cap must not become a floor by what is to be written instead; a bare > could not stand in braces."""
    kept = {">=": "≥", "≧": "≥", "<=": "≤", "≦": "≤", ">": "＞", "<": "＜"}.get(sign, sign)
    with pytest.raises(Refusal, match="应为数值") as caught:
        parse_bound(sign + text, unit)
    assert form.format(kept) in caught.value.message


@pytest.mark.parametrize(("text", "unit"), [("很多", None), ("", None), ("1.2.3", None), ("x" * 201 + "以上", None)])
def test_no_hint(text: str, unit: str | None) -> None:
    """Where nothing is likely, nothing is guessed."""
    with pytest.raises(Refusal, match="应为数值") as caught:
        parse_number(text, unit)
    assert "；" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "unit", "operator", "low", "high"),
    [
        ("50", None, "", "50", "50"),
        ("50%", "%", "", "50", "50"),
        ("-5", None, "", "-5", "-5"),
        ("≥99", None, "≥", "99", None),
        ("≧99", None, "≥", "99", None),
        (">=99", None, "≥", "99", None),
        ("＞＝99", None, "≥", "99", None),
        ("≥ ９９％", "%", "≥", "99", None),
        ("＞30", None, ">", "30", None),
        (">30", None, ">", "30", None),
        ("≤3", None, "≤", None, "3"),
        ("<=3", None, "≤", None, "3"),
        ("＜3", None, "<", None, "3"),
        ("30-40", None, "-", "30", "40"),
        ("30 - 40", None, "-", "30", "40"),
        ("30～40", None, "-", "30", "40"),
        ("30~40", None, "-", "30", "40"),
        ("30—40", None, "-", "30", "40"),
        ("30–40", None, "-", "30", "40"),
        ("30至40", None, "-", "30", "40"),
        ("30%-40%", "%", "-", "30", "40"),
        ("30-40%", "%", "-", "30", "40"),
        ("-5--3", None, "-", "-5", "-3"),
        ("-5-3", None, "-", "-5", "3"),
        ("1e-5-2", None, "-", "0.00001", "2"),
        ("1,000-2,000", None, "-", "1000", "2000"),
    ],
)
def test_targets(text: str, unit: str | None, operator: str, low: str | None, high: str | None) -> None:
    """A target is a number, a bound or a range; a plain number fills both bounds."""
    expected = Bound(operator, None if low is None else Decimal(low), None if high is None else Decimal(high))
    assert parse_bound(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("≥", "not-a-number"),
        ("≥≥5", "not-a-number"),
        ("≥30-40", "not-a-number"),
        ("30-", "not-a-number"),
        ("30-四十", "not-a-number"),
        ("五十", "not-a-number"),
        ("=50", "not-a-number"),
        ("40-30", "bad-range"),
        ("30-30", "bad-range"),
        ("≥1e101", "number-too-large"),
        ("1-" * 3000, "not-a-number"),
    ],
)
def test_what_is_no_target(text: str, code: str) -> None:
    """A target that cannot be read is refused with what was found."""
    with pytest.raises(Refusal) as caught:
        parse_bound(text)
    assert caught.value.code == code
    assert text[:40] in caught.value.message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("38.40", "38.40"),
        ("-0.5", "-0.5"),
        ("100000000", "100000000"),
        ("0.0000001", "0.0000001"),
        ("1e30", "1E+30"),
        ("1e-30", "0." + "0" * 29 + "1"),
    ],
)
def test_literal(value: str, text: str) -> None:
    """A figure is written back as it was written, in a form that JSON reads."""
    assert literal(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(340, 13), 2, "26.15"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(4999, 1000000), 2, "0.00"),
        (Fraction(-4999, 1000000), 2, "0.00"),
        (Fraction(99995, 1000), 2, "100.00"),
        (Fraction(99994, 1000), 2, "99.99"),
        (Fraction(5, 2), 0, "3"),
        (Decimal("1e20"), 1, "100000000000000000000.0"),
    ],
)
def test_fixed_rounds_half_up_once(value: Fraction | Decimal, places: int, text: str) -> None:
    """Rounding is half up, away from zero, and never gives a negative zero."""
    assert fixed(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(87, 2), "43.5"), (Fraction(2100), "2100"), (Fraction(1, 3), "0.333333"), (Fraction(0), "0")],
)
def test_trimmed(value: Fraction, text: str) -> None:
    """A computed value has at most the decimals asked for, and no zeros at the end."""
    assert trimmed(value, 6) == text
