"""What the engines share: the result as a table of theirs, and the rows that go through ``evaluate`` beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from mzprog.core.problems import Problem
from mzprog.panel.dialect import SPACES, Dialect
from mzprog.panel.exactly import HIDDEN, Theirs
from mzprog.panel.select import FILE, KEYS, Question
from mzprog.panel.tables import Table
from mzprog.panel.verdict import EXACT, FLAGS, RESULT
from mzprog.planfile.long import Line
from mzprog.render.csv import unguarded

BATCH = 5000  # rows that are on their way at a time
CUT = "不是完整的 Parquet 文件：可能没有写完，或已损坏"
ORDER = "ORDER BY coalesce(region, ''), plan, first_"


class NoRoomError(Exception):
    """The engine has no memory or no disk left; the message is Chinese."""


class Engine(Protocol):
    """Where a long table is assessed: its rows are read and reckoned with there, and here only what is written."""

    dialect: Dialect

    def close(self) -> None:
        """End it."""

    def done(self) -> float:
        """Return how much of what runs is done, in percent; below 0 where that is not known."""

    def head(self, file: str) -> tuple[list[str], str] | Problem:
        """Return the names of a Parquet file's columns, or why it cannot be read."""

    def assess(self, tables: Sequence[Table], question: Question) -> None:
        """Run the statement over tables; raise ``PlanError`` where one of them cannot be read."""

    def theirs(self) -> Iterator[Theirs]:
        """Yield the rows of the tables that the statement does not say, plan by plan."""

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Put records beside what the statement says: both are the result, ``final_``."""

    def query(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement over the result says."""

    def parquet(self) -> str:
        """Write the result as Parquet and return where it is."""


def theirs_select(dialect: Dialect, found: Sequence[str]) -> str:
    """Return the SELECT of the rows of ``source_`` whose indicators ``result_`` does not say."""
    own = dialect.name_of
    here = [key for key in KEYS if key in found]
    said = {"region": "coalesce(region, '')", "plan": "plan", "indicator": "name"}
    chosen = ", ".join(f"{said[key]} AS {own(key)}" for key in here)
    texts = {key: dialect.trimmed(f"source_.{own(key)}") for key in here}
    join = " AND ".join(f"{texts[key]} = theirs_.{own(key)}" for key in here)
    cells = ", ".join(f"source_.{own(key)}" for key in found)
    return (
        f"SELECT file_, row_, begun_, {cells} FROM source_ JOIN (SELECT {chosen}, max(begun_) AS begun_ FROM result_ "
        f"WHERE status_ <> '{EXACT}' GROUP BY {', '.join(said[key] for key in here)}) AS theirs_ ON {join} "
        f"ORDER BY {', '.join(texts[key] for key in here if key != 'indicator')}, file_, row_"
    )


def theirs_of(rows: Iterable[tuple[Any, ...]], found: Sequence[str], tables: Sequence[Table]) -> Iterator[Theirs]:
    """Yield what that SELECT gives."""
    for number, row, begun, *cells in rows:
        table = tables[number]
        line = Line(table.file, row, _given(found, cells, bool(table.delimiter)))
        yield Theirs(line, bool(begun), number * FILE + row)


def _given(keys: Sequence[str], cells: Sequence[str | None], csv: bool) -> dict[str, str]:
    """Return the cells that are not empty, without the spaces around them and what guards them in a CSV file."""
    texts = ((key, cell.strip(SPACES)) for key, cell in zip(keys, cells, strict=True) if cell)
    return {key: unguarded(text) if csv else text for key, text in texts if text}


def final_select(dialect: Dialect) -> str:
    """Return the SELECT of the whole result: from ``result_`` and ``files_`` what is exact, and all of ``more_``."""
    own = dialect.name_of
    typed = {"points_", "first_", *FLAGS}
    names = ", ".join(
        own(key) if key in typed else f"nullif({own(key)}, '') AS {own(key)}" for key in (*RESULT, *HIDDEN)
    )
    return (
        f"SELECT {names} FROM (SELECT * FROM result_ JOIN files_ "
        f"ON number_ = CAST((first_ - first_ % {FILE}) / {FILE} AS BIGINT) "
        f"WHERE status_ = '{EXACT}' AND begun_) AS said_ "
        f"UNION ALL SELECT {names} FROM more_"
    )


def result_select(dialect: Dialect) -> str:
    """Return the SELECT of what is written of the result, in its order."""
    return f"SELECT {', '.join(map(dialect.name_of, RESULT))} FROM final_ {ORDER}"


def count(engine: Engine, sql: str) -> int:
    """Return the one number that a statement says."""
    return int(next(iter(engine.query(sql)))[0])


def waiting(engine: Engine) -> int:
    """Return how many rows of plans that have not begun the statement has left out."""
    return count(engine, f"SELECT count(*) FROM result_ WHERE status_ = '{EXACT}' AND NOT begun_")


def records(engine: Engine) -> Iterator[dict[str, Any]]:
    """Yield the result, by region and plan, as the tables have it."""
    for row in engine.query(result_select(engine.dialect)):
        yield dict(zip(RESULT, row, strict=True))
