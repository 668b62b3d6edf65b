"""Counts, score and rank of groups of a result: added up by the engine, exact to the last decimal that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from mzprog.core.case import HUNDRED, ZERO
from mzprog.core.method import Method
from mzprog.core.quantity import fixed
from mzprog.core.results import NO_TYPE
from mzprog.core.working import WHOLE, rate_text
from mzprog.panel.dialect import Dialect
from mzprog.panel.texts import NUMBER, PLACES
from mzprog.panel.verdict import SCALE

# By which columns of a result groups may be made.
GROUPS = ("region", "plan", "name", "category", "type", "unit", "responsible", "rule", "measure")
Keys = tuple[str | None, ...]  # what a group has in its columns
Query = Callable[[str, Sequence[Any]], Iterable[tuple[Any, ...]]]


class Group(NamedTuple):
    """The counts over rows that say the same in some columns; ``score`` is to two decimals, ``rank`` from 1."""

    keys: Keys
    total: int
    verdicts: dict[str, int]
    met: int
    early: int
    outcomes: dict[str, int]
    score: str | None
    rank: int | None = None

    def completion(self, method: Method) -> Fraction | None:
        """Return the share of 完成 among the rows with an outcome."""
        counted = sum(self.outcomes.values())
        return Fraction(sum(self.outcomes[label] for label in method.done_labels), counted) if counted else None


def groups(by: Sequence[str], method: Method, query: Query, dialect: Dialect) -> list[Group]:
    """Return the groups of a result, by their keys, each with its rank among those that have a score."""
    names = [dialect.name_of(key) for key in by]
    rows = query(_statement(names, dialect), ())
    found: dict[Keys, dict[Keys, list[tuple[Any, ...]]]] = {}
    for row in rows:
        for keys in _keys_of(row[: len(by)], by):
            found.setdefault(keys, {}).setdefault(row[: len(by)], []).append(row[len(by) :])
    made = [_group(keys, counts, method, names, query) for keys, counts in found.items()]
    made.sort(key=lambda group: tuple(key or "" for key in group.keys))
    scores = sorted((Decimal(group.score) for group in made if group.score is not None), reverse=True)
    return [g if g.score is None else g._replace(rank=scores.index(Decimal(g.score)) + 1) for g in made]


def _keys_of(keys: Keys, by: Sequence[str]) -> Iterator[Keys]:
    """Yield the groups that a row counts in: one for each body that is responsible for it."""
    at = by.index("responsible") if "responsible" in by else None
    if at is None or keys[at] is None:
        yield keys
        return
    for body in dict.fromkeys(str(keys[at]).split("、")):
        yield (*keys[:at], body, *keys[at + 1 :])


def _weighed(dialect: Dialect) -> str:
    """Return the result with the weight of each row: its own where its plan has some, else 1 for each."""
    plan = f"PARTITION BY {dialect.name_of('region')}, {dialect.name_of('plan')}"
    weight = dialect.name_of("weight")
    own = f"CAST(TRY_CAST({weight} AS DECIMAL(24,{PLACES})) * {10**PLACES} AS {dialect.whole})"
    return f"""\
SELECT *, CASE WHEN NOT weighted_ THEN CAST({10**PLACES} AS {dialect.whole}) WHEN {weight} IS NULL THEN 0
  WHEN {dialect.like(weight, NUMBER)} THEN {own} END AS weight_
FROM (SELECT *, count({weight}) OVER ({plan}) > 0 AS weighted_ FROM final_) AS plans_"""


def _statement(names: Sequence[str], dialect: Dialect) -> str:
    flag = "sum(CASE WHEN {} THEN 1 ELSE 0 END)"
    columns = [
        "verdict", "outcome", "count(*)", flag.format("target_met"), flag.format("early"),
        "sum(CASE WHEN points_ IS NOT NULL THEN weight_ * points_ END)",
        "sum(CASE WHEN points_ IS NOT NULL THEN weight_ END)", flag.format("weight_ IS NULL"),
        "sum(CASE WHEN points_ IS NOT NULL THEN 1 ELSE 0 END)",
    ]  # fmt: skip
    keys = ", ".join([*names, "verdict", "outcome"])
    return f"SELECT {', '.join([*names, *columns])} FROM ({_weighed(dialect)}) AS weights_ GROUP BY {keys}"


def _group(
    keys: Keys, parts: Mapping[Keys, Sequence[tuple[Any, ...]]], method: Method, names: Sequence[str], query: Query
) -> Group:
    rows = [row for part in parts.values() for row in part]
    verdicts = dict.fromkeys(method.labels, 0)
    outcomes = dict.fromkeys(method.outcome_labels, 0)
    for verdict, outcome, count, *_ in rows:
        verdicts[verdict] += int(count)
        if outcome is not None:
            outcomes[outcome] += int(count)
    total, met, early, gained, weight, odd, counted = (
        sum(int(row[n] or 0) for row in rows) for n in (2, 3, 4, 5, 6, 7, 8)
    )
    score = None
    if counted and (weight or odd):
        low = Fraction(gained, weight * 10**SCALE) if weight else Fraction(0)
        text = fixed(low, 2)
        # Cut off, it may be that much more; and two decimals must not make a whole of what is none.
        sure = low == 100 or (text == fixed(low + Fraction(1, 10**SCALE), 2) and text != "100.00")
        score = text if sure and not odd else _exactly(parts, names, query)
    return Group(keys, total, verdicts, met, early, outcomes, score)


def _exactly(parts: Iterable[Keys], names: Sequence[str], query: Query) -> str | None:
    """Return a score that lies where it would be rounded either way, from the exact rates."""
    gained = counted = Fraction(0)
    for share, weight, weighted in (row for keys in parts for row in _rows(keys, names, query)):
        own = Fraction(Decimal(weight or 0) if weighted else 1)
        gained += own * min(max(Fraction(share) * HUNDRED, ZERO), HUNDRED)
        counted += own
    return rate_text(gained / counted, WHOLE) if counted else None


def _rows(keys: Sequence[str | None], names: Sequence[str], query: Query) -> Iterator[tuple[Any, ...]]:
    same = " AND ".join(f"{name} IS NOT DISTINCT FROM ?" for name in names) or "TRUE"
    plan = "PARTITION BY region, plan"
    sql = (
        f"SELECT share_, weight, weighted_ FROM (SELECT *, count(weight) OVER ({plan}) > 0 AS weighted_ FROM final_) "
        f"WHERE share_ IS NOT NULL AND {same}"
    )
    yield from query(sql, keys)


def group_records(found: Sequence[Group], by: Sequence[str], method: Method) -> Iterator[dict[str, Any]]:
    """Yield the groups as a table for scripts."""
    for group in found:
        share = group.completion(method)
        yield {
            **dict(zip(by, group.keys, strict=True)),
            "total": group.total, **group.verdicts, "target_met": group.met, "early": group.early,
            **(group.outcomes if group.outcomes.keys().isdisjoint(group.verdicts) else {}),
            "completion": None if share is None else fixed(share, 4), "score": group.score, "rank": group.rank,
        }  # fmt: skip


def words(keys: Sequence[str | None]) -> list[str]:
    """Return what a group's columns say, in words."""
    return [key if key is not None else NO_TYPE for key in keys]
