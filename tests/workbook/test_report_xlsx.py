"""The workbook: its formulas word for word, the values beside them, and text that stays text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter

from mzprog import evaluate, load_plan
from mzprog.core.period import period_words
from mzprog.core.plan import Plan
from mzprog.core.quantity import trimmed
from mzprog.core.results import Assessment
from mzprog.core.rules import TITLES
from mzprog.core.wording import marks
from mzprog.planfile.load import parse_plan
from mzprog.render.clean import halves
from mzprog.workbook import report as workbook_report
from mzprog.workbook import write as xlsx
from mzprog.workbook.report import workbook
from mzprog.workbook.sheets import Entry, Formula, Sheet, Workbook, area
from tests.conftest import ROOT, plan_of
from tests.report.hostile import HOSTILE_PLAN, LONG_PLAN, TEXTS, readable

EVERY_RULE = ROOT / "tests/report/every-rule.yaml"
FIRST = 5  # the table's first row, as a spreadsheet counts


def table_of(plan: Plan, year: int = 2018) -> dict[str, Entry]:
    """Return the cells of a one-row plan's table by their heads."""
    sheet = workbook(evaluate(plan, year)).sheets[0]
    heads = [entry.content for entry in sheet.rows[FIRST - 2]]
    return {str(head): entry for head, entry in zip(heads, sheet.rows[FIRST - 1], strict=True)}


def formula(plan: Plan, head: str, year: int = 2018) -> str:
    content = table_of(plan, year)[head].content
    assert isinstance(content, Formula)
    return content.text


