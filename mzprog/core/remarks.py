"""What a reader should know of a row that is no reason: data, put into words by ``wording``.

And what other rules would say of it, and whether its verdict depends on the rule (敏感性).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.case import Case
from mzprog.core.measures import sum_of
from mzprog.core.method import NOT_ASSESSABLE, Method, judge
from mzprog.core.period import Period, in_time
from mzprog.core.plan import FALLING, INDEXED, RISING, STOCK, TOTAL, Figure, Indicator, Measure
from mzprog.core.progress import by_itself, progress
from mzprog.core.quantity import decimals, exact
from mzprog.core.results import AsOf, Remark, Result, Row
from mzprog.core.rules import LOG, RULES

# The order in which remarks are worth a planner's eye.
CODES = (
    "published-rate", "published-verdict", "strict-hit", "within", "above-range", "below-range",
    "kept-not-always", "parts", "total-from-zero", "baseline-not-used", "no-baseline", "figure-note",
)  # fmt: skip


def agrees(printed: Decimal, rate: Fraction) -> bool:
    """Tell whether a printed rate is the exact one, rounded half up to the decimals it was printed with, or cut.

    >>> agrees(Decimal("96.8"), Fraction(639200, 6600)), agrees(Decimal("24.62"), Fraction(340, 13))
    (True, False)
    """
    return _in_last_place(printed, rate, up=True) or cut_off(printed, rate)


def cut_off(printed: Decimal, rate: Fraction) -> bool:
    """Tell whether a printed rate is the exact one cut off at its last decimal instead of rounded (截尾).

    >>> cut_off(Decimal("75.1"), Fraction(7515, 100)), cut_off(Decimal("75.1"), Fraction(7512, 100))
    (True, False)
    """
    return _in_last_place(printed, rate, up=False) and not _in_last_place(printed, rate, up=True)


def _in_last_place(printed: Decimal, rate: Fraction, up: bool) -> bool:
    """Tell whether a printed figure is the exact one to its last decimal, rounded half ``up`` or cut."""
    (n, d), (m, e) = rate.as_integer_ratio(), exact(printed).as_integer_ratio()
    scale = 10 ** decimals(printed)
    units = (2 * abs(n) * scale + d) // (2 * d) if up else abs(n) * scale // d
    return bool((-units if n < 0 else units) * e == m * scale)


def remarks_on(item: Indicator, results: Sequence[Result], deciding: Result, asked: AsOf) -> tuple[Remark, ...]:
    """Return the remarks on one indicator, the weightiest first."""
    found = [*_published(item, deciding)] if item.published else []
    for result in results:
        target, case = result.measure.target, result.case
        if case is not None and result.judged is None:
            if target.strict or target.ranged or target.within is not None:
                found += _on_target(result, case)
            if item.kind != STOCK or case.baseline is None:
                found += _on_baseline(item, result.measure.baseline, case)
        found += _notes(result.measure, result.period)
        if item.hold:
            found += _not_always_kept(item, result, asked)
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted(dict.fromkeys(found), key=lambda remark: CODES.index(remark.code)))


def _published(item: Indicator, deciding: Result) -> Iterator[Remark]:
    printed = item.published.get(deciding.period) if deciding.period else None
    rate = deciding.rate
    if printed is None or rate is None:
        return
    if printed.rate is not None and not agrees(printed.rate, rate):
        yield Remark("published-rate", (printed.rate, rate))
    if printed.verdict is not None and printed.verdict != deciding.verdict:
        yield Remark("published-verdict", (printed.verdict, deciding.verdict))


def _on_target(result: Result, case: Case) -> Iterator[Remark]:
    measure, target, name = result.measure, result.measure.target, result.measure.name or ""
    if target.strict and case.figure in {case.low, case.high}:
        yield Remark("strict-hit", (name, target.text))
    if target.ranged and measure.direction == RISING and target.high is not None:
        if case.own(case.observed) > exact(target.high):
            yield Remark("above-range", (name, case.own(case.observed), target.high))
    if target.ranged and measure.direction == FALLING and target.low is not None:
        if case.own(case.observed) < exact(target.low):
            yield Remark("below-range", (name, case.own(case.observed), target.low))
    if result.met and case.enough is not None and not case._replace(enough=None).met:
        yield Remark("within", (name, target.text))


def _on_baseline(item: Indicator, baseline: Figure | None, case: Case) -> Iterator[Remark]:
    if baseline is None:
        return
    if baseline.value:
        if item.kind == TOTAL:
            yield Remark("total-from-zero", (baseline.value,))
        elif item.kind in INDEXED:
            yield Remark("baseline-not-used", (baseline.value,))
    if case.baseline is None and baseline.missing:
        yield Remark("no-baseline", (baseline.missing,))


def _not_always_kept(item: Indicator, result: Result, asked: AsOf) -> Iterator[Remark]:
    """Yield in which earlier periods a bound was not kept that is to be kept all the time."""
    case = result.case
    if case is None or result.period is None or item.kind in INDEXED:
        return
    missed = [
        period
        for period, figure in result.measure.observations.items()
        if figure.value is not None and item.begin.end < period.end < result.period.end
        and case._replace(observed=exact(figure.value), factor=Fraction(1), over=True).met is False
    ]  # fmt: skip
    if missed:
        said = "、".join(map(str, sorted(missed, key=in_time)))
        yield Remark("kept-not-always", (result.measure.name or "", said))


def _notes(measure: Measure, period: Period | None) -> list[Remark]:
    """Return the notes that the plan file keeps beside the figures that were used."""
    found, name = [], measure.name or ""
    if measure.baseline and measure.baseline.note:
        found.append(Remark("figure-note", (name, "基期值", measure.baseline.note)))
    if measure.target.note:
        found.append(Remark("figure-note", (name, "目标值", measure.target.note)))
    observed = measure.observations.get(period) if period else None
    if observed and observed.note:
        found.append(Remark("figure-note", (name, f"{period}观测值", observed.note)))
    return found


def with_parts(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows with a remark where the parts of one (``parts: true``) do not add up to it."""
    if not any(row.indicator.parts for row in rows):
        return rows
    return tuple(_with_parts(row, rows) if row.indicator.parts else row for row in rows)


