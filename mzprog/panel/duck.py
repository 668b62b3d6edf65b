"""DuckDB, the engine on one machine: it reads the tables, runs the statement, spills to disk, and writes the result."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import duckdb

from mzprog.core.problems import PlanError, Problem
from mzprog.panel.dialect import DUCKDB
from mzprog.panel.engine import (
    BATCH,
    CUT,
    NoRoomError,
    count,
    final_select,
    result_select,
    theirs_of,
    theirs_select,
)
from mzprog.panel.exactly import HIDDEN, Theirs
from mzprog.panel.select import Question, statement
from mzprog.panel.tables import Table
from mzprog.panel.verdict import EXACT, FLAGS, RESULT
from mzprog.planfile.long import COLUMNS

# Nothing of a file's place is read as data (``…/region=武汉/``), and texts that are not marked as such are texts.
_PARQUET = "hive_partitioning=false, binary_as_string=true"
_HEAD = f"SELECT * FROM read_parquet(?, {_PARQUET}) LIMIT 0"


_SHARE = Fraction(7, 10)  # of the memory is the engine's: it takes some more, and Python its own
_SIZE = re.compile(r"([0-9]+(?:[.][0-9]+)?) ?([KMGT]?)(I?)B?")


class Duck:
    """A connection for one call; everything that it spills is in ``folder``."""

    dialect = DUCKDB

    def __init__(self, folder: str, memory: str) -> None:
        self._folder = folder
        self._tables: Sequence[Table] = ()
        self._found: list[str] = []
        # Nothing goes online: what the engine lacks it does not fetch.
        self._at = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        self._at.execute("SET temp_directory = ?", [os.path.join(folder, "spilled")])
        self._at.execute("SET enable_progress_bar = true")
        self._at.execute("SET enable_progress_bar_print = false")
        self._at.execute("SET memory_limit = ?", [f"{int(_bytes(memory) * _SHARE)}B"])

    def close(self) -> None:
        """End the connection."""
        self._at.close()

    def done(self) -> float:
        """Return how much of the running statement is done, in percent; below 0 where that is not known."""
        return float(self._at.query_progress())

    def head(self, file: str) -> tuple[list[str], str] | Problem:
        """Return the names of a Parquet file's columns, or why it cannot be read."""
        if not os.path.exists(file):  # an address of the network is no file either
            return Problem(file, None, None, "not-found", "找不到这个文件")
        try:
            found = self._at.execute(_HEAD, [_as_it_is(file)])
        except duckdb.Error:
            return Problem(file, None, None, "unreadable", CUT)
        return [column[0] for column in found.description or ()], ""

    def assess(self, tables: Sequence[Table], question: Question) -> None:
        """Run the statement over tables; raise :class:`PlanError` where one of them cannot be read."""
        self._tables = tables
        self._found = [key for key in COLUMNS if any(key in table.columns for table in tables)]
        self._run(f"CREATE TABLE result_ AS WITH source_ AS ({self._source()}),\n"
                  + statement(question, "source_").removeprefix("WITH\n"), self._paths())  # fmt: skip

    def theirs(self) -> Iterator[Theirs]:
        """Yield the rows of the tables that the statement does not say, plan by plan."""
        if count(self, f"SELECT count(*) FROM result_ WHERE status_ <> '{EXACT}'"):
            sql = f"WITH source_ AS ({self._source()}) {theirs_select(DUCKDB, self._found)}"
            yield from theirs_of(self.query(sql, self._paths()), self._found, self._tables)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Put records beside what the statement says, and look at both as the result."""
        path = os.path.join(self._folder, "theirs.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for record in records:
                writer.writerow([_text(record[key]) for key in (*RESULT, *HIDDEN)])
        files = [(n, table.file) for n, table in enumerate(self._tables)]
        self._run("CREATE TABLE files_ (number_ BIGINT, file VARCHAR)")
        self._at.executemany("INSERT INTO files_ VALUES (?, ?)", files)
        types = {"points_": "HUGEINT", "first_": "BIGINT"} | dict.fromkeys(FLAGS, "BOOLEAN")
        read = ", ".join(f"'{key}': '{types.get(key, 'VARCHAR')}'" for key in (*RESULT, *HIDDEN))
        self._run(
            f"CREATE TABLE more_ AS SELECT * FROM read_csv(?, auto_detect=false, header=false, delim=',', "
            f"quote='\"', escape='\"', columns={{{read}}})", [path],
        )  # fmt: skip
        os.remove(path)
        self._run(f"CREATE VIEW final_ AS {final_select(DUCKDB)}")

    def parquet(self) -> str:
        """Write the result as Parquet and return where it is."""
        path = os.path.join(self._folder, "result.parquet")
        self._run(f"COPY ({result_select(DUCKDB)}) TO {_quoted(path)} (FORMAT parquet)")
        return path

    def _source(self) -> str:
        """Return the SELECT of all tables' rows, their cells as texts under their keys; the paths are parameters."""
        return " UNION ALL ".join(self._rows_of(n, table) for n, table in enumerate(self._tables))

    def _rows_of(self, number: int, table: Table) -> str:
        csv_file = bool(table.delimiter)
        numbers = {} if csv_file else self._numbers(table.file)
        cells = []
        for key in self._found:
            place, name = table.columns.get(key, (0, ""))
            text = f"CAST({f'c{place}' if csv_file else DUCKDB.name_of(name)} AS VARCHAR)" if place else "NULL"
            cells.append(f"{numbers.get(name, '{}').format(text)} AS {DUCKDB.name_of(key)}")
        if not csv_file:
            return (
                f"SELECT {', '.join(cells)}, CAST({number} AS BIGINT) AS file_, file_row_number + 1 AS row_ "
                f"FROM read_parquet(?, {_PARQUET}, file_row_number=true)"
            )
        columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(1, table.width + 1))
        return (
            f"SELECT {', '.join(cells)}, CAST({number} AS BIGINT) AS file_, row_number() OVER () + 1 AS row_ "
            f"FROM read_csv(?, auto_detect=false, hive_partitioning=false, header=true, delim='{table.delimiter}', "
            f"quote='\"', escape='\"', columns={{{columns}}})"
        )

    def _numbers(self, file: str) -> dict[str, str]:
        """Return how numbers of a Parquet file's columns are written as short as they can be: 2018, not 2018.0."""
        try:
            found = self._at.execute(_HEAD, [_as_it_is(file)]).description or ()
        except duckdb.Error as error:
            raise _what(error, self._tables) from None
        return {name: _shortly(str(kind)) for name, kind, *_ in found}

    def _paths(self) -> list[str]:
        return [_as_it_is(table.file) for table in self._tables]

    def _run(self, sql: str, values: Sequence[Any] = ()) -> None:
        for _ in self.query(sql, values):
            pass

    def query(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement says, some rows at a time."""
        try:
            found = self._at.execute(sql, list(values))
            while rows := found.fetchmany(BATCH):
                yield from rows
        except RuntimeError as error:
            raise (KeyboardInterrupt if "interrupted" in str(error) else error) from None
        except duckdb.OutOfMemoryException:
            raise NoRoomError("内存的上限不够；请用 --memory 提高它") from None
        except duckdb.Error as error:
            raise _what(error, self._tables) from None


def _shortly(kind: str) -> str:
    """Return what of a cell's text stands there for a type: of binary and decimal numbers no needless zeros."""
    if kind in {"DOUBLE", "FLOAT"}:
        return "regexp_replace({}, '[.]0$', '')"
    return "rtrim(rtrim({}, '0'), '.')" if kind.startswith("DECIMAL") and not kind.endswith(",0)") else "{}"


def _bytes(memory: str) -> Fraction:
    """Return a size that is written as 4GB or 512MiB in bytes; raise :class:`ValueError` for what is none.

    >>> int(_bytes("1.5GB")), int(_bytes("2 GiB"))
    (1500000000, 2147483648)
    """
    found = _SIZE.fullmatch(memory.strip().upper())
    if found is None:
        raise ValueError(f"--memory 要写作 4GB 这样的大小，得到“{memory}”")
    size, unit, binary = found.groups()
    scale: int = (1024 if binary else 1000) ** " KMGT".index(unit or " ")
    return Fraction(size) * scale


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(path: str) -> str:
    """Return a path of our own as a text of a statement."""
    return "'" + path.replace("'", "''") + "'"


def _as_it_is(file: str) -> str:
    """Return the name of a file so that nothing in it is read as a pattern."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in file)


_LINE = re.compile(r"CSV Error on Line: ([0-9]+)")
_FULL = ("No space left", "max_temp_directory_size")
# What words of the engine mean.
_MEANT = {
    "Expected Number of Columns": ("unreadable", "这一行的列数与第1行不同"),
    "Invalid unicode": ("not-utf-8", "这一行不是UTF-8"),
    "unterminated quote": ("unreadable", "这一行的引号没有配对"),
    "Maximum line size": ("unreadable", "这一行太长；多半是前面有引号没有配对"),
    "CSV Error on Line": ("unreadable", "这一行读不出来"),
    "state machine": ("unreadable", "有的行以 CRLF 换行，有的以 LF 换行；请统一，如用 dos2unix"),
    "valid UTF8": ("not-utf-8", "有一列的文字不是UTF-8"),
}


def _what(error: duckdb.Error, tables: Sequence[Table]) -> Exception:
    """Return what an error of the engine means."""
    text = str(error)
    line = _LINE.search(text)
    if not line and any(words in text for words in _FULL):
        return NoRoomError("磁盘已满")
    broken = isinstance(error, duckdb.IOException | duckdb.InvalidInputException | duckdb.SerializationException)
    if not broken and type(error) is not duckdb.Error:  # the plain one is of what it reads Parquet with
        return error
    cut = ("unreadable", "读到中间读不下去：文件可能没有写完，或已损坏")
    code, why = next((meant for words, meant in _MEANT.items() if words in text), cut)
    return PlanError([Problem(_file_in(text, tables), int(line[1]) if line else None, 1 if line else None, code, why)])


def _file_in(text: str, tables: Sequence[Table]) -> str:
    """Return of which table an error speaks; of several that it may be, all."""
    named = [table.file for table in tables if table.file in text]
    suspected = [table.file for table in tables if not table.delimiter] or [table.file for table in tables]
    return max(named, key=len) if named else "、".join(suspected)
