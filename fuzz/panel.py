"""``panel`` called with long tables that were changed by hand: a seed is a call, its tables and what became of them.

What must hold is what holds of every command (:mod:`fuzz.commands`).
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from random import Random

from fuzz.commands import ENVIRONMENT, changed, held, laid_out, said
from fuzz.inputs import FILES, TRICKY
from mzprog.planfile.load import parse_plan
from mzprog.planfile.long import COLUMNS
from mzprog.tables.long import long_rows
from tests.conformance.oracle.draw import METHODS, draw, file_of
from tests.inside import run_inside

CSV, OTHER, PARQUET, METHOD, PROBLEMS = "长表.csv", "另一.csv", "表.parquet", "方法.yaml", "错.csv"
Rows = list[dict[str, str]]
TIME = (
    ("--year", "2021"), ("--as-of", "2021H1"), ("--year", "2025"), ("--year", "2022", "--latest"), ("--year", "2018"),
)  # fmt: skip
TABLES = ((CSV,), (CSV,), (PARQUET,), (CSV, OTHER), (".",), ("*.csv",), (CSV, PARQUET))
OPTIONS = (
    ("--method", METHOD), ("--by", "region,type"), ("--by", "规划,责任单位"), ("--problems", PROBLEMS),
    ("--columns", "value=数,=备"), ("--columns", "note=source,source=note"), ("--print-sql",), ("--memory", "200MB"),
)  # fmt: skip
RESULTS = ((), ("-o", "果.csv"), ("-o", "果.csv"), ("-o", "果.parquet"), ("-o", "-"))
# What a database would hold of a table's texts: the others of the column become gaps.
TYPES = ("DOUBLE", "FLOAT", "DECIMAL(18,6)", "INTEGER", "BOOLEAN", "DATE", "BLOB")


def attack(seed: int) -> None:
    """Make one call and hold what comes of it to what must hold."""
    chance = Random(seed)
    files = given(chance)
    with laid_out(files) as folder:
        args, asked = called(chance)
        code, out, err = run_inside(args, b"", ENVIRONMENT, folder)
        said(args, code, b"" if "-" in args or "--print-sql" in args else out, err)
        held(folder, files, args, asked)


def called(chance: Random) -> tuple[list[str], set[str]]:
    """Return the words of a call, and what it may write."""
    words = ["panel", *chance.choice(TABLES), *chance.choice(TIME), *chance.choice(RESULTS)]
    for option in chance.sample(OPTIONS, chance.choice([0, 1, 1, 2])):
        words += option
    asked = {word for word in words if word in {"果.csv", "果.parquet", PROBLEMS}}
    return words, asked | {"果-region-type.csv", "果-plan-responsible.csv"}


def given(chance: Random) -> dict[str, bytes]:
    """Return the files of a call: tables of random plans with odd cells, one or more of the files changed."""
    files = {CSV: _csv(chance, _rows(chance)), OTHER: _csv(chance, _rows(chance)), METHOD: _method(chance)}
    files[PARQUET] = _parquet(chance, files[CSV])
    for file in {chance.choice([CSV, CSV, OTHER, PARQUET, METHOD]) for _ in range(chance.choice([0, 1, 1, 2]))}:
        files[file] = changed(chance, files[file])
    return files


def _rows(chance: Random) -> Rows:
    """Return the rows of some random plans, some cells with what has broken readers before, or from elsewhere."""
    rows: Rows = []
    for number in range(chance.choice([1, 2, 3])):
        plan = {**draw(chance.randrange(10**6)).plan, "plan": f"规划{number}"}
        rows += long_rows(parse_plan(file_of(plan)))
    for _ in range(chance.choice([0, 1, 3, 9])):
        row, key = chance.choice(rows), chance.choice(list(COLUMNS))
        other = chance.choice(rows)[key if chance.random() < 0.7 else chance.choice(list(COLUMNS))]
        row[key] = chance.choice([chance.choice(TRICKY), other, "", f" {row[key]} "])
    if chance.random() < 0.2:
        chance.shuffle(rows)
    return rows


def _csv(chance: Random, rows: Rows) -> bytes:
    """Return rows as CSV, as one program or another writes it, with the columns that have something in them."""
    keys = [key for key in COLUMNS if chance.random() < 0.3 or any(row[key] for row in rows)]
    names = {key: COLUMNS[key] if chance.random() < 0.3 else key for key in keys}
    if chance.random() < 0.05:
        names |= {"value": "数", "source": "备"}
    out = io.StringIO()
    write = csv.writer(
        out, delimiter=chance.choice(",,,;\t"), quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        lineterminator=chance.choice(["\n", "\r\n"]),
    ).writerow  # fmt: skip
    write(names[key] for key in keys)
    for row in rows:
        write(row[key] for key in keys)
    return out.getvalue().encode(chance.choice([*["utf-8", "utf-8-sig"] * 5, "gb18030"]), "replace")


def _parquet(chance: Random, data: bytes) -> bytes:
    """Return a table of CSV as Parquet, some of its columns of a type as a database has them."""
    import duckdb

    text = data.decode("utf-8-sig", "replace")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.partition("\n")[0].count)))
    names = list(dict.fromkeys(rows[0])) or ["plan"]
    kinds = [chance.choice(TYPES) if chance.random() < 0.2 else "VARCHAR" for _ in names]
    columns = ", ".join(
        f'TRY_CAST(c{n} AS {kind}) AS "{name}"' for n, (name, kind) in enumerate(zip(names, kinds, strict=True))
    )
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as at:
        at.execute(f"CREATE TABLE t ({', '.join(f'c{n} VARCHAR' for n in range(len(names)))})")
        for row in rows[1:]:
            cells = [cell or None for cell in [*row, *[""] * len(names)][: len(names)]]
            at.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", cells)
        path = os.path.join(folder, "t.parquet")
        at.execute(f"COPY (SELECT {columns} FROM t) TO '{path}' (FORMAT parquet)")
        return Path(path).read_bytes()


def _method(chance: Random) -> bytes:
    """Return a plan file with a method of its own."""
    if chance.random() < 0.3:
        return chance.choice(FILES)
    return file_of({**draw(chance.randrange(10**6)).plan, "method": chance.choice(METHODS)})
