"""``mzprog outlook``: how fast each indicator must go, and where it ends at today's pace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.files import READ, Apart
from mzprog.cli.options import help_option, latest_option, output_options, settle_format, time_of, time_options

if TYPE_CHECKING:
    from mzprog.cli.plans import NotBegun, Plans
    from mzprog.core.period import Period
    from mzprog.questions.outlook import Outlook
    from mzprog.render.document import Document


@click.command("outlook", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog outlook plans/wuhan.yaml --year 2018
  mzprog outlook plans/wuhan.yaml --as-of 2018H1 -o 后期预测.csv

\b
退出码：0 完成；2 命令写错；3 有规划文件不能用；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@time_options()
@latest_option
@output_options
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: Period | None, latest: bool, form: str, output: str | None
) -> int:
    """后期预测：每项指标要提速几倍，按当前速度到目标年是多少，今天差多少。

    还没有达到目标的最差的在前。PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.cli.deliver import Rows, deliver
    from mzprog.cli.plans import Plans, part, tell_all_empty
    from mzprog.core.assessment import assess
    from mzprog.questions.outlook import look_ahead

    form = settle_format(form, output)
    loaded = Plans(plans)
    read = list(loaded)
    asked = time_of(read, year, as_of, latest)
    begun, waiting = part([assess(plan, asked) for plan in read], loaded)
    tell_all_empty(begun)
    found = [look_ahead(assessment) for assessment in begun]
    deliver(
        form, output, json=lambda: _json(found, waiting, loaded),
        rows=lambda: Rows(_rows(found)), documents=lambda: _documents(found),
    )  # fmt: skip
    return 3 if loaded.problems else 0


def _json(found: Sequence[Outlook], waiting: Sequence[NotBegun], loaded: Plans) -> dict[str, Any]:
    from mzprog.answers.outlook import record
    from mzprog.cli.plans import envelope

    return envelope([record(outlook) for outlook in found], waiting, loaded)


def _rows(found: Sequence[Outlook]) -> Iterable[dict[str, Any]]:
    from mzprog.answers.outlook import table_records

    return table_records(found)


def _documents(found: Sequence[Outlook]) -> Iterable[Document]:
    from mzprog.answers.outlook import document

    return map(document, found)
