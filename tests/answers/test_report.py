"""``mzprog report``: what it says, where it writes it, and what it refuses."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest

from mzprog import evaluate, load_plan
from mzprog.answers import comparison, report
from mzprog.core.plan import Plan
from mzprog.planfile.load import parse_plan
from mzprog.render import docx, html, markdown
from mzprog.render.document import Section, Table
from mzprog.workbook import report as workbook
from mzprog.workbook import report as workbook_report
from mzprog.workbook import write as xlsx
from tests.conftest import PIPED, ROOT, Run, plan_of
from tests.program import written
from tests.report.hostile import HOSTILE_PLAN, LONG_PLAN

WUHAN = "plans/wuhan.yaml"
GOLDEN = ROOT / "tests/golden"
SUFFIXES = ("docx", "html", "xlsx", "md")
BEGINNINGS = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "html": b"<!DOCTYPE html>", "md": "## 武汉市".encode()}


def section(plan: Plan, year: int, title: str) -> tuple[str, ...]:
    """Return the lines of one section of a plan's report."""
    parts = report.document(evaluate(plan, year), report.Form(annexes=report.ANNEXES)).parts
    return next(p.lines for p in parts if isinstance(p, Section) and p.title == title)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_form_is_written(mzprog: Run, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"评估.{suffix}"
    ran = mzprog("report", WUHAN, "--year", "2018", "-o", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("7项滞后指标没有写全原因和措施") and ran.err.count("\n") == 1
    assert file.read_bytes().startswith(BEGINNINGS[suffix])


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("plans", [(WUHAN,), (WUHAN, "plans/jianghan-13th.yaml")], ids=["one", "two"])
def test_the_same_input_gives_the_same_bytes(
    mzprog_process: Run, tmp_path: Path, suffix: str, plans: tuple[str, ...]
) -> None:
    """Whatever the time zone, the order in which Python hashes, and the file that was there before."""
    file = tmp_path / f"a.{suffix}"
    made = []
    for zone, seed in (("Asia/Shanghai", "1"), ("America/Lima", "2")):
        ran = mzprog_process(
            "report",
            *plans,
            "--year",
            "2020",
            "-o",
            str(file),
            env={"TZ": zone, "PYTHONHASHSEED": seed},
            encoding=PIPED,
        )
        assert ran.code == 0, ran.err
        made.append(file.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_no_clock_in_the_packages(tmp_path: Path, suffix: str) -> None:
    """Every part of a package carries the oldest time there is, its properties a fixed one."""
    assessment = evaluate(load_plan(str(ROOT / WUHAN)), 2018)
    made = docx.render(report.document(assessment)) if suffix == "docx" else xlsx.render(workbook.workbook(assessment))
    file = tmp_path / f"a.{suffix}"
    file.write_bytes(made)
    with zipfile.ZipFile(file) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
        core = package.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


GOLDEN_REPORTS = {
    "report-wuhan.md": (WUHAN, "--year", "2018"),
    "report-wuhan-2020.md": (WUHAN, "--year", "2020"),
    "report-tianmen.md": ("plans/tianmen-13th.yaml", "--year", "2020"),
    "report-jianghan.md": ("plans/jianghan-13th.yaml", "--year", "2020"),
    "report-every-kind.md": ("tests/report/every-kind.yaml", "--year", "2022", "--since", "2021"),
}


@pytest.mark.parametrize("name", GOLDEN_REPORTS)
def test_the_golden_reports(mzprog: Run, tmp_path: Path, name: str) -> None:
    """Each made by ``mzprog report`` with what stands beside its name and ``-o tests/golden/`` and its name."""
    file = tmp_path / "a.md"
    mzprog("report", *GOLDEN_REPORTS[name], "-o", str(file))
    assert file.read_text("utf-8") == (GOLDEN / name).read_text("utf-8")


def test_the_golden_comparison(mzprog: Run, tmp_path: Path) -> None:
    """Made by ``mzprog report plans --year 2020 -o tests/golden/report-comparison.md``."""
    file = tmp_path / "a.md"
    ran = mzprog("report", "plans", "--year", "2020", "-o", str(file))
    assert ran.err.count("尚未开始，已略去") == 7
    assert file.read_text("utf-8") == (GOLDEN / "report-comparison.md").read_text("utf-8")


def test_one_plan_that_has_begun_among_others_gets_its_own_report(mzprog: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    ran = mzprog("report", WUHAN, "plans/wuhan-14th.yaml", "--year", "2018", "-o", str(file))
    assert (ran.code, ran.err.count("尚未开始")) == (0, 1)
    assert file.read_text("utf-8").startswith("## 武汉市民政事业发展“十三五”规划实施情况评估报告")


@pytest.mark.parametrize("output", [[], ["-o", "评估.doc"], ["-o", "-"], ["-o", "评估"]])
def test_a_form_must_be_named(mzprog: Run, output: list[str]) -> None:
    ran = mzprog("report", WUHAN, "--year", "2018", *output)
    assert (ran.code, ran.out) == (2, "")
    assert "请用 -o 写明报告文件，如 -o 评估.docx（后缀可用 .docx、.pdf、.html、.xlsx、.md）" in ran.err


def test_a_time_must_be_named(mzprog: Run, tmp_path: Path) -> None:
    ran = mzprog("report", WUHAN, "-o", str(tmp_path / "a.md"))
    assert ran.code == 2
    assert "有数据的期：2016、2017、2018H1、2020" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "library", "package"),
    [("docx", "docx", "python-docx"), ("docx", "xlsxwriter", "xlsxwriter"), ("xlsx", "xlsxwriter", "xlsxwriter")],
)
def test_a_missing_library_is_one_sentence(
    mzprog_process: Run, tmp_path: Path, suffix: str, library: str, package: str
) -> None:
    """As in an installation without the extra; the file that was there stays."""
    (tmp_path / f"{library}.py").write_text(f"raise ModuleNotFoundError('gone', name={library!r})\n")
    file = tmp_path / f"a.{suffix}"
    file.write_text("前一份")
    ran = mzprog_process("report", WUHAN, "--year", "2018", "-o", str(file), env={"PYTHONPATH": f"{tmp_path}:{ROOT}"})
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == f'错误：写不出{file}：还没有安装 {package}；请运行 "{sys.executable}" -m pip install {package}\n'
    assert file.read_text() == "前一份"


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_pages_need_no_library(mzprog_process: Run, tmp_path: Path, suffix: str) -> None:
    for library in ("docx", "xlsxwriter", "lxml"):
        (tmp_path / f"{library}.py").write_text(f"raise ModuleNotFoundError('gone', name={library!r})\n")
    ran = mzprog_process(
        "report", WUHAN, "--year", "2018", "-o", str(tmp_path / f"a.{suffix}"), env={"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    )
    assert (ran.code, ran.err.count("\n")) == (0, 1)


def test_a_broken_plan_leaves_the_file_that_was_there(mzprog: Run, tmp_path: Path) -> None:
    broken, file = tmp_path / "坏.yaml", tmp_path / "a.docx"
    broken.write_text("plan: 坏\n", "utf-8")
    file.write_text("前一份")
    ran = mzprog("report", str(broken), "--year", "2018", "-o", str(file))
    assert ran.code == 3
    assert file.read_text() == "前一份"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.docx", "坏.yaml"]


def test_the_sound_plans_are_reported_beside_a_broken_one(mzprog: Run, tmp_path: Path) -> None:
    broken, file = tmp_path / "坏.yaml", tmp_path / "a.html"
    broken.write_text("plan: 坏\n", "utf-8")
    ran = mzprog("report", WUHAN, str(broken), "--year", "2018", "-o", str(file))
    assert ran.code == 3
    assert "武汉市民政事业发展" in file.read_text("utf-8")


def test_a_folder_cannot_be_overwritten(mzprog: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a.xlsx"
    folder.mkdir()
    ran = mzprog("report", WUHAN, "--year", "2018", "-o", str(folder))
    assert (ran.code, list(folder.iterdir())) == (5, [])
    assert "它是一个文件夹" in ran.err


def test_the_date_is_printed_only_when_asked_for(mzprog: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    mzprog("report", WUHAN, "--year", "2018", "--date", "2018-12-06", "-o", str(file))
    assert "编制日期：2018年12月6日" in file.read_text("utf-8")
    mzprog("report", WUHAN, "--year", "2018", "-o", str(file))
    assert "编制日期" not in file.read_text("utf-8")
    ran = mzprog("report", WUHAN, "--year", "2018", "--date", "昨天", "-o", str(file))
    assert (ran.code, "日期应写作 2018-12-06 或 today，得到“昨天”" in ran.err) == (2, True)


LAGGING = [
    "每千名老年人口养老床位数", "养老床位数", "年均新增登记和备案社会组织数", "区级社会组织孵化基地覆盖率",
    "城乡低保救助精准率", "每万人拥有登记社会组织数", "登记社会组织总数",
]  # fmt: skip


def test_the_lagging_rows_come_worst_first() -> None:
    """The seven that the review names, its 严重滞后 at the head, the others by their rate."""
    lines = section(load_plan(str(ROOT / WUHAN)), 2018, "三、滞后指标分析")
    assert [line.partition("（")[0] for line in lines] == LAGGING
    first = lines[0].split("\n")
    assert first == [
        "每千名老年人口养老床位数（张）：严重滞后，进展率26.15%",
        "2018年上半年实际38.7，应达43.5，差4.8；2015年末以来年均增加0.68，此后2.5年每年需增加4.52，是以往的6.6倍；"
        "按以往速度，到2020年末为40.4，目标是50；目前达到39.6即为滞后，达到43.5即为进展良好。预测：经努力可以完成。",
        "原因：【待填：滞后的原因】",
        "措施：【待填：拟采取的措施】",
    ]


def test_a_falling_row_is_above_what_it_should_be() -> None:
    plan = plan_of("name: 死亡率, baseline: 50, target: 30, direction: 逆向, observations: {2018: 45}")
    (line,) = section(plan, 2018, "三、滞后指标分析")
    assert "2018年实际45，应达38，高出7" in line
    assert "目前降到38即为进展良好" in line


def test_a_row_without_pace_says_why_there_is_no_forecast() -> None:
    plan = plan_of("name: 覆盖率, baseline: 100, target: 100, direction: 正向, observations: {2018: 95}")
    (line,) = section(plan, 2018, "三、滞后指标分析")
    assert line.split("\n")[1:] == [
        "2018年实际95，应达100，差5；目前达到100即为进展良好。预测：无法预测（按达标计算，没有可以推算的速度）。",
        "原因：【待填：滞后的原因】",
        "措施：【待填：拟采取的措施】",
    ]


def test_each_lagging_component_is_told() -> None:
    plan = plan_of(
        "name: 比重, baseline: 10, target: 30, components: {城市: {observations: {2018: 31}}, "
        "农村: {observations: {2018: 13}}, 郊区: {observations: {2018: 12}}}"
    )
    (line,) = section(plan, 2018, "三、滞后指标分析")
    assert ["农村：2018年实际13" in line, "郊区：2018年实际12" in line, "城市：2018年实际" in line] == [
        True,
        True,
        False,
    ]


def test_empty_sections_say_so() -> None:
    plan = plan_of("name: 覆盖率, baseline: 1, target: 5, observations: {2018: 5}")
    for title, sentence in (
        ("三、滞后指标分析", "没有滞后的指标。"),
        ("附件2 数据来源", "规划文件没有写明数据来源。"),
    ):
        assert section(plan, 2018, title) == (sentence,)


def test_what_cannot_be_assessed_has_its_reason() -> None:
    lines = section(load_plan(str(ROOT / WUHAN)), 2020, "一、总体进展")
    assert "另有1项目前不能评估：机构调整：综合减灾示范社区覆盖率。" in lines


def test_doubts_name_the_misprint() -> None:
    lines = section(load_plan(str(ROOT / WUHAN)), 2018, "附件3 需要核实的数据")
    assert (
        lines[0]
        == "与公布值核对：23项公布进展率：22项一致，1项不符；23项公布评价：23项一致；23项公布后期预测：23项一致"
    )
    assert "公布的进展率是24.62%，按其自身数据应为26.15%" in lines[1]
    assert "观测值若是38.6（现为38.7）则得出公布值" in lines[1]


def test_doubts_look_no_further_than_the_assessed_time() -> None:
    plan = plan_of('name: 率, unit: "%", baseline: 1, target: 90, observations: {2018: 50, 2020: 105}')
    assert not any("105" in line for line in section(plan, 2018, "附件3 需要核实的数据"))
    assert any("105" in line for line in section(plan, 2020, "附件3 需要核实的数据"))


def table_of(plan: Plan, year: int) -> Table:
    """Return the table of a plan's indicators."""
    return next(p for p in report.document(evaluate(plan, year)).parts if isinstance(p, Table) and p.wide)


def column(table: Table, title: str) -> list[str]:
    """Return the texts of a column."""
    place = next(n for n, c in enumerate(table.columns) if c.title == title)
    return [row[place].text for group in table.groups for row in group.rows]


def test_the_table_is_that_of_the_review() -> None:
    """Its categories, columns, figures and forecasts, in its order."""
    table = table_of(load_plan(str(ROOT / WUHAN)), 2018)
    assert [(g.title, len(g.rows)) for g in table.groups] == [
        ("社会救助", 4), ("社区建设", 4), ("社会组织", 4), ("社会工作者", 4), ("养老服务", 5), ("社会服务", 2),
    ]  # fmt: skip
    assert [(c.over, c.title) for c in table.columns] == [
        ("", "指标内容（单位）"), ("", "属性"), ("", "基期（2015年）"), ("", "目标（2020年）"),
        ("进展情况", "2016年"), ("进展情况", "2017年"), ("进展情况", "2018年上半年"),
        ("评估", "应达值"), ("评估", "进展率"), ("评估", "评价"), ("评估", "2020年预测"),
    ]  # fmt: skip
    assert column(table, "2016年")[2] == "城市30.07\n农村33.38"
    assert column(table, "2016年")[12] == "系统变更无法查询"
    assert column(table, "2020年预测").count("提前完成") == 5
    assert column(table, "2020年预测").count("经努力可以完成") == 2
    assert table.notes == ("注：1. 约束性指标11项，预期性指标12项。",)
    assert "每千名老年人口养老床位数（张）" in column(table, "指标内容（单位）")


def test_at_the_end_the_outcome_stands_in_place_of_the_forecast() -> None:
    table = table_of(load_plan(str(ROOT / WUHAN)), 2020)
    assert column(table, "完成情况").count("完成") == 22


def test_different_periods_of_a_year_are_told_apart() -> None:
    plan = plan_of(
        "name: 甲, baseline: 1, target: 5, observations: {2018H1: 2}",
        "name: 乙, baseline: 1, target: 5, observations: {2018: 3}",
    )
    cells = [row[4] for group in table_of(plan, 2018).groups for row in group.rows]
    assert [(cell.text, cell.under) for cell in cells] == [("2", "上半年"), ("3", "")]


def test_a_total_shows_its_sum_under_the_years_figure() -> None:
    plan = plan_of(
        "name: 新增, measure: total, target: 300, direction: 正向, observations: {2016: 50, 2017: 55, 2018: 60}"
    )
    (cell,) = [row[6] for group in table_of(plan, 2018).groups for row in group.rows]
    assert (cell.text, cell.under) == ("60", "累计165")


def test_a_long_reason_stands_below_the_table() -> None:
    plan = plan_of("name: 甲, baseline: 1, target: 5, observations: {2018: {missing: 因为统计口径改变所以没有数据}}")
    table = table_of(plan, 2018)
    assert column(table, "2018年") == ["缺数"]
    assert table.notes[0] == "注：1. “甲”2018年缺数：因为统计口径改变所以没有数据。"


def test_only_the_last_five_years_are_shown() -> None:
    figures = ", ".join(f"{year}: {year - 2000}" for year in range(2011, 2019))
    plan = plan_of(
        f"name: 甲, baseline: 1, target: 50, observations: {{{figures}}}", head="baseline_year: 2010\ntarget_year: 2020"
    )
    table = table_of(plan, 2018)
    assert [c.title for c in table.columns if c.over == "进展情况"] == [
        "2014年",
        "2015年",
        "2016年",
        "2017年",
        "2018年",
    ]
    assert table.notes[-1] == "2. 只列最近5年的数据。"


def test_an_indicator_with_years_of_its_own_says_so() -> None:
    plan = plan_of("name: 甲, baseline_year: 2016, target_year: 2019, baseline: 1, target: 5, observations: {2018: 3}")
    ((row,),) = [group.rows for group in table_of(plan, 2018).groups]
    assert [(row[2].text, row[2].under), (row[3].text, row[3].under)] == [("1", "2016年"), ("5", "2019年")]


@pytest.mark.parametrize("data", [HOSTILE_PLAN, LONG_PLAN], ids=["hostile", "long"])
def test_any_text_can_be_reported(data: bytes) -> None:
    """No text of a plan makes a renderer fail, alone or in a comparison."""
    plan = parse_plan(data)
    found = [evaluate(plan, 2018), evaluate(load_plan(str(ROOT / WUHAN)), 2018)]
    for document in (report.document(found[0]), comparison.document(found)):
        for render in (docx.render, html.render, markdown.render):
            assert render(document)
    assert xlsx.render(workbook.workbook(found[0]))
    assert xlsx.render(workbook_report.comparison(found))


def test_figures_without_a_source_are_named(mzprog: Run, tmp_path: Path) -> None:
    """By the names of their indicators; how a source is written into the file is nothing for a report."""
    plan = written(tmp_path)
    report = tmp_path / "报告.md"
    assert mzprog("report", str(plan), "--year", "2018", "-o", str(report), "--annex", "checks").code == 0
    text = report.read_text("utf-8")
    assert "未注明数据来源的指标2项：甲、乙" in text
    assert "sources" not in text


CAUSES = (
    "name: 床位, baseline: 10, target: 50, responsible: [民政局, 卫健委], "
    "causes: {2016: 征地慢, 2017: 土地没有落实。}, actions: [列入年度用地计划, 按月调度], observations: {2018: 20}"
)


def test_causes_and_actions_are_printed_where_they_are_given() -> None:
    """Of those by period the latest by then; the report has no place left to fill in, and names who answers for it."""
    (line,) = section(plan_of(CAUSES), 2018, "三、滞后指标分析")
    assert line.startswith("床位：滞后，进展率41.67%（责任单位：民政局、卫健委）\n")
    assert line.endswith("原因：土地没有落实。\n措施：列入年度用地计划；按月调度。")
    (line,) = section(plan_of(CAUSES.replace("2016", "2019").replace("2017", "2020")), 2018, "三、滞后指标分析")
    assert "原因：【待填：滞后的原因】" in line


@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_a_place_to_fill_in_is_marked(suffix: str) -> None:
    made = {"docx": docx, "html": html}[suffix].render(report.document(evaluate(load_plan(str(ROOT / WUHAN)), 2018)))
    if suffix == "html":
        assert str(made).count("<mark>【待填：滞后的原因】</mark>") == 7
    else:
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            text = package.read("word/document.xml").decode()
        assert text.count('<w:highlight w:val="yellow"/>') == 14


ANNEX_FORMS = "--annex-file 的后缀可用 .docx、.pdf、.html、.md，得到"


@pytest.mark.parametrize(
    ("plan", "options", "told"),
    [
        (WUHAN, ("--annex-file", "b.xlsx"), f"{ANNEX_FORMS}“b.xlsx”"),
        (WUHAN, ("--annex-file", "b.foo"), f"{ANNEX_FORMS}“b.foo”"),
        ("plans", ("--annex-file", "b.md"), "--annex-file 一次只写一个规划的附件"),
        (WUHAN, ("--template", "a.docx"), "--template 只用于 .docx 和 .pdf"),
        (WUHAN, ("--responsible", "甲"), "没有“甲”这个责任单位；规划里没有写责任单位"),
        (WUHAN, ("--each-responsible", "分送"), "规划里没有写责任单位（responsible），不能按单位分"),
        (WUHAN, ("--since", "2018"), "--since 应早于评估时点2018，得到2018"),
        ("plans", ("--since", "2016"), "--since 用于一个规划的文字报告，不用于对比和电子表格"),
        ("plans", ("--columns", "指标"), "--columns 用于一个规划的文字报告，不用于对比和电子表格"),
    ],
)
def test_a_wrong_call_writes_nothing(
    mzprog: Run, tmp_path: Path, plan: str, options: tuple[str, ...], told: str
) -> None:
    ran = mzprog("report", str(ROOT / plan), "--year", "2018", "-o", "a.md", *options, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"错误：{told}（用法：mzprog report --help）\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_to_be_verified_is_not_in_the_body(mzprog: Run, tmp_path: Path) -> None:
    """It is asked for, or goes to a file of its own."""
    file, apart = tmp_path / "a.md", tmp_path / "核对.md"
    mzprog("report", WUHAN, "--year", "2018", "-o", str(file), "--annex-file", str(apart))
    body, annexes = file.read_text("utf-8"), apart.read_text("utf-8")
    for words in ("计算过程", "请核对", "38.6"):
        assert (words in body, words in annexes) == (False, True), words
    mzprog("report", WUHAN, "--year", "2018", "-o", str(file), "--annex", "sources,计算过程")
    assert [line for line in file.read_text("utf-8").split("\n") if line.startswith("### 附件")] == [
        "### 附件1 计算过程", "### 附件2 数据来源",
    ]  # fmt: skip
    ran = mzprog("report", WUHAN, "--year", "2018", "-o", str(file), "--annex", "全部")
    assert (ran.code, "附件有 working、sources、checks，得到“全部”" in ran.err) == (2, True)


def test_each_responsible_body_gets_its_extract(mzprog: Run, tmp_path: Path) -> None:
    plan = tmp_path / "a.yaml"
    text = f"plan: 某规划\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n- {{{CAUSES}}}\n"
    plan.write_text(
        text + "- {name: 医师, baseline: 1, target: 2, responsible: 卫/健委, observations: {2018: 2}}\n", "utf-8"
    )
    ran = mzprog("report", str(plan), "--year", "2018", "--each-responsible", str(tmp_path / "各单位"))
    assert (ran.code, ran.err) == (0, f"已为3个责任单位各写一份，在{tmp_path / '各单位'}\n")
    assert sorted(path.name for path in (tmp_path / "各单位").iterdir()) == [
        "卫_健委.docx",
        "卫健委.docx",
        "民政局.docx",
    ]
    ran = mzprog("report", WUHAN, "--year", "2018", "--each-responsible", str(tmp_path / "b"))
    assert (ran.code, "规划里没有写责任单位" in ran.err) == (2, True)


def test_a_bureaus_own_template_keeps_its_head_and_styles(mzprog: Run, tmp_path: Path) -> None:
    """The report stands where the template says, or at the end."""
    import docx as python_docx

    own = python_docx.Document()
    own.sections[0].header.paragraphs[0].text = "某市民政局文件"
    own.add_paragraph("前面的话")
    own.add_paragraph("{{正文}}")
    own.add_paragraph("落款")
    own.save(str(tmp_path / "红头.docx"))
    ran = mzprog("report", WUHAN, "--year", "2018", "-o", str(tmp_path / "a.docx"),
                 "--template", str(tmp_path / "红头.docx"))  # fmt: skip
    assert ran.code == 0, ran.err
    made = python_docx.Document(str(tmp_path / "a.docx"))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert made.sections[0].header.paragraphs[0].text == "某市民政局文件"
    assert texts[0] == "前面的话" and texts[1].startswith("武汉市民政事业") and texts[-1] == "落款"
    assert "{{正文}}" not in texts and len(made.tables) == 2
    (tmp_path / "坏.docx").write_bytes(b"PK")
    ran = mzprog("report", WUHAN, "--year", "2018", "-o", str(tmp_path / "b.docx"),
                 "--template", str(tmp_path / "坏.docx"))  # fmt: skip
    assert (ran.code, "模板不是 Word 文件" in ran.err, (tmp_path / "b.docx").exists()) == (5, True, False)


def test_a_reader_of_a_page_may_pick_among_words_not_among_figures() -> None:
    form = report.Form(columns=("类别", "指标", "属性", "责任单位", "目标", "各年", "进展率", "评价"))
    parts = report.document(evaluate(load_plan(str(ROOT / "tests/report/every-kind.yaml")), 2022), form).parts
    table = [part for part in parts if isinstance(part, Table)][-1]
    assert [column.title for column in table.printed_columns if column.choose] == ["类别", "属性", "责任单位", "评价"]


@pytest.mark.parametrize(("width", "margin"), [(11906, 1800), (16838, 1000), (8000, 500)])
def test_tables_are_as_wide_as_the_page_of_the_template(width: int, margin: int) -> None:
    import docx as python_docx
    from docx.shared import Twips

    own, file = python_docx.Document(), io.BytesIO()
    own.sections[-1].page_width = Twips(width)
    own.sections[-1].left_margin = own.sections[-1].right_margin = Twips(margin)
    own.save(file)
    content = report.document(evaluate(load_plan(str(ROOT / WUHAN)), 2018))
    made = python_docx.Document(io.BytesIO(docx.render(content, file.getvalue())))
    room = width - 2 * margin
    for table in made.tables:
        assert room - 20 <= sum(int(column.w or 0) for column in table._tbl.tblGrid.gridCol_lst) // 635 <= room


def test_a_label_cannot_break_a_table_of_markdown() -> None:
    head = "baseline_year: 2015\ntarget_year: 2020\nmethod: {tiers: [{from: 100, label: '好|<img>'}, {label: 差}]}"
    made = markdown.render(report.document(evaluate(plan_of("name: a, baseline: 1, target: 5", head=head), 2018)))
    assert "好\\|\\<img\\>" in made and "<img" not in made.replace("\\<img", "")


def test_columns_are_chosen_and_ordered(mzprog: Run, tmp_path: Path) -> None:
    """The bureau's own: numbers first, the unit apart from the name, categories in a column of their own."""
    file = tmp_path / "a.md"
    ran = mzprog("report", WUHAN, "--year", "2018", "--columns", "序号,指标,单位,类别，各年,评价", "-o", str(file))
    assert ran.code == 0
    table = file.read_text("utf-8").partition("表2")[2]
    rows = [line for line in table.split("\n") if line.startswith("|")]
    assert rows[0] == "| 序号 | 指标内容 | 单位 | 类别 | 2016年 | 2017年 | 2018年上半年 | 评价 |"
    assert rows[2] == (
        "| 1 | 申请社会救助家庭经济情况信息核对率 | % | 社会救助 | 100 | 100 | 100 | 进展良好 提前完成 |"
    )
    for wrong, why in (("序号,评价", "列要有“指标”"), ("指标,指标", "每列只写一次"), ("指标,地区", "得到“地区”")):
        ran = mzprog("report", WUHAN, "--year", "2018", "--columns", wrong, "-o", str(file))
        assert (ran.code, why in ran.err) == (2, True)


def test_targets_are_printed_as_plans_print_them() -> None:
    """[ ] around what is reached over the whole time, 年均 before an average, thousands in all of a row or in none."""
    table = table_of(load_plan(str(ROOT / "tests/report/every-kind.yaml")), 2022)
    targets = dict(zip(column(table, "指标内容（单位）"), column(table, "目标（2025年）"), strict=True))
    assert [targets[name] for name in (
        "每千名老年人口养老床位数（张）", "新增社区服务站（个）", "社会组织总收入增速（%）", "社会组织从业人员（人）",
        "单位建筑能耗（%）", "事实无人抚养儿童保障率（%）", "救助保障水平",
    )] == ["≥55", "[45000]", "年均≥6.5", "年均增长7%", "[13.5]", "90左右（±1）", "达到国家要求"]  # fmt: skip
    plan = plan_of(
        'name: 1000人以上的村, baseline: 32500, target: "45,000", '
        "observations: {2016: {missing: 2020年统计}, 2018: 34000.25}",
        "name: 甲, baseline: 32500, target: 45000, observations: {2018: 34000}",
    )
    rows = [row for group in table_of(plan, 2018).groups for row in group.rows]
    assert [cell.text for cell in rows[0]][:1] + [cell.text for cell in rows[0]][2:7] == [
        "1000人以上的村", "32,500", "45,000", "2020年统计", "34,000.25", "40,000",
    ]  # fmt: skip
    assert [cell.text for cell in rows[1]][2:7] == ["32500", "45000", "—", "34000", "40000"]


def test_a_deciding_component_without_a_path_stands_beside_one_that_has_one(mzprog: Run, tmp_path: Path) -> None:
    """Attained or judged by a person, without a baseline: every form is written, with the charts of lagging rows."""
    plan = tmp_path / "a.yaml"
    plan.write_text(
        "plan: 某规划\nbaseline_year: 2015\ntarget_year: 2020\ndirection: 正向\nindicators:\n"
        "- {name: 甲, target: 30, components: {城市: {baseline: 10, target: 50, milestones: {2017: 30}, "
        "observations: {2018: 45}}, 农村: {observations: {2018: 13}}}}\n"
        "- {name: 乙, direction: 正向, target: 30-40, "
        "components: {城市: {baseline: 10, target: 50, observations: {2018: 20}}, "
        "农村: {observations: {2018: 3}}}}\n"
        "- {name: 丙, target: 30, components: {城市: {baseline: 10, target: 50, observations: {2018: 45}}, "
        "农村: {observations: {2018: {judged: 未达到}}}}}\n",
        "utf-8",
    )
    for suffix in SUFFIXES:
        ran = mzprog("report", str(plan), "--year", "2018", "--lagging-charts", "--annex", "working,sources,checks",
                     "-o", str(tmp_path / f"a.{suffix}"))  # fmt: skip
        assert (ran.code, ran.err.count("\n")) == (0, 1), ran.err


def test_no_label_breaks_out_of_markdown(mzprog: Run, tmp_path: Path) -> None:
    """Tier labels are heads of columns too."""
    plan = tmp_path / "a.yaml"
    labels = "甲|乙", "<img src=x onerror=alert(1)>", "[点我](javascript:alert(1))"
    tiers = ", ".join(f'{{from: {start}, label: "{label}"}}' for start, label in zip((100, 40, 0), labels, strict=True))
    plan.write_text(
        f"plan: '# 某|规划'\nbaseline_year: 2015\ntarget_year: 2020\nmethod: {{name: 'a|b', tiers: [{tiers}, "
        "{label: '`x`'}]}\nindicators:\n"
        "- {name: '名|称<b>', baseline: 0, target: 10, unit: '|', observations: {2018: 3}}\n",
        "utf-8",
    )
    file = tmp_path / "a.md"
    assert mzprog("report", str(plan), "--year", "2018", "-o", str(file)).code == 0
    text = file.read_text("utf-8")
    assert not re.search(r"(?<!\\)<(img|b>)", text)
    assert "](javascript" not in text.replace("\\]", "")
    for table in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().split("\n")}) == 1


def test_shares_in_prose_and_table_are_of_what_can_be_assessed() -> None:
    """One row without a figure: half of those that can be assessed, not a third of all."""
    rows = (f"name: 甲{n}, baseline: 0, target: 10, observations: {found}" for n, found in enumerate(
        ("{2018: 7}", "{2018: 3}", "{2018: {missing: 未统计}}")
    ))  # fmt: skip
    parts = report.document(evaluate(plan_of(*rows), 2018)).parts
    opening = next(part.lines[0] for part in parts if isinstance(part, Section))
    table = next(part for part in parts if isinstance(part, Table))
    assert "进展良好的占50%" in opening
    assert (table.groups[0].rows[0][-1].text, table.notes) == ("50%", ("注：占比按能够评估的指标计算。",))


def test_every_number_of_a_source_is_one_of_the_list() -> None:
    """And the list counts from one."""
    made = report.document(evaluate(load_plan(ROOT / WUHAN), 2018), report.Form(annexes=report.ANNEXES))
    parts = [p for p in made.parts if isinstance(p, Section)]
    (listed,) = (p.lines for p in parts if p.title.endswith("数据来源"))
    assert [line.split("]")[0] for line in listed] == [f"[{n}" for n in range(1, len(listed) + 1)]
    cited = {number for p in parts for line in p.lines if line not in listed for number in re.findall(r"\[\d+\]", line)}
    assert cited == {line.split(" ")[0] for line in listed}
    rows = [line for p in parts for line in "\n".join(p.lines).split("\n") if line.startswith("数据来源：")]
    assert len(rows) == 23 and all("目标值" in row and row.count("观测值") <= 2 for row in rows)


def test_what_lags_everywhere_is_named() -> None:
    """Name by name, in the comparison of plans."""
    rows = [f"name: {name}, baseline: 0, target: 10, observations: {{2018: {value}}}"
            for name, value in (("甲", 1), ("乙", 2), ("丙", 9))]  # fmt: skip
    document = comparison.document([evaluate(plan_of(*rows), 2018), evaluate(plan_of(*rows), 2018)])
    lines = [line for part in document.parts if isinstance(part, Section) for line in part.lines]
    assert "名称相同的指标有3项。在各规划中都没有达到进展良好的指标：甲、乙。" in lines


def test_the_help_names_every_kind_of_report(mzprog: Run) -> None:
    assert "后缀 .docx .pdf .html .xlsx .md" in " ".join(mzprog("report", "--help").out.split())


def test_who_is_in_no_body_s_report_is_named(mzprog: Run, tmp_path: Path) -> None:
    """Rows without a responsible body are in none of the extracts, which is said of them once."""
    plan = tmp_path / "plan.yaml"
    rows = "".join(f"  - {{name: 项{n}, baseline: 0, target: 9, observations: {{2018: 9}}}}\n" for n in range(4))
    owned = "  - {name: 床位, baseline: 0, target: 9, observations: {2018: 9}, responsible: 民政局}\n"
    head = "plan: 某规划\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n"
    told = "4项指标没有写责任单位，不在任何一份里：项0、项1、项2等"
    for listed, said in ((rows + owned, True), (owned, False)):
        plan.write_text(head + listed, "utf-8")
        ran = mzprog("report", str(plan), "--year", "2018", "--each-responsible", str(tmp_path / "各"))
        assert (ran.code, told in ran.err) == (0, said)
