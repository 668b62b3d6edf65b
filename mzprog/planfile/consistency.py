"""What must agree between the rows of a plan: names, ids, parents, and the rows that others are compared with."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeVar

from mzprog.core.measures import by_name
from mzprog.core.period import Period
from mzprog.core.plan import RELATIONS, Indicator
from mzprog.core.problems import quoted
from mzprog.planfile.keys import is_key
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node

_Row = TypeVar("_Row", int, str)


class Span(NamedTuple):
    """The time of an indicator's plan: the periods at whose ends its baseline and its target stand."""

    begin: Period
    end: Period


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
    # Of two rows of one name, which is a problem by itself, the first counts.
    known = by_name((n, indicators[n]("name"), ids[n]) for n in reversed(range(len(indicators))))
    ahead: dict[int, set[int]] = {}
    for n, item in drafted.items():
        for measure in item.written:
            name = measure.target.reference
            if name is None:
                continue
            where = _reference_at(indicators[n], measure.name)
            if name in series and name in known:
                reader.problem(where, "ambiguous-reference", f"{quoted(name)}既是数列又是指标，请改其中一个的名称")
            elif name in known:
                ahead.setdefault(n, set()).add(known[name])
            elif name not in series:
                hint = reader.hint(name, [*series, *known], "；请写进规划的 series，或写本规划一个指标的名称")
                reader.problem(where, "unknown-series", f"series 和指标里都没有{quoted(name)}{hint}")
    for n in sorted(circling(ahead)):
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
        return next((v for k, v in node.items if any(is_key(k.text, form) for form in RELATIONS)), node)
    return node


def circling(ahead: Mapping[_Row, Collection[_Row]]) -> set[_Row]:
    """Return the rows that stand in a circle, or between two; ``ahead`` has what each is compared with.

    >>> circling({"甲": {"乙"}, "乙": {"甲"}, "丙": {"甲"}}) == {"甲", "乙"}
    True
    """
    behind: dict[_Row, set[_Row]] = {}
    for n, to in ahead.items():
        for other in to:
            behind.setdefault(other, set()).add(n)
    return _peeled(ahead, behind) & _peeled(behind, ahead)


def _peeled(ahead: Mapping[_Row, Collection[_Row]], behind: Mapping[_Row, Collection[_Row]]) -> set[_Row]:
    """Return the rows that are left when those that lead nowhere are taken away, again and again."""
    left = {n: len(to) for n, to in ahead.items()}
    free = [n for n in behind if n not in left]
    while free:
        for other in behind.get(free.pop(), ()):
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return {n for n, count in left.items() if count}
