"""Files, devices, pipes, closed streams and signals: whole or not at all, and an exit code for each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, PIPED, ROOT, Run
from tests.program import WUHAN, called, written

# ---- files ----


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".json", b"{\n"),
        (".csv", b"\xef\xbb\xbffile,"),
        (".md", b"## "),
        (".txt", "武汉市".encode()),
        (".JSON", b"{\n"),
    ],
)
def test_the_suffix_is_the_format(mzprog: Run, tmp_path: Path, suffix: str, start: bytes) -> None:
    """CSV begins with a BOM, for Excel; standard output stays empty."""
    path = tmp_path / f"评估 结果{suffix}"
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "-o", str(path))
    assert ran == (0, "", "")
    assert path.read_bytes().startswith(start)
    form = {".md": "markdown", ".txt": "plain"}.get(suffix, suffix.lower()[1:])
    assert path.read_text("utf-8-sig") == mzprog("evaluate", WUHAN, "--year", "2018", "--format", form).out.replace(
        "\r\n", "\n"
    )


def test_format_wins_over_suffix(mzprog: Run, tmp_path: Path) -> None:
    """``--format`` says what ``-o`` does not."""
    path = tmp_path / "x.csv"
    assert mzprog("evaluate", WUHAN, "--year", "2018", "--format", "json", "-o", str(path)).code == 0
    assert json.loads(path.read_text("utf-8"))["schema"] == 1


@pytest.mark.parametrize("name", ["x", "x.odt", ".csv"])
def test_unknown_suffixes(mzprog: Run, tmp_path: Path, name: str) -> None:
    """Exit 2, nothing written."""
    ran = mzprog("evaluate", WUHAN, "--year", "2018", "-o", str(tmp_path / name))
    assert (ran.code, ran.out) == (2, "")
    assert ".json" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_output_to_standard_output(mzprog: Run) -> None:
    """``-o -`` is standard output."""
    args = ("evaluate", WUHAN, "--year", "2018")
    assert mzprog(*args, "-o", "-") == mzprog(*args)
    assert not mzprog(*args, "-o", "-", "--format", "csv").out.startswith("\ufeff")


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """Return a folder that nobody may write to, the administrator neither."""
    if os.geteuid() == 0:
        yield Path("/sys")
        return
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


def test_places_that_cannot_be_written(mzprog: Run, tmp_path: Path) -> None:
    """Exit 5 with the reason in Chinese."""
    args = ("evaluate", WUHAN, "--year", "2018", "--format", "csv", "-o")
    ran = mzprog(*args, str(tmp_path))
    assert (ran.code, ran.out, "它是一个文件夹" in ran.err) == (5, "", True)
    ran = mzprog(*args, str(tmp_path / "没有" / "x.csv"))
    assert (ran.code, "所在的文件夹不存在" in ran.err) == (5, True)
    with unwritable(tmp_path) as folder:
        ran = mzprog(*args, str(folder / "x.csv"))
    assert (ran.code, any(word in ran.err for word in ("没有权限", "只读"))) == (5, True)


def test_a_device_is_written_directly(tmp_path: Path) -> None:
    """A full one is exit 5, as output and as standard output; a pipe gets the text."""
    args = ("evaluate", WUHAN, "--year", "2018")
    assert called(*args, "-o", "/dev/full", stdout=subprocess.DEVNULL).returncode == 5
    with open("/dev/full", "wb") as full:
        for command in (args, (*args, "--format", "json"), ("--help",), ("--version",), ("evaluate", "--help")):
            done = called(*command, stdout=full)
            assert (done.returncode, done.stderr.decode(PIPED)) == (5, "错误：写不到标准输出（磁盘已满）\n")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert called(*args, "-o", str(pipe), stdout=subprocess.DEVNULL).returncode == 0
        assert "23项指标" in reader.communicate()[0].decode(PIPED)
    assert pipe.is_fifo()


def test_an_existing_file_is_replaced_whole(mzprog: Run, tmp_path: Path) -> None:
    """With its mode, through a link; nothing is left beside it."""
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    path.write_text("old", "utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    assert mzprog("evaluate", WUHAN, "--year", "2018", "-o", str(link)).code == 0
    assert (json.loads(path.read_text("utf-8"))["schema"], path.stat().st_mode & 0o777) == (1, 0o640)
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, path]


@pytest.mark.parametrize("args", [("--year", "2010"), ("--year", "2018", "--category", "没有"), ("--as-of", "x")])
def test_a_file_is_kept_when_the_call_is_wrong(mzprog: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    """Nothing is touched before the result is there."""
    path = tmp_path / "x.json"
    path.write_text("old", "utf-8")
    assert mzprog("evaluate", WUHAN, *args, "-o", str(path)).code == 2
    assert path.read_text("utf-8") == "old"


def shell(line: str) -> tuple[int, str]:
    """Run a line of shell, ``mzprog`` in it being the program; return exit code and standard error."""
    line = line.replace("mzprog ", f"{sys.executable} -m mzprog ")
    done = subprocess.run(
        ["/bin/sh", "-c", line], stderr=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT, timeout=60, check=False
    )
    return done.returncode, done.stderr.decode(PIPED)


def test_a_file_is_kept_when_the_disk_is_full(tmp_path: Path) -> None:
    """Whole or not at all, and nothing is left beside it."""
    path = tmp_path / "x.json"
    path.write_text("old", "utf-8")
    code, told = shell(f"ulimit -f 1; mzprog evaluate {WUHAN} --year 2018 -o {path}")
    assert (code, "文件太大" in told) == (5, True)
    assert (path.read_text("utf-8"), list(tmp_path.iterdir())) == ("old", [path])


def test_names_that_are_no_text(mzprog: Run, tmp_path: Path) -> None:
    """A file name of other bytes is shown with substitutes, in every form."""
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff.yaml")
    written(tmp_path).rename(name)
    for args in (
        ("--format", "json"),
        ("--format", "json", "-o", str(tmp_path / "x.json")),
        ("-o", str(tmp_path / "x.csv")),
    ):
        assert mzprog("evaluate", name, "--year", "2018", *args).code == 0
    assert mzprog("evaluate", name + "x", "--year", "2018").code == 3


# ---- streams and signals ----


@pytest.mark.parametrize(
    "args",
    [("evaluate", WUHAN, "--year", "2018", "--format", form) for form in ("table", "plain", "json")]
    + [("--help",), ("--version",), ("evaluate", "--help")],
)  # fmt: skip
def test_a_reader_that_closes_the_pipe_has_what_it_wants(args: tuple[str, ...]) -> None:
    """Exit 0, and not a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:
        done = called(*args, stdout=pipe)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_streams(tmp_path: Path) -> None:
    """Without standard output a file can still be written; without standard input there is an empty plan."""
    code, told = shell(f"mzprog evaluate {WUHAN} --year 2018 >&-")
    assert (code, "写不到标准输出" in told) == (5, True)
    assert shell(f"mzprog evaluate {WUHAN} --year 2018 -o {tmp_path}/x.json >&-") == (0, "")
    assert shell("mzprog evaluate 没有.yaml --year 2018 2>&- >/dev/null")[0] == 3
    assert shell("mzprog evaluate - --year 2018 <&- >/dev/null")[0] == 3


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C is exit 130 and one line, after the ^C that a terminal shows; no half-written file."""
    pipe, out = tmp_path / "plan.yaml", tmp_path / "x.json"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "mzprog", "evaluate", str(pipe), "--year", "2018", "-o", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT,
    )  # fmt: skip
    with process, pipe.open("wb"):  # opens once the program has come to reading the plan
        process.send_signal(signal.SIGINT)
        shown, told = process.communicate(timeout=60)
    assert (process.returncode, shown, told.decode(PIPED)) == (130, b"", "\n已中断\n")
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("whatif", WUHAN, "--year", "2018", "--set", "养老床位数=7", "--save"), "新.yaml"),
        (("export", WUHAN, "-o"), "表.csv"),
        (("export", WUHAN, "-o"), "表.xlsx"),
        (("new", "-o"), "新.yaml"),
        (("import", "表.csv", "--into", WUHAN, "-o"), "新.yaml"),
    ],
)
def test_what_people_go_on_with_is_not_replaced(
    mzprog: Run, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    """A file that someone may have filled in since stays, unless it is said to be replaced."""
    file = tmp_path / name
    file.write_text("手工填的", "utf-8")
    (tmp_path / "表.csv").write_text("指标名称,2019年\n养老床位数,7\n", "utf-8") if name != "表.csv" else None
    words = [str(tmp_path / word) if word == "表.csv" else word for word in command]
    refused = mzprog(*words, str(file), *(("--period", "2019") if "import" in command else ()))
    assert (refused.code, file.read_text("utf-8")) == (5, "手工填的")
    assert "--replace" in refused.err
    if "import" not in command:
        assert mzprog(*words, str(file), "--replace").code == 0
        assert file.read_bytes() != "手工填的".encode()
