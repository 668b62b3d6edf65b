"""Readers of single values, one for each kind that ``keys`` names; last those of a plan's own method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast

from mzprog.core.method import (
    DONE,
    EARLY,
    FEASIBLE,
    NOT_ASSESSABLE,
    NOT_DONE,
    SYNONYMS,
    UNPREDICTABLE,
    WITH_EFFORT,
    Method,
    Tier,
    standard,
)
from mzprog.core.period import Period
from mzprog.core.plan import FALLING, FLOW, RISING, STOCK, TOTAL, WITHIN, Figure, Published, Source, Target
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import Bound, parse_bound, parse_number
from mzprog.core.rules import RULES
from mzprog.planfile.keys import FIGURE, METHOD, PUBLISHED, SOURCE, TARGET, TIER
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node, Scalar

OUTLOOKS = (EARLY, FEASIBLE, WITH_EFFORT, UNPREDICTABLE)
# Why a target in words cannot be compared with.
NO_NUMBER = "目标是文字表述，没有数值"
OUTCOMES = (DONE, NOT_DONE, NOT_ASSESSABLE)


def choice(options: Mapping[str, Any]) -> Callable[[Reader, Node], Any]:
    """Return a reader for one of the given words."""

    def read(reader: Reader, node: Node) -> Any:
        text = reader.text(node)
        if text is None or text in options:
            return None if text is None else options[text]
        message = f"应为{'、'.join(options)}之一，得到{quoted(text)}{reader.hint(text, options)}"
        reader.problem(node, "bad-choice", message)
        return None

    return read


def year(reader: Reader, node: Node) -> int | None:
    """Read a year of four digits."""

    def parse(text: str) -> int:
        if len(text) == 4 and text.isascii() and text.isdigit() and text[0] in "12":
            return int(text)
        raise Refusal("bad-year", f"年份应为四位数，如 2015，得到{quoted(text)}")

    return cast("int | None", reader.parsed(node, parse))


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


def unit(reader: Reader, node: Node) -> str | None:
    """Read the unit, which the figures that follow may carry."""
    reader.unit = reader.text(node)
    return reader.unit


def bound(reader: Reader, node: Node) -> tuple[str, Bound] | None:
    """Read a target's text and what it asks."""
    return cast("tuple[str, Bound] | None", reader.parsed(node, lambda text: (text, parse_bound(text, reader.unit))))


def entry_of(place: Literal["sources", "series"], code: str) -> Callable[[Reader, Node], Any]:
    """Return a reader for the name of an entry that the plan's ``sources`` or ``series`` must have."""

    def read(reader: Reader, node: Node) -> Any:
        known = reader.sources if place == "sources" else reader.series
        text = reader.text(node)
        if text is not None and known is not None and text not in known:
            hint = reader.hint(text, known, f"；请写进规划的 {place}")
            reader.problem(node, code, f"{place} 里没有{quoted(text)}{hint}")
            return None
        return text

    return read


def figure(reader: Reader, node: Node) -> Figure | None:
    """Read a figure: a number, ``{value: …}`` or ``{missing: 原因}``."""
    if type(node) is not MappingNode:
        value = number(reader, node)
        return None if value is None else Figure(value)
    read = reader.fields(node, FIGURE, "数值").values
    if ("value" in read) == ("missing" in read):
        reader.problem(node, "value-or-missing", "数值要么写 value，要么写 missing（原因），二者取一")
        return None
    return Figure(**{"value": None, **read}) if None not in read.values() else None


def figures(reader: Reader, node: Node) -> dict[Period, Figure] | None:
    """Read figures by period."""
    read: dict[Period, Figure | None] = {}
    before = len(reader.problems)
    for period, (key, value) in reader.periods(node, "期: 数值").items():
        if not reader.open_question(value, f"{key.text}的数值，或写 {{missing: 原因}}"):
            read[period] = figure(reader, value)
    refused = len(reader.problems) > before or None in read.values()
    return None if refused else cast("dict[Period, Figure]", read)


