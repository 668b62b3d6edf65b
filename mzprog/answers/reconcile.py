"""``reconcile``: published beside computed, a table for each period, and what explains a difference."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mzprog.answers.records import value
from mzprog.core.method import Method
from mzprog.core.period import Period, period_words
from mzprog.core.quantity import fixed, literal
from mzprog.core.rules import TITLES
from mzprog.core.wording import cells
from mzprog.core.working import rate_text, times_text
from mzprog.questions.outlook import multiple
from mzprog.questions.reconcile import FIGURES, KINDS, RATE, Comparison, Reconciliation
from mzprog.render.document import POOR, Cell, Column, Document, Group, Section, Table

KIND_NAMES = {
    "rate": "进展率",
    "overall": "总进度",
    "completion": "完成程度",
    "growth": "年均增速",
    "verdict": "评价",
    "outlook": "后期预测",
    "outcome": "完成情况",
}
AGREES, ROUNDED, CUT, DIFFERS = "一致", "舍入", "相符（截尾）", "不符"

# Why nothing was computed that a document printed: a forecast has its time, and so has an outcome.
_NOT_COMPUTED = {"outlook": "已到目标年", "outcome": "未到目标年"}


def document(found: Reconciliation) -> Document:
    """Return the tables of what was published, what explains the differences, and the counts."""
    parts: list[Table | Section] = []
    for period in dict.fromkeys(c.period for c in found.comparisons):
        parts += [Section("", (f"{period_words(period)}的公布值",)), _table(found, period)]
    if any(c.rounded for c in found.comparisons):
        parts.append(Section("", (f"{ROUNDED}：公布值是计算值四舍五入得来的，算作{AGREES}。",)))
    if any(c.cut for c in found.comparisons):
        parts.append(Section("", (f"{CUT}：公布值是计算值去掉后面的小数得来的，没有四舍五入，算作{AGREES}。",)))
    if found.mismatches:
        parts.append(Section(DIFFERS, tuple(explanation(c, found.plan.method) for c in found.mismatches)))
    parts.append(Section("", tuple(count_lines(found))))
    return Document(f"{found.plan.title}：公布值核对", tuple(parts))


def count_lines(found: Reconciliation) -> Iterator[str]:
    """Yield the count of each kind, as in ``23项公布进展率：22项一致，1项不符``."""
    for kind in KINDS:
        published, agree = found.counted(kind)
        if published:
            words = [f"{n}项{word}" for n, word in ((agree, AGREES), (published - agree, DIFFERS)) if n]
            yield f"{published}项公布{KIND_NAMES[kind]}：{'，'.join(words)}"


def _table(found: Reconciliation, period: Period) -> Table:
    """Return one period's table, with the columns that something was published for."""
    rows: dict[str, dict[str, Comparison]] = {}
    for c in found.comparisons:
        if c.period == period:
            rows.setdefault(c.row.indicator.name, {})[c.kind] = c
    kinds = [kind for kind in KINDS if any(kind in row for row in rows.values())]
    columns = [Column("指标（单位）", flexible=True)]
    for kind in kinds:
        columns += _figure_columns(kind) if kind in FIGURES else [Column(f"公布{KIND_NAMES[kind]}")]
    return Table((*columns, Column("核对")), (Group("", tuple(_row(row, kinds) for row in rows.values())),))


def _figure_columns(kind: str) -> list[Column]:
    return [Column(f"公布{KIND_NAMES[kind]}", right=True), Column("计算", right=True), Column("差", right=True)]


def _row(row: dict[str, Comparison], kinds: list[str]) -> tuple[Cell, ...]:
    first = next(iter(row.values()))
    found = [Cell(cells(first.row).name)]
    for kind in kinds:
        found += _cells(row.get(kind), kind)
    status = AGREES if all(c.agrees for c in row.values()) else DIFFERS
    if status == AGREES and any(c.cut for c in row.values()):
        status = CUT
    elif status == AGREES and any(c.rounded for c in row.values()):
        status = ROUNDED
    return (*found, Cell(status, tone=POOR if status == DIFFERS else ""))


def _cells(c: Comparison | None, kind: str) -> list[Cell]:
    if kind in FIGURES:
        texts = ("", "", "") if c is None else (published_text(c), computed_text(c), _difference(c.difference))
        return [Cell(text) for text in texts]
    if c is None:
        return [Cell("")]
    text = published_text(c)
    if c.agrees:
        return [Cell(text, f"即{c.published}" if text != c.published else "")]
    return [Cell(text, computed_text(c) if c.computed is None else f"应为{computed_text(c)}", POOR)]


def published_text(c: Comparison) -> str:
    """Return a published value as it was printed."""
    if isinstance(c.published, str):
        return c.row.indicator.published[c.period].printed.get(c.kind, c.published)
    return f"{literal(c.published)}%"


