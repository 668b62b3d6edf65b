"""Plans that have not begun at the asked time (尚未开始): told, listed and left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from mzprog.cli.output import complain
from mzprog.cli.plans import Plans
from mzprog.period import period_words
from mzprog.plan import Plan
from mzprog.results import NOT_BEGUN, Assessment


def part(assessments: Iterable[Assessment], loaded: Plans) -> tuple[list[Assessment], list[Assessment]]:
    """Return the assessments of plans that have begun and of those that have not.

    It is a wrong call where none has begun and no plan was broken.
    """
    begun: list[Assessment] = []
    waiting: list[Assessment] = []
    for assessment in assessments:
        (waiting if assessment.not_begun else begun).append(assessment)
    if waiting and not begun and not loaded.problems:
        raise click.UsageError(_not_begun(waiting[0]))
    for late in waiting:
        complain(f"{NOT_BEGUN}，已略去：{late.plan.title}（基期{late.plan.baseline_year}年末）")
    return begun, waiting


def envelope(plans: Sequence[dict[str, Any]], waiting: Iterable[Assessment], loaded: Plans) -> dict[str, Any]:
    """Return the JSON document around the records of ``plans``."""
    late = [a.plan for a in waiting]
    return {
        "plans": list(plans),
        "not_begun": [{"file": p.file, "plan": p.title, "baseline_year": p.baseline_year} for p in late],
        "problems": [p._asdict() for p in loaded.problems],
    }


def _not_begun(assessment: Assessment) -> str:
    plan: Plan = assessment.plan
    periods = "、".join(str(p) for p in plan.periods if p.year > plan.baseline_year) or "无"
    return (
        f"《{plan.title}》从{plan.baseline_year}年末起算，到{period_words(assessment.as_of.period)}{NOT_BEGUN}；"
        f"有数据的期：{periods}"
    )
