"""The pages that only show: all plans, one plan, what has changed since, the reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from io import BytesIO
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file, url_for
from markupsafe import Markup

from mzprog.answers import evaluate, one_row, overview, report, since
from mzprog.answers.pictures import gallery
from mzprog.core.assessment import assess
from mzprog.core.period import period_words
from mzprog.core.problems import PlanError, Problem
from mzprog.core.results import AsOf, Assessment, Selection
from mzprog.desk.folder import Folder, Opened, Refused, digest
from mzprog.desk.view import View, choices, located, newest, time_of, times, view_of
from mzprog.questions import change
from mzprog.questions.outlook import look_ahead
from mzprog.render import REPORTS, html, svg
from mzprog.render.document import Bar, Section, Table
from mzprog.workbook.files import NotInstalledError, report_file

pages = Blueprint("pages", __name__)


def folder() -> Folder:
    """Return the files of this desk."""
    found: Folder = current_app.config["FOLDER"]
    return found


def seen(key: str) -> tuple[Opened, View, Assessment]:
    """Return a plan, what the address asks of it, and its assessment."""
    opened = folder().open(key)
    view = view_of(opened.plan, request.args)
    return opened, view, assess(opened.plan, view.time)


class _Line(NamedTuple):
    """A plan of the overview, at its time; ``begun``: whether it has begun by then."""

    opened: Opened
    view: View
    line: overview.PlanLine
    begun: bool

    @property
    def address(self) -> str:
        """The address of the plan's page."""
        return url_for("pages.one_plan", key=self.opened.key, **self.view.query)

    @property
    def under(self) -> str:
        """What stands under the plan's name: its file and the time it is seen at."""
        return f"{self.opened.key}，{period_words(self.view.time.period)}"

    def fits(self, word: str) -> bool:
        """Tell whether the plan or one of its indicators is called so."""
        return any(word in text for text in (self.line.plan, self.opened.key, *(r.cells.name for r in self.line.rows)))


def _worst(row: overview.RowLine | None) -> tuple[bool, bool, Fraction]:
    """Return by what plans are ordered, the one with the worst row first, those without a lagging row last."""
    rate = row.rate if row else None
    return row is None, rate is None, rate or Fraction(0)


# How the plans can be ordered, by the word in the address.
_SORTS = {
    "score": lambda one: (one.line.score.value is None, -(one.line.score.value or 0)),
    "worst": lambda one: _worst(one.line.worst),
}


@pages.get("/")
def all_plans() -> str:
    """Show every plan: counts, score, worst row; broken ones with their problems."""
    args, latest = request.args, "latest" in request.args
    asked, word, sort = time_of(args.get("time", ""), latest), args.get("q", "").strip(), args.get("sort")
    lines, broken = _read(asked, latest)
    shown = [one for one in lines if one.fits(word)]
    if sort in _SORTS:
        shown.sort(key=_SORTS[sort])
    begun = [one for one in shown if one.begun]
    rows = [(one, row) for one in begun for row in one.line.rows if word and word in row.cells.name]
    return render_template(
        "overview.html", lines=begun, waiting=[one for one in shown if not one.begun], broken=broken, word=word,
        sort=sort, asked=asked, latest=latest, times=times(one.opened.plan for one in lines),
        table=overview.plans_table([one.line for one in begun]) if begun else None,
        total=overview.total_line([one.line for one in begun]) if begun else "",
        rows=overview.rows_table(row for _, row in rows) if rows else None, owners=[one for one, _ in rows],
    )  # fmt: skip


def _read(asked: AsOf | None, latest: bool) -> tuple[list[_Line], list[tuple[str, list[tuple[Problem, str]]]]]:
    """Return the plans, each at the time that was asked for or its own latest, and the broken ones' problems."""
    lines, broken = [], []
    for key in folder().files():
        try:
            opened = folder().open(key)
        except PlanError as error:
            broken.append((key, located(error.problems, folder().text(key))))
            continue
        view = View(asked or newest(opened.plan, latest))
        assessment = assess(opened.plan, view.time)
        line = overview.plan_line(view.select(assessment), every_row=True, scored=True)
        lines.append(_Line(opened, view, line, not assessment.not_begun))
    return lines, broken


