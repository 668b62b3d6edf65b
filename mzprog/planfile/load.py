"""Plan file → :class:`Plan`: puts the values together and holds them against each other.

Every problem of a file is collected in one walk; a plan comes out only when there is none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mzprog.core.method import STANDARD
from mzprog.core.period import Period
from mzprog.core.plan import (
    FLOW,
    RISING,
    STOCK,
    TOTAL,
    WITHIN,
    Direction,
    Figure,
    Indicator,
    Kind,
    Measure,
    Plan,
    Target,
)
from mzprog.core.problems import PlanError, Problem, Refusal, in_file_order, nearest, quoted, reason
from mzprog.planfile.consistency import (
    check_milestones,
    check_names,
    check_parents,
    in_order,
    settle_direction,
    settle_target,
)
from mzprog.planfile.keys import COMPONENT, INDICATOR, PLAN, TODO
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.values import KINDS
from mzprog.planfile.yaml import FROM_TABLE, MAX_BYTES, Node, Scalar, read_tree

if TYPE_CHECKING:
    from pathlib import Path


def read_bytes(file: str, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file (``-``: standard input), of one beyond the ``limit`` one more than that.

    Raises :class:`PlanError` where it cannot be opened.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(limit + 1) if sys.stdin else b""
        with open(file, "rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        raise PlanError([Problem(file, None, None, "not-found", f"找不到这个文件{_meant(file)}")]) from None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "文件名不能用"
        raise PlanError([Problem(file, None, None, "unreadable", f"文件打不开（{why}）")]) from None


def _meant(file: str) -> str:
    """Return which file beside it is meant, where one looks like it: ``规划.yaml.txt`` is what Notepad makes of it."""
    folder, name = os.path.split(file)
    with suppress(OSError, ValueError):
        there = {
            n.partition(".")[0]: n for n in os.listdir(folder or ".") if n.endswith((".yaml", ".yml", ".yaml.txt"))
        }
        stem = nearest(name.partition(".")[0], there)
        return f"；是不是{quoted(os.path.join(folder, there[stem]))}？" if stem else ""
    return ""


MAX_INDICATORS = 10_000


def load_plan(path: str | Path) -> Plan:
    """Read the plan file at ``path`` (``-``: standard input).

    Raises :class:`PlanError` with every problem of the file, also when it cannot be opened.
    """
    return parse_plan(read_bytes(str(path)), str(path))


def parse_plan(data: bytes, file: str = "-") -> Plan:
    """Read a plan from the bytes of its file; ``file`` names it. Raises :class:`PlanError`."""
    tree, problems = read_tree(data, file)
    reader = Reader(file, _KINDS)
    reader.problems += problems
    plan = _plan(reader, tree)
    if plan is None or reader.problems:
        raise PlanError(reader.problems)
    return plan


# The plan's direction where it was refused: its problem is told once, not again for each indicator.
_REFUSED = cast("Direction", "")


class _Draft(NamedTuple):
    """An indicator being read: its fields and what it takes over from the plan."""

    fields: Fields
    years: tuple[int, int] | None
    kind: Kind
    stated: Direction | None
    usual: Direction | None


def _plan(reader: Reader, node: Node) -> Plan | None:
    if isinstance(node, Scalar) and node.text != TODO:
        message = f"这不是规划文件，得到{quoted(node.text)}；规划文件以“plan: 规划名称”这样的行开头。{FROM_TABLE}"
        reader.problem(node, "wrong-type", message)
        return None
    fields = reader.fields(node, PLAN, "规划")
    method = fields("method") if "method" in fields else STANDARD
    reader.method = method or STANDARD
    years = _years(reader, fields, None)
    usual = fields("direction") if fields.usable("direction") else _REFUSED
    if usual == WITHIN:
        reader.problem(fields.at("direction"), "bad-choice", "规划的 direction 应为正向或逆向；“适度”写在指标上")
    reader.series = fields("series") if "series" in fields else {}
    read = [_indicator(reader, item, years, usual) for item in fields("indicators") or ()]
    title, region, source = fields("plan"), fields("region"), fields("source")
    check_names(reader, [given for _, given in read])
    check_parents(reader, [given for _, given in read])
    if reader.problems or not years or not method:
        return None
    return Plan(
        title, *years, in_order([item for item, _ in read if item]), method, region=region, source=source,
        sources=reader.sources or {}, series=reader.series or {}, file=reader.file,
        remarks=in_file_order(reader.remarks),
    )  # fmt: skip


def _items(reader: Reader, node: Node) -> list[Node] | None:
    items = reader.items(node, "指标")
    if items and len(items) > MAX_INDICATORS:
        reader.problem(items[MAX_INDICATORS], "too-many", f"指标超过{MAX_INDICATORS}项")
        return items[:MAX_INDICATORS]
    return items


def _years(reader: Reader, fields: Fields, plan: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return baseline and target year; an indicator's own replace the plan's."""
    if "baseline_year" not in fields and "target_year" not in fields:
        return plan
    start = fields("baseline_year") or (plan and plan[0])
    end = fields("target_year") or (plan and plan[1])
    if not start or not end or not fields.usable("baseline_year", "target_year"):
        return None
    if start < end:
        return start, end
    place = fields.at("target_year" if "target_year" in fields else "baseline_year")
    reader.problem(place, "year-order", f"目标年{end}应晚于基期年{start}")
    return None


