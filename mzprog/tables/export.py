"""A plan as one table: the form that ``export`` writes and ``import`` reads back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.method import STANDARD
from mzprog.core.period import Period, period_words
from mzprog.core.plan import FLOW, STOCK, TYPES, Figure, Indicator, Measure, Plan, Remarked, Target
from mzprog.core.quantity import literal, the_bound
from mzprog.core.rules import TITLES
from mzprog.planfile.keys import PUBLISHED_FIGURES
from mzprog.planfile.targets import NO_NUMBER
from mzprog.planfile.values import CHOICES, IN_CHINESE
from mzprog.tables import cells
from mzprog.tables.cell_words import CUMULATIVE, SUMMED
from mzprog.tables.cells import Read, Reading
from mzprog.tables.head_words import LEADS
from mzprog.tables.lost import lost

_RULES = {rule: TITLES[rule] for rule in CHOICES["rule"]}
_MEASURE_NAMES = {name: word for word, name in IN_CHINESE["measure"].items()}
_MEASURES = ("存量", "流量", CUMULATIVE, *(word for word in IN_CHINESE["measure"] if word not in {"存量", "流量"}))
_DIRECTIONS = tuple(CHOICES["direction"])
_FLAGS = tuple(IN_CHINESE["flag"])
_PUBLISHED = {"rate": "进展率", "overall": "总进度", "completion": "完成程度", "growth": "公布的年均增速",
              "verdict": "评价",
              "outlook": "后期预测", "outcome": "完成情况"}  # fmt: skip
MAX_TEXT = 32_767  # characters that a cell of a spreadsheet holds


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
    facts = {"title": plan.title, "region": plan.region or "", "baseline_year": str(plan.begin),
             "target_year": str(plan.end), "direction": direction}  # fmt: skip
    columns = [column for column in _columns(plan) if column.always or any(map(column.show, plan.indicators))]
    whole = [[column.show(item) for column in columns] for item in plan.indicators]
    table = PlanTable(
        tuple((word, facts[fact][:MAX_TEXT]) for word, fact in LEADS.items()),
        tuple(column.head for column in columns),
        tuple(tuple(text[:MAX_TEXT] for text in row) for row in whole),
    )
    cut = [
        f"“{item.name[:40]}”的{column.head.title}（{len(text)}字，一格只放得下{MAX_TEXT}字）"
        for item, row in zip(plan.indicators, whole, strict=True)
        for column, text in zip(columns, row, strict=True)
        if len(text) > MAX_TEXT
    ]
    return table._replace(lost=(*cut, *lost(plan, table.lines)))


def _columns(plan: Plan) -> list[_Column]:
    """Return every column that a plan's table may have."""
    milestones = {period for item in plan.indicators for part in item.written for period, _ in part.milestones}
    quotas = {period for item in plan.indicators for part in item.written for period, _ in part.quotas}
    observed = {period for item in plan.indicators for part in item.written for period in part.observations}
    published = {period for item in plan.indicators for period in item.published}
    return [
        _Column(Head("指标类别"), lambda item: item.category or "", True),
        _Column(Head("指标名称"), lambda item: item.name, True),
        _Column(Head("代号"), lambda item: item.id or ""),
        _Column(Head("上级指标"), lambda item: item.of or ""),
        _Column(Head("下级合计", _FLAGS), lambda item: "是" if item.parts else ""),
        _Column(Head("单位"), lambda item: item.unit or "", True),
        _Column(Head("指标属性", (*TYPES, *plan.types)), lambda item: item.type or "", True),
        _Column(Head("责任单位"), lambda item: "、".join(item.responsible)),
        _Column(Head("权重", figures=True), lambda item: "" if item.weight is None else literal(item.weight)),
        _Column(Head("基期年"), lambda item: "" if item.begin == plan.begin or _own(item) else str(item.begin)),
        _Column(Head("目标年"), lambda item: "" if item.end == plan.end else str(item.end)),
        _Column(Head("方向", _DIRECTIONS), _direction, True),
        _Column(Head("计算规则", tuple(_RULES.values())), lambda item: _RULES.get(item.rule or "", ""), True),
        _Column(Head("数值性质", _MEASURES), _measure, True),
        _Column(Head("保持", _FLAGS), lambda item: "是" if item.hold else ""),
        _Column(Head(f"{period_words(plan.begin)}基期值", figures=True), _baseline, True),
        *(_dated(f"{period_words(period)}年度计划", _quota(period)) for period in _in_time(quotas)),
        *(_dated(f"{period_words(period)}中期目标", _milestone(period)) for period in _in_time(milestones)),
        _Column(Head(f"{period_words(plan.end)}目标值", figures=True), _target, True),
        *(_dated(f"{period_words(period)}实际值", _observation(period)) for period in _in_time(observed)),
        *(
            _Column(Head(f"{period_words(period)}{words}", figures=key in PUBLISHED_FIGURES), _printed(period, key))
            for period in _in_time(published)
            for key, words in _PUBLISHED.items()
        ),
        _Column(Head("原因"), lambda item: _always(item.causes)),
        _Column(Head("措施"), lambda item: _always(item.actions)),
        _Column(Head("备注"), lambda item: item.note or "", True),
    ]


