"""``panel`` at work: its problems, a line that is written over and over, and what is written in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol

import click

from mzprog.cli.many_plans import PATIENCE, PAUSE, Line
from mzprog.cli.options import draw, settle_format
from mzprog.cli.output import Output, complain, write
from mzprog.core.period import period_words
from mzprog.core.problems import PlanError, Problem
from mzprog.core.results import NOT_BEGUN

if TYPE_CHECKING:
    from mzprog.core.method import Method
    from mzprog.core.results import AsOf
    from mzprog.panel.tables import Table

SHOWN = 100
PIECE = 1 << 20  # bytes of a result that are copied at a time


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
            self._line.show(state(self._machine.done(), self._counting.done if self._counting else 0))
            self._left.wait(PAUSE)


def state(part: float, counted: int) -> str:
    """Say how far the work is: what ``part`` of it is done, in %, if the engine knows, and how many rows go singly.

    >>> state(-1, 0), state(0.6, 0), state(100, 7)
    ('正在计算', '正在计算 1%', '正在计算 100%，逐项精确计算 7 项')
    """
    share = f" {part:.0f}%" if 0 < part <= 100 else ""
    return f"正在计算{share}" + (f"，逐项精确计算 {counted} 项" if counted else "")


class Call:
    """A call at work."""

    def __init__(
        self, machine: Any, told: Problems, asked: AsOf, method: Method, output: str | None, suffix: str,
        by: tuple[str, ...], beside: str,
    ) -> None:  # fmt: skip
        self.machine, self.told, self.asked, self.method = machine, told, asked, method
        self.output, self.suffix, self.by, self.beside = output, suffix, by, beside

    def tables(self, files: Sequence[str], mapped: dict[str, str]) -> list[Table]:
        """Return the tables, or none where the head of one of them is wrong."""
        from mzprog.panel.tables import read_tables

        tables, problems = read_tables(files, mapped, self.machine.head)
        for problem in problems:
            self.told(problem)
        return [] if self.told.count else tables

    def print_sql(self, files: Sequence[str], mapped: dict[str, str]) -> int:
        """Print the statement over a table that is named ``panel``."""
        from mzprog.panel.select import Question, statement

        tables = self.tables(files, mapped)
        if not tables:
            return 3
        known = {key: name for table in tables for key, (_, name) in table.columns.items()}
        question = Question(tuple(known), self.asked, self.method, self.machine.dialect, names=known)
        write(statement(question, "panel"), self.output, utf8=True)
        return 0

    def run(self, files: Sequence[str], mapped: dict[str, str]) -> int:
        """Assess the tables and write what is wanted."""
        tables = self.tables(files, mapped)
        if not tables:
            return 3
        try:
            with Watch(self.machine) as watch:
                waiting = self._assess(tables, watch)
                empty = self._without_figures(tables, waiting)
                self._deliver(watch)
        except PlanError as error:
            for problem in error.problems:
                self.told(problem)
            return 3
        for said in (self._left_out(waiting), empty):
            if said:
                complain(said)
        self.told.tell_more()
        return 3 if self.told.count else 0

    def _assess(self, tables: Sequence[Table], watch: Watch) -> int:
        from mzprog.panel.engine import waiting as left_waiting
        from mzprog.panel.exactly import Exactly
        from mzprog.panel.select import Question

        keys = tuple(dict.fromkeys(key for table in tables for key in table.columns))
        self.machine.assess(tables, Question(keys, self.asked, self.method, self.machine.dialect, numbered=True))
        exactly = Exactly(self.asked, self.method, tables[0].places, watch.told(self.told))
        watch.of(exactly)
        self.machine.add(exactly.records(self.machine.theirs()))
        return exactly.waiting + left_waiting(self.machine)

    def _left_out(self, waiting: int) -> str:
        """Say how much is left out since it has not begun."""
        when = period_words(self.asked.period)
        return f"有的规划到{when}尚未开始，已略去其中的 {waiting} 项指标" if waiting else ""

    def _without_figures(self, tables: Sequence[Table], waiting: int) -> str:
        """Say that there is no figure for the asked time, where that is so; refuse where there is nothing at all."""
        ((rows, seen, why),) = self.machine.query("SELECT count(*), count(observed_period), max(reason) FROM final_")
        when = period_words(self.asked.period)
        if not rows and not self.told.count:
            if not waiting:
                raise PlanError([Problem(tables[0].file, None, None, "no-indicators", "表里没有一项指标")])
            raise click.UsageError(f"表里的规划到{when}都{NOT_BEGUN}", click.get_current_context())
        if not rows or seen:
            return ""
        hint = "" if self.asked.latest else "；要沿用以前最近一期的数，请加 --latest"
        return f"没有一项指标有{when}的数，都是无法评估（{why}）{hint}"

    def _deliver(self, watch: Watch) -> None:
        from mzprog.panel.groups import group_records, groups
        from mzprog.render import csv

        found = groups(self.by, self.method, self.machine.query, self.machine.dialect) if self.by else []
        if self.output is None:
            from mzprog.panel.summary import document

            watch.clear()
            write(draw(document(found, self.by, self.method, self.asked), settle_format("auto", None), False), None,
                  utf8=False)  # fmt: skip
            return
        with ExitStack() as stack:
            out = stack.enter_context(Output(self.output, utf8=True, bom=self.suffix == ".csv"))
            for piece in self._pieces():
                out.write(piece)
            beside = None
            if self.by:
                beside = stack.enter_context(Output(self.beside, utf8=True, bom=True))
                for line in csv.stream(group_records(found, self.by, self.method), self.by):
                    beside.write(line)
            out.finish()
            if beside is not None:
                beside.finish()

    def _pieces(self) -> Iterator[str | bytes]:
        from mzprog.panel.engine import records
        from mzprog.panel.verdict import RESULT as KEYS
        from mzprog.render import csv

        if self.suffix == ".csv":
            yield from csv.stream(records(self.machine), KEYS)
            return
        with open(self.machine.parquet(), "rb") as file:
            while piece := file.read(PIECE):
                yield piece
