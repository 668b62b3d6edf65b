"""What a user assumes (假设): ``指标=45``, ``指标=+10%``, ``指标.target=≥60`` → what is named, and its new value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NamedTuple
from unicodedata import normalize

from mzprog.core.measures import known_rows
from mzprog.core.plan import Indicator, Plan, Target
from mzprog.core.problems import MAX_KNOWN, PlanError, Refusal, nearest, quoted
from mzprog.core.quantity import EXACT, decimals, literal, parse_number, trimmed
from mzprog.planfile.consistency import circling
from mzprog.planfile.edit import Place
from mzprog.planfile.keys import INDICATOR
from mzprog.planfile.reader import Reader
from mzprog.planfile.targets import KINDS as TARGETS
from mzprog.planfile.targets import target
from mzprog.planfile.values import KINDS as VALUES
from mzprog.planfile.values import WORDS
from mzprog.planfile.yaml import read_tree

SHOWN = 5


class Named(NamedTuple):
    """What a text names: an ``indicator`` as a whole, or its ``component`` of that name."""

    indicator: Indicator
    component: str | None = None


def find(plan: Plan, text: str) -> Named:
    """Return what ``text`` names: ``指标`` or ``指标/组成部分``.

    A full name or id wins over a part of a name; a text that names nothing, or more than one,
    raises :class:`Refusal` with the candidates, nearest first. Full-width characters, capitals and
    spaces make no difference.

    >>> from mzprog.planfile.load import parse_plan
    >>> plan = parse_plan('''
    ... {plan: 示例, baseline_year: 2015, target_year: 2020, indicators: [
    ...   {name: 养老床位数, baseline: 6, target: 10}, {name: 每千名老年人口养老床位数, baseline: 37, target: 50}]}
    ... '''.encode())
    >>> find(plan, "养老床位数").indicator.name, find(plan, "每千名").indicator.name
    ('养老床位数', '每千名老年人口养老床位数')
    """
    text = text.strip()
    found = _matches(plan, text)
    if not found:
        named = _component(plan, text)
        if named:
            return named
    return Named(_only(found, plan, text))


def called(plan: Plan, name: str) -> Indicator | None:
    """Return the indicator of exactly that name or id, apart from full-width characters, capitals and spaces.

    A part of a name is not enough where nobody looks at what was found.
    """
    found = _matches(plan, name)
    return found[0] if len(found) == 1 and _folded(name) in _names(found[0]) else None


def _names(item: Indicator) -> set[str]:
    return {_folded(item.name), _folded(item.id or "")}


def _matches(plan: Plan, text: str) -> list[Indicator]:
    """Return the indicators that ``text`` fits, of the strictest kind of fit that any has."""
    folded = _folded(text)
    if not folded:
        return []
    fits: list[Callable[[Indicator], bool]] = [
        lambda item: item.name == text,
        lambda item: item.id == text,
        lambda item: folded in _names(item),
        lambda item: folded in _folded(item.name),
    ]
    return next((found for fit in fits if (found := [i for i in plan.indicators if fit(i)])), [])


def _component(plan: Plan, text: str) -> Named | None:
    """Return what ``指标/组成部分`` names; None where the part before the last slash names nothing."""
    name, slash, part = text.replace("／", "/").rpartition("/")
    owners = _matches(plan, name.strip()) if slash else []
    if not owners:
        return None
    item = _only(owners, plan, name)
    known = [measure.name for measure in item.components if measure.name]
    for candidate in known:
        if _folded(candidate) == _folded(part):
            return Named(item, candidate)
    have = f"它的组成部分：{'、'.join(known)}" if known else "它没有组成部分"
    raise Refusal("unknown-component", f"{quoted(item.name)}没有{quoted(part)}这个组成部分；{have}")


def _only(found: list[Indicator], plan: Plan, text: str) -> Indicator:
    """Return the one that was found; none or several is a refusal that lists the candidates."""
    if len(found) == 1:
        return found[0]
    names = [item.name for item in found or plan.indicators]
    listed = nearest_first(text, names)
    more = f"（共{len(names)}项，只列最接近的）" if len(names) > len(listed) else ""
    if found:
        raise Refusal("ambiguous-indicator", f"{quoted(text)}不止一项指标；请写全名或代号：{'、'.join(listed)}{more}")
    raise Refusal("unknown-indicator", f"没有{quoted(text)}这个指标；最接近的：{'、'.join(listed)}{more}")


def nearest_first(word: str, known: Iterable[str], limit: int = SHOWN) -> list[str]:
    """Return the ``limit`` known words most like ``word``, the most alike first.

    >>> nearest_first("养老床位", ["颁证率", "每千名老年人口养老床位数", "养老床位数"], 2)
    ['养老床位数', '每千名老年人口养老床位数']
    """
    from difflib import SequenceMatcher, get_close_matches  # only when something is wrong: start-up time
    from heapq import nlargest

    shortened = {name[:100]: name for name in reversed(list(known))}
    likeness = SequenceMatcher(b=word[:100])

    def alike(name: str) -> float:
        likeness.set_seq1(name)
        return likeness.quick_ratio()

    # Of very many names only those with the most characters in common are looked at closely.
    candidates = list(shortened) if len(shortened) <= MAX_KNOWN else nlargest(MAX_KNOWN, shortened, alike)
    return [shortened[name] for name in get_close_matches(word[:100], candidates, limit, 0)]


@lru_cache(50_000)
def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).casefold().split())


_ASSUMED: tuple[Place, ...] = ("target", "baseline", "rule")
PLACES: dict[str, Place] = {word: place for place in _ASSUMED for word in (place, INDICATOR[place].chinese)}
_NARROW = str.maketrans("＋－−＝％．", "+--=%.")
_EXAMPLE = "如 养老床位数=45、养老床位数=+2、养老床位数=+10%"


class Subject(NamedTuple):
    """What an assumption is about: a place of an indicator or of one component of it."""

    named: Named
    place: Place


class Amount(NamedTuple):
    """A new value as written: itself (``sign`` ``=``), or what to add to (``+ -``) or multiply by (``%``)."""

    sign: str
    text: str


def split(text: str) -> tuple[str, str]:
    """Part ``名称=值`` at its first equals sign; raise :class:`Refusal` where either is not there.

    >>> split("养老床位数 = >=60")
    ('养老床位数', '>=60')
    """
    name, sign, value = text.replace("＝", "=", 1).partition("=")
    if not sign:
        raise Refusal("bad-assumption", f"应写作 指标=值，得到{quoted(text)}；{_EXAMPLE}")
    if not name.strip():
        raise Refusal("bad-assumption", f"等号前面没有指标的名称：{quoted(text)}；{_EXAMPLE}")
    if not value.strip():
        raise Refusal("bad-assumption", f"等号后面没有值：{quoted(text)}；{_EXAMPLE}")
    return name.strip(), value.strip()


def subject(plan: Plan, text: str) -> Subject:
    """Return what ``名称``, ``名称/组成部分`` or ``名称.target`` (``.baseline``, ``.rule``) means in ``plan``.

    Raises :class:`Refusal` for a name that is not known or not clear.
    """
    _, dot, place = text.translate(_NARROW).rpartition(".")
    name = text[: -len(dot + place)]
    if dot and place.strip() in PLACES:
        return Subject(find(plan, name), PLACES[place.strip()])
    try:
        return Subject(find(plan, text), "observations")
    except Refusal:
        if dot and name.strip() and re.fullmatch(r"[A-Za-z_ ]*", place):
            find(plan, name)
            slip = nearest(place, PLACES)
            hint = f"；是不是{quoted('.' + slip)}？" if slip else ""
            message = f"名称后面可以写 .target、.baseline 或 .rule，得到{quoted('.' + place)}{hint}"
            raise Refusal("bad-assumption", message) from None
        raise


def amount(text: str) -> Amount:
    """Read the form of a new value; its figure is read where its unit is known.

    >>> amount("45"), amount("+10%"), amount("=-1.5")
    (Amount(sign='=', text='45'), Amount(sign='%', text='+10'), Amount(sign='=', text='-1.5'))
    """
    text = text.strip()
    narrow = text.translate(_NARROW)
    if narrow.startswith("="):
        return Amount("=", text[1:].strip())
    if narrow[:1] not in {"+", "-"} or narrow[1:2] in {"+", "-"}:
        return Amount("=", text)
    if narrow.endswith("%"):
        return Amount("%", narrow[:-1].strip())
    return Amount(narrow[0], narrow[1:].strip())


def changed(old: Decimal | None, new: Amount, unit: str | None, without: str) -> Decimal:
    """Return the figure that ``new`` makes of ``old``; ``without`` says why there may be nothing to add to.

    >>> changed(Decimal("38.7"), amount("+10%"), "%", ""), changed(Decimal("38.7"), amount("-1.5"), None, "")
    (Decimal('42.57'), Decimal('37.2'))
    """
    if new.sign == "=":
        return parse_number(new.text, unit)
    if old is None:
        raise Refusal("nothing-to-change", f"{without}，不能加减；请直接写数值，如 =45")
    if new.sign == "%":
        share = EXACT.add(Decimal(100), parse_number(new.text))
        value = EXACT.divide(EXACT.multiply(old, share), Decimal(100))
        return parse_number(trimmed(value, decimals(value)))
    step = parse_number(new.text, unit)
    value = EXACT.add(old, step) if new.sign == "+" else EXACT.subtract(old, step)
    return parse_number(literal(value))


def changed_target(old: Target, new: Amount, unit: str | None) -> str:
    """Return the text of the target that ``new`` makes of ``old``: its sign (≥, ＜ …) stays with a change."""
    if new.sign == "=":
        return new.text
    bounds = {bound for bound in (old.low, old.high) if bound is not None}
    if len(bounds) != 1 or old.base or old.about:
        raise Refusal("nothing-to-change", f"目标{old.text}不是一个数，不能加减；请直接写新的目标")
    value = changed(bounds.pop(), new, unit, "")
    sign = re.match(r"[^\w.+-]*", old.text)
    return (sign[0].strip() if sign else "") + literal(value)


def read_target(plan: Plan, item: Indicator, text: str) -> Target:
    """Read a target as a plan file says it, in any of its forms: ``≥60``, ``{growth: 7}``, ``{above: 经济增速}``.

    Raises :class:`Refusal` for what a plan file could not say there.
    """
    written = text if text.startswith("{") else encode_basestring(text)
    reader = Reader(plan.file, {**VALUES, **TARGETS}, WORDS)
    reader.unit, reader.kind, reader.method = item.unit, item.kind, plan.method
    reader.sources, reader.series = plan.sources, plan.series
    try:
        node, problems = read_tree(written.encode(), plan.file, "目标值")
    except PlanError as error:
        raise Refusal("bad-target", f"目标值{quoted(text)}：{error.problems[0].message}") from None
    found = target(reader, node)
    wrong = [*problems, *reader.problems]
    if wrong:
        raise Refusal(wrong[0].code, wrong[0].message)
    assert found is not None
    if found.reference:
        _must_be_there(plan, item, found.reference)
    return found


def _must_be_there(plan: Plan, item: Indicator, name: str) -> None:
    """Refuse a target that is compared with nothing, with one of two, or in the end with itself."""
    known = known_rows(plan)
    if name in plan.series and name in known:
        raise Refusal("ambiguous-reference", f"{quoted(name)}既是数列又是指标，不知道比的是哪一个")
    if name not in plan.series and name not in known:
        near = "、".join(nearest_first(name, [*plan.series, *known]))
        raise Refusal("unknown-series", f"没有{quoted(name)}这个数列或指标；最接近的：{near}")
    asked = [(item.name, name)]
    asked += [
        (other.name, m.target.reference) for other in plan.indicators for m in other.written if m.target.reference
    ]
    ahead: dict[str, set[str]] = {}
    for one, other in asked:
        if other in known:
            ahead.setdefault(one, set()).add(known[other].name)
    if item.name in circling(ahead):
        raise Refusal("circle", f"{quoted(item.name)}与{quoted(name)}相比，绕成了圈；请写数值目标")
