"""Markdown for repositories and chats: pipe tables, every character of the plan's text escaped."""

from __future__ import annotations

import re

from mzprog.render.document import Document, Part, Section, Table
from mzprog.render.plain import joined

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def render(document: Document) -> str:
    """Return a document as Markdown with a second-level title."""
    blocks = [f"## {_escaped(document.title)}", *map(_escaped, document.lead), *map(_block, document.parts)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(part: Part) -> str:
    if isinstance(part, Table):
        caption = [f"**{_escaped(part.title)}**"] if part.title else []
        return "\n\n".join([*caption, _table(part), *map(_escaped, part.notes)])
    if not isinstance(part, Section):
        return ""
    lines = [_escaped(line).replace("\n", "<br>") for line in part.lines]
    head = [f"### {_escaped(part.title)}"] if part.title else []
    if part.prose or not part.title:
        return "\n\n".join(head + lines)
    return "\n".join([*head, "", *[f"- {line}" for line in lines]])


def _table(table: Table) -> str:
    lines = [
        _row([_escaped(column.title).replace("\n", "<br>") for column in table.columns]),
        _row(["---:" if column.right else "---" for column in table.columns]),
    ]
    for group in table.groups:
        if group.title:
            lines.append(_row([f"**{_escaped(group.title)}**", *[""] * (len(table.columns) - 1)]))
        lines += [_row([_escaped(joined(cell, "\n")).replace("\n", "<br>") for cell in row]) for row in group.rows]
    return "\n".join(lines)


def _row(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _escaped(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", text)
