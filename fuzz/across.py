"""What one command says held against what another says, over random plans of every kind: a seed is a plan.

The plans are those of the second calculation (``tests/conformance/oracle``).
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from mzprog.answers import outlook as outlook_view
from mzprog.answers import records
from mzprog.answers import since as since_view
from mzprog.core.assessment import evaluate
from mzprog.core.plan import Plan, Published, Target
from mzprog.core.quantity import fixed, literal, toward
from mzprog.core.results import Assessment, Result, Row, select
from mzprog.planfile.load import parse_plan
from mzprog.questions.against import SCHEMA, Comparison, standings
from mzprog.questions.change import changes
from mzprog.questions.outlook import Goal, look_ahead
from mzprog.questions.reconcile import reconcile
from mzprog.questions.scenario import saved, whatif
from mzprog.questions.sweep import Sweep, sweep
from mzprog.render import json as json_text
from mzprog.workbook import write as xlsx
from mzprog.workbook.report import workbook
from tests.conformance.oracle.draw import draw, file_of
from tests.report.office import differences, formula_values, recalculated

HAIR = Fraction(1, 10**9)  # beside a turn


class Drawn(NamedTuple):
    """A plan as bytes and read, the time asked for, and what ``evaluate`` says of it."""

    data: bytes
    plan: Plan
    asked: dict[str, Any]
    before: Assessment


class Place(NamedTuple):
    """One result of a row and how an assumption names it."""

    row: Row
    number: int
    result: Result
    name: str


def drawn(seed: int) -> Drawn:
    one = draw(seed)
    data = file_of(one.plan)
    plan = parse_plan(data)
    return Drawn(data, plan, one.asked, evaluate(plan, **one.asked))


def places(one: Drawn) -> Iterator[Place]:
    for row in one.before.rows:
        for number, result in enumerate(row.results):
            part = result.measure.name
            yield Place(row, number, result, row.indicator.name + (f"/{part}" if part else ""))


def with_value(one: Drawn, place: Place, value: str) -> Row:
    """Return the row of a place with another figure, as ``whatif`` says it."""
    after = whatif(one.plan, [f"{place.name}=={value}"], **one.asked).after
    return next(row for row in after.rows if row.indicator.name == place.row.indicator.name)


def agree(seed: int) -> None:
    """Hold the answers of all commands on one plan against each other."""
    one = drawn(seed)
    for check in (same_changes_nothing, goals_reach, sweeps_turn, since_repeats, against_itself, agrees_with_itself):
        check(one)


# whatif


def same_changes_nothing(one: Drawn) -> None:
    """Assumed as they are, figures, targets and baselines change nothing; saved, a plan says what was assumed."""
    for place in places(one):
        for said in _as_they_are(place):
            after = whatif(one.plan, [said], **one.asked).after
            assert list(map(_said, after.rows)) == list(map(_said, one.before.rows)), said
    for place in places(one):
        if place.result.judged is None and place.result.period:
            found = whatif(one.plan, [f"{place.name}=17"], **one.asked)
            again = evaluate(parse_plan(saved(one.data, found).encode()), **one.asked)
            assert list(map(_said, again.rows)) == list(map(_said, found.after.rows)), place.name


def _said(row: Row) -> tuple[object, ...]:
    return row.rate, row.verdict, row.met, row.outcome, row.reason, row.rule, row.early, row.hold, row.carried


def _as_they_are(place: Place) -> Iterator[str]:
    measure = place.result.measure
    figure = measure.observations.get(place.result.period) if place.result.period else None
    if figure and not figure.empty:
        yield f"{place.name}={figure.judged or f'={literal(figure.value or Decimal(0))}'}"
    if _is_one_text(measure.target):
        yield f"{place.name}.target=={measure.target.text}"
    if place.row.indicator.kind in {"stock", "flow"} and measure.baseline and measure.baseline.value is not None:
        yield f"{place.name}.baseline=={literal(measure.baseline.value)}"


def _is_one_text(target: Target) -> bool:
    return not (target.missing or target.about or target.base or target.reference)


# outlook


def goals_reach(one: Drawn) -> int:
    """What would lift a row, put in as JSON writes it, does; one unit of its last place less does not."""
    tried = 0
    for ahead in look_ahead(one.before).rows:
        for place, forecast in zip(_places_of(one, ahead.row), ahead.forecasts, strict=True):
            for goal in forecast.goals:
                if goal.value is None or goal.tier.start is None or _cannot_be_hit(place, goal):
                    continue
                written = str(outlook_view.reached(goal))
                unit = Fraction(1, 10 ** len(written.partition(".")[2])) if "." in written else Fraction(1, 10**6)
                beside = Fraction(written) - unit if goal.rising else Fraction(written) + unit
                enough, less = (
                    with_value(one, place, value).results[place.number]
                    for value in (written, toward(beside, 60, goal.rising))
                )
                limit = Fraction(goal.tier.start)
                assert enough.rate is not None and enough.rate >= limit, (place.name, goal, written, enough.rate)
                if not (less.met or less.rate is None or _otherwise(place.result, less)):
                    assert less.rate < limit, (place.name, goal, written, less.rate)
                tried += 1
    return tried


def _places_of(one: Drawn, row: Row) -> list[Place]:
    return [place for place in places(one) if place.row.indicator.name == row.indicator.name]


def _cannot_be_hit(place: Place, goal: Goal) -> bool:
    """Tell what no figure with an end reaches, or no assumption says.

    That is a single point that has no end (左右), and a year that began before its plan.
    """
    case, period = place.result.case, place.result.period
    assert case is not None and period is not None and goal.value is not None
    point = case.asked[0] == case.asked[1] and (goal.value * 10**6).denominator != 1
    return point or period.end - period.months < place.row.indicator.begin.end


def _otherwise(was: Result, now: Result) -> bool:
    """Tell whether something else is looked at: another rule, or the target instead of a milestone."""
    old, new = was.progress, now.progress
    return bool(old and new and (old.rule, old.planned) != (new.rule, new.planned))


# whatif --sweep


def sweeps_turn(one: Drawn) -> None:
    """Between its turns, and right beside them, a sweep has the verdicts that they say."""
    chance = Random(one.data)
    for place in places(one):
        figure = place.result.measure.observations.get(place.result.period) if place.result.period else None
        if not figure or figure.value is None:
            continue
        around = max(abs(figure.value) * Decimal("1.5"), Decimal(10)) * chance.choice(
            [Decimal("0.3"), Decimal(1), Decimal(3)]
        )
        start, end = (round(figure.value + side * around, 2) for side in (-1, 1))
        step = max(round((end - start) / chance.choice([7, 40]), 3), Decimal("0.001"))
        found = sweep(one.before, f"{place.name}={literal(start)}..{literal(end)}/{literal(step)}")
        for number in found.steps:
            allowed = _allowed(found, Fraction(number.value))
            assert number.row.verdict in allowed, (place.name, number.value, found.turns)
        assert all(first.above == second.below for first, second in pairwise(found.turns)), (place.name, found.turns)
        for turn in found.turns:
            for side, verdict in ((-1, turn.below), (1, turn.above)):
                beside = turn.value + side * HAIR
                if all(abs(other.value - turn.value) > 2 * HAIR for other in found.turns if other is not turn):
                    row = with_value(one, place, toward(beside, 12, side > 0))
                    assert row.verdict == verdict, (place.name, turn, side)


def _allowed(found: Sweep, value: Fraction) -> set[str]:
    """Return what the turns leave as the verdict at a figure."""
    for turn in found.turns:
        if turn.value == value:
            return {turn.at}
    said = [turn.above for turn in found.turns if turn.value < value][-1:]
    said += [turn.below for turn in found.turns if turn.value > value][:1]
    return set(said) or {found.steps[0].row.verdict}


# since, against, reconcile


def since_repeats(one: Drawn) -> None:
    """What ``--since`` says of then and now is what is said of either alone, and the change is their difference."""
    for then in one.plan.periods[:3]:
        earlier = evaluate(one.plan, as_of=str(then))
        made = since_view.record(select(one.before), changes(earlier, one.before))
        alone = records.record(select(earlier))["indicators"]
        now = records.record(select(one.before))["indicators"]
        for row, old, new in zip(made["indicators"], alone, now, strict=True):
            since = row.pop("since")
            assert row == new
            assert {key: since[key] for key in since_view.THEN} == {key: old[key] for key in since_view.THEN}
            rates = [side["progress_rate"] for side in (old, new)]
            assert (since["rate_change"] is None) == (None in rates)
            if None not in rates:
                by = Decimal(since["rate_change"]) - (Decimal(rates[1]) - Decimal(rates[0]))
                assert abs(by) <= Decimal("0.01"), row["name"]


def against_itself(one: Drawn) -> None:
    """Against its own output nothing has changed."""
    made = records.record(select(one.before))
    read = json.loads(json_text.render(made), parse_float=Decimal, parse_int=Decimal)
    before, after = standings({"schema": SCHEMA, "plans": [read, made]})
    assert Comparison([before], [one.plan.file]).take(after) == []


def agrees_with_itself(one: Drawn) -> None:
    """A plan in which is printed what is computed agrees with it."""
    if one.asked.get("latest"):
        return
    for row in one.before.rows:
        period = row.deciding.period
        if row.rate is None or any(result.period != period for result in row.results) or period is None:
            continue
        printed = Published(Decimal(fixed(row.rate, 2)), verdict=row.verdict, outcome=row.outcome)
        items = tuple(i._replace(published={period: printed}) if i is row.indicator else i for i in one.plan.indicators)
        found = reconcile(one.plan._replace(indicators=items), [period])
        assert found.comparisons and not found.mismatches, (row.indicator.name, found.mismatches)


# report


def recalculates(seed: int) -> None:
    """Every formula of workbooks gives, computed by LibreOffice, what the program wrote beside it."""
    import openpyxl

    books = [xlsx.render(workbook(drawn(seed + number).before)) for number in range(12)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        opened = [openpyxl.load_workbook(io.BytesIO(data)) for data in books]
        for number, (book, found) in enumerate(zip(opened, recalculated(opened, folder), strict=True)):
            (folder / "written.xlsx").write_bytes(books[number])
            assert differences(formula_values(book, folder / "written.xlsx"), found) == {}, seed + number
