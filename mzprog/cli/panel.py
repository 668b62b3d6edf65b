"""``mzprog panel``: long tables on DuckDB or Spark, with the rules of ``evaluate``."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.files import READ, RESULT, Apart, Identity, also_read, apart, identity, meant
from mzprog.cli.options import help_option, latest_option, time_of, time_options
from mzprog.cli.output import CannotWriteError, complain, is_device
from mzprog.cli.panel_work import Call, Problems
from mzprog.core.problems import PlanError, Problem, reason
from mzprog.planfile.ending import taken_along
from mzprog.planfile.in_place import OLD

if TYPE_CHECKING:
    from mzprog.core.method import Method
    from mzprog.core.period import Period

ROOM = ".mzprog-panel-"  # how a folder for what is spilled is called
PACKAGES = {"duckdb": "duckdb", "spark": "pyspark"}


@click.command("panel", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog export --long plans -o 长表.csv
  mzprog panel 长表.csv --year 2023 -o 结果.csv
  mzprog panel 数据 --year 2023 --by region,type -o 结果.parquet
  mzprog panel 长表.parquet --year 2023 --print-sql

\b
退出码：0 完成；2 命令写错；3 有的行或表不能用（其余照算）；5 写不出结果，或内存、磁盘不够""")  # fmt: skip
@click.argument("tables", metavar="TABLE…", nargs=-1, required=True, type=READ)
@time_options()
@latest_option
@click.option("--method", metavar="PLAN.yaml", type=READ, help="用这个规划文件里的评价方法")
@click.option("--engine", type=click.Choice(list(PACKAGES)), default="duckdb", metavar="duckdb|spark",
              help="在哪里算：duckdb 在本机（缺省），spark 在集群")  # fmt: skip
@click.option("--master", metavar="URL", default="local[*]", help="Spark 的主节点，缺省 local[*]")
@click.option("--memory", metavar="4GB", default="4GB", help="内存的上限，缺省 4GB；超出的放到磁盘上")
@click.option("--by", metavar="region,type", help="按哪几列分组：写在结果旁边，或显示出来")
@click.option("--columns", metavar="键=列名,…", default="", help="列名不同时：value=数值,…；“=列名”不读这一列")
@click.option("--problems", metavar="文件.csv", type=RESULT, help="把所有的问题写入这个文件")
@click.option("--print-sql", is_flag=True, help="只写出那一条 SELECT")
@click.option("-o", "--output", metavar="文件", type=RESULT, help="写入 .csv 或 .parquet；不写则显示各组的合计")
@help_option
def command(
    tables: Sequence[str], year: int | None, as_of: Period | None, latest: bool, method: str | None, engine: str,
    master: str, memory: str, by: str | None, columns: str, problems: str | None, print_sql: bool, output: str | None,
) -> int:  # fmt: skip
    """评估长表：一行一个数的大表，规则与 evaluate 相同，在 DuckDB 或 Spark 上算。

    TABLE 是 CSV、Parquet 文件，或它们所在的文件夹。
    """
    from mzprog.cli.plans import tell
    from mzprog.panel.tables import read_columns

    asked = time_of((), year, as_of, latest)
    suffix = "" if print_sql else _suffix(output)
    grouped = _grouped(by, output)
    try:
        mapped = read_columns(columns)
        used = _method(method)
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    except PlanError as error:
        tell(error.problems)
        return 3
    with ExitStack() as stack:
        told = stack.enter_context(Problems(problems))
        found = _files(tables, told)
        beside = "" if print_sql else _beside(output, grouped)
        folder = stack.enter_context(_room(output))
        machine = stack.enter_context(_engine(engine, folder, memory, master, output))
        call = Call(machine, told, asked, used, output, suffix, grouped, beside)
        return call.print_sql(found, mapped) if print_sql else call.run(found, mapped)


def _suffix(output: str | None) -> str:
    """Return what kind of table an output's name asks for."""
    if output is None:
        return ""
    suffix = ".csv" if output == "-" or is_device(output) else os.path.splitext(output)[1].lower()
    if suffix in {".csv", ".parquet"}:
        return suffix
    raise click.UsageError(f"看不出{output}的格式；请用后缀 .csv 或 .parquet", click.get_current_context())


