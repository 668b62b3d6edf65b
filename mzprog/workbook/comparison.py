"""``report`` of several plans as a workbook: their tables, and the comparison over them, live."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from mzprog.answers.comparison import TITLE as HEADLINE
from mzprog.answers.comparison import Standing, shared, standings
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.results import Assessment, Row
from mzprog.core.wording import cells
from mzprog.workbook.pages import Names
from mzprog.workbook.report import PlanPages
from mzprog.workbook.sheets import FIGURE, HEAD, NAME, RATE, TITLE, VERDICT, Entry, Formula, Sheet, Workbook, letters
from mzprog.workbook.values import number, rounded

_LONGEST = 18  # characters of a plan's name in the names of its sheets


class Pages(NamedTuple):
    """One plan of the comparison with its sheets."""

    standing: Standing
    plan: PlanPages


def workbook(assessments: Sequence[Assessment], date: str | None = None) -> Workbook:
    """Return the workbook of a comparison: counts, shared indicators, then each plan's table and method."""
    found = []
    for place, standing in enumerate(standings(assessments), 1):
        plan = standing.assessment.plan
        short = re.sub(r"\W", "", plan.region or plan.title)[:_LONGEST]
        found.append(Pages(standing, PlanPages(standing.assessment, Names(f"{place}{short}-"), date)))
    sheets = [_counts(found, date), _shared(found)]
    return Workbook(HEADLINE, (*sheets, *(sheet for pages in found for sheet in pages.plan.own_sheets)))


def _counts(found: Sequence[Pages], date: str | None) -> Sheet:
    """Return each plan's counts and the share of its first tier among what can be assessed."""
    labels = dict.fromkeys(label for pages in found for label in pages.standing.assessment.method.labels)
    order = sorted(labels, key=lambda label: label == NOT_ASSESSABLE)
    head = ("规划", "指标数", *order, "最高一档占比（%）")
    rows: list[tuple[Entry, ...]] = [(Entry(HEADLINE + (f"　{date}" if date else ""), TITLE),)]
    rows.append(tuple(Entry(text, HEAD) for text in head))
    for standing, plan in found:
        row, counts = len(rows) + 1, standing.assessment.summary
        verdicts = plan.area("verdict")
        cells_ = [Entry(Formula(f'SUMPRODUCT(({verdicts}<>"")*1)', Decimal(counts.total)), FIGURE)]
        for column, label in enumerate(order, 2):
            count = Decimal(counts.by_verdict.get(label, 0))
            cells_.append(Entry(Formula(f"SUMPRODUCT(EXACT({verdicts},{letters(column)}$2)*1)", count), FIGURE))
        cells_.append(Entry(_share(standing, plan, row, letters(1 + len(order))), RATE))
        rows.append((Entry(standing.name, NAME), *cells_))
    return Sheet("对比", tuple(rows), (44, 10, *(12 for _ in order), 18), heads=2, fixed=1)


def _share(standing: Standing, plan: PlanPages, row: int, unknown: str) -> Formula:
    """Return the share of well rows: those whose severity is that of the first tier or of a met target."""
    good = f"SUMPRODUCT(ISNUMBER({plan.area('severity')})*({plan.area('severity')}<=0))"
    return Formula(
        f'IF(B{row}-{unknown}{row}>0,{good}/(B{row}-{unknown}{row})*100,"")',
        number(standing.share) if standing.assessed else "",
    )


def _shared(found: Sequence[Pages]) -> Sheet:
    """Return the indicators that several plans have, each plan's rate and verdict looked up by its name."""
    plans = {id(p.standing): p.plan for p in found}
    rows: list[tuple[Entry, ...]] = [
        tuple(Entry(text, HEAD) for text in ("指标", "规划", "表中名称", "进展率（%）", "评价"))
    ]
    for item in shared([p.standing for p in found]):
        for standing, row in item.rows:
            rows.append(_shared_row(item.name, standing, row, plans[id(standing)], len(rows) + 1))
    return Sheet("共有指标", tuple(rows), (34, 40, 36, 12, 12))


def _shared_row(name: str, standing: Standing, row: Row, plan: PlanPages, place: int) -> tuple[Entry, ...]:
    names = plan.area("name")
    at = f"SUMPRODUCT(EXACT({names},$C{place})*(ROW({names})-{plan.first - 1}))"
    return (
        Entry(name, NAME),
        Entry(standing.name, NAME),
        Entry(cells(row).name, NAME),
        Entry(Formula(f"INDEX({plan.area('rate')},{at})", rounded(row.rate)), RATE),
        Entry(Formula(f"INDEX({plan.area('verdict')},{at})", row.verdict), VERDICT),
    )
