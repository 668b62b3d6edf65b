"""What the rows of a table say besides their figures: names, categories, texts; and a row that fits no columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mzprog.core.method import STANDARD
from mzprog.core.plan import TYPES
from mzprog.core.problems import quoted
from mzprog.planfile.keys import TODO
from mzprog.planfile.write import Map, one_line
from mzprog.tables import numbers
from mzprog.tables.brackets import Brackets
from mzprog.tables.facts import Facts
from mzprog.tables.grid import Row, tidy
from mzprog.tables.items import Item
from mzprog.tables.layout import Column
from mzprog.tables.names import Name, read_name
from mzprog.tables.printed import OUTCOMES


class RowReader:
    """Reads the rows of one table, whose columns are settled; ``ours`` where mzprog wrote it."""

    def __init__(self, columns: Sequence[Column], facts: Facts, brackets: Brackets) -> None:
        self.columns = columns
        self.facts = facts
        self.ours = facts.ours
        self.brackets = brackets
        self.text_of = one_line if self.ours else tidy
        self._single = {column.role: column for column in reversed(columns)}

    def text(self, row: Row, role: str) -> str:
        """Return what a row says of something that one column at most holds."""
        column = self._single.get(role)
        return self.text_of(column.text(row)) if column else ""

    def texts(self, row: Row, role: str) -> list[str]:
        """Return what a row says in each column of a role."""
        found = (self.text_of(column.text(row)) for column in self.columns if column.role == role)
        return [text for text in found if text]

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

    def broken(self, row: Row, category: str, fault: str) -> Item:
        """Return an indicator for a row whose cells cannot be told apart; all of them are in its comment."""
        name = self.name(row).name
        words = {*TYPES, *OUTCOMES, *STANDARD.labels}
        name = TODO if numbers.looks_like_figure(name) or name in words else name
        remark = f"{fault}，对不上列，没有按位置读；这一行有：{'、'.join(quoted(tidy(text)) for text in row.texts)}"
        draft = Map()
        draft.comments.append(remark)
        draft.put("name", name)
        draft.put("category", category)
        draft.put("type", next((tidy(text) for text in row.texts if tidy(text) in TYPES), None))
        draft.put("target", TODO, "请对照原表补上这一行")
        return Item(draft, name, remarks=(remark,))


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
