"""Assessments as records for scripts, by keys that never change; read without what draws pages: start-up time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mzprog.core.method import Method, Tier
from mzprog.core.plan import Figure
from mzprog.core.progress import own_planned
from mzprog.core.quantity import Number, computed_places, literal, trimmed
from mzprog.core.remarks import remarks_text
from mzprog.core.results import Assessment, Result, Row, Selection
from mzprog.core.tally import Tally
from mzprog.core.working import WHOLE, rate_text, times_text, working


def record(selection: Selection) -> dict[str, Any]:
    """Return one plan's part of the JSON document (``docs/json.md``)."""
    assessment = selection.assessment
    return {
        **head(assessment),
        "summary": summary(assessment),
        "indicators": [indicator_record(row) for row in selection.rows],
    }


def head(assessment: Assessment) -> dict[str, Any]:
    """Return what was assessed, when and by which method."""
    plan, method = assessment.plan, assessment.method
    tiers = [
        {"label": tier.label} if tier.start is None else {"from": _figure(tier.start), "label": tier.label}
        for tier in method.tiers
    ]
    return {
        "file": plan.file,
        "plan": plan.title,
        "region": plan.region,
        "as_of": str(assessment.as_of),
        "method": {"name": method.name, "tiers": tiers},
    }


def summary(assessment: Assessment) -> dict[str, Any]:
    """Return the counts over the whole plan, by type, by category and by responsible body."""
    counts = assessment.tallies
    return {
        **tally_record(counts.whole),
        "by_type": {word: tally_record(t) for word, t in counts.by_type.items()},
        "by_category": {word: tally_record(t) for word, t in counts.by_category.items()},
        "by_responsible": {word: tally_record(t) for word, t in counts.by_responsible.items()},
    }


def tally_record(counts: Tally) -> dict[str, Any]:
    """Return counts as JSON; ``completion`` and ``score_left_out`` are shares from 0 to 1."""
    share = counts.completion
    return {
        "total": counts.total,
        "by_verdict": dict(counts.by_verdict),
        "target_met": counts.target_met,
        "early": counts.early,
        "completion": None if share is None else _computed(share),
        "by_outcome": dict(counts.by_outcome),
        "score": None if counts.score.value is None else rate_number(counts.score.value, WHOLE),
        "score_left_out": _computed(counts.score.left_out),
    }


def indicator_record(row: Row) -> dict[str, Any]:
    """Return one row as JSON."""
    item, result = row.indicator, row.deciding
    baseline = result.measure.baseline
    return {
        "name": item.name,
        "id": item.id,
        "of": item.of,
        "category": item.category,
        "type": item.type,
        "unit": item.unit,
        "rule": row.rule,
        "baseline": _written(baseline),
        "target": result.measure.target.text,
        **_found(result),
        "progress_rate": rate_number(row.rate, result.limits),
        "verdict": row.verdict,
        "target_met": row.met,
        "early": row.early,
        "outcome": row.outcome,
        "reason": row.reason,
        "remarks": remarks_text(row.remarks),
        "working": working(row),
        "components": [_component(r) for r in row.results] if item.components else None,
        "overall": None if row.reason else rate_number(result.overall, WHOLE),
        "annual_growth": None if row.reason else _growth(result),
        "hold": row.hold,
        "carried": row.carried,
        "judged": result.judged if row.judged else None,
        "responsible": list(item.responsible),
        "weight": None if item.weight is None else _figure(item.weight),
        "measure": item.kind,
    }


def rate_number(rate: Fraction | None, tiers: tuple[Tier, ...] = ()) -> Number | None:
    """Return a rate as JSON has it, with two decimals or as many as its verdict needs."""
    return None if rate is None else Number(rate_text(rate, tiers))


def times_number(times: Fraction | None, method: Method) -> Number | None:
    """Return a 提速倍数 as JSON has it."""
    if times is None:
        return None
    return Number(times_text(times, method, computed_places(times)).rstrip("0").rstrip("."))


def _found(result: Result) -> dict[str, Any]:
    """Return the figures of a result, in the planner's own terms."""
    case, found = result.case, result.progress
    planned = own_planned(case, found) if case and found and not result.reason else None
    return {
        "observed": None if result.settled is None else _figure(result.settled),
        "observed_annual": None if result.annual is None else _computed(result.annual),
        "observed_period": str(result.period) if result.period else None,
        "planned": None if planned is None else _computed(planned),
    }


def _component(result: Result) -> dict[str, Any]:
    found = _found(result)
    del found["observed_annual"]
    return {
        "name": result.measure.name,
        **found,
        "progress_rate": rate_number(result.rate, result.limits),
        "verdict": result.verdict,
        "target_met": result.met,
        "overall": rate_number(result.overall, WHOLE),
        "annual_growth": _growth(result),
        "judged": result.judged,
    }


def _growth(result: Result) -> Number | None:
    shown = result.annual_growth_text
    return None if shown is None else Number(shown)


def _written(figure: Figure | None) -> Number | None:
    return None if figure is None or figure.value is None else _figure(figure.value)


def _computed(value: Fraction | Decimal) -> Number:
    return Number(trimmed(value, computed_places(value)))


def _figure(value: Decimal) -> Number:
    return Number(literal(value))


def value(found: Decimal | Fraction | str | None) -> str | None:
    """Return a figure as written, a computed value with at most six decimals or digits, words as they are."""
    if isinstance(found, Decimal):
        return _figure(found)
    return _computed(found) if isinstance(found, Fraction) else found


def table_records(selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV: plan and time first, the lists joined into text."""
    assessment = selection.assessment
    for row in selection.rows:
        flat = indicator_record(row)
        flat["remarks"] = "；".join(flat["remarks"])
        flat["responsible"] = "、".join(flat["responsible"])
        del flat["components"]
        yield {"file": assessment.plan.file, "plan": assessment.plan.title, "as_of": str(assessment.as_of), **flat}
