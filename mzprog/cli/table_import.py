"""What ``mzprog import`` does: reads the table, shows its map, asks what is open, writes the plan."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from mzprog.cli import dialogue
from mzprog.cli.import_questions import ask_open, period_fault, timeless
from mzprog.cli.output import complain, write
from mzprog.cli.plans import tell
from mzprog.cli.updating import Figures, update_plan
from mzprog.core.period import Period, parse_period
from mzprog.core.problems import PlanError, Problem, Refusal
from mzprog.planfile.load import parse_plan, read_bytes
from mzprog.planfile.write import written
from mzprog.planfile.yaml import decode
from mzprog.tables import column_map
from mzprog.tables.columns import arranged
from mzprog.tables.draft import Draft, draft_plan
from mzprog.tables.facts import Facts, described, likely_years, stated, year_fault
from mzprog.tables.head import read_tables
from mzprog.tables.layout import Table
from mzprog.tables.own_words import read_words
from mzprog.tables.roles import BARE, SKIP
from mzprog.tables.sources import MAX_BYTES
from mzprog.tables.together import one_table
from mzprog.tables.words import WORDS


class Call(NamedTuple):
    """How a table is imported: from which ``file``, to where, and what the options say.

    ``number`` says which of several tables, ``column`` and ``like`` what its columns are, ``words`` is a file of words
    for heads. What is said of the plan stands in place of what the table says. ``into`` a plan that is there go
    figures of a ``source``. ``preview`` is only to look at, a ``form`` for scripts; ``keys`` is their language.
    """

    file: str
    output: str | None
    number: int | None
    title: str | None
    baseline_year: int | None
    target_year: int | None
    direction: str | None
    period: Period | None
    column: tuple[str, ...]
    words: str | None
    like: str | None
    convert: bool
    keys: str
    preview: bool
    form: str | None
    into: str | None
    source: str | None
    replace: bool

    @property
    def asks(self) -> bool:
        """Whether somebody is there to answer."""
        return self.file != "-" and self.form is None and not self.preview and dialogue.possible()


def run(call: Call) -> int:
    """Read a table into a plan file, or its figures into one that is there; return the exit code."""
    try:
        table = _table(call)
        columns = _given(table, call)
        if call.into:
            asked = Figures(call.period, call.source, stated(table)._replace(given=columns))
            return update_plan(table, call.file, call.into, call.output, asked, call.replace)
        facts = _told(table, call)._replace(given=columns)
        shown = _show_map(table, facts, call)
        facts = _bare_years(table, _facts(table, facts, call), call)
        _show_map(table, facts, call, shown)
        draft = draft_plan(table, facts, os.path.basename(call.file) if call.file != "-" else "粘贴的表")
    except Refusal as refusal:
        tell([Problem(call.file, None, None, refusal.code, refusal.message)])
        return 3
    except PlanError as error:
        tell(error.problems)
        return 3
    return _finish(table, draft, call)


def _finish(table: Table, draft: Draft, call: Call) -> int:
    """Ask what is open, write the plan and say what is left."""
    if call.asks:
        ask_open(draft)
    text = written(draft.map)
    if call.keys != "en":
        from mzprog.planfile.chinese import in_chinese

        text = in_chinese(text)
    if call.preview:
        return _preview(table, draft, text, call)
    if call.form is None or call.output not in {None, "-"}:
        write(text, call.output, utf8=True)
    return _report(table, draft, text, call)


def _show_map(table: Table, facts: Facts, call: Call, shown: Sequence[str] = ()) -> list[str]:
    """Show what every column holds; of what was ``shown`` already only what is another now.

    Of a table that mzprog wrote that need not be said.
    """
    columns = arranged(table, facts)
    plain = call.form is not None or (facts.ours and not call.preview and all(c.role != SKIP for c in columns))
    lines = [] if plain else [*column_map.lines(table, columns)]
    for line in lines:
        if line not in shown:
            complain(line)
    return lines


def _table(call: Call) -> Table:
    """Return the table to import. Raises :class:`Refusal`; which of several to take is the caller's to say."""
    number = call.number
    if call.file == "-" and dialogue.possible():
        complain("请把表粘贴进来，最后按 Ctrl-D（Windows 上按 Ctrl-Z 再回车）：")
    known = read_words(read_bytes(call.words), call.words) if call.words else WORDS
    tables = read_tables(read_bytes(call.file, MAX_BYTES), known, call.convert)
    seen = [table for table in tables if not table.hidden]
    if number is None and len(seen) == 1:
        return seen[0]
    if number is not None and number <= len(tables):
        return tables[number - 1]
    if number is None and seen and (whole := one_table(seen)):
        complain(f"文件里有{len(seen)}张同样的表，合起来读；只要其中一张请用 --table")
        return whole
    complain(f"文件里有{len(tables)}张指标表：")
    for n, table in enumerate(tables, 1):
        complain(f"  {n}  {described(table)}")
    raise click.UsageError("请用 --table 写明取哪一张，如 --table 1", click.get_current_context())


