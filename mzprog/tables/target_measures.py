"""What the target of a row tells of its measure: the 年均/累计 column, brackets around it, its words."""

from __future__ import annotations

from mzprog.core.quantity import PERCENT_SIGNS
from mzprog.tables import cells
from mzprog.tables.brackets import FALL, GROWTH, TOTAL
from mzprog.tables.cells import Reading
from mzprog.tables.measure_words import FALLS, GROWN, GROWS, RISES, SHARE, SUM, WHOLE_SUM
from mzprog.tables.measuring import UNEXPLAINED, Measuring
from mzprog.tables.values import Place
from mzprog.tables.worded import base_year, relative


def pace_column(row: Measuring) -> None:
    """Take the target from the 年均/累计 column where the year's own is blank, else keep it as a note."""
    place = Place("pace")
    pace = row.values.one("pace")
    if pace is None:
        return
    label = row.values.labels.get(place, "年均/累计")
    target = row.values.one("target")
    if (target is not None and target.form != cells.MISSING) or (
        Place("target") in row.values.found and target is None
    ):
        row.notes.append(f"{label}：{cells.shown(pace)}")
        return
    row.values.labels[Place("target")], row.values.heads[Place("target")] = label, ""
    row.target(pace)
    if pace.bracket or pace.form == cells.OPEN:
        return
    if "g" in row.values.heads[place]:
        _growth(row, pace)
    else:
        _total(row, pace)


def bracketed(row: Measuring, target: Reading) -> None:
    """Read a target in brackets as the footnote says; without one it is a question."""
    kind = row.known.brackets.of(target.bracket)
    if target.form == cells.OPEN:
        return
    baseline = row.values.one("baseline")
    if target.bracket == cells.SUMMED and baseline is not None and baseline.form == cells.VALUE:
        row.values.open(Place("target"), "是规划期的累计数，还是到那时的数")
        return
    if kind == GROWTH:
        _growth(row, target)
    elif kind == TOTAL:
        _total(row, target)
    elif kind and row.percent:
        row.measure("cut" if kind == FALL else "change", "括号里是规划期的变动")
    else:
        row.values.open(Place("target"), UNEXPLAINED)


def relative_target(row: Measuring, target: Reading) -> None:
    """Read 年均增长7% and 下降13.5% of a row that is itself a growth or a fall, or has no baseline."""
    baseline = row.values.one("baseline")
    level = baseline is not None and baseline.form == cells.VALUE
    parts = Place("baseline") in row.values.found and baseline is None
    if target.form == cells.GROWTH and ((GROWS.search(row.known.name) and row.percent) or not level):
        _growth(row, target)
    elif target.form == cells.CHANGE and not level and not parts:
        if target.text.endswith("%") and row.percent and not row.has_levels:
            _change(row, target.text)
        else:
            row.values.open(Place("target"), "是相对基期的变动，但没有基期值")
    elif target.form == cells.TIMES and not level:
        row.values.open(Place("target"), "是基期值的倍数，但没有基期值")


def summed(row: Measuring) -> None:
    """Read a target whose head or name says 五年累计 as a sum over the plan; 累计 alone is a question."""
    place, target = Place("target"), row.values.one("target")
    if row.measured or target is None or target.form not in {cells.VALUE, cells.ABOUT}:
        return
    label = row.values.labels.get(place, "")
    if WHOLE_SUM.search(row.known.name) or ("c" in row.values.heads.get(place, "") and SUM.search(label)):
        _total(row, target)
    elif "累计" in label and "c" in row.values.heads.get(place, "") and not row.known.facts.one_year:
        row.values.open(place, "是规划期的累计数，还是到那时的数")


def against_another_year(row: Measuring, target: Reading) -> bool:
    """Leave open a target that is held against another year than the baseline's (较2015年提高5个百分点)."""
    baseline, base = row.values.one("baseline"), base_year(target.origin)
    begin = baseline.period.year if baseline and baseline.period else row.known.facts.baseline_year
    other = base is not None and begin is not None and base != begin
    if other:
        row.values.open(Place("target"), f"是与{base}年相比，不是与基期年（{begin}年）相比")
    return other


def own_words(row: Measuring, target: Reading) -> None:
    """Read 下降13.5% of a row in % that is itself a fall (单位GDP能耗降低)."""
    if not (row.percent and (FALLS.search(row.known.name) or GROWS.search(row.known.name))):
        return
    found = relative(target.origin, None)
    grown = GROWN.fullmatch(target.origin) if GROWS.search(row.known.name) else None
    if grown:
        sign = "≥" if grown["more"] else ""
        row.target(Reading(cells.VALUE, sign + grown["number"], origin=target.origin))
    elif found and found[0] == cells.CHANGE and found[1].endswith("%") and FALLS.search(row.known.name):
        row.target(Reading(cells.CHANGE, found[1], found[2], target.origin))
        _change(row, found[1])


def _growth(row: Measuring, value: Reading) -> None:
    """Read an average yearly growth: of the row itself, or of the level whose baseline it has."""
    baseline = row.values.one("baseline")
    level = baseline is not None and baseline.form == cells.VALUE and not baseline.bracket
    if value.form not in {cells.VALUE, cells.ABOUT, cells.GROWTH}:
        if value.form == cells.CHANGE or value.form == cells.TIMES:
            row.values.open(Place("target"), "看不出是年均增速还是累计变动")
        return
    named = GROWS.search(row.known.name) is not None
    if row.percent and (named or (row.known.unit is None and not SHARE.search(row.known.name) and not row.has_levels)):
        row.measure("growth")
        row.target(value._replace(form=cells.VALUE if value.form == cells.GROWTH else value.form))
    elif level and not row.percent:
        note = f"表中写作“{value.origin}”" if value.form == cells.ABOUT else value.note
        row.target(value._replace(form=cells.GROWTH, text=value.text, note=note))
    elif row.percent:
        row.values.open(Place("target"), "看不出是年均增速还是这项指标自己的数")
    else:
        row.values.open(Place("target"), "是年均增速，但没有基期值")


def _total(row: Measuring, value: Reading) -> None:
    """Read a sum over the plan: of amounts, or of the yearly changes of what is in %."""
    if value.form not in {cells.VALUE, cells.ABOUT}:
        return
    comment, name = "规划期累计数", row.known.name
    shares = row.known.unit in PERCENT_SIGNS or value.text.endswith(PERCENT_SIGNS)
    moves = FALLS.search(name) or GROWS.search(name) or RISES.search(name)
    if not shares and (row.known.unit or not moves):
        row.measure("total", comment)
    elif shares and FALLS.search(name) and not value.text.startswith("-"):
        row.measure("cut", comment)
    elif shares and (moves or value.text.startswith("-")):
        row.measure("change", comment)
    else:
        row.values.open(Place("target"), "是规划期累计数，但看不出累计的是什么")


def _change(row: Measuring, text: str) -> None:
    """Turn a change in % into the row's own measure: a fall as a positive figure."""
    sign = text[0] if text[0] in "≥≤" else ""
    number = text.removeprefix(sign).removesuffix("%")
    target = row.values.one("target")
    assert target is not None
    if number.startswith("-"):
        row.measure("cut")
        turned = {"≥": "≤", "≤": "≥"}.get(sign, "")
        row.target(target._replace(form=cells.VALUE, text=turned + number[1:]))
    else:
        row.measure("change")
        row.target(target._replace(form=cells.VALUE, text=sign + number.removeprefix("+")))
