"""The sentences of a report: for no, one and many indicators, for rises and falls, for every kind of figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from mzprog import evaluate
from mzprog.answers import report
from mzprog.answers.narrative import lead_lines, working_lines
from mzprog.answers.overview import score_cell
from mzprog.core.period import parse_period, period_words
from mzprog.core.plan import Plan
from mzprog.core.results import AsOf
from mzprog.core.wording import count_lines, remark_lines
from mzprog.planfile.load import load_plan, parse_plan
from mzprog.render.document import Section, Table
from tests.conftest import ROOT, Run, plan_of


def section(plan: Plan, year: int, title: str, since: int | None = None) -> tuple[str, ...]:
    form = report.Form(earlier=None if since is None else AsOf.in_year(since))
    parts = report.document(evaluate(plan, year), form).parts
    return next(part.lines for part in parts if isinstance(part, Section) and part.title.startswith(title))


KINDS = load_plan(str(ROOT / "tests/report/every-kind.yaml"))
FACTS = {
    "每千名老年人口养老床位数": "2022年实际42.0，应达46，差4；2020年末以来年均增加1，此后3年每年需增加4.33，"
    "是以往的4.3倍；按以往速度，到2025年末为45，目标是≥55；目前达到42.4即为滞后，达到46即为进展良好。",
    "困境儿童意外死亡率": "2022年实际46，应达42，高出4；2020年末以来年均下降2，此后3年每年需下降5.33，是以往的2.7倍；"
    "按以往速度，到2025年末为40，目标是30；目前降到42即为进展良好。",
    "年服务老年人次": "2022年上半年实际6（折全年12），应达13，差1；2020年末以来年均增加1.33，此后3.5年每年需增加2.29，"
    "是以往的1.7倍；按以往速度，到2025年末为16.67，目标是20；2022年上半年当期的数达到6.5即为进展良好。",
    "新增社区服务站": "到2022年累计11500，应达18000，差6500；2020年末以来年均增加5750，此后3年每年需增加11166.67，"
    "是以往的1.9倍；按以往速度，到2025年末累计为28750，目标是45000；2022年当期的数达到13000即为进展良好。",
    "适老化改造累计户数": "到2022年累计900，应达1200，差300；2020年末以来年均增加450，此后3年每年需增加700，"
    "是以往的1.6倍；按以往速度，到2025年末累计为2250，目标是3000；目前达到1200即为进展良好。",
    "社会组织总收入增速": "到2022年年均增速5.519，应达6.5，差0.981个百分点；2020年末以来年均增长5.519%，"
    "此后3年每年需增长7.159%，是以往的1.3倍；按以往速度，到2025年末年均增速为5.519，目标是≥6.5；"
    "2022年当期的数达到4.924即为进展良好。",
    "社会组织从业人员": "2022年实际12900，应达13738.8，差838.8；2020年末以来年均增加450，此后3年每年需增加1310.21，"
    "提速倍数（按进展率折算）2.4；按以往速度，到2025年末为14378.13，目标是年均增长7%；目前达到13738.8即为进展良好。",
    "单位建筑能耗": "到2022年累计下降2.515，应达5.4，差2.885个百分点；2020年末以来年均下降1.258个百分点，"
    "此后3年每年需下降3.662个百分点，是以往的2.9倍；按以往速度，到2025年末累计下降为6.288，目标是13.5；"
    "2022年当期的数达到2.475即为进展良好。",
    "捐赠收入变动": "到2022年累计变动6.08，应达12，差5.92个百分点；2020年末以来年均增加3.04个百分点，"
    "此后3年每年需增加7.97个百分点，是以往的2.6倍；按以往速度，到2025年末累计变动为15.2，目标是30；"
    "2022年当期的数达到9.81即为进展良好。",
    "殡葬用地总量": "到2022年累计170，应达132，高出38；2020年末以来年均增加85，此后3年每年至多增加53.33；"
    "按以往速度，到2025年末累计为425，目标是≤330。",
    "救助标准占消费支出的比重": "农村：2022年实际27.5，应达30，差2.5个百分点；目前达到30即为进展良好。",
    "婚姻登记合格率": "2022年实际98.6，应达99，差0.4个百分点；目前达到99即为进展良好。",
    "救助保障水平": "2022年人工判定为未达到。",
    "事实无人抚养儿童保障率": "2022年实际70，应达80，差10个百分点；2020年末以来年均增加5个百分点，"
    "此后3年每年需增加6.67个百分点，是以往的1.3倍；按以往速度，到2025年末为85，目标是90左右（±1）；"
    "目前达到80即为进展良好。",
    "临时救助人次": "2022年实际3100，应达6000，差2900；目前达到6000即为进展良好。",
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_each_kind_is_told_in_its_own_terms(name: str) -> None:
    """What adds up as 累计, growth as 年均增速, a fall as 下降; percentages differ in points."""
    (line,) = [line for line in section(KINDS, 2022, "三、") if line.startswith(name)]
    facts, forecast, _ = line.split("\n")[1].partition("预测：")
    assert (facts, forecast) == (FACTS[name], "预测：")


def test_what_was_used_is_not_to_be_taken_back() -> None:
    """A rise of what is to fall is a rise, and no more pace is asked for than there is."""
    plan = plan_of("name: 死亡率, baseline: 50, target: 30, direction: 逆向, observations: {2018: 56}")
    (line,) = section(plan, 2018, "三、")
    assert (
        "2018年实际56，应达38，高出18；2015年末以来年均增加2，此后2年每年需下降13；按以往速度，到2020年末为60" in line
    )


WELL, LATE = "baseline: 0, target: 10, observations: {2018: 6}", "baseline: 0, target: 10, observations: {2018: 5}"
BINDING, EXPECTED = "type: 约束性, category: 甲类", "type: 预期性, category: 乙类"
OVERALL = [
    ((WELL,), ["规划提出指标1项。截至2018年，能够评估的1项中，1项进展良好。"
               "总体看，指标达到或快于规划进度，进展良好的占100%。"]),
    ((LATE,), ["规划提出指标1项。截至2018年，能够评估的1项中，1项滞后。"
               "总体看，指标慢于规划进度，进展良好的占0%。"]),
    ((f"{BINDING}, {WELL}", f"{EXPECTED}, {LATE}"), [
        "规划提出指标2项，其中约束性指标1项、预期性指标1项。截至2018年，能够评估的2项中，1项进展良好，1项滞后。"
        "总体看，达到或快于规划进度的指标不过半数，进展良好的占50%。",
        "约束性指标1项，1项进展良好；预期性指标1项，1项滞后。",
        "分类看，甲类的指标全部进展良好；未达到进展良好的，乙类1项。",
    ]),
    ((f"{BINDING}, {WELL}", "baseline: 0, target: 10, observations: {2018: 11}", LATE), [
        "规划提出指标3项，其中约束性指标1项、未注明属性的指标2项。截至2018年，能够评估的3项中，"
        "2项进展良好（其中1项提前完成），1项滞后。总体看，大部分指标达到或快于规划进度，进展良好的占66.7%。",
        "约束性指标1项，1项进展良好；未注明属性的指标2项，1项进展良好，1项滞后。",
        "分类看，甲类的指标全部进展良好；未达到进展良好的，未注明类别1项。",
    ]),
    (("baseline: 0, target: 10, observations: {2018: {missing: 未统计}}",), [
        "规划提出指标1项。各项指标目前都不能评估：未统计：丙0。",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "lines"), OVERALL)
def test_the_whole_is_told_for_one_and_for_many(rows: tuple[str, ...], lines: list[str]) -> None:
    plan = plan_of(*(f"name: 丙{number}, {row}" for number, row in enumerate(rows)))
    assert list(section(plan, 2018, "一、")) == lines


@pytest.mark.parametrize(("first", "second"), [("2018", "2018Q2"), ("2018H1", "2018-06"), ("2018", "2018Q4")])
def test_the_time_of_the_figures_is_that_of_the_last_and_longest(first: str, second: str) -> None:
    for periods in ((first, second), (second, first)):
        rows = (f"name: {period}, baseline: 0, target: 10, observations: {{{period}: 6}}" for period in periods)
        found = evaluate(plan_of(*rows), 2019, latest=True)
        assert lead_lines(found, None)[0].endswith(f"（数据截至{period_words(parse_period(first))}）")


SOURCED = """plan: p
baseline_year: 2015
target_year: 2020
sources: {甲: {title: 甲书}, 乙: {title: 乙书}}
source: 乙
direction: 正向
indicators:
  - {name: 床位, baseline: {value: 37, source: 甲}, milestones: {2017: 40}, target: 50, observations: {2018: 38.7}}
  - name: 站点
    source: 甲
    baseline: 10
    target: ≥20
    components:
      城市: {observations: {2017: 11, 2018: 12}}
      农村: {target: ≥30, observations: {2018: {missing: 未统计, source: 乙}}}
  - {name: 书面, target: {text: 建成}, observations: {2018: {judged: 达到, source: 甲}}}
