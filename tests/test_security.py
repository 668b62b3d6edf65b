"""What SECURITY.md says of the source: nothing goes online, and nothing of a plan file is run."""

from __future__ import annotations

import ast

import pytest

from tests.test_architecture import ROOT, imports, modules

REACHES_OUT = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "subprocess"}
RUNS_DATA = {"pickle", "marshal", "shelve", "ctypes", "code", "runpy"}


@pytest.mark.parametrize("module", modules())
def test_nothing_goes_online_or_runs_data(module: str) -> None:
    """No module imports what could, and none calls eval, exec or compile."""
    assert not {name.split(".")[0] for name in imports(module)} & (REACHES_OUT | RUNS_DATA)
    tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"eval", "exec", "compile", "__import__"}
