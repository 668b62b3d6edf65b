"""Spark, the engine on many machines: the same statement, in its words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from warnings import filterwarnings

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import BooleanType, DecimalType, LongType, StringType, StructField, StructType

from mzprog.core.problems import PlanError, Problem
from mzprog.panel.dialect import SPARK
from mzprog.panel.engine import BATCH, CUT, NoRoomError, final_select, result_select, theirs_of, theirs_select
from mzprog.panel.exactly import HIDDEN, Theirs
from mzprog.panel.select import Question, statement
from mzprog.panel.tables import Table
from mzprog.panel.verdict import FLAGS, RESULT
from mzprog.planfile.long import COLUMNS

_TYPES = {"points_": DecimalType(38, 0), "first_": LongType(), **dict.fromkeys(FLAGS, BooleanType())}
# Without an appender Spark takes it for no configuration, and says so.
_QUIET = """\
appender.none.type = Null
appender.none.name = none
rootLogger.level = off
rootLogger.appenderRef.none.ref = none
"""
# Collapsed into each other, the steps of the statement become more than a Java method can hold.
_APART = "org.apache.spark.sql.catalyst.optimizer.CollapseProject"


class Spark:
    """A session for one call; what it keeps is in ``folder``, which all its machines must see."""

    dialect = SPARK

    def __init__(self, folder: str, memory: str, master: str) -> None:
        self._folder = folder
        self._tables: Sequence[Table] = ()
        self._found: list[str] = []
        filterwarnings("ignore", category=FutureWarning, module="pyspark")  # what it says of other packages
        log = os.path.join(folder, "log4j2.properties")
        with open(log, "w", encoding="ascii") as file:
            file.write(_QUIET)
        self._at = (
            SparkSession.builder.master(master).appName("mzprog")
            .config("spark.driver.memory", memory.lower().removesuffix("b"))
            .config("spark.local.dir", folder)
            .config("spark.sql.ansi.enabled", "true")  # what does not fit is an error, never wrapped
            .config("spark.sql.optimizer.excludedRules", _APART)
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.warehouse.dir", os.path.join(folder, "warehouse"))
            .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile=file:{log}")
            .getOrCreate()
        )  # fmt: skip
        self._at.sparkContext.setLogLevel("OFF")

    def close(self) -> None:
        """End the session."""
        self._at.stop()

    def done(self) -> float:
        """Return that how much is done is not known."""
        return -1

    def head(self, file: str) -> tuple[list[str], str] | Problem:
        """Return the names of a Parquet file's columns, or why it cannot be read."""
        if not os.path.exists(file):
            return Problem(file, None, None, "not-found", "找不到这个文件")
        try:
            return self._at.read.parquet(_as_it_is(file)).columns, ""
        except (PySparkException, Py4JError):
            return Problem(file, None, None, "unreadable", CUT)

    def assess(self, tables: Sequence[Table], question: Question) -> None:
        """Run the statement over tables; raise :class:`PlanError` where one of them cannot be read."""
        self._tables = tables
        self._found = [key for key in COLUMNS if any(key in table.columns for table in tables)]
        with _Told(tables):
            source, *others = (self._rows_of(number, table) for number, table in enumerate(tables))
            for other in others:
                source = source.unionByName(other)
            source.createOrReplaceTempView("source_")
            self._kept("result_", self._at.sql(statement(question, "source_")))

    def theirs(self) -> Iterator[Theirs]:
        """Yield the rows of the tables that the statement does not say, plan by plan."""
        rows = self.query(theirs_select(SPARK, self._found))
        yield from theirs_of(rows, self._found, self._tables)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Put records beside what the statement says: both are the result, ``final_``."""
        keys = (*RESULT, *HIDDEN)
        schema = StructType([StructField(key, _TYPES.get(key, StringType())) for key in keys])
        path = os.path.join(self._folder, "more_")
        rows = (tuple(_cell(key, record[key]) for key in keys) for record in records)
        with _Told(self._tables):
            self._at.createDataFrame([], schema).write.parquet(path)
            while batch := list(islice(rows, BATCH)):
                self._at.createDataFrame(batch, schema).write.mode("append").parquet(path)
            self._at.read.schema(schema).parquet(path).createOrReplaceTempView("more_")
            files = [(number, table.file) for number, table in enumerate(self._tables)]
            self._at.createDataFrame(files, "number_ BIGINT, file STRING").createOrReplaceTempView("files_")
            self._at.sql(final_select(SPARK)).createOrReplaceTempView("final_")

    def query(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement says."""
        with _Told(self._tables):
            for row in self._at.sql(sql, args=list(values) or None).toLocalIterator():
                yield tuple(row)

    def parquet(self) -> str:
        """Write the result as Parquet and return where it is."""
        path = os.path.join(self._folder, "written")
        with _Told(self._tables):
            self._at.sql(result_select(SPARK)).coalesce(1).write.parquet(path)
        (part,) = [name for name in os.listdir(path) if name.endswith(".parquet")]
        return os.path.join(path, part)

    def _kept(self, name: str, frame: DataFrame) -> None:
        """Reckon a table once, and keep it on disk."""
        path = os.path.join(self._folder, name)
        frame.write.parquet(path)
        self._at.read.parquet(path).createOrReplaceTempView(name)

    def _rows_of(self, number: int, table: Table) -> DataFrame:
        """Return the rows of a table, their cells as texts under their keys, with their file and number."""
        reader = self._at.read
        if table.delimiter:
            columns = ", ".join(f"c{n} STRING" for n in range(1, table.width + 1))
            frame = (
                reader.schema(columns).option("header", True).option("multiLine", True).option("mode", "FAILFAST")
                .option("sep", table.delimiter).option("quote", '"').option("escape", '"')
                .csv(_as_it_is(table.file))
            )  # fmt: skip
            # A file that is read as one piece is numbered in its order, above the number of its piece.
            row = f.monotonically_increasing_id() % (1 << 33) + 2
        else:
            frame = reader.parquet(_as_it_is(table.file))
            row = f.col("_metadata.row_index") + 1
        cells = []
        for key in self._found:
            place, name = table.columns.get(key, (0, ""))
            source = f.col(f"c{place}" if table.delimiter else SPARK.name_of(name)) if place else f.lit(None)
            text = source.cast("string")
            cells.append(_shortly(source, text, dict(frame.dtypes).get(name, "")).alias(key))
        return frame.select(*cells, f.lit(number).cast("bigint").alias("file_"), row.alias("row_"))


