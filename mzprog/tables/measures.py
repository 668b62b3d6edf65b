"""What the figures of a row measure: a level, an average growth, a fall or a sum over the plan.

Told by the 年均/累计 column, by brackets and what the footnotes say of them, by the words of the target
and the name. What these leave open is asked.
"""

from __future__ import annotations

from typing import NamedTuple

from mzprog.core.quantity import PERCENT_SIGNS, SHARES
from mzprog.tables import cells
from mzprog.tables.brackets import GROWTH, TOTAL
from mzprog.tables.cells import Reading
from mzprog.tables.measure_words import ADDED, FALLS, GROWS, RISES
from mzprog.tables.measuring import UNEXPLAINED, Known, Measuring
from mzprog.tables.target_measures import (
    against_another_year,
    bracketed,
    own_words,
    pace_column,
    relative_target,
    summed,
)
from mzprog.tables.values import Place, Values
from mzprog.tables.within_years import LEVEL, Ask, added, counted
from mzprog.tables.yearly_plans import yearly_plans


class Settled(NamedTuple):
    """What a row measures: keys to write with the comments after them, notes, and what is to ask."""

    keys: dict[str, tuple[str, str]]
    notes: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()


def measured(values: Values, known: Known) -> Settled:
    """Settle what a row measures, and move its figures to where a plan file has them for that.

    Each step rests on those before: the 年均/累计 column may give the target; the target says what is measured;
    that says what other figures in brackets are; a year's task is one only where nothing has said otherwise;
    yearly plans and figures of parts of a year depend on the measure; what adds up and +5 is asked where nothing has
    said what it is; judgements are what then is no figure.
    """
    row = Measuring(values, known)
    pace_column(row)
    target = values.one("target")
    if target is not None and against_another_year(row, target):
        pass
    elif target is not None and target.bracket:
        bracketed(row, target)
    elif target is not None and target.form != cells.OPEN:
        relative_target(row, target)
        summed(row)
    elif target is not None:
        own_words(row, target)
    _brackets_left(row)
    _task(row)
    yearly_plans(row)
    _within_years(row)
    _added(row)
    _signed(row)
    _judged(row)
    return Settled(row.keys, tuple(row.notes), tuple(row.asks))


def _brackets_left(row: Measuring) -> None:
    """Settle other figures in brackets: running totals of what adds up; else they are questions."""
    adds = row.measured in {"total", "cut", "change"}
    for place, value in row.values.sums.items():
        if adds and place not in row.values.found and row.known.brackets.of(value.bracket) == TOTAL:
            row.values.found[place] = value
    observed = row.values.all("observation")
    inside = [place for place, value in observed.items() if value.bracket and value.form == cells.VALUE]
    plain = [place for place, value in observed.items() if not value.bracket and value.form == cells.VALUE]
    for place in inside:
        if row.known.brackets.of(observed[place].bracket) != TOTAL or plain or not adds:
            row.values.open(place, "括号里的数看不出是不是累计数")
    if inside and adds and not plain and all(row.values.all("observation")[p].form == cells.VALUE for p in inside):
        row.keys["cumulative"] = ("true", "括号里是累计数")
    baseline = row.values.one("baseline")
    if baseline is not None and baseline.bracket and baseline.form == cells.VALUE:
        if adds and row.known.brackets.of(baseline.bracket) == TOTAL:
            label = row.values.labels[Place("baseline")]
            row.notes.append(f"{label}：{cells.shown(baseline)}（累计数，不作基期值）")
            del row.values.found[Place("baseline")]
        elif row.known.brackets.of(baseline.bracket) != GROWTH:
            row.values.open(Place("baseline"), "括号里的数看不出是不是累计数")
    for role in ("planned", "milestone"):
        for place, value in row.values.all(role).items():
            if value.bracket and value.form == cells.VALUE and not row.is_total:
                row.values.open(place, UNEXPLAINED)


def _task(row: Measuring) -> None:
    """A year's task without a baseline adds up: 任务数, 完成数."""
    target = row.values.one("target")
    if "measure" in row.keys or not row.known.facts.one_year or target is None or target.form != cells.VALUE:
        return
    baseline = row.values.one("baseline")
    if baseline is not None and baseline.form != cells.MISSING:
        return
    heads = [c for c in row.known.columns if c.role in {"target", "observation"}]
    done = any("任务" in c.label or "完成" in c.label or "计划" in c.label for c in heads)
    if done and row.known.unit not in SHARES and not target.text.endswith(PERCENT_SIGNS):
        row.measure("total", "一年的任务数")


def _within_years(row: Measuring) -> None:
    """Settle what figures of parts of a year count."""
    cumulative, ask = counted(
        row.values, row.known.columns, row.known.name, row.known.unit, row.measured, row.known.facts.baseline_year
    )
    if cumulative:
        row.keys["cumulative"] = ("true", cumulative)
    row.asks += [ask] if ask else []


def _added(row: Measuring) -> None:
    """Ask what the target of 新增就业 is that has no baseline: of the whole plan, or of one year."""
    target, baseline = row.values.one("target"), row.values.one("baseline")
    known = row.measured or row.asks or row.known.facts.one_year or row.known.unit in SHARES
    based = Place("baseline") in row.values.found and (baseline is None or baseline.form != cells.MISSING)
    if known or based or LEVEL.search(row.known.name) or not ADDED.search(row.known.name):
        return
    if target is not None and target.form in {cells.VALUE, cells.ABOUT} and row.values.all("observation"):
        row.asks.append(added(target.origin or target.text))


def _signed(row: Measuring) -> None:
    """Leave open +5 among the figures of what is no change itself: it is a change against something."""
    name = row.known.name
    if GROWS.search(name) or FALLS.search(name) or RISES.search(name) or row.measured in {"growth", "change", "cut"}:
        return
    for role in ("baseline", "observation", "planned", "milestone", "quota"):
        for place, value in row.values.all(role).items():
            if value.form == cells.VALUE and value.text.startswith(("+", "＋")):
                row.values.open(place, "带“+”，看不出是数值还是增加了多少")


def _judged(row: Measuring) -> None:
    """达标 under actuals judges a target in words; beside a figure it is a question, as baseline a reason."""
    target = row.values.one("target")
    for place, value in [*row.values.all("observation").items(), *row.values.all("baseline").items()]:
        if value.form != cells.JUDGED:
            continue
        if place.role == "baseline":
            row.values.found[place] = Reading(cells.MISSING, value.origin)
        elif target is None or target.form != cells.TEXT:
            row.values.open(place, "没有数值")
    for role in ("target", "planned", "milestone"):
        for place, value in row.values.all(role).items():
            if value.form == cells.JUDGED:
                row.values.found[place] = Reading(cells.TEXT, value.origin)
