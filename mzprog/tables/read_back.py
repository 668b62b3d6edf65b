"""Reading a table back that mzprog writes itself, without a file between."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.core.plan import Plan
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import written
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.grid import Cell, Grid, Row
from mzprog.tables.head import find_tables


def plan_in(rows: Sequence[Sequence[str]], file: str) -> Plan:
    """Return the plan that a table's rows say, as ``import`` would read it from a file of that name."""
    laid_out = (Row(n, tuple(Cell(text, x) for x, text in enumerate(row))) for n, row in enumerate(rows, 1))
    (table,) = find_tables([Grid(tuple(laid_out))])
    draft = draft_plan(table, stated(table), file)
    return parse_plan(written(draft.map).encode(), file)
