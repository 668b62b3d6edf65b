"""Every plausible fault that a line of the program could have: what cosmic-ray changes, and what people forget.

A fault is known by its file, its line and the line as it would be; what the whole file would be is worked
out only for those that are tried.
"""

from __future__ import annotations

import ast
import difflib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

# Types are not evaluated (`X | None`), and our numbers have no bits; nobody writes + for // by mistake.
LEFT_OUT = re.compile(
    r".*_Bit(Or|And|Xor)_.*|.*_(Bit(Or|And|Xor)|RShift|LShift)|.*ReplaceBinaryOperator_.*_(Mod|Pow|FloorDiv)"
    r"|.*ReplaceUnaryOperator_.*_Invert|.*_(Lt|Gt|LtE|GtE|Eq|NotEq)_Is(Not)?|.*_Is_(Lt|Gt|LtE|GtE|Eq|NotEq)"
    r"|.*RemoveDecorator|.*no-op"  # decorators: properties, which every test reads, and caches, which change no result
)
# What such a call gives is mostly as good as what it was given.
_SAME = {"tuple", "list", "frozenset", "set", "dict", "iter", "bool", "cast", "str"}


class Fault(NamedTuple):
    """One change of one file and its ``source``: in which ``lines``, what kind of change, and what it becomes."""

    file: str
    source: str
    lines: range
    kind: str
    becomes: Callable[[], str]

    def changed(self) -> str:
        """Return the lines that the change puts in."""
        diff = difflib.unified_diff(self.source.splitlines(), self.becomes().splitlines(), n=0)
        return " ".join(line[1:].strip() for line in diff if line.startswith("+") and line[:3] != "+++")


def faults(file: str, source: str) -> Iterator[Fault]:
    """Yield every fault of a module, in a fixed order."""
    tree = ast.parse(source)
    for lines, kind, becomes in (*_exchanged(source), *_forgotten(source, tree)):
        if not any(lines.start in passed for passed in _not_run(tree)):
            yield Fault(file, source, lines, kind, becomes)


Found = tuple[range, str, Callable[[], str]]


def _exchanged(source: str) -> Iterator[Found]:
    """Yield what cosmic-ray does: other operators, comparisons and numbers, loops left early, a condition turned."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast(source)))
    for name in operator_names():
        if LEFT_OUT.fullmatch(name) or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        positions = [place for node in nodes for place in operator.mutation_positions(node)]
        for number, ((first, _), (last, _)) in enumerate(positions):
            becomes: Callable[[], str] = functools.partial(mutate_code, source, operator, number)
            yield range(first, last + 1), name.partition("/")[2], becomes


def _forgotten(source: str, tree: ast.Module) -> Iterator[Found]:
    """Yield what people forget: a call, a refusal, a conversion, an argument, an entry of a table.

    >>> source = "if bad(x):\\n    raise Refusal(text, code=1)\\nTEXTS = ('a', 'b')\\n"
    >>> [(lines.start, kind, becomes().splitlines()[lines.start - 1].strip())
    ...  for lines, kind, becomes in _forgotten(source, ast.parse(source))]  # doctest: +NORMALIZE_WHITESPACE
    [(1, 'not called', 'if (x):'), (2, 'left out', 'pass'), (3, "without 'a'", "TEXTS = ('b',)"),
     (3, "without 'b'", "TEXTS = ('a',)"), (2, 'without code', 'raise Refusal(text)')]
    """
    for node in ast.walk(tree):
        for kind, place, instead in _instead(node):
            becomes = functools.partial(_replaced, source, place, instead)
            yield range(place.lineno, (place.end_lineno or place.lineno) + 1), kind, becomes


def _instead(node: ast.AST) -> Iterator[tuple[str, Any, str]]:
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "left out", node, "pass"
    elif isinstance(node, ast.Call):
        if len(node.args) == 1 and not node.keywords and _name(node.func) not in _SAME:
            yield "not called", node, f"({ast.unparse(node.args[0])})"
        for keyword in node.keywords:
            fewer = ast.Call(node.func, node.args, [other for other in node.keywords if other is not keyword])
            yield f"without {keyword.arg}", node, ast.unparse(fewer)
    elif isinstance(node, ast.Set | ast.Tuple | ast.List) and len(node.elts) > 1:
        if all(isinstance(item, ast.Constant) for item in node.elts):
            for item in node.elts:
                fewer_items = [other for other in node.elts if other is not item]
                yield f"without {ast.unparse(item)}", node, ast.unparse(type(node)(fewer_items))
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                pairs = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if v is not value]
                yield f"without {ast.unparse(key)}", node, ast.unparse(ast.Dict(*map(list, zip(*pairs, strict=True))))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _replaced(source: str, node: Any, instead: str) -> str:
    """Return the source with other text in the place of a node, on as many lines as before."""
    lines = source.encode().splitlines(keepends=True)
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    return str((before + instead.encode() + after).decode())


@functools.lru_cache(maxsize=1)
def _not_run(tree: ast.Module) -> list[range]:
    """Return the lines of what is for the type checker alone, and of decorators."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            found.append(range(node.lineno, (node.end_lineno or 0) + 1))
        for decorator in getattr(node, "decorator_list", ()):
            if ast.unparse(decorator).partition("(")[0].endswith(("cache", "overload")):
                found.append(range(decorator.lineno, (decorator.end_lineno or 0) + 1))
    return found


