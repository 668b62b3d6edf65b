"""A plan as one table: the form that ``export`` writes and ``import`` reads back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.method import STANDARD
from mzprog.core.period import Period, period_words
from mzprog.core.plan import FLOW, TOTAL, Figure, Indicator, Measure, Plan
from mzprog.core.quantity import literal
from mzprog.core.rules import TITLES
from mzprog.planfile.targets import NO_NUMBER
from mzprog.planfile.values import CHOICES
from mzprog.tables import cells
from mzprog.tables.cells import Read, Reading
from mzprog.tables.lost import lost
from mzprog.tables.read_back import plan_in
from mzprog.tables.rows import CUMULATIVE
from mzprog.tables.words import LEADS

_RULES = {rule: TITLES[rule] for rule in CHOICES["rule"]}
_MEASURES = ("存量", "流量", CUMULATIVE, "累计")
_DIRECTIONS = tuple(CHOICES["direction"])
_PUBLISHED = {"rate": "进展率", "verdict": "评价", "outlook": "后期预测", "outcome": "完成情况"}


class Head(NamedTuple):
    """A column's head, the words that may stand under it (any, where there are none), and what it is."""

    title: str
    words: tuple[str, ...] = ()
    figures: bool = False


class PlanTable(NamedTuple):
    """A table: the lines over it (word, value), its columns, its rows; ``lost`` says what it could not hold."""

    leads: tuple[tuple[str, str], ...]
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    lost: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """Everything as rows of texts, a blank one under the lines over the table."""
        return [*self.leads, ("",), tuple(head.title for head in self.heads), *self.rows]


class _Column(NamedTuple):
    """A column of the table: its head, and what it shows of an indicator."""

    head: Head
    show: Callable[[Indicator], str]
    always: bool = False


def table_of(plan: Plan, direction: str = "") -> PlanTable:
    """Return a plan's table; columns that would be empty and are not asked of every plan are left out.

    ``direction`` is the plan's own for indicators yet to come: those it has state theirs.
    """
    facts = {"title": plan.title, "region": plan.region or "", "baseline_year": str(plan.baseline_year),
             "target_year": str(plan.target_year), "direction": direction}  # fmt: skip
    columns = [column for column in _columns(plan) if column.always or any(map(column.show, plan.indicators))]
    table = PlanTable(
        tuple((word, facts[fact]) for word, fact in LEADS.items()),
        tuple(column.head for column in columns),
        tuple(tuple(column.show(item) for column in columns) for item in plan.indicators),
    )
    return table._replace(lost=tuple(lost(plan, plan_in(table.lines, plan.file))))


def _columns(plan: Plan) -> list[_Column]:
    """Return every column that a plan's table may have."""
    years = plan.baseline_year, plan.target_year
    milestones = {period for item in plan.indicators for part in _all(item) for period, _ in part.milestones}
    published = {period for item in plan.indicators for period in item.published}
    return [
        _Column(Head("指标类别"), lambda item: item.category or "", True),
        _Column(Head("指标名称"), lambda item: item.name, True),
        _Column(Head("代号"), lambda item: item.id or ""),
        _Column(Head("上级指标"), lambda item: item.of or ""),
        _Column(Head("单位"), lambda item: item.unit or "", True),
        _Column(Head("指标属性", tuple(CHOICES["type"])), lambda item: item.type or "", True),
        _Column(Head("基期年"), lambda item: "" if item.baseline_year == years[0] else str(item.baseline_year)),
        _Column(Head("目标年"), lambda item: "" if item.target_year == years[1] else str(item.target_year)),
        _Column(Head("方向", _DIRECTIONS), _direction, True),
        _Column(Head("计算规则", tuple(_RULES.values())), lambda item: _RULES.get(item.rule or "", ""), True),
        _Column(Head("数值性质", _MEASURES), _measure, True),
        _Column(Head(f"{years[0]}年基期值", figures=True), _baseline, True),
        *(_dated(f"{period_words(period)}中期目标", _milestone(period)) for period in _in_time(milestones)),
        _Column(Head(f"{years[1]}年目标值", figures=True), _target, True),
        *(_dated(f"{period_words(period)}实际值", _observation(period)) for period in plan.periods),
        *(
            _Column(Head(f"{period_words(period)}{words}", figures=key == "rate"), _printed(period, key))
            for period in _in_time(published)
            for key, words in _PUBLISHED.items()
        ),
        _Column(Head("备注"), lambda item: item.note or "", True),
    ]


def _in_time(periods: set[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: (period.end, period.months))


def _all(item: Indicator) -> tuple[Measure, ...]:
    return (item.whole, *item.components)


def _direction(item: Indicator) -> str:
    found = {part.direction for part in item.measures}
    return found.pop() if len(found) == 1 else ""


def _measure(item: Indicator) -> str:
    if item.kind == FLOW:
        return CUMULATIVE if item.cumulative else "流量"
    return "累计" if item.kind == TOTAL else ""


def _dated(title: str, pick: Callable[[Measure], Figure | None]) -> _Column:
    return _Column(Head(title, figures=True), lambda item: _figure(item, pick))


def _milestone(period: Period) -> Callable[[Measure], Figure | None]:
    return lambda part: dict(part.milestones).get(period)


def _observation(period: Period) -> Callable[[Measure], Figure | None]:
    return lambda part: part.observations.get(period)


def _baseline(item: Indicator) -> str:
    return _figure(item, lambda part: part.baseline)


def _figure(item: Indicator, pick: Callable[[Measure], Figure | None]) -> str:
    def text(part: Measure) -> str:
        found = pick(part)
        if found is None:
            return ""
        if found.value is not None:
            return literal(found.value)
        return _worded(cells.MISSING, found.missing or "", cells.figure, item.unit)

    return _by_parts(item, text, cells.figure)


def _target(item: Indicator) -> str:
    def text(part: Measure) -> str:
        target = part.target
        if target.reference:
            return _worded(cells.AT_LEAST, target.reference, cells.target, item.unit)
        if target.missing:
            form = cells.TEXT if target.missing == NO_NUMBER else cells.MISSING
            return _worded(form, target.text, cells.target, item.unit)
        return target.text

    return _by_parts(item, text, cells.target) or text(item.whole)


def _worded(form: str, text: str, read: Read, unit: str | None) -> str:
    """Return a text that is no number, with a word before it where it would not be read as what it is."""
    said = read(text, unit)
    given = next(word for word, meant in cells.GIVEN.items() if meant == form)
    return text if (said.form, said.text, said.remark) == (form, text, "") else given + text


def _by_parts(item: Indicator, text: Callable[[Measure], str], read: Read) -> str:
    """Return what all parts say alike, or each part's figure after its name; "" where no cell can hold it."""
    texts = {part.name or "": text(part) for part in item.measures}
    if len(set(texts.values())) == 1:
        alike = next(iter(texts.values()))
        if not item.components or read(alike, item.unit).form != cells.VALUE or alike == text(item.whole):
            return alike
    joined = "；".join(f"{name}{said}" for name, said in texts.items())
    again = cells.parts(joined, item.unit, read)
    return joined if again == {name: Reading(cells.VALUE, said) for name, said in texts.items()} else ""


def _printed(period: Period, key: str) -> Callable[[Indicator], str]:
    def show(item: Indicator) -> str:
        published = item.published.get(period)
        if published is None:
            return ""
        value: Decimal | str | None = published.printed.get(key) or getattr(published, key)
        if key == "verdict" and value not in {None, *STANDARD.labels, *published.printed.values()}:
            return ""
        return literal(value) if isinstance(value, Decimal) else value or ""

    return show