def target(reader: Reader, node: Node) -> Target | None:
    """Read a target in any of its forms; a plain number fills both bounds until its direction is known."""
    if not isinstance(node, MappingNode):
        plain = bound(reader, node)
        return None if plain is None else figure_target(*plain)
    read = reader.fields(node, TARGET, "目标值").values
    forms = [name for name in ("value", "at_least", "text", "missing") if name in read]
    if len(forms) != 1:
        message = "目标值要在 value、at_least、text、missing 中写一个，且只写一个"
        reader.problem(node, "value-or-missing", message)
        return None
    if None in read.values():
        return None
    form, said = forms[0], read.pop(forms[0])
    if form == "value":
        return figure_target(*said)._replace(**read)
    if form == "at_least":
        return Target(f"不低于{said}", reference=said, **read)
    return Target(said, missing=f"目标值{said}" if form == "missing" else NO_NUMBER, **read)


def figure_target(text: str, asked: Bound) -> Target:
    """Return the target that a text in figures asks for; a plain number stands in both bounds."""
    return Target(text, asked.low, asked.high, strict=asked.operator in {"<", ">"}, ranged=asked.operator == "-")


def published(reader: Reader, node: Node) -> dict[Period, Published] | None:
    """Read published values by period."""
    read = {}
    before = len(reader.problems)
    unit, reader.unit = reader.unit, "%"
    for period, (_, value) in reader.periods(node, "期: 公布值").items():
        fields = reader.fields(value, PUBLISHED, "公布值")
        read[period] = Published(**fields.values, printed=_printed(fields))
    reader.unit = unit
    return read if len(reader.problems) == before else None


def _printed(fields: Fields) -> dict[str, str]:
    """Return the words as printed, where they are not the standard ones."""
    printed = {}
    for name in ("verdict", "outlook", "outcome"):
        word = fields(name)
        if word:
            text = cast("Scalar", fields.at(name)).text
            if text != word:
                printed[name] = text
    return printed


def sources(reader: Reader, node: Node) -> dict[str, Source] | None:
    """Read the documents that figures come from; the name of one that has a fault is still known."""
    read = {}
    for name, (_, value) in reader.entries(node, "键: {title: …}").items():
        read[name] = Source(name, **{"title": None, **reader.fields(value, SOURCE, "来源").values})
    reader.sources = read if isinstance(node, MappingNode) else None
    return reader.sources


def series(reader: Reader, node: Node) -> dict[str, dict[Period, Figure]] | None:
    """Read the reference series of relative targets; the name of one that has a fault is still known."""
    unit, reader.unit = reader.unit, "%"
    entries = reader.entries(node, "数列: {年: 数值}")
    read = {name: figures(reader, value) or {} for name, (_, value) in entries.items()}
    reader.unit = unit
    return read if isinstance(node, MappingNode) else None


# The kinds whose value is one word of a few, and what each word stands for.
CHOICES: dict[str, dict[str, Any]] = {
    "direction": {word: word for word in (RISING, FALLING, WITHIN)},
    "type": {"约束性": "约束性", "预期性": "预期性"},
    "rule": {rule: rule for rule in RULES},
    "measure": {word: word for word in (STOCK, FLOW, TOTAL)},
    "flag": {"true": True, "false": False},
    "outlook": {word: word for word in OUTLOOKS} | {NOT_ASSESSABLE: UNPREDICTABLE, "--": UNPREDICTABLE},
    "outcome": {word: word for word in OUTCOMES}
    | {word: label for word, label in SYNONYMS.items() if label in OUTCOMES},
}


MAX_TIERS = 20


@lru_cache(maxsize=16)
def verdict_of(method: Method) -> Callable[[Reader, Node], Any]:
    """Return a reader for a published verdict: one of the method's labels or a known synonym of one."""
    labels = method.labels
    words = [*labels, *(word for word, label in SYNONYMS.items() if label != NOT_DONE)]
    return choice({word: standard(word, labels) for word in words})


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
        if type(item) is not MappingNode:
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
    "text": Reader.text,
    "unit": unit,
    "year": year,
    "number": number,
    "bound": bound,
    "source": entry_of("sources", "unknown-source"),
    "reference": entry_of("series", "unknown-series"),
    "figure": figure,
    "figures": figures,
    "target": target,
    "published": published,
    "sources": sources,
    "series": series,
    **{kind: choice(options) for kind, options in CHOICES.items()},
    "tiers": tiers,
    "method": method,
    "verdict": lambda reader, node: verdict_of(reader.method)(reader, node),
}
