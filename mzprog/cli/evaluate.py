"""``mzprog evaluate``: tables, formats, many plans, what changed, and the gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli import completing
from mzprog.cli.files import EARLIER, READ, Apart
from mzprog.cli.options import (
    earlier_time,
    help_option,
    latest_option,
    output_options,
    responsible_option,
    settle_format,
    since_option,
    time_of,
    time_options,
)
from mzprog.cli.output import complain
from mzprog.core.problems import Refusal, reason

if TYPE_CHECKING:
    from mzprog.cli.gates import Gates
    from mzprog.core.period import Period
    from mzprog.questions.against import Comparison, PlanStanding


def _no_longer(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Say that an option that was once there does nothing; the version after this one will not know it."""
    if value is not None:
        complain("--jobs 不再起作用，一个进程就够快；请删去它，下一版不再接受")


@click.command("evaluate", cls=Apart, add_help_option=False, epilog="""\b
例（每行上面是它回答的问题）：
  各项指标进展如何
    mzprog evaluate plans/wuhan.yaml --year 2018
  某个数是怎么算出来的，数据从哪里来
    mzprog evaluate plans/wuhan.yaml --year 2018 --explain
  最差的在前；只看某一级加 --verdict，如 --verdict 严重滞后
    mzprog evaluate plans/wuhan.yaml --year 2018 --sort rate
  比上一年好了还是差了
    mzprog evaluate plans/wuhan.yaml --year 2018 --since 2017
  怎样放进 Excel；要 Word 或带公式的 Excel，用 mzprog report
    mzprog evaluate plans/wuhan.yaml --year 2018 --heads 中文 -o 评估.csv
  几个规划一起看，哪个最差
    mzprog evaluate plans --year 2018
  脚本里怎样知道约束性指标有没有滞后（有则退出码为4）
    mzprog evaluate plans --year 2018 --fail-on 约束性:滞后 --quiet
  定时运行，与上次的结果相比有变化才输出
    mzprog evaluate plans --year 2018 --against 上次.json --only-changes

\b
用哪些数：规划文件里的基期值、目标值，和评估年内最近一期的观测值。
进展率：实际变动占同期规划变动的百分之几（规则不同，算法不同，见 --explain）。
评价：进展率≥100%或已达目标为进展良好，40%至不足100%为滞后，不足40%为严重滞后；
      规划可以自己规定。
无法评估：这一期没有数、目标没有数值，或算法不适用；原因列在表下，不当作0。

\b
退出码：0 完成；2 命令写错；3 有规划文件不能用；4 达到 --fail-on；5 写不出结果
几种情形同时出现时，5 先于 3，3 先于 4。不能用的文件总会列出，并以 3 结束，--only-changes
和 --quiet 也不例外；--only-changes 在没有变化时不输出，--fail-on 这时也不算（上次已经算过）。""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@time_options()
@latest_option
@click.option("--explain", is_flag=True, help="列出每项的计算过程和数据来源")
@click.option("--verdict", "verdicts", metavar="评价", multiple=True, shell_complete=completing.verdicts,
              help="只看这一评价（滞后不含严重滞后）；可重复")  # fmt: skip
@click.option("--type", "types", metavar="属性", multiple=True, help="只看约束性、预期性或规划自己的属性；可重复")
@click.option("--category", "categories", metavar="类别", multiple=True, shell_complete=completing.categories,
              help="只看这一类别；可重复")  # fmt: skip
@responsible_option
@click.option("--sort", type=click.Choice(["plan", "rate", "score"]), default="plan", metavar="plan|rate|score",
              help="plan 按规划的顺序；rate 最差的指标在前；score 几个规划按综合得分从高到低")  # fmt: skip
@since_option("与这一年或这一期相比，先列变差和变好的")
@click.option("--detail", is_flag=True, help="有几个规划时也列出每个规划的表（--explain、--since 自动如此）")
@click.option("--against", metavar="上次.json", type=EARLIER,
              help="与以前 --format json 的结果比较，列出变化；比较总是对全部指标")  # fmt: skip
@click.option("--only-changes", is_flag=True, help="只列变化；没有变化就什么也不输出（与 --against 一起用）")
@click.option("--fail-on", "gates", metavar="[属性:]评价", multiple=True, shell_complete=completing.gates,
              help="有这一评价或更差的就以退出码4结束，如 滞后、约束性:滞后、无法评估、未完成；可重复")  # fmt: skip
@click.option("--quiet", is_flag=True, help="不显示结果，只给退出码；-o 照写，问题和 --fail-on 的原因照说")
@output_options
@click.option("--heads", type=click.Choice(["en", "中文"]), default="en", metavar="en|中文",
              help="CSV 的列名和词：en 是给脚本的键，中文给人看")  # fmt: skip
@click.option("--jobs", metavar="N", hidden=True, expose_value=False, callback=_no_longer, help="不再起作用")
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: Period | None, latest: bool, since: Period | None,
    gates: Sequence[str], detail: bool, against: str | None, only_changes: bool, quiet: bool, form: str,
    output: str | None, **chosen: Any,
) -> int:  # fmt: skip
    """评估规划：每项指标的进展率和评价；几个规划则是总览和滞后的指标。

    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.cli.many_plans import Run
    from mzprog.cli.one_plan import Call
    from mzprog.cli.plans import Plans

    if only_changes and against is None:
        raise click.UsageError("--only-changes 要与 --against 一起用", click.get_current_context())
    if against == "":
        raise click.UsageError("--against 要写文件名，得到的是空的", click.get_current_context())
    form = settle_format(form, output)
    if chosen["heads"] != "en" and form != "csv":
        raise click.UsageError("--heads 只用于 CSV（--format csv 或 -o 评估.csv）", click.get_current_context())
    loaded = Plans(plans)
    now = time_of(loaded, year, as_of, latest)
    then = None if since is None else earlier_time(since, now)
    files = list(loaded.files())
    earlier = None if against is None else _earlier(against, files)
    call = Call(
        now, form, output, since=then, whole=detail or chosen["explain"] or since is not None, several=len(files) > 1,
        against=against, compared=earlier is not None, only_changes=only_changes, gates=_gates(gates), quiet=quiet,
        **chosen,
    )  # fmt: skip
    run = Run(call, loaded, files, earlier)
    run.deliver()
    return run.code()


def _gates(texts: Sequence[str]) -> Gates | None:
    if not texts:
        return None
    from mzprog.cli.gates import Gates

    return Gates(texts)


def _earlier(path: str, files: Sequence[str]) -> Comparison | None:
    """Return the earlier result to hold this call against, if there is one."""
    from mzprog.questions.against import Comparison

    before = read_previous(path)
    return None if before is None else Comparison(before, files)


def read_previous(path: str) -> list[PlanStanding] | None:
    """Return where the indicators stood, or None where there is nothing to compare with, which is said.

    That is so for a file that is not there yet (a first run) and one of another schema. What is no
    result of ours is a wrong call.
    """
    from mzprog.questions.against import standings

    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        complain(f"还没有上次的结果 {path}，这次不作比较")
        return None
    except (OSError, ValueError) as error:
        raise _wrong(path, f"打不开（{reason(error) if isinstance(error, OSError) else '文件名不能用'}）") from None
    try:
        return standings(_parsed(data))
    except Refusal as refusal:
        if refusal.code != "other-schema":
            raise _wrong(path, f"不能用：{refusal.message}") from None
        complain(f"上次的结果 {path} 不能比较，{refusal.message}；这次不作比较")
        return None


def _parsed(data: bytes) -> Any:
    """Return what a JSON file says, its numbers exact."""
    import json
    from decimal import Decimal

    if not data.strip():
        raise Refusal("empty", "它是空的；如果用 > 写同一个文件，请改用 -o，它在写完以后才替换旧文件")
    try:
        text = data.decode(json.detect_encoding(data))  # PowerShell's > writes UTF-16
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise Refusal("not-json", "它不是完整的JSON文件；确认不要了就删去它，从头开始") from None


def _wrong(path: str, why: str) -> click.UsageError:
    return click.UsageError(f"--against 的文件 {path} {why}", click.get_current_context())
