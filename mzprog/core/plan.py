"""A plan as immutable values: what the planner wrote, exactly, and nothing computed from it.

Named tuples, not frozen dataclasses: a dozen of the latter cost ten milliseconds of every start.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from mzprog.core.method import Method, Tier
from mzprog.core.period import Period, in_time
from mzprog.core.problems import Problem
from mzprog.core.quantity import EXACT, the_bound

# Which way an indicator should go.
Direction = Literal["正向", "逆向", "适度"]
RISING: Final = "正向"
FALLING: Final = "逆向"
WITHIN: Final = "适度"

# What an indicator's figures are (数值性质): a level (存量), an amount within a period (流量), amounts that
# add up over the plan (累计量), growth on the year before (增速), changes (累计变动) and falls (累计降幅) in percent.
Kind = Literal["stock", "flow", "total", "growth", "change", "cut"]
STOCK: Final = "stock"
FLOW: Final = "flow"
TOTAL: Final = "total"
GROWTH: Final = "growth"
CHANGE: Final = "change"
CUT: Final = "cut"
INDEXED: Final = frozenset([GROWTH, CHANGE, CUT])  # reckoned on an index that is 100 at the baseline

# The types (属性) that every plan may use; it may add its own.
TYPES: Final = ("约束性", "预期性")

# How a target is reckoned from the baseline; "" for one that is a level itself.
Base = Literal["", "growth", "change", "percent", "times"]
# How a target is compared with the value of a series or of another indicator.
Relation = Literal["at_least", "above", "at_most", "below"]
RELATIONS: Final[tuple[Relation, ...]] = ("at_least", "above", "at_most", "below")


class Source(NamedTuple):
    """A document that figures come from."""

    key: str
    title: str
    issuer: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


class Figure(NamedTuple):
    """A figure as written, ``missing`` with the reason, or ``judged`` by a person; ``source`` is a key of the plan's.

    ``period`` is a baseline's own time, where it is not the plan's.
    """

    value: Decimal | None
    missing: str | None = None
    source: str | None = None
    note: str | None = None
    judged: str | None = None
    period: Period | None = None

    @property
    def empty(self) -> bool:
        """Whether it says neither a number nor a judgement."""
        return self.value is None and self.judged is None


class Target(NamedTuple):
    """A target (目标值): ``text`` as written and what it asks.

    ``low`` and ``high`` are its bounds: one of them for ``≥ ＞ ≤ ＜``, both for a range (``ranged``),
    and for a plain number the one that its direction asks for. They are levels, or with a ``base`` what is
    asked of the baseline: ``growth`` a year in percent, ``change`` in its unit or in ``percent``, ``times``.
    ``about`` targets (左右) are also met when missed by no more than ``within``, in percent of the bound where
    ``within_percent``. ``reference`` names the series or the indicator whose value, ``plus`` so much, is
    the bound, by ``relation``; ``missing`` says why there is no number to compare with.
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
    base: Base = ""
    about: bool = False
    within: Decimal | None = None
    within_percent: bool = False
    relation: Relation = "at_least"
    plus: Decimal | None = None

    @property
    def number(self) -> Decimal | None:
        """The one number of a target that has one; of a range the lower."""
        return None if self.low is None and self.high is None else the_bound(self.low, self.high)

    @property
    def from_below(self) -> bool:
        """Whether what a relative target is compared with is to be reached from below."""
        return self.relation in {"at_least", "above"}


class Measure(NamedTuple):
    """What is compared with what: an indicator as a whole (``name`` None) or one component of it.

    ``milestones`` (levels by then) and ``quotas`` (amounts of single periods of a total) are in time order;
    ``observations`` in file order.
    """

    name: str | None
    baseline: Figure | None
    target: Target
    direction: Direction
    milestones: tuple[tuple[Period, Figure], ...]
    observations: Mapping[Period, Figure]
    quotas: tuple[tuple[Period, Figure], ...] = ()

    @property
    def waypoints(self) -> tuple[tuple[Period, Decimal], ...]:
        """What the path runs through: the milestones that have a value, or the running sum of the quotas."""
        if not self.quotas:
            return tuple((period, figure.value) for period, figure in self.milestones if figure.value is not None)
        points, sum_so_far = [], Decimal(0)
        for period, figure in self.quotas:
            sum_so_far = EXACT.add(sum_so_far, figure.value or Decimal(0))
            points.append((period, sum_so_far))
        return tuple(points)


class Published(NamedTuple):
    """Values (公布值) that a document printed for one period; words in the standard labels.

    ``rate`` is the progress rate, ``overall`` the share of the whole target, ``completion`` a ÷ t, ``growth`` the
    average yearly growth, all in percent. ``printed`` has, by key, the words that were printed otherwise
    (进展缓慢 for 滞后).
    """

    rate: Decimal | None = None
    overall: Decimal | None = None
    completion: Decimal | None = None
    growth: Decimal | None = None
    verdict: str | None = None
    outlook: str | None = None
    outcome: str | None = None
    source: str | None = None
    note: str | None = None
    printed: Mapping[str, str] = {}


class Remarked(NamedTuple):
    """What was written of causes or actions: for one ``period``, or (None) at any time."""

    period: Period | None
    text: str


class Indicator(NamedTuple):
    """One indicator (指标) of a plan. ``rule`` None means the rule that its measure and target ask for.

    ``begin`` and ``end`` are the periods at whose ends its baseline and its target stand. ``hold`` is a bound
    to keep all the time (保持). ``tiers`` are its own limits, in the plan's labels.
    """

    name: str
    whole: Measure
    begin: Period
    end: Period
    id: str | None = None
    of: str | None = None
    parts: bool = False
    category: str | None = None
    type: str | None = None
    unit: str | None = None
    responsible: tuple[str, ...] = ()
    weight: Decimal | None = None
    rule: str | None = None
    kind: Kind = STOCK
    cumulative: bool = False
    hold: bool = False
    tiers: tuple[Tier, ...] = ()
    components: tuple[Measure, ...] = ()
    published: Mapping[Period, Published] = {}
    source: str | None = None
    note: str | None = None
    causes: tuple[Remarked, ...] = ()
    actions: tuple[Remarked, ...] = ()
    line: int = 0

    @property
    def baseline_year(self) -> int:
        """The year of the baseline."""
        return self.begin.year

    @property
    def target_year(self) -> int:
        """The year of the target."""
        return self.end.year

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is assessed: the components, or the indicator itself where it has none."""
        return self.components or (self.whole,)

    @property
    def written(self) -> tuple[Measure, ...]:
        """What a plan file writes figures of: the indicator as a whole, then its components."""
        return (self.whole, *self.components)


class Plan(NamedTuple):
    """One plan (规划) of one place, as its file says it. ``remarks`` never hinder its use."""

    title: str
    begin: Period
    end: Period
    indicators: tuple[Indicator, ...]
    method: Method
    region: str | None = None
    sources: Mapping[str, Source] = {}
    source: str | None = None
    series: Mapping[str, Mapping[Period, Figure]] = {}
    types: tuple[str, ...] = ()
    file: str = ""
    remarks: tuple[Problem, ...] = ()

    @property
    def baseline_year(self) -> int:
        """The year of the baseline."""
        return self.begin.year

    @property
    def target_year(self) -> int:
        """The year of the target."""
        return self.end.year

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period for which some indicator has an entry, in time order."""
        found = {p for i in self.indicators for measure in i.measures for p in measure.observations}
        return tuple(sorted(found, key=in_time))
