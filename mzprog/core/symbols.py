"""Symbols that stand for figures: a rule called with them writes itself as a formula instead of computing."""

from __future__ import annotations

from typing import Final

# How tightly what was written last binds: a sum least, a name or a call most.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_COMPARED: Final = -1


class Symbol:
    """A piece of a formula in the words of a spreadsheet; what it offers is what :class:`Ratio` offers."""

    __slots__ = ("rank", "text")

    def __init__(self, text: str, rank: int = _ATOM) -> None:
        self.text = text
        self.rank = rank

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, other: object) -> Symbol:
        """Return a number, or anything that writes itself, as a symbol."""
        return other if isinstance(other, Symbol) else cls(str(other))

    def within(self, rank: int) -> str:
        """Return the text as an operand of something that binds as tightly as ``rank``."""
        return self.text if self.rank >= rank else f"({self.text})"

    def __add__(self, other: object) -> Symbol:
        return Symbol(f"{self.within(_SUM)}+{Symbol.of(other).within(_SUM)}", _SUM)

    def __sub__(self, other: object) -> Symbol:
        return Symbol(f"{self.within(_SUM)}-{Symbol.of(other).within(_PRODUCT)}", _SUM)

    def __mul__(self, other: object) -> Symbol:
        return Symbol(f"{self.within(_PRODUCT)}*{Symbol.of(other).within(_PRODUCT)}", _PRODUCT)

    def __truediv__(self, other: object) -> Symbol:
        return Symbol(f"{self.within(_PRODUCT)}/{Symbol.of(other).within(_POWER)}", _PRODUCT)

    def __rtruediv__(self, other: object) -> Symbol:
        return Symbol.of(other) / self

    def __lt__(self, other: object) -> Symbol:
        return self._compared("<", other)

    def __le__(self, other: object) -> Symbol:
        return self._compared("<=", other)

    def __gt__(self, other: object) -> Symbol:
        return self._compared(">", other)

    def __ge__(self, other: object) -> Symbol:
        return self._compared(">=", other)

    def _compared(self, sign: str, other: object) -> Symbol:
        return Symbol(f"{self.within(_SUM)}{sign}{Symbol.of(other).within(_SUM)}", _COMPARED)

    def power(self, exponent: object) -> Symbol:
        """Return this to a power."""
        return Symbol(f"{self.within(_ATOM)}^{Symbol.of(exponent).within(_ATOM)}", _POWER)

    def log(self) -> Symbol:
        """Return the natural logarithm."""
        return Symbol(f"LN({self.text})")

    def choose(self, then: object, otherwise: object) -> Symbol:
        """Return, where this is a condition, one value if it holds, else the other."""
        return Symbol(f"IF({self.text},{then},{otherwise})")
