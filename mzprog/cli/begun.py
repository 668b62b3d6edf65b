"""Plans that have not begun at the asked time (尚未开始): told, listed and left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import click

from mzprog.cli.output import complain
from mzprog.cli.plans import Plans
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.results import NOT_BEGUN, Assessment


class Late(NamedTuple):
    """A plan that has not begun by ``begin``: ``why`` says since when it counts and what periods it has."""

    file: str
    plan: str
    begin: Period
    why: str


def late(assessment: Assessment) -> Late:
    """Return what there is to tell of a plan that has not begun."""
    plan = assessment.plan
    periods = "、".join(str(p) for p in plan.periods if p.end > plan.begin.end) or "无"
    why = (
        f"《{plan.title}》从{begin_words(plan.begin)}起算，到{period_words(assessment.as_of.period)}{NOT_BEGUN}；"
        f"有数据的期：{periods}"
    )
    return Late(plan.file, plan.title, plan.begin, why)


def begin_words(begin: Period) -> str:
    """Name the time at which a plan begins: the end of its baseline's period.

    >>> from mzprog.core.period import parse_period
    >>> begin_words(parse_period("2015")), begin_words(parse_period("2020-06"))
    ('2015年末', '2020年6月末')
    """
    return f"{period_words(begin)}末"


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
    for assessment in begun:
        tell_empty(without_figures(assessment))
    return begun, waiting


def without_figures(assessment: Assessment) -> str | None:
    """Return what there is to tell where no row has a figure for the asked time: for which there are, and --latest."""
    if any(
        result.period and not result.measure.observations[result.period].empty
        for row in assessment.rows
        for result in row.results
    ):
        return None
    plan, asked = assessment.plan, assessment.as_of
    figures = [pair for i in plan.indicators for m in i.measures for pair in m.observations.items()]
    known = sorted({period for period, figure in figures if not figure.empty}, key=in_time)
    older = any(period.end <= asked.period.end for period in known)
    hint = "；要沿用以前最近一期的数，请加 --latest" if older and not asked.latest else ""
    return (
        f"《{plan.title}》没有一项指标有{period_words(asked.period)}的数，都是无法评估；"
        f"有数据的期：{'、'.join(map(str, known)) or '无'}{hint}"
    )


def tell_empty(why: str | None) -> None:
    """Say that a plan has no figure for the asked time, where that is so."""
    if why:
        complain(why)


def some_must(waiting: Sequence[Late], loaded: Plans) -> None:
    """Refuse a call in which no plan has begun, unless one was broken, which counts for more."""
    if waiting and not loaded.problems:
        raise click.UsageError(waiting[0].why)


def tell_late(waiting: Iterable[Late]) -> None:
    """Name the plans that are left out."""
    for plan in waiting:
        complain(f"{NOT_BEGUN}，已略去：{plan.plan}（基期{begin_words(plan.begin)}）")


def envelope(plans: Iterable[Any], waiting: Iterable[Late], loaded: Plans) -> dict[str, Any]:
    """Return the JSON document around the records of ``plans``; the other lists are read after these."""
    return {
        "plans": iter(plans),
        "not_begun": ({"file": p.file, "plan": p.plan, "baseline_year": p.begin.year} for p in waiting),
        "problems": (p._asdict() for p in loaded.problems),
    }
