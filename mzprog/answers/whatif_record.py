"""What was assumed and what came of it, as records for scripts (``docs/whatif.md``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mzprog.answers.evaluate_record import head, indicator_record, summary
from mzprog.core.quantity import Number, literal, toward
from mzprog.core.results import Assessment, Row
from mzprog.questions.replacement import Change
from mzprog.questions.scenario import WhatIf
from mzprog.questions.scenario_file import AS_IS
from mzprog.questions.sweep import Step, Sweep, Turn

# What of a row an assumption can change, in the flat form for CSV.
_MOVES = ("observed", "target", "planned", "progress_rate", "verdict", "target_met", "early", "outcome", "reason")


def record(found: WhatIf) -> dict[str, Any]:
    """Return before and after: the counts, and each indicator that something was assumed of."""
    return {
        **head(found.before),
        "changes": _changes(found),
        "summary": {"before": summary(found.before), "after": summary(found.after)},
        "indicators": [
            {"name": new.indicator.name, "before": indicator_record(old), "after": indicator_record(new)}
            for old, new in found.rows
        ],
    }


def table_records(found: WhatIf) -> Iterator[dict[str, Any]]:
    """Yield the changed rows flat, for CSV: each value before and after."""
    for old, new in found.rows:
        then, now = indicator_record(old), indicator_record(new)
        moves = {f"{key}_{when}": at[key] for key in _MOVES for when, at in (("before", then), ("after", now))}
        yield {**_place(found.before, new), **moves, "working_after": now["working"]}


def sweep_record(found: Sweep, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the tried figures and the turns; ``changes`` were assumed before."""
    return {
        **head(found.before),
        "changes": list(map(_change, changes)),
        "sweep": {
            "name": found.named.indicator.name,
            "component": found.named.component,
            "period": str(found.period),
            "unit": found.named.indicator.unit,
            "values": [_step(step) for step in found.steps],
            "turns": [_turn(turn) for turn in found.turns],
        },
    }


def sweep_records(found: Sweep) -> Iterator[dict[str, Any]]:
    """Yield the tried figures flat, for CSV."""
    for step in found.steps:
        where = {"component": found.named.component, "period": str(found.period)}
        yield {**_place(found.before, step.row), **where, **_step(step)}


def scenarios_record(scenarios: Sequence[WhatIf]) -> dict[str, Any]:
    """Return the plan as it is and under each scenario: counts and the indicators that any is about."""
    before = scenarios[0].before
    return {
        **head(before),
        "scenarios": [
            {
                "name": name,
                "changes": changes,
                "summary": summary(assessment),
                "indicators": [indicator_record(row) for row in _shared(scenarios, assessment)],
            }
            for name, changes, assessment in _versions(scenarios)
        ],
    }


def scenarios_records(scenarios: Sequence[WhatIf]) -> Iterator[dict[str, Any]]:
    """Yield the indicators under each scenario flat, for CSV."""
    for name, _, assessment in _versions(scenarios):
        for row in _shared(scenarios, assessment):
            found = indicator_record(row)
            yield {"scenario": name, **_place(assessment, row), **{key: found[key] for key in _MOVES}}


def _versions(scenarios: Sequence[WhatIf]) -> Iterator[tuple[str, list[dict[str, Any]], Assessment]]:
    yield AS_IS, [], scenarios[0].before
    for found in scenarios:
        yield found.name, _changes(found), found.after


def _shared(scenarios: Sequence[WhatIf], assessment: Assessment) -> Iterator[Row]:
    named = {change.indicator for found in scenarios for change in found.changes}
    return (row for row in assessment.rows if row.indicator.name in named)


def _place(before: Assessment, row: Row) -> dict[str, Any]:
    item, plan = row.indicator, before.plan
    return {"file": plan.file, "plan": plan.title, "as_of": str(before.as_of), "name": item.name, "id": item.id}


def _changes(found: WhatIf) -> list[dict[str, Any]]:
    return list(map(_change, found.changes))


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.indicator,
        "component": change.component,
        "place": change.place,
        "period": str(change.period) if change.period else None,
        "before": change.before,
        "after": change.after,
    }


def _step(step: Step) -> dict[str, Any]:
    row = indicator_record(step.row)
    return {"value": Number(literal(step.value)), **{key: row[key] for key in _STEP}}


_STEP = ("progress_rate", "verdict", "target_met", "reason")


def _turn(turn: Turn) -> dict[str, Any]:
    exact = Number(toward(turn.value, 6, turn.at == turn.above))
    return {"value": exact, "below": turn.below, "at": turn.at, "above": turn.above}
