"""Where things stand in a plan file: from an indicator's values to places, and from a place to its indicator."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from mzprog.core.period import Period, written_period
from mzprog.core.problems import Problem, read_or_none
from mzprog.planfile.keys import CHINESE, is_key
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence

Path = tuple[str | Period, ...]


class Unusual(NamedTuple):
    """A remark: its stable ``code``, the keys that lead to its place, and a Chinese sentence."""

    code: str
    path: Path
    message: str


class Places:
    """The located tree of one plan file, asked by the indicators' names and by place.

    A :data:`Path` is the keys that lead to a value, periods as such; it is followed as far as it goes.
    """

    def __init__(self, root: Node) -> None:
        self._root = root
        self._indexes: dict[int, dict[str | Period, Node]] = {}
        listed = _value(root, "indicators")
        items = listed.items if isinstance(listed, Sequence) else []
        named = [(item, _name(item)) for item in items if isinstance(item, Mapping)]
        self._by_name = {name: item for item, name in named}
        tops = [_at(key) for key, _ in root.items] if isinstance(root, Mapping) else []
        # Where each indicator begins, and where something else does.
        self._owners = sorted([*((_at(item), name or "") for item, name in named), *((top, "") for top in tops)])

    def in_plan(self, path: Path) -> tuple[int, int]:
        """Return line and column of a value of the plan."""
        return _at(self._follow(self._root, path))

    def in_indicator(self, name: str, path: Path) -> tuple[int, int]:
        """Return line and column of a value of the indicator of that name, which the file must have."""
        return _at(self._follow(self._by_name[name], path))

    def indicator_of(self, problem: Problem) -> str | None:
        """Return the name of the indicator in which a problem stands."""
        if problem.line is None or problem.column is None:
            return None
        before = bisect_right(self._owners, (problem.line, problem.column), key=lambda owner: owner[0])
        return (self._owners[before - 1][1] or None) if before else None

    def _follow(self, node: Node, path: Path) -> Node:
        for step in path:
            below = self._index(node).get(step) if isinstance(node, Mapping) else None
            if below is None:
                break
            node = below
        return node

    def _index(self, node: Mapping) -> dict[str | Period, Node]:
        """Return what stands under each key of a mapping, under a period also by its value; made once a mapping."""
        found = self._indexes.get(id(node))
        if found is None:
            found = self._indexes[id(node)] = {}
            for key, value in node.items:
                found.setdefault(key.text, value)
                found.setdefault(CHINESE.get(key.text, key.text), value)
                period = read_or_none(written_period, key.text)
                if period:
                    found.setdefault(period, value)
        return found


def _at(node: Node) -> tuple[int, int]:
    return node.line, node.column


def _name(item: Node) -> str | None:
    node = _value(item, "name")
    return node.text if isinstance(node, Scalar) and node.text else None


def _value(node: Node, name: str) -> Node | None:
    """Return what stands under a key."""
    return (
        next((value for key, value in node.items if is_key(key.text, name)), None)
        if isinstance(node, Mapping)
        else None
    )
