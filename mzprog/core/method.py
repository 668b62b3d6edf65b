"""The method as data: tiers and labels, and the verdict they give. See ``docs/method.md``."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.quantity import compare, exact

NOT_ASSESSABLE = "无法评估"
DONE = "完成"
NOT_DONE = "未完成"

# What a person may say of an indicator that no number tells (人工判定), beside a label of the method.
REACHED = "达到"
NOT_REACHED = "未达到"

# The classes of a forecast (后期预测), the best first.
EARLY = "提前完成"
FEASIBLE = "可以完成"
WITH_EFFORT = "经努力可以完成"
DIFFICULT = "难以完成"
UNPREDICTABLE = "无法预测"

# Words that published tables print for a label of ours.
SYNONYMS = {
    "进展缓慢": "滞后",
    "未达预期": NOT_DONE,
    "--": NOT_ASSESSABLE,
    "机构调整": NOT_ASSESSABLE,
}


def standard(word: str, known: Collection[str]) -> str:
    """Return the label that a printed word means: itself where it is ``known``, else the one it stands for.

    >>> standard("进展缓慢", STANDARD.labels), standard("进展缓慢", ["达标", "进展缓慢"])
    ('滞后', '进展缓慢')
    """
    return word if word in known else SYNONYMS.get(word, word)


class Tier(NamedTuple):
    """A class of progress: rates of at least ``start`` percent (None: everything below)."""

    start: Decimal | None
    label: str


class Limit(NamedTuple):
    """A class of forecasts: rows that need at most ``to`` times today's pace (None: all others)."""

    to: Decimal | None
    label: str


class Method(NamedTuple):
    """How rates become verdicts (评价).

    ``tiers`` from the highest down; ``met`` is the label of met targets where it is not the first
    tier's, which they have whatever their rate unless ``met_first`` is False. ``outcomes`` are the classes at the
    end of the plan by how much of the target is reached (empty: 完成 and 未完成 by whether it is met).
    ``outlook_limits`` are the classes of a forecast by the 提速倍数. ``named`` says that a plan asked for
    its ``default_rule``.
    """

    name: str
    source: str
    tiers: tuple[Tier, ...]
    default_rule: str = "linear"
    met: str | None = None
    met_first: bool = True
    outcomes: tuple[Tier, ...] = ()
    outlook_limits: tuple[Limit, ...] = (Limit(Decimal(3), FEASIBLE), Limit(None, WITH_EFFORT))
    named: bool = False

    @property
    def met_label(self) -> str:
        """The verdict of a met target."""
        return self.met or self.tiers[0].label

    @property
    def labels(self) -> tuple[str, ...]:
        """Every verdict in the order of the counts: the tiers, ``met`` if of its own, 无法评估."""
        own = (self.met,) if self.met else ()
        return (*(tier.label for tier in self.tiers), *own, NOT_ASSESSABLE)

    @property
    def judgements(self) -> tuple[str, ...]:
        """Every judgement of a person (人工判定): 达到, 未达到, or one of the labels of a rate."""
        return (REACHED, NOT_REACHED, *(label for label in self.labels if label != NOT_ASSESSABLE))

    @property
    def good_labels(self) -> tuple[str, ...]:
        """The verdicts of rows that are well: the first tier's, and that of met targets where it is another."""
        return tuple(dict.fromkeys([self.tiers[0].label, self.met_label]))

    @property
    def outcome_labels(self) -> tuple[str, ...]:
        """Every outcome (完成情况), the best first."""
        return tuple(tier.label for tier in self.outcomes) or (DONE, NOT_DONE)

    @property
    def done_labels(self) -> frozenset[str]:
        """The outcomes that count as 完成 in the 完成率."""
        full = (t.label for t in self.outcomes if t.start is not None and t.start >= 100)
        return frozenset(full) if self.outcomes else frozenset([DONE])

    @property
    def forecast_labels(self) -> tuple[str, ...]:
        """Every class of a forecast (后期预测), the best first."""
        own = (limit.label for limit in self.outlook_limits)
        return tuple(dict.fromkeys([EARLY, *own, DIFFICULT, UNPREDICTABLE]))

    def lags(self, label: str) -> bool:
        """Tell whether a verdict is of a tier below the first and below 100: who keeps pace with the plan does not lag.

        >>> [word for word in STANDARD.labels if STANDARD.lags(word)]
        ['滞后', '严重滞后']
        """
        return any(tier.label == label and (tier.start is None or tier.start < 100) for tier in self.tiers[1:])

    def severity(self, label: str) -> int:
        """Return how bad a verdict is: 0 for met or the first tier, growing downwards."""
        if label == self.met:
            return -1
        return [tier.label for tier in self.tiers].index(label)


STANDARD = Method(
    name="目标一致性评估",
    source="武汉市民政局《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告（2018-12-06）",
    tiers=(Tier(Decimal(100), "进展良好"), Tier(Decimal(40), "滞后"), Tier(None, "严重滞后")),
)


def judge(rate: Fraction, met: bool | None, method: Method = STANDARD, tiers: tuple[Tier, ...] = ()) -> str:
    """Return the verdict for an exact rate in percent; a met target has the met label whatever its rate.

    ``tiers`` are an indicator's own limits, in the method's labels.

    >>> judge(Fraction(3999, 100), False), judge(Fraction(40), False), judge(Fraction(15), True)
    ('严重滞后', '滞后', '进展良好')
    """
    if met and method.met_first:
        return method.met_label
    return _reached(tiers or method.tiers, rate)


def outcome_of(rate: Fraction, met: bool, method: Method) -> str:
    """Return the outcome (完成情况) at the end of the plan, of a target that is reached by ``rate`` percent.

    A met target is never below the first class that begins at 100 or less, an unmet one never in a class that
    begins at 100 or more.
    """
    if not method.outcomes:
        return DONE if met else NOT_DONE
    low = [t for t in method.outcomes if t.start is None or t.start < 100]
    label = _reached(method.outcomes if met else tuple(low), rate)
    floor = next((t.label for t in method.outcomes if t.start is None or t.start <= 100), label)
    order = method.outcome_labels
    return min(label, floor, key=order.index) if met else label


def _reached(tiers: tuple[Tier, ...], rate: Fraction) -> str:
    for start, label in tiers:
        if start is None or compare(rate, exact(start)) >= 0:
            return label
    raise AssertionError(tiers)  # the last tier has no start
