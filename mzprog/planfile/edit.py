"""Changing single values in the text of a plan file; every other byte stays as the planner wrote it.

The places come from the located tree. What was written is read again and held against what was
asked, so that a file comes out changed as asked or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from mzprog.core.period import Period, written_period
from mzprog.core.problems import PlanError, Problem, quoted, read_or_none
from mzprog.planfile.keys import CHINESE, INDICATOR, NAMES, PLAN, TARGET_FORMS, is_key
from mzprog.planfile.load import in_chinese_keys
from mzprog.planfile.write import scalar
from mzprog.planfile.yaml import Mapping, Node, Scalar, decode, read_tree
from mzprog.planfile.yaml import Sequence as Items

Place = Literal["observations", "target", "baseline", "rule", "direction", "causes", "actions"]
Form = Literal["value", "missing", "judged"]
Path = tuple[str | int, ...]

# The keys of which a figure or a target in braces has one.
_FORMS = frozenset(["value", "missing", "judged", *TARGET_FORMS])
_BOM = "\ufeff"
_LINE_END = re.compile("[\r\n]")


class Edit(NamedTuple):
    """A value to write: ``text`` at one ``place`` of an indicator (its full name) or of its ``component``.

    ``period`` is that of an observation. ``form`` writes a reason (``missing``) or a judgement (``judged``) in
    place of a figure. ``source`` and ``note`` are written beside it, in place of those that are there.
    """

    indicator: str
    component: str | None
    place: Place
    period: Period | None
    text: str
    form: Form = "value"
    source: str | None = None
    note: str | None = None

    @property
    def beside(self) -> dict[str, str]:
        """What stands beside the value, by its key."""
        return {key: said for key, said in (("source", self.source), ("note", self.note)) if said is not None}


class _Splice(NamedTuple):
    """A replacement of the characters from ``start`` to ``end``, and what the tree then has and lacks."""

    start: int
    end: int
    text: str
    sets: tuple[tuple[Path, str], ...]
    drops: Path | None = None


def edit(data: bytes, file: str, changes: Sequence[Edit]) -> str:
    r"""Return the text of the plan file ``data`` with ``changes`` made and all else kept byte for byte.

    A value that is there is replaced, also inside ``{value: …}``, whose source and note stay; one that
    is not there is added, observations in time order. A file that cannot be read, and a place that
    is not written as plan files are, raise :class:`PlanError`; ``file`` names it in the problems.

    >>> text = "indicators:  # 一项\n- name: 床位\n  target: 50  # 张\n"
    >>> print(edit(text.encode(), "a.yaml", [Edit("床位", None, "target", None, ">=60")]), end="")
    indicators:  # 一项
    - name: 床位
      target: ">=60"  # 张
    """
    text = decode(data, file)
    pending = list(changes)
    while pending:
        tree = _tree(text, file)
        named, chinese = _indicators(tree), in_chinese_keys(tree)
        splices: dict[int, _Splice] = {}
        waiting = []
        for change in pending:
            if change.indicator not in named:
                message = f"文件里没有{quoted(change.indicator)}这个指标"
                raise PlanError([Problem(file, 1, 1, "cannot-edit", message)])
            splice = _Editor(text, file, change, chinese).splice(*named[change.indicator])
            if splice.start in splices:  # two additions to one mapping: the second looks at the first
                waiting.append(change)
            else:
                splices[splice.start] = splice
        text = _spliced(text, file, tree, sorted(splices.values()))
        pending = waiting
    for change in changes:
        for key, said in change.beside.items():
            text = _beside(text, file, change, key, said)
    return _BOM + text if data.startswith(_BOM.encode()) else text


def add_source(data: bytes, file: str, key: str, title: str) -> str:
    r"""Return the text of the plan file ``data`` with one more source; one of that ``key`` stays as it is.

    >>> print(add_source(b"plan: a\nindicators: []\n", "a.yaml", "2019", "2019.csv"), end="")
    plan: a
    sources: {2019: {title: 2019.csv}}
    indicators: []
    """
    text = decode(data, file)
    tree = _tree(text, file)
    writer = _Writer(text, file, title, in_chinese_keys(tree))
    steps = ["sources", key, writer.named("title")]
    path: Path = ()
    node = tree
    for written, below in _under(tree, "sources"):
        path, node, steps = (written,), below, steps[1:]
    known = isinstance(node, Mapping) and any(name.text == key for name, _ in node.items)
    if isinstance(node, Mapping) and not (path and known):
        text = _spliced(text, file, tree, [writer.added(node, path, steps, list(PLAN))])
    return _BOM + text if data.startswith(_BOM.encode()) else text


def _beside(text: str, file: str, change: Edit, key: str, said: str) -> str:
    """Return the text with the source or the note of a figure that stands in braces."""
    tree = _tree(text, file)
    plain = change._replace(text=said, form="value", source=None, note=None)
    splice = _Editor(text, file, plain, in_chinese_keys(tree)).explained(*_indicators(tree)[change.indicator], key)
    return text if splice is None else _spliced(text, file, tree, [splice])


def _tree(text: str, file: str) -> Node:
    tree, problems = read_tree(text.encode(), file)
    if problems:
        raise PlanError(problems)
    return tree


def _spliced(text: str, file: str, tree: Node, splices: list[_Splice]) -> str:
    """Return the text with the splices made, read again to see that it says what was asked and no more."""
    expected = dict(_flat(tree))
    pieces, done = [], 0
    for splice in splices:
        pieces += [text[done : splice.start], splice.text]
        done = splice.end
        expected.pop(splice.drops or (), None)
        expected.update(splice.sets)
    changed = "".join([*pieces, text[done:]])
    try:
        found = dict(_flat(_tree(changed, file)))
    except PlanError:
        found = {}
    if found != expected:
        message = "这里的写法不能自动修改；请用编辑器改，或把这一项写成常见的样子"
        line = text.count("\n", 0, splices[0].start) + 1
        raise PlanError([Problem(file, line, 1, "cannot-edit", message)])
    return changed


def _flat(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text of the tree with its place."""
    if isinstance(node, Scalar):
        yield path, node.text
    elif isinstance(node, Mapping):
        for key, value in node.items:
            yield from _flat(value, (*path, key.text))
    elif isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield from _flat(item, (*path, number))


