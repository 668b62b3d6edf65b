"""The figures of a workbook's table: the baseline, the target and each year's, of components joined into one text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mzprog.answers.yearly import entry_of, year_parts
from mzprog.core.plan import INDEXED, TOTAL, Figure
from mzprog.core.quantity import literal, trimmed
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.wording import figure_text
from mzprog.workbook.columns import Places
from mzprog.workbook.sheets import Content, Formula, letters
from mzprog.workbook.values import figure_form, number

ELSEWHERE = "见分项"
_SHOWN_COMPONENTS = 20  # a formula that joins more would be too long for a spreadsheet


def year_figures(assessment: Assessment, row: Row, places: Places) -> dict[str, Content]:
    """Return the baseline, the target and each year's figure: a number where there is one, else words."""
    measure = row.deciding.measure
    target = measure.target
    bound = None if target.ranged or target.reference else target.number
    found: dict[str, Content] = {
        "baseline": _figure(measure.baseline),
        "target": target.missing or target.text if bound is None else bound,
    }
    for year in places.years:
        found[f"y{year}"] = _of_year(assessment, row, row.deciding, year)
    return found


def _of_year(assessment: Assessment, row: Row, result: Result, year: int) -> Content:
    """Return what a year's cell holds: its figure, of a total the sum of what the year adds to it, or words."""
    item, measure = row.indicator, result.measure
    period = entry_of(assessment, result, year)
    shown = _figure(measure.observations.get(period)) if period else "—"
    if item.kind != TOTAL:
        return shown
    parts = year_parts(assessment, item, measure, year)
    figures = [figure for part in parts if (figure := measure.observations[part].value) is not None]
    return _year_of_total(figures) if figures else shown if isinstance(shown, str) else "数据不全"


def _figure(figure: Figure | None) -> Decimal | str:
    return figure_text(figure) if figure is None or figure.value is None else figure.value


def _year_of_total(figures: list[Decimal]) -> Content:
    """Return what one year adds to a total: its figure, or its parts' with a plus between them."""
    if len(figures) == 1:
        return figures[0]
    return Formula("+".join(map(literal, figures)), number(sum(map(Fraction, figures), Fraction(0))))


def joined_figures(assessment: Assessment, row: Row, places: Places, parts: tuple[str, range]) -> dict[str, Content]:
    """Return each year's figures of the components, joined into one text by a formula."""
    sheet, rows = parts
    unit = "（%）" if row.indicator.kind in INDEXED else ""  # as the names on that sheet
    found: dict[str, Content] = {}
    for key in (f"y{year}" for year in places.years):
        if len(rows) > _SHOWN_COMPONENTS:
            found[key] = ELSEWHERE
            continue
        pieces, shown = [], []
        for place, result in zip(rows, row.results, strict=True):
            content = _of_year(assessment, row, result, int(key[1:]))
            at = place + 1
            form = figure_form(content.text if isinstance(content, Formula) else content, False)
            figure = f"'{sheet}'!${letters(places.at(key))}${at}"
            figure = f'TEXT({figure},"{form}")' if form else figure
            pieces.append(f"'{sheet}'!${letters(places.at('name'))}${at}&{figure}")
            shown.append(f"{result.measure.name}{unit}{_text(content)}")
        found[key] = Formula("&CHAR(10)&".join(pieces), "\n".join(shown))
    return found


def _text(content: Content) -> str:
    """Write what a cell holds as a spreadsheet does that was given no form."""
    value = content.value if isinstance(content, Formula) else content
    if not isinstance(value, Decimal):
        return str(value)
    places = len(
        figure_form(content.text if isinstance(content, Formula) else content, False).partition(".")[2].rstrip("#")
    )
    whole, _, rest = trimmed(value, 15).partition(".")
    return f"{whole}.{rest:0<{places}}" if rest or places else whole
