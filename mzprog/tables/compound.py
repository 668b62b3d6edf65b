"""The streams of an old Office file: their names tell a workbook from a document, and one holds the workbook.

No chain of sectors is followed past the number of sectors that there are, so that one which runs in a circle ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from mzprog.core.problems import Refusal

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # from here on a number is no sector but a mark
_SMALL = 4096  # shorter streams lie in small sectors within a stream of their own
_SMALL_SECTOR = 64
_ROOT = 5

_DAMAGED = "文件已损坏或不完整，读不下去；请用 Word、Excel 或 WPS 打开后另存一份"


class Compound:
    """A compound file. Raises :class:`Refusal` where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._size = 1 << min(max(_short(data, 30), 7), 12)
            self._table = self._links()
            entries = b"".join(self._sectors(_long(data, 48)))
            self._entries = [entries[at : at + 128] for at in range(0, len(entries) - 127, 128)]
            if self._entries[0][66] != _ROOT:
                raise IndexError
            self.streams = self._named()
        except (struct.error, IndexError):
            raise Refusal("damaged", _DAMAGED) from None

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream. Raises :class:`Refusal`."""
        entry = self.streams[name]
        start, length = _long(entry, 116), _long(entry, 120)
        if length >= _SMALL:
            return b"".join(self._sectors(start))[:length]
        holder = b"".join(self._sectors(_long(self._entries[0], 116)))
        links = _longs(b"".join(self._sectors(_long(self._data, 60))))
        found = [holder[at * _SMALL_SECTOR : (at + 1) * _SMALL_SECTOR] for at in _chain(start, links)]
        return b"".join(found)[:length]

    def _links(self) -> list[int]:
        """Return for each sector the one that follows it."""
        tables = list(struct.unpack_from("<109I", self._data, 76))
        further = _long(self._data, 68)
        while further < _FREE and len(tables) * self._size < len(self._data):
            *more, further = _longs(self._sector(further))
            tables += more
        return [link for table in tables if table < _FREE for link in _longs(self._sector(table))]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _sectors(self, start: int) -> Iterator[bytes]:
        return map(self._sector, _chain(start, self._table))

    def _named(self) -> dict[str, bytes]:
        """Return the entries of the topmost folder by name."""
        found: dict[str, bytes] = {}
        ahead, seen = [_long(self._entries[0], 76)], set()
        while ahead:
            number = ahead.pop()
            if number not in seen and number < len(self._entries):
                seen.add(number)
                entry = self._entries[number]
                found[entry[: max(0, _short(entry, 64) - 2)].decode("utf-16-le", "replace")] = entry
                ahead += [_long(entry, 68), _long(entry, 72)]
        return found


def _chain(start: int, links: list[int]) -> Iterator[int]:
    number = start
    for _ in links:
        if number >= len(links):
            return
        yield number
        number = links[number]


def _short(data: bytes, place: int) -> int:
    number: int = struct.unpack_from("<H", data, place)[0]
    return number


def _long(data: bytes, place: int) -> int:
    number: int = struct.unpack_from("<I", data, place)[0]
    return number


def _longs(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