"""


def test_the_working_says_where_each_figure_comes_from() -> None:
    lines = working_lines(evaluate(parse_plan(SOURCED.encode()), 2018))
    assert [line.rpartition("\n")[2] for line in lines] == [
        "数据来源：[1] 基期值37；[2] 2017中期目标40、目标值50、2018观测值38.7",
        "数据来源：[1] 城市基期值10、城市目标值≥20、城市2018观测值12、农村基期值10、农村目标值≥30；"
        "[2] 农村2018观测值未统计",
        "数据来源：[2] 目标值建成；[1] 2018观测值达到",
    ]
    (line, *_) = working_lines(evaluate(parse_plan(SOURCED.replace("source: 乙\n", "", 1).encode()), 2018))
    assert line.endswith("；来源未注明 2017中期目标40、目标值50、2018观测值38.7")


SUMMED = """plan: p
baseline_year: 2015
target_year: 2020
sources: {甲: {title: 甲书}, 乙: {title: 乙书}}
source: 乙
indicators:
  - {name: 累计, measure: total, target: ≥25,
     observations: {2016: {value: 3, source: 甲}, 2017H1: 2, 2017H2: 2, 2018: 4}}
  - {name: 增速, measure: growth, target: ≥5,
     observations: {2016: {value: 3, source: 甲, note: 初步数}, 2017: 4, 2018: 4}}
  - {name: 流量, measure: flow, baseline: 1, target: ≥5, observations: {2018H1: {value: 3, source: 甲}, 2018H2: 4}}
  - {name: 存量, baseline: 1, target: ≥5, observations: {2017: {value: 3, source: 甲}, 2018: 4}}
