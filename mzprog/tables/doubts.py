"""What the figures of a row, side by side, make doubtful of each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from mzprog.tables import cells, numbers
from mzprog.tables.cells import Reading
from mzprog.tables.grid import tidy
from mzprog.tables.names import same_unit

K = TypeVar("K")
Found = Mapping[K, Reading | Mapping[str, Reading]]


def _plain(found: Found[K]) -> dict[K, Reading]:
    return {key: one for key, one in found.items() if isinstance(one, Reading) and one.form == cells.VALUE}


def spaced(found: Found[K]) -> list[K]:
    """Return where 350 280 stands, one figure or two, and no other of the row shows by its size that it is one."""
    read = _plain(found)
    sizes = {key: numbers.size(value.text) for key, value in read.items()}
    unsure = [k for k, v in read.items() if numbers.spaced(v.origin) and not numbers.surely_spaced(v.origin)]
    known = [size for key, size in sizes.items() if size and key not in unsure]
    return [key for key in unsure if not any(size / 10 < sizes[key] < size * 10 for size in known)]


def unlike(found: Found[K]) -> dict[K, str]:
    """Return the figures by components, in words, where not all cells of the row have the same ones."""
    parted = {key: value for key, value in found.items() if not isinstance(value, Reading)}
    if len({frozenset(value) for value in parted.values()}) < 2:
        return {}
    return {key: "、".join(f"{name}{one.text}" for name, one in value.items()) for key, value in parted.items()}


def shares(found: Found[K], percent: Collection[K], unit: str | None) -> list[K]:
    """Return where shares without % stand in a row that has others with % (0.45 beside 90%)."""
    plain = _plain(found)
    if not any(key in plain for key in percent):
        return []
    read = {key: numbers.plain_figure(value.text, unit) for key, value in plain.items() if key not in percent}
    return [key for key, number in read.items() if number is not None and 0 < abs(number) <= 1]


def dates(texts: Iterable[str], named: bool) -> bool:
    """Tell whether what looks like a time in a row is one: its name says so, or all its figures look so.

    >>> dates(["2024.12", "2023.6"], False), dates(["2024.12", "1850"], False), dates(["2024", "2010"], False)
    (True, False, False)
    """
    figures = [tidy(text) for text in texts if any(map(str.isdigit, text))]
    return named or (all(map(numbers.is_date, figures)) and any(map(numbers.is_month, figures)))


def differing(units: Sequence[str]) -> str:
    """Return the units of heads over one row in words where they differ; "" where they do not.

    >>> differing(["万人", "人"]), differing(["%", "％"])
    ('万人、人', '')
    """
    return "、".join(dict.fromkeys(units)) if any(not same_unit(units[0], one) for one in units) else ""