def _grouped(by: str | None, output: str | None) -> tuple[str, ...]:
    """Return by which columns of the result groups are made."""
    from mzprog.panel.groups import GROUPS
    from mzprog.panel.tables import NAMES

    if by is None:
        return ("region", "type") if output is None else ()
    names = [NAMES.get(name.strip(), name.strip()) for name in re.split("[,，、]", by)]
    keys = tuple(dict.fromkeys("name" if name == "indicator" else name for name in names))
    wrong = [key for key in keys if key not in GROUPS]
    if wrong:
        message = f"--by 可用的列：{'、'.join(GROUPS)}，得到“{wrong[0]}”"
        raise click.UsageError(message, click.get_current_context())
    if output == "-":
        raise click.UsageError("--by 的表写在结果旁边，-o 要写文件名", click.get_current_context())
    return keys


def _beside(output: str | None, by: Sequence[str]) -> str:
    """Return where the table of the groups goes, beside the result."""
    if output is None or not by:
        return ""
    place = f"{os.path.splitext(output)[0]}-{'-'.join(by)}.csv"
    apart("--by", [place])
    return place


def _method(file: str | None) -> Method:
    from mzprog.core.method import STANDARD
    from mzprog.planfile.load import load_plan

    return STANDARD if file is None else load_plan(file).method


def _files(given: Sequence[str], told: Problems) -> list[str]:
    """Return the tables that a call names, each once; none of them may be one of its outputs."""
    from mzprog.panel.tables import table_files

    found: dict[Identity, str] = {}
    for name in given:
        try:
            inside = [file for one in meant(name) for file in table_files(one)]
        except OSError as error:
            told(Problem(name, None, None, "unreadable", f"文件夹打不开（{reason(error)}）"))
            continue
        if not inside:
            told(Problem(name, None, None, "no-tables", "文件夹里没有表（*.csv、*.parquet）"))
        for file in inside:
            first = found.setdefault(identity(file) or file, file)
            if first != file:
                complain(f"{file} 和 {first} 是同一个文件，只算一次")
    also_read(found.values())
    return list(found.values())


@contextmanager
def _room(output: str | None) -> Iterator[str]:
    """Give a folder for what is spilled, on the disk of the result; nothing is left in it."""
    beside = output is not None and output != "-" and not is_device(output)
    place = os.path.dirname(os.path.realpath(str(output))) if beside else None
    try:
        if place is not None:
            _clear(place)
        room = tempfile.TemporaryDirectory(prefix=ROOM, dir=place)
    except OSError as error:
        raise CannotWriteError(f"写不出{output}（{reason(error)}）") from None
    with room as folder, taken_along(folder):
        yield folder


def _clear(place: str) -> None:
    """Remove the folders of calls that were killed: by name ours, and older than a day."""
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(ROOM) and entry.stat(follow_symlinks=False).st_mtime < time.time() - OLD:
                shutil.rmtree(entry.path, ignore_errors=True)


@contextmanager
def _engine(name: str, folder: str, memory: str, master: str, output: str | None) -> Iterator[Any]:
    """Start an engine, and say what to install where it is not there."""
    package = PACKAGES[name]
    lost = "没有写出结果" if output is None else f"写不出{output}"
    try:
        machine = _started(name, folder, memory, master)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("mzprog"):
            raise
        from mzprog.core.install import how_to_install

        raise CannotWriteError(f"还没有安装 {package}；请运行 {how_to_install(package)}") from None
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    from mzprog.panel.engine import NoRoomError

    try:
        yield machine
    except NoRoomError as error:
        raise CannotWriteError(f"{lost}（{error}）") from None
    except OSError as error:
        raise CannotWriteError(f"{lost}（{reason(error)}）") from None
    finally:
        machine.close()


def _started(name: str, folder: str, memory: str, master: str) -> Any:
    if name == "spark":
        from mzprog.panel.spark import Spark

        return Spark(folder, memory, master)
    from mzprog.panel.duck import Duck

    return Duck(folder, memory)
