"""Slips that YAML lets through: a text cut by ``#``, a full-width colon after a key, full-width quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mzprog.core.problems import Problem, quoted
from mzprog.planfile.keys import names
from mzprog.planfile.yaml_tree import Mapping, Node, Scalar, Sequence

# A comment that is meant as one stands apart: two spaces, `#`, a space.
_COMMENT = re.compile(r"([ \t]+)(#[^\r\n]*)")
_CLEAR = re.compile(r"(?: {2,}| *\t[ \t]*)#+(?:[ \t]|$)")

_TEXTS = names("text") | names("unit")
_KEY_IN_TEXT = re.compile(rf"(?:^|\s)({'|'.join(sorted(names()))})：")


def slips(root: Node, text: str, file: str) -> list[Problem]:
    """Return what looks like a slip in a file: its tree and its whole ``text``, as read, are needed."""
    return sorted(_slips(root, text, file))


def _slips(root: Node, text: str, file: str) -> Iterator[Problem]:
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
    if key.text == "unit" and value.text[:1] in {"“", "”", "‘", "’", "＂"}:
        yield _problem(file, value, "wide-quotes", f"{value.text}两边是全角引号，被当作单位的文字；请改用半角引号")
    slipped = _KEY_IN_TEXT.search(value.text)
    if slipped:
        yield _problem(file, value, "wide-colon", _wide_colon(quoted(slipped[1] + "：")))


def _wide_colon(what: str) -> str:
    return f"{what}用了全角冒号，没有当作键和值分开；键的后面请写半角冒号加空格“: ”，如确是正文请加引号"


def _problem(file: str, node: Node, code: str, message: str) -> Problem:
    return Problem(file, node.line, node.column, code, message)
