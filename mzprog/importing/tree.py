"""A plan file before it is text: mappings of keys, with the comments that will stand beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from mzprog.plan_file.yaml_text import one_line, scalar


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
        name = f"{indent}{scalar(key)}:"
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


def _flow(tree: Map) -> str:
    parts = [f"{scalar(key)}: {scalar(value.text)}" for key, value in tree.items.items() if isinstance(value, Text)]
    return f"{{{', '.join(parts)}}}"


def _said(tree: Map) -> list[str]:
    """Return the comments of a mapping on one line: they can only stand behind it."""
    own = [value.comment for value in tree.items.values() if isinstance(value, Text) and value.comment]
    return [*tree.comments, *own]


def _comment(text: str) -> str:
    return f"  # {one_line(text)}" if text else ""
