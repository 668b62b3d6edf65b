"""The same answer in every environment: locales, encodings, terminals, closed and full streams, interruptions."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, mode
from tests.program import width_of

WUHAN = str(ROOT / "plans" / "wuhan.yaml")
EVALUATE = ("evaluate", WUHAN, "--year", "2018")
ODD = """\
plan: 测试
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 设施面积（m²）和CO₂ ⚠, baseline: 1, target: 5, observations: {2018: 3}}
"""

Done = subprocess.CompletedProcess[bytes]


def run(*args: str | bytes, env: Mapping[str, str] | None = None, **more: object) -> Done:
    """Run the program with nothing in its environment but where it is, and ``env``."""
    given: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    done: Done = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "mzprog", *args],
        env={"PYTHONPATH": str(ROOT), **(env or {})}, timeout=60, check=False, **{**given, **more},
    )  # fmt: skip
    assert b"Traceback" not in (done.stderr or b""), done.stderr.decode("utf-8", "replace")
    return done


@cache
def usual(*args: str) -> Done:
    return run(*args, env={"LC_ALL": "C.UTF-8"})


@pytest.fixture(scope="session")
def gbk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Make a real GBK locale; where the machine cannot, the tests that need it are skipped by name."""
    folder = tmp_path_factory.mktemp("locale")
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / "zh_CN.GBK")], capture_output=True, check=False
    )
    environment = {"LC_ALL": "zh_CN.GBK", "LOCPATH": str(folder)}
    asked = [sys.executable, "-c", "import sys; print(sys.stdout.encoding)"]
    if not made or subprocess.run(asked, env=environment, capture_output=True, check=True).stdout.strip() != b"gbk":
        pytest.skip("no locale zh_CN.GBK: localedef or its sources are not on this machine")
    return environment


PLAIN_C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PLACES: dict[str, tuple[Mapping[str, str], str]] = {
    "nothing at all": ({}, "utf-8"),
    "LC_ALL=C": ({"LC_ALL": "C"}, "utf-8"),
    "PYTHONUTF8=0": ({"PYTHONUTF8": "0"}, "utf-8"),
    "C without UTF-8": (PLAIN_C, "ascii"),
    "GBK asked for": ({"PYTHONIOENCODING": "gbk"}, "gbk"),
    "ASCII asked for": ({"PYTHONIOENCODING": "ascii"}, "ascii"),
    "no home": ({"HOME": "/nonexistent"}, "utf-8"),
    "dumb terminal": ({"TERM": "dumb"}, "utf-8"),
    "another hash seed": ({"PYTHONHASHSEED": "7"}, "utf-8"),
    "warnings are errors": ({"PYTHONWARNINGS": "error"}, "utf-8"),
    "NO_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "utf-8"),
}
CALLS = {
    "table": (*EVALUATE, "--format", "table"),
    "plain": EVALUATE,
    "help": ("evaluate", "--help"),
    "no such file": ("evaluate", "没有.yaml", "--year", "2018"),
    "wrong call": ("evaluate", WUHAN),
}


def same(done: Done, args: tuple[str, ...], encoding: str) -> None:
    """Hold an answer to the usual one: the same text as far as the encoding goes, figures and all."""
    expected = usual(*args)
    assert done.returncode == expected.returncode
    for got, wanted in ((done.stdout, expected.stdout), (done.stderr, expected.stderr)):
        if encoding == "ascii":
            got, wanted = (bytes(c for c in data if c in b"0123456789%\n") for data in (got, wanted))
            assert got == wanted
        else:
            assert got.decode(encoding) == wanted.decode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("call", CALLS)
def test_words_in_every_environment(place: str, call: str) -> None:
    env, encoding = PLACES[place]
    same(run(*CALLS[call], env=env), CALLS[call], encoding)


@pytest.mark.parametrize("call", CALLS)
def test_words_in_a_gbk_locale(call: str, gbk: dict[str, str]) -> None:
    same(run(*(word.encode("gbk") for word in CALLS[call]), env=gbk), CALLS[call], "gbk")


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("place", PLACES)
def test_data_are_the_same_bytes_everywhere(place: str, form: str) -> None:
    """JSON and CSV are UTF-8 whatever the locale."""
    assert run(*EVALUATE, "--format", form, env=PLACES[place][0]).stdout == usual(*EVALUATE, "--format", form).stdout


