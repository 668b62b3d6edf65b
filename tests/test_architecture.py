"""Imports point one way, and each dependency has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "mzprog"

# Lower rooms know nothing of higher ones; a module may import from its own level's left and below.
LEVELS = [
    ["problems"],
    ["yaml_tree"],
    ["yaml_advice", "yaml_text", "proportion", "document", "sheets"],
    ["quantity", "period", "yaml_reader", "plan_keys"],
    ["method", "guard"],
    ["plan"],
    ["rules", "located", "consistency", "naming", "places", "plan_edit", "slips"],
    ["plan_values", "plan_references", "results"],
    ["plan_method"],
    ["plan_file", "remarks"],
    ["assessment", "working", "selection", "sensitivity", "assumption", "schema"],
    ["inverse", "replacement", "timeline", "formulas"],
    ["history"],
    ["forecast", "scenario", "change"],
    ["reconciliation", "sweep", "scenario_file"],
    ["wording"],
    ["unusual"],
    ["checking"],
    ["records", "portfolio"],
    ["comparison"],
    ["comparison_records", "reconcile_records", "check_records", "outlook_records", "whatif_records", "change_records"],
    ["importing", "held"],
    ["tabular"],
    ["views"],
    ["render"],
    ["cli"],
    ["__init__", "__main__"],
]
RANK = {name: rank for rank, names in enumerate(LEVELS) for name in names}

# Each dependency is imported in one place only.
HOMES = {
    "yaml": {"yaml_reader"},
    "rich": {"render.table"},
    "tabulate": {"render.plain"},
    "click": {"cli"},
    "docx": {"render.docx"},
    "xlsxwriter": {"render.xlsx"},
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
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (
                inside if node.module in {"mzprog", "mzprog.render", "mzprog.views", "mzprog.cli"} else [node.module]
            )


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
