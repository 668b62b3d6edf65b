"""The sentences of a report, written from the figures of an assessment."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.answers.evaluate import other_rule_lines
from mzprog.answers.lagging import faster_by
from mzprog.core.alternatives import alternatives, depends
from mzprog.core.case import HUNDRED
from mzprog.core.method import EARLY, NOT_ASSESSABLE, UNPREDICTABLE, Method
from mzprog.core.period import Period, in_time, period_words
from mzprog.core.plan import Plan
from mzprog.core.quantity import literal
from mzprog.core.results import NO_TYPE, Assessment, Row
from mzprog.core.rules import ATTAINMENT, BUDGET, JUDGED, RULES, TITLES
from mzprog.core.stated import Stated, figures_of, source_key
from mzprog.core.tally import Tally
from mzprog.core.wording import cells, figure_text, method_line, outcome_line, reason_lines, score_line, share_text
from mzprog.core.working import working
from mzprog.questions.outlook import Outlook, OutlookRow, is_over

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
    latest = _latest(assessment)
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
        f"评价标准为{method_line(method)}（方法参照：{method.source}）。"
        f"缺少数据、目标未公布或算法不适用的列为{NOT_ASSESSABLE}，并写明原因。",
    )


def overall_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return 总体进展: how many of how many are on pace, by type, by category, and what cannot be said."""
    lines = [_opening(assessment), _by_type(assessment), _by_category(assessment), _not_assessed(assessment)]
    total = assessment.summary
    if total.outcomes:
        lines.append(f"{outcome_line(total)}。")
    if assessment.weighted and total.score.value is not None:
        lines.append(f"{score_line(total.score)}。")
    return tuple(line for line in lines if line)


def _opening(assessment: Assessment) -> str:
    total, method = assessment.summary, assessment.method
    types = type_counts(assessment)
    composed = f"规划提出指标{total.total}项，其中{'、'.join(types)}。" if len(types) > 1 else f"规划提出{types[0]}。"
    known = total.total - total.by_verdict[NOT_ASSESSABLE]
    if not known:
        return f"{composed}各项指标目前都不能评估：{'；'.join(reason_lines(assessment))}。"
    met = total.by_verdict[method.met_label]
    early = f"（{f'其中{total.early}项' if total.early < met else ''}提前完成）" if total.early else ""
    counted = "，".join(
        f"{n}项{label}{early if label == method.met_label else ''}"
        for label, n in total.by_verdict.items()
        if n and label != NOT_ASSESSABLE
    )
    share = share_text(good_count(total, method), known)
    older = sum(row.carried for row in assessment.rows if not row.reason)
    carried = f"（其中{older}项沿用以前的数）" if older else ""
    return (
        f"{composed}截至{period_words(_latest(assessment))}，能够评估的{known}项{carried}中，{counted}。"
        f"{_judged_as_a_whole(on_pace(assessment), known)}，{'和'.join(method.good_labels)}的占{share}。"
    )


def type_counts(assessment: Assessment) -> list[str]:
    """Return how many indicators there are of each type."""
    by_type = assessment.by_type
    if set(by_type) == {NO_TYPE}:
        return [f"指标{assessment.summary.total}项"]
    return [f"{_type_name(word)}{t.total}项" for word, t in by_type.items()]


def _type_name(word: str) -> str:
    return f"{word}属性的指标" if word == NO_TYPE else f"{word}指标"


def _judged_as_a_whole(good: int, known: int) -> str:
    """Return the judgement that the counts support."""
    if good == known:
        return f"总体看，指标{'全部' if known > 1 else ''}达到或快于规划进度"
    if not good:
        return f"总体看，指标{'都' if known > 1 else ''}慢于规划进度"
    if good * 3 >= known * 2:
        return "总体看，大部分指标达到或快于规划进度"
    return "总体看，半数以上指标达到或快于规划进度" if good * 2 > known else "总体看，达到或快于规划进度的指标不过半数"


def _latest(assessment: Assessment) -> Period:
    """Return the period of the latest figure that was assessed, or the time asked for."""
    periods = (p for row in assessment.rows for r in row.results if (p := r.period))
    return max(periods, key=in_time, default=assessment.as_of.period)


def _by_type(assessment: Assessment) -> str:
    """Say how each type stands, 约束性 first, where there are several."""
    if len(assessment.by_type) < 2:
        return ""
    told = []
    for word, counts in assessment.by_type.items():
        verdicts = "，".join(f"{n}项{label}" for label, n in counts.by_verdict.items() if n)
        told.append(f"{_type_name(word)}{counts.total}项，{verdicts}")
    return f"{'；'.join(told)}。"


