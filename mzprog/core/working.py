"""The working (计算过程): how a rate came about, written out in figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from mzprog.core.case import HUNDRED, ZERO, Case, own_terms, piece_at
from mzprog.core.measures import covered
from mzprog.core.method import Method, Tier
from mzprog.core.plan import CHANGE, CUT, FLOW, GROWTH, INDEXED, Indicator, Measure
from mzprog.core.powers import growth_text
from mzprog.core.progress import Progress, divides, of_its_year
from mzprog.core.quantity import compare, decimals, exact, fixed, literal, the_bound, toward, trimmed
from mzprog.core.results import Result, Row
from mzprog.core.rules import ATTAINMENT, BUDGET, RULES, signed

WHOLE = (Tier(Decimal(100), ""),)  # of what is all or not all: 总进度, 综合得分


def rate_text(rate: Fraction, tiers: tuple[Tier, ...] = ()) -> str:
    """Return a rate with two decimals, half up, or with as many as tell it from 100 and where its ``tiers`` begin.

    >>> from mzprog.core.method import STANDARD
    >>> rate_text(Fraction(340, 13), STANDARD.tiers), rate_text(Fraction(999996, 10000), STANDARD.tiers)
    ('26.15', '99.9996')
    """
    text = fixed(rate, 2)
    start = _starts(tiers).get(text)
    return text if start is None or start == rate else told(rate, 2, least=(start,))


def told(value: Fraction, places: int, least: Sequence[Fraction] = (), most: Sequence[Fraction] = ()) -> str:
    """Return a value with ``places`` decimals or as many as tell whether it is at ``least`` or at ``most`` a bound.

    >>> told(Fraction(304, 100), 1, most=[Fraction(3)]), told(Fraction(296, 100), 1, most=[Fraction(3)])
    ('3.04', '3.0')
    """
    text = fixed(value, places)
    while any((Fraction(text) >= bound) != (value >= bound) for bound in least) or any(
        (Fraction(text) <= bound) != (value <= bound) for bound in most
    ):
        places += 1
        text = fixed(value, places)
    return text


def times_text(times: Fraction, method: Method, places: int = 1) -> str:
    """Return a 提速倍数 so that it does not contradict the class that it makes."""
    return told(times, places, most=[exact(limit.to) for limit in method.outlook_limits if limit.to is not None])


@lru_cache(maxsize=256)
def _starts(tiers: tuple[Tier, ...]) -> dict[str, Fraction]:
    """Return 100 and where tiers begin, by the two decimals that alone can hide on which side a rate is."""
    return {fixed(tier.start, 2): exact(tier.start) for tier in (*WHOLE, *tiers) if tier.start is not None}


def derived(value: Fraction, measure: Measure) -> str:
    """Return a computed value with at most two decimals more than the target was written with."""
    return trimmed(value, places_of(measure))


def reaching(value: Fraction, measure: Measure, rising: bool) -> str:
    """Return a computed value to reach, rounded to the side on which it is reached."""
    return toward(value, places_of(measure), rising)


def places_of(measure: Measure) -> int:
    """Return with how many decimals computed values of a measure are shown: two more than the target has."""
    bound = measure.target.number
    if (bound is None or measure.target.base) and measure.baseline:
        bound = measure.baseline.value
    return 2 if bound is None else decimals(bound) + 2


def _path(measure: Measure) -> list[Decimal]:
    """Return the figures that the path of a measure runs through, as written."""
    target = measure.target
    points = [measure.baseline.value] if measure.baseline else []
    points += [figure.value for _, figure in measure.milestones] if measure.milestones else []
    points += [] if target.base else [target.low, target.high]
    return [value for value in points if value is not None]


def working(row: Row) -> str | None:
    """Return the working of a row, each component's in turn; None where it cannot be assessed."""
    if row.reason:
        return None
    item = row.indicator
    texts = [f"{r.measure.name}：{_of(item, r)}" if r.measure.name else _of(item, r) for r in row.results]
    return "；".join(texts)


def _of(item: Indicator, result: Result) -> str:
    """Return the working of one result, in the observation's own figures."""
    if result.judged is not None:
        return f"人工判定：{result.judged}"
    assert result.case is not None and result.progress is not None and result.observed is not None
    writer = _IndexWriter if item.kind in INDEXED and result.progress.rule in RULES else _Writer
    found = writer(item, result, result.case, result.progress)
    text = found.written_out()
    most = _MORE + len(found.rate.partition(".")[2]) - len("00%")  # a rate with more decimals takes more to redo
    while not found.redone(text):
        if found.more == most:
            break
        found = writer(item, result, result.case, result.progress, found.more + 1)
        text = found.written_out()
    return text