def test_data_are_the_same_bytes_in_a_gbk_locale(gbk: dict[str, str]) -> None:
    assert run(*EVALUATE, "--format", "json", env=gbk).stdout == usual(*EVALUATE, "--format", "json").stdout


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_what_gbk_lacks_gets_its_plain_form(form: str, tmp_path: Path) -> None:
    """m² becomes m2, and what has no plain form a question mark: never a crash, never half a table."""
    (tmp_path / "x.yaml").write_text(ODD, "utf-8")
    done = run(
        "evaluate", str(tmp_path / "x.yaml"), "--year", "2018", "--format", form, env={"PYTHONIOENCODING": "gbk"}
    )
    assert done.returncode == 0
    assert "设施面积（m2）和CO2 ?" in done.stdout.decode("gbk")


def test_files_are_utf8_in_a_gbk_locale(gbk: dict[str, str], tmp_path: Path) -> None:
    """A plan is read and a file written as UTF-8, their names in the locale's own encoding."""
    (tmp_path / "x.yaml").write_text(ODD, "utf-8")
    done = run("evaluate", "x.yaml", "--year", "2018", "-o", "结果.md".encode("gbk"), env=gbk, cwd=tmp_path)
    assert done.returncode == 0
    assert "设施面积（m²）和CO₂ ⚠" in (tmp_path / os.fsdecode("结果.md".encode("gbk"))).read_text("utf-8")


def test_force_color_colours_a_table_and_no_data() -> None:
    """FORCE_COLOR asks for colours where a table goes into a pipe; data and files never have any."""
    env = {"FORCE_COLOR": "1"}
    assert b"\x1b[" in run(*EVALUATE, "--format", "table", env=env).stdout
    for form in ("plain", "markdown", "csv", "json"):
        assert b"\x1b" not in run(*EVALUATE, "--format", form, env=env).stdout


@pytest.mark.parametrize("columns", ["1", "20", "40", "79", "80", "120", "0", "-5", "many"])
def test_columns(columns: str, mzprog: Run) -> None:
    """No line is wider than the terminal, down to forty cells; a senseless width is taken as eighty."""
    ran = mzprog(*EVALUATE, "--format", "table", "--explain", env={"COLUMNS": columns})
    assert ran.code == 0
    widths = [width_of(line) for line in ran.out.split("\n")]
    wanted = int(columns) if columns in {"40", "79", "80", "120"} else 80
    assert columns in {"1", "20"} or max(widths) <= wanted


@pytest.mark.parametrize("name", ["有 空格 和中文.yaml", "-o.yaml", "[a] {b} 'c' \"d\".yaml", "a\nb.yaml"])
def test_odd_paths(name: str, tmp_path: Path) -> None:
    """A plan, a folder and a result may be called anything."""
    folder = tmp_path / "文件 夹"
    folder.mkdir()
    (folder / name).write_text(ODD, "utf-8")
    result = folder / f"{name} 结果.json"
    done = run("evaluate", str(folder / name), str(folder), "--year", "2018", "-o", str(result))
    assert (done.returncode, done.stderr.count(b"\n")) == (0, 1)  # that it was named twice
    assert [plan["file"] for plan in json.loads(result.read_bytes())["plans"]] == [str(folder / name)]


def test_odd_paths_in_messages(tmp_path: Path) -> None:
    """A file name cannot make a terminal obey or forge a line of its own."""
    (tmp_path / "a\nb\x1b[2J.yaml").write_text("[]", "utf-8")
    done = run("evaluate", str(tmp_path), "--year", "2018")
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)
    assert b"a?b?[2J.yaml:1:1: " in done.stderr


