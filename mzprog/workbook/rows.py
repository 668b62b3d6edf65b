"""The rows of a workbook's table: figures to change and formulas over them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from mzprog.answers.progress_table import printed_target
from mzprog.answers.yearly import adds_up, compared_value
from mzprog.core.bounds import is_cap, is_named, rule_of
from mzprog.core.measures import yearly
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.period import period_words, whole_year
from mzprog.core.plan import FLOW, INDEXED, STOCK, TOTAL
from mzprog.core.results import NO_TYPE, Assessment, Row
from mzprog.core.rules import RULES, TITLES
from mzprog.core.wording import by_component, cells, observed_text
from mzprog.workbook.columns import Places
from mzprog.workbook.figures import ELSEWHERE, joined_figures, year_figures
from mzprog.workbook.formulas import Shape, parent_formulas, row_formulas
from mzprog.workbook.sheets import Content, Entry, Formula, address, area
from mzprog.workbook.values import (
    Value,
    early_mark,
    elapsed,
    exact_years,
    falls,
    figure_form,
    number,
    path_values,
    rate_form,
    rises,
    row_values,
    span,
    target_form,
    usual_limits,
)

_NOTE = f'IF({{verdict}}="{NOT_ASSESSABLE}",IF({{reason}}="","数据不全或算法不适用",{{reason}}),"")'
# Rows whose steps a spreadsheet's formulas do not follow: their results stand as the calculator found them.
_FIXED = "结果由程序算出，改数后这一行不会重算"
_LIVE_RULES = frozenset(["linear", "exponential", "index"])


def measure_row(
    assessment: Assessment, row: Row, place: int, places: Places, milestones: tuple[str, str] | None
) -> tuple[Entry, ...]:
    """Return the row of an indicator without components; ``milestones`` are the areas of their years and values."""
    item, measure = row.indicator, row.deciding.measure
    names, values = places.names(place), row_values(assessment, row)
    if not live(assessment, row):
        shown = year_figures(assessment, row, places) | {"target": printed_target(row)(row.deciding)}
        return _fixed_row(assessment, row, place, places, values, shown | _so_far(row))
    names["own"] = _own(row, names["a"])
    names["t"] = names["low"] if rises(measure) else names["high"]
    if item.kind == TOTAL:
        names["b"] = "0"
    if milestones:
        names["xs"], names["vs"] = milestones
        values |= path_values(assessment, row)
    formulas = row_formulas(_shape(assessment, row)) | {"note": _NOTE}
    contents: dict[str, Content] = {key: Formula(text.format_map(names), values[key]) for key, text in formulas.items()}
    contents |= _described(assessment, row) | year_figures(assessment, row, places) | _bounds(row, names["target"])
    contents["compared"] = compared = _compared(row, places, place, assessment.as_of.period.year)
    contents["elapsed"], contents["span"] = exact_years(elapsed(assessment, row)), exact_years(span(item))
    contents |= {"so_far": Formula(names["compared"], compared.value)} if adds_up(item) else _so_far(row)
    return places.entries(place, contents, _forms(row, contents))


def live(assessment: Assessment, row: Row) -> bool:
    """Tell whether a row's formulas follow its steps: levels, flows and totals under the usual rules."""
    item, method, result = row.indicator, assessment.method, row.deciding
    measure = result.measure
    target, whole_flow = measure.target, result.reading is None or result.reading.factor == 1
    usual = method.met_first and not method.outcomes and usual_limits(method) and not item.tiers
    counted = item.kind in {STOCK, TOTAL} or (item.kind == FLOW and (whole_flow or target.high is None))
    plain = not (target.base or target.about or item.hold or result.judged or (item.cumulative and item.kind == TOTAL))
    known = result.reading is None or not result.reading.before or item.kind == TOTAL
    plain = plain and (item.kind != TOTAL or item.begin.end % 12 == 0)  # each year has one cell
    return (
        usual and counted and plain and known and not row.carried and not measure.quotas
        and not is_cap(item, measure) and rule_of(item, measure, method) in _LIVE_RULES
    )  # fmt: skip


def _own(row: Row, compared: str) -> str:
    """Return what meets a target: of a flow that is no whole year its own figure, not the yearly rate."""
    reading = row.deciding.reading
    factor = Fraction(1) if reading is None else reading.factor
    return compared if factor == 1 else f"({compared}*{factor.denominator}/{factor.numerator})"


def _fixed_row(
    assessment: Assessment,
    row: Row,
    place: int,
    places: Places,
    values: Mapping[str, Value],
    shown: dict[str, Content],
) -> tuple[Entry, ...]:
    """Return a row whose results are values, and which says so; ``shown`` are its baseline, target and figures."""
    contents: dict[str, Content] = {}
    for key, value in values.items():
        contents[key] = value if not isinstance(value, bool) else "是" if value else "否"
    contents |= _described(assessment, row) | shown
    contents["note"] = "；".join(filter(None, [row.reason, _FIXED]))
    contents["elapsed"], contents["span"] = exact_years(elapsed(assessment, row)), exact_years(span(row.indicator))
    return places.entries(place, contents, _forms(row, contents))


