"""What the shell offers at the tab key: words from the plans that stand on the line already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mzprog.core.plan import Plan

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

MOST_PLANS = 30  # of a folder; whoever presses the tab key waits for an answer


def _offer(words_of: Callable[[Plan], Iterable[str]]) -> Completer:
    """Return a completer for words of the plans: those that begin as typed, else those that hold what was typed."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        words = dict.fromkeys(word for plan in _plans(ctx) for word in words_of(plan))
        found = [word for word in words if word.startswith(incomplete)] or [w for w in words if incomplete in w]
        return [CompletionItem(word) for word in found]

    return complete


def _plans(ctx: click.Context) -> Iterator[Plan]:
    """Yield the plans on the line; what is wrong with others is told when the command runs."""
    from mzprog.cli.plans import Plans

    # An option without its value ends click's reading of the line: the arguments before it are left over.
    paths = [path for path in ctx.args if path != "-"]
    with redirect_stderr(StringIO()):
        yield from islice(Plans(paths), MOST_PLANS)


def _gates(plan: Plan) -> Iterator[str]:
    from mzprog.core.method import NOT_DONE

    labels = (*reversed(plan.method.labels), NOT_DONE)
    yield from labels
    yield from (f"{word}:{label}" for word in ("约束性", "预期性", *plan.types) for label in labels)


categories = _offer(lambda plan: (item.category for item in plan.indicators if item.category))
bodies = _offer(lambda plan: (body for item in plan.indicators for body in item.responsible))
verdicts = _offer(lambda plan: plan.method.labels)
gates = _offer(_gates)
periods = _offer(lambda plan: map(str, reversed(plan.periods)))
years = _offer(lambda plan: (str(period.year) for period in reversed(plan.periods)))
assumptions = _offer(lambda plan: (f"{item.name}=" for item in plan.indicators))
