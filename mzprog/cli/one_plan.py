"""One plan file of a call: loaded, assessed and put into the form that is asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from mzprog.cli.deliver import Rows
from mzprog.cli.plans import NotBegun, not_begun, without_figures
from mzprog.core.assessment import assess
from mzprog.core.problems import PlanError, Problem
from mzprog.core.results import AsOf, Assessment, Selection, select
from mzprog.planfile.load import load_plan

if TYPE_CHECKING:
    from mzprog.answers.overview import PlanLine
    from mzprog.cli.gates import Gates
    from mzprog.questions.against import PlanStanding
    from mzprog.questions.change import Changes
    from mzprog.render.document import Document


CHINESE = "中文"
BY_SCORE = "score"  # the plans by their 综合得分, not the rows of each


class Call(NamedTuple):
    """What a call of ``evaluate`` asks: the time, the form and place of the answer, the rows to show.

    ``whole`` tables of ``several`` plans instead of an overview; compared with those of ``since``, held
    ``against`` an earlier result, which was read if ``compared``. A CSV has the ``heads`` for people if they are
    :data:`CHINESE`.
    """

    as_of: AsOf
    form: str
    output: str | None
    types: Sequence[str] = ()
    categories: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    responsible: Sequence[str] = ()
    sort: str = "plan"
    explain: bool = False
    whole: bool = False
    several: bool = False
    since: AsOf | None = None
    against: str | None = None
    compared: bool = False
    only_changes: bool = False
    gates: "Gates | None" = None
    quiet: bool = False
    heads: str = ""

    @property
    def share(self) -> str:
        """What is to become of a plan: ``json``, ``csv``, ``document``, a ``line`` of the overview or ``nothing``."""
        if self.form == "json":
            return "json"
        if (self.quiet and self.output is None) or (self.compared and self.only_changes):
            return "nothing"
        if self.form == "csv":
            return "nothing" if self.against else "csv"
        return "line" if self.several and not self.whole else "document"


def words_of(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Return what filters and gates may name in one plan.

    Its method's ``labels`` and all ``outcomes`` but the best, its ``categories``, its own ``types``, its
    ``responsible`` bodies.
    """
    plan, method = assessment.plan, assessment.method
    return {
        "labels": method.labels,
        "outcomes": method.outcome_labels[1:],
        "categories": assessment.categories,
        "types": plan.types,
        "responsible": tuple(dict.fromkeys(body for row in assessment.rows for body in row.indicator.responsible)),
    }


class FileResult(NamedTuple):
    """What became of one file: its problems, or why it waits, or its ``share`` of the result.

    ``empty`` says that no row has a figure, ``words`` are those that filters may name.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    not_begun: NotBegun | None = None
    remarks: tuple[Problem, ...] = ()
    empty: str | None = None
    words: Mapping[str, tuple[str, ...]] = {}
    share: Any = None
    score: Fraction | None = None
    standing: "PlanStanding | None" = None


def result_of(call: Call, file: str) -> FileResult:
    """Load and assess one file, and return what the call asks of it."""
    try:
        plan = load_plan(file)
    except PlanError as error:
        return FileResult(file, error.problems)
    assessment = assess(plan, call.as_of)
    remarks = () if call.share == "document" else plan.remarks
    done = FileResult(file, remarks=remarks, words=words_of(assessment), empty=without_figures(assessment))
    if assessment.not_begun:
        return done._replace(not_begun=not_begun(assessment))
    if call.gates:
        call.gates.take(assessment)
    selection = select(
        assessment, types=call.types, categories=call.categories, verdicts=call.verdicts,
        responsible=call.responsible, sort="plan" if call.sort == BY_SCORE else call.sort, explain=call.explain,
    )  # fmt: skip
    return done._replace(
        share=_SHARES[call.share](selection, call),
        score=assessment.summary.score.value if call.sort == BY_SCORE else None,
        standing=_standing(assessment) if call.compared else None,
    )  # fmt: skip


def _rows(selection: Selection, call: Call) -> Rows:
    """Return a plan's share of a CSV."""
    records = list(_flat(selection, call))
    every = selection._replace(rows=selection.assessment.rows)
    return Rows(records, tuple(records[0] if records else next(_flat(every, call))))


def _flat(selection: Selection, call: Call) -> Iterator[dict[str, Any]]:
    if call.since is None:
        from mzprog.answers.records import table_records

        return table_records(selection)
    from mzprog.answers import since

    return since.table_records(selection, _changes(selection, call.since))


def _json(selection: Selection, call: Call) -> str:
    from mzprog.render import json

    if call.since is None:
        from mzprog.answers.records import record

        return json.item(record(selection))
    from mzprog.answers import since

    return json.item(since.record(selection, _changes(selection, call.since)))


def _document(selection: Selection, call: Call) -> "Document":
    if call.since is None:
        from mzprog.answers import evaluate

        return evaluate.document(selection)
    from mzprog.answers import since

    return since.document(selection, _changes(selection, call.since))


def _changes(selection: Selection, time: AsOf) -> "Changes":
    """Return what has changed since an earlier time."""
    from mzprog.questions.change import since

    return since(time, selection.assessment)


def _line(selection: Selection, call: Call) -> "PlanLine":
    from mzprog.answers.overview import plan_line

    return plan_line(selection, every_row=bool(call.verdicts), scored=call.sort == BY_SCORE)


_SHARES: dict[str, Callable[[Selection, Call], Any]] = {
    "json": _json,
    "csv": _rows,
    "document": _document,
    "line": _line,
    "nothing": lambda selection, call: None,
}


def _standing(assessment: Assessment) -> "PlanStanding":
    from mzprog.questions.against import standing_of

    return standing_of(assessment)
