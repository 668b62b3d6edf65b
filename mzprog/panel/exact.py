"""Symbols that stand for exact quotients: a rule called with them writes itself as SQL over whole numbers.

A symbol is a numerator over factors that are above zero. What stands over and under the line alike is left out,
nothing is divided, and two are compared by cross-multiplication, so that nothing is rounded. How many digits a
numerator or the product of the factors can have is counted along: what might not fit into an engine's whole numbers
is :class:`NotExact`, and so are powers and logarithms; rows of such rules are reckoned by Python.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any, NamedTuple

from mzprog.core.ratio import Ratio

MOST = 37  # digits of a whole number of the engines, less one


class NotExact(Exception):
    """What cannot be said in whole numbers of the engines."""


class Factor(NamedTuple):
    """A whole number above zero under a line: its SQL, and with how many digits at most."""

    text: str
    digits: int


class Condition(NamedTuple):
    """A condition in SQL."""

    text: str

    def choose(self, then: Any, otherwise: Any) -> Exact:
        """Return one value where this holds, else the other."""
        one, other = Exact.of(then), Exact.of(otherwise)
        if one.under == other.under:
            return Exact(self.case(one.up, other.up), max(one.digits, other.digits), one.under)
        down = Factor(self.case(one.down, other.down), max(one.down_digits, other.down_digits))
        return Exact(self.case(one.up, other.up), max(one.digits, other.digits), Counter([down]))

    def case(self, then: str, otherwise: str) -> str:
        """Return the SQL of one text or the other."""
        return then if then == otherwise else f"CASE WHEN {self.text} THEN {then} ELSE {otherwise} END"


class Exact:
    """A quotient as SQL: ``up`` with at most so many ``digits``, over the factors ``under`` the line."""

    __slots__ = ("digits", "under", "up")

    def __init__(self, up: str, digits: int, under: Counter[Factor] | None = None) -> None:
        self.up = up
        self.digits = digits
        self.under = under or Counter()
        if max(digits, self.down_digits) > MOST:
            raise NotExact

    @classmethod
    def of(cls, value: Any) -> Exact:
        """Return a number as a symbol."""
        if isinstance(value, Exact):
            return value
        found = value.fraction if isinstance(value, Ratio) else Fraction(value)
        up, down = found.as_integer_ratio()
        return cls(str(up), len(str(abs(up))), None if down == 1 else Counter([Factor(str(down), len(str(down)))]))

    @property
    def down(self) -> str:
        """The product of the factors under the line."""
        return "*".join(f"({factor.text})" for factor in self.under.elements()) or "1"

    @property
    def down_digits(self) -> int:
        """With how many digits at most."""
        return sum(factor.digits for factor in self.under.elements())

    def _over(self, under: Counter[Factor]) -> Exact:
        """Return the same with more factors under the line."""
        more = list((under - self.under).elements())
        up = "*".join([f"({self.up})", *(f"({factor.text})" for factor in more)]) if more else self.up
        return Exact(up, self.digits + sum(factor.digits for factor in more), under)

    def _sum(self, sign: str, other: Any) -> Exact:
        o = Exact.of(other)
        under = self.under | o.under
        one, two = self._over(under), o._over(under)
        return Exact(f"({one.up} {sign} ({two.up}))", max(one.digits, two.digits) + 1, under)

    def __add__(self, other: Any) -> Exact:
        return self._sum("+", other)

    def __sub__(self, other: Any) -> Exact:
        return self._sum("-", other)

    def __mul__(self, other: Any) -> Exact:
        o = Exact.of(other)
        return Exact(f"({self.up})*({o.up})", self.digits + o.digits, self.under + o.under)

    def __truediv__(self, other: Any) -> Exact:
        o = Exact.of(other)
        above, under = o.under - self.under, self.under - o.under
        up = Exact(self.up, self.digits)._over(above).up
        digits = self.digits + sum(factor.digits for factor in above.elements())
        turned = f"CASE WHEN ({o.up}) < 0 THEN -({up}) ELSE {up} END"
        return Exact(turned, digits, under + Counter([Factor(f"abs({o.up})", o.digits)]))

    def __rtruediv__(self, other: Any) -> Exact:
        return Exact.of(other) / self

    def _compared(self, sign: str, other: Any) -> Condition:
        o = Exact.of(other)
        common = self.under & o.under
        one = Exact(self.up, self.digits)._over(o.under - common)
        two = Exact(o.up, o.digits)._over(self.under - common)
        return Condition(f"({one.up}) {sign} ({two.up})")

    def __lt__(self, other: Any) -> Condition:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Condition:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Condition:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Condition:
        return self._compared(">=", other)

    def power(self, exponent: Any) -> Exact:
        """Refuse a power: it is no quotient of whole numbers, or a long one."""
        raise NotExact

    def log(self) -> Exact:
        """Refuse a logarithm."""
        raise NotExact
