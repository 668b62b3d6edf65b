"""What changed (变化) between an earlier JSON output and this one: records in, changes out.

Both sides are records as ``docs/json.md`` has them, so what is compared is what was written. It is
always compared over the whole plan, whatever rows are shown.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.problems import Refusal
from mzprog.core.quantity import Number
from mzprog.core.results import Assessment, Row
from mzprog.core.working import rate_text

_MOST_DIGITS = 4000  # of a figure of an earlier result: no rate has more, and written out they fill the memory

SCHEMA = 1

# The kinds of change, what most needs a look first.
NEWLY_LAGGING = "newly-lagging"
RECOVERED = "recovered"
VERDICT = "verdict"
ADDED = "added"
REMOVED = "removed"
FIGURES = "figures"
KINDS = (NEWLY_LAGGING, RECOVERED, VERDICT, ADDED, REMOVED, FIGURES)


class Standing(NamedTuple):
    """Where one indicator stood: all that is compared, figures as they were written."""

    type: str | None
    baseline: Decimal | None
    target: str
    observed: Decimal | None
    progress_rate: Decimal | None
    verdict: str
    target_met: bool | None
    outcome: str | None


class PlanStanding(NamedTuple):
    """Where the indicators of a plan stood, by name; ``lagging`` are the verdicts of rows that lag."""

    file: str
    plan: str
    region: str | None
    lagging: frozenset[str]
    indicators: Mapping[str, Standing]
    ids: Mapping[str, str]


class Difference(NamedTuple):
    """One change; ``indicator`` None is a plan as a whole, of ``size`` indicators."""

    kind: str
    file: str
    plan: str
    indicator: str | None
    before: Standing | None = None
    after: Standing | None = None
    size: int = 1


def standing_of(assessment: Assessment) -> PlanStanding:
    """Return where the indicators of a plan stand, figures as a result has them: what ``standings`` reads back."""
    plan = assessment.plan
    return PlanStanding(
        _place(plan.file),
        plan.title,
        plan.region,
        frozenset(label for label in assessment.method.labels if assessment.method.lags(label)),
        {row.indicator.name: _stands(row) for row in assessment.rows},
        {row.indicator.name: row.indicator.id for row in assessment.rows if row.indicator.id},
    )


def _stands(row: Row) -> Standing:
    result, rate, baseline = row.deciding, row.rate, row.deciding.measure.baseline
    return Standing(
        row.indicator.type,
        baseline.value if baseline else None,
        result.measure.target.text,
        result.settled,
        None if rate is None else Decimal(rate_text(rate, result.limits)),
        row.verdict,
        row.met,
        row.outcome,
    )


def standings(document: Any) -> list[PlanStanding]:
    """Return the plans of an earlier JSON document, its numbers read as :class:`Decimal`.

    Raises :class:`Refusal`: ``other-schema`` for another schema number, ``not-ours`` for what is no
    such document, ``partial`` for one whose rows had been chosen by a filter.
    """
    schema = _field(document, "schema", Decimal, int)
    if schema != SCHEMA:
        raise Refusal("other-schema", f"它的格式版本是{schema}，现在的是{SCHEMA}")
    return [_plan_standing(record) for record in _field(document, "plans", list)]


def _plan_standing(record: Any) -> PlanStanding:
    """Return where a plan's indicators stand, from its record. Raises :class:`Refusal`."""
    rows = _field(record, "indicators", list)
    if _field(_field(record, "summary", dict), "total", Decimal, int) != len(rows):
        raise Refusal("partial", "它只有一部分指标（当时用了 --type、--category 或 --verdict）；请用不加筛选的结果")
    tiers = _field(_field(record, "method", dict), "tiers", list)
    return PlanStanding(
        _place(_field(record, "file", str)),
        _field(record, "plan", str),
        _field(record, "region", str, type(None)),
        frozenset(label for tier in tiers[1:] if (label := _field(tier, "label", str)) and _is_late(tier)),
        {_field(row, "name", str): _standing(row) for row in rows},
        {row["name"]: row["id"] for row in rows if _field(row, "id", str, type(None))},
    )


