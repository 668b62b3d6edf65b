"""From the rows of a table to the draft of a plan: the head in any order, and rows that are no indicators."""

from __future__ import annotations

import pytest

from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Refusal
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import written
from mzprog.tables.columns import arranged, settled
from mzprog.tables.draft import Draft, draft_plan
from mzprog.tables.facts import Facts, likely_years, stated
from mzprog.tables.head import find_tables
from mzprog.tables.layout import Table
from mzprog.tables.roles import joined
from mzprog.tables.sources import read_grids
from mzprog.tables.words import read_head


def tables(text: str) -> list[Table]:
    """Return the tables of lines whose cells are parted by ``|``."""
    return find_tables(read_grids(text.strip().replace("|", "\t").encode()))


def drafted(text: str, **facts: object) -> Draft:
    (table,) = tables(text)
    known = {"title": "某规划", "baseline_year": 2015, "target_year": 2020, "direction": "正向", **facts}
    return draft_plan(table, stated(table)._replace(**known), "表.csv")  # type: ignore[arg-type]


def plan(text: str, **facts: object) -> Plan:
    return parse_plan(written(drafted(text, **facts).map).encode())


@pytest.mark.parametrize(
    ("text", "role", "period"),
    [
        ("指标类别", "category", None),
        ("指标内容（单位）", "name", None),
        ("指  标", "name", None),
        ("项目", "name", None),
        ("指标\n属性", "type", None),
        ("类型", "type", None),
        ("计量单位", "unit", None),
        ("责任单位", "responsible", None),
        ("序\n号", "number", None),
        ("基期", "baseline", None),
        ("2015年基数", "baseline", "2015"),
        ("现状值（2020年）", "baseline", "2020"),
        ("规划目标", "target", None),
        ("2020年目标值", "target", "2020"),
        ("“十四五”目标", "target", "2025"),
        ("规划数据", "target", None),
        ("2020年\n实际值", "observation", "2020"),
        ("2018年上半年", "value", "2018H1"),
        ("2018年1-6月完成值", "observation", "2018H1"),
        ("2018年1-9月完成值", "observation", "2018-09"),
        ("2018年第三季度", "value", "2018Q3"),
        ("2018年6月", "value", "2018-06"),
        ("2018H1", "value", "2018H1"),
        ("FY17 Actual", "observation", "2017"),
        ("FY 2018 Target", "target", "2018"),
        ("FY'99 Actual", "observation", "1999"),
        ("FY70 Actual", "observation", "1970"),
        ("FY69 Target", "target", "2069"),
        ("FY2017-18 Actual", "", None),
        ("Q3 2017 Actual", "observation", "2017Q3"),
        ("H1 2018 Actual", "observation", "2018H1"),
        ("Jul 2018 Actual", "observation", "2018-07"),
        ("Dec. 2018 Target", "target", "2018-12"),
        ("2020年底", "value", "2020"),
        ("2018", "value", "2018"),
        ("中期进展率(%)", "rate", None),
        ("中期评价", "verdict", None),
        ("2020年情况预测", "outlook", "2020"),
        ("完成情况", "outcome", None),
        ("备注", "note", None),
        ("2016-2020年累计", "pace", None),
        ("完成年度计划的%", "completion", None),
        ("% of target achieved", "completion", None),
        ("养老床位数（万张）", "", None),
        ("约束性", "", None),
        ("2200", "", None),
    ],
)
def test_heads(text: str, role: str, period: str | None) -> None:
    head = joined([read_head(text)])
    said = head.time.period(None) if head.time else None
    assert (head.role, said and str(said)) == (role, period)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2016-2020年", "看不出是哪一期"),
        ("2016年初", "看不出是哪一期"),
        ("2015年至2018年完成", "看不出是哪一期"),
        ("2019/20 actual", "看不出是哪一期"),
        ("2018年增速", "不认识“增速”"),
        ("市级目标", "不认识“市级”"),
        ("预计2025年", "是预计数，不是实际值"),
        ("目标完成", "看不出是目标值还是实际值"),
    ],
)
def test_a_head_that_is_not_understood_says_why(text: str, why: str) -> None:
    head = joined([read_head(text)])
    assert (head.role, head.why) == ("", why)


