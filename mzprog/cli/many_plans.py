"""All plan files of a call of ``evaluate``, one after the other: the answer, the changes, and the exit code."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.deliver import AllRows, Rows, deliver
from mzprog.cli.one_plan import BY_SCORE, CHINESE, Call, FileResult, result_of
from mzprog.cli.output import complain
from mzprog.cli.plans import NotBegun, Plans, envelope, some_must, tell, tell_empty, tell_not_begun
from mzprog.core.method import standard
from mzprog.core.plan import TYPES
from mzprog.core.problems import nearest
from mzprog.core.results import NO_TYPE

if TYPE_CHECKING:
    from mzprog.questions.against import Comparison, Difference
    from mzprog.render.document import Document

PATIENCE = 1.0  # seconds before anything is shown
PAUSE = 0.1  # seconds between two states, so that showing costs nothing


class Line:
    """A line on a terminal that is written over and over, and wiped before anything else is printed."""

    def __init__(self, quiet: bool = False) -> None:
        self._stream = sys.stderr if not quiet and sys.stderr is not None and sys.stderr.isatty() else None
        self._shown = False

    @property
    def shows(self) -> bool:
        """Whether there is a terminal to write to."""
        return self._stream is not None

    def show(self, text: str) -> None:
        """Write the line."""
        self._put(f"\r{text}")
        self._shown = True

    def clear(self) -> None:
        """Wipe the line, if it is there."""
        if self._shown:
            self._put(f"\r{' ' * 40}\r")
            self._shown = False

    def _put(self, text: str) -> None:
        assert self._stream is not None
        encoding = self._stream.encoding or "utf-8"
        with contextlib.suppress(OSError, ValueError):  # nobody watching any more is no fault
            self._stream.write(text.encode(encoding, "mzprog").decode(encoding))
            self._stream.flush()


class Progress:
    """How many files are done, on a line of its own."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total = total
        self._done = 0
        self._due = time.monotonic() + PATIENCE
        self._line = Line(quiet)

    def step(self) -> None:
        """Count one file more."""
        self._done += 1
        if not self._line.shows or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + PAUSE
        self._line.show(f"正在评估：{self._done}/{self._total}")

    def clear(self) -> None:
        """Wipe the line, if it is there."""
        self._line.clear()


