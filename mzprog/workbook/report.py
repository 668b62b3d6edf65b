"""``report`` as a workbook: of one plan the table with live formulas, of several their tables and the comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from mzprog.answers.comparison import TITLE as HEADLINE
from mzprog.answers.comparison import Standing, shared, standings
from mzprog.answers.evaluate import tone
from mzprog.answers.narrative import lead_lines, report_title
from mzprog.answers.yearly import adds_up, year_heads
from mzprog.core.assessment import row_of
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.plan import INDEXED, TOTAL
from mzprog.core.results import Assessment, Row
from mzprog.core.wording import cells
from mzprog.workbook.columns import Extras, KeyedColumn, Places, table_columns
from mzprog.workbook.pages import MethodPage, Names, counts_sheet, method_sheet, sources_sheet
from mzprog.workbook.rows import live, measure_row, parent_row
from mzprog.workbook.sheets import (
    FIGURE,
    HEAD,
    INPUT,
    NAME,
    PLAIN,
    RATE,
    TEXT,
    TITLE,
    VERDICT,
    Entry,
    Formula,
    Sheet,
    Workbook,
    area,
    letters,
)
from mzprog.workbook.values import exact_years, milestone_points, number, rate_form, rounded

_LONGEST = 18  # characters of a plan's name in the names of its sheets
_HEADS = 4  # rows above the table's rows: title, advice, two of heads
_ADVICE = "蓝色数字可以改，改后进展率、评价、完成情况和预测随即重算。"
_FIXED = "各项结果由程序算出，改数后不会重算。"


def workbook(assessment: Assessment, date: str | None = None) -> Workbook:
    """Return the workbook of one plan's report."""
    pages = PlanPages(assessment, Names(), date)
    table, *others = pages.own_sheets
    sheets = (table, counts_sheet(pages.names.counts, assessment, pages.area), *others)
    return Workbook(report_title(assessment), (*sheets, sources_sheet(pages.names.sources, assessment)))


class PlanPages:
    """One plan's table with the sheets that its formulas need: components, milestones and method."""

    def __init__(self, assessment: Assessment, names: Names, date: str | None) -> None:
        plan = assessment.plan
        heads, years = _heads(assessment), (plan.baseline_year, plan.target_year)
        items = [row.indicator for row in assessment.rows]
        extras = Extras(
            any(part.waypoints for item in plan.indicators for part in item.measures),
            any(item.responsible for item in items),
            any(adds_up(item) or item.kind in INDEXED for item in items),
        )
        self.assessment, self.names, self.date = assessment, names, date
        self.method = MethodPage(names.method, assessment.method)
        self.places, self.parts = (
            Places(table_columns(heads, years, extras, first), self.method.addresses)
            for first in (("类别", "指标内容（单位）"), ("所属指标", "分项"))
        )
        self.components: list[tuple[Entry, ...]] = []
        self.points: list[tuple[Entry, ...]] = []
        self.rows = [self.row(row, place) for place, row in enumerate(assessment.rows, _HEADS)]

    @property
    def first(self) -> int:
        """The number of the table's first row as a spreadsheet counts."""
        return _HEADS + 1

    def area(self, key: str) -> str:
        """Return the address of one of the table's columns."""
        return area(self.names.table, self.places.at(key), range(_HEADS, _HEADS + len(self.rows)))

    @property
    def own_sheets(self) -> list[Sheet]:
        """The table first; components and milestones where the plan has any; the method."""
        title = "　".join([report_title(self.assessment), *lead_lines(self.assessment, self.date)])
        sheets = [self.table(self.names.table, title, self.places, self.rows)]
        if self.components:
            sheets.append(
                self.table(self.names.parts, f"{self.assessment.plan.title}：分项", self.parts, self.components)
            )
        if self.points:
            sheets.append(_milestone_sheet(self.names.milestones, self.points))
        return [*sheets, method_sheet(self.method, self.assessment, self.follows)]

    @property
    def follows(self) -> bool:
        """Whether there is a figure on whose change a formula computes anew."""
        return any(entry.style == INPUT for row in (*self.rows, *self.components) for entry in row)

    def row(self, row: Row, place: int) -> tuple[Entry, ...]:
        """Return a row of the table, and put its components on their sheet."""
        if not row.indicator.components:
            return measure_row(self.assessment, row, place, self.places, self.milestones(row))
        first, followed = _HEADS + len(self.components), True
        for result in row.results:
            measure = result.measure._replace(name=None)
            item = row.indicator._replace(
                name=result.measure.name or "", category=row.indicator.name, unit=None, of=None,
                whole=measure, components=(),
            )  # fmt: skip
            own = (result._replace(measure=measure),)
            alone = row_of(item, own, self.assessment.as_of, self.assessment.method)
            at = _HEADS + len(self.components)
            self.components.append(measure_row(self.assessment, alone, at, self.parts, self.milestones(alone)))
            followed = followed and live(self.assessment, alone)
        parts = (self.names.parts, range(first, _HEADS + len(self.components)))
        return parent_row(self.assessment, row, place, self.places, parts, followed)

    def milestones(self, row: Row) -> tuple[str, str] | None:
        """Put a measure's milestones on their sheet and return where their years and values are."""
        item, measure = row.indicator, row.deciding.measure
        if not measure.waypoints:
            return None
        first, style = len(self.points) + 1, INPUT if live(self.assessment, row) else TEXT
        for (period, value), (years, _) in zip(measure.waypoints, milestone_points(item, measure), strict=True):
            self.points.append(
                (
                    Entry(item.name, NAME),
                    Entry(str(period)),
                    Entry(exact_years(years), style),
                    Entry(value, style),
                )
            )
        rows = range(first, len(self.points) + 1)
        return area(self.names.milestones, 2, rows), area(self.names.milestones, 3, rows)

    def table(self, name: str, title: str, places: Places, rows: Sequence[tuple[Entry, ...]]) -> Sheet:
        """Return a sheet of rows under their heads, verdicts coloured, the working folded away."""
        columns = places.columns
        overs = tuple(
            Entry(c.over if n == 0 or columns[n - 1].over != c.over else "", HEAD) for n, c in enumerate(columns)
        )
        advice = f"{_ADVICE if self.follows else _FIXED}右边折起的各列是计算步骤。"
        heads = ((Entry(title, TITLE),), (Entry(advice, PLAIN),), overs, tuple(Entry(c.title, HEAD) for c in columns))
        verdicts = places.at("verdict")
        tones = tuple((verdicts, at, tone(label, self.assessment.method)) for label, at in self.method.labels)
        return Sheet(
            name, (*heads, *rows), tuple(c.width for c in columns), _HEADS, 2, places.at("rule"),
            filtered=places is self.places, tones=tones, merges=_merges(columns),
        )  # fmt: skip


