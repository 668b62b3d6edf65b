"""Reading a table back that mzprog writes itself, without a file between."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import Map, written
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.grid import Cell, Grid, Row
from mzprog.tables.head import find_tables

Lines = Sequence[Sequence[str]]


def usable(rows: Lines, file: str) -> tuple[Plan, dict[int, str]]:
    """Return the plan that a table's rows say, without the indicators that no plan could have so.

    These are told by their number, with what is wrong. Raises :class:`PlanError` where the whole cannot be read.
    """
    draft = _draft(rows, file)
    listed = draft.items["indicators"]
    assert isinstance(listed, list)
    kept = dict(enumerate(listed))
    wrong: dict[int, str] = {}
    while True:
        draft.items["indicators"] = [*kept.values()]
        text = written(draft)
        try:
            return parse_plan(text.encode(), file), wrong
        except PlanError as error:
            places = _places(text, list(kept), error)
            if not places:
                raise
            wrong |= places
            for number in places:
                del kept[number]


def _draft(rows: Lines, file: str) -> Map:
    laid_out = (Row(n, tuple(Cell(text, x) for x, text in enumerate(row))) for n, row in enumerate(rows, 1))
    (table,) = find_tables([Grid(tuple(laid_out))])
    return draft_plan(table, stated(table), file).map


def _places(text: str, numbers: Sequence[int], error: PlanError) -> dict[int, str]:
    """Return the indicators in which problems stand, each with its first."""
    begins = [line for line, said in enumerate(text.splitlines(), 1) if said.startswith("  - ")]
    found: dict[int, str] = {}
    for problem in error.problems:
        place = sum(begin <= (problem.line or 0) for begin in begins)
        if 0 < place <= len(numbers):
            found.setdefault(numbers[place - 1], problem.message)
    return found
