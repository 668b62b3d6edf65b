"""定基指数型: 实际值 ÷ 应达值, a ÷ p, for a falling indicator p ÷ a."""

from __future__ import annotations

from fractions import Fraction

from mzprog.core.rules.case import Case
from mzprog.core.rules.proportion import of_level
from mzprog.core.rules.rule import Formula, Rule, Writing


def rate(case: Case, planned: Fraction) -> Fraction:
    """Return the rate in percent.

    >>> case = Case(Fraction(6392), Fraction(5200), Fraction(8000), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> float(rate(case, Fraction(6600)))
    96.84848484848484
    """
    return (case.observed / planned if case.rising else planned / case.observed) * 100


def observation(case: Case, planned: Fraction, share: Fraction) -> Fraction | None:
    """Return the value that has the rate ``share``."""
    return of_level(planned, share, case.rising)


def working(w: Writing) -> str:
    """Write out the value over the planned value, or the other way round."""
    parts, steps = (w.a, w.planned_level()), (w.a, w.computed(w.planned))
    if not w.case.rising:
        parts, steps = parts[::-1], steps[::-1]
    return " ÷ ".join(parts) + (f" = {' ÷ '.join(steps)}" if parts != steps else "")


def needs(case: Case) -> str | None:
    """Ask for positive numbers."""
    if case.start <= 0 or case.target <= 0:
        return "定基指数型要求基期值和目标值为正数"
    return "定基指数型要求观测值为正数" if case.observed <= 0 else None


RULE = Rule(
    "index", "定基指数型", "用实际值除以应达值，逆向指标反过来除", rate, observation, working,
    Formula(lambda rising, milestones: "{a}/{p}*100" if rising else "{p}/{a}*100", "AND({b}>0,{t}>0,{a}>0)"), needs,
)  # fmt: skip
