"""A pytest plugin: which lines of the program each test runs, how much work it is, and whether it starts processes.

``pytest -p tests.traced`` writes it into the folder ``TRACED``, each worker its own part; :func:`read` puts them
together. Only what is run within the tests' process is seen.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

ELSEWHERE = {"test_office", "test_browser"}  # other programs take their time, and a second test for each line is enough


class TracedTest(NamedTuple):
    """A test as it ran: pytest's name for it, how much work, on how many lines, whether it started processes."""

    name: str
    seconds: float
    lines: int
    processes: bool


class Trace(NamedTuple):
    """All tests that passed, by name; for each file and line the names of those that ran it; and which failed."""

    tests: dict[str, TracedTest]
    lines: dict[str, dict[int, list[str]]]
    failed: list[str]


def read(folder: Path, root: Path) -> Trace:
    """Put together what the workers wrote; files are named from ``root``."""
    seconds: dict[str, float] = {}
    starts: set[str] = set()
    failed: set[str] = set()
    lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    count: dict[str, int] = defaultdict(int)
    for part in folder.glob("*.json"):
        told = json.loads(part.read_text("utf-8"))
        seconds |= told["passed"]
        starts |= set(told["starts"])
        failed |= set(told["failed"])
        for file, by_line in told["lines"].items():
            for line, names in by_line.items():
                lines[str(Path(file).relative_to(root))][int(line)] += names
    for by_number in lines.values():
        for number, names in by_number.items():
            by_number[number] = [name for name in names if name in seconds]
            for name in by_number[number]:
                count[name] += 1
    return Trace({n: TracedTest(n, s, count[n], n in starts) for n, s in seconds.items()}, lines, sorted(failed))


class _Recorder:
    def __init__(self, folder: Path) -> None:
        import coverage

        self.folder = folder
        self.coverage = coverage.Coverage(data_file=None, source=["mzprog"], config_file=False)
        self.coverage.start()
        self.now, self.before = "", 0.0
        self.passed: dict[str, float] = {}
        self.failed: dict[str, str] = {}  # name → skipped or failed
        self.starts: set[str] = set()
        sys.addaudithook(self._audit)

    def _audit(self, event: str, args: tuple[object, ...]) -> None:
        if event == "subprocess.Popen":
            self.starts.add(self.now)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if item.path.stem not in ELSEWHERE]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.now, self.before = nodeid, sum(os.times()[:4])
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.passed.setdefault(report.nodeid, 0.0)
        if report.outcome != "passed":
            self.failed[report.nodeid] = report.outcome

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.passed[nodeid] = sum(os.times()[:4]) - self.before

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        told = {
            "passed": {name: time for name, time in self.passed.items() if name not in self.failed},
            "failed": [name for name, outcome in self.failed.items() if outcome == "failed"],
            "starts": sorted(self.starts),
            "lines": {file: data.contexts_by_lineno(file) for file in data.measured_files()},
        }
        name = os.environ.get("PYTEST_XDIST_WORKER", "all")
        (self.folder / f"{name}.json").write_text(json.dumps(told), "utf-8")


def pytest_configure(config: Any) -> None:
    worker = "PYTEST_XDIST_WORKER" in os.environ
    if worker or not config.getoption("numprocesses", None):  # who only hands out tests runs none
        config.pluginmanager.register(_Recorder(Path(os.environ["TRACED"])))
