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

from mzprog.answers.overview import lags
from mzprog.core.assessment import assess
from mzprog.core.period import Period, in_time, parse_period, period_words
from mzprog.core.plan import NOT_REACHED, REACHED, Figure, Indicator, Plan, Remarked
from mzprog.core.problems import PlanError, Problem, quoted
from mzprog.core.quantity import literal
from mzprog.core.results import AsOf
from mzprog.core.wording import cells, unit_of
from mzprog.desk.folder import Opened, digest
from mzprog.desk.pages import folder
from mzprog.desk.view import newest
from mzprog.planfile.check import Checked, check
from mzprog.planfile.edit import Edit, Form, Place, add_source, edit
from mzprog.planfile.write import one_line

pages = Blueprint("filling", __name__)
_MISSING = ("缺数：", "缺数:", "缺：", "缺:")
_ASIDE: tuple[tuple[str, Place], ...] = (("causes", "causes"), ("actions", "actions"))


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

    @property
    def clash(self) -> bool:
        """Whether the file has become another at this place meanwhile."""
        return self.changed and self.was != self.now


class Field(NamedTuple):
    """The fields of one measure in one period, the one before it for comparison, and what there is to say of it."""

    item: Indicator
    component: str | None
    unit: str
    last: str
    figure: Figure | None
    value: Input
    source: Input
    note: Input

    @property
    def title(self) -> str:
        """The name of the indicator, and of the component."""
        return f"{self.item.name}：{self.component}" if self.component else self.item.name


class Aside(NamedTuple):
    """Causes or actions of an indicator; ``fixed`` where the file has several, which are not edited here."""

    item: Indicator
    place: Place
    period: Period | None
    input: Input
    fixed: bool


class Sheet(NamedTuple):
    """All fields of a period of one file, and whose figures the new ones are."""

    opened: Opened
    period: Period
    fields: tuple[Field, ...]
    asides: tuple[Aside, ...]
    source: str
    title: str


class Outcome(NamedTuple):
    """What the fields make of the file: its text and how that checks, what to say beside which row, and of all."""

    text: str
    checked: Checked
    beside: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...]
    changes: int

    @property
    def fit(self) -> bool:
        """Whether it may be saved."""
        return bool(self.changes) and not self.faults and self.checked.plan is not None


def sheet(opened: Opened, form: Mapping[str, str]) -> Sheet:
    """Put the file and the form together. Raises :class:`Refusal` for a period that is none."""
    plan = opened.plan
    text = form.get("period", "").strip()
    period = parse_period(text) if text else max(plan.periods, key=in_time, default=newest(plan).period)
    fields = tuple(_field(plan, item, part.name, period, form) for item in plan.indicators for part in item.measures)
    asides = tuple(_aside(item, key, place, period, form) for item in plan.indicators for key, place in _ASIDE)
    return Sheet(opened, period, fields, asides, one_line(form.get("source", "")), one_line(form.get("title", "")))


def _input(name: str, now: str, form: Mapping[str, str]) -> Input:
    now = one_line(now)
    was = one_line(form.get(f"was:{name}", now))
    said = one_line(form.get(name, now))
    return Input(name, now, now if said == was else said, was)


def _field(plan: Plan, item: Indicator, component: str | None, period: Period, form: Mapping[str, str]) -> Field:
    part = next(one for one in item.measures if one.name == component)
    figure = part.observations.get(period)
    earlier = [p for p in part.observations if p.end < period.end]
    before = max(earlier, key=in_time, default=None)
    last = f"{said_of(part.observations[before])}（{before}）" if before else said_of(part.baseline)
    key = item.name if component is None else f"{item.name}/{component}"
    return Field(
        item, component, unit_of(item) or "", last, figure,
        _input(f"value:{key}", said_of(figure), form),
        _input(f"source:{key}", figure.source or "" if figure else "", form),
        _input(f"note:{key}", figure.note or "" if figure else "", form),
    )  # fmt: skip


def said_of(figure: Figure | None) -> str:
    """Write a figure as it is typed here."""
    if figure is None:
        return ""
    if figure.value is not None:
        return literal(figure.value)
    return figure.judged or f"缺数：{figure.missing}"


def _aside(item: Indicator, key: str, place: Place, period: Period, form: Mapping[str, str]) -> Aside:
    said: tuple[Remarked, ...] = item.causes if key == "causes" else item.actions
    dated = any(one.period for one in said)
    own = [one for one in said if one.period == period] if dated else list(said)
    now = one_line(own[0].text) if len(own) == 1 else ""
    # What names no time stays so; what is new is of this period.
    return Aside(
        item, place, period if dated or not said else None, _input(f"{key}:{item.name}", now, form), len(own) > 1
    )


