"""A row whose figures are being understood: what is known of it, and what has been settled so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mzprog.core.quantity import PERCENT_SIGNS
from mzprog.tables import cells
from mzprog.tables.brackets import Brackets
from mzprog.tables.cells import Reading
from mzprog.tables.facts import Facts
from mzprog.tables.layout import Column
from mzprog.tables.values import Place, Values
from mzprog.tables.within_years import Ask

UNEXPLAINED = "括号表示什么，表下没有说明；是规划期累计数、年均增速还是这一年的数"
_PERCENT = frozenset([*PERCENT_SIGNS, None])


class Known(NamedTuple):
    """What is known of a row besides its figures."""

    name: str
    unit: str | None
    columns: Sequence[Column]
    facts: Facts
    brackets: Brackets


class Measuring:
    """The ``values`` of a row, and what is ``known`` of it: steps move the values, and set keys, notes and asks."""

    def __init__(self, values: Values, known: Known) -> None:
        self.values = values
        self.known = known
        self.keys: dict[str, tuple[str, str]] = {}
        self.notes: list[str] = []
        self.asks: list[Ask] = []
        self.percent = known.unit in _PERCENT

    def measure(self, name: str, comment: str = "") -> None:
        """Set what the row measures, and the unit that goes with it."""
        self.keys.setdefault("measure", (name, comment))
        if name in {"growth", "change", "cut"} and self.known.unit is None:
            self.keys["unit"] = ("%", "")

    @property
    def measured(self) -> str:
        """What the row measures, as far as is known."""
        return self.keys.get("measure", ("",))[0]

    @property
    def is_total(self) -> bool:
        """Whether the figures add up over the plan."""
        return self.measured == "total"

    def target(self, value: Reading) -> None:
        """Set the target."""
        self.values.found[Place("target")] = value

    @property
    def has_levels(self) -> bool:
        """Whether there are figures without a unit: they may be levels, not changes in %."""
        roles = ("observation", "planned", "milestone", "baseline")
        others = [value for role in roles for value in self.values.all(role).values() if not value.text.endswith("%")]
        return self.known.unit is None and any(value.form != cells.MISSING for value in others)
