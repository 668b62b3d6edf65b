"""The command: what it prints, how it ends, what it refuses, and that it costs the others nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, PIPED, ROOT, Run
from tests.desk.serving import plans_in, serving
from tests.project.test_architecture import imports, modules

DESK = ROOT / "mzprog/desk"


def test_one_line_with_the_address_then_ctrl_c(tmp_path: Path) -> None:
    """The first line of standard output is the address; Ctrl+C ends with 0, and nobody answers any more."""
    with serving(plans_in(tmp_path / "plans", "wuhan"), "--port", "0") as desk:
        assert desk.get("/").code == 200
        port = desk.port
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.1", port))


def test_a_port_of_ones_own_and_one_that_is_taken(tmp_path: Path, mzprog: Run) -> None:
    plans = plans_in(tmp_path / "plans", "wuhan")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving(plans, "--port", str(port)) as desk:
        assert desk.port == port
        told = mzprog("open", str(plans), "--port", str(port), "--no-browser")
        assert (told.code, told.out) == (5, "")
        assert f"端口{port}不能用" in told.err


def test_two_desks_do_not_share_a_cookie(tmp_path: Path) -> None:
    """A browser sends the cookies of all ports; each desk knows its own."""
    plans = plans_in(tmp_path / "plans", "wuhan")
    with serving(plans) as one, serving(plans) as two:
        assert one.cookie.partition("=")[0] != two.cookie.partition("=")[0]
        assert one.ask("GET", "/", headers={"Cookie": two.cookie}).code == 403
        assert one.ask("GET", "/", headers={"Cookie": f"{two.cookie}; {one.cookie}"}).code == 200
        assert one.ask("GET", f"/?token={two.token}").code == 403


@pytest.mark.parametrize(
    ("args", "word"),
    [
        ((), "请写明规划文件"),
        (("-",), "找不到 -"),
        (("no.yaml",), "找不到 no.yaml"),
        (("plans", "--port", "x"), "--port"),
    ],
)
def test_wrong_calls(mzprog: Run, args: tuple[str, ...], word: str) -> None:
    told = mzprog("open", *args)
    assert told.code == 2
    assert word in told.err


def test_what_to_install_where_it_is_lacking(tmp_path: Path) -> None:
    """Without the framework the command says how to get it; the others do not need it."""
    (tmp_path / "flask.py").write_text("raise ModuleNotFoundError('no', name='flask')", "utf-8")
    path = os.pathsep.join([str(tmp_path), ENVIRONMENT["PYTHONPATH"]])

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mzprog", *args], capture_output=True, text=True, encoding=PIPED, cwd=ROOT,
            env={**ENVIRONMENT, "PYTHONPATH": path}, timeout=60, check=False,
        )  # fmt: skip

    told = run("open", "plans", "--no-browser")
    assert told.returncode == 5
    assert '-m pip install "mzprog[desk]"' in told.stderr
    assert run("evaluate", "plans/wuhan.yaml", "--year", "2018").returncode == 0


def test_no_other_command_imports_it() -> None:
    """Only the command's own file knows the room; that file is read when it is called."""
    knowing = {
        module
        for module in modules()
        for name in imports(module)
        if name.startswith("mzprog.desk") and not module.startswith("desk.")
    }
    assert knowing == {"cli.open"}
    assert not [module for module in modules() if "mzprog.cli.open" in imports(module)]


def test_it_is_a_face_and_no_second_program() -> None:
    """Python, templates and script together have at most 1,800 lines."""
    files = [*DESK.rglob("*.py"), *DESK.rglob("*.html"), *DESK.rglob("*.js"), ROOT / "mzprog/cli/open.py"]
    assert sum(file.read_text("utf-8").count("\n") for file in files) <= 1800
