"""Readers of single values, one for each kind that ``keys`` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from mzprog.core.period import Period, parse_period
from mzprog.core.plan import (
    CHANGE,
    CUT,
    FALLING,
    FLOW,
    GROWTH,
    RISING,
    STOCK,
    TOTAL,
    TYPES,
    WITHIN,
    Figure,
    Remarked,
    Source,
)
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import PERCENT_SIGNS, Bound, parse_bound, parse_number
from mzprog.core.rules import RULES
from mzprog.planfile.keys import BASELINE, FIGURE, MILESTONE, OBSERVATION, OPEN, SOURCE, Keys
from mzprog.planfile.reader import Reader
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node, Scalar, Sequence

MAX_TEXTS = 100

# The kinds whose value is one word of a few, what each word stands for, and the Chinese words for some.
CHOICES: dict[str, dict[str, Any]] = {
    "direction": {word: word for word in (RISING, FALLING, WITHIN)},
    "rule": {rule: rule for rule in RULES},
    "measure": {word: word for word in (STOCK, FLOW, TOTAL, GROWTH, CHANGE, CUT)},
    "flag": {"true": True, "false": False},
    "type": {word: word for word in TYPES},  # a plan may add its own
}
IN_CHINESE: dict[str, dict[str, str]] = {
    "rule": {rule.title: name for name, rule in RULES.items()},
    "measure": {"存量": STOCK, "流量": FLOW, "累计量": TOTAL, "增速": GROWTH, "累计变动": CHANGE, "累计降幅": CUT},
    "flag": {"是": "true", "否": "false"},
}
# What a message that names a value says in a file with Chinese keys.
WORDS = {name: chinese for options in IN_CHINESE.values() for chinese, name in options.items()} | {"TODO": "待定"}


def choice(options: Mapping[str, Any], chinese: Mapping[str, str] | None = None) -> Callable[[Reader, Node], Any]:
    """Return a reader for one of the given words, or one of those that stand for them in Chinese."""
    chinese = chinese or {}

    def read(reader: Reader, node: Node) -> Any:
        text = reader.text(node)
        if text is None:
            return None
        name = chinese.get(text, text)
        if name in options:
            return options[name]
        known = list(chinese) if reader.chinese and chinese else list(options)
        message = f"应为{'、'.join(known)}之一，得到{quoted(text)}{reader.hint(text, known)}"
        reader.problem(node, "bad-choice", message)
        return None

    return read


def time(reader: Reader, node: Node) -> Period | None:
    """Read the time of a baseline or a target: a year, or any period, at whose end it stands."""

    def parse(text: str) -> Period:
        try:
            return parse_period(text)
        except Refusal:
            message = f"年份应为四位数，如 2015，或写作期，如 2020-06、2020H1，得到{quoted(text)}"
            raise Refusal("bad-year", message) from None

    return cast("Period | None", reader.parsed(node, parse))


def kind_type(reader: Reader, node: Node) -> str | None:
    """Read the type (属性): 约束性, 预期性 or one of the plan's own."""
    words = (*CHOICES["type"], *reader.types)
    found: str | None = choice({word: word for word in words})(reader, node)
    return found


def types(reader: Reader, node: Node) -> tuple[str, ...] | None:
    """Read the plan's own types, which its indicators may then have."""
    read = texts(reader, node)
    reader.types = read or ()
    return read


def texts(reader: Reader, node: Node) -> tuple[str, ...] | None:
    """Read a text or a list of texts, each once."""
    if not isinstance(node, Sequence):
        text = reader.text(node)
        return None if text is None else (text,)
    items = reader.items(node, "文字") or []
    if len(items) > MAX_TEXTS:
        reader.problem(items[MAX_TEXTS], "too-many", f"最多写{MAX_TEXTS}个")
    read = [reader.text(item) for item in items[:MAX_TEXTS]]
    return None if None in read or not read else tuple(dict.fromkeys(cast("list[str]", read)))


def remarked(reader: Reader, node: Node) -> tuple[Remarked, ...] | None:
    """Read causes or actions: a text, a list of texts, or texts by period."""
    if not isinstance(node, MappingNode):
        read = texts(reader, node)
        return None if read is None else tuple(Remarked(None, text) for text in read)
    found: list[Remarked] = []
    before = len(reader.problems)
    for period, (_, value) in reader.periods(node, "期: 文字").items():
        found += [Remarked(period, text) for text in texts(reader, value) or ()]
    return tuple(found) if len(reader.problems) == before else None


def measure(reader: Reader, node: Node) -> str | None:
    """Read what the figures are, which decides how those that follow are read."""
    found: Any = choice(CHOICES["measure"], IN_CHINESE["measure"])(reader, node)
    reader.kind = found or STOCK
    return cast("str | None", found)


def cumulative(reader: Reader, node: Node) -> bool | None:
    """Read whether figures are cumulative, which decides what their periods may be."""
    found: bool | None = choice(CHOICES["flag"], IN_CHINESE["flag"])(reader, node)
    reader.cumulative = bool(found)
    return found


