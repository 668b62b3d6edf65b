"""Readers of targets (目标值) in all their forms, and of what a document published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from mzprog.core.plan import INDEXED, Published, Target
from mzprog.core.problems import Refusal, quoted
from mzprog.core.quantity import PERCENT_SIGNS, Bound, literal, parse_bound, parse_number
from mzprog.planfile.direction import RELATIVE
from mzprog.planfile.keys import PUBLISHED, TARGET, TARGET_FORMS
from mzprog.planfile.methods import outcome, outlook, verdict
from mzprog.planfile.reader import Fields, Reader
from mzprog.planfile.values import bound
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node, Sequence

# Why a target in words cannot be compared with.
NO_NUMBER = "目标是文字表述，没有数值"
_RELATIONS = {"at_least": "不低于", "above": "高于", "at_most": "不高于", "below": "低于"}
_SIGNS = "≥≧≤≦><＞＜=＝ "
_PLUS, _MINUS = frozenset("+＋"), frozenset("-－−")


def target(reader: Reader, node: Node) -> Target | None:
    """Read a target in any of its forms; a plain number fills both bounds until its direction is known."""
    if isinstance(node, Sequence):
        from mzprog.core.hints import BRACKETS  # only where something is wrong: start-up time

        reader.problem(node, "wrong-type", f"这里应为文字，得到一个列表；{BRACKETS}")
        return None
    if not isinstance(node, MappingNode):
        plain = bound(reader, node)
        if plain is None:
            return None
        refusal = _looks_relative(plain[0], reader)
        if refusal:
            reader.problem(node, RELATIVE, refusal)
            return None
        return figure_target(*plain)
    fields = reader.fields(node, TARGET, "目标值")
    read = fields.values
    forms = [name for name in TARGET_FORMS if name in read]
    if len(forms) != 1:
        words = "、".join(reader.key(TARGET, name) for name in TARGET_FORMS)
        reader.problem(node, "value-or-missing", f"目标值要在 {words} 中写一个，且只写一个")
        return None
    if None in read.values() or not _companions(reader, fields, forms[0]):
        return None
    form, said = forms[0], read.pop(forms[0])
    try:
        return _FORMS[form](reader, said, read)
    except Refusal as refused:
        reader.problem(fields.at(form), refused.code, refused.message)
        return None


def _companions(reader: Reader, fields: Fields, form: str) -> bool:
    """Check that ``within`` and ``plus`` stand beside what they belong to."""
    for name, owners in (("within", ("about",)), ("plus", tuple(_RELATIONS))):
        if name in fields and form not in owners:
            reader.problem(fields.at(name), "value-or-missing", f"{name} 只与 {'、'.join(owners)} 一起写")
            return False
    return True


def _looks_relative(text: str, reader: Reader) -> str | None:
    """Say how to write what looks like a change against the baseline: a bare ``+10``, ``≥+10`` or ``-10%``."""
    if reader.kind in INDEXED:
        return None
    shown = text.strip()
    rises = shown.lstrip(_SIGNS)[:1] in _PLUS
    falls = shown[:1] in _MINUS and _ends_in_percent(shown)
    if rises or (falls and reader.unit not in PERCENT_SIGNS):
        sign = "+" if rises else "%"
        change = f"请写作 {{change: {shown}}}；如确是数值本身，请去掉{sign}"
        return f"{quoted(shown)}看起来是与基期相比的变动，{change}"
    return None


def figure_target(text: str, asked: Bound) -> Target:
    """Return the target that a text in figures asks for; a plain number stands in both bounds."""
    return Target(text, asked.low, asked.high, strict=asked.operator in {"<", ">"}, ranged=asked.operator == "-")


def _value(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
    return figure_target(*said)._replace(**rest)


def _growth(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
    text, asked = said
    return figure_target(f"年均增长{_with_percent(text)}", asked)._replace(base="growth", **rest)


def _with_percent(text: str) -> str:
    return text if _ends_in_percent(text) else f"{text}%"


def _ends_in_percent(text: str) -> bool:
    return text.rstrip()[-1:] in PERCENT_SIGNS


def _change(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
    text, asked = said
    percent = _ends_in_percent(text)
    if percent and reader.unit in PERCENT_SIGNS:
        ends = dict.fromkeys(end for end in (asked.low, asked.high) if end is not None)
        times = "-".join(literal(1 + end / 100) for end in ends)
        sign = {"<": "＜", ">": "＞", "-": ""}.get(asked.operator, asked.operator)  # as it can stand in braces
        plain = sign + text.strip()[:-1].strip().lstrip(_SIGNS)
        ways = f"加减百分点请写 {{change: {plain}}}，按百分之几请写 {{times: {sign}{times}}}"
        message = f"单位是%，{quoted(text)}不知是百分点还是百分之几：{ways}"
        raise Refusal(RELATIVE, message)
    found = figure_target(_change_text(text, asked, percent, reader.unit), asked)
    return found._replace(base="percent" if percent else "change", **rest)


def _change_text(text: str, asked: Bound, percent: bool, unit: str | None) -> str:
    if asked.operator:
        return f"比基期变动{text}"
    number = asked.low or Decimal(0)
    size = literal(abs(number)) + ("%" if percent else "个百分点" if unit in PERCENT_SIGNS else unit or "")
    return f"比基期{'增加' if number > 0 else '减少' if number < 0 else '变动'}{size}"


def _times(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
    text, asked = said
    for number in (asked.low, asked.high):
        if number is not None and number <= 0:
            raise Refusal(RELATIVE, f"倍数应大于0，得到{quoted(text)}")
    return figure_target(f"基期的{text.removesuffix('倍')}倍", asked)._replace(base="times", **rest)


def _about(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
    within: tuple[Decimal, bool] | None = rest.pop("within", None)
    text = f"{literal(said)}左右"
    if within is None:
        return Target(text, said, said, about=True, **rest)
    size, percent = within
    shown = f"{literal(size)}{'%' if percent else ''}"
    return Target(f"{text}（±{shown}）", said, said, about=True, within=size, within_percent=percent, **rest)


def _relation(form: str) -> Callable[[Reader, Any, dict[str, Any]], Target]:
    def read(reader: Reader, said: Any, rest: dict[str, Any]) -> Target:
        plus: Decimal | None = rest.get("plus")
        more = "" if plus is None else f"{'加' if plus >= 0 else '减'}{literal(abs(plus))}"
        return Target(
            f"{_RELATIONS[form]}{said}{more}", strict=form in {"above", "below"}, reference=said,
            relation=form, **rest,  # type: ignore[arg-type]
        )  # fmt: skip

    return read


_FORMS: dict[str, Callable[[Reader, Any, dict[str, Any]], Target]] = {
    "value": _value,
    "growth": _growth,
    "change": _change,
    "times": _times,
    "about": _about,
    **{form: _relation(form) for form in _RELATIONS},
    "text": lambda reader, said, rest: Target(said, missing=NO_NUMBER, **rest),
    "missing": lambda reader, said, rest: Target(said, missing=f"目标值{said}", **rest),
}


def _in_percent(reader: Reader, node: Node) -> tuple[str, Bound] | None:
    """Read what is asked in percent: a number or a bound, with or without %."""
    return cast("tuple[str, Bound] | None", reader.parsed(node, lambda text: (text, parse_bound(text, "%"))))


def _changed(reader: Reader, node: Node) -> tuple[str, Bound] | None:
    """Read a change against the baseline, in the indicator's unit or in percent."""

    def parse(text: str) -> tuple[str, Bound]:
        return text, parse_bound(text, "%" if _ends_in_percent(text) else reader.unit)

    return cast("tuple[str, Bound] | None", reader.parsed(node, parse))


def _tolerance(reader: Reader, node: Node) -> tuple[Decimal, bool] | None:
    """Read how far off still counts as met: so much, or so many percent."""

    def parse(text: str) -> tuple[Decimal, bool]:
        percent = _ends_in_percent(text)
        size = parse_number(text, "%" if percent else reader.unit)
        if size < 0:
            raise Refusal("not-a-number", f"容差不能小于0，得到{quoted(text)}")
        return size, percent

    return cast("tuple[Decimal, bool] | None", reader.parsed(node, parse))


def published(reader: Reader, node: Node) -> dict[Any, Published] | None:
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
        word = fields.values.get(name)
        if word and fields.written(name) != word:
            printed[name] = fields.written(name)
    return printed


KINDS: dict[str, Callable[[Reader, Node], Any]] = {
    "target": target,
    "rate": _in_percent,
    "change": _changed,
    "times": lambda reader, node: reader.parsed(node, lambda text: (text, parse_bound(text, "倍"))),
    "within": _tolerance,
    "published": published,
    "verdict": verdict,
    "outlook": outlook,
    "outcome": outcome,
}
