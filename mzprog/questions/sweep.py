"""A row of assumed figures (逐值试算): the verdict at each, and the exact values at which it turns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from mzprog.core.assessment import assess_indicator, rows_compared
from mzprog.core.case import as_index
from mzprog.core.measures import figure_for
from mzprog.core.method import NOT_ASSESSABLE, Method, judge
from mzprog.core.period import Period
from mzprog.core.plan import Indicator
from mzprog.core.powers import short
from mzprog.core.problems import Refusal, quoted
from mzprog.core.progress import Progress, value_with
from mzprog.core.quantity import EXACT, literal, parse_number
from mzprog.core.results import Assessment, Result, Row
from mzprog.core.rules import ATTAINMENT
from mzprog.questions.assumption import Amount, Named, split, subject
from mzprog.questions.inverse import case_with, progress_with
from mzprog.questions.scenario import replaced

MAX_STEPS = 1000
_EXAMPLE = "如 养老床位数=7..10/0.5（从7到10，每步0.5）"


class Step(NamedTuple):
    """One assumed figure and the row that it gives."""

    value: Decimal
    row: Row


class Turn(NamedTuple):
    """A figure at which the verdict turns: what it is ``below``, ``at`` and ``above`` it."""

    value: Fraction
    below: str
    at: str
    above: str


class Sweep(NamedTuple):
    """What was tried: the figures of one ``period`` of what is ``named``, in its own terms."""

    before: Assessment
    named: Named
    period: Period
    steps: tuple[Step, ...]
    turns: tuple[Turn, ...]


def sweep(before: Assessment, text: str) -> Sweep:
    """Assess the plan of ``before`` with each figure of ``指标=起..止/步长``, both ends included.

    Raises :class:`mzprog.core.problems.Refusal` for a text that is not of that form or asks for more than
    1000 figures.

    >>> from mzprog.core.assessment import evaluate
    >>> from mzprog.planfile.load import load_plan
    >>> found = sweep(evaluate(load_plan("plans/wuhan.yaml"), 2018), "每千名老年人口养老床位数=38..44/2")
    >>> [f"{float(step.row.rate):.2f}" for step in found.steps], [str(turn.value) for turn in found.turns]
    (['15.38', '46.15', '76.92', '107.69'], ['198/5', '87/2'])
    """
    name, values = split(text)
    about = subject(before.plan, name)
    if about.place != "observations":
        raise Refusal("bad-sweep", "--sweep 只用于观测值；目标、基期和规则请用 --set")
    item, known = about.named.indicator, rows_compared(before.plan)
    plan = before.plan._replace(indicators=(item,))
    steps = []
    for value in _values(values, item.unit):
        changed, change = replaced(plan, before.as_of, about, Amount("=", literal(value)))
        row = assess_indicator(before.plan, changed.indicators[0], before.as_of, before.method, known)
        steps.append(Step(value, row))
    number = [part.name for part in item.measures].index(about.named.component)
    assert change.period is not None
    return Sweep(before, about.named, change.period, tuple(steps), tuple(_turns(item, steps, number, before.method)))


def _values(text: str, unit: str | None) -> list[Decimal]:
    """Return the figures of ``起..止/步长``, exactly."""
    start, dots, rest = text.replace("…", "..").replace("...", "..").partition("..")
    end, slash, step = rest.partition("/")
    if not (dots and slash and start.strip() and end.strip() and step.strip()):
        raise Refusal("bad-sweep", f"应写作 指标=起..止/步长，得到{quoted(text)}；{_EXAMPLE}")
    first, last, by = (parse_number(part.strip(), unit) for part in (start, end, step))
    if by <= 0:
        raise Refusal("bad-sweep", f"步长应大于0，得到{quoted(step.strip())}")
    if first > last:
        raise Refusal("bad-sweep", f"起点应不大于终点，得到{quoted(text)}")
    count = (Fraction(last) - Fraction(first)) // Fraction(by) + 1
    if count > MAX_STEPS:
        many = f"{count}个" if count < 10**12 else "过多的"
        raise Refusal("bad-sweep", f"要试算{many}值，最多{MAX_STEPS}个；请加大步长或缩小范围")
    return [EXACT.add(first, EXACT.multiply(by, Decimal(n))) for n in range(count)]


def _turns(item: Indicator, steps: list[Step], number: int, method: Method) -> Iterator[Turn]:
    """Yield where the verdict turns between the first figure and the last.

    Between two figures at which it may turn it is the same, so one look in between tells.
    """
    results = [step.row.results[number] for step in steps]
    known = next((result for result in results if result.case is not None and result.reading is not None), None)
    first, last = Fraction(steps[0].value), Fraction(steps[-1].value)
    if known is None or first == last:
        return
    others = [other for n, other in enumerate(steps[0].row.results) if n != number]

    def verdict(figure: Fraction) -> str:
        return _verdict(item, known, figure, others, method)

    found = set(_candidates(item, known, results, method))
    places = sorted({first, last, *(near if verdict(near := short(p)) == verdict(p) else p for p in found)})

    between = [verdict((a + b) / 2) for a, b in pairwise([places[0] - 1, *places, places[-1] + 1])]
    for place, (below, above) in zip(places, pairwise(between), strict=True):
        at = verdict(place)
        if first <= place <= last and not below == at == above:
            yield Turn(place, below, at, above)


def _verdict(item: Indicator, result: Result, figure: Fraction, others: list[Result], method: Method) -> str:
    """Return the verdict of a row: the worst of this result with another figure and the components that stay."""
    case = case_with(item, result, figure)
    found = progress_with(item, case, result.measure, method) if case else None
    if case is None or found is None or found.rate is None or any(other.reason for other in others):
        return NOT_ASSESSABLE
    verdicts = [judge(found.rate, case.met, method, item.tiers), *(other.verdict for other in others)]
    return max(verdicts, key=method.severity)


def _candidates(item: Indicator, known: Result, results: list[Result], method: Method) -> Iterator[Fraction]:
    """Yield every figure at which a verdict may turn: zero, the bounds, what has a tier's rate."""
    case, reading = known.case, known.reading
    assert case is not None and reading is not None
    asked = [bound for bound in case.asked if bound is not None]
    applied = {found._replace(rate=None) for result in results if (found := result.progress)}
    applied |= {Progress(ATTAINMENT, None, bound) for bound in asked}
    shares = [Fraction(tier.start) / 100 for tier in item.tiers or method.tiers if tier.start is not None]
    values = [value_with(case, found, share) for found in applied for share in (*shares, Fraction(1))]
    # What is asked on both sides (左右) is missed on both.
    values += [as_index(case.kind, b * s, case.elapsed) for b in asked for s in shares]
    values += [as_index(case.kind, b / s, case.elapsed) for b in asked for s in shares if s]
    values += [Fraction(0), as_index(case.kind, Fraction(0), case.elapsed), case.baseline]
    values += [case.low, case.high, *(case.enough or ())]
    # A flow meets its target by the figure itself, and is judged by its yearly rate.
    values += [bound * case.factor for bound in (case.low, case.high, *(case.enough or ())) if bound is not None]
    for value in values:
        figure = None if value is None else figure_for(item, reading, value, case.elapsed)
        if figure is not None:
            yield figure
