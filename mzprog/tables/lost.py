"""What of a plan a table could not hold, seen from what reading it back gives."""

from __future__ import annotations

from collections.abc import Iterator

from mzprog.core.method import STANDARD
from mzprog.core.plan import Figure, Indicator, Measure, Plan, Published, Target
from mzprog.core.problems import PlanError, Refusal
from mzprog.core.stated import figures_of
from mzprog.tables.read_back import Lines, usable

# Every field of an indicator but its sources and its place, and what it is called where it is lost.
_KEPT = {
    "name": "名称", "id": "代号", "of": "上级指标", "category": "类别", "type": "属性", "unit": "单位",
    "parts": "下级合计", "responsible": "责任单位", "weight": "权重", "hold": "保持", "tiers": "自己的评价界限",
    "causes": "原因", "actions": "措施", "begin": "基期", "end": "目标年", "rule": "计算规则", "kind": "数值性质",
    "cumulative": "年初累计", "whole": "数值", "components": "组成部分", "published": "公布值", "note": "说明",
}  # fmt: skip


def lost(plan: Plan, lines: Lines) -> Iterator[str]:
    """Yield in words what ``plan`` says and its table, read back, does not."""
    if plan.sources:
        yield f"资料来源（{len(plan.sources)}条）"
    annotated = sum(_annotations(item) for item in plan.indicators)
    if annotated:
        yield f"单个数值的来源和说明（{annotated}处）"
    if any(plan.series.values()):
        yield "相对目标的参照数列"
    if plan.method != STANDARD:
        yield "规划自己的评价方法"
    try:
        again, wrong = usable(lines, plan.file)
    except (PlanError, Refusal, ValueError):
        yield "整张表：其中的名称或数值读不回来，请另存规划文件"
        return
    read = iter(again.indicators)
    for number, item in enumerate(plan.indicators):
        if number in wrong:
            yield f"“{item.name}”这一行，读回来还要改：{wrong[number]}"
        elif other := next(read, None):
            yield from differing(item, other)


def differing(item: Indicator, other: Indicator) -> Iterator[str]:
    """Yield what of an indicator its row does not say."""
    mine, read = bare(item), bare(other)
    fields = [words for field, words in _KEPT.items() if getattr(mine, field) != getattr(read, field)]
    if fields:
        yield f"“{item.name}”的{'、'.join(fields)}"


def _annotations(item: Indicator) -> int:
    """Return how many values of an indicator have a source or note of their own."""
    stated = [one.figure for part in item.written for one in figures_of(part)]
    own = [(figure.source, figure.note) for figure in dict.fromkeys(stated)]
    own += [(printed.source, printed.note) for printed in item.published.values()]
    return sum(pair != (None, None) for pair in own) + (item.source is not None)


def bare(item: Indicator) -> Indicator:
    """Return an indicator without the sources, notes and places of its values."""
    published = {period: one._replace(source=None, note=None) for period, one in item.published.items()}
    published = {period: one for period, one in published.items() if one != Published()}
    return item._replace(
        whole=_bare_measure(item.whole), components=tuple(map(_bare_measure, item.components)),
        published=published, source=None, line=0,
    )  # fmt: skip


def _bare_measure(part: Measure) -> Measure:
    return part._replace(
        baseline=part.baseline and _bare_figure(part.baseline),
        target=_bare_target(part.target),
        milestones=tuple((period, _bare_figure(figure)) for period, figure in part.milestones),
        quotas=tuple((period, _bare_figure(figure)) for period, figure in part.quotas),
        observations={period: _bare_figure(figure) for period, figure in part.observations.items()},
    )


def _bare_target(target: Target) -> Target:
    """Return a target without its source and note, and where figures say it without its text: 50张 is 50 beside 张."""
    worded = target.missing or target.reference
    return target._replace(source=None, note=None, text=target.text if worded else "")


def _bare_figure(figure: Figure) -> Figure:
    return figure._replace(source=None, note=None)
