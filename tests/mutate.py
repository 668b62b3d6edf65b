"""``make mutate``: the program is made faulty in one place after the other, and its tests must notice each time.

Which faults are tried is drawn by their own names, so that the same code gives the same sample whatever
else has changed. Each is tried in a copy of the project, with the tests that run its lines, the most
particular first. What is not noticed must be explained in ``docs/testing.md``, by its line as changed.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import itertools
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests import traced
from tests.faults import Fault, faults, statement, users

ROOT = Path(__file__).parent.parent
EXPLAINED = ROOT / "docs" / "testing.md"

# The heart of the program: there every fault is tried, elsewhere a sample.
CALCULATOR = ("rules", "case.py", "rules.py", "method.py", "period.py", "powers.py", "quantity.py", "assessment.py")
ENOUGH = 40.0  # seconds of tests, as traced, for a fault
ENDLESS = 150  # seconds of processor time after which a fault is taken for an endless loop
STUCK = 900  # seconds after which it is taken to wait for what never comes
MEMORY = 6 << 30
NOTICED = 0.95


class Outcome(NamedTuple):
    """A fault that was tried, its line as changed, and whether a test noticed."""

    fault: Fault
    changed: str
    noticed: bool


class Copy:
    """A copy of the project in which one fault at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "wheelhouse*", "dist"))
        self.environment = {**os.environ, "CI": "1", "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}

    def passes(self, *args: str, seconds: float, limit: int = ENDLESS, **env: str) -> bool:
        """Run pytest and tell whether it passed, in ``seconds`` and with ``limit`` seconds of processor time."""
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *args]
        with subprocess.Popen(
            command, cwd=self.folder, env={**self.environment, **env}, start_new_session=True,
            preexec_fn=functools.partial(_bounded, limit),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            try:
                return process.wait(seconds) == 0
            except subprocess.TimeoutExpired:
                return False
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def trace(self) -> traced.Trace:
        """Run all tests as they are and return what each came by."""
        with tempfile.TemporaryDirectory() as parts:
            self.passes("-n", str(os.cpu_count()), "-p", "tests.traced", seconds=7200, limit=7200, TRACED=parts)
            return traced.read(Path(parts), self.folder)

    def noticed(self, fault: Fault, tests: Sequence[str]) -> bool:
        """Make the fault, run the tests, and take it back."""
        path, listed = self.folder / fault.file, self.folder / "tests-to-run"
        before, stat = path.read_bytes(), path.stat()
        listed.write_text("\n".join(tests), "utf-8")
        path.write_text(fault.becomes(), "utf-8")
        try:
            return not self.passes("-x", "-p", "no:xdist", f"@{listed}", seconds=STUCK)
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _bounded(seconds: int) -> None:
    import resource  # not everywhere

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def population(calculator: bool) -> Iterator[Fault]:
    """Yield every fault inside the calculator, or every one outside."""
    for path in sorted((ROOT / "mzprog").rglob("*.py")):
        within = path.relative_to(ROOT / "mzprog" / "core").parts[0] if "core" in path.parts else ""
        if (within in CALCULATOR) == calculator:
            yield from faults(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def drawn(all_: Sequence[Fault], seed: int) -> Iterator[Fault]:
    """Yield the faults in an order that chance has made, the same for the same seed; what is no Python is no fault."""
    again: Counter[tuple[str, ...]] = Counter()

    def rank(fault: Fault) -> bytes:
        name = (str(seed), fault.file, fault.source.split("\n")[fault.lines.start - 1].strip(), fault.kind)
        again[name] += 1
        return hashlib.sha256("\0".join((*name, str(again[name]))).encode()).digest()

    for fault in sorted(all_, key=rank):
        with contextlib.suppress(SyntaxError):
            compile(fault.becomes(), fault.file, "exec")
            yield fault


def chosen(fault: Fault, trace: traced.Trace) -> list[str]:
    """Return the tests that may notice: those that run the statement, up to a time.

    The tests of its room come first, the most particular of them before the others. What is run when a module is
    imported is noticed by who uses what it names, then by who uses the module. What is left of the time is for the
    rest of the room, which may run a line before it begins (tables are made once), or, where no test runs it in its
    own process, for those that start others.
    """
    lines, in_function = statement(fault.source, fault.lines.start)
    known = trace.lines.get(fault.file, {})
    met = [line for line in known if not in_function or line in lines]
    names = dict.fromkeys(itertools.chain.from_iterable(known[line] for line in met))
    rooms = [
        f"tests/{room}/" for room in (fault.file.split("/")[1], *(["conformance"] if "/core/" in fault.file else []))
    ]
    outside = {test.name: not test.name.startswith(tuple(rooms)) for test in trace.tests.values()}
    tests = sorted((trace.tests[name] for name in names), key=lambda test: (outside[test.name], test.lines))
    if not in_function:
        places = set(users(fault.file, fault.lines.start, _sources(tuple(trace.lines))))
        near = {name for file, line in places for name in trace.lines[file].get(line, ())}
        tests.sort(key=lambda test: test.name not in near)
    others = [test for test in trace.tests.values() if test.name not in names]
    tests += sorted(others, key=lambda test: (not names and not test.processes, outside[test.name], test.seconds))
    spent = itertools.accumulate(test.seconds for test in tests)
    return [test.name for test, until in zip(tests, spent, strict=True) if until <= ENOUGH] or [tests[0].name]


@functools.cache
def _sources(files: tuple[str, ...]) -> dict[str, str]:
    return {file: (ROOT / file).read_text("utf-8") for file in files}


def tried(sample: Sequence[Fault], minutes: float) -> Iterator[Outcome]:
    """Yield what becomes of each fault, as many as there is time for."""
    with tempfile.TemporaryDirectory() as folder:
        workers = os.cpu_count() or 1
        copies = [Copy(Path(folder) / str(number)) for number in range(workers)]
        trace = copies[0].trace()
        print(f"{len(trace.tests)} tests pass as the program is; these fail: {trace.failed}", flush=True)
        free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for copy in copies:
            free.put(copy)
        end = time.monotonic() + 60 * minutes

        def outcome(fault: Fault) -> Outcome | None:
            if time.monotonic() > end:
                return None
            copy = free.get()
            try:
                noticed = copy.noticed(fault, chosen(fault, trace))
            finally:
                free.put(copy)
            return Outcome(fault, fault.changed(), noticed)

        with ThreadPoolExecutor(workers) as pool:
            yield from filter(None, pool.map(outcome, sample))


def main() -> int:
    """Try the faults and print what was not noticed; 1 where that is too much or, in the calculator, unexplained."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate")
    parser.add_argument("--calculator", action="store_true", help="every fault there, not a sample elsewhere")
    parser.add_argument("--count", type=int, default=400, help="how many faults are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30, help="when to stop, the tests' first run not counted")
    asked = parser.parse_args()
    all_ = list(population(asked.calculator))
    sample = list(itertools.islice(drawn(all_, asked.seed), None if asked.calculator else asked.count))
    print(f"{len(sample)} of {len(all_)} faults, seed {asked.seed}", flush=True)
    explained = EXPLAINED.read_text("utf-8")
    outcomes, open_ = [], 0
    for outcome in tried(sample, asked.minutes):
        outcomes.append(outcome)
        if not outcome.noticed:
            known = bool(outcome.changed) and f"`{outcome.changed}`" in explained
            open_ += not known
            place = f"{outcome.fault.file}:{outcome.fault.lines.start}"
            print(
                f"{'explained' if known else 'UNNOTICED'} {place} {outcome.fault.kind}: {outcome.changed}", flush=True
            )
    noticed = sum(outcome.noticed for outcome in outcomes)
    print(f"{len(outcomes)} tried, {noticed} noticed ({noticed / max(1, len(outcomes)):.1%}), {open_} unexplained")
    return int(open_ > 0 if asked.calculator else noticed < NOTICED * len(outcomes))


if __name__ == "__main__":
    sys.exit(main())
