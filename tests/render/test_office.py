"""What LibreOffice makes of the files: every formula recalculated, every page laid out."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from mzprog import evaluate, load_plan
from mzprog.answers import report
from mzprog.core.assessment import assess
from mzprog.core.period import parse_period
from mzprog.core.plan import Plan
from mzprog.core.results import AsOf
from mzprog.planfile.load import parse_plan
from mzprog.render import docx
from mzprog.workbook import write as xlsx
from mzprog.workbook.report import comparison as comparison_workbook
from mzprog.workbook.report import workbook
from tests.conformance.oracle.draw import draw, file_of
from tests.conftest import ROOT, Run
from tests.program import written as plan_written
from tests.report.office import convert, differences, formula_values, needs_office, recalculated

pytestmark = needs_office

EVERY_RULE = ROOT / "tests/report/every-rule.yaml"
PLANS = sorted((ROOT / "plans").glob("*.yaml"))


def written(plan: Plan, year: int) -> bytes:
    return xlsx.render(workbook(evaluate(plan, year)))


def book_of(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def assert_recalculates(made: Sequence[bytes], folder: Path) -> None:
    """Every formula gives, computed by LibreOffice, what the tool wrote beside it."""
    books = [book_of(data) for data in made]
    for number, (book, found) in enumerate(zip(books, recalculated(books, folder), strict=True)):
        file = folder / "written.xlsx"
        file.write_bytes(made[number])
        expected = formula_values(book, file)
        assert expected
        assert differences(expected, found) == {}, number


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_plan_recalculates(path: Path, tmp_path: Path) -> None:
    """At the end of the plan and at every year that it has figures for, all its formulas at once."""
    plan = load_plan(str(path))
    years = {plan.target_year, *(period.year for period in plan.periods)}
    assert_recalculates([written(plan, year) for year in sorted(years)], tmp_path)


def test_every_rule_recalculates(tmp_path: Path) -> None:
    """Milestones, flows, totals, ranges, components and rows without a rate, the last at a year without figures."""
    plan = load_plan(str(EVERY_RULE))
    assert_recalculates([written(plan, year) for year in (2016, 2018, 2020, 2022)], tmp_path)


PARTS_OF_YEARS = ROOT / "tests/report/parts-of-years.yaml"


def test_parts_of_years_recalculate(tmp_path: Path) -> None:
    """Totals with components, halves and quarters: also as of a half whose figure lacks while its year's is there."""
    plan = load_plan(str(PARTS_OF_YEARS))
    times = [AsOf.in_or_at(parse_period(text)) for text in ("2021", "2022", "2023", "2021H1", "2022H1", "2021Q2")]
    assert_recalculates([xlsx.render(workbook(assess(plan, time))) for time in times], tmp_path)


METHOD = """
method:
  name: 三档
  tiers: [{from: 95, label: 快}, {from: 62.5, label: 中}, {from: 0, label: 慢}, {label: 退}]
  met: 已达到
  default_rule: exponential
  outlook_limit: 1.5
"""


def test_another_method_recalculates(tmp_path: Path) -> None:
    """Four tiers, a label of its own for met targets, another rule and limit."""
    plan = parse_plan((EVERY_RULE.read_text("utf-8") + METHOD).encode())
    assert_recalculates([written(plan, 2018)], tmp_path)


def random_indicators(rng: random.Random, count: int) -> Iterator[str]:
    """Yield indicators of all kinds with figures that no one chose."""
    for number in range(count):
        start, end = (round(rng.uniform(0.5, 200), rng.randint(0, 3)) for _ in range(2))
        if start == end:
            end += 1
        rule = rng.choice(["linear", "exponential", "index"])
        kind = rng.choice(["stock", "stock", "flow", "flow, cumulative: true"])
        period = rng.choice(["2018", "2018H1", "2018Q3", "2018-07"])
        observed = round(rng.uniform(0.5, 250), rng.randint(0, 3))
        middle = round(start + (end - start) * rng.random(), 3)
        milestones = f", milestones: {{2017: {middle}}}" if rng.random() < 0.3 else ""
        direction = "逆向" if end < start else "正向"
        yield (
            f"  - {{name: 指标{number}, rule: {rule}, measure: {kind}, baseline: {start}, target: {end}, "
            f"direction: {direction}{milestones}, observations: {{{period}: {observed}}}}}"
        )


def test_figures_that_no_one_chose_recalculate(tmp_path: Path) -> None:
    rows = "\n".join(random_indicators(random.Random(20181206), 400))
    plan = parse_plan(f"plan: 随机\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n{rows}\n".encode())
    assert_recalculates([written(plan, 2018)], tmp_path)


