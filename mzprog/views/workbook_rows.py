"""The rows of a workbook's table: figures to change and formulas over them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.assessment import tiling, yearly
from mzprog.formulas import Shape, parent_formulas, row_formulas
from mzprog.method import NOT_ASSESSABLE
from mzprog.period import Period, period_words, whole_year
from mzprog.plan import FLOW, TOTAL, Figure, Indicator, Measure
from mzprog.quantity import literal, parse_bound, trimmed
from mzprog.results import NO_TYPE, Assessment, Row
from mzprog.sheets import FIGURE, INPUT, NAME, RATE, STEP, TEXT, VERDICT, Content, Entry, Formula, address, area, letters
from mzprog.timeline import compared_value, entry_of
from mzprog.views.workbook_now import elapsed, exact_years, falls, number, path_values, rises, row_values, span, steady
from mzprog.wording import RULE_NAMES, cells, figure_text

_ELSEWHERE = "见分项"
_NOTE = f'IF({{verdict}}="{NOT_ASSESSABLE}",IF({{reason}}="","数据不全或算法不适用",{{reason}}),"")'
_SHOWN_COMPONENTS = 20  # a formula that joins more would be too long for a spreadsheet


class Column(NamedTuple):
    """A column of the table: the ``key`` that formulas call it by, its heads, how it looks, its width."""

    key: str
    title: str
    over: str = ""
    style: str = TEXT
    width: int = 10


class Places(NamedTuple):
    """Where the cells of a table are: its columns, and the addresses on other sheets that its rows share."""

    columns: tuple[Column, ...]
    shared: Mapping[str, str]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a column."""
        return tuple(int(column.key[1:]) for column in self.columns if column.key[1:].isdigit() and column.key[0] == "y")

    def at(self, key: str) -> int:
        """Return the number of a column."""
        return next(n for n, column in enumerate(self.columns) if column.key == key)

    def names(self, row: int) -> dict[str, str]:
        """Return the addresses of a row's cells by the words that formulas use."""
        own = {column.key: address(row, n) for n, column in enumerate(self.columns)}
        return {**self.shared, **own, "a": own["compared"], "b": own["baseline"], "p": own["planned"], "y": own["elapsed"]}

    def entries(self, contents: Mapping[str, Content], forms: Mapping[str, str]) -> tuple[Entry, ...]:
        """Return a row of cells; only figures look as if they may be changed."""
        found = []
        for column in self.columns:
            content, style = contents.get(column.key), column.style
            if style == INPUT and not _changeable(content):
                style = TEXT
            found.append(Entry(content, style, forms.get(column.key, "")))
        return tuple(found)


def _changeable(content: Content) -> bool:
    return isinstance(content, Decimal) or (isinstance(content, Formula) and content.text[0].isdigit())


def table_columns(heads: Mapping[int, str], years: tuple[int, int], paths: bool, first: tuple[str, str]) -> tuple[Column, ...]:
    """Return the columns: ``heads`` of the years' figures, ``years`` of baseline and target, ``first`` two heads."""
    path = (("passed", "已过中期目标"), ("x0", "前点年数"), ("v0", "前点值"), ("x1", "后点年数"), ("v1", "后点值"), ("bound", "达标界"))
    steps = (
        ("rule", "规则"), ("period", "数据所属期"), ("elapsed", "已过年数"), ("span", "全程年数"), ("compared", "比较值"),
        ("low", "下限"), ("high", "上限"), *(path if paths else ()), ("applied", "采用算法"), ("met", "达到目标"),
        ("severity", "级次"), ("multiple", "提速倍数"), ("reason", "原因"),
    )  # fmt: skip
    return (
        Column("category", first[0], width=12),
        Column("name", first[1], style=NAME, width=34),
        Column("type", "属性", width=8),
        Column("baseline", f"{years[0]}年", "基期", INPUT, 9),
        Column("target", f"{years[1]}年", "规划目标", INPUT, 10),
        *(Column(f"y{year}", head, "进展情况", INPUT, 12) for year, head in heads.items()),
        Column("planned", "应达值", "评估", FIGURE, 9),
        Column("rate", "进展率（%）", "评估", RATE, 11),
        Column("verdict", "评价", "评估", VERDICT, 9),
        Column("outcome", "完成情况", "评估", width=10),
        Column("outlook", f"{years[1]}年预测", "评估", width=14),
        Column("note", "说明", "评估", NAME, 18),
        *(Column(key, title, "计算步骤", INPUT if key in {"elapsed", "span"} else STEP, 10) for key, title in steps),
    )


