"""The sentences of a report, written from the figures of an assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mzprog.answers.evaluate import other_rule_lines
from mzprog.core.method import NOT_ASSESSABLE, UNPREDICTABLE, Method
from mzprog.core.period import period_words
from mzprog.core.plan import GROWTH, Measure, Plan, Stated, figures_of
from mzprog.core.progress import own_planned
from mzprog.core.quantity import fixed, trimmed
from mzprog.core.remarks import depends
from mzprog.core.results import Assessment, Result, Row, Tally
from mzprog.core.rules import ATTAINMENT, BUDGET, JUDGED, RULES, TITLES
from mzprog.core.wording import cells, count_lines, figure_text, method_line, observed_text
from mzprog.core.working import derived, reaching, working
from mzprog.questions.outlook import Forecast, Goal, OutlookRow, look_ahead

_MEANINGS = {rule.name: rule.meaning for rule in RULES.values()} | {
    ATTAINMENT: "用于没有基期值、目标为区间等无从计算变动的指标，达到目标记为100%，未达到按与目标的比例计",
    BUDGET: "用于到期末不得超过的数，用应达的限额除以实际已用的数",
    JUDGED: "由人判定，没有进展率",
}


def report_title(assessment: Assessment) -> str:
    """Return the title of a plan's report."""
    return f"{assessment.plan.title}实施情况评估报告"


