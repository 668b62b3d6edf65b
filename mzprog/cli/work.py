"""One plan file of a call: loaded, assessed and put into the form asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from mzprog.cli.begun import Late, late, without_figures
from mzprog.cli.gates import Caught, Gate, catch
from mzprog.core.assessment import assess
from mzprog.core.problems import PlanError, Problem
from mzprog.core.results import AsOf, Assessment, Selection, select
from mzprog.planfile.load import load_plan

if TYPE_CHECKING:
    from mzprog.answers.overview import PlanLine
    from mzprog.questions.against import PlanStanding
    from mzprog.questions.change import Changes
    from mzprog.render.document import Document


BY_SCORE = "score"  # the plans by their 综合得分, not the rows of each


class Asked(NamedTuple):
    """What a call asks of each plan. ``share`` says what is to become of it.

    That is ``json``, ``csv``, ``document``, a ``line`` of the overview, or ``nothing``; the rows to
    show are chosen by the ``types``, ``categories``, ``verdicts`` and ``responsible`` bodies, ``compared``
    asks for where its indicators stand.
    """

    time: AsOf
    share: str
    types: Sequence[str] = ()
    categories: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    responsible: Sequence[str] = ()
    sort: str = "plan"
    explain: bool = False
    since: AsOf | None = None
    gates: tuple[Gate, ...] = ()
    compared: bool = False


class Words(NamedTuple):
    """What a plan's rows have that filters and gates may name.

    Its method's ``labels`` and all ``outcomes`` but the best, its categories, its own types, its responsible bodies.
    """

    labels: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


def words_of(assessment: Assessment) -> Words:
    """Return what filters and gates may name in one plan."""
    method = assessment.method
    bodies = tuple(dict.fromkeys(body for row in assessment.rows for body in row.indicator.responsible))
    return Words(method.labels, method.outcome_labels[1:], assessment.categories, assessment.plan.types, bodies)


class Done(NamedTuple):
    """What became of one file: its problems, or why it waits, or its ``share`` of the result.

    ``empty`` says that no row has a figure, ``words`` are those that filters may name.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    late: Late | None = None
    remarks: tuple[Problem, ...] = ()
    empty: str | None = None
    words: Words = Words()
    caught: tuple[Caught, ...] = ()
    share: Any = None
    score: Fraction | None = None
    standing: PlanStanding | None = None


def work(asked: Asked, file: str) -> Done:
    """Do for one file what a call asks."""
    try:
        plan = load_plan(file)
    except PlanError as error:
        return Done(file, error.problems)
    assessment = assess(plan, asked.time)
    remarks = () if asked.share == "document" else plan.remarks
    done = Done(file, remarks=remarks, words=words_of(assessment), empty=without_figures(assessment))
    if assessment.not_begun:
        return done._replace(late=late(assessment))
    selection = select(
        assessment, types=asked.types, categories=asked.categories, verdicts=asked.verdicts,
        responsible=asked.responsible, sort="plan" if asked.sort == BY_SCORE else asked.sort, explain=asked.explain,
    )  # fmt: skip
    return done._replace(
        caught=catch(asked.gates, assessment), share=_SHARES[asked.share](selection, asked),
        score=assessment.summary.score.value if asked.sort == BY_SCORE else None,
        standing=_standing(assessment) if asked.compared else None,
    )  # fmt: skip


class Rows(NamedTuple):
    """A plan's share of a CSV: records with these ``keys``, which stand also where there are none."""

    keys: tuple[str, ...]
    records: list[dict[str, Any]]


def _rows(selection: Selection, asked: Asked) -> Rows:
    records = list(_flat(selection, asked))
    every = selection._replace(rows=selection.assessment.rows)
    return Rows(tuple(records[0] if records else next(_flat(every, asked))), records)


def _flat(selection: Selection, asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.since is None:
        from mzprog.answers.evaluate import table_records

        return table_records(selection)
    from mzprog.answers import since

    return since.table_records(selection, _changes(selection, asked.since))


def _json(selection: Selection, asked: Asked) -> str:
    from mzprog.render import json

    if asked.since is None:
        from mzprog.answers.evaluate import record

        return json.item(record(selection))
    from mzprog.answers import since

    return json.item(since.record(selection, _changes(selection, asked.since)))


def _document(selection: Selection, asked: Asked) -> Document:
    if asked.since is None:
        from mzprog.answers import evaluate

        return evaluate.document(selection)
    from mzprog.answers import since

    return since.document(selection, _changes(selection, asked.since))


def _changes(selection: Selection, since: AsOf) -> Changes:
    """Return what has changed since an earlier time."""
    from mzprog.questions.change import changes

    now = selection.assessment
    return changes(assess(now.plan, since, now.method), now)


def _line(selection: Selection, asked: Asked) -> PlanLine:
    from mzprog.answers.overview import plan_line

    return plan_line(selection, every_row=bool(asked.verdicts), scored=asked.sort == BY_SCORE)


_SHARES: dict[str, Callable[[Selection, Asked], Any]] = {
    "json": _json,
    "csv": _rows,
    "document": _document,
    "line": _line,
    "nothing": lambda selection, asked: None,
}


def _standing(assessment: Assessment) -> PlanStanding:
    from mzprog.answers.evaluate import record
    from mzprog.questions.against import plan_standing

    return plan_standing(record(select(assessment)))
