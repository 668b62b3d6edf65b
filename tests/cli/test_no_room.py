"""A full disk, a folder that cannot be written, a reader that is gone: for every command that writes anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, PIPED, mode
from tests.processes import MAIN
from tests.writers import WRITERS, prepared, scraps

Done = subprocess.CompletedProcess[bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


def called(
    folder: Path, *args: str, before: str = "", stdout: int = subprocess.PIPE, first: Callable[[], None] | None = None
) -> Done:
    """Run the program in a folder, ``before`` having been executed in it and ``first`` ahead of it."""
    return subprocess.run(
        [sys.executable, "-c", before + MAIN, *args], stdout=stdout, stderr=subprocess.PIPE, cwd=folder,
        env=ENVIRONMENT, timeout=60, check=False, preexec_fn=first,
    )  # fmt: skip


def refused(folder: Path, writer: str, told: str, **more: object) -> None:
    """See that a command ends with 5 and one sentence, that what was there stays, and that nothing else is left."""
    name, args = WRITERS[writer]
    old = (folder / name).read_bytes() if (folder / name).exists() else None
    done = called(folder, *args, **more)  # type: ignore[arg-type]
    *before, last = done.stderr.decode(PIPED).splitlines(keepends=True)
    assert (done.returncode, bool(before)) == (5, writer == "import")  # which says first how it read the columns
    shown = "链接.txt" if writer == "through a link" else name
    assert last == f"错误：写不出{shown}（{told}）\n"
    assert ((folder / name).read_bytes() if (folder / name).exists() else None, scraps(folder)) == (old, [])


def little() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_that_cannot_be_finished(folder: Path, writer: str) -> None:
    """The disk ends within it: the old file stays; where there was none, there is none."""
    name, _ = WRITERS[writer]
    if name != "plan.yaml" and writer != "csv":
        (folder / name).write_bytes(b"before")
    refused(folder, writer, "文件太大", first=little)


# Where the disk fills up, the system says so at one of these calls, each of which may be the first to.
FULL = """
import errno, os
def full(*args, **named):
    raise OSError(errno.ENOSPC, "No space left on device")
os.{0} = full
"""


@pytest.mark.parametrize("function", ["fsync", "replace", "fchmod"])
def test_a_disk_that_is_full_at_the_last_moment(folder: Path, function: str) -> None:
    (folder / "x.json").write_bytes(b"before")
    refused(folder, "json", "磁盘已满", before=FULL.format(function))


@pytest.mark.parametrize("writer", ["json", "import into"])
def test_a_disk_that_is_full(tmp_path: Path, writer: str) -> None:
    """A real one of four pages, in which there is room for the plan alone."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(tmp_path)]
    apart = ["unshare", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*apart, *mount], capture_output=True, check=False).returncode:
        pytest.skip("no file system of its own: unshare or mount is lacking or not allowed")
    (tmp_path / "from").mkdir()
    (prepared(tmp_path / "from") / "x.json").write_bytes(b"before" * 200)
    name, args = WRITERS[writer]
    # The old file goes in, whatever is left is filled, and what is there in the end is told.
    script = f"""
cp -a "$0"/. . && cat /dev/zero > 规划 2> /dev/null
"$1" -m mzprog {" ".join(args)} > /dev/null
echo $?
cmp {name} "$0"/{name} && ls -A | grep mzprog"""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount[-1] = str(disk)
    line = f"{' '.join(mount)} && cd {disk} && . /dev/stdin"
    done = subprocess.run(
        [*apart, "sh", "-c", line, str(tmp_path / "from"), sys.executable], input=script.encode(), env=ENVIRONMENT,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr.decode(PIPED)) == (b"5\n", f"错误：写不出{name}（磁盘已满）\n")


@pytest.mark.parametrize("writer", WRITERS)
def test_a_folder_that_cannot_be_written(folder: Path, writer: str, bound_by_permissions: Callable[[], None]) -> None:
    """The reason is told by its name, whether there is an old file or not."""
    name, _ = WRITERS[writer]
    if writer in {"json", "report"}:
        (folder / name).write_bytes(b"before")
    with mode(folder, 0o500):
        refused(folder, writer, "没有权限", first=bound_by_permissions)


# ---- standard output ----

PRINTERS: dict[str, tuple[str, ...]] = {
    "evaluate": ("evaluate", "plan.yaml", "--year", "2018"),
    "changes": ("evaluate", "plan.yaml", "--year", "2018", "--against", "没有", "--format", "json"),
    "outlook": ("outlook", "plan.yaml", "--year", "2018"),
    "check": ("check", "plan.yaml"),
    "whatif": ("whatif", "plan.yaml", "--year", "2018", "--set", "甲=5"),
    "export": ("export", "plan.yaml"),
    "import": ("import", "表.csv"),
    "new": ("new",),
    "schema": ("schema",),
}


@pytest.mark.parametrize("printer", PRINTERS)
def test_standard_output_that_is_full_or_gone(folder: Path, printer: str) -> None:
    """A full disk behind it is exit 5 and says so last; a reader that has gone has what it wants."""
    args = PRINTERS[printer]
    with open("/dev/full", "wb") as full:
        done = called(folder, *args, stdout=full.fileno())
    told = done.stderr.decode(PIPED).splitlines()
    assert (done.returncode, told[-1]) == (5, "错误：写不到标准输出（磁盘已满）")
    expected = called(folder, *args)
    reading, writing = os.pipe()
    os.close(reading)
    gone = called(folder, *args, stdout=writing)
    os.close(writing)
    assert (gone.returncode, gone.stderr) == (expected.returncode, expected.stderr)
    assert expected.returncode == (3 if printer == "import" else 0)
