"""Every figure that a plan states of a measure, by one name each, and its source: for who tells of them."""

from collections.abc import Iterator
from typing import NamedTuple

from mzprog.core.period import Period
from mzprog.core.plan import Figure, Indicator, Measure, Plan


class Stated(NamedTuple):
    """A figure that a plan states of a measure: under which ``key`` (and ``period``), in ``words``, and what it is.

    A target is told by its text, as a figure without a value.
    """

    key: str
    period: Period | None
    words: str
    figure: Figure


def source_key(plan: Plan, item: Indicator, figure: Figure) -> str:
    """Return the key of the source that a figure comes from: its own, its indicator's or the plan's; "" for none."""
    return figure.source or item.source or plan.source or ""


def figures_of(measure: Measure) -> Iterator[Stated]:
    """Yield what is stated of a measure, in the order of a plan file: each figure with its source and its note.

    >>> from mzprog.planfile.load import parse_plan
    >>> (item,) = parse_plan('''
    ... {plan: 示例, baseline_year: 2015, target_year: 2020, indicators: [
    ...   {name: 床位, baseline: 6.1, target: ≥10, observations: {2018H1: 7}}]}
    ... '''.encode()).indicators
    >>> [stated.words for stated in figures_of(item.whole)]
    ['基期值', '目标值', '2018H1观测值']
    """
    target = measure.target
    if measure.baseline:
        yield Stated("baseline", None, "基期值", measure.baseline)
    yield Stated("target", None, "目标值", Figure(None, target.text, target.source, target.note))
    for key, words, figures in (
        ("milestones", "中期目标", measure.milestones),
        ("quotas", "年度计划", measure.quotas),
        ("observations", "观测值", measure.observations.items()),
    ):
        for period, figure in figures:
            yield Stated(key, period, f"{period}{words}", figure)