def lead_lines(assessment: Assessment, date: str | None, bodies: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what stands under the title: time, span, region, whose extract it is (``bodies``), the date asked for."""
    plan, asked = assessment.plan, assessment.as_of.period
    latest = max(
        (p for row in assessment.rows for r in row.results if (p := r.period)), key=lambda p: p.end, default=asked
    )
    until = f"（数据截至{period_words(latest)}）" if latest.end != asked.end else ""
    facts = [
        f"评估时点：{period_words(asked)}{until}",
        f"规划期：{period_words(plan.begin)}末至{period_words(plan.end)}末",
        f"地区：{plan.region}" if plan.region else "",
        f"责任单位：{'、'.join(bodies)}" if bodies else "",
        f"编制日期：{date}" if date else "",
    ]
    return tuple(fact for fact in facts if fact)


def method_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return the method in one paragraph: what is compared, by which rules, with which thresholds."""
    method, counts = assessment.method, dict.fromkeys(_MEANINGS, 0)
    for row in assessment.rows:
        counts[row.rule] += not row.reason
    rules = "；".join(f"{TITLES[rule]}（{n}项）{_MEANINGS[rule]}" for rule, n in counts.items() if n)
    milestones = any(part.waypoints for row in assessment.rows for part in row.indicator.measures)
    return (
        "各项指标先计算进展率，再按进展率确定评价。进展率是截至评估时点的实际进展与规划进展之比；"
        f"应达值从基期值推算到目标值{'，途经中期目标' if milestones else ''}。算法随指标而定：{rules}。"
        f"评价标准为{method_line(method)}（依据：{method.source}）。"
        f"缺少数据、目标未公布或算法不适用的列为{NOT_ASSESSABLE}，并写明原因。",
    )


def overall_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return 总体情况: how many indicators there are, how they stand, where the lagging ones are."""
    counted = "。".join(count_lines(assessment))
    return (f"{_composition(assessment)}。", f"{counted}。", *_by_category(assessment))


def _composition(assessment: Assessment) -> str:
    types = "、".join(f"{word}指标{t.total}项" for word, t in assessment.by_type.items())
    categories = assessment.by_category
    if len(categories) < 2:
        return f"规划提出指标{assessment.summary.total}项，其中{types}"
    parts = "、".join(f"{word}{t.total}项" for word, t in categories.items())
    return f"规划提出指标{assessment.summary.total}项，其中{types}；分属{len(categories)}类：{parts}"


def _by_category(assessment: Assessment) -> list[str]:
    """Say which categories are wholly well and which lag, where there are several."""
    method, categories = assessment.method, assessment.by_category
    if len(categories) < 2:
        return []
    well = [word for word, t in categories.items() if good_count(t, method) == t.total]
    behind = [f"{word}{n}项" for word, t in categories.items() if (n := lagging_count(t, method))]
    lines = [f"{'、'.join(well)}的指标全部{method.met_label}" if well else ""]
    lines.append(f"未达到{method.tiers[0].label}的指标：{'、'.join(behind)}" if behind else "")
    return [f"{'；'.join(line for line in lines if line)}。"] if any(lines) else []


def good_count(counts: Tally, method: Method) -> int:
    """Return how many rows are of the first tier or met."""
    return sum(counts.by_verdict[label] for label in {method.tiers[0].label, method.met_label})


def lagging_count(counts: Tally, method: Method) -> int:
    """Return how many rows are assessed and below the first tier."""
    return counts.total - good_count(counts, method) - counts.by_verdict[NOT_ASSESSABLE]


def lagging_lines(assessment: Assessment) -> list[str]:
    """Return 滞后指标分析, the worst first: a head and a paragraph each."""
    method = assessment.method
    rows = [r for r in look_ahead(assessment).rows if not r.row.reason and method.severity(r.row.verdict) > 0]
    rows.sort(key=lambda r: (-method.severity(r.row.verdict), r.row.rate or Fraction(0)))
    return [_lagging(item, method) for item in rows]


def _lagging(item: OutlookRow, method: Method) -> str:
    text = cells(item.row)
    behind = [forecast for forecast in item.forecasts if not forecast.result.met]
    lines = [f"{text.name}：{text.verdict}，进展率{text.rate}"]
    lines += ["；".join(_standing(item.row, forecast, method)) + "。" for forecast in behind]
    if item.outlook:
        lines.append(f"预测：{item.outlook}{f'（{item.reason}）' if item.outlook == UNPREDICTABLE else ''}。")
    return "\n".join(lines)


def _standing(row: Row, found: Forecast, method: Method) -> Iterator[str]:
    """Yield the clauses on one result: the gap, the pace so far and needed, where it leads, what would lift it."""
    result, measure, item = found.result, found.result.measure, row.indicator
    if result.judged is not None and result.period is not None:
        yield f"{measure.name or ''}{period_words(result.period)}人工判定为{result.judged}"
        return
    yield _gap(result, measure)
    if found.pace is not None and result.case is not None:
        yield _pace(row, found)
    if found.expected is not None:
        end = f"{period_words(item.end)}末"
        yield f"按以往速度，{end}为{derived(found.expected, measure)}，目标为{measure.target.text}"
    goals = [
        _goal(goal, found)
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


def _pace(row: Row, found: Forecast) -> str:
    """Say how fast it went and must go from now on."""
    case, measure, item = found.result.case, found.result.measure, row.indicator
    assert case is not None and found.pace is not None
    what, then = ("年均增速", "增速需为") if item.kind == GROWTH else ("年均变动", "需变动")
    pace = f"{period_words(item.begin)}末以来{what}{derived(found.pace, measure)}"
    if found.needed is not None:
        left = trimmed(case.span - case.elapsed, 2)
        at_most = "至多为" if row.rule == BUDGET else then
        pace += f"，此后{left}年每年{at_most}{derived(found.needed, measure)}"
    return pace + (f"，提速倍数{fixed(found.multiple, 1)}" if found.multiple is not None else "")


def _goal(goal: Goal, found: Forecast) -> str:
    if goal.value is None:
        return ""
    value = reaching(goal.value, found.result.measure, goal.rising)
    return f"{'达到' if goal.rising else '降到'}{value}即为{goal.tier.label}"


def working_lines(assessment: Assessment) -> list[str]:
    """Return 计算过程: each row's rule, its working, and the sources of its figures by their numbers."""
    method = assessment.method
    found = []
    for row in assessment.rows:
        lines = [f"{cells(row).name}〔{TITLES[row.rule]}〕", working(row) or f"{NOT_ASSESSABLE}：{row.reason}"]
        if any(depends(result, method) for result in row.results):
            lines += other_rule_lines(row, method)
        found.append("\n".join([*lines, _cited(assessment.plan, row)]))
    return found


def _cited_order(stated: Stated) -> int:
    """Return where a figure stands: from the baseline along the path to the target, then what was observed."""
    return ("baseline", "milestones", "quotas", "target", "observations").index(stated.key)


def _cited(plan: Plan, row: Row) -> str:
    """Return where the figures of a row come from: the sources' numbers, each with its figures."""
    numbers = {key: f"[{n}]" for n, key in enumerate(plan.sources, 1)}
    cited: dict[str, list[str]] = {}
    for result in row.results:
        for key, period, words, figure in sorted(figures_of(result.measure), key=_cited_order):
            if key != "observations" or period == result.period:
                source = figure.source or row.indicator.source or plan.source or ""
                told = f"{result.measure.name or ''}{words}{figure_text(figure)}"
                cited.setdefault(numbers.get(source, "来源未注明"), []).append(told)
    return "数据来源：" + "；".join(f"{number} {'、'.join(figures)}" for number, figures in cited.items())


def source_lines(assessment: Assessment) -> list[str]:
    """Return the documents that figures come from, by their numbers."""
    return [
        f"[{n}] " + "，".join(w for w in (s.title, s.issuer, s.date, s.url) if w) + (f"（{s.note}）" if s.note else "")
        for n, s in enumerate(assessment.plan.sources.values(), 1)
    ]


def share_text(part: int, whole: int) -> str:
    """Return a share in percent with at most one decimal.

    >>> share_text(16, 23)
    '69.6%'
    """
    return f"{trimmed(Fraction(100 * part, whole), 1)}%" if whole else "—"
