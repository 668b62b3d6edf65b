"""Which way a target goes, and from where: what its text, its baseline and the planner say must agree.

Direction is never guessed: where the target does not say it, the planner must.
"""

from decimal import Decimal

from mzprog.core.measures import start_value
from mzprog.core.plan import FALLING, INDEXED, RISING, TOTAL, WITHIN, Direction, Figure, Kind, Target
from mzprog.core.problems import Refusal
from mzprog.core.quantity import literal

RELATIVE = "relative-target"


def own_start(baseline: Figure | None, kind: Kind) -> Decimal | None:
    """Return the baseline in the planner's own terms: what is measured since the baseline starts from 0."""
    return Decimal(0) if kind in INDEXED else start_value(baseline, kind)


def check_base(target: Target, baseline: Decimal | None, kind: Kind) -> None:
    """Raise :class:`Refusal` where a target reckoned from the baseline cannot be: it needs one, of the right sign."""
    if not target.base:
        return
    if kind == TOTAL or kind in INDEXED:
        raise Refusal(RELATIVE, "这种数值性质的目标本身就从基期算起，请直接写数，如 ≥13.5")
    if baseline is None:
        raise Refusal(RELATIVE, f"目标“{target.text}”要由基期值推算，请写 baseline")
    if target.base in {"growth", "percent", "times"} and baseline <= 0:
        message = f"基期值{literal(baseline)}不是正数，推算不出“{target.text}”；请把目标写成数值"
        raise Refusal(RELATIVE, message)


def settle_direction(
    target: Target, baseline: Decimal | None, stated: Direction | None, usual: Direction | None
) -> Direction:
    """Return the direction of a measure; ``baseline`` is in the planner's own terms.

    ``stated`` is the indicator's own, ``usual`` the plan's, for a plain target that equals its
    baseline or has none. A stated direction wins over what a plain number suggests. Raises :class:`Refusal`
    where the direction is open, or contradicted by an operator or a sign.

    >>> settle_direction(Target("50", Decimal(50), Decimal(50)), Decimal(37), None, None)
    '正向'
    """
    if target.missing:
        return stated or usual or RISING
    if target.ranged:
        if stated is None:
            raise Refusal("direction-needed", _ask_range(target))
        return stated
    said = _said_by(target)
    if stated == WITHIN and not target.about:
        raise Refusal("direction-contradiction", "“适度”只用于区间目标，如 30-40")
    if said and stated and said != stated:
        raise Refusal(
            "direction-contradiction",
            f"目标{target.text}表示{said}，与 direction: {stated} 矛盾；若为下限写 ≥，若为上限写 ≤",
        )
    settled = said or stated or _suggested(target, baseline) or (None if _falls(target, baseline) else usual)
    if settled is None:
        raise Refusal("direction-needed", _ask(target, baseline))
    return settled


def leaves_open(target: Target, baseline: Decimal | None, stated: Direction | None) -> bool:
    """Tell whether nothing of a measure's own says its direction, so that the plan's counts."""
    if target.missing or target.ranged or stated:
        return False
    return not (_said_by(target) or _suggested(target, baseline) or _falls(target, baseline))


def _ask_range(target: Target) -> str:
    low, high = (literal(v) for v in (target.low, target.high) if v is not None)
    return f"区间目标要写明方向：direction: 正向（至少{low}）、逆向（至多{high}）或适度（{low}到{high}之间）"


def _said_by(target: Target) -> Direction | None:
    """Return the direction that an operator, a relation or the sign of a change says."""
    if target.reference:
        return RISING if target.from_below else FALLING
    if target.high is None:
        return RISING
    if target.low is None:
        return FALLING
    if target.base:
        size = target.low - (1 if target.base == "times" else 0)
        return None if not size else RISING if size > 0 else FALLING
    return None


def _suggested(target: Target, baseline: Decimal | None) -> Direction | None:
    return RISING if baseline is not None and target.low is not None and target.low > baseline else None


def _falls(target: Target, baseline: Decimal | None) -> bool:
    return not target.base and baseline is not None and target.low is not None and target.low < baseline


def _ask(target: Target, baseline: Decimal | None) -> str:
    if baseline is None:
        return (
            f"目标{target.text}没有基期值可比，请在指标或规划里写 "
            "direction: 正向（越高越好）或 direction: 逆向（越低越好）"
        )
    if _falls(target, baseline):
        return (
            f"目标{target.text}低于基期值{literal(baseline)}：要降到{target.text}请写 direction: 逆向，"
            f"只需保持不低于{target.text}请写 direction: 正向（或把目标写作 ≥{target.text}）"
        )
    return f"目标{target.text}等于基期值，请在指标或规划里写 direction: 正向（不低于）或 direction: 逆向（不高于）"


def settle_target(target: Target, direction: Direction) -> Target:
    """Return a plain target with only the bound that its direction asks for; others unchanged.

    A target 左右 that is 适度 keeps both, as a range.
    """
    if target.ranged or target.low is None or target.high is None:
        return target
    if direction == WITHIN:
        return target._replace(ranged=True)
    return target._replace(high=None) if direction == RISING else target._replace(low=None)
