"""What a rule says of a case (进展): its rate, or that of what is applied by itself where no rule can divide."""

from fractions import Fraction
from typing import Any, NamedTuple

from mzprog.core.case import HUNDRED, ONE, ZERO, Case, as_index, bounds_due, planned_value
from mzprog.core.plan import CHANGE, CUT, FLOW, GROWTH
from mzprog.core.powers import too_large
from mzprog.core.quantity import compare, the_bound
from mzprog.core.ratio import Ratio
from mzprog.core.rules import ATTAINMENT, BUDGET, COMPLETION, EXPONENTIAL, LOG, RULES, Rule, Terms, goal_growth, reached


class Progress(NamedTuple):
    """What a rule says: the ``rule`` applied, the ``rate`` in percent and the ``planned`` value as compared.

    Under attainment and budgets ``planned`` is in the planner's own terms: the bound that was compared with
    (``own_planned`` says it of every rule). ``refusal`` says, instead of a rate, why the rule cannot apply.
    """

    rule: str
    rate: Fraction | None
    planned: Fraction | None
    refusal: str | None = None


def by_itself(rule: str) -> bool:
    """Tell whether a rule is applied by itself and compares the planner's own terms: attainment or a budget."""
    return rule in {ATTAINMENT, BUDGET}


class Numbers:
    """The numbers of a case as the terms of a rule (:class:`Terms`), each made where the rule asks for it."""

    __slots__ = ("a", "b", "case", "p", "rising", "staged")

    def __init__(self, case: Case, planned: Fraction) -> None:
        self.case = case
        self.a = Ratio(*case.observed.as_integer_ratio(), case.wide)
        self.b = Ratio(*case.start.as_integer_ratio())
        self.p = Ratio(*planned.as_integer_ratio())
        self.rising = case.high is None
        self.staged = bool(case.path)

    @property
    def t(self) -> Ratio:
        """The target."""
        return Ratio(*self.case.target.as_integer_ratio())

    @property
    def y(self) -> Ratio:
        """The years passed."""
        return Ratio(*self.case.elapsed.as_integer_ratio())

    @property
    def span(self) -> Ratio:
        """The years of the plan."""
        return Ratio(*self.case.span.as_integer_ratio())


def _numbers(case: Case, found: Progress) -> Any:
    return Numbers(case, found.planned or ZERO)


def own_numbers(case: Case) -> Terms:
    """Return what completion looks at: the planner's own terms, and of a flow the figure that there is."""
    observed = case.figure if case.kind == FLOW else case.own(case.observed)
    target, zero = Ratio.of(case.own_target), Ratio(0)
    return Terms(Ratio.of(observed), zero, target, target, Ratio.of(case.elapsed), Ratio.of(case.span), case.own_rising,
                 False)  # fmt: skip


def progress(case: Case, rule: str, *, named: bool = True, capped: bool = True) -> Progress:
    """Return the progress of a case under ``rule``, or under what is applied by itself where no rule can divide.

    ``named``: a plan asked for this rule, so that it says so where it cannot divide. ``capped`` False: a met target
    has no 100 by itself (method ``met_first: false``).

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> progress(case, "linear")
    Progress(rule='linear', rate=Fraction(340, 13), planned=Fraction(87, 2), refusal=None)
    """
    applied = RULES[rule]
    if applied.timeless:
        return _timeless(case, applied, capped)
    if case.cap:
        return _budget(case, capped)
    b = case.baseline
    if case.ranged or b is None:
        return _attained(case, bounds_due(case), capped)
    rising = case.high is None
    ahead = compare(case.target, b)
    if not ahead or (ahead < 0) == rising or case.hold:
        return _attained(case, case.asked, capped)
    refusal = _geometry(case) if applied.geometric else None
    planned = planned_value(case, applied.geometric and refusal is None)
    if (case.path or applied.geometric) and not _ahead(planned, b, rising):  # a straight path leads to the target
        own = case.own(planned)
        return _attained(case, (own, None) if case.own_rising else (None, own), capped)
    x: Any = Numbers(case, planned)
    if refusal is None and applied.needs:
        refusal = next((need.otherwise for need in applied.needs if not need.holds(x)), None)
    if refusal is None:
        return Progress(rule, applied.share(x).percent, planned)
    if case.met is not False or not named:  # a ceiling that is kept so far is not missed
        return _attained(case, case.asked, capped)
    return Progress(rule, None, None, refusal)


