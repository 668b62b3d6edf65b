"""``mzprog export``: a plan's table, to look at or to fill in, which ``import`` reads back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mzprog.cli.files import KEPT, READ, Apart
from mzprog.cli.options import help_option
from mzprog.cli.output import complain, write, write_bytes
from mzprog.core.problems import PlanError

if TYPE_CHECKING:
    from mzprog.tables.export import PlanTable


@click.command("export", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog export plan.yaml -o 表.xlsx
  mzprog export plan.yaml -o 表.csv
  mzprog export --long plans -o 长表.csv

\b
退出码：0 完成；2 命令写错；3 规划文件不能用；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@click.option("-o", "--output", metavar="文件", type=KEPT, help="写入 .xlsx 或 .csv；不写则在屏幕上显示 CSV")
@click.option("--long", "as_long", is_flag=True, help="写成长表（一行一个数），供 mzprog panel 用；可以几个规划一起")
@click.option("--replace", is_flag=True, help="文件已经有了也覆盖")
@help_option
def command(plans: tuple[str, ...], output: str | None, as_long: bool, replace: bool) -> int:  # Apart heeds `replace`
    """把规划文件写成一张表（Excel 或 CSV），可以填写、转发，再用 import 读回。

    表放不下的（资料来源、单个数值的来源和说明等）会逐条说明，它们仍在规划文件里。
    PLAN 是规划文件或 -（标准输入）；与 --long 一起也可以是文件夹。
    """
    from mzprog.cli.plans import tell
    from mzprog.planfile.load import load_plan
    from mzprog.tables.export import table_of

    suffix = table_suffix(output)
    if as_long:
        return _long(plans, suffix, output)
    if len(plans) > 1:
        raise click.UsageError("一张表只放一个规划；几个规划一起请加 --long", click.get_current_context())
    try:
        loaded = load_plan(plans[0])
    except PlanError as error:
        tell(error.problems)
        return 3
    table = table_of(loaded)
    write_table(table, suffix, output)
    for words in table.lost:
        complain(f"表里放不下：{words}")
    return 0


def _long(plans: tuple[str, ...], suffix: str, output: str | None) -> int:
    """Write plans as one long table."""
    from mzprog.cli.output import Output
    from mzprog.cli.plans import Plans
    from mzprog.planfile.long import COLUMNS
    from mzprog.render import csv
    from mzprog.tables.long import long_rows, lost_in_rows

    if suffix != ".csv":
        raise click.UsageError("长表写成 .csv", click.get_current_context())
    loaded = Plans(plans)
    lost: list[str] = []

    def rows() -> Iterator[dict[str, str]]:
        for plan in loaded:
            lost.extend(lost_in_rows(plan))
            yield from long_rows(plan)

    with Output(output, utf8=True, bom=True) as out:
        for line in csv.stream(rows(), tuple(COLUMNS)):
            out.write(line)
        out.finish()
    for words in lost:
        complain(f"表里放不下：{words}")
    return 3 if loaded.problems else 0


def table_suffix(output: str | None) -> str:
    """Return what kind of table an output's name asks for."""
    suffix = os.path.splitext(output)[1].lower() if output and output != "-" else ".csv"
    if suffix in {".xlsx", ".csv"}:
        return suffix
    raise click.UsageError(f"看不出{output}的格式；请用后缀 .xlsx 或 .csv", click.get_current_context())


def write_table(table: PlanTable, suffix: str, output: str | None) -> None:
    """Write a plan's table as a workbook or as CSV."""
    if suffix == ".csv":
        from mzprog.render import csv

        write(csv.render_rows(table.lines), output, utf8=True, bom=True)
        return
    from mzprog.cli.deliver import written_to
    from mzprog.workbook import plan_table
    from mzprog.workbook.files import file_of

    assert output
    with written_to(output):
        made = file_of(suffix, lambda: plan_table.workbook(table))
    write_bytes(made, output)
