"""The counts of groups as a document: what ``panel`` shows where nothing is written to a file."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.core.method import Method
from mzprog.core.period import period_words
from mzprog.core.quantity import fixed
from mzprog.core.results import AsOf
from mzprog.panel.groups import Group, words
from mzprog.planfile.long import COLUMNS
from mzprog.render.document import Cell, Column, Document, Section, Table
from mzprog.render.document import Group as Rows

TITLES = {**COLUMNS, "name": COLUMNS["indicator"]}


def document(groups: Sequence[Group], by: Sequence[str], method: Method, asked: AsOf) -> Document:
    """Return the groups as a table, with their score and rank."""
    figures = ("合计", *method.labels, "完成率", "得分", "名次")
    columns = (*(Column(TITLES[key], flexible=True) for key in by), *(Column(name, right=True) for name in figures))
    rows = tuple(tuple(map(Cell, (*words(group.keys), *_figures(group, method)))) for group in groups)
    empty = () if groups else (Section("", ("没有可以列出的指标",)),)
    return Document(f"{period_words(asked.period)}进展评估", (Table(columns, (Rows("", rows),)), *empty))


def _figures(group: Group, method: Method) -> tuple[str, ...]:
    share = group.completion(method)
    return (
        str(group.total), *(str(group.verdicts[label]) for label in method.labels),
        "—" if share is None else f"{fixed(share * 100, 2)}%", group.score or "—", str(group.rank or "—"),
    )  # fmt: skip
