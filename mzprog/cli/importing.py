"""``mzprog import``: a table of indicators becomes a plan file, what it does not say is asked for."""

from __future__ import annotations

from typing import Any

import click

from mzprog.cli.files import EDITED, KEPT, READ, Apart
from mzprog.cli.options import help_option, period_value, year_value


@click.command("import", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog import 表.docx -o plan.yaml
  mzprog import 表.xlsx -o plan.yaml --baseline-year 2015 --target-year 2020 --direction 正向
  mzprog import 规划.html --table 2 -o plan.yaml
  mzprog import 2019年数据.xlsx --into plan.yaml --period 2019
  mzprog import 表.xlsx --preview    （只看各列读成什么）
  mzprog import - -o plan.yaml      （从 Excel 复制的表，粘贴后按 Ctrl-D）

\b
退出码：0 写出的文件可以用；2 命令写错；3 文件读不了，或写出后还有要补充的；5 写不出结果""")  # fmt: skip
@click.argument("file", metavar="表", type=READ)
@click.option("-o", "--output", metavar="文件", type=KEPT, help="写成这个规划文件；不写则显示在屏幕上")
@click.option("--table", "number", type=click.IntRange(1), metavar="N", help="文件里有几张指标表时，取第N张")
@click.option("--title", metavar="名称", help="规划名称；不写则用表名")
@click.option("--baseline-year", callback=year_value, metavar="年", help="基期年，如 2015")
@click.option("--target-year", callback=year_value, metavar="年", help="目标年，如 2020")
@click.option("--direction", type=click.Choice(["正向", "逆向"]), metavar="正向|逆向",
              help="没有基期值、或目标等于基期值的指标：越高越好还是越低越好")  # fmt: skip
@click.option("--period", callback=period_value, metavar="期", help="表头没有写明期的实际值是哪一期的，如 2018H1")
@click.option("--column", "column", multiple=True, metavar="列=什么",
              help="写明一列是什么，如 7=实际值:2018、7=不读，或用表头：2018年完成=实际值；可写多次")  # fmt: skip
@click.option("--words", metavar="文件", type=READ, help="自己的表头用词（YAML），如 目标值: [承诺值]")
@click.option("--like", metavar="PLAN", type=READ, help="各列照这个规划文件开头记下的读（往年同样的表）")
@click.option("--convert", is_flag=True, help="旧的 .doc、.wps、.rtf 先用装好的 LibreOffice 转换")
@click.option("--keys", type=click.Choice(["中文", "en"]), default="en", metavar="中文|en",
              help="规划文件的键用中文还是英文")  # fmt: skip
@click.option("--preview", is_flag=True, help="只看各列读成什么和前几项的样子，不写文件")
@click.option("--format", "form", type=click.Choice(["json"]), metavar="json", help="把各列、问题和项数写成 JSON")
@click.option("--into", metavar="PLAN", type=EDITED,
              help="把表里的实际值按指标名称写进这个已有的规划文件，注释和顺序不变")  # fmt: skip
@click.option("--source", metavar="短名[=标题]", help="用 --into 时新数的来源；不写则按文件名新加一个")
@click.option("--replace", is_flag=True, help="-o 的文件已经有了也覆盖；用 --into 时，不同的数也换成表里的")
@help_option
def command(file: str, output: str | None, **given: Any) -> int:  # Apart heeds `replace`
    """把 Word、Excel、CSV、网页、PDF 里的指标表读成规划文件。

    表是 .docx、.xlsx、.xls、.et、.ods、.odt、.csv（UTF-8 或 GBK）、.html、.mht、.pdf 等文件，或 -（粘贴的表格文字）。
    每一列读成什么会列出来；看不懂的列不读。表里没有写的（基期年、方向等）用下面的选项写明，
    或在终端里回答；都没有就写成 TODO，由人来补。
    """
    from mzprog.cli.table_import import Call, run

    return run(Call(file, output, **given))
