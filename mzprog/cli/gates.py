"""``--fail-on``: which verdicts make a call end with exit code 4. Imported where a call has gates: start-up time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import click

from mzprog.core.method import NOT_ASSESSABLE, NOT_DONE, Method, standard
from mzprog.core.plan import TYPES
from mzprog.core.results import NO_TYPE, Assessment, Row

SHOWN = 3


class Gate(NamedTuple):
    """A verdict (or 无法评估, 未完成) that must not occur, in one type or in all (None)."""

    label: str
    type: str | None

    def catches(self, row: Row, method: Method) -> bool:
        """Tell whether a row is of this class or, for a class of the method, a worse one."""
        if self.type and (row.indicator.type or NO_TYPE) != self.type:
            return False
        label = standard(self.label, (*method.labels, *method.outcome_labels))
        if label not in method.labels:
            return _outcome_is(row, label, method)
        if label == NOT_ASSESSABLE or row.verdict == NOT_ASSESSABLE:
            return row.verdict == label
        return method.severity(row.verdict) >= method.severity(label)


def _outcome_is(row: Row, label: str, method: Method) -> bool:
    """Tell whether a row has an outcome of this class or a worse one; 未完成 is any that does not count as 完成."""
    if row.outcome is None:
        return False
    order = method.outcome_labels
    if label in order:
        return order.index(row.outcome) >= order.index(label)
    return label == NOT_DONE and row.outcome not in method.done_labels


def read_gate(text: str) -> Gate:
    """Read ``滞后`` or ``约束性:滞后``; whether a plan knows them, only the plans can tell.

    >>> read_gate("约束性：滞后")
    Gate(label='滞后', type='约束性')
    """
    kind, _, label = text.replace("：", ":").rpartition(":")
    return Gate(label, kind or None)


class Gates:
    """The gates of a call: of each, how many rows it has caught in the plans so far, and the names of the first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._gates = [read_gate(text) for text in texts]
        self._rows = [0 for _ in self._gates]
        self._names: list[list[str]] = [[] for _ in self._gates]

    def take(self, assessment: Assessment) -> None:
        """Catch what there is to catch in one more plan."""
        for n, gate in enumerate(self._gates):
            names = [row.indicator.name for row in assessment.rows if gate.catches(row, assessment.method)]
            self._rows[n] += len(names)
            self._names[n] += names[: SHOWN - len(self._names[n])]

    def check(self, labels: Collection[str], outcomes: Collection[str], types: Collection[str]) -> None:
        """Refuse a label that no plan's method knows, and a type that no plan has."""
        known = dict.fromkeys((*labels, *outcomes, NOT_DONE))
        for gate in self._gates:
            if gate.type and gate.type not in {*TYPES, *types, NO_TYPE}:
                *first, last = (*TYPES, *types)
                message = f"--fail-on 的属性应为{'、'.join(first)}或{last}，得到“{gate.type}”"
                raise click.UsageError(message, click.get_current_context())
            if standard(gate.label, known) not in known:
                message = f"--fail-on 没有“{gate.label}”这个评价；可用的：{'、'.join(known)}"
                raise click.UsageError(message, click.get_current_context())

    def reason(self, known: Collection[str]) -> str | None:
        """Return one line that says which gates were met and by what, or None."""
        parts = []
        for gate, rows, names in zip(self._gates, self._rows, self._names, strict=True):
            if rows:
                label = ":".join([*([gate.type] if gate.type else []), standard(gate.label, known)])
                parts.append(f"{label} {rows}项（{'、'.join(names)}{'等' if rows > SHOWN else ''}）")
        return f"--fail-on：{'；'.join(parts)}" if parts else None
