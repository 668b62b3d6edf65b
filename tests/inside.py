"""The program inside the test's own process, given what a process of its own would have: words, streams, place.

That costs a tenth of a start. What only a start can show (encodings, signals, pipes, closed streams, what
Python itself reads from the environment) needs the fixture ``mzprog_process``.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

# Python and its C library look at these once, when a process starts.
AT_THE_START = ("PYTHON", "LC_", "TZ")


class _Stream(io.TextIOWrapper):
    """A text stream over bytes that are kept, which may say that it is a terminal."""

    def __init__(self, data: io.BytesIO, errors: str = "strict", *, terminal: bool = False) -> None:
        super().__init__(data, "utf-8", errors, line_buffering=terminal or errors != "strict")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def run_inside(
    args: Sequence[str], stdin: bytes, env: Mapping[str, str], cwd: Path, *, terminal: bool = False
) -> tuple[int, bytes, bytes]:
    """Call the program with these words, input, whole environment and folder; return code and what it wrote.

    The streams are UTF-8. On a ``terminal`` what is written to standard error stands among the output.
    An exception that would end a process in a traceback is raised.
    """
    out = io.BytesIO()
    err = out if terminal else io.BytesIO()
    streams = {
        "stdin": _Stream(io.BytesIO(stdin)),
        "stdout": _Stream(out, terminal=terminal),
        "stderr": _Stream(err, "backslashreplace", terminal=terminal),
    }
    from mzprog.__main__ import main

    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.dict(vars(sys), {"argv": ["mzprog", *args], **streams}),
        _own_garbage(),
    ):
        try:
            code = main()
        except SystemExit as end:  # so ends what answers a shell
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    return code, out.getvalue(), b"" if terminal else err.getvalue()


@contextlib.contextmanager
def _own_garbage() -> Iterator[None]:
    """Take back how the program has garbage collected, which is meant for a process that soon ends."""
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