def _indicator(
    reader: Reader, node: Node, years: tuple[int, int] | None, usual: Direction | None
) -> tuple[Indicator | None, Fields]:
    reader.unit = None
    fields = reader.fields(node, INDICATOR, "指标")
    kind: Kind = fields("measure") or STOCK
    draft = _Draft(fields, _years(reader, fields, years), kind, fields("direction"), usual)
    parts = _components(reader, draft)
    whole = _whole(reader, draft, parts)
    if "cumulative" in fields and kind != FLOW and fields.usable("measure"):
        reader.problem(fields.at("cumulative"), "not-a-flow", "cumulative 只用于流量，请同时写 measure: flow")
    if not whole or not draft.years or not fields("name"):
        return None, fields
    indicator = Indicator(
        **fields.given(_AS_READ), whole=whole, baseline_year=draft.years[0], target_year=draft.years[1], kind=kind,
        components=tuple(parts or ()), line=node.line,
    )  # fmt: skip
    return indicator, fields


# What an indicator takes over as it was read.
_AS_READ = frozenset(
    {"name", "id", "of", "category", "type", "unit", "rule", "cumulative", "published", "source", "note"}
)


def _whole(reader: Reader, draft: _Draft, parts: list[Measure] | None) -> Measure | None:
    """Read the indicator's own measure; with components it is shown, and they are assessed."""
    fields = draft.fields
    given = {name: fields(name) for name in COMPONENT}
    if parts is None:
        return _measure(reader, draft, None, fields, given)
    if "observations" in fields:
        reader.problem(fields.at("observations"), "two-places", "有 components 的指标，观测值写在各组成部分里")
    if not given["target"]:
        return None
    direction = parts[0].direction if parts else draft.stated or RISING
    target = settle_target(given["target"], direction)
    return Measure(None, given["baseline"], target, direction, _ordered(given["milestones"]), {})


def _components(reader: Reader, draft: _Draft) -> list[Measure] | None:
    """Read the components, each taking over what it does not say itself; None without components."""
    if "components" not in draft.fields:
        return None
    node = draft.fields.at("components")
    inherited = {name: draft.fields(name) for name in ("baseline", "target", "milestones")}
    problems = len(reader.problems)
    entries = reader.entries(node, "名称: {observations: …}")
    parts = []
    for name, (_, value) in entries.items():
        fields = reader.fields(value, COMPONENT, "组成部分")
        given = {k: fields(k) if k in fields else inherited.get(k) for k in COMPONENT}
        if fields.usable(*COMPONENT):
            part = _measure(reader, draft, name, fields, given)
            if part:
                parts.append(part)
    if not entries and len(reader.problems) == problems:
        reader.problem(node, "empty", "components 里至少要有一个组成部分")
    return parts


def _measure(
    reader: Reader, draft: _Draft, name: str | None, fields: Fields, given: Mapping[str, Any]
) -> Measure | None:
    """Settle the direction and check the milestones of one measure."""
    if not given["target"] or not (fields.usable(*given) and draft.fields.usable("direction")):
        return None
    target: Target = given["target"]
    baseline = start_value(given["baseline"], draft.kind)
    try:
        direction = settle_direction(target, baseline, draft.stated, draft.usual)
    except Refusal as refusal:
        contradicted = refusal.code == "direction-contradiction"
        owner = fields if "target" in fields else draft.fields
        where = draft.fields.at("direction") if contradicted else owner.at("target")
        reader.problem(where, refusal.code, refusal.message)
        return None
    if direction is _REFUSED:
        return None
    target = settle_target(target, direction)
    milestones = _ordered(given["milestones"])
    off = list(check_milestones(milestones, baseline, target, direction, draft.years)) if draft.years else []
    if off:
        owner = fields if "milestones" in fields else draft.fields
        places = reader.periods(owner.at("milestones"), "")
        for period, misplaced, message in off:
            reader.problem(places[period][0 if misplaced else 1], "bad-milestone", message)
        return None
    return Measure(name, given["baseline"], target, direction, milestones, given["observations"] or {})


def start_value(baseline: Figure | None, kind: Kind) -> Decimal | None:
    """Return the value a path starts from: a plan-long total starts from 0."""
    if kind == TOTAL:
        return Decimal(0)
    return baseline.value if baseline else None


def _ordered(milestones: Mapping[Period, Figure] | None) -> tuple[tuple[Period, Figure], ...]:
    return tuple(sorted(milestones.items(), key=lambda entry: entry[0].end)) if milestones else ()


_KINDS = {
    **KINDS,
    "indicators": _items,
    "components": lambda reader, node: node,
}
