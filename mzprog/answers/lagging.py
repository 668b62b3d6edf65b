"""滞后指标分析: what a report says of each row below the first tier, its causes and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mzprog.core.apart import beside, difference, expected_text, moves
from mzprog.core.method import UNPREDICTABLE, Method
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import CHANGE, CUT, FLOW, GROWTH, TOTAL, Indicator, Measure, Remarked
from mzprog.core.progress import own_planned
from mzprog.core.quantity import trimmed
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.rules import BUDGET
from mzprog.core.wording import cells, observed_text, unit_of
from mzprog.core.working import reaching, times_text
from mzprog.questions.outlook import Forecast, Outlook, OutlookRow


def lagging_lines(ahead: Outlook) -> list[str]:
    """Return 滞后指标分析: for each row a head, the facts, its causes and what is to be done."""
    found, assessment = {item.row.indicator.name: item for item in ahead.rows}, ahead.assessment
    rows = (found[row.indicator.name] for row in assessment.lagging)
    return [_lagging(item, assessment.method, assessment.as_of.period) for item in rows]


OPEN_CAUSE, OPEN_ACTION = "【待填：滞后的原因】", "【待填：拟采取的措施】"


def unexplained(assessment: Assessment) -> list[str]:
    """Return the names of lagging rows for which the report leaves a place to fill in."""
    time = assessment.as_of.period
    items = (row.indicator for row in assessment.lagging)
    return [item.name for item in items if not (_said(item.causes, time) and _said(item.actions, time))]


def _said(told: Sequence[Remarked], time: Period) -> str:
    """Return what was written of causes or actions for a time: what names no time, or the latest by then."""
    timed = [remark.period for remark in told if remark.period and remark.period.end <= time.end]
    latest = max(timed, key=in_time, default=None)
    words = [remark.text.rstrip("。；") for remark in told if remark.period in {None, latest}]
    return "；".join(words)


def _lagging(item: OutlookRow, method: Method, time: Period) -> str:
    text, indicator = cells(item.row), item.row.indicator
    behind = [forecast for forecast in item.forecasts if not forecast.result.met]
    rate = f"，进展率{text.rate}" if item.row.rate is not None else ""
    bodies = f"（责任单位：{'、'.join(indicator.responsible)}）" if indicator.responsible else ""
    lines = [f"{text.name}：{text.verdict}{rate}{bodies}"]
    facts = ["；".join(_standing(item.row, forecast, method)) + "。" for forecast in behind]
    if item.outlook:
        facts.append(f"预测：{item.outlook}{f'（{item.reason}）' if item.outlook == UNPREDICTABLE else ''}。")
    if item.outlook and behind:  # a paragraph for each component, the forecast behind the last
        facts[-2:] = ["".join(facts[-2:])]
    lines += facts
    lines.append(f"原因：{f'{said}。' if (said := _said(indicator.causes, time)) else OPEN_CAUSE}")
    lines.append(f"措施：{f'{said}。' if (said := _said(indicator.actions, time)) else OPEN_ACTION}")
    return "\n".join(lines)


def _standing(row: Row, found: Forecast, method: Method) -> Iterator[str]:
    """Yield the clauses on one result: the gap, the pace so far and needed, where it leads, what would lift it."""
    result, measure, item = found.result, found.result.measure, row.indicator
    if result.judged is not None and result.period is not None:
        yield f"{_part(measure)}{period_words(result.period)}人工判定为{result.judged}"
        return
    yield _gap(result, item)
    if found.pace is not None and result.case is not None:
        yield _pace(row, found, method)
    if found.expected is not None:
        word = _SO_FAR.get(item.kind, "")
        end = f"{period_words(item.end)}末{word}"
        yield f"按以往速度，到{end}为{expected_text(found.expected, measure)}，目标是{measure.target.text}"
    goals = _goals(found, method, row)
    if goals:
        yield goals


# What a figure that covers all the time since the baseline is called.
_SO_FAR = {TOTAL: "累计", CHANGE: "累计变动", CUT: "累计下降", GROWTH: "年均增速"}


def _part(measure: Measure) -> str:
    """Return what a clause on a component begins with; a year after the bare name would look like a part of it."""
    return f"{measure.name}：" if measure.name else ""


def _gap(result: Result, item: Indicator) -> str:
    """Say what was observed, what it should be, and how far apart they are."""
    case, progress, measure = result.case, result.progress, result.measure
    assert case is not None and progress is not None and result.period is not None
    planned = own_planned(case, progress) or Fraction(0)
    observed, due = beside(result)
    annual = f"（折全年{observed}）" if result.partial else ""
    gap = planned - case.own(case.observed)
    below = "少用" if progress.rule == BUDGET else "差" if case.ranged or case.own_rising else "低"
    apart = f"{below if gap > 0 else '高出'}{difference(observed, due)}{_points(item)}" if gap else "正好达到"
    time = period_words(result.period)
    when = f"到{time}{_SO_FAR[item.kind]}" if item.kind in _SO_FAR else f"{time}实际"
    return f"{_part(measure)}{when}{observed_text(result)}{annual}，应达{due}，{apart}"


def _pace(row: Row, found: Forecast, method: Method) -> str:
    """Say how fast it went and must go from now on, as reports do: 年均增加, 年均下降."""
    case, measure, item = found.result.case, found.result.measure, row.indicator
    assert case is not None and found.pace is not None
    so_far, ahead = moves(found.pace, found.needed, measure)
    pace = f"{period_words(item.begin)}末以来{_moved('年均', found.pace, so_far, item)}"
    if found.needed is not None:
        left = trimmed(case.span - case.elapsed, 2)
        if row.rule == BUDGET and found.needed < 0 and item.kind == TOTAL:
            return f"{pace}，已超过整个规划期的限额，不能再增加"
        lead = "需" if row.rule != BUDGET else "至多" if found.needed >= 0 else "至少"
        pace += f"，此后{left}年每年{_moved(lead, found.needed, ahead, item)}"
    faster = faster_by(found, method, "是以往的{}倍")
    return f"{pace}，{faster}" if faster else pace


def faster_by(found: Forecast, method: Method, words: str) -> str:
    """Say the 提速倍数: in ``words`` where it is how many times as fast as so far it must go, else of rates by name."""
    if found.multiple is None:
        return ""
    told = times_text(found.multiple, method)
    speeds = found.needed / found.pace if found.needed is not None and found.pace else None
    same = speeds is not None and times_text(speeds, method) == told
    return (words if same else "提速倍数（按进展率折算）{}").format(told)


def _moved(lead: str, change: Fraction, size: str, item: Indicator) -> str:
    """Say a change of a ``size`` as it is shown: 年均增加0.68, 需下降0.4个百分点, 需增长7.2%."""
    if item.kind == GROWTH:
        return f"{lead}{'增长' if change >= 0 else '下降'}{size}%"
    if not change:
        return f"{lead}没有变动"
    up, down = ("下降", "上升") if item.kind == CUT else ("增加", "下降")
    return f"{lead}{up if change > 0 else down}{size}{_points(item)}"


def _points(item: Indicator) -> str:
    """Return what stands behind how far figures are apart: of percentages they are points."""
    return "个百分点" if unit_of(item) == "%" else ""


def _goals(found: Forecast, method: Method, row: Row) -> str:
    """Say which figure would have lifted the row: the entry's own where the one told above covers more than it."""
    result, kind = found.result, row.indicator.kind
    told = []
    for goal in reversed(found.goals):
        better = method.severity(goal.tier.label) < method.severity(result.verdict)
        # Nobody takes back what was used.
        possible = goal.value is not None and row.rule != BUDGET and not (goal.value < 0 and kind in {FLOW, TOTAL})
        if better and possible and goal.value is not None:
            value = reaching(goal.value, result.measure, goal.rising)
            told.append(f"{'达到' if goal.rising else '降到'}{value}即为{goal.tier.label}")
    partial = len(result.used) > 1 or result.partial
    when = f"{period_words(result.period)}当期的数" if partial and result.period else "目前"
    return when + "，".join(told) if told else ""
