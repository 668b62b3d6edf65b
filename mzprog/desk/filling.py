"""Fill in a period: what is typed becomes a difference of the file, looked at before it is saved.

Every field carries what stood in it when the page was made. So a change is what differs from that, whoever has
written to the file since; where somebody has changed the same place, neither is taken without being asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from mzprog.core.assessment import assess
from mzprog.core.period import Period, in_time, parse_period
from mzprog.core.plan import Figure, Indicator, Plan
from mzprog.core.problems import PlanError, quoted
from mzprog.core.quantity import literal
from mzprog.core.results import AsOf
from mzprog.core.wording import cells, unit_of
from mzprog.desk.folder import Opened, digest
from mzprog.desk.pages import folder
from mzprog.desk.view import View, newest
from mzprog.planfile.check import Checked, check
from mzprog.planfile.edit import Edit, Form, Place, add_source, edit
from mzprog.planfile.write import one_line

pages = Blueprint("filling", __name__)
_MISSING = ("缺数：", "缺数:", "缺：", "缺:")
_ASIDES: tuple[Place, ...] = ("causes", "actions")


class Input(NamedTuple):
    """A field: its ``name`` in the form, what the file says there (``now``), what is typed, what was there at first."""

    name: str
    now: str
    said: str
    was: str

    @property
    def changed(self) -> bool:
        """Whether somebody has typed something else than stood there."""
        return self.said not in {self.was, self.now}


class Line(NamedTuple):
    """The fields of one measure, what stood in the period before, and causes and actions with an indicator's first."""

    item: Indicator
    component: str | None
    unit: str
    last: str
    value: Input
    source: Input
    note: Input
    asides: Mapping[Place, Input]

    @property
    def title(self) -> str:
        """The name of the indicator, and of the component."""
        return f"{self.item.name}：{self.component}" if self.component else self.item.name


class Sheet(NamedTuple):
    """All fields of a period of one file, and whose figures the new ones are."""

    opened: Opened
    period: Period
    lines: tuple[Line, ...]
    source: str
    title: str


class Outcome(NamedTuple):
    """What the fields make of the file: its text and how that checks, what to say beside which row, and of all."""

    text: str
    checked: Checked
    beside: Mapping[str, list[str]]
    faults: tuple[str, ...]
    changes: int

    @property
    def fit(self) -> bool:
        """Whether it may be saved."""
        return bool(self.changes) and not self.faults and self.checked.plan is not None


def sheet(opened: Opened, form: Mapping[str, str]) -> Sheet:
    """Put the file and the form together. Raises :class:`Refusal` for a period that is none."""
    plan, text = opened.plan, form.get("period", "")
    period = parse_period(text) if text.strip() else max(plan.periods, key=in_time, default=newest(plan).period)
    lines = tuple(_line(item, n, period, form) for item in plan.indicators for n in range(len(item.measures)))
    return Sheet(opened, period, lines, one_line(form.get("source", "")), one_line(form.get("title", "")))


def _input(name: str, now: str | None, form: Mapping[str, str]) -> Input:
    now = one_line(now or "")
    was, said = one_line(form.get(f"was:{name}", now)), one_line(form.get(name, now))
    return Input(name, now, now if said == was else said, was)


def _line(item: Indicator, number: int, period: Period, form: Mapping[str, str]) -> Line:
    part = item.measures[number]
    figure = part.observations.get(period, Figure(None))
    before = max((p for p in part.observations if p.end < period.end), key=in_time, default=None)
    last = f"{said_of(part.observations[before])}（{before}）" if before else said_of(part.baseline)
    key = item.name if part.name is None else f"{item.name}/{part.name}"
    fields = (("value", said_of(figure)), ("source", figure.source), ("note", figure.note))
    asides = {place: _input(f"{place}:{item.name}", _aside(item, place, period), form) for place in _ASIDES}
    value, source, note = (_input(f"{name}:{key}", now, form) for name, now in fields)
    return Line(item, part.name, unit_of(item) or "", last, value, source, note, asides if number == 0 else {})


def said_of(figure: Figure | None) -> str:
    """Write a figure as it is typed here."""
    if figure is None or figure == Figure(None):
        return ""
    if figure.value is not None:
        return literal(figure.value)
    return figure.judged or f"缺数：{figure.missing}"


def _aside(item: Indicator, place: Place, period: Period) -> str:
    """Return the causes or actions of a period; what names no time is that of every one."""
    return "；".join(one.text for one in getattr(item, place) if one.period in {None, period})