def measure_row(
    assessment: Assessment, row: Row, place: int, places: Places, milestones: tuple[str, str] | None
) -> tuple[Entry, ...]:
    """Return the row of an indicator without components; ``milestones`` are the areas of their years and values."""
    item, measure = row.indicator, row.deciding.measure
    names, values = places.names(place), row_values(assessment, row)
    names["t"] = names["low"] if rises(measure) else names["high"]
    if item.kind is TOTAL:
        names["b"] = "0"
    if milestones:
        names["xs"], names["vs"] = milestones
        values |= path_values(assessment, row)
    formulas = row_formulas(_shape(assessment, row)) | {"note": _NOTE}
    contents: dict[str, Content] = {key: Formula(text.format_map(names), values[key]) for key, text in formulas.items()}
    contents |= _described(assessment, row) | _figures(assessment, row, places) | _bounds(row, names["target"])
    contents["compared"] = _compared(row, places, place, assessment.as_of.period.year)
    contents["elapsed"], contents["span"] = exact_years(elapsed(assessment, row)), exact_years(span(item))
    operator = parse_bound(measure.target.text, item.unit).operator if isinstance(contents["target"], Decimal) else ""
    return places.entries(contents, {"target": f'"{operator}"General'} if operator else {})


def parent_row(assessment: Assessment, row: Row, place: int, places: Places, parts: tuple[str, range]) -> tuple[Entry, ...]:
    """Return the row of an indicator with components; ``parts`` are their sheet and rows, laid out alike."""
    text, values, (sheet, rows) = cells(row), row_values(assessment, row), parts
    names = places.names(place) | {f"{key}s": area(sheet, places.at(key), rows) for key in ("rate", "met")}
    names |= {"severities": area(sheet, places.at("severity"), rows), "outlooks": area(sheet, places.at("outlook"), rows)}
    formulas = parent_formulas(all(map(steady, row.results))) | {"note": _NOTE}
    contents: dict[str, Content] = {key: Formula(words.format_map(names), values[key]) for key, words in formulas.items()}
    contents |= _described(assessment, row) | _joined(assessment, row, places, parts)
    contents |= {"baseline": text.baseline, "target": text.target, "planned": _ELSEWHERE, "applied": _ELSEWHERE}
    contents["elapsed"], contents["span"] = exact_years(elapsed(assessment, row)), exact_years(span(row.indicator))
    return places.entries(contents, {})


def _shape(assessment: Assessment, row: Row) -> Shape:
    item, measure = row.indicator, row.deciding.measure
    rule = item.rule or assessment.method.default_rule
    return Shape(
        rule, RULE_NAMES[rule], rises(measure), falls(measure), measure.target.strict, measure.target.ranged,
        steady(row.deciding), bool(measure.milestones), assessment.method.met is not None,
    )  # fmt: skip


def _described(assessment: Assessment, row: Row) -> dict[str, Content]:
    item = row.indicator
    return {
        "category": item.category or NO_TYPE,
        "name": cells(row).name,
        "type": item.type or NO_TYPE,
        "rule": RULE_NAMES[item.rule or assessment.method.default_rule],
        "period": period_words(row.deciding.period) if row.deciding.period else "—",
        "reason": row.reason or "",
    }


