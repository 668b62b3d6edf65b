"""The tree of a plan file: texts, mappings and sequences, each with its place."""

from __future__ import annotations

from typing import Any

from mzprog.core.problems import OBEYED

# libyaml refuses raw control characters without saying where; this stand-in keeps their columns.
STAND_IN = "\ue000"


class Node:
    """A piece of the file; a bare one stands where something was refused."""

    __slots__ = ("_event",)

    def __init__(self, event: Any) -> None:
        self._event = event

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return int(self._event.start_mark.line) + 1

    @property
    def column(self) -> int:
        """The column it starts in, from 1, counted in characters."""
        return int(self._event.start_mark.column) + 1

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the decoded file, in characters."""
        return int(self._event.start_mark.index), int(self._event.end_mark.index)


class Scalar(Node):
    """Text as written, and how many control characters were ``dropped`` from it."""

    __slots__ = ("dropped", "text")

    def __init__(self, event: Any) -> None:
        self._event = event
        self.dropped = 0
        text = event.value
        self.text = text.strip()
        if not text.isprintable():
            self._tidy(text)

    @property
    def plain(self) -> bool:
        """Whether it stands without quotes."""
        return bool(self._event.implicit[0])

    def _tidy(self, text: str) -> None:
        """Join lines with one space; drop what a terminal would obey instead of show."""
        from unicodedata import category

        kept = [c for c in text if c.isspace() or not (category(c) in OBEYED or c == STAND_IN)]
        self.dropped = len(text) - len(kept)
        self.text = " ".join("".join(kept).split())


class Collection(Node):
    """A node with others in it, which ends with an event of its own."""

    __slots__ = ("_last",)

    def close(self, event: Any) -> None:
        """Take the event that ends it."""
        self._last = event

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the decoded file, in characters; a block ends where the next thing begins."""
        return int(self._event.start_mark.index), int(self._last.end_mark.index)


class Mapping(Collection):
    """Keys and values in file order; duplicates are still in it."""

    __slots__ = ("items",)

    def __init__(self, event: Any) -> None:
        self._event = event
        self.items: list[tuple[Scalar, Node]] = []


class Sequence(Collection):
    """Items in file order."""

    __slots__ = ("items",)

    def __init__(self, event: Any) -> None:
        self._event = event
        self.items: list[Node] = []
