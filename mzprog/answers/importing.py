"""``mzprog import`` for scripts: what each column holds, the questions, and the plan as written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mzprog.core.problems import Problem
from mzprog.tables.column_map import filled
from mzprog.tables.draft import Draft
from mzprog.tables.layout import Table
from mzprog.tables.roles import DATED, ROLES, VALUES


def record(table: Table, draft: Draft, problems: Sequence[Problem], text: str) -> dict[str, Any]:
    """Return the map of a table's columns, the count, the open questions and what the plan file says."""
    columns = [
        {"number": number, "head": column.label, "role": ROLES.get(column.role, "待定"),
         "period": str(column.period) if column.period and column.role in DATED | VALUES else None,
         "why": column.why or None, "cells": filled(table, column)}
        for number, column in enumerate(draft.columns, 1)
    ]  # fmt: skip
    questions = [
        {"row": question.row or None, "key": question.key, "question": question.sentence,
         "answers": list(question.words)}
        for question in draft.questions
        if question.is_open
    ]  # fmt: skip
    return {"columns": columns, "transposed": table.transposed, "indicators": draft.indicators, "questions": questions,
            "remarks": list(draft.remarks), "problems": [str(problem) for problem in problems],
            "plan": text}  # fmt: skip