def outcome(sheet: Sheet) -> Outcome:
    """Work out what the fields make of the file, and check that."""
    beside: dict[str, list[str]] = {}
    faults, edits = [], list[Edit]()
    for name, found in _edits(sheet):
        if isinstance(found, Edit):
            edits.append(found)
        else:
            beside.setdefault(name, []).append(found)
            faults.append(f"{name}：{found}")
    text = sheet.opened.data.decode()
    try:
        text = _written(sheet, edits)
    except PlanError as error:
        faults += [problem.message for problem in error.problems]
    checked = check(text.encode(), folder().path(sheet.opened.key))
    known = {(p.indicator, p.code, p.message) for p in check(sheet.opened.data, checked.file).remarks}
    new = [p for p in (*checked.problems, *checked.remarks) if (p.indicator, p.code, p.message) not in known]
    for problem in new:
        beside.setdefault(problem.indicator or "", []).append(problem.message)
    faults += _at_large(checked.problems)
    for name, said in _verdicts(checked.plan, sheet.period, {e.indicator for e in edits}):
        beside.setdefault(name, []).append(said)
    return Outcome(text, checked, {k: tuple(v) for k, v in beside.items()}, tuple(dict.fromkeys(faults)), len(edits))


def _at_large(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.indicator}：{p.message}" if p.indicator else p.message for p in problems]


def _edits(sheet: Sheet) -> Iterator[tuple[str, Edit | str]]:
    """Yield each change that was typed, or why it cannot be one, by the name of the indicator."""
    for field in sheet.fields:
        inputs = (field.value, field.source, field.note)
        yield from ((field.item.name, _clash(one)) for one in inputs if one.clash)
        if any(one.changed for one in inputs):
            yield field.item.name, _figure(sheet, field)
    for aside in sheet.asides:
        if aside.input.changed:
            name = aside.item.name
            if aside.input.clash:
                yield name, _clash(aside.input)
            elif aside.fixed or not aside.input.said:
                yield name, "原因和措施写成了几条，或要删去的，请在文件里改"
            else:
                yield name, Edit(name, None, aside.place, aside.period, aside.input.said)


def _clash(one: Input) -> str:
    return f"文件里这里刚被改成{quoted(one.now)}，您填的是{quoted(one.said)}；请核对后再提交一次"


def _figure(sheet: Sheet, field: Field) -> Edit | str:
    said = field.value.said
    if not said:
        return "这里不能删去已有的数；没有数的请写“缺数：原因”" if field.value.now else "请先填数值，再写来源和说明"
    source = field.source.said or (sheet.source if field.value.changed else "")
    form, text = _form(said, sheet.opened.plan)
    beside = source or None, field.note.said or None
    return Edit(field.item.name, field.component, "observations", sheet.period, text, form, *beside)


def _form(said: str, plan: Plan) -> tuple[Form, str]:
    """Tell a reason and a judgement from a figure."""
    for mark in _MISSING:
        if said.startswith(mark):
            return "missing", said[len(mark) :].strip()
    return ("judged" if said in {REACHED, NOT_REACHED, *plan.method.labels[:-1]} else "value"), said


def _written(sheet: Sheet, edits: list[Edit]) -> str:
    file = folder().path(sheet.opened.key)
    text = edit(sheet.opened.data, file, edits)
    if sheet.source and sheet.source not in sheet.opened.plan.sources and any(e.source == sheet.source for e in edits):
        text = add_source(text.encode(), file, sheet.source, sheet.title or sheet.source)
    return text


def _verdicts(plan: Plan | None, period: Period, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what becomes of the rows that were changed."""
    if plan is not None and names:
        for row in assess(plan, AsOf(period, True)).rows:
            if row.indicator.name in names:
                text = cells(row)
                yield row.indicator.name, f"进展率{text.rate}，{text.verdict}"


def difference(old: bytes, new: str) -> list[str]:
    """Return the changed lines of a file with the lines around them."""
    lines = unified_diff(old.decode().splitlines(), new.splitlines(), "现在的文件", "保存以后", n=1, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]


@pages.route("/plan/<key>/fill", methods=["GET", "POST"])
def fill(key: str) -> str:
    """Show the fields of a period, and beside each what there is to say of what is typed."""
    opened = folder().open(key)
    form = request.form if request.method == "POST" else request.args
    found = sheet(opened, form)
    made = outcome(found)
    if form.get("do") == "diff" and made.fit:
        return _confirm(found, made, "")
    return _fields(found, made, form.get("do") == "diff")


def _fields(found: Sheet, made: Outcome, asked: bool) -> str:
    behind = {
        row.indicator.name
        for row in assess(found.opened.plan, AsOf(found.period, True)).rows
        if lags(row.verdict, found.opened.plan.method)
    }
    return render_template(
        "fill.html", opened=found.opened, sheet=found, made=made, behind=behind, asked=asked,
        asides={(a.item.name, a.place): a for a in found.asides}, words=period_words(found.period),
    )  # fmt: skip


def _confirm(found: Sheet, made: Outcome, told: str) -> str:
    lines = difference(found.opened.data, made.text)
    return render_template(
        "confirm.html", opened=found.opened, sheet=found, made=made, lines=lines, told=told,
        fields=[(k, v) for k, v in request.form.items() if k not in {"do", "state", "shown"}],
        shown=digest(made.text.encode()), words=period_words(found.period),
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
