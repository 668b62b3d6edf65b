"""``outlook``: pace, forecast and what it would take, for people the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from mzprog.answers.evaluate import tone
from mzprog.answers.records import head, indicator_record, times_number, value
from mzprog.core.apart import expected_text, paces
from mzprog.core.method import DIFFICULT, Method, Tier
from mzprog.core.period import period_words
from mzprog.core.plan import FLOW, GROWTH, Indicator
from mzprog.core.quantity import Number, computed_places, literal, toward
from mzprog.core.results import Result
from mzprog.core.rules import BUDGET
from mzprog.core.wording import figure_text, observed_text, reason_lines, row_name
from mzprog.core.working import derived, reaching, times_text
from mzprog.questions.outlook import Forecast, Goal, Outlook, OutlookRow, Point
from mzprog.render.document import Cell, Column, Document, Group, Section, Table

_LEVELS = "▁▂▃▄▅▆▇█"
_SHOWN = 8  # points of a trend line, the latest ones


def document(found: Outlook) -> Document:
    """Return the table of what is not met yet, and a line for what is."""
    assessment = found.assessment
    ahead = [row for row in found.rows if not row.row.reason and not row.row.met]
    parts: list[Table | Section] = []
    if ahead:
        parts += [Section("", tuple(_how(assessment.method, ahead))), _table(ahead, assessment.method)]
    parts.append(Section("", tuple(_counts(found))))
    for title, lines in (("无法预测", _reasons(ahead)), ("无法评估", reason_lines(assessment))):
        if lines:
            parts.append(Section(title, tuple(lines)))
    return Document(f"{assessment.plan.title}：{period_words(assessment.as_of.period)}后期预测", tuple(parts))


def _how(method: Method, ahead: Sequence[OutlookRow]) -> Iterator[str]:
    classes = f"{limit_words(method)}，没有进展的为{DIFFICULT}"
    yield f"提速倍数：后期需年均变动÷实际年均变动（线性型以外按进展率折算）；{classes}"
    yield "达…%：今天达到这一进展率所需的值。期末预测：按当前速度到目标年的值。走势：先实际，后规划"
    if any(row.row.indicator.kind == FLOW for row in ahead):
        yield "流量指标的年均变动和期末预测按全年计"
    kinds = {row.row.indicator.kind for row in ahead}
    if GROWTH in kinds:
        yield "增速指标的年均变动是年均增速，期末预测是整个规划期的年均增速"
    if any(f.result.progress and f.result.progress.rule == BUDGET for row in ahead for f in row.forecasts):
        yield "限额的“需”是以后每年至多；已经超过的，是至少要减"
    if any(f.later for row in ahead for f in row.forecasts):
        yield "后来实际：后来的观测值，以及当时的预测比它低或高多少"


def limit_words(method: Method) -> str:
    """Say which classes the multiples make: ``超过3的为经努力可以完成``."""
    words = []
    for below, limit in pairwise(method.outlook_limits):
        words.append(f"超过{literal(below.to or Decimal(0))}的为{limit.label}")
    return "，".join(words) or f"都为{method.outlook_limits[0].label}"


def _counts(found: Outlook) -> Iterator[str]:
    counts = {**found.by_class, **found.by_outcome}
    words = "，".join(f"{word}{count}项" for word, count in counts.items() if count)
    yield f"{len(found.rows)}项指标：{words}"
    met = [row.row.indicator.name for row in found.rows if row.row.met]
    if met:
        yield f"已达到目标{len(met)}项：{'、'.join(met)}"


def _reasons(ahead: Sequence[OutlookRow]) -> list[str]:
    return [f"{row.row.indicator.name}：{row.reason}" for row in ahead if row.reason]


def _table(ahead: Sequence[OutlookRow], method: Method) -> Table:
    starts = [literal(tier.start or Decimal(0)) for tier in rising_tiers(method)]
    later = any(f.later for row in ahead for f in row.forecasts)
    columns = [
        Column("指标（单位）", flexible=True),
        Column("走势"),
        Column("实际", right=True),
        Column("年均变动", right=True),
        Column("提速倍数", right=True),
        *(Column(f"达{start}%", right=True) for start in starts),
        Column("期末预测", right=True),
        *([Column("后来实际", right=True)] if later else []),
    ]
    groups: dict[str, list[tuple[Cell, ...]]] = {}
    for row in ahead:
        rows = groups.setdefault(row.outlook or row.row.outcome or "", [])
        rows += [_cells(row, forecast, method, later) for forecast in row.forecasts if not forecast.result.met]
    return Table(tuple(columns), tuple(Group(title, tuple(rows)) for title, rows in groups.items()))


def rising_tiers(method: Method) -> list[Tier]:
    """Return the tiers that have a limit, the lowest first."""
    return [tier for tier in reversed(method.tiers) if tier.start is not None]


def _cells(item: OutlookRow, found: Forecast, method: Method, later: bool) -> tuple[Cell, ...]:
    result, measure = found.result, found.result.measure
    name = row_name(item.row.indicator)
    goals, (so_far, ahead) = {goal.tier.label: goal for goal in found.goals}, paces(found.pace, found.needed, measure)
    return (
        Cell(f"{name}：{measure.name}" if measure.name else name),
        Cell(*trend(found)),
        _observed(item.row.indicator, result),
        Cell(so_far, f"需{ahead}" if ahead else ""),
        Cell("—" if found.multiple is None else times_text(found.multiple, method), tone=tone(result.verdict, method)),
        *(goal_cell(goals.get(tier.label), tier, found) for tier in rising_tiers(method)),
        Cell(expected_text(found.expected, measure), f"目标{measure.target.text}"),
        *([_later(found)] if later else []),
    )


def goal_cell(goal: Goal | None, tier: Tier, found: Forecast) -> Cell:
    """Return what reaches a tier; under it the rate that the indicator has of its own for it."""
    if goal is None or goal.value is None:
        return Cell("—")
    own = f"(达{literal(goal.tier.start or Decimal(0))}%)" if goal.tier.start != tier.start else ""
    return Cell(reaching(goal.value, found.result.measure, goal.rising), own)


def _observed(item: Indicator, result: Result) -> Cell:
    """Return the figure that the values to reach are held against: a total's last one, with its sum."""
    if result.period is None or (isinstance(result.observed, Decimal) and len(result.used) < 2):
        return Cell(observed_text(result), f"({result.period})")
    entry = figure_text(result.measure.observations[result.period])
    if result.judged is not None:
        return Cell(entry, f"({result.period})")
    so_far = "年均" if item.kind == GROWTH else "累计"
    return Cell(entry, f"({result.period}){so_far}{observed_text(result)}")


