"""CSV: one record a row, safe to open in a spreadsheet.

Text that a spreadsheet would run as a formula has an apostrophe before it, which keeps it text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mzprog.core.problems import read_or_none, visible
from mzprog.core.quantity import parse_number

# A cell that begins so would run in Excel, WPS or LibreOffice.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return a text as it may stand in a CSV; a plain negative number is left alone.

    >>> guarded("=1+1"), guarded("-5"), guarded("床位")
    ("'=1+1", '-5', '床位')
    """
    return "'" + text if _runs(text) and not _is_number(text) else text


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that guards it.

    >>> unguarded(guarded("=1+1")), unguarded(guarded("'=1+1")), unguarded("'床位'")
    ('=1+1', "'=1+1", "'床位'")
    """
    return text[1:] if text.startswith("'") and _runs(text) else text


def _runs(text: str) -> bool:
    return text.lstrip("'").startswith(_RUNS)


def _is_number(text: str) -> bool:
    plain = text.isascii() and not text.startswith(("+", "="))
    return plain and read_or_none(parse_number, text) is not None


def render(records: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> str:
    """Return records with the same keys as CSV with a head row; None is empty, booleans true/false.

    ``keys`` give the head row where there may be no record.
    """
    return "".join(stream(records, keys))


def stream(records: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of :func:`render` as the records come."""
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
    return guarded(visible(str(value), ""))