def roles(text: str, facts: Facts | None = None) -> list[tuple[str, str | None]]:
    (table,) = tables(text)
    return [(c.role, c.period and str(c.period)) for c in settled(table, facts or stated(table))]


@pytest.mark.parametrize(
    ("head", "said", "role"),
    [
        ("2020年预计", None, "baseline"),
        ("2020年预计完成", None, "baseline"),
        ("2020年预计完成情况", None, "baseline"),
        ("2020年预计基期值", None, "baseline"),
        ("2021年预计", None, "skip"),
        ("2020年预计完成率", None, "skip"),
        ("2020年估计进展率", None, "skip"),
        ("2020年预计评价", None, "skip"),
        ("2020年预计增速", None, "skip"),
        ("2020年计划预计", None, "skip"),
        ("2020年预计", "skip", "skip"),
        ("2020年预计", "note", "note"),
        ("2020年预计", "responsible", "responsible"),
    ],
)
def test_an_estimate_for_the_base_year_is_the_baseline(head: str, said: str | None, role: str) -> None:
    """Not of how much of something is done, nor where somebody says that it is something else."""
    facts = Facts(baseline_year=2020, target_year=2025, given={2: (said, None)} if said else {})
    assert roles(f"指标|{head}|2025年目标值\n甲|95|200", facts)[1][0] == role


@pytest.mark.parametrize(
    ("heads", "why", "years"),
    [
        ("基期|中期目标|2025年目标", "没有写是哪一年的中期目标", (2020, 2025)),
        ("基期|年度目标|2025年目标", "没有写是哪一年的目标", (2020, 2025)),
        ("基期|2030年目标|2025年目标", "在目标年之后", (2020, 2025)),
        ("基期|2019年目标|2025年目标", "早于规划期", (2020, 2025)),
        ("基期|完成（%）|2025年目标", "看不出是实际值还是完成程度", (2020, 2025)),
        ("基期|2022年|2025年目标", "看不出2022年是实际值还是年度计划", (2020, 2025)),
        ("基期|2022年|目标", "不知道规划的基期年和目标年", (None, None)),
        ("基期|2022年预计|2025年目标", "是预计数，不是实际值", (2020, 2025)),
        ("基期|奇怪的列|2025年目标", "不认识“奇怪”", (2020, 2025)),
    ],
)
def test_a_column_that_is_not_read_says_why(heads: str, why: str, years: tuple[int | None, int | None]) -> None:
    (table,) = tables(f"指标|单位|{heads}\n甲|张|1|2|3")
    found = arranged(table, Facts(baseline_year=years[0], target_year=years[1]))
    assert [column.why for column in found] == ["", "", "", why, ""]
    assert found[3].role in {"skip", "value"}


@pytest.mark.parametrize(("cell", "note"), [("95", "预计数"), ("约95", "表中写作“约95”")])
def test_an_estimate_is_noted_unless_its_cell_says_more(cell: str, note: str) -> None:
    (item,) = plan(f"指标|2015年预计|2020年目标值\n甲|{cell}|200").indicators
    assert item.whole.baseline is not None
    assert (str(item.whole.baseline.value), item.whole.baseline.note) == ("95", note)


def test_a_year_alone_beside_what_says_more() -> None:
    """What the other column has is read; that the year's own is not, is told."""
    heads = "指标|2015年基期|2017年实际|2017年|2018年|2020年目标\n"
    draft = drafted(heads + "甲|1|2|2.5|3|5\n乙|1|2|—|3|5\n丙|1|||3|5")
    assert draft.remarks == ("第2行“甲”：2017年：“2.5”，看不出2017年是实际值还是年度计划，没有读入",)
    lines = [line.strip().partition("  #")[0] for line in written(draft.map).splitlines() if "201" in line]
    assert [line for line in lines if line.startswith(("2017:", "2018:"))] == ["2017: 2", "2018: TODO"] * 2
    assert [question.key for question in draft.questions] == ["2018", "2018", "observations"]


