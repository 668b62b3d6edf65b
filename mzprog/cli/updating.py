"""``mzprog import --into``: new figures into a plan file, the difference shown first."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import NamedTuple

import click

from mzprog.answers.update import document
from mzprog.cli import dialogue
from mzprog.cli.options import draw
from mzprog.cli.output import complain, is_terminal, write
from mzprog.core.period import Period
from mzprog.core.problems import nearest
from mzprog.planfile.edit import add_source, edit
from mzprog.planfile.hold import unchanged
from mzprog.planfile.load import parse_plan, read_bytes
from mzprog.tables.facts import Facts
from mzprog.tables.layout import Table
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
    names = _same_names(update) if file != "-" and dialogue.possible() else {}
    update = compare(plan, table, asked.period, asked.facts, names) if names else update
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
    source, title = _source(asked.source, file)
    text = edit(data, into, [change.edit(source) for change in update.changes])
    text = add_source(text.encode(), into, source, title)
    parse_plan(text.encode(), into)
    with unchanged(into, data) if os.path.realpath(target) == os.path.realpath(into) else nullcontext():
        write(text, target, utf8=True)
    noted = any(change.old is not None and change.old.note for change in update.changes)
    more = "；改动的数原有的说明仍在，请核对" if noted else ""
    complain(f"已写入{target}：{len(update.changes)}个数，来源记作“{source}”{more}")
    return left


def _same_names(update: Update) -> dict[str, str]:
    """Ask whether a name that is nearly one of the plan's is that one."""
    names = {}
    for name, near in update.unmatched:
        alike = [one for one in near if nearest(name, [one])]
        answer = dialogue.choose(f"表里的“{name}”是规划里的", (*alike, _NONE), _NONE) if alike else None
        if answer and answer != _NONE:
            names[name] = answer
    return names


_NONE = "都不是"


def _source(given: str | None, file: str) -> tuple[str, str]:
    """Return the key and the title of the new figures' source: as given, else the file's name."""
    key, _, title = (given or "").partition("=")
    name = "粘贴的表" if file == "-" else os.path.basename(file)
    return key.strip() or os.path.splitext(name)[0], title.strip() or name
