"""``mzprog import``: a table of indicators becomes a plan file, what it does not say is asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli import dialogue
from mzprog.cli.files import EDITED, KEPT, READ, Apart
from mzprog.cli.options import help_option, period_value, year_value
from mzprog.cli.output import complain, write
from mzprog.core.problems import PlanError, Problem, Refusal

if TYPE_CHECKING:
    from mzprog.tables.draft import Draft
    from mzprog.tables.facts import Facts
    from mzprog.tables.head import Table


@click.command("import", cls=Apart, add_help_option=False, epilog="""\b
例：
  mzprog import 表.docx -o plan.yaml
  mzprog import 表.xlsx -o plan.yaml --baseline-year 2015 --target-year 2020 --direction 正向
  mzprog import 规划.html --table 2 -o plan.yaml
  mzprog import 2019年数据.xlsx --into plan.yaml --period 2019
  mzprog import - -o plan.yaml      （从 Excel 复制的表，粘贴后按 Ctrl-D）

\b
退出码：0 写出的文件可以用；2 命令写错；3 文件读不了，或写出后还有要补充的；5 写不出结果""")  # fmt: skip
@click.argument("file", metavar="表", type=READ)
@click.option("-o", "--output", metavar="文件", type=KEPT, help="写成这个规划文件；不写则显示在屏幕上")
@click.option("--table", "number", type=click.IntRange(1), metavar="N", help="文件里有几张指标表时，取第N张")
@click.option("--title", metavar="名称", help="规划名称；不写则用表名")
@click.option("--baseline-year", callback=year_value, metavar="年", help="基期年，如 2015")
@click.option("--target-year", callback=year_value, metavar="年", help="目标年，如 2020")
@click.option("--direction", type=click.Choice(["正向", "逆向"]), metavar="正向|逆向",
              help="没有基期值、或目标等于基期值的指标：越高越好还是越低越好")  # fmt: skip
@click.option("--period", callback=period_value, metavar="期", help="表头没有写明期的实际值是哪一期的，如 2018H1")
@click.option("--into", metavar="PLAN", type=EDITED,
              help="把表里的实际值按指标名称写进这个已有的规划文件，注释和顺序不变")  # fmt: skip
@click.option("--convert", is_flag=True, help="先用 LibreOffice 转换：.doc、.wps、.rtf（要装有 LibreOffice）")
@click.option("--replace", is_flag=True, help="-o 的文件已经有了也覆盖；用 --into 时，不同的数也换成表里的")
@help_option
def command(file: str, output: str | None, number: int | None, into: str | None, replace: bool, **given: Any) -> int:
    """把 Word、Excel、CSV、网页、PDF 里的指标表读成规划文件。

    表是 .docx、.xlsx、.xls、.et、.ods、.odt、.csv（UTF-8 或 GBK）、.html、.mht、.pdf 等文件，或 -（粘贴的表格文字）。
    表里没有写的（基期年、方向等）用下面的选项写明，或在终端里回答；都没有就写成 TODO，由人来补。
    """
    from mzprog.cli.plans import tell
    from mzprog.cli.updating import update_plan
    from mzprog.planfile.write import written
    from mzprog.tables.draft import draft_plan

    try:
        table = _table(file, number, given.pop("convert"))
        if into:
            return update_plan(table, file, into, output, given["period"], replace)
        facts = _facts(table, given, file)
        draft = draft_plan(table, facts, os.path.basename(file) if file != "-" else "粘贴的表")
    except Refusal as refusal:
        tell([Problem(file, None, None, refusal.code, refusal.message)])
        return 3
    except PlanError as error:
        tell(error.problems)
        return 3
    _ask(draft, file)
    text = written(draft.map)
    write(text, output, utf8=True)
    return _report(draft, text, file, output)


def _table(file: str, number: int | None, convert: bool) -> Table:
    """Return the table to import. Raises :class:`Refusal`; which of several to take is the caller's to say."""
    from mzprog.planfile.load import read_bytes
    from mzprog.tables.head import find_tables
    from mzprog.tables.sources import MAX_BYTES, read_grids

    if file == "-" and dialogue.possible():
        complain("请把表粘贴进来，最后按 Ctrl-D（Windows 上按 Ctrl-Z 再回车）：")
    grids = read_grids(read_bytes(file, MAX_BYTES), convert)
    tables = find_tables(grids)
    if not tables:
        why = f"里面的{len(grids)}张表都不像指标表；表头里要有“指标名称”（或“项目”）和“目标值”“实际值”等字样"
        raise Refusal("no-table", why if grids else "里面没有表格；表如果是图片，读不出来，请从原来的文件导入")
    seen = [table for table in tables if not table.hidden]
    if number is None and len(seen) == 1:
        return seen[0]
    if number is not None and number <= len(tables):
        return tables[number - 1]
    complain(f"文件里有{len(tables)}张指标表：")
    for n, table in enumerate(tables, 1):
        complain(f"  {n}  {_described(table)}")
    raise click.UsageError("请用 --table 写明取哪一张，如 --table 1", click.get_current_context())


