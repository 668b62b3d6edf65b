"""Checks as records for scripts (``docs/check.md``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mzprog.planfile.check import Checked, Finding

# The columns of the CSV, which may have no rows.
KEYS = ("kind", "file", "line", "column", "code", "message", "indicator")


def record(checked: Checked) -> dict[str, Any]:
    """Return one file's part of the JSON document."""
    return {
        "file": checked.file,
        "plan": checked.plan.title if checked.plan else None,
        "remarks": list(map(finding_record, checked.remarks)),
    }


def finding_record(found: Finding) -> dict[str, Any]:
    """Return a problem or a remark as JSON, with the indicator it concerns."""
    problem = found.problem._asdict()
    return {**problem, "indicator": found.indicator}


def table_records(files: Iterable[Checked]) -> Iterator[dict[str, Any]]:
    """Yield every finding flat, for CSV."""
    for checked in files:
        for kind, findings in (("problem", checked.problems), ("remark", checked.remarks)):
            for found in findings:
                yield {"kind": kind, **finding_record(found)}
