"""`--jobs`: processes that are killed or interrupted at work leave a sentence, an exit code and nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from mzprog.cli import jobs
from tests.processes import Process, many_plans, session, started, until, who_reads

# pytest has threads of its own where it shares its work; what is forked here does not touch what they hold.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@contextlib.contextmanager
def held(folder: Path, *args: str) -> Iterator[tuple[Process, Path]]:
    """Evaluate a folder of plans by two processes, one of which waits for a plan that does not come."""
    pipe = many_plans(folder) / "030.yaml"
    pipe.unlink()
    os.mkfifo(pipe)
    call = started("evaluate", str(folder), "--year", "2018", "--jobs", "2", *args)
    with call as process, pipe.open("wb"):  # opens once somebody reads it
        yield process, pipe


def test_a_killed_process(tmp_path: Path) -> None:
    """Exit 5 and one sentence with what to do; the earlier result stays; no process and no scrap is left."""
    result = tmp_path / "结果.json"
    result.write_bytes(b"before")
    with held(tmp_path / "规划", "-o", str(result)) as (process, pipe):
        one = who_reads(pipe, process)
        assert one not in {None, process.pid}
        os.kill(one or 0, signal.SIGKILL)
        out, told = process.communicate(timeout=60)
        assert (process.returncode, out, told.decode().count("\n")) == (5, b"", 1)
        assert "一个子进程意外结束" in told.decode()
        assert until(lambda: not session(process))
    assert result.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["结果.json", "规划"]


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C, which a terminal sends to every process: exit 130, one line, and none is left, the one that waits too."""
    with held(tmp_path / "规划", "-o", str(tmp_path / "x.json")) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        out, told = process.communicate(timeout=60)
        assert (process.returncode, out, told.decode().strip()) == (130, b"", "已中断")
        assert until(lambda: not session(process))
    assert [path.name for path in tmp_path.iterdir()] == ["规划"]


def test_the_call_itself_is_killed(tmp_path: Path) -> None:
    """Processes that wait until their results are taken end with the one that should take them."""
    folder = many_plans(tmp_path / "规划", 300)
    with started("evaluate", str(folder), "--year", "2018", "--jobs", "2", "--format", "json") as process:
        until(lambda: len(session(process)) >= 3)
        os.kill(process.pid, signal.SIGSTOP)  # from here on nothing is taken
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
        assert until(lambda: not session(process))


INTERRUPTS = """
import multiprocessing, os, signal
start = multiprocessing.Process.start
def interrupted(self):
    start(self)
    os.kill(os.getpid(), signal.SIGINT)
multiprocessing.Process.start = interrupted
"""


def test_interrupted_while_processes_start(tmp_path: Path) -> None:
    """The interrupt is not lost: it ends the call as soon as they have started, and them."""
    args = ("evaluate", str(many_plans(tmp_path / "规划")), "--year", "2018", "--jobs", "2")
    with started(*args, before=INTERRUPTS) as process:
        out, told = process.communicate(timeout=60)
        assert (process.returncode, out, told.decode().strip()) == (130, b"", "已中断")
        assert until(lambda: not session(process))


def test_processes_where_they_pay() -> None:
    """As many as asked for, fewer where there is little to do, none where standard input is among the files."""
    files = [str(n) for n in range(2 * jobs.WORTH)]
    here = {os.getpid()}
    assert {*jobs.each(who, files, 1)} == here
    assert {*jobs.each(who, files[:-1], 4)} == here
    assert {*jobs.each(who, [*files, "-"], 2)} == here
    assert len({*jobs.each(who, files, 4)} - here) == 2


def who(file: str) -> int:
    return os.getpid()