def test_of_a_revised_figure_the_first_one_is_a_note_where_there_is_one() -> None:
    items = plan("指标|2015年基期|2020年目标|2020年目标（调整后）\n甲|1|5|6\n乙|1|—|6\n丙|1|5|—").indicators
    assert [(item.whole.target.text, item.note) for item in items] == [
        ("6", "2020年目标：5"), ("6", None), ("5", None),
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["2020年实际", "2020年基期值", "基期值"])
def test_an_estimate_is_not_read_beside_the_figure_itself(other: str) -> None:
    facts = Facts(baseline_year=2020, target_year=2025)
    found = roles(f"指标|2020年预计|{other}|2025年目标值\n甲|95|96|200", facts)
    assert [role for role, _ in found[1:3]] == ["skip", "baseline"]


def test_columns_in_any_order_over_three_rows() -> None:
    head = "完成情况|实际值||指标|||目标值\n|2018年|2020年|名称|属性|单位|2020年\n||上半年||||"
    assert [role for role, _ in roles(f"{head}\n完成|5|6|床位数|约束性|张|10")] == [
        "outcome", "observation", "observation", "name", "type", "unit", "target",
    ]  # fmt: skip


def test_a_year_alone_is_what_the_plan_s_years_make_of_it() -> None:
    text = "指标名称|2015年|2018年|2020年\n床位数|37|39|50"
    known = Facts(baseline_year=2015, target_year=2020)
    assert roles(text, known)[1:] == [("baseline", "2015"), ("value", "2018"), ("target", "2020")]
    assert [role for role, _ in roles(text)[1:]] == ["value", "value", "value"]
    done = "十三五完成情况|||\n" + text
    assert [role for role, _ in roles(done, known._replace(bare="observation"))[1:3]] == ["baseline", "observation"]
    assert [role for role, _ in roles("指标名称|2018年上半年|2020年目标\n床位数|39|50")[1:]] == [
        "observation",
        "target",
    ]


def test_an_earlier_target_is_a_milestone() -> None:
    text = "指标名称|2020年基数|2022年目标|2025年目标|2023年实际\n床位数|30|40|60|45"
    assert [role for role, _ in roles(text)[1:]] == ["baseline", "planned", "target", "observation"]


def test_published_columns_without_a_period_are_of_the_last_observation() -> None:
    text = "指标|目标值|2017年|2018年上半年|进展率|评价|2020年情况预测\n床位|5|3|4|80|滞后|可以完成"
    assert roles(text, Facts(target_year=2020))[4:] == [
        ("rate", "2018H1"), ("verdict", "2018H1"), ("outlook", "2018H1"),
    ]  # fmt: skip


def test_figures_under_完成情况_are_observations() -> None:
    assert roles("指标|2020年目标值|2019年完成情况\n床位|5|4.5")[2] == ("observation", "2019")
    assert roles("指标|2020年目标值|2019年完成情况\n床位|5|完成")[2] == ("outcome", "2019")


def test_figures_that_look_like_years_are_no_head() -> None:
    (item,) = plan("指标名称|2015年|2020年\n新增社会组织数|2000|2010").indicators
    assert (item.name, item.whole.target.text) == ("新增社会组织数", "2010")


def test_the_head_again_within_the_table_is_left_out() -> None:
    text = "指标名称|2015年基数|2020年目标值\n甲|1|2\n指标名称|2015年基数|2020年目标值\n乙|1|2"
    assert [item.name for item in plan(text).indicators] == ["甲", "乙"]


def test_two_tables_on_one_sheet() -> None:
    first, second = tables(
        "表1 十三五\n指标名称|2015年基数|2020年目标值\n甲|1|2\n注：甲为估计数。\n"
        "表二：十四五\n指标名称|单位|2025年目标值\n乙|张|3"
    )
    assert (len(first.rows), [row.texts for row in second.leads]) == (2, [("表二：十四五",)])
    assert (stated(first).title, stated(second).title) == ("十三五", "十四五")


