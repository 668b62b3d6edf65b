"""``mzprog import --into``: new figures into a plan file, the difference shown first."""

from __future__ import annotations

from typing import NamedTuple

import click

from mzprog.answers.update import document
from mzprog.cli import dialogue
from mzprog.cli.options import draw
from mzprog.cli.output import complain, is_terminal, write
from mzprog.core.period import Period
from mzprog.core.plan import Plan
from mzprog.planfile.edit import edit
from mzprog.planfile.load import parse_plan, read_bytes
from mzprog.tables.facts import Facts
from mzprog.tables.head import Table
from mzprog.tables.update import Update, compare


class Figures(NamedTuple):
    """What is said of new figures: their period, their source, and what the table's columns hold."""

    period: Period | None
    source: str | None
    facts: Facts


def update_plan(table: Table, file: str, into: str, output: str | None, asked: Figures, replace: bool) -> int:
    """Write a table's observations into the plan file ``into`` (or a copy); return the exit code.

    Raises ``PlanError`` where the plan cannot be used, ``Refusal`` where the table has no such figures.
    """
    if into == "-":
        raise click.UsageError("--into 要写规划文件的名称", click.get_current_context())
    target = output or into
    data = read_bytes(into)
    plan = parse_plan(data, into)
    update = compare(plan, table, asked.period, asked.facts)
    write(draw(document(update, into), "table" if is_terminal() else "plain", False), None, utf8=False)
    for line in (*update.remarks, *update.open):
        complain(f"{file}: {line}")
    left = 3 if update.open or update.unmatched else 0
    if not update.changes:
        complain("没有要写入的数")
        return left
    clashing = sum(change.replaces for change in update.changes)
    if clashing and not replace:
        complain(f"{clashing}个数与规划里的不同，什么都没有写入；核对后要用表里的数，请加 --replace")
        return 3
    if file != "-" and dialogue.possible() and dialogue.choose(f"写入{target}吗", ("是", "否"), "是") != "是":
        complain("没有写入")
        return left
    text = edit(data, into, [change.edit for change in update.changes])
    parse_plan(text.encode(), into)
    write(text, target, utf8=True)
    complain(f"已写入{target}：{len(update.changes)}个数{_origin(plan, update)}")
    return left


def _origin(plan: Plan, update: Update) -> str:
    """Say which source the new figures now count as coming from."""
    kept = any(change.old is not None and (change.old.source or change.old.note) for change in update.changes)
    words = f"；没有单独写来源，按 source: {plan.source} 算" if plan.source else "；没有写来源"
    return words + ("，改动的数原有的来源和说明仍在，请核对" if kept else "")
