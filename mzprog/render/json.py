"""JSON: figures as the decimal literals they were written with, never through float."""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import Any

from mzprog.records import Number


def render(value: Any) -> str:
    """Return ``value`` (dicts, lists, texts, numbers, None) as an indented JSON document."""
    return _text(value, "\n") + "\n"


def _text(value: Any, newline: str) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is Number or kind is int:
        return str(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    inner = newline + "  "
    if kind is dict:
        items = [f"{encode_basestring(key)}: {_text(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{(',' + inner).join(items)}{newline}}}" if items else "{}"
    items = [_text(item, inner) for item in value]
    return f"[{inner}{(',' + inner).join(items)}{newline}]" if items else "[]"
