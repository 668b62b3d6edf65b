"""What an assessment is: values for rows, counts and the whole, computed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.method import DONE, NOT_ASSESSABLE, Method
from mzprog.core.period import Period, in_time, whole_year
from mzprog.core.plan import Figure, Indicator, Measure, Plan
from mzprog.core.rules.case import Case, Progress

NOT_BEGUN = "尚未开始"
NO_TYPE = "未注明"


class AsOf(NamedTuple):
    """The time of an assessment (评估时点): a whole ``year`` to look into, or exactly one ``period``."""

    period: Period
    exact: bool

    def __str__(self) -> str:
        return str(self.period)

    def before(self, item: Indicator) -> bool:
        """Tell whether an indicator has not begun: its baseline is not before this time."""
        return whole_year(item.baseline_year).end >= self.period.end

    def entry(self, observations: Mapping[Period, Figure]) -> Period | None:
        """Return the period of the entry to assess: the latest-ending, then longest, or the exact one."""
        if self.exact:
            return self.period if self.period in observations else None
        year = self.period.year
        inside = [p for p in observations if p.year == year]
        return max(inside, key=in_time, default=None)


class Remark(NamedTuple):
    """What a reader should know of a row that is no reason: a ``code`` and the exact values of its sentence."""

    code: str
    values: tuple[str | Decimal | Fraction, ...]


class Result(NamedTuple):
    """What was found for one measure.

    ``observed`` is as written (a total's is the sum over the periods ``summed``), ``annual`` a flow
    brought to a year. With the verdict 无法评估 there is a ``reason`` and no rate.
    """

    measure: Measure
    verdict: str
    period: Period | None = None
    observed: Decimal | None = None
    annual: Fraction | None = None
    case: Case | None = None
    progress: Progress | None = None
    met: bool | None = None
    reason: str | None = None
    summed: tuple[Period, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """The progress rate (进展率) in percent, exact."""
        return self.progress.rate if self.progress else None

    @property
    def ended(self) -> bool:
        """Whether the whole of the plan's time has passed."""
        return self.case is not None and self.case.elapsed == self.case.span


class Row(NamedTuple):
    """The assessment of one indicator; ``deciding`` is the result that it repeats."""

    indicator: Indicator
    results: tuple[Result, ...]
    deciding: Result
    met: bool | None
    early: bool
    outcome: str | None
    reason: str | None
    rule: str
    remarks: tuple[Remark, ...]

    @property
    def verdict(self) -> str:
        """The verdict (评价) of the row."""
        return NOT_ASSESSABLE if self.reason else self.deciding.verdict

    @property
    def rate(self) -> Fraction | None:
        """The progress rate (进展率) in percent, exact; None where the row cannot be assessed."""
        return None if self.reason else self.deciding.rate


class Tally(NamedTuple):
    """Counts over rows: by verdict, of met targets, of those met early (提前完成), of outcomes."""

    total: int
    by_verdict: Mapping[str, int]
    target_met: int
    early: int
    done: int
    outcomes: int

    @property
    def completion(self) -> Fraction | None:
        """完成率: the share of 完成 among the rows with an outcome, once there are any."""
        return Fraction(self.done, self.outcomes) if self.outcomes else None


class Assessment(NamedTuple):
    """A plan assessed as of a time: a row for each indicator, in the plan's order."""

    plan: Plan
    as_of: AsOf
    method: Method
    rows: tuple[Row, ...]

    @property
    def not_begun(self) -> bool:
        """Whether the plan as a whole has not begun at that time."""
        return all(self.as_of.before(row.indicator) for row in self.rows)

    @property
    def summary(self) -> Tally:
        """The counts over the whole plan."""
        return tally(self.rows, self.method)

    @property
    def by_type(self) -> dict[str, Tally]:
        """The counts of 约束性, 预期性 and, where a type is not given, 未注明."""
        groups = _grouped(self.rows, lambda row: row.indicator.type)
        return {word: tally(groups[word], self.method) for word in ("约束性", "预期性", NO_TYPE) if word in groups}

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the plan, in its order."""
        return tuple(dict.fromkeys(row.indicator.category or NO_TYPE for row in self.rows))

    @property
    def by_category(self) -> dict[str, Tally]:
        """The counts of each category, in the plan's order."""
        groups = _grouped(self.rows, lambda row: row.indicator.category)
        return {word: tally(rows, self.method) for word, rows in groups.items()}


def _grouped(rows: Iterable[Row], key: Callable[[Row], str | None]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row) or NO_TYPE, []).append(row)
    return groups


def tally(rows: Iterable[Row], method: Method) -> Tally:
    """Count rows."""
    by_verdict = dict.fromkeys(method.labels, 0)
    met = early = done = outcomes = 0
    for row in rows:
        by_verdict[row.verdict] += 1
        met += row.met is True
        early += row.early
        done += row.outcome == DONE
        outcomes += row.outcome is not None
    return Tally(sum(by_verdict.values()), by_verdict, met, early, done, outcomes)