def _described(table: Table) -> str:
    from mzprog.tables.facts import table_title

    name = table_title(table) or table.place or "（没有表名）"
    place = f"工作表“{table.place}”{'（隐藏）' if table.hidden else ''}，" if table.place else ""
    return f"{name}（{place}{len(table.rows)}行：{'、'.join(column.label for column in table.columns)[:60]}）"


def _facts(table: Table, given: dict[str, Any], file: str) -> Facts:
    """Return what the table and the options say of the plan; on a terminal, the rest is asked for."""
    from mzprog.core.period import parse_period
    from mzprog.tables.facts import likely_years, stated

    said = {key: value for key, value in given.items() if value is not None}
    facts = stated(table)._replace(**said)
    if file == "-" or not dialogue.possible():
        return facts
    if "title" not in said:
        facts = facts._replace(title=dialogue.ask("规划名称", facts.title or ""))
    likely = likely_years(table) or (None, None)
    for key, words, offered in (("baseline_year", "基期年", likely[0]), ("target_year", "目标年", likely[1])):
        if getattr(facts, key) is None:
            answer = dialogue.ask(words, str(offered or ""), _year_fault)
            said[key] = int(answer) if answer else None
    facts = facts._replace(**said)
    if facts.period is None and any(column.period is None for column in table.of("observation")):
        answer = dialogue.ask("实际值是哪一期的", str(facts.target_year or ""), _period_fault)
        facts = facts._replace(period=parse_period(answer) if answer else None)
    return facts


def _year_fault(text: str) -> str:
    return "" if text.isascii() and text.isdigit() and len(text) == 4 else "年份应为四位数，如 2015"


def _period_fault(text: str) -> str:
    from mzprog.core.period import parse_period

    try:
        parse_period(text)
    except Refusal as refusal:
        return refusal.message
    return ""


def _ask(draft: Draft, file: str) -> None:
    """Ask the open questions where someone can answer; what stays open is TODO in the file."""
    if file == "-" or not dialogue.possible():
        return
    from mzprog.planfile.write import Text

    for question in draft.questions:
        name = question.map.items.get("name")
        who = f"“{name.text}”：" if isinstance(name, Text) else ""
        answer = dialogue.choose(who + question.sentence, question.words)
        question.map.put(question.key, answer)


def _report(draft: Draft, text: str, file: str, output: str | None) -> int:
    """Say what was read and what is still to do; return the exit code."""
    from mzprog.cli.plans import tell
    from mzprog.planfile.load import parse_plan

    target = output or "-"
    for remark in draft.remarks:
        complain(f"{file}: {remark}")
    try:
        parse_plan(text.encode(), target)
        problems: tuple[Problem, ...] = ()
    except PlanError as error:
        problems = error.problems
    where = f"，写入{output}" if output and output != "-" else ""
    left = f"；还有{len(problems)}处需要补充：" if problems else ""
    complain(f"读入{draft.indicators}项指标{where}{left}")
    tell(problems)
    return 3 if problems else 0
