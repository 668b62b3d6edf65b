"""``--fail-on``: which verdicts make a call end with exit code 4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click

from mzprog.method import NOT_ASSESSABLE, NOT_DONE, Method, standard
from mzprog.results import NO_TYPE, Assessment, Row


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

    def __str__(self) -> str:
        return f"{self.type}:{self.label}" if self.type else self.label


def settle_gates(texts: Iterable[str], methods: Sequence[Method]) -> list[Gate]:
    """Read ``滞后`` or ``约束性:滞后``; a label that no plan's method knows is a wrong call."""
    known = dict.fromkeys(label for method in methods for label in method.labels)
    gates = []
    for text in texts:
        kind, _, label = text.replace("：", ":").rpartition(":")
        label = standard(label, known)
        if kind and kind not in {"约束性", "预期性", NO_TYPE}:
            raise click.UsageError(f"--fail-on 的属性应为约束性或预期性，得到“{kind}”", click.get_current_context())
        if known and label not in {*known, NOT_DONE}:
            words = "、".join([*known, NOT_DONE])
            raise click.UsageError(f"--fail-on 没有“{label}”这个评价；可用的：{words}", click.get_current_context())
        gates.append(Gate(label, kind or None))
    return gates


def gate_reason(gates: Sequence[Gate], assessments: Iterable[Assessment]) -> str | None:
    """Return one line that says which gates were met and by what, or None."""
    parts = []
    assessments = list(assessments)
    for gate in gates:
        caught = [row.indicator.name for a in assessments for row in a.rows if gate.catches(row, a.method)]
        if caught:
            more = "等" if len(caught) > 3 else ""
            parts.append(f"{gate} {len(caught)}项（{'、'.join(caught[:3])}{more}）")
    return f"--fail-on：{'；'.join(parts)}" if parts else None
