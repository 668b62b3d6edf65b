"""Figures, periods and texts in SQL: which of them the statement reads itself, and how it writes them.

It reads only what stands in its plainest form, and means what the readers of plan files mean by it; every other form
is left to these. It writes as :mod:`mzprog.core.quantity` does.
"""

from __future__ import annotations

from mzprog.panel.dialect import Dialect, literal
from mzprog.panel.exact import Exact

PLACES = 6  # decimals of a figure that the statement reads
NUMBER = "-?(0|[1-9][0-9]{0,11})([.][0-9]{1,6})?"
DIGITS = 12 + PLACES + 1
_YEAR = "[12][0-9][0-9][0-9]"
_FORMS = ((f"{_YEAR}年?", 12), (f"{_YEAR}H[12]", 6), (f"{_YEAR}Q[1-4]", 3), (f"{_YEAR}-(0[1-9]|1[0-2])", 1))
# Characters that a reader of plan files takes as they are; a text with others is left to it.
CLEAN = "[ -~¡-¬®-ÿ‘’“”—…‰℃①-⑳、-】〔〕㎡㐀-䶿一-鿿！-～]*"
# What stands before a text that says more (``{value: 5}``), and before one that a CSV has put an apostrophe to.
_BEFORE = ("{", "[", "'", "=", "+", "-", "@", "＝", "＋", "－", "＠")
_OPEN = ("TODO", "待定", "~", "null")


def number(text: str, dialect: Dialect) -> str:
    """Return a figure in units of its last place that counts; NULL for what is not in its plainest form."""
    scaled = f"CAST(TRY_CAST({text} AS DECIMAL(24,{PLACES})) * {10**PLACES} AS {dialect.whole})"
    return f"CASE WHEN {dialect.like(text, NUMBER)} THEN {scaled} END"


def decimals(text: str) -> str:
    """Return with how many decimals a figure was written."""
    return f"CASE WHEN instr({text}, '.') = 0 THEN 0 ELSE length({text}) - instr({text}, '.') END"


def plain(text: str, dialect: Dialect) -> str:
    """Return whether a text is empty, or one that a reader takes as it is."""
    words, marks = (", ".join(map(literal, some)) for some in (_OPEN, _BEFORE))
    clean = f"{dialect.like(text, CLEAN)} AND left({text}, 1) NOT IN ({marks})"
    return f"({text} = '' OR ({clean} AND {text} NOT IN ({words})))"


def months_of(text: str, dialect: Dialect) -> str:
    """Return how many months a period has; NULL for what is not in its plainest form."""
    cases = " ".join(f"WHEN {dialect.like(text, form)} THEN {months}" for form, months in _FORMS)
    return f"CASE {cases} END"


def end_of(text: str, months: str) -> str:
    """Return the month count at which a period ends."""
    part = f"TRY_CAST(substr({text}, 6, CASE {months} WHEN 1 THEN 2 ELSE 1 END) AS INT)"
    return (
        f"CASE WHEN {months} = 12 THEN TRY_CAST(substr({text}, 1, 4) AS INT) * 12 + 12 "
        f"WHEN {months} IS NOT NULL THEN TRY_CAST(substr({text}, 1, 4) AS INT) * 12 + {months} * {part} END"
    )


def period_text(end: str, months: str, dialect: Dialect) -> str:
    """Return a period as it is written: 2018, 2018H1, 2018Q3, 2018-06."""
    return _period(end, months, dialect, "", ("H1", "H2"), ("Q1", "Q2", "Q3", "Q4"), "-", "")


def period_words(end: str, months: str, dialect: Dialect) -> str:
    """Return a period in words: 2018年上半年."""
    quarters = ("第一季度", "第二季度", "第三季度", "第四季度")
    return _period(end, months, dialect, "年", ("上半年", "下半年"), quarters, "", "月")


