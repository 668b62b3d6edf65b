"""Text in a CSV that a spreadsheet would run as a formula: an apostrophe before it keeps it text."""

from __future__ import annotations

from mzprog.core.problems import Refusal
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
    try:
        parse_number(text)
    except Refusal:
        return False
    return text.isascii() and not text.startswith(("+", "="))
