"""JSON: figures as the decimal literals they were written with, never through float."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from mzprog.core.problems import OBEYED
from mzprog.core.quantity import Number

_OBEYED = OBEYED - {"Cs"}  # halves of characters are what file names may hold; writing them says so


def _quoted(text: str) -> str:
    r"""Return a text as JSON; what a terminal would obey instead of show is written as its number.

    >>> print(_quoted("床位\u202e"))
    "床位\u202e"
    """
    if not text.isprintable():
        from unicodedata import category

        pieces = (
            encode_basestring_ascii(c)[1:-1] if category(c) in _OBEYED else encode_basestring(c)[1:-1] for c in text
        )
        return f'"{"".join(pieces)}"'
    return encode_basestring(text)


_key = lru_cache(maxsize=256)(_quoted)  # a document has the same few keys in every row


class Text(str):
    """A value that is JSON already, rendered as an item of a list at the top of a document."""

    __slots__ = ()


def render(value: Any) -> str:
    """Return ``value`` (dicts, lists, texts, numbers, None) as an indented JSON document."""
    return _text(value, "\n") + "\n"


def stream(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a document piece by piece, as ``render`` returns it; an iterator in it is a list, item by item."""
    lead = "{\n  "
    for key, value in document.items():
        yield f"{lead}{_quoted(key)}: "
        if isinstance(value, Iterator):
            yield from _items(value)
        else:
            yield _text(value, "\n  ")
        lead = ",\n  "
    yield "\n}\n"


def item(value: Any) -> Text:
    """Render an item of a list at the top of a document."""
    return Text(_text(value, "\n    "))


def _items(values: Iterable[Any]) -> Iterator[str]:
    lead = "["
    for value in values:
        yield f"{lead}\n    {item(value)}"
        lead = ","
    yield "[]" if lead == "[" else "\n  ]"


def _text(value: Any, newline: str) -> str:
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is Number or kind is int or kind is Text:
        return str(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    inner = newline + "  "
    if kind is dict:
        items = [f"{_key(key)}: {_text(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{(',' + inner).join(items)}{newline}}}" if items else "{}"
    items = [_text(item, inner) for item in value]
    return f"[{inner}{(',' + inner).join(items)}{newline}]" if items else "[]"
