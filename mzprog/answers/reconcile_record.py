"""Reconciliations as records for scripts (``docs/reconcile.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mzprog.answers.evaluate_record import value
from mzprog.questions.reconcile import KINDS, Comparison, Reconciliation


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
        "published": value(c.published),
        "printed": item.published[c.period].printed.get(c.kind),
        "computed": value(c.computed),
        "difference": value(c.difference),
        "agrees": c.agrees,
        "rounded": c.rounded,
        "reason": c.row.reason,
        "rule": c.row.rule,
        "rules": [a.rule for a in c.rules],
        "observed": value(c.entry),
        "observation_for_published": value(c.observation),
    }