class Run:
    """A call at work: each plan's share goes on as it comes, what all plans show together gathers here.

    ``files`` are all that the call names, ``earlier`` is the result to hold them against.
    """

    def __init__(self, call: Call, plans: Plans, files: Sequence[str], earlier: Comparison | None) -> None:
        # Who is told of changes only need not hear each time which plans are still to begin.
        self._hushed = call.quiet or call.only_changes
        self._call, self._plans, self._files, self._earlier = call, plans, files, earlier
        self._progress = Progress(len(files), self._hushed)
        self._not_begun: list[NotBegun] = []
        self._changes: list[Difference] = []
        self._words: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._begun = 0

    def deliver(self) -> None:
        """Work through the plans and write what is wanted."""
        call = self._call
        try:
            if call.quiet and call.output is None:
                self._exhaust()
                return
            deliver(
                call.form, call.output, json=self._json, rows=self._rows, documents=self._documents,
                wanted=lambda: not self._unchanged,
            )  # fmt: skip
        finally:
            self._progress.clear()  # whatever is said next begins a line

    def code(self) -> int:
        """Return the exit code, once delivered, and say why it is 4."""
        gates = None if self._unchanged else self._call.gates
        reason = gates and gates.reason(self._words["labels"])
        if reason:
            complain(reason)
        return 3 if self._plans.problems else 4 if reason else 0

    @property
    def _unchanged(self) -> bool:
        return self._call.only_changes and self._call.compared and not self._changes

    def _shares(self) -> Iterator[Any]:
        """Yield each plan's share of the result; a wrong call that only all plans show together ends it."""
        if self._call.sort == BY_SCORE:
            ranked = sorted(self._results(), key=lambda result: (result.score is None, -(result.score or 0)))
            yield from (result.share for result in ranked)
        else:
            yield from (result.share for result in self._results())
        self._progress.clear()
        if not self._begun:
            some_must(self._not_begun, self._plans)
        self._check_words()
        if not self._hushed:
            tell_not_begun(self._not_begun)
        if self._earlier:
            self._changes += self._earlier.removed(self._unread())

    def _results(self) -> Iterator[FileResult]:
        """Yield what became of each plan that has a share of the result."""
        for file in self._files:
            result = result_of(self._call, file)
            self._progress.step()
            if result.problems or result.remarks or result.empty:
                self._progress.clear()
            self._take(result)
            if not (result.problems or result.not_begun):
                yield result

    def _take(self, result: FileResult) -> None:
        tell(result.problems)
        tell(result.remarks)
        self._plans.problems += result.problems
        for name, words in result.words.items():
            self._words[name].update(dict.fromkeys(words))
        if result.problems or result.not_begun:
            self._not_begun += [result.not_begun] if result.not_begun else []
            return
        if not self._call.only_changes:
            tell_empty(result.empty)
        self._begun += 1
        if self._earlier and result.standing:
            self._changes += self._earlier.take(result.standing)

    def _unread(self) -> list[str]:
        """Return the files and folders of which nobody can say what they hold now; an empty folder holds nothing."""
        problems = [problem.file for problem in self._plans.problems if problem.code != "no-plans"]
        return [*problems, *(plan.file for plan in self._not_begun)]

    def _check_words(self) -> None:
        """Refuse filters and gates with words that no plan knows."""
        call, known, labels = self._call, self._words, self._words["labels"]
        if not labels:  # no plan could be read
            return
        if call.gates:
            call.gates.check(labels, known["outcomes"], known["types"])
        _must_know("评价", [standard(word, labels) for word in call.verdicts], labels)
        _must_know("属性", call.types, dict.fromkeys((*TYPES, *known["types"], NO_TYPE)))
        _must_know("类别", call.categories, known["categories"])
        if call.responsible and not known["responsible"]:
            raise click.UsageError("规划里的指标都没有写责任单位（responsible）", click.get_current_context())
        _must_know("责任单位", call.responsible, {**known["responsible"], NO_TYPE: None})

    def _exhaust(self) -> None:
        for _ in self._shares():
            pass

    def _json(self) -> dict[str, Any]:
        document = envelope(self._shares(), self._not_begun, self._plans)
        if self._call.against is None:
            return document
        changes = self._change_records() if self._call.compared else None
        return document | {"against": self._call.against, "changes": changes}

    def _change_records(self) -> Iterator[dict[str, Any]]:
        from mzprog.answers.against import records

        yield from records(self._changes)

    def _rows(self) -> Rows:
        """Return the rows of a CSV with the heads that were asked for."""
        shares = self._shares() if self._call.against is None else self._changed_rows()
        return AllRows(map(_in_chinese, shares) if self._call.heads == CHINESE else shares)

    def _changed_rows(self) -> Iterator[Rows]:
        from mzprog.answers.against import TABLE_KEYS, table_records

        self._exhaust()
        yield Rows(table_records(self._changes), TABLE_KEYS)

    def _documents(self) -> Iterator[Document]:
        if self._call.share == "line":
            yield from self._overview()
        else:
            yield from (document for document in self._shares() if document)
        if self._call.compared and self._call.against and not self._unchanged:
            from mzprog.answers import against

            yield against.document(self._changes, self._call.against)

    def _overview(self) -> Iterator[Document]:
        from mzprog.answers import overview

        lines = list(self._shares())
        if lines:
            listed = "选出的指标" if self._call.verdicts else "滞后的指标"
            yield overview.document(lines, listed)


def _in_chinese(rows: Rows) -> Rows:
    from mzprog.answers.headings import head, in_chinese

    return Rows(in_chinese(rows.records), tuple(map(head, rows.keys)))


def _must_know(what: str, words: Sequence[str], known: dict[str, None]) -> None:
    for word in words:
        if known and word not in known:
            slip = nearest(word, known)
            hint = f"；是不是“{slip}”？" if slip else f"；可用的：{'、'.join(known)}"
            raise click.UsageError(f"没有“{word}”这个{what}{hint}", click.get_current_context())
