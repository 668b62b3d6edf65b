"""What a page's address asks to see: the time, the rows; and how problems are shown with their lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from mzprog.core.assessment import assess
from mzprog.core.period import Period, in_time, parse_period, period_words, whole_year
from mzprog.core.plan import Plan
from mzprog.core.problems import Problem, visible
from mzprog.core.results import NO_TYPE, AsOf, Assessment, Selection, select

_SHOWN = 200  # characters of a line


class View(NamedTuple):
    """A plan's page: as of which time, which rows, in which order."""

    time: AsOf
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    sort: str = "plan"

    def select(self, assessment: Assessment) -> Selection:
        """Return the rows to show."""
        return select(
            assessment, types=self.types, categories=self.categories, verdicts=self.verdicts,
            responsible=self.responsible, sort=self.sort, explain=True,
        )  # fmt: skip

    @property
    def query(self) -> dict[str, Any]:
        """The time as an address has it."""
        return {"time": str(self.time.period), **({"latest": "1"} if self.time.latest else {})}


def view_of(plan: Plan, args: MultiDict[str, str]) -> View:
    """Read what an address asks of a plan. Raises :class:`Refusal`."""
    types, categories, verdicts, bodies = (
        tuple(filter(None, args.getlist(name))) for name in ("type", "category", "verdict", "responsible")
    )
    time = time_of(args.get("time", ""), "latest" in args) or newest(plan, "latest" in args)
    return View(time, types, categories, verdicts, bodies, "rate" if args.get("sort") == "rate" else "plan")


def time_of(text: str, latest: bool) -> AsOf | None:
    """Return the time that a text names: a whole year to look into, or exactly a shorter period; None for ""."""
    if not text.strip():
        return None
    period = parse_period(text)
    return AsOf(period, period.months < 12, latest)


def newest(plan: Plan, latest: bool = False) -> AsOf:
    """Return the latest year of which a plan has a figure, else its last one."""
    entries = (pair for item in plan.indicators for part in item.measures for pair in part.observations.items())
    years = [period.year for period, figure in entries if not figure.empty and period.end > plan.begin.end]
    return AsOf(whole_year(max(years, default=plan.target_year)), False, latest)


def times(plans: Iterable[Plan], asked: Period | None = None) -> list[tuple[str, str]]:
    """Return the times to choose from, the latest first, as addresses have them and in words."""
    periods = {p for plan in plans for p in plan.periods if p.end > plan.begin.end} | ({asked} if asked else set())
    found = sorted(periods | {whole_year(p.year) for p in periods}, key=in_time, reverse=True)
    return [(str(p), f"{period_words(p)}{'（最近的一期）' if p.months == 12 else ''}") for p in found]


def choices(assessment: Assessment) -> list[tuple[str, str, list[str]]]:
    """Return what the rows of a plan can be filtered by: the name in an address, the title, the words."""
    rows = [row.indicator for row in assessment.rows]
    return [
        ("category", "类别", list(assessment.categories)),
        ("type", "属性", list(dict.fromkeys(item.type or NO_TYPE for item in rows))),
        ("verdict", "评价", list(assessment.method.labels)),
        ("responsible", "责任单位", list(assessment.by_responsible)),
    ]


def assessed(plan: Plan, view: View) -> Assessment:
    """Assess a plan as of the time of a view."""
    return assess(plan, view.time)


class Located(NamedTuple):
    """A problem and the line of the file that it stands in."""

    problem: Problem
    text: str


def located(problems: Iterable[Problem], data: bytes) -> list[Located]:
    """Return problems with their lines."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return [
        Located(p, visible(lines[p.line - 1][:_SHOWN]) if p.line and p.line <= len(lines) else "") for p in problems
    ]
