"""Plan file → :class:`Plan`: puts the values together and holds them against each other.

Every problem of a file is collected in one walk; a plan comes out only when there is none.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from mzprog.core.method import STANDARD, Method
from mzprog.core.period import Period
from mzprog.core.plan import RISING, STOCK, WITHIN, Direction, Figure, Indicator, Kind, Measure, Plan, Target
from mzprog.core.problems import PlanError, Problem, Refusal, in_file_order, nearest, quoted, reason
from mzprog.planfile.consistency import Span, check_names, check_parents, check_references, in_order
from mzprog.planfile.direction import check_base, leaves_open, own_start, settle_direction, settle_target
from mzprog.planfile.keys import COMPONENT, INDICATOR, OPEN, PLAN
from mzprog.planfile.methods import KINDS as METHODS
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.targets import KINDS as TARGETS
from mzprog.planfile.values import KINDS as VALUES
from mzprog.planfile.values import WORDS
from mzprog.planfile.yaml import FROM_TABLE, MAX_BYTES, Node, Scalar, read_tree
from mzprog.planfile.yaml import Mapping as MappingNode

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


def load_plan(path: "str | Path") -> Plan:
    """Read the plan file at ``path`` (``-``: standard input).

    Raises :class:`PlanError` with every problem of the file, also when it cannot be opened.
    """
    return parse_plan(read_bytes(str(path)), str(path))


def parse_plan(data: bytes, file: str = "-") -> Plan:
    """Read a plan from the bytes of its file; ``file`` names it. Raises :class:`PlanError`."""
    tree, problems = read_tree(data, file)
    return plan_of(tree, file, problems, in_chinese_keys(tree), STANDARD)


def plan_of(tree: Node, file: str, problems: Iterable[Problem], chinese: bool, method: Method) -> Plan:
    """Read a plan from its tree, of which ``problems`` are known; raise :class:`PlanError` with all that there are.

    ``chinese``: messages name keys in Chinese; ``method`` is that of a plan that has none of its own.
    """
    reader = Reader(file, _KINDS, WORDS)
    reader.chinese, reader.method = chinese, method
    reader.problems += problems
    plan = _plan(reader, tree)
    if plan is None or reader.problems:
        raise PlanError(reader.problems)
    return plan


def in_chinese_keys(tree: Node) -> bool:
    """Tell whether a plan file has Chinese keys: most of those at its top."""
    keys = [key.text for key, _ in tree.items] if isinstance(tree, MappingNode) else []
    return sum(key in PLAN.in_chinese for key in keys) > sum(key in PLAN for key in keys)


class _Draft(NamedTuple):
    """An indicator being read: its fields and what it takes over from the plan."""

    fields: Fields
    plan: Fields
    span: Span | None
    kind: Kind
    stated: Direction | None


def _plan(reader: Reader, node: Node) -> Plan | None:
    if isinstance(node, Scalar) and node.text not in OPEN:
        message = f"这不是规划文件，得到{quoted(node.text)}；规划文件以“plan: 规划名称”这样的行开头。{FROM_TABLE}"
        reader.problem(node, "wrong-type", message)
        return None
    fields = reader.fields(node, PLAN, "规划")
    method = fields("method") if "method" in fields else reader.method
    reader.method = method or STANDARD
    span = _span(reader, fields, None)
    if fields("direction") == WITHIN:
        reader.problem(fields.at("direction"), "bad-choice", "规划的 direction 应为正向或逆向；“适度”写在指标上")
    reader.series = fields("series") if "series" in fields else {}
    read = [_indicator(reader, item, span, fields) for item in fields("indicators") or ()]
    title, region, source = fields("plan"), fields("region"), fields("source")
    given = [fields for _, fields in read]
    check_names(reader, given)
    check_parents(reader, given)
    check_references(reader, given, {n: item for n, (item, _) in enumerate(read) if item})
    if reader.problems or not span or not method:
        return None
    return Plan(
        title, *span, in_order([item for item, _ in read if item]), method, region=region, source=source,
        sources=reader.sources or {}, series=reader.series or {}, types=tuple(reader.types), file=reader.file,
        remarks=in_file_order(reader.remarks),
    )  # fmt: skip


def _items(reader: Reader, node: Node) -> list[Node] | None:
    items = reader.items(node, "指标")
    if items and len(items) > MAX_INDICATORS:
        reader.problem(items[MAX_INDICATORS], "too-many", f"指标超过{MAX_INDICATORS}项")
        return items[:MAX_INDICATORS]
    return items


def _span(reader: Reader, fields: Fields, plan: Span | None) -> Span | None:
    """Return the time from baseline to target; an indicator's own replace the plan's, as does its baseline's own."""
    figure: Figure | None = fields("baseline")
    own = figure.period if figure else None
    if "baseline_year" not in fields and "target_year" not in fields and own is None:
        return plan
    start = own or fields("baseline_year") or (plan and plan.begin)
    end = fields("target_year") or (plan and plan.end)
    if not start or not end or not fields.usable("baseline_year", "target_year"):
        return None
    if start.end < end.end:
        return Span(start, end)
    place = fields.at("baseline" if own else "target_year" if "target_year" in fields else "baseline_year")
    reader.problem(place, "year-order", f"目标年{end}应晚于基期{'年' if start.months == 12 else ''}{start}")
    return None