def _always(remarks: tuple[Remarked, ...]) -> str:
    """Return what holds at any time; of single periods no cell of an indicator can say it."""
    return next((remark.text for remark in remarks if remark.period is None), "")


def _own(item: Indicator) -> bool:
    """Tell whether the baseline itself says its time."""
    return item.whole.baseline is not None and item.whole.baseline.period is not None


def _in_time(periods: set[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: (period.end, period.months))


def _direction(item: Indicator) -> str:
    found = {part.direction for part in item.measures}
    return found.pop() if len(found) == 1 else ""


def _measure(item: Indicator) -> str:
    if item.kind == FLOW:
        return CUMULATIVE if item.cumulative else "流量"
    word = "" if item.kind == STOCK else _MEASURE_NAMES[item.kind]
    return f"{word or '存量'}{SUMMED}" if item.cumulative else word


def _dated(title: str, pick: Callable[[Measure], Figure | None]) -> _Column:
    return _Column(Head(title, figures=True), lambda item: _figure(item, pick))


def _milestone(period: Period) -> Callable[[Measure], Figure | None]:
    return lambda part: dict(part.milestones).get(period)


def _quota(period: Period) -> Callable[[Measure], Figure | None]:
    return lambda part: dict(part.quotas).get(period)


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
            return f"{literal(found.value)}（{period_words(found.period)}）" if found.period else literal(found.value)
        if found.judged:
            return _worded(cells.JUDGED, found.judged, cells.figure, item.unit)
        return _worded(cells.MISSING, found.missing or "", cells.figure, item.unit)

    return _by_parts(item, text, cells.figure)


def _target(item: Indicator) -> str:
    def text(part: Measure) -> str:
        return _target_text(part.target, item.unit)

    return _by_parts(item, text, cells.target) or text(item.whole)


def _target_text(target: Target, unit: str | None) -> str:
    """Return a target as a cell says it: in its own form a word goes before, which says how it is meant."""
    if target.reference:
        more = f"（加{literal(target.plus)}）" if target.plus is not None else ""
        if more or target.relation != cells.AT_LEAST:
            return f"{_word(target.relation)}{target.reference}{more}"
        return _worded(cells.AT_LEAST, target.reference, cells.target, unit)
    if target.missing:
        form = cells.TEXT if target.missing == NO_NUMBER else cells.MISSING
        return _worded(form, target.text, cells.target, unit)
    if target.about:
        within = (
            f"（容差{literal(target.within)}{'%' if target.within_percent else ''}）"
            if target.within is not None
            else ""
        )
        return f"{_word(cells.ABOUT)}{literal(the_bound(target.low, target.high))}{within}"
    if target.base:
        return _relative(target)
    return target.text


def _relative(target: Target) -> str:
    """Return what is asked of the baseline: 年均增长：≥7, 变动：-16%, 倍数：2."""
    number = the_bound(target.low, target.high)
    changes = target.base in {"change", "percent"}
    sign = "+" if changes and number > 0 else ""
    asked = _operator(target) + sign + literal(number) + ("%" if target.base == "percent" else "")
    return _word(cells.CHANGE if changes else target.base) + asked


def _operator(target: Target) -> str:
    """Return the sign that a target was written with: its text tells it from the bound that a direction gave."""
    return next((sign for sign in ("≥", "≤", "＞", "＜") if sign in target.text.translate(_SIGNS)), "")


_SIGNS = str.maketrans({"≧": "≥", "≦": "≤", ">": "＞", "<": "＜"})


def _word(form: str) -> str:
    return next(word for word, meant in cells.GIVEN.items() if meant == form)


def _worded(form: str, text: str, read: Read, unit: str | None) -> str:
    """Return a text that is no number, with a word before it where it would not be read as what it is."""
    said = read(text, unit)
    return text if (said.form, said.text, said.remark) == (form, text, "") else _word(form) + text


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
