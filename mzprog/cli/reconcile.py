"""``mzprog reconcile``: published values against computed ones, and the gate on their differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.files import READ, Apart
from mzprog.cli.options import help_option, output_options, settle_format, time_if_any, time_options
from mzprog.cli.output import complain

if TYPE_CHECKING:
    from mzprog.cli.plans import Plans
    from mzprog.core.period import Period
    from mzprog.core.plan import Plan
    from mzprog.core.results import AsOf
    from mzprog.questions.reconcile import Reconciliation
    from mzprog.render.document import Document


@click.command("reconcile", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog reconcile plans/wuhan.yaml
  mzprog reconcile plans/wuhan.yaml --as-of 2018H1
  mzprog reconcile plans --fail-on-mismatch
  mzprog reconcile plans/wuhan.yaml -o 核对.csv

\b
退出码：0 完成；2 命令写错；3 有规划文件不能用；4 有不符（--fail-on-mismatch）；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@time_options("核对这一年内各期的公布值；时间都不写则核对全部", "只核对这一期，如 2018H1")
@click.option("--fail-on-mismatch", is_flag=True, help="有不符的就以退出码4结束；只差四舍五入不算")
@output_options
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: Period | None, fail_on_mismatch: bool, form: str, output: str | None
) -> int:
    """核对公布值：资料里印出的进展率、评价、后期预测和完成情况，与按其自身数据计算的是否一致。

    不写时间就核对每一个有公布值的期；--year 核对该年内的，--as-of 只核对那一期。
    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.cli.deliver import Rows, deliver
    from mzprog.cli.plans import Plans
    from mzprog.questions.reconcile import published_periods, reconcile

    form = settle_format(form, output)
    loaded = Plans(plans)
    found = list(loaded)
    asked = time_if_any(found, year, as_of)
    compared = [reconcile(plan, periods) for plan in found if (periods := published_periods(plan, asked))]
    silent = [plan for plan in found if not published_periods(plan, asked)]
    if silent and not compared and not loaded.problems:
        raise click.UsageError(_nothing(silent, asked))
    if silent:
        complain(f"没有公布值可核对，已略去：{'、'.join(plan.file for plan in silent)}")
    deliver(
        form, output, json=lambda: _json(compared, silent, loaded),
        rows=lambda: Rows(_rows(compared)), documents=lambda: _documents(compared),
    )  # fmt: skip
    if loaded.problems:
        return 3
    differ = sum(len(c.mismatches) for c in compared)
    if fail_on_mismatch and differ:
        complain(f"--fail-on-mismatch：{differ}项公布值与计算不符")
        return 4
    return 0


def _nothing(plans: Sequence[Plan], asked: AsOf | None) -> str:
    from mzprog.core.period import in_time
    from mzprog.questions.reconcile import published_periods

    known = sorted({p for plan in plans for p in published_periods(plan)}, key=in_time)
    if known:
        return f"{asked}没有公布值；有公布值的期：{'、'.join(map(str, known))}"
    return "规划文件里没有公布值；请在指标下写 published（公布值），如 published: {2018H1: {rate: 90, verdict: 滞后}}"


def _json(compared: Sequence[Reconciliation], silent: Sequence[Plan], loaded: Plans) -> dict[str, Any]:
    from mzprog.answers.reconcile import record
    from mzprog.core.problems import problem_record

    return {
        "plans": [record(c) for c in compared],
        "nothing_published": [{"file": p.file, "plan": p.title} for p in silent],
        "problems": [problem_record(p) for p in loaded.problems],
    }


def _rows(compared: Sequence[Reconciliation]) -> Iterable[dict[str, Any]]:
    from mzprog.answers.reconcile import table_records

    return (record for c in compared for record in table_records(c))


def _documents(compared: Sequence[Reconciliation]) -> Iterable[Document]:
    from mzprog.answers.reconcile import document

    return map(document, compared)