def _indicator(reader: Reader, node: Node, span: Span | None, plan: Fields) -> tuple[Indicator | None, Fields]:
    reader.unit, reader.kind, reader.cumulative = None, STOCK, False
    fields = reader.fields(node, INDICATOR, "指标")
    kind: Kind = fields("measure") or STOCK
    reader.kind = kind
    draft = _Draft(fields, plan, _span(reader, fields, span), kind, fields("direction"))
    parts = _components(reader, draft)
    whole = _whole(reader, draft, parts)
    _check_flags(reader, fields, kind)
    if not whole or not draft.span or not fields("name"):
        return None, fields
    indicator = Indicator(
        **fields.given(_AS_READ), whole=whole, begin=draft.span.begin, end=draft.span.end, kind=kind,
        components=tuple(parts or ()), line=node.line,
    )  # fmt: skip
    return indicator, fields


# What an indicator takes over as it was read: a key that is also called so there.
_AS_READ = INDICATOR.keys() & {*Indicator._fields} - {"components"}


def _check_flags(reader: Reader, fields: Fields, kind: Kind) -> None:
    """Check what makes sense only for some measures, and an indicator's own limits."""
    if fields("cumulative") and kind == STOCK and fields.usable("measure"):
        message = "cumulative 不用于存量，请同时写 measure: flow（流量）、total（累计量）等"
        reader.problem(fields.at("cumulative"), "not-a-flow", message)
    labels = [tier.label for tier in reader.method.tiers]
    other = [tier.label for tier in fields("tiers") or () if tier.label not in labels]
    if other:
        message = f"等级的用语要与规划的相同（{'、'.join(labels)}），得到{quoted(other[0])}"
        reader.problem(fields.at("tiers"), "tier-label", message)


def _whole(reader: Reader, draft: _Draft, parts: list[Measure] | None) -> Measure | None:
    """Read the indicator's own measure; with components it is shown, and they are assessed."""
    fields = draft.fields
    given = {name: fields.values.get(name) for name in COMPONENT}
    if parts is None:
        return _measure(reader, draft, None, fields, given)
    if "observations" in fields:
        reader.problem(fields.at("observations"), "two-places", "有 components 的指标，观测值写在各组成部分里")
    if not given["target"]:
        return None
    direction = parts[0].direction if parts else draft.stated or RISING
    target = settle_target(given["target"], direction)
    return Measure(
        None, given["baseline"], target, direction, _ordered(given["milestones"]), {}, _ordered(given["quotas"])
    )


def _components(reader: Reader, draft: _Draft) -> list[Measure] | None:
    """Read the components, each taking over what it does not say itself; None without components."""
    if "components" not in draft.fields:
        return None
    node = draft.fields.at("components")
    inherited = {name: draft.fields(name) for name in ("baseline", "target", "milestones", "quotas")}
    problems = len(reader.problems)
    entries = reader.entries(node, "名称: {observations: …}")
    reader.unit, reader.cumulative = draft.fields("unit"), bool(draft.fields("cumulative"))
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
    baseline = own_start(given["baseline"], draft.kind)
    try:
        check_base(target, baseline, draft.kind)
        if not draft.plan.usable("direction") and leaves_open(target, baseline, draft.stated):
            return None  # the problem of the plan's direction is told once, not again for each indicator
        direction = settle_direction(target, baseline, draft.stated, draft.plan("direction"))
    except Refusal as refusal:
        contradicted = refusal.code == "direction-contradiction"
        owner = fields if "target" in fields else draft.fields
        where = draft.fields.at("direction") if contradicted else owner.at("target")
        reader.problem(where, refusal.code, refusal.message)
        return None
    measure = Measure(
        name, given["baseline"], settle_target(target, direction), direction, _ordered(given["milestones"]),
        given["observations"] or {}, _ordered(given["quotas"]),
    )  # fmt: skip
    return measure if _path_holds(reader, draft, fields, measure, baseline) else None


def _path_holds(reader: Reader, draft: _Draft, fields: Fields, measure: Measure, baseline: Decimal | None) -> bool:
    """Check milestones and quotas; what is only odd about them is remarked."""
    if draft.span is None or not (measure.milestones or measure.quotas):
        return True
    from mzprog.planfile.path import check_milestones, check_quotas

    if measure.quotas and measure.milestones:
        owner = fields if "quotas" in fields else draft.fields
        reader.problem(owner.at("quotas"), "two-places", "quotas 和 milestones 只能写一种")
        return False
    off = [
        *(
            ("milestones", o)
            for o in check_milestones(measure.milestones, baseline, measure.target, draft.span, draft.kind)
        ),
        *(("quotas", o) for o in check_quotas(measure.quotas, measure.target, draft.span, draft.kind)),
    ]
    places = {
        key: reader.periods((fields if key in fields else draft.fields).at(key), "")
        for key in dict.fromkeys(key for key, _ in off)
    }
    for key, found in off:
        place = places[key][found.period][0 if found.misplaced else 1]
        (reader.remark if found.remark else reader.problem)(place, found.code, found.message)
    return all(found.remark for _, found in off)


def _ordered(entries: Mapping[Period, Figure] | None) -> tuple[tuple[Period, Figure], ...]:
    return tuple(sorted(entries.items(), key=lambda entry: entry[0].end)) if entries else ()


_KINDS = {
    **VALUES,
    **TARGETS,
    **METHODS,
    "indicators": _items,
    "components": lambda reader, node: node,
}
