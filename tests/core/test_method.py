"""Tiers, labels and the verdict that a rate gets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from mzprog.core.method import NOT_ASSESSABLE, STANDARD, Method, Tier, judge, standard

OWN = Method(
    name="五级",
    source="本规划",
    tiers=(Tier(Decimal(95), "好"), Tier(Decimal("60.5"), "中"), Tier(Decimal(0), "差"), Tier(None, "退步")),
    met="已达标",
)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        ("100", "进展良好"),
        ("200", "进展良好"),
        ("99.999999999999999999999999999", "滞后"),
        ("40", "滞后"),
        ("39.999999999999999999999999999", "严重滞后"),
        ("0", "严重滞后"),
        ("-830", "严重滞后"),
    ],
)
def test_the_reviews_classes(rate: str, verdict: str) -> None:
    """The bounds belong to the upper class, and no rounding comes before the verdict."""
    assert judge(Fraction(rate), met=False) == verdict


@pytest.mark.parametrize("rate", ["0", "39", "99.9", "300"])
def test_a_met_target_is_good_whatever_its_rate(rate: str) -> None:
    """Met comes first."""
    assert judge(Fraction(rate), met=True) == "进展良好"
    assert judge(Fraction(rate), met=True, method=OWN) == "已达标"


@pytest.mark.parametrize(
    ("rate", "verdict"), [("95", "好"), ("94.9", "中"), ("60.5", "中"), ("60.49", "差"), ("0", "差"), ("-0.1", "退步")]
)
def test_a_plans_own_classes(rate: str, verdict: str) -> None:
    """Tiers are data."""
    assert judge(Fraction(rate), met=False, method=OWN) == verdict


def test_one_class_for_everything() -> None:
    """A method may have a single class."""
    assert judge(Fraction(-1), False, Method("m", "s", (Tier(None, "有数"),))) == "有数"


def test_labels_in_their_order() -> None:
    """The tiers, then a label of its own for met targets, then 无法评估."""
    assert STANDARD.labels == ("进展良好", "滞后", "严重滞后", NOT_ASSESSABLE)
    assert OWN.labels == ("好", "中", "差", "退步", "已达标", NOT_ASSESSABLE)
    assert (STANDARD.met_label, OWN.met_label) == ("进展良好", "已达标")


def test_severity_grows_downwards() -> None:
    """Met is no worse than the best class."""
    assert [STANDARD.severity(label) for label in STANDARD.labels[:3]] == [0, 1, 2]
    grown = [OWN.severity(label) for label in ("已达标", "好", "中", "差", "退步")]
    assert grown == sorted(set(grown))


@pytest.mark.parametrize(
    ("word", "known", "label"),
    [
        ("滞后", STANDARD.labels, "滞后"),
        ("进展缓慢", STANDARD.labels, "滞后"),
        ("未达预期", STANDARD.labels, "未完成"),
        ("--", STANDARD.labels, NOT_ASSESSABLE),
        ("机构调整", STANDARD.labels, NOT_ASSESSABLE),
        ("进展缓慢", ("好", "进展缓慢"), "进展缓慢"),
        ("别的", STANDARD.labels, "别的"),
    ],
)
def test_printed_words(word: str, known: tuple[str, ...], label: str) -> None:
    """A printed word stands for a label of ours, unless the method has it itself."""
    assert standard(word, known) == label


def test_the_standard_method_names_its_source() -> None:
    """Thresholds, default rule and outlook limit are the review's."""
    assert "2018-12-06" in STANDARD.source
    assert [(tier.start, tier.label) for tier in STANDARD.tiers] == [
        (Decimal(100), "进展良好"),
        (Decimal(40), "滞后"),
        (None, "严重滞后"),
    ]
    assert (STANDARD.default_rule, STANDARD.outlook_limits[0].to) == ("linear", Decimal(3))
