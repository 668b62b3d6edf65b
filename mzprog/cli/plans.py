"""PLAN arguments → plans: files, folders and standard input.

Broken ones are told and left out, and so are those that have not begun at the asked time (尚未开始).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from mzprog.cli.files import plan_files
from mzprog.cli.output import complain
from mzprog.core.period import period_words
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, reason
from mzprog.core.results import NOT_BEGUN, Assessment
from mzprog.planfile.load import load_plan

SHOWN = 100


class Plans:
    """The plans of a call, loaded one by one; ``problems`` fills up as they are."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        self.problems: list[Problem] = []

    def __iter__(self) -> Iterator[Plan]:
        for file in self.files():
            try:
                yield load_plan(file)
            except PlanError as error:
                self.problems += error.problems
                tell(error.problems)

    def files(self) -> Iterator[str]:
        """Yield the plan files; a folder stands for those in it."""
        for path in self.paths:
            if path == "-" or not os.path.isdir(path):
                yield path
                continue
            try:
                found = plan_files(path)
            except OSError as error:
                self._refuse(path, "unreadable", f"文件夹打不开（{reason(error)}）")
                continue
            if not found:
                self._refuse(path, "no-plans", "文件夹里没有规划文件（*.yaml）")
            yield from found

    def _refuse(self, path: str, code: str, message: str) -> None:
        problem = Problem(path, None, None, code, message)
        self.problems.append(problem)
        tell([problem])


def tell(problems: Iterable[Problem]) -> None:
    """Print the problems of one file to standard error, the first hundred and how many more."""
    problems = list(problems)
    for problem in problems[:SHOWN]:
        complain(str(problem))
    if len(problems) > SHOWN:
        complain(f"{problems[0].file}: 另有 {len(problems) - SHOWN} 个问题")


class NotBegun(NamedTuple):
    """A plan that has not begun: ``why`` says since when it counts and what periods it has."""

    file: str
    plan: str
    baseline_year: int
    why: str


def not_begun(assessment: Assessment) -> NotBegun:
    """Return what there is to tell of a plan that has not begun."""
    plan = assessment.plan
    periods = "、".join(str(p) for p in plan.periods if p.year > plan.baseline_year) or "无"
    why = (
        f"《{plan.title}》从{plan.baseline_year}年末起算，到{period_words(assessment.as_of.period)}{NOT_BEGUN}；"
        f"有数据的期：{periods}"
    )
    return NotBegun(plan.file, plan.title, plan.baseline_year, why)


def part(assessments: Iterable[Assessment], loaded: Plans) -> tuple[list[Assessment], list[NotBegun]]:
    """Return the assessments of plans that have begun, and the plans that have not, which are told.

    It is a wrong call where none has begun and no plan was broken.
    """
    begun: list[Assessment] = []
    waiting: list[NotBegun] = []
    for assessment in assessments:
        if assessment.not_begun:
            waiting.append(not_begun(assessment))
        else:
            begun.append(assessment)
    if not begun:
        some_must(waiting, loaded)
    tell_not_begun(waiting)
    return begun, waiting


def some_must(waiting: Sequence[NotBegun], loaded: Plans) -> None:
    """Refuse a call in which no plan has begun, unless one was broken, which counts for more."""
    if waiting and not loaded.problems:
        raise click.UsageError(waiting[0].why)


def tell_not_begun(waiting: Iterable[NotBegun]) -> None:
    """Name the plans that are left out."""
    for plan in waiting:
        complain(f"{NOT_BEGUN}，已略去：{plan.plan}（基期{plan.baseline_year}年末）")


def envelope(plans: Iterable[Any], waiting: Iterable[NotBegun], loaded: Plans) -> dict[str, Any]:
    """Return the JSON document around the records of ``plans``; the other lists are read after these."""
    return {
        "plans": iter(plans),
        "not_begun": ({"file": p.file, "plan": p.plan, "baseline_year": p.baseline_year} for p in waiting),
        "problems": (p._asdict() for p in loaded.problems),
    }
