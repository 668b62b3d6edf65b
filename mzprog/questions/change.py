"""What has changed between two times (变化): the same plan assessed then and now, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

from mzprog.core.assessment import assess
from mzprog.core.method import Method
from mzprog.core.results import AsOf, Assessment, Row

Kind = Literal["worse", "better", "same", "unknown"]


class Change(NamedTuple):
    """One row then and now; where it cannot be assessed at one of the two times it is ``unknown``."""

    then: Row
    now: Row
    kind: Kind

    @property
    def by(self) -> Fraction | None:
        """By how many percentage points the progress rate has changed."""
        if self.then.rate is None or self.now.rate is None:
            return None
        return self.now.rate - self.then.rate


class Changes(NamedTuple):
    """A plan then and now, in the order of its rows."""

    then: Assessment
    now: Assessment
    rows: tuple[Change, ...]

    def of(self, rows: Iterable[Row]) -> tuple[Change, ...]:
        """Return the changes of some rows of now, in their order."""
        named = {change.now.indicator.name: change for change in self.rows}
        return tuple(named[row.indicator.name] for row in rows)


def since(time: AsOf, now: Assessment) -> Changes:
    """Assess the plan of ``now`` as of an earlier time too, and compare the rows that it still has."""
    then, kept = assess(now.plan, time, now.method), {row.indicator.name for row in now.rows}
    return changes(then._replace(rows=tuple(row for row in then.rows if row.indicator.name in kept)), now)


def changes(then: Assessment, now: Assessment) -> Changes:
    """Compare two assessments of one plan, row by row.

    A row is ``better`` or ``worse`` by the class of its verdict, not by its rate: the planned path moves on, so a
    rate falls by itself where a target was met early.

    >>> from mzprog.core.assessment import evaluate
    >>> from mzprog.planfile.load import load_plan
    >>> plan = load_plan("plans/wuhan.yaml")
    >>> found = changes(evaluate(plan, 2017), evaluate(plan, 2018))
    >>> [(c.now.indicator.name, c.then.verdict, c.now.verdict) for c in found.rows if c.kind == "better"][:1]
    [('登记注册社区志愿者占常住人口比重', '严重滞后', '进展良好')]
    """
    pairs = zip(then.rows, now.rows, strict=True)
    return Changes(then, now, tuple(Change(old, new, _kind(old, new, now.method)) for old, new in pairs))


def _kind(then: Row, now: Row, method: Method) -> Kind:
    if then.reason or now.reason:
        return "unknown"
    before, after = method.severity(then.verdict), method.severity(now.verdict)
    return "same" if before == after else "worse" if after > before else "better"