def value_text(value: Fraction | None, found: Forecast) -> str:
    """Write a value of a forecast in the planner's own terms; a dash where there is none."""
    return "—" if value is None else derived(value, found.result.measure)


def _later(found: Forecast) -> Cell:
    """Return the last later observation, and how far what was forecast for its time is below or above it."""
    if not found.later:
        return Cell("—")
    point = found.later[-1]
    text = f"{value_text(point.observed, found)}({point.period})"
    if point.off is None:
        return Cell(text)
    return Cell(text, f"{'低' if point.off < 0 else '高'}{value_text(abs(point.off), found)}" if point.off else "相符")


def trend(found: Forecast) -> tuple[str, str]:
    """Draw the observations and, on the same scale, the planned path, both from the baseline.

    A step of a line is an eighth of all that either covers.
    """
    case = found.result.case
    zero = case.own(case.baseline) if case and case.baseline is not None and case.kind != GROWTH else None
    start = [] if zero is None else [(zero, zero)]
    points = [*start, *((p.observed, p.observed if p.planned is None else p.planned) for p in found.history)][-_SHOWN:]
    if not points:
        return "", ""
    low, high = min(map(min, points)), max(map(max, points))
    observed, planned = ("".join(_level(value, low, high) for value in line) for line in zip(*points, strict=True))
    return observed, planned


def _level(value: Fraction, low: Fraction, high: Fraction) -> str:
    return _LEVELS[int((value - low) / (high - low) * 7 + Fraction(1, 2))] if high > low else _LEVELS[3]


def record(found: Outlook) -> dict[str, Any]:
    """Return one plan's part of the JSON document, the worst indicator first."""
    return {
        **head(found.assessment),
        "outlook_limit": _first_limit(found.assessment.method),
        "outlook_limits": [
            {"label": limit.label} if limit.to is None else {"to": value(limit.to), "label": limit.label}
            for limit in found.assessment.method.outlook_limits
        ],
        "summary": {"total": len(found.rows), "by_outlook": found.by_class, "by_outcome": found.by_outcome},
        "indicators": [_indicator(row, found.assessment.method) for row in found.rows],
    }


def _first_limit(method: Method) -> str | None:
    """Return the limit that plans with one limit have."""
    return value(method.outlook_limits[0].to)


def table_records(outlooks: Iterable[Outlook]) -> Iterator[dict[str, Any]]:
    """Yield the rows flat, for CSV: a column for each tier to reach, and the last of the later observations."""
    outlooks = list(outlooks)
    starts = {tier.start for found in outlooks for tier in found.assessment.method.tiers if tier.start is not None}
    for found in outlooks:
        where = head(found.assessment)
        for row in found.rows:
            flat = _indicator(row, found.assessment.method)
            del flat["components"], flat["history"]
            reach = {entry["from"]: entry["value"] for entry in flat.pop("reach")}
            later = (flat.pop("later") or [dict.fromkeys(_LATER)])[-1]
            yield {
                **{key: where[key] for key in ("file", "plan", "as_of")},
                **flat,
                **{f"reach_{literal(start)}": reach.get(literal(start)) for start in sorted(starts, reverse=True)},
                **{f"later_{key}": later[key] for key in _LATER},
            }


_LATER = ("period", "observed", "planned", "forecast", "off")


def _indicator(item: OutlookRow, method: Method) -> dict[str, Any]:
    base = indicator_record(item.row)
    for key in ("remarks", "working", "components"):
        del base[key]
    parts = [{"name": f.result.measure.name, **_forecast(f, method)} for f in item.forecasts]
    return {
        **base,
        "outlook": item.outlook,
        "outlook_reason": item.reason,
        **_forecast(item.deciding, method),
        "components": parts if item.row.indicator.components else None,
    }


def _forecast(found: Forecast, method: Method) -> dict[str, Any]:
    return {
        "pace": value(found.pace),
        "pace_needed": value(found.needed),
        "multiple": times_number(found.multiple, method),
        "forecast": value(found.expected),
        "reach": [
            {"from": value(g.tier.start or Decimal(0)), "label": g.tier.label, "value": reached(g)} for g in found.goals
        ],
        "history": [_point(point) for point in found.history],
        "later": [{**_point(p), "forecast": value(p.expected), "off": value(p.off)} for p in found.later],
    }


def reached(goal: Goal) -> Number | None:
    """Return what reaches a tier as JSON has it, so that what is written does."""
    return None if goal.value is None else Number(toward(goal.value, computed_places(goal.value), goal.rising))


def _point(point: Point) -> dict[str, Any]:
    return {"period": str(point.period), "observed": value(point.observed), "planned": value(point.planned)}
