"""What if (如果……会怎样): a plan with some of its values assumed, assessed beside the plan as it is.

The same checks as for a file are made, on values; the plan that was given stays as it was. Several
sets of assumptions can stand in a file of scenarios (方案):

.. code-block:: yaml

    方案一: {每千名老年人口养老床位数: 45}
    方案二: {每千名老年人口养老床位数: +2, 养老床位数.target: 9}
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from mzprog.core.assessment import assess, evaluate
from mzprog.core.bounds import rule_of
from mzprog.core.method import Method
from mzprog.core.period import Period
from mzprog.core.plan import INDEXED, TOTAL, Figure, Indicator, Measure, Plan, Target
from mzprog.core.problems import PlanError, Refusal, nearest, quoted
from mzprog.core.quantity import literal
from mzprog.core.results import AsOf, Assessment, Row
from mzprog.core.rules import RULES
from mzprog.planfile.consistency import Span
from mzprog.planfile.direction import check_base, own_start, settle_direction, settle_target
from mzprog.planfile.edit import Edit, Place, edit
from mzprog.planfile.load import parse_plan
from mzprog.planfile.path import check_milestones
from mzprog.planfile.reader import Reader
from mzprog.planfile.values import IN_CHINESE
from mzprog.planfile.yaml import Mapping, Node, decode, read_tree
from mzprog.questions.assumption import Amount, Subject, amount, changed, changed_target, read_target, split, subject


class Assumed(NamedTuple):
    """One value that was replaced: where, and its text before (None: there was none) and after.

    ``judged``: ``after`` is a person's judgement.
    """

    indicator: str
    component: str | None
    place: Place
    period: Period | None
    before: str | None
    after: str
    judged: bool = False


def replaced(plan: Plan, time: AsOf, about: Subject, new: Amount) -> tuple[Plan, Assumed]:
    """Return the plan with one value replaced, and what that changed.

    An observation is that of the entry assessed at ``time`` or, where there is none, of ``time``
    itself. Raises :class:`Refusal` for what a plan file could not say either.
    """
    item, component = about.named
    if about.place == "rule":
        after, change = _rule(item, component, plan.method, new)
    elif about.place == "observations":
        after, change = _observation(item, component, time, plan.method, new)
    elif about.place == "baseline":
        after, change = _baseline(item, component, new)
    else:
        after, change = _target(plan, item, component, new)
    # What a document printed of the indicator does not speak of an assumed value.
    after = after._replace(published={})
    return plan._replace(indicators=tuple(after if i is item else i for i in plan.indicators)), change


def _rule(item: Indicator, component: str | None, method: Method, new: Amount) -> tuple[Indicator, Assumed]:
    if component is not None:
        raise Refusal("bad-assumption", f"计算规则属于整个指标，请写 {item.name}.rule=…")
    name = IN_CHINESE["rule"].get(new.text, new.text)
    if name not in RULES:
        slip = nearest(name, RULES)
        hint = f"；是不是{quoted(slip)}？" if slip else ""
        raise Refusal("bad-choice", f"计算规则应为{'、'.join(RULES)}之一，得到{quoted(new.text)}{hint}")
    before = rule_of(item, item.whole, method)
    return item._replace(rule=name), Assumed(item.name, None, "rule", None, before, name)


def _observation(
    item: Indicator, component: str | None, time: AsOf, method: Method, new: Amount
) -> tuple[Indicator, Assumed]:
    if item.components and component is None:
        names = [str(part.name) for part in item.components]
        message = f"{quoted(item.name)}分{'、'.join(names)}；请写明是哪一个，如 {item.name}/{names[0]}=…"
        raise Refusal("component-needed", message)
    part = _owner(item, component)
    period = time.entry(part.observations, item.begin) or time.period
    old = part.observations.get(period)
    said = new.text if new.sign == "=" and new.text in method.judgements else None
    if said:
        figure = (old or Figure(None))._replace(value=None, missing=None, judged=said)
    else:
        have = "人工判定" if old and old.judged else "没有"
        figure = _figure(old, new, item, f"{quoted(item.name)}在{period}{have}观测值")
    after = part._replace(observations={**part.observations, period: figure})
    change = Assumed(item.name, component, "observations", period, _text(old), str(_text(figure)), said is not None)
    return _moved(item, component, {component}, lambda _: after), change


def _baseline(item: Indicator, component: str | None, new: Amount) -> tuple[Indicator, Assumed]:
    if item.kind == TOTAL:
        raise Refusal("bad-assumption", f"{quoted(item.name)}是累计指标，从0起算，不用基期值")
    if item.kind in INDEXED:
        raise Refusal("bad-assumption", f"{quoted(item.name)}从基期起累计，不用基期值")
    old = _owner(item, component).baseline
    figure = _figure(old, new, item, f"{quoted(item.name)}没有基期值")
    change = Assumed(item.name, component, "baseline", None, _text(old), str(_text(figure)))
    follows = {p.name for p in item.components if component in {None, p.name} and p.baseline == old}
    return _moved(item, component, follows, lambda p: _settled(item, p, None, figure)), change


def _target(plan: Plan, item: Indicator, component: str | None, new: Amount) -> tuple[Indicator, Assumed]:
    old = _owner(item, component).target
    text = changed_target(old, new, item.unit)
    asked = read_target(plan, item, text)
    change = Assumed(item.name, component, "target", None, old.text, text)
    follows = {p.name for p in item.components if component in {None, p.name} and p.target.text == old.text}
    return _moved(item, component, follows, lambda p: _settled(item, p, asked, p.baseline)), change


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
    return (old or Figure(None))._replace(value=value, missing=None, judged=None)


def _text(figure: Figure | None) -> str | None:
    if figure is None:
        return None
    return literal(figure.value) if figure.value is not None else figure.judged or figure.missing


def _settled(item: Indicator, part: Measure, asked: Target | None, baseline: Figure | None) -> Measure:
    """Return a measure with another target or baseline; its direction stays, and must suit them."""
    old, start = part.target, own_start(baseline, item.kind)
    target = asked or as_written(old)
    check_base(target, start, item.kind)
    # Without a target nothing has said which way; the new one must.
    stated = None if old.missing and asked else part.direction
    direction = settle_direction(target, start, stated, None)
    target = settle_target(target, direction)
    if asked:
        target = target._replace(source=target.source or old.source, note=target.note or old.note)
    for off in check_milestones(part.milestones, start, target, Span(item.begin, item.end), item.kind):
        if not off.remark:
            raise Refusal(off.code, f"{off.period}的{off.message}")
    return part._replace(baseline=baseline, target=target, direction=direction)


_SIGNS = frozenset("≥≧≤≦<>＜＞")


def as_written(target: Target) -> Target:
    """Return a target as its text says it, before a direction chose one of its bounds."""
    if target.missing or target.reference or (target.ranged and not target.about) or not _SIGNS.isdisjoint(target.text):
        return target
    return target._replace(low=target.number, high=target.number, ranged=False)


class WhatIf(NamedTuple):
    """A plan as it is and after ``changes``; ``name`` where several are compared."""

    before: Assessment
    after: Assessment
    changes: tuple[Assumed, ...]
    name: str = ""

    @property
    def rows(self) -> tuple[tuple[Row, Row], ...]:
        """The rows of the indicators that something was assumed of, before and after."""
        named = {change.indicator for change in self.changes}
        pairs = zip(self.before.rows, self.after.rows, strict=True)
        return tuple((old, new) for old, new in pairs if old.indicator.name in named)


def whatif(
    plan: Plan, assumptions: Iterable[str], year: int | None = None, *,
    as_of: str | None = None, method: Method | None = None, latest: bool = False,
) -> WhatIf:  # fmt: skip
    """Assess ``plan`` as it is and with ``assumptions``, made one after the other; ``plan`` stays as it is.

    ``指标=45`` sets the figure of the period that is assessed (of the asked time where there is none),
    ``+2`` and ``-1.5`` change it, ``+10%`` multiplies it by 1.10, ``==-1.5`` sets a negative one: all in
    the terms of the plan (a flow's own period); ``指标=达到`` is a person's judgement. ``指标/组成部分``,
    ``指标.target``, ``.baseline`` and ``.rule`` name other values. Raises :class:`mzprog.core.problems.Refusal`
    for what means nothing, and otherwise what :func:`mzprog.core.assessment.evaluate` does.

    >>> from mzprog.planfile.load import load_plan
    >>> found = whatif(load_plan("plans/wuhan.yaml"), ["每千名老年人口养老床位数=45"], 2018)
    >>> [(str(row.rate), row.verdict) for row in found.rows[0]]
    [('340/13', '严重滞后'), ('1600/13', '进展良好')]
    """
    before = evaluate(plan, year, as_of=as_of, method=method, latest=latest)
    pairs = [split(text) for text in assumptions]
    return assume(before, [(name, amount(value)) for name, value in pairs])


def assume(before: Assessment, assumptions: Iterable[tuple[str, Amount]]) -> WhatIf:
    """Assess the plan of ``before`` again with other values: pairs of what is named and what it becomes."""
    plan, changes = before.plan, []
    for text, value in assumptions:
        plan, change = replaced(plan, before.as_of, subject(plan, text), value)
        changes.append(change)
    return WhatIf(before, assess(plan, before.as_of, before.method), tuple(changes))


def saved(data: bytes, found: WhatIf) -> str:
    """Return the text of the plan file ``data`` with the changes in it and all else as it stands.

    Raises :class:`mzprog.core.problems.PlanError` where the file cannot say them, :class:`Refusal` where it
    would say something else.
    """
    plan, file = found.after.plan, found.after.plan.file
    last = {(c.indicator, c.component, c.place, c.period): c for c in found.changes}
    edits = [Edit(*place, c.after, "judged" if c.judged else "value") for place, c in last.items()]
    edits += [Edit(name, None, "direction", None, way) for name, way in _unsaid(found).items()]
    text = edit(data, file, edits)
    read = parse_plan(text.encode(), file)
    if [(i.whole, i.components, i.rule) for i in read.indicators] != [
        (i.whole, i.components, i.rule) for i in plan.indicators
    ]:
        raise Refusal("cannot-save", "存不成：规划文件里这一项的写法会使它的意思不同；请用编辑器改")
    return text


def _unsaid(found: WhatIf) -> dict[str, str]:
    """Return the directions that new targets and baselines no longer say by themselves."""
    moved = {change.indicator for change in found.changes if change.place in {"target", "baseline"}}
    unsaid: dict[str, str] = {}
    for item in found.after.plan.indicators:
        for part in item.measures if item.name in moved else ():
            try:
                settle_direction(as_written(part.target), own_start(part.baseline, item.kind), None, None)
            except Refusal:
                unsaid[item.name] = part.direction
    return unsaid


AS_IS = "现状"
MAX_ROWS = 200_000  # indicators of all scenarios together
MAX_NAMES = 10_000_000  # names of indicators that all assumptions are held against
MAX_WRONG = 20  # problems after which a file is read no further: each looks for what may have been meant


def read_scenarios(data: bytes, file: str, before: Assessment) -> tuple[WhatIf, ...]:
    """Assess the plan of ``before`` under each scenario of a YAML file: names, each with ``指标: 值``.

    Names and values are those of :func:`mzprog.questions.scenario.whatif`. Raises :class:`PlanError` with every
    problem of the file.
    """
    tree, problems = read_tree(data, file, "一个方案，如 方案一: {指标: 值}")
    reader = Reader(file, {})
    reader.problems += problems
    text, found = decode(data, file), []
    entries = reader.entries(tree, "方案: {指标: 值}")
    if not entries and not reader.problems:
        reader.problem(tree, "empty", "文件里没有方案；请写成 方案一: {指标: 值}")
    size = len(before.plan.indicators)
    if len(entries) * size > MAX_ROWS:
        reader.problem(tree, "too-many", f"方案太多：这个规划有{size}项指标，最多{MAX_ROWS // size}个方案")
        entries = {}
    if sum(len(value.items) for _, value in entries.values() if isinstance(value, Mapping)) * size > MAX_NAMES:
        reader.problem(tree, "too-many", f"假设太多：这个规划有{size}项指标，最多{MAX_NAMES // size}个假设")
        entries = {}
    for name, (key, value) in entries.items():
        if name == AS_IS:
            reader.problem(key, "reserved-name", f"“{AS_IS}”指规划原来的数；请给方案另起名称")
        found.append(_scenario(reader, name, value, before, text))
    if reader.problems:
        raise PlanError(reader.problems)
    return tuple(found)


def _scenario(reader: Reader, name: str, node: Node, before: Assessment, text: str) -> WhatIf:
    """Make the assumptions of one scenario one after the other; one that fails is a problem at its place."""
    plan, changes = before.plan, list[Assumed]()
    known = len(reader.problems)
    entries = reader.entries(node, "指标: 值")
    if not entries and len(reader.problems) == known:
        reader.problem(node, "empty", f"方案“{name}”里没有假设；请写成 指标: 值")
    for key, value in entries.values():
        if len(reader.problems) >= MAX_WRONG:
            reader.problem(key, "too-many-problems", f"有错的地方超过{MAX_WRONG}处，没有再往下读")
            raise PlanError(reader.problems)
        braced = isinstance(value, Mapping) and text[value.span[0]] == "{"
        new = text[slice(*value.span)] if braced else reader.text(value)
        about = reader.parsed(key, partial(subject, plan))
        if about is None or new is None:
            continue
        try:
            plan, change = replaced(plan, before.as_of, about, amount(new))
        except Refusal as refusal:
            reader.problem(value, refusal.code, refusal.message)
        else:
            changes.append(change)
    return WhatIf(before, assess(plan, before.as_of, before.method), tuple(changes), name)
