"""``mzprog report``: the report that people hand in, by the suffix of its file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from mzprog.cli.files import READ, RESULT, Apart
from mzprog.cli.options import (
    earlier_time,
    help_option,
    latest_option,
    responsible_option,
    since_option,
    time_of,
    time_options,
)
from mzprog.render import REPORTS

if TYPE_CHECKING:
    from mzprog.core.period import Period


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the day in words; ``today`` is the only time that a report looks at the clock."""
    if value is None:
        return None
    from datetime import date

    try:
        day = date.today() if value == "today" else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"日期应写作 2018-12-06 或 today，得到“{value}”", ctx, param) from None
    return f"{day.year}年{day.month}月{day.day}日"


# The annexes by the words of the option, in either language.
_ANNEXES = {"计算过程": "working", "数据来源": "sources", "需要核实的数据": "checks", "核实": "checks"}
MAX_TEMPLATE = 30_000_000


def _annexes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the annexes asked for."""
    words = _words(value or "")
    found = [_ANNEXES.get(word, word) for word in words]
    known = tuple(dict.fromkeys(_ANNEXES.values()))
    for word, name in zip(words, found, strict=True):
        if name not in known:
            raise click.BadParameter(f"附件有 {'、'.join(known)}，得到“{word}”", ctx, param)
    return tuple(dict.fromkeys(found))


def _columns(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the columns of the table that were chosen, in their order."""
    if value is None:
        return ()
    from mzprog.answers.progress_table import COLUMNS

    words = _words(value)
    for word in words:
        if word not in COLUMNS:
            raise click.BadParameter(f"列有 {'、'.join(COLUMNS)}，得到“{word}”", ctx, param)
    if "指标" not in words or len(set(words)) < len(words):
        raise click.BadParameter(f"列要有“指标”，每列只写一次，得到“{value}”", ctx, param)
    return tuple(words)


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.replace("，", ",").split(",") if word.strip()]


@click.command("report", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog report plans/wuhan.yaml --year 2018 -o 评估.docx
  mzprog report plans/wuhan.yaml --year 2018 --date 2018-12-06 -o 评估.html
  mzprog report plans --year 2020 -o 对比.xlsx

\b
退出码：0 完成；2 命令写错；3 有规划文件不能用；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@time_options()
@latest_option
@responsible_option
@since_option("总体进展里写明与这一年或这一期的评估相比变好变差的指标")
@click.option("--date", metavar="日期", callback=_date, help="写在题目下的编制日期，如 2018-12-06；today 为今天")
@click.option("--annex", "annexes", metavar="附件", callback=_annexes,
              help="正文后面附上：working 计算过程、sources 数据来源、checks 需要核实的数据；逗号隔开")  # fmt: skip
@click.option("--columns", metavar="列", callback=_columns,
              help="评估表有哪些列、按什么次序，如 序号,指标,单位,目标,各年,进展率,评价")  # fmt: skip
@click.option("--lagging-charts", is_flag=True, help="Word 和 PDF 里另附每项滞后指标的走势图（网页里总有）")
@click.option("--annex-file", metavar="文件", type=RESULT, help="附件另写成一个文件，不写 --annex 就是全部附件")
@click.option("--each-responsible", metavar="文件夹", help="每个责任单位一份，写进这个文件夹")
@click.option(
    "--template",
    metavar="红头.docx",
    type=READ,
    help="本单位的 Word 模板：报告放在写有 {{正文}} 的地方，没有就放在末尾",
)
@click.option("-o", "--output", metavar="文件", type=RESULT, help=f"报告文件；按后缀 {' '.join(REPORTS)}")
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: Period | None, latest: bool, responsible: Sequence[str],
    since: Period | None, date: str | None, output: str | None, annexes: Sequence[str], annex_file: str | None,
    columns: Sequence[str], lagging_charts: bool, each_responsible: str | None, template: str | None,
) -> int:  # fmt: skip
    """评估报告：总体进展、指标完成情况、滞后指标分析和后期预测，改几句话就可以上交。

    几个规划合成一份对比报告。电子表格里的进展率和评价是公式，改了数据随即重算。
    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.answers.report import Form
    from mzprog.cli import reporting
    from mzprog.cli.plans import Plans, part, tell_all_empty
    from mzprog.core.assessment import assess

    path, suffix = (None, ".docx") if output is None and each_responsible is not None else _settle(output)
    template_bytes = _template(template, suffix)
    loaded = Plans(plans)
    read = list(loaded)
    asked = time_of(read, year, as_of, latest)
    form = Form(
        date, responsible, annexes, since and earlier_time(since, asked), columns, REPORTS[suffix].paper, lagging_charts
    )
    wish = reporting.Wish(suffix, form, template_bytes)
    begun, _ = part([assess(plan, asked) for plan in read], loaded)
    tell_all_empty(begun)
    begun = reporting.extracts(begun, responsible) if responsible else begun
    _only_in_words(len(begun) == 1 and suffix != ".xlsx", {"--since": since, "--columns": columns})
    if begun and annex_file is not None:
        reporting.may_annex(annex_file, begun)
    places = reporting.places(each_responsible, suffix, begun) if begun and each_responsible is not None else {}
    if begun and path is not None:
        reporting.write_report(path, wish, begun)
    if places:
        reporting.write_each(places, wish, begun)
    if begun and annex_file is not None:
        reporting.write_annexes(annex_file, annexes, begun[0])
    if begun:
        reporting.tell_open(begun)
    return 3 if loaded.problems else 0


def _only_in_words(words: bool, options: Mapping[str, object]) -> None:
    """Refuse what only a report in words on one plan can have."""
    for name, value in options.items():
        if value and not words:
            why = f"{name} 用于一个规划的文字报告，不用于对比和电子表格"
            raise click.UsageError(why, click.get_current_context())


def _template(path: str | None, suffix: str) -> bytes | None:
    """Return the bytes of a bureau's own Word file."""
    if path is None:
        return None
    from mzprog.planfile.load import read_bytes

    if not REPORTS[suffix].paper:
        raise click.UsageError("--template 只用于 .docx 和 .pdf", click.get_current_context())
    return read_bytes(path, MAX_TEMPLATE)


def _settle(output: str | None) -> tuple[str, str]:
    """Return the file to write and its suffix, which must be one of ours."""
    suffix = os.path.splitext(output or "")[1].lower()
    if output is None or suffix not in REPORTS:
        found = f"，得到“{output}”" if output else ""
        known = "、".join(REPORTS)
        raise click.UsageError(
            f"请用 -o 写明报告文件，如 -o 评估.docx（后缀可用 {known}）{found}", click.get_current_context()
        )
    return output, suffix
