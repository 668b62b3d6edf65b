"""Whether target and baseline of a row say which way is better, or leave it to the plan or to a person."""

from __future__ import annotations

from mzprog.core.plan import FALLING, RISING, Direction, Target
from mzprog.core.problems import Refusal
from mzprog.core.quantity import parse_bound, parse_number
from mzprog.planfile.direction import settle_direction
from mzprog.tables import cells
from mzprog.tables.cells import Reading
from mzprog.tables.values import Parts, Place, Values


def open_direction(values: Values) -> str:
    """Return the question that target and baseline leave, whatever the plan's direction; "" if none."""
    for target, baseline in _targets(values):
        try:
            _direction(target, baseline, RISING, values.unit)
        except Refusal as refusal:
            return refusal.message
    return ""


def rests_on_plan(values: Values) -> bool:
    """Tell whether a direction is the plan's to say: a plain target that equals its baseline or has none."""
    unit = values.unit
    return any(_direction(*pair, RISING, unit) != _direction(*pair, FALLING, unit) for pair in _targets(values))


def _targets(values: Values) -> list[tuple[Reading | None, Reading | None]]:
    """Return target and baseline of the row, or of each of its components."""
    target, baseline = values.found.get(Place("target")), values.found.get(Place("baseline"))
    names = next((list(value) for value in (target, baseline) if value and not isinstance(value, Reading)), [""])
    return [(_part(target, name), _part(baseline, name)) for name in names]


def _direction(target: Reading | None, baseline: Reading | None, usual: Direction, unit: str | None) -> Direction:
    """Return the direction of a target where the plan's is ``usual``; raises :class:`Refusal` where it is open."""
    if target is None or target.form not in {cells.VALUE, cells.ABOUT}:
        return RISING  # words and changes say it themselves; what is still open may never ask
    asked = parse_bound(target.text, unit)
    start = parse_number(baseline.text, unit) if baseline and baseline.form == cells.VALUE else None
    if start is not None and target.falls and asked.high is not None and asked.high < start:
        return FALLING
    ranged = Target(target.text, asked.low, asked.high, ranged=asked.operator == "-")
    return settle_direction(ranged, start, None, usual)


def _part(value: Reading | Parts | None, name: str) -> Reading | None:
    return value if isinstance(value, Reading) or value is None else value.get(name)
