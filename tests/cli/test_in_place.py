"""What a file had that is written anew, what a signal or a kill leaves, and output that is cut short."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mzprog.cli import output
from mzprog.cli.output import CannotWriteError, write
from mzprog.planfile import in_place
from tests.cli.test_killed import LITTLE
from tests.conftest import ENVIRONMENT, PIPED, Run
from tests.processes import MAIN, Process, many_plans, started
from tests.writers import ours, prepared, scraps

EVALUATE = ("evaluate", "plan.yaml", "--year", "2018", "-o", "x.json")
DAYS_AGO = time.time() - 2 * in_place.OLD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


@contextmanager
def half_written(folder: Path, **options: bool) -> Iterator[tuple[Process, Path]]:
    """Run a call that has begun to write x.json, in the place of ``before``, and waits for its last plan."""
    many_plans(folder / "规划", 30)
    pipe = folder / "慢.yaml"
    os.mkfifo(pipe)
    (folder / "x.json").write_bytes(b"before")
    args = ("evaluate", "规划", "慢.yaml", "--year", "2018", "-o", "x.json")
    with started(
        *args,
        before=LITTLE + ("import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" if options else ""),
        cwd=folder,
    ) as process:
        with pipe.open("wb") as plan:  # opens once the program has come to it
            (scrap,) = (folder / name for name in scraps(folder) if ours(name))
            yield process, scrap
            if process.poll() is None:
                plan.write((folder / "plan.yaml").read_bytes())
        process.communicate(timeout=60)


# ---- signals and kills ----

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_takes_the_hidden_file_along(folder: Path, number: signal.Signals) -> None:
    """The program ends by the signal itself; the old file stays, nothing lies beside it."""
    with half_written(folder) as (process, _):
        process.send_signal(number)
        process.wait(60)
    assert (process.returncode, (folder / "x.json").read_bytes()) == (-number, b"before")
    assert not [*filter(ours, scraps(folder))]


@pytest.mark.parametrize("function", ["open", "fsync", "replace"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_a_moment(folder: Path, function: str, after: bool, number: int) -> None:
    """Right before or after each step: the whole old file or the whole new one, and nothing beside it."""
    before = f"""
import os, signal
call = os.{function}
def struck(*args, **named):
    if ".mzprog-" not in str(args[0]) and "{function}" != "fsync":
        return call(*args, **named)
    found = call(*args, **named) if {after} else None
    signal.raise_signal({number})
    return found
