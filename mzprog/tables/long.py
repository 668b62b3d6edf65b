"""Plans as a long table (长表), one row for each figure: what ``export --long`` writes and ``panel`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from mzprog.core.method import STANDARD
from mzprog.core.plan import STOCK, Figure, Indicator, Measure, Plan, Published, Target
from mzprog.core.quantity import literal, the_bound
from mzprog.planfile.long import COLUMNS
from mzprog.planfile.targets import NO_NUMBER

SERIES = "series"


def long_rows(plan: Plan) -> Iterator[dict[str, str]]:
    """Yield a plan's rows, each with every column of a long table."""
    head = {"region": plan.region or "", "plan": plan.title}
    for name, figures in plan.series.items():
        for entry in [{"period": str(period), **_entry(figure)} for period, figure in figures.items()] or [{}]:
            yield _row(head, {"indicator": name, "measure": SERIES}, entry)
    for item in plan.indicators:
        own = {**head, **_own(plan, item)}
        if item.components:
            yield _row(own, _measured(item, item.whole))
        published = {str(period): _published(found) for period, found in item.published.items()}
        for measure in item.measures:
            told = _measured(item, measure) | ({"component": measure.name} if measure.name else {})
            entries = {str(period): _entry(figure) for period, figure in measure.observations.items()}
            for time in dict.fromkeys([*entries, *published]) or [""]:
                shown = {"published": published.pop(time)} if time in published else {}
                yield _row(own, told, entries.get(time, {}), {"period": time}, shown)


def lost_in_rows(plan: Plan) -> Iterator[str]:
    """Yield what of a plan its rows cannot say, though its result rests on it."""
    if plan.method != STANDARD:
        yield f"《{plan.title}》自己的评价方法；评估长表时请写 --method {plan.file}"
    for item in plan.indicators:
        if len({measure.direction for measure in item.measures}) > 1:
            yield f"“{item.name}”各组成部分的方向不同"


def _row(*parts: Mapping[str, str]) -> dict[str, str]:
    found = dict.fromkeys(COLUMNS, "")
    for part in parts:
        found |= part
    return found


def _own(plan: Plan, item: Indicator) -> dict[str, str]:
    """Return what an indicator says of itself."""
    directions = {measure.direction for measure in item.measures}
    tiers = [{**({} if t.start is None else {"from": str(t.start)}), "label": t.label} for t in item.tiers]
    return {
        "indicator": item.name,
        "id": item.id or "",
        "of": item.of or "",
        "parts": "true" if item.parts else "",
        "category": item.category or "",
        "unit": item.unit or "",
        "type": item.type or "",
        "responsible": _joined(item.responsible),
        "weight": "" if item.weight is None else literal(item.weight),
        "baseline_year": str(plan.begin if _has_own_time(item) else item.begin),
        "target_year": str(item.end),
        "direction": directions.pop() if len(directions) == 1 else "",
        "rule": item.rule or "",
        "measure": "" if item.kind == STOCK else item.kind,
        "cumulative": "true" if item.cumulative else "",
        "hold": "true" if item.hold else "",
        "tiers": _flow(tiers) if tiers else "",
    }


def _has_own_time(item: Indicator) -> bool:
    return item.whole.baseline is not None and item.whole.baseline.period is not None


def _joined(bodies: Iterable[str]) -> str:
    bodies = tuple(bodies)
    return _flow(list(bodies)) if any(set(body) & set("、;；[\n") for body in bodies) else "、".join(bodies)


def _measured(item: Indicator, measure: Measure) -> dict[str, str]:
    """Return what is compared with what, in the forms of a plan file."""
    baseline = measure.baseline
    return {
        "baseline": "" if baseline is None else _figure(baseline),
        "target": _target(measure.target),
        "milestones": "; ".join(f"{period}={_figure(figure)}" for period, figure in measure.milestones)
        if not any(figure.note or figure.missing for _, figure in measure.milestones)
        else _by_period(measure.milestones),
        "quotas": "; ".join(f"{period}={_figure(figure)}" for period, figure in measure.quotas)
        if not any(figure.note for _, figure in measure.quotas)
        else _by_period(measure.quotas),
    }


def _by_period(figures: Iterable[tuple[object, Figure]]) -> str:
    inside = ", ".join(f"{json.dumps(str(period))}: {_figure(figure)}" for period, figure in figures)
    return f"{{{inside}}}"


def _figure(figure: Figure) -> str:
    """Return a figure: a number alone, or with what stands beside it."""
    said = {
        "value": figure.value, "missing": figure.missing, "note": figure.note,
        "period": None if figure.period is None else str(figure.period),
    }  # fmt: skip
    found = {key: value for key, value in said.items() if value is not None}
    return literal(figure.value) if list(found) == ["value"] and figure.value is not None else _flow(found)


def _entry(figure: Figure) -> dict[str, str]:
    said = {
        "value": None if figure.value is None else literal(figure.value),
        "missing": figure.missing, "judged": figure.judged, "source": figure.source, "note": figure.note,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value is not None}


def _target(target: Target) -> str:
    """Return a target: a number or a bound alone, else in its own form."""
    if target.reference:
        found: dict[str, object] = {target.relation: target.reference}
        if target.plus is not None:
            found["plus"] = target.plus
    elif target.missing:
        words = target.missing == NO_NUMBER
        found = {"text" if words else "missing": target.text if words else target.missing.removeprefix("目标值")}
    elif target.about:
        found = {"about": the_bound(target.low, target.high)}
        if target.within is not None:
            found["within"] = literal(target.within) + ("%" if target.within_percent else "")
    elif target.base:
        found = _relative(target)
    else:
        found = {"value": target.text}
    if target.note:
        found["note"] = target.note
    return target.text if list(found) == ["value"] and not target.text.startswith(("{", "[")) else _flow(found)


def _relative(target: Target) -> dict[str, object]:
    """Return what is asked of the baseline; a sign says the direction of what has no operator."""
    if target.base == "growth":
        return {"growth": target.text.removeprefix("年均增长")}
    if target.base == "times":
        return {"times": target.text.removeprefix("基期的").removesuffix("倍")}
    asked = target.text.removeprefix("比基期变动")
    if asked == target.text:
        asked = literal(the_bound(target.low, target.high)) + ("%" if target.base == "percent" else "")
    return {"change": asked}


def _published(found: Published) -> str:
    keys = [key for key in Published._fields if key not in {"printed", "source"}]
    said: dict[str, object] = {key: getattr(found, key) for key in keys}
    said |= found.printed
    return _flow({key: value for key, value in said.items() if value is not None})


def _flow(value: object) -> str:
    """Return a value as YAML reads it in one line: JSON, with figures as they were written."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return literal(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
