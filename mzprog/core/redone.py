"""A working (计算过程) done again from what is printed: whether who does so gets the figures that stand after =."""

from __future__ import annotations

import re
from fractions import Fraction

from mzprog.core.powers import logarithm, power, too_large
from mzprog.core.quantity import fixed

_TOKEN = re.compile(r"(\d+(?:\.\d+)?(?:E[+-]?\d+)?%?|ln|[-+×÷/^()\[\]])")
_COMPARED = re.compile(r" ([≥≤<>]) ")
_WORDS = re.compile(r"^.*[：，]|^[目应][标达] ")  # what stands before a step: a component's name, 目标, 应达
_HOLDS = {"≥": Fraction.__ge__, "≤": Fraction.__le__, ">": Fraction.__gt__, "<": Fraction.__lt__}


class _Expression:
    """An expression as workings print it; nothing else is read."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in _TOKEN.split(text) if token.strip()]
        self._tokens.reverse()

    def value(self) -> Fraction:
        """Return what it comes to."""
        found = self._sum()
        if self._tokens:
            raise ValueError(self._tokens)
        return found

    def _next(self, *wanted: str) -> str:
        return self._tokens.pop() if self._tokens and self._tokens[-1] in wanted else ""

    def _sum(self) -> Fraction:
        found = self._product()
        while sign := self._next("+", "-"):
            found += self._product() if sign == "+" else -self._product()
        return found

    def _product(self) -> Fraction:
        found = self._power()
        while sign := self._next("×", "÷", "/"):
            found = found * self._power() if sign == "×" else found / self._power()
        return found

    def _power(self) -> Fraction:
        if self._next("-"):
            return -self._power()
        base = self._atom()
        if not self._next("^"):
            return base
        exponent = self._atom()
        if base < 0 or too_large(base or Fraction(1), exponent):
            raise ValueError(base)
        return power(base, exponent)

    def _atom(self) -> Fraction:
        if self._next("ln"):
            return logarithm(self._atom())
        if self._next("(", "["):
            found = self._sum()
            self._tokens.pop()
            return found
        size = self._tokens.pop()
        return Fraction(size[:-1]) / 100 if size.endswith("%") else Fraction(size)


def redone(text: str, roots: bool = True) -> bool:
    """Tell whether every expression of a working gives what stands after its last =, to the decimals printed there.

    ``roots`` False: those with powers and logarithms are taken as they are, as they take long.

    >>> redone("4 ÷ 6.67 = 60.00%"), redone("4 ÷ 6.6667 = 60.00%"), redone("10% ÷ 10% = 99.9997%")
    (False, True, False)
    """
    return all(_holds(step, roots) for step in text.split("；"))


def _holds(step: str, roots: bool) -> bool:
    *parts, last = step.split(" = ")
    try:
        if not parts:
            return _compares(step)
        size, percent = last.strip("()").rstrip("%"), last.rstrip(")").endswith("%")
        shown = Fraction(size) * (-1 if last.startswith("(-") and not size.startswith("-") else 1)
        places = len(size.partition(".")[2])
        return all(
            Fraction(fixed(_Expression(_WORDS.sub("", part)).value() * (100 if percent else 1), places)) == shown
            for part in parts
            if roots or not ("^" in part or "ln" in part)
        )
    except (ValueError, ZeroDivisionError, IndexError):
        return not parts


def _compares(step: str) -> bool:
    """Tell whether a comparison (6.4 ≥ 6，达标) holds between the figures that are printed."""
    first, *rest = _COMPARED.split(_WORDS.sub("", step.partition("，")[0]))
    for sign, other in zip(rest[::2], rest[1::2], strict=True):
        if not _HOLDS[sign](_Expression(first).value(), _Expression(other).value()):
            return False
        first = other
    return True
