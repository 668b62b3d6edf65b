"""A plan as immutable values: what the planner wrote, exactly, and nothing computed from it.

Named tuples, not frozen dataclasses: a dozen of the latter cost ten milliseconds of every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from mzprog.core.method import Method
from mzprog.core.period import Period, in_time
from mzprog.core.problems import Problem

# Which way an indicator should go, and what its figures measure: a level (存量), a yearly
# flow (流量) or a plan-long total (累计).
Direction = Literal["正向", "逆向", "适度"]
RISING: Final = "正向"
FALLING: Final = "逆向"
WITHIN: Final = "适度"
Kind = Literal["stock", "flow", "total"]
STOCK: Final = "stock"
FLOW: Final = "flow"
TOTAL: Final = "total"


class Source(NamedTuple):
    """A document that figures come from."""

    key: str
    title: str
    issuer: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


class Figure(NamedTuple):
    """A figure as written, or ``missing`` with the reason; ``source`` is a key of the plan's sources."""

    value: Decimal | None
    missing: str | None = None
    source: str | None = None
    note: str | None = None


class Target(NamedTuple):
    """A target (目标值): ``text`` as written and what it asks.

    ``low`` and ``high`` are its bounds: one of them for ``≥ ＞ ≤ ＜``, both for a range (``ranged``),
    and for a plain number the one that its direction asks for. ``reference`` names the series a
    relative target is compared with; ``missing`` says why there is no number to compare with.
    """

    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    ranged: bool = False
    reference: str | None = None
    missing: str | None = None
    source: str | None = None
    note: str | None = None


class Measure(NamedTuple):
    """What is compared with what: an indicator as a whole (``name`` None) or one component of it.

    ``milestones`` are in time order; ``observations`` in file order.
    """

    name: str | None
    baseline: Figure | None
    target: Target
    direction: Direction
    milestones: tuple[tuple[Period, Figure], ...]
    observations: Mapping[Period, Figure]

    @property
    def waypoints(self) -> tuple[tuple[Period, Decimal], ...]:
        """What the path runs through: the milestones that have a value."""
        return tuple((period, figure.value) for period, figure in self.milestones if figure.value is not None)


class Published(NamedTuple):
    """Values (公布值) that a document printed for one period; words in the standard labels.

    ``printed`` has, by key, the words that were printed otherwise (进展缓慢 for 滞后).
    """

    rate: Decimal | None = None
    verdict: str | None = None
    outlook: str | None = None
    outcome: str | None = None
    source: str | None = None
    note: str | None = None
    printed: Mapping[str, str] = {}


class Indicator(NamedTuple):
    """One indicator (指标) of a plan. ``rule`` None means the method's default rule."""

    name: str
    whole: Measure
    baseline_year: int
    target_year: int
    id: str | None = None
    of: str | None = None
    category: str | None = None
    type: str | None = None
    unit: str | None = None
    rule: str | None = None
    kind: Kind = STOCK
    cumulative: bool = False
    components: tuple[Measure, ...] = ()
    published: Mapping[Period, Published] = {}
    source: str | None = None
    note: str | None = None
    line: int = 0

    @property
    def parts(self) -> tuple[Measure, ...]:
        """What is assessed: the components, or the indicator itself where it has none."""
        return self.components or (self.whole,)


class Plan(NamedTuple):
    """One plan (规划) of one place, as its file says it. ``remarks`` never hinder its use."""

    title: str
    baseline_year: int
    target_year: int
    indicators: tuple[Indicator, ...]
    method: Method
    region: str | None = None
    sources: Mapping[str, Source] = {}
    source: str | None = None
    series: Mapping[str, Mapping[Period, Figure]] = {}
    file: str = ""
    remarks: tuple[Problem, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period for which some indicator has an entry, in time order."""
        found = {p for i in self.indicators for part in i.parts for p in part.observations}
        return tuple(sorted(found, key=in_time))
