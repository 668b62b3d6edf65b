"""What a rule is asked: one measure at one time as plain numbers with its planned path."""

from fractions import Fraction
from typing import NamedTuple

from mzprog.core.plan import CHANGE, CUT, GROWTH, STOCK, Kind
from mzprog.core.powers import average_growth, power, tidy
from mzprog.core.quantity import compare, the_bound

ZERO = Fraction(0)
ONE = Fraction(1)
HUNDRED = Fraction(100)


class Point(NamedTuple):
    """A point of the planned path: years since the baseline, and the value planned for then."""

    years: Fraction
    value: Fraction


class Piece(NamedTuple):
    """The piece of the planned path on which a time lies."""

    start: Point
    end: Point


class Case(NamedTuple):
    """One measure at one time, as plain numbers.

    ``observed``, ``baseline``, ``low``, ``high`` and the ``path`` of milestones are what rules compare: levels, a
    flow already brought to a year, or for growth, change and cut the index that is 100 at the baseline.
    ``low`` and ``high`` are the bounds that count (both for a range to stay in, ``ranged``). ``in_own_terms`` are the
    same bounds as an index's planner says them (a yearly growth, a fall so far), ``enough`` those from which a target
    counts as met within a tolerance (左右). ``elapsed`` years have passed of the plan's ``span``.
    ``factor`` brought a flow's figure to a year, of which ``earlier`` is known besides; ``over`` says whether the
    time has passed for which a ceiling is to be kept, ``cap`` that it is a budget (限额); ``hold`` is a bound that
    is to be kept all the time, without a path to it (保持). ``wide``: roots were taken on the way to the index.
    """

    observed: Fraction
    baseline: Fraction | None
    low: Fraction | None
    high: Fraction | None
    strict: bool
    ranged: bool
    path: tuple[Point, ...]
    elapsed: Fraction
    span: Fraction
    kind: Kind = STOCK
    in_own_terms: tuple[Fraction | None, Fraction | None] | None = None
    enough: tuple[Fraction | None, Fraction | None] | None = None
    factor: Fraction = ONE
    earlier: Fraction = ZERO
    over: bool = True
    cap: bool = False
    hold: bool = False
    wide: bool = False

    @property
    def start(self) -> Fraction:
        """The baseline of a case that has one."""
        assert self.baseline is not None
        return self.baseline

    @property
    def target(self) -> Fraction:
        """The one bound of a target that is no range."""
        return the_bound(self.low, self.high)

    @property
    def asked(self) -> tuple[Fraction | None, Fraction | None]:
        """The bounds in the planner's own terms."""
        return self.in_own_terms or (self.low, self.high)

    @property
    def rising(self) -> bool:
        """Whether more is better, of what is compared."""
        return self.high is None

    @property
    def figure(self) -> Fraction:
        """What was observed, of a flow all that is known of its year: only that meets a target."""
        return self.observed if self.factor is ONE or self.factor == 1 else self.observed / self.factor + self.earlier

    @property
    def met(self) -> bool | None:
        """Whether the target itself is met; a strict one must be passed. None: that will show only at its end."""
        low, high = self.enough or (self.low, self.high)
        found = self.observed if self.factor is ONE else self.figure
        least = 0 if self.strict else 1  # a strict bound must be passed
        if low is not None and compare(low, found) >= least:
            return False
        if high is not None and compare(found, high) >= least:
            return False
        return True if self.over or (high is None and not self.cap) else None

    def own(self, value: Fraction) -> Fraction:
        """Return a compared value in the planner's own terms at this time (an index as growth, change or fall)."""
        return own_terms(self.kind, value, self.elapsed)

    @property
    def own_rising(self) -> bool:
        """Whether more is better in the planner's own terms: a fall that should grow is a falling index."""
        return self.rising != (self.kind == CUT)

    @property
    def own_target(self) -> Fraction:
        """The one bound in the planner's own terms."""
        return the_bound(*self.asked)


def own_terms(kind: Kind, value: Fraction, years: Fraction) -> Fraction:
    """Return an index of 100 at the baseline as what planners say of it after ``years``, in percent; else the value.

    >>> own_terms(GROWTH, Fraction(121), Fraction(2)), own_terms(CUT, Fraction(90), Fraction(2))
    (Fraction(10, 1), Fraction(10, 1))
    """
    if kind == GROWTH:
        if years == 1:
            return value - 100
        return average_growth(HUNDRED, value, years) if value > 0 else -HUNDRED
    if kind == CHANGE:
        return value - 100
    return 100 - value if kind == CUT else value


def as_index(kind: Kind, value: Fraction, years: Fraction) -> Fraction:
    """Return what planners say after ``years``, in percent, as an index of 100 at the baseline; else the value.

    >>> as_index(GROWTH, Fraction(10), Fraction(2)), as_index(CUT, Fraction(10), Fraction(2))
    (Fraction(121, 1), Fraction(90, 1))
    """
    if kind == GROWTH:
        return tidy(100 * power(max(1 + value / 100, ZERO), years), years)
    if kind == CHANGE:
        return 100 + value
    return 100 - value if kind == CUT else value


def piece_at(case: Case) -> Piece:
    """Return the piece of the path on which the case stands."""
    begin, end = Point(ZERO, case.start), Point(case.span, case.target)
    if not case.path:
        return Piece(begin, end)
    points = [begin, *case.path, end]
    later = next(n for n, point in enumerate(points) if n and point.years >= case.elapsed)
    return Piece(points[later - 1], points[later])


def planned_value(case: Case, geometric: bool = False) -> Fraction:
    """Read the planned value (规划应达值) off the path from baseline through milestones to target.

    The path is straight between its points, or ``geometric``.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> planned_value(case)
    Fraction(87, 2)
    """
    if not case.path:
        v0, v1, passed, whole = case.start, case.target, case.elapsed, case.span
    else:
        (x0, v0), (x1, v1) = piece_at(case)
        passed, whole = case.elapsed - x0, x1 - x0
    if not geometric:
        return _between(v0, v1, passed, whole)
    return v0 * power(v1 / v0, passed / whole) if compare(passed, whole) else v1


def _between(start: Fraction, end: Fraction, passed: Fraction, whole: Fraction) -> Fraction:
    """Return start + (end − start) · passed ÷ whole, from whole numbers with one reduction."""
    (v, dv), (w, dw) = start.as_integer_ratio(), end.as_integer_ratio()
    up, down = passed.numerator * whole.denominator, passed.denominator * whole.numerator
    return Fraction(v * dw * (down - up) + w * dv * up, dv * dw * down)


def bounds_due(case: Case) -> tuple[Fraction | None, Fraction | None]:
    """Return, in the planner's own terms, the bounds of the latest milestone that is due, else the target's."""
    due = [point.value for point in case.path if point.years <= case.elapsed]
    if not due or case.elapsed >= case.span or case.ranged:
        return case.asked
    value = case.own(due[-1])
    return (value, None) if case.own_rising else (None, value)
