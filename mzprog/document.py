"""What a person reads, before it has a form: title, lines and tables of text cells.

Every command builds one of these; every format for people renders one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

GOOD, FAIR, POOR, UNKNOWN = "good", "fair", "poor", "unknown"


class Column(NamedTuple):
    """A column's head; ``right`` aligns figures, ``flexible`` takes what width is left and wraps."""

    title: str
    right: bool = False
    flexible: bool = False


class Cell(NamedTuple):
    """A cell: its ``text`` (lines for components), what stands ``under`` it, how it is meant.

    ``bar`` asks a terminal for a bar of that many percent with a mark at 100.
    """

    text: str
    under: str = ""
    tone: str = ""
    bar: Fraction | None = None


class Group(NamedTuple):
    """Rows under one heading (a category); an empty ``title`` has none."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


class Table(NamedTuple):
    """A table with grouped rows."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


class Section(NamedTuple):
    """Lines under a heading; ``title`` may be empty. A line may continue over further lines."""

    title: str
    lines: tuple[str, ...]


class Document(NamedTuple):
    """A titled sequence of tables and sections."""

    title: str
    parts: tuple[Table | Section, ...]
