"""The columns of a workbook's table, and where the cells are that its formulas name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from mzprog.workbook.sheets import (
    FIGURE,
    INPUT,
    NAME,
    RATE,
    STEP,
    TEXT,
    VERDICT,
    Content,
    Entry,
    Formula,
    address,
    column_of,
)

_STEPS = (
    ("rule", "规则"),
    ("period", "数据所属期"),
    ("elapsed", "已过年数"),
    ("span", "全程年数"),
    ("compared", "比较值"),
    ("low", "下限"),
    ("high", "上限"),
    ("applied", "采用算法"),
    ("met", "达到目标"),
    ("severity", "级次"),
    ("multiple", "提速倍数"),
    ("reason", "原因"),
)
_PATH_AT = 7  # where the steps along a path with milestones stand among the others
_PATH = (
    ("passed", "已过中期目标"),
    ("x0", "前点年数"),
    ("v0", "前点值"),
    ("x1", "后点年数"),
    ("v1", "后点值"),
    ("bound", "达标界"),
)


class KeyedColumn(NamedTuple):
    """A column of the table: the ``key`` that formulas call it by, its heads, how it looks, its width."""

    key: str
    title: str
    over: str = ""
    style: str = TEXT
    width: int = 10


class Places(NamedTuple):
    """Where the cells of a table are: its columns, and the addresses on other sheets that its rows share."""

    columns: tuple[KeyedColumn, ...]
    shared: Mapping[str, str]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a column."""
        return tuple(
            int(column.key[1:]) for column in self.columns if column.key[1:].isdigit() and column.key[0] == "y"
        )

    def at(self, key: str) -> int:
        """Return the number of a column."""
        return next(n for n, column in enumerate(self.columns) if column.key == key)

    def names(self, row: int) -> dict[str, str]:
        """Return the addresses of a row's cells by the words that formulas use."""
        own = {column.key: address(row, n) for n, column in enumerate(self.columns)}
        return {
            **self.shared,
            **own,
            "a": own["compared"],
            "b": own["baseline"],
            "p": own["planned"],
            "y": own["elapsed"],
        }

    def entries(self, place: int, contents: Mapping[str, Content], forms: Mapping[str, str]) -> tuple[Entry, ...]:
        """Return a row of cells; only figures that the row's formulas read look as if they may be changed."""
        found, read = [], _columns_read(place, contents.values())
        for number, column in enumerate(self.columns):
            content, style = contents.get(column.key), column.style
            if style == INPUT and not (number in read and _changeable(content)):
                style = FIGURE if _changeable(content) else TEXT
            found.append(Entry(content, style, forms.get(column.key, "")))
        return tuple(found)


def _changeable(content: Content) -> bool:
    return isinstance(content, Decimal) or (isinstance(content, Formula) and content.text[0].isdigit())


# A cell of the table itself, or a row of them; those on other sheets have signs before their letters and figures.
_CELLS = re.compile(r"(?<![\w$!'])([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})\d+)?(?![\w(])")


def _columns_read(place: int, contents: Iterable[Content]) -> set[int]:
    """Return which columns of a row its own formulas read."""
    found: set[int] = set()
    for content in contents:
        for first, row, last in _CELLS.findall(content.text) if isinstance(content, Formula) else ():
            if int(row) == place + 1:
                found.update(range(column_of(first), column_of(last or first) + 1))
    return found


class Extras(NamedTuple):
    """Which columns a table has that others have no use for: steps along paths, responsible bodies, running totals."""

    paths: bool
    bodies: bool
    totals: bool


def table_columns(
    heads: Mapping[int, str], years: tuple[int, int], extras: Extras, first: tuple[str, str]
) -> tuple[KeyedColumn, ...]:
    """Return the columns: ``heads`` of the years' figures, ``years`` of baseline and target, ``first`` two heads."""
    steps = (*_STEPS[:_PATH_AT], *(_PATH if extras.paths else ()), *_STEPS[_PATH_AT:])
    return (
        KeyedColumn("category", first[0], width=12),
        KeyedColumn("name", first[1], style=NAME, width=34),
        KeyedColumn("type", "属性", width=8),
        *([KeyedColumn("responsible", "责任单位", width=14)] if extras.bodies else []),
        KeyedColumn("baseline", f"基期（{years[0]}年）", style=INPUT),
        KeyedColumn("target", f"目标（{years[1]}年）", style=INPUT),
        *(KeyedColumn(f"y{year}", head, "进展情况", INPUT, 12) for year, head in heads.items()),
        *([KeyedColumn("so_far", "至今累计（增速为年均）", "进展情况", FIGURE, 12)] if extras.totals else []),
        KeyedColumn("planned", "应达值", "评估", FIGURE, 9),
        KeyedColumn("rate", "进展率（%）", "评估", RATE, 11),
        KeyedColumn("verdict", "评价", "评估", VERDICT, 9),
        KeyedColumn("outcome", "完成情况", "评估"),
        KeyedColumn("outlook", f"{years[1]}年预测", "评估", width=14),
        KeyedColumn("note", "说明", "评估", NAME, 18),
        *(
            KeyedColumn(key, title, "计算步骤", INPUT if key in {"elapsed", "span"} else STEP, 10)
            for key, title in steps
        ),
    )
