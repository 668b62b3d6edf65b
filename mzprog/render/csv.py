"""CSV: one record a row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mzprog.guard import guarded


def render(records: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> str:
    """Return records with the same keys as CSV with a head row; None is empty, booleans true/false.

    ``keys`` give the head row where there may be no record.
    """
    rows = list(records)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else keys, lineterminator="\r\n")
    if writer.fieldnames:
        writer.writeheader()
    for record in rows:
        writer.writerow({key: _cell(value) for key, value in record.items()})
    return out.getvalue()


def render_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as CSV, as many columns each as the widest."""
    rows = list(rows)
    width = max(map(len, rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([*map(_cell, row), *[""] * (width - len(row))] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(str(value))