def _by_category(assessment: Assessment) -> str:
    """Say which categories are wholly well and which lag, where there are several."""
    method, categories = assessment.method, assessment.by_category
    if len(categories) < 2:
        return ""
    categories = {f"{word}类别" if word == NO_TYPE else word: counts for word, counts in categories.items()}
    well = [word for word, t in categories.items() if good_count(t, method) == t.total]
    behind = [f"{word}{n}项" for word, t in categories.items() if (n := missed_count(t, method))]
    lines = [f"{'、'.join(well)}的指标全部{method.tiers[0].label}" if well else ""]
    lines.append(f"未达到{method.tiers[0].label}的，{'、'.join(behind)}" if behind else "")
    return f"分类看，{'；'.join(line for line in lines if line)}。" if any(lines) else ""


def _not_assessed(assessment: Assessment) -> str:
    """Say which indicators cannot be assessed, and why."""
    unknown = assessment.summary.by_verdict[NOT_ASSESSABLE]
    if unknown == assessment.summary.total:
        return ""  # the opening says why
    return f"另有{unknown}项目前不能评估：{'；'.join(reason_lines(assessment))}。" if unknown else ""


def forecast_lines(found: Outlook) -> tuple[str, ...]:
    """Return 后期预测 in prose; once the time of all rows has passed, what was reached and what was not."""
    assessment = found.assessment
    if is_over(assessment):
        missed = [row for row in assessment.rows if row.outcome and row.outcome not in assessment.method.done_labels]
        names = "、".join(f"{cells(row).name}（{row.outcome}）" for row in missed)
        return (f"{outcome_line(assessment.summary)}。", f"没有完成的：{names}。" if names else "没有未完成的指标。")
    end = f"{period_words(assessment.plan.end)}末"
    lines = [f"{outcome_line(assessment.summary)}。"] if assessment.summary.outcomes else []
    for label in assessment.method.forecast_labels:
        rows = [row for row in found.rows if row.outlook == label]
        if rows:
            lines.append(_forecast_line(label, rows, assessment.method, end))
    return tuple(lines)


def _forecast_line(label: str, rows: Sequence[OutlookRow], method: Method, end: str) -> str:
    """Say how many rows are of a class of forecasts, and name them where somebody must look."""
    if label == EARLY:
        return f"已提前完成{len(rows)}项。"
    if label == method.outlook_limits[0].label:
        limit = method.outlook_limits[0].to
        within = f"（此后的速度不超过以往的{literal(limit)}倍）" if limit is not None else ""
        return f"到{end}{label}的{len(rows)}项{within}。"
    names = "、".join(_named(row, method) for row in rows)
    return f"{label}的{len(rows)}项：{names}。"


def _named(item: OutlookRow, method: Method) -> str:
    found = item.deciding
    faster = faster_by(found, method, "后期速度要达到以往的{}倍")
    why = item.reason if item.outlook == UNPREDICTABLE else faster
    return f"{item.row.indicator.name}（{why}）" if why else item.row.indicator.name


def on_pace(assessment: Assessment) -> int:
    """Return how many rows are met or not behind their planned path; what a person judged, where it does not lag."""
    method = assessment.method
    rows = [row for row in assessment.rows if not row.reason]
    return sum(
        row.met is True or (not method.lags(row.verdict) if row.rate is None else row.rate >= HUNDRED) for row in rows
    )


def good_count(counts: Tally, method: Method) -> int:
    """Return how many rows are of the first tier or met."""
    return sum(counts.by_verdict[label] for label in method.good_labels)


def missed_count(counts: Tally, method: Method) -> int:
    """Return how many rows are assessed and below the first tier."""
    return counts.total - good_count(counts, method) - counts.by_verdict[NOT_ASSESSABLE]


def working_lines(assessment: Assessment) -> list[str]:
    """Return 计算过程: each row's rule, its working, and the sources of its figures by their numbers."""
    method = assessment.method
    found = []
    for row in assessment.rows:
        lines = [f"{cells(row).name}〔{TITLES[row.rule]}〕", working(row) or f"{NOT_ASSESSABLE}：{row.reason}"]
        if any(depends(result, alternatives(result, method)) for result in row.results):
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
            if key != "observations" or period in result.used:
                source = source_key(plan, row.indicator, figure)
                told = f"{result.measure.name or ''}{words}{figure_text(figure)}"
                cited.setdefault(numbers.get(source, "来源未注明"), []).append(told)
    return "数据来源：" + "；".join(f"{number} {'、'.join(figures)}" for number, figures in cited.items())


def source_lines(assessment: Assessment) -> list[str]:
    """Return the documents that figures come from, by their numbers."""
    return [
        f"[{n}] " + "，".join(w for w in (s.title, s.issuer, s.date, s.url) if w) + (f"（{s.note}）" if s.note else "")
        for n, s in enumerate(assessment.plan.sources.values(), 1)
    ]