_MORE = 4  # decimals that the steps of a working get at most, so that they can be done again


class _Writer:
    """Writes one working; figures of the plan as they were written, computed ones rounded.

    With ``more`` decimals than usual where it could not be done again otherwise.
    """

    def __init__(self, item: Indicator, result: Result, case: Case, found: Progress, more: int = 0) -> None:
        self.item, self.result, self.case, self.found, self.more = item, result, case, found, more
        self.inexact = self.grown = False  # whether a figure was rounded; whether a growth was
        self.measure = result.measure
        self.observed = result.observed if result.observed is not None else Decimal(0)
        own = decimals(self.observed) if isinstance(self.observed, Decimal) else 0
        self.places = max(places_of(self.measure), own)
        if item.kind in INDEXED:
            self.places = max(self.places, 3)
        self.places += more
        self.figures = _path(self.measure)
        self.planned = ZERO if found.planned is None else found.planned
        self.rate = f"{rate_text(ZERO if found.rate is None else found.rate, result.limits)}%"
        self.percent = "%" if item.kind in INDEXED else ""
        self.a = self.compared()
        self.b = self.written(ZERO if case.baseline is None else case.baseline)
        self.t = self.bound(ZERO if case.ranged else case.own_target)

    def compared(self) -> str:
        """Return the value that is compared, in the planner's own terms."""
        if self.result.annual is not None and self.found.rule != "completion":
            return self.computed(self.result.annual)
        return self.figure(self.observed)

    def figure(self, value: Decimal | Fraction) -> str:
        return (literal(value) if isinstance(value, Decimal) else self.computed(value)) + self.percent

    def computed(self, value: Fraction) -> str:
        self.inexact = self.inexact or 10**self.places % value.denominator != 0
        return trimmed(value, self.places)

    def redone(self, text: str) -> bool:
        """Tell whether who does a working again gets its rate; looked at only where something was rounded."""
        if not (self.inexact or self.grown):
            return True
        from mzprog.core.redone import redone  # only where a figure was rounded: start-up time

        return redone(text, self.inexact)

    def years(self, years: Fraction, root: bool = True) -> str:
        """Write an exponent: so many years, or with ``root`` one over them; in months where decimals do not do."""
        if 10**4 % years.denominator:
            self.inexact = True
            if self.more:
                months = trimmed(years * 12, 4)
                return f"(12/{months})" if root else f"({months}/12)"
        return f"(1/{trimmed(years, 4)})" if root else trimmed(years, 4)

    def written(self, value: Fraction) -> str:
        """Return a figure of the path as the plan file has it."""
        for figure in self.figures:
            if exact(figure) is value or not compare(exact(figure), value):  # mostly the same object
                return literal(figure)
        return self.computed(value)

    def bound(self, value: Fraction) -> str:
        return self.written(value) + self.percent

    def written_out(self) -> str:
        """Return the whole working: how the compared value and the target came about, then the rate."""
        return self.target_lead() + self.lead() + self.body()

    def target_lead(self) -> str:
        """Return how a target came about that is reckoned from the baseline."""
        target, case = self.measure.target, self.case
        if not target.base or case.ranged:
            return ""
        number = literal(the_bound(target.low, target.high))
        years = self.years(case.span, root=False) if target.base == "growth" else ""
        step = {
            "growth": f"{self.b} × (1 {_plus(number)}%)^{years}",
            "percent": f"{self.b} × (1 {_plus(number)}%)",
            "change": f"{self.b} {_plus(number)}",
            "times": f"{self.b} × {number}",
        }[target.base]
        return f"目标 {step} = {self.computed(case.target)}；"

    def lead(self) -> str:
        """Return how the compared value came about, where it is not the figure as written."""
        result = self.result
        if self.item.kind in INDEXED:
            return self.chain()
        if len(result.used) > 1:
            values = [result.measure.observations[p].value or Decimal(0) for p in result.used]
            return f"{' + '.join(signed(literal(v)) for v in values)} = {self.a}；"
        if result.annual is None or not (result.partial and self.observed):
            return ""
        if self.found.rule == "completion":
            return ""
        factor = result.annual / exact_of(self.observed)
        shown = str(factor) if factor.denominator == 1 else f"12/{12 / factor}"
        return f"{self.figure(self.observed)} × {shown} = {self.a}；"

    def chain(self) -> str:
        """Return how growth, changes or falls were chained: (1 + 8.3%) × (1 + 4.1%) …"""
        used, case = self.result.used, self.case
        if isinstance(self.observed, Decimal):
            return ""
        parts = [self.piece(p) for p in used]
        product = " × ".join(parts)
        if self.item.kind == GROWTH:
            many = f"[{product}]" if len(parts) > 1 or "^" in product else product
            return f"{many}^{self.years(case.elapsed)} - 1 = {self.a}；"
        return f"{product} - 1 = {self.a}；" if self.item.kind == CHANGE else f"1 - {product} = {self.a}；"

    def piece(self, period: object) -> str:
        value = self.measure.observations[period].value or Decimal(0)  # type: ignore[index]
        size = _plus(literal(-value if self.item.kind == CUT else value))
        months = covered(self.item, period)  # type: ignore[arg-type]
        return f"(1 {size}%)" + (f"^({months}/12)" if months != 12 else "")

    def body(self) -> str:
        case, rule = self.case, self.found.rule
        if rule == ATTAINMENT:
            return self.attainment(case)
        if rule == BUDGET:
            return self.budget()
        if not divides(case, rule):
            return self.attainment(of_its_year(case))
        if RULES[rule].timeless and not self.observed and not case.own_rising and case.own_target > 0:
            return f"已经是{self.a}，记为{self.rate}"
        return f"{self.planned_lead()}{RULES[self.found.rule].working(self)} = {self.rate}"

    def signed(self, text: str) -> str:
        """Put a negative number into brackets, as it stands after an operator."""
        return signed(text)

    def planned_change(self) -> str:
        """Return the planned change as an expression."""
        if self.case.path:
            return f"({self.planned_level()} - {signed(self.b)})"
        change = f"({self.written(self.case.target)} - {signed(self.b)})"
        return change if self.case.elapsed == self.case.span else f"[{change} × {self.share_of_time()}]"

    def planned_level(self) -> str:
        """Return the planned value as an expression of the two points it stands between."""
        piece = piece_at(self.case)
        if self.case.elapsed == piece.end.years:
            return self.written(piece.end.value)
        start = self.written(piece.start.value)
        return f"[{start} + ({self.written(piece.end.value)} - {signed(start)}) × {self.share_of_time()}]"

    def planned_lead(self) -> str:
        """Return how a planned value on a path of milestones came about, where the rule does not write it itself."""
        case, budget = self.case, self.found.rule == BUDGET
        if not case.path or not (budget or RULES[self.found.rule].geometric):
            return ""
        start, end = piece_at(case)
        if case.elapsed == end.years:
            return ""
        first, last = (self.written(case.own(point.value) if budget else point.value) for point in (start, end))
        way = f" + ({last} - {signed(first)}) × " if budget else f" × ({signed(last)} ÷ {signed(first)})^"
        time = self.share_of_time() if budget else f"({self.share_of_time()})"
        return f"应达 {first}{way}{time} = {self.bound(self.planned) if budget else self.computed(self.planned)}；"

    def share_of_time(self) -> str:
        """Return how much of its piece of the path has passed: 2.5/5 years, or months."""
        passed, whole = self.case.elapsed, self.case.span
        if self.case.path:
            start, end = piece_at(self.case)
            passed, whole = passed - start.years, end.years - start.years
        return _share(*passed.as_integer_ratio(), *whole.as_integer_ratio())

    def rate_of_growth(self, end: str, value: Fraction, years: Fraction) -> tuple[str, str]:
        """Write the yearly growth to a value as an expression, and what it is."""
        expression = f"[({signed(end)} ÷ {signed(self.b)})^{self.years(years)} - 1]"
        self.grown = True
        grown = growth_text(self.case.start, value, years, 4 + self.more).rstrip("0").rstrip(".") if value else "-100"
        return expression, signed(f"{grown}%")

    def attainment(self, case: Case) -> str:
        low, high = case.asked
        bound = self.bound(self.planned)
        over = self.found.rate is not None and self.found.rate != HUNDRED
        if not over and low is not None and high is not None and self.measure.target.within is not None:
            return f"{self.a}在{self.measure.target.text}之内，达标，记为{self.rate}"
        if not over and low is not None and high is not None:
            return f"{self.bound(low)} ≤ {self.a} ≤ {self.bound(high)}，达标，记为{self.rate}"
        observed = case.own(case.observed)
        if self.measure.target.strict and observed == self.planned and self.planned in {low, high}:
            return f"{self.a}恰等于{bound}，没有{'超过' if high is None else '低于'}，记为{self.rate}"
        if not over and case.kind in INDEXED and case.enough is None and self.sign(observed) == "≈":
            shown = (self.computed(case.observed), self.computed(case.target))
            return f"以基期为100，指数为{shown[0]}，没有低于整个规划期的{shown[1]}，达标，记为{self.rate}"
        if not over:
            return f"{self.a} {self.sign(observed)} {bound}，达标，记为{self.rate}"
        if not self.planned:
            return f"{self.a} {'<' if observed < 0 else '>'} {bound}，目标为0，记为{self.rate}"
        upright = self.found.rate == (observed / self.planned) * 100
        parts = (self.a, bound) if upright else (bound, self.a)
        return f"{' ÷ '.join(map(signed, parts))} = {self.rate}"

    def sign(self, observed: Fraction) -> str:
        """Return how a reached bound was compared; within a tolerance it need not be reached itself."""
        near = observed < self.planned if self.case.own_rising else observed > self.planned
        return "≈" if near else "≥" if self.case.own_rising else "≤"

    def budget(self) -> str:
        case = self.case
        adds_up = self.item.kind not in {GROWTH, FLOW} and case.elapsed != case.span and not case.path
        planned = self.bound(self.planned)
        step = f"{self.bound(case.own_target)} × {self.share_of_time()} = {planned}；" if adds_up else ""
        if case.path and self.item.kind not in {GROWTH, FLOW}:
            step = self.planned_lead()
        if self.found.rate == HUNDRED:
            return f"{step}{self.a} ≤ {planned}，未超限额，记为{self.rate}"
        return f"{step}{planned} ÷ {self.a} = {self.rate}"