def computed_text(c: Comparison) -> str:
    """Return what was computed, or why nothing was."""
    if c.computed is None:
        return _NOT_COMPUTED.get(c.kind, "—")
    return c.computed if isinstance(c.computed, str) else f"{rate_text(c.computed, c.row.deciding.limits)}%"


def _difference(value: Fraction | None) -> str:
    if value is None:
        return "—"
    return fixed(value, 2) if value else "0"


def explanation(c: Comparison, method: Method) -> str:
    """Say in one line how a published value differs and what would give it."""
    head = f"{c.row.indicator.name}（{c.period}）：公布的{KIND_NAMES[c.kind]}是{published_text(c)}"
    if c.row.reason:
        return f"{head}，这里无法评估（{c.row.reason}）"
    if c.computed is None and c.kind in FIGURES:
        return "；".join([f"{head}，这里没有{KIND_NAMES[c.kind]}", *_other_kinds(c)])
    if c.computed is None:
        return f"{head}，但{computed_text(c)}{_grounds(c, method)}"
    head = f"{head}，按其自身数据应为{computed_text(c)}"
    if c.kind in FIGURES:
        sources = _sources_of_rate(c) if c.kind == RATE else _other_kinds(c)
        return "；".join([f"{head}，{_gap(c.difference or Fraction(0))}", *sources])
    return head + _grounds(c, method)


def _gap(difference: Fraction) -> str:
    return f"公布值{'低' if difference < 0 else '高'}{fixed(abs(difference), 2)}个百分点"


def _sources_of_rate(c: Comparison) -> list[str]:
    """Return which rule and which observation would give the printed rate."""
    found = [f"按{TITLES[a.rule]}计算正是{published_text(c)}（rule: {a.rule}）" for a in c.rules]
    if found or c.other_kinds:
        return [*found, *_other_kinds(c)]
    owner = f"{c.row.deciding.measure.name}的" if c.row.deciding.measure.name else ""
    if c.observation is None:
        entry = f"没有同样位数的{owner}观测值得出公布值"
    else:
        entry = f"{owner}观测值若是{literal(c.observation)}（现为{literal(c.entry or Decimal(0))}）则得出公布值"
    return ["换用其他规则也得不出公布值", entry]


def _other_kinds(c: Comparison) -> list[str]:
    """Return which other figures of the row the printed one is."""
    return [f"它正是{KIND_NAMES[kind]}（{kind}）" for kind in c.other_kinds]


def _grounds(c: Comparison, method: Method) -> str:
    """Return what a computed word rests on."""
    text = cells(c.row)
    if c.kind == "outcome":
        return f"（实际{text.observed}，目标{text.target}）".replace("\n", "、")
    times = multiple(c.row.deciding) if c.kind == "outlook" else None
    if times is not None:
        limits = "、".join(literal(limit.to) for limit in method.outlook_limits if limit.to is not None)
        return f"（提速倍数{times_text(times, method, 2)}，界限{limits}）"
    rules = "".join(f"；按{TITLES[a.rule]}计算则为{a.verdict}" for a in c.rules)
    return f"（进展率{text.rate}）{rules}"


def record(found: Reconciliation) -> dict[str, Any]:
    """Return one plan's part of the JSON document."""
    plan = found.plan
    return {
        "file": plan.file,
        "plan": plan.title,
        "region": plan.region,
        "summary": {kind: _count(found, kind) for kind in KINDS},
        "values": [_comparison(c) for c in found.comparisons],
    }


def table_records(found: Reconciliation) -> Iterator[dict[str, Any]]:
    """Yield the comparisons flat, for CSV."""
    for c in found.comparisons:
        flat = _comparison(c)
        flat["rules"] = "、".join(flat["rules"])
        flat["other_kinds"] = "、".join(flat["other_kinds"])
        yield {"file": found.plan.file, "plan": found.plan.title, **flat}


def _count(found: Reconciliation, kind: str) -> dict[str, int]:
    published, agree = found.counted(kind)
    return {"published": published, "agree": agree, "differ": published - agree}


def _comparison(c: Comparison) -> dict[str, Any]:
    item = c.row.indicator
    return {
        "name": item.name,
        "id": item.id,
        "period": str(c.period),
        "kind": c.kind,
        "published": value(c.published),
        "printed": item.published[c.period].printed.get(c.kind),
        "computed": value(c.computed),
        "difference": value(c.difference),
        "agrees": c.agrees,
        "rounded": c.rounded,
        "reason": c.row.reason,
        "rule": c.row.rule,
        "rules": [a.rule for a in c.rules],
        "observed": value(c.entry),
        "observation_for_published": value(c.observation),
        "cut": c.cut,
        "other_kinds": list(c.other_kinds),
    }
