"""What ``panel`` says while it works: its problems, and a line that is written over and over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from mzprog.cli.many_plans import PATIENCE, PAUSE, Line
from mzprog.cli.output import Output, complain
from mzprog.core.problems import Problem

SHOWN = 100


class Problems:
    """The problems of a call: the first hundred are told, all are counted, and written where that is wanted."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._out: Output | None = None
        self.count = 0

    def __enter__(self) -> Problems:
        if self._path is not None:
            self._out = Output(self._path, utf8=True, bom=True).__enter__()
            self._out.write("file,row,column,code,message\r\n")
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if self._out is not None:
            if kind is None:
                self._out.finish()
            self._out.__exit__(kind, *error)

    def __call__(self, problem: Problem) -> None:
        """Tell and write one."""
        from mzprog.render import csv

        self.count += 1
        if self.count <= SHOWN:
            complain(str(problem))
        if self._out is not None:
            record = [problem.file, problem.line or "", problem.column or "", problem.code, problem.message]
            self._out.write(csv.render_rows([list(map(str, record))]))

    def tell_more(self) -> None:
        """Say how many there were beside those that were told."""
        if self.count > SHOWN:
            complain(f"另有 {self.count - SHOWN} 个问题" + ("" if self._path else "；都要请加 --problems 文件.csv"))


class Counting(Protocol):
    """What goes through ``evaluate``; ``done`` counts its rows."""

    done: int


class Watch:
    """Shows every now and then how far the work is, from a thread of its own, until it is left."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine
        self._line = Line()
        self._counting: Counting | None = None
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Watch:
        if self._line.shows:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def of(self, counting: Counting) -> None:
        """Tell from now on also how many rows have gone through ``evaluate``."""
        self._counting = counting

    def told(self, tell: Callable[[Problem], None]) -> Callable[[Problem], None]:
        """Return what tells a problem on a line of its own."""

        def told(problem: Problem) -> None:
            self._line.clear()
            tell(problem)

        return told

    def clear(self) -> None:
        """Show nothing any more."""
        self._left.set()
        if self._thread.is_alive():
            self._thread.join()
        self._line.clear()

    def _show(self) -> None:
        self._left.wait(PATIENCE)
        while not self._left.is_set():
            part = self._machine.done()
            share = f" {part:.0f}%" if 0 < part <= 100 else ""
            slow = f"，逐项精确计算 {self._counting.done} 项" if self._counting and self._counting.done else ""
            self._line.show(f"正在计算{share}{slow}")
            self._left.wait(PAUSE)
