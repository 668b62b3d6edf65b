"""``check``: remarks by file, one line each, and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mzprog.core.problems import Problem
from mzprog.planfile.check import Checked
from mzprog.render.document import Document, Section


def document(files: Sequence[Checked], problems: bool) -> Document:
    """Return the remarks on every file and the counts; its problems too, unless they are told elsewhere."""
    found = [(*(f.problems if problems else ()), *f.remarks) for f in files]
    parts = [Section("", tuple(map(line, findings))) for findings in found if findings]
    return Document("规划文件检查", (*parts, Section("", (count_line(files),))))


def line(found: Problem) -> str:
    """Put a finding into one line: place, indicator, what it is and what to do, code."""
    owner = f"{found.indicator}：" if found.indicator else ""
    return str(found._replace(message=owner + found.message))


def count_line(files: Sequence[Checked]) -> str:
    """Count problems and remarks: ``10个规划文件：没有问题，8条提示``."""
    problems = sum(len(f.problems) for f in files)
    broken = sum(f.plan is None for f in files)
    remarks = sum(len(f.remarks) for f in files)
    words = f"{broken}个不能用（{problems}个问题）" if broken else "没有问题"
    return f"{len(files)}个规划文件：{words}，{f'{remarks}条提示' if remarks else '没有提示'}"


# The columns of the CSV, which may have no rows.
KEYS = ("kind", "file", "line", "column", "code", "message", "indicator")


def record(checked: Checked) -> dict[str, Any]:
    """Return one file's part of the JSON document."""
    return {
        "file": checked.file,
        "plan": checked.plan.title if checked.plan else None,
        "remarks": [found._asdict() for found in checked.remarks],
    }


def table_records(files: Iterable[Checked]) -> Iterator[dict[str, Any]]:
    """Yield every finding flat, for CSV."""
    for checked in files:
        for kind, findings in (("problem", checked.problems), ("remark", checked.remarks)):
            for found in findings:
                yield {"kind": kind, **found._asdict()}
