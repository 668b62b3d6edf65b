"""Reading a table back that mzprog writes itself, without a file between."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.importing.draft import draft_plan
from mzprog.importing.facts import stated
from mzprog.importing.grid import Cell, Grid, Row
from mzprog.importing.head import find_tables
from mzprog.importing.tree import written
from mzprog.plan import Plan
from mzprog.plan_file.load import parse_plan


def plan_in(rows: Sequence[Sequence[str]], file: str) -> Plan:
    """Return the plan that a table's rows say, as ``import`` would read it from a file of that name."""
    laid_out = (Row(n, tuple(Cell(text, x) for x, text in enumerate(row))) for n, row in enumerate(rows, 1))
    (table,) = find_tables([Grid(tuple(laid_out))])
    draft = draft_plan(table, stated(table), file)
    return parse_plan(written(draft.map).encode(), file)