def _with_parts(row: Row, rows: tuple[Row, ...]) -> Row:
    below = [other.deciding for other in rows if other.indicator.of == row.indicator.name]
    figures = [r.observed for r in below if r.period == row.deciding.period and isinstance(r.observed, Decimal)]
    whole = row.deciding.observed
    if not below or len(figures) < len(below) or not isinstance(whole, Decimal):
        return row
    together = sum_of(figures)
    if together == whole:
        return row
    return row._replace(remarks=(Remark("parts", (together, whole)), *row.remarks))


class Alternative(NamedTuple):
    """A rule that was not applied, with the ``rate`` in percent and the verdict it would give.

    ``refusal`` says, instead of a rate, why it cannot apply; its verdict is then 无法评估.
    """

    rule: str
    rate: Fraction | None
    verdict: str
    refusal: str | None = None


def alternatives(result: Result, method: Method, every: bool = False) -> tuple[Alternative, ...]:
    """Return what each other rule says; none where every rule falls back on attainment (达标).

    Those that leave time out are asked only with ``every``, and logarithms of levels too.

    >>> from mzprog.planfile.load import parse_plan
    >>> from mzprog.core.assessment import evaluate
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators:
    ...   - {name: 登记社会组织总数, rule: index, baseline: 5200, target: 8000, observations: {2018H1: 6392}}
    ... '''.encode())
    >>> row = evaluate(plan, 2018).rows[0]
    >>> [(a.rule, round(float(a.rate), 2), a.verdict) for a in alternatives(row.deciding, plan.method)]
    [('linear', 85.14, '滞后'), ('exponential', 95.65, '滞后')]
    """
    case, applied = result.case, result.progress
    if case is None or applied is None or result.judged is not None:
        return ()
    usual = [rule for rule in RULES if every or _usual(rule, case)]
    found = [progress(case, rule, capped=method.met_first) for rule in usual if rule != applied.rule]
    told = [
        (f, NOT_ASSESSABLE if f.rate is None else judge(f.rate, case.met, method, result.tiers))
        for f in found
        if not by_itself(f.rule)
    ]
    return tuple(Alternative(f.rule, f.rate, verdict, f.refusal) for f, verdict in told)


def _usual(rule: str, case: Case) -> bool:
    return not RULES[rule].timeless and (rule != LOG.name or case.kind in INDEXED)


def depends(result: Result, method: Method) -> bool:
    """Tell whether another rule, where it can apply, gives another verdict."""
    return any(a.rate is not None and a.verdict != result.verdict for a in alternatives(result, method))