def test_titles_and_the_years_they_speak_of() -> None:
    (table,) = tables("表1  “十三五”时期主要指标\n单位：%\n指标名称|目标值\n甲|2")
    assert stated(table) == Facts(title="“十三五”时期主要指标", baseline_year=2015, target_year=2020, unit="%")
    assert likely_years(table) == (2015, 2020)


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("“十五”规划指标", (2000, 2005)), ("“十一五”规划指标", (2005, 2010)), ("“十二五”规划指标", (2010, 2015)),
        ("“十三五”规划指标", (2015, 2020)), ("“十四五”规划指标", (2020, 2025)), ("“十五五”规划指标", (2025, 2030)),
        ("十五五时期指标", (2025, 2030)), ("2021-2025年指标", (2020, 2025)), ("二十五项指标", (None, None)),
    ],
)  # fmt: skip
def test_a_title_names_the_plans_years(title: str, years: tuple[int | None, int | None]) -> None:
    (table,) = tables(f"{title}\n指标名称|目标值\n甲|2")
    assert (stated(table).baseline_year, stated(table).target_year) == years


def test_a_heading_is_the_category_of_the_rows_below() -> None:
    text = "序号|指标名称|2020年目标值\n一、社会救助||\n1|甲（张）|≥2\n2|乙|≥3\n（二）社区建设||\n3|丙|≥4"
    assert [item.category for item in plan(text).indicators] == ["社会救助", "社会救助", "社区建设"]


def test_a_draft_knows_the_row_of_each_indicator_and_where_it_comes_from() -> None:
    draft = drafted("指标|2015年基期|2020年目标\n一、养老||\n甲|1|2\n合计|1|2\n乙|1|2\n注：初步数")
    assert (draft.rows, draft.indicators) == ((3, 5), 2)
    head = written(draft.map).splitlines()
    assert [line for line in head if line.startswith("# 列：")] == [
        "# 列：指标 = 名称", "# 列：2015年基期 = 基期值", "# 列：2020年目标 = 目标值",
    ]  # fmt: skip
    assert "# 由 mzprog import 从表.csv读入。" in head and "    title: 表.csv" in head and "note:" not in " ".join(head)
    named = written(drafted("某表\n指标|2015年基期|2020年目标\n甲|1|2").map).splitlines()
    assert "# 由 mzprog import 从表.csv读入。表名：某表" in named
    assert "    title: 某表" in named and "    note: 由 mzprog import 从表.csv读入" in named


def test_a_type_over_rows_is_theirs_unless_they_have_their_own() -> None:
    items = plan("指标|属性|2015年基期|2020年目标\n约束性指标|||\n甲||1|2\n乙|预期性|1|2\n丙|引领性|1|2").indicators
    assert [item.type for item in items] == ["约束性", "预期性", "引领性"]
    text = written(drafted("指标|属性|2015年基期|2020年目标\n约束性指标|||\n甲||1|2").map)
    assert text.index("type: 约束性") < text.index("baseline: 1") and "types:" not in text
    assert plan("指标|属性|2015年基期|2020年目标\n甲|约束性|1|2\n丙|引领性|1|2").types == ("引领性",)


def test_a_heading_ends_the_category_above() -> None:
    items = plan("类别|指标|2015年基期|2020年目标\n甲类|a|1|2\n|b|1|2\n二、乙类|||\n|c|1|2").indicators
    assert [item.category for item in items] == ["甲类", "甲类", "乙类"]


def test_a_row_with_figures_is_no_note_and_a_source_has_its_whole_name() -> None:
    name = "《武汉市国民经济和社会发展统计公报》表5"
    found = plan(f"指标|数据来源|2015年基期|2020年目标\n注：甲|{name}|1|2\n注：甲为初步数|||")
    (item,) = found.indicators
    assert (item.name, item.source) == ("注：甲", name)
    assert found.sources[name].title == name


def test_the_nearest_name_with_a_unit_is_that_of_the_row() -> None:
    head = "类别|分类|指标|2015年基期|2020年目标\n"
    (item,) = plan(head + "主要污染物（吨）|减少量（%）|氨氮|1|2").indicators
    assert (item.name, item.unit) == ("氨氮", "%")


def test_a_blank_category_is_the_one_above() -> None:
    text = "类别|指标名称|2020年目标值\n社会救助|甲|≥2\n|乙|≥3\n社区建设|丙|≥4"
    assert [item.category for item in plan(text).indicators] == ["社会救助", "社会救助", "社区建设"]


