"""Imports point one way, and each dependency has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent / "mzprog"

# The rooms, from the ground up; a module may import from its own room and from those that its room may see.
ROOMS = {
    "core": (),
    "render": ("core",),
    "planfile": ("core",),
    "questions": ("core", "planfile"),
    "tables": ("core", "render", "planfile", "questions"),
    "answers": ("core", "render", "planfile", "questions", "tables"),
    "workbook": ("core", "render", "planfile", "questions", "tables", "answers"),
    "panel": ("core", "render", "planfile", "answers"),
    "desk": ("core", "render", "planfile", "questions", "tables", "answers", "workbook"),
    "cli": ("core", "render", "planfile", "questions", "tables", "answers", "workbook", "panel", "desk"),
}
# The package itself: its public names, looked up when they are used, and the way in.
DOORS = {"__init__", "__main__"}

# Each dependency is imported in one place only.
HOMES = {
    "yaml": {"planfile.yaml"},
    "rich": {"render.table"},
    "tabulate": {"render.plain"},
    "click": {"cli"},
    "flask": {"desk"},
    "markupsafe": {"desk"},
    "waitress": {"desk.server"},
    "werkzeug": {"desk"},
    "docx": {"render.docx"},
    "xlsxwriter": {"render.spreadsheet"},
    "lxml": {"tables.html"},
    "xlrd": {"tables.xls"},
    "pdfplumber": {"tables.pdf_pages"},
    "pdfminer": {"tables.pdf_pages"},
    "duckdb": {"panel.duck"},
    "pyspark": {"panel.spark"},
    "py4j": {"panel.spark"},
}

# What is one thing and longer than 250 lines: the one thing it is.
ONE_THING = {
    "answers.whatif": "the answer of whatif",
    "core.progress": "what a rule says of a case",
    "core.quantity": "a figure, from its text and back",
    "core.results": "what an assessment is",
    "core.working": "how a rate came about",
    "panel.select": "the steps from rows to cases",
    "panel.verdict": "the steps from cases to results",
    "planfile.edit": "values in a plan's text are changed",
    "planfile.load": "a file is read into a plan",
    "planfile.values": "one reader for each kind of value",
    "planfile.yaml": "bytes become a located tree",
    "questions.assumption": "what a user assumes",
    "questions.outlook": "what lies ahead of a row",
    "questions.scenario": "a plan with other values",
    "render.docx": "a document as Word",
    "render.word_charts": "charts that Word can edit",
    "tables.cells": "what a cell says",
    "tables.columns": "what each column of a table holds",
    "tables.draft": "a table becomes a plan file",
    "tables.export": "a plan as a table",
    "tables.indicator": "a row becomes an indicator",
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


def test_there_are_ten_rooms() -> None:
    """Every module stands in a room; each room sees only rooms that stand before it."""
    assert {room(module) for module in modules()} == {*ROOMS, *DOORS}
    rooms = list(ROOMS)
    assert all(rooms.index(seen) < rooms.index(name) for name, below in ROOMS.items() for seen in below)


def test_imports_point_one_way() -> None:
    """A module imports only from rooms that its own may see, or from its own room."""
    for module in modules():
        here = room(module)
        for name in imports(module):
            if not name.startswith("mzprog.") or name == "mzprog.__version__" or here in DOORS:
                continue
            there = room(name.removeprefix("mzprog."))
            assert there == here or there in ROOMS[here], f"{module} imports {name}"


def test_no_modules_import_each_other() -> None:
    """Also within a room there is an order: no chain of imports comes back to where it began."""
    known = set(modules())
    ahead = {m: {n for name in imports(m) if (n := name.removeprefix("mzprog.")) in known} for m in known}
    while ahead:
        free = [module for module, needs in ahead.items() if not needs & ahead.keys()]
        assert free, f"these import each other: {sorted(ahead)}"
        for module in free:
            del ahead[module]


def test_each_dependency_has_one_home() -> None:
    """Yaml, rich, tabulate, click and the office libraries are imported where the table says and nowhere else."""
    for module in modules():
        for name in imports(module):
            homes = HOMES.get(name.split(".")[0])
            assert homes is None or module in homes or room(module) in homes, f"{module} imports {name}"


def test_what_is_long_is_one_thing() -> None:
    """No function above 40 lines, no module above 250, or above 400 where it is one thing, which is said."""
    texts = {module: (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8") for module in modules()}
    lengths = {module: text.count("\n") for module, text in texts.items()}
    assert sorted(module for module, lines in lengths.items() if lines > 250) == sorted(ONE_THING)
    assert max(lengths.values()) <= 400
    long = [
        f"{module}.{node.name}"
        for module, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert not long
