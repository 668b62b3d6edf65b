"""``report``: what a bureau hands in, written from one plan's assessment."""

from __future__ import annotations

from mzprog.document import Cell, Column, Document, Group, Section, Table
from mzprog.narrative import lead_lines, method_lines, overall_lines, report_title, share_text, source_list
from mzprog.results import Assessment, Tally
from mzprog.selection import select
from mzprog.views.evaluation import explanation
from mzprog.views.pictures import gallery, overview
from mzprog.views.progress_table import progress_table
from mzprog.wording import reason_lines, remark_lines


def document(assessment: Assessment, date: str | None = None) -> Document:
    """Return the report on one plan; ``date`` is printed under its title."""
    selection = select(assessment)
    doubts = remark_lines(assessment)
    reasons = reason_lines(assessment)
    parts = (
        Section("一、评估方法", method_lines(assessment), prose=True),
        Section("二、总体情况", overall_lines(assessment), prose=True),
        _counts(assessment, 1),
        overview(assessment),
        Section("三、主要指标进展情况", (), prose=True),
        progress_table(assessment, 2),
        gallery(assessment),
        Section("五、需要核实的数据", tuple(doubts)),
        Section("六、无法评估的指标", tuple(reasons)),
        Section("附：计算过程", tuple(explanation(selection, row) for row in assessment.rows)),
        Section("数据来源", source_list(assessment)),
    )
    return Document(report_title(assessment), parts, lead_lines(assessment, date))


def _counts(assessment: Assessment, number: int) -> Table:
    """Return the counts of the whole plan, its types and its categories."""
    labels = assessment.method.labels
    columns = (
        Column("范围", flexible=True),
        Column("指标数", right=True),
        *(Column(label, right=True) for label in labels),
        Column(f"{labels[0]}占比", right=True),
    )
    groups = [
        Group("", (_count_row("全部指标", assessment.summary, labels),)),
        Group("按属性", tuple(_count_row(word, t, labels) for word, t in assessment.by_type.items())),
        Group("按类别", tuple(_count_row(word, t, labels) for word, t in assessment.by_category.items())),
    ]
    return Table(columns, tuple(groups), "各类指标的评价", number)


def _count_row(name: str, counts: Tally, labels: tuple[str, ...]) -> tuple[Cell, ...]:
    numbers = (counts.total, *(counts.by_verdict[label] for label in labels))
    return (Cell(name), *(Cell(str(n)) for n in numbers), Cell(share_text(counts.by_verdict[labels[0]], counts.total)))
