"""What the figures of a row measure: a level, an average growth, a fall or a sum over the plan.

Told by the 年均/累计 column, by brackets and what the footnotes say of them, by the words of the target
and the name. What these leave open is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from mzprog.core.period import period_words, whole_year
from mzprog.core.problems import Refusal
from mzprog.core.quantity import parse_number
from mzprog.planfile.write import Map, Text
from mzprog.tables import cells
from mzprog.tables.brackets import FALL, GROWTH, TOTAL, Brackets
from mzprog.tables.cells import Reading
from mzprog.tables.facts import Facts
from mzprog.tables.layout import Column
from mzprog.tables.measure_words import ADDED, FALLS, GROWN, GROWS, RISES, SHARE, SUM, WHOLE_SUM
from mzprog.tables.placing import node
from mzprog.tables.values import Place, Values
from mzprog.tables.within_years import LEVEL, Ask, added, counted
from mzprog.tables.worded import relative

_YEARS = re.compile("(?:19|20)[0-9]{2}")
_YEAR = 12
_PERCENT = frozenset(["%", "％", None])
_UNEXPLAINED = "括号表示什么，表下没有说明；是规划期累计数、年均增速还是这一年的数"


class Settled(NamedTuple):
    """What a row measures: keys to write with the comments after them, notes, and what is to ask."""

    keys: dict[str, tuple[str, str]]
    notes: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()


class Row(NamedTuple):
    """What is known of a row besides its figures."""

    name: str
    unit: str | None
    columns: Sequence[Column]
    facts: Facts
    brackets: Brackets


def measured(values: Values, row: Row) -> Settled:
    """Settle what a row measures, and move its figures to where a plan file has them for that."""
    return _Measuring(values, row).settled()


class _Measuring:
    """One row whose figures are being understood."""

    def __init__(self, values: Values, row: Row) -> None:
        self.values = values
        self.row = row
        self.keys: dict[str, tuple[str, str]] = {}
        self.notes: list[str] = []
        self.asks: list[Ask] = []
        self.percent = row.unit in _PERCENT

    def settled(self) -> Settled:
        self._pace()
        target = self.values.one("target")
        if target is not None and target.bracket:
            self._bracketed(target)
        elif target is not None and target.form != cells.OPEN:
            self._relative(target)
            self._summed()
        elif target is not None:
            self._own_words(target)
        self._brackets_left()
        self._task()
        self._planned()
        self._within_years()
        self._added()
        self._signed()
        self._judged()
        return Settled(self.keys, tuple(self.notes), tuple(self.asks))

    def measure(self, name: str, comment: str = "") -> None:
        """Set what the row measures, and the unit that goes with it."""
        self.keys.setdefault("measure", (name, comment))
        if name in {"growth", "change", "cut"} and self.row.unit is None:
            self.keys["unit"] = ("%", "")

    @property
    def measured(self) -> str:
        """What the row measures, as far as is known."""
        return self.keys.get("measure", ("",))[0]

    @property
    def is_total(self) -> bool:
        return self.measured == "total"

    def target(self, value: Reading) -> None:
        """Set the target."""
        self.values.found[Place("target")] = value

    def _pace(self) -> None:
        """Take the target from the 年均/累计 column where the year's own is blank, else keep it as a note."""
        place = Place("pace")
        pace = self.values.one("pace")
        if pace is None:
            return
        label = self.values.labels.get(place, "年均/累计")
        target = self.values.one("target")
        if (target is not None and target.form != cells.MISSING) or (
            Place("target") in self.values.found and target is None
        ):
            self.notes.append(f"{label}：{cells.shown(pace)}")
            return
        self.values.labels[Place("target")], self.values.heads[Place("target")] = label, ""
        self.target(pace)
        if pace.bracket or pace.form == cells.OPEN:
            return
        if "g" in self.values.heads[place]:
            self._growth(pace)
        else:
            self._total(pace)

    def _bracketed(self, target: Reading) -> None:
        """Read a target in brackets as the footnote says; without one it is a question."""
        kind = self.row.brackets.of(target.bracket)
        if target.form == cells.OPEN:
            return
        baseline = self.values.one("baseline")
        if target.bracket == cells.SUMMED and baseline is not None and baseline.form == cells.VALUE:
            self.values.open(Place("target"), "是规划期的累计数，还是到那时的数")
            return
        if kind == GROWTH:
            self._growth(target)
        elif kind == TOTAL:
            self._total(target)
        elif kind and self.percent:
            self.measure("cut" if kind == FALL else "change", "括号里是规划期的变动")
        else:
            self.values.open(Place("target"), _UNEXPLAINED)

    def _growth(self, value: Reading) -> None:
        """Read an average yearly growth: of the row itself, or of the level whose baseline it has."""
        baseline = self.values.one("baseline")
        level = baseline is not None and baseline.form == cells.VALUE and not baseline.bracket
        if value.form not in {cells.VALUE, cells.ABOUT, cells.GROWTH}:
            if value.form == cells.CHANGE or value.form == cells.TIMES:
                self.values.open(Place("target"), "看不出是年均增速还是累计变动")
            return
        named = GROWS.search(self.row.name) is not None
        if self.percent and (
            named or (self.row.unit is None and not SHARE.search(self.row.name) and not self._levels())
        ):
            self.measure("growth")
            self.target(value._replace(form=cells.VALUE if value.form == cells.GROWTH else value.form))
        elif level and not self.percent:
            note = f"表中写作“{value.origin}”" if value.form == cells.ABOUT else value.note
            self.target(value._replace(form=cells.GROWTH, text=value.text, note=note))
        elif self.percent:
            self.values.open(Place("target"), "看不出是年均增速还是这项指标自己的数")
        else:
            self.values.open(Place("target"), "是年均增速，但没有基期值")

    def _total(self, value: Reading) -> None:
        """Read a sum over the plan: of amounts, or of the yearly changes of what is in %."""
        if value.form not in {cells.VALUE, cells.ABOUT}:
            return
        comment, name = "规划期累计数", self.row.name
        shares = self.row.unit in {"%", "％"} or value.text.endswith(("%", "％"))
        moves = FALLS.search(name) or GROWS.search(name) or RISES.search(name)
        if not shares and (self.row.unit or not moves):
            self.measure("total", comment)
        elif shares and FALLS.search(name) and not value.text.startswith("-"):
            self.measure("cut", comment)
        elif shares and (moves or value.text.startswith("-")):
            self.measure("change", comment)
        else:
            self.values.open(Place("target"), "是规划期累计数，但看不出累计的是什么")

    def _summed(self) -> None:
        """Read a target whose head or name says 五年累计 as a sum over the plan; 累计 alone is a question."""
        place, target = Place("target"), self.values.one("target")
        if self.measured or target is None or target.form not in {cells.VALUE, cells.ABOUT}:
            return
        label = self.values.labels.get(place, "")
        if WHOLE_SUM.search(self.row.name) or ("c" in self.values.heads.get(place, "") and SUM.search(label)):
            self._total(target)
        elif "累计" in label and "c" in self.values.heads.get(place, "") and not self.row.facts.one_year:
            self.values.open(place, "是规划期的累计数，还是到那时的数")

    def _added(self) -> None:
        """Ask what the target of 新增就业 is that has no baseline: of the whole plan, or of one year."""
        target, baseline = self.values.one("target"), self.values.one("baseline")
        known = self.measured or self.asks or self.row.facts.one_year or self.row.unit in {"%", "％", "‰"}
        based = Place("baseline") in self.values.found and (baseline is None or baseline.form != cells.MISSING)
        if known or based or LEVEL.search(self.row.name) or not ADDED.search(self.row.name):
            return
        if target is not None and target.form in {cells.VALUE, cells.ABOUT} and self.values.all("observation"):
            self.asks.append(added(target.origin or target.text))

    def _relative(self, target: Reading) -> None:
        """Read 年均增长7% and 下降13.5% of a row that is itself a growth or a fall, or has no baseline."""
        baseline = self.values.one("baseline")
        level = baseline is not None and baseline.form == cells.VALUE
        parts = Place("baseline") in self.values.found and baseline is None
        if target.form == cells.GROWTH and ((GROWS.search(self.row.name) and self.percent) or not level):
            self._growth(target)
        elif target.form == cells.CHANGE and not level and not parts:
            if target.text.endswith("%") and self.percent and not self._levels():
                self._change(target.text)
            else:
                self.values.open(Place("target"), "是相对基期的变动，但没有基期值")
        elif target.form == cells.TIMES and not level:
            self.values.open(Place("target"), "是基期值的倍数，但没有基期值")

    def _own_words(self, target: Reading) -> None:
        """Read 下降13.5% of a row in % that is itself a fall (单位GDP能耗降低)."""
        if not (self.percent and (FALLS.search(self.row.name) or GROWS.search(self.row.name))):
            return
        found = relative(target.origin, None)
        grown = GROWN.fullmatch(target.origin) if GROWS.search(self.row.name) else None
        if grown:
            sign = "≥" if grown["more"] else ""
            self.target(Reading(cells.VALUE, sign + grown["number"], origin=target.origin))
        elif found and found[0] == cells.CHANGE and found[1].endswith("%") and FALLS.search(self.row.name):
            self.target(Reading(cells.CHANGE, found[1], found[2], target.origin))
            self._change(found[1])

    def _signed(self) -> None:
        """Leave open +5 among the figures of what is no change itself: it is a change against something."""
        changes = GROWS.search(self.row.name) or FALLS.search(self.row.name) or RISES.search(self.row.name)
        if changes or self.measured in {"growth", "change", "cut"}:
            return
        for role in ("baseline", "observation", "planned", "milestone", "quota"):
            for place, value in self.values.all(role).items():
                if value.form == cells.VALUE and value.text.startswith(("+", "＋")):
                    self.values.open(place, "带“+”，看不出是数值还是增加了多少")

    def _levels(self) -> bool:
        """Tell whether there are figures without a unit: they may be levels, not changes in %."""
        roles = ("observation", "planned", "milestone", "baseline")
        others = [value for role in roles for value in self.values.all(role).values() if not value.text.endswith("%")]
        return self.row.unit is None and any(value.form != cells.MISSING for value in others)

    def _change(self, text: str) -> None:
        """Turn a change in % into the row's own measure: a fall as a positive figure."""
        sign = text[0] if text[0] in "≥≤" else ""
        number = text.removeprefix(sign).removesuffix("%")
        target = self.values.one("target")
        assert target is not None
        if number.startswith("-"):
            self.measure("cut")
            turned = {"≥": "≤", "≤": "≥"}.get(sign, "")
            self.target(target._replace(form=cells.VALUE, text=turned + number[1:]))
        else:
            self.measure("change")
            self.target(target._replace(form=cells.VALUE, text=sign + number.removeprefix("+")))

    def _brackets_left(self) -> None:
        """Settle other figures in brackets: running totals of what adds up; else they are questions."""
        adds = self.measured in {"total", "cut", "change"}
        for place, value in self.values.sums.items():
            if adds and place not in self.values.found and self.row.brackets.of(value.bracket) == TOTAL:
                self.values.found[place] = value
        observed = self.values.all("observation")
        inside = [place for place, value in observed.items() if value.bracket and value.form == cells.VALUE]
        plain = [place for place, value in observed.items() if not value.bracket and value.form == cells.VALUE]
        for place in inside:
            if self.row.brackets.of(observed[place].bracket) != TOTAL or plain or not adds:
                self.values.open(place, "括号里的数看不出是不是累计数")
        if inside and adds and not plain and all(self.values.all("observation")[p].form == cells.VALUE for p in inside):
            self.keys["cumulative"] = ("true", "括号里是累计数")
        baseline = self.values.one("baseline")
        if baseline is not None and baseline.bracket and baseline.form == cells.VALUE:
            if adds and self.row.brackets.of(baseline.bracket) == TOTAL:
                label = self.values.labels[Place("baseline")]
                self.notes.append(f"{label}：{cells.shown(baseline)}（累计数，不作基期值）")
                del self.values.found[Place("baseline")]
            elif self.row.brackets.of(baseline.bracket) != GROWTH:
                self.values.open(Place("baseline"), "括号里的数看不出是不是累计数")
        for role in ("planned", "milestone"):
            for place, value in self.values.all(role).items():
                if value.bracket and value.form == cells.VALUE and not self.is_total:
                    self.values.open(place, _UNEXPLAINED)

    def _task(self) -> None:
        """A year's task without a baseline adds up: 任务数, 完成数."""
        target = self.values.one("target")
        if "measure" in self.keys or not self.row.facts.one_year or target is None or target.form != cells.VALUE:
            return
        baseline = self.values.one("baseline")
        if baseline is not None and baseline.form != cells.MISSING:
            return
        heads = [c for c in self.row.columns if c.role in {"target", "observation"}]
        done = any("任务" in c.label or "完成" in c.label or "计划" in c.label for c in heads)
        if done and self.row.unit not in {"%", "％", "‰"} and not target.text.endswith(("%", "％")):
            self.measure("total", "一年的任务数")

    def _planned(self) -> None:
        """Yearly plans are quotas of what adds up, and milestones of a level."""
        if self.row.facts.target_year:
            self._last_year(Place("planned", whole_year(self.row.facts.target_year)))
        planned = self.values.all("planned")
        if not planned:
            return
        if not self.measured and self._adds_up(planned):
            self.measure("total", "各年之和等于目标")
        measure = self.measured
        if measure == "total":
            for place in planned:
                self.values.found[Place("quota", place.period)] = self.values.found.pop(place)
        elif not measure and not self._is_level(planned):
            self._ask_planned(planned)

    def _last_year(self, place: Place) -> None:
        """The last year's plan of a level is its target, where there is no other."""
        value, target = self.values.all("planned").get(place), self.values.one("target")
        level = self.row.unit in {"%", "％", "‰"} or LEVEL.search(self.row.name)
        if value is None or self.measured or not level:
            return
        if Place("target") not in self.values.found or (target is not None and target.form == cells.MISSING):
            self.target(self.values.found.pop(place))  # type: ignore[arg-type]
        else:
            self.notes.append(f"{self.values.labels.get(place, '')}：{cells.shown(value)}")
            del self.values.found[place]

    def _adds_up(self, planned: dict[Place, Reading]) -> bool:
        """Tell whether the yearly plans are together exactly what is asked of the whole plan."""
        target = self.values.one("target")
        whole = _figure(target) if target is not None else None
        numbers = [_figure(value) for value in planned.values()]
        known = [number for number in numbers if number is not None]
        return whole is not None and len(known) == len(numbers) > 1 and sum(known) == whole

    def _ask_planned(self, planned: dict[Place, Reading]) -> None:
        """Ask whether yearly plans are each year's own or lead to the target, and write nothing before."""
        plans = Map({str(place.period): node(value) for place, value in planned.items()})
        heads = {_YEARS.sub("", self.values.labels.get(place, "")) for place in planned}
        target = self.values.one("target")
        same = _YEARS.sub("", self.values.labels.get(Place("target"), "")) in heads
        if same and target is not None and target.form in {cells.VALUE, cells.ABOUT}:
            self.values.open(Place("target"), "是这一年的数，还是整个规划期的数")
        for place in planned:
            del self.values.found[place]
        said = "、".join(f"{period_words(p.period)}{v.origin or v.text}" for p, v in planned.items() if p.period)
        years = all(place.period and place.period.months == _YEAR for place in planned)
        own, by_then = ("当年的数", "到年底的数") if years else ("这一期的数", "到期末的数")
        self.asks.append(Ask(
            "quotas", f"{'年度计划' if years else '各期计划'}（{said}）是{own}，还是{by_then}",
            {own: {"measure": Text("total"), "quotas": plans}, by_then: {"milestones": plans}},
        ))  # fmt: skip

    def _is_level(self, planned: dict[Place, Reading]) -> bool:
        """Tell whether yearly plans lead from the baseline to the target, as those of a level do."""
        if self.row.unit in {"%", "％", "‰"} or LEVEL.search(self.row.name):
            return True
        if len({_figure(value) for value in planned.values()}) < 2 <= len(planned):
            return False  # 3, 3, 3: as much every year, or kept as it is
        ends = [self.values.one("baseline"), self.values.one("target")]
        numbers = [_figure(value) for value in (ends[0], *planned.values(), ends[1]) if value is not None]
        if len(numbers) < len(planned) + 2 or None in numbers or ADDED.search(self.row.name):
            return False
        known = [number for number in numbers if number is not None]
        return known in (sorted(known), sorted(known, reverse=True))

    def _within_years(self) -> None:
        """Settle what figures of parts of a year count."""
        cumulative, ask = counted(
            self.values, self.row.columns, self.row.name, self.row.unit, self.measured, self.row.facts.baseline_year
        )
        if cumulative:
            self.keys["cumulative"] = ("true", cumulative)
        self.asks += [ask] if ask else []

    def _judged(self) -> None:
        """达标 under actuals judges a target in words; beside a figure it is a question, as baseline a reason."""
        target = self.values.one("target")
        for place, value in [*self.values.all("observation").items(), *self.values.all("baseline").items()]:
            if value.form != cells.JUDGED:
                continue
            if place.role == "baseline":
                self.values.found[place] = Reading(cells.MISSING, value.origin)
            elif target is None or target.form != cells.TEXT:
                self.values.open(place, "没有数值")
        for role in ("target", "planned", "milestone"):
            for place, value in self.values.all(role).items():
                if value.form == cells.JUDGED:
                    self.values.found[place] = Reading(cells.TEXT, value.origin)


def _figure(value: Reading) -> Decimal | None:
    try:
        return parse_number(value.text.lstrip("≥≤＞＜><="), None) if value.form in {cells.VALUE, cells.ABOUT} else None
    except Refusal:
        return None