os.{function} = struck
"""
    (folder / "x.json").write_bytes(b"before")
    with started(*EVALUATE, before=before, cwd=folder) as process:
        process.communicate(timeout=60)
    assert (process.returncode, scraps(folder)) == (-number, [])
    found = (folder / "x.json").read_bytes()
    assert found.endswith(b"}\n") if function == "replace" and after else found == b"before"


def test_an_ignored_signal_stays_ignored(folder: Path) -> None:
    """As under nohup."""
    with half_written(folder, hangup_ignored=True) as (process, _):
        process.send_signal(signal.SIGHUP)
        time.sleep(0.1)
    assert (process.returncode, scraps(folder)) == (0, ["慢.yaml"])


def test_what_a_kill_left_is_removed_after_a_day(folder: Path, mzprog: Run) -> None:
    """Whatever had been written of it; a younger one may be in use."""
    with half_written(folder) as (process, scrap):
        process.kill()
        process.wait(60)
    (scrap,) = (folder / name for name in scraps(folder) if ours(name))
    assert mzprog(*EVALUATE, cwd=folder).code == 0
    assert scrap.exists()
    empty = folder / ".mzprog-0123456789abcdef.tmp"
    empty.touch()
    for left in (scrap, empty):
        os.utime(left, (DAYS_AGO, DAYS_AGO))
    assert mzprog(*EVALUATE, cwd=folder).code == 0
    assert not scrap.exists() and not empty.exists()


def test_what_others_left_stays(folder: Path, mzprog: Run) -> None:
    """A file of such a name with other contents, with another name, a link and a folder."""
    secret = folder / "秘密"
    secret.write_text("x", "utf-8")
    others = [folder / f".mzprog-{name}.tmp" for name in ("0123456789abcdef", "notes", "00000000aaaaaaaa", "0" * 16)]
    others[0].write_text("不是它写的", "utf-8")
    others[1].write_text("", "utf-8")
    others[2].symlink_to(secret)
    others[3].mkdir()
    for other in (*others, secret):
        os.utime(other, (DAYS_AGO, DAYS_AGO), follow_symlinks=False)
    assert mzprog(*EVALUATE, cwd=folder).code == 0
    assert all(os.path.lexists(other) for other in others) and secret.exists()


def test_a_hidden_file_that_was_swapped_for_a_link(folder: Path) -> None:
    """Is not put in place, nor is what it leads to touched."""
    secret = folder / "秘密"
    secret.write_bytes(b"secret")
    secret.chmod(0o600)
    with half_written(folder) as (process, scrap):
        scrap.rename(folder / "偷走")
        scrap.symlink_to(secret)
    assert process.returncode == 5
    assert (secret.read_bytes(), stat.S_IMODE(secret.stat().st_mode)) == (b"secret", 0o600)
    assert (folder / "x.json").read_bytes() == b"before"


# ---- what the old file had ----

OTHER = 12345


def without_chown() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(24, 0)  # CAP_CHOWN out of the bounding set, so not in what is run


needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can give files away"
)


def rewritten(folder: Path, first: Callable[[], None] | None = None) -> tuple[os.stat_result, str]:
    """Write x.json anew; return what the file is then, and what was told."""
    done = subprocess.run(
        [sys.executable, "-m", "mzprog", *EVALUATE], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False,
        timeout=60, preexec_fn=first,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b"")
    assert (folder / "x.json").read_bytes().endswith(b"}\n")
    return (folder / "x.json").stat(), done.stderr.decode(PIPED)


@needs_root
def test_owner_group_and_mode_are_kept(folder: Path) -> None:
    file = folder / "x.json"
    file.write_bytes(b"before")
    os.chown(file, OTHER, OTHER + 1)
    file.chmod(0o4664)
    found, told = rewritten(folder)
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode), told) == (OTHER, OTHER + 1, 0o4664, "")


@needs_root
def test_what_is_not_permitted_is_told(folder: Path) -> None:
    """The new group may do no more than anybody; one sentence names what was lost."""
    file = folder / "x.json"
    file.write_bytes(b"before")
    os.chown(file, OTHER, OTHER)
    file.chmod(0o6764)
    found, told = rewritten(folder, without_chown)
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (os.geteuid(), os.getegid(), 0o744)
    assert told == "x.json 换成了新写的文件，没能保持原来的属主、属组\n"


def test_extended_attributes_are_kept(folder: Path) -> None:
    file = folder / "x.json"
    file.write_bytes(b"before")
    try:
        os.setxattr(file, "user.来源".encode(), b"2018")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    _, told = rewritten(folder)
    assert (os.getxattr(file, "user.来源".encode()), told) == (b"2018", "")


def test_a_hard_link_that_is_cut_is_told(folder: Path) -> None:
    """Whole or not at all counts for more; the other name keeps the old contents."""
    file, other = folder / "x.json", folder / "另一个名字"
    file.write_bytes(b"before")
    os.link(file, other)
    _, told = rewritten(folder)
    assert (other.read_bytes(), told.count("\n"), "硬链接" in told) == (b"before", 1, True)


def test_a_new_file_is_as_the_mask_says(folder: Path) -> None:
    found, told = rewritten(folder, lambda: [os.umask(0o027)].clear())
    assert (stat.S_IMODE(found.st_mode), told) == (0o640, "")


# ---- standard output that is cut short ----

BUFFERING = [{}, {"PYTHONUNBUFFERED": "1"}]


def told_of(
    args: tuple[str, ...], folder: Path, stdout: int, env: dict[str, str], **options: object
) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *args], cwd=folder, env={**ENVIRONMENT, **env}, stdout=stdout,
        stderr=subprocess.PIPE, check=False, timeout=60, **options,  # type: ignore[call-overload]
    )  # fmt: skip
    return done.returncode, done.stderr.decode(PIPED)


@pytest.mark.parametrize("env", BUFFERING)
@pytest.mark.parametrize("args", [("--version",), ("schema",), EVALUATE[:4]])
def test_a_file_behind_standard_output_that_is_full(folder: Path, args: tuple[str, ...], env: dict[str, str]) -> None:
    """The system writes what still fits and says how much that was."""
    import resource

    with open(folder / "x.txt", "wb") as out:
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (7, 7))  # noqa: E731
        ended = told_of(args, folder, out.fileno(), env, preexec_fn=limit)
    assert ended == (5, "错误：写不到标准输出（文件太大）\n")


@pytest.mark.parametrize("env", BUFFERING)
def test_a_pipe_that_lets_nobody_wait(folder: Path, env: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    many_plans(folder / "规划", 100)
    ended = told_of(("evaluate", "规划", "--year", "2018", "--format", "json"), folder, writing, env)
    os.close(reading)
    os.close(writing)
    assert ended == (5, "错误：写不到标准输出（管道满了，另一头没有及时读）\n")


def test_the_version_without_standard_output() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m mzprog --version >&-"],
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, "写不到标准输出" in done.stderr.decode(PIPED)) == (5, True)


# ---- Windows, simulated ----


def locked(times: int, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let a file be open in another program for some tries; return how long was waited for it."""
    replace, waits = os.replace, list[float]()

    def tried(source: str, target: str) -> None:
        if len(waits) < times:
            error = PermissionError(errno.EACCES, "Access is denied")
            error.winerror = 5  # type: ignore[attr-defined]
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", tried)
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


def test_a_file_that_is_open_elsewhere_for_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = locked(3, monkeypatch)
    write("新", str(tmp_path / "x.txt"), utf8=True)
    assert ((tmp_path / "x.txt").read_text("utf-8"), len(waits)) == ("新", 3)


def test_a_file_that_stays_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is left as it is after a few tries, and the sentence says what to do."""
    (tmp_path / "x.txt").write_text("旧", "utf-8")
    waits = locked(1000, monkeypatch)
    with pytest.raises(CannotWriteError, match="可能正被 Word 或 Excel 打开"):
        write("新", str(tmp_path / "x.txt"), utf8=True)
    assert ((tmp_path / "x.txt").read_text("utf-8"), len(os.listdir(tmp_path))) == ("旧", 1)
    assert 1 < sum(waits) < 3


def test_a_closed_pipe_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error there is another, and means the same."""

    class Closed:
        encoding = "utf-8"
        buffer = property(lambda self: self)

        def flush(self) -> None:
            raise OSError(errno.EINVAL, "Invalid argument")

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr(output.sys, "stdout", Closed())  # type: ignore[attr-defined]
    with pytest.raises(CannotWriteError):
        write("x", None, utf8=True)
    monkeypatch.setattr(output, "GONE", {errno.EINVAL})
    write("x", None, utf8=True)


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_a_new_file_is_as_open_as_any_that_is_made(tmp_path: Path, mask: int) -> None:
    """For reading and writing, less what the user's mask takes away."""
    before = os.umask(mask)
    try:
        write("甲", str(tmp_path / "新.txt"), utf8=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "新.txt").stat().st_mode) == 0o666 & ~mask
