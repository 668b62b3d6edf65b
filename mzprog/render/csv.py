"""CSV: one record a row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mzprog.render.guard import guarded


def render(records: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> str:
    """Return records with the same keys as CSV with a head row; None is empty, booleans true/false.

    ``keys`` give the head row where there may be no record.
    """
    return "".join(stream(records, keys))


def stream(records: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of :func:`render`; ``keys`` are looked at once it is clear that there is no record."""
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow
    head: Sequence[str] = ()
    for record in records:
        if not head:
            head = list(record)
            yield line(head)
        yield line(map(_cell, record.values()))
    if not head and keys:
        yield line(keys)


class _Echo:
    """What ``csv`` writes a line to, to get it back."""

    def write(self, text: str) -> str:
        return text


def render_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as CSV, as many columns each as the widest."""
    rows = list(rows)
    width = max(map(len, rows), default=0)
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow
    return "".join(line([*map(_cell, row), *[""] * (width - len(row))]) for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(str(value))