def test_random_plans_of_every_kind_recalculate(tmp_path: Path) -> None:
    """Every measure, target and method, with gaps, judgements and components, at years, halves, quarters and months."""
    drawn = [draw(seed) for seed in range(24)]
    books = [workbook(evaluate(parse_plan(file_of(one.plan)), **one.asked)) for one in drawn]
    assert_recalculates([xlsx.render(book) for book in books], tmp_path)


def test_the_comparison_recalculates(tmp_path: Path) -> None:
    plans = [load_plan(str(ROOT / f"plans/{name}.yaml")) for name in ("wuhan", "jianghan-13th", "tianmen-13th")]
    assert_recalculates([xlsx.render(comparison_workbook([evaluate(plan, 2020) for plan in plans]))], tmp_path)


def cell_of(book: openpyxl.Workbook, name: str, head: str) -> Any:
    """Return a cell of the table by its indicator and the head of its column."""
    sheet = book["评估表"]
    row = next(r for r in range(5, sheet.max_row + 1) if str(sheet.cell(r, 2).value).partition("（")[0] == name)
    column = next(c for c in range(1, sheet.max_column + 1) if sheet.cell(4, c).value == head)
    return sheet.cell(row, column)


CHANGES = [
    # (plan, indicator, column changed, its new figure, rate, verdict, forecast)
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "2018年上半年", 39.6, 40, "滞后", "经努力可以完成"),
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "2018年上半年", 43.5, 100, "进展良好", "可以完成"),
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "2018年上半年", 50, 200, "进展良好", "提前完成"),
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "目标（2020年）", 40.4, 100, "进展良好", "可以完成"),
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "基期（2015年）", 35.6, 43.0555555556, "滞后", "经努力可以完成"),
    ("plans/wuhan.yaml", "每千名老年人口养老床位数", "已过年数", 1, 65.3846153846, "滞后", "可以完成"),
    ("plans/wuhan.yaml", "年均新增登记和备案社会组织数", "2018年上半年", 1050, 100, "进展良好", "可以完成"),
    ("plans/wuhan.yaml", "护理型床位占养老床位总数的比例", "2018年上半年", 50, 200, "进展良好", "提前完成"),
    ("plans/wuhan.yaml", "街道社区服务中心覆盖率", "2018年上半年", 99, 99, "滞后", "无法预测"),
    ("plans/wuhan.yaml", "新婚婚姻登记颁证率", "基期（2015年）", 80, 400, "进展良好", "提前完成"),
    ("tests/report/every-rule.yaml", "二进制陷阱", "2018年", 4.59, 99.7619047619, "滞后", "可以完成"),
    ("tests/report/every-rule.yaml", "观测缺失", "2018年", 3.4, 100, "进展良好", "可以完成"),
    ("tests/report/every-rule.yaml", "目标未公开", "目标（2020年）", 5, 83.3333333333, "滞后", "可以完成"),
    ("tests/report/every-rule.yaml", "指数恰在路径", "2018年", 133, 99.7244488863, "滞后", "可以完成"),
    ("tests/report/every-rule.yaml", "累计缺年", "2017年", 70, 100, "进展良好", "可以完成"),
    ("tests/report/every-rule.yaml", "里程碑线性", "已过年数", 1.5, 266.6666666667, "进展良好", "可以完成"),
    ("tests/report/every-rule.yaml", "严格恰等", "2018年", 30.01, 166.75, "进展良好", "提前完成"),
]


@pytest.mark.parametrize("path", sorted({change[0] for change in CHANGES}))
def test_a_planner_changes_a_figure(path: str, tmp_path: Path) -> None:
    """The verdict follows the figure."""
    data = written(load_plan(str(ROOT / path)), 2018)
    changes = [change for change in CHANGES if change[0] == path]
    books = [book_of(data) for _ in changes]
    for book, (_, name, head, figure, *_) in zip(books, changes, strict=True):
        cell_of(book, name, head).value = figure
    for book, found, (_, name, head, figure, rate, *words) in zip(
        books, recalculated(books, tmp_path), changes, strict=True
    ):
        values = [found["评估表", cell_of(book, name, h).coordinate] for h in ("进展率（%）", "评价", "2020年预测")]
        assert values == [pytest.approx(rate, abs=1e-9), *words], (name, head, figure)


def test_counts_follow_a_changed_figure(tmp_path: Path) -> None:
    book = book_of(written(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018))
    cell_of(book, "每千名老年人口养老床位数", "2018年上半年").value = 43.5
    (found,) = recalculated([book], tmp_path)
    assert [found["汇总", f"{column}3"] for column in "BCDEF"] == [23, 17, 6, 0, 0]


