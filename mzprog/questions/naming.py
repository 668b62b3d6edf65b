"""Finding the indicator that a user names: by full name, by id, or by a part that only one name has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple
from unicodedata import normalize

from mzprog.core.plan import Indicator, Plan
from mzprog.core.problems import Refusal, quoted

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
    from difflib import get_close_matches  # only when something is wrong: start-up time

    shortened = {name[:100]: name for name in reversed(list(known))}
    return [shortened[name] for name in get_close_matches(word[:100], list(shortened), limit, 0)]


def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).casefold().split())
