"""What the engines share: how a row of a table is read, and a fault that the machine is to blame for."""

from __future__ import annotations

from collections.abc import Sequence

from mzprog.render.csv import unguarded


class NoRoomError(Exception):
    """The engine has no memory or no disk left; the message is Chinese."""


def given(keys: Sequence[str], cells: Sequence[str | None], csv: bool) -> dict[str, str]:
    """Return the cells that are not empty, without the spaces around them and what guards them in a CSV file."""
    texts = ((key, cell.strip(" ")) for key, cell in zip(keys, cells, strict=True) if cell)
    return {key: unguarded(text) if csv else text for key, text in texts if text}