class _IndexWriter(_Writer):
    """Writes a rule's working for growth, change and fall, in the planner's own terms where that says it."""

    def body(self) -> str:
        rule, case = self.found.rule, self.case
        if rule == "completion":
            return super().body()
        if rule == "exponential" and self.item.kind == GROWTH:
            planned = own_terms(GROWTH, self.planned, case.elapsed) if case.path else case.own_target
            return f"{self.growth_lead(planned)}{signed(self.a)} ÷ {signed(self.bound(planned))} = {self.rate}"
        if rule == "linear" and self.item.kind in {CHANGE, CUT} and not case.path:
            whole = case.elapsed == case.span
            planned_own = self.t if whole else f"({self.t} × {self.share_of_time()})"
            return f"{signed(self.a)} ÷ {signed(planned_own) if whole else planned_own} = {self.rate}"
        plain = _Writer(self.item, self.result, case, self.found, self.more)
        plain.a, plain.b, plain.t = plain.computed(case.observed), "100", plain.computed(case.target)
        plain.figures = []
        text = f"以基期为100，指数为{plain.a}；{plain.planned_lead()}{RULES[rule].working(plain)} = {self.rate}"
        self.inexact, self.grown = self.inexact or plain.inexact, plain.grown
        return text

    def growth_lead(self, planned: Fraction) -> str:
        """Return how a planned average growth between two milestones came about."""
        if not self.case.path:
            return ""
        start, end = piece_at(self.case)
        if not start.years or self.case.elapsed == end.years:
            return ""
        first, last = (
            f"(1 {_plus(self.written(own_terms(GROWTH, value, years)))}%)^{self.years(years, root=False)}"
            for years, value in (start, end)
        )
        way = f"[{first} × ({last} ÷ {first})^({self.share_of_time()})]"
        return f"应达 {way}^{self.years(self.case.elapsed)} - 1 = {self.bound(planned)}；"


def exact_of(value: Decimal | Fraction) -> Fraction:
    """Return a shown figure as a fraction."""
    return exact(value) if isinstance(value, Decimal) else value


def _plus(number: str) -> str:
    return f"- {number[1:]}" if number.startswith("-") else f"+ {number}"


@lru_cache(maxsize=256)
def _share(up: int, down: int, whole_up: int, whole_down: int) -> str:
    """Write a share of years, the same for most rows of a plan; quarters at the finest, else months."""
    unit = 12 if 4 % down or 4 % whole_down else 1
    return f"{trimmed(Fraction(up * unit, down), 2)}/{trimmed(Fraction(whole_up * unit, whole_down), 2)}"