# For each: the plan's row, and the formulas of 应达值, 进展率（%）, 采用算法 and 达到目标 in row 5, where D is the
# baseline, E the target, F the observation, G 应达值 and H 进展率; O and P are the years passed and in all, Q is the
# value compared, R the lower and S the upper bound, T the rule applied, U whether the target is met.
WORD_FOR_WORD = [
    (
        "baseline: 37, target: 50, observations: {2018: 38.7}",
        'IF(T5="线性型",D5+(R5-D5)*O5/P5,IF(T5="达标",R5,""))',
        'IF(T5="线性型",ROUND((Q5-D5)/(G5-D5)*100,10),IF(T5="达标",IF(ROUND(Q5-R5,10)>=0,100,'
        'IF(R5>0,ROUND(Q5/R5*100,10),IF(R5<0,ROUND(R5/Q5*100,10),0))),""))',
        'IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5)),IF(OR(NOT(ISNUMBER(D5)),D5>=R5),"达标",'
        'IF(ROUND(D5+(R5-D5)*O5/P5-D5,10)<=0,"达标","线性型")),"")',
        "IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5)),ROUND(Q5-R5,10)>=0,FALSE)",
    ),
    (
        "rule: exponential, baseline: 50, target: ＜30, observations: {2018: 38.7}",
        'IF(T5="指数型",D5*(S5/D5)^(O5/P5),IF(T5="达标",S5,""))',
        'IF(T5="指数型",ROUND(((Q5/D5)^(1/O5)-1)/((S5/D5)^(1/P5)-1)*100,10),IF(T5="达标",IF(ROUND(Q5-S5,10)<=0,100,'
        'IF(S5>0,ROUND(S5/Q5*100,10),IF(S5<0,ROUND(Q5/S5*100,10),0))),""))',
        'IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(S5)),IF(OR(NOT(ISNUMBER(D5)),D5<=S5),"达标",'
        'IF(AND(D5*S5>0,Q5*D5>=0),IF(ROUND(D5*(S5/D5)^(O5/P5)-D5,10)>=0,"达标","指数型"),'
        'IF(U5,"达标","不适用"))),"")',
        "IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(S5)),ROUND(Q5-S5,10)<0,FALSE)",
    ),
    (
        "rule: index, baseline: 37, target: ≥50, observations: {2018: 38.7}",
        'IF(T5="定基指数型",D5+(R5-D5)*O5/P5,IF(T5="达标",R5,""))',
        'IF(T5="定基指数型",ROUND(Q5/G5*100,10),IF(T5="达标",IF(ROUND(Q5-R5,10)>=0,100,'
        'IF(R5>0,ROUND(Q5/R5*100,10),IF(R5<0,ROUND(R5/Q5*100,10),0))),""))',
        'IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5)),IF(OR(NOT(ISNUMBER(D5)),D5>=R5),"达标",'
        'IF(AND(D5>0,R5>0,(D5+(R5-D5)*O5/P5)>0,Q5>0),IF(ROUND(D5+(R5-D5)*O5/P5-D5,10)<=0,"达标","定基指数型"),'
        'IF(U5,"达标","不适用"))),"")',
        "IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5)),ROUND(Q5-R5,10)>=0,FALSE)",
    ),
    (
        "target: 30-40, direction: 适度, observations: {2018: 38.7}",
        'IF(T5="达标",IF(ROUND(Q5-S5,10)>0,S5,R5),"")',
        'IF(T5="达标",IF(AND(ROUND(Q5-R5,10)>=0,ROUND(Q5-S5,10)<=0),100,'
        'IF(ROUND(Q5-R5,10)<0,IF(R5>0,ROUND(Q5/R5*100,10),IF(R5<0,ROUND(R5/Q5*100,10),0)),'
        'IF(S5>0,ROUND(S5/Q5*100,10),IF(S5<0,ROUND(Q5/S5*100,10),0)))),"")',
        'IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5),ISNUMBER(S5)),"达标","")',
        "IF(AND(O5>0,ISNUMBER(Q5),ISNUMBER(R5),ISNUMBER(S5)),AND(ROUND(Q5-R5,10)>=0,ROUND(Q5-S5,10)<=0),FALSE)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "planned", "rate", "applied", "met"), WORD_FOR_WORD, ids=["linear", "exponential", "index", "range"]
)
def test_the_rules_word_for_word(row: str, planned: str, rate: str, applied: str, met: str) -> None:
    plan = plan_of(f"name: 甲, {row}")
    assert formula(plan, "应达值") == planned
    assert formula(plan, "进展率（%）") == rate
    assert formula(plan, "采用算法") == applied
    assert formula(plan, "达到目标") == met


def test_the_verdict_compares_the_rounded_rate_with_the_thresholds() -> None:
    plan = plan_of("name: 甲, baseline: 37, target: 50, observations: {2018: 38.7}")
    looked_up = "LOOKUP(H5,'方法'!$A$5:$A$7,'方法'!$B$5:$B$7)"
    assert formula(plan, "评价") == f"IF(ISNUMBER(H5),IF(U5,'方法'!$B$8,{looked_up}),\"无法评估\")"
    assert "ROUND(" in formula(plan, "进展率（%）")


def test_the_trap_of_binary_arithmetic() -> None:
    """0.4 to 7.4 with 4.6 after three of five years: exactly 100 here, 99.99…9 to a spreadsheet that does not round."""
    cells = table_of(plan_of("name: 甲, baseline: 0.4, target: 7.4, observations: {2018: 4.6}"))
    rate, verdict = cells["进展率（%）"].content, cells["评价"].content
    assert isinstance(rate, Formula)
    assert isinstance(verdict, Formula)
    assert (rate.value, verdict.value) == (Decimal(100), "进展良好")
    unrounded = (4.6 - 0.4) / (0.4 + (7.4 - 0.4) * 3 / 5 - 0.4) * 100
    assert unrounded < 100 <= round(unrounded, 10)


@pytest.mark.parametrize(("kind", "observed", "expected"), [
    ("stock", "{2018: 5}", 'IF(ISNUMBER(F5),F5,"")'),
    ("flow", "{2018H1: 5}", 'IF(ISNUMBER(F5),F5*12/6,"")'),
    ("flow, cumulative: true", "{2018Q3: 5}", 'IF(ISNUMBER(F5),F5*12/9,"")'),
    ("flow", "{2018: 5}", 'IF(ISNUMBER(F5),F5,"")'),
    ("total", "{2016: 5, 2017H1: 2, 2017H2: 3, 2018: 4}", 'IF(COUNT(F5:H5)=3,SUM(F5:H5),"")'),
])  # fmt: skip
def test_what_is_compared(kind: str, observed: str, expected: str) -> None:
    assert (
        formula(plan_of(f"name: 甲, measure: {kind}, target: 50, direction: 正向, observations: {observed}"), "比较值")
        == expected
    )


def test_a_year_of_a_total_adds_up_its_parts() -> None:
    total = "measure: total, target: 9, direction: 正向"
    cells = table_of(plan_of(f"name: 甲, {total}, observations: {{2016: 5, 2017H1: 2, 2017H2: 3, 2018: 4}}"))
    assert cells["2017年"].content == Formula("2+3", Decimal(5))
    assert cells["2017年"].style == "input"


def test_milestones_stand_on_a_sheet_of_their_own() -> None:
    plan = plan_of("name: 甲, baseline: 10, target: 50, milestones: {2016H1: 12, 2017: 20}, observations: {2018: 30}")
    sheets = {sheet.name: sheet for sheet in workbook(evaluate(plan, 2018)).sheets}
    assert [[entry.content for entry in row] for row in sheets["中期目标"].rows[1:]] == [
        ["甲", "2016H1", Decimal("0.5"), Decimal(12)], ["甲", "2017", Decimal(2), Decimal(20)],
    ]  # fmt: skip
    assert "SUMPRODUCT(--('中期目标'!$C$2:$C$3<" in formula(plan, "已过中期目标")
    assert formula(plan, "应达值").startswith('IF(Z5="线性型",V5+(X5-V5)*(O5-U5)/(W5-U5)')


def test_components_have_a_sheet_and_their_row_takes_the_worst() -> None:
    found = workbook(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018))
    parts = next(sheet for sheet in found.sheets if sheet.name == "分项")
    assert [row[1].content for row in parts.rows[4:]] == ["城市", "农村"]
    assert (found.sheets[0].filtered, parts.filtered) == (
        True,
        False,
    )  # sorting components would part them from their row
    row = found.sheets[0].rows[6]
    assert isinstance(row[9].content, Formula)
    assert row[9].content.text.startswith("IF(ISNUMBER(")
    assert "SUMPRODUCT(MIN('分项'!$J$5:$J$6" in row[9].content.text
    shown = row[7].content
    assert isinstance(shown, Formula)
    assert (shown.text, shown.value) == (
        "'分项'!$B$5&TEXT('分项'!$H$5,\"0.00######\")&CHAR(10)&'分项'!$B$6&'分项'!$H$6", "城市30.05\n农村44",
    )  # fmt: skip


