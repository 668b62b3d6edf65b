"""The rules (算法): each one entry, exact, from plain numbers to a progress rate in percent.

In them ``a`` is the value compared, ``b`` the baseline, ``t`` the target, ``p`` the planned value after ``y`` of
``span`` years. See ``docs/method.md`` for the why. A rule is written once, over numbers or over symbols that
write formulas (:mod:`mzprog.core.ratio`).
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from mzprog.core.case import Case
from mzprog.core.ratio import Ratio, first

ATTAINMENT = "attainment"
BUDGET = "budget"
JUDGED = "judged"


class Terms(NamedTuple):
    """What a rule is written over: numbers, or symbols of a formula. ``rising``: whether more is better.

    ``staged``: the path has milestones.
    """

    a: Any
    b: Any
    t: Any
    p: Any
    y: Any
    span: Any
    rising: Any
    staged: Any


class Need:
    """What a rule needs to divide: a condition over its terms, and the sentence for where it does not hold."""

    __slots__ = ("holds", "otherwise")

    def __init__(self, holds: Callable[[Terms], Any], otherwise: str) -> None:
        self.holds, self.otherwise = holds, otherwise


class Writing(Protocol):
    """What a rule's working (计算过程) is written with: figures as the plan has them, computed ones rounded.

    ``a`` is the value compared, ``b`` the baseline, ``t`` the target.
    """

    a: str
    b: str
    t: str
    case: Case
    planned: Fraction

    def computed(self, value: Fraction) -> str:
        """Write a computed value, rounded for reading."""

    def planned_level(self) -> str:
        """Write the planned value as an expression."""

    def planned_change(self) -> str:
        """Write the planned change from the baseline as an expression."""

    def share_of_time(self) -> str:
        """Write how much of the time has passed: 2.5/5."""

    def signed(self, text: str) -> str:
        """Put a negative number into brackets, as it stands after an operator."""

    def rate_of_growth(self, end: str, value: Fraction, years: Fraction) -> tuple[str, str]:
        """Write the yearly growth to a value as an expression, and what it is."""


class Rule(NamedTuple):
    """A rule under the ``name`` that plan files and JSON use; ``title`` and ``meaning`` are for reports.

    - ``share(x)``: the progress rate as a share (1 is 100 %).
    - ``value(x, share)``: the rule backwards, what value has that share; None where no value has it.
    - ``whole(x)``: the share of the whole target that is done, time left out (总进度).
    - ``working(writing)``: how the rate comes about, without the rate itself.
    - ``needs``: what must hold for it to divide.
    - ``geometric``: the planned path is geometric between its points, else straight.
    - ``even``: what is still to do is compared with what was done by their time (提速倍数), else by their rates.
    - ``timeless``: time and path are left out, and it looks at the planner's own terms.
    """

    name: str
    title: str
    meaning: str
    share: Callable[[Terms], Any]
    value: Callable[[Terms, Any], Any]
    whole: Callable[[Terms], Any]
    working: Callable[[Writing], str]
    needs: tuple[Need, ...] = ()
    geometric: bool = False
    even: bool = False
    timeless: bool = False


def _done(x: Terms) -> Any:
    return (x.a - x.b) / (x.t - x.b)


def _of_level(level: Any, x: Terms, share: Any) -> Any:
    """Return the value that is ``share`` of a level, or for a falling indicator the other way round."""
    return first(x.rising, lambda: level * share, lambda: level / share)


def goal_growth(x: Terms) -> Any:
    """Return one and the yearly growth that is planned: to what, and in how many years."""
    return first(x.staged, lambda: (x.p / x.b).power(Ratio(1) / x.y), lambda: (x.t / x.b).power(Ratio(1) / x.span))


def _completion(x: Terms) -> Any:
    """Return a ÷ t, for a falling indicator t ÷ a; a negative bound turns the quotient: −3.2 of ≤ −4 is 80 %."""
    return first(
        x.rising,
        lambda: first(x.t > 0, lambda: x.a / x.t, lambda: first(x.a < 0, lambda: x.t / x.a, lambda: Ratio(1))),
        lambda: first(x.t > 0, lambda: first(x.a > 0, lambda: x.t / x.a, lambda: Ratio(1)), lambda: x.a / x.t),
    )


def reached(a: Any, bound: Any, rising: Any) -> Any:
    """Return the share of a missed bound that is reached; for a negative one the quotient is turned, of 0 it is 0."""
    return first(
        bound > 0,
        lambda: first(rising, lambda: a / bound, lambda: bound / a),
        lambda: first(bound < 0, lambda: first(rising, lambda: bound / a, lambda: a / bound), lambda: a - a),
    )


def signed(text: str) -> str:
    """Put a negative number into brackets, as it stands after an operator.

    >>> signed("3"), signed("-3")
    ('3', '(-3)')
    """
    return f"({text})" if text.startswith("-") else text


def _linear_working(w: Writing) -> str:
    actual, planned = (w.computed(value - w.case.start) for value in (w.case.observed, w.planned))
    return f"({w.a} - {w.signed(w.b)}) ÷ {w.planned_change()} = {w.signed(actual)} ÷ {w.signed(planned)}"


def _exponential_working(w: Writing) -> str:
    case = w.case
    goal = (w.computed(w.planned), w.planned, case.elapsed) if case.path else (w.t, case.target, case.span)
    pairs = [w.rate_of_growth(w.a, case.observed, case.elapsed), w.rate_of_growth(*goal)]
    return " = ".join(" ÷ ".join(parts) for parts in zip(*pairs, strict=True))


def _index_working(w: Writing) -> str:
    parts, steps = (w.a, w.planned_level()), (w.a, w.computed(w.planned))
    if not w.case.rising:
        parts, steps = parts[::-1], steps[::-1]
    return " ÷ ".join(parts) + (f" = {' ÷ '.join(steps)}" if parts != steps else "")


def _log_working(w: Writing) -> str:
    planned = f"ln({w.computed(w.planned)} ÷ {w.b})" if w.case.path else f"[ln({w.t} ÷ {w.b}) × {w.share_of_time()}]"
    return f"ln({w.a} ÷ {w.b}) ÷ {planned}"


def _completion_working(w: Writing) -> str:
    upright = w.case.own_rising == (w.case.own_target > 0)
    return " ÷ ".join(w.signed(part) for part in ((w.a, w.t) if upright else (w.t, w.a)))


LINEAR = Rule(
    "linear", "线性型", "用实际变动量除以同期规划变动量",
    share=lambda x: (x.a - x.b) / (x.p - x.b),
    value=lambda x, share: x.b + (x.p - x.b) * share,
    whole=_done,
    working=_linear_working,
    even=True,
)  # fmt: skip
EXPONENTIAL = Rule(
    "exponential", "指数型", "用实际年均增长率除以规划年均增长率",
    share=lambda x: ((x.a / x.b).power(Ratio(1) / x.y) - 1) / (goal_growth(x) - 1),
    value=lambda x, share: x.b * ((goal_growth(x) - 1) * share + 1).power(x.y),
    whole=_done,
    working=_exponential_working,
    needs=(
        Need(lambda x: x.b * x.t > 0, "指数型要求基期值和目标值同号且不为零"),
        Need(lambda x: x.a * x.b >= 0, "指数型要求观测值与基期值同号"),
    ),
    geometric=True,
)  # fmt: skip
INDEX = Rule(
    "index", "定基指数型", "用实际值除以应达值，逆向指标反过来除",
    share=lambda x: first(x.rising, lambda: x.a / x.p, lambda: x.p / x.a),
    value=lambda x, share: _of_level(x.p, x, share),
    whole=_done,
    working=_index_working,
    needs=(
        Need(lambda x: x.b > 0, "定基指数型要求基期值为正数"),
        Need(lambda x: x.t > 0, "定基指数型要求目标值为正数"),
        Need(lambda x: x.p > 0, "定基指数型要求应达值为正数"),
        Need(lambda x: x.a > 0, "定基指数型要求观测值为正数"),
    ),
)  # fmt: skip
LOG = Rule(
    "log", "对数型", "用实际变动的对数除以同期规划变动的对数",
    share=lambda x: (x.a / x.b).log() / first(
        x.staged, lambda: (x.p / x.b).log(), lambda: (x.t / x.b).log() * x.y / x.span
    ),
    value=lambda x, share: x.b * (x.p / x.b).power(share),
    whole=lambda x: (x.a / x.b).log() / (x.t / x.b).log(),
    working=_log_working,
    needs=(
        Need(lambda x: x.b > 0, "对数型要求基期值为正数"),
        Need(lambda x: x.t > 0, "对数型要求目标值为正数"),
        Need(lambda x: x.a > 0, "对数型要求观测值为正数"),
    ),
    geometric=True,
)  # fmt: skip
COMPLETION = Rule(
    "completion", "完成程度", "用实际值除以目标值，逆向指标反过来除，不看时间",
    share=_completion,
    value=lambda x, share: first(
        x.rising,
        lambda: first(x.t > 0, lambda: x.t * share, lambda: x.t / share),
        lambda: first(x.t > 0, lambda: x.t / share, lambda: x.t * share),
    ),
    whole=_completion,
    working=_completion_working,
    timeless=True,
)  # fmt: skip

# In the order in which they are told; a rule is one entry here.
RULES: dict[str, Rule] = {rule.name: rule for rule in (LINEAR, EXPONENTIAL, INDEX, LOG, COMPLETION)}
# What is applied by itself, where no named rule can be.
TITLES = {name: rule.title for name, rule in RULES.items()} | {ATTAINMENT: "达标", BUDGET: "限额", JUDGED: "人工判定"}
