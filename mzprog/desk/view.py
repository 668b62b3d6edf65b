"""What a page's address asks to see, the times there are; and what the templates say it with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask, url_for
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from mzprog.core.period import Period, in_time, parse_period, period_words, whole_year
from mzprog.core.plan import Plan
from mzprog.core.problems import Problem, visible
from mzprog.core.results import AsOf, Assessment, Selection, select
from mzprog.render.clean import clean

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
        return select(assessment, **{key: value for key, value in self._asdict().items() if key != "time"})

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


def time_of(text: str, latest: bool = False) -> AsOf | None:
    """Return the time that a text names: a whole year to look into, or exactly a shorter period; None for ""."""
    if not text.strip():
        return None
    period = parse_period(text)
    return AsOf.in_or_at(period, latest)


def newest(plan: Plan, latest: bool = False) -> AsOf:
    """Return the latest year of which a plan has a figure, else its last one."""
    entries = (pair for item in plan.indicators for part in item.measures for pair in part.observations.items())
    years = [period.year for period, figure in entries if not figure.empty and period.end > plan.begin.end]
    return AsOf.in_year(max(years, default=plan.target_year), latest)


def times(plans: Iterable[Plan], asked: Period | None = None) -> list[tuple[Period, str]]:
    """Return the times to choose from, the latest first, each in words."""
    periods = {p for plan in plans for p in plan.periods if p.end > plan.begin.end} | ({asked} if asked else set())
    found = sorted(periods | {whole_year(p.year) for p in periods}, key=in_time, reverse=True)
    return [(p, f"{period_words(p)}{'（最近的一期）' if p.months == 12 else ''}") for p in found]


def choices(assessment: Assessment) -> list[tuple[str, str, list[str]]]:
    """Return what the rows of a plan can be filtered by: the name in an address, the title, the words."""
    return [
        ("category", "类别", list(assessment.categories)),
        ("type", "属性", list(assessment.by_type)),
        ("verdict", "评价", list(assessment.method.labels)),
        ("responsible", "责任单位", list(assessment.by_responsible)),
    ]


def located(problems: Iterable[Problem], text: str) -> list[tuple[Problem, str]]:
    """Return problems, each with the line of the file that it stands in."""
    lines = text.removeprefix("\ufeff").splitlines()
    return [(p, visible(lines[p.line - 1][:_SHOWN]) if p.line and p.line <= len(lines) else "") for p in problems]


def teach(app: Flask) -> None:
    """Give the templates what they say things with."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(lines=_lines, period_words=period_words, located=located)
    app.jinja_env.globals["address"] = _address


def _lines(text: str) -> Markup:
    return Markup("<br>").join(map(escape, clean(text).split("\n")))


def _address(key: str, asked: MultiDict[str, str], row: str = "", report: str = "") -> str:
    """Return the address of a plan's page with another row opened, or of its report, and all else as it was asked."""
    kept: dict[str, Any] = {name: asked.getlist(name) for name in asked if name not in {"row", "saved"}}
    if report:
        return url_for("pages.download", key=key, suffix=report, **kept)
    return url_for("pages.one_plan", key=key, **kept, row=row or None)