PLANS = [
    (path, year) for path in (*sorted((ROOT / "plans").glob("*.yaml")), EVERY_RULE) for year in (2016, 2018, 2020, 2021)
]


@pytest.mark.parametrize(("path", "year"), PLANS, ids=lambda value: getattr(value, "stem", value))
def test_the_values_beside_the_formulas_are_the_tools(path: Any, year: int) -> None:
    """Rates to ten decimals, verdicts, marks and reasons of every row of every plan."""
    assessment = evaluate(load_plan(str(path)), year)
    sheet = workbook(assessment).sheets[0]
    heads = [entry.content for entry in sheet.rows[FIRST - 2]]
    for row, entries in zip(assessment.rows, sheet.rows[FIRST - 1 :], strict=True):
        contents = {str(head): entry.content for head, entry in zip(heads, entries, strict=True)}
        value = {head: found.value if isinstance(found, Formula) else found for head, found in contents.items()}
        assert value["进展率（%）"] == ("" if row.rate is None else Decimal(trimmed(row.rate, 10)))
        assert value["评价"] == row.verdict
        assert value["完成情况"] == marks(row)
        told = [] if isinstance(contents["评价"], Formula) else ["结果由程序算出，改数后这一行不会重算"]
        assert value["说明"] == "；".join([*filter(None, [row.reason]), *told])


