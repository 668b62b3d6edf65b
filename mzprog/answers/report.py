"""``report``: what a bureau hands in, written from one plan's assessment."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.answers.narrative import (
    lagging_lines,
    lead_lines,
    method_lines,
    overall_lines,
    report_title,
    share_text,
    source_lines,
    working_lines,
)
from mzprog.answers.pictures import gallery, overview
from mzprog.answers.progress_table import progress_table
from mzprog.answers.reconcile import count_lines, explanation
from mzprog.core.plan import Indicator, Measure
from mzprog.core.results import Assessment, Tally
from mzprog.core.wording import reason_lines, remark_lines
from mzprog.planfile.unusual import in_figures
from mzprog.questions.reconcile import published_periods, reconcile
from mzprog.render.document import Cell, Column, Document, Group, Section, Table


def document(assessment: Assessment, date: str | None = None, bodies: Sequence[str] = ()) -> Document:
    """Return the report on one plan; ``date`` is printed under its title, and whose extract it is (``bodies``)."""
    parts = (
        Section("一、评估方法", method_lines(assessment), prose=True),
        Section("二、总体情况", overall_lines(assessment), prose=True),
        _counts(assessment, 1),
        overview(assessment),
        Section("三、主要指标进展情况", (), prose=True),
        progress_table(assessment, 2),
        gallery(assessment),
        _listed("四、滞后指标分析", lagging_lines(assessment), "没有滞后的指标。"),
        _listed("五、需要核实的数据", _doubts(assessment), "没有需要核实的数据。"),
        _listed("六、无法评估的指标", reason_lines(assessment), "各项指标都可以评估。"),
        _listed("附件1 计算过程", working_lines(assessment), ""),
        _listed("附件2 数据来源", source_lines(assessment), "规划文件没有写明数据来源。", numbered=False),
    )
    return Document(report_title(assessment), parts, lead_lines(assessment, date, bodies))


def _listed(title: str, lines: list[str], otherwise: str, numbered: bool = True) -> Section:
    """Return a list, or the sentence that stands where there is nothing to list."""
    return Section(title, tuple(lines or [otherwise]), prose=not lines or not numbered)


def _doubts(assessment: Assessment) -> list[str]:
    """Return what to check: how published values compare, those that differ, then the remarks."""
    found = reconcile(assessment.plan, published_periods(assessment.plan, assessment.as_of), assessment)
    lines = [f"与公布值核对：{'；'.join(count_lines(found))}"] if found.comparisons else []
    lines += [explanation(c, assessment.method) for c in found.mismatches]
    unusual = [(item.name, found) for item in _known(assessment) for found in in_figures(assessment.plan, item)]
    # Of the sources readers need the names, not how to write them into the file.
    lines += [f"{name}：{found.message}" for name, found in unusual if found.code != "no-source"]
    unsourced = [name for name, found in unusual if found.code == "no-source"]
    lines += [f"未注明数据来源的指标{len(unsourced)}项：{'、'.join(unsourced)}"] if unsourced else []
    return lines + remark_lines(assessment, skip={"published-rate", "published-verdict"})


def _known(assessment: Assessment) -> list[Indicator]:
    """Return the indicators with what was observed up to the assessed time."""
    end = assessment.as_of.period.end

    def cut(measure: Measure) -> Measure:
        return measure._replace(observations={p: f for p, f in measure.observations.items() if p.end <= end})

    items = (row.indicator for row in assessment.rows)
    return [item._replace(whole=cut(item.whole), components=tuple(map(cut, item.components))) for item in items]


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
    bodies = assessment.by_responsible
    if bodies:
        groups.append(Group("按责任单位", tuple(_count_row(word, t, labels) for word, t in bodies.items())))
    return Table(columns, tuple(groups), "各类指标的评价", number)


def _count_row(name: str, counts: Tally, labels: tuple[str, ...]) -> tuple[Cell, ...]:
    numbers = (counts.total, *(counts.by_verdict[label] for label in labels))
    return (Cell(name), *(Cell(str(n)) for n in numbers), Cell(share_text(counts.by_verdict[labels[0]], counts.total)))
