"""The figures of a row, written where a plan file has them."""

from __future__ import annotations

from collections.abc import Iterable

from mzprog.core.period import Period
from mzprog.core.problems import quoted
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import Map, Text
from mzprog.tables import cells
from mzprog.tables.cells import Reading
from mzprog.tables.values import KEYS, MANY, Parts, Place, Values


def put(values: Values, owner: Map, baseline: Period | None) -> None:
    """Write the values into an indicator; ``baseline`` is the plan's, which a figure need not repeat."""
    names = dict.fromkeys(name for value in values.found.values() if not isinstance(value, Reading) for name in value)
    components = {name: Map() for name in names}
    left = values.left_open()
    if left:
        owner.put("observations", TODO, "；".join(value.remark for value in left.values()))
    for place, value in values.found.items():
        if place.role not in KEYS or place in left:
            continue
        if isinstance(value, Reading) and not (names and place.role == "observation"):
            _put(owner, place, value, baseline)
            continue
        for name, one in _for_each(value, names).items():
            _put(components[name], place, one, baseline)
        if place.role == "target" and not isinstance(value, Reading):
            words = "；".join(f"{name}{one.text}" for name, one in value.items())
            owner.items["target"] = Map({"text": Text(words)}, flow=True)
    if Place("target") not in values.found:
        owner.put("target", TODO, "表里没有目标值")
    if components:
        owner.items["components"] = Map(dict(components))


def _for_each(value: Reading | Parts, names: Iterable[str]) -> Parts:
    """Return an observation for each component: a reason holds for all, a single figure for none."""
    if not isinstance(value, Reading):
        return value
    if value.form == cells.VALUE:
        value = Reading(cells.OPEN, origin=value.text, remark=f"表中只有一个数，没有分{'、'.join(names)}")
    return dict.fromkeys(names, value)


def _put(owner: Map, place: Place, value: Reading, baseline: Period | None) -> None:
    key = KEYS[place.role]
    if place.role != "baseline" or value.period == baseline:
        value = value._replace(period=None)
    found = node(value)
    if place.period:
        dated = owner.items.setdefault(key, Map())
        if isinstance(dated, Map):
            dated.items[str(place.period)] = found
    elif place.role in MANY:
        words = f"表中写作{quoted(value.text)}，没有写是哪一期" if value.form != cells.OPEN else value.remark
        owner.items.setdefault(key, Text(TODO, words))
    else:
        owner.items[key] = found


def node(value: Reading) -> Text | Map:
    """Return a reading as it stands in a plan file."""
    said = f"表中写作{quoted(value.origin)}" if value.origin else ""
    if value.form == cells.OPEN:
        return Text(TODO, value.remark if value.origin in value.remark else f"{said}；{value.remark}")
    if value.form == cells.VALUE and not value.note and not value.period:
        return Text(value.text, said)
    found = Map({value.form: Text(value.text, said)}, flow=True)
    for key, text in value.more:
        found.put(key, text)
    found.put("period", str(value.period) if value.period else None)
    found.put("note", value.note)
    return found