@pytest.mark.parametrize(("path", "year"), PLANS, ids=lambda value: getattr(value, "stem", value))
def test_a_head_takes_two_lines_at_most_and_a_judgement_one(path: Any, year: int) -> None:
    assessment = evaluate(load_plan(str(path)), year)
    sheet = workbook(assessment).sheets[0]
    places = {str(head.content): at for at, head in enumerate(sheet.rows[FIRST - 2])}
    assert [head for head, at in places.items() if halves(head) > 2 * sheet.widths[at]] == []
    said = [{"评价": row.verdict, "完成情况": marks(row), "采用算法": TITLES[row.rule]} for row in assessment.rows]
    for head in said[0]:
        assert max(halves(labels[head]) for labels in said) <= sheet.widths[places[head]], head


def test_the_counts_are_live() -> None:
    found = workbook(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018))
    sheet = next(sheet for sheet in found.sheets if sheet.name == "汇总")
    values = [[e.content.value for e in row[1:] if isinstance(e.content, Formula)] for row in sheet.rows[2:5]]
    assert values == [[23, 16, 6, 1, 0], [11, 8, 2, 1, 0], [12, 8, 4, 0, 0]]
    first = sheet.rows[2][2].content
    assert isinstance(first, Formula)
    assert first.text == "SUMPRODUCT(('评估表'!$K$5:$K$27<>\"\")*EXACT('评估表'!$K$5:$K$27,C$2))"


def test_sheets_names_and_order() -> None:
    plan = load_plan(str(EVERY_RULE))
    assert [s.name for s in workbook(evaluate(plan, 2018)).sheets] == [
        "评估表",
        "汇总",
        "分项",
        "中期目标",
        "方法",
        "来源",
    ]
    plans = [evaluate(load_plan(str(ROOT / f"plans/{name}.yaml")), 2020) for name in ("wuhan", "tianmen-13th")]
    names = [s.name for s in workbook_report.comparison(plans).sheets]
    assert names == [
        "对比",
        "共有指标",
        "1武汉市-评估表",
        "1武汉市-分项",
        "1武汉市-方法",
        "2天门市-评估表",
        "2天门市-方法",
    ]


def opened(assessment: Assessment) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(workbook(assessment))))


def test_it_looks_as_a_workbook_should() -> None:
    """Head and names stand still, filters, colours by verdict, working folded away, A4 on its side, one page wide."""
    sheet = opened(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018))["评估表"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C5", "A4:Z27")
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.print_title_rows, sheet.print_area) == ("$3:$4", "'评估表'!$A$1:$N$27")
    assert sheet["J5"].number_format == "0.00"
    assert sheet["E6"].number_format == '"≥"General'
    assert sheet["E6"].value == 99
    assert (sheet.column_dimensions["O"].hidden, sheet.column_dimensions["O"].outlineLevel) == (True, 1)
    rules = [rule.formula[0] for found in sheet.conditional_formatting for rule in found.rules]
    assert rules == [f"K5='方法'!$B${row}" for row in (5, 6, 7, 8, 9)]


def test_a_column_has_room_for_its_widest_figure() -> None:
    """Else a spreadsheet shows ### in place of it."""
    plan = plan_of("name: 甲, baseline: 1234567.89, target: '≥7,654,321.98', observations: {2018: 2034567.891}")
    sheet = opened(evaluate(plan, 2018))["评估表"]
    heads = {str(c.value): get_column_letter(at) for at, c in enumerate(sheet[FIRST - 1], 1)}
    for head, shown in (("基期（2015年）", "1,234,567.89"), ("目标（2020年）", "≥7,654,321.98"),
                        ("2018年", "2,034,567.891"), ("应达值", "5,086,420.3")):  # fmt: skip
        assert sheet.column_dimensions[heads[head]].width > len(shown) + 1, head
    assert sheet.column_dimensions[heads["评价"]].width < 12


