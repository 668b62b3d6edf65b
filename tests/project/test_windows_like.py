"""The start-up file of ``make test-windows-like``: what it takes away, and that every test is found all the same."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ENVIRONMENT, ROOT
from tests.needs import foreign

LIKE = {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "windows_like")])}


def under_it(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=LIKE, capture_output=True, timeout=60, check=True, cwd=ROOT / "docs"
    )
    return done.stdout.decode("cp936").strip()


def test_what_is_taken_away() -> None:
    """A test that uses it is left out by the name that the error gives."""
    for use in ("import os; os.mkfifo('x')", "import signal; signal.SIGHUP", "import fcntl", "import pty"):
        said = under_it(f"try:\n    exec({use!r})\nexcept (AttributeError, ImportError) as error:\n    print(error)")
        assert "has no attribute" in said or "halted" in said
    assert foreign(AttributeError("module 'signal' has no attribute 'SIGHUP'")) == "signal.SIGHUP"
    assert foreign(ImportError("import of fcntl halted", name="fcntl")) == "fcntl"
    assert foreign(ImportError("no", name="mzprog")) is None


def test_streams_are_in_the_code_page() -> None:
    assert under_it("import sys; print(sys.stdout.encoding, '进展')") == "cp936 进展"


def test_every_module_is_found() -> None:
    """None of the program's own, and of the tests none that others would be lost with; Spark may not be there."""
    code = (
        "import importlib, pathlib\n"
        "from importlib.util import find_spec\n"
        "apart = {'sitecustomize', 'conftest', '__main__'} | ({'spark'} if find_spec('pyspark') is None else set())\n"
        "for top in ('mzprog', 'tests', 'benchmarks'):\n"
        "    for path in sorted(pathlib.Path('..', top).rglob('*.py')):\n"
        "        parts = path.relative_to('..').with_suffix('').parts\n"
        "        if parts[-1] not in apart and 'browser' not in parts[-1]:\n"
        "            importlib.import_module('.'.join(parts))\n"
        "print('all')"
    )
    assert under_it(code) == "all"
