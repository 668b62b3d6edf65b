"""``mzprog open``: the desk, pages in the user's own browser over the same files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mzprog.cli.files import READ, Apart
from mzprog.cli.options import help_option
from mzprog.cli.output import CannotWriteError, complain, write
from mzprog.core.problems import reason

if TYPE_CHECKING:
    from mzprog.desk.server import Desk


@click.command("open", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog open plans
  mzprog open plans/wuhan.yaml --read-only

\b
退出码：0 用 Ctrl+C 结束；2 命令写错；5 端口不能用，或还没有安装""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="端口", help="0（缺省）是空着的一个")
@click.option("--no-browser", is_flag=True, help="不打开浏览器，只显示地址")
@click.option("--read-only", is_flag=True, help="只看和试算，什么文件都不写")
@help_option
def command(plans: Sequence[str], port: int, no_browser: bool, read_only: bool) -> int:
    """在自己的浏览器里看规划、试算、填数、导入表格、下载报告。

    PLAN 是规划文件或文件夹（其中所有 *.yaml）。页面只有这台机器能打开，改的就是这些文件；
    按 Ctrl+C 结束。
    """
    for path in plans:
        if not os.path.exists(path):
            raise click.UsageError(f"找不到 {path}；open 要写规划文件或文件夹", click.get_current_context())
    desk = _desk(plans, port, read_only)
    write(f"{desk.address}\n", None, utf8=False)
    complain("按 Ctrl+C 结束")
    if not no_browser:
        import webbrowser

        if not webbrowser.open(desk.address):
            complain("没有能打开的浏览器；请把上面的地址粘贴到浏览器里")
    desk.run()
    return 0


def _desk(plans: Sequence[str], port: int, read_only: bool) -> Desk:
    try:
        from mzprog.desk.server import Desk
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("mzprog"):
            raise
        from mzprog.core.install import how_to_install

        how = how_to_install('"mzprog[desk]"')
        raise CannotWriteError(f"还没有安装 mzprog open 要用的 {error.name}；请运行 {how}") from None
    try:
        return Desk(plans, port, read_only)
    except OSError as error:
        raise CannotWriteError(f"端口{port}不能用（{reason(error)}）；请换一个，或用 --port 0") from None
