"""``report``: what a bureau hands in, written from one plan's assessment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mzprog.answers.lagging import lagging_lines
from mzprog.answers.narrative import (
    forecast_lines,
    good_count,
    lead_lines,
    method_lines,
    overall_lines,
    report_title,
    source_lines,
    working_lines,
)
from mzprog.answers.pictures import gallery, overview, panels
from mzprog.answers.progress_table import progress_table
from mzprog.answers.reconcile import count_lines, explanation
from mzprog.answers.since import change_line
from mzprog.answers.yearly import years
from mzprog.core.assessment import assess
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.plan import Indicator, Measure
from mzprog.core.results import AsOf, Assessment
from mzprog.core.tally import Tally
from mzprog.core.wording import remark_lines, share_text
from mzprog.planfile.unusual import in_figures
from mzprog.questions.change import since
from mzprog.questions.outlook import is_over, look_ahead
from mzprog.questions.reconcile import published_periods, reconcile
from mzprog.render.document import Cell, Column, Document, Group, Part, Section, Table

# What must be verified is not in the body that a bureau signs; it is asked for by these words.
WORKING, SOURCES, CHECKS = "working", "sources", "checks"
ANNEXES = (WORKING, SOURCES, CHECKS)


class Form(NamedTuple):
    """What a report is to have besides its body.

    The ``date`` under its title, whose extract it is (``bodies``), ``annexes`` (of :data:`ANNEXES`) behind it, what
    has changed since the ``earlier`` review, which ``columns`` its table has. For ``paper`` its charts are fewer: of
    lagging indicators only with ``own_charts``.
    """

    date: str | None = None
    bodies: Sequence[str] = ()
    annexes: Sequence[str] = ()
    earlier: AsOf | None = None
    columns: Sequence[str] = ()
    paper: bool = False
    own_charts: bool = False


PLAIN = Form()


def document(assessment: Assessment, form: Form = PLAIN) -> Document:
    """Return the report on one plan."""
    earlier = _earlier(assessment) if form.paper else []
    ended, ahead = is_over(assessment), look_ahead(assessment, earlier)
    changed = (change_line(since(form.earlier, assessment)),) if form.earlier else ()
    parts: tuple[Part, ...] = (
        Section("一、总体进展", (*overall_lines(assessment), *changed), prose=True),
        _counts(assessment, 1),
        overview(assessment),
        Section("二、指标完成情况", (), prose=True),
        progress_table(assessment, 2, form.columns),
        *_pictures(assessment, form, earlier),
        _listed("三、滞后指标分析", lagging_lines(ahead), "没有滞后的指标。"),
        Section("四、期末完成情况" if ended else "四、后期预测", forecast_lines(ahead), prose=True),
        Section("附注：评估方法", method_lines(assessment), prose=True, small=True),
        *_annexes(assessment, form.annexes),
    )
    return Document(report_title(assessment), parts, lead_lines(assessment, form.date, form.bodies))


def _earlier(assessment: Assessment) -> list[Assessment]:
    """Return the assessments of the last two years before, which charts on paper show beside it."""
    before = [year for year in years(assessment) if year < assessment.as_of.period.year]
    return [assess(assessment.plan, AsOf.in_year(year), assessment.method) for year in before[-2:]]


def _pictures(assessment: Assessment, form: Form, earlier: Sequence[Assessment]) -> list[Part]:
    """Return a chart for each indicator; on paper one for each category, and of each lagging indicator if asked for."""
    if not form.paper:
        return [gallery(assessment, assessment.rows)]
    found: list[Part] = [panels([*earlier, assessment])]
    return found + ([gallery(assessment, assessment.lagging)] if form.own_charts else [])


def annex_document(assessment: Assessment, annexes: Sequence[str]) -> Document:
    """Return the annexes as a document of their own, for those who verify the report."""
    title = f"{assessment.plan.title}实施情况评估核对材料"
    return Document(title, tuple(_annexes(assessment, annexes)), lead_lines(assessment, None))


def _annexes(assessment: Assessment, annexes: Sequence[str]) -> list[Section]:
    made: dict[str, Callable[[], tuple[str, list[str], str, bool]]] = {
        WORKING: lambda: ("计算过程", working_lines(assessment), "", True),
        SOURCES: lambda: ("数据来源", source_lines(assessment), "规划文件没有写明数据来源。", False),
        CHECKS: lambda: ("需要核实的数据", _doubts(assessment), "没有需要核实的数据。", True),
    }
    asked = [name for name in ANNEXES if name in annexes]
    found = []
    for number, name in enumerate(asked, 1):
        title, lines, otherwise, numbered = made[name]()
        found.append(_listed(f"附件{number if len(asked) > 1 else ''} {title}", lines, otherwise, numbered))
    return found


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
    lines += remark_lines(assessment, skip={"published-rate", "published-verdict"})
    return lines + [f"{r.indicator.name}：{r.indicator.note}" for r in assessment.rows if r.indicator.note]


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
        Column(f"{'和'.join(assessment.method.good_labels)}占比", right=True),
    )
    scopes: list[tuple[str, Mapping[str, Tally]]] = [
        ("", {"全部指标": assessment.summary}),
        ("按属性", assessment.by_type),
        ("按类别", assessment.by_category),
        ("按责任单位", assessment.by_responsible),
    ]
    groups = [
        Group(title, tuple(_count_row(word, t, assessment.method) for word, t in counts.items()))
        for title, counts in scopes
        if counts
    ]
    unknown = assessment.summary.by_verdict[NOT_ASSESSABLE]
    notes = ("注：占比按能够评估的指标计算。",) if unknown else ()
    return Table(columns, tuple(groups), "各类指标的评价", number, notes)


def _count_row(name: str, counts: Tally, method: Method) -> tuple[Cell, ...]:
    numbers = (counts.total, *(counts.by_verdict[label] for label in method.labels))
    share = share_text(good_count(counts, method), counts.total - counts.by_verdict[NOT_ASSESSABLE])
    return (Cell(name), *(Cell(str(n)) for n in numbers), Cell(share))
