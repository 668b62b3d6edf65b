"""What indicators say of each other: names, ids, parents, and the series they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mzprog.located import Fields, Reader
from mzprog.plan import Indicator
from mzprog.problems import quoted


def check_names(reader: Reader, read: list[tuple[Indicator, Fields]]) -> None:
    """Hold names and ids against each other: each is unique, and no id is another's name."""
    names: dict[str, int] = {}
    for item, fields in read:
        if item.name in names:
            message = f"指标名称{quoted(item.name)}重复，第{names[item.name]}行已写过"
            reader.problem(fields.at("name"), "duplicate-name", message)
        names.setdefault(item.name, item.line)
    ids: dict[str, int] = {}
    for item, fields in read:
        if item.id is None:
            continue
        if item.id in ids or (item.id in names and item.id != item.name):
            line = ids.get(item.id) or names[item.id]
            reader.problem(fields.at("id"), "duplicate-id", f"代号{quoted(item.id)}与第{line}行的代号或名称相同")
        ids.setdefault(item.id, item.line)


def check_references(reader: Reader, read: list[tuple[Indicator, Fields]], series: Mapping[str, Any]) -> None:
    """Check that the parents of sub-indicators and the series of relative targets exist."""
    by_name = {item.name: item for item, _ in read}
    for item, fields in read:
        if item.of is not None:
            parent = by_name.get(item.of)
            if parent is None or parent is item:
                hint = reader.hint(item.of, (name for name in by_name if name != item.name))
                reader.problem(fields.at("of"), "unknown-parent", f"没有名为{quoted(item.of)}的上级指标{hint}")
            elif parent.of is not None:
                reader.problem(fields.at("of"), "nested-parent", "上级指标本身已是其中一项；只支持一层")
        for name in dict.fromkeys(part.target.reference for part in item.parts):
            if name and name not in series:
                hint = reader.hint(name, series) or "；请在规划里写 series"
                reader.problem(fields.at("target"), "unknown-series", f"series 里没有{quoted(name)}{hint}")


def in_order(items: list[Indicator]) -> tuple[Indicator, ...]:
    """Return the indicators in file order, each sub-indicator right after its parent."""
    subs: dict[str, list[Indicator]] = {}
    for item in items:
        if item.of is not None:
            subs.setdefault(item.of, []).append(item)
    ordered = []
    for item in items:
        if item.of is None:
            ordered.append(item)
            ordered += [sub._replace(category=sub.category or item.category) for sub in subs.get(item.name, ())]
    return tuple(ordered)
