"""Running the shell scripts in ``examples/``: with which shells, and the program as a command of theirs."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import ROOT
from tests.needs import needs

EXAMPLES = ROOT / "examples"
PROGRAM = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(ROOT)!r})
from mzprog.__main__ import main
sys.exit(main())
"""


SHELLS = [
    pytest.param(shell, id=" ".join(shell), marks=needs(shell[0]))
    for shell in (("sh",), ("dash",), ("bash", "--posix"), ("busybox", "sh"))
]
