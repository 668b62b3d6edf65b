"""``--fail-on``: which verdicts make a call end with exit code 4."""

from collections.abc import Collection, Iterable, Sequence
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


class GateHit(NamedTuple):
    """How many rows a gate caught, and the names of the first of them."""

    rows: int = 0
    names: tuple[str, ...] = ()

    def with_those_of(self, other: "GateHit") -> "GateHit":
        """Return what was caught here and there."""
        return GateHit(self.rows + other.rows, (self.names + other.names)[:SHOWN])


def read_gates(texts: Iterable[str]) -> tuple[Gate, ...]:
    """Read ``滞后`` or ``约束性:滞后``; whether a plan knows them, only the plans can tell."""
    gates = []
    for text in texts:
        kind, _, label = text.replace("：", ":").rpartition(":")
        gates.append(Gate(label, kind or None))
    return tuple(gates)


def catch(gates: Iterable[Gate], assessment: Assessment) -> tuple[GateHit, ...]:
    """Return what each gate catches in one plan."""
    found = []
    for gate in gates:
        names = [row.indicator.name for row in assessment.rows if gate.catches(row, assessment.method)]
        found.append(GateHit(len(names), tuple(names[:SHOWN])))
    return tuple(found)


def check_gates(
    gates: Iterable[Gate], labels: Collection[str], outcomes: Collection[str], types: Collection[str]
) -> None:
    """Refuse a label that no plan's method knows, and a type that no plan has."""
    known = dict.fromkeys((*labels, *outcomes, NOT_DONE))
    for gate in gates:
        if gate.type and gate.type not in {*TYPES, *types, NO_TYPE}:
            *first, last = (*TYPES, *types)
            message = f"--fail-on 的属性应为{'、'.join(first)}或{last}，得到“{gate.type}”"
            raise click.UsageError(message, click.get_current_context())
        if standard(gate.label, known) not in known:
            words = "、".join(known)
            raise click.UsageError(
                f"--fail-on 没有“{gate.label}”这个评价；可用的：{words}", click.get_current_context()
            )


def gate_reason(gates: Sequence[Gate], caught: Sequence[GateHit], known: Collection[str]) -> str | None:
    """Return one line that says which gates were met and by what, or None."""
    parts = []
    for gate, found in zip(gates, caught, strict=True):
        if found.rows:
            label = ":".join([*([gate.type] if gate.type else []), standard(gate.label, known)])
            parts.append(f"{label} {found.rows}项（{'、'.join(found.names)}{'等' if found.rows > SHOWN else ''}）")
    return f"--fail-on：{'；'.join(parts)}" if parts else None