def _given(table: Table, call: Call) -> column_map.Given:
    """Return what ``--like`` and ``--column`` say of the columns. Raises :class:`Refusal`."""
    like = column_map.like(table, decode(read_bytes(call.like), call.like)) if call.like else {}
    return {**like, **column_map.given(table, call.column)}


def _told(table: Table, call: Call) -> Facts:
    """Return what the table and the options say of the plan."""
    said: dict[str, Any] = {key: getattr(call, key) for key in _FACTS if getattr(call, key) is not None}
    return stated(table)._replace(**said)


def _facts(table: Table, facts: Facts, call: Call) -> Facts:
    """Ask on a terminal for what nobody has said of the plan."""
    if not call.asks:
        return facts
    said: dict[str, Any] = {}
    if call.title is None:
        facts = facts._replace(title=dialogue.ask("规划名称", facts.title or ""))
    likely = likely_years(table) or (None, None)
    for key, words, offered in (("baseline_year", "基期年", likely[0]), ("target_year", "目标年", likely[1])):
        if getattr(facts, key) is None:
            answer = dialogue.ask(words, str(offered or ""), year_fault)
            said[key] = int(answer) if answer else None
    facts = facts._replace(**said)
    if facts.period is None and any(timeless(column) for column in table.of("observation")):
        answer = dialogue.ask("实际值是哪一期的", str(facts.target_year or ""), period_fault)
        facts = facts._replace(period=parse_period(answer) if answer else None)
    return facts


_FACTS = ("title", "baseline_year", "target_year", "direction", "period")


def _bare_years(table: Table, facts: Facts, call: Call) -> Facts:
    """Ask once what the columns hold over which only a year stands; else say once how to tell it."""
    open_columns = [(n, c) for n, c in enumerate(arranged(table, facts), 1) if c.role == BARE]
    if not open_columns:
        return facts
    words = "、".join(
        f"第{number}{'行' if table.transposed else '列'}“{column.label}”" for number, column in open_columns
    )
    if call.asks:
        answer = dialogue.choose(f"{words}：{open_columns[0][1].why}", ("实际值", "年度计划", "不读"))
        role = {"实际值": "observation", "年度计划": "planned", "不读": "skip"}.get(answer or "")
        more = {number: (role, column.period) for number, column in open_columns} if role else {}
        return facts._replace(given={**facts.given, **more})
    number, column = open_columns[0]
    example = f"{number}=实际值:{column.period}" if column.period else f"{number}=实际值:2018"
    complain(f"{call.file}: {words}：{column.why}，没有读入；请用 --column {example} 或 {number}=不读 之类写明")
    return facts


def _preview(table: Table, draft: Draft, text: str, call: Call) -> int:
    """Show the first indicators as they would be written."""
    if call.form:
        return _json(table, draft, (), text)
    complain(f"会读入{draft.indicators}项指标；前几项是：")
    _, head, rest = re.split(r"^(indicators:|指标:)\n", text, maxsplit=1, flags=re.MULTILINE)
    listed = rest.split("\n\n")
    write(f"{head}\n" + "\n\n".join(listed[:_SHOWN]).rstrip() + "\n", None, utf8=False)
    return 0


_SHOWN = 3


def _report(table: Table, draft: Draft, text: str, call: Call) -> int:
    """Say what was read and what is still to do; return the exit code."""
    target = call.output or "-"
    try:
        parse_plan(text.encode(), target)
        problems: tuple[Problem, ...] = ()
    except PlanError as error:
        problems = error.problems
    if call.form:
        return _json(table, draft, problems, text)
    for remark in draft.remarks:
        complain(f"{call.file}: {remark}")
    where = f"，写入{call.output}" if call.output and call.output != "-" else ""
    rows = dict.fromkeys(question.row for question in draft.questions if question.row and question.is_open)
    which = f"（第{'、'.join(map(str, rows))}{'列' if table.transposed else '行'}）" if rows else ""
    left = f"；{len(problems)}个问题待定{which}：" if problems else ""
    complain(f"读入{draft.indicators}项指标{where}{left}")
    tell(problems)
    return 3 if problems else 0


def _json(table: Table, draft: Draft, problems: tuple[Problem, ...], text: str) -> int:
    """Write the map, the count and the questions for scripts."""
    import json

    from mzprog.answers.importing import record

    found = record(table, draft, problems, text)
    write(json.dumps(found, ensure_ascii=False, indent=2) + "\n", None, utf8=True)
    return 3 if problems else 0
