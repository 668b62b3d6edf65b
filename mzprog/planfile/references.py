"""What indicators say of each other: names, ids and parents."""

from __future__ import annotations

from mzprog.core.plan import Indicator
from mzprog.core.problems import quoted
from mzprog.planfile.reader import Fields, Reader


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
