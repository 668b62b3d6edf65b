"""Values → Chinese words and figures: what every format prints.

Verdict labels come from the method; sentences about a broken file stand where the fault is found.
"""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.apart import beside
from mzprog.core.method import DONE, NOT_ASSESSABLE, Method
from mzprog.core.period import period_words
from mzprog.core.plan import INDEXED, Figure, Indicator, Plan
from mzprog.core.progress import own_planned
from mzprog.core.quantity import literal, trimmed
from mzprog.core.remarks import CODES, remarks_text
from mzprog.core.results import NO_TYPE, Assessment, Result, Row
from mzprog.core.stated import figures_of, source_key
from mzprog.core.tally import Score, Tally
from mzprog.core.working import WHOLE, rate_text, told

KEPT = "目前达标"
BY_JUDGEMENT = "人工判定"


class Cells(NamedTuple):
    """One row of the review's table, as text; a cell with components has a line for each."""

    name: str
    type: str
    baseline: str
    target: str
    observed: str
    period: str
    planned: str
    rate: str
    verdict: str
    mark: str


def cells(row: Row) -> Cells:
    """Put one row into words, figures as written and the rate with two decimals."""
    item, result = row.indicator, row.deciding
    return Cells(
        name=row_name(item),
        type=item.type or NO_TYPE,
        baseline=by_component(row, lambda r: figure_text(r.measure.baseline)),
        target=by_component(row, lambda r: r.measure.target.text),
        observed=by_component(row, observed_text),
        period=str(result.period) if result.period else "—",
        planned="—" if planned_of(row) is None else beside(result)[1],
        rate="—" if row.rate is None else f"{rate_text(row.rate, result.limits)}%",
        verdict=row.verdict,
        mark=marks(row),
    )


def row_name(item: Indicator, with_unit: bool = True) -> str:
    """Return an indicator's name with its unit, and whether it is a part of another."""
    unit = unit_of(item) if with_unit else None
    name = f"{item.name}（{unit}）" if unit else item.name
    return f"其中：{name}" if item.of else name


def unit_of(item: Indicator) -> str | None:
    """Return the unit of an indicator's figures: growth, change and fall are in percent by themselves."""
    return item.unit or ("%" if item.kind in INDEXED else None)


def planned_of(row: Row) -> Fraction | None:
    """Return the planned value of a row, in the planner's own terms."""
    result = row.deciding
    if row.reason or result.case is None or result.progress is None:
        return None
    return own_planned(result.case, result.progress)


def observed_text(result: Result) -> str:
    """Return what was observed, a judgement in its words, or a dash."""
    if result.judged is not None or result.observed is None:
        return result.judged or "—"
    return literal(result.observed) if isinstance(result.observed, Decimal) else beside(result)[0]


def marks(row: Row) -> str:
    """Return what stands beside a verdict, as one text."""
    return "，".join(mark_words(row))


def mark_words(row: Row) -> list[str]:
    """Return what stands beside a verdict: the outcome or 提前完成, 目前达标, 人工判定, 沿用."""
    words = [row.outcome or ("提前完成" if row.early else KEPT if row.hold else "")]
    words += [BY_JUDGEMENT] if row.judged else []
    words += [carried_words(row)] if row.carried else []
    return [word for word in words if word]


def carried_words(row: Row) -> str:
    """Say whose figures stand in where there is none of the time asked for."""
    periods = dict.fromkeys(r.period for r in row.results if r.carried and r.period)
    return f"沿用{'、'.join(period_words(p) for p in periods)}数"


def by_component(row: Row, text_of: Callable[[Result], str]) -> str:
    """Return the text of each component on a line of its own, or once where all say the same."""
    texts = [text_of(result) for result in row.results]
    if len(set(texts)) == 1:
        return texts[0]
    return "\n".join(f"{r.measure.name}{t}" for r, t in zip(row.results, texts, strict=True))


def figure_text(figure: Figure | None) -> str:
    """Return a figure as written, a judgement, the reason where it is missing, or a dash."""
    if figure is None:
        return "—"
    return literal(figure.value) if figure.value is not None else str(figure.judged or figure.missing)


def title(assessment: Assessment) -> str:
    """Return the head line of an assessment."""
    return f"{assessment.plan.title}：{period_words(assessment.as_of.period)}进展评估"


def method_line(method: Method) -> str:
    """Say in one line how rates become verdicts."""
    parts, above = [], None
    for tier in method.tiers:
        start = None if tier.start is None else f"{literal(tier.start)}%"
        if above is None:
            span = f"≥{start}" if start else "不分高低"
        else:
            span = f"{start}至不足{above}" if start else f"<{above}"
        parts.append(f"{span}为{tier.label}")
        above = start
    met = f"；达到目标的为{method.met_label}" if method.met_first else "；达到目标的也按进展率分级"
    return f"{method.name}：进展率{'，'.join(parts)}{met}"


