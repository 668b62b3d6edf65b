"""Readers of a plan's own method, and of published verdicts in its words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from mzprog.core.method import NOT_DONE, SYNONYMS, Method, Tier, standard
from mzprog.core.problems import quoted
from mzprog.planfile.keys import METHOD, TIER
from mzprog.planfile.reader import Reader
from mzprog.planfile.values import OUTCOMES, choice
from mzprog.planfile.yaml_tree import Mapping, Node

MAX_TIERS = 20


@lru_cache(maxsize=16)
def verdict_of(method: Method) -> Callable[[Reader, Node], Any]:
    """Return a reader for a published verdict: one of the method's labels or a known synonym of one."""
    labels = method.labels
    words = [*labels, *(word for word, label in SYNONYMS.items() if label != NOT_DONE)]
    return choice({word: standard(word, labels) for word in words})


MAX_TIERS = 20


def tiers(reader: Reader, node: Node) -> tuple[Tier, ...] | None:
    """Read tiers: highest first, the last and only the last without ``from``."""
    items = reader.items(node, "评价等级")
    if not items:
        return None
    if len(items) > MAX_TIERS:
        reader.problem(items[MAX_TIERS], "too-many", f"评价等级超过{MAX_TIERS}级")
        return None
    before = len(reader.problems)
    read: list[Tier] = []
    for item in items:
        fields = reader.fields(item, TIER, "评价等级")
        if type(item) is not Mapping:
            continue
        start, label = fields("from"), fields("label")
        if ("from" in fields) == (item is items[-1]):
            reader.problem(fields.at("from"), "tier-order", "除最低一级外每级要写 from，最低一级不写")
        elif start is not None and any(t.start is not None and t.start <= start for t in read):
            reader.problem(fields.at("from"), "tier-order", "评价等级要从高到低排列，from 逐级减小")
        if label in {*OUTCOMES, *(t.label for t in read if t.label)}:
            reader.problem(fields.at("label"), "tier-label", f"评价用语{quoted(label)}重复或与固定用语相同")
        read.append(Tier(start, label or ""))
    return tuple(read) if len(reader.problems) == before else None


def method(reader: Reader, node: Node) -> Method | None:
    """Read a plan's own method; what it leaves out is the standard one's."""
    fields = reader.fields(node, METHOD, "评价方法")
    given = {name: fields(name) for name in METHOD}
    origin = given.pop("source")
    named = reader.sources.get(origin) if reader.sources and origin else None
    changed = {name: value for name, value in given.items() if value is not None}
    read = reader.method._replace(
        **{"name": "本规划自定方法", "source": named.title if named else "规划文件", **changed}
    )
    if read.met in {tier.label for tier in read.tiers}:
        read = read._replace(met=None if read.met == read.tiers[0].label else read.met)
    if read.met in {*OUTCOMES, *(tier.label for tier in read.tiers)}:
        reader.problem(fields.at("met"), "tier-label", f"评价用语{quoted(read.met or '')}重复或与固定用语相同")
    return read if fields.usable(*METHOD) else None


KINDS: dict[str, Callable[[Reader, Node], Any]] = {
    "tiers": tiers,
    "method": method,
    "verdict": lambda reader, node: verdict_of(reader.method)(reader, node),
}
