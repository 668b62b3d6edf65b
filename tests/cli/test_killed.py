"""`kill -9` at any moment: the file is the whole old one or the whole new one, and the next call succeeds."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.processes import many_plans, started
from tests.writers import WRITERS, ours, prepared, scraps

# Ends the program like kill -9 right before, or after, it calls one of the functions of os.
AT = """
import os, signal
def hit(name, after):
    call = getattr(os, name)
    def killed(*args, **named):
        found = call(*args, **named) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return found
    setattr(os, name, killed)
hit({0!r}, {1})
"""
MOMENTS = {
    "before it is on the disk": ("fsync", False),
    "on the disk": ("fsync", True),
    "before it is in its place": ("replace", False),
    "in its place": ("replace", True),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


@pytest.mark.parametrize(
    ("writer", "moment"),
    [(writer, moment) for writer in WRITERS for moment in ("before it is in its place",)]
    + [("json", moment) for moment in MOMENTS if moment != "before it is in its place"],
)
def test_killed_at_a_moment(mzprog: Run, folder: Path, writer: str, moment: str) -> None:
    """Until the new file is in its place the old one is; then the next call writes what it would have."""
    name, args = WRITERS[writer]
    result = folder / name
    if name != "plan.yaml":
        result.write_bytes(b"before")
    before, (function, after) = result.read_bytes(), MOMENTS[moment]
    with started(*args, before=AT.format(function, after), cwd=folder) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    left, killed = scraps(folder), result.read_bytes()
    assert (killed == before) is (moment != "in its place")
    assert len(left) == (moment != "in its place") and all(map(ours, left))
    assert mzprog(*args, cwd=folder).code in {0, 3} and scraps(folder) == left
    assert len(result.read_bytes()) > 100
    assert killed in {before, result.read_bytes()}


# As much as this waits in memory; then there is a file.
LITTLE = "import mzprog.planfile.in_place as p\np.HELD = 5_000\n"


def test_killed_in_the_middle(folder: Path) -> None:
    """While a long result grows: its first plans are written, the others do not come."""
    many_plans(folder / "规划", 30)
    pipe = folder / "慢.yaml"
    os.mkfifo(pipe)
    result = folder / "x.json"
    result.write_bytes(b"before")
    with (
        started("evaluate", "规划", "慢.yaml", "--year", "2018", "-o", "x.json", before=LITTLE, cwd=folder) as process,
        pipe.open("wb"),  # opens once the program has come to it
    ):
        (scrap,) = filter(ours, scraps(folder))
        assert ours(scrap) and (folder / scrap).stat().st_size > 10_000
        process.kill()
        process.wait(60)
    assert (result.read_bytes(), [*filter(ours, scraps(folder))]) == (b"before", [scrap])


def test_killed_whenever(mzprog: Run, folder: Path) -> None:
    """At moments that nobody chose, in the same folder again and again: an old file or a new one, at last a new one."""
    many_plans(folder / "规划", 20)
    args = ("evaluate", "规划", "--year", "2018", "--detail", "-o", "x.txt")
    result = folder / "x.txt"
    began = time.monotonic()
    assert mzprog(*args, cwd=folder).code == 0
    long, whole = time.monotonic() - began, result.read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        result.write_bytes(b"before")
        with started(*args, cwd=folder) as process:
            time.sleep(chance.uniform(0.3, 1.1) * long)
            process.kill()
            process.wait(60)
        assert result.read_bytes() in {b"before", whole}
    assert all(map(ours, scraps(folder)))
    assert (mzprog(*args, cwd=folder).code, result.read_bytes()) == (0, whole)


def test_scraps_are_no_plans(mzprog: Run, folder: Path) -> None:
    """What a killed call left in a folder of plans is not read as one."""
    (folder / ".mzprog-abc.tmp").write_text("- 1\n", "utf-8")
    (folder / ".mzprog-abc.yaml").write_text("- 1\n", "utf-8")
    assert mzprog("evaluate", ".", "--year", "2018", cwd=folder).code == 0
