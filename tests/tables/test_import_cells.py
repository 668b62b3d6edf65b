"""What a cell says, and what is left to a person because it does not say it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mzprog.core.quantity import parse_bound, parse_number
from mzprog.tables.cells import AT_LEAST, MISSING, OPEN, TEXT, VALUE, Reading, figure, parts, target
from mzprog.tables.names import Name, read_name
from mzprog.tables.numbers import common_unit

# text, unit, the target's form and text
TARGETS = [
    ("50", "张", VALUE, "50"),
    ("≥99", "%", VALUE, "≥99"),
    (">=99", "%", VALUE, ">=99"),
    ("＞30", "平方米", VALUE, "＞30"),
    ("≤3", None, VALUE, "≤3"),
    ("30-40", "%", VALUE, "30-40"),
    ("30%～40%", "%", VALUE, "30%～40%"),
    ("30至40", None, VALUE, "30至40"),
    ("60以上", None, VALUE, "≥60"),
    ("60%以上", "%", VALUE, "≥60"),
    ("60%及以上", "%", VALUE, "≥60"),
    ("达到60%以上", "%", VALUE, "≥60"),
    ("不低于60", None, VALUE, "≥60"),
    ("不少于5", "名", VALUE, "≥5"),
    ("不少于5名", "名", VALUE, "≥5"),
    ("至少5", None, VALUE, "≥5"),
    ("不超过3", None, VALUE, "≤3"),
    ("3以内", None, VALUE, "≤3"),
    ("控制在3%以内", "%", VALUE, "≤3"),
    ("3以下", None, VALUE, "≤3"),
    ("低于3", None, VALUE, "＜3"),
    ("高于30", None, VALUE, "＞30"),
    ("达到100%", "%", VALUE, "100"),
    ("１，２３４", None, VALUE, "１，２３４"),
    ("[50]", None, VALUE, "50"),
    ("〔5.5〕", None, VALUE, "5.5"),
    ("不低于居民上年度人均消费支出增速", "%", AT_LEAST, "居民上年度人均消费支出增速"),
    ("逐年提高", None, TEXT, "逐年提高"),
    ("未公开", None, MISSING, "未公开"),
    ("", None, MISSING, "表中为空白"),
    ("　", None, MISSING, "表中为空白"),
    ("--", None, MISSING, "表中为“--”"),
    ("—", None, MISSING, "表中为“—”"),
    ("/", None, MISSING, "表中为“/”"),
    ("*", None, MISSING, "表中为“*”"),
    ("缺数：2019年起不再统计", None, MISSING, "2019年起不再统计"),
    ("文字目标：建成3个", None, TEXT, "建成3个"),
    ("不低于数列：2", None, AT_LEAST, "2"),
    # Not understood: a figure may be in it.
    ("五十", None, OPEN, ""),
    ("约三成", None, OPEN, ""),
    ("80分以上", "%", OPEN, ""),
    ("不低于60不高于70", None, OPEN, ""),
    ("1,23", None, OPEN, ""),
    ("建成3个", None, OPEN, ""),
    ("#DIV/0!", None, OPEN, ""),
]


@pytest.mark.parametrize(("text", "unit", "form", "said"), TARGETS)
def test_targets(text: str, unit: str | None, form: str, said: str) -> None:
    reading = target(text, unit)
    assert (reading.form, reading.text) == (form, said)
    assert bool(reading.remark) == (form in {OPEN, TEXT} and "：" not in text)


# text, unit, the figure's form, its text and its note
FIGURES = [
    ("54", "张", VALUE, "54", ""),
    ("54张", "张", VALUE, "54", ""),
    ("95.2%", "%", VALUE, "95.2", ""),
    ("-3", None, VALUE, "-3", ""),
    ("54左右", None, VALUE, "54", "表中写作“54左右”"),
    ("约54", None, VALUE, "54", "表中写作“约54”"),
    ("54*", None, VALUE, "54", "表中写作“54*”"),
    ("54①", None, VALUE, "54", "表中写作“54①”"),
    ("54¹", None, VALUE, "54", "表中写作“54¹”"),
    ("54[1]", None, VALUE, "54", "表中写作“54[1]”"),
    ("54（注）", None, VALUE, "54", "表中写作“54（注）”"),
    ("未启动", None, MISSING, "未启动", ""),
    ("机构调整", None, MISSING, "机构调整", ""),
    ("系统变更无法查询", None, MISSING, "系统变更无法查询", ""),
    ("一直未统计", None, MISSING, "一直未统计", ""),
    ("逐年提高", None, MISSING, "逐年提高", ""),
    ("≥54", None, OPEN, "", ""),
    ("30-40", None, OPEN, "", ""),
    ("54（50）", None, OPEN, "", ""),
    ("54个", "张", OPEN, "", ""),
    ("文字目标：好", None, MISSING, "文字目标：好", ""),
]


@pytest.mark.parametrize(("text", "unit", "form", "said", "note"), FIGURES)
def test_figures(text: str, unit: str | None, form: str, said: str, note: str) -> None:
    reading = figure(text, unit)
    assert (reading.form, reading.text, reading.note) == (form, said, note)


def test_brackets_around_a_whole_figure_are_told() -> None:
    assert (target("[50]", None).bracket, figure("【50】", None).bracket, figure("（50）", None).bracket) == (
        "[",
        "【",
        "(",
    )
    assert not target("50", None).bracket


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("城市30农村43", "%", {"城市": "30", "农村": "43"}),
        ("城市30.07\n农村33.38", "%", {"城市": "30.07", "农村": "33.38"}),
        ("城镇：95%，农村：90%", "%", {"城镇": "95", "农村": "90"}),
        ("城市 31；农村 42。", None, {"城市": "31", "农村": "42"}),
        ("男60岁女55岁", "岁", {"男": "60", "女": "55"}),
        ("城市1,030农村1,043", None, {"城市": "1,030", "农村": "1,043"}),
        ("城市≥90；农村≥80", None, None),
        ("城市30", None, None),
        ("城市30城市43", None, None),
        ("约30农村43", None, None),
        ("不低于60不高于70", None, None),
        ("2016年30 2017年40", None, None),
        ("城市30农村43左右", None, None),
        ("比2015年增长5", None, None),
        ("城市五十农村43", None, None),
    ],
)
def test_components(text: str, unit: str | None, found: dict[str, str] | None) -> None:
    read = parts(text, unit, figure)
    assert (None if read is None else {name: one.text for name, one in read.items()}) == found


def test_components_may_have_targets_of_their_own() -> None:
    assert parts("城市≥90；农村≥80", "%", target) == {"城市": Reading(VALUE, "≥90"), "农村": Reading(VALUE, "≥80")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("养老床位数（万张）", Name("养老床位数", "万张")),
        ("城乡低保救助精准率(%)", Name("城乡低保救助精准率", "%")),
        ("每万名常住人口\n拥有社会工作者人数 （个）", Name("每万名常住人口拥有社会工作者人数", "个")),
        ("*每千名老年人口养老床位数（张）", Name("每千名老年人口养老床位数", "张", note="表中名称前带*号")),
        ("节地生态安葬率¹", Name("节地生态安葬率", note="表中名称后带¹号")),
        ("1.养老床位数（张）", Name("养老床位数", "张")),
        ("（1）养老床位数", Name("养老床位数")),
        ("其中：护理型床位比例（%）", Name("护理型床位比例", "%", sub=True)),
        ("1、其中：护理型床位比例（%）", Name("护理型床位比例", "%", sub=True)),
        ("城乡居民最低生活保障标准（元/人·年）", Name("城乡居民最低生活保障标准", "元/人·年")),
        ("县级公益性安葬（放）设施覆盖率", Name("县级公益性安葬（放）设施覆盖率")),
        ("困境儿童（含孤儿）", Name("困境儿童（含孤儿）")),
        ("15分钟养老服务圈覆盖率", Name("15分钟养老服务圈覆盖率")),
        ("1.5公里内设施覆盖率", Name("1.5公里内设施覆盖率")),
        ("3A级婚姻登记机关比例", Name("3A级婚姻登记机关比例")),
        ("*", Name("*")),
    ],
)
def test_names(text: str, name: Name) -> None:
    assert read_name(text) == name


def test_a_head_that_says_so_makes_any_last_brackets_the_unit() -> None:
    assert read_name("标准（元整）", units_in_brackets=True)[:2] == ("标准", "元整")
    assert read_name("标准（元整）").unit is None
    assert read_name("困境儿童（含孤儿）", units_in_brackets=True).unit is None


def test_brackets_that_lost_their_unit_are_told() -> None:
    name = read_name("区级社会组织孵化基地覆盖率()")
    assert (name.name, name.unit) == ("区级社会组织孵化基地覆盖率", None)
    assert "没有单位" in name.remark


def test_a_unit_that_all_figures_carry() -> None:
    assert common_unit(["37张", "≥50张", "--"]) == "张"
    assert common_unit(["37张", "50"]) == "张"
    assert common_unit(["37%", "50"]) is None
    assert common_unit(["37张", "50个"]) is None
    assert common_unit(["60%以上", "55%"]) == "%"


@example("判定：", None)  # a word of ours with nothing after it
@given(st.text(max_size=20), st.sampled_from([None, "%", "张", "元/年"]))
def test_any_text_is_a_figure_a_reason_or_a_question(text: str, unit: str | None) -> None:
    for read, parse in ((figure, parse_number), (target, parse_bound)):
        reading = read(text, unit)
        if reading.form == VALUE:
            parse(reading.text, unit)
        else:
            assert reading.text or reading.remark
    for one in (parts(text, unit, figure) or {}).values():
        parse_number(one.text, unit)
    assert read_name(text).name.strip() == read_name(text).name


def test_what_stood_in_a_cell_is_told_in_one_line() -> None:
    assert figure("4\n:1", None).origin == "4 :1"
