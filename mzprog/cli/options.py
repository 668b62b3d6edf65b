"""Options and arguments that several commands share, and what their values mean."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mzprog.cli.completing import bodies, periods, years
from mzprog.cli.files import RESULT
from mzprog.cli.output import is_terminal, write
from mzprog.core.problems import Refusal
from mzprog.render import ANSWERS, REPORTS, renderer

if TYPE_CHECKING:
    from mzprog.core.period import Period
    from mzprog.core.plan import Plan
    from mzprog.core.results import AsOf
    from mzprog.render.document import Document

Command = TypeVar("Command", bound=Callable[..., Any])

SUFFIXES = {format.suffix: name for name, format in ANSWERS.items() if format.suffix}
FORMATS = ("auto", *ANSWERS)


def year_value(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read the value of an option that is a whole year."""
    if value is None:
        return None
    from mzprog.core.period import parse_period

    try:
        period = parse_period(value)
    except Refusal:
        raise click.BadParameter(f"年份应为四位数，如 2018，得到“{value}”", ctx, param) from None
    if period.months != 12:
        hint = f" 或 --as-of {period}" if param.name == "year" else ""
        raise click.BadParameter(f"{period}不是整年；请写 {param.opts[0]} {period.year}{hint}", ctx, param)
    return period.year


def period_value(
    ctx: click.Context, param: click.Parameter, value: str | None, from_january: bool = False
) -> Period | None:
    """Read the value of an option that is a period; ``from_january``: 1-9月 is fine too, the end of September."""
    if value is None:
        return None
    from mzprog.core.period import FORMS, parse_period

    try:
        return parse_period(value, from_january)
    except Refusal:
        raise click.BadParameter(f"期应写作 {FORMS}，得到“{value}”", ctx, param) from None


def time_value(ctx: click.Context, param: click.Parameter, value: str | None) -> Period | None:
    """Read the value of an option that is a time to ask for."""
    return period_value(ctx, param, value, from_january=True)


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from mzprog.cli.chinese import help_text

        write(help_text(ctx), None, utf8=False)
        ctx.exit()


def help_option(command: Command) -> Command:
    """Add ``-h`` and ``--help`` in Chinese; click's own would load translations at every start."""
    return click.option(
        "-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help="显示这个说明"
    )(command)


def time_options(
    year: str = "评估年份；取该年内最近的一期", as_of: str = "正好这一期，如 2018H1"
) -> Callable[[Command], Command]:
    """Add ``--year`` and ``--as-of``, with what they mean to the command."""

    def add(command: Command) -> Command:
        period = click.option("--as-of", metavar="期", callback=time_value, shell_complete=periods, help=as_of)
        whole_year = click.option("--year", metavar="年", callback=year_value, shell_complete=years, help=year)
        return whole_year(period(command))

    return add


def latest_option(command: Command) -> Command:
    """Add ``--latest``."""
    text = "这个时点没有数的指标，沿用以前最近一期的数（标出“沿用”）"
    return click.option("--latest", is_flag=True, help=text)(command)


def responsible_option(command: Command) -> Command:
    """Add ``--responsible``."""
    return click.option("--responsible", metavar="责任单位", multiple=True, shell_complete=bodies,
                        help="只看这个责任单位的指标；可重复")(command)  # fmt: skip


def since_option(text: str) -> Callable[[Command], Command]:
    """Add ``--since``, with what it means to the command."""
    return click.option("--since", metavar="期", callback=time_value, shell_complete=periods, help=text)


def earlier_time(since: Period, now: AsOf) -> AsOf:
    """Return the time to compare with: a whole year to look into, or exactly a shorter period."""
    from mzprog.core.results import AsOf

    if since.end >= now.period.end:
        raise click.UsageError(f"--since 应早于评估时点{now}，得到{since}", click.get_current_context())
    return AsOf.in_or_at(since, now.latest)


def output_options(command: Command) -> Command:
    """Add ``--format`` and ``-o``."""
    command = click.option(
        "-o", "--output", metavar="文件", type=RESULT, help=f"写入文件；格式按后缀 {' '.join(SUFFIXES)}"
    )(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="auto", metavar="|".join(FORMATS),
        help="输出格式；默认终端为 table，其他为 plain",
    )(command)  # fmt: skip


def time_of(plans: Iterable[Plan], year: int | None, as_of: Period | None, latest: bool = False) -> AsOf:
    """Return the asked time; refuse a call with both or neither of ``--year`` and ``--as-of``."""
    asked = time_if_any(plans, year, as_of)
    if asked is None:
        raise _wrong_time(plans, "请用 --year 或 --as-of 写明评估时点")
    return asked._replace(latest=latest)


def time_if_any(plans: Iterable[Plan], year: int | None, as_of: Period | None) -> AsOf | None:
    """Return the asked time, if one is; refuse a call with both of ``--year`` and ``--as-of``."""
    from mzprog.core.results import AsOf

    if year is not None and as_of is not None:
        raise _wrong_time(plans, "--year 和 --as-of 只能写一个")
    if as_of is not None:
        return AsOf.exactly(as_of)
    return None if year is None else AsOf.in_year(year)


def _wrong_time(plans: Iterable[Plan], why: str) -> click.UsageError:
    """Return what is wrong with the time, and the periods of the plans."""
    from mzprog.core.period import in_time

    periods = sorted({p for plan in plans for p in plan.periods}, key=in_time)
    known = f"；有数据的期：{'、'.join(map(str, periods))}" if periods else ""
    return click.UsageError(why + known, click.get_current_context())


def settle_format(form: str, output: str | None) -> str:
    """Return the format to write: as asked, by the output's suffix, or by what standard output is."""
    if form != "auto":
        return form
    if output is None or output == "-":
        return "table" if is_terminal() else "plain"
    suffix = os.path.splitext(output)[1].lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if os.path.exists(output) and not os.path.isfile(output):
        return "plain"
    if suffix in REPORTS:
        hint = f"{suffix} 是报告的格式；请用 mzprog report 规划.yaml --year 2018 -o {output}"
        raise click.UsageError(hint, click.get_current_context())
    known = "、".join(SUFFIXES)
    raise click.UsageError(f"看不出{output}的格式；请用后缀 {known}，或写明 --format", click.get_current_context())


def draw(document: Document, form: str, to_file: bool) -> str:
    """Render a document in one of the formats for people."""
    text: str = renderer(form)(document, *(_terminal(to_file) if form == "table" else ()))
    return text


def _terminal(to_file: bool) -> tuple[int, bool, int]:
    """Return the width to fill, whether colours are wanted (NO_COLOR and FORCE_COLOR decide), the height, 0 if none."""
    import shutil

    width, height = shutil.get_terminal_size((80, 24))
    lively = is_terminal() and os.environ.get("TERM") != "dumb"
    color = not to_file and not os.environ.get("NO_COLOR") and (lively or bool(os.environ.get("FORCE_COLOR")))
    if color and os.name == "nt":
        os.system("")  # noqa: S605, S607 - turns ANSI colours on in the old Windows console
    return max(20, width), color, height if is_terminal() and not to_file else 0
