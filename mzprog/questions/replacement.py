"""A plan with one value replaced by an assumed one: the same checks as for a file, on values.

Pure: plans are values, so the plan that was given stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from mzprog.core.method import Method
from mzprog.core.period import Period
from mzprog.core.plan import TOTAL, Figure, Indicator, Measure, Plan, Target
from mzprog.core.problems import Refusal, nearest, quoted
from mzprog.core.quantity import literal, parse_bound
from mzprog.core.results import AsOf
from mzprog.core.rules import RULES
from mzprog.planfile.consistency import check_milestones, settle_direction, settle_target
from mzprog.planfile.edit import Place
from mzprog.planfile.load import start_value
from mzprog.planfile.values import figure_target
from mzprog.questions.assumption import Amount, Subject, changed, changed_target


class Change(NamedTuple):
    """One value that was replaced: where, and its text before (None: there was none) and after."""

    indicator: str
    component: str | None
    place: Place
    period: Period | None
    before: str | None
    after: str


def replaced(plan: Plan, time: AsOf, about: Subject, new: Amount) -> tuple[Plan, Change]:
    """Return the plan with one value replaced, and what that changed.

    An observation is that of the entry assessed at ``time`` or, where there is none, of ``time``
    itself. Raises :class:`Refusal` for what a plan file could not say either.
    """
    item, component = about.named
    if about.place == "rule":
        after, change = _rule(item, component, plan.method, new)
    elif about.place == "observations":
        after, change = _observation(item, component, time, new)
    elif about.place == "baseline":
        after, change = _baseline(item, component, new)
    else:
        after, change = _target(item, component, new)
    # What a document printed of the indicator does not speak of an assumed value.
    after = after._replace(published={})
    return plan._replace(indicators=tuple(after if i is item else i for i in plan.indicators)), change


def _rule(item: Indicator, component: str | None, method: Method, new: Amount) -> tuple[Indicator, Change]:
    if component is not None:
        raise Refusal("bad-assumption", f"计算规则属于整个指标，请写 {item.name}.rule=…")
    if new.text not in RULES:
        slip = nearest(new.text, RULES)
        hint = f"；是不是{quoted(slip)}？" if slip else ""
        raise Refusal("bad-choice", f"计算规则应为{'、'.join(RULES)}之一，得到{quoted(new.text)}{hint}")
    before = item.rule or method.default_rule
    return item._replace(rule=new.text), Change(item.name, None, "rule", None, before, new.text)


def _observation(item: Indicator, component: str | None, time: AsOf, new: Amount) -> tuple[Indicator, Change]:
    if item.components and component is None:
        names = [str(part.name) for part in item.components]
        message = f"{quoted(item.name)}分{'、'.join(names)}；请写明是哪一个，如 {item.name}/{names[0]}=…"
        raise Refusal("component-needed", message)
    part = _owner(item, component)
    period = time.entry(part.observations) or time.period
    old = part.observations.get(period)
    figure = _figure(old, new, item, f"{quoted(item.name)}在{period}没有观测值")
    after = part._replace(observations={**part.observations, period: figure})
    change = Change(item.name, component, "observations", period, _text(old), str(_text(figure)))
    return _moved(item, component, {component}, lambda _: after), change


def _baseline(item: Indicator, component: str | None, new: Amount) -> tuple[Indicator, Change]:
    if item.kind is TOTAL:
        raise Refusal("bad-assumption", f"{quoted(item.name)}是累计指标，从0起算，不用基期值")
    old = _owner(item, component).baseline
    figure = _figure(old, new, item, f"{quoted(item.name)}没有基期值")
    change = Change(item.name, component, "baseline", None, _text(old), str(_text(figure)))
    follows = {p.name for p in item.components if component in {None, p.name} and p.baseline == old}
    return _moved(item, component, follows, lambda p: _settled(item, p, None, figure)), change


def _target(item: Indicator, component: str | None, new: Amount) -> tuple[Indicator, Change]:
    old = _owner(item, component).target
    text = changed_target(old, new, item.unit)
    change = Change(item.name, component, "target", None, old.text, text)
    follows = {p.name for p in item.components if component in {None, p.name} and p.target.text == old.text}
    return _moved(item, component, follows, lambda p: _settled(item, p, text, p.baseline)), change


def _owner(item: Indicator, component: str | None) -> Measure:
    return item.whole if component is None else next(p for p in item.components if p.name == component)


def _moved(
    item: Indicator, component: str | None, follows: Collection[str | None], move: Callable[[Measure], Measure]
) -> Indicator:
    """Replace measures: the component, or the whole with the components that took over what it says."""
    parts = tuple(move(p) if p.name in follows else p for p in item.components)
    return item._replace(whole=item.whole if component else move(item.whole), components=parts)


def _figure(old: Figure | None, new: Amount, item: Indicator, without: str) -> Figure:
    value = changed(old.value if old else None, new, item.unit, without)
    return (old or Figure(None))._replace(value=value, missing=None)


def _text(figure: Figure | None) -> str | None:
    if figure is None:
        return None
    return figure.missing if figure.value is None else literal(figure.value)


def _settled(item: Indicator, part: Measure, text: str | None, baseline: Figure | None) -> Measure:
    """Return a measure with another target or baseline; its direction stays, and must suit them."""
    old, start = part.target, start_value(baseline, item.kind)
    target = as_written(old, item.unit) if text is None else _asked(text, item.unit)
    # Without a target nothing has said which way; the new one must.
    stated = None if old.missing and text else part.direction
    direction = settle_direction(target, start, stated, None)
    target = settle_target(target._replace(source=old.source, note=old.note), direction)
    for off in check_milestones(part.milestones, start, target, direction, (item.baseline_year, item.target_year)):
        raise Refusal("bad-milestone", f"{off.period}的{off.message}")
    return part._replace(baseline=baseline, target=target, direction=direction)


def as_written(target: Target, unit: str | None) -> Target:
    """Return a target as its text says it, before a direction chose one of its bounds."""
    return target if target.missing or target.reference else _asked(target.text, unit)


def _asked(text: str, unit: str | None) -> Target:
    return figure_target(text, parse_bound(text, unit))
