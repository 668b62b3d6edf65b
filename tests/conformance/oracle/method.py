"""The method of a plan: which rule, which verdict, which outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mpmath import mpf

from tests.conformance.oracle.reading import Data, compare, number

NOT_ASSESSABLE = "无法评估"
DONE, NOT_DONE = "完成", "未完成"
TIERS: list[dict[str, str]] = [
    {"from": "100", "label": "进展良好"},
    {"from": "40", "label": "滞后"},
    {"label": "严重滞后"},
]


def label_at(ladder: Sequence[Data], rate: mpf) -> int:
    """Return the place in a ladder that a rate has."""
    return next(n for n, step in enumerate(ladder) if "from" not in step or compare(rate, number(step["from"])) >= 0)


@dataclass(frozen=True)
class Method:
    """A plan's method as it is ``given``, with the ``own`` limits of a row."""

    given: Data
    own: Sequence[Data] | None

    @property
    def tiers(self) -> Sequence[Data]:
        tiers: Sequence[Data] = self.given.get("tiers", TIERS)
        return tiers

    @property
    def met_first(self) -> bool:
        return bool(self.given.get("met_first", "true") == "true")

    @property
    def met_label(self) -> str:
        return str(self.given.get("met", self.tiers[0]["label"]))

    @property
    def lowest(self) -> str:
        return str(self.tiers[-1]["label"])

    def severity(self, label: str) -> int:
        """Return how bad a verdict is, growing downwards."""
        if label == self.given.get("met"):
            return -1
        return [tier["label"] for tier in self.tiers].index(label)

    def verdict(self, rate: mpf, met: bool) -> str:
        if met and self.met_first:
            return self.met_label
        tiers = self.own or self.tiers
        return str(tiers[label_at(tiers, rate)]["label"])

    def rule(self, row: Data, measure: str, growing: bool) -> tuple[str, bool]:
        """Return the rule of a row, and whether the plan names it."""
        if "rule" in row:
            return str(row["rule"]), True
        if growing or measure == "growth":
            return "exponential", False
        if measure in ("change", "cut"):
            return "linear", False
        return str(self.given.get("default_rule", "linear")), "default_rule" in self.given

    def outcome(self, completed: mpf, met: bool) -> str:
        """Return the outcome at the end of the plan by how much of the target is completed."""
        ladder: Sequence[Data] | None = self.given.get("outcomes")
        if ladder is None:
            return DONE if met else NOT_DONE
        place = label_at(ladder, completed)
        if met:
            return str(ladder[min(place, label_at(ladder, mpf(100)))]["label"])
        below: int = next(n for n, step in enumerate(ladder) if "from" not in step or number(step["from"]) < 100)
        return str(ladder[max(place, below)]["label"])

    @property
    def done(self) -> set[str]:
        """The outcomes that count as done."""
        ladder: Sequence[Data] = self.given.get("outcomes", [{"from": "100", "label": DONE}])
        return {step["label"] for step in ladder if "from" in step and number(step["from"]) >= 100}

    def worst_outcome(self, outcomes: Sequence[str | None]) -> str | None:
        """Return the outcome of a row from those of its components."""
        if None in outcomes:
            return None
        ladder: Any = self.given.get("outcomes", [{"label": DONE}, {"label": NOT_DONE}])
        return max((str(word) for word in outcomes), key=[step["label"] for step in ladder].index)
