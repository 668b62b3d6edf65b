"""Targets in every form of a plan file: the words they are shown in, what they ask, and how a wrong one is told."""

from __future__ import annotations

import pytest

from mzprog.core.plan import Target
from mzprog.core.problems import PlanError
from mzprog.planfile.load import parse_plan

FRAME = """plan: 例
baseline_year: 2015
target_year: 2020
series: {全省: {2018: 6}}
sources: {表: {title: 表}}
indicators:
  - {name: 例, unit: "%s", baseline: 50, target: %s%s}
"""


def target_of(unit: str, text: str, falling: bool = False) -> Target:
    """Return a target, in the direction that it is written for."""
    plan = parse_plan((FRAME % (unit, text, ", direction: 逆向" if falling else ", direction: 正向")).encode())
    return plan.indicators[0].whole.target


@pytest.mark.parametrize(
    ("unit", "text", "shown", "bound", "base"),
    [
        ("万元", "{growth: 7}", "年均增长7%", "7", "growth"),
        ("万元", "{growth: ≥7%}", "年均增长≥7%", "7", "growth"),
        ("万元", "{growth: 7％}", "年均增长7％", "7", "growth"),
        ("万元", "{change: +10}", "比基期增加10万元", "10", "change"),
        ("万元", "{change: 10}", "比基期增加10万元", "10", "change"),
        ("万元", "{change: 0}", "比基期变动0万元", "0", "change"),
        ("%", "{change: +10}", "比基期增加10个百分点", "10", "change"),
        ("％", "{change: +10}", "比基期增加10个百分点", "10", "change"),
        ("吨", "{change: ≥+5}", "比基期变动≥+5", "5", "change"),
        ("吨", "{change: +13.5%}", "比基期增加13.5%", "13.5", "percent"),
        ("吨", "{times: 2}", "基期的2倍", "2", "times"),
        ("吨", "{times: ≥1.5倍}", "基期的≥1.5倍", "1.5", "times"),
        ("吨", "{about: 20}", "20左右", "20", ""),
        ("吨", "{about: 20, within: 1}", "20左右（±1）", "20", ""),
        ("吨", "{about: 20, within: 5%}", "20左右（±5%）", "20", ""),
        ("吨", "{value: ≥5}", "≥5", "5", ""),
        ("吨", "{at_least: 全省}", "不低于全省", None, ""),
        ("吨", "{above: 全省, plus: 2}", "高于全省加2", None, ""),
        ("吨", "{at_least: 全省, plus: -0.5}", "不低于全省减0.5", None, ""),
        ("吨", "{at_least: 全省, plus: 0}", "不低于全省加0", None, ""),
        ("吨", "{text: 建成}", "建成", None, ""),
        ("吨", "{missing: 未公布}", "未公布", None, ""),
        ("%", "-10%", "-10%", "-10", ""),
        ("吨", "-10", "-10", "-10", ""),
    ],
)
def test_what_a_target_is_called(unit: str, text: str, shown: str, bound: str | None, base: str) -> None:
    found = target_of(unit, text)
    assert (found.text, found.base) == (shown, base)
    assert (found.low if found.low is None else str(found.low)) == bound


@pytest.mark.parametrize(
    ("unit", "text", "shown", "bound"),
    [
        ("万元", "{change: -10}", "比基期减少10万元", "-10"),
        ("%", "{change: -2.5}", "比基期减少2.5个百分点", "-2.5"),
        ("吨", "{change: -13.5%}", "比基期减少13.5%", "-13.5"),
        ("吨", "{growth: ≤-2}", "年均增长≤-2%", "-2"),
        ("吨", "{at_most: 全省}", "不高于全省", None),
        ("吨", "{below: 全省, plus: -1.5}", "低于全省减1.5", None),
    ],
)
def test_what_a_target_to_keep_below_is_called(unit: str, text: str, shown: str, bound: str | None) -> None:
    found = target_of(unit, text, falling=True)
    assert (found.text, found.high if found.high is None else str(found.high)) == (shown, bound)
    assert found.strict == ("below" in text)


@pytest.mark.parametrize("text", ["{growth: 7}", "{change: +10%}", "{times: 2}"])
@pytest.mark.parametrize("baseline", ["0", "-3"])
def test_nothing_is_reckoned_from_a_baseline_that_is_not_positive(text: str, baseline: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan((FRAME % ("吨", text, "")).replace("baseline: 50", f"baseline: {baseline}").encode())
    (problem,) = caught.value.problems
    assert problem.code == "relative-target"
    assert problem.message.startswith(f"基期值{baseline}不是正数，推算不出“")


@pytest.mark.parametrize("text", [
    "value: ≥5", "growth: 7", "change: +10", "times: 2", "about: 20", "about: 20, within: 1", "at_least: 全省",
    "above: 全省, plus: 2", "text: 建成", "missing: 未公布",
])  # fmt: skip
def test_every_form_has_its_note_and_its_source(text: str) -> None:
    found = target_of("吨", f"{{{text}, note: 说明, source: 表}}")
    assert (found.note, found.source) == ("说明", "表")


FORMS = "目标值要在 value、growth、change、times、about、at_least、above、at_most、below、text、missing 中写一个"


@pytest.mark.parametrize(
    ("unit", "text", "code", "told"),
    [
        ("吨", "+10", "relative-target",
         "“+10”看起来是与基期相比的变动，请写作 {change: +10}；如确是数值本身，请去掉+"),
        ("吨", "＋10", "relative-target",
         "“＋10”看起来是与基期相比的变动，请写作 {change: ＋10}；如确是数值本身，请去掉+"),
        ("%", "{change: +10%}", "relative-target",
         "单位是%，“+10%”不知是百分点还是百分之几：加减百分点请写 {change: +10}，按百分之几请写 {times: 1.1}"),
        ("%", "{change: -2.5％}", "relative-target",
         "单位是%，“-2.5％”不知是百分点还是百分之几：加减百分点请写 {change: -2.5}，按百分之几请写 {times: 0.975}"),
        ("%", "{change: ≤10%}", "relative-target",
         "单位是%，“≤10%”不知是百分点还是百分之几：加减百分点请写 {change: ≤10}，按百分之几请写 {times: ≤1.1}"),
        ("%", '{change: ">-5%"}', "relative-target",
         "单位是%，“>-5%”不知是百分点还是百分之几：加减百分点请写 {change: ＞-5}，按百分之几请写 {times: ＞0.95}"),
        ("吨", "{times: 0}", "relative-target", "倍数应大于0，得到“0”"),
        ("吨", "{times: ≤0}", "relative-target", "倍数应大于0，得到“≤0”"),
        ("吨", "{about: 20, within: -1}", "not-a-number", "容差不能小于0，得到“-1”"),
        ("吨", "{growth: 7, times: 2}", "value-or-missing", f"{FORMS}，且只写一个"),
        ("吨", "{note: 说明}", "value-or-missing", f"{FORMS}，且只写一个"),
        ("吨", "{growth: 7, within: 1}", "value-or-missing", "within 只与 about 一起写"),
        ("吨", "{about: 7, plus: 1}", "value-or-missing", "plus 只与 at_least、above、at_most、below 一起写"),
    ],
)  # fmt: skip
def test_a_wrong_target_is_told(unit: str, text: str, code: str, told: str) -> None:
    with pytest.raises(PlanError) as caught:
        target_of(unit, text)
    assert [(p.line, p.code, p.message) for p in caught.value.problems] == [(7, code, told)]
