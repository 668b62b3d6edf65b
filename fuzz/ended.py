"""Processes of their own: ended at moments that nobody chose, and run in environments put together at random.

A seed is a call with what happens to it. Needs the signals and streams of POSIX.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.inputs import ROOT
from tests.cli.test_environments import PLACES, close, limited
from tests.processes import started
from tests.writers import WRITERS, ours, prepared, scraps

SIGNALS = [getattr(signal, name) for name in ("SIGKILL", "SIGKILL", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
           if hasattr(signal, name)]  # fmt: skip
LONGEST = 0.6  # seconds of a call on a machine that has nothing else to do; many end before it
BEFORE = b"before"


def kill(seed: int) -> None:
    """End a call that writes; every file of the folder is as it was or as it should be, and no scrap is left.

    Only what cannot be caught may leave one, known as ours by its name.
    """
    chance = Random(seed)
    writer, sent = chance.choice(list(WRITERS)), chance.choice(SIGNALS)
    name, args = WRITERS[writer]
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        old = (folder / name).read_bytes() if (folder / name).exists() else BEFORE
        (folder / name).write_bytes(old)
        given = {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in {name, "链接.txt"}}
        with started(*args, cwd=folder) as process:
            time.sleep(chance.uniform(0, LONGEST))
            process.send_signal(sent)
            process.communicate(timeout=120)
        left = scraps(folder)
        assert process.returncode in {-sent, 130 if sent == signal.SIGINT else -sent, *_codes(writer)}, (writer, sent)
        assert all(map(ours, left)) and (not left or sent is SIGNALS[0]), (writer, sent, left)
        assert (folder / name).read_bytes() in {old, _whole(writer)}, (writer, sent)
        assert {file: (folder / file).read_bytes() for file in given} == given, (writer, sent)


def _codes(writer: str) -> tuple[int, ...]:
    return (0, 3) if writer == "import" else (0,)


@cache
def _whole(writer: str) -> bytes:
    """Return what a writer writes when it is left alone."""
    name, args = WRITERS[writer]
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        if name != "plan.yaml":
            (folder / name).write_bytes(BEFORE)
        with started(*args, cwd=folder) as process:
            process.communicate(timeout=120)
        return (folder / name).read_bytes()


class Stream(NamedTuple):
    """What standard output is, and the exit codes that may come of it."""

    name: str
    codes: tuple[int, ...]


STREAMS = (Stream("pipe", (0,)), Stream("pipe", (0,)), Stream("gone", (0,)), Stream("full", (5,)),
           Stream("closed", (5,)), Stream("little", (5,)), Stream("unready", (0, 5)))  # fmt: skip
PLAN = str(ROOT / "plans/wuhan.yaml")
CALLS = (
    ("evaluate", PLAN, "--year", "2018"), ("evaluate", PLAN, "--year", "2018", "--format", "json"),
    ("evaluate", PLAN, "--year", "2018", "--format", "table", "--explain"), ("outlook", PLAN, "--year", "2018"),
    ("check", PLAN), ("reconcile", PLAN), ("export", PLAN), ("schema",), ("report", "--help"),
)  # fmt: skip
OTHERS = (
    {"PYTHONUNBUFFERED": "1"}, {"PYTHONOPTIMIZE": "2"}, {"PYTHONDEVMODE": "1"},
    {"COLUMNS": "43"}, {"COLUMNS": "-1"}, {"TZ": "nowhere"}, {"LANG": "zh_CN.GB18030"}, {"LANGUAGE": "zh:en"},
    {"LC_NUMERIC": "de_DE.UTF-8"}, {"TERM": "xterm-256color", "FORCE_COLOR": "1"}, {"PYTHONIOENCODING": "utf-16"},
    {"PYTHONIOENCODING": ":strict"}, {"TMPDIR": "/nonexistent"}, {"PYTHONHASHSEED": "0"}, {"CLICOLOR": "0"},
)  # fmt: skip


def environment(seed: int) -> None:
    """Call in a mixture of environments, with a standard output of any kind: no traceback, a documented code.

    What goes to a pipe in UTF-8 is what always comes; what cannot be written whole is never exit code 0.
    """
    chance = Random(seed)
    mixed = chance.sample([place for place, _ in PLACES.values()], 2) + chance.sample(OTHERS, 2)
    env = {key: value for some in mixed for key, value in some.items()}
    args, stream = chance.choice(CALLS), chance.choice(STREAMS)
    code, out, err = _called(args, env, stream.name)
    where = (args, env, stream.name, code, err[-300:])
    assert b"Traceback" not in err, where
    assert code in stream.codes, where
    if stream.name == "unready" and code == 0:
        assert out, where
    plain = {"PYTHONIOENCODING", "COLUMNS", "FORCE_COLOR", "PYTHONUTF8", "LC_ALL"}
    if stream.name in {"pipe", "unready"} and code == 0 and not plain & set(env):
        assert out == _usual(args), where


_NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}  # Python would keep what a limit has cut, and read it the next time


def _called(args: tuple[str, ...], env: dict[str, str], kind: str) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "mzprog", *args]
    first = {"closed": partial(close, 1), "little": partial(limited, 200)}.get(kind)
    for output, reading in _outputs(kind):
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, cwd="/",
            env={"PYTHONPATH": str(ROOT), **env, **_NO_BYTECODE}, preexec_fn=first,
        ) as process:  # fmt: skip
            if kind == "unready":
                os.close(output or 0)
                time.sleep(0.4)
                out, parts = b"", iter(partial(os.read, reading, 65536), b"")
                out = b"".join(parts)
                err = process.stderr.read() if process.stderr else b""
            else:
                out, err = process.communicate(timeout=120)
            process.wait(120)
        return process.returncode, out or b"", err
    raise AssertionError(kind)


def _outputs(kind: str) -> Iterator[tuple[int | None, int]]:
    """Yield a standard output and, where it is read by us, what to read."""
    if kind in {"gone", "unready"}:
        reading, writing = os.pipe()
        if kind == "gone":
            os.close(reading)
        else:
            os.set_blocking(writing, False)
        yield writing, reading
        os.close(writing if kind == "gone" else reading)
    elif kind in {"full", "little"}:
        with open("/dev/full", "wb") if kind == "full" else tempfile.TemporaryFile() as file:
            yield file.fileno(), 0
    else:
        yield (None if kind == "closed" else subprocess.PIPE), 0


@cache
def _usual(args: tuple[str, ...]) -> bytes:
    return _called(args, {"LC_ALL": "C.UTF-8"}, "pipe")[1]
