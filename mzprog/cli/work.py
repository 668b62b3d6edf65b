"""One plan file of a call: loaded, assessed and put into the form asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mzprog.cli.gates import Gate, GateHit, catch
from mzprog.cli.plans import NotBegun, not_begun
from mzprog.core.assessment import evaluate
from mzprog.core.problems import PlanError, Problem
from mzprog.core.results import Assessment
from mzprog.core.selection import Selection, select
from mzprog.planfile.load import load_plan

if TYPE_CHECKING:
    from mzprog.answers.overview import PlanLine
    from mzprog.questions.against import PlanStanding
    from mzprog.render.document import Document


class Asked(NamedTuple):
    """What a call asks of each plan. ``share`` says what is to become of it.

    That is ``json``, ``csv``, ``document``, a ``line`` of the overview, or ``nothing``; the rows to
    show are chosen by the ``types``, ``categories`` and ``verdicts``, ``compared`` asks for where
    its indicators stand.
    """

    year: int | None
    as_of: str | None
    share: str
    types: Sequence[str] = ()
    categories: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    sort: str = "plan"
    explain: bool = False
    since: str | None = None
    gates: tuple[Gate, ...] = ()
    compared: bool = False


class Done(NamedTuple):
    """What became of one file: its problems, or why it waits, or its ``share`` of the result."""

    file: str
    problems: tuple[Problem, ...] = ()
    not_begun: NotBegun | None = None
    remarks: tuple[Problem, ...] = ()
    labels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    caught: tuple[GateHit, ...] = ()
    share: Any = None
    standing: PlanStanding | None = None


def work(asked: Asked, file: str) -> Done:
    """Do for one file what a call asks."""
    try:
        plan = load_plan(file)
    except PlanError as error:
        return Done(file, error.problems)
    assessment = evaluate(plan, asked.year, as_of=asked.as_of)
    done = Done(
        file, remarks=() if asked.share == "document" else plan.remarks, labels=assessment.method.labels,
        categories=assessment.categories,
    )  # fmt: skip
    if assessment.not_begun:
        return done._replace(not_begun=not_begun(assessment))
    selection = select(
        assessment, types=asked.types, categories=asked.categories, verdicts=asked.verdicts, sort=asked.sort,
        explain=asked.explain,
    )  # fmt: skip
    return done._replace(
        caught=catch(asked.gates, assessment), share=_SHARES[asked.share](selection, asked),
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
    from mzprog.questions.change import changes

    return since.table_records(selection, changes(selection.assessment, asked.since))


def _json(selection: Selection, asked: Asked) -> str:
    from mzprog.render import json

    if asked.since is None:
        from mzprog.answers.evaluate import record

        return json.item(record(selection))
    from mzprog.answers import since
    from mzprog.questions.change import changes

    return json.item(since.record(selection, changes(selection.assessment, asked.since)))


def _document(selection: Selection, asked: Asked) -> Document:
    if asked.since is None:
        from mzprog.answers import evaluate

        return evaluate.document(selection)
    from mzprog.answers import since
    from mzprog.questions.change import changes

    return since.document(selection, changes(selection.assessment, asked.since))


def _line(selection: Selection, asked: Asked) -> PlanLine:
    from mzprog.answers.overview import plan_line

    return plan_line(selection, every_row=bool(asked.verdicts))


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
