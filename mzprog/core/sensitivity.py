"""What the other rules would say of a result, and whether its verdict depends on the rule (敏感性)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from mzprog.core.method import NOT_ASSESSABLE, Method, judge
from mzprog.core.results import Result
from mzprog.core.rules import RULES, progress
from mzprog.core.rules.attainment import ATTAINMENT


class Alternative(NamedTuple):
    """A rule that was not applied, with the ``rate`` in percent and the verdict it would give.

    ``refusal`` says, instead of a rate, why it cannot apply; its verdict is then 无法评估.
    """

    rule: str
    rate: Fraction | None
    verdict: str
    refusal: str | None = None


def alternatives(result: Result, method: Method) -> tuple[Alternative, ...]:
    """Return what each other rule says; none where every rule falls back on attainment (达标).

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
    if case is None or applied is None:
        return ()
    found = [progress(case, rule) for rule in RULES if rule != applied.rule]
    return tuple(
        Alternative(f.rule, f.rate, NOT_ASSESSABLE if f.rate is None else judge(f.rate, case.met, method), f.refusal)
        for f in found
        if f.rule != ATTAINMENT
    )


def depends(result: Result, method: Method) -> bool:
    """Tell whether another rule, where it can apply, gives another verdict."""
    return any(a.rate is not None and a.verdict != result.verdict for a in alternatives(result, method))
