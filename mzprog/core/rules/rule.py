"""What a rule is: everything that is said of it anywhere, so that one file holds a rule."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, Protocol

from mzprog.core.rules.case import Case


class Writing(Protocol):
    """What a rule's working (计算过程) is written with: figures as the plan has them, computed ones rounded.

    ``a`` is the value compared, ``b`` the baseline; ``planned`` is the exact planned value.
    """

    a: str
    b: str
    case: Case
    planned: Fraction

    def computed(self, value: Fraction) -> str:
        """Write a computed value, rounded for reading."""

    def written(self, value: Fraction) -> str:
        """Write a figure of the path as the plan file has it."""

    def planned_level(self) -> str:
        """Write the planned value as an expression."""

    def planned_change(self) -> str:
        """Write the planned change from the baseline as an expression."""


class Formula(NamedTuple):
    """A rule over the cells of a spreadsheet's row (``workbook/formulas.py`` says what the names in braces are).

    ``rate(rising, milestones)`` is the rate in percent, ``needs`` the test that the rule can divide ("": always).
    """

    rate: Callable[[bool, bool], str]
    needs: str = ""


def _nothing(case: Case) -> None:
    return None


class Rule(NamedTuple):
    """A rule (算法) under the ``name`` that plan files and JSON use; ``title`` and ``meaning`` are for reports.

    - ``rate(case, planned)``: the progress rate in percent.
    - ``observation(case, planned, share)``: the rule backwards, what value has the rate ``share`` (1 is 100 %).
    - ``working(writing)``: how the rate comes about, without the rate itself.
    - ``needs(case)``: why the rule cannot divide, or None.
    - ``geometric``: the planned path is geometric between its points, else straight.
    - ``even``: what is still to do is compared with what was done by their time (提速倍数), else by their rates.
    """

    name: str
    title: str
    meaning: str
    rate: Callable[[Case, Fraction], Fraction]
    observation: Callable[[Case, Fraction, Fraction], Fraction | None]
    working: Callable[[Writing], str]
    formula: Formula
    needs: Callable[[Case], str | None] = _nothing
    geometric: bool = False
    even: bool = False


def signed(text: str) -> str:
    """Put a negative number into brackets, as it stands after an operator.

    >>> signed("3"), signed("-3")
    ('3', '(-3)')
    """
    return f"({text})" if text.startswith("-") else text
