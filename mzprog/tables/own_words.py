"""A user's own words for heads: ``--words`` files (YAML), like ``目标值: [承诺值, 兑现值]``."""

from __future__ import annotations

from mzprog.core.problems import PlanError, Problem, nearest, quoted
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence, read_tree
from mzprog.tables.head_words import MEASURES, TEXTS
from mzprog.tables.words import Lexicon, lexicon

IGNORED = "不计"  # words that change nothing
_LETTERS = {meaning.title: meaning.letter for meaning in (*TEXTS, *MEASURES)} | {IGNORED: ""}


def read_words(data: bytes, file: str) -> Lexicon:
    """Return the words of ``head_words`` with a user's added. Raises :class:`PlanError`."""
    tree, problems = read_tree(data, file)
    if problems:
        raise PlanError(problems)
    if not isinstance(tree, Mapping):
        raise _wrong(file, tree, "应为几行“目标值: [自己的词, …]”")
    added = []
    for key, value in tree.items:
        if key.text not in _LETTERS:
            near = nearest(key.text, _LETTERS)
            meant = f"；是不是“{near}”？" if near else ""
            raise _wrong(file, key, f"不认识{quoted(key.text)}；可以写{'、'.join(_LETTERS)}{meant}")
        added += [(word, _LETTERS[key.text]) for word in _texts(value, file)]
    return lexicon(added)


def _texts(value: Node, file: str) -> list[str]:
    items = value.items if isinstance(value, Sequence) else [value]
    texts = [item.text for item in items if isinstance(item, Scalar) and item.text]
    if len(texts) < len(items) or not texts:
        raise _wrong(file, value, "应为一个词，或 [词, 词]")
    return texts


def _wrong(file: str, node: Node, message: str) -> PlanError:
    return PlanError([Problem(file, node.line, node.column, "bad-words", message)])