def _ahead(planned: Fraction, start: Fraction, rising: bool) -> bool:
    """Tell whether a planned value lies on the target's side of the baseline."""
    return compare(planned, start) > 0 if rising else compare(planned, start) < 0


def _geometry(case: Case) -> str | None:
    """Return why no geometric path runs through the points of a case."""
    points = (case.target, *(point.value for point in case.path))
    return (
        None
        if all(case.start * value > 0 for value in points)
        else "指数型和对数型要求基期值、中期目标和目标值同号且不为零"
    )


def _timeless(case: Case, applied: Rule, capped: bool) -> Progress:
    if not divides(case, applied.name):
        return _attained(of_its_year(case), case.asked, capped)._replace(rule=applied.name)
    return Progress(applied.name, applied.share(own_numbers(case)).percent, case.own_target)


def divides(case: Case, rule: str) -> bool:
    """Tell whether a rule that leaves time out has one bound to divide by: a range and 0 are compared (达标)."""
    return not (RULES[rule].timeless and (case.ranged or not case.own_target))


def of_its_year(case: Case) -> Case:
    """Return a case in which a flow is what is known of its year, not that brought to a year."""
    return case._replace(observed=case.figure, factor=ONE, earlier=ZERO) if case.kind == FLOW else case


def _budget(case: Case, capped: bool) -> Progress:
    """Return the rate of a budget (限额): planned ÷ used, 100 where nothing is used.

    An average growth and a year's amount have no path: within the bound they are 100.
    """
    bound, used = case.own_target, case.own(case.observed)
    no_path = case.kind in {GROWTH, FLOW}
    planned = bound if no_path else case.own(planned_value(case))
    if used <= 0 or (no_path and capped and used <= planned):
        return Progress(BUDGET, HUNDRED, planned)
    return Progress(BUDGET, planned / used * 100, planned)


def _attained(case: Case, bounds: tuple[Fraction | None, Fraction | None], capped: bool) -> Progress:
    """达标: 100 where the bound is reached, else the share of the missed bound that is reached."""
    a, met = case.own(case.observed), case.met
    missing = _missed_bound(a, *bounds)
    if missing is not None and met and bounds != case.asked:
        bounds = case.asked
        missing = _missed_bound(a, *bounds)
    low, high = bounds
    if missing is not None and not (met and capped):
        return Progress(ATTAINMENT, missed(a, *missing), missing[0])
    bound = the_bound(low, high)
    if low is None or high is None:
        ahead = low is not None and low > 0 and case.factor != 1 and case.baseline is None and met is False
        if ahead or not (capped or case.strict):
            return Progress(ATTAINMENT, _beyond(a, bound, low is not None), bound)
    return Progress(ATTAINMENT, HUNDRED, bound)


def _missed_bound(a: Fraction, low: Fraction | None, high: Fraction | None) -> tuple[Fraction, bool] | None:
    """Return the bound that a value misses, if any, and whether it is one to rise to."""
    if low is not None and a < low:
        return low, True
    return (high, False) if high is not None and a > high else None


def missed(a: Fraction, bound: Fraction, rising: bool) -> Fraction:
    """Return in percent how much of a missed bound is reached; for a negative one the quotient is turned.

    >>> str(missed(Fraction(-5), Fraction(7), True)), str(missed(Fraction(-32, 10), Fraction(-4), False))
    ('-500/7', '80')
    """
    share: Fraction = reached(a, bound, rising)
    return share * 100


def _beyond(a: Fraction, bound: Fraction, rising: bool) -> Fraction:
    """Return a reached bound's rate without the cap; 100 where the quotient says nothing."""
    if not bound or a * bound <= 0:
        return HUNDRED
    return (a / bound if rising == (bound > 0) else bound / a) * 100


def own_planned(case: Case, found: Progress) -> Fraction | None:
    """Return the planned value in the planner's own terms."""
    if found.planned is None or by_itself(found.rule) or RULES[found.rule].timeless:
        return found.planned
    return case.own(found.planned)


def overall(case: Case, found: Progress) -> Fraction | None:
    """总进度: the share in percent of the whole target that is done, time left out; None under attainment.

    >>> case = Case(Fraction(387, 10), Fraction(37), Fraction(50), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> str(overall(case, progress(case, "linear")))
    '170/13'
    """
    if found.rate is None or found.rule == ATTAINMENT:
        return None
    if found.rule == BUDGET:
        return _used(case)
    applied = RULES[found.rule]
    if applied.timeless:
        return found.rate
    return Fraction(applied.whole(_numbers(case, found)).percent)


