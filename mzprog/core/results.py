"""What an assessment is: values for rows and the whole, computed elsewhere; and which rows to show."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.case import HUNDRED, Case
from mzprog.core.measures import Reading
from mzprog.core.method import NOT_ASSESSABLE, NOT_REACHED, REACHED, Method, Tier, standard
from mzprog.core.period import Period, in_time, whole_year
from mzprog.core.plan import Figure, Indicator, Measure, Plan
from mzprog.core.powers import average_growth, growth_text
from mzprog.core.progress import Progress, overall
from mzprog.core.quantity import computed_places, exact, trimmed
from mzprog.core.tally import Share, Tally, tally

NOT_BEGUN = "尚未开始"
NO_TYPE = "未注明"


class AsOf(NamedTuple):
    """The time of an assessment (评估时点): a whole ``year`` to look into, or exactly one ``period``.

    ``latest``: where there is no entry with a value, an older one stands in (沿用).
    """

    period: Period
    exact: bool
    latest: bool = False

    @classmethod
    def in_year(cls, year: int, latest: bool = False) -> "AsOf":
        """Return the time that looks into a whole year."""
        return cls(whole_year(year), False, latest)

    @classmethod
    def exactly(cls, period: Period, latest: bool = False) -> "AsOf":
        """Return the time of exactly one period."""
        return cls(period, True, latest)

    @classmethod
    def in_or_at(cls, period: Period, latest: bool = False) -> "AsOf":
        """Return the time that a period says by itself: a whole year to look into, or exactly a shorter one."""
        return cls(period, period.months < 12, latest)

    def __str__(self) -> str:
        return str(self.period)

    def before(self, item: Indicator) -> bool:
        """Tell whether an indicator has not begun: its baseline is not before this time."""
        return item.begin.end >= self.period.end

    def entry(self, observations: Mapping[Period, Figure], begin: Period | None = None) -> Period | None:
        """Return the period of the entry to assess: the latest-ending, then longest of the year.

        For a period it is the entry of just that name, else the longest that ends together with it: who asks for
        2023-06 or 2023Q2 means what is entered as 2023H1.
        With ``latest`` the latest that has a value and ends by then, after ``begin``.
        """
        if self.latest:
            return self.older(observations, begin)
        if self.exact:
            together = [p for p in observations if p.end == self.period.end]
            return max(together, key=lambda p: (p == self.period, p.months), default=None)
        year = self.period.year
        inside = [p for p in observations if p.year == year]
        return max(inside, key=in_time, default=None)

    def older(self, observations: Mapping[Period, Figure], begin: Period | None = None) -> Period | None:
        """Return the period of the latest entry with a value that ends by this time, after ``begin``."""
        start = begin.end if begin else 0
        known = (p for p, f in observations.items() if start < p.end <= self.period.end and not f.empty)
        return max(known, key=in_time, default=None)

    def carries(self, period: Period) -> bool:
        """Tell whether an entry is older than what was asked for."""
        return period.end < self.period.end if self.exact else period.year < self.period.year


class Remark(NamedTuple):
    """What a reader should know of a row that is no reason: a ``code`` and the exact values of its sentence."""

    code: str
    values: tuple[str | Decimal | Fraction, ...]


class Result(NamedTuple):
    """What was found for one measure.

    ``observed`` is what is shown, in the planner's terms: a figure as written, a total's sum, the average growth so
    far. With the verdict 无法评估 there is a ``reason`` and no rate; what a person ``judged`` has no rate or ``case``.
    ``tiers`` are those that the rate was held against, ``limits`` with those of an outcome; ``ended``: time is over.
    """

    measure: Measure
    verdict: str
    period: Period | None = None
    observed: Decimal | Fraction | None = None
    reading: Reading | None = None
    case: Case | None = None
    progress: Progress | None = None
    met: bool | None = None
    reason: str | None = None
    judged: str | None = None
    carried: bool = False
    tiers: tuple[Tier, ...] = ()
    ended: bool = False
    limits: tuple[Tier, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """The progress rate (进展率) in percent, exact."""
        return self.progress.rate if self.progress else None

    @property
    def annual(self) -> Fraction | None:
        """A flow brought to a year."""
        return self.reading.annual if self.reading else None

    @property
    def partial(self) -> bool:
        """Whether a flow's figure is not that of a year, so that it was brought to one (折全年)."""
        return self.annual is not None and self.annual != self.observed

    @property
    def settled(self) -> Decimal | None:
        """What was observed, as results have it: a figure as written, a computed one with six decimals or digits."""
        observed = self.observed
        if observed is None or (isinstance(observed, Decimal) and len(self.used) < 2):
            return observed
        return Decimal(trimmed(observed, computed_places(observed)))

    @property
    def used(self) -> tuple[Period, ...]:
        """The periods of the entries that were read."""
        return self.reading.used if self.reading else (self.period,) if self.period else ()

    @property
    def overall(self) -> Fraction | None:
        """总进度: the share in percent of the whole target that is done; None under attainment."""
        return overall(self.case, self.progress) if self.case and self.progress and not self.reason else None

    @property
    def annual_growth(self) -> Fraction | None:
        """年均增速 since the baseline in percent, to 30 digits; None unless both figures are positive."""
        grown = self._grown
        return average_growth(*grown) if grown else None

    @property
    def annual_growth_text(self) -> str | None:
        """年均增速 as it is shown, with two decimals: sooner than thirty digits are reckoned."""
        grown = self._grown
        return growth_text(*grown) if grown else None

    @property
    def _grown(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """Return from which value to which this one grew, and in how many years; None where that has no rate."""
        case = self.case
        if case is None or self.reason or case.baseline is None or case.baseline <= 0 or case.observed <= 0:
            return None
        return case.baseline, case.observed, case.elapsed


class Row(NamedTuple):
    """The assessment of one indicator; ``deciding`` is the result that it repeats.

    ``hold``: a bound to keep all the time that is kept now (目前达标); ``carried``: an older figure stands in.
    """

    indicator: Indicator
    results: tuple[Result, ...]
    deciding: Result
    met: bool | None
    early: bool
    outcome: str | None
    reason: str | None
    rule: str
    remarks: tuple[Remark, ...]
    hold: bool = False
    carried: bool = False

    @property
    def verdict(self) -> str:
        """The verdict (评价) of the row."""
        return NOT_ASSESSABLE if self.reason else self.deciding.verdict

    @property
    def rate(self) -> Fraction | None:
        """The progress rate (进展率) in percent, exact; None where the row cannot be assessed or was judged."""
        return None if self.reason else self.deciding.rate

    @property
    def judged(self) -> bool:
        """Whether a person's judgement decides the row (人工判定)."""
        return not self.reason and self.deciding.judged is not None

    @property
    def points(self) -> Fraction | None:
        """What the row adds to the score for each unit of weight, from 0 to 100; None where it is left out."""
        if self.judged:
            return {REACHED: HUNDRED, NOT_REACHED: Fraction(0)}.get(str(self.deciding.judged))
        rate = self.rate
        if rate is None or 0 < rate.numerator < 100 * rate.denominator:  # quicker than to compare fractions
            return rate
        return HUNDRED if rate.numerator > 0 else Fraction(0)


def worst_first(found: Result | Row, method: Method) -> tuple[int, bool, Fraction]:
    """Return by what rows and results are ordered, the worst first: verdict, then rate; those without a rate last."""
    rate = found.rate
    return -method.severity(found.verdict), rate is None, rate or Fraction(0)


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
    def weighted(self) -> bool:
        """Whether some indicator has a weight: those without one then count for nothing in the score."""
        return any(row.indicator.weight is not None for row in self.rows)

    @property
    def tallies(self) -> "Tallies":
        """All the counts, in one walk over the rows."""
        by_type: dict[str, list[Share]] = {w: [] for w in ("约束性", "预期性", *self.plan.types, NO_TYPE)}
        by_category: dict[str, list[Share]] = {}
        by_responsible: dict[str, list[Share]] = {}
        shares = _shares(self.rows, self.weighted)
        for row, share in zip(self.rows, shares, strict=True):
            item = row.indicator
            by_type.setdefault(item.type or NO_TYPE, []).append(share)
            by_category.setdefault(item.category or NO_TYPE, []).append(share)
            for body in item.responsible:
                by_responsible.setdefault(body, []).append(share)
        words = self._counted
        return Tallies(
            tally(shares, *words),
            *(
                {word: tally(of, *words) for word, of in groups.items() if of}
                for groups in (by_type, by_category, by_responsible)
            ),
        )

    @property
    def summary(self) -> Tally:
        """The counts over the whole plan."""
        return tally(_shares(self.rows, self.weighted), *self._counted)

    @property
    def _counted(self) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
        """The verdicts and outcomes that are counted, and the outcomes that count as done."""
        return self.method.labels, self.method.outcome_labels, self.method.done_labels

    @property
    def by_type(self) -> dict[str, Tally]:
        """The counts of 约束性, 预期性, the plan's own types and, where a type is not given, 未注明."""
        return self.tallies.by_type

    @property
    def lagging(self) -> list[Row]:
        """The rows that lag (滞后), the worst first."""
        rows = [row for row in self.rows if self.method.lags(row.verdict)]
        return sorted(rows, key=lambda row: worst_first(row, self.method))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the plan, in its order."""
        return tuple(dict.fromkeys([row.indicator.category or NO_TYPE for row in self.rows]))

    @property
    def by_category(self) -> dict[str, Tally]:
        """The counts of each category, in the plan's order."""
        return self.tallies.by_category

    @property
    def by_responsible(self) -> dict[str, Tally]:
        """The counts of each responsible body (责任单位), in the plan's order; empty where none is named.

        A row of several bodies counts for each of them.
        """
        return self.tallies.by_responsible


class Tallies(NamedTuple):
    """The counts over a plan: over all of it, and by type, category and responsible body, each in the plan's order."""

    whole: Tally
    by_type: dict[str, Tally]
    by_category: dict[str, Tally]
    by_responsible: dict[str, Tally]


def _shares(rows: Iterable[Row], weighted: bool) -> list[Share]:
    """Return what rows add to counts; ``weighted``: one without a weight adds nothing to the score."""
    return [
        Share(
            row.verdict, row.met is True, row.early, row.outcome,
            1 if not weighted else None if row.indicator.weight is None else exact(row.indicator.weight), row.points,
        )
        for row in rows
    ]  # fmt: skip


class Selection(NamedTuple):
    """The rows of an assessment to show; ``grouped`` by category unless they were re-sorted."""

    assessment: Assessment
    rows: tuple[Row, ...]
    grouped: bool
    explain: bool = False


def select(
    assessment: Assessment, *, types: Collection[str] = (), categories: Collection[str] = (),
    verdicts: Collection[str] = (), responsible: Collection[str] = (), sort: str = "plan", explain: bool = False,
) -> Selection:  # fmt: skip
    """Choose rows by type, category, verdict and responsible body (empty: all); ``sort="rate"``: the worst first."""
    verdicts = {standard(word, assessment.method.labels) for word in verdicts}
    rows = [
        row
        for row in assessment.rows
        if (not types or (row.indicator.type or NO_TYPE) in types)
        and (not categories or (row.indicator.category or NO_TYPE) in categories)
        and (not verdicts or row.verdict in verdicts)
        and (not responsible or not set(responsible).isdisjoint(row.indicator.responsible or (NO_TYPE,)))
    ]
    if sort == "rate":
        rows.sort(key=lambda row: (row.rate is None, row.rate or Fraction(0)))
    return Selection(assessment, tuple(rows), sort == "plan", explain)