def outcome(sheet: Sheet) -> Outcome:
    """Work out what the fields make of the file, and check that."""
    beside: dict[str, list[str]] = {}
    faults, edits, file = [], list[Edit](), folder().path(sheet.opened.key)
    for name, found in _edits(sheet):
        if isinstance(found, Edit):
            edits.append(found)
        else:
            beside.setdefault(name, []).append(found)
            faults.append(f"{name}：{found}")
    text = sheet.opened.data.decode()
    try:
        text = edit(sheet.opened.data, file, edits)
        if sheet.source not in {"", *sheet.opened.plan.sources} and any(e.source == sheet.source for e in edits):
            text = add_source(text.encode(), file, sheet.source, sheet.title or sheet.source)
    except PlanError as error:
        faults += [problem.message for problem in error.problems]
    checked, before = check(text.encode(), file), check(sheet.opened.data, file)
    known = {problem._replace(line=None, column=None) for problem in before.remarks}
    for problem in (*checked.problems, *checked.remarks):
        if problem._replace(line=None, column=None) not in known:
            beside.setdefault(problem.indicator or "", []).append(problem.message)
    faults += [f"{p.indicator}：{p.message}" if p.indicator else p.message for p in checked.problems]
    for name, said in _verdicts(checked.plan, sheet.period, {e.indicator for e in edits}):
        beside.setdefault(name, []).append(said)
    return Outcome(text, checked, beside, tuple(dict.fromkeys(faults)), len(edits))


def _edits(sheet: Sheet) -> Iterator[tuple[str, Edit | str]]:
    """Yield each change that was typed, or why it cannot be one, by the name of the indicator."""
    for line in sheet.lines:
        name = line.item.name
        for one in (line.value, line.source, line.note, *line.asides.values()):
            if one.changed and one.was != one.now:
                yield name, f"文件里这里刚被改成{quoted(one.now)}，您填的是{quoted(one.said)}；请核对后再提交一次"
        if line.value.changed or line.source.changed or line.note.changed:
            yield name, _figure(sheet, line)
        for place, one in line.asides.items():
            said = getattr(line.item, place)
            if one.changed and (not one.said or sum(a.period in {None, sheet.period} for a in said) > 1):
                yield name, "原因和措施写成了几条，或要删去的，请在文件里改"
            elif one.changed:  # what names no time stays so; what is new is of this period
                undated = any(a.period is None for a in said)
                yield name, Edit(name, None, place, None if undated else sheet.period, one.said)


def _figure(sheet: Sheet, line: Line) -> Edit | str:
    said = line.value.said
    if not said:
        return "这里不能删去已有的数；没有数的请写“缺数：原因”" if line.value.now else "请先填数值，再写来源和说明"
    source = line.source.said or (sheet.source if line.value.changed else "")
    form, text = _form(said, sheet.opened.plan)
    beside = source or None, line.note.said or None
    return Edit(line.item.name, line.component, "observations", sheet.period, text, form, *beside)


def _form(said: str, plan: Plan) -> tuple[Form, str]:
    """Tell a reason and a judgement from a figure."""
    for mark in _MISSING:
        if said.startswith(mark):
            return "missing", said.removeprefix(mark).strip()
    return ("judged" if said in plan.method.judgements else "value"), said


def _verdicts(plan: Plan | None, period: Period, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what becomes of the rows that were changed."""
    for row in assess(plan, AsOf.exactly(period)).rows if plan is not None and names else ():
        if row.indicator.name in names:
            yield row.indicator.name, f"进展率{cells(row).rate}，{row.verdict}"


@pages.route("/plan/<key>/fill", methods=["GET", "POST"])
def fill(key: str) -> str:
    """Show the fields of a period, and beside each what there is to say of what is typed."""
    form = request.form if request.method == "POST" else request.args
    found = sheet(folder().open(key), form)
    made, asked = outcome(found), form.get("do") == "diff"
    return _confirm(found, made, "") if asked and made.fit else _fields(found, made, asked)


def _fields(found: Sheet, made: Outcome, asked: bool) -> str:
    now = assess(found.opened.plan, AsOf.exactly(found.period))
    opened, view = found.opened, View(newest(found.opened.plan))
    behind = {row.indicator.name for row in now.rows if now.method.lags(row.verdict)}
    return render_template("fill.html", opened=opened, sheet=found, made=made, behind=behind, asked=asked, view=view)


def _confirm(found: Sheet, made: Outcome, told: str) -> str:
    changed = unified_diff(found.opened.data.decode().splitlines(), made.text.splitlines(), n=1, lineterm="")
    return render_template(
        "confirm.html", opened=found.opened, sheet=found, made=made, lines=list(changed)[2:], told=told,
        fields=[(k, v) for k, v in request.form.items() if k not in {"do", "state", "shown"}],
        shown=digest(made.text.encode()),
    )  # fmt: skip


@pages.post("/plan/<key>/save")
def save(key: str) -> Response | str:
    """Save what was looked at; where the file or the outcome is another by now, show it again instead."""
    opened = folder().open(key)
    found = sheet(opened, request.form)
    made = outcome(found)
    if not made.fit:
        return _fields(found, made, True)
    if request.form.get("state") != opened.state or request.form.get("shown") != digest(made.text.encode()):
        return _confirm(found, made, "文件在磁盘上已被改动，什么都没有写入；下面的差异已按新的文件重算，请再看一遍")
    try:
        folder().save(key, opened.data, made.text)
    except PlanError as error:
        if error.problems[0].code != "changed":
            raise
        found = sheet(folder().open(key), request.form)
        return _confirm(found, outcome(found), error.problems[0].message)
    return redirect(url_for("pages.one_plan", key=key, time=str(found.period), saved=made.changes), 303)
