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
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

# Python and its C library look at these once, when a process starts.
AT_THE_START = ("PYTHON", "LC_", "TZ")


def run_inside(args: tuple[str, ...], stdin: bytes, env: Mapping[str, str], cwd: Path) -> tuple[int, bytes, bytes]:
    """Call the program with these words, input, whole environment and folder; return code and what it wrote.

    The streams are no terminals and UTF-8. An exception that would end a process in a traceback is raised.
    """
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), "utf-8"),
        "stdout": io.TextIOWrapper(out, "utf-8"),
        "stderr": io.TextIOWrapper(err, "utf-8", "backslashreplace", line_buffering=True),
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
    return code, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def _own_garbage() -> Iterator[None]:
    """Take back how the program has garbage collected, which is meant for a process that soon ends."""
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
