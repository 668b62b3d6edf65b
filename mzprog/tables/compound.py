"""The names of the streams in an old Office file: they tell a workbook from a document."""

from __future__ import annotations

import struct

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # from here on a number is no sector but a mark
_MOST = 10_000


def streams(data: bytes) -> frozenset[str]:
    """Return the names in the topmost folder of a compound file; none where it is damaged.

    >>> streams(MARK + bytes(504))
    frozenset()
    """
    try:
        entries = _directory(data)
        found, ahead, seen = set(), [_link(entries[0], 76)], set()
        while ahead:
            number = ahead.pop()
            if number in seen or number >= len(entries):
                continue
            seen.add(number)
            entry = entries[number]
            found.add(entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace"))
            ahead += [_link(entry, 68), _link(entry, 72)]
    except (struct.error, IndexError):
        return frozenset()
    return frozenset(found)


def _link(entry: bytes, place: int) -> int:
    number: int = struct.unpack_from("<I", entry, place)[0]
    return number


def _directory(data: bytes) -> list[bytes]:
    """Return the entries of the directory, following its chain of sectors."""
    size = 1 << min(max(struct.unpack_from("<H", data, 30)[0], 7), 12)
    table = struct.unpack_from("<109I", data, 76)
    entries: list[bytes] = []
    sector = _link(data, 48)
    while sector < _FREE and len(entries) < _MOST:
        at = (sector + 1) * size
        entries += [data[place : place + 128] for place in range(at, min(at + size, len(data)), 128)]
        block, place = divmod(sector, size // 4)
        sector = _link(data, (table[block] + 1) * size + 4 * place)
    return entries