def _shortly(source: Column, text: Column, kind: str) -> Column:
    """Return a cell's text, of a number with decimals as short as it can be: 2018, not 2018.0, nor 1.0E6."""
    binary, decimal = kind in {"double", "float"}, kind.startswith("decimal") and not kind.endswith(",0)")
    if not (binary or decimal):
        return text
    plain = f.rtrim(text.cast("decimal(38,18)").cast("string") if binary else text, f.lit("0"))
    plain = f.rtrim(plain, f.lit("."))
    return f.when(f.abs(source) < 1e15, plain).otherwise(text) if binary else plain


class _Told:
    """What goes wrong in here is told as what it means."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if not isinstance(error, PySparkException | Py4JError):
            return
        text = str(error)
        if "No space left" in text:
            raise NoRoomError("磁盘已满") from None
        if "OutOfMemory" in text:
            raise NoRoomError("内存的上限不够；请用 --memory 提高它") from None
        file = next((table.file for table in self._tables if table.file in text), None)
        if any(word in text for word in ("MALFORMED", "CANNOT_READ", "FAILED_READ_FILE")):
            why = "读到中间读不下去：有一行的列数不同，文件没有写完，或已损坏"
            raise PlanError([Problem(file or self._tables[0].file, None, None, "unreadable", why)]) from None


def _cell(key: str, value: Any) -> Any:
    if value is None or key in FLAGS or key == "first_":
        return value
    return Decimal(value) if key == "points_" else str(value)


def _as_it_is(file: str) -> str:
    """Return the name of a file so that nothing in it is read as a pattern."""
    return "".join(f"\\{c}" if c in "*?[]{}\\" else c for c in os.path.abspath(file))
