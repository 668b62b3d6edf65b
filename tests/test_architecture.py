"""Imports point one way, and each dependency has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "mzprog"

# Lower rooms know nothing of higher ones; a module may import from the levels below and from its own room.
LEVELS = [
    ["problems"],
    ["document", "sheets"],
    ["quantity", "period"],
    ["method", "guard", "rules"],
    ["plan"],
    ["plan_file"],
    ["results"],
    ["remarks"],
    ["assessment", "working", "selection", "sensitivity"],
    ["wording"],
    ["analysis"],
    ["records", "importing"],
    ["exporting"],
    ["views"],
    ["render"],
    ["cli"],
    ["__init__", "__main__"],
]
RANK = {name: rank for rank, names in enumerate(LEVELS) for name in names}

# Each dependency is imported in one place only.
HOMES = {
    "yaml": {"plan_file.yaml_reader"},
    "rich": {"render.table"},
    "tabulate": {"render.plain"},
    "click": {"cli"},
    "docx": {"render.docx"},
    "xlsxwriter": {"render.xlsx"},
    "lxml": {"importing.html"},
}


def modules() -> list[str]:
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.rglob("*.py"))


def imports(module: str) -> Iterator[str]:
    """Yield what a module imports, lazily imported included, type checking excluded."""
    tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            rooms = (ROOT.parent / node.module.replace(".", "/")).is_dir()
            yield from ([f"{node.module}.{alias.name}" for alias in node.names] if rooms else [node.module])


def room(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("module", modules())
def test_imports_point_one_way(module: str) -> None:
    """A module imports only from rooms below its own, or from its own room."""
    here = room(module)
    assert here in RANK, f"{module} has no place in LEVELS"
    for name in imports(module):
        if not name.startswith("mzprog.") or name == "mzprog.__version__":
            continue
        there = room(name.removeprefix("mzprog."))
        assert there == here or RANK[there] < RANK[here], f"{module} imports {name}"


def test_no_modules_import_each_other() -> None:
    """Also within a room there is an order: no chain of imports comes back to where it began."""
    known = set(modules())
    ahead = {m: {n for name in imports(m) if (n := name.removeprefix("mzprog.")) in known} for m in known}
    while ahead:
        free = [module for module, needs in ahead.items() if not needs & ahead.keys()]
        assert free, f"these import each other: {sorted(ahead)}"
        for module in free:
            del ahead[module]


@pytest.mark.parametrize("module", modules())
def test_each_dependency_has_one_home(module: str) -> None:
    """Yaml, rich, tabulate, click and the office libraries are imported where the table says and nowhere else."""
    for name in imports(module):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or module in homes or room(module) in homes, f"{module} imports {name}"


def test_rules_stay_short() -> None:
    """No function above 40 lines, no module above 250."""
    for module in modules():
        path = ROOT / (module.replace(".", "/") + ".py")
        text = path.read_text("utf-8")
        assert text.count("\n") <= 250, f"{module} has {text.count(chr(10))} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 40, f"{module}.{node.name} has {length} lines"
