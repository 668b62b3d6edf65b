"""Numbers that rules reckon with: exact quotients of whole numbers, and powers and logarithms of them.

A rule is an ordinary function over ``+ − × ÷``, comparisons, :meth:`Ratio.power`, :meth:`Ratio.log` and
:func:`first`. Called with ratios it computes; called with symbols, which offer the same, it writes itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mzprog.core.powers import logarithm, power, rounded


class Ratio:
    """An exact quotient that is not reduced between steps, which takes a third of the time of fractions.

    ``wide`` ones rest on a root or a logarithm: they have forty digits and are rounded to 30 when they are
    :meth:`settled`, so that what is exactly as planned is exactly 1.
    """

    __slots__ = ("down", "up", "wide")

    def __init__(self, up: int, down: int = 1, wide: bool = False) -> None:
        self.up = up
        self.down = down  # above zero
        self.wide = wide

    @classmethod
    def of(cls, value: Fraction | int) -> Ratio:
        """Return a fraction as a ratio."""
        return cls(value.numerator, value.denominator)

    def __add__(self, other: Ratio | int) -> Ratio:
        o = other if other.__class__ is Ratio else _ratio(other)
        return Ratio(self.up * o.down + o.up * self.down, self.down * o.down, self.wide or o.wide)

    def __sub__(self, other: Ratio | int) -> Ratio:
        o = other if other.__class__ is Ratio else _ratio(other)
        return Ratio(self.up * o.down - o.up * self.down, self.down * o.down, self.wide or o.wide)

    def __mul__(self, other: Ratio | int) -> Ratio:
        o = other if other.__class__ is Ratio else _ratio(other)
        return Ratio(self.up * o.up, self.down * o.down, self.wide or o.wide)

    def __truediv__(self, other: Ratio | int) -> Ratio:
        o = other if other.__class__ is Ratio else _ratio(other)
        if o is None:
            return NotImplemented
        up, down = self.up * o.down, self.down * o.up
        return Ratio(up, down, self.wide or o.wide) if down > 0 else Ratio(-up, -down, self.wide or o.wide)

    def _less(self, other: Ratio | int) -> int:
        o = other if isinstance(other, Ratio) else Ratio(other)
        return self.up * o.down - o.up * self.down

    def __str__(self) -> str:
        return str(self.fraction)

    def __lt__(self, other: Ratio | int) -> bool:
        return self._less(other) < 0

    def __le__(self, other: Ratio | int) -> bool:
        return self._less(other) <= 0

    def __gt__(self, other: Ratio | int) -> bool:
        return self._less(other) > 0

    def __ge__(self, other: Ratio | int) -> bool:
        return self._less(other) >= 0

    def power(self, exponent: Ratio) -> Ratio:
        """Return this to a power, for what is not negative; exact where the exponent is whole."""
        asked = exponent.fraction
        found = power(self.fraction, asked)
        return Ratio(found.numerator, found.denominator, self.wide or asked.denominator != 1)

    def log(self) -> Ratio:
        """Return the natural logarithm of what is positive."""
        found = logarithm(self.fraction)
        return Ratio(found.numerator, found.denominator, True)

    @property
    def fraction(self) -> Fraction:
        """The value as a fraction."""
        return Fraction(self.up, self.down)

    @property
    def percent(self) -> Fraction:
        """The value to judge by, in percent."""
        return rounded(self.fraction) * 100 if self.wide else Fraction(self.up * 100, self.down)

    @property
    def settled(self) -> Fraction:
        """The value to judge by: exact, or where it is wide rounded to 30 digits."""
        return rounded(self.fraction) if self.wide else self.fraction


def _ratio(other: Any) -> Any:
    """Return a whole number as a ratio; None for what reckons by itself."""
    if isinstance(other, Ratio):
        return other
    return Ratio(other) if isinstance(other, int) else None


def first(condition: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """Return ``then()`` where the condition holds, else ``otherwise()``; of a symbol's condition, both as one symbol.

    >>> first(Ratio(1) < 2, lambda: "less", lambda: "more")
    'less'
    """
    if isinstance(condition, bool):
        return then() if condition else otherwise()
    return condition.choose(then(), otherwise())