@pages.get("/state")
def folder_state() -> str:
    """Say in which state the files are."""
    return folder().state()


@pages.get("/plan/<key>/state")
def plan_state(key: str) -> str:
    """Say in which state a file is; "" where it is gone."""
    with suppress(PlanError, Refused):
        return digest(folder().read(key))
    return ""


@pages.get("/plan/<key>")
def one_plan(key: str) -> str:
    """Show a plan: its table with one row opened, and under it the report, which is what is printed."""
    opened, view, assessment = seen(key)
    selection = view.select(assessment)
    made = evaluate.document(selection)
    name = request.args.get("row", "")
    written = report.document(_extract(assessment, view), report.Form(bodies=view.responsible))
    return render_template(
        "plan.html", opened=opened, view=view, assessment=assessment, document=made, row=name,
        table=next(part for part in made.parts if isinstance(part, Table)),
        names=[row.indicator.name for row in selection.rows], bars=[*_bars(selection)],
        sections=[part for part in made.parts if isinstance(part, Section)],
        opened_row=_row(selection, name), choices=choices(assessment), asked=request.args,
        times=times([opened.plan], view.time.period), report=written, body=Markup(html.body(written)), forms=REPORTS,
    )  # fmt: skip


def _extract(assessment: Assessment, view: View) -> Assessment:
    """Return what the report is on: all rows, or those of the responsible bodies that were chosen."""
    return assessment._replace(rows=View(view.time, responsible=view.responsible).select(assessment).rows)


def _bars(selection: Selection) -> Iterator[Markup]:
    marks = tuple((Fraction(t.start), "") for t in selection.assessment.method.tiers if t.start is not None)
    for row in selection.rows:
        bar = Bar("", row.rate, "", evaluate.tone(row.verdict, selection.assessment.method), "", "")
        yield Markup(svg.bar(bar, marks, Fraction(200))) if row.rate is not None else Markup("")


def _row(selection: Selection, name: str) -> tuple[list[Section], Markup] | None:
    """Return what there is to tell of one row, and its chart."""
    ahead = look_ahead(selection.assessment).rows if name else ()
    for one in ahead:
        if one.row.indicator.name == name:
            charts = gallery(selection.assessment, (one.row,)).charts
            return one_row.sections(selection, one), Markup(svg.chart(charts[0], "row-chart") if charts else "")
    return None


@pages.get("/plan/<key>/since")
def compared(key: str) -> str:
    """Show what has changed since an earlier time."""
    opened, view, now = seen(key)
    then = _earlier(view)
    made = None if then is None else since.document(view.select(now), change.since(then, now))
    return render_template(
        "since.html", opened=opened, view=view, document=made, then=then, times=times([opened.plan], view.time.period),
        asked=request.args, forms=REPORTS,
    )  # fmt: skip


def _earlier(view: View) -> AsOf | None:
    """Return the time to compare with, if one is asked for."""
    then = time_of(request.args.get("since", ""), view.time.latest)
    if then is not None and then.period.end >= view.time.period.end:
        raise Refused(f"要比的时间应早于{view.time}，得到{then}")
    return then


@pages.get("/plan/<key>/report<suffix>")
def download(key: str, suffix: str) -> Response:
    """Send the report in one of its formats."""
    if suffix not in REPORTS:
        abort(404)
    opened, view, assessment = seen(key)
    if assessment.not_begun:
        raise Refused(f"到{view.time}还没有开始，没有可写的报告")
    form = report.Form(bodies=view.responsible, earlier=_earlier(view), paper=REPORTS[suffix].paper)
    data = written(_extract(assessment, view), suffix, form)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{opened.plan.title}-{view.time}{suffix}")


def written(assessment: Assessment, suffix: str, form: report.Form) -> bytes:
    """Return the report as the bytes of a file. Raises :class:`Refused` where what writes it is not installed."""
    try:
        return report_file([assessment], suffix, form)
    except NotInstalledError as error:
        raise Refused(f"写不出{suffix}：还没有安装 {error.package}") from None
