"""PLAN arguments → plans: files, folders and standard input; broken ones are told and left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from mzprog.cli.files import plan_files
from mzprog.cli.output import complain
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, reason
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
