"""What is unusual in a plan that can be read: never a verdict on a figure, only a reason to look at it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mzprog.core.alternatives import Alternative, alternatives, depends
from mzprog.core.assessment import assess_indicator
from mzprog.core.bounds import Known, is_past
from mzprog.core.measures import sum_of, yearly
from mzprog.core.period import Period, in_time
from mzprog.core.plan import FALLING, FLOW, INDEXED, RISING, TOTAL, Direction, Indicator, Measure, Plan
from mzprog.core.problems import quoted
from mzprog.core.quantity import literal, trimmed
from mzprog.core.results import AsOf, Result
from mzprog.core.rules import TITLES
from mzprog.core.stated import figures_of
from mzprog.core.working import rate_text
from mzprog.planfile.other_terms import in_other_terms, limits
from mzprog.planfile.places import Path, Unusual

# A share has a whole: what the unit makes of it.
_WHOLE = {"%": 100, "％": 100, "‰": 1000}


class _Stated(NamedTuple):
    """A figure of an indicator with its name for people and the keys that lead to it."""

    words: str
    path: Path
    value: Decimal
    source: str | None


def in_plan(plan: Plan) -> Iterator[Unusual]:
    """Yield what is unusual outside the indicators."""
    for name, figures in plan.series.items():
        bare = [str(p) for p, f in figures.items() if f.value is not None and not (f.source or plan.source)]
        if bare:
            yield Unusual("no-source", ("series", name), f"数列{quoted(name)}的{'、'.join(bare)}{_NO_SOURCE}")

    bare_weights = [item.name for item in plan.indicators if item.weight is None]
    if bare_weights and len(bare_weights) < len(plan.indicators):
        names = f"{'、'.join(bare_weights[:5])}{'等' if len(bare_weights) > 5 else ''}"
        message = f"{names}{len(bare_weights)}项没有权重，综合得分不计这些项"
        yield Unusual("weights-partial", ("indicators",), message)
    yield from limits(plan.method.tiers, ("method", "tiers"))
    yield from limits(plan.method.outcomes or (), ("method", "outcomes"))


def in_indicator(plan: Plan, item: Indicator, known: Known) -> Iterator[Unusual]:
    """Yield what is unusual in one indicator; ``known`` are the rows that it may be compared with."""
    yield from in_figures(plan, item)
    yield from _rule_matters(plan, item, known)
    if item.parts:
        yield from _parts(item, [other for other in plan.indicators if other.of == item.name])
    several = next((body for body in item.responsible if "、" in body), None)
    if several:
        said = f"{quoted(several)}会当作一个单位；几个单位请写成列表，如 [{several.replace('、', ', ')}]"
        yield Unusual("several-bodies", ("responsible",), said)
    yield from limits(item.tiers or (), ("tiers",))


def _parts(item: Indicator, below: list[Indicator]) -> Iterator[Unusual]:
    """Yield where the figures of the rows below one do not add up to its own; there must be such rows."""
    if not below:
        yield Unusual("no-parts", ("parts",), "没有一项的上级是本项，没有可以相加的；请在下级的各项写 of")
        return
    kept = [{(key, p): figure for key, p, _, figure in figures_of(one.whole)} for one in (item, *below)]
    for (key, period), figure in kept[0].items():
        values = [one[key, period].value if (key, period) in one else None for one in kept[1:]]
        if figure.value is not None and key in {"baseline", "observations"} and None not in values:
            together = sum_of([value for value in values if value is not None])
            if together != figure.value:
                words = "基期值" if period is None else f"{period}观测值"
                said = f"下级各项的{words}之和{literal(together)}与本项{literal(figure.value)}不等；请核对"
                yield Unusual("parts", (key,) if period is None else (key, period), said)


def in_figures(plan: Plan, item: Indicator) -> Iterator[Unusual]:
    """Yield what is unusual in the figures of one indicator, each thing once."""
    stated = list(_stated(item))
    yield from _without_source(plan, item, stated)
    yield from _above_whole(item, stated)
    found: list[Unusual] = []
    for part in item.measures:
        found += _past_target(item, part)
        found += _outside(item, part)
        found += in_other_terms(item, part)
        found += _odd_moves(item, part)
    yield from dict.fromkeys(found)


def _stated(item: Indicator) -> Iterator[_Stated]:
    """Yield the figures that the file states for an indicator; what components take over, once."""
    yield from _of_measure(item.whole, None)
    for part in item.components:
        yield from _of_measure(part, item.whole)


def _of_measure(part: Measure, whole: Measure | None) -> Iterator[_Stated]:
    root: Path = ("components", part.name) if part.name else ()
    for key, period, words, figure in figures_of(part):
        bounds = [b for b in (part.target.low, part.target.high) if b is not None] if key == "target" else []
        value = max(bounds, default=figure.value)
        taken_over = whole is not None and key != "observations" and bool(getattr(whole, key))
        if taken_over and key in {"baseline", "target"}:
            taken_over = getattr(part, key) == getattr(whole, key)
        if value is not None and not taken_over:
            path = (*root, key) if period is None else (*root, key, period)
            yield _Stated(f"{part.name or ''}{words}", path, value, figure.source)


_NO_SOURCE = "没有来源，以后无法核对；请在 sources 里写出资料，再用 source 指明"


def _without_source(plan: Plan, item: Indicator, stated: list[_Stated]) -> Iterator[Unusual]:
    usual = item.source or plan.source
    bare = [] if usual else [(s.words, s.path) for s in stated if not s.source]
    bare += [] if usual else [(f"{p}公布值", ("published", p)) for p, v in item.published.items() if not v.source]
    if bare:
        yield Unusual("no-source", bare[0][1], f"{'、'.join(words for words, _ in bare)}{_NO_SOURCE}")


def _above_whole(item: Indicator, stated: list[_Stated]) -> Iterator[Unusual]:
    whole = _WHOLE.get(item.unit or "")
    for words, path, value, _ in stated:
        if item.kind in INDEXED and abs(value) > 100:
            message = f"{words}{literal(value)}超过100%；这里应是增速或变动的百分数，请核对是否写成了水平或指数"
            yield Unusual("growth-above-100", path, message)
        elif whole and value > whole and item.kind not in INDEXED and not (item.whole.target.base and "target" in path):
            message = f"{words}{literal(value)}超过{whole}{item.unit}；请核对，比重和覆盖率不会超过全部"
            yield Unusual("above-100", path, message)


def _past_target(item: Indicator, part: Measure) -> Iterator[Unusual]:
    baseline, target = part.baseline.value if part.baseline else None, part.target
    if baseline is not None and item.kind not in {TOTAL, *INDEXED} and is_past(item, part):
        owner = part.name if part.name and (part.baseline, target) != (item.whole.baseline, item.whole.target) else ""
        path: Path = ("components", owner, "baseline") if owner else ("baseline",)
        message = f"{owner}基期值{literal(baseline)}已越过目标{target.text}，只按是否守住目标计算；请核对两个数和方向"
        yield Unusual("past-target", path, message)


def _outside(item: Indicator, part: Measure) -> Iterator[Unusual]:
    start = f"{item.begin}年末" if item.begin.months == 12 else f"{item.begin}末"
    end = f"年{item.end}" if item.end.months == 12 else f"期{item.end}"
    for period in part.observations:
        words, path = f"{part.name or ''}{period}观测值", _entry_path(part, period)
        if period.end < item.begin.end:
            message = f"{words}早于基期{start}，不会用到；请核对期或 baseline_year"
            yield Unusual("before-baseline", path, message)
        elif period.end > item.end.end:
            message = f"{words}晚于目标{end}，按期末评估；请核对期或 target_year"
            yield Unusual("after-target", path, message)


def _entry_path(part: Measure, period: Period) -> Path:
    return ("components", part.name, "observations", period) if part.name else ("observations", period)


def _odd_moves(item: Indicator, part: Measure) -> Iterator[Unusual]:
    """Yield observations that stand out against their neighbours by more than any other move.

    Of two side by side the larger is taken: the other stands out only against it.
    """
    points = _points(item, part)
    values = [value for _, value in points]
    turns = [_turn(values, n, part.direction) for n in range(len(values))]
    # A value has a move into it and one out of it, so the largest other one is among the three largest of all.
    largest = sorted(((abs(values[n] - values[n - 1]), n) for n in range(1, len(values))), reverse=True)[:3]
    for n, (period, _) in enumerate(points):
        other = next((move for move, to in largest if to not in {n, n + 1}), None)
        size = turns[n]
        if period and other is not None and size > other and size == max(turns[max(0, n - 1) : n + 2]):
            entry = literal(part.observations[period].value or Decimal(0))
            sides = "前后两期" if n + 1 < len(values) else "此前"
            scale = "（折成全年）" if item.kind in {FLOW, TOTAL} else ""
            message = (
                f"{part.name or ''}{period}观测值{entry}与{sides}走向相反，变动{trimmed(size, 6)}{scale}，"
                f"超过其他各次（最多{trimmed(other, 6)}）；请核对是否录错"
            )
            yield Unusual("odd-move", _entry_path(part, period), message)


def _turn(values: list[Fraction], n: int, direction: Direction) -> Fraction:
    """Return by how much a value stands out from both neighbours, the last from the way so far; else 0."""
    if n == 0:
        return Fraction(0)
    into = values[n] - values[n - 1]
    if n + 1 < len(values):
        out = values[n + 1] - values[n]
        return min(abs(into), abs(out)) if into * out < 0 else Fraction(0)
    way = values[n - 1] - values[0] or {RISING: 1, FALLING: -1}.get(direction, 0)
    return abs(into) if into * way < 0 else Fraction(0)


def _points(item: Indicator, part: Measure) -> list[tuple[Period | None, Fraction]]:
    """Return the baseline (without a period) and the observations in time order, flows brought to a year."""
    start = item.begin.end
    if item.kind == TOTAL and item.cumulative:
        return []
    by_year = item.kind in {FLOW, TOTAL}
    found: list[tuple[Period | None, Fraction]] = []
    if part.baseline and part.baseline.value is not None and item.kind not in {TOTAL, *INDEXED}:
        found.append((None, Fraction(part.baseline.value)))
    for period in sorted(part.observations, key=in_time):
        value = part.observations[period].value
        if value is not None and period.end > start:
            found.append((period, Fraction(value) * (yearly(item, period) if by_year else 1)))
    return found


def _rule_matters(plan: Plan, item: Indicator, known: Known) -> Iterator[Unusual]:
    """Yield the latest time at which another rule would give another verdict.

    Looked at are the latest observation and those that a document published a verdict or a rate for.
    """
    found = {p for part in item.measures for p, f in part.observations.items() if f.value is not None}
    asked = {p for p, v in item.published.items() if v.verdict or v.rate is not None}
    latest = sorted(found, key=in_time)[-1:]
    for period in sorted({*latest, *asked}, key=in_time, reverse=True):
        row = assess_indicator(plan, item, AsOf.exactly(period), plan.method, known)
        for result in row.results:
            others = alternatives(result, plan.method)
            if depends(result, others):
                yield Unusual("rule-matters", ("rule",), _rule_words(item, period, result, others))
                return


def _rule_words(item: Indicator, period: Period, result: Result, others: Iterable[Alternative]) -> str:
    rates = [(result.progress.rule if result.progress else "", result.rate, result.verdict)]
    rates += [(a.rule, a.rate, a.verdict) for a in others if a.rate is not None]
    says = [
        f"{TITLES[rule]}{'' if rate is None else f'{rate_text(rate, result.tiers)}%'}为{verdict}"
        for rule, rate, verdict in rates
    ]
    todo = "请核对资料确是这种算法" if item.rule else "请核对资料用的算法，写明 rule"
    return f"{result.measure.name or ''}{period}的评价取决于规则：{'，'.join(says)}；{todo}"
