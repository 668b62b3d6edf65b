"""PLAN arguments → plans: files, folders and standard input.

Broken ones are told and left out, and so are those that have not begun at the asked time (尚未开始).
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from mzprog.cli.files import Identity, identity
from mzprog.cli.output import complain, is_device
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, problem_record, reason
from mzprog.core.results import NOT_BEGUN, Assessment
from mzprog.planfile.disk import plan_files
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
        """Yield the plan files, each once; a folder stands for those in it."""
        seen: dict[Identity, str] = {}
        for path in self.paths:
            for file in self._inside(path) if path != "-" and os.path.isdir(path) else [path]:
                which = None if file == "-" else identity(file)
                first = seen.get(file) or seen.get(which)
                if first is None:
                    seen |= {file: file} if which is None else {file: file, which: file}
                    yield file
                    continue
                same = "写了不止一次" if first == file else f"和 {first} 是同一个文件"
                complain(f"{'标准输入' if file == '-' else file} {same}，只算一次")

    def _inside(self, folder: str) -> Iterator[str]:
        try:
            found = plan_files(folder)
        except OSError as error:
            self._refuse(folder, "unreadable", f"文件夹打不开（{reason(error)}）")
            return
        if not found:
            self._refuse(folder, "no-plans", "文件夹里没有规划文件（*.yaml）")
        for file in found:
            if is_device(file):
                self._refuse(file, "unreadable", "它是管道或设备；文件夹里的这些不读，要读请写明它")
            else:
                yield file

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
    """A plan that has not begun by ``begin``: ``why`` says since when it counts and what periods it has."""

    file: str
    plan: str
    begin: Period
    why: str


def not_begun(assessment: Assessment) -> NotBegun:
    """Return what there is to tell of a plan that has not begun."""
    plan = assessment.plan
    periods = "、".join(str(p) for p in plan.periods if p.end > plan.begin.end) or "无"
    why = (
        f"《{plan.title}》从{period_words(plan.begin)}末起算，到{period_words(assessment.as_of.period)}{NOT_BEGUN}；"
        f"有数据的期：{periods}"
    )
    return NotBegun(plan.file, plan.title, plan.begin, why)


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


def without_figures(assessment: Assessment) -> str | None:
    """Return what there is to tell where no row has a figure for the asked time: for which there are, and --latest."""
    if any(
        result.reading or (result.period and not result.measure.observations[result.period].empty)
        for row in assessment.rows
        for result in row.results
    ):
        return None
    plan, asked = assessment.plan, assessment.as_of
    entries = [pair for i in plan.indicators for m in i.measures for pair in m.observations.items()]
    known = sorted({period for period, figure in entries if not figure.empty}, key=in_time)
    older = any(period.end <= asked.period.end for period in known)
    hint = "；要沿用以前最近一期的数，请加 --latest" if older and not asked.latest else ""
    return (
        f"《{plan.title}》没有一项指标有{period_words(asked.period)}的数，都是无法评估；"
        f"有数据的期：{'、'.join(map(str, known)) or '无'}{hint}"
    )


def tell_all_empty(begun: Iterable[Assessment]) -> None:
    """Say of which plans there is no figure for the asked time."""
    for assessment in begun:
        tell_empty(without_figures(assessment))


def tell_empty(why: str | None) -> None:
    """Say that a plan has no figure for the asked time, where that is so."""
    if why:
        complain(why)


def some_must(waiting: Sequence[NotBegun], loaded: Plans) -> None:
    """Refuse a call in which no plan has begun, unless one was broken, which counts for more."""
    if waiting and not loaded.problems:
        raise click.UsageError(waiting[0].why)


def tell_not_begun(waiting: Iterable[NotBegun]) -> None:
    """Name the plans that are left out."""
    for plan in waiting:
        complain(f"{NOT_BEGUN}，已略去：{plan.plan}（基期{period_words(plan.begin)}末）")


def envelope(plans: Iterable[Any], waiting: Iterable[NotBegun], loaded: Plans) -> dict[str, Any]:
    """Return the JSON document around the records of ``plans``; the other lists are read after these."""
    return {
        "plans": iter(plans),
        "not_begun": ({"file": p.file, "plan": p.plan, "baseline_year": p.begin.year} for p in waiting),
        "problems": map(problem_record, loaded.problems),
    }
