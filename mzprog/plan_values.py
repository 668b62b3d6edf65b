"""Readers of single values, one for each kind that ``plan_keys`` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mzprog.located import Reader
from mzprog.method import DONE, NOT_ASSESSABLE, NOT_DONE, RULES, SYNONYMS, Method, Tier
from mzprog.period import Period
from mzprog.plan import FALLING, FLOW, RISING, STOCK, TOTAL, WITHIN, Figure, Published, Source, Target
from mzprog.plan_keys import FIGURE, METHOD, PUBLISHED, SOURCE, TARGET, TIER
from mzprog.problems import Refusal, nearest, quoted
from mzprog.quantity import Bound, parse_bound, parse_number
from mzprog.yaml_reader import Mapping as MappingNode
from mzprog.yaml_reader import Node, Scalar

OUTLOOKS = ("提前完成", "可以完成", "经努力可以完成", "无法预测")


def choice(options: Mapping[str, Any]) -> Callable[[Reader, Node], Any]:
    """Return a reader for one of the given words."""

    def parse(text: str) -> Any:
        if text in options:
            return options[text]
        slip = nearest(text, options)
        hint = f"；是不是{quoted(slip)}？" if slip else ""
        raise Refusal("bad-choice", f"应为{'、'.join(options)}之一，得到{quoted(text)}{hint}")

    return lambda reader, node: reader.parsed(node, parse)


def year(reader: Reader, node: Node) -> int | None:
    """Read a year of four digits."""

    def parse(text: str) -> int:
        if len(text) == 4 and text.isascii() and text.isdigit() and text[0] in "12":
            return int(text)
        raise Refusal("bad-year", f"年份应为四位数，如 2015，得到{quoted(text)}")

    value: int | None = reader.parsed(node, parse)
    return value


def number(reader: Reader, node: Node) -> Decimal | None:
    """Read a figure in the indicator's unit."""
    text = reader.text(node)
    if text is None:
        return None
    try:
        return parse_number(text, reader.unit)
    except Refusal as refusal:
        reader.problem(node, refusal.code, refusal.message)
        return None


def bound(reader: Reader, node: Node) -> tuple[str, Bound] | None:
    """Read a target's text and what it asks."""
    value: tuple[str, Bound] | None = reader.parsed(node, lambda text: (text, parse_bound(text, reader.unit)))
    return value


def source(reader: Reader, node: Node) -> str | None:
    """Read the key of a source, which ``sources`` must have."""

    def parse(text: str) -> str:
        if reader.sources is None or text in reader.sources:
            return text
        slip = nearest(text, reader.sources)
        hint = f"；是不是{quoted(slip)}？" if slip else ""
        raise Refusal("unknown-source", f"sources 里没有{quoted(text)}{hint}")

    value: str | None = reader.parsed(node, parse)
    return value


def figure(reader: Reader, node: Node) -> Figure | None:
    """Read a figure: a number, ``{value: …}`` or ``{missing: 原因}``."""
    if type(node) is not MappingNode:
        value = number(reader, node)
        return None if value is None else Figure(value)
    fields = reader.fields(node, FIGURE, "数值")
    if ("value" in fields) == ("missing" in fields):
        reader.problem(node, "value-or-missing", "数值要么写 value，要么写 missing（原因），二者取一")
        return None
    read = Figure(fields("value"), fields("missing"), fields("source"), fields("note"))
    return read if fields.usable(*FIGURE) else None


def figures(reader: Reader, node: Node) -> dict[Period, Figure] | None:
    """Read figures by period."""
    read = {}
    before = len(reader.problems)
    for period, _, value in reader.periods(node, "期: 数值"):
        if isinstance(value, Scalar) and value.text == "TODO":
            reader.problem(value, "todo", f"待定：请写明{period}的数值，或写 {{missing: 原因}}")
        else:
            read[period] = figure(reader, value)
    return {p: f for p, f in read.items() if f} if len(reader.problems) == before else None


def target(reader: Reader, node: Node) -> Target | None:
    """Read a target in any of its forms; a plain number fills both bounds until its direction is known."""
    if not isinstance(node, MappingNode):
        plain = bound(reader, node)
        return None if plain is None else _target(*plain)
    fields = reader.fields(node, TARGET, "目标值")
    forms = [name for name in ("value", "at_least", "text", "missing") if name in fields]
    if len(forms) != 1:
        message = "目标值要在 value、at_least、text、missing 中写一个，且只写一个"
        reader.problem(node, "value-or-missing", message)
        return None
    form, read = forms[0], fields(forms[0])
    origin = {"source": fields("source"), "note": fields("note")}
    if not fields.usable(form, "source", "note"):
        return None
    if form == "value":
        return _target(*read)._replace(**origin)
    if form == "at_least":
        return Target(f"不低于{read}", reference=read, **origin)
    return Target(read, missing=f"目标值{read}" if form == "missing" else "目标是文字表述，没有数值", **origin)


