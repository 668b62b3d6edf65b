"""What a table prints of progress: rates, verdicts, forecasts and outcomes, in a plan file's words."""

from __future__ import annotations

from mzprog.core.method import (
    DONE,
    EARLY,
    FEASIBLE,
    NOT_ASSESSABLE,
    NOT_DONE,
    STANDARD,
    SYNONYMS,
    UNPREDICTABLE,
    WITH_EFFORT,
    standard,
)
from mzprog.core.quantity import PERCENT_SIGNS, parse_number
from mzprog.planfile.keys import PUBLISHED_FIGURES
from mzprog.tables import cells

OUTCOMES = frozenset(
    {DONE, NOT_DONE, NOT_ASSESSABLE, *(w for w, label in SYNONYMS.items() if label in {NOT_DONE, NOT_ASSESSABLE})}
)
OUTLOOKS = frozenset({EARLY, FEASIBLE, WITH_EFFORT, UNPREDICTABLE, NOT_ASSESSABLE, "--"})
# Other words for an outcome. Not the list in ``cells`` of what is a judgement in a column of figures: 实现 and 合格 are
# no outcome and are kept in the note, √ and × are no judgement.
_YES_NO = {"是": DONE, "否": NOT_DONE, "已完成": DONE, "达标": DONE, "已达标": DONE, "不达标": NOT_DONE,
           "未达标": NOT_DONE,
           "达到": DONE, "未达到": NOT_DONE, "yes": DONE, "no": NOT_DONE, "met": DONE, "achieved": DONE,
           "not met": NOT_DONE,
           "not achieved": NOT_DONE, "√": DONE, "×": NOT_DONE}  # fmt: skip
_SHARE = 2  # a printed rate below it, without %, may be a share: 0.85 for 85 %


def printed(role: str, text: str) -> str:
    """Return how a printed value is written in a plan file; "" where it is none.

    >>> printed("completion", "66%"), printed("completion", "0.85"), printed("outcome", "否")
    ('66', '', '未完成')
    """
    if role in PUBLISHED_FIGURES:
        return _rate(role, text)
    if role == "verdict":
        return text if standard(text, STANDARD.labels) in STANDARD.labels else ""
    if role == "outlook":
        return text if text in OUTLOOKS else ""
    return text if text in OUTCOMES else _YES_NO.get(text.casefold(), "")


def _rate(role: str, text: str) -> str:
    read = cells.figure(text, "%")
    if read.form != cells.VALUE or read.note or read.bracket or read.period:
        return ""
    share = (
        role in {"completion", "overall"}
        and not any(sign in text for sign in PERCENT_SIGNS)
        and abs(parse_number(read.text, "%")) < _SHARE
    )
    return "" if share else read.text


def knows(role: str, text: str) -> bool:
    """Tell whether a text is a word for a verdict, a forecast or an outcome.

    >>> knows("outcome", "已完成"), knows("outcome", "正在招标")
    (True, False)
    """
    return bool(printed(role, text))
