"""A plan file's text: a tree of keys with the comments beside them, written as YAML that reads back the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import NamedTuple, TypeAlias

# A text that YAML reads as it stands, in a mapping on one line too.
_WORD = r"[^\s\"#,\[\]{}:]"
_PLAIN = re.compile(
    r"(?![-?:](?:\s|$)|(?:~|null)$)[^\s!&*?|>@`\"'%#,\[\]{}:-]" + f"{_WORD}*(?: {_WORD}+)*"
    r"|-(?:[1-9][0-9]*|0)(?:\.[0-9]+)?"
)


_LONG = 1000  # characters of a key; YAML looks for the colon in 1,024


def scalar(text: str) -> str:
    r"""Write a text such that YAML reads it back.

    >>> scalar("≥99"), scalar("%"), scalar("30-40"), scalar('他说: "好"')
    ('≥99', '"%"', '30-40', '"他说: \\"好\\""')
    """
    text = one_line(text)
    return text if _PLAIN.fullmatch(text) else encode_basestring(text)


def one_line(text: str) -> str:
    """Return a text as the reader would: lines joined, and without characters that nobody sees."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


class Text(NamedTuple):
    """A value, and the comment after it."""

    text: str
    comment: str = ""


class Map:
    """Keys and values in file order; ``comments`` are lines above it, ``flow`` puts it on one line."""

    __slots__ = ("comments", "flow", "items")

    def __init__(self, items: dict[str, Value] | None = None, flow: bool = False) -> None:
        self.items: dict[str, Value] = items or {}
        self.flow = flow
        self.comments: list[str] = []

    def put(self, key: str, text: str | None, comment: str = "") -> None:
        """Set a key, if there is something to set it to."""
        if text:
            self.items[key] = Text(text, comment)


Value: TypeAlias = "Text | Map | list[Map] | tuple[str, ...]"


def written(tree: Map) -> str:
    """Return a plan file's text."""
    lines = [*(f"# {one_line(line)}" for line in tree.comments), "", *_lines(tree, "")]
    return "\n".join(lines).rstrip() + "\n"


def _lines(tree: Map, indent: str) -> Iterator[str]:
    for key, value in tree.items.items():
        name = f"{indent}{_key(key, indent)}:"
        if isinstance(value, Text):
            yield f"{name} {scalar(value.text)}{_comment(value.comment)}"
        elif isinstance(value, tuple):
            yield f"{name} [{', '.join(map(scalar, value))}]"
        elif isinstance(value, list):
            yield ""
            yield name
            for item in value:
                yield from _item(item, indent + "  ")
        elif value.flow or not value.items:
            yield f"{name} {_flow(value)}{_comment('；'.join(_said(value)))}"
        else:
            yield from (f"{indent}# {one_line(line)}" for line in value.comments)
            yield name
            yield from _lines(value, indent + "  ")


def _item(item: Map, indent: str) -> Iterator[str]:
    yield from (f"{indent}# {one_line(line)}" if line else "" for line in item.comments)
    lines = _lines(item, indent + "  ")
    yield f"{indent}- {next(lines).lstrip()}"
    yield from lines
    yield ""


def _key(key: str, indent: str | None = None) -> str:
    """Write a key; one that is very long only reads as a key where a question mark says so."""
    written = scalar(key)
    if len(written) < _LONG:
        return written
    return f"? {written} " if indent is None else f"? {written}\n{indent}"


def _flow(tree: Map) -> str:
    parts = [f"{_key(key)}: {scalar(value.text)}" for key, value in tree.items.items() if isinstance(value, Text)]
    return f"{{{', '.join(parts)}}}"


def _said(tree: Map) -> list[str]:
    """Return the comments of a mapping on one line: they can only stand behind it."""
    own = [value.comment for value in tree.items.values() if isinstance(value, Text) and value.comment]
    return [*tree.comments, *own]


def _comment(text: str) -> str:
    return f"  # {one_line(text)}" if text else ""
