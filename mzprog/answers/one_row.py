"""One row opened: how its rate came about, how it has gone, and what it takes to reach each tier."""

from __future__ import annotations

from collections.abc import Iterator

from mzprog.answers.evaluate import explanation_lines
from mzprog.answers.outlook import goal_cell, rising_tiers, value_text
from mzprog.core.method import Method
from mzprog.core.period import period_words
from mzprog.core.plan import Remarked
from mzprog.core.quantity import literal
from mzprog.core.remarks import remarks_text
from mzprog.core.results import Selection
from mzprog.core.stated import figures_of
from mzprog.core.wording import figure_text
from mzprog.questions.outlook import Forecast, OutlookRow
from mzprog.render.document import Section


def sections(selection: Selection, ahead: OutlookRow) -> list[Section]:
    """Return what there is to tell of a row: working, history, what lies ahead, remarks."""
    row, method = ahead.row, selection.assessment.method
    title, *lines = explanation_lines(selection, row)
    found = [
        Section(title, tuple(lines)),
        Section("历年", tuple(_history(ahead))),
        Section("后期", tuple(_ahead(ahead, method))),
        Section("备注", tuple(remarks_text(row.remarks))),
        *(Section(title, tuple(one.text for one in said)) for title, said in _said(ahead)),
    ]
    return [section for section in found if section.lines]


def forecast_text(ahead: OutlookRow) -> str:
    """Say the class of a forecast, or what came of the row, and where each measure ends at today's pace."""
    ends = [
        f"{f.result.measure.name or ''}{value_text(f.expected, f)}" for f in ahead.forecasts if f.expected is not None
    ]
    return "，期末".join(filter(None, [ahead.outlook or ahead.row.outcome or "", "、".join(ends)]))


def _said(ahead: OutlookRow) -> tuple[tuple[str, tuple[Remarked, ...]], ...]:
    item = ahead.row.indicator
    return ("原因", item.causes), ("措施", item.actions)


def _history(ahead: OutlookRow) -> Iterator[str]:
    """Yield the observations of each measure in the order of the file, with what was planned for their time."""
    for found in ahead.forecasts:
        planned = {point.period: point.planned for point in found.history if point.planned is not None}
        for stated in figures_of(found.result.measure):
            if stated.key == "observations" and stated.period:
                due = planned.get(stated.period)
                more = f"，应达{value_text(due, found)}" if due is not None else ""
                name = found.result.measure.name or ""
                yield f"{name}{period_words(stated.period)}：{figure_text(stated.figure)}{more}"


def _ahead(ahead: OutlookRow, method: Method) -> Iterator[str]:
    """Yield what each tier takes today, and where each measure ends at today's pace."""
    for found in ahead.forecasts:
        name = found.result.measure.name or ""
        goals = _goals(found, method)
        if goals:
            yield f"{name}今天达到{'，'.join(goals)}"
        if found.pace is not None:
            needed = f"，以后需{value_text(found.needed, found)}" if found.needed is not None else ""
            yield f"{name}年均变动{value_text(found.pace, found)}{needed}"
    said = forecast_text(ahead)
    if said:
        yield f"后期预测：{said}{f'（{ahead.reason}）' if ahead.reason else ''}"


def _goals(found: Forecast, method: Method) -> list[str]:
    goals = {goal.tier.label: goal for goal in found.goals}
    reached = [(tier, goal_cell(goals.get(tier.label), tier, found).text) for tier in rising_tiers(method)]
    return [f"{tier.label}（{literal(tier.start)}%）需{text}" for tier, text in reached if tier.start and text != "—"]
