"""All plan files of a call, one after the other: each plan's share goes on, what all show together gathers here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.gates import GateHit, check_gates
from mzprog.cli.plans import NotBegun, Plans, some_must, tell, tell_not_begun
from mzprog.cli.progress import Progress
from mzprog.cli.work import Asked, Done, work
from mzprog.core.method import standard
from mzprog.core.problems import nearest

if TYPE_CHECKING:
    from mzprog.questions.against import Comparison, Difference


class Batch:
    """The files of a call; everything but ``files`` is complete only once :meth:`shares` has run out."""

    def __init__(
        self, plans: Plans, files: Sequence[str], asked: Asked, earlier: Comparison | None, quiet: bool
    ) -> None:
        self.files = files
        self.progress = Progress(len(files), quiet)
        self.plans = plans
        self.not_begun: list[NotBegun] = []
        self.changes: list[Difference] = []
        self.caught = tuple(GateHit() for _ in asked.gates)
        self.labels: dict[str, None] = {}
        self._categories: dict[str, None] = {}
        self._begun = 0
        self.asked = asked
        self._earlier = earlier
        self._quiet = quiet

    def shares(self) -> Iterator[Any]:
        """Yield each plan's share of the result; a wrong call that only all plans show together ends it."""
        for done in (work(self.asked, file) for file in self.files):
            self.progress.step()
            if done.problems or done.remarks:
                self.progress.clear()
            self._take(done)
            if not (done.problems or done.not_begun):
                yield done.share
        self.progress.clear()
        if not self._begun:
            some_must(self.not_begun, self.plans)
        self._check_words()
        if not self._quiet:
            tell_not_begun(self.not_begun)
        if self._earlier:
            self.changes += self._earlier.removed(self._unread())

    def _take(self, done: Done) -> None:
        tell(done.problems)
        tell(done.remarks)
        self.plans.problems += done.problems
        self.labels.update(dict.fromkeys(done.labels))
        self._categories.update(dict.fromkeys(done.categories))
        if done.problems or done.not_begun:
            self.not_begun += [done.not_begun] if done.not_begun else []
            return
        self._begun += 1
        self.caught = tuple(a + b for a, b in zip(self.caught, done.caught, strict=True))
        if self._earlier and done.standing:
            self.changes += self._earlier.take(done.standing)

    def _unread(self) -> list[str]:
        """Return the files and folders of which nobody can say what they hold now; an empty folder holds nothing."""
        problems = [problem.file for problem in self.plans.problems if problem.code != "no-plans"]
        return [*problems, *(plan.file for plan in self.not_begun)]

    def _check_words(self) -> None:
        """Refuse filters and gates with words that no plan knows."""
        check_gates(self.asked.gates, self.labels)
        _must_know("评价", [standard(word, self.labels) for word in self.asked.verdicts], self.labels)
        _must_know("类别", self.asked.categories, self._categories)


def _must_know(what: str, words: Sequence[str], known: dict[str, None]) -> None:
    for word in words:
        if known and word not in known:
            slip = nearest(word, known)
            hint = f"；是不是“{slip}”？" if slip else f"；可用的：{'、'.join(known)}"
            raise click.UsageError(f"没有“{word}”这个{what}{hint}", click.get_current_context())
