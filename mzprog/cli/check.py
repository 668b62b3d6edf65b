"""``mzprog check``: problems and remarks of plan files, and the gate on remarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.files import READ, Apart
from mzprog.cli.options import help_option, output_options, settle_format
from mzprog.cli.output import complain
from mzprog.core.problems import PlanError, Problem

if TYPE_CHECKING:
    from mzprog.planfile.check import Checked
    from mzprog.render.document import Document


@click.command("check", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog check plans/wuhan.yaml
  mzprog check plans --strict
  mzprog check plans -o 检查.csv

\b
退出码：0 可以用；2 命令写错；3 有规划文件不能用；4 有提示（--strict）；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=READ)
@click.option("--strict", is_flag=True, help="有提示也算：以退出码4结束")
@output_options
@help_option
def command(plans: Sequence[str], strict: bool, form: str, output: str | None) -> int:
    """检查规划文件：写错的地方（问题），和值得再看一眼的地方（提示）。

    提示有：数没有来源、观测值与前后各期走向相反、比重超过100、基期已越过目标、观测期在规划期之外、
    文字被 # 截断、键后用了全角冒号、评价取决于规则。每条写明在哪一行、哪项指标、该看什么。
    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.answers.check import KEYS
    from mzprog.cli.deliver import Rows, deliver
    from mzprog.cli.plans import Plans

    form = settle_format(form, output)
    paths = Plans(plans)
    files = [_checked(file) for file in paths.files()]
    deliver(
        form, output, json=lambda: _json(files, paths.problems),
        rows=lambda: Rows(_rows(files), KEYS), documents=lambda: _documents(files, output),
    )  # fmt: skip
    if paths.problems or any(f.problems for f in files):
        return 3
    remarks = sum(len(f.remarks) for f in files)
    if strict and remarks:
        complain(f"--strict：{remarks}条提示")
        return 4
    return 0


def _checked(file: str) -> Checked:
    from mzprog.cli.plans import tell
    from mzprog.planfile.check import Checked, check
    from mzprog.planfile.load import read_bytes

    try:
        checked = check(read_bytes(file), file)
    except PlanError as error:
        checked = Checked(file, None, error.problems)
    tell(checked.problems)
    return checked


def _json(files: Sequence[Checked], problems: Sequence[Problem]) -> dict[str, Any]:
    from mzprog.answers.check import record

    found = [*problems, *(p for f in files for p in f.problems)]
    return {"files": [record(f) for f in files], "problems": [p._asdict() for p in found]}


def _rows(files: Sequence[Checked]) -> Iterable[dict[str, Any]]:
    from mzprog.answers.check import table_records

    return table_records(files)


def _documents(files: Sequence[Checked], output: str | None) -> Iterable[Document]:
    """Return the page; one that goes to a file has the problems too, which are else on standard error alone."""
    from mzprog.answers.check import document

    return [document(files, problems=output not in {None, "-"})]
