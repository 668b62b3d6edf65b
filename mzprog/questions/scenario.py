"""What if (如果……会怎样): a plan with some of its values assumed, assessed beside the plan as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mzprog.core.assessment import evaluate
from mzprog.core.method import Method
from mzprog.core.plan import Plan
from mzprog.core.problems import Refusal
from mzprog.core.results import Assessment, Row
from mzprog.planfile.consistency import settle_direction
from mzprog.planfile.edit import Edit, edit
from mzprog.planfile.load import parse_plan, start_value
from mzprog.questions.assumption import Amount, amount, split, subject
from mzprog.questions.replacement import Change, as_written, replaced


class WhatIf(NamedTuple):
    """A plan as it is and after ``changes``; ``name`` where several are compared."""

    before: Assessment
    after: Assessment
    changes: tuple[Change, ...]
    name: str = ""

    @property
    def rows(self) -> tuple[tuple[Row, Row], ...]:
        """The rows of the indicators that something was assumed of, before and after."""
        named = {change.indicator for change in self.changes}
        pairs = zip(self.before.rows, self.after.rows, strict=True)
        return tuple((old, new) for old, new in pairs if old.indicator.name in named)


def whatif(
    plan: Plan, assumptions: Iterable[str], year: int | None = None, *,
    as_of: str | None = None, method: Method | None = None,
) -> WhatIf:  # fmt: skip
    """Assess ``plan`` as it is and with ``assumptions``, made one after the other; ``plan`` stays as it is.

    ``指标=45`` sets the figure of the period that is assessed (of the asked time where there is none),
    ``+2`` and ``-1.5`` change it, ``+10%`` multiplies it by 1.10, ``==-1.5`` sets a negative one: all in
    the terms of the plan (a flow's own period). ``指标/组成部分``, ``指标.target``, ``.baseline`` and
    ``.rule`` name other values. Raises :class:`mzprog.core.problems.Refusal` for what means nothing, and
    otherwise what :func:`mzprog.core.assessment.evaluate` does.

    >>> from mzprog.planfile.load import load_plan
    >>> found = whatif(load_plan("plans/wuhan.yaml"), ["每千名老年人口养老床位数=45"], 2018)
    >>> [(str(row.rate), row.verdict) for row in found.rows[0]]
    [('340/13', '严重滞后'), ('1600/13', '进展良好')]
    """
    before = evaluate(plan, year, as_of=as_of, method=method)
    pairs = [split(text) for text in assumptions]
    return assume(before, [(name, amount(value)) for name, value in pairs])


def assume(before: Assessment, assumptions: Iterable[tuple[str, Amount]], name: str = "") -> WhatIf:
    """Assess the plan of ``before`` again with other values: pairs of what is named and what it becomes."""
    plan, changes = before.plan, []
    for text, value in assumptions:
        plan, change = replaced(plan, before.as_of, subject(plan, text), value)
        changes.append(change)
    return WhatIf(before, again(before, plan), tuple(changes), name)


def again(before: Assessment, plan: Plan) -> Assessment:
    """Assess another plan as of the same time, by the same method."""
    period = before.as_of.period
    if before.as_of.exact:
        return evaluate(plan, as_of=str(period), method=before.method)
    return evaluate(plan, period.year, method=before.method)


def saved(data: bytes, found: WhatIf) -> str:
    """Return the text of the plan file ``data`` with the changes in it and all else as it stands.

    Raises :class:`mzprog.core.problems.PlanError` where the file cannot say them, :class:`Refusal` where it
    would say something else.
    """
    plan, file = found.after.plan, found.after.plan.file
    last = {(c.indicator, c.component, c.place, c.period): c.after for c in found.changes}
    edits = [Edit(*place, text) for place, text in last.items()]
    edits += [Edit(name, None, "direction", None, way) for name, way in _unsaid(found).items()]
    text = edit(data, file, edits)
    read = parse_plan(text.encode(), file)
    if [(i.whole, i.components, i.rule) for i in read.indicators] != [
        (i.whole, i.components, i.rule) for i in plan.indicators
    ]:
        raise Refusal("cannot-save", "存不成：规划文件里这一项的写法会使它的意思不同；请用编辑器改")
    return text


def _unsaid(found: WhatIf) -> dict[str, str]:
    """Return the directions that new targets and baselines no longer say by themselves."""
    moved = {change.indicator for change in found.changes if change.place in {"target", "baseline"}}
    unsaid: dict[str, str] = {}
    for item in found.after.plan.indicators:
        for part in item.parts if item.name in moved else ():
            try:
                settle_direction(as_written(part.target, item.unit), start_value(part.baseline, item.kind), None, None)
            except Refusal:
                unsaid[item.name] = part.direction
    return unsaid
