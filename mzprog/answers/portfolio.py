"""Many plans at a glance (总览): each plan in a line, small enough to keep for thousands of plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.results import AsOf, Row
from mzprog.core.selection import Selection
from mzprog.core.wording import Cells, cells


class RowLine(NamedTuple):
    """A row of some plan in words; ``rate`` is None where it cannot be assessed."""

    plan: str
    cells: Cells
    rate: Fraction | None
    method: Method


class PlanLine(NamedTuple):
    """A plan's counts: ``binding`` are the 约束性 indicators that can be assessed, ``binding_met`` those met.

    ``worst`` is the lagging row of the worst verdict and there of the lowest rate; ``rows`` are those to list.
    """

    plan: str
    as_of: AsOf
    method: Method
    total: int
    by_verdict: Mapping[str, int]
    binding: int
    binding_met: int
    worst: RowLine | None
    rows: tuple[RowLine, ...]


def plan_line(selection: Selection, every_row: bool) -> PlanLine:
    """Put a plan into a line; to list are those of the selected rows that lag, or ``every_row`` of them."""
    assessment, plan = selection.assessment, selection.assessment.plan
    method, summary, binding = assessment.method, assessment.summary, assessment.by_type.get("约束性")
    assessed = binding.total - binding.by_verdict[NOT_ASSESSABLE] if binding else 0
    title = f"{plan.title}（{plan.region}）" if plan.region and plan.region not in plan.title else plan.title

    def line(row: Row) -> RowLine:
        return RowLine(title, cells(row), row.rate, method)

    behind = [row for row in assessment.rows if lags(row.verdict, method)]
    worst = min(behind, key=lambda row: (-method.severity(row.verdict), row.rate), default=None)
    return PlanLine(
        title, assessment.as_of, method, summary.total, summary.by_verdict,
        assessed, binding.target_met if binding else 0,
        line(worst) if worst else None,
        tuple(line(row) for row in selection.rows if every_row or lags(row.verdict, method)),
    )  # fmt: skip


def lags(verdict: str, method: Method) -> bool:
    """Tell whether a verdict is of a class below the first.

    >>> from mzprog.core.method import STANDARD
    >>> [word for word in STANDARD.labels if lags(word, STANDARD)]
    ['滞后', '严重滞后']
    """
    return verdict != NOT_ASSESSABLE and method.severity(verdict) > 0


def worst_first(lines: Iterable[PlanLine]) -> list[RowLine]:
    """Return the listed rows of all plans, the lowest rate first, those without one last."""
    rows = [row for line in lines for row in line.rows]
    return sorted(rows, key=lambda row: (row.rate is None, row.rate or Fraction(0)))
