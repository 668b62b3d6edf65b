"""The tables of a call: which files there are, and which column of each is which; nothing of them is read yet."""

from __future__ import annotations

import csv
import os
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mzprog.core.problems import Problem, nearest, quoted, reason
from mzprog.planfile.disk import PLAN_NAMES
from mzprog.planfile.long import COLUMNS, REQUIRED, Places
from mzprog.planfile.yaml import other_coding

SUFFIXES = (".csv", ".parquet")
_DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 1 << 16  # bytes of a CSV file in which its first row ends, and its encoding shows
NAMES = {chinese: name for name, chinese in COLUMNS.items()}


class Table(NamedTuple):
    """A file with a table: for each key the number of its column (from 1) and the column's name there.

    ``delimiter`` parts the cells of a CSV file, and is empty for Parquet; ``width`` is how many columns there are.
    """

    file: str
    columns: Mapping[str, tuple[int, str]]
    width: int
    delimiter: str = ""

    @property
    def places(self) -> Places:
        """Where each key stands, to speak of it."""
        chinese = sum(name in NAMES for _, name in self.columns.values()) * 2 > len(self.columns)
        return Places({key: number for key, (number, _) in self.columns.items()}, chinese)


def table_files(path: str) -> list[str]:
    """Return the files that an argument names, of a folder all its tables; raise ``OSError``."""
    if not os.path.isdir(path):
        return [path]
    names = sorted(n for n in os.listdir(path) if n.lower().endswith(SUFFIXES) and not n.startswith("."))
    return [os.path.join(path, name) for name in names]


def is_csv(file: str) -> bool:
    """Tell whether a file is to be read as CSV."""
    return not file.lower().endswith(".parquet")


def csv_head(file: str) -> tuple[list[str], str] | Problem:
    """Return the first row of a CSV file and what parts its cells, or why that cannot be read."""
    if file.lower().endswith(PLAN_NAMES):
        message = f"这是规划文件，不是长表；请先运行 mzprog export --long {file} -o 长表.csv"
        return Problem(file, None, None, "unreadable", message)
    try:
        with open(file, "rb") as stream:
            data = stream.read(_LOOKED_AT)
    except FileNotFoundError:
        return Problem(file, None, None, "not-found", "找不到这个文件")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "文件名不能用"
        return Problem(file, None, None, "unreadable", f"文件打不开（{why}）")
    try:
        text = getincrementaldecoder("utf-8-sig")().decode(data)  # it may be cut within a character
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return Problem(file, 1, 1, "not-utf-8", _INSTEAD[other_coding(data, whole=False)])
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        return [name.strip() for name in next(rows, [])], delimiter
    except csv.Error:
        return Problem(file, 1, 1, "unreadable", "第1行读不出列名；这不是一张表")


# What a table is that is no UTF-8, and what to do.
_INSTEAD = {
    "office": "这是 Excel 或 Word 文件，不是CSV；请在 Excel 里另存为“CSV UTF-8”",
    "utf-16": "文件是UTF-16编码；请另存为“CSV UTF-8”",
    "gbk": "文件是GBK编码；请另存为“CSV UTF-8”，或运行 iconv -f GB18030 -t UTF-8 旧文件 > 新文件",
    "": "文件不是UTF-8文本；CSV请另存为“CSV UTF-8”，Parquet文件的后缀是 .parquet",
}


def table_of(
    file: str, head: Sequence[str], delimiter: str, mapped: Mapping[str, str]
) -> tuple[Table | None, list[Problem]]:
    """Say which column is which; ``mapped`` names the key of some columns ("" for one that is not to be read)."""
    columns: dict[str, tuple[int, str]] = {}
    problems: list[Problem] = []
    for number, name in enumerate(head, 1):
        key = mapped[name] if name in mapped else name if name in COLUMNS else NAMES.get(name)
        if key == "":
            continue
        if key is None:
            slip = nearest(name, [*COLUMNS, *NAMES]) if name else None
            hint = f"是不是{quoted(slip)}？" if slip else ""
            said = f"没有{quoted(name)}这一列" if name else "这一列没有名称"
            problems.append(Problem(file, 1, number, "unknown-column", f"{said}；{hint}不用它就写 --columns '={name}'"))
        elif key in columns:
            message = f"{quoted(name)}与第{columns[key][0]}列{quoted(columns[key][1])}是同一列，只能有一列"
            problems.append(Problem(file, 1, number, "duplicate-column", message))
        else:
            columns[key] = (number, name)
    lacking = [key for key in REQUIRED if key not in columns]
    if not columns and not mapped:
        example = "地区,规划,指标,基期,目标年,基期值,目标值,期,数值"
        message = f"第1行没有一个认识的列名；第1行应是列名，如 {example}，用逗号、制表符或分号分开"
        problems = [Problem(file, 1, 1, "missing-column", message)]
    elif lacking:
        words = "、".join(f"{key}（{COLUMNS[key]}）" for key in lacking)
        message = f"缺少列：{words}；列名不同就写 --columns '键=列名,…'"
        problems.append(Problem(file, 1, 1, "missing-column", message))
    return (None if problems else Table(file, columns, len(head), delimiter)), problems


def read_columns(text: str) -> dict[str, str]:
    """Return for each column that ``--columns`` names its key; raise ``ValueError`` with what is wrong."""
    found: dict[str, str] = {}
    for part in filter(str.strip, text.split(",")):
        key, equals, name = part.partition("=")
        key, name = key.strip(), name.strip()
        key = NAMES.get(key, key)
        if not equals or (key and (not name or key not in COLUMNS)):
            raise ValueError(f"--columns 要写作 键=列名，几个之间用逗号，得到{quoted(part)}")
        if name in found:
            raise ValueError(f"--columns 里{quoted(name)}写了两次")
        found[name] = key
    return found


Head = Callable[[str], "tuple[list[str], str] | Problem"]


def read_tables(
    files: Sequence[str], mapped: Mapping[str, str], parquet_head: Head
) -> tuple[list[Table], list[Problem]]:
    """Return the tables of a call and every problem of their heads."""
    tables, problems = list[Table](), list[Problem]()
    nowhere = dict.fromkeys(mapped)
    for file, head in _heads(files, parquet_head):
        if isinstance(head, Problem):
            problems.append(head)
            continue
        for name in head[0]:
            nowhere.pop(name, None)
        table, found = table_of(file, *head, mapped)
        problems += found
        if table:
            tables.append(table)
    if tables and not problems:
        problems += [
            Problem("--columns", None, None, "unknown-column", f"没有一张表有{quoted(n)}这一列") for n in nowhere
        ]
    return tables, problems


def _heads(files: Sequence[str], parquet_head: Head) -> Iterator[tuple[str, tuple[list[str], str] | Problem]]:
    for file in files:
        yield file, csv_head(file) if is_csv(file) else parquet_head(file)
