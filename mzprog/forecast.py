"""后期预测: whether a row reaches its target, told from how many times today's pace the rest needs."""

from __future__ import annotations

from fractions import Fraction

from mzprog.method import EARLY, FEASIBLE, UNPREDICTABLE, WITH_EFFORT, Method
from mzprog.results import Result, Row
from mzprog.rules import ATTAINMENT


def multiple(result: Result) -> Fraction | None:
    """Return the 提速倍数: the pace that the rest needs ÷ the pace so far.

    For ``linear`` the paces are yearly changes, ``(t − a)/(Y − y) ÷ ((a − b)/y)``; for the other
    rules it is ``(1 − g·r) ÷ (r·(1 − g))`` with ``r`` the rate and ``g = (p − b)/(t − b)`` the planned
    progress, both as shares: the same thing on a straight path. None where the target is met,
    there is no pace (attainment), no progress (r ≤ 0) or no time or planned progress left.

    >>> from mzprog.plan_file import parse_plan
    >>> from mzprog.assessment import evaluate
    >>> plan = parse_plan('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... indicators: [{name: 养老床位数, baseline: 6.1, target: 10, observations: {2018H1: 6.96}}]
    ... '''.encode())
    >>> round(float(multiple(evaluate(plan, 2018).rows[0].deciding)), 2)
    3.53
    """
    case, found = result.case, result.progress
    if result.met or result.ended or case is None or found is None or found.rule == ATTAINMENT:
        return None
    b, r = case.baseline, found.rate
    if b is None or found.planned is None or r is None or r <= 0:
        return None
    if found.rule == "linear":
        return (case.target - case.observed) / (case.span - case.elapsed) / ((case.observed - b) / case.elapsed)
    share, r = (found.planned - b) / (case.target - b), r / 100
    return (1 - share * r) / (r * (1 - share)) if share < 1 else None


def forecast_class(row: Row, method: Method) -> str | None:
    """Return the class of a row's forecast; None once its plan has ended, where the outcome stands instead.

    A met target is 提前完成, except one that can be left again (a range, a relative target); of
    components the worst decides.
    """
    if row.outcome:
        return None
    if row.reason:
        return UNPREDICTABLE
    if row.met:
        return EARLY if row.early else FEASIBLE
    order = (FEASIBLE, WITH_EFFORT, UNPREDICTABLE)
    return max((_class(result, method) for result in row.results if not result.met), key=order.index)


def _class(result: Result, method: Method) -> str:
    if result.rate is not None and result.rate <= 0 and result.progress and result.progress.rule != ATTAINMENT:
        return WITH_EFFORT
    times = multiple(result)
    if times is None:
        return UNPREDICTABLE
    return FEASIBLE if times <= Fraction(method.outlook_limit) else WITH_EFFORT
