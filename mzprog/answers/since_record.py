"""Then and now as records for scripts (``docs/since.md``): those of an evaluation, with what was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mzprog.answers import evaluate_record as evaluation
from mzprog.core.quantity import Number, fixed
from mzprog.core.selection import Selection
from mzprog.questions.change import Change, Changes

_THEN = ("observed", "observed_period", "progress_rate", "verdict", "target_met", "reason")


def record(selection: Selection, found: Changes) -> dict[str, Any]:
    """Return one plan's part of the JSON document: that of now, and in ``since`` what was."""
    made = evaluation.record(selection)
    for entry, change in zip(made["indicators"], found.of(selection.rows), strict=True):
        entry["since"] = _since(change)
    return {**made, "since": {"as_of": str(found.then.as_of), "summary": evaluation.summary(found.then)}}


def table_records(selection: Selection, found: Changes) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV."""
    for flat, change in zip(evaluation.table_records(selection), found.of(selection.rows), strict=True):
        then = {f"since_{key}": text for key, text in _since(change).items()}
        yield {**flat, "since": str(found.then.as_of), **then}


def _since(change: Change) -> dict[str, Any]:
    then = evaluation.indicator_record(change.then)
    return {
        **{key: then[key] for key in _THEN},
        "change": change.kind,
        "rate_change": None if change.by is None else Number(fixed(change.by, 2)),
    }
