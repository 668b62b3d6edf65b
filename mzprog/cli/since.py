"""``evaluate --since``: the same plans then and now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.change import Changes, changes
from mzprog.cli.begun import envelope
from mzprog.cli.deliver import deliver
from mzprog.cli.plans import Plans
from mzprog.results import Assessment
from mzprog.selection import Selection

if TYPE_CHECKING:
    from mzprog.document import Document

Pairs = Sequence[tuple[Selection, Changes]]


def deliver_changes(
    selections: Sequence[Selection], since: str, waiting: Sequence[Assessment], loaded: Plans,
    form: str, output: str | None,
) -> None:  # fmt: skip
    """Write what has changed since a time; a time that is not before the assessed one is a wrong call."""
    pairs = [(selection, changes(selection.assessment, since)) for selection in selections]
    for _, found in pairs:
        if found.then.as_of.period.end >= found.now.as_of.period.end:
            message = f"--since 应早于评估时点{found.now.as_of}，得到{since}"
            raise click.UsageError(message, click.get_current_context())
    deliver(
        form, output, json=lambda: envelope(_records(pairs), waiting, loaded),
        rows=lambda: _rows(pairs), documents=lambda: _documents(pairs),
    )  # fmt: skip


def _records(pairs: Pairs) -> list[dict[str, Any]]:
    from mzprog.change_records import record

    return [record(selection, found) for selection, found in pairs]


def _rows(pairs: Pairs) -> Iterable[dict[str, Any]]:
    from mzprog.change_records import table_records

    return (row for selection, found in pairs for row in table_records(selection, found))


def _documents(pairs: Pairs) -> Iterable[Document]:
    from mzprog.views.change import document

    return (document(selection, found) for selection, found in pairs)
