"""What ``evaluate`` answers: the result in the form asked for, the changes, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mzprog.cli.batch import Batch
from mzprog.cli.deliver import deliver
from mzprog.cli.gates import gate_reason
from mzprog.cli.output import complain
from mzprog.cli.plans import envelope

if TYPE_CHECKING:
    from mzprog.render.document import Document


class Wish(NamedTuple):
    """How a call wants its answer: ``whole`` tables of several plans, held ``against`` an earlier result."""

    form: str
    output: str | None
    whole: bool
    against: str | None
    only_changes: bool
    quiet: bool


def share(wish: Wish, plans: int, compared: bool) -> str:
    """Return what is to become of each plan (``work.Asked``)."""
    if wish.form == "json":
        return "json"
    if (wish.quiet and wish.output is None) or (compared and wish.only_changes):
        return "nothing"
    if wish.form == "csv":
        return "nothing" if wish.against else "csv"
    return "line" if plans > 1 and not wish.whole else "document"


class Answer:
    """The answer to a call, worked out while it is delivered."""

    def __init__(self, wish: Wish, batch: Batch, compared: bool) -> None:
        self._wish = wish
        self._batch = batch
        self._compared = compared
        self._keys: list[str] = []

    def deliver(self) -> None:
        """Work through the plans and write what is wanted."""
        try:
            if self._wish.quiet and self._wish.output is None:
                self._exhaust()
                return
            deliver(
                self._wish.form, self._wish.output, json=self._json, rows=self._rows, documents=self._documents,
                keys=self._keys, wanted=lambda: not self._unchanged,
            )  # fmt: skip
        finally:
            self._batch.progress.clear()  # whatever is said next begins a line

    def code(self) -> int:
        """Return the exit code, once delivered, and say why it is 4."""
        batch = self._batch
        reason = None if self._unchanged else gate_reason(batch.asked.gates, batch.caught, batch.labels)
        if reason:
            complain(reason)
        return 3 if batch.plans.problems else 4 if reason else 0

    @property
    def _unchanged(self) -> bool:
        return self._wish.only_changes and self._compared and not self._batch.changes

    def _shares(self) -> Iterator[Any]:
        return self._batch.shares()

    def _exhaust(self) -> None:
        for _ in self._shares():
            pass

    def _json(self) -> dict[str, Any]:
        batch = self._batch
        document = envelope(self._shares(), batch.not_begun, batch.plans)
        if self._wish.against is None:
            return document
        return document | {"against": self._wish.against, "changes": self._changes() if self._compared else None}

    def _changes(self) -> Iterator[dict[str, Any]]:
        from mzprog.answers.against import records

        yield from records(self._batch.changes)

    def _rows(self) -> Iterator[dict[str, Any]]:
        if self._wish.against is None:
            for rows in self._shares():
                self._keys[:] = rows.keys
                yield from rows.records
            return
        from mzprog.answers.against import TABLE_KEYS, table_records

        self._exhaust()
        self._keys[:] = TABLE_KEYS
        yield from table_records(self._batch.changes)

    def _documents(self) -> Iterator[Document]:
        asked = self._batch.asked
        if asked.share == "line":
            yield from self._overview()
        else:
            yield from (document for document in self._shares() if document)
        if self._compared and self._wish.against and not self._unchanged:
            from mzprog.answers import against

            yield against.document(self._batch.changes, self._wish.against)

    def _overview(self) -> Iterator[Document]:
        from mzprog.answers import overview

        lines = list(self._shares())
        if lines:
            listed = "选出的指标" if self._batch.asked.verdicts else "滞后的指标"
            yield overview.document(lines, listed)
