"""``report`` as a workbook: the table with live formulas, counts, milestones, sources and method."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.assessment import assess_indicator
from mzprog.narrative import lead_lines, report_title
from mzprog.plan import TOTAL
from mzprog.results import Assessment, Row
from mzprog.sheets import HEAD, INPUT, NAME, PLAIN, TITLE, Entry, Sheet, Workbook, area
from mzprog.timeline import year_heads
from mzprog.views.evaluation import tone
from mzprog.views.workbook_now import exact_years, milestone_points
from mzprog.views.workbook_pages import MethodPage, Names, counts_sheet, method_sheet, sources_sheet
from mzprog.views.workbook_rows import Column, Places, measure_row, parent_row, table_columns

_HEADS = 4  # rows above the table's rows: title, advice, two of heads
_ADVICE = "蓝色数字可以改：改了基期值、目标值、各年数据或已过年数，进展率、评价、完成情况和预测随即重算。右边折起的各列是计算步骤。"


def workbook(assessment: Assessment, date: str | None = None) -> Workbook:
    """Return the workbook of one plan's report."""
    return Workbook(report_title(assessment), tuple(plan_sheets(assessment, Names(), date)))


def plan_sheets(assessment: Assessment, names: Names, date: str | None = None) -> list[Sheet]:
    """Return one plan's sheets: the table first; components and milestones where it has any."""
    page = MethodPage(names.method, assessment.method)
    heads = _heads(assessment)
    years = (assessment.plan.baseline_year, assessment.plan.target_year)
    paths = any(part.milestones for item in assessment.plan.indicators for part in item.parts)
    shared = page.addresses
    places = Places(table_columns(heads, years, paths, ("类别", "指标内容（单位）")), shared)
    parts = Places(table_columns(heads, years, paths, ("所属指标", "分项")), shared)
    builder = _Builder(assessment, names, places, parts)
    rows = [builder.row(row) for row in assessment.rows]
    title = "　".join([report_title(assessment), *lead_lines(assessment, date)])
    sheets = [_table(names.table, title, places, rows, page, assessment), counts_sheet(names, assessment, places, _HEADS)]
    if builder.components:
        sheets.append(_table(names.parts, f"{assessment.plan.title}：分项", parts, builder.components, page, assessment))
    if builder.points:
        sheets.append(_milestone_sheet(names.milestones, builder.points))
    return [*sheets, sources_sheet(names.sources, assessment), method_sheet(page, assessment)]


class _Builder:
    """Builds the rows of the table, and with them those of the components' and the milestones' sheets."""

    def __init__(self, assessment: Assessment, names: Names, places: Places, parts: Places) -> None:
        self.assessment, self.names, self.places, self.parts = assessment, names, places, parts
        self.rows = 0
        self.components: list[tuple[Entry, ...]] = []
        self.points: list[tuple[Entry, ...]] = []

    def row(self, row: Row) -> tuple[Entry, ...]:
        place = _HEADS + self.rows
        self.rows += 1
        if not row.indicator.components:
            return measure_row(self.assessment, row, place, self.places, self.milestones(row))
        first = _HEADS + len(self.components)
        for component in row.indicator.components:
            item = row.indicator._replace(
                name=component.name or "", category=row.indicator.name, unit=None, of=None,
                whole=component._replace(name=None), components=(),
            )  # fmt: skip
            alone = assess_indicator(self.assessment.plan, item, self.assessment.as_of, self.assessment.method)
            at = _HEADS + len(self.components)
            self.components.append(measure_row(self.assessment, alone, at, self.parts, self.milestones(alone)))
        parts = (self.names.parts, range(first, _HEADS + len(self.components)))
        return parent_row(self.assessment, row, place, self.places, parts)

    def milestones(self, row: Row) -> tuple[str, str] | None:
        """Put a measure's milestones on their sheet and return where their years and values are."""
        item, measure = row.indicator, row.deciding.measure
        if not measure.milestones:
            return None
        first = len(self.points) + 1
        for (period, figure), (years, _) in zip(measure.milestones, milestone_points(item, measure), strict=True):
            self.points.append(
                (Entry(item.name, NAME), Entry(str(period)), Entry(exact_years(years), INPUT), Entry(figure.value, INPUT))
            )
        rows = range(first, len(self.points) + 1)
        return area(self.names.milestones, 2, rows), area(self.names.milestones, 3, rows)


def _heads(assessment: Assessment) -> dict[int, str]:
    """Return the years' columns; a total needs every year since its baseline."""
    heads, last = year_heads(assessment), assessment.as_of.period.year
    totals = [item.baseline_year for item in assessment.plan.indicators if item.kind is TOTAL]
    missing = {year: f"{year}年" for year in range(min(totals, default=last) + 1, last) if year not in heads}
    return dict(sorted({**heads, **missing}.items()))


def _table(
    name: str, title: str, places: Places, rows: Sequence[tuple[Entry, ...]], page: MethodPage, assessment: Assessment
) -> Sheet:
    columns = places.columns
    verdicts = places.at("verdict")
    overs = tuple(Entry(c.over if n == 0 or columns[n - 1].over != c.over else "", HEAD) for n, c in enumerate(columns))
    head = (
        (Entry(title, TITLE),),
        (Entry(_ADVICE, PLAIN),),
        overs,
        tuple(Entry(column.title, HEAD) for column in columns),
    )
    tones = tuple((verdicts, address_, tone(label, assessment.method)) for label, address_ in page.labels)
    return Sheet(
        name, (*head, *rows), tuple(column.width for column in columns), _HEADS, 2, places.at("rule"), filtered=True,
        tones=tones, merges=_merges(columns),
    )  # fmt: skip


def _merges(columns: Sequence[Column]) -> tuple[tuple[int, int, int], ...]:
    """Return where neighbours share a head."""
    found, first = [], 0
    for number in range(1, len(columns) + 1):
        if number == len(columns) or columns[number].over != columns[first].over:
            if columns[first].over and number - first > 1:
                found.append((2, first, number - 1))
            first = number
    return tuple(found)


def _milestone_sheet(name: str, points: Sequence[tuple[Entry, ...]]) -> Sheet:
    head = tuple(Entry(text, HEAD) for text in ("指标", "期", "距基期年数", "中期目标值"))
    return Sheet(name, (head, *points), (40, 12, 12, 14))
