"""Cells of a table → nodes of the tree that plan files have, each with its file, row and column.

What a cell says is read by the same readers as a plan file; in braces or brackets it says more, as in YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from mzprog.core.problems import PlanError, Problem
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence, read_tree

_PAIRS = re.compile(r"[;；\n]")
_EQUALS = re.compile(r"[=＝]")
_BODIES = re.compile(r"[、;；\n]")


class Mark(NamedTuple):
    """A place as the reader of YAML counts it: from 0."""

    line: int
    column: int


class Place(NamedTuple):
    """Where a text stands in a table: what a :class:`Node` asks of an event of YAML."""

    value: str
    file: str
    start_mark: Mark
    implicit: tuple[bool, bool] = (True, False)
    tag: None = None


def place(file: str, row: int, column: int, text: str = "") -> Place:
    """Return the place of a cell; rows and columns count from 1."""
    return Place(text, file, Mark(row - 1, column - 1))


def scalar(where: Place, text: str) -> Scalar:
    """Return a text as a node."""
    return Scalar(where._replace(value=text))


def mapping(where: Place, items: Iterable[tuple[Scalar, Node]]) -> Mapping:
    """Return a mapping of what stands in one or more cells."""
    node = Mapping(where)
    node.items = list(items)
    return node


def sequence(where: Place, items: Iterable[Node]) -> Sequence:
    """Return a list of what stands in one or more cells."""
    node = Sequence(where)
    node.items = list(items)
    return node


def cell(where: Place, problems: list[Problem]) -> Node:
    """Return what a cell says: its text, or in braces or brackets what YAML reads there."""
    text = where.value
    if text[:1] not in {"{", "["}:
        return Scalar(where)
    try:
        node, found = read_tree(text.encode("utf-8", "replace"), where.file)
    except PlanError as error:
        node, found = Node(where), list(error.problems)
    line, column = where.start_mark.line + 1, where.start_mark.column + 1
    problems += [problem._replace(line=line, column=column) for problem in found]
    _put(node, where)
    return node


def _put(node: Node, where: Place) -> None:
    """Say of every node of a cell that it stands where the cell does."""
    if isinstance(node, Scalar):
        node.put(where._replace(value=node.text, implicit=(node.plain, not node.plain)))
        return
    node.put(where)
    if isinstance(node, Mapping):
        for key, value in node.items:
            _put(key, where)
            _put(value, where)
    elif isinstance(node, Sequence):
        for item in node.items:
            _put(item, where)


def pairs(where: Place, problems: list[Problem]) -> Node:
    """Return figures by period, as a cell says them: ``2022=60; 2023=≥70``."""
    if where.value.startswith("{"):
        return cell(where, problems)
    items: list[tuple[Scalar, Node]] = []
    for part in filter(str.strip, _PAIRS.split(where.value)):
        period, *rest = _EQUALS.split(part, maxsplit=1)
        if rest:
            text = rest[0].strip()
            items.append((scalar(where, period), cell(where._replace(value=text), problems)))
        else:
            line, column = where.start_mark.line + 1, where.start_mark.column + 1
            message = f"应写作“期=数”，几个之间用分号，如 2022=60; 2023=70，得到“{part.strip()[:40]}”"
            problems.append(Problem(where.file, line, column, "bad-pairs", message))
    return mapping(where, items)


def texts(where: Place, problems: list[Problem]) -> Node:
    """Return one text or several, as a cell says them: ``民政局、财政局``."""
    if where.value.startswith("["):
        return cell(where, problems)
    return sequence(where, [scalar(where, part) for part in _BODIES.split(where.value) if part.strip()])
