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
from mzprog.core.rules import RULES
from mzprog.tables import cells

TYPES = ("约束性", "预期性")
DIRECTIONS = ("正向", "逆向", "适度")
MEASURES = ("stock", "flow", "total", "growth", "change", "cut")
# The words that tables use for the plan file's own, beside these themselves.
MEASURE_WORDS = {
    "存量": "stock",
    "流量": "flow",
    "累计量": "total",
    "增速": "growth",
    "累计变动": "change",
    "累计降幅": "cut",
}
FLAGS = {"是": "true", "否": "false"}
WORDS = {
    "type": {"约束": "约束性", "预期": "预期性", "约束性指标": "约束性", "预期性指标": "预期性"},
    "rule": {rule.title: rule.name for rule in RULES.values()},
    "measure": {**MEASURE_WORDS, "累计": "total"},
    "hold": FLAGS,
    "parts": FLAGS,
}
CHOICES = {"type": TYPES, "rule": tuple(RULES), "measure": MEASURES, "direction": DIRECTIONS,
            "hold": ("true", "false"), "parts": ("true", "false")}  # fmt: skip
CUMULATIVE = "流量（年初累计）"
REMARKED = {"原因": "causes", "措施": "actions"}
SUMMED = "（累计数）"  # after any other measure
OUTCOMES = frozenset(
    {DONE, NOT_DONE, NOT_ASSESSABLE, *(w for w, label in SYNONYMS.items() if label in {NOT_DONE, NOT_ASSESSABLE})}
)
OUTLOOKS = frozenset({EARLY, FEASIBLE, WITH_EFFORT, UNPREDICTABLE, NOT_ASSESSABLE, "--"})
_YES_NO = {"是": DONE, "否": NOT_DONE, "已完成": DONE, "达标": DONE, "已达标": DONE, "不达标": NOT_DONE,
           "未达标": NOT_DONE,
           "达到": DONE, "未达到": NOT_DONE, "yes": DONE, "no": NOT_DONE, "met": DONE, "achieved": DONE,
           "not met": NOT_DONE,
           "not achieved": NOT_DONE, "√": DONE, "×": NOT_DONE}  # fmt: skip
RATES = frozenset(["rate", "completion", "overall", "growth"])
_SHARE = 2  # a printed rate below it, without %, may be a share: 0.85 for 85 %


def printed(role: str, text: str) -> str:
    """Return how a printed value is written in a plan file; "" where it is none.

    >>> printed("completion", "66%"), printed("completion", "0.85"), printed("outcome", "否")
    ('66', '', '未完成')
    """
    if role in RATES:
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
