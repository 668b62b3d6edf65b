"""What must agree within one measure: direction and target, milestones and path.

Direction is never guessed: where the target does not say it, the planner must.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.period import Period, whole_year
from mzprog.core.plan import FALLING, RISING, WITHIN, Direction, Figure, Indicator, Target
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import literal
from mzprog.planfile.reader import Fields, Reader

Milestones = Sequence[tuple[Period, Figure]]


def settle_direction(
    target: Target, baseline: Decimal | None, stated: Direction | None, usual: Direction | None
) -> Direction:
    """Return the direction of a measure.

    ``stated`` is the indicator's own, ``usual`` the plan's, for a plain target that equals its
    baseline or has none. Raises :class:`Refusal` where the direction is open or contradicted.

    >>> settle_direction(Target("50", Decimal(50), Decimal(50)), Decimal(37), None, None)
    '正向'
    """
    if target.missing:
        return stated or usual or RISING
    if target.ranged:
        if stated is None:
            low, high = (literal(v) for v in (target.low, target.high) if v is not None)
            raise Refusal(
                "direction-needed",
                f"区间目标要写明方向：direction: 正向（至少{low}）、逆向（至多{high}）或适度（{low}到{high}之间）",
            )
        return stated
    said = _said_by(target, baseline)
    if stated == WITHIN:
        raise Refusal("direction-contradiction", "“适度”只用于区间目标，如 30-40")
    if said and stated and said != stated:
        raise Refusal(
            "direction-contradiction",
            f"目标{target.text}表示{said}，与 direction: {stated} 矛盾；若为下限写 ≥，若为上限写 ≤",
        )
    settled = said or stated or (None if _falls(target, baseline) else usual)
    if settled is None:
        raise Refusal("direction-needed", _ask(target, baseline))
    return settled


def _said_by(target: Target, baseline: Decimal | None) -> Direction | None:
    if target.reference or target.high is None:
        return RISING
    if target.low is None:
        return FALLING
    return RISING if baseline is not None and target.low > baseline else None


def _falls(target: Target, baseline: Decimal | None) -> bool:
    return baseline is not None and target.low is not None and target.low < baseline


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
    """Return a plain target with only the bound that its direction asks for; others unchanged."""
    if target.ranged or target.low is None or target.high is None:
        return target
    low, high = (target.low, None) if direction == RISING else (None, target.high)
    return Target(target.text, low, high, *target[3:])


class OffPath(NamedTuple):
    """A milestone that is off the way: which one, whether in its period or in its value, and why."""

    period: Period
    misplaced: bool
    message: str


def check_milestones(
    milestones: Milestones, baseline: Decimal | None, target: Target, direction: Direction, years: tuple[int, int]
) -> Iterator[OffPath]:
    """Yield the milestones that are off the way from baseline to target; missing ones are passed over.

    ``milestones`` are in time order, ``target`` is settled, ``years`` are those of baseline and target.
    """
    if not milestones:
        return
    if target.ranged or target.reference:
        yield OffPath(milestones[0][0], True, "区间目标和相对目标没有规划路径，不能设中期目标")
        return
    start, end = (whole_year(year).end for year in years)
    goal = target.low if target.high is None else target.high
    ahead = _ahead(baseline, goal, direction)
    before, last = start, baseline
    for period, figure in milestones:
        if not start < period.end < end:
            message = f"中期目标的期应在基期{years[0]}年末之后、目标年{years[1]}年末之前"
            yield OffPath(period, True, message)
        elif period.end == before:
            yield OffPath(period, True, f"{period}与前一中期目标是同一时点，只能写一个")
        elif figure.value is not None:
            if _against(ahead, last, figure.value) or _against(ahead, figure.value, goal):
                message = f"中期目标{literal(figure.value)}不在基期值、前一中期目标与目标值之间"
                yield OffPath(period, False, message)
            last = figure.value
        before = period.end


def _against(ahead: int, early: Decimal | None, late: Decimal | None) -> bool:
    return early is not None and late is not None and ahead * (late - early) < 0


def _ahead(baseline: Decimal | None, goal: Decimal | None, direction: Direction) -> int:
    """Return +1 or -1: the way the path runs, which for a floor below its baseline is not the direction."""
    if baseline is not None and goal is not None and baseline != goal:
        return 1 if goal > baseline else -1
    return -1 if direction == FALLING else 1


def check_names(reader: Reader, indicators: list[Fields]) -> None:
    """Hold names and ids against each other: each is unique, and no id is another's name."""
    names: dict[str, int] = {}
    for fields in indicators:
        name, line = fields("name"), fields.node.line
        if name in names:
            message = f"指标名称{quoted(name)}重复，第{names[name]}行已写过；请改其中一个的名称，或删去一项"
            reader.problem(fields.at("name"), "duplicate-name", message)
        elif name is not None:
            names[name] = line
    ids: dict[str, int] = {}
    for fields in indicators:
        handle, line = fields("id"), fields.node.line
        if handle is None:
            continue
        if handle in ids or (handle in names and handle != fields("name")):
            other = ids.get(handle) or names[handle]
            reader.problem(fields.at("id"), "duplicate-id", f"代号{quoted(handle)}与第{other}行的代号或名称相同")
        ids.setdefault(handle, line)


def check_parents(reader: Reader, indicators: list[Fields]) -> None:
    """Check that the parent of each sub-indicator exists and is none itself."""
    parents = {fields("name"): fields("of") for fields in reversed(indicators)}
    for fields in indicators:
        name, parent = fields("name"), fields("of")
        if parent is None:
            continue
        if parent not in parents or parent == name:
            hint = reader.hint(parent, (other for other in parents if other not in {name, None}))
            reader.problem(fields.at("of"), "unknown-parent", f"没有名为{quoted(parent)}的上级指标{hint}")
        elif parents[parent] is not None:
            reader.problem(fields.at("of"), "nested-parent", "上级指标本身已是其中一项；只支持一层")


def in_order(items: list[Indicator]) -> tuple[Indicator, ...]:
    """Return the indicators in file order, each sub-indicator right after its parent and of its category."""
    under: dict[str, list[Indicator]] = {}
    for item in items:
        if item.of is not None:
            under.setdefault(item.of, []).append(item)
    ordered = []
    for item in items:
        if item.of is None:
            ordered.append(item)
            ordered += [sub._replace(category=sub.category or item.category) for sub in under.get(item.name, ())]
    return tuple(ordered)
