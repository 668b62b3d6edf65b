"""Readers of a plan's own method, and of published words in its labels."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mzprog.core.method import (
    DONE,
    EARLY,
    NOT_ASSESSABLE,
    NOT_DONE,
    SYNONYMS,
    UNPREDICTABLE,
    Limit,
    Method,
    Tier,
    standard,
)
from mzprog.core.problems import quoted
from mzprog.planfile.keys import LIMIT, METHOD, TIER
from mzprog.planfile.reader import Reader
from mzprog.planfile.values import choice
from mzprog.planfile.yaml import Mapping, Node

OUTCOMES = (DONE, NOT_DONE, NOT_ASSESSABLE)
MAX_TIERS = 20


@lru_cache(maxsize=16)
def _verdict_of(method: Method) -> Callable[[Reader, Node], Any]:
    labels = method.labels
    words = [*labels, *(word for word, label in SYNONYMS.items() if label != NOT_DONE)]
    return choice({word: standard(word, labels) for word in words})


def verdict(reader: Reader, node: Node) -> Any:
    """Read a published verdict: one of the method's labels or a known synonym of one."""
    return _verdict_of(reader.method)(reader, node)


@lru_cache(maxsize=16)
def _outlook_of(method: Method) -> Callable[[Reader, Node], Any]:
    words = {word: word for word in method.forecast_labels}
    return choice(words | {NOT_ASSESSABLE: UNPREDICTABLE, "--": UNPREDICTABLE})


def outlook(reader: Reader, node: Node) -> Any:
    """Read a published forecast: one of the method's classes."""
    return _outlook_of(reader.method)(reader, node)


@lru_cache(maxsize=16)
def _outcome_of(method: Method) -> Callable[[Reader, Node], Any]:
    words = (*method.outcome_labels, NOT_ASSESSABLE)
    synonyms = {word: label for word, label in SYNONYMS.items() if label in words}
    return choice({word: word for word in words} | synonyms)


def outcome(reader: Reader, node: Node) -> Any:
    """Read a published outcome: one of the method's, or a known synonym of one."""
    return _outcome_of(reader.method)(reader, node)


def tiers(reader: Reader, node: Node) -> tuple[Tier, ...] | None:
    """Read tiers of verdicts, whose labels are none of the fixed words."""
    return _ladder(reader, node, OUTCOMES)


def outcomes(reader: Reader, node: Node) -> tuple[Tier, ...] | None:
    """Read the classes of outcomes; 完成 and 未完成 may be among them."""
    return _ladder(reader, node, (NOT_ASSESSABLE,))


def _ladder(reader: Reader, node: Node, fixed: tuple[str, ...]) -> tuple[Tier, ...] | None:
    """Read tiers: highest first, the last and only the last without ``from``."""
    items = _few(reader, node)
    if not items:
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
        if label in {*fixed, *(t.label for t in read if t.label)}:
            reader.problem(fields.at("label"), "tier-label", f"评价用语{quoted(label)}重复或与固定用语相同")
        read.append(Tier(start, label or ""))
    return tuple(read) if len(reader.problems) == before else None


def limits(reader: Reader, node: Node) -> tuple[Limit, ...] | None:
    """Read the classes of forecasts: the least effort first, the last and only the last without ``to``."""
    items = _few(reader, node)
    if not items:
        return None
    before = len(reader.problems)
    read: list[Limit] = []
    for item in items:
        fields = reader.fields(item, LIMIT, "预测等级")
        if type(item) is not Mapping:
            continue
        end, label = fields("to"), fields("label")
        if ("to" in fields) == (item is items[-1]):
            reader.problem(fields.at("to"), "tier-order", "除最后一级外每级要写 to，最后一级不写")
        elif end is not None and any(limit.to is not None and limit.to >= end for limit in read):
            reader.problem(fields.at("to"), "tier-order", "预测等级要从易到难排列，to 逐级增大")
        if label in {EARLY, UNPREDICTABLE, NOT_ASSESSABLE, *(limit.label for limit in read if limit.label)}:
            reader.problem(fields.at("label"), "tier-label", f"预测用语{quoted(label)}重复或与固定用语相同")
        read.append(Limit(end, label or ""))
    return tuple(read) if len(reader.problems) == before else None


def _few(reader: Reader, node: Node) -> list[Node] | None:
    items = reader.items(node, "评价等级")
    if items and len(items) > MAX_TIERS:
        reader.problem(items[MAX_TIERS], "too-many", f"评价等级超过{MAX_TIERS}级")
        return None
    return items


def method(reader: Reader, node: Node) -> Method | None:
    """Read a plan's own method; what it leaves out is the standard one's."""
    fields = reader.fields(node, METHOD, "评价方法")
    given = {name: fields(name) for name in METHOD}
    origin, limit = given.pop("source"), given.pop("outlook_limit")
    named = reader.sources.get(origin) if reader.sources and origin else None
    changed = {name: value for name, value in given.items() if value is not None}
    if limit is not None:
        if "outlook_limits" in fields:
            reader.problem(fields.at("outlook_limit"), "two-places", "outlook_limits 和 outlook_limit 只能写一个")
        changed["outlook_limits"] = _with_limit(reader.method, limit)
    read = reader.method._replace(
        **{"name": "本规划自定方法", "source": named.title if named else "规划文件", **changed},
        named="default_rule" in fields,
    )
    if read.met in {tier.label for tier in read.tiers}:
        read = read._replace(met=None if read.met == read.tiers[0].label else read.met)
    if read.met in {*OUTCOMES, *(tier.label for tier in read.tiers)}:
        reader.problem(fields.at("met"), "tier-label", f"评价用语{quoted(read.met or '')}重复或与固定用语相同")
    return read if fields.usable(*METHOD) else None


def _with_limit(base: Method, limit: Decimal) -> tuple[Limit, ...]:
    first, *rest = base.outlook_limits
    return (first._replace(to=limit), *rest)


KINDS: dict[str, Callable[[Reader, Node], Any]] = {
    "tiers": tiers,
    "outcomes": outcomes,
    "limits": limits,
    "method": method,
}