def weight(reader: Reader, node: Node) -> Decimal | None:
    """Read a weight, which is no less than 0; a trailing % is fine."""

    def parse(text: str) -> Decimal:
        found = parse_number(text, "%" if text.rstrip().endswith(PERCENT_SIGNS) else None)
        if found < 0:
            raise Refusal("bad-weight", f"权重不能小于0，得到{quoted(text)}")
        return found

    return cast("Decimal | None", reader.parsed(node, parse))


def judged(reader: Reader, node: Node) -> str | None:
    """Read a person's judgement (人工判定): 达到, 未达到, or a label of the method."""
    found: str | None = choice({word: word for word in reader.method.judgements})(reader, node)
    return found


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


def source(reader: Reader, node: Node) -> str | None:
    """Read the key of a source, which the plan's ``sources`` must have."""
    text = reader.text(node)
    if text is not None and reader.sources is not None and text not in reader.sources:
        hint = reader.hint(text, reader.sources, "；请写进规划的 sources")
        reader.problem(node, "unknown-source", f"sources 里没有{quoted(text)}{hint}")
        return None
    return text


def figure(reader: Reader, node: Node, keys: Keys = FIGURE) -> Figure | None:
    """Read a figure: a number, ``{value: …}`` or ``{missing: 原因}``; an observation may be ``{judged: …}``."""
    if type(node) is not MappingNode:
        value = number(reader, node)
        return None if value is None else Figure(value)
    read = reader.fields(node, keys, "数值").values
    said = [name for name in ("value", "missing", "judged") if name in read]
    if len(said) != 1:
        forms = [reader.key(keys, name) for name in ("value", "missing", "judged") if name in keys]
        reader.problem(node, "value-or-missing", f"数值要在 {'、'.join(forms)} 中写一个，且只写一个；缺数写原因")
        return None
    return Figure(**{"value": None, **read}) if None not in read.values() else None


def baseline(reader: Reader, node: Node) -> Figure | None:
    """Read a baseline, which may have a ``period`` of its own."""
    return figure(reader, node, BASELINE)


def milestone(reader: Reader, node: Node) -> Figure | None:
    """Read a milestone, which may carry ``≥`` or ``≤``."""
    if type(node) is not MappingNode:
        read = bound(reader, node)
        return None if read is None else _milestone(reader, node, *read)
    found = figure(reader, node, MILESTONE)
    if found is None or found.value is None:
        return found
    return _milestone(reader, node, *cast("tuple[str, Bound]", found.value), found)


def _milestone(reader: Reader, node: Node, text: str, asked: Bound, found: Figure | None = None) -> Figure | None:
    if asked.operator == "-":
        reader.problem(node, "not-a-number", f"中期目标应为一个数，可以带 ≥ 或 ≤，得到{quoted(text)}")
        return None
    return Figure(asked.number) if found is None else found._replace(value=asked.number)


def by_period(one: Callable[[Reader, Node], Figure | None]) -> Callable[[Reader, Node], dict[Period, Figure] | None]:
    """Return a reader for figures by period, each read by ``one``."""

    def read_all(reader: Reader, node: Node) -> dict[Period, Figure] | None:
        read: dict[Period, Figure | None] = {}
        before = len(reader.problems)
        for period, (key, value) in reader.periods(node, "期: 数值").items():
            if type(value) is Scalar and value.text in OPEN:
                reader.open_question(value, f"{key.text}的数值，或写 {{missing: 原因}}")
            else:
                read[period] = one(reader, value)
        refused = len(reader.problems) > before or None in read.values()
        return None if refused else cast("dict[Period, Figure]", read)

    return read_all


figures = by_period(figure)
observations = by_period(lambda reader, node: figure(reader, node, OBSERVATION))


def sources(reader: Reader, node: Node) -> dict[str, Source] | None:
    """Read the documents that figures come from; the name of one that has a fault is still known."""
    read = {}
    for name, (_, value) in reader.entries(node, "键: {title: …}").items():
        read[name] = Source(name, **{"title": None, **reader.fields(value, SOURCE, "来源").values})
    reader.sources = read if isinstance(node, MappingNode) else None
    return reader.sources


def series(reader: Reader, node: Node) -> dict[str, dict[Period, Figure]] | None:
    """Read the reference series of relative targets; the name of one that has a fault is still known."""
    unit, reader.unit = reader.unit, None
    entries = reader.entries(node, "数列: {年: 数值}")
    read = {name: figures(reader, value) or {} for name, (_, value) in entries.items()}
    reader.unit = unit
    return read if isinstance(node, MappingNode) else None


KINDS: dict[str, Callable[[Reader, Node], Any]] = {
    **{kind: choice(options, IN_CHINESE.get(kind)) for kind, options in CHOICES.items()},
    "text": Reader.text,
    "texts": texts,
    "unit": unit,
    "time": time,
    "type": kind_type,
    "types": types,
    "number": number,
    "bound": bound,
    "weight": weight,
    "source": source,
    "reference": Reader.text,
    "baseline": baseline,
    "milestones": by_period(milestone),
    "quotas": figures,
    "observations": observations,
    "judged": judged,
    "remarked": remarked,
    "sources": sources,
    "series": series,
    "measure": measure,
    "cumulative": cumulative,
}
