"""检查: every problem of a plan file, and what in a usable one deserves a second look, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem
from mzprog.planfile.load import parse_plan
from mzprog.planfile.places import Places
from mzprog.planfile.typos import slips
from mzprog.planfile.unusual import in_indicator, in_plan
from mzprog.planfile.yaml import decode, read_tree


class Finding(NamedTuple):
    """A problem or a remark, and the name of the ``indicator`` it concerns, if it concerns one."""

    problem: Problem
    indicator: str | None = None


class Checked(NamedTuple):
    """One file: its plan, or the problems that hinder it, and the remarks; both in file order."""

    file: str
    plan: Plan | None
    problems: tuple[Finding, ...]
    remarks: tuple[Finding, ...] = ()


def check(data: bytes, file: str) -> Checked:
    """Check the bytes of a plan file; ``file`` names it.

    >>> checked = check('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... sources: {book: {title: 年鉴}}
    ... source: book
    ... indicators: [{name: 覆盖率, unit: "%", baseline: 50, target: 90, observations: {2018: 105}}]
    ... '''.encode(), "示例.yaml")
    >>> [(found.problem.line, found.indicator, found.problem.code) for found in checked.remarks]
    [(7, '覆盖率', 'above-100')]
    """
    try:
        root, _ = read_tree(data, file)
    except PlanError as error:
        return Checked(file, None, tuple(map(Finding, error.problems)))
    places = Places(root)
    found = slips(root, decode(data, file), file)
    try:
        plan = parse_plan(data, file)
    except PlanError as error:
        return Checked(file, None, _placed(places, error.problems), _placed(places, found))
    return Checked(file, plan, (), _in_order([*_placed(places, [*found, *plan.remarks]), *_unusual(plan, places)]))


def _placed(places: Places, problems: Iterable[Problem]) -> tuple[Finding, ...]:
    return tuple(Finding(p, places.indicator_of(p)) for p in problems)


def _unusual(plan: Plan, places: Places) -> Iterator[Finding]:
    for code, path, message in in_plan(plan):
        yield Finding(Problem(plan.file, *places.in_plan(path), code, message))
    for item in plan.indicators:
        for code, path, message in in_indicator(plan, item):
            yield Finding(Problem(plan.file, *places.in_indicator(item.name, path), code, message), item.name)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: (found.problem.line or 0, found.problem.column or 0)))