def _target(text: str, asked: Bound) -> Target:
    return Target(text, asked.low, asked.high, strict=asked.operator in {"<", ">"}, ranged=asked.operator == "-")


def published(reader: Reader, node: Node) -> dict[Period, Published] | None:
    """Read published values by period."""
    read = {}
    before = len(reader.problems)
    unit, reader.unit = reader.unit, "%"
    for period, _, value in reader.periods(node, "期: 公布值"):
        fields = reader.fields(value, PUBLISHED, "公布值")
        read[period] = Published(*map(fields, PUBLISHED))
    reader.unit = unit
    return read if len(reader.problems) == before else None


def verdict(reader: Reader, node: Node) -> str | None:
    """Read a published verdict in the method's labels or a known synonym of one."""
    labels = {label: label for label in reader.method.labels}
    value: str | None = choice(labels | {word: SYNONYMS.get(word, word) for word in SYNONYMS if word != "未达预期"})(
        reader, node
    )
    return value


def sources(reader: Reader, node: Node) -> dict[str, Source] | None:
    """Read the documents that figures come from."""
    read = {}
    before = len(reader.problems)
    for name, _, value in reader.entries(node, "键: {title: …}"):
        fields = reader.fields(value, SOURCE, "来源")
        read[name] = Source(name, *map(fields, SOURCE))
    return read if len(reader.problems) == before else None


def series(reader: Reader, node: Node) -> dict[str, dict[Period, Figure] | None]:
    """Read the reference series of relative targets."""
    unit, reader.unit = reader.unit, "%"
    read = {name: figures(reader, value) for name, _, value in reader.entries(node, "数列: {年: 数值}")}
    reader.unit = unit
    return read


def tiers(reader: Reader, node: Node) -> tuple[Tier, ...] | None:
    """Read tiers: highest first, the last and only the last without ``from``."""
    items = reader.items(node, "评价等级")
    if not items:
        return None
    before = len(reader.problems)
    read: list[Tier] = []
    for item in items:
        fields = reader.fields(item, TIER, "评价等级")
        read.append(Tier(fields("from"), fields("label") or ""))
        if ("from" in fields) == (item is items[-1]):
            reader.problem(item, "tier-order", "除最低一级外每级要写 from，最低一级不写")
        elif len(read) > 1 and read[-1].start is not None and (read[-2].start or 0) <= read[-1].start:
            reader.problem(item, "tier-order", "评价等级要从高到低排列，from 逐级减小")
        if read[-1].label in {t.label for t in read[:-1]} | {NOT_ASSESSABLE, DONE, NOT_DONE}:
            reader.problem(item, "tier-label", f"评价用语{quoted(read[-1].label)}重复或与固定用语相同")
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
    if read.met in {NOT_ASSESSABLE, DONE, NOT_DONE, *(t.label for t in read.tiers)}:
        reader.problem(fields.at("met"), "tier-label", f"评价用语{quoted(read.met or '')}重复或与固定用语相同")
    return read if fields.usable(*METHOD) else None


# The kinds whose value is one word of a few, and what each word stands for.
CHOICES: dict[str, dict[str, Any]] = {
    "direction": {word: word for word in (RISING, FALLING, WITHIN)},
    "type": {"约束性": "约束性", "预期性": "预期性"},
    "rule": {rule: rule for rule in RULES},
    "measure": {word: word for word in (STOCK, FLOW, TOTAL)},
    "flag": {"true": True, "false": False},
    "outlook": {word: word for word in (*OUTLOOKS, NOT_ASSESSABLE)} | {"--": NOT_ASSESSABLE},
    "outcome": {DONE: DONE, NOT_DONE: NOT_DONE, NOT_ASSESSABLE: NOT_ASSESSABLE, **SYNONYMS},
}

KINDS: dict[str, Callable[[Reader, Node], Any]] = {
    "text": Reader.text,
    "year": year,
    "number": number,
    "bound": bound,
    "source": source,
    "figure": figure,
    "figures": figures,
    "target": target,
    "published": published,
    "sources": sources,
    "series": series,
    "tiers": tiers,
    "method": method,
    "verdict": verdict,
    **{kind: choice(options) for kind, options in CHOICES.items()},
}
