"""What the tests share: the program run in this process or in its own, and plans in a few lines."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

from mzprog.core.plan import Plan
from mzprog.planfile.load import parse_plan
from tests.inside import AT_THE_START, run_inside
from tests.needs import foreign, left_out

ROOT = Path(__file__).parent.parent

collect_ignore = ["windows_like"]  # to import it takes parts of Python away from every test after it

# How long an example takes says more of the machine than of the program; and what lands is judged by
# the same examples each time, while every other run looks for new ones.
hypothesis.settings.register_profile("untimed", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("untimed")


# What a shell starts in the background, or nohup, ignores some signals; the programs that tests end by them must not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for name in ("SIGHUP", "SIGQUIT"):
    if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, name), signal.SIG_DFL)


class Ran(NamedTuple):
    """How a call ended: exit code and what it wrote, as text."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]

# How text comes through a pipe here, where nobody says otherwise: with a code page on Windows.
PIPED = getattr(sys.__stderr__, "encoding", None) or "utf-8"

# What would change the output is not taken over from whoever runs the tests.
CHANGING = {"NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "LINES", "TERM"}
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in CHANGING},
    "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    "COLUMNS": "80",
}


def _ran(code: int, out: bytes, err: bytes, encoding: str) -> Ran:
    assert b"Traceback" not in err, err.decode(encoding)
    return Ran(code, out.decode(encoding), err.decode(encoding))


@pytest.fixture
def mzprog() -> Run:
    """Run the program as users do, within this process: ``mzprog("evaluate", …) -> Ran``."""

    def run(*args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Ran:
        assert not any(name.startswith(AT_THE_START) for name in env or {}), "this needs mzprog_process"
        return _ran(*run_inside(args, stdin, {**ENVIRONMENT, **(env or {})}, cwd), "utf-8")

    return run


@pytest.fixture
def mzprog_process() -> Run:
    """Run the program in a process of its own: for what a process starts with, and how it ends."""

    def run(
        *args: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        encoding: str = "utf-8",
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "mzprog", *args],
            input=stdin,
            capture_output=True,
            env={**ENVIRONMENT, **(env or {})},
            cwd=cwd,
            timeout=60,
            check=False,
        )
        return _ran(done.returncode, done.stdout, done.stderr, encoding)

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    return (yield from _without_what_is_lacking())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    return (yield from _without_what_is_lacking())


def _without_what_is_lacking() -> Iterator[None]:
    """Leave a test out, by name, that itself uses what this system's Python does not have; the program may not."""
    try:
        return (yield)
    except (AttributeError, ImportError, ValueError) as error:
        places, lacking = traceback.extract_tb(error.__traceback__), foreign(error)
        if lacking and not any(Path(place.filename).is_relative_to(ROOT / "mzprog") for place in places):
            pytest.skip(f"needs {lacking}")
        raise


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End a run with what it did not run."""
    skipped = [report.longrepr for report in terminalreporter.stats.get("skipped", [])]
    for line in left_out(reason.removeprefix("Skipped: ") for _, _, reason in skipped):
        terminalreporter.write_line(line)


def plan_of(*indicators: str, head: str = "baseline_year: 2015\ntarget_year: 2020") -> Plan:
    """Return a plan with these indicators, each the inside of a flow mapping: ``name: a, target: 5``."""
    items = "\n".join(f"  - {{{indicator}}}" for indicator in indicators)
    return parse_plan(f"plan: 测试规划\n{head}\nindicators:\n{items}\n".encode(), "test.yaml")


def powerless() -> None:
    """Give up the right of an administrator to pass over permissions; who has none loses nothing."""
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, right)  # PR_CAPBSET_DROP


@contextlib.contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.fixture
def bound_by_permissions(tmp_path: Path) -> Callable[[], None]:
    """Skip where the test runs as somebody whom no permission stops, and who cannot give that up."""
    (tmp_path / "拒绝").mkdir()
    with mode(tmp_path / "拒绝", 0o500):
        tried = subprocess.run(
            ["touch", str(tmp_path / "拒绝" / "x")], preexec_fn=powerless, capture_output=True, check=False
        )
    shutil.rmtree(tmp_path / "拒绝")
    if tried.returncode == 0:
        pytest.skip("no permission stops this user")
    return powerless
