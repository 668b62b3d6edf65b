"""Bring a table: what its columns hold is chosen, open questions are answered, the plan is looked at, then saved."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug import Response

from mzprog.core.period import parse_period
from mzprog.core.problems import Refusal
from mzprog.desk.folder import Refused
from mzprog.desk.pages import folder
from mzprog.planfile.check import Checked, check
from mzprog.planfile.chinese import in_chinese
from mzprog.planfile.write import Text, written
from mzprog.tables import column_map
from mzprog.tables.columns import arranged
from mzprog.tables.draft import Draft, draft_plan
from mzprog.tables.facts import Facts, described, likely_years, stated, year_fault
from mzprog.tables.grid import tidy
from mzprog.tables.head import read_tables
from mzprog.tables.items import Question
from mzprog.tables.layout import Column, Table
from mzprog.tables.roles import BARE, DATED, ROLES, SKIP
from mzprog.tables.sources import MAX_BYTES
from mzprog.tables.together import one_table

pages = Blueprint("bringing", __name__)
_KEPT = 8  # tables that wait in memory to become plans
_ROWS = 6  # rows shown under the columns
_WHOLE = "all"


class Brought(NamedTuple):
    """A file that was brought: its name and the indicator tables in it."""

    name: str
    tables: tuple[Table, ...]
    whole: Table | None  # all of them as one, where they are of one form

    def table(self, number: str) -> Table:
        """Return the table that was chosen, else the one that the command would take."""
        if self.whole and number in {"", _WHOLE}:
            return self.whole
        if number.isdecimal() and 1 <= int(number) <= len(self.tables):
            return self.tables[int(number) - 1]
        return next((table for table in self.tables if not table.hidden), self.tables[0])


class Drafts:
    """The tables that were brought last, in memory alone."""

    def __init__(self) -> None:
        self._held: dict[str, Brought] = {}
        self._lock = Lock()

    def keep(self, brought: Brought) -> str:
        """Keep a table and return by which key."""
        key = token_urlsafe(12)
        with self._lock:
            self._held = dict([*self._held.items(), (key, brought)][-_KEPT:])
        return key

    def get(self, key: str) -> Brought:
        """Return what was kept by a key, if it still is."""
        return self._held.get(key) or abort(404)


class Head(NamedTuple):
    """A column as it is shown above the rows, and what it is read as."""

    number: int
    label: str
    said: str
    kind: str  # read, skip, open or clash


class Asked(NamedTuple):
    """An open question, the ``name`` of its field, and whose it is."""

    name: str
    owner: str
    question: Question


class Preview(NamedTuple):
    """What the choices make of a table; ``fault`` says why there is no plan."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    asked: tuple[Asked, ...]
    remarks: tuple[str, ...]
    text: str
    checked: Checked | None
    indicators: int
    fault: str


