"""Outlooks as records for scripts (``docs/outlook.md``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from mzprog.answers.evaluate_record import head, indicator_record, value
from mzprog.core.quantity import Number, literal, toward
from mzprog.questions.history import Point
from mzprog.questions.outlook import Forecast, Goal, Outlook, OutlookRow


def record(found: Outlook) -> dict[str, Any]:
    """Return one plan's part of the JSON document, the worst indicator first."""
    return {
        **head(found.assessment),
        "outlook_limit": Number(literal(found.assessment.method.outlook_limit)),
        "summary": {"total": len(found.rows), "by_outlook": found.by_class, "by_outcome": found.by_outcome},
        "indicators": [_indicator(row) for row in found.rows],
    }


def table_records(outlooks: Iterable[Outlook]) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV: a column for each tier to reach, and the last of the later observations."""
    outlooks = list(outlooks)
    starts = {tier.start for found in outlooks for tier in found.assessment.method.tiers if tier.start is not None}
    for found in outlooks:
        where = head(found.assessment)
        for row in found.rows:
            flat = _indicator(row)
            del flat["components"], flat["history"]
            reach = {entry["from"]: entry["value"] for entry in flat.pop("reach")}
            later = (flat.pop("later") or [dict.fromkeys(_LATER)])[-1]
            yield {
                **{key: where[key] for key in ("file", "plan", "as_of")},
                **flat,
                **{f"reach_{literal(start)}": reach.get(literal(start)) for start in sorted(starts, reverse=True)},
                **{f"later_{key}": later[key] for key in _LATER},
            }


_LATER = ("period", "observed", "planned", "forecast", "off")


def _indicator(item: OutlookRow) -> dict[str, Any]:
    base = indicator_record(item.row)
    for key in ("remarks", "working", "components"):
        del base[key]
    parts = [{"name": f.result.measure.name, **_forecast(f)} for f in item.forecasts]
    return {
        **base,
        "outlook": item.outlook,
        "outlook_reason": item.reason,
        **_forecast(item.deciding),
        "components": parts if item.row.indicator.components else None,
    }


def _forecast(found: Forecast) -> dict[str, Any]:
    return {
        "pace": value(found.pace),
        "pace_needed": value(found.needed),
        "multiple": value(found.multiple),
        "forecast": value(found.expected),
        "reach": [_goal(goal) for goal in found.goals],
        "history": [_point(point) for point in found.history],
        "later": [{**_point(p), "forecast": value(p.expected), "off": value(p.off)} for p in found.later],
    }


def _goal(goal: Goal) -> dict[str, Any]:
    reached = None if goal.value is None else Number(toward(goal.value, 6, goal.rising))
    return {"from": value(goal.tier.start or Decimal(0)), "label": goal.tier.label, "value": reached}


def _point(point: Point) -> dict[str, Any]:
    return {"period": str(point.period), "observed": value(point.observed), "planned": value(point.planned)}
