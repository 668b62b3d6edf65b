"""``--fail-on``: which verdicts make a call end with exit code 4."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import click

from mzprog.core.method import NOT_ASSESSABLE, NOT_DONE, Method, standard
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
        label = standard(self.label, method.labels)
        if label == NOT_DONE:
            return row.outcome == NOT_DONE
        if label == NOT_ASSESSABLE or row.verdict == NOT_ASSESSABLE:
            return row.verdict == label
        return label in method.labels and method.severity(row.verdict) >= method.severity(label)


class GateHit(NamedTuple):
    """How many rows a gate caught, and the names of the first of them."""

    rows: int = 0
    names: tuple[str, ...] = ()

    def with_those_of(self, other: GateHit) -> GateHit:
        """Return what was caught here and there."""
        return GateHit(self.rows + other.rows, (self.names + other.names)[:SHOWN])


def read_gates(texts: Iterable[str]) -> tuple[Gate, ...]:
    """Read ``滞后`` or ``约束性:滞后``; whether a plan knows the label, only the plans can tell."""
    gates = []
    for text in texts:
        kind, _, label = text.replace("：", ":").rpartition(":")
        if kind and kind not in {"约束性", "预期性", NO_TYPE}:
            raise click.UsageError(f"--fail-on 的属性应为约束性或预期性，得到“{kind}”", click.get_current_context())
        gates.append(Gate(label, kind or None))
    return tuple(gates)


def catch(gates: Iterable[Gate], assessment: Assessment) -> tuple[GateHit, ...]:
    """Return what each gate catches in one plan."""
    found = []
    for gate in gates:
        names = [row.indicator.name for row in assessment.rows if gate.catches(row, assessment.method)]
        found.append(GateHit(len(names), tuple(names[:SHOWN])))
    return tuple(found)


def check_gates(gates: Iterable[Gate], known: Collection[str]) -> None:
    """Refuse a label that no plan's method knows."""
    for gate in gates:
        label = standard(gate.label, known)
        if known and label not in {*known, NOT_DONE}:
            words = "、".join([*known, NOT_DONE])
            raise click.UsageError(f"--fail-on 没有“{label}”这个评价；可用的：{words}", click.get_current_context())


def gate_reason(gates: Sequence[Gate], caught: Sequence[GateHit], known: Collection[str]) -> str | None:
    """Return one line that says which gates were met and by what, or None."""
    parts = []
    for gate, found in zip(gates, caught, strict=True):
        if found.rows:
            label = ":".join([*([gate.type] if gate.type else []), standard(gate.label, known)])
            parts.append(f"{label} {found.rows}项（{'、'.join(found.names)}{'等' if found.rows > SHOWN else ''}）")
    return f"--fail-on：{'；'.join(parts)}" if parts else None