def _standing(row: Any) -> Standing:
    text = str, type(None)
    return Standing(
        _field(row, "type", *text),
        _figure(row, "baseline"),
        _field(row, "target", str),
        _figure(row, "observed"),
        _figure(row, "progress_rate"),
        _field(row, "verdict", str),
        _field(row, "target_met", bool, type(None)),
        _field(row, "outcome", *text),
    )


def _is_late(tier: Any) -> bool:
    """Tell whether a tier begins below 100 or has no beginning: above it nobody lags."""
    return "from" not in tier or Decimal(_field(tier, "from", Decimal, Number)) < 100


def _figure(row: Any, key: str) -> Decimal | None:
    value = _field(row, key, Decimal, Number, type(None))
    if value is not None and abs(Decimal(value).adjusted()) > _MOST_DIGITS:
        raise Refusal("not-ours", f"它的 {key} 不是 mzprog 写的数")
    return None if value is None else Decimal(value)


def _field(record: Any, key: str, *kinds: type) -> Any:
    """Return a value of a record, which must be there and of one of the kinds."""
    if not isinstance(record, dict) or key not in record or not isinstance(record[key], kinds):
        raise Refusal("not-ours", "它不是 mzprog evaluate --format json 的输出")
    return record[key]


def _place(file: str) -> str:
    """Return a file's name in one spelling, whatever system wrote it."""
    return posixpath.normpath(file.replace("\\", "/"))


class Comparison:
    """An earlier result, against which plans are held one by one; ``files`` are all that this call names.

    A plan is found again by its file or, where that is gone, by its name and region.
    """

    def __init__(self, before: Iterable[PlanStanding], files: Iterable[str]) -> None:
        self._left = {plan.file: plan for plan in before}
        self._taken: set[str] = set()
        gone = self._left.keys() - set(map(_place, files))
        names = Counter((self._left[file].plan, self._left[file].region) for file in gone)
        self._moved = {(p.plan, p.region): p.file for p in map(self._left.__getitem__, gone)}
        self._moved = {name: file for name, file in self._moved.items() if names[name] == 1}

    def take(self, now: PlanStanding) -> list[Difference]:
        """Return what changed in a plan; one that is named twice is compared once."""
        if now.file in self._taken:
            return []
        self._taken.add(now.file)
        file = now.file if now.file in self._left else self._moved.get((now.plan, now.region), "")
        before = self._left.pop(file, None)
        if before is None:
            return [Difference(ADDED, now.file, now.plan, None, size=len(now.indicators))]
        return list(_changes(before, now))

    def removed(self, unusable: Iterable[str]) -> list[Difference]:
        """Return the earlier plans that no plan was found for.

        Files that are ``unusable`` now are still there, and so is what was in a folder that is.
        """
        there = set(map(_place, unusable))
        return [
            Difference(REMOVED, plan.file, plan.plan, None, size=len(plan.indicators))
            for plan in self._left.values()
            if there.isdisjoint((plan.file, posixpath.dirname(plan.file) or "."))
        ]


def _changes(before: PlanStanding, now: PlanStanding) -> Iterator[Difference]:
    left = dict(before.indicators)
    by_id = {handle: name for name, handle in before.ids.items() if name not in now.indicators}
    for name, after in now.indicators.items():
        then = left.pop(name, None) or left.pop(by_id.get(now.ids.get(name, ""), ""), None)
        kind = ADDED if then is None else _kind(then, after, before.lagging, now.lagging)
        if kind:
            yield Difference(kind, now.file, now.plan, name, then, after)
    for name, then in left.items():
        yield Difference(REMOVED, now.file, now.plan, name, then)


def _kind(then: Standing, after: Standing, lagged: Collection[str], lagging: Collection[str]) -> str | None:
    was, is_now = then.verdict in lagged, after.verdict in lagging
    if is_now and not was:
        return NEWLY_LAGGING
    if was and not is_now and after.verdict != NOT_ASSESSABLE:
        return RECOVERED
    if then.verdict != after.verdict:
        return VERDICT
    return FIGURES if then != after else None


def weightiest_first(changes: Iterable[Difference]) -> list[Difference]:
    """Return changes by kind, in each kind as they came."""
    return sorted(changes, key=lambda change: KINDS.index(change.kind))
