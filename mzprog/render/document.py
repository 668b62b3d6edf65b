"""What a person reads, before it has a form: title, lines and tables of text cells.

Every command builds one of these; every format for people renders one.
"""

import re
from fractions import Fraction
from typing import NamedTuple

GOOD, FAIR, POOR, UNKNOWN = "good", "fair", "poor", "unknown"


# A place that somebody has still to fill in, which no reader may overlook.
OPEN = re.compile("(【待填[^【】]*】)")


class Column(NamedTuple):
    """A column's head; ``right`` aligns figures, ``flexible`` takes what width is left and wraps.

    Where there is room, neighbours with the same ``over`` share that head above their own. ``choose``
    lets a reader of a page pick one of the column's values. What stands under all its cells alike may be said ``once``
    in the head.
    """

    title: str
    right: bool = False
    flexible: bool = False
    over: str = ""
    choose: bool = False
    once: bool = False


class Cell(NamedTuple):
    """A cell: its ``text`` (lines for components), what stands ``under`` it, how it is meant.

    ``bar`` asks a terminal for a bar of that many percent with a mark at 100; ``link`` is a file beside the document
    that says more, for pages.
    """

    text: str
    under: str = ""
    tone: str = ""
    bar: Fraction | None = None
    link: str = ""


class Group(NamedTuple):
    """Rows under one heading (a category); an empty ``title`` has none."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


class Table(NamedTuple):
    """A table with grouped rows, a ``caption`` above and ``notes`` below it.

    ``number`` counts the tables of a document that has several. ``head`` is the head of the groups'
    own column in the formats that have room for one; a ``wide`` table wants the page on its side.
    """

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    caption: str = ""
    number: int = 0
    notes: tuple[str, ...] = ()
    head: str = ""
    wide: bool = False

    @property
    def title(self) -> str:
        """The caption with its number: 表1 总体情况."""
        return f"表{self.number} {self.caption}" if self.number else self.caption

    @property
    def printed_columns(self) -> list[Column]:
        """The columns with that of the groups first, where the table gives it a head."""
        return [*([Column(self.head, choose=True)] if self.head else []), *self.columns]


class Section(NamedTuple):
    """Lines under a heading; ``title`` may be empty. A line may continue over further lines.

    The lines are items of a list, or paragraphs if ``prose``, in small print if ``small``; those without a title
    always are paragraphs. What is a ``summary`` stands before a table that is longer than the screen.
    """

    title: str
    lines: tuple[str, ...]
    prose: bool = False
    small: bool = False
    summary: bool = False


Point = tuple[Fraction, Fraction]  # a time in years (2015 is the end of 2015) and a value


class Line(NamedTuple):
    """Observations in time order; ``name`` where a chart has several lines."""

    name: str
    points: tuple[Point, ...]


class Chart(NamedTuple):
    """How one indicator has gone: planned path, observations, today's planned value.

    ``paths`` are the planned ones, ``bounds`` the levels to reach where there is no path; ``alt`` says
    in words what the picture shows, ``text`` stands under it.
    """

    title: str
    text: str
    alt: str
    tone: str
    span: tuple[int, int]
    paths: tuple[tuple[Point, ...], ...]
    bounds: tuple[Fraction, ...]
    lines: tuple[Line, ...]
    planned: tuple[Point, ...]


class Bar(NamedTuple):
    """One rate of an overview: None where there is none, and then ``text`` says so.

    ``figure`` is the rate as it is printed, ``label`` what a legend calls the bars of one look, such as their verdict.
    """

    name: str
    rate: Fraction | None
    text: str
    tone: str
    figure: str
    label: str


class Overview(NamedTuple):
    """All rates against the ``marks`` that part the verdicts, each with its label; for formats with pictures.

    Bars end at ``full`` percent.
    """

    title: str
    marks: tuple[tuple[Fraction, str], ...]
    bars: tuple[Bar, ...]
    full: Fraction = Fraction(200)


class Series(NamedTuple):
    """Figures as they are printed, one for each name of their chart, "" for none."""

    name: str
    figures: tuple[str, ...]


class Bars(NamedTuple):
    """A bar chart of rates: for each of the ``names`` a bar of each series."""

    title: str
    names: tuple[str, ...]
    series: tuple[Series, ...]


class Panels(NamedTuple):
    """Small bar charts side by side, their bars up to ``full`` percent; for paper."""

    title: str
    charts: tuple[Bars, ...]
    full: Fraction = Fraction(200)


class Gallery(NamedTuple):
    """Charts side by side; for formats with pictures."""

    title: str
    charts: tuple[Chart, ...]


Part = Table | Section | Overview | Panels | Gallery


class Document(NamedTuple):
    """A titled sequence of parts; ``lead`` are the lines under the title."""

    title: str
    parts: tuple[Part, ...]
    lead: tuple[str, ...] = ()

    def sections(self) -> list[tuple[str, list[Part]]]:
        """Return each head with its parts: those up to the next part that is a section with a title."""
        found: list[tuple[str, list[Part]]] = [("", [])]
        for part in self.parts:
            if isinstance(part, Section) and part.title:
                found.append((part.title, []))
            found[-1][1].append(part)
        return [section for section in found if section[1]]
