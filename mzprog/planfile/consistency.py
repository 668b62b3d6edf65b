"""What must agree: direction and target, milestones and path, names, parents and what rows are compared with.

Direction is never guessed: where the target does not say it, the planner must.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.measures import start_value
from mzprog.core.period import Period
from mzprog.core.plan import FALLING, INDEXED, RISING, TOTAL, WITHIN, Direction, Figure, Indicator, Kind, Target
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import exact, literal, trimmed
from mzprog.planfile.keys import is_key
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node

Milestones = Sequence[tuple[Period, Figure]]
RELATIVE = "relative-target"


class Span(NamedTuple):
    """The time of an indicator's plan: the periods at whose ends its baseline and its target stand."""

    begin: Period
    end: Period


def own_start(baseline: Figure | None, kind: Kind) -> Decimal | None:
    """Return the baseline in the planner's own terms: what is measured since the baseline starts from 0."""
    return Decimal(0) if kind == TOTAL or kind in INDEXED else start_value(baseline, kind)


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


def _ask_range(target: Target) -> str:
    low, high = (literal(v) for v in (target.low, target.high) if v is not None)
    return f"区间目标要写明方向：direction: 正向（至少{low}）、逆向（至多{high}）或适度（{low}到{high}之间）"


def _said_by(target: Target) -> Direction | None:
    """Return the direction that an operator, a relation or the sign of a change says."""
    if target.reference:
        return RISING if target.relation in {"at_least", "above"} else FALLING
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
    return None if target.base else target.high if target.low is None else target.low


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


def check_references(reader: Reader, indicators: list[Fields], drafted: Mapping[int, Indicator]) -> None:
    """Check that what each relative target is compared with is there: a series or another indicator, no circle.

    ``drafted`` are the indicators that could be read, by their place in the list.
    """
    series = reader.series
    if series is None:
        return
    ids = [fields("id") for fields in indicators]
    by_name = {
        name: n for n, fields in reversed(list(enumerate(indicators))) for name in (fields("name"), ids[n]) if name
    }
    ahead: dict[int, set[int]] = {}
    for n, item in drafted.items():
        for measure in (item.whole, *item.components):
            name = measure.target.reference
            if name is None:
                continue
            where = _reference_at(indicators[n], measure.name)
            if name in series and name in by_name:
                reader.problem(where, "ambiguous-reference", f"{quoted(name)}既是数列又是指标，请改其中一个的名称")
            elif name in by_name:
                ahead.setdefault(n, set()).add(by_name[name])
            elif name not in series:
                hint = reader.hint(name, [*series, *by_name], "；请写进规划的 series，或写本规划一个指标的名称")
                reader.problem(where, "unknown-series", f"series 和指标里都没有{quoted(name)}{hint}")
    for n in _circling(ahead):
        message = "相对目标绕成了圈：它所比较的指标又与它比较；请给其中一项写数值目标"
        reader.problem(_reference_at(indicators[n], None), "circle", message)


def _reference_at(fields: Fields, component: str | None) -> Node:
    """Return where a relative target stands."""
    node = fields.at("target")
    parts = fields.at("components") if component and "components" in fields else None
    if isinstance(parts, MappingNode):
        for key, value in parts.items:
            if key.text == component and isinstance(value, MappingNode):
                node = next((v for k, v in value.items if is_key(k.text, "target")), node)
    if isinstance(node, MappingNode):
        forms = ("at_least", "above", "at_most", "below")
        return next((v for k, v in node.items if any(is_key(k.text, form) for form in forms)), node)
    return node


def _circling(ahead: Mapping[int, set[int]]) -> list[int]:
    """Return the rows from which the comparisons lead back to themselves."""
    behind: dict[int, set[int]] = {}
    for n, to in ahead.items():
        for other in to:
            behind.setdefault(other, set()).add(n)
    return sorted(_peeled(ahead, behind) & _peeled(behind, ahead))


def _peeled(ahead: Mapping[int, set[int]], behind: Mapping[int, set[int]]) -> set[int]:
    """Return the rows that are left when those that lead nowhere are taken away, again and again."""
    left = {n: len(to) for n, to in ahead.items()}
    free = [n for n in behind if n not in left]
    while free:
        for other in behind.get(free.pop(), ()):
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return {n for n, count in left.items() if count}