def statement(source: str, line: int) -> tuple[range, bool]:
    """Return the lines of the innermost statement at a line, its body left out, and whether a function holds it.

    >>> source = "A = 1\\ndef f(a):\\n    if (a and\\n            b):\\n        return 1\\n"
    >>> statement(source, 1), statement(source, 4), statement(source, 5)
    ((range(1, 2), False), (range(3, 5), True), (range(5, 6), True))
    """
    found, held = range(line, line + 1), False
    nodes: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while nodes:  # from the outside in
        node, inside = nodes.pop(0)
        function = isinstance(node, ast.FunctionDef)
        nodes += [(child, inside or function) for child in ast.iter_child_nodes(node)]
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            found = range(node.lineno, max(node.lineno + 1, body[0].lineno) if body else (node.end_lineno or 0) + 1)
            held = inside
    return found, held


def users(file: str, line: int, sources: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the places that mention what a module says at a line outside its functions, by file and line.

    What other tables of the module are made of it, is mentioned where they are.

    >>> source = "A = (1,)\\nB = {*A}\\nC = 2\\ndef f():\\n    return B\\n"
    >>> sorted(set(users("x", 1, {"x": source, "y": "from x import A\\n"})))
    [('x', 1), ('x', 2), ('x', 5), ('y', 1)]
    """
    named = {name: range(first, last) for first, last, name in _named(sources[file])}
    words = [name for name, lines in named.items() if line in lines]
    for word in words:
        met = [number for number, text in _mentions(word, sources[file])]
        words += [name for name, lines in named.items() if name not in words and any(n in lines for n in met)]
    for word in words:
        for other, source in sources.items():
            yield from ((other, number) for number, _ in _mentions(word, source))


def _mentions(word: str, source: str) -> Iterator[tuple[int, str]]:
    found = re.compile(rf"\b{re.escape(word)}\b")
    return ((n, text) for n, text in enumerate(source.split("\n"), 1) if found.search(text))


def _named(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield what stands at the top of a module: its lines, a function's body left out, and the name it gives."""
    for node in ast.parse(source).body:
        first, last = node.lineno, (node.end_lineno or node.lineno) + 1
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators = [each.lineno for each in node.decorator_list]
            yield min([first, *decorators]), last if isinstance(node, ast.ClassDef) else first + 1, node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((first, last, name.id) for each in targets for name in ast.walk(each)
                        if isinstance(name, ast.Name))  # fmt: skip
