"""Many plans at a glance: a row for each plan, then the rows that lag, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from mzprog.answers.evaluate import tone
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.period import period_words
from mzprog.core.results import AsOf, Row, Selection
from mzprog.core.tally import Score
from mzprog.core.wording import Cells, cells, method_line, score_text, share_text
from mzprog.render.document import Cell, Column, Document, Group, Section, Table


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
    score: Score | None = None


def plan_line(selection: Selection, every_row: bool, scored: bool = False) -> PlanLine:
    """Put a plan into a line; to list are those of the selected rows that lag, or ``every_row`` of them.

    It has its score (综合得分) where its indicators have weights or plans are to be ``scored``.
    """
    assessment, plan = selection.assessment, selection.assessment.plan
    method, summary, binding = assessment.method, assessment.summary, assessment.by_type.get("约束性")
    assessed = binding.total - binding.by_verdict[NOT_ASSESSABLE] if binding else 0
    title = f"{plan.title}（{plan.region}）" if plan.region and plan.region not in plan.title else plan.title

    def line(row: Row) -> RowLine:
        return RowLine(title, cells(row), row.rate, method)

    worst = next(iter(assessment.lagging), None)
    return PlanLine(
        title, assessment.as_of, method, summary.total, summary.by_verdict,
        assessed, binding.target_met if binding else 0,
        line(worst) if worst else None,
        tuple(line(row) for row in selection.rows if every_row or method.lags(row.verdict)),
        summary.score if scored or assessment.weighted else None,
    )  # fmt: skip


def worst_first(lines: Iterable[PlanLine]) -> list[RowLine]:
    """Return the listed rows of all plans, the lowest rate first, those without one last."""
    rows = [row for line in lines for row in line.rows]
    return sorted(rows, key=lambda row: (row.rate is None, row.rate or Fraction(0)))


ROW_COLUMNS = (
    Column("指标（单位）", flexible=True),
    Column("规划", flexible=True),
    Column("属性"),
    Column("目标", right=True),
    Column("实际", right=True),
    Column("进展率", right=True),
    Column("评价"),
)


def document(lines: Sequence[PlanLine], listed: str) -> Document:
    """Return the overview of one plan or more; ``listed`` is what the rows under it are called."""
    methods = dict.fromkeys(line.method for line in lines)
    parts: list[Table | Section] = [
        Section("", tuple(map(method_line, methods))),
        plans_table(lines),
        Section("", (total_line(lines),)),
    ]
    rows = worst_first(lines)
    if rows:
        parts += [
            Section("", (f"{listed}（{len(rows)}项，进展率最低的在前）",)),
            rows_table(rows),
        ]
    return Document(f"{len(lines)}个规划：{period_words(lines[0].as_of.period)}进展评估", tuple(parts))


def _labels(lines: Sequence[PlanLine]) -> list[str]:
    """Return the verdicts of all methods, each method's in its order and 无法评估 last."""
    found = dict.fromkeys(label for line in lines for label in line.by_verdict if label != NOT_ASSESSABLE)
    return [*found, NOT_ASSESSABLE]


def plans_table(lines: Sequence[PlanLine]) -> Table:
    """Return a row for each plan."""
    labels = _labels(lines)
    counts = [Column(label, right=True) for label in labels]
    scored = any(line.score for line in lines)
    columns = (
        Column("规划", flexible=True), Column("指标", right=True), *counts, Column("约束性达标", right=True),
        *([Column("综合得分", right=True)] if scored else []), Column("最差的指标", flexible=True),
    )  # fmt: skip
    return Table(columns, (Group("", tuple(_plan(line, labels, scored) for line in lines)),))


def _plan(line: PlanLine, labels: Sequence[str], scored: bool) -> tuple[Cell, ...]:
    worst = line.worst
    return (
        Cell(line.plan),
        Cell(str(line.total)),
        *(Cell(_count(line.by_verdict.get(label))) for label in labels),
        _share(line.binding_met, line.binding),
        *([score_cell(line.score)] if scored else []),
        Cell(worst.cells.name, worst.cells.rate, tone(worst.cells.verdict, line.method)) if worst else Cell("—"),
    )


def _share(part: int, whole: int) -> Cell:
    return Cell(share_text(part, whole, 0), f"({part}/{whole})") if whole else Cell("—")


def score_cell(score: Score | None) -> Cell:
    """Return a plan's score and, under it, how much weight is not in it and how many rows have none."""
    if score is None or score.value is None:
        return Cell("—")
    lacking = [f"缺{share_text(score.left_out, 1, 0)}"] if score.left_out else []
    lacking += [f"{score.unweighted}项无权重"] if score.unweighted else []
    return Cell(score_text(score), f"({'，'.join(lacking)})" if lacking else "")


def _count(count: int | None) -> str:
    return "—" if count is None else str(count)


def total_line(lines: Sequence[PlanLine]) -> str:
    """Say how many indicators all plans have, and of which verdicts."""
    labels = _labels(lines)
    counts: Counter[str] = sum((Counter(line.by_verdict) for line in lines), Counter())
    words = "，".join(f"{label}{counts[label]}项" for label in labels if counts[label])
    return f"{len(lines)}个规划共{sum(line.total for line in lines)}项指标：{words}"


def rows_table(rows: Iterable[RowLine]) -> Table:
    """Return a row for each indicator that is listed."""
    return Table(ROW_COLUMNS, (Group("", tuple(map(_row, rows))),))


def _row(row: RowLine) -> tuple[Cell, ...]:
    text = row.cells
    return (
        Cell(text.name),
        Cell(row.plan),
        Cell(text.type),
        Cell(text.target),
        Cell(text.observed),
        Cell(text.rate, bar=row.rate),
        Cell(text.verdict, text.mark, tone(text.verdict, row.method)),
    )
