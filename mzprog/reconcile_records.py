"""Reconciliations as records for scripts (``docs/reconcile.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mzprog.quantity import literal, trimmed
from mzprog.reconciliation import KINDS, Comparison, Reconciliation
from mzprog.records import Number


def record(found: Reconciliation) -> dict[str, Any]:
    """Return one plan's part of the JSON document."""
    plan = found.plan
    return {
        "file": plan.file,
        "plan": plan.title,
        "region": plan.region,
        "summary": {kind: _count(found, kind) for kind in KINDS},
        "values": [_comparison(c) for c in found.comparisons],
    }


def table_records(found: Reconciliation) -> Iterator[dict[str, Any]]:
    """Yield the comparisons flat, for CSV."""
    for c in found.comparisons:
        flat = _comparison(c)
        flat["rules"] = "、".join(flat["rules"])
        yield {"file": found.plan.file, "plan": found.plan.title, **flat}


def _count(found: Reconciliation, kind: str) -> dict[str, int]:
    published, agree = found.counted(kind)
    return {"published": published, "agree": agree, "differ": published - agree}


def _comparison(c: Comparison) -> dict[str, Any]:
    item = c.row.indicator
    return {
        "name": item.name,
        "id": item.id,
        "period": str(c.period),
        "kind": c.kind,
        "published": _value(c.published),
        "printed": item.published[c.period].printed.get(c.kind),
        "computed": _value(c.computed),
        "difference": _value(c.difference),
        "agrees": c.agrees,
        "rounded": c.rounded,
        "reason": c.row.reason,
        "rule": c.row.rule,
        "rules": [a.rule for a in c.rules],
        "observed": _value(c.entry),
        "observation_for_published": _value(c.observation),
    }


def _value(value: Decimal | Fraction | str | None) -> str | None:
    if isinstance(value, Decimal):
        return Number(literal(value))
    return Number(trimmed(value, 6)) if isinstance(value, Fraction) else value
