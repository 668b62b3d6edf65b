"""Walking the located tree: one reader that collects every problem, table-driven by ``keys``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from collections.abc import Sequence as Sequence_
from itertools import islice
from typing import Any

from mzprog.core.method import STANDARD, Method
from mzprog.core.period import Period, parse_period
from mzprog.core.plan import STOCK, Kind
from mzprog.core.problems import MAX_KNOWN, Problem, Refusal, nearest, note, quoted
from mzprog.planfile.keys import NEAR, OPEN, Keys, in_chinese
from mzprog.planfile.yaml import Mapping as MappingNode
from mzprog.planfile.yaml import Node, Scalar, Sequence

Kinds = Mapping[str, Callable[["Reader", Node], Any]]

NOTHING = frozenset(["~", "null"])
_WIDE_COLON = "；“：”是全角冒号，键的后面要写半角冒号加空格“: ”"
# A search for the nearest word takes its time; a file full of slips would take hours.
_HINTED = 100  # problems of a file
_EFFORT = 20_000_000  # pairs of characters that may be alike, about a second


class Reader:
    """What a walk over one file knows and finds. A reader function returns None after a problem."""

    def __init__(self, file: str, kinds: Kinds, words: Mapping[str, str] | None = None) -> None:
        self.file = file
        self.words = words or {}
        self.kinds = kinds
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self.unit: str | None = None
        self.sources: Mapping[str, Any] | None = {}
        self.series: Mapping[str, Any] | None = {}
        self.method: Method = STANDARD
        self.types: Sequence_[str] = ()
        self.kind: Kind = STOCK
        self.cumulative = False
        self.chinese = False
        self._effort = _EFFORT

    def problem(self, node: Node, code: str, message: str) -> None:
        """Note what is wrong at ``node``, in the file's own language."""
        note(self.problems, Problem(node.file or self.file, node.line, node.column, code, self.said(message)))

    def remark(self, node: Node, code: str, message: str) -> None:
        """Note what a planner should know of ``node``, which does not hinder."""
        self.remarks.append(Problem(self.file, node.line, node.column, code, self.said(message)))

    def said(self, message: str) -> str:
        """Return a sentence with keys and values named as the file names them."""
        return in_chinese(message, self.words) if self.chinese else message

    def key(self, keys: Keys, name: str) -> str:
        """Return the name of a key in the file's own language."""
        return keys[name].chinese if self.chinese else name

    def hint(self, word: str, known: Iterable[str], otherwise: str = "") -> str:
        """Return which known word is meant, where it looks like a slip; only for problems that are shown."""
        looked_at = list(islice(known, MAX_KNOWN)) if len(self.problems) < _HINTED else []
        self._effort -= len(word) * sum(map(len, looked_at))
        slip = nearest(word, looked_at) if self._effort > 0 else None
        return f"；是不是{quoted(slip)}？" if slip else otherwise

    def text(self, node: Node) -> str | None:
        """Return the text at ``node``; control characters were dropped, which is remarked."""
        if type(node) is not Scalar:
            self.wrong_type(node, "文字")
            return None
        text: str = node.text
        if text and not node.dropped and not (text in NOTHING and node.plain):
            return text  # nearly every text of a plan
        if node.dropped:
            self.remark(node, "control-character", f"已略去{node.dropped}个不可见的控制字符")
            node.dropped = 0
        if not text or (text in NOTHING and node.plain):
            message = "这里没有内容；不需要就删去这个键，缺数写 {missing: 原因}"
            self.problem(node, "empty", message)
            return None
        return text

    def parsed(self, node: Node, parse: Callable[[str], Any]) -> Any:
        """Return ``parse(text)``, or note its :class:`Refusal` at ``node``."""
        text = self.text(node)
        if text is None:
            return None
        try:
            return parse(text)
        except Refusal as refusal:
            self.problem(node, refusal.code, refusal.message)
            return None

    def open_question(self, node: Node, about: str) -> bool:
        """Note a value that is still ``TODO`` (待定), and tell whether it is."""
        if type(node) is not Scalar or node.text not in OPEN:
            return False
        self.problem(node, "todo", f"待定：请写明{about}")
        return True

    def wrong_type(self, node: Node, expected: str) -> None:
        """Note that ``node`` is not of the expected shape (a bare node was refused before)."""
        if self.open_question(node, expected):
            return
        found = {Scalar: "文字", Sequence: "列表", MappingNode: "映射"}.get(type(node))
        if found:
            shown = quoted(node.text) if isinstance(node, Scalar) else f"一个{found}"
            told = _WIDE_COLON if isinstance(node, Scalar) and "：" in node.text and "映射" in expected else ""
            self.problem(node, "wrong-type", f"这里应为{expected}，得到{shown}{told}")

    def items(self, node: Node, what: str) -> list[Node] | None:
        """Return the items of a list, which may not be empty."""
        if not isinstance(node, Sequence):
            self.wrong_type(node, f"列表（{what}，每项以“- ”开头）")
            return None
        if not node.items:
            self.problem(node, "empty", f"列表是空的；至少要有一项{what}")
        return node.items

    def entries(self, node: Node, what: str) -> dict[str, tuple[Scalar, Node]]:
        """Return the keys and values of a mapping by name; a duplicate key is a problem."""
        if type(node) is not MappingNode:
            self.wrong_type(node, f"映射（{what}）")
            return {}
        read: dict[str, tuple[Scalar, Node]] = {}
        for entry in node.items:
            key = entry[0]
            name: str | None = key.text
            if not name or key.dropped or name in NOTHING:  # seldom
                name = self.text(key)
                if name is None:
                    continue
            if name in read:
                self.problem(key, "duplicate-key", f"{quoted(name)}重复，第{read[name][0].line}行已写过")
            else:
                read[name] = entry
        return read

    def periods(self, node: Node, what: str) -> dict[Period, tuple[Scalar, Node]]:
        """Return the keys and values of a mapping whose keys are periods; no period twice."""
        read: dict[Period, tuple[Scalar, Node]] = {}
        for name, entry in self.entries(node, what).items():
            try:
                period = parse_period(name, self.cumulative)
            except Refusal as refusal:
                from mzprog.planfile.meant import of_thousands  # only where something is wrong: start-up time

                told = f"{quoted(name)}里的{_WIDE_COLON[1:]}" if "：" in name else of_thousands(entry)
                self.problem(entry[0], refusal.code, told or refusal.message)
                continue
            if period in read:
                self.problem(entry[0], "duplicate-key", f"{quoted(name)}重复，第{read[period][0].line}行已写过")
            else:
                read[period] = entry
        return read

    def fields(self, node: Node, keys: Keys, what: str) -> Fields:
        """Read a mapping with known keys, in the table's order: unknown and missing ones are problems."""
        found = self.entries(node, what)
        if not found.keys() <= keys.keys():
            found = self._known(found, keys, what)
        values: dict[str, Any] = {}
        kinds = self.kinds
        for name in sorted(found, key=keys.place):
            value = found[name][1]
            if type(value) is Scalar and value.text in OPEN and self.open_question(value, keys[name].about):
                values[name] = None
            else:
                values[name] = kinds[keys.kinds[name]](self, value)
        for name in keys.required:
            if name not in found and type(node) is MappingNode:
                self.problem(node, "missing-key", f"{what}缺少“{self.key(keys, name)}”（{keys[name].about}）")
                values[name] = None
        return Fields(node, found, values)

    def _known(self, found: dict[str, tuple[Scalar, Node]], keys: Keys, what: str) -> dict[str, tuple[Scalar, Node]]:
        """Return the entries by the English names of their keys; what is no key is a problem."""
        known: dict[str, tuple[Scalar, Node]] = {}
        for written, entry in found.items():
            name = written if written in keys else keys.in_chinese.get(written)
            if name is None:
                self._unknown(entry, keys, what)
            elif name in known:
                message = (
                    f"{quoted(written)}与第{known[name][0].line}行的{quoted(known[name][0].text)}是同一个键，只能写一个"
                )
                self.problem(entry[0], "duplicate-key", message)
            else:
                known[name] = entry
        return known

    def _unknown(self, entry: tuple[Scalar, Node], keys: Keys, what: str) -> None:
        from mzprog.planfile.meant import elsewhere, of_thousands  # only where something is wrong: start-up time

        key, name = entry[0], entry[0].text
        if split := of_thousands(entry):
            self.problem(key, "unknown-key", split)
            return
        if NEAR.get(name) in keys:
            near = NEAR[name]
            self.problem(key, "unknown-key", f"没有{quoted(name)}这个键；这里应写 {self.key(keys, near)}")
            return
        words = [self.key(keys, word) for word in keys]
        hint = elsewhere(name, keys) or f"；{what}可用的键：{'、'.join(words)}"
        if name.partition("：")[0] in {*keys, *keys.in_chinese}:
            hint = _WIDE_COLON
        else:
            hint = self.hint(name, [*words, *keys.in_chinese], hint)
        self.problem(key, "unknown-key", f"没有{quoted(name)}这个键{hint}")


class Fields:
    """What was read of one mapping: ``values`` has None where a value was refused or is lacking."""

    __slots__ = ("_found", "node", "values")

    def __init__(self, node: Node, found: dict[str, tuple[Scalar, Node]], values: dict[str, Any]) -> None:
        self.node = node
        self.values = values
        self._found = found

    def __call__(self, name: str) -> Any:
        """Return the value of a key; None where it is absent or was refused."""
        return self.values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def given(self, names: Set[str]) -> dict[str, Any]:
        """Return the values of those keys that are there."""
        return {name: self.values[name] for name in self.values.keys() & names}

    def usable(self, *names: str) -> bool:
        """Tell whether none of the keys was refused and no required one is missing."""
        values = self.values
        return None not in values.values() or all(values.get(name, "") is not None for name in names)

    def written(self, name: str) -> str:
        """Return the text that stands at a key."""
        node: Any = self._found[name][1]
        text: str = node.text
        return text

    def at(self, name: str) -> Node:
        """Return where a key's value stands, or the mapping where it is absent."""
        return self._found[name][1] if name in self._found else self.node
