"""What a workbook's formulas give for the figures as they stand: the tool's own values, cell by cell."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from mzprog.core.bounds import keeps, years_at
from mzprog.core.method import EARLY, FEASIBLE, WITH_EFFORT, Method
from mzprog.core.period import years_between
from mzprog.core.plan import FALLING, RISING, TOTAL, Indicator, Measure
from mzprog.core.quantity import trimmed
from mzprog.core.results import Assessment, Row
from mzprog.core.rules import TITLES
from mzprog.core.wording import KEPT, figure_text, marks, planned_of
from mzprog.core.working import rate_text
from mzprog.questions.outlook import forecast_class, multiple
from mzprog.workbook.formulas import ENDED, REFUSED
from mzprog.workbook.sheets import Formula

Value = Decimal | str | bool


def number(value: Fraction | None) -> Decimal | str:
    """Return an exact value to 28 digits, an empty text for none."""
    return "" if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def rounded(value: Fraction | None) -> Decimal | str:
    """Return a rate as its formula rounds it, an empty text for none."""
    return "" if value is None else Decimal(trimmed(value, 10))


def usual_limits(method: Method) -> bool:
    """Tell whether forecasts are of the two usual classes, the words that formulas write."""
    return [limit.label for limit in method.outlook_limits] == [FEASIBLE, WITH_EFFORT]


def rate_form(row: Row) -> str:
    """Return how a rate is shown that needs more than two decimals to be told from where its verdict begins."""
    places = 2 if row.rate is None else len(rate_text(row.rate, row.deciding.limits).partition(".")[2])
    return f"0.{'0' * places}" if places > 2 else ""


def figure_form(content: object, thousands: bool, most: int = 8) -> str:
    """Return how a figure or a sum of figures is shown: with their decimals, ``most`` if changed; thousands if wanted.

    >>> figure_form(Decimal("12.50"), False), figure_form("5+8.5", True), figure_form(Decimal(12), False)
    ('0.00######', '#,##0.0#######', '')
    """
    text = f"{content:f}" if isinstance(content, Decimal) else str(content)
    places = max((len(digits) for digits in re.findall(r"\d\.(\d+)", text)), default=0)
    if not any(map(str.isdigit, text)) or not (thousands or places):
        return ""
    decimals = f".{'0' * places:#<{most}}" if places else ""
    return ("#,##0" if thousands else "0") + decimals


def target_form(printed: str) -> str:
    """Return how a target's number is shown, so that it reads as the plan prints it.

    >>> target_form("[45,000]"), target_form("年均≥6.5"), target_form("50")
    ('"["#,##0"]"', '"年均≥"0.0#######', '')
    """
    found = re.search(r"-?\d[\d,]*(\.\d+)?", printed)
    if found is None:
        return ""
    core = figure_form(found[0].replace(",", ""), "," in found[0])
    around = [f'"{words}"' if words else "" for words in (printed[: found.start()], printed[found.end() :])]
    return f"{around[0]}{core or ('General' if any(around) else '')}{around[1]}"


def span(item: Indicator) -> Fraction:
    """Return the years of an indicator's plan."""
    return years_at(item, item.end)[1]


def elapsed(assessment: Assessment, row: Row) -> Fraction:
    """Return the years passed at the row's entry, or where it has none at the time asked for; at most the plan's."""
    period = row.deciding.period or assessment.as_of.period
    return years_at(row.indicator, period)[0]


def row_values(assessment: Assessment, row: Row) -> dict[str, Value]:
    """Return the values of the formulas of a row."""
    result, method = row.deciding, assessment.method
    found, case = result.progress, result.case
    applied = ""
    if found:
        applied = TITLES[found.rule] if found.rate is not None or result.judged else REFUSED
    over = elapsed(assessment, row) >= span(row.indicator)
    return {
        "met": bool(row.met)
        if row.indicator.components
        else bool(result.met if row.reason is None else case and case.met),
        "applied": applied,
        "planned": number(planned_of(row)),
        "rate": rounded(row.rate),
        "verdict": row.verdict,
        "severity": "" if row.reason else Decimal(method.severity(row.verdict)),
        "multiple": rounded(multiple(result)),
        "outcome": marks(row),
        "outlook": ENDED if over else forecast_class(row, method) or "",
        "note": row.reason or "",
    }


