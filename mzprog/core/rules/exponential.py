"""指数型: 实际年均增长率 ÷ 规划年均增长率.

Without milestones the planned growth is that of the whole plan, (t/b)^(1/Y) − 1. Computed wide
and rounded to 30 digits, so that a value exactly on the path is exactly 100.
"""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.powers import grown, growth, ratio
from mzprog.core.quantity import trimmed
from mzprog.core.rules.case import Case
from mzprog.core.rules.rule import Formula, Rule, Writing, signed


def rate(case: Case, planned: Fraction) -> Fraction:
    """Return the rate in percent.

    >>> case = Case(Fraction(121), Fraction(100), Fraction(16105100, 100000), None,
    ...             False, False, (), Fraction(2), Fraction(5))
    >>> rate(case, Fraction(121))
    Fraction(100, 1)
    """
    return ratio(growth(case.start, case.observed, case.elapsed), required_growth(case, planned)) * 100


def required_growth(case: Case, planned: Fraction) -> Fraction:
    """Return the yearly growth rate that the plan asks for: up to ``planned`` where there are milestones."""
    return growth(case.start, *_goal(case, planned))


def _goal(case: Case, planned: Fraction) -> tuple[Fraction, Fraction]:
    """Return the value that growth is planned to, and in how many years."""
    return (planned, case.elapsed) if case.path else (case.target, case.span)


def observation(case: Case, planned: Fraction, share: Fraction) -> Fraction | None:
    """Return the value that has the rate ``share``; None where no value has it."""
    if share == 1:
        return planned
    base = 1 + share * required_growth(case, planned)
    return grown(case.start, base, case.elapsed) if base >= 0 else None


def working(w: Writing) -> str:
    """Write out both growth rates and what they are."""
    goal, span = _goal(w.case, w.planned)
    powers = (
        f"[({signed(end)} ÷ {signed(w.b)})^(1/{trimmed(years, 4)}) - 1]"
        for end, years in ((w.a, w.case.elapsed), (w.written(goal), span))
    )
    rates = (
        signed(f"{trimmed(growth(w.case.start, end, years) * 100, 4)}%")
        for end, years in ((w.case.observed, w.case.elapsed), (goal, span))
    )
    return f"{' ÷ '.join(powers)} = {' ÷ '.join(rates)}"


def needs(case: Case) -> str | None:
    """Ask for numbers of one sign."""
    if case.start * case.target <= 0:
        return "指数型要求基期值和目标值同号且不为零"
    return "指数型要求观测值与基期值同号" if case.observed * case.start < 0 else None


def _formula(rising: bool, milestones: bool) -> str:
    goal = "({p}/{b})^(1/{y})" if milestones else "({t}/{b})^(1/{span})"
    return f"(({{a}}/{{b}})^(1/{{y}})-1)/({goal}-1)*100"


RULE = Rule(
    "exponential", "指数型", "用实际年均增长率除以规划年均增长率", rate, observation, working,
    Formula(_formula, "AND({b}*{t}>0,{a}*{b}>=0)"), needs, geometric=True,
)  # fmt: skip
