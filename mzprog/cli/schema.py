"""``mzprog schema``: the plan file's JSON Schema."""

from __future__ import annotations

import click

from mzprog.cli.files import RESULT, Apart
from mzprog.cli.options import help_option
from mzprog.cli.output import write


@click.command("schema", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog schema -o plan.schema.json

\b
把它放在规划文件旁边，在规划文件第一行写
  # yaml-language-server: $schema=plan.schema.json
支持 YAML 的编辑器（如装了 YAML 扩展的 VS Code）就会提示可写的键，标出写错的值。

\b
退出码：0 完成；2 命令写错；5 写不出结果""")  # fmt: skip
@click.option("-o", "--output", metavar="文件", type=RESULT, help="写入文件；不写则显示在屏幕上")
@help_option
def command(output: str | None) -> int:
    """写出规划文件的 JSON Schema（draft-07）。"""
    from mzprog.planfile.schema import plan_schema
    from mzprog.render import json

    write(json.render(plan_schema()), output, utf8=True)
    return 0
