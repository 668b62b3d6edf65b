"""``mzprog new``: a commented plan file, or the table to fill in, to begin with."""

from __future__ import annotations

import os

import click

from mzprog.cli.export import table_suffix, write_table
from mzprog.cli.files import KEPT, Apart
from mzprog.cli.options import help_option
from mzprog.cli.output import complain, write

START = os.path.join(os.path.dirname(os.path.dirname(__file__)), "planfile", "start.yaml")


@click.command("new", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog new -o plan.yaml
  mzprog new -o 模板.xlsx
  mzprog import 模板.xlsx -o plan.yaml      （填好以后）

\b
退出码：0 完成；2 命令写错；5 写不出结果""")  # fmt: skip
@click.option("-o", "--output", metavar="文件", type=KEPT,
              help="写入 .yaml，或可在 Excel 里填写的 .xlsx、.csv；不写则显示在屏幕上")  # fmt: skip
@click.option("--replace", is_flag=True, help="文件已经有了也覆盖")
@click.option("--keys", type=click.Choice(["中文", "en"]), default="en", metavar="中文|en", help="键用中文还是英文")
@help_option
def command(output: str | None, replace: bool, keys: str) -> int:  # Apart heeds `replace`
    """写一个规划文件的开头：带说明和两项例子，照着改成自己的。"""
    with open(START, encoding="utf-8") as file:
        text = file.read()
    if output is None or output == "-" or os.path.splitext(output)[1].lower() in {".yaml", ".yml"}:
        if keys != "en":
            from mzprog.planfile.chinese import comments_in_chinese, in_chinese

            text = comments_in_chinese(in_chinese(text))
        write(text, output, utf8=True)
        follow = "mzprog evaluate {} --year 2018"
    else:
        from mzprog.core.plan import RISING
        from mzprog.planfile.load import parse_plan
        from mzprog.tables.export import table_of

        write_table(table_of(parse_plan(text.encode(), START), RISING), table_suffix(output), output)
        follow = "mzprog import {} -o plan.yaml"
    if output and output != "-":
        complain(f"已写入{output}；把例子换成自己的指标，再运行 {follow.format(output)}")
    return 0