def test_其中_belongs_to_the_row_above_that_is_none() -> None:
    text = "指标|2020年目标值\n床位（张）|≥35\n其中：护理型（张）|≥20\n其中：家庭（张）|≥5\n站点（个）|≥3"
    assert [(item.name, item.of) for item in plan(text).indicators] == [
        ("床位", None), ("护理型", "床位"), ("家庭", "床位"), ("站点", None),
    ]  # fmt: skip


def test_notes_are_kept_beside_the_plan() -> None:
    draft = drafted("指标|2020年目标值\n甲（张）|≥2\n注：1、甲为估计数。|\n小计之外另有说明|")
    assert [line for line in draft.map.comments if line.startswith("表下")] == [
        "表下：注：1、甲为估计数。", "表下：小计之外另有说明",
    ]  # fmt: skip


SHORT = (
    "类别|指标名称|属性|2015年基数|2020年目标值|2018年实际\n社会救助|甲|约束性|1|5|3\n社会组织|每个社区|预期性|3.5|100"
)


def test_a_row_that_lost_cells_is_reported_and_never_shifted() -> None:
    draft = drafted(SHORT)
    assert draft.remarks == (
        "第3行“每个社区”：比表头少1格，对不上列，没有按位置读；这一行有：“社会组织”、“每个社区”、“预期性”、“3.5”、“100”",
    )
    text = written(draft.map)
    with pytest.raises(PlanError) as refused:
        parse_plan(text.encode())
    (problem,) = refused.value.problems
    assert (problem.code, text.splitlines()[(problem.line or 0) - 1].strip()) == (
        "todo", "target: TODO  # 请对照原表补上这一行",
    )  # fmt: skip
    assert "“3.5”" in text.partition("- name: 每个社区")[0]


def test_a_row_whose_name_may_be_lost_has_no_name() -> None:
    draft = drafted("指标名称|属性|2015年基数|2020年目标值\n约束性|1|5")
    text = written(draft.map)
    assert "- name: TODO" in text and "type: 约束性" in text


def test_a_row_with_cells_beyond_the_head_is_reported_too() -> None:
    assert "比表头多1格" in drafted("指标|2020年目标值\n甲|5|7").remarks[0]


def test_words_that_have_no_place_are_kept_in_the_note() -> None:
    text = "指标|属性|2020年目标值|2018年实际值|完成情况|备注|年均增速\n甲|重点|≥5|6|进展顺利|按年|3%"
    (item,) = plan(text).indicators
    assert item.note == "属性：重点；年均增速：3%；完成情况：进展顺利；按年"
    assert (item.type, item.published) == (None, {})


def test_the_reason_for_a_blank_figure_stands_beside_it() -> None:
    (item,) = plan("指标|2020年目标值|2020年实际值|完成情况\n甲|≥5||机构调整").indicators
    assert [figure.missing for figure in item.whole.observations.values()] == ["机构调整"]


def test_components_and_what_is_not_of_one() -> None:
    text = "指标|2020年目标值|2016年实际值|2017年实际值|2018年实际值\n甲|≥5|城市3农村4|--|7"
    draft = drafted(text)
    assert "2018: TODO  # 表中写作“7”；表中只有一个数，没有分城市、农村" in written(draft.map)
    assert "2017:" not in written(draft.map)


def test_targets_by_component() -> None:
    (item,) = plan("指标|2015年基数|2020年目标值|2018年实际值\n甲|城市1农村2|城市≥90农村≥80|城市3农村4").indicators
    assert [(part.name, part.target.text, str(part.baseline and part.baseline.value)) for part in item.components] == [
        ("城市", "≥90", "1"), ("农村", "≥80", "2"),
    ]  # fmt: skip


NOTE = "\n注：[ ]内为五年累计数。"


def test_totals_in_brackets() -> None:
    text = "指标|2020年目标值|2018年实际值\n甲|[500]|[200]"
    found = written(drafted(text + NOTE).map)
    assert "measure: total" in found and "cumulative: true" in found and "target: 500" in found
    assert written(drafted(text).map).count("TODO") == 2