@pages.route("/import", methods=["GET", "POST"])
def bring() -> Response | str:
    """Take a file or what was pasted."""
    if request.method == "GET":
        return render_template("bring.html", largest=MAX_BYTES // 1_000_000)
    upload, pasted = request.files.get("file"), request.form.get("pasted", "")
    if upload and upload.filename:
        brought = read(upload.filename.replace("\\", "/").rpartition("/")[2], upload.stream.read(MAX_BYTES + 1))
    elif pasted.strip():
        brought = read("粘贴的表", pasted.encode())
    else:
        raise Refused("没有选文件，也没有粘贴表格")
    return redirect(url_for("bringing.draft", number=_drafts().keep(brought)), 303)


def read(name: str, data: bytes) -> Brought:
    """Return the indicator tables of a file. Raises :class:`Refusal`."""
    tables = tuple(read_tables(data))
    seen = [table for table in tables if not table.hidden]
    return Brought(tidy(name)[:80], tables, one_table(seen) if len(seen) > 1 else None)


def _drafts() -> Drafts:
    found: Drafts = current_app.config["DRAFTS"]
    return found


@pages.route("/import/<number>", methods=["GET", "POST"])
def draft(number: str, told: str = "") -> str:
    """Show a table with what its columns are read as, what is open, and the plan that comes of it."""
    brought = _drafts().get(number)
    table = brought.table(request.form.get("table", ""))
    facts = _facts(table, request.form)
    made = preview(table, facts, brought.name, request.form)
    several = [(str(n), described(one)) for n, one in enumerate(brought.tables, 1)] if len(brought.tables) > 1 else []
    return render_template(
        "draft.html", number=number, brought=brought, facts=facts, made=made, told=told, several=several, whole=_WHOLE,
        roles=[title for role, title in ROLES.items() if role != SKIP], skip=ROLES[SKIP], form=request.form,
        likely=likely_years(table) or ("", ""), transposed=table.transposed,
    )  # fmt: skip


def _facts(table: Table, form: Mapping[str, str]) -> Facts:
    """Return what the table and the form say of the plan. Raises :class:`Refusal` for a year that is none."""
    said: dict[str, Any] = {}
    if form.get("title", "").strip():
        said["title"] = form["title"].strip()
    for key, words in (("baseline_year", "基期年"), ("target_year", "目标年")):
        text = form.get(key, "").strip()
        if text:
            if fault := year_fault(text):
                raise Refused(f"{words}：{fault}")
            said[key] = int(text)
    if form.get("period", "").strip():
        said["period"] = parse_period(form["period"])
    return stated(table)._replace(**said)


def preview(table: Table, facts: Facts, name: str, form: Mapping[str, str]) -> Preview:
    """Return what a table becomes by the choices of a form."""
    fault = ""
    try:
        facts = facts._replace(given=_given(table, facts, form))
        drafted: Draft | None = draft_plan(table, facts, name)
    except Refusal as refusal:
        drafted, fault = None, refusal.message
    columns = arranged(table, facts)
    heads = tuple(_head(table, columns, number) for number in range(1, len(columns) + 1))
    rows = tuple(tuple(tidy(column.text(row)) for column in columns) for row in table.rows[:_ROWS])
    if drafted is None:
        return Preview(heads, rows, (), (), "", None, 0, fault)
    asked = _answered(drafted, form)
    text = written(drafted.map)
    if form.get("keys") == "中文":
        text = in_chinese(text)
    return Preview(heads, rows, asked, drafted.remarks, text, check(text.encode(), name), drafted.indicators, "")


def _given(table: Table, facts: Facts, form: Mapping[str, str]) -> column_map.Given:
    """Read the columns that somebody said more of than their heads do."""
    read = arranged(table, facts)
    options = []
    for number, column in enumerate(read, 1):
        when = form.get(f"when:{number}", "").strip()
        role = form.get(f"role:{number}", "") or (ROLES.get(column.role, "") if when else "")
        if when and not role:
            raise Refusal("bad-column", f"第{number}列写了期，还要选它是什么")
        if role:
            kind = "行" if table.transposed else "列"
            options.append(f"第{number}{kind}={role}{':' if when else ''}{when}")
    return column_map.given(table, options)


def _head(table: Table, columns: list[Column], number: int) -> Head:
    column = columns[number - 1]
    twice = [c for c in columns if c.role in DATED | {"baseline", "target", "name"} and c.place == column.place]
    kind = "clash" if len(twice) > 1 else "open" if column.role == BARE else "skip" if column.role == SKIP else "read"
    return Head(number, column.label or "（没有表头）", column_map.said(table, column), kind)


def _answered(drafted: Draft, form: Mapping[str, str]) -> tuple[Asked, ...]:
    """Write the answers of a form into a draft and return the questions; one is known by its row and its words."""
    asked = []
    for question in drafted.questions:
        name = f"answer:{question.row}:{question.key}:{crc32(question.sentence.encode())}"
        answer = form.get(name, "").strip()
        asked.append(Asked(name, _owner(question), question))
        if answer and (not question.words or answer in question.words):
            question.answer(answer)
    return tuple(asked)


def _owner(question: Question) -> str:
    owner = question.map.items.get("name")
    where = f"第{question.row}行" if question.row else ""
    return f"{where}“{owner.text}”" if isinstance(owner, Text) else where or "整个规划"


@pages.post("/import/<number>/save")
def keep(number: str) -> Response | str:
    """Save the plan under a new name."""
    brought = _drafts().get(number)
    table = brought.table(request.form.get("table", ""))
    made = preview(table, _facts(table, request.form), brought.name, request.form)
    if made.fault:
        return draft(number, made.fault)
    name = request.form.get("name", "").strip()
    try:
        key = folder().create(name if name.endswith(".yaml") else f"{name}.yaml", made.text)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return draft(number, refusal.message)
    return redirect(url_for("pages.one_plan", key=key), 303)
