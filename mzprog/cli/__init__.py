"""The command line: click, streams, exit codes and the clock live in this room only."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from mzprog import __version__
from mzprog.cli.options import help_option
from mzprog.cli.output import CannotWriteError, complain, write

# Each command is one file, imported when it is called: name → what `mzprog --help` says of it.
COMMANDS = {
    "evaluate": "评估：进展率、评价和计算过程",
    "check": "检查规划文件：写错的地方和值得再看一眼的地方",
    "whatif": "假设试算：如果某些数是另外的值会怎样",
    "outlook": "后期预测：提速倍数、期末预测和今天的差距",
    "panel": "评估长表：几百万行的表，在 DuckDB 或 Spark 上算",
    "report": "评估报告：Word、网页、电子表格或 Markdown",
    "reconcile": "核对公布值：与按其自身数据计算的是否一致",
    "import": "把 Word、Excel、CSV、网页里的指标表读成规划文件",
    "export": "把规划文件写成一张表（Excel、CSV）",
    "new": "写一个规划文件或表格模板的开头",
    "open": "在浏览器里看规划、试算、填数、导入表格、下载报告",
    "schema": "规划文件的 JSON Schema，供编辑器提示和检查",
}
# A module may not be named by a word of Python's own.
_MODULES = {"import": "importing"}


class Commands(click.Group):
    """The commands, each loaded from its own file when it is called."""

    # What click calls; what they do is in its documentation.
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"mzprog.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and args[0][:1] != "-" and not ctx.resilient_parsing:
            from mzprog.cli.chinese import no_such_command

            raise click.UsageError(no_such_command(args[0], COMMANDS), ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:  # else the shell asks what could be typed
            from mzprog.cli.chinese import help_text

            for line in help_text(ctx).splitlines():
                complain(line)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        write(f"mzprog {__version__}\n", None, utf8=False)
        ctx.exit()


@click.command(cls=Commands, add_help_option=False, epilog="\b\n例：\n  mzprog evaluate plans/wuhan.yaml --year 2018")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="显示版本")
@help_option
def cli() -> None:
    """规划指标进展评估：各项指标进展如何、评价如何、怎样算出。"""


def _word(message: str) -> str:
    from mzprog.cli.chinese import WORDS

    return WORDS.get(message, message)


def _either(one: str, many: str, number: int) -> str:
    return _word(one if number == 1 else many)


# Click asks gettext for its words, and gettext the locale; a planner reads Chinese in every locale.
CLICK_MODULES = ("core", "exceptions", "formatting", "parser", "types")
for _name in CLICK_MODULES:
    vars(sys.modules[f"click.{_name}"]).update(_=_word, ngettext=_either)


def _must_complete() -> None:
    """Refuse to complete where the shell has not said what; its own script always does."""
    shell, _, asked = os.environ.get("_MZPROG_COMPLETE", "").partition("_")
    if asked != "complete":
        return
    position = os.environ.get("COMP_CWORD")
    if "COMP_WORDS" not in os.environ or position is None or (shell in {"bash", "zsh"} and not position.isdecimal()):
        raise click.UsageError(
            "_MZPROG_COMPLETE 由 Tab 键补全的脚本设定，同时要有 COMP_WORDS 和 COMP_CWORD；请先删去它"
        )


def run() -> int:
    """Run the command line and return its exit code."""
    try:
        _must_complete()
        code = cli.main(prog_name="mzprog", standalone_mode=False, windows_expand_args=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        from mzprog.cli.chinese import sentence

        context = getattr(error, "ctx", None)
        hint = f"（用法：{context.command_path} --help）" if context else ""
        complain(f"错误：{sentence(error)}{hint}")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain("已中断")
        return 130
    except CannotWriteError as error:
        complain(f"错误：{error}")
        return 5
    except MemoryError:
        complain("错误：内存不足，没有写出结果；请一次少算几个规划，或换内存更大的机器")
        return 5
    finally:
        _let_go()


def _let_go() -> None:
    """Keep Python from complaining, on its way out, of a pipe that its reader has closed."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