def path_values(assessment: Assessment, row: Row) -> dict[str, Value]:
    """Return the values of the formulas that find the piece of a path with milestones.

    They also stand in rows of which there is no case (no figure yet, no baseline), as what is entered later needs them.
    """
    item, measure = row.indicator, row.deciding.measure
    years, whole = elapsed(assessment, row), span(item)
    points = milestone_points(item, measure)
    passed = sum(x < years for x, _ in points)
    baseline, target = start(item, measure), single_bound(measure)
    ends: list[tuple[Fraction, Fraction | str | None]] = [(Fraction(0), baseline), *points, (whole, target)]
    (x0, v0), (x1, v1) = ends[passed : passed + 2]
    bound = target
    if target is not None and isinstance(baseline, str):
        due = [value for x, value in points if x <= years]
        bound = due[-1] if due and years < whole else target
    elif target is not None and not isinstance(baseline, str):
        sign = 1 if rises(measure) else -1
        planned = _between(ends, passed, years)
        if planned is not None and (target - baseline) * sign > 0 >= (planned - baseline) * sign:
            bound = planned
    values = {"passed": Fraction(passed), "x0": x0, "v0": v0, "x1": x1, "v1": v1, "bound": bound}
    return {key: value if isinstance(value, str) else number(value) for key, value in values.items()}


def _between(ends: list[tuple[Fraction, Fraction | str | None]], passed: int, years: Fraction) -> Fraction | None:
    """Return the value planned for a time on a straight piece of the path."""
    (x0, v0), (x1, v1) = ends[passed : passed + 2]
    if not isinstance(v0, Fraction) or not isinstance(v1, Fraction):
        return None
    return v0 + (v1 - v0) * (years - x0) / (x1 - x0)


def milestone_points(item: Indicator, measure: Measure) -> list[tuple[Fraction, Fraction]]:
    """Return the milestones as years since the baseline and values."""
    begin = item.begin.end
    return [(years_between(begin, p.end), Fraction(value)) for p, value in measure.waypoints]


def start(item: Indicator, measure: Measure) -> Fraction | str:
    """Return where the path starts, or what stands in the baseline's cell instead of a figure."""
    if item.kind == TOTAL:
        return Fraction(0)
    figure = measure.baseline
    return Fraction(figure.value) if figure and figure.value is not None else figure_text(figure)


def rises(measure: Measure) -> bool:
    """Tell whether the target has a lower bound to reach."""
    target = measure.target
    if target.ranged or target.missing or target.reference:
        return measure.direction != FALLING
    return target.high is None


def falls(measure: Measure) -> bool:
    """Tell whether the target has an upper bound to keep."""
    target = measure.target
    if target.ranged:
        return measure.direction != RISING
    return not rises(measure)


def single_bound(measure: Measure) -> Fraction | None:
    """Return the one bound of a target that is no range."""
    bound = measure.target.number
    return None if bound is None else Fraction(bound)


def early_mark(row: Row) -> str:
    """Return what stands beside a target that is met before the end: 提前完成, 目前达标 or nothing."""
    item, measures = row.indicator, [result.measure for result in row.results]
    if any(keeps(item, measure) for measure in measures):
        return KEPT
    return "" if any(measure.target.ranged or measure.target.reference for measure in measures) else EARLY


def exact_years(years: Fraction) -> Decimal | Formula:
    """Return a number of years as such where two decimals say it, else as a formula.

    >>> exact_years(Fraction(5, 2)), exact_years(Fraction(9, 4)), exact_years(Fraction(7, 12)).text
    (Decimal('2.5'), Decimal('2.25'), '7/12')
    """
    if (years * 100).denominator == 1:
        return Decimal(trimmed(years, 2))
    return Formula(f"{years.numerator}/{years.denominator}", number(years))
