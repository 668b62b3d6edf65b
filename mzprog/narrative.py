"""The sentences of a report, written from the figures of an assessment."""

from __future__ import annotations

from fractions import Fraction

from mzprog.method import NOT_ASSESSABLE, Method
from mzprog.period import period_words
from mzprog.quantity import trimmed
from mzprog.results import Assessment, Row, Tally
from mzprog.wording import RULE_NAMES, count_lines, method_line

_RULES = {
    "linear": "实际变动量与同期规划变动量之比",
    "exponential": "实际年均增长率与规划年均增长率之比",
    "index": "实际值与规划应达值之比，逆向指标反过来比",
    "attainment": "没有基期值、目标是区间、基期已在目标之上等无法按变动计算的，达到目标记为100%，没有达到的按离目标多远计算",
}


def report_title(assessment: Assessment) -> str:
    """Return the title of a plan's report."""
    return f"{assessment.plan.title}实施情况评估报告"


def lead_lines(assessment: Assessment, date: str | None) -> tuple[str, ...]:
    """Return what stands under the title: the time, the span of the plan, the region and the date asked for."""
    plan, asked = assessment.plan, assessment.as_of.period
    latest = max((r.period for row in assessment.rows for r in row.results if r.period), key=lambda p: p.end, default=None)
    until = f"（数据截至{period_words(latest)}）" if latest and latest.end != asked.end else ""
    facts = [
        f"评估时点：{period_words(asked)}{until}",
        f"规划期：{plan.baseline_year}年末至{plan.target_year}年末",
        f"地区：{plan.region}" if plan.region else "",
        f"编制日期：{date}" if date else "",
    ]
    return tuple(fact for fact in facts if fact)


def method_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return the method in one paragraph: what is compared, by which rules, with which thresholds."""
    method = assessment.method
    counts: dict[str, int] = {}
    for row in assessment.rows:
        if not row.reason:
            counts[row.rule] = counts.get(row.rule, 0) + 1
    rules = "；".join(f"{RULE_NAMES[rule]}{counts[rule]}项，{_RULES[rule]}" for rule in _RULES if rule in counts)
    path = "规划应达值从基期值推算到目标值，途中经过中期目标。" if _has_milestones(assessment) else ""
    paragraph = (
        "每项指标先算进展率，再按进展率定评价。进展率把到评估时点实际走了多远，同按规划此时应当走多远相比，"
        f"具体算法随指标而定：{rules}。{path}{method_line(method)}。"
        f"没有数据、没有公布目标或算法不适用的列为{NOT_ASSESSABLE}，并写明原因。"
    )
    return (paragraph, f"评价标准的依据：{method.source}。")


def _has_milestones(assessment: Assessment) -> bool:
    return any(part.milestones for item in assessment.plan.indicators for part in item.parts)


def overall_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return 总体情况: how many indicators there are, how they stand, where the lagging ones are."""
    lines = [f"{_composition(assessment)}。", *(f"{line}。" for line in count_lines(assessment))]
    return (*lines, *_by_category(assessment))


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
    well = [word for word, t in categories.items() if _good(t, method) == t.total]
    behind = {word: n for word, t in categories.items() if (n := lagging_count(t, method))}
    lines = []
    if well:
        lines.append(f"指标全部{method.met_label}的类别：{'、'.join(well)}。")
    if behind:
        lines.append(f"有指标未达到{method.tiers[0].label}的类别：{'、'.join(f'{word}{n}项' for word, n in behind.items())}。")
    return lines


def _good(counts: Tally, method: Method) -> int:
    return sum(counts.by_verdict[label] for label in {method.tiers[0].label, method.met_label})


def lagging_count(counts: Tally, method: Method) -> int:
    """Return how many rows are assessed and below the first tier."""
    return counts.total - _good(counts, method) - counts.by_verdict[NOT_ASSESSABLE]


def lagging(assessment: Assessment) -> list[Row]:
    """Return the rows below the first tier, the worst first."""
    method = assessment.method
    rows = [row for row in assessment.rows if not row.reason and method.severity(row.verdict) > 0]
    return sorted(rows, key=lambda row: (-method.severity(row.verdict), row.rate or Fraction(0)))


def source_list(assessment: Assessment) -> tuple[str, ...]:
    """Return the documents that the figures come from."""
    return tuple(
        "，".join(w for w in (s.title, s.issuer, s.date, s.url) if w) + (f"。{s.note}" if s.note else "")
        for s in assessment.plan.sources.values()
    )


def share_text(part: int, whole: int) -> str:
    """Return a share in percent with at most one decimal.

    >>> share_text(16, 23)
    '69.6%'
    """
    return f"{trimmed(Fraction(100 * part, whole), 1)}%" if whole else "—"