def test_the_heads_of_every_sheet_stand_still() -> None:
    still = {sheet.title: sheet.freeze_panes for sheet in opened(evaluate(load_plan(str(EVERY_RULE)), 2018))}
    assert still == {"评估表": "C5", "汇总": "A3", "分项": "C5", "中期目标": "A2", "方法": "A1", "来源": "A2"}
    plans = [evaluate(load_plan(str(ROOT / f"plans/{name}.yaml")), 2020) for name in ("wuhan", "jianghan-13th")]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(workbook_report.comparison(plans))))
    assert [(sheet.title, sheet.freeze_panes) for sheet in book][:3] == [
        ("对比", "B3"), ("共有指标", "A2"), ("1武汉市-评估表", "C5"),
    ]  # fmt: skip


def strings_of(book: openpyxl.Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield cell.data_type, cell.value


@pytest.mark.parametrize("data", [HOSTILE_PLAN, LONG_PLAN], ids=["hostile", "long"])
def test_text_never_becomes_a_formula(data: bytes) -> None:
    """Every formula of the file is one of ours, and none of ours holds a word of the plan's."""
    assessment = evaluate(parse_plan(data), 2018)
    ours = {
        f"={e.content.text}"
        for s in workbook(assessment).sheets
        for row in s.rows
        for e in row
        if isinstance(e.content, Formula)
    }
    made = opened(assessment)
    found = {value for kind, value in strings_of(made) if kind == "f"}
    assert found == ours
    for text in (t for t in TEXTS if len(t) > 4 and t.isprintable()):
        assert not any(text in word for word in ours)
    if data is HOSTILE_PLAN:
        shown = {value for kind, value in strings_of(made) if kind == "s"}
        assert {"=1+1（=1+1）", "<script>window.broken = 1</script>"} <= shown | {v.partition("（")[0] for v in shown}


@given(st.text(max_size=40))
@settings(max_examples=40)
def test_any_text_comes_back(text: str) -> None:
    """What XML cannot hold is dropped; all else, be it written like a formula or an escape, is read as it was."""
    made = xlsx.render(Workbook(text, (Sheet("表", ((Entry(text), Entry(Decimal(1))),), (10, 10), heads=0),)))
    package = zipfile.ZipFile(io.BytesIO(made))
    assert package.testzip() is None
    cell = openpyxl.load_workbook(io.BytesIO(made))["表"]["A1"]
    assert cell.data_type in {"s", "n"}
    assert (cell.value or "") == readable(text)


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    made = xlsx.render(Workbook("长", (Sheet("表", ((Entry("字" * 40_000),),), (10,), heads=0),)))
    value = openpyxl.load_workbook(io.BytesIO(made))["表"]["A1"].value
    assert isinstance(value, str)
    assert value.endswith("（文字过长，以下从略）")


@pytest.mark.parametrize("count", [30, 3000])
def test_formulas_fit_into_a_cell(count: int) -> None:
    """8192 characters are all that a spreadsheet takes, however many components a row has."""
    parts = ", ".join(f"分项{n}: {{observations: {{2018: {n}}}}}" for n in range(count))
    plan = plan_of(f"name: 甲, baseline: 0, target: 9, components: {{{parts}}}")
    for sheet in workbook(evaluate(plan, 2018)).sheets:
        for row in sheet.rows:
            assert all(len(e.content.text) < 8192 for e in row if isinstance(e.content, Formula))


def test_an_area_is_one_that_sorting_leaves_alone() -> None:
    assert area("评估表", 27, range(4, 9)) == "'评估表'!$AB$5:$AB$9"


def test_the_page_of_sources_has_the_figures_known_by_then() -> None:
    """Where each stands, with its note; later observations are not those of this report."""
    text = """plan: 某规划
baseline_year: 2015
target_year: 2020
sources: {年报: {title: 统计年报}, 规划: {title: 规划文本}}
source: 年报
indicators:
  - name: 床位
    baseline: 1
    target: {value: 5, source: 规划}
    observations: {2018: {value: 2, note: 快报}, 2019: 3}
"""
    page = opened(evaluate(parse_plan(text.encode()), 2018))["来源"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    listed = [row for row in rows if len(row) > 1 and row[1] == "床位"]
    assert [(row[0], row[2], row[3], row[5]) for row in listed] == [
        ("[1]", "基期值", "1", None), ("[2]", "目标值", "5", None), ("[1]", "2018观测值", "2", "快报"),
    ]  # fmt: skip


def test_the_workbook_shows_what_the_plan_prints() -> None:
    """Targets, decimals and thousands as the plan has them while the cells stay numbers; who answers for a row."""
    plan = parse_plan((ROOT / "tests/report/parts-of-years.yaml").read_bytes())
    sheet, *_, parts = (s for s in workbook(evaluate(plan, 2022)).sheets if s.name in {"评估表", "分项"})
    heads = [str(entry.content) for entry in sheet.rows[FIRST - 2]]
    rows = {str(row[1].content): dict(zip(heads, row, strict=True)) for row in sheet.rows[FIRST - 1 :]}
    target, year, so_far = "目标（2025年）", "2022年", "至今累计（增速为年均）"
    whole = rows["累计半年（个）"]
    assert (whole[target].content, whole[target].form) == (Decimal(45000), '"["#,##0"]"')
    assert (whole[year].form, whole[so_far].content) == ("#,##0", Formula("T6", Decimal(5000)))
    assert rows["累计季度（个）"][target].form == '"[≥"General"]"'
    assert rows["累计分项（个）"]["责任单位"].content == "民政局"
    assert rows["累计分项（个）"][target].content == "城市[100]\n农村[1,200]"
    joined = rows["累计分项（个）"][year].content
    assert isinstance(joined, Formula)
    assert (joined.value, "TEXT(" in joined.text) == ("城市11.50\n农村120", True)
    assert (rows["率（%）"]["2021年"].form, rows["率（%）"][so_far].content) == ("0.00######", "—")
    assert rows["年度计划（个）"][so_far].content == Decimal(5)
    assert [str(entry.content) for entry in parts.rows[FIRST - 2]][1:4] == ["分项", "属性", "责任单位"]


def test_columns_that_no_row_needs_are_not_there() -> None:
    plan = plan_of("name: 甲, baseline: 1, target: 5, observations: {2018: 3}")
    assert not {"责任单位", "至今累计（增速为年均）"} & set(table_of(plan))


@pytest.mark.parametrize(
    ("indicator", "follows"),
    [
        ("measure: flow, baseline: 100, target: ≤80, observations: {2018: 90}", True),
        ("measure: flow, baseline: 100, target: ≤80, observations: {2018H1: 45}", False),  # kept or not shows later
        ("measure: flow, baseline: 100, target: ≥180, observations: {2018H1: 45}", True),
        ("target: ≥8, observations: {2018: 9}, tiers: [{from: 90, label: 进展良好}, {from: 5, label: 滞后}, "
         "{label: 严重滞后}]", False),
        ("measure: total, cumulative: true, target: ≥8, observations: {2018: 3}", False),
        ("rule: log, baseline: 1, target: 8, observations: {2018: 2}", False),
    ],
)  # fmt: skip
def test_a_row_whose_formulas_cannot_follow_says_so(indicator: str, follows: bool) -> None:
    """Its results stand as they were computed, with its period and its rule; the note says that they stay."""
    assessment = evaluate(plan_of(f"name: 甲, {indicator}"), 2018)
    cells = table_of(assessment.plan)
    assert isinstance(cells["进展率（%）"].content, Formula) is follows
    assert ("不会重算" in str(cells["说明"].content)) is not follows
    (period,) = assessment.plan.indicators[0].whole.observations
    assert cells["数据所属期"].content == period_words(period)


OWN = "tiers: [{from: 100, label: 进展良好}, {label: 滞后}]"
METHODS = [
    "method: {outcomes: [{from: 100, label: 完成}, {label: 未完成}]}",
    f"method: {{met_first: false, {OWN}}}",
    "method: {outlook_limits: [{to: 2, label: 稳}, {to: 5, label: 急}, {label: 险}]}",
    "method: {outlook_limits: [{to: 2, label: 稳}, {label: 险}]}",
]


def _blue(assessment: Assessment) -> Iterator[tuple[str, int, int, list[str]]]:
    """Yield each cell that looks as if it may be changed: sheet, row, column, the formulas of its row."""
    for sheet in workbook(assessment).sheets:
        for place, row in enumerate(sheet.rows):
            formulas = [e.content.text for e in row if isinstance(e.content, Formula)]
            for column, entry in enumerate(row):
                if entry.style == "input":
                    yield sheet.name, place, column, formulas


@pytest.mark.parametrize(("path", "year"), PLANS, ids=lambda value: getattr(value, "stem", value))
def test_what_looks_as_if_it_may_be_changed_is_read_by_a_formula(path: Any, year: int) -> None:
    """No figure of a row whose results stand still is blue, and of the others none that no formula reads."""
    assessment = evaluate(load_plan(str(path)), year)
    for name, place, column, formulas in _blue(assessment):
        if name in {"评估表", "分项"}:
            assert any("'方法'!" in f for f in formulas), (name, place)  # its verdict is looked up
            cell = get_column_letter(column + 1)
            assert any(_reads(f, cell, column + 1, place + 1) for f in formulas), (name, place, column)


def _reads(text: str, letters: str, column: int, row: int) -> bool:
    ranges = re.findall(rf"(?<![$\w!])([A-Z]+){row}:([A-Z]+){row}(?!\d)", text)
    index = column_index_from_string
    return bool(re.search(rf"(?<![$\w!]){letters}{row}(?!\d)", text)) or any(
        index(first) <= column <= index(last) for first, last in ranges
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_workbook_of_which_no_row_follows_offers_nothing_to_change(method: str) -> None:
    text = f"""{{plan: 某规划, baseline_year: 2015, target_year: 2020, {method}, indicators: [
        {{name: 甲, baseline: 1, target: 5, milestones: {{2017: 2}}, observations: {{2018: 3}}}},
        {{name: 乙, baseline: 1, target: 5, components: {{东: {{observations: {{2018: 3}}}}}}}}]}}"""
    assessment = evaluate(parse_plan(text.encode()), 2018)
    assert list(_blue(assessment)) == []
    sheets = {sheet.name: sheet for sheet in workbook(assessment).sheets}
    assert sheets["评估表"].rows[1][0].content == "各项结果由程序算出，改数后不会重算。右边折起的各列是计算步骤。"
    limits = [row[1].content for row in sheets["方法"].rows if row and row[0].content == "提速倍数的界限"]
    own = assessment.method.outlook_limits
    told = [f"{one.label}：不超过{one.to}" if one.to else f"{one.label}：其余" for one in own]
    assert limits == (told if "outlook_limits" in method else [Decimal(3)])


def test_a_row_that_follows_beside_one_that_does_not() -> None:
    plan = plan_of(
        "name: 甲, baseline: 1, target: 5, observations: {2017: 2, 2018: 3}",
        "name: 乙, rule: log, baseline: 1, target: 5, observations: {2017: 2, 2018: 3}",
    )
    assessment = evaluate(plan, 2018)
    sheet = workbook(assessment).sheets[0]
    heads = [str(entry.content) for entry in sheet.rows[FIRST - 2]]
    blue = [(place - FIRST + 1, heads[column]) for name, place, column, _ in _blue(assessment) if name == "评估表"]
    assert blue == [(0, head) for head in ("基期（2015年）", "目标（2020年）", "2018年", "已过年数", "全程年数")]
    assert str(sheet.rows[1][0].content).startswith("蓝色数字可以改")


@pytest.mark.parametrize(("observed", "form"), [("99.996", "0.000"), ("99.5", None), ("39.9996", "0.0000")])
def test_a_rate_has_the_decimals_that_its_verdict_needs(observed: str, form: str | None) -> None:
    page = opened(evaluate(plan_of(f"name: 甲, target: ≥100, observations: {{2018: {observed}}}"), 2018))
    rates = [c for row in page["评估表"].iter_rows() for c in row if isinstance(c.value, str) and "ROUND(" in c.value]
    assert {form or "0.00"} <= {cell.number_format for cell in rates}
