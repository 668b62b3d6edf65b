"""Rows that the statement does not say, through ``evaluate`` itself: plan by plan, as records of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from mzprog.answers.records import table_records
from mzprog.core.assessment import assess
from mzprog.core.method import Method
from mzprog.core.problems import Problem
from mzprog.core.results import AsOf, Row, select
from mzprog.panel.verdict import SCALE
from mzprog.planfile.load import MAX_INDICATORS
from mzprog.planfile.long import Line, Places, read_lines

HIDDEN = ("points_", "share_", "first_")


class Theirs(NamedTuple):
    """A row of a table that goes through ``evaluate``; ``begun``: something else of its plan has begun."""

    line: Line
    begun: bool
    first: int


class Exactly:
    """Assesses rows as ``evaluate`` does; ``problems`` are handed on, ``waiting`` counts rows of plans not begun."""

    def __init__(self, asked: AsOf, method: Method, places: Places, problem: Callable[[Problem], None]) -> None:
        self._asked, self._method, self._places, self._problem = asked, method, places, problem
        self.waiting = 0
        self.done = 0

    def records(self, rows: Iterable[Theirs]) -> Iterator[dict[str, Any]]:
        """Yield the records of all plans, whose rows follow one another."""

        def plan_of(row: Theirs) -> tuple[str, str]:
            return row.line.cells.get("region", ""), row.line.cells.get("plan", "")

        for _, own in groupby(rows, key=plan_of):
            yield from self._plan(own)

    def _plan(self, own: Iterator[Theirs]) -> Iterator[dict[str, Any]]:
        kept: list[Theirs] = []
        names: set[str] = set()
        for row in own:
            names.add(row.line.cells.get("indicator", ""))
            if len(names) > MAX_INDICATORS:
                where = self._places.problem(
                    row.line, "too-many", f"一个规划的指标超过{MAX_INDICATORS}项", column="plan"
                )
                self._problem(where)
                for _ in own:
                    pass
                return
            kept.append(row)
        first: dict[str, int] = {}
        for row in kept:
            first.setdefault(row.line.cells.get("indicator", ""), row.first)
        read = read_lines([row.line for row in kept], self._places, self._method)
        for problem in read.problems:
            self._problem(problem)
        if read.plan is None:
            return
        assessment = assess(read.plan, self._asked, self._method)
        self.done += len(assessment.rows)
        if assessment.not_begun and not any(row.begun for row in kept):
            self.waiting += len(assessment.rows)
            return
        for found, record in zip(assessment.rows, table_records(select(assessment)), strict=True):
            name = found.indicator.name
            yield {"region": read.plan.region, **record, "file": read.files[name], **_hidden(found, first[name])}


def _hidden(row: Row, first: int) -> dict[str, Any]:
    """Return what a score adds up of a row: its points, cut off and exact, as the statement has them."""
    points = row.points
    share = None if points is None else f"{points.numerator}/{points.denominator * 100}"
    return {"points_": None if points is None else int(points * 10**SCALE), "share_": share, "first_": first}
