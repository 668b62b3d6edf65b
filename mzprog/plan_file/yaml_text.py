"""Text → YAML that reads back as the same text."""

from __future__ import annotations

import re
from json.encoder import encode_basestring

# A text that YAML reads as it stands, in a mapping on one line too.
_WORD = r"[^\s\"#,\[\]{}:]"
_PLAIN = re.compile(
    r"(?![-?:](?:\s|$)|(?:~|null)$)[^\s!&*?|>@`\"'%#,\[\]{}:-]" + f"{_WORD}*(?: {_WORD}+)*"
    r"|-(?:[1-9][0-9]*|0)(?:\.[0-9]+)?"
)


def scalar(text: str) -> str:
    r"""Write a text such that YAML reads it back.

    >>> scalar("≥99"), scalar("%"), scalar("30-40"), scalar('他说: "好"')
    ('≥99', '"%"', '30-40', '"他说: \\"好\\""')
    """
    text = one_line(text)
    return text if _PLAIN.fullmatch(text) else encode_basestring(text)


def one_line(text: str) -> str:
    """Return a text as the reader would: lines joined, and without characters that nobody sees."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
