"""``whatif``: before and after, a row of tried figures, scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mzprog.answers.evaluate import tone
from mzprog.answers.records import head, indicator_record, summary
from mzprog.answers.since import count_moves, moved, tally_words
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.period import period_words
from mzprog.core.quantity import Number, computed_places, literal, toward
from mzprog.core.remarks import remarks_text
from mzprog.core.results import Assessment, Row
from mzprog.core.rules import TITLES
from mzprog.core.wording import cells, figure_text, unit_of
from mzprog.core.working import reaching, working
from mzprog.questions.scenario import AS_IS, Assumed, WhatIf
from mzprog.questions.sweep import Step, Sweep, Turn
from mzprog.render.document import Cell, Column, Document, Group, Section, Table

_PLACES = {"target": "目标", "baseline": "基期", "rule": "规则", "observations": ""}
_NAME = Column("指标（单位）", flexible=True)


def document(found: WhatIf) -> Document:
    """Return before and after for the rows that something was assumed of, and for the counts."""
    columns = (_NAME, Column("假设"), Column("进展率", right=True), Column("评价"))
    rows = tuple(_cells(found, old, new) for old, new in found.rows)
    parts: list[Table | Section] = [
        Table(columns, (Group("", rows),)),
        Section("", tuple(count_moves(found.before, found.after))),
        Section("计算过程", tuple(_working(new) for _, new in found.rows)),
    ]
    remarks = [f"{new.indicator.name}：{'；'.join(texts)}" for _, new in found.rows if (texts := _remarks(new))]
    if remarks:
        parts.append(Section("备注", tuple(remarks)))
    return Document(_title(found.before, "假设试算"), tuple(parts))


def _title(before: Assessment, what: str) -> str:
    return f"{before.plan.title}：{period_words(before.as_of.period)}{what}"


def _cells(found: WhatIf, old: Row, new: Row) -> tuple[Cell, ...]:
    changes = [change_text(change) for change in found.changes if change.indicator == new.indicator.name]
    before, after = cells(old), cells(new)
    return (
        Cell(after.name),
        Cell("\n".join(changes)),
        Cell(moved(before.rate, after.rate)),
        Cell(moved(before.verdict, after.verdict), after.mark, tone(new.verdict, found.after.method)),
    )


def change_text(change: Assumed) -> str:
    """Say what was assumed: ``2018H1 38.7 → 45``, ``目标 50 → 45``."""
    where = [change.component, _PLACES[change.place], str(change.period) if change.period else None]
    before, after = change.before, change.after
    if change.place == "rule":
        before, after = TITLES[before or ""], TITLES[after]
    return f"{''.join(filter(None, where))} {before or '无'} → {after}"


def _working(row: Row) -> str:
    text = working(row) or f"{NOT_ASSESSABLE}：{row.reason}"
    return f"{row.indicator.name}〔{TITLES[row.rule]}〕\n{text}"


def _remarks(row: Row) -> list[str]:
    """Return what is to be known of an assumed row; where its old figures came from is not."""
    return remarks_text(remark for remark in row.remarks if remark.code != "figure-note")


def sweep_document(found: Sweep, changes: Sequence[Assumed] = ()) -> Document:
    """Return a line for each tried figure, and where the verdict turns."""
    item, method = found.named.indicator, found.before.method
    unit = unit_of(item)
    columns = (
        Column(f"假设值（{unit}）" if unit else "假设值", right=True),
        Column("进展率", right=True),
        Column("评价", flexible=True),
    )
    rows = []
    for step in found.steps:
        text = cells(step.row)
        rate = Cell(text.rate, bar=step.row.rate)
        rows.append((Cell(literal(step.value)), rate, Cell(text.verdict, text.mark, tone(text.verdict, method))))
    lines = [*(f"假设：{change.indicator} {change_text(change)}" for change in changes), _now(found)]
    parts = (Section("", tuple(lines)), Table(columns, (Group("", tuple(rows)),)), Section("", (turn_line(found),)))
    return Document(_title(found.before, "逐值试算"), parts)


def _now(found: Sweep) -> str:
    """Say what the figure is in the plan."""
    named, row = found.named, next(r for r in found.before.rows if r.indicator.name == found.named.indicator.name)
    part = next(p for p in named.indicator.measures if p.name == named.component)
    what = f"{named.indicator.name}{'：' + named.component if named.component else ''}（{found.period}）"
    old = part.observations.get(found.period)
    if old is None:
        return f"{what}：现无观测值"
    text = cells(row)
    return f"{what}：现为{figure_text(old)}，进展率{text.rate}，{text.verdict}"


def turn_line(found: Sweep) -> str:
    """Say at which figures the verdict turns."""
    if not found.turns:
        first, last = found.steps[0], found.steps[-1]
        return f"从{literal(first.value)}到{literal(last.value)}，评价不变：{first.row.verdict}"
    return f"评价的转折：{'；'.join(_turn(found, turn) for turn in found.turns)}"


def _turn(found: Sweep, turn: Turn) -> str:
    part = next(p for p in found.named.indicator.measures if p.name == found.named.component)
    value = reaching(turn.value, part, turn.at == turn.above)
    if turn.at == turn.above:
        return f"{value}起{turn.above}"
    return f"超过{value}为{turn.above}" if turn.at == turn.below else f"恰为{value}时{turn.at}，超过后{turn.above}"


def scenarios_document(scenarios: Sequence[WhatIf]) -> Document:
    """Return the scenarios side by side: every row that one of them is about, and the counts."""
    before = scenarios[0].before
    assessments = [before, *(found.after for found in scenarios)]
    named = {change.indicator for found in scenarios for change in found.changes}
    versions = zip(*(assessment.rows for assessment in assessments), strict=True)
    rows = [
        (Cell(cells(rows[0]).name), *(_version(row, before) for row in rows))
        for rows in versions
        if rows[0].indicator.name in named
    ]
    columns = (_NAME, *(Column(name, right=True) for name in (AS_IS, *(found.name for found in scenarios))))
    table = Table(columns, (Group("", tuple(rows)), Group("项数", tuple(_tallies(assessments)))))
    made = [f"{f.name}：{'；'.join(f'{c.indicator} {change_text(c)}' for c in f.changes)}" for f in scenarios]
    return Document(_title(before, "方案比较"), (Section("", tuple(made)), table))


def _version(row: Row, before: Assessment) -> Cell:
    text = cells(row)
    return Cell(text.rate, f"{text.verdict}{text.mark and '，'}{text.mark}", tone(row.verdict, before.method))


def _tallies(assessments: Sequence[Assessment]) -> Iterator[tuple[Cell, ...]]:
    counts = [tally_words(assessment.summary) for assessment in assessments]
    for label in counts[0]:
        if any(count[label] for count in counts):
            yield (Cell(label), *(Cell(str(count[label])) for count in counts))


# What of a row an assumption can change, in the flat form for CSV.
_MOVES = ("observed", "target", "planned", "progress_rate", "verdict", "target_met", "early", "outcome", "reason",
          "overall", "judged")  # fmt: skip


def record(found: WhatIf) -> dict[str, Any]:
    """Return before and after: the counts, and each indicator that something was assumed of."""
    return {
        **head(found.before),
        "changes": _changes(found),
        "summary": {"before": summary(found.before), "after": summary(found.after)},
        "indicators": [
            {"name": new.indicator.name, "before": indicator_record(old), "after": indicator_record(new)}
            for old, new in found.rows
        ],
    }


def table_records(found: WhatIf) -> Iterator[dict[str, Any]]:
    """Yield the changed rows flat, for CSV: each value before and after."""
    for old, new in found.rows:
        then, now = indicator_record(old), indicator_record(new)
        moves = {f"{key}_{when}": at[key] for key in _MOVES for when, at in (("before", then), ("after", now))}
        yield {**_place(found.before, new), **moves, "working_after": now["working"]}


def sweep_record(found: Sweep, changes: Sequence[Assumed]) -> dict[str, Any]:
    """Return the tried figures and the turns; ``changes`` were assumed before."""
    return {
        **head(found.before),
        "changes": list(map(_change, changes)),
        "sweep": {
            "name": found.named.indicator.name,
            "component": found.named.component,
            "period": str(found.period),
            "unit": found.named.indicator.unit,
            "values": [_step(step) for step in found.steps],
            "turns": [_turn_record(turn) for turn in found.turns],
        },
    }


def sweep_records(found: Sweep) -> Iterator[dict[str, Any]]:
    """Yield the tried figures flat, for CSV."""
    for step in found.steps:
        where = {"component": found.named.component, "period": str(found.period)}
        yield {**_place(found.before, step.row), **where, **_step(step)}


def scenarios_record(scenarios: Sequence[WhatIf]) -> dict[str, Any]:
    """Return the plan as it is and under each scenario: counts and the indicators that any is about."""
    before = scenarios[0].before
    return {
        **head(before),
        "scenarios": [
            {
                "name": name,
                "changes": changes,
                "summary": summary(assessment),
                "indicators": [indicator_record(row) for row in _shared(scenarios, assessment)],
            }
            for name, changes, assessment in _versions(scenarios)
        ],
    }


def scenarios_records(scenarios: Sequence[WhatIf]) -> Iterator[dict[str, Any]]:
    """Yield the indicators under each scenario flat, for CSV."""
    for name, _, assessment in _versions(scenarios):
        for row in _shared(scenarios, assessment):
            found = indicator_record(row)
            yield {"scenario": name, **_place(assessment, row), **{key: found[key] for key in _MOVES}}


def _versions(scenarios: Sequence[WhatIf]) -> Iterator[tuple[str, list[dict[str, Any]], Assessment]]:
    yield AS_IS, [], scenarios[0].before
    for found in scenarios:
        yield found.name, _changes(found), found.after


def _shared(scenarios: Sequence[WhatIf], assessment: Assessment) -> Iterator[Row]:
    named = {change.indicator for found in scenarios for change in found.changes}
    return (row for row in assessment.rows if row.indicator.name in named)


def _place(before: Assessment, row: Row) -> dict[str, Any]:
    item, plan = row.indicator, before.plan
    return {"file": plan.file, "plan": plan.title, "as_of": str(before.as_of), "name": item.name, "id": item.id}


def _changes(found: WhatIf) -> list[dict[str, Any]]:
    return list(map(_change, found.changes))


def _change(change: Assumed) -> dict[str, Any]:
    return {
        "name": change.indicator,
        "component": change.component,
        "place": change.place,
        "period": str(change.period) if change.period else None,
        "before": change.before,
        "after": change.after,
    }


def _step(step: Step) -> dict[str, Any]:
    row = indicator_record(step.row)
    return {"value": Number(literal(step.value)), **{key: row[key] for key in _STEP}}


_STEP = ("progress_rate", "verdict", "target_met", "reason")


def _turn_record(turn: Turn) -> dict[str, Any]:
    exact = Number(toward(turn.value, computed_places(turn.value), turn.at == turn.above))
    return {"value": exact, "below": turn.below, "at": turn.at, "above": turn.above}
