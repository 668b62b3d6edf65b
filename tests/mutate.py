"""``make mutate``: the heart of the program is changed in a thousand places, and its own tests must notice each.

cosmic-ray makes the changes, in a copy of the project, one at a time. What is never noticed must be
explained in ``docs/testing.md``, by the line as it was changed; else the exit code is 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
EXPLAINED = ROOT / "docs" / "testing.md"

# A module or room, and the tests that must notice what is changed in it, besides its own doctests.
HEART = {
    "core/rules": ("tests/test_rules.py", "tests/test_inverse.py", "tests/test_working.py", "tests/test_forecast.py"),
    "core/method.py": ("tests/test_method.py", "tests/test_assessment.py"),
    "core/period.py": ("tests/test_period.py",),
    "core/quantity.py": ("tests/test_quantity.py",),
    "core/assessment.py": ("tests/test_assessment.py", "tests/test_rules.py"),
}
# Types are not evaluated (`X | None`), and our numbers have no bits; nobody writes + for // by mistake.
LEFT_OUT = (
    r".*_Bit(Or|And|Xor)_.*",
    r".*_(Bit(Or|And|Xor)|RShift|LShift)$",
    r".*ReplaceBinaryOperator_.*_(Mod|Pow|FloorDiv)$",
    r".*ReplaceUnaryOperator_.*_Invert$",
    r".*_(Lt|Gt|LtE|GtE|Eq|NotEq)_Is(Not)?$",
    r".*_Is_(Lt|Gt|LtE|GtE|Eq|NotEq)$",
    r".*RemoveDecorator$",  # ours are properties, which every test reads, and caches, which change no result
)
CONFIG = """[cosmic-ray]
module-path = "{module}"
timeout = 30.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider -p no:xdist {tests}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {left_out}
"""


class Mutant(NamedTuple):
    """A change: where, which, the line as it was changed, and whether a test noticed."""

    file: str
    line: int
    operator: str
    changed: str
    noticed: bool


def mutate(file: str, tests: Iterable[str]) -> list[Mutant]:
    """Change one module in every place and return what became of each change."""
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import WorkerOutcome

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        ignored = shutil.ignore_patterns(".*", "__pycache__", "wheelhouse*", "dist")
        shutil.copytree(ROOT, copy, ignore=ignored)
        config, session = Path(folder) / "config.toml", Path(folder) / "session.sqlite"
        settings = CONFIG.format(
            module=file, python=sys.executable, tests=" ".join([*tests, file]), left_out=list(LEFT_OUT)
        )
        config.write_text(settings.replace("'", '"').replace("\\", "\\\\"), "utf-8")
        environment = {**os.environ, "CI": "1", "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        for program, *arguments in (
            ("cosmic-ray", "init", config, session),
            ("cr-filter-operators", session, config),
            ("cosmic-ray", "exec", config, session),
        ):
            command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
            subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        with use_db(session) as found:
            changes = {item.job_id: item.mutations[0] for item in found.work_items}
            done = {job: result for job, result in found.results if result.worker_outcome is not WorkerOutcome.SKIPPED}
        return [
            Mutant(
                file, changes[job].start_pos[0], changes[job].operator_name.partition("/")[2],
                _changed(result.diff or ""), result.is_killed,
            )
            for job, result in done.items()
        ]  # fmt: skip


def _changed(diff: str) -> str:
    """Return the lines that a change put in."""
    return " ".join(line[1:].strip() for line in diff.splitlines() if line.startswith("+") and line[:3] != "+++")


def main() -> int:
    """Change every module of the heart, print what was not noticed, and return 1 where that is not explained."""
    jobs = {
        str(path.relative_to(ROOT)): tests
        for name, tests in HEART.items()
        for path in (sorted((ROOT / "mzprog" / name).glob("*.py")) if "." not in name else [ROOT / "mzprog" / name])
    }
    explained = EXPLAINED.read_text("utf-8") if EXPLAINED.exists() else ""
    open_ = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, mutants in zip(jobs, pool.map(mutate, jobs, jobs.values()), strict=True):
            unnoticed = [mutant for mutant in mutants if not mutant.noticed]
            print(f"{file}: {len(mutants)} changes, {len(mutants) - len(unnoticed)} noticed", flush=True)
            for mutant in unnoticed:
                known = bool(mutant.changed) and f"`{mutant.changed}`" in explained
                open_ += not known
                print(f"  {'explained' if known else 'UNNOTICED'} {mutant.line} {mutant.operator}: {mutant.changed}")
    return int(open_ > 0)


if __name__ == "__main__":
    sys.exit(main())
