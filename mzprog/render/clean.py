"""Text that any document format can hold."""

from __future__ import annotations

import re

# What XML 1.0 has no place for: control characters, halves of surrogate pairs, two non-characters.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return ``text`` without the characters that neither XML nor a web page may contain.

    >>> clean("a\\x00b\\ud800c")
    'abc'
    """
    return _UNFIT.sub("", text)
