"""``mzprog report``: the report that people hand in, by the suffix of its file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.files import READ, RESULT, Apart
from mzprog.cli.options import help_option, latest_option, responsible_option, time_of, time_options
from mzprog.cli.output import write_bytes
from mzprog.render import REPORTS

if TYPE_CHECKING:
    from mzprog.core.period import Period
    from mzprog.core.results import Assessment


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
@click.option("--date", metavar="日期", callback=_date, help="写在题目下的编制日期，如 2018-12-06；today 为今天")
@click.option("-o", "--output", metavar="文件", type=RESULT, help=f"报告文件；按后缀 {' '.join(REPORTS)}")
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: Period | None, latest: bool, responsible: Sequence[str],
    date: str | None, output: str | None,
) -> int:  # fmt: skip
    """评估报告：总体情况、评估表、滞后指标分析和计算过程，可以直接上交。

    几个规划合成一份对比报告。电子表格里的进展率和评价是公式，改了数据随即重算。
    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.cli.deliver import renderer
    from mzprog.cli.plans import Plans, part, tell_all_empty
    from mzprog.core.assessment import assess

    path, suffix = _settle(output)
    render = renderer(path, suffix)
    loaded = Plans(plans)
    read = list(loaded)
    asked = time_of(read, year, as_of, latest)
    begun, _ = part([assess(plan, asked) for plan in read], loaded)
    tell_all_empty(begun)
    begun = _extracts(begun, responsible) if responsible else begun
    if begun:
        made = render(_content(begun, suffix, date, responsible))
        write_bytes(made.encode() if isinstance(made, str) else made, path)
    return 3 if loaded.problems else 0


def _extracts(begun: Sequence[Assessment], bodies: Sequence[str]) -> list[Assessment]:
    """Return what the assessments say of the indicators of some responsible bodies, less those that have none."""
    known = dict.fromkeys(body for assessment in begun for body in assessment.by_responsible)
    from mzprog.core.problems import nearest
    from mzprog.core.results import select

    for body in bodies:
        if begun and body not in known:
            slip = nearest(body, known)
            hint = (
                f"；是不是“{slip}”？" if slip else f"；有的：{'、'.join(known)}" if known else "；规划里没有写责任单位"
            )
            raise click.UsageError(f"没有“{body}”这个责任单位{hint}", click.get_current_context())
    cut = [assessment._replace(rows=select(assessment, responsible=bodies).rows) for assessment in begun]
    return [assessment for assessment in cut if assessment.rows]


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


def _content(begun: Sequence[Assessment], suffix: str, date: str | None, bodies: Sequence[str]) -> Any:
    """Return what to render: the report on one plan or the comparison of several."""
    if suffix == ".xlsx":
        from mzprog.workbook import report as workbook

        return workbook.workbook(begun[0], date) if len(begun) == 1 else workbook.comparison(begun, date)
    if len(begun) == 1:
        from mzprog.answers import report

        return report.document(begun[0], date, bodies)
    from mzprog.answers import comparison

    return comparison.document(begun, date, bodies)