def _period(
    end: str, months: str, dialect: Dialect, after: str, halves: tuple[str, ...], quarters: tuple[str, ...], lead: str,
    tail: str,
) -> str:  # fmt: skip
    year = f"(({end}) - 1 - ({end} - 1) % 12)"
    month = f"({end} - {year})"
    year_text = f"CAST(CAST({year} / 12 AS INT) AS STRING) || {literal(after)}"
    parts = {6 * (n + 1): word for n, word in enumerate(halves)}
    thirds = {3 * (n + 1): word for n, word in enumerate(quarters)}
    name = f"CAST({month} AS STRING)"
    padded = f"lpad({name}, 2, '0')" if lead else name
    return (
        f"{year_text} || CASE WHEN {months} = 12 THEN '' "
        + " ".join(f"WHEN {months} = 6 AND {month} = {at} THEN {literal(word)}" for at, word in parts.items())
        + " "
        + " ".join(f"WHEN {months} = 3 AND {month} = {at} THEN {literal(word)}" for at, word in thirds.items())
        + f" ELSE {literal(lead)} || {padded} || {literal(tail)} END"
    )


class Sheet:
    """The figures that a result writes: each is reckoned and written once, in a step and a column of its own."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._digits: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def fixed(self, value: Exact, places: str, times: int = 1) -> str:
        """Return the column of a value with so many decimals, half up: what ``quantity.fixed`` writes."""
        return self._texts.setdefault(self._fixed(value, places, times), f"text{len(self._texts)}_")

    def units(self, value: Exact, places: str, times: int = 1) -> str:
        """Return the column with how many units of its last decimal a value has, without its sign."""
        self.fixed(value, places, times)
        return self._digits[self._units(value, places, times)]

    def trimmed(self, value: Exact, places: str) -> str:
        """Return the column of a value with at most so many decimals: what ``quantity.trimmed`` writes."""
        text = f"trim(TRAILING '.' FROM trim(TRAILING '0' FROM {self._fixed(value, places, 1)}))"
        return self._texts.setdefault(text, f"text{len(self._texts)}_")

    def digits(self) -> str:
        """Return the columns of the first of the two steps: how many units of its last decimal each figure has."""
        return "".join(f",\n  {sql} AS {name}" for sql, name in self._digits.items())

    def texts(self) -> str:
        """Return the columns of the second step: the figures as texts."""
        return "".join(f",\n  {sql} AS {name}" for sql, name in self._texts.items())

    def scale(self, places: str) -> str:
        """Return how many units of its last decimal a value of one has."""
        return f"CAST(rpad('1', CAST({places} + 1 AS INT), '0') AS {self._dialect.whole})"

    def _units(self, value: Exact, places: str, times: int) -> str:
        up, down = f"abs({value.up})", value.down
        units = self._dialect.divided(f"2 * {times} * {up} * {self.scale(places)} + {down}", f"2 * ({down})")
        return f"CAST({units} AS STRING)"

    def _fixed(self, value: Exact, places: str, times: int) -> str:
        digits = self._digits.setdefault(self._units(value, places, times), f"digits{len(self._digits)}_")
        size = f"greatest(length({digits}), {places} + 1)"
        padded = f"lpad({digits}, CAST({size} AS INT), '0')"
        sign = f"CASE WHEN ({value.up}) < 0 AND {digits} <> '0' THEN '-' ELSE '' END"
        whole, part = f"CAST({size} - {places} AS INT)", f"CAST({places} AS INT)"
        return f"{sign} || substr({padded}, 1, {whole}) || '.' || right({padded}, {part})"


def signed(text: str) -> str:
    """Return a text in brackets where it is negative."""
    return f"CASE WHEN left({text}, 1) = '-' THEN '(' || {text} || ')' ELSE {text} END"


def years(months: str, whole: str) -> str:
    """Return months as years, where they and the ``whole`` are whole quarters, else as months."""
    quarters = f"CASE {months} % 12 WHEN 0 THEN '' WHEN 3 THEN '.25' WHEN 6 THEN '.5' ELSE '.75' END"
    in_years = f"CAST(CAST(({months} - {months} % 12) / 12 AS INT) AS STRING) || {quarters}"
    return f"CASE WHEN {months} % 3 = 0 AND {whole} % 3 = 0 THEN {in_years} ELSE CAST({months} AS STRING) END"
