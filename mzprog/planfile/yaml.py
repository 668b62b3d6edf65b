"""Plan file bytes → tree of located text. The only import of yaml.

It reads libyaml's events and builds the tree with a stack of its own, so that nesting cannot
exhaust the stack, every text keeps its place, and nothing is turned into a number, date or
boolean on the way (YAML would read ``no`` as false and ``012`` as ten).
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Any, Literal, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mzprog.core.problems import OBEYED, PlanError, Problem, note, quoted

# libyaml refuses raw control characters without saying where; this stand-in keeps their columns.
STAND_IN = "\ue000"


class Node:
    """A piece of the file; a bare one stands where something was refused."""

    __slots__ = ("_event",)

    def __init__(self, event: Any) -> None:
        self._event = event

    @property
    def file(self) -> str | None:
        """The file it stands in, where that is not the one that is read: nodes of a table say it."""
        return getattr(self._event, "file", None)

    def put(self, event: Any) -> None:
        """Say that it stands elsewhere."""
        self._event = event

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return int(self._event.start_mark.line) + 1

    @property
    def column(self) -> int:
        """The column it starts in, from 1, counted in characters."""
        return int(self._event.start_mark.column) + 1

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the decoded file, in characters."""
        return int(self._event.start_mark.index), int(self._event.end_mark.index)


class Scalar(Node):
    """Text as written, and how many control characters were ``dropped`` from it."""

    __slots__ = ("dropped", "text")

    def __init__(self, event: Any) -> None:
        self._event = event
        self.dropped = 0
        text = event.value
        self.text = text.strip()
        if not text.isprintable():
            self._tidy(text)

    @property
    def plain(self) -> bool:
        """Whether it stands without quotes."""
        return bool(self._event.implicit[0])

    def _tidy(self, text: str) -> None:
        """Join lines with one space; drop what a terminal would obey instead of show."""
        from unicodedata import category

        kept = [c for c in text if c.isspace() or not (category(c) in OBEYED or c == STAND_IN)]
        self.dropped = len(text) - len(kept)
        self.text = " ".join("".join(kept).split())


