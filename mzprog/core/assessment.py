"""Where plan, rules and method meet: ``evaluate`` a plan as of a time, row by row.

Nothing here rounds or prints; a row that cannot be assessed carries its reason (无法评估).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mzprog.core.bounds import Known, case_of, is_cap, is_named, keeps, rule_of, years_at
from mzprog.core.case import HUNDRED, ZERO, Case
from mzprog.core.measures import Reading, known_rows, read
from mzprog.core.method import NOT_ASSESSABLE, NOT_REACHED, REACHED, Method, judge, outcome_of
from mzprog.core.period import Period, parse_period, period_words
from mzprog.core.plan import FLOW, STOCK, Indicator, Measure, Plan
from mzprog.core.progress import Progress, completed, progress
from mzprog.core.quantity import compare
from mzprog.core.remarks import remarks_on, with_parts
from mzprog.core.results import NOT_BEGUN, AsOf, Assessment, Result, Row, worst_first
from mzprog.core.rules import JUDGED


def evaluate(
    plan: Plan, year: int | None = None, *, as_of: str | None = None, method: Method | None = None, latest: bool = False
) -> Assessment:
    """Assess ``plan`` as of a year (its latest entry inside it) or exactly one period.

    Give one of ``year`` (``2018``) and ``as_of`` (``"2018H1"``), else :class:`ValueError`;
    a text that is no period raises :class:`mzprog.core.problems.Refusal`. ``method`` replaces the plan's own;
    with ``latest`` an older figure stands in where there is none.

    >>> from mzprog.planfile.load import parse_plan
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators:
    ...   - {name: 每千名老年人口养老床位数, baseline: 37, target: 50, observations: {2018H1: 38.7}}
    ... '''.encode())
    >>> row = evaluate(plan, 2018).rows[0]
    >>> row.rate, row.verdict
    (Fraction(340, 13), '严重滞后')
    """
    if as_of is not None and year is None:
        asked = AsOf.exactly(parse_period(as_of), latest)
    elif year is not None and as_of is None:
        asked = AsOf.in_year(year, latest)
    else:
        raise ValueError("give either year or as_of")
    return assess(plan, asked, method)


def assess(plan: Plan, asked: AsOf, method: Method | None = None) -> Assessment:
    """Assess ``plan`` at a time; ``method`` replaces the plan's own."""
    method = method or plan.method
    known = rows_compared(plan)
    rows = tuple([assess_indicator(plan, item, asked, method, known) for item in plan.indicators])
    return Assessment(plan, asked, method, with_parts(rows))


def rows_compared(plan: Plan) -> Known:
    """Return the indicators of a plan that others may be compared with; none where no target is relative."""
    relative = any(measure.target.reference for item in plan.indicators for measure in item.written)
    return known_rows(plan) if relative else {}


def assess_indicator(plan: Plan, item: Indicator, asked: AsOf, method: Method, known: Known) -> Row:
    """Assess one indicator; of its components the worst decides."""
    results = tuple([assess_measure(plan, item, measure, asked, method, known) for measure in item.measures])
    return row_of(item, results, asked, method)


def row_of(item: Indicator, results: tuple[Result, ...], asked: AsOf, method: Method) -> Row:
    """Return what the results for its measures make of an indicator."""
    if len(results) == 1:
        deciding = results[0]
        failed = deciding.reason is not None
    else:
        reasons = [r for r in results if r.reason]
        failed = bool(reasons)
        deciding = reasons[0] if reasons else min(results, key=lambda r: worst_first(r, method))
    rule = deciding.progress.rule if deciding.progress else rule_of(item, deciding.measure, method)
    remarks = remarks_on(item, results, deciding)
    carried = asked.latest and any(r.carried for r in results)
    if failed:
        return Row(item, results, deciding, None, False, None, _reason(results), rule, remarks, carried=carried)
    met = _all_met(results)
    ended = deciding.ended if len(results) == 1 else all(r.ended for r in results)
    kept = met is True and any(keeps(item, r.measure) for r in results)
    early = met is True and not ended and not kept and not any(_can_be_left(item, r) for r in results)
    outcome = _outcome(results, method) if ended else None
    return Row(item, results, deciding, met, early, outcome, None, rule, remarks, kept, carried)


def _all_met(results: tuple[Result, ...]) -> bool | None:
    if len(results) == 1:
        return results[0].met
    found = [r.met for r in results]
    return False if False in found else None if None in found else True


def _can_be_left(item: Indicator, result: Result) -> bool:
    """Tell whether a met target can be left again before the end: a range, a relative target, a budget."""
    target = result.measure.target
    return target.ranged or target.reference is not None or is_cap(item, result.measure)


def _outcome(results: tuple[Result, ...], method: Method) -> str | None:
    """Return the outcome at the end: of components the worst; None where the target's time is not over."""
    labels = []
    for r in results:
        if r.met is None:
            return None
        reached = (HUNDRED if r.met else ZERO) if r.case is None else completed(r.case, r.met)
        labels.append(outcome_of(reached, r.met, method))
    return max(labels, key=method.outcome_labels.index)


def _reason(results: tuple[Result, ...]) -> str:
    """Return why a row cannot be assessed: component by component, or once where all say the same."""
    if len({r.reason for r in results}) == 1:
        return str(results[0].reason)
    return "；".join(f"{r.measure.name}：{r.reason}" for r in results if r.reason)


def assess_measure(plan: Plan, item: Indicator, measure: Measure, asked: AsOf, method: Method, known: Known) -> Result:
    """Assess one measure of an indicator; ``known`` are the rows of the plan that it may be compared with."""
    period = asked.entry(measure.observations, item.begin)
    carried = period is not None and asked.latest and asked.carries(period)
    if period.end <= item.begin.end if period else asked.before(item):
        return _cannot(measure, period, carried, NOT_BEGUN, _level(item, measure, period))
    judged = measure.observations[period].judged if period else None
    if judged is not None and period is not None:
        return _judged(item, measure, period, judged, method)._replace(carried=carried)
    if period is None:
        return _cannot(measure, period, carried, measure.target.missing or _no_entry(measure, asked, item), None)
    years = years_at(item, period)
    reading = read(item, measure, period, years[0])
    if isinstance(reading, str):
        return _cannot(measure, period, carried, measure.target.missing or reading, None)
    if measure.target.missing:
        return _cannot(measure, period, carried, measure.target.missing, reading.observed)
    case = case_of(plan, item, measure, period, reading, known, years)
    if isinstance(case, str):
        return _cannot(measure, period, carried, case, reading.observed)
    return _progressed(item, measure, period, reading, case, method, carried)


def _cannot(
    measure: Measure, period: Period | None, carried: bool, reason: str, observed: Decimal | Fraction | None
) -> Result:
    """Return a result that cannot be assessed, with what was observed: of what adds up the sum, not its last part."""
    return Result(measure, NOT_ASSESSABLE, period, observed, reason=reason, carried=carried)


def _level(item: Indicator, measure: Measure, period: Period | None) -> Decimal | None:
    """Return the figure of an entry that stands for itself."""
    return measure.observations[period].value if period and item.kind in {STOCK, FLOW} else None


def _progressed(
    item: Indicator, measure: Measure, period: Period, reading: Reading, case: Case, method: Method, carried: bool
) -> Result:
    """Return what the rule of a measure says of a case, and what that is worth."""
    rule = rule_of(item, measure, method)
    tiers = item.tiers or method.tiers
    found = progress(case, rule, capped=method.met_first)
    if found.rate is None and not is_named(item, measure, method):
        found = progress(case, rule, named=False, capped=method.met_first)
    if found.rate is None:
        verdict, met, reason = NOT_ASSESSABLE, None, f"该规则不适用：{found.refusal}"
    else:
        met, reason = case.met, None
        verdict = judge(found.rate, met, method, tiers)
    ended = not compare(case.elapsed, case.span)
    limits = tiers + method.outcomes if ended else tiers
    return Result(
        measure, verdict, period, reading.observed, reading, case, found, met, reason, carried=carried, tiers=tiers,
        ended=ended, limits=limits,
    )  # fmt: skip


def _no_entry(measure: Measure, asked: AsOf, item: Indicator) -> str:
    """Say that there is no entry, and which older one there would be."""
    older = asked.older(measure.observations, item.begin)
    said = f"{asked}没有观测值" if asked.exact else f"{asked}年没有观测值"
    return f"{said}，最近的是{period_words(older)}" if older else said


def _judged(item: Indicator, measure: Measure, period: Period, said: str, method: Method) -> Result:
    """Return what a person's judgement (人工判定) comes to."""
    labels = {REACHED: method.met_label, NOT_REACHED: method.tiers[-1].label}
    met = {REACHED: True, NOT_REACHED: False}.get(said)
    ended, found = not compare(*years_at(item, period)), Progress(JUDGED, None, None)
    return Result(measure, labels.get(said, said), period, progress=found, met=met, judged=said, ended=ended)