def test_rows_may_be_sorted(tmp_path: Path) -> None:
    """A row's formulas name their own row only, so it takes them along when the table is sorted by hand."""
    data = written(load_plan(str(EVERY_RULE)), 2018)
    plain, turned = book_of(data), book_of(data)
    sheet = turned["评估表"]
    for came, place in zip(range(5, sheet.max_row + 1), range(sheet.max_row, 4, -1), strict=True):
        for cell in plain["评估表"][came]:
            there = sheet[cell.coordinate.replace(str(came), str(place))]
            formula = cell.data_type == "f"
            there.value = (
                Translator(cell.value, cell.coordinate).translate_formula(there.coordinate) if formula else cell.value
            )
    names = [str(row[1].value) for row in plain["评估表"].iter_rows(min_row=5)]
    found = [
        {name: values["评估表", cell_of(book, name, "评价").coordinate] for name in names}
        for book, values in zip((plain, turned), recalculated((plain, turned), tmp_path), strict=True)
    ]
    assert found[0] == found[1]
    assert list(found[0].values()) != list(reversed(found[0].values()))


def pages_of(data: bytes, folder: Path) -> list[str]:
    """Return the text of each page of a Word document."""
    file = folder / "report.docx"
    file.write_bytes(data)
    (pdf,) = convert([file], "pdf", folder)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


def test_the_word_report_has_its_pages(tmp_path: Path) -> None:
    """The table's head stands on each of its pages, every page has its number, nothing is lost."""
    plan = load_plan(str(ROOT / "plans/wuhan.yaml"))
    pages = pages_of(docx.render(report.document(evaluate(plan, 2018), report.Form(paper=True))), tmp_path)
    flat = ["".join(page.split()) for page in pages]
    assert [f"—{n}—" in page for n, page in enumerate(flat, 1)] == [True] * len(pages)
    assert "武汉市民政事业发展“十三五”规划实施情况评估报告" in flat[0]
    table = [page for page in flat if "指标内容（单位）" in page]
    assert len(table) == 2
    assert all("进展情况" in page and "评价" in page for page in table)
    assert "收养登记合格率（%）" in table[-1]
    assert "附注：评估方法" in "".join(flat)
    assert len(pages) <= 7


def test_twenty_five_indicators_have_seven_pages(tmp_path: Path) -> None:
    """Nine of them lag, and nothing is explained yet."""
    more = "".join(
        f"  - {{name: {name}, category: 社会服务, unit: 个, type: 预期性, baseline: 100, target: 200,\n"
        f"     observations: {{2016: 120, 2017: 140, 2018H1: 145}}}}\n"
        for name in ("社区养老服务站点数", "持证社会工作者人数")
    )
    plan = parse_plan((ROOT / "plans/wuhan.yaml").read_bytes() + more.encode())
    assessment = evaluate(plan, 2018)
    assert len(assessment.rows) == 25
    assert len(pages_of(docx.render(report.document(assessment, report.Form(paper=True))), tmp_path)) == 7


def test_a_long_name_stays_on_its_page(tmp_path: Path) -> None:
    name = "很长的指标名称" * 43
    plan = parse_plan(
        f"plan: 长\nbaseline_year: 2015\ntarget_year: 2020\nindicators:\n"
        f"  - {{name: {name}, category: {name}, baseline: 1, target: 5, observations: {{2018: 2}}}}\n".encode()
    )
    flat = "".join(
        "".join(page.split()) for page in pages_of(docx.render(report.document(evaluate(plan, 2018))), tmp_path)
    )
    assert flat.count("很长的指标名称") >= 43 * 4  # lines of neighbouring cells are mixed


def test_a_csv_opens_as_it_is(tmp_path: Path, mzprog: Run) -> None:
    """Chinese is Chinese, figures are figures, no text is a formula, and the mark is no part of the table.

    The encoding is what LibreOffice's dialog offers for the mark; without a dialog it does not look for one.
    """
    plan = plan_written(tmp_path, title="=1+1武汉")
    file = tmp_path / "评估.csv"
    assert mzprog("evaluate", str(plan), "--year", "2018", "-o", str(file)) == (0, "", "")
    utf8 = "--infilter=Text - txt - csv (StarCalc):44,34,UTF-8"
    (made,) = convert([file], "xlsx:Calc MS Excel 2007 XML", tmp_path, utf8)
    head, *rows = openpyxl.load_workbook(made).worksheets[0].values
    assert head[0] == "file"
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["plan"], row["name"], row["verdict"], row["progress_rate"]) for row in found] == [
        ("'=1+1武汉", "甲", "滞后", 50),
        ("'=1+1武汉", "乙", "进展良好", 100),
    ]
