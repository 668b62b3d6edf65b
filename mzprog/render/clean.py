"""Text that any document format can hold, and how much room it takes there."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

# What XML 1.0 has no place for: control characters, halves of surrogate pairs, two non-characters.
# Named are the few that go: naming the many that stay took ten times as long to compile.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    r"""Return ``text`` without the characters that neither XML nor a web page may contain, its lines ended alike.

    >>> clean("a\x00b\ud800c")
    'abc'
    """
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def headline(text: str) -> str:
    """Return a title for a file's properties, which hold no more than 255 characters."""
    return clean(text)[:255]


def halves(text: str) -> int:
    """Return a text's width in half Chinese characters.

    >>> halves("养老床位 6.1")
    12
    """
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