@pytest.mark.parametrize(
    ("baseline", "target", "asked"),
    [("60", "50", True), ("40", "50", False), ("50", "50", False), ("", "30-40", True), ("60", "≥50", False),
     ("60", "≤50", False), ("--", "50", False), ("城市60农村40", "50", True)],
)  # fmt: skip
def test_direction_is_asked_where_a_target_leaves_it_open(baseline: str, target: str, asked: bool) -> None:
    draft = drafted(f"指标|2015年基数|2020年目标值|2018年实际值\n甲|{baseline}|{target}|55")
    assert [question.key for question in draft.questions if question.key == "direction"] == ["direction"] * asked


@pytest.mark.parametrize(
    ("baseline", "target", "asked"),
    [
        ("50", "50", True), ("", "50", True), ("——", "50", True), ("40", "50", False), ("", "≥50", False),
        ("50", "≤50", False), ("40", "降到30", False), ("", "高于全国平均水平", False), ("40", "若干", False),
    ],
)  # fmt: skip
def test_the_plan_s_direction_is_a_question_where_a_row_rests_on_it(baseline: str, target: str, asked: bool) -> None:
    draft = drafted(f"指标|2015年基数|2020年目标值\n甲|{baseline}|{target}\n乙|40|50", direction=None)
    found = [question for question in draft.questions if question.map is draft.map]
    assert [(q.key, q.words) for q in found] == [("direction", ("正向", "逆向"))] * asked


@pytest.mark.parametrize("cell", ["30-40", "30～40张", "〔30-40〕", "30%-40%", "30至40"])
def test_a_range_is_no_milestone(cell: str) -> None:
    """It is a question, so that what is written can be read; as a target it stays a range."""
    draft = drafted(f"指标|单位|2015年基数|2020年目标值|2018年中期目标\n甲|张|10|50|{cell}")
    assert "2018: TODO" in written(draft.map)
    assert any("区间" in remark or "读不成数值" in remark for remark in draft.remarks)


def test_unclear_cells_stay_open() -> None:
    draft = drafted("指标|2015年基数|2020年目标值|实际值\n甲|约三成|建成3个|38.7")
    text = written(draft.map)
    assert "baseline: TODO  # “约三成”读不成数值" in text
    assert "target: TODO  # “建成3个”读不成数值" in text
    assert "observations: TODO  # 表中写作“38.7”，没有写是哪一期" in text


def test_a_relative_target_gets_its_series() -> None:
    found = plan("指标|2020年目标值\n甲|不低于居民上年度人均消费支出增速")
    assert (found.series, found.indicators[0].whole.target.reference) == (
        {"居民上年度人均消费支出增速": {}}, "居民上年度人均消费支出增速",
    )  # fmt: skip


def test_units_that_differ_are_a_question() -> None:
    text = "指标|单位|2020年目标值\n乙（张）||≥5\n丙||≥5名\n丁（％）|%|≥5"
    assert [item.unit for item in plan(text).indicators] == ["张", "名", "%"]
    draft = drafted("指标|单位|2020年目标值\n甲（张）|万张|≥5")
    (question,) = draft.questions
    assert (question.key, question.words, draft.remarks) == (
        "unit", ("张", "万张"), ("第2行“甲”：名称里的单位“张”与单位列的“万张”不同",),
    )  # fmt: skip


def test_merged_figures() -> None:
    """A figure merged with the one above counts for both rows; one across two columns for neither."""
    page = (
        "<table><tr><td>指标<td>2015年基数<td>2020年目标值<tr><td>甲<td rowspan=2>3<td>≥5<tr><td>乙<td>≥6"
        "<tr><td>丙<td colspan=2>7</table>"
    )
    (table,) = find_tables(read_grids(page.encode()))
    draft = draft_plan(table, stated(table)._replace(direction="正向", title="某"), "x")
    assert [remark.partition("：")[2] for remark in draft.remarks] == [
        "2015年基数：这一格与上一行合并，两行用同一个数",
        "2015年基数：这一格横跨几列，看不出是哪一列的数",
        "2020年目标值：这一格横跨几列，看不出是哪一列的数",
    ]


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(Refusal, match="没有指标行"):
        drafted("指标|2020年目标值")


