"""What stands between baseline and target: milestones (中期目标) and quotas (年度计划数) must lie on the way.

Imported where a plan has some: start-up time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from mzprog.core.period import Period
from mzprog.core.plan import INDEXED, TOTAL, Figure, Kind, Target
from mzprog.core.quantity import exact, literal, trimmed

if TYPE_CHECKING:
    from mzprog.planfile.consistency import Span

Milestones = Sequence[tuple[Period, Figure]]


class OffPath(NamedTuple):
    """What is off about a milestone or quota: which one, whether in its period or its value, its code and why.

    A ``remark`` does not hinder.
    """

    period: Period
    misplaced: bool
    code: str
    message: str
    remark: bool = False


def check_milestones(
    milestones: Milestones, baseline: Decimal | None, target: Target, span: Span, kind: Kind
) -> Iterator[OffPath]:
    """Yield the milestones that are off the way from baseline to target; missing ones are passed over.

    ``milestones`` are in time order, ``target`` is settled, ``baseline`` in the planner's own terms.
    """
    if not milestones:
        return
    if target.ranged or target.reference:
        message = "区间目标和相对目标没有规划路径，不能设中期目标"
        yield OffPath(milestones[0][0], True, "bad-milestone", message)
        return
    start, end = span.begin.end, span.end.end
    before, last = start, baseline
    for period, figure in milestones:
        if not start < period.end < end:
            message = f"中期目标的期应在基期{span.begin}年末之后、目标年{span.end}年末之前"
            if span.begin.months != 12 or span.end.months != 12:
                message = f"中期目标的期应在基期{span.begin}之后、目标期{span.end}之前"
            yield OffPath(period, True, "bad-milestone", message)
        elif period.end == before:
            yield OffPath(period, True, "bad-milestone", f"{period}与前一中期目标是同一时点，只能写一个")
        elif figure.value is not None:
            if kind == TOTAL and last is not None and figure.value < last:
                shown = literal(figure.value)
                message = f"累计量的中期目标是到那时的累计数，不会变小，{period}的{shown}却小了；各年的计划请写 quotas"
                yield OffPath(period, False, "quotas-needed", message)
                return
            last = figure.value
        before = period.end
    yield from _turning(milestones, baseline, _goal(target, baseline), kind)


def _goal(target: Target, baseline: Decimal | None) -> Decimal | None:
    """Return the level of a target that is one by itself."""
    return None if target.base else target.number


def _turning(milestones: Milestones, baseline: Decimal | None, goal: Decimal | None, kind: Kind) -> Iterator[OffPath]:
    """Yield, as remarks, milestones that do not lie on one way from the baseline to the target."""
    if goal is None or kind in INDEXED:
        return
    points = [(p, f.value) for p, f in milestones if f.value is not None]
    first = baseline if baseline is not None else points[0][1] if points else goal
    ahead = 1 if goal > first else -1 if goal < first else 0
    last = first
    for period, value in points:
        if ahead * (value - last) < 0 or ahead * (goal - value) < 0:
            message = f"中期目标{literal(value)}不在基期值、前一中期目标与目标值之间，规划路径因此有折返；请核对"
            yield OffPath(period, False, "path-turns", message, remark=True)
        last = value


def check_quotas(quotas: Milestones, target: Target, span: Span, kind: Kind) -> Iterator[OffPath]:
    """Yield what is off about yearly amounts: they belong to a total and follow one another from the baseline."""
    if not quotas:
        return
    if kind != TOTAL:
        message = "quotas 只用于累计量（measure: total）；水平的各年计划请写 milestones"
        yield OffPath(quotas[0][0], True, "not-a-total", message)
        return
    point = span.begin.end
    for period, figure in quotas:
        if period.start != point or period.end > span.end.end:
            message = f"quotas 要从基期起一年接一年，中间不能空缺或重叠，到目标年为止；{period}接不上"
            yield OffPath(period, True, "bad-quota", message)
            return
        if figure.value is None:
            yield OffPath(period, False, "bad-quota", f"{period}的计划数没有数值，后面的累计计划数算不出来")
            return
        point = period.end
    together = sum((exact(f.value) for _, f in quotas if f.value is not None), start=exact(Decimal(0)))
    goal = _goal(target, None)
    if point == span.end.end and goal is not None and together != exact(goal):
        message = f"各年计划数合计{trimmed(together, 6)}，与目标{target.text}不等；请核对"
        yield OffPath(quotas[-1][0], False, "quota-sum", message, remark=True)