def _heads(assessment: Assessment) -> dict[int, str]:
    """Return the years' columns; a total needs every year since its baseline."""
    heads, last = year_heads(assessment), assessment.as_of.period.year
    totals = [item.baseline_year for item in assessment.plan.indicators if item.kind == TOTAL]
    missing = {year: f"{year}年" for year in range(min(totals, default=last) + 1, last) if year not in heads}
    return dict(sorted({**heads, **missing}.items()))


def _merges(columns: Sequence[KeyedColumn]) -> tuple[tuple[int, int, int], ...]:
    """Return where neighbours share a head."""
    found, first = [], 0
    for end in range(1, len(columns) + 1):
        if end == len(columns) or columns[end].over != columns[first].over:
            if columns[first].over and end - first > 1:
                found.append((2, first, end - 1))
            first = end
    return tuple(found)


def _milestone_sheet(name: str, points: Sequence[tuple[Entry, ...]]) -> Sheet:
    head = tuple(Entry(text, HEAD) for text in ("指标", "期", "距基期年数", "中期目标值"))
    return Sheet(name, (head, *points), (40, 12, 12, 14))


class Pages(NamedTuple):
    """One plan of the comparison with its sheets."""

    standing: Standing
    plan: PlanPages


def comparison(assessments: Sequence[Assessment], date: str | None = None) -> Workbook:
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
        cells_.append(Entry(_share_of(standing, plan, row, letters(1 + len(order))), RATE))
        rows.append((Entry(standing.name, NAME), *cells_))
    return Sheet("对比", tuple(rows), (44, 10, *(12 for _ in order), 18), heads=2, fixed=1)


def _share_of(standing: Standing, plan: PlanPages, row: int, unknown: str) -> Formula:
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
        Entry(Formula(f"INDEX({plan.area('rate')},{at})", rounded(row.rate)), RATE, rate_form(row)),
        Entry(Formula(f"INDEX({plan.area('verdict')},{at})", row.verdict), VERDICT),
    )
