"""核对: what a document printed of an indicator against what its own figures give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.alternatives import Alternative, alternatives
from mzprog.core.assessment import assess_indicator, rows_compared
from mzprog.core.bounds import Known
from mzprog.core.method import NOT_ASSESSABLE, Method
from mzprog.core.period import Period, in_time
from mzprog.core.plan import Indicator, Plan
from mzprog.core.progress import progress
from mzprog.core.quantity import MAX_EXPONENT, decimals, fixed
from mzprog.core.remarks import agrees, cut_off
from mzprog.core.results import AsOf, Assessment, Row
from mzprog.core.rules import COMPLETION
from mzprog.planfile.keys import PUBLISHED_FIGURES
from mzprog.questions.inverse import case_with, observation_at, progress_with
from mzprog.questions.outlook import forecast_class

# What a document publishes of an indicator, in the order of its table.
RATE = "rate"
FIGURES = PUBLISHED_FIGURES
KINDS = (*FIGURES, "verdict", "outlook", "outcome")


class Comparison(NamedTuple):
    """One published value of the given ``kind`` beside the ``computed`` one, which is None where there is none.

    Where the two differ, ``rules`` are the other rules that would give a published rate or verdict and ``other_kinds``
    the other figures of the row (its overall progress, say) that a published one is; only where there are
    none of either, ``observation`` is the figure that would give a published rate, written with as many
    decimals as the one in the plan.
    """

    row: Row
    period: Period
    kind: str
    published: Decimal | str
    computed: Fraction | str | None
    agrees: bool
    rules: tuple[Alternative, ...] = ()
    other_kinds: tuple[str, ...] = ()
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
        """Whether a published figure differs by nothing but its rounding."""
        return self.agrees and bool(self.difference) and not self.cut

    @property
    def cut(self) -> bool:
        """Whether a published figure was cut off at its last decimal instead of rounded (截尾)."""
        if isinstance(self.published, str) or not isinstance(self.computed, Fraction):
            return False
        return self.agrees and cut_off(self.published, self.computed)


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
    """Return the periods for which something was published, in time order: all, or those of the asked time.

    Of one period it is what was published for just that, else what was for periods that end together with it: who
    asks for 2018-06 means what stands under 2018H1, as in an assessment.
    """
    found = {period for item in plan.indicators for period in item.published}
    if asked and asked.exact:
        found &= {asked.period} if asked.period in found else {p for p in found if p.end == asked.period.end}
    elif asked:
        found = {p for p in found if p.year == asked.period.year}
    return tuple(sorted(found, key=in_time))


def reconcile(plan: Plan, periods: Iterable[Period], known: Assessment | None = None) -> Reconciliation:
    """Compare what was published for ``periods``, each with the assessment as of exactly that period.

    Of a ``known`` assessment only its rows are compared; those that are of such a period are taken as they are.

    >>> from mzprog.planfile.load import load_plan
    >>> plan = load_plan("plans/wuhan.yaml")
    >>> found = reconcile(plan, published_periods(plan))
    >>> found.counted("rate"), [str(c.observation) for c in found.mismatches]
    (Count(published=23, agree=22), ['38.6'])
    """
    rows = {row.indicator.name: row for row in known.rows} if known else {}
    shown = [item for item in plan.indicators if not known or item.name in rows]
    others = rows_compared(plan)
    found = (c for period in periods for item in shown for c in _comparisons(plan, item, period, rows, others))
    return Reconciliation(plan, tuple(found))


def _comparisons(
    plan: Plan, item: Indicator, period: Period, known: Mapping[str, Row], others: Known
) -> Iterator[Comparison]:
    printed = item.published.get(period)
    if printed is None:
        return
    row = known.get(item.name)
    if row is None or any(result.period != period for result in row.results):
        row = assess_indicator(plan, item, AsOf.exactly(period), plan.method, others)
    for kind in KINDS:
        value = getattr(printed, kind)
        if value is not None:
            yield _compare(row, period, kind, value, plan.method)


def _compare(row: Row, period: Period, kind: str, published: Decimal | str, method: Method) -> Comparison:
    if isinstance(published, Decimal):
        return _compare_figure(row, period, kind, published, method)
    computed = {"verdict": row.verdict, "outlook": forecast_class(row, method), "outcome": _outcome(row)}[kind]
    same = published == computed
    rules = alternatives(row.deciding, method, every=True) if kind == "verdict" and not same else ()
    return Comparison(row, period, kind, published, computed, same, tuple(a for a in rules if a.verdict == published))


def _compare_figure(row: Row, period: Period, kind: str, published: Decimal, method: Method) -> Comparison:
    figures = computed_figures(row)
    computed = figures[kind]
    if computed is not None and agrees(published, computed):
        return Comparison(row, period, kind, published, computed, True)
    # Of a printed rate, completion is one of the other rules.
    others = (name for name in FIGURES if name != kind and (kind, name) != (RATE, COMPLETION.name))
    also = tuple(name for name in others if (other := figures[name]) is not None and agrees(published, other))
    found = Comparison(row, period, kind, published, computed, False, other_kinds=also)
    if kind != RATE:
        return found
    rules = [
        a for a in alternatives(row.deciding, method, every=True) if a.rate is not None and agrees(published, a.rate)
    ]
    if rules or also:
        return found._replace(rules=tuple(rules))
    return found._replace(observation=_observation_for(found, published, method))


def computed_figures(row: Row) -> dict[str, Fraction | None]:
    """Return what a document may print of a row, by its key: the rate, 总进度, 完成程度 and 年均增速."""
    result, case = row.deciding, row.deciding.case
    if row.reason or case is None:
        return dict.fromkeys(FIGURES)
    done = progress(case, COMPLETION.name, capped=False).rate
    return dict(zip(FIGURES, (row.rate, result.overall, done, result.annual_growth), strict=True))


def _outcome(row: Row) -> str | None:
    return NOT_ASSESSABLE if row.reason else row.outcome


def _observation_for(found: Comparison, published: Decimal, method: Method) -> Decimal | None:
    """Return the observation, with as many decimals as the plan's, that reproduces a published rate.

    Rates are monotone, so those that round to the published one are a stretch around it: if any such
    figure reproduces it, one of the two beside the exact inverse does; the nearer is taken.
    """
    result, item = found.row.deciding, found.row.indicator
    exact = observation_at(item, result, Fraction(published), method)
    if exact is None or found.entry is None or abs(exact) >= 10**MAX_EXPONENT:
        return None
    places = decimals(found.entry)
    below = exact * 10**places // 1
    for units in sorted((below, below + 1), key=lambda n: abs(n - exact * 10**places)):
        value = Fraction(units, 10**places)
        case = case_with(item, result, value)
        rate = progress_with(item, case, result.measure, method).rate if case else None
        if rate is not None and agrees(published, rate) and _still_decides(found.row, rate):
            return Decimal(fixed(value, places))
    return None


def _still_decides(row: Row, rate: Fraction) -> bool:
    """Tell whether the row would still repeat the deciding component: no other is worse."""
    others = (r.rate for r in row.results if r is not row.deciding)
    return all(other is not None and rate <= other for other in others)
