"""An indicator as drafted from a row: its keys, what to ask of it, and what to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mzprog.planfile.keys import INDICATOR, TODO
from mzprog.planfile.write import Map, Text, Value

# Where the keys stand, as in the file format, but for yearly plans, which go before the milestones.
_PLACES = {key: INDICATOR.place(key) for key in INDICATOR}
_PLACES["quotas"], _PLACES["milestones"] = _PLACES["milestones"], _PLACES["quotas"]


class Question(NamedTuple):
    """What only a person can say: the value of ``key`` in ``map``, in a sentence, with the words to choose from.

    ``answers`` says what a word writes, where that is not the word itself; without ``words`` any text
    may be given. ``row`` is the row it is about.
    """

    map: Map
    key: str
    sentence: str
    words: tuple[str, ...] = ()
    row: int = 0
    answers: Mapping[str, dict[str, Value]] = {}

    def answer(self, word: str) -> None:
        """Write an answer."""
        del self.map.items[self.key]
        for key, value in self.answers.get(word, {self.key: Text(word)}).items():
            self.map.items[key] = value
        if "name" in self.map.items:
            in_order(self.map)

    @property
    def is_open(self) -> bool:
        """Whether it still has no answer."""
        value = self.map.items.get(self.key)
        return isinstance(value, Text) and value.text == TODO


def in_order(item: Map) -> None:
    """Put the keys of an indicator in order."""
    item.items = {key: item.items[key] for key in sorted(item.items, key=_PLACES.__getitem__)}


class Item(NamedTuple):
    """An indicator as drafted: its keys, what to ask, and what to say of it.

    ``rests``: its direction is the plan's to say.
    """

    map: Map
    name: str
    sub: bool = False
    questions: tuple[Question, ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rests: bool = False