# --- streams and disks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args", [EVALUATE, (*EVALUATE, "--format", "json"), ("--help",), ("--version",), ("evaluate", "--help")]
)
def test_reader_closes_the_pipe(args: tuple[str, ...]) -> None:
    """Whoever closes the pipe has what it wants: exit code 0 and silence."""
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*args, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("args", [EVALUATE, (*EVALUATE, "--format", "csv"), ("--help",), ("--version",)])
def test_full_disk_behind_standard_output(args: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = run(*args, stdout=full)
    assert done.returncode == 5
    assert "写不到标准输出（磁盘已满）" in done.stderr.decode()


def limited(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_file_that_cannot_be_finished_is_not_begun(tmp_path: Path) -> None:
    """Where the disk ends in the middle of a file, the one that was there stays and no scrap is left."""
    result = tmp_path / "结果.json"
    for before in (None, b"before"):
        if before is not None:
            result.write_bytes(before)
        done = run(*EVALUATE, "-o", str(result), preexec_fn=partial(limited, 1000))
        assert done.returncode == 5
        assert "写不出" in done.stderr.decode()
        assert [path.name for path in tmp_path.iterdir()] == ([result.name] if before else [])
    assert result.read_bytes() == b"before"


def test_standard_output_that_cannot_be_finished(tmp_path: Path) -> None:
    with open(tmp_path / "out", "wb") as out:
        done = run(*EVALUATE, "--format", "json", stdout=out, preexec_fn=partial(limited, 1000))
    assert (done.returncode, "写不到标准输出" in done.stderr.decode()) == (5, True)


def close(number: int) -> None:
    os.close(number)


def test_standard_output_is_closed(tmp_path: Path) -> None:
    done = run(*EVALUATE, stdout=None, preexec_fn=partial(close, 1))
    assert (done.returncode, "写不到标准输出" in done.stderr.decode()) == (5, True)
    result = tmp_path / "结果.csv"
    assert run(*EVALUATE, "-o", str(result), stdout=None, preexec_fn=partial(close, 1)).returncode == 0
    assert result.stat().st_size > 1000


def test_standard_error_is_closed() -> None:
    done = run("evaluate", WUHAN, "没有.yaml", "--year", "2018", stderr=None, preexec_fn=partial(close, 2))
    assert (done.returncode, done.stdout) == (3, usual("evaluate", WUHAN, "没有.yaml", "--year", "2018").stdout)


def test_standard_input_is_closed() -> None:
    done = run("evaluate", "-", "--year", "2018", stdin=None, preexec_fn=partial(close, 0))
    assert done.returncode == 3
    assert done.stderr.decode().startswith("-")


def test_read_only_folder(tmp_path: Path, bound_by_permissions: Callable[[], None]) -> None:
    with mode(tmp_path, 0o500):
        done = run(*EVALUATE, "-o", str(tmp_path / "x.json"), preexec_fn=bound_by_permissions)
    assert (done.returncode, list(tmp_path.iterdir())) == (5, [])
    assert "x.json（没有权限）" in done.stderr.decode()


def test_read_only_working_folder(tmp_path: Path, bound_by_permissions: Callable[[], None]) -> None:
    """Nothing but ``-o`` writes: the program runs where it may not leave anything."""
    with mode(tmp_path, 0o500):
        done = run(*EVALUATE, cwd=tmp_path, env={"HOME": str(tmp_path)}, preexec_fn=bound_by_permissions)
    assert (done.returncode, done.stdout) == (0, usual(*EVALUATE).stdout)


def test_files_that_may_not_be_read_or_written(tmp_path: Path, bound_by_permissions: Callable[[], None]) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(ODD, "utf-8")
    with mode(file, 0o000):
        done = run("evaluate", str(file), "--year", "2018", preexec_fn=bound_by_permissions)
    assert (done.returncode, "x.yaml: 文件打不开（没有权限）" in done.stderr.decode()) == (3, True)
    result = tmp_path / "x.json"
    result.write_bytes(b"before")
    with mode(result, 0o400):
        done = run(*EVALUATE, "-o", str(result), preexec_fn=bound_by_permissions)
    assert (done.returncode, result.read_bytes()) == (5, b"before")
    assert "文件是只读的" in done.stderr.decode()


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("{}", "它是一个文件夹"),
        ("{}/没有/x.json", "所在的文件夹不存在"),
        ("{}/x.yaml/x.json", "路径中有一段不是文件夹"),
        ("{}/" + "长" * 100 + ".json", "文件名太长"),
        ("/dev/full", "磁盘已满"),
    ],
)
def test_result_that_has_no_place(output: str, told: str, mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(ODD, "utf-8")
    ran = mzprog(*EVALUATE, "--format", "json", "-o", output.format(tmp_path))
    assert (ran.code, ran.out) == (5, "")
    assert told in ran.err


def test_devices_and_pipes_are_written_directly(tmp_path: Path) -> None:
    expected = usual(*EVALUATE, "--format", "json").stdout
    assert run(*EVALUATE, "--format", "json", "-o", "/dev/stdout").stdout == expected
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE) as reader:
        written = run(*EVALUATE, "--format", "json", "-o", str(tmp_path / "pipe"))
        if written.returncode:
            reader.kill()  # it would wait for a writer forever
        assert written.returncode == 0
        assert reader.communicate(timeout=60)[0] == expected


