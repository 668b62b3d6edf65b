"""``mzprog evaluate``: the table, its formats, its gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mzprog import __version__
from mzprog.assessment import evaluate
from mzprog.cli.begun import envelope, part
from mzprog.cli.gates import gate_reason, settle_gates
from mzprog.cli.options import draw, help_option, one_time, output_options, period_value, settle_format, time_options
from mzprog.cli.output import complain, write
from mzprog.cli.plans import Plans, tell
from mzprog.method import standard
from mzprog.problems import nearest
from mzprog.results import Assessment
from mzprog.selection import SORTS, Selection, select


@click.command("evaluate", add_help_option=False, epilog="""\b
例：
  mzprog evaluate plans/wuhan.yaml --year 2018
  mzprog evaluate plans/wuhan.yaml --year 2018 --explain
  mzprog evaluate plans/wuhan.yaml --year 2018 --verdict 滞后 --sort rate
  mzprog evaluate plans/wuhan.yaml --year 2018 -o 评估.csv
  mzprog evaluate plans/wuhan.yaml --year 2018 --since 2017
  mzprog evaluate plans/wuhan.yaml --year 2018 --fail-on 滞后

\b
退出码：0 完成；2 命令写错；3 有规划文件不能用；4 达到 --fail-on；5 写不出结果""")  # fmt: skip
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True)
@time_options
@click.option("--type", "types", type=click.Choice(["约束性", "预期性", "未注明"]), multiple=True,
              metavar="属性", help="只看约束性或预期性；可重复")  # fmt: skip
@click.option("--category", "categories", metavar="类别", multiple=True, help="只看这一类别；可重复")
@click.option("--verdict", "verdicts", metavar="评价", multiple=True, help="只看这一评价；可重复")
@click.option("--sort", type=click.Choice(SORTS), default="plan", metavar="plan|rate",
              help="plan 按规划的顺序；rate 最差的在前")  # fmt: skip
@click.option("--explain", is_flag=True, help="列出每项的计算过程和数据来源")
@click.option("--since", metavar="期", callback=period_value, help="与这一年或这一期相比，先列变差和变好的")
@click.option("--fail-on", "gates", metavar="评价", multiple=True, help="有这一评价或更差的就以退出码4结束")
@output_options
@help_option
def command(
    plans: Sequence[str], year: int | None, as_of: str | None, since: str | None, gates: Sequence[str],
    form: str, output: str | None, **chosen: Any,
) -> int:  # fmt: skip
    """评估规划：每项指标的进展率和评价。

    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    form = settle_format(form, output)
    loaded = Plans(plans)
    found = list(loaded)
    one_time(found, year, as_of)
    begun, waiting = part([evaluate(plan, year, as_of=as_of) for plan in found], loaded)
    asked = settle_gates(gates, [plan.method for plan in found])
    chosen = _known(chosen, [*begun, *waiting])
    selections = [select(a, **chosen) for a in begun]
    text = "" if since else _text(selections, waiting, loaded, form, output)
    if form in {"json", "csv"}:  # the others print them under the table
        tell(remark for plan in found for remark in plan.remarks)
    if since:
        from mzprog.cli.since import deliver_changes

        deliver_changes(selections, since, waiting, loaded, form, output)
    elif text:
        write(text, output, utf8=form in {"json", "csv"}, bom=form == "csv")
    if loaded.problems:
        return 3
    reason = gate_reason(asked, begun)
    if reason:
        complain(reason)
        return 4
    return 0


def _text(
    selections: Sequence[Selection], waiting: Sequence[Assessment], loaded: Plans, form: str, output: str | None
) -> str:
    if form == "json":
        from mzprog.render import json

        return json.render(_json(selections, waiting, loaded))
    if form == "csv" and selections:
        from mzprog.records import table_keys, table_records
        from mzprog.render import csv

        return csv.render((record for s in selections for record in table_records(s)), table_keys(selections[0]))
    from mzprog.views import evaluation

    to_file = output not in {None, "-"}
    return "\n".join(draw(evaluation.document(s), form, to_file) for s in selections)


def _json(selections: Sequence[Selection], waiting: Sequence[Assessment], loaded: Plans) -> dict[str, Any]:
    from mzprog.records import record

    return {"schema": 1, "version": __version__, **envelope([record(s) for s in selections], waiting, loaded)}


def _known(chosen: dict[str, Any], assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Return the filters with synonyms resolved; one that no plan knows is a wrong call."""
    known = {label for a in assessments for label in a.method.labels}
    verdicts = [standard(word, known) for word in chosen["verdicts"]]
    _must_know("评价", verdicts, known)
    _must_know("类别", chosen["categories"], {word for a in assessments for word in a.by_category})
    return {**chosen, "verdicts": verdicts}


def _must_know(what: str, words: Sequence[str], known: set[str]) -> None:
    for word in words:
        if known and word not in known:
            slip = nearest(word, known)
            hint = f"；是不是“{slip}”？" if slip else f"；可用的：{'、'.join(sorted(known))}"
            raise click.UsageError(f"没有“{word}”这个{what}{hint}", click.get_current_context())
