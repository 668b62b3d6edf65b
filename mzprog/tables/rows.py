"""What the rows of a table say besides their figures: names, categories, texts; and a row that fits no columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mzprog.core.method import STANDARD
from mzprog.core.plan import TYPES
from mzprog.core.problems import quoted
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import Map, one_line
from mzprog.tables import numbers
from mzprog.tables.brackets import Brackets
from mzprog.tables.facts import Facts
from mzprog.tables.grid import Row, tidy
from mzprog.tables.items import Item, Question
from mzprog.tables.layout import Column
from mzprog.tables.names import Name, read_name
from mzprog.tables.printed import OUTCOMES


class RowReader:
    """Reads the rows of one table, whose columns are settled; ``ours`` where mzprog wrote it."""

    def __init__(self, columns: Sequence[Column], facts: Facts, brackets: Brackets, rows: Sequence[Row] = ()) -> None:
        self.columns = columns
        self.facts = facts
        self.ours = facts.ours
        self.brackets = brackets
        self.text_of = one_line if self.ours else tidy
        self._below = {one.number: two for one, two in pairwise(rows)}
        self._single = {column.role: column for column in reversed(columns)}
        words = [word for row in rows if not facts.ours and (word := self._half(row))]
        self._halves = len({_DONE.search(word) is None for word in words}) > 1

    def text(self, row: Row, role: str) -> str:
        """Return what a row says of something that one column at most holds."""
        column = self._single.get(role)
        return self.text_of(column.text(row)) if column else ""

    def texts(self, row: Row, role: str) -> list[str]:
        """Return what a row says in each column of a role."""
        found = (self.text_of(column.text(row)) for column in self.columns if column.role == role)
        return [text for text in found if text]

    def shared(self, row: Row, column: Column) -> bool:
        """Tell whether a cell is merged with the one above or below it: what it says is of all these rows."""
        below = self._below.get(row.number)
        cells = column.cells(row) + (column.cells(below) if below else [])
        return not self.ours and any(cell.above and cell.text for cell in cells)

    def category(self, row: Row) -> str:
        """Return a row's category."""
        return joined_categories(self.categories(row))

    def categories(self, row: Row) -> list[str | None]:
        """Return what a row says in each column of categories: "" where nothing, None where that is its name.

        (A cell over both columns is the name; what stands to the right of it is no category either.)
        """
        name = self._single["name"]
        columns = [column for column in self.columns if column.role == "category"]
        if self.ours:
            return [self.text(row, "category")] if columns else []
        wide = [any(cell.end > name.start for cell in column.cells(row)) for column in columns]
        texts = ["" if is_part(column.text(row)) else category_name(column.text(row)) for column in columns]
        return [None if over else text for over, text in zip(wide, texts, strict=True)]

    def is_part(self, row: Row) -> bool:
        """Tell whether 其中 stands beside a row's name in a cell of its own."""
        return not self.ours and any(is_part(text) for text in self.texts(row, "category"))

    def name(self, row: Row) -> Name:
        """Return a row's name."""
        if self.ours:
            return Name(self.text(row, "name"))
        name = read_name(self.text(row, "name"), "单位" in self._single["name"].head.brackets)
        return name._replace(sub=True) if self.is_part(row) else name

    def lost(self, row: Row) -> str:
        """Say how many cells a row has less or more than the head; "" where as many."""
        missing = sum(not column.cells(row) for column in self.columns)
        extra = sum(cell.column >= self.columns[-1].end for cell in row.cells if cell.text)
        if missing:
            return f"比表头少{missing}格"
        return f"比表头多{extra}格" if extra else ""

    def half(self, row: Row) -> str:
        """Say that a row has only what was planned, or only what was done, where other rows have the rest."""
        word = self._half(row) if self._halves else ""
        return f"这一行只是{quoted(word)}的数" if word else ""

    def _half(self, row: Row) -> str:
        """Return the word beside or behind a row's name that says 计划 or 实际; "" where none does."""
        texts = [tidy(self.text(row, "name")), *(tidy(text) for text in self.texts(row, "category"))]
        return next((found[1] or found[2] for text in texts if (found := _HALF.fullmatch(text))), "")

    def broken(self, row: Row, category: str, fault: str, whole: bool = False) -> Item:
        """Return an indicator for a row whose cells cannot be told apart; all of them are in its comment.

        ``whole``: the row has all its cells, and the table another one for the same indicator.
        """
        name = self.name(row).name
        words = {*TYPES, *OUTCOMES, *STANDARD.labels}
        name = TODO if numbers.looks_like_figure(name) or name in words else name
        why = "没有读入" if whole else "对不上列，没有按位置读"
        remark = f"{fault}，{why}；这一行有：{'、'.join(quoted(tidy(text)) for text in row.texts)}"
        draft = Map()
        draft.comments.append(remark)
        draft.put("name", name)
        draft.put("category", category)
        draft.put("type", next((tidy(text) for text in row.texts if tidy(text) in TYPES), None))
        draft.put("target", TODO, "请对照原表补上这一行")
        asked = Question(draft, "target", f"{fault}：目标和各期的数要对照原表补上", (), row.number)
        return Item(draft, name, questions=(asked,) if whole else (), remarks=(remark,))


_KINDS = "(?:年度)?(?:计划|目标|任务|规划|实际|完成|实绩|实现)(?:数|值|量|情况)?"
_DONE = re.compile("实|完成(?!目标|计划)")
_HALF = re.compile(f"({_KINDS})|.+[（(·—-]({_KINDS})[）)]?")


def joined_categories(texts: Iterable[str | None]) -> str:
    """Return categories, the highest first, as one; each once."""
    return " / ".join(dict.fromkeys(text for text in texts if text))


def is_part(text: str) -> bool:
    """Tell whether a text only says that what stands beside it is part of what stands above."""
    return tidy(text).rstrip(":：") == "其中"


SECTION = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}(?:[）)]|[、.．](?![一二三四五六七八九十])))\s*"
)


def category_name(text: str) -> str:
    """Return a category's name without its number.

    >>> category_name("一、生活水平"), category_name("（二）产业"), category_name("二、三产业")
    ('生活水平', '产业', '二、三产业')
    """
    return SECTION.sub("", tidy(text), count=1) or tidy(text)