def test_a_link_is_written_through(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "文件.json").write_bytes(b"before")
    (tmp_path / "链接.json").symlink_to(tmp_path / "文件.json")
    assert mzprog(*EVALUATE, "-o", str(tmp_path / "链接.json")).code == 0
    assert (tmp_path / "链接.json").is_symlink()
    assert (tmp_path / "文件.json").stat().st_size > 1000


# --- interruptions and changes under way -------------------------------------------------------------------------


def test_interrupted_while_reading(tmp_path: Path) -> None:
    """Ctrl-C while the program waits for its input: one line, exit code 130, nothing written."""
    result = tmp_path / "x.json"
    command = [sys.executable, "-m", "mzprog", "evaluate", "-", "--year", "2018", "-o", str(result)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdin is not None and process.stderr is not None
        wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read().decode().strip() == "已中断"
    assert not result.exists()


def test_interrupted_while_starting(tmp_path: Path) -> None:
    """Ctrl-C before the command line is even read (here: by a module that interrupts whoever imports it)."""
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", "ascii")
    done = run(*EVALUATE, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"})
    assert (done.returncode, done.stdout, done.stderr.decode()) == (130, b"", "已中断\n")


def wait_until_it_reads(process: int) -> None:
    """Wait until a process sleeps in a read of its standard input."""
    for _ in range(600):
        call = Path(f"/proc/{process}/syscall").read_text("ascii").split()
        if call[:2] == ["0", "0x0"]:
            return
        time.sleep(0.05)
    raise AssertionError("it does not read")


@pytest.mark.parametrize("delay", [0.06, 0.08, 0.1, 0.12, 0.15, 0.2])
def test_interrupted_at_any_time(delay: float, tmp_path: Path) -> None:
    """Whenever it is interrupted, a result is there whole or as it was, and no scrap beside it."""
    result = tmp_path / "x.json"
    result.write_bytes(b"before")
    with subprocess.Popen(
        [sys.executable, "-m", "mzprog", *EVALUATE, "-o", str(result)],
        stderr=subprocess.DEVNULL, env={"PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]
    assert result.read_bytes() in {b"before", usual(*EVALUATE, "--format", "json").stdout}


READS = """
import sys
from mzprog import load_plan
for _ in range(300):
    (observed,) = load_plan(sys.argv[1]).indicators[0].whole.observations.values()
    print(observed.value)
"""


def test_an_input_that_is_replaced_while_it_is_read(tmp_path: Path) -> None:
    """A plan that is put in place anew again and again is read as one version or the other, never as a mixture."""
    file, beside = tmp_path / "x.yaml", tmp_path / "y"
    versions = [ODD.replace("2018: 3", f"2018: {n}") + f"# {'x' * 100_000}\n" for n in (2, 4)]
    file.write_text(versions[0], "utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", READS, str(file)],
        stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        while process.poll() is None:
            for version in versions:
                beside.write_text(version, "utf-8")
                beside.replace(file)
            if select.select([process.stdout.fileno()], [], [], 0)[0]:
                break
        observed = process.stdout.read().split()
    assert (process.returncode, len(observed), set(observed)) == (0, 300, {"2", "4"})


def test_a_file_that_goes_while_its_folder_is_read(tmp_path: Path) -> None:
    """A link to nothing in a folder is a problem of its own; the others are evaluated."""
    (tmp_path / "a.yaml").write_text(ODD, "utf-8")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "没有")
    done = run("evaluate", str(tmp_path), "--year", "2018", "--format", "json")
    assert (done.returncode, len(json.loads(done.stdout)["plans"])) == (3, 1)
    assert "b.yaml: 找不到这个文件" in done.stderr.decode()
