"""What changed since an earlier result: a table of the changes, what most needs a look first.

The earlier result is a file like any other: what a terminal would obey in it, or in its name, is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from mzprog.core.problems import visible
from mzprog.core.quantity import Number, literal
from mzprog.questions.against import (
    ADDED,
    FIGURES,
    NEWLY_LAGGING,
    RECOVERED,
    REMOVED,
    VERDICT,
    Difference,
    Standing,
    weightiest_first,
)
from mzprog.render.document import Cell, Column, Document, Group, Section, Table

KINDS = {
    NEWLY_LAGGING: "新出现滞后",
    RECOVERED: "恢复",
    VERDICT: "评价改变",
    ADDED: "新增",
    REMOVED: "不再有",
    FIGURES: "数值改变",
}
_FIELDS = {
    "type": "属性",
    "baseline": "基期",
    "target": "目标",
    "observed": "实际",
    "target_met": "达到目标",
    "outcome": "完成情况",
}
_COLUMNS = (
    Column("指标", flexible=True),
    Column("规划", flexible=True),
    Column("上次", right=True),
    Column("这次", right=True),
    Column("数值", flexible=True),
)


def document(changes: Sequence[Difference], earlier: str) -> Document:
    """Return what changed since the result in the file ``earlier``."""
    ordered = weightiest_first(changes)
    groups = [(kind, list(found)) for kind, found in groupby(ordered, key=lambda change: change.kind)]
    counts = "，".join(f"{KINDS[kind]}{len(found)}项" for kind, found in groups)
    parts: list[Table | Section] = [Section("", (counts or "没有变化",))]
    if groups:
        parts.append(Table(_COLUMNS, tuple(Group(KINDS[kind], tuple(map(_row, found))) for kind, found in groups)))
    return Document(f"与上次（{visible(earlier)}）相比", tuple(parts))


def _row(change: Difference) -> tuple[Cell, ...]:
    return (
        Cell(visible(change.indicator or "") or f"整个规划（{change.size}项指标）"),
        Cell(visible(change.plan)),
        Cell(*_stood(change.before)),
        Cell(*_stood(change.after)),
        Cell("；".join(_figures(change.before, change.after))),
    )


def _stood(standing: Standing | None) -> tuple[str, str]:
    """Return a verdict and the rate under it."""
    if standing is None:
        return "—", ""
    rate = standing.progress_rate
    return visible(standing.verdict), "" if rate is None else f"{literal(rate)}%"


def _figures(before: Standing | None, after: Standing | None) -> list[str]:
    """Return what else is different, as before → after."""
    if before is None or after is None:
        return []
    then, now = before._asdict(), after._asdict()
    changed = [name for name in _FIELDS if then[name] != now[name]]
    return [f"{_FIELDS[name]}{_text(then[name])}→{_text(now[name])}" for name in changed]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "—", True: "是", False: "否"}[value]
    return literal(value) if isinstance(value, Decimal) else visible(str(value))


def records(changes: Iterable[Difference]) -> Iterator[dict[str, Any]]:
    """Yield the changes as JSON, what most needs a look first."""
    return map(_record, weightiest_first(changes))


def table_records(changes: Iterable[Difference]) -> Iterator[dict[str, Any]]:
    """Yield the changes flat, for CSV."""
    return map(_table_record, weightiest_first(changes))


def _record(change: Difference) -> dict[str, Any]:
    """Return one change as JSON; ``indicator`` null is the plan as a whole."""
    return {
        "kind": change.kind,
        "file": change.file,
        "plan": change.plan,
        "indicator": change.indicator,
        "before": _standing(change.before),
        "after": _standing(change.after),
    }


def _table_record(change: Difference) -> dict[str, Any]:
    """Return one change flat: where it stood before and stands now, side by side."""
    record = _record(change)
    before, after = record["before"] or {}, record["after"] or {}
    flat = {key: record[key] for key in _NAMED}
    for name in Standing._fields:
        flat |= {f"{name}_before": before.get(name), name: after.get(name)}
    return flat


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    values = standing._asdict()
    return {name: Number(literal(v)) if isinstance(v, Decimal) else v for name, v in values.items()}


_NAMED = ("kind", "file", "plan", "indicator")
TABLE_KEYS = (*_NAMED, *(key for name in Standing._fields for key in (f"{name}_before", name)))
