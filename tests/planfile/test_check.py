"""Remarks: each thing worth a second look is found in its place, and nothing else is."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from mzprog.core.problems import Problem
from mzprog.planfile.check import check
from mzprog.planfile.load import parse_plan
from mzprog.planfile.reader import Reader
from mzprog.planfile.yaml import Node
from tests.conftest import ROOT, Run

HEAD = """\
plan: 测试规划
baseline_year: 2015
target_year: 2020
sources: {book: {title: 年鉴}}
source: book
indicators:
  - name: 甲
"""


def found(body: str, head: str = HEAD) -> list[tuple[str, str]]:
    """Return what stands at the place of every remark on an indicator with these lines, and its code."""
    text = head + "".join(f"    {line}\n" for line in body.splitlines())
    checked = check(text.encode(), "x.yaml")
    assert not checked.problems, checked.problems
    return [(at(text, f), f.code) for f in checked.remarks]


def at(text: str, finding: Problem) -> str:
    """Return the piece of the file that a finding points to."""
    line = text.splitlines()[(finding.line or 0) - 1]
    return re.split("[,}]", line[(finding.column or 0) - 1 :])[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A share has no more than its whole.
        ('unit: "%"\ntarget: ≥90\nobservations: {2018: 101}', [("101", "above-100")]),
        ('unit: "%"\ntarget: ≥90\nobservations: {2018: 100}', []),
        ('unit: "%"\nbaseline: 120\ntarget: ≥130', [("120", "above-100"), ("≥130", "above-100")]),
        ("unit: ‰\ntarget: ≥90\nobservations: {2018: 101}", []),
        ("unit: ‰\ntarget: ≥90\nobservations: {2018: 1001}", [("1001", "above-100")]),
        ("unit: 张\ntarget: ≥90\nobservations: {2018: 101}", []),
        ('unit: "%"\ntarget: 90-120\ndirection: 正向', [("90-120", "above-100")]),
        # A baseline beyond its target: the two floors of the districts' tables, and a ceiling.
        ("baseline: 40\ntarget: 30\ndirection: 正向", [("40", "past-target")]),
        ("baseline: 2.1\ntarget: ≥2", [("2.1", "past-target")]),
        ("baseline: {value: 3, note: 已达到}\ntarget: ≤5", [("{value: 3", "past-target")]),
        ("baseline: 90\ntarget: ≥90", []),
        ("baseline: 32\ntarget: 30-40\ndirection: 正向", []),
        ("measure: total\nbaseline: 200\ntarget: 100", []),
        # Observations outside the plan's time; at the baseline's own end is neither.
        ("target: ≥9\nobservations: {2014: 9, 2015: 9, 2015H1: 9}",
         [("9", "before-baseline"), ("9", "before-baseline")]),
        ("target: ≥9\nobservations: {2020: 9, 2021H1: 9}", [("9", "after-target")]),
        ("target: ≥9\ntarget_year: 2022\nobservations: {2021H1: 9}", []),
        ("target: ≥9\nbaseline_year: 2016\nobservations: {2016H1: 9}", [("9", "before-baseline")]),
        ("target: ≥9\nobservations: {２０２１: 9}", [("9", "after-target")]),
        # A slipped point stands out from both neighbours; the last, from the way so far.
        ("target: ≥50\nobservations: {2016: 37, 2017: 37.4, 2018: 364, 2019: 38.7}", [("364", "odd-move")]),
        ("target: ≥50\nobservations: {2016: 37, 2017: 37.4, 2018: 38, 2019: 37.8}", []),
        ("target: ≥50\nobservations: {2016: 37, 2017: 36.4, 2018: 38.7, 2019: 54}", []),
        ("target: ≥50\nobservations: {2016: 37, 2017: 37.4, 2018: 38.1, 2019: 3.87}", [("3.87", "odd-move")]),
        ("target: ≥50\nobservations: {2016: 37, 2017: 37.4, 2018: 38.1, 2019: 387}", []),
        ("target: ≥50\nobservations: {2019: 3.87, 2016: 37, 2018: 38.1, 2017: 37.4}", [("3.87", "odd-move")]),
        ("baseline: 374\ntarget: ≥500\nobservations: {2016: 37.4, 2017: 376, 2018: 380, 2020: 500}",
         [("37.4", "odd-move")]),
        ("target: ≥50\nobservations: {2016: 40, 2017: 40, 2018: 39}", [("39", "odd-move")]),
        ("target: ≥50\nobservations: {2016: 40, 2017: 40, 2018: 41}", []),
        ("target: ≤5\nobservations: {2016: 40, 2017: 40, 2018: 41}", [("41", "odd-move")]),
        ("target: ≥50\nobservations: {2016: 40, 2017: 4}", []),
        ("target: ≥50\nobservations: {2016: {missing: 无}, 2017: 40, 2018: {missing: 无}, 2019: 4}", []),
        # A half year's flow is compared as a year's; a total's parts come as they come.
        ("measure: flow\ntarget: ≥2200\nobservations: {2016: 2010, 2017: 2020, 2018H1: 1012}", []),
        ("measure: flow\ntarget: ≥2200\nobservations: {2016: 2010, 2017: 2020, 2018: 1012}",
         [("1012", "odd-move")]),
        ("measure: total\ntarget: ≥50\nobservations: {2016: 11, 2017: 12, 2018H1: 6, 2019: 13}", []),
        # Amounts of a total that look like its running total: they only rise, and the last is near the target.
        *[
            (f"measure: total\ntarget: ≥{goal}\nobservations: {{{figures}}}",
             [("{" + figures.partition(",")[0], "running-total")] * told)
            for goal, figures, told in (
                (1, "2016: 0.4, 2017: 0.7", True), (10, "2016: 4, 2017: 7", True), (10, "2016: 3, 2017: 7", False),
                (10, "2016: 6, 2017: 5", False), (10, "2016: 6, 2017: 6", False), (10, "2016: 7", False),
                (10, "2016: 4.5, 2017: 4.5, 2018: 5", True), (10, "2016: 4.5, 2017: 4.5, 2018: 4.9", False),
                (10, "2016: 4, 2017: 12", True), (10, "2016: 4, 2017: 12.1", False),
            )
        ],
        ("measure: total\ncumulative: true\ntarget: ≥10\nobservations: {2016: 4, 2017: 7}", []),
        ("target: ≥10\nobservations: {2016: 4, 2017: 7}", []),
        # Milestones of a total that look like quotas of single years: below half of what is due by then.
        *[
            (f"measure: total\ntarget: ≥100\nmilestones: {{{figures}}}",
             [("{" + figures.partition(",")[0], "like-quotas")] * told)
            for figures, told in (
                ("2016: 19, 2017: 19", True), ("2016: 19, 2017: 20", False), ("2016: 19", False),
                ("2016: 20, 2017: 20, 2018: 29", True), ("2016: 20, 2017: 20, 2018: 30", False),
            )
        ],
        # Another rule, another verdict: at the latest observation, or where something was published.
        ("rule: index\nmeasure: flow\nbaseline: 2000\ntarget: 2200\nobservations: {2018H1: 892}",
         [("index", "rule-matters")]),
        ("baseline: 37\ntarget: 50\nobservations: {2018H1: 38.7, 2020: 54}", []),
        ("baseline: 37\ntarget: 50\nobservations: {2018H1: 38.7, 2020: 54}\npublished: {2018H1: {rate: 24.62}}",
         [("name: 甲", "rule-matters")]),
        ("baseline: 5200\nrule: index\ntarget: 8000\nobservations: {2018H1: 6392}", []),
    ],
)  # fmt: skip
def test_what_is_unusual(body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Figures in other terms: a share for percents in growth and its like.
        ("measure: growth\ntarget: ≥6\nobservations: {2016: 0.06, 2017: 0.07}", [("{2016: 0.06", "percent-or-share")]),
        ("measure: growth\ntarget: 0.065\nobservations: {2016: 6, 2017: 7}", [("0.065", "percent-or-share")]),
        ("measure: growth\ntarget: ≤3\nobservations: {2016: 0.2, 2017: 0.2}", []),
        ("measure: growth\ntarget: ≥6\nobservations: {2016: 0.06, 2017: 7}", []),
        ("baseline: 40\ntarget: {growth: 0.07}", [("{growth: 0.07", "percent-or-share")]),
        ("baseline: 40\ntarget: {growth: 0.7}", []),
        ("baseline: 40\ntarget: {change: +0.07}", []),
        # A fall with the sign of the other measure.
        ("measure: cut\ntarget: ≤-13.5", [("≤-13.5", "fall-sign")]),
        ("measure: cut\ntarget: 13.5\nobservations: {2016: -2.7, 2017: -3.1}", [("{2016: -2.7", "fall-sign")]),
        ("measure: cut\ntarget: 13.5\nobservations: {2016: 2.7, 2017: -0.5}", []),
        ("measure: cut\ntarget: 13.5\nobservations: {2016: -0.5}", []),
        ("measure: change\ntarget: ≤-9\nobservations: {2016: 2.7, 2017: 3.1}", [("{2016: 2.7", "fall-sign")]),
        ("measure: growth\ntarget: ≥9\nobservations: {2016: -2.7, 2017: -3.1}", []),
        ("measure: change\ntarget: ≥-5\nobservations: {2016: -3}", [("≥-5", "fall-sign")]),
        ("measure: cut\ntarget: ≤5\nobservations: {2016: 3}", []),
        # A level below zero among figures above it is rather a change.
        ("baseline: 50\ntarget: -10\ndirection: 逆向", [("-10", "below-zero")]),
        ("target: ≤-10\nobservations: {2016: 50}", [("≤-10", "below-zero")]),
        ("baseline: 50\ntarget: {change: -10}", []),
        ("baseline: -5\ntarget: ≤-10", []),
        ("target: ≤-4\nobservations: {2016: 1, 2017: -3}", []),
        # Running totals do not fall; a flow's begin anew each year.
        ("measure: total\ncumulative: true\ntarget: ≥100\nobservations: {2016: 20, 2017: 19}",
         [("19", "running-falls")]),
        ("measure: flow\ncumulative: true\ntarget: ≥100\nobservations: {2016Q1: 20, 2016H1: 19}",
         [("19", "running-falls")]),
        ("measure: flow\ncumulative: true\ntarget: ≥100\nobservations: {2016: 90, 2017Q1: 19}", []),
        ("measure: total\ncumulative: true\ntarget: ≥100\nobservations: {2016: 20, 2017: -19}", []),
        # The quarters of a flow that run up to its year's target.
        ("measure: flow\ntarget: ≥100\nobservations: {2016Q1: 20, 2016Q2: 45, 2016Q3: 70}",
         [("{2016Q1: 20", "running-total")]),
        ("measure: flow\ntarget: ≥100\nobservations: {2016Q1: 20, 2016Q2: 25, 2016Q3: 30, 2016Q4: 35}", []),
        ("measure: flow\ntarget: ≥100\nobservations: {2016H1: 45, 2017H1: 70}", []),
        ("measure: flow\ncumulative: true\ntarget: ≥100\nobservations: {2016Q1: 20, 2016Q2: 45, 2016Q3: 70}", []),
        # So do changes and falls since the baseline that are not marked as such.
        ("measure: cut\ntarget: 13.5\nobservations: {2016: 2.7, 2017: 5.4, 2018: 8.1}",
         [("{2016: 2.7", "running-total")]),
        ("measure: change\ntarget: ≤-17\nobservations: {2016: -3, 2017: -6, 2018: -9}",
         [("{2016: -3", "running-total")]),
        ("measure: cut\ntarget: 13.5\nobservations: {2016: 2.7, 2017: 2.8, 2018: 2.9}", []),
        # A year's target on a total, and a plan's on a flow.
        ("measure: total\ntarget: ≥2200\nobservations: {2016: 2100, 2017: 2000}", [("≥2200", "one-year")]),
        ("measure: total\ntarget: ≥11000\nobservations: {2016: 2100, 2017: 2000}", []),
        ("measure: flow\ntarget: ≥11000\nobservations: {2016: 2100, 2017: 2000}", [("≥11000", "one-year")]),
        ("measure: flow\ntarget: ≥2200\nobservations: {2016: 2100, 2017: 2000}", []),
        ("measure: flow\ntarget: ≤11000\nobservations: {2016: 2100, 2017: 2000}", []),
        ("measure: total\ntarget_year: 2017\ntarget: ≥4000\nobservations: {2016: 3000, 2017: 2900}", []),
        # A figure as a text, a sum of nothing, several bodies as one, limits as shares.
        ("target: {text: ≥20}", [("{text: ≥20", "figure-as-text")]),
        ("target: {text: 达到20%以上}", []),
        ("target: ≥20\nparts: true", [("true", "no-parts")]),
        ("target: ≥20\nresponsible: 民政局、财政局", [("民政局、财政局", "several-bodies")]),
        ("target: ≥20\nresponsible: [民政局, 财政局]", []),
        ("target: ≥20\ntiers: [{from: 1, label: 进展良好}, {from: 0.4, label: 滞后}, {label: 严重滞后}]",
         [("[{from: 1", "limit-share")]),
        ("target: ≥20\ntiers: [{from: 90, label: 进展良好}, {from: 0, label: 滞后}, {label: 严重滞后}]", []),
    ],
)  # fmt: skip
def test_figures_in_other_terms(body: str, expected: list[tuple[str, str]]) -> None:
    assert [one for one in found(body) if one[1] != "rule-matters"] == expected


BARE = HEAD.replace("source: book\n", "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("target: ≥9", [("≥9", "no-source")]),
        ("target: {value: ≥9, source: book}", []),
        ("target: ≥9\nsource: book\nobservations: {2018: 9}\npublished: {2018: {rate: 100}}", []),
        ("target: {value: ≥9, source: book}\nobservations: {2018: 9}", [("9", "no-source")]),
        ("target: {value: ≥9, source: book}\nobservations: {2018: {missing: 无}}", []),
        ("target: {missing: 未公开}", []),
        ("target: {value: ≥9, source: book}\npublished: {2018: {outcome: 完成}}", [("{outcome: 完成", "no-source")]),
        ("target: {value: ≥9, source: book}\npublished: {2018: {outcome: 完成, source: book}}", []),
    ],
)
def test_figures_without_source(body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body, BARE) == expected


def test_one_remark_names_all_figures_without_source() -> None:
    body = "    baseline: 5\n    target: 9\n    observations: {2016: 6, 2017: {value: 7, source: book}}\n"
    (only,) = check((BARE + body).encode(), "x.yaml").remarks
    assert only.message.startswith("基期值、目标值、2016观测值没有来源")


def test_a_series_without_source() -> None:
    text = (BARE + "    target: {at_least: 增速, source: book}\nseries:\n  增速: {2018: 6.1}\n").encode()
    (only,) = check(text, "x.yaml").remarks
    assert (only.line, only.column, only.indicator) == (9, 7, None)
    assert only.message.startswith("数列“增速”的2018没有来源")


COMPONENTS = """\
unit: "%"
baseline: 60
target: ≥50
components:
  城: {observations: {2016: 61, 2017: 161, 2018: 62}}
  乡: {baseline: 70, target: ≥55, observations: {2014: 50}}"""


def test_components_are_named_and_what_they_share_is_told_once() -> None:
    checked = check((HEAD + "".join(f"    {line}\n" for line in COMPONENTS.splitlines())).encode(), "x.yaml")
    assert [(f.line, f.code, f.message.partition("；")[0]) for f in checked.remarks] == [
        (9, "past-target", "基期值60已越过目标≥50，只按是否守住目标计算"),
        (12, "above-100", "城2017观测值161超过100%"),
        (12, "odd-move", "城2017观测值161与前后两期走向相反，变动99，超过其他各次（最多1）"),
        (13, "past-target", "乡基期值70已越过目标≥55，只按是否守住目标计算"),
        (13, "before-baseline", "乡2014观测值早于基期2015年末，不会用到"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("note: 见年鉴 #3", "cut-text"),
        ("note: 见年鉴 # 3", "cut-text"),
        ("note: 见年鉴  #3", "cut-text"),
        ("category: 养老\t#3", "cut-text"),
        ("note: 见年鉴\n  第二行 #3", "cut-text"),
        ("note: 见年鉴  # 待核", None),
        ("note: 见年鉴\t# 待核", None),
        ("note: '见年鉴 #3'", None),
        ('note: "见年鉴" #3', None),
        ("note: 见年鉴#3", None),
        ("note: >-\n  见年鉴 #3", None),
        ("baseline: 5 #3", None),
        ("type: 约束性 #3", None),
        ("note: 见 unit：张", "wide-colon"),
        ("category: 养老\n  unit：张", "wide-colon"),
        ("note: 单位：张", None),
        ("note: '见 unit：张'", None),
    ],
)
def test_slips_of_yaml(line: str, code: str | None) -> None:
    codes = [c for _, c in found(f"target: ≥9\n{line}")]
    assert codes == ([code] if code else [])


def test_a_full_width_colon_in_a_key() -> None:
    head = HEAD.replace("sources: {", "sources: {年鉴：2016: {title: 年鉴}, ")
    (only,) = check((head + "    target: ≥9\n").encode(), "x.yaml").remarks
    assert (only.line, only.column, only.code) == (4, 11, "wide-colon")
    quoted = head.replace("年鉴：2016:", '"年鉴：2016":')
    assert check((quoted + "    target: ≥9\n").encode(), "x.yaml").remarks == ()


def test_a_known_key_with_a_full_width_colon_is_a_problem_that_says_so() -> None:
    checked = check((HEAD + "    target: {value：5}\n").encode(), "x.yaml")
    assert checked.plan is None
    assert [(f.code, f.indicator) for f in checked.problems] == [
        ("value-or-missing", "甲"),
        ("unknown-key", "甲"),
    ]
    assert "“：”是全角冒号" in checked.problems[1].message
    assert [f.code for f in checked.remarks] == ["wide-colon"]


def test_a_flow_mapping_cut_by_a_comment_says_so() -> None:
    checked = check((HEAD + "    target: {missing: 未公开 #3}\n").encode(), "x.yaml")
    (only,) = checked.problems
    assert (only.line, only.column, only.code) == (8, 27, "yaml-syntax")
    assert "“#”之后被当作注释" in only.message


def test_indicators_on_one_line_are_told_apart() -> None:
    text = (
        "plan: a\nbaseline_year: 2015\ntarget_year: 2020\nsources: {b: {title: b}}\nsource: b\n"
        'indicators: [{name: 甲, unit: "%", target: ≥9}, {name: 乙, unit: "%", target: ≥101}]\n'
        "region: 市 #1\n"
    )
    checked = check(text.encode(), "x.yaml")
    assert [(f.line, f.column, f.indicator) for f in checked.remarks] == [(6, 77, "乙"), (7, 9, None)]


# ---- the command ----


def test_the_documents_plans_have_only_remarks_that_their_readers_share(mzprog: Run) -> None:
    """No figure lacks its source, none is out of time; what is left says something true of the document."""
    ran = mzprog("check", "plans", "--format", "json")
    assert ran.code == 0 and ran.err == ""
    told = json.loads(ran.out)
    assert len(told["files"]) == 10 and told["problems"] == []
    assert [(f["file"], r["indicator"], r["code"]) for f in told["files"] for r in f["remarks"]] == [
        ("plans/jianghan-13th.yaml", "平均每百户居民拥有社区服务设施面积", "past-target"),
        ("plans/jianghan-13th.yaml", "平均每个社区配备专业社会工作者人数", "past-target"),
        ("plans/jianghan-14th-text.yaml", "注册志愿者占常住人口比例", "past-target"),
        ("plans/wuhan-14th-text.yaml", "每个农村社区设置专业社工人数", "past-target"),
        ("plans/wuhan.yaml", "年均新增登记和备案社会组织数", "rule-matters"),
        ("plans/wuhan.yaml", "区级社会组织孵化基地覆盖率", "rule-matters"),
        ("plans/wuhan.yaml", "每千名老年人口养老床位数", "rule-matters"),
        ("plans/wuhan.yaml", "新婚婚姻登记颁证率", "odd-move"),
    ]


@pytest.mark.parametrize(
    ("args", "code", "last", "err"),
    [
        (["plans/wuhan-14th.yaml", "--strict"], 0, "1个规划文件：没有问题，没有提示", ""),
        (["plans/wuhan.yaml"], 0, "1个规划文件：没有问题，4条提示", ""),
        (["plans/wuhan.yaml", "--strict"], 4, "1个规划文件：没有问题，4条提示", "--strict：4条提示"),
        (["plans/wuhan.yaml", "none.yaml", "--strict"], 3, "2个规划文件：1个不能用（1个问题），4条提示", "找不到"),
    ],
)  # fmt: skip
def test_exit_codes(mzprog: Run, args: list[str], code: int, last: str, err: str) -> None:
    ran = mzprog("check", *args)
    assert (ran.code, ran.out.rstrip("\n").split("\n")[-1]) == (code, last)
    assert err in ran.err and bool(ran.err) == bool(err)


def test_problems_are_located_and_name_their_indicator(mzprog: Run) -> None:
    bad = (HEAD + "    target: 五十\n  - name: 乙\n    unit: 个 #1\n").encode()
    ran = mzprog("check", "-", "--format", "json", stdin=bad)
    assert ran.code == 3
    assert ran.err.startswith("-:8:13: 应为数值，得到“五十”；请用阿拉伯数字，如 50 [not-a-number]\n-:9:5: ")
    told = json.loads(ran.out)
    assert [(p["line"], p["code"], p["indicator"]) for p in told["problems"]] == [
        (8, "not-a-number", "甲"),
        (9, "missing-key", "乙"),
    ]
    assert told["files"] == [
        {"file": "-", "plan": None, "remarks": told["files"][0]["remarks"]},
    ]
    assert [(r["code"], r["indicator"]) for r in told["files"][0]["remarks"]] == [("cut-text", "乙")]


def test_every_format(mzprog: Run, tmp_path: Path) -> None:
    plain = mzprog("check", "plans/wuhan.yaml").out
    assert "\nplans/wuhan.yaml:168:11: 年均新增登记和备案社会组织数：2018H1的评价取决于规则：" in plain
    assert "[rule-matters]" in mzprog("check", "plans/wuhan.yaml", "--format", "table").out
    assert "\\[rule-matters\\]" in mzprog("check", "plans/wuhan.yaml", "--format", "markdown").out
    target = tmp_path / "检查.csv"
    assert mzprog("check", "plans", "-o", str(target)).code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert len(rows) == 8 and {row["kind"] for row in rows} == {"remark"}
    assert mzprog("check", "plans/wuhan-14th.yaml", "--format", "csv").out.startswith("kind,file,line,")


def test_a_page_in_a_file_has_the_problems_too(mzprog: Run, tmp_path: Path) -> None:
    bad = (HEAD + "    target: 五十\n").encode()
    told = "-:8:13: 甲：应为数值，得到“五十”；请用阿拉伯数字，如 50 [not-a-number]"
    assert told not in mzprog("check", "-", stdin=bad).out
    assert mzprog("check", "-", "-o", str(tmp_path / "检查.txt"), stdin=bad).code == 3
    assert told in (tmp_path / "检查.txt").read_text("utf-8")


def test_every_figure_of_the_plans_has_a_source() -> None:
    for path in sorted((ROOT / "plans").glob("*.yaml")):
        checked = check(path.read_bytes(), path.name)
        assert "no-source" not in {f.code for f in checked.remarks}, path.name


def test_remarks_name_keys_in_the_language_of_the_file() -> None:
    text = (
        "规划: 示例\n基期: 2015\n目标年: 2020\n资料: {年鉴: {标题: 年鉴}}\n来源: 年鉴\n"
        "方法: {等级: [{下限: 1, 评价用语: 好}, {评价用语: 差}]}\n"
        "指标:\n  - {名称: 甲, 数值性质: 累计量, 目标值: ≥10, 实际值: {2016: 4, 2017: 7}}\n"
    )
    ladder, total = check(text.encode(), "x.yaml").remarks
    assert (ladder.line, ladder.column, ladder.code) == (6, 10, "limit-share")
    assert (total.line, total.code) == (8, "running-total")
    assert total.message.endswith("如是请写 累计数: 是")


def test_parts_that_do_not_add_up() -> None:
    """At the baseline and at each period for which all of them have a figure."""
    rows = HEAD.replace("  - name: 甲\n", "") + (
        "  - {name: 甲, parts: true, baseline: 100, target: 200, observations: {2016: 110, 2017: 121, 2018: 130}}\n"
        "  - {name: 乙, of: 甲, baseline: 40, target: 90, observations: {2016: 50.5, 2017: 60}}\n"
        "  - {name: 丙, of: 甲, baseline: 50, target: 110, observations: {2016: 59.5, 2017: 60, 2018: 1}}\n"
    )
    checked = check(rows.encode(), "x.yaml")
    assert [(at(rows, f), f.message) for f in checked.remarks if f.code == "parts"] == [
        ("100", "下级各项的基期值之和90与本项100不等；请核对"),
        ("121", "下级各项的2017观测值之和120与本项121不等；请核对"),
    ]


def test_a_path_is_walked_once_however_much_is_wrong_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []
    walk = Reader.periods

    def counted(reader: Reader, node: Node, what: str) -> object:
        walked.append(what)
        return walk(reader, node, what)

    monkeypatch.setattr(Reader, "periods", counted)
    entries = ", ".join(f"{1001 + n}: {60 if n % 2 else 30}" for n in range(200))
    row = f"{{name: a, baseline: 1, target: 99, milestones: {{{entries}}}}}"
    text = f"plan: p\nbaseline_year: 1000\ntarget_year: 2000\nindicators:\n  - {row}\n"
    assert len(parse_plan(text.encode()).remarks) > 50
    assert len(walked) == 2
