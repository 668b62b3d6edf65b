"""``mzprog report``: the report that people hand in, by the suffix of its file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mzprog.cli.files import READ, RESULT, Apart, apart
from mzprog.cli.options import help_option, latest_option, responsible_option, time_of, time_options
from mzprog.cli.output import CannotWriteError, complain, write_bytes
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


# The annexes by the words of the option, in either language.
_ANNEXES = {"计算过程": "working", "数据来源": "sources", "需要核实的数据": "checks", "核实": "checks"}
MAX_TEMPLATE = 30_000_000


def _annexes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the annexes asked for."""
    words = [word.strip() for word in (value or "").replace("，", ",").split(",") if word.strip()]
    found = [_ANNEXES.get(word, word) for word in words]
    known = tuple(dict.fromkeys(_ANNEXES.values()))
    for word, name in zip(words, found, strict=True):
        if name not in known:
            raise click.BadParameter(f"附件有 {'、'.join(known)}，得到“{word}”", ctx, param)
    return tuple(dict.fromkeys(found))


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
@click.option("--annex", "annexes", metavar="附件", callback=_annexes,
              help="正文后面附上：working 计算过程、sources 数据来源、checks 需要核实的数据；逗号隔开")  # fmt: skip
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
    date: str | None, output: str | None, annexes: Sequence[str], annex_file: str | None,
    each_responsible: str | None, template: str | None,
) -> int:  # fmt: skip
    """评估报告：总体进展、指标完成情况、滞后指标分析和后期预测，改几句话就可以上交。

    几个规划合成一份对比报告。电子表格里的进展率和评价是公式，改了数据随即重算。
    PLAN 是规划文件、文件夹（其中所有 *.yaml）或 -（标准输入）。
    """
    from mzprog.cli.plans import Plans, part, tell_all_empty
    from mzprog.core.assessment import assess

    if output is None and each_responsible is not None:
        path, suffix = None, ".docx"
    else:
        path, suffix = _settle(output)
    forms = _Forms(date, responsible, annexes, _template(template, suffix))
    loaded = Plans(plans)
    read = list(loaded)
    asked = time_of(read, year, as_of, latest)
    begun, _ = part([assess(plan, asked) for plan in read], loaded)
    tell_all_empty(begun)
    begun = _extracts(begun, responsible) if responsible else begun
    places = _places(each_responsible, suffix, begun) if begun and each_responsible is not None else {}
    if begun and path is not None:
        _write(path, forms, begun)
    for body, place in places.items():
        _write(place, forms._replace(bodies=(body,)), _extracts(begun, (body,)))
    if places:
        complain(f"已为{len(places)}个责任单位各写一份，在{each_responsible}")
    if begun and annex_file is not None:
        _write_annexes(annex_file, annexes, begun)
    if begun:
        _tell_open(begun)
    return 3 if loaded.problems else 0


class _Forms(NamedTuple):
    """How a call wants its reports: dated, whose extracts, with which annexes, in which template."""

    date: str | None
    bodies: Sequence[str]
    annexes: Sequence[str]
    template: bytes | None


def _write(path: str, forms: _Forms, begun: Sequence[Assessment]) -> None:
    from mzprog.cli.deliver import renderer
    from mzprog.core.problems import Refusal

    suffix = os.path.splitext(path)[1].lower()
    render: Callable[..., str | bytes] = renderer(path, suffix)
    content = _content(begun, suffix, forms)
    try:
        made = render(content) if forms.template is None else render(content, forms.template)
    except Refusal as refusal:
        raise CannotWriteError(f"写不出{path}：{refusal.message}") from None
    write_bytes(made.encode() if isinstance(made, str) else made, path)


def _places(folder: str, suffix: str, begun: Sequence[Assessment]) -> dict[str, str]:
    """Return where the extract of each responsible body goes: a file of the folder, named after it."""
    from mzprog.core.problems import reason

    bodies = dict.fromkeys(body for assessment in begun for body in assessment.by_responsible)
    if not bodies:
        raise click.UsageError("规划里没有写责任单位（responsible），不能按单位分", click.get_current_context())
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(f"写不出{folder}：{reason(error)}") from None
    places = {body: os.path.join(folder, name + suffix) for body, name in _file_names(bodies).items()}
    apart("--each-responsible", places.values())
    return places


def _file_names(words: Iterable[str]) -> dict[str, str]:
    """Return for each word a name that a file may have on any system, no two the same in capitals or small letters.

    >>> _file_names(["民政局", "a/b", "A:B", "con"])
    {'民政局': '民政局', 'a/b': 'a_b', 'A:B': 'A_B_2', 'con': '_con'}
    """
    names: dict[str, str] = {}
    for word in words:
        name = re.sub(r'[\\/:*?"<>|\x00-\x1f]|^\.', "_", word)[:80]
        name = f"_{name}" if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name) else name
        known = {other.casefold() for other in names.values()}
        tried = (f"{name}_{number}" if number > 1 else name for number in range(1, len(known) + 2))
        names[word] = next(other for other in tried if other.casefold() not in known)
    return names


def _write_annexes(path: str, annexes: Sequence[str], begun: Sequence[Assessment]) -> None:
    """Write what must be verified into a file of its own."""
    from mzprog.answers.report import ANNEXES, annex_document
    from mzprog.cli.deliver import renderer

    suffix = os.path.splitext(path)[1].lower()
    if suffix not in REPORTS or suffix == ".xlsx":
        known = "、".join(form for form in REPORTS if form != ".xlsx")
        raise click.UsageError(f"--annex-file 的后缀可用 {known}，得到“{path}”", click.get_current_context())
    if len(begun) != 1:
        raise click.UsageError("--annex-file 一次只写一个规划的附件", click.get_current_context())
    made = renderer(path, suffix)(annex_document(begun[0], annexes or ANNEXES))
    write_bytes(made.encode() if isinstance(made, str) else made, path)


def _tell_open(begun: Sequence[Assessment]) -> None:
    """Say how many places the reports leave to fill in."""
    from mzprog.answers.lagging import unexplained

    names = [name for assessment in begun for name in unexplained(assessment)] if len(begun) == 1 else []
    if names:
        shown = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
        complain(
            f"{len(names)}项滞后指标没有写全原因和措施，报告里标着【待填】：{shown}；在规划文件里写 causes 和 actions"
        )


def _template(path: str | None, suffix: str) -> bytes | None:
    """Return the bytes of a bureau's own Word file."""
    if path is None:
        return None
    from mzprog.planfile.load import read_bytes

    if suffix not in {".docx", ".pdf"}:
        raise click.UsageError("--template 只用于 .docx 和 .pdf", click.get_current_context())
    return read_bytes(path, MAX_TEMPLATE)


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


def _content(begun: Sequence[Assessment], suffix: str, forms: _Forms) -> Any:
    """Return what to render: the report on one plan or the comparison of several."""
    if suffix == ".xlsx":
        from mzprog.workbook import report as workbook

        return workbook.workbook(begun[0], forms.date) if len(begun) == 1 else workbook.comparison(begun, forms.date)
    if len(begun) == 1:
        from mzprog.answers import report

        return report.document(begun[0], forms.date, forms.bodies, forms.annexes)
    from mzprog.answers import comparison

    return comparison.document(begun, forms.date, forms.bodies)
