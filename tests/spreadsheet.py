"""A spreadsheet in little: what the formulas of a workbook come to, reckoned by themselves.

Only as much of the language as the workbooks use, by its own rules: a fault goes on into what is made of it, a text is
more than any number, a blank is nothing or 0. Numbers have sixty digits, where a spreadsheet has fifteen.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from typing import Any

from mzprog.workbook.sheets import Formula, Workbook

_TOKEN = re.compile(
    r"""\s*(?: "(?P<text>(?:[^"]|"")*)"
    | (?:'(?P<sheet>[^']*)'!)? (?P<first>\$?[A-Z]{1,3}\$?[0-9]+) (?: :(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?)
    | (?P<word>[A-Z]+)
    | (?P<sign><>|<=|>=|[-+*/^&=<>(),]) )""",
    re.VERBOSE,
)
_SIGNS = {"=": "==", "<>": "!=", "^": "**"}
FAULT = "#FAULT"  # no text of a workbook is it


class Value:
    """What a cell, an area or a part of a formula is: a number, a text, true or false, nothing, or a list of these.

    Of an area it knows its first ``row``.
    """

    def __init__(self, held: Any, row: int = 0) -> None:
        self.held, self.row = held, row

    def __add__(self, other: Value) -> Value:
        return _each(_counted(operator.add), self, other)

    def __sub__(self, other: Value) -> Value:
        return _each(_counted(operator.sub), self, other)

    def __mul__(self, other: Value) -> Value:
        return _each(_counted(operator.mul), self, other)

    def __truediv__(self, other: Value) -> Value:
        return _each(_counted(operator.truediv), self, other)

    def __pow__(self, other: Value) -> Value:
        return _each(_counted(operator.pow), self, other)

    def __neg__(self) -> Value:
        return Value(Decimal(0)) - self

    def __and__(self, other: Value) -> Value:
        return _each(lambda a, b: _text(a) + _text(b), self, other)

    def __eq__(self, other: object) -> Value:  # type: ignore[override]
        return _compared(operator.eq, self, other)

    def __ne__(self, other: object) -> Value:  # type: ignore[override]
        return _compared(operator.ne, self, other)

    def __lt__(self, other: object) -> Value:
        return _compared(operator.lt, self, other)

    def __le__(self, other: object) -> Value:
        return _compared(operator.le, self, other)

    def __gt__(self, other: object) -> Value:
        return _compared(operator.gt, self, other)

    def __ge__(self, other: object) -> Value:
        return _compared(operator.ge, self, other)

    __hash__ = None  # type: ignore[assignment]


def _each(make: Callable[[Any, Any], Any], one: Value, two: Value) -> Value:
    """Reckon with two values, item by item where one is a list; a fault stays one."""

    def made(a: Any, b: Any) -> Any:
        return FAULT if FAULT in (a, b) else make(a, b)

    if isinstance(one.held, list) or isinstance(two.held, list):
        size = len(one.held if isinstance(one.held, list) else two.held)
        firsts, seconds = (v.held if isinstance(v.held, list) else [v.held] * size for v in (one, two))
        return Value([made(a, b) for a, b in zip(firsts, seconds, strict=True)])
    return Value(made(one.held, two.held))


def _counted(make: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def made(a: Any, b: Any) -> Any:
        if isinstance(a, str) or isinstance(b, str):
            return FAULT
        try:
            return make(Decimal(a or 0), Decimal(b or 0))
        except (InvalidOperation, ZeroDivisionError):
            return FAULT

    return made


def _compared(holds: Callable[[Any, Any], bool], one: Value, two: object) -> Value:
    def rank(held: Any, other: Any) -> tuple[int, Any]:
        if held is None:
            held = "" if isinstance(other, str) else Decimal(0)
        return (2, held) if isinstance(held, bool) else (1, held) if isinstance(held, str) else (0, held)

    assert isinstance(two, Value)
    return _each(lambda a, b: holds(rank(a, b), rank(b, a)), one, two)


def _text(held: Any) -> str:
    return held if isinstance(held, str) else "" if held is None else f"{held.normalize():f}"


def _all(values: Iterable[Value]) -> Iterator[Any]:
    for value in values:
        yield from value.held if isinstance(value.held, list) else [value.held]


def _numbers(values: Iterable[Value]) -> list[Decimal]:
    return [held for held in _all(values) if isinstance(held, Decimal)]


def _if(asked: Value, then: Value, other: Value) -> Value:
    return asked if asked.held == FAULT else then if asked.held else other


def _logic(join: Callable[[Iterable[Any]], bool]) -> Callable[..., Value]:
    def made(*values: Value) -> Value:
        held = list(_all(values))
        return Value(FAULT if FAULT in held else join(held))

    return made


def _round(value: Value, places: Value) -> Value:
    unit = Decimal(1).scaleb(-int(places.held))
    return _each(lambda a, _: a if isinstance(a, str) else Decimal(a or 0).quantize(unit, ROUND_HALF_UP), value, value)


def _shown(value: Value, form: Value) -> Value:
    """Return a number by such a form as ``0.00######``."""
    least, most = form.held.partition(".")[2].count("0"), len(form.held.partition(".")[2])
    whole, _, digits = f"{round(value.held, most):.{most}f}".partition(".")
    digits = digits[:least] + digits[least:].rstrip("0")
    return Value(whole + (f".{digits}" if digits else ""))