class _Writer:
    """Writes one value, ``said`` in one ``form`` and with what stands ``beside`` it, into one reading of the file."""

    def __init__(
        self, text: str, file: str, said: str, chinese: bool, form: Form = "value",
        beside: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.text = text
        self.file = file
        self.said = " ".join(said.split())
        self.chinese = chinese
        self.form = form
        self.inside = () if form == "value" else (self.named(form),)
        self.beside = beside or {}

    def named(self, key: str) -> str:
        """Return the name of a key in the file's own language."""
        return NAMES.get(key, key) if self.chinese else key

    def added(self, owner: Mapping, path: Path, steps: list[str], known: Sequence[str] = tuple(INDICATOR)) -> _Splice:
        """Add a key after the last one that comes before it in the file format (``known``), or in time."""
        value = self.value()
        for step in reversed(steps[1:]):
            value = f"{{{scalar(step)}: {value}}}"
        first = steps[0] if _time(steps[0]) else self.named(steps[0])
        steps = [first, *steps[1:]]
        written = f"{scalar(first)}: {value}"
        sets = self.sets((*path, *steps))
        earlier = [item for item in owner.items if _order(item[0].text, known) < _order(steps[0], known)]
        after = (earlier or owner.items)[-1:]
        if self.text[owner.span[0]] == "{":
            place = after[0][1].span[1] if after else owner.span[0] + 1
            return _Splice(place, place, f", {written}" if after else written, sets)
        newline = "\r\n" if "\r\n" in self.text else "\r" if "\r" in self.text and "\n" not in self.text else "\n"
        place = self.line_end(after[0][1])
        return _Splice(place, place, f"{newline}{' ' * (owner.items[0][0].column - 1)}{written}", sets)

    def line_end(self, node: Node) -> int:
        """Return where the last line of a value ends, after a comment behind it."""
        start, end = _leaf(node, self.text).span
        end = start + len(self.text[start:end].rstrip())
        found = _LINE_END.search(self.text, end)
        return found.start() if found else len(self.text)

    def value(self) -> str:
        written = scalar(self.said)
        if not self.beside:
            return f"{{{self.inside[0]}: {written}}}" if self.inside else written
        more = "".join(f", {self.named(key)}: {scalar(said)}" for key, said in self.beside.items())
        return f"{{{self.named(self.form)}: {written}{more}}}"

    def sets(self, path: Path) -> tuple[tuple[Path, str], ...]:
        """Return what :meth:`value` says at a place."""
        if not self.beside:
            return (((*path, *self.inside), self.said),)
        more = (((*path, self.named(key)), said) for key, said in self.beside.items())
        return (((*path, self.named(self.form)), self.said), *more)


class _Editor(_Writer):
    """Finds where one change goes."""

    def __init__(self, text: str, file: str, change: Edit, chinese: bool) -> None:
        super().__init__(text, file, change.text, chinese, change.form, change.beside)
        self.change = change

    def explained(self, path: Path, node: Node, name: str) -> _Splice | None:
        """Write the source or the note of a figure in braces; None where it is written already."""
        change = self.change
        way = [] if change.component is None else ["components", change.component]
        for step in [*way, change.place, *([str(change.period)] if change.period else [])]:
            items = node.items if isinstance(node, Mapping) else []
            path, node = next(((*path, key.text), value) for key, value in items if _same(key.text, step))
        assert isinstance(node, Mapping)
        found = next((item for item in node.items if is_key(item[0].text, name)), None)
        if found is None:
            return self.added(node, path, [name])
        if isinstance(found[1], Scalar) and found[1].text != self.said:
            return _Splice(*found[1].span, scalar(self.said), (((*path, found[0].text), self.said),))
        return None

    def splice(self, path: Path, node: Node) -> _Splice:
        """Walk down from the indicator to the value; replace it, or add what is not there."""
        change = self.change
        way = [] if change.component is None else ["components", change.component]
        steps = [*way, change.place, *([str(change.period)] if change.period else [])]
        for depth, step in enumerate(steps):
            if not isinstance(node, Mapping):
                raise self.refused(node, f"这里应为映射，才能写入{quoted(step)}")
            found = next((item for item in node.items if _same(item[0].text, step)), None)
            if found is None and depth < len(way):
                raise self.refused(node, f"这个指标没有{quoted(change.component or '')}这个组成部分")
            if found is None:
                return self.added(node, path, steps[depth:])
            path, node = (*path, found[0].text), found[1]
        return self.replaced(node, path)

    def replaced(self, node: Node, path: Path) -> _Splice:
        """Replace a figure: the whole of it, or inside braces the one key that says it."""
        if isinstance(node, Scalar):
            return _Splice(*node.span, self.value(), self.sets(path), path)
        for key, value in node.items if isinstance(node, Mapping) else []:
            if CHINESE.get(key.text, key.text) in _FORMS and isinstance(value, Scalar):
                form = self.named(self.form)
                written = f"{form}: {scalar(self.said)}"
                return _Splice(key.span[0], value.span[1], written, (((*path, form), self.said),), (*path, key.text))
        raise self.refused(node, "这里没有可以改的数值")

    def refused(self, node: Node, message: str) -> PlanError:
        return PlanError([Problem(self.file, node.line, node.column, "cannot-edit", message)])


def _leaf(node: Node, text: str) -> Node:
    """Return the last thing of a value that ends where its own text ends."""
    while isinstance(node, Mapping | Items) and node.items and text[node.span[0]] not in "{[":
        last = node.items[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _indicators(tree: Node) -> dict[str, tuple[Path, Node]]:
    """Return the indicators of the file by name, each with its place."""
    found: dict[str, tuple[Path, Node]] = {}
    for written, listed in _under(tree, "indicators"):
        for number, item in enumerate(listed.items if isinstance(listed, Items) else []):
            for _, name in _under(item, "name"):
                if isinstance(name, Scalar):
                    found.setdefault(name.text, ((written, number), item))
    return found


def _under(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """Yield the key of that name, in whichever language it is written, and what stands under it."""
    for key, value in node.items if isinstance(node, Mapping) else []:
        if is_key(key.text, name):
            yield key.text, value


def _same(written: str, step: str) -> bool:
    return is_key(written, step) or (_time(step) is not None and _time(written) == _time(step))


def _order(key: str, known: Sequence[str] = tuple(INDICATOR)) -> int:
    """Return where a key stands among those of its mapping: by time, or as in the file format."""
    period = _time(key)
    if period:
        return period.end
    name = CHINESE.get(key, key)
    return known.index(name) if name in known else len(known)


def _time(text: str) -> Period | None:
    return read_or_none(written_period, text)
