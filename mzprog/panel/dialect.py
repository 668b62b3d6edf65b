"""What the engines spell differently: DuckDB and Spark; all else of the statement is the same for both."""

from __future__ import annotations

import re
from typing import NamedTuple

# The spaces that people type around texts, of every width: what DuckDB's ``trim`` takes away.
SPACES = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_READ = frozenset("'\\;")
_PARTS = re.compile(r"(['\\;])")


class Dialect(NamedTuple):
    """The words of an engine. ``whole`` is its type for whole numbers of 38 digits."""

    name: str
    whole: str
    quote: str
    quotient: str
    matches: str
    shifted: str
    trims: str
    end: str

    def name_of(self, name: str) -> str:
        """Return a name of a table or column, whatever is in it, as the engine reads it."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def divided(self, up: str, down: str) -> str:
        """Return the whole part of a quotient of whole numbers that are not negative; NULL where ``down`` is 0."""
        return self.quotient.format(up=up, down=f"nullif({down}, 0)")

    def bit(self, place: str) -> str:
        """Return a whole number of which only one bit is set, the one at a place from 0 to 61."""
        return self.shifted.format(place=place)

    def trimmed(self, text: str) -> str:
        """Return a text without the spaces around it, an empty one where it is NULL."""
        return f"coalesce({self.trims.format(text=text)}, '')"

    def like(self, text: str, pattern: str) -> str:
        """Return whether a text as a whole is of a pattern (without a backslash)."""
        return self.matches.format(text=text, pattern=literal(f"^({pattern}){self.end}"))


def literal(text: str) -> str:
    """Return a text as it stands in a statement, whatever is in it.

    Engines and their shells read quotes, backslashes and semicolons differently.

    >>> literal("滞后"), literal("a'b")
    ("'滞后'", "('a' || chr(39) || 'b')")
    """
    parts = [f"chr({ord(part)})" if part in _READ else f"'{part}'" for part in _PARTS.split(text) if part]
    return f"({' || '.join(parts)})" if len(parts) > 1 else "".join(parts) or "''"


DUCKDB = Dialect("duckdb", "HUGEINT", '"', "(({up}) // {down})", "regexp_matches({text}, {pattern})",
                 "(CAST(1 AS BIGINT) << CAST({place} AS INT))", "trim({text})", "$")  # fmt: skip
# `div` of Spark gives a BIGINT, and wraps; what is divided here is a multiple, so that nothing is rounded.
SPARK = Dialect(
    "spark", "DECIMAL(38,0)", "`", "CAST((({up}) - ({up}) % {down}) / {down} AS DECIMAL(38,0))",
    "({text} RLIKE {pattern})", "shiftleft(CAST(1 AS BIGINT), CAST({place} AS INT))",
    f"trim(BOTH {literal(SPACES)} FROM {{text}})",
    "(?![^a]|a)",  # its `$` is also before a last end of line
)  # fmt: skip