def _figures(assessment: Assessment, row: Row, places: Places) -> dict[str, Content]:
    """Return the baseline, the target and each year's figure: a number where there is one, else words."""
    item, measure = row.indicator, row.deciding.measure
    target = measure.target
    bound = None if target.ranged or target.reference else target.high if target.low is None else target.low
    found: dict[str, Content] = {
        "baseline": _figure(measure.baseline),
        "target": target.missing or target.text if bound is None else bound,
    }
    for year in places.years:
        period = entry_of(assessment, row.deciding, year)
        found[f"y{year}"] = _figure(measure.observations.get(period)) if period else "—"
        if item.kind is TOTAL:
            whole = period if year == assessment.as_of.period.year else whole_year(year)
            found[f"y{year}"] = _year_of_total(item, measure, year, whole, found[f"y{year}"])
    return found


def _figure(figure: Figure | None) -> Decimal | str:
    return figure_text(figure) if figure is None or figure.value is None else figure.value


def _year_of_total(item: Indicator, measure: Measure, year: int, period: Period | None, otherwise: Content) -> Content:
    """Return what one year adds to a total: its figures with a plus between them, or words where one lacks."""
    parts = tiling(item._replace(baseline_year=year - 1), measure, period) if period else ""
    if isinstance(parts, str):
        return "数据不全" if isinstance(otherwise, Decimal) else otherwise
    figures = [measure.observations[part].value or Decimal(0) for part in parts]
    if len(figures) == 1:
        return figures[0]
    return Formula("+".join(literal(figure) for figure in figures), number(sum(map(Fraction, figures), Fraction(0))))


def _compared(row: Row, places: Places, place: int, year: int) -> Formula:
    """Return the formula for the value that is compared with the target."""
    item, result = row.indicator, row.deciding
    period = result.period or whole_year(year)
    value = number(compared_value(item, result.measure, period) if period in result.measure.observations else None)
    observed = address(place, places.at(f"y{year}"))
    if item.kind is TOTAL:
        first = item.baseline_year + 1
        if first > year:
            return Formula('""', "")
        cells_ = f"{address(place, places.at(f'y{first}'))}:{observed}"
        return Formula(f'IF(COUNT({cells_})={year - first + 1},SUM({cells_}),"")', value)
    months = 12 if item.kind is not FLOW else 12 / yearly(item, period)
    scaled = observed if months == 12 else f"{observed}*12/{months}"
    return Formula(f'IF(ISNUMBER({observed}),{scaled},"")', value)


def _bounds(row: Row, target: str) -> dict[str, Content]:
    """Return the bounds to compare with: read from the target's cell where that is a number."""
    measure, case = row.deciding.measure, row.deciding.case
    found: dict[str, Content] = {}
    bounds = (("low", rises(measure), measure.target.low), ("high", falls(measure), measure.target.high))
    for key, there, bound in bounds:
        if not there:
            continue
        if measure.target.ranged:
            found[key] = bound
        elif measure.target.reference:
            found[key] = number(case.low) if case else ""
        else:
            found[key] = Formula(f'IF(ISNUMBER({target}),{target},"")', "" if bound is None else bound)
    return found


def _joined(assessment: Assessment, row: Row, places: Places, parts: tuple[str, range]) -> dict[str, Content]:
    """Return each year's figures of the components, joined into one text by a formula."""
    sheet, rows = parts
    found: dict[str, Content] = {}
    for key in (f"y{year}" for year in places.years):
        if len(rows) > _SHOWN_COMPONENTS:
            found[key] = _ELSEWHERE
            continue
        pieces, shown = [], []
        for place, result in zip(rows, row.results, strict=True):
            period = entry_of(assessment, result, int(key[1:]))
            content = _figure(result.measure.observations.get(period)) if period else "—"
            pieces.append(f"'{sheet}'!${letters(places.at('name'))}${place + 1}&'{sheet}'!${letters(places.at(key))}${place + 1}")
            shown.append(f"{result.measure.name}{content if isinstance(content, str) else _general(content)}")
        found[key] = Formula("&CHAR(10)&".join(pieces), "\n".join(shown))
    return found


def _general(value: Decimal) -> str:
    """Write a figure as a spreadsheet does that was given no form."""
    return trimmed(value, 15)
