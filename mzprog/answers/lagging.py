"""滞后指标分析: what a report says of each row below the first tier, its causes and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mzprog.core.method import UNPREDICTABLE, Method
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import FLOW, GROWTH, TOTAL, Measure, Remarked
from mzprog.core.progress import own_planned
from mzprog.core.quantity import trimmed
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.rules import BUDGET
from mzprog.core.wording import cells, observed_text
from mzprog.core.working import derived, reaching, times_text
from mzprog.questions.outlook import Forecast, Goal, Outlook, OutlookRow


def lagging_rows(assessment: Assessment) -> list[Row]:
    """Return the rows below the first tier, the worst first."""
    method = assessment.method
    rows = [row for row in assessment.rows if not row.reason and method.severity(row.verdict) > 0]
    return sorted(rows, key=lambda row: (-method.severity(row.verdict), row.rate is None, row.rate or Fraction(0)))


def lagging_lines(ahead: Outlook) -> list[str]:
    """Return 滞后指标分析: for each row a head, the facts, its causes and what is to be done."""
    found, assessment = {item.row.indicator.name: item for item in ahead.rows}, ahead.assessment
    rows = (found[row.indicator.name] for row in lagging_rows(assessment))
    return [_lagging(item, assessment.method, assessment.as_of.period) for item in rows]


OPEN_CAUSE, OPEN_ACTION = "【待填：滞后的原因】", "【待填：拟采取的措施】"


def unexplained(assessment: Assessment) -> list[str]:
    """Return the names of lagging rows for which the report leaves a place to fill in."""
    time = assessment.as_of.period
    items = (row.indicator for row in lagging_rows(assessment))
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
    lines += ["；".join(_standing(item.row, forecast, method)) + "。" for forecast in behind]
    if item.outlook:
        lines.append(f"预测：{item.outlook}{f'（{item.reason}）' if item.outlook == UNPREDICTABLE else ''}。")
    lines.append(f"原因：{f'{said}。' if (said := _said(indicator.causes, time)) else OPEN_CAUSE}")
    lines.append(f"措施：{f'{said}。' if (said := _said(indicator.actions, time)) else OPEN_ACTION}")
    return "\n".join(lines)


def _standing(row: Row, found: Forecast, method: Method) -> Iterator[str]:
    """Yield the clauses on one result: the gap, the pace so far and needed, where it leads, what would lift it."""
    result, measure, item = found.result, found.result.measure, row.indicator
    if result.judged is not None and result.period is not None:
        yield f"{measure.name or ''}{period_words(result.period)}人工判定为{result.judged}"
        return
    yield _gap(result, measure)
    if found.pace is not None and result.case is not None:
        yield _pace(row, found, method)
    if found.expected is not None:
        end = f"{period_words(item.end)}末"
        yield f"按以往速度，到{end}为{derived(found.expected, measure)}，目标是{measure.target.text}"
    goals = [
        _goal(goal, found, item.kind)
        for goal in reversed(found.goals)
        if method.severity(goal.tier.label) < method.severity(result.verdict)
    ]
    if any(goals):
        yield f"目前{'，'.join(goal for goal in goals if goal)}"


def _gap(result: Result, measure: Measure) -> str:
    """Say what was observed, what it should be, and how far apart they are."""
    case, progress = result.case, result.progress
    assert case is not None and progress is not None and result.period is not None
    planned = own_planned(case, progress) or Fraction(0)
    annual = f"（折全年{trimmed(case.observed, 2)}）" if result.annual not in {None, result.observed} else ""
    gap = planned - case.own(case.observed)
    apart = f"{'差' if gap > 0 else '高出'}{derived(abs(gap), measure)}" if gap else "正好达到"
    told = f"{measure.name or ''}{period_words(result.period)}实际{observed_text(result)}{annual}"
    return f"{told}，应达{derived(planned, measure)}，{apart}"


def _pace(row: Row, found: Forecast, method: Method) -> str:
    """Say how fast it went and must go from now on, as reports do: 年均增加, 年均下降."""
    case, measure, item = found.result.case, found.result.measure, row.indicator
    assert case is not None and found.pace is not None
    since = f"{period_words(item.begin)}末以来"
    if item.kind == GROWTH:
        pace = f"{since}年均增速{derived(found.pace, measure)}"
    else:
        pace = f"{since}{_moved('年均', found.pace, measure)}"
    if found.needed is not None:
        left = trimmed(case.span - case.elapsed, 2)
        at_most = "至多" if row.rule == BUDGET else "需"
        if item.kind == GROWTH:
            pace += f"，此后{left}年每年增速{at_most}为{derived(found.needed, measure)}"
        else:
            pace += f"，此后{left}年每年{_moved(at_most, found.needed, measure)}"
    return pace + (f"，是以往的{times_text(found.multiple, method)}倍" if found.multiple is not None else "")


def _moved(lead: str, change: Fraction, measure: Measure) -> str:
    """Say a change: 年均增加0.68, 需下降0.4."""
    if not change:
        return f"{lead}没有变动"
    return f"{lead}{'增加' if change > 0 else '下降'}{derived(abs(change), measure)}"


def _goal(goal: Goal, found: Forecast, kind: str) -> str:
    if goal.value is None or (goal.value < 0 and kind in {FLOW, TOTAL}):  # nobody takes back what was used
        return ""
    value = reaching(goal.value, found.result.measure, goal.rising)
    return f"{'达到' if goal.rising else '降到'}{value}即为{goal.tier.label}"
