"""How far a long call has come: told on a terminal, wiped before anything else is said, silent everywhere else."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from mzprog.cli import many_plans as progress
from mzprog.cli.many_plans import PATIENCE, PAUSE, Progress
from tests.processes import Process, many_plans, screen, started

# ---- the line itself, by a clock that the test sets ----


class Terminal(io.StringIO):
    """A standard error that somebody watches, and that may go away."""

    gone = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().write(text)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))  # pytest has a hand on the real one
    return terminal


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return what sets the clock, which stands at 0."""
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return lambda seconds: now.__setitem__(0, seconds)


def test_nothing_before_a_second(terminal: Terminal, at: Callable[[float], None]) -> None:
    """Who waits no longer than a second sees nothing; then the files that are done, of all."""
    line = Progress(300, quiet=False)
    for _ in range(100):
        line.step()
    at(PATIENCE - 0.01)
    line.step()
    line.clear()
    assert (PATIENCE, terminal.getvalue()) == (1.0, "")
    at(PATIENCE)
    line.step()
    assert screen(terminal.getvalue()) == ["正在评估：102/300"]


def test_ten_states_a_second(terminal: Terminal, at: Callable[[float], None]) -> None:
    """However fast the files go by; the last state is wiped, and wiping twice writes nothing more."""
    line = Progress(1000, quiet=False)
    for n in range(1000):
        at(PATIENCE + n * PAUSE / 100)
        line.step()
    assert terminal.getvalue().count("正在评估") == 10
    line.clear()
    wiped = terminal.getvalue()
    assert screen(wiped) == [""]
    line.clear()
    assert terminal.getvalue() == wiped


@pytest.mark.parametrize("why", ["quiet", "pipe", "closed"])
def test_nobody_to_tell(
    why: str, terminal: Terminal, at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--quiet``, a pipe and a closed standard error hear nothing however long it takes."""
    stream = {"quiet": terminal, "pipe": io.StringIO(), "closed": None}[why]
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    line = Progress(3, quiet=why == "quiet")
    at(100)
    line.step()
    line.clear()
    assert stream is None or stream.getvalue() == ""


def test_a_terminal_that_goes_away(terminal: Terminal, at: Callable[[float], None]) -> None:
    """Is no fault: the work goes on."""
    line = Progress(3, quiet=False)
    at(PATIENCE)
    line.step()
    terminal.gone = True
    at(PATIENCE + PAUSE)
    line.step()
    line.clear()


# ---- the program on a terminal, which waits for no second ----

AT_ONCE = "import mzprog.cli.many_plans as p\np.PATIENCE = p.PAUSE = 0\n"


def watched(*args: str, more: str = "", during: Callable[[Process], None] | None = None) -> tuple[int, str]:
    """Run the program with its standard error on a terminal; return the exit code and what came there."""
    import pty

    master, slave = pty.openpty()
    with started(*args, before=AT_ONCE + more, stderr=slave) as process:
        os.close(slave)
        if during:
            during(process)
        shown = b""
        while True:
            try:
                shown += os.read(master, 65536)
            except OSError:  # nobody writes there any more
                break
        process.communicate(timeout=60)
    os.close(master)
    return process.returncode, shown.decode()


def test_it_is_shown_and_wiped(tmp_path: Path) -> None:
    """Each file is counted; a broken one is told on a line of its own; nothing of it is left in the end."""
    folder = many_plans(tmp_path / "规划", 5)
    (folder / "002.yaml").write_text("- 1\n", "utf-8")
    late = folder / "004.yaml"
    late.write_text(late.read_text("utf-8").replace("2015", "2019"), "utf-8")
    code, shown = watched("evaluate", str(folder), "--year", "2018", "--fail-on", "滞后")
    assert code == 3
    assert [f"正在评估：{n}/5" in shown for n in (1, 2, 3, 4, 5, 6)] == [True] * 5 + [False]
    lines = screen(shown)
    assert [line.replace(f"{folder}/", "")[:12] for line in lines] == [
        "002.yaml:1:1", "尚未开始，已略去：规划4", "--fail-on：滞后 "[:12], "",
    ]  # fmt: skip


@pytest.mark.parametrize("more", [("--quiet",), ("--quiet", "--fail-on", "滞后")])
def test_never_when_quiet(more: tuple[str, ...], tmp_path: Path) -> None:
    """Not a character, save for the reason of the exit code."""
    _, shown = watched("evaluate", str(many_plans(tmp_path / "规划", 3)), "--year", "2018", *more)
    assert "\r" not in shown.replace("\r\n", "\n")
    assert "正在评估" not in shown


def test_never_in_a_pipe(tmp_path: Path) -> None:
    with started("evaluate", str(many_plans(tmp_path / "规划", 3)), "--year", "2018", before=AT_ONCE) as process:
        assert process.communicate(timeout=60)[1] == b""


def test_wiped_before_a_result_that_cannot_be_written(tmp_path: Path) -> None:
    """A full disk under way: the sentence begins a line of its own."""
    args = ("evaluate", str(many_plans(tmp_path / "规划", 40)), "--year", "2018", "-o", str(tmp_path / "x.json"))
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
    code, shown = watched(*args, more=full)
    assert (code, "正在评估" in shown) == (5, True)
    assert [line.partition("/")[0] for line in screen(shown)] == ["错误：写不出", ""]


def test_wiped_before_the_end_of_an_interrupted_call(tmp_path: Path) -> None:
    """Ctrl-C while a plan is waited for: what is shown last is that it was interrupted."""
    folder, pipe = many_plans(tmp_path / "规划", 5), tmp_path / "慢.yaml"
    os.mkfifo(pipe)

    def interrupt(process: Process) -> None:
        with pipe.open("wb"):  # opens once the program has come to it
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)

    code, shown = watched("evaluate", str(folder), str(pipe), "--year", "2018", during=interrupt)
    assert code == 130
    assert [line for line in screen(shown) if line] == ["已中断"]
