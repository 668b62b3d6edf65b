"""Reports on their way out: one for all, one for each responsible body, the annexes apart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import click

from mzprog.answers.lagging import unexplained
from mzprog.answers.report import ANNEXES, Form, annex_document
from mzprog.cli.deliver import written_to
from mzprog.cli.files import apart
from mzprog.cli.output import CannotWriteError, complain, write_bytes
from mzprog.core.problems import Refusal, nearest, reason
from mzprog.core.results import Assessment, select
from mzprog.render import REPORTS


class Wish(NamedTuple):
    """How a call wants its reports: by which ``suffix``, what is in them, in which template."""

    suffix: str
    form: Form
    template: bytes | None


def write_report(path: str, wish: Wish, begun: Sequence[Assessment]) -> None:
    """Write the report on one plan or the comparison of several, which as a page leads to each plan's own."""
    from mzprog.workbook.files import report_file

    pages = _write_pages(path, wish, begun) if wish.suffix == ".html" and len(begun) > 1 else ()
    try:
        with written_to(path):
            made = report_file(begun, wish.suffix, wish.form, wish.template, pages)
    except Refusal as refusal:
        raise CannotWriteError(f"写不出{path}：{refusal.message}") from None
    write_bytes(made, path)


def _write_pages(path: str, wish: Wish, begun: Sequence[Assessment]) -> list[str]:
    """Write each plan's own page into a folder beside an index, and return their places as the index calls them."""
    folder = os.path.splitext(path)[0]
    made_folder(folder)
    numbered = [f"{number:0{len(str(len(begun)))}}-{a.plan.title}" for number, a in enumerate(begun, 1)]
    names = [f"{name}.html" for name in file_names(numbered).values()]
    apart("-o", (os.path.join(folder, name) for name in names))
    for name, assessment in zip(names, begun, strict=True):
        write_report(os.path.join(folder, name), wish, [assessment])
    complain(f"各规划的网页在{folder}，与{os.path.basename(path)}放在一起")
    return [f"{os.path.basename(folder)}/{name}" for name in names]


def places(folder: str, suffix: str, begun: Sequence[Assessment]) -> dict[str, str]:
    """Return where the extract of each responsible body goes: a file of the folder, named after it."""
    bodies = dict.fromkeys(body for assessment in begun for body in assessment.by_responsible)
    if not bodies:
        raise click.UsageError("规划里没有写责任单位（responsible），不能按单位分", click.get_current_context())
    made_folder(folder)
    found = {body: os.path.join(folder, name + suffix) for body, name in file_names(bodies).items()}
    apart("--each-responsible", found.values())
    return found


def write_each(places: Mapping[str, str], wish: Wish, begun: Sequence[Assessment]) -> None:
    """Write the extract of each responsible body to its place."""
    for body, place in places.items():
        own = wish._replace(form=wish.form._replace(bodies=(body,)))
        write_report(place, own, extracts(begun, (body,)))
    complain(f"已为{len(places)}个责任单位各写一份，在{os.path.dirname(next(iter(places.values())))}")
    names = [row.indicator.name for assessment in begun for row in assessment.rows if not row.indicator.responsible]
    if names:
        complain(f"{len(names)}项指标没有写责任单位，不在任何一份里：{_first(names)}")


def made_folder(folder: str) -> None:
    """Make a folder for several files, if it is not there yet."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(f"写不出{folder}：{reason(error)}") from None


def file_names(words: Iterable[str]) -> dict[str, str]:
    """Return for each word a name that a file may have on any system, no two the same in capitals or small letters.

    >>> file_names(["民政局", "a/b", "A:B", "con"])
    {'民政局': '民政局', 'a/b': 'a_b', 'A:B': 'A_B_2', 'con': '_con'}
    """
    names: dict[str, str] = {}
    known: set[str] = set()
    for word in words:
        name = re.sub(r'[\\/:*?"<>|\x00-\x1f]|^\.', "_", word)[:80]
        name = f"_{name}" if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name) else name
        tried = (f"{name}_{number}" if number > 1 else name for number in range(1, len(known) + 2))
        names[word] = next(other for other in tried if other.casefold() not in known)
        known.add(names[word].casefold())
    return names


def may_annex(path: str, begun: Sequence[Assessment]) -> None:
    """Refuse annexes of several plans and in a form that has none, before anything is written."""
    if _suffix(path) not in REPORTS or _suffix(path) == ".xlsx":
        known = "、".join(form for form in REPORTS if form != ".xlsx")
        raise click.UsageError(f"--annex-file 的后缀可用 {known}，得到“{path}”", click.get_current_context())
    if len(begun) != 1:
        raise click.UsageError("--annex-file 一次只写一个规划的附件", click.get_current_context())


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def write_annexes(path: str, annexes: Sequence[str], assessment: Assessment) -> None:
    """Write what must be verified into a file of its own."""
    from mzprog.workbook.files import file_of

    with written_to(path):
        made = file_of(_suffix(path), lambda: annex_document(assessment, annexes or ANNEXES))
    write_bytes(made, path)


def tell_open(begun: Sequence[Assessment]) -> None:
    """Say how many places the reports leave to fill in."""
    names = [name for assessment in begun for name in unexplained(assessment)] if len(begun) == 1 else []
    if names:
        complain(
            f"{len(names)}项滞后指标没有写全原因和措施，报告里标着【待填】：{_first(names)}；"
            "在规划文件里写 causes（原因）和 actions（措施）"
        )


def _first(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


def extracts(begun: Sequence[Assessment], bodies: Sequence[str]) -> list[Assessment]:
    """Return what the assessments say of the indicators of some responsible bodies, less those that have none."""
    known = dict.fromkeys(body for assessment in begun for body in assessment.by_responsible)
    for body in bodies:
        if begun and body not in known:
            slip = nearest(body, known)
            hint = (
                f"；是不是“{slip}”？" if slip else f"；有的：{'、'.join(known)}" if known else "；规划里没有写责任单位"
            )
            raise click.UsageError(f"没有“{body}”这个责任单位{hint}", click.get_current_context())
    cut = [assessment._replace(rows=select(assessment, responsible=bodies).rows) for assessment in begun]
    return [assessment for assessment in cut if assessment.rows]
