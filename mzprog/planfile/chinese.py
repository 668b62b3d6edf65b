"""A plan file's text with Chinese keys in place of the English ones: ``--keys 中文``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mzprog.planfile.keys import (
    ALL_TABLES,
    BASELINE,
    COMPONENT,
    FIGURE,
    INDICATOR,
    METHOD,
    MILESTONE,
    NAMES,
    OBSERVATION,
    PLAN,
    PUBLISHED,
    SOURCE,
    TARGET,
    TODO,
    Keys,
)
from mzprog.planfile.values import IN_CHINESE, WORDS
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node, Scalar, Sequence, read_tree

# What stands under a key: mappings of keys (alone or in a list), or such mappings each under a name of its own.
_OF: Mapping[str, Keys] = {"baseline": BASELINE, "target": TARGET, "indicators": INDICATOR, "method": METHOD}
_EACH: Mapping[str, Keys] = {"sources": SOURCE, "components": COMPONENT, "milestones": MILESTONE, "quotas": FIGURE,
                             "observations": OBSERVATION, "published": PUBLISHED}  # fmt: skip
_WORDED = frozenset(
    name for keys in ALL_TABLES for name, key in keys.items() if key.kind in {*IN_CHINESE, "cumulative"}
)

_COMMENT = re.compile(r"^ *#.*$", re.MULTILINE)
_SHOWN = re.compile(r"(?<![a-z_-])[a-z_]+(?=:(?: |$))", re.MULTILINE)
_REMARK = re.compile(r"(?:^|(?<=  ))#(?! yaml-).*$", re.MULTILINE)
_NAMED = re.compile(r"(?<![\w/$.-])[a-z_]+(?![\w/.-])")
_TWICE = re.compile(r"(\w+)（\1）")

Splice = tuple[tuple[int, int], str]


def in_chinese(text: str) -> str:
    r"""Return the text of a plan file with its keys, and the words among its values, in Chinese.

    >>> print(in_chinese("plan: 某规划\nindicators:\n- {name: 甲, measure: total, target: {about: 5}}"))
    规划: 某规划
    指标:
    - {名称: 甲, 数值性质: 累计量, 目标值: {左右: 5}}
    """
    tree, _ = read_tree(text.encode(), "")
    pieces, done = [], 0
    for (start, end), word in sorted(_keys(tree, PLAN)):
        pieces += [text[done:start], word]
        done = end
    return _COMMENT.sub(_commented, "".join([*pieces, text[done:]]))


def _commented(line: re.Match[str]) -> str:
    """Return a line that is all comment, with the keys it shows (note: …) in Chinese."""
    return _SHOWN.sub(lambda key: NAMES.get(key[0], key[0]), line[0])


def comments_in_chinese(text: str) -> str:
    """Return a text with the keys, and the words among values, that its comments name in Chinese too.

    Not for comments that quote a table: its words stay. Paths and options do, as they have ``/``, ``-`` or ``.``.

    >>> comments_in_chinese("规划: 某  # 用 source 指明；total 是累计；见 docs/plan-file.md")
    '规划: 某  # 用 来源 指明；累计量 是累计；见 docs/plan-file.md'
    """
    return _REMARK.sub(lambda found: _TWICE.sub(r"\1", _NAMED.sub(_in_chinese, found[0])), text)


def _in_chinese(word: re.Match[str]) -> str:
    return WORDS.get(word[0]) or NAMES.get(word[0], word[0])


def _keys(node: Node, known: Keys) -> Iterator[Splice]:
    """Yield the places of the keys of a mapping, or of each in a list, and of all below."""
    for item in node.items if isinstance(node, Sequence) else [node]:
        for key, value in item.items if isinstance(item, MappingNode) else []:
            if key.text not in known:
                continue
            yield key.span, known[key.text].chinese
            yield from _below(key.text, value)


def _below(name: str, value: Node) -> Iterator[Splice]:
    if isinstance(value, Scalar):
        word = WORDS.get(value.text) if name in _WORDED or value.text == TODO else None
        yield from [(value.span, word)] if word else []
    elif name in _OF:
        yield from _keys(value, _OF[name])
    elif name in _EACH and isinstance(value, MappingNode):
        for _, one in value.items:
            if isinstance(one, Scalar):
                yield from _below("", one)
            elif name == "components":
                yield from _keys(one, COMPONENT)
            else:
                yield from _keys(one, _EACH[name])