@pytest.mark.parametrize("text", ["姓名|年龄\n甲|5", "指标名称|责任单位\n甲|乙", "2015年|2020年\n1|2", "甲\n乙"])
def test_other_tables_are_none(text: str) -> None:
    assert tables(text) == []


def test_what_is_left_open_is_quoted_as_it_stood() -> None:
    (found,) = find_tables(read_grids('指标名称,2018年,2020年目标\n甲,"约 5\n7",10\n'.encode()))
    text = written(draft_plan(found, stated(found), "表").map)
    assert "2018年是“约5 7”，看不出2018年是实际值还是年度计划" in text


def listed(*rows: str, head: str = "序号,指标名称,2018年实际,2020年目标") -> Draft:
    (found,) = find_tables(read_grids("\n".join([head, *rows]).encode()))
    return draft_plan(found, stated(found), "表")


def test_a_category_heads_its_rows_wherever_it_comes_again() -> None:
    text = written(
        listed(
            *(f"{one},床位{n},1,2" for n, one in enumerate("甲甲乙甲甲")), head="类别,指标名称,2018年实际,2020年目标"
        ).map
    )
    assert [line.strip(" #-") for line in text.splitlines() if "---- " in line] == ["甲", "乙", "甲"]


SUMS = ("合计", "总计", "小计", "总分", "得分", "综合得分", "总得分", "Total", "合计得分")


@pytest.mark.parametrize("word", SUMS)
def test_what_adds_up_the_rows_is_no_indicator(word: str) -> None:
    found = listed("1,床位,1,2", "2,面积,1,2", "3,人数,1,2", f",{word},3,6")
    assert found.indicators == 3
    assert f"第5行：是“{word}”，没有读入" in found.remarks


@pytest.mark.parametrize("row", ["4,,5,6", ",,5,6"])
def test_a_row_that_names_nothing_is_told(row: str) -> None:
    found = listed("1,床位,1,2", "2,面积,1,2", "3,人数,1,2", row)
    assert found.indicators == 3
    (told,) = (remark for remark in found.remarks if remark.startswith("第5行"))
    assert "没有读入" in told


@pytest.mark.parametrize(
    ("title", "head", "years"),
    [
        ("2030年碳达峰工作主要目标", "现状值,目标值", (None, 2030)),
        ("2035年远景目标主要指标", "现状值,目标值", (None, 2035)),
        ("2025年主要发展目标", "现状值,目标值", (None, 2025)),
        ("2025年主要发展目标", "单位,目标值", (None, 2025)),
        ("2025年规划目标", "单位,目标值", (None, 2025)),
        ("乡村建设规划目标表（2022年编制）", "现状值,目标值", (None, None)),
        ("重点工作目标（2022年修订版）", "现状值,目标值", (None, None)),
        ("2023年工作目标", "基期值,目标值", (None, 2023)),
        ("2023年工作目标", "2022年基期值,目标值", (2022, 2023)),
        ("2023年工作目标", "上年实际,目标值", (2022, 2023)),
        ("2023年工作目标", "单位,目标值", (2022, 2023)),
        ("2023年乡村振兴规划任务", "单位,目标值", (2022, 2023)),
        ("“十四五”规划2023年工作任务分解表", "单位,年度目标", (2022, 2023)),
        ("“十四五”规划和2035年远景目标主要指标", "现状值,目标值", (2020, 2025)),
        ("“十四五”规划主要指标2023年完成情况", "目标值,完成值", (2020, 2025)),
        ("“十四五”规划指标2023年度监测", "目标值,完成值", (2020, 2025)),
        ("2024年经济社会发展目标", "上年实际,目标值", (2023, 2024)),
    ],
)
def test_one_year_in_the_title_is_that_of_a_years_tasks_or_the_end_of_a_plan(
    title: str, head: str, years: tuple[int | None, int | None]
) -> None:
    """The year before is the baseline of a year's tasks only, and not where a baseline names no year."""
    (table,) = find_tables(read_grids(f"{title},,\n指标,{head}\n非化石占比（%）,15,25\n".encode()))
    facts = stated(table)
    assert (facts.baseline_year, facts.target_year) == years
