"""``mzprog whatif``: a plan with some values assumed, a row of them tried, scenarios compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from mzprog.cli.completing import assumptions
from mzprog.cli.files import KEPT, READ, Apart
from mzprog.cli.options import help_option, latest_option, output_options, settle_format, time_of, time_options
from mzprog.cli.output import CannotWriteError, complain, write
from mzprog.core.problems import PlanError, Refusal

if TYPE_CHECKING:
    from mzprog.core.period import Period
    from mzprog.core.results import Assessment
    from mzprog.questions.scenario import WhatIf
    from mzprog.render.document import Document


class Shown(NamedTuple):
    """A result in each of its forms, made when asked for."""

    record: Callable[[], dict[str, Any]]
    rows: Callable[[], Iterable[dict[str, Any]]]
    document: Callable[[], Document]


@click.command("whatif", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog whatif plans/wuhan.yaml --year 2018 --set 每千名老年人口养老床位数=45
  mzprog whatif plans/wuhan.yaml --year 2018 --set 养老床位数=+10% --save 新方案.yaml
  mzprog whatif plans/wuhan.yaml --year 2018 --sweep 养老床位数=7..10/0.5
  mzprog whatif plans/wuhan.yaml --year 2018 --scenario 方案.yaml

\b
指标=值 的写法（指标写全名、代号或不会弄错的一部分）：
  床位=45           把所评那一期的数改成45（没有就算作所问的时间）
  床位=+2 床位=-1.5  加2，减1.5          床位=+10%     乘以1.10
  床位==-1.5        改成负数 -1.5       比重/城市=31   只改一个组成部分
  床位.target=45    改目标（.baseline 改基期，.rule=exponential 改规则）
  水质=达到         人工判定（达到、未达到，或一个评价用语）

\b
退出码：0 完成；2 命令写错；3 规划文件不能用；5 写不出结果""")  # fmt: skip
@click.argument("plan", metavar="PLAN", type=READ)
@time_options()
@latest_option
@click.option(
    "--set", "sets", metavar="指标=值", multiple=True, shell_complete=assumptions, help="假设一个值；可重复，依次生效"
)
@click.option(
    "--sweep", "swept", metavar="指标=起..止/步长", shell_complete=assumptions, help="逐值试算，并给出评价转折的值"
)
@click.option("--scenario", "file", metavar="文件", type=READ,
              help="比较一个YAML文件里的几个方案（方案: {指标: 值}）")  # fmt: skip
@click.option("--save", metavar="文件", type=KEPT, help="把 --set 的假设写成一份新的规划文件，注释和顺序不变")
@click.option("--replace", is_flag=True, help="--save 的文件已经有了也覆盖；-o 写到规划文件上也可以")
@output_options
@help_option
def command(
    plan: str, year: int | None, as_of: Period | None, latest: bool, sets: Sequence[str], swept: str | None,
    file: str | None, save: str | None, replace: bool, form: str, output: str | None,
) -> int:  # fmt: skip
    """假设试算：如果某些数是另外的值，进展率和评价会怎样。

    规划文件本身不会被改动。PLAN 是一个规划文件或 -（标准输入）。
    """
    from mzprog.cli.deliver import Rows, deliver
    from mzprog.cli.plans import Plans, envelope, part, tell
    from mzprog.core.assessment import assess

    form = settle_format(form, output)
    _one_question(sets, swept, file, save)
    loaded = Plans([plan])
    found = list(loaded)
    if len(found) > 1:
        raise click.UsageError(f"whatif 一次只试算一个规划，{plan}里有{len(found)}个", click.get_current_context())
    asked = time_of(found, year, as_of, latest)
    begun, waiting = part([assess(one, asked) for one in found], loaded)
    shown = None
    if begun:
        try:
            shown = _answer(begun[0], sets, swept, file, save)
        except PlanError as error:  # of the scenario file
            tell(error.problems)
            return 2
    deliver(
        form, output, json=lambda: envelope([shown.record()] if shown else [], waiting, loaded),
        rows=lambda: Rows(shown.rows() if shown else []), documents=lambda: [shown.document()] if shown else [],
    )  # fmt: skip
    return 3 if loaded.problems else 0


def _answer(before: Assessment, sets: Sequence[str], swept: str | None, file: str | None, save: str | None) -> Shown:
    """Answer the question that was asked."""
    if file is not None:
        return _compared(before, file)
    found = _assumed(before, sets)
    if swept is not None:
        return _swept(found, swept)
    if save is not None:
        _save(found, save)
    from mzprog.answers import whatif

    return Shown(
        lambda: whatif.record(found), lambda: whatif.table_records(found),
        lambda: whatif.document(found),
    )  # fmt: skip


def _assumed(before: Assessment, sets: Sequence[str]) -> WhatIf:
    from mzprog.questions.assumption import amount, split
    from mzprog.questions.scenario import assume

    try:
        pairs = [split(text) for text in sets]
        return assume(before, [(name, amount(value)) for name, value in pairs])
    except Refusal as refusal:
        _wrong("--set", refusal)


def _swept(found: WhatIf, text: str) -> Shown:
    from mzprog.answers import whatif
    from mzprog.questions.sweep import sweep

    try:
        tried = sweep(found.after, text)
    except Refusal as refusal:
        _wrong("--sweep", refusal)
    return Shown(
        lambda: whatif.sweep_record(tried, found.changes), lambda: whatif.sweep_records(tried),
        lambda: whatif.sweep_document(tried, found.changes),
    )  # fmt: skip


def _compared(before: Assessment, file: str) -> Shown:
    from mzprog.answers import whatif
    from mzprog.planfile.load import read_bytes
    from mzprog.questions.scenario import read_scenarios

    found = read_scenarios(read_bytes(file), file, before)
    return Shown(
        lambda: whatif.scenarios_record(found), lambda: whatif.scenarios_records(found),
        lambda: whatif.scenarios_document(found),
    )  # fmt: skip


def _save(found: WhatIf, save: str) -> None:
    """Write the plan file with the assumed values in it."""
    from mzprog.planfile.load import read_bytes
    from mzprog.questions.scenario import saved

    file = found.before.plan.file
    if file == "-":
        raise click.UsageError("--save 要从规划文件抄写，不能从标准输入", click.get_current_context())
    try:
        text = saved(read_bytes(file), found)
    except (PlanError, Refusal) as error:
        raise CannotWriteError(f"写不出{save}：{error}") from None
    write(text, save, utf8=True)
    complain(f"已写入{save}")


def _one_question(sets: Sequence[str], swept: str | None, file: str | None, save: str | None) -> None:
    """Refuse a call that assumes nothing, or things that do not go together."""
    if not sets and swept is None and file is None:
        ask = "请写明假设：--set 指标=值、--sweep 指标=起..止/步长 或 --scenario 文件"
    elif file is not None and (sets or swept is not None):
        ask = "--scenario 不能和 --set、--sweep 一起写；请把假设都写进方案文件"
    elif save is not None and (not sets or swept is not None):
        ask = "--save 只和 --set 一起用"
    elif save == "-":
        ask = "--save 要写文件名"
    else:
        return
    raise click.UsageError(ask, click.get_current_context())


def _wrong(option: str, refusal: Refusal) -> NoReturn:
    raise click.UsageError(f"{option}：{refusal.message}", click.get_current_context()) from None
