"""Reading the documentation as a reader does: its blocks, its tables, and a desk to try them on."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mzprog import PlanError
from mzprog.core.problems import Problem
from mzprog.planfile.load import parse_plan
from tests.conftest import ROOT
from tests.inside import run_inside

LEFT_OUT = "…"
FOR_THE_SHELL = set("|&;<>()$`\\*?[]#~{}")


class Block(NamedTuple):
    """A fenced block: the words after its fence (``yaml bad 规划.yaml``), its text and where that begins."""

    kind: str
    words: tuple[str, ...]
    text: str
    line: int


class Step(NamedTuple):
    """A command of a console block with the output that the document shows."""

    command: str
    shown: tuple[str, ...]
    line: int


class Table(NamedTuple):
    """A pipe table: the ``heading`` that it stands under, its column titles and its rows."""

    heading: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text(document: str) -> str:
    """Return the text of a document, named by its path from the project's folder."""
    return (ROOT / document).read_text("utf-8")


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a document; their own indentation (in a list) is taken off."""
    opened: tuple[str, list[str], int] | None = None
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"( *)```(.*)", line)
        if fence and opened is None:
            opened, body = (fence[1], fence[2].split(), number + 1), []
        elif fence and opened:
            _, words, start = opened
            yield Block(words[0] if words else "", tuple(words[1:]), "\n".join(body) + "\n", start)
            opened = None
        elif opened:
            body.append(line.removeprefix(opened[0]))
    assert opened is None, f"line {opened[2]}: the block is not closed"


def steps(block: Block) -> Iterator[Step]:
    """Yield the commands of a console block, each after ``$``, with what is shown under it."""
    command, shown, place = "", list[str](), 0
    for number, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith("$ "):
            if command:
                yield Step(command, tuple(shown), place)
            command, shown, place = line[2:], [], number
        else:
            assert command, f"line {number}: a console block begins with $"
            shown.append(line)
    yield Step(command, tuple(shown), place)


def tables(text: str) -> Iterator[Table]:
    """Yield the tables of a document."""
    heading, rows = "", list[tuple[str, ...]]()
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif rows:
            yield Table(heading, rows[0], tuple(rows[2:]))
            rows = []
        if line.startswith("#"):
            heading = line.lstrip("#").strip()


def code(cell: str) -> list[str]:
    """Return the code spans of a cell."""
    return [span.strip() for span in re.findall(r"(?<!`)`([^`]+)`", cell)]


def matches(shown: tuple[str, ...], found: str) -> bool:
    """Tell whether output is what a document shows; a line ``…`` stands for any lines left out."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == LEFT_OUT else re.escape(line.rstrip()) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in found.splitlines())) is not None


def same_json(shown: str, found: str) -> bool:
    """Tell whether two JSON documents are the same, figures to the letter; ``"…"`` stands for any value."""
    return _same(*(json.loads(text, parse_float=Literal, parse_int=Literal) for text in (shown, found)))


class Literal(NamedTuple):
    """A figure as it was written."""

    text: str


def _same(shown: Any, found: Any) -> bool:
    if shown == LEFT_OUT:
        return True
    if isinstance(shown, dict) and isinstance(found, dict):
        return list(shown) == list(found) and all(_same(shown[key], found[key]) for key in shown)
    if isinstance(shown, list) and isinstance(found, list):
        return len(shown) == len(found) and all(map(_same, shown, found))
    return type(shown) is type(found) and bool(shown == found)


def problems_of(plan: str, name: str = "例.yaml") -> tuple[Problem, ...]:
    """Return the problems of a plan file with this text."""
    try:
        parse_plan(plan.encode(), name)
    except PlanError as error:
        return error.problems
    return ()


class Desk:
    """A folder like a fresh clone's, where commands run as they do at a terminal of 80 columns."""

    def __init__(self, place: Path) -> None:
        self.place = place / "desk"
        shutil.copytree(ROOT / "plans", self.place / "plans")
        programs = place / "bin"
        programs.mkdir()
        program = programs / "mzprog"
        program.write_text(f"#!{sys.executable}\nimport sys\nfrom mzprog.__main__ import main\nsys.exit(main())\n")
        program.chmod(0o755)
        self.environment = {
            **os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1", "COLUMNS": "80", "NO_COLOR": "1", "TERM": "xterm",
        }  # fmt: skip
        self._code = 0

    def run(self, command: str) -> str:
        """Run one shell command and return what the terminal shows; ``$?`` is the last command's.

        What needs no shell, being the program and its words only, needs no process either.
        """
        if command.startswith("mzprog ") and not set(command) & FOR_THE_SHELL:
            words = shlex.split(command)[1:]
            self._code, shown, _ = run_inside(words, b"", self.environment, self.place, terminal=True)
            return _left(shown.decode())
        import pty

        screen, terminal = pty.openpty()
        with subprocess.Popen(
            ["sh", "-c", f"(exit {self._code}); {command}"], cwd=self.place, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal,
        ) as process:  # fmt: skip
            os.close(terminal)
            output = b"".join(_read(screen))
            self._code = process.wait(60)
        return _left(output.decode().replace("\r\n", "\n"))


def _left(text: str) -> str:
    """Return what a terminal shows in the end of lines that were written over."""
    return re.sub(r"[^\n]*\r(?!\n)", "", text)


def _read(screen: int) -> Iterator[bytes]:
    """Yield what comes until the other side has closed, which Linux tells as an error."""
    try:
        while data := os.read(screen, 65536):
            yield data
    except OSError:
        pass
    finally:
        os.close(screen)