"""


def test_every_period_that_was_added_up_or_chained_is_cited() -> None:
    """Those that the working used, no others; so are the notes on them."""
    assessment = evaluate(parse_plan(SUMMED.encode()), 2018)
    assert [line.rpartition("\n")[2] for line in working_lines(assessment)] == [
        "数据来源：[2] 目标值≥25、2017H1观测值2、2017H2观测值2、2018观测值4；[1] 2016观测值3",
        "数据来源：[2] 目标值≥5、2017观测值4、2018观测值4；[1] 2016观测值3",
        "数据来源：[2] 基期值1、目标值≥5、2018H2观测值4",
        "数据来源：[2] 基期值1、目标值≥5、2018观测值4",
    ]
    assert remark_lines(assessment) == ["增速：2016观测值：初步数"]


GOOD_THEN, BAD_THEN, NONE_THEN = "{2017: 4, 2018: 6}", "{2017: 3, 2018: 6}", "{2018: 6}"
FELL = "{2017: 4, 2018: 5}"
CHANGED = [
    ([GOOD_THEN], "1项指标的评价没有变化"),
    ([GOOD_THEN, GOOD_THEN], "2项指标的评价没有变化"),
    ([GOOD_THEN, NONE_THEN], "能够比较的1项指标的评价没有变化；因当时或现在不能评估而无法比较的1项"),
    ([NONE_THEN], "因当时或现在不能评估而无法比较的1项"),
    ([BAD_THEN], "评价变好的1项：丙0（由滞后变为进展良好）"),
    ([BAD_THEN, FELL, BAD_THEN, GOOD_THEN],
     "评价变好的2项：丙0（由滞后变为进展良好）、丙2（由滞后变为进展良好）；"
     "评价变差的1项：丙1（由进展良好变为滞后）；没有变化的1项"),
]  # fmt: skip


@pytest.mark.parametrize(("observed", "told"), CHANGED)
def test_what_has_changed_since_the_last_review(observed: list[str], told: str) -> None:
    rows = (f"name: 丙{n}, baseline: 0, target: 10, observations: {found}" for n, found in enumerate(observed))
    assert section(plan_of(*rows), 2018, "一、", since=2017)[-1] == f"与2017年相比，{told}。"


def test_only_a_report_in_words_tells_what_has_changed(mzprog: Run) -> None:
    for plans, output in ((("plans/wuhan.yaml",), "a.xlsx"), (("plans",), "a.md")):
        ran = mzprog("report", *plans, "--year", "2020", "--since", "2018", "-o", output)
        assert (ran.code, "--since 用于一个规划的文字报告" in ran.err) == (2, True)
    ran = mzprog("report", "plans/wuhan.yaml", "--year", "2018", "--since", "2018", "-o", "a.md")
    assert (ran.code, "--since 应早于评估时点2018，得到2018" in ran.err) == (2, True)


def test_an_extract_compares_its_own_rows(mzprog: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    ran = mzprog("report", "tests/report/every-kind.yaml", "--year", "2022", "--since", "2021", "--responsible",
                 "卫生健康委", "-o", str(file))  # fmt: skip
    assert ran.code == 0
    assert "与2021年相比，1项指标的评价没有变化。" in file.read_text("utf-8")


WEIGHED = ["weight: 2, observations: {2018: 6}", "weight: 1, observations: {2018: 3}", "observations: {2018: 1}"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (WEIGHED[:2], "综合得分83.33"),
        (WEIGHED, "综合得分83.33（3项中1项没有权重，不计分）"),
        ([*WEIGHED, WEIGHED[2], "weight: 1"], "综合得分83.33（5项中2项没有权重，不计分；25%的权重无法评估，未计入）"),
    ],
)
def test_a_score_says_what_is_not_in_it(rows: list[str], told: str) -> None:
    """In the report, in the lines of evaluate and under the score of several plans."""
    assessment = evaluate(
        plan_of(*(f"name: 甲{n}, baseline: 0, target: 10, {row}" for n, row in enumerate(rows))), 2018
    )
    assert section(assessment.plan, 2018, "一、")[-1] == f"{told}。"
    assert count_lines(assessment)[-1] == told
    bare = sum("weight" not in row for row in rows)
    assert (f"{bare}项无权重" in score_cell(assessment.summary.score).under) is bool(bare)


PARTS = (
    "name: 户数, measure: total, target: ≥100, components: {东: {observations: {2016: 9, 2017: 22, 2018: 1}}, "
    "2区: {target: ≥40, observations: {2016: 1, 2017: 2, 2018: 3}}}",
    "name: 率, baseline: 1, target: ≥60, components: {a: {observations: {2018: 2}}, b: {observations: {2018: 3}}}",
    "name: 判定, target: {text: 建成}, components: {a: {observations: {2018: {judged: 未达到}}}}",
)


def test_each_figure_of_a_component_has_its_name() -> None:
    """A mark stands between it and a year; the sums so far are each named."""
    plan = plan_of(*PARTS)
    text = "\n".join(section(plan, 2018, "三、"))
    for begun in (
        "东：到2018年累计32，",
        "2区：到2018年累计6，",
        "a：2018年实际2，",
        "b：2018年实际3，",
        "a：2018年人工判定为未达到",
    ):
        assert begun in text
    table = next(p for p in report.document(evaluate(plan, 2018)).parts if isinstance(p, Table) and p.number == 2)
    assert [cell.under for cell in table.groups[0].rows[0] if "累计" in cell.under] == ["东累计32，2区累计6"]
