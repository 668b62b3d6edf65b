"""核对: what a document printed of an indicator against what its own figures give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.assessment import assess_indicator
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.period import Period, in_time
from mzprog.core.plan import Plan
from mzprog.core.quantity import MAX_EXPONENT, decimals, fixed
from mzprog.core.remarks import agrees
from mzprog.core.results import AsOf, Assessment, Row
from mzprog.core.sensitivity import Alternative, alternatives
from mzprog.questions.inverse import observation_at, progress_with
from mzprog.questions.outlook import forecast_class

# What a document publishes of an indicator, in the order of its table.
KINDS = ("rate", "verdict", "outlook", "outcome")


class Comparison(NamedTuple):
    """One published value of the given ``kind`` beside the ``computed`` one, which is None where there is none.

    ``rules`` are the other rules that would give a published rate or verdict; ``observation`` is the
    figure that would give a published rate, written with as many decimals as the one in the plan.
    Both only where the two differ.
    """

    row: Row
    period: Period
    kind: str
    published: Decimal | str
    computed: Fraction | str | None
    agrees: bool
    rules: tuple[Alternative, ...] = ()
    observation: Decimal | None = None

    @property
    def entry(self) -> Decimal | None:
        """The figure of the plan that the computed value rests on, as written."""
        result = self.row.deciding
        return result.measure.observations[result.period].value if result.period else None

    @property
    def difference(self) -> Fraction | None:
        """Published minus computed, in percentage points; None for words."""
        if isinstance(self.published, str) or not isinstance(self.computed, Fraction):
            return None
        return Fraction(self.published) - self.computed

    @property
    def rounded(self) -> bool:
        """Whether a published rate differs by nothing but its rounding."""
        return self.agrees and bool(self.difference)


class Count(NamedTuple):
    """How many values of one kind were published, and how many agree."""

    published: int
    agree: int


class Reconciliation(NamedTuple):
    """The comparisons of one plan, by period and then in its own order."""

    plan: Plan
    comparisons: tuple[Comparison, ...]

    def counted(self, kind: str) -> Count:
        """Count the comparisons of one kind."""
        found = [c for c in self.comparisons if c.kind == kind]
        return Count(len(found), sum(c.agrees for c in found))

    @property
    def mismatches(self) -> tuple[Comparison, ...]:
        """The comparisons that differ by more than rounding."""
        return tuple(c for c in self.comparisons if not c.agrees)


def published_periods(plan: Plan, asked: AsOf | None = None) -> tuple[Period, ...]:
    """Return the periods for which something was published, in time order: all, or those of the asked time."""
    found = {period for item in plan.indicators for period in item.published}
    if asked:
        found = {p for p in found if (p == asked.period if asked.exact else p.year == asked.period.year)}
    return tuple(sorted(found, key=in_time))


def reconcile(plan: Plan, periods: Iterable[Period], known: Assessment | None = None) -> Reconciliation:
    """Compare what was published for ``periods``, each with the assessment as of exactly that period.

    The rows of a ``known`` assessment that are of such a period are taken as they are.

    >>> from mzprog.planfile.load import load_plan
    >>> plan = load_plan("plans/wuhan.yaml")
    >>> found = reconcile(plan, published_periods(plan))
    >>> found.counted("rate"), [str(c.observation) for c in found.mismatches]
    (Count(published=23, agree=22), ['38.6'])
    """
    rows = {row.indicator.name: row for row in known.rows} if known else {}
    return Reconciliation(plan, tuple(c for period in periods for c in _period(plan, period, rows)))


def _period(plan: Plan, period: Period, known: Mapping[str, Row]) -> Iterator[Comparison]:
    for item in plan.indicators:
        printed = item.published.get(period)
        if printed is None:
            continue
        row = known.get(item.name)
        if row is None or any(result.period != period for result in row.results):
            row = assess_indicator(plan, item, AsOf(period, True), plan.method)
        for kind in KINDS:
            value = getattr(printed, kind, None)
            if value is not None:
                yield _compare(row, period, kind, value, plan.method)


def _compare(row: Row, period: Period, kind: str, published: Decimal | str, method: Method) -> Comparison:
    if isinstance(published, Decimal):
        return _compare_rate(row, period, published, method)
    computed = {"verdict": row.verdict, "outlook": forecast_class(row, method), "outcome": _outcome(row)}[kind]
    same = published == computed
    rules = alternatives(row.deciding, method) if kind == "verdict" and not same else ()
    return Comparison(row, period, kind, published, computed, same, tuple(a for a in rules if a.verdict == published))


def _compare_rate(row: Row, period: Period, published: Decimal, method: Method) -> Comparison:
    if row.rate is not None and agrees(published, row.rate):
        return Comparison(row, period, "rate", published, row.rate, True)
    rules = [a for a in alternatives(row.deciding, method) if a.rate is not None and agrees(published, a.rate)]
    found = Comparison(row, period, "rate", published, row.rate, False, tuple(rules))
    return found._replace(observation=_observation_for(found, published, method))


def _outcome(row: Row) -> str | None:
    return NOT_ASSESSABLE if row.reason else row.outcome


def _observation_for(found: Comparison, published: Decimal, method: Method) -> Decimal | None:
    """Return the observation, with as many decimals as the plan's, that reproduces a published rate.

    Rates are monotone, so those that round to the published one are a stretch around it: if any such
    figure reproduces it, one of the two beside the exact inverse does; the nearer is taken.
    """
    result, item = found.row.deciding, found.row.indicator
    exact = observation_at(item, result, Fraction(published))
    if exact is None or found.entry is None or abs(exact) >= 10**MAX_EXPONENT:
        return None
    places = decimals(found.entry)
    below = exact * 10**places // 1
    for units in sorted((below, below + 1), key=lambda n: abs(n - exact * 10**places)):
        value = Fraction(units, 10**places)
        rate = progress_with(item, result, value, item.rule or method.default_rule).rate
        if rate is not None and agrees(published, rate) and _still_decides(found.row, rate):
            return Decimal(fixed(value, places))
    return None


def _still_decides(row: Row, rate: Fraction) -> bool:
    """Tell whether the row would still repeat the deciding component: no other is worse."""
    others = (r.rate for r in row.results if r is not row.deciding)
    return all(other is not None and rate <= other for other in others)
