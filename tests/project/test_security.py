"""What SECURITY.md says of the source: nothing goes online, and nothing of a plan file is run."""

from __future__ import annotations

import ast

from tests.project.test_architecture import ROOT, imports, modules

REACHES_OUT = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "subprocess"}
# LibreOffice where it is asked for, and our own reader of PDF in a process that is bounded.
RUNS_PROGRAMS = {"render.soffice", "tables.pdf"}
# The one that listens: for the user's own browser, on this machine alone.
LISTENS = "desk.server"
RUNS_DATA = {"pickle", "marshal", "shelve", "ctypes", "code", "runpy"}


def test_nothing_goes_online_or_runs_data() -> None:
    """No module imports what could, and none calls eval, exec or compile."""
    for module in modules():
        named = {name.split(".")[0] for name in imports(module) if name != "urllib.parse"}  # takes addresses apart
        forbidden = named & (REACHES_OUT | RUNS_DATA)
        forbidden -= {"subprocess"} if module in RUNS_PROGRAMS else {"socket"} if module == LISTENS else set()
        assert not forbidden, f"{module} imports {forbidden}"
        tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8"))
        functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        called = {function.id for function in functions if isinstance(function, ast.Name)}
        assert not called & {"eval", "exec", "compile", "__import__"}, module
