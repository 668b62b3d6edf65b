"""What the entries of a row come to: sums, chains and what is lacking in them."""

from __future__ import annotations

from collections.abc import Mapping

from mpmath import mpf

from tests.conformance.oracle.reading import CHAINED, Data, Period, period, value


def entry_of(row: Data, text: str) -> str:
    """Tell what stands in an entry: ``value``, ``missing`` or ``judged``."""
    figure = row["observations"][text]
    return next((key for key in ("missing", "judged") if isinstance(figure, Mapping) and key in figure), "value")


def chained(row: Data, begin: int, text: str) -> mpf | None:
    """Return the figure that counts at the end of an entry; None where it is not there.

    A sum for a total, an index of 100 at the baseline for growth, change and cut, else the figure itself.
    """
    measure, cumulative = row.get("measure", "stock"), row.get("cumulative") == "true"
    adds = measure == "total" or measure in CHAINED
    if not adds or (cumulative and measure != "growth"):
        if entry_of(row, text) != "value":
            return None
        figure = value(row["observations"][text])
        return {"change": 100 + figure, "cut": 100 - figure}.get(measure, figure)
    pieces = _pieces(row, begin, period(text).end, cumulative)
    if pieces is None:
        return None
    if measure == "total":
        return sum((figure for _, figure in pieces), mpf(0))
    level = mpf(100)
    for months, figure in pieces:
        level *= (1 + (-figure if measure == "cut" else figure) / 100) ** (mpf(months) / 12)
    return level


def of_the_year(row: Data, text: str) -> tuple[mpf, bool]:
    """Return what is known of a flow's year at the end of an entry, and whether that is the whole year."""
    cumulative, time = row.get("cumulative") == "true", period(text)
    january = time.year * 12
    pieces = _pieces(row, january, time.end, cumulative)
    if pieces is None:
        return value(row["observations"][text]), False
    return sum((figure for _, figure in pieces), mpf(0)), time.end == january + 12


def _pieces(row: Data, begin: int, end: int, cumulative: bool) -> list[tuple[int, mpf]] | None:
    """Return (months, figure) from ``begin`` to ``end`` without a gap, the longest entries first; None with one."""
    spans: dict[int, dict[int, mpf]] = {}
    for text, figure in row["observations"].items():
        if entry_of(row, text) == "value":
            time = period(text)
            covered = Period(time.end, time.end - time.year * 12) if cumulative else time
            spans.setdefault(covered.start, {})[covered.months] = value(figure)
    found, point = [], begin
    while point < end:
        months = max((m for m in spans.get(point, {}) if point + m <= end), default=None)
        if months is None:
            return None
        found.append((months, spans[point][months]))
        point += months
    return found
