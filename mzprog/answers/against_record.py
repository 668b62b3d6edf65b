"""Changes as records for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from mzprog.core.quantity import Number, literal
from mzprog.questions.against import ADDED, Change, Standing, weightiest_first


def records(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Yield the changes as JSON, what most needs a look first."""
    return map(_record, weightiest_first(changes))


def table_records(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Yield the changes flat, for CSV."""
    return map(_table_record, weightiest_first(changes))


def _record(change: Change) -> dict[str, Any]:
    """Return one change as JSON; ``indicator`` null is the plan as a whole."""
    return {
        "kind": change.kind,
        "file": change.file,
        "plan": change.plan,
        "indicator": change.indicator,
        "before": _standing(change.before),
        "after": _standing(change.after),
    }


def _table_record(change: Change) -> dict[str, Any]:
    """Return one change flat: where it stood before and stands now, side by side."""
    flat = _record(change)
    before, after = flat.pop("before") or {}, flat.pop("after") or {}
    for name in Standing._fields:
        flat |= {f"{name}_before": before.get(name), name: after.get(name)}
    return flat


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    values = standing._asdict()
    return {name: Number(literal(v)) if isinstance(v, Decimal) else v for name, v in values.items()}


TABLE_KEYS = tuple(_table_record(Change(ADDED, "", "", None)))
