"""Breaking Chinese lines: where a line may break, and where it had better not."""

from __future__ import annotations

import re
from collections.abc import Callable

# A unit in brackets or a figure stays whole; closing marks do not begin a line, opening ones do not end it.
_PIECE = re.compile(
    r"[（(][^（()）]{0,12}[）)]|[“《〔【（]*(?:[A-Za-z0-9.%≥≤<>=+/#:_-]+|[^\s]|\s)[，。；：、）”》〕】！？%‰…]*"
)


def wrap(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """Break ``text`` into lines of at most ``width`` cells, as ``width_of`` counts them; nothing is cut off.

    >>> wrap("每千名老年人口养老床位数（张）", 24, lambda s: 2 * len(s))
    ['每千名老年人口养老床位数', '（张）']
    """
    lines, line, used = [], "", 0
    for piece in _pieces(text, width, width_of):
        size = width_of(piece)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if lines and not line and piece.isspace():
            continue
        line += piece
        used += size
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """Return what must stay together, but no piece wider than a line."""
    pieces = []
    for piece in _PIECE.findall(text):
        pieces += [piece] if width_of(piece) <= width else list(piece)
    return pieces