def count_lines(assessment: Assessment) -> list[str]:
    """Return the counts over the whole plan, then those of each type."""
    total = assessment.summary
    lines = [f"{total.total}项指标：{_verdict_counts(total, assessment.method)}"]
    if total.outcomes:
        lines.append(outcome_line(total))
    by_type = assessment.by_type
    for word, counts in by_type.items() if set(by_type) != {NO_TYPE} else ():
        outcome = f"；{_outcome_words(counts)}" if counts.outcomes else ""
        lines.append(f"{word}{counts.total}项：{_verdict_counts(counts, assessment.method)}{outcome}")
    if assessment.weighted and total.score.value is not None:
        lines.append(score_line(total.score))
    return lines


def score_line(score: Score) -> str:
    """Say the score of a plan, how many rows count for nothing as they have no weight, and how much weight has none."""
    said = [f"{score.rows}项中{score.unweighted}项没有权重，不计分"] if score.unweighted else []
    said += [f"{trimmed(score.left_out * 100, 2)}%的权重无法评估，未计入"] if score.left_out else []
    return f"综合得分{score_text(score)}" + (f"（{'；'.join(said)}）" if said else "")


def score_text(score: Score) -> str:
    """Return a score with two decimals or as many as tell it from 100; — where nothing has points."""
    return "—" if score.value is None else rate_text(score.value, WHOLE)


def share_text(part: int | Fraction, whole: int, places: int = 1) -> str:
    """Return a share in percent with at most so many decimals; it is 100 % of all alone, and 0 % of none.

    >>> share_text(16, 23), share_text(2999, 3000), share_text(1, 3000), share_text(199, 200, 0)
    ('69.6%', '99.97%', '0.03%', '99.5%')
    """
    if not whole:
        return "—"
    text = told(Fraction(100 * part) / whole, places, least=[Fraction(100)], most=[Fraction(0)])
    return f"{text.removesuffix('.0')}%"


def _verdict_counts(counts: Tally, method: Method) -> str:
    early = f"（其中提前完成{counts.early}项）" if counts.early else ""
    return "，".join(
        f"{label}{n}项{early if label == method.met_label else ''}" for label, n in counts.by_verdict.items() if n
    )


def outcome_line(counts: Tally) -> str:
    """Say how many of the outcomes there are, once there are any."""
    if counts.done == counts.total:
        return f"{counts.total}项指标{_outcome_words(counts)}"
    unknown = counts.by_verdict[NOT_ASSESSABLE]
    pending = counts.total - counts.outcomes - unknown
    rest = f"，{NOT_ASSESSABLE}{unknown}项" if unknown else ""
    share = f"完成率{trimmed((counts.completion or Fraction(0)) * 100, 2)}%"
    if pending:
        return f"已有结果的{counts.outcomes}项：{_outcome_words(counts)}，{share}；尚无结果{pending}项{rest}"
    return f"期末：{_outcome_words(counts)}{rest}，{share}"


def _outcome_words(counts: Tally) -> str:
    if counts.done == counts.total and len([n for n in counts.by_outcome.values() if n]) == 1:
        return "全部完成"
    return "，".join(f"{label}{n}项" for label, n in counts.by_outcome.items() if n or label == DONE)


def remark_lines(assessment: Assessment, skip: Collection[str] = ()) -> list[str]:
    """Return what a planner should know of single rows, the weightiest first, then of the file.

    Remarks whose code is in ``skip`` are left out.
    """
    found = []
    for number, row in enumerate(assessment.rows):
        remarks = [remark for remark in row.remarks if remark.code not in skip]
        if remarks:
            weight = min(CODES.index(remark.code) for remark in remarks)
            found.append((weight, number, f"{row.indicator.name}：{'；'.join(remarks_text(remarks))}"))
    lines = [line for _, _, line in sorted(found)]
    return lines + [f"第{p.line}行第{p.column}列：{p.message}" for p in assessment.plan.remarks]


def reason_lines(assessment: Assessment) -> list[str]:
    """Return why rows could not be assessed, one line a reason; without any figure, also when there are some."""
    lines = by_reason((row.reason, row.indicator.name) for row in assessment.rows if row.reason)
    periods = "、".join(map(str, assessment.plan.periods))
    nothing = all(result.period is None for row in assessment.rows for result in row.results)
    return [*lines, f"有数据的期：{periods}"] if nothing and periods else lines


def by_reason(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each reason, with the names of what it holds for."""
    reasons: dict[str, list[str]] = {}
    for reason, name in pairs:
        reasons.setdefault(reason, []).append(name)
    return [f"{reason}：{'、'.join(names)}" for reason, names in reasons.items()]


def source_lines(plan: Plan, row: Row) -> list[str]:
    """Return where the figures of one row come from, a line for each figure."""
    lines = []
    for result in row.results:
        for key, period, words, figure in sorted(figures_of(result.measure), key=lambda stated: stated.key == "target"):
            if key != "observations" or period in result.used:
                text = _sourced(plan, row.indicator, figure)
                lines.append(f"{result.measure.name or ''}{words} {figure_text(figure)}{text}")
    return lines


def _sourced(plan: Plan, item: Indicator, figure: Figure) -> str:
    source = plan.sources.get(source_key(plan, item, figure))
    words = [w for w in (source.title if source else "未注明来源", figure.note) if w]
    return f"（{'；'.join(words)}）"