def _so_far(row: Row) -> dict[str, Content]:
    """Return what a row's figures come to since the baseline, of growth the average; else a dash."""
    result, item = row.deciding, row.indicator
    told = adds_up(item) or item.kind in INDEXED
    found = result.case.own(result.case.observed) if told and result.case else None
    return {"so_far": "—" if found is None else number(found)}


def _forms(row: Row, contents: Mapping[str, Content]) -> dict[str, str]:
    """Return how numbers are shown: the target as the plan prints it, the others with its decimals and thousands."""
    printed = printed_target(row)(row.deciding)
    grouped = "," in printed
    forms = {"rate": rate_form(row), "planned": figure_form(cells(row).planned, grouped, 0)}
    forms["so_far"] = figure_form(observed_text(row.deciding), grouped, 0)
    for key, content in contents.items():
        if key == "target":
            forms[key] = target_form(printed) if isinstance(content, Decimal) else ""
        elif key == "baseline" or key[1:].isdigit():
            forms[key] = figure_form(content.text if isinstance(content, Formula) else content, grouped)
    return forms


def parent_row(
    assessment: Assessment, row: Row, place: int, places: Places, parts: tuple[str, range], followed: bool
) -> tuple[Entry, ...]:
    """Return the row of an indicator with components; ``parts`` are their sheet and rows, laid out alike.

    Where these are not all ``followed`` by formulas, neither is what they come to.
    """
    text, values, (sheet, rows) = cells(row), row_values(assessment, row), parts
    joined = joined_figures(assessment, row, places, parts)
    shown: dict[str, Content] = {
        "baseline": text.baseline,
        "target": by_component(row, printed_target(row)),
        "planned": ELSEWHERE,
    }
    shown["so_far"] = ELSEWHERE if adds_up(row.indicator) or row.indicator.kind in INDEXED else "—"
    if not followed:
        return _fixed_row(assessment, row, place, places, values, joined | shown)
    names = places.names(place) | {f"{key}s": area(sheet, places.at(key), rows) for key in ("rate", "met")}
    names |= {
        "severities": area(sheet, places.at("severity"), rows),
        "outlooks": area(sheet, places.at("outlook"), rows),
    }
    formulas = parent_formulas(early_mark(row)) | {"note": _NOTE}
    contents: dict[str, Content] = {
        key: Formula(words.format_map(names), values[key]) for key, words in formulas.items()
    }
    contents |= _described(assessment, row) | joined | shown | {"applied": ELSEWHERE}
    contents["elapsed"], contents["span"] = exact_years(elapsed(assessment, row)), exact_years(span(row.indicator))
    return places.entries(place, contents, {"rate": rate_form(row)})


def _shape(assessment: Assessment, row: Row) -> Shape:
    item, measure = row.indicator, row.deciding.measure
    reading, method = row.deciding.reading, assessment.method
    baseline = measure.baseline is not None and measure.baseline.value is not None
    return Shape(
        RULES[rule_of(item, measure, method)], rises(measure), falls(measure), measure.target.strict,
        measure.target.ranged, early_mark(row), bool(measure.waypoints), method.met is not None,
        level=item.kind == STOCK, partly=reading is not None and reading.factor != 1 and not baseline,
        named=is_named(item, measure, method),
    )  # fmt: skip


def _described(assessment: Assessment, row: Row) -> dict[str, Content]:
    item = row.indicator
    return {
        "category": item.category or NO_TYPE,
        "name": cells(row).name,
        "type": item.type or NO_TYPE,
        "responsible": "、".join(item.responsible) or "—",
        "rule": TITLES[rule_of(item, row.deciding.measure, assessment.method)],
        "period": period_words(row.deciding.period) if row.deciding.period else "—",
        "reason": row.reason or "",
    }


def _compared(row: Row, places: Places, place: int, year: int) -> Formula:
    """Return the formula for the value that is compared with the target."""
    item, result = row.indicator, row.deciding
    period = result.period or whole_year(year)
    if period.end <= item.begin.end:
        return Formula('""', "")
    value = number(compared_value(item, result.measure, period) if result.period else None)
    observed = address(place, places.at(f"y{year}"))
    if item.kind == TOTAL:
        first = item.baseline_year + 1
        cells_ = f"{address(place, places.at(f'y{first}'))}:{observed}"
        return Formula(f'IF(COUNT({cells_})={year - first + 1},SUM({cells_}),"")', value)
    months = 12 if item.kind != FLOW else 12 / yearly(item, period)
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
            found[key] = number(case.low if key == "low" else case.high) if case else ""
        else:
            found[key] = Formula(f'IF(ISNUMBER({target}),{target},"")', "" if bound is None else bound)
    return found