def _place(wanted: Value, keys: Value) -> int:
    return sum(key <= wanted.held for key in keys.held)


def _found(wanted: Value, keys: Value, results: Value) -> Value:
    return Value(results.held[_place(wanted, keys) - 1] if isinstance(wanted.held, Decimal) else FAULT)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "IF": _if,
    "AND": _logic(all),
    "OR": _logic(any),
    "NOT": lambda value: Value(FAULT if value.held == FAULT else not value.held),
    "ISNUMBER": lambda value: Value(
        [isinstance(held, Decimal) for held in value.held]
        if isinstance(value.held, list)
        else isinstance(value.held, Decimal)
    ),
    "ROUND": _round,
    "EXACT": lambda one, two: _each(lambda a, b: _text(a) == _text(b), one, two),
    "SUMPRODUCT": lambda value: Value(FAULT if FAULT in [*_all([value])] else sum(_numbers([value]), Decimal(0))),
    "SUM": lambda *values: Value(sum(_numbers(values), Decimal(0))),
    "MIN": lambda *values: Value(min(_numbers(values), default=Decimal(0))),
    "MAX": lambda *values: Value(max(_numbers(values), default=Decimal(0))),
    "COUNT": lambda *values: Value(Decimal(len(_numbers(values)))),
    "COUNTIF": lambda area, wanted: Value(Decimal(sum(held == wanted.held for held in area.held))),
    "ROWS": lambda area: Value(Decimal(len(area.held))),
    "ROW": lambda area: Value([Decimal(area.row + number) for number, _ in enumerate(area.held)]),
    "INDEX": lambda area, at: Value(dict(enumerate(area.held, 1)).get(at.held, FAULT)),
    "LOOKUP": _found,
    "MATCH": lambda wanted, keys, _: Value(
        Decimal(_place(wanted, keys)) if isinstance(wanted.held, Decimal) else FAULT
    ),
    "CHAR": lambda code: Value(chr(int(code.held))),
    "TEXT": _shown,
}


class Reckoned:
    """A workbook whose formulas are reckoned, whatever values stand beside them."""

    def __init__(self, book: Workbook) -> None:
        self._rows = {sheet.name: sheet.rows for sheet in book.sheets}
        self._known: dict[tuple[str, int, int], Any] = {}

    def formulas(self) -> Iterator[tuple[str, Formula, Any]]:
        """Yield every formula with its place and what it comes to."""
        for name, rows in self._rows.items():
            for y, row in enumerate(rows):
                for x, entry in enumerate(row):
                    if isinstance(entry.content, Formula):
                        yield f"{name} {y + 1}:{x + 1}", entry.content, self.at(name, y, x)

    def at(self, sheet: str, row: int, column: int) -> Any:
        """Return what a cell holds or its formula comes to."""
        place = (sheet, row, column)
        if place not in self._known:
            entries = self._rows[sheet][row]
            content = entries[column].content if column < len(entries) else None
            self._known[place] = self._reckon(content.text, sheet) if isinstance(content, Formula) else content
        return self._known[place]

    def _reckon(self, formula: str, sheet: str) -> Any:
        pieces, at = [], 0
        while at < len(formula):
            found = _TOKEN.match(formula, at)
            assert found, formula[at:]
            pieces.append(self._piece(found, sheet))
            at = found.end()
        words = {"__builtins__": {}, "Value": Value, "Decimal": Decimal, "area": self._area, **FUNCTIONS}
        with localcontext(Context(prec=60)):
            return eval("".join(pieces), words).held

    def _piece(self, found: re.Match[str], sheet: str) -> str:
        """Return a token of a formula in Python's words."""
        if found["text"] is not None:
            text = found["text"].replace('""', '"')
            return f"Value({text!r})"
        if found["first"]:
            return f"area({(found['sheet'] or sheet)!r}, {found['first']!r}, {found['last']!r})"
        if found["number"]:
            return f"Value(Decimal('{found['number']}'))"
        word = found["word"] or _SIGNS.get(found["sign"], found["sign"])
        return f"Value({word.title()})" if word in {"TRUE", "FALSE"} else word

    def _area(self, sheet: str, first: str, last: str | None) -> Value:
        (x, y), (x2, y2) = _place_of(first), _place_of(last or first)
        cells = [self.at(sheet, row, column) for row in range(y, y2 + 1) for column in range(x, x2 + 1)]
        return Value(cells if last else cells[0], y + 1)


def _place_of(address: str) -> tuple[int, int]:
    letters, row = re.findall("[A-Z]+|[0-9]+", address)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(row) - 1
