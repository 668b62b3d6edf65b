"""The questions that ``mzprog import`` asks of a table on a terminal."""

from __future__ import annotations

from mzprog.cli import dialogue
from mzprog.core.period import parse_period
from mzprog.core.problems import Refusal
from mzprog.planfile.write import Text
from mzprog.tables.draft import Draft
from mzprog.tables.items import Question
from mzprog.tables.layout import Column


def timeless(column: Column) -> bool:
    """Tell whether nothing says of which period a column's figures are."""
    return column.period is None and column.head.time is None


def period_fault(text: str) -> str:
    """Say what is wrong with a period; "" if nothing."""
    try:
        parse_period(text)
    except Refusal as refusal:
        return refusal.message
    return ""


def ask_open(draft: Draft) -> None:
    """Ask every open question; what stays open is TODO in the file."""
    for question in draft.questions:
        answer = _answer(question)
        if answer is not None:
            question.answer(answer)


def _answer(question: Question) -> str | None:
    owner = question.map.items.get("name")
    who = f"“{owner.text}”：" if isinstance(owner, Text) else ""
    where = f"第{question.row}行" if question.row else ""
    if question.words:
        return dialogue.choose(where + who + question.sentence, question.words)
    return dialogue.ask(f"{where}{who}{question.sentence}，应写")
