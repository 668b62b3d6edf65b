"""Choosing and ordering the rows to show; counts and gates stay over the whole plan."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.method import standard
from mzprog.core.results import NO_TYPE, Assessment, Row

SORTS = ("plan", "rate")


class Selection(NamedTuple):
    """The rows of an assessment to show; ``grouped`` by category unless they were re-sorted."""

    assessment: Assessment
    rows: tuple[Row, ...]
    grouped: bool
    explain: bool = False


def select(
    assessment: Assessment, *, types: Collection[str] = (), categories: Collection[str] = (),
    verdicts: Collection[str] = (), sort: str = "plan", explain: bool = False,
) -> Selection:  # fmt: skip
    """Choose rows by type, category and verdict (empty: all); ``sort="rate"`` puts the worst first."""
    verdicts = {standard(word, assessment.method.labels) for word in verdicts}
    rows = [
        row
        for row in assessment.rows
        if (not types or (row.indicator.type or NO_TYPE) in types)
        and (not categories or (row.indicator.category or NO_TYPE) in categories)
        and (not verdicts or row.verdict in verdicts)
    ]
    if sort == "rate":
        rows.sort(key=lambda row: (row.rate is None, row.rate or Fraction(0)))
    return Selection(assessment, tuple(rows), sort == "plan", explain)
