"""Figures that look as if written in other terms than those of their row: shares, falls as minus, running figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from mzprog.core.method import Tier
from mzprog.core.period import Period, in_time
from mzprog.core.plan import CHANGE, CUT, FLOW, INDEXED, TOTAL, Indicator, Measure
from mzprog.core.problems import read_or_none
from mzprog.core.quantity import decimals, literal, parse_bound, trimmed
from mzprog.planfile.places import Path, Unusual
from mzprog.planfile.targets import NO_NUMBER

_Entries = list[tuple[Period, Decimal]]


def in_other_terms(item: Indicator, part: Measure) -> Iterator[Unusual]:
    """Yield what of a measure's figures looks as if it was written in other terms."""
    root: Path = ("components", part.name) if part.name else ()
    entries = [(p, f.value) for p, f in part.observations.items() if f.value is not None]
    entries.sort(key=lambda entry: in_time(entry[0]))
    for found in (
        _shares(item, part, entries), _signs(item, part, entries), _below_zero(item, part, entries),
        _running(item, part, entries), _amounts(item, entries), _of_one_year(item, part, entries), _quotas(item, part),
        _words(item, part),
    ):  # fmt: skip
        yield from (one._replace(path=(*root, *one.path)) for one in found)


def _goal(part: Measure) -> Decimal | None:
    return part.target.low if part.target.high is None else part.target.high


def _like_share(value: Decimal) -> bool:
    return 0 < abs(value) < 1 and decimals(value) >= 2


def _as_percent(what: str, value: Decimal) -> str:
    """Say of a figure in percent that it looks like a share.

    >>> _as_percent("目标", Decimal("0.065"))
    '目标0.065就是0.065%；如是6.5%，请写6.5'
    """
    shown, percent = literal(value), trimmed(value * 100, 6)
    return f"{what}{shown}就是{shown}%；如是{percent}%，请写{percent}"


def _shares(item: Indicator, part: Measure, entries: _Entries) -> Iterator[Unusual]:
    """Yield figures in percent that look like shares: 0.06 for 6 %."""
    goal = _goal(part)
    if goal is not None and _like_share(goal) and (item.kind in INDEXED or part.target.base == "growth"):
        yield Unusual("percent-or-share", ("target",), _as_percent("目标", goal))
    elif item.kind in INDEXED and len(entries) > 1 and all(_like_share(value) for _, value in entries):
        said = f"各期的数都小于1，{literal(entries[0][1])}就是{literal(entries[0][1])}%，可能是没有乘100的小数；请核对"
        yield Unusual("percent-or-share", ("observations",), said)


def _signs(item: Indicator, part: Measure, entries: _Entries) -> Iterator[Unusual]:
    """Yield falls that are written with the other sign than the row's: positive in a cut, negative elsewhere."""
    goal = _goal(part)
    if item.kind not in INDEXED or goal is None:
        return
    if item.kind == CUT and goal < 0:
        said = f"累计降幅写正数，{literal(goal)}是上升；如是下降{literal(-goal)}%，目标和各期的数都请写正数"
        yield Unusual("fall-sign", ("target",), said)
    elif item.kind != CUT and goal < 0 and part.target.high is None:
        said = f"下限{literal(goal)}小于0，只要没有跌破整个规划期的下限就算达到"
        said += "；下降不超过多少，请用 measure: cut 写整个规划期的降幅，如 ≤5，按限额计算"
        yield Unusual("fall-sign", ("target",), said)
    elif len(entries) > 1 and item.kind == CUT and all(value < 0 for _, value in entries):
        yield Unusual("fall-sign", ("observations",), "各期的降幅都是负数，就是都上升了；如是下降请写正数")
    elif len(entries) > 1 and goal < 0 < min(value for _, value in entries):
        said = "目标是下降，各期的数都是正数，就是都上升了；下降请写负数，写降幅的请用 measure: cut"
        yield Unusual("fall-sign", ("observations",), said)


def _below_zero(item: Indicator, part: Measure, entries: _Entries) -> Iterator[Unusual]:
    """Yield a level below zero that is asked of what is above zero: rather a change against the baseline."""
    goal, baseline = _goal(part), part.baseline.value if part.baseline else None
    figures = [value for _, value in entries] + ([] if baseline is None else [baseline])
    if item.kind not in INDEXED and not part.target.base and goal is not None and goal < 0 and figures:
        if min(figures) > 0:
            size = literal(goal)
            said = f"目标{size}小于0，其他的数都大于0；如是比基期变动{size}，请写 {{change: {size}}}"
            yield Unusual("below-zero", ("target",), said)