def completed(case: Case, met: bool) -> Fraction:
    """Return by how much of the target, in percent, an outcome (完成情况) goes: what ``completion`` says of it.

    A range, a strict or a zero bound is 100 where met, else the share of the missed bound.
    """
    if case.ranged or case.strict or not case.own_target:
        return HUNDRED if met else _attained(of_its_year(case), case.asked, True).rate or ZERO
    return Fraction(COMPLETION.share(own_numbers(case)).percent)


def _used(case: Case) -> Fraction | None:
    """Return the share of a budget that is used."""
    if case.kind in {GROWTH, CHANGE, CUT}:
        return (case.observed - 100) / (case.target - 100) * 100 if case.target != 100 else None
    return case.figure / case.target * 100 if case.target else None


def value_with(case: Case, found: Progress, share: Fraction) -> Fraction | None:
    """Return the compared value that has the rate ``share`` (1 is 100 %) under the rule of ``found``.

    None where no value has it. Whether the rule would still be that of ``found`` with this value, and not capped,
    is not looked at.

    >>> case = Case(Fraction(6392), Fraction(5200), Fraction(8000), None, False, False, (), Fraction(5, 2), Fraction(5))
    >>> value_with(case, Progress("index", None, Fraction(6600)), Fraction(1, 2))
    Fraction(3300, 1)
    """
    if found.planned is None:
        return None
    if by_itself(found.rule):
        return _own_value(case, _reaching(case, found, share))
    applied = RULES[found.rule]
    if not divides(case, found.rule):
        return _compared(case, _reaching(of_its_year(case), found, share))
    x: Any = own_numbers(case) if applied.timeless else Numbers(case, found.planned)
    if not _reachable(x, applied, share):
        return None
    value: Fraction = applied.value(x, Ratio.of(share)).fraction
    return _compared(case, value) if applied.timeless else value


def _compared(case: Case, value: Fraction | None) -> Fraction | None:
    """Return the compared value of what a timeless rule looks at: the planner's own terms, of a flow its figure."""
    if value is not None and case.kind == FLOW:
        return (value - case.earlier) * case.factor
    return _own_value(case, value)


def _reachable(x: Any, applied: Rule, share: Fraction) -> bool:
    """Tell whether a share is that of some value: no quotient with it below the line is 0 or less."""
    if applied.even:
        return True
    if applied is LOG:
        return not too_large((x.p / x.b).fraction, share)
    if applied is EXPONENTIAL:
        base = ((goal_growth(x) - 1) * Ratio.of(share) + 1).fraction
        return base >= 0 and not too_large(base, x.y.fraction)
    upright = x.rising == (x.t > 0)
    return share > 0 or (upright and applied is COMPLETION)


def _own_value(case: Case, value: Fraction | None) -> Fraction | None:
    return None if value is None else as_index(case.kind, value, case.elapsed)


def _reaching(case: Case, found: Progress, share: Fraction) -> Fraction | None:
    """Return what reaches a share of a bound, or of what a budget plans, in the planner's own terms."""
    bound = found.planned
    assert bound is not None
    if found.rule == BUDGET and bound <= 0:  # nothing may be used: all or nothing
        return ZERO if 0 < share <= 1 else None
    if share == 1:
        return bound
    if found.rule == BUDGET:
        return bound / share if share > 0 else None
    if not bound:
        return None
    if rises_to(case, bound) == (bound > 0):
        return bound * share
    return bound / share if share > 0 else None


def lifted_from_below(case: Case, found: Progress) -> bool:
    """Tell whether a better rate needs a higher figure, in the planner's own terms."""
    if not case.ranged or found.planned is None:
        return case.own_rising
    timeless = not by_itself(found.rule) and RULES[found.rule].timeless
    return rises_to(of_its_year(case) if timeless else case, found.planned)


def rises_to(case: Case, bound: Fraction) -> bool:
    """Tell whether a bound in the planner's own terms is reached from below (a range has one of each)."""
    low, high = case.asked
    if low is None or high is None:
        return case.own_rising
    return case.own(case.observed) < bound if low == high else bound == low
