"""What a user assumes (假设): ``指标=45``, ``指标=+10%``, ``指标.target=≥60`` → what is meant, and its new value."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import NamedTuple

from mzprog.core.plan import Plan, Target
from mzprog.core.problems import Refusal, nearest, quoted
from mzprog.core.quantity import decimals, literal, parse_number, trimmed
from mzprog.planfile.edit import Place
from mzprog.questions.naming import Named, find

PLACES: dict[str, Place] = {"target": "target", "baseline": "baseline", "rule": "rule"}
EXACT = Context(prec=400)  # wide enough for sums and products of two figures of fifty digits and exponents of ±100
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
    name, dot, place = text.translate(_NARROW).rpartition(".")
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
    if len(bounds) != 1:
        raise Refusal("nothing-to-change", f"目标{old.text}不是一个数，不能加减；请直接写新的目标")
    value = changed(bounds.pop(), new, unit, "")
    sign = re.match(r"[^\w.+-]*", old.text)
    return (sign[0].strip() if sign else "") + literal(value)