class Collection(Node):
    """A node with others in it, which ends with an event of its own."""

    __slots__ = ("_last",)

    def close(self, event: Any) -> None:
        """Take the event that ends it."""
        self._last = event

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the decoded file, in characters; a block ends where the next thing begins."""
        return int(self._event.start_mark.index), int(self._last.end_mark.index)


class Mapping(Collection):
    """Keys and values in file order; duplicates are still in it."""

    __slots__ = ("items",)

    def __init__(self, event: Any) -> None:
        self._event = event
        self.items: list[tuple[Scalar, Node]] = []


class Sequence(Collection):
    """Items in file order."""

    __slots__ = ("items",)

    def __init__(self, event: Any) -> None:
        self._event = event
        self.items: list[Node] = []


MAX_BYTES = 5_000_000
MAX_DEPTH = 32
FROM_TABLE = "指标表请先用 mzprog import 表.xlsx -o 规划.yaml 读成规划文件"
_LEAST = " plan、baseline_year、target_year 和 indicators"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_NO_CHARACTERS = "\ufffe", "\uffff"  # apart: in the pattern they take ten times its time to compile


def read_tree(data: bytes, file: str, least: str = _LEAST) -> tuple[Node, list[Problem]]:
    """Return the first document of ``data`` and the problems of its YAML; ``file`` names it in them.

    An alias, a tag, a list as key or a second document is a problem that lets the rest be read (a
    bare :class:`Node` stands where something was refused). Bytes that are not UTF-8, a file over 5 MB, YAML
    that cannot be read, nesting over 32 levels and an empty file (which should hold at ``least`` something)
    raise :class:`PlanError`.
    """
    text = _CONTROL.sub(STAND_IN, decode(data, file))
    for character in _NO_CHARACTERS:
        text = text.replace(character, STAND_IN)
    builder = _Builder(file)
    try:
        builder.run(CParser(text))
    except yaml.YAMLError as error:
        from mzprog.planfile.advice import explain_syntax, looks_foreign

        line, column, message = explain_syntax(error, text)
        if least == _LEAST and looks_foreign(text):
            message += "；没有一行以 plan: 或 indicators: 开头，这不像规划文件"
        raise PlanError([*builder.problems, Problem(file, line, column, "yaml-syntax", message)]) from None
    if not builder.roots or (isinstance(builder.roots[0], Scalar) and not builder.roots[0].text):
        raise PlanError([*builder.problems, Problem(file, 1, 1, "empty-file", f"文件是空的；请至少写出{least}")])
    return builder.roots[0], builder.problems


def decode(data: bytes, file: str) -> str:
    """Return the text of a file in UTF-8, with or without a BOM; else raise :class:`PlanError`."""

    def refuse(code: str, message: str) -> NoReturn:
        raise PlanError([Problem(file, 1, 1, code, message)]) from None

    if len(data) > MAX_BYTES:
        refuse("file-too-large", "文件超过5MB，不像规划文件")
    with suppress(UnicodeDecodeError):
        if not data.startswith(_OFFICE):
            return data.removeprefix(b"\xef\xbb\xbf").decode()
    return refuse("not-utf-8", _INSTEAD[other_coding(data)])


_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What a file is that is no UTF-8, and what to do.
_INSTEAD = {
    "office": f"这是 Word 或 Excel 文件，不是规划文件；{FROM_TABLE}",
    "utf-16": "文件是UTF-16编码；请用记事本“另存为”，编码选UTF-8",
    "gbk": "文件是GBK编码；请用记事本“另存为”，编码选UTF-8，或运行 iconv -f GB18030 -t UTF-8 旧文件 > 新文件",
    "": "文件不是UTF-8文本（也不是GBK）；它可能不是规划文件，或已损坏",
}


def other_coding(data: bytes, *, whole: bool = True) -> Literal["office", "utf-16", "gbk", ""]:
    """Return what the bytes of a file are that are no text in UTF-8; not the ``whole`` may end within a character."""
    if data.startswith(_OFFICE):
        return "office"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        getincrementaldecoder("gb18030")().decode(data, whole)
    except UnicodeDecodeError:
        return ""
    return "gbk"


_REFUSED = Scalar(ScalarEvent(None, None, (False, False), ""))


class _Builder:
    """Grows the tree event by event; what the plan file does not allow becomes a problem."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.roots: list[Node] = []
        self.problems: list[Problem] = []
        self._documents = 0

    def run(self, parser: CParser) -> None:
        """Take every event, with a stack of its own for what is still open.

        ``items`` is where the next node goes: beside its key if they are ``paired``.
        """
        items: list[Any] = self.roots
        paired, key = False, None
        stack: list[Any] = []
        get_event = parser.get_event
        while True:
            event: Any = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                node: Any = Scalar(event)
                if event.tag is not None:
                    self._refuse_tag(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                opened, items, paired, key = stack.pop()
                opened.close(event)
                continue
            elif kind is StreamEndEvent:
                return
            else:
                node = self._node(kind, event)
                if node is None:
                    continue
            if not paired:
                items.append(node)
            elif key is None:
                key = node if kind is ScalarEvent else self._refuse_key(event)
            else:
                if key is not _REFUSED:
                    items.append((key, node))
                key = None
            if kind is not ScalarEvent and kind is not AliasEvent:
                stack.append((node, items, paired, key))
                self._bound(stack, event)
                items, paired, key = node.items, kind is MappingStartEvent, None

    def _refuse_key(self, event: Any) -> Node:
        self._refuse("bad-key", "键应为文字，这里不是", event)
        return _REFUSED

    def _node(self, kind: type, event: Any) -> Node | None:
        """Return the node that an event other than a text begins, if it begins one."""
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                self._refuse_tag(event)
            return Mapping(event) if kind is MappingStartEvent else Sequence(event)
        if kind is AliasEvent:
            self._refuse("alias", "不支持YAML别名（*）；请写出内容，文字以 * 开头时加引号", event)
            return Node(event)
        if kind is DocumentStartEvent:
            self._documents += 1
            if self._documents == 2:
                self._refuse("second-document", "一个文件只能有一个规划；删去 --- 或拆成两个文件", event)
        return None

    def _bound(self, stack: list[Any], event: Any) -> None:
        if len(stack) > MAX_DEPTH:
            self._refuse("too-deep", f"嵌套超过{MAX_DEPTH}层，不是规划文件", event)
            raise PlanError(self.problems)

    def _refuse(self, code: str, message: str, event: Any) -> None:
        place = Node(event)
        note(self.problems, Problem(self.file, place.line, place.column, code, message))

    def _refuse_tag(self, event: Any) -> None:
        self._refuse("tag", f"不支持YAML标签{quoted(event.tag)}；请直接写内容", event)
