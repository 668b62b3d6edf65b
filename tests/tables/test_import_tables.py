"""The tables of the source documents, set again as files, import to plans that evaluate like those in plans/."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mzprog import evaluate, load_plan
from mzprog.core.plan import Indicator, Plan
from mzprog.core.results import Row
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import written
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import Facts, stated
from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids
from tests import source_tables as tables
from tests.conftest import ROOT, Run
from tests.source_tables import Printed, as_csv, as_page, as_word, as_workbook

FORMS: list[Callable[[Printed], bytes]] = [as_word, as_page, as_workbook, as_csv]

# The table, the plan that was made of it by hand, and years that tell.
PLANS = [
    (tables.WUHAN_REVIEW, "wuhan", (2016, 2017, 2018)),
    (tables.WUHAN_13, "wuhan", (2020,)),
    (tables.WUHAN_14, "wuhan-14th", (2025,)),
    (tables.TIANMEN_13, "tianmen-13th", (2020,)),
    (tables.TIANMEN_14, "tianmen-14th", (2025,)),
    (tables.JIANGHAN_13, "jianghan-13th", (2020,)),
    (tables.JIANGHAN_14, "jianghan-14th", (2025,)),
]


def drafted(data: bytes, facts: Facts | None = None) -> str:
    (table,) = find_tables(read_grids(data))
    return written(draft_plan(table, facts or stated(table), "表").map)


def filled_in(text: str, plan: Plan) -> Plan:
    """Answer what no table says: the plan's years and direction, the rule, measure and direction of each indicator."""
    for key, value in (
        ("baseline_year", plan.baseline_year), ("target_year", plan.target_year), ("direction", "正向"),
    ):  # fmt: skip
        text = re.sub(rf"^{key}: TODO.*", f"{key}: {value}", text, flags=re.MULTILINE)
    for item in plan.indicators:
        head = f"  - name: {item.name}\n"
        before, found, rest = text.partition(head)
        assert found, item.name
        own, mark, after = rest.partition("\n\n")
        own = re.sub("direction: TODO.*", f"direction: {item.measures[0].direction}", own)
        said = [f"    rule: {item.rule}\n"] * bool(item.rule) + [f"    measure: {item.kind}\n"] * (item.kind != "stock")
        text = before + head + "".join(said) + own + mark + after
    return parse_plan(text.encode())


def seen(row: Row) -> tuple[Any, ...]:
    """Return what an assessment says of an indicator, and what its table says of it."""
    item = row.indicator
    said = (item.name, item.of, item.category, item.unit, item.type, item.whole.target.text)
    return (
        *said,
        row.verdict,
        row.rate,
        row.met,
        row.early,
        row.outcome,
        row.deciding.observed,
        row.deciding.observed and row.deciding.period,
    )


def printed(item: Indicator) -> dict[str, tuple[Any, ...]]:
    return {str(p): (v.rate, v.verdict, v.outlook, v.outcome) for p, v in item.published.items()}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize(("table", "name", "years"), PLANS, ids=lambda value: getattr(value, "title", None))
def test_tables_evaluate_like_the_plans(
    table: Printed, name: str, years: tuple[int, ...], form: Callable[[Printed], bytes]
) -> None:
    plan = load_plan(ROOT / f"plans/{name}.yaml")
    mine = filled_in(drafted(form(table)), plan)
    assert (mine.baseline_year, mine.target_year) == (plan.baseline_year, plan.target_year)
    for year in years:
        for row, other in zip(evaluate(mine, year).rows, evaluate(plan, year).rows, strict=True):
            assert seen(row) == seen(other)
            for period, values in printed(row.indicator).items():
                assert values == printed(other.indicator)[period]


@pytest.mark.parametrize(("table", "name", "years"), PLANS, ids=lambda value: getattr(value, "title", None))
def test_every_form_of_a_table_gives_the_same_file(table: Printed, name: str, years: object) -> None:
    first, *others = (re.sub("第[0-9]+行", "", drafted(form(table))) for form in FORMS)
    assert all(text == first for text in others)


def test_several_tables_of_one_document_are_found_in_order() -> None:
    for form in (as_word, as_page, as_workbook):
        found = find_tables(read_grids(form(tables.WUHAN_13, tables.WUHAN_14)))
        assert [stated(table).title for table in found] == [
            "“十三五”时期武汉市民政事业主要指标执行情况", "“十四五”时期武汉市民政事业发展主要指标",
        ]  # fmt: skip


def test_the_printed_page_that_lost_its_single_digits() -> None:
    """The review's own page: five rows are shorter than the head; each is told, none is read by position."""
    lost = {
        "每个农村社区拥有社会社区组织数": 4,
        "每万人拥有登记社会组织数": 2,
        "每万名常住人口拥有社会工作者人数": 2,
        "平均每个城市社区配备专业社会工作者人数": 2,
        "平均每个农村社区配备专业社会工作者人数": 1,
    }
    page = as_page(tables.WUHAN_REVIEW).decode("gbk")
    digit = re.compile(r"<td rowspan=1 colspan='1'><p>\s*(?:[0-9]|&nbsp;)</p></td>")
    lines = [digit.sub("", line) if any(name in line for name in lost) else line for line in page.split("</tr>")]
    (table,) = find_tables(read_grids("</tr>".join(lines).encode("gbk")))
    draft = draft_plan(table, stated(table)._replace(direction="正向"), "评估.html")
    assert {remark.split("“")[1].split("”")[0]: int(remark.split("少")[1][0]) for remark in draft.remarks} == lost
    text = written(draft.map)
    assert "每万名常住人口拥有社会工作者人数(个)”、“预期性”、“10”、“8.6”、“8.8”、“165.71”" in text
    assert text.count("target: TODO") == 5


def test_the_review_and_its_outcome_make_the_whole_plan(mzprog: Run, tmp_path: Path) -> None:
    """The mid-term table, then the figures of 2020 from the next plan's table written into it."""
    plan = load_plan(ROOT / "plans/wuhan.yaml")
    (tmp_path / "评估.docx").write_bytes(as_word(tables.WUHAN_REVIEW))
    (tmp_path / "十四五.docx").write_bytes(as_word(tables.WUHAN_13))
    options = ("-o", "plan.yaml", "--direction", "正向")
    assert mzprog("import", "评估.docx", *options, cwd=tmp_path).code == 3
    file = tmp_path / "plan.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub("direction: TODO.*", "direction: 正向", text), "utf-8")
    before = file.read_text("utf-8").splitlines()
    done = mzprog("import", "十四五.docx", "--into", "plan.yaml", "--period", "2020", cwd=tmp_path)
    assert (done.code, "已写入plan.yaml：24个数" in done.err) == (0, True), done.err
    after = file.read_text("utf-8").splitlines()
    assert [line for line in after if "2020:" not in line and line != "  十四五: {title: 十四五.docx}"] == before
    mine = load_plan(file)
    for row, other in zip(evaluate(mine, 2020).rows, evaluate(plan, 2020).rows, strict=True):
        assert (row.outcome, row.deciding.observed, row.reason) == (
            other.outcome,
            other.deciding.observed,
            other.reason,
        )
