"""检查: every problem of a plan file, and what in a usable one deserves a second look, each in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mzprog.core.assessment import rows_compared
from mzprog.core.method import STANDARD
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Problem, quoted
from mzprog.core.quantity import PERCENT_SIGNS
from mzprog.planfile.keys import in_chinese, is_key, names
from mzprog.planfile.load import in_chinese_keys, plan_of
from mzprog.planfile.places import Places
from mzprog.planfile.unusual import in_indicator, in_plan
from mzprog.planfile.values import WORDS
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence, decode, read_tree

# A comment that is meant as one stands apart: two spaces, `#`, a space.
_COMMENT = re.compile(r"([ \t]+)(#[^\r\n]*)")
_CLEAR = re.compile(r"(?: {2,}| *\t[ \t]*)#+(?:[ \t]|$)")

_TEXTS = names("text") | names("unit")
_KEY_IN_TEXT = re.compile(rf"(?:^|\s)({'|'.join(sorted(word for word in names() if word.isascii()))})：")


def typos(root: Node, text: str, file: str) -> list[Problem]:
    """Return what looks like a slip in a file: its tree and its whole ``text``, as read, are needed."""
    return sorted(_typos(root, text, file))


def _typos(root: Node, text: str, file: str) -> Iterator[Problem]:
    yield from _percent_or_share(root, file)
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Sequence):
            pending += node.items
        elif isinstance(node, Mapping):
            for key, value in node.items:
                if "：" in key.text and key.plain:
                    yield _problem(file, key, "wide-colon", _wide_colon(f"键{quoted(key.text)}"))
                if isinstance(value, Scalar) and value.plain:
                    yield from _in_value(key, value, text, file)
                pending.append(value)


def _in_value(key: Scalar, value: Scalar, text: str, file: str) -> Iterator[Problem]:
    found = _COMMENT.match(text, value.span[1])
    if found and key.text in _TEXTS and not _CLEAR.match(found[0]):
        message = (
            f"{quoted(value.text) + '后面的' if value.text else ''}{quoted(found[2])}被当作注释，没有读入；"
            "如是正文，请给整段文字加引号；如是注释，请在 # 前留两个空格、后留一个空格"
        )
        yield _problem(file, value, "cut-text", message)
    if is_key(key.text, "unit") and value.text[:1] in {"“", "”", "‘", "’", "＂"}:
        yield _problem(file, value, "wide-quotes", f"{value.text}两边是全角引号，被当作单位的文字；请改用半角引号")
    slipped = _KEY_IN_TEXT.search(value.text)
    if slipped:
        yield _problem(file, value, "wide-colon", _wide_colon(quoted(slipped[1] + "：")))


_FIGURES = ("baseline", "target", "milestones", "quotas", "observations")


def _percent_or_share(root: Node, file: str) -> Iterator[Problem]:
    """Yield rows in percent that have a figure with % beside figures below 1 without it: 0.5, 90%, 0.7."""
    for item in _indicators(root):
        units = [value.text for key, value in item.items if is_key(key.text, "unit") and isinstance(value, Scalar)]
        if not units or units[0] not in PERCENT_SIGNS:
            continue
        stated = [value for key, value in item.items if any(is_key(key.text, name) for name in _FIGURES)]
        figures = [scalar for value in stated for scalar in _scalars(value)]
        marked = [scalar for scalar in figures if scalar.text.endswith(PERCENT_SIGNS)]
        shares = [scalar for scalar in figures if _SHARE.fullmatch(scalar.text)]
        if marked and shares:
            one, other = quoted(marked[0].text), quoted(shares[0].text)
            message = f"单位是%，{one}带百分号，{other}小于1又不带，可能是没有乘100的小数；请统一"
            yield _problem(file, shares[0], "percent-or-share", message)


_SHARE = re.compile(r"0?\.[0-9]*[1-9][0-9]*")


def _indicators(root: Node) -> Iterator[Mapping]:
    for key, listed in root.items if isinstance(root, Mapping) else []:
        if is_key(key.text, "indicators") and isinstance(listed, Sequence):
            yield from (item for item in listed.items if isinstance(item, Mapping))


def _scalars(node: Node) -> Iterator[Scalar]:
    """Yield the texts of a value, deep in its mappings too."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items:
            if not is_key(key.text, "source"):
                yield from _scalars(value)


def _wide_colon(what: str) -> str:
    return f"{what}用了全角冒号，没有当作键和值分开；键的后面请写半角冒号加空格“: ”，如确是正文请加引号"


def _problem(file: str, node: Node, code: str, message: str) -> Problem:
    return Problem(file, node.line, node.column, code, message)


class Checked(NamedTuple):
    """One file: its plan, or the problems that hinder it, and the remarks; both in file order."""

    file: str
    plan: Plan | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()


def check(data: bytes, file: str) -> Checked:
    """Check the bytes of a plan file; ``file`` names it.

    >>> checked = check('''
    ... plan: 示例
    ... baseline_year: 2015
    ... target_year: 2020
    ... sources: {book: {title: 年鉴}}
    ... source: book
    ... indicators: [{name: 覆盖率, unit: "%", baseline: 50, target: 90, observations: {2018: 105}}]
    ... '''.encode(), "示例.yaml")
    >>> [(found.line, found.indicator, found.code) for found in checked.remarks]
    [(7, '覆盖率', 'above-100')]
    """
    try:
        root, faults = read_tree(data, file)
    except PlanError as error:
        return Checked(file, None, error.problems)
    places = Places(root)
    found = typos(root, decode(data, file), file)
    try:
        plan = plan_of(root, file, faults, in_chinese_keys(root), STANDARD)
    except PlanError as error:
        return Checked(file, None, _placed(places, error.problems), _placed(places, found))
    unusual = [*_placed(places, [*found, *plan.remarks]), *_unusual(plan, places)]
    if in_chinese_keys(root):
        unusual = [one._replace(message=in_chinese(one.message, WORDS)) for one in unusual]
    return Checked(file, plan, (), _in_order(unusual))


def _placed(places: Places, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(p._replace(indicator=places.indicator_of(p)) for p in problems)


def _unusual(plan: Plan, places: Places) -> Iterator[Problem]:
    for code, path, message in in_plan(plan):
        yield Problem(plan.file, *places.in_plan(path), code, message)
    known = rows_compared(plan)
    for item in plan.indicators:
        for code, path, message in in_indicator(plan, item, known):
            yield Problem(plan.file, *places.in_indicator(item.name, path), code, message, item.name)


def _in_order(findings: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(findings, key=lambda found: (found.line or 0, found.column or 0)))
