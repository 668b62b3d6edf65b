"""The map of a table's columns: what is said of it, how a person overrides it, and how it is kept for next year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mzprog.core.period import Period, parse_period
from mzprog.core.problems import Refusal, nearest, quoted
from mzprog.tables.columns import role_words
from mzprog.tables.grid import tidy
from mzprog.tables.layout import Column, Table
from mzprog.tables.numbers import is_dash
from mzprog.tables.roles import BARE, DATED, ROLES, SKIP
from mzprog.tables.times import A_YEAR

Given = Mapping[int, tuple[str, Period | None]]

_MARK = "列："
_KEPT = re.compile(rf"# {_MARK}(?P<head>.*) = (?P<spec>[^=]*)")
# Other names that people may give a role.
_NAMES = {title: role for role, title in ROLES.items()} | {
    "指标名称": "name", "指标": "name", "目标": "target", "基期": "baseline", "实际": "observation",
    "完成程度": "completion",
    "进展率": "rate", "总进度": "overall", "评价": "verdict", "完成情况": "outcome", "预测": "outlook",
    "年均增速": "pace",
    "累计": "pace", "计划": "planned", "公布(完成程度)": "completion", "公布(进展率)": "rate",
    "公布(总进度)": "overall",
    "公布(评价)": "verdict", "公布(完成情况)": "outcome", "公布(预测)": "outlook",
}  # fmt: skip


def lines(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    """Yield the map as it is shown: one line a column."""
    kind = "行" if table.transposed else "列"
    heads = [f"第{number}{kind} {column.label or '（没有表头）'}" for number, column in enumerate(columns, 1)]
    wide = min(40, max((_width(head) for head in heads), default=0))
    for head, column in zip(heads, columns, strict=True):
        yield f"{head}{' ' * max(0, wide - _width(head))}  → {said(table, column)}"


def said(table: Table, column: Column) -> str:
    """Say what a column holds, or why it is not read and how many cells it has."""
    if column.role == BARE:
        return f"待定：{column.why}"
    if column.role != SKIP:
        lacks = "，没有写是哪一期" if column.role in DATED and column.period is None else ""
        return role_words(column) + lacks
    return f"不读：{column.why}（{filled(table, column)}格）"


def filled(table: Table, column: Column) -> int:
    """Return how many cells of a column say something."""
    texts = (tidy(column.text(row)[:200]) for row in table.rows)
    return sum(bool(text) and not is_dash(text) for text in texts)


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def kept(columns: Iterable[Column]) -> list[str]:
    """Return the map as the comments at the head of a plan file, for ``--like``."""
    return [f"{_MARK}{column.label} = {spec(column)}" for column in columns if column.label and column.role != BARE]


def spec(column: Column) -> str:
    """Return what ``--column`` would say of a column.

    >>> spec(Column(0, 1, "observation", "", parse_period("2018")))
    '实际值:2018'
    """
    period = f":{column.period}" if column.period and column.role in DATED else ""
    return f"{ROLES[column.role]}{period}"


def given(table: Table, options: Iterable[str]) -> Given:
    """Read ``--column 7=实际值:2018`` or ``--column 2018年完成=不读``. Raises :class:`Refusal`."""
    found: dict[int, tuple[str, Period | None]] = {}
    for option in options:
        which, mark, what = option.rpartition("=")
        if not mark or not which.strip():
            raise Refusal("bad-column", f"--column 写作 7=实际值:2018 或 表头=不读，得到{quoted(option)}")
        for number in _numbers(table, which.strip()):
            found[number] = _role(what.strip())
    return found


def _numbers(table: Table, which: str) -> list[int]:
    labels = [tidy(column.label) for column in table.columns]
    if which in labels:
        return [number for number, label in enumerate(labels, 1) if label == which]
    kind = "行" if table.transposed else "列"
    digits = which.removeprefix("第").removesuffix(kind)
    if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= len(labels):
        return [int(digits)]
    near = nearest(which, labels)
    meant = f"；是不是{quoted(near)}？" if near else ""
    raise Refusal("bad-column", f"表里没有这一{kind}：{quoted(which)}，共{len(labels)}{kind}{meant}")


def _role(what: str) -> tuple[str, Period | None]:
    name, mark, time = what.replace("：", ":").partition(":")
    role = _NAMES.get(name.strip())
    if role is None:
        near = nearest(name.strip(), [*_NAMES])
        meant = f"；是不是“{near}”？" if near else ""
        raise Refusal("bad-column", f"不认识{quoted(name)}；可以写{'、'.join(ROLES.values())}{meant}")
    if not mark or not time.strip():
        return role, None
    if role not in DATED and role not in {"baseline", "target"}:
        raise Refusal("bad-column", f"“{ROLES[role]}”不分期，不要写{quoted(time)}")
    return role, parse_period(time.strip())


def like(table: Table, text: str) -> Given:
    """Return what the map kept in a plan file says of a table of the same form, whatever its years.

    A head that is the same but for its years holds the same, of its own year.
    """
    known: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        found = _KEPT.fullmatch(line.strip())
        if found:
            known[A_YEAR.sub("年", found["head"])] = found["head"], found["spec"]
    taken: dict[int, tuple[str, Period | None]] = {}
    for number, column in enumerate(table.columns, 1):
        head, what = known.get(A_YEAR.sub("年", column.label), ("", ""))
        if not what:
            continue
        role, period = _role(what)
        same = head == column.label and column.period is None
        taken[number] = role, period if same else column.period
    if not taken:
        raise Refusal("no-map", "这个规划文件开头没有列的对应，或与这张表的表头都不同")
    return taken
