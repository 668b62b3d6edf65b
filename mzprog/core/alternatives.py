"""What other rules would say of a row, and whether its verdict depends on the rule (敏感性)."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.case import Case
from mzprog.core.method import NOT_ASSESSABLE, Method, judge
from mzprog.core.plan import INDEXED
from mzprog.core.progress import by_itself, progress
from mzprog.core.results import Result
from mzprog.core.rules import LOG, RULES


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
    if case is None or applied is None:
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


def depends(result: Result, others: Iterable[Alternative]) -> bool:
    """Tell whether one of the other rules, where it can apply, gives another verdict."""
    return any(a.rate is not None and a.verdict != result.verdict for a in others)