def _running(item: Indicator, part: Measure, entries: _Entries) -> Iterator[Unusual]:
    """Yield figures that look like running ones: never falling, the last near the target, together far beyond."""
    goal = _goal(part)
    if item.cumulative or item.kind not in {TOTAL, FLOW, CHANGE, CUT} or not goal:
        return
    whole = "一年的目标" if item.kind == FLOW else "目标"
    for values in _series(item, entries):
        if _runs([value if goal > 0 else -value for value in values], abs(goal)):
            said = f"各期的数只增不减，最后一期已近{whole}，合计却超过{whole}，像是累计数；如是请写 cumulative: true"
            yield Unusual("running-total", ("observations",), said)
            return


def _series(item: Indicator, entries: _Entries) -> list[list[Decimal]]:
    """Return the figures that add up: all of them, of a flow those of one year's parts of one length."""
    if item.kind != FLOW:
        return [[value for _, value in entries]]
    parts = sorted((p.year, p.months, p.first, value) for p, value in entries if p.months < 12)
    return [[value for *_, value in group] for _, group in groupby(parts, key=lambda part: part[:2])]


def _runs(values: list[Decimal], goal: Decimal) -> bool:
    rising = all(a <= b for a, b in pairwise(values)) and values[:1] < values[-1:]
    return rising and sum(values) > goal and goal / 2 <= values[-1] <= goal * Decimal("1.2")


def _of_one_year(item: Indicator, part: Measure, entries: _Entries) -> Iterator[Unusual]:
    """Yield a total's target that each single year comes near to, and a year's that is rather that of all years."""
    goal, years = _goal(part), (item.end.end - item.begin.end) // 12
    amounts = [value for period, value in entries if period.months == 12]
    if item.cumulative or goal is None or goal <= 0 or years < 3 or len(amounts) < 2:
        return
    if item.kind == TOTAL and all(_near(value, goal) for value in amounts):
        said = f"每年的数都接近目标{literal(goal)}，像是一年的目标；如是请写 measure: flow"
        yield Unusual("one-year", ("target",), said)
    elif item.kind == FLOW and part.target.high is None and all(_near(value * years, goal) for value in amounts):
        said = f"每年的数都接近目标{literal(goal)}的{years}分之一，像是{years}年合计的目标；如是请写 measure: total"
        yield Unusual("one-year", ("target",), said)


def _near(value: Decimal, goal: Decimal) -> bool:
    return goal * Decimal("0.7") <= value <= goal * Decimal("1.3")


def _amounts(item: Indicator, entries: _Entries) -> Iterator[Unusual]:
    """Yield running totals that fall, as amounts of single periods do."""
    if not item.cumulative or item.kind not in {TOTAL, FLOW} or any(value < 0 for _, value in entries):
        return
    for (before, one), (period, other) in pairwise(entries):
        if other < one and (item.kind == TOTAL or before.year == period.year):
            said = f"累计数不会变小，{period}的{literal(other)}却小于{before}的{literal(one)}"
            yield Unusual("running-falls", ("observations", period), f"{said}；如是各期的数请去掉 cumulative")
            return


def _quotas(item: Indicator, part: Measure) -> Iterator[Unusual]:
    """Yield milestones of a total that lie so far below its path that they are rather amounts of single years."""
    goal, points = _goal(part), part.waypoints
    if item.kind != TOTAL or part.quotas or goal is None or len(points) < 2:
        return
    last, value = points[-1]
    passed = Fraction(last.end - item.begin.end, item.end.end - item.begin.end)
    if value * 2 < Fraction(goal) * passed and sum(v for _, v in points) <= goal:
        message = "中期目标远低于到那时应有的累计数，像是各年的计划数；如是各年的计划数请写 quotas"
        yield Unusual("like-quotas", ("milestones",), message)


def _words(item: Indicator, part: Measure) -> Iterator[Unusual]:
    """Yield a figure that is written as words, with which nothing is compared."""
    target = part.target
    if target.missing == NO_NUMBER and read_or_none(parse_bound, target.text, item.unit) is not None:
        said = f"文字目标里的{target.text}是一个数，观测值不会与它相比；要比较请直接写 target: {target.text}"
        yield Unusual("figure-as-text", ("target",), said)


def limits(tiers: Iterable[Tier], path: Path) -> Iterator[Unusual]:
    """Yield a ladder whose limits look like shares: 1 for 100 %."""
    highest = next((tier.start for tier in tiers if tier.start is not None), None)
    if highest is not None and 0 < highest <= 2:
        yield Unusual("limit-share", path, _as_percent("等级的下限", highest))
