"""The numbers of a report are the same in prose, tables, charts and workbook, read back from each form."""

from __future__ import annotations

import io
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from lxml import html as pages

from mzprog import evaluate, load_plan
from mzprog.answers import report
from mzprog.core.method import NOT_ASSESSABLE
from mzprog.core.results import Assessment
from mzprog.core.wording import cells
from mzprog.render import docx, html, markdown
from mzprog.workbook import write as xlsx
from mzprog.workbook.report import workbook
from tests.conftest import ROOT
from tests.render.test_word_charts import bars, charts, package_of

# Every plan, as of the year that it has most to say of, and one with every kind of figures.
TIMES = {
    "anonymised-city-14th": 2022, "jianghan-13th": 2020, "jianghan-14th": 2022, "jianghan-14th-text": 2022,
    "tianmen-13th": 2020, "tianmen-14th": 2022, "tianmen-14th-text": 2022, "wuhan": 2018, "wuhan-14th": 2022,
    "wuhan-14th-text": 2022,
}  # fmt: skip
CASES = [(ROOT / f"plans/{name}.yaml", year) for name, year in TIMES.items()]
CASES += [(ROOT / "plans/wuhan.yaml", 2020), (ROOT / "tests/report/every-kind.yaml", 2022)]
Rates = dict[str, tuple[str, str]]  # of each name: 进展率 and 评价


def test_no_plan_is_forgotten() -> None:
    assert set(TIMES) == {path.stem for path in (ROOT / "plans").glob("*.yaml")}


def expected(assessment: Assessment) -> Rates:
    return {cells(row).name: (cells(row).rate, row.verdict) for row in assessment.rows}


def in_markdown(text: str) -> Rates:
    table = re.sub(r"\\(.)", r"\1", text.partition("表2")[2].partition("\n###")[0])
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.split("\n") if line.startswith("| ")
    ]
    rate, verdict = (next(n for n, head in enumerate(rows[0]) if head == word) for word in ("进展率", "评价"))
    return {row[0]: (row[rate], row[verdict].split(" ")[0]) for row in rows[2:] if not row[0].startswith("**")}


def in_page(text: str) -> Rates:
    (table,) = pages.fromstring(text).xpath("//div[contains(@class, 'wide')]//table")
    found = {}
    for row in table.xpath("./tbody/tr"):
        rate, verdict = (row.xpath(f"./td[@data-label='{word}']/text()")[0] for word in ("进展率", "评价"))
        found[row.xpath("./th/text()")[0]] = (rate, verdict)
    return found


def in_word(data: bytes) -> Rates:
    table = next(t for t in python_docx.Document(io.BytesIO(data)).tables if t.cell(0, 0).text == "类别")
    heads = [cell.text for cell in table.rows[1].cells]
    rate, verdict = heads.index("进展率"), heads.index("评价")
    return {
        (texts := [cell.text for cell in row.cells])[1]: (texts[rate], texts[verdict].split("\n")[0])
        for row in list(table.rows)[2:]
    }


def in_workbook(data: bytes, shown: Rates) -> Rates:
    """Return the workbook's rates, to as many decimals as the report has."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["评估表"]
    heads = [cell.value for cell in sheet[4]]
    name, rate, verdict = (heads.index(word) for word in ("指标内容（单位）", "进展率（%）", "评价"))
    found = {}
    for row in sheet.iter_rows(min_row=5, values_only=True):
        places = len(shown[str(row[name])][0].rstrip("%").partition(".")[2])
        value = row[rate]
        known = isinstance(value, int | float)
        text = f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%" if known else "—"
        found[str(row[name])] = (text, str(row[verdict]))
    return found


@pytest.mark.parametrize(("path", "year"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_the_tables_of_each_form_say_the_same(path: Path, year: int) -> None:
    assessment = evaluate(load_plan(str(path)), year)
    rates, document = expected(assessment), report.document(assessment)
    assert in_markdown(markdown.render(document)) == rates
    assert in_page(html.render(document)) == rates
    assert in_word(docx.render(report.document(assessment, report.Form(paper=True)))) == rates
    assert in_workbook(xlsx.render(workbook(assessment)), rates) == rates


@pytest.mark.parametrize(("path", "year"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_the_charts_say_the_same(path: Path, year: int) -> None:
    """In Word those of the overview, on the page its bars."""
    assessment = evaluate(load_plan(str(path)), year)
    rated = {name: found for name, found in expected(assessment).items() if found[0] != "—"}
    drawn: Rates = {}
    for chart, _ in charts(package_of(assessment, own=False)):
        if chart.find(".//{*}title") is None:  # a panel has a title
            drawn |= {n: (f"{r}%", v) for v, rates in bars(chart).items() if "标线" not in v for n, r in rates.items()}
    assert drawn == rated
    page = pages.fromstring(html.render(report.document(assessment)))
    told = {
        li.xpath("string(./*[@class='name'])"): li.xpath("string(./*[@class='rate'])")
        for li in page.xpath("//ol[starts-with(@class, 'rates')]/li")
    }
    assert told == {n: v if r == "—" else f"{r} {v}" for n, (r, v) in expected(assessment).items()}


@pytest.mark.parametrize(("path", "year"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_the_prose_counts_what_the_table_has(path: Path, year: int) -> None:
    """The opening's counts, each lagging indicator's head, and how many are forecast."""
    assessment = evaluate(load_plan(str(path)), year)
    text = re.sub(r"\\(.)", r"\1", markdown.render(report.document(assessment)))
    rates = in_markdown(markdown.render(report.document(assessment)))
    counts = Counter(verdict for _, verdict in rates.values())
    opening = text.partition("### 一、")[2].partition("\n\n")[2].partition("\n\n")[0]
    assert f"{len(rates)}项" in opening
    known = len(rates) - counts[NOT_ASSESSABLE]
    told = {label: int(n) for n, label in re.findall(r"[，。]?(\d+)项(进展良好|滞后|严重滞后)", opening)}
    assert told == {label: n for label, n in counts.items() if label != NOT_ASSESSABLE}
    assert (f"能够评估的{known}项中" in opening) is (known > 0)
    lagging = text.partition("### 三、")[2].partition("### 四、")[0]
    heads = re.findall(
        r"^- (.+?)：(滞后|严重滞后)(?:，进展率([\d.-]+%))?(?:（责任单位：[^）]*）)?<br>", lagging, re.MULTILINE
    )
    behind = {name: found for name, found in rates.items() if found[1] in {"滞后", "严重滞后"}}
    assert {name: (rate or "—", verdict) for name, verdict, rate in heads} == behind
