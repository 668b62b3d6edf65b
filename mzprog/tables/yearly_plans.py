"""Yearly plans (年度计划): quotas of what adds up, milestones of a level, else a question."""

from __future__ import annotations

from decimal import Decimal

from mzprog.core.period import period_words, whole_year
from mzprog.core.quantity import SHARES
from mzprog.planfile.write import Map, Text
from mzprog.tables import cells
from mzprog.tables.cells import Reading
from mzprog.tables.measure_words import ADDED
from mzprog.tables.measuring import Measuring
from mzprog.tables.numbers import plain_figure
from mzprog.tables.placing import node
from mzprog.tables.times import A_YEAR
from mzprog.tables.values import Place
from mzprog.tables.within_years import LEVEL, Ask

_YEAR = 12


def yearly_plans(row: Measuring) -> None:
    """Yearly plans are quotas of what adds up, and milestones of a level."""
    if row.known.facts.target_year:
        _last_year(row, Place("planned", whole_year(row.known.facts.target_year)))
    planned = row.values.all("planned")
    if not planned:
        return
    if not row.measured and _adds_up(row, planned):
        row.measure("total", "各年之和等于目标")
    measure = row.measured
    if measure == "total":
        for place in planned:
            row.values.found[Place("quota", place.period)] = row.values.found.pop(place)
    elif not measure and not _is_level(row, planned):
        _ask_planned(row, planned)


def _last_year(row: Measuring, place: Place) -> None:
    """The last year's plan of a level is its target, where there is no other."""
    value, target = row.values.all("planned").get(place), row.values.one("target")
    level = row.known.unit in SHARES or LEVEL.search(row.known.name)
    if value is None or row.measured or not level:
        return
    if Place("target") not in row.values.found or (target is not None and target.form == cells.MISSING):
        row.target(row.values.found.pop(place))  # type: ignore[arg-type]
    else:
        row.notes.append(f"{row.values.labels.get(place, '')}：{cells.shown(value)}")
        del row.values.found[place]


def _adds_up(row: Measuring, planned: dict[Place, Reading]) -> bool:
    """Tell whether the yearly plans are together exactly what is asked of the whole plan."""
    target = row.values.one("target")
    whole = _figure(target) if target is not None else None
    numbers = [_figure(value) for value in planned.values()]
    known = [number for number in numbers if number is not None]
    return whole is not None and len(known) == len(numbers) > 1 and sum(known) == whole


def _ask_planned(row: Measuring, planned: dict[Place, Reading]) -> None:
    """Ask whether yearly plans are each year's own or lead to the target, and write nothing before."""
    plans = Map({str(place.period): node(value) for place, value in planned.items()})
    heads = {A_YEAR.sub("", row.values.labels.get(place, "")) for place in planned}
    target = row.values.one("target")
    same = A_YEAR.sub("", row.values.labels.get(Place("target"), "")) in heads
    if same and target is not None and target.form in {cells.VALUE, cells.ABOUT}:
        row.values.open(Place("target"), "是这一年的数，还是整个规划期的数")
    for place in planned:
        del row.values.found[place]
    said = "、".join(f"{period_words(p.period)}{v.origin or v.text}" for p, v in planned.items() if p.period)
    years = all(place.period and place.period.months == _YEAR for place in planned)
    own, by_then = ("当年的数", "到年底的数") if years else ("这一期的数", "到期末的数")
    row.asks.append(Ask(
        "quotas", f"{'年度计划' if years else '各期计划'}（{said}）是{own}，还是{by_then}",
        {own: {"measure": Text("total"), "quotas": plans}, by_then: {"milestones": plans}},
    ))  # fmt: skip


def _is_level(row: Measuring, planned: dict[Place, Reading]) -> bool:
    """Tell whether yearly plans lead from the baseline to the target, as those of a level do."""
    if row.known.unit in SHARES or LEVEL.search(row.known.name):
        return True
    if len({_figure(value) for value in planned.values()}) < 2 <= len(planned):
        return False  # 3, 3, 3: as much every year, or kept as it is
    ends = [row.values.one("baseline"), row.values.one("target")]
    numbers = [_figure(value) for value in (ends[0], *planned.values(), ends[1]) if value is not None]
    if len(numbers) < len(planned) + 2 or None in numbers or ADDED.search(row.known.name):
        return False
    known = [number for number in numbers if number is not None]
    return known in (sorted(known), sorted(known, reverse=True))


def _figure(value: Reading) -> Decimal | None:
    return plain_figure(value.text.lstrip("≥≤＞＜><="), None) if value.form in {cells.VALUE, cells.ABOUT} else None
