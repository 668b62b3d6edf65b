"""What the cells of a column say of it where its head leaves that open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mzprog.tables.grid import Row, tidy
from mzprog.tables.layout import Column
from mzprog.tables.numbers import is_dash
from mzprog.tables.roles import BARE

_OFFICE = re.compile("..(局|委|办|部|厅|院|中心|公司|集团|政府|街道|管委会|区|县|镇|乡)$")
_YEAR = re.compile(r"[12][0-9]{3}(?:-[0-9]{2}|[HQ][1-4])?年?")
_OF_YEARS = {"baseline_year": "baseline", "target_year": "target"}
_FIGURE = re.compile(r"[-+≥≤<>＞＜=\[〔【(（]?\s*[0-9]")


def holds_names(column: Column, body: Sequence[Row], alike: bool = False) -> bool:
    """Tell whether a column without a head that says so holds the names: words, nearly all different.

    ``alike``: they may repeat, as 城镇 and 农村 do beside the names of their groups.
    """
    if column.role not in {"skip", "category"} or column.head.time or set(column.head.letters) - set("nwyY"):
        return False
    texts = [tidy(column.text(row)) for row in body if column.text(row).strip()]
    words = [text for text in texts if not _FIGURE.match(text)]
    different = alike or 10 * len(set(words)) >= 8 * len(words)
    return bool(words) and 10 * len(words) >= 9 * len(texts) and different


def by_figures(columns: list[Column], body: Sequence[Row]) -> list[Column]:
    """Settle by their cells what heads leave open.

    任务 or 主要目标 over words names them, over figures it is what is asked; 完成情况 over figures is what
    was observed; 单位 over departments is who is responsible; 目标年 over other figures than years is the target.
    """
    columns = _without_investment(columns)
    return [_by_cells(column, _said_in(column, body), columns) for column in columns]


def _said_in(column: Column, body: Sequence[Row]) -> list[str]:
    """Return what the cells of a column say, without those that only mark that there is nothing."""
    texts = [tidy(column.text(row)) for row in body]
    return [text for text in texts if text and not is_dash(text)]


def _without_investment(columns: list[Column]) -> list[Column]:
    """Leave out 计划投资 and 完成投资 beside another target: a row cannot hold both."""
    if not any(column.role == "target" and "j" not in column.head.letters for column in columns):
        return columns
    why = "是投资，旁边另有目标"
    return [c._replace(role="skip", why=why) if "j" in c.head.letters and c.role != "name" else c for c in columns]


def _by_cells(column: Column, texts: Sequence[str], columns: Sequence[Column]) -> Column:
    figures = sum(bool(_FIGURE.match(text)) for text in texts)
    most, few = 2 * figures > len(texts), bool(texts) and 2 * figures < len(texts)
    others = [other for other in columns if other.role == "name" and other is not column]
    if column.role == "target" and few and not others and _may_name(column, columns):
        return column._replace(role="name")
    if column.role == "outcome" and most and not _held(columns, column):
        return column._replace(role="observation")
    if column.role == "name" and most and others:
        return column._replace(role="skip", why="看不出是什么数")
    if column.role == "unit" and 2 * sum(bool(_OFFICE.search(text)) for text in texts) > len(texts):
        return column._replace(role="responsible")
    if column.role in {"baseline", "target"} and len(texts) > 1 and all(_YEAR.fullmatch(text) for text in texts):
        return column._replace(role="skip", why="格里像是年份")
    if column.role in _OF_YEARS and most and not any(_YEAR.fullmatch(text) for text in texts):
        return column._replace(role=_OF_YEARS[column.role])
    return column


def _may_name(column: Column, columns: Sequence[Column]) -> bool:
    """Tell whether 任务, or 主要目标 beside 2030年目标, may name the rows."""
    letters = set(column.head.letters)
    beside = any(other.role in {"target", BARE} and other.period for other in columns)
    return column.period is None and (letters <= set("wy") or (letters <= set("twy") and beside))


def _held(columns: Sequence[Column], column: Column) -> bool:
    return any(other.place == ("observation", column.period) for other in columns)
