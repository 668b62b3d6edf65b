"""Plans that have not begun at the asked time (尚未开始): told, listed and left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import click

from mzprog.cli.output import complain
from mzprog.cli.plans import Plans
from mzprog.core.period import period_words
from mzprog.core.results import NOT_BEGUN, Assessment


class Late(NamedTuple):
    """A plan that has not begun: ``why`` says since when it counts and what periods it has."""

    file: str
    plan: str
    baseline_year: int
    why: str


def late(assessment: Assessment) -> Late:
    """Return what there is to tell of a plan that has not begun."""
    plan = assessment.plan
    periods = "、".join(str(p) for p in plan.periods if p.year > plan.baseline_year) or "无"
    why = (
        f"《{plan.title}》从{plan.baseline_year}年末起算，到{period_words(assessment.as_of.period)}{NOT_BEGUN}；"
        f"有数据的期：{periods}"
    )
    return Late(plan.file, plan.title, plan.baseline_year, why)


def part(assessments: Iterable[Assessment], loaded: Plans) -> tuple[list[Assessment], list[Late]]:
    """Return the assessments of plans that have begun, and the plans that have not, which are told.

    It is a wrong call where none has begun and no plan was broken.
    """
    begun: list[Assessment] = []
    waiting: list[Late] = []
    for assessment in assessments:
        if assessment.not_begun:
            waiting.append(late(assessment))
        else:
            begun.append(assessment)
    if not begun:
        some_must(waiting, loaded)
    tell_late(waiting)
    return begun, waiting


def some_must(waiting: Sequence[Late], loaded: Plans) -> None:
    """Refuse a call in which no plan has begun, unless one was broken, which counts for more."""
    if waiting and not loaded.problems:
        raise click.UsageError(waiting[0].why)


def tell_late(waiting: Iterable[Late]) -> None:
    """Name the plans that are left out."""
    for plan in waiting:
        complain(f"{NOT_BEGUN}，已略去：{plan.plan}（基期{plan.baseline_year}年末）")


def envelope(plans: Iterable[Any], waiting: Iterable[Late], loaded: Plans) -> dict[str, Any]:
    """Return the JSON document around the records of ``plans``; the other lists are read after these."""
    return {
        "plans": iter(plans),
        "not_begun": ({"file": p.file, "plan": p.plan, "baseline_year": p.baseline_year} for p in waiting),
        "problems": (p._asdict() for p in loaded.problems),
    }
