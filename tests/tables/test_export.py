"""A plan as a table and back: nothing that a table can hold is lost, and what it cannot hold is told."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from mzprog import evaluate, load_plan
from mzprog.core.period import parse_period
from mzprog.core.plan import Indicator, Plan, Published
from mzprog.core.problems import PlanError
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import Map, Text, written
from mzprog.render import csv
from mzprog.tables.draft import draft_plan
from mzprog.tables.export import table_of
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables
from mzprog.tables.lost import bare, differing
from mzprog.tables.read_back import Lines, usable
from mzprog.tables.sources import read_grids
from mzprog.workbook import write as xlsx
from mzprog.workbook.plan_table import workbook
from tests.conftest import ROOT, Run, plan_of
from tests.planfile.test_schema import VALIDATOR, as_an_editor_reads

PLANS = sorted((ROOT / "plans").glob("*.yaml"))
ANNOTATIONS = ("资料来源", "单个数值的来源和说明")


def read_back(data: bytes) -> Plan:
    (table,) = find_tables(read_grids(data))
    return parse_plan(written(draft_plan(table, stated(table), "表").map).encode())


def plan_in(rows: Lines, file: str) -> Plan:
    plan, wrong = usable(rows, file)
    assert not wrong
    return plan


def through_csv(plan: Plan) -> Plan:
    return read_back(csv.render_rows(table_of(plan).lines).encode("utf-8-sig"))


def through_workbook(plan: Plan) -> Plan:
    return read_back(xlsx.render(workbook(table_of(plan))))


def said(plan: Plan) -> tuple[Any, ...]:
    """Return what a plan says, apart from where its figures come from."""
    return plan.title, plan.region, plan.baseline_year, plan.target_year, tuple(map(bare, plan.indicators))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_shipped_plans_come_back_whole_but_for_their_sources(path: Path) -> None:
    plan = load_plan(path)
    table = table_of(plan)
    assert [line.partition("（")[0] for line in table.lost] == list(ANNOTATIONS[: len(table.lost)])
    assert said(through_csv(plan)) == said(plan)
    assert said(through_workbook(plan)) == said(plan)


def node(value: Any) -> Any:
    """Return nested dicts and texts as a tree that can be written."""
    if isinstance(value, dict):
        return Map({key: node(one) for key, one in value.items() if one is not None})
    return [node(one) for one in value] if isinstance(value, list) else Text(value)


TEXTS = st.one_of(
    st.sampled_from(
        ["甲", "甲（张）", "其中：乙", "1.甲", "*甲", "甲¹", "注：甲", "一、甲", "=1+1", "'=1", "-5", "2018", "2018年",
         "甲 乙", "a,b", 'a"b', "指标名称", "约束性", "~", "#1", "_x0041_", "甲；乙", "缺数：甲", "以上"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8),
)  # fmt: skip
NUMBERS = st.decimals(-(10**6), 10**6, places=3).map(str) | st.sampled_from(
    ["0", "100", "38.40", "1E+5", "0.1234567890123456789"]
)
REASONS = TEXTS.map(lambda text: {"missing": text})
FIGURES = NUMBERS | REASONS
FORMS = ("missing", "text", "at_least", "above", "at_most", "below")
RELATIONS = frozenset(FORMS[2:])
# A target and a direction that goes with it.
TARGETS = st.one_of(
    st.tuples(NUMBERS | NUMBERS.map("≥{}".format), st.just("正向")),
    st.tuples(NUMBERS.map("＜{}".format), st.just("逆向")),
    st.tuples(st.just("30-40"), st.sampled_from(["正向", "逆向", "适度"])),
    st.tuples(st.builds(lambda form, text: {form: text}, st.sampled_from(FORMS), TEXTS), st.none()),
    st.tuples(st.builds(lambda number: {"about": number}, NUMBERS), st.sampled_from(["正向", "逆向", "适度"])),
    st.tuples(st.just({"about": "20", "within": "5%"}), st.just("正向")),
    st.tuples(st.just({"growth": "≥7.5"}), st.none()),
    st.tuples(st.sampled_from([{"change": "+3"}, {"change": "≥+3"}, {"times": "2"}, {"times": "≥1.5"}]), st.none()),
    st.tuples(st.sampled_from([{"change": "-13.5"}, {"change": "≤-2"}]), st.none()),
    st.tuples(st.just({"above": "某数列", "plus": "1.5"}), st.none()),
)
WORDS = {"type": ["约束性", "预期性", "倡导性"], "rule": ["linear", "index", "completion"],
         "measure": ["stock", "flow", "total", "growth", "change", "cut"], "hold": ["true"], "weight": ["5", "2.5"],
         "responsible": ["民政局"], "causes": ["缺地"], "actions": ["加快"],
         "cumulative": ["true"], "baseline_year": ["2014", "2014-06"], "target_year": ["2022"]}  # fmt: skip
PERIODS = st.sampled_from(["2016", "2017H1", "2018Q3", "2018-06", "2019"])
VERDICTS, OUTCOMES = st.sampled_from(["滞后", "进展缓慢"]), st.sampled_from(["完成", "机构调整"])
PRINTED = st.fixed_dictionaries({}, optional={"rate": NUMBERS, "verdict": VERDICTS, "outcome": OUTCOMES})
WORKED = {"baseline": FIGURES, "published": st.dictionaries(PERIODS, PRINTED)}
PATH: dict[str, Any] = {"baseline": "0", "target": "100", "milestones": {"2018": "50"}}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a plan of up to three indicators with whatever a plan file may say of them."""
    names = draw(st.lists(TEXTS, min_size=1, max_size=3, unique_by=str.strip))
    items = []
    for name in names:
        target, direction = draw(TARGETS)
        item: dict[str, Any] = {"name": name, "target": target, "direction": direction}
        item |= draw(st.fixed_dictionaries({}, optional=dict.fromkeys(("category", "unit", "note"), TEXTS)))
        item |= draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(words) for k, words in WORDS.items()}))
        item |= draw(
            st.fixed_dictionaries({}, optional={"baseline": FIGURES, "published": st.dictionaries(PERIODS, PRINTED)})
        )
        item |= {"cumulative": item.get("cumulative") if item.get("measure") not in {None, "stock"} else None}
        item |= {"quotas": {"2016": "3", "2018": "4"}} if item.get("measure") == "total" and draw(st.booleans()) else {}
        item |= {"observations": draw(st.dictionaries(PERIODS, FIGURES, max_size=3)) or None}
        item |= PATH if draw(st.booleans()) and "quotas" not in item else {}
        item |= (
            {"observations": {"2018": {"judged": draw(st.sampled_from(["达到", "未达到", "滞后"]))}}}
            if draw(st.booleans())
            else {}
        )
        items.append(item)
    items[-1] |= {"of": names[0], "id": "甲-1"} if len(names) > 1 and draw(st.booleans()) else {}
    head = {"plan": draw(TEXTS), "region": draw(st.none() | TEXTS), "baseline_year": "2015", "target_year": "2020",
            "direction": draw(st.sampled_from(["正向", "逆向"]))}  # fmt: skip
    targets = [item["target"] for item in items if isinstance(item["target"], dict)]
    series: dict[str, Any] = {target[form]: Map(flow=True) for target in targets for form in RELATIONS & set(target)}
    tree = node(head)
    tree.items["types"] = ("倡导性",)
    tree.items |= {"series": Map(series)} if series else {}
    tree.items["indicators"] = node(items)
    try:
        return parse_plan(written(tree).encode())
    except PlanError:
        assume(False)
        raise


@settings(max_examples=50, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(plans())
def test_plan_to_table_to_plan_loses_nothing(plan: Plan) -> None:
    table = table_of(plan)
    assert table.lost == ()
    assert said(plan_in(table.lines, "x")) == said(plan)
    assert said(read_back(csv.render_rows(table.lines).encode("utf-8-sig"))) == said(plan)
    assert said(read_back(xlsx.render(workbook(table)))) == said(plan)


def test_what_a_table_cannot_hold_is_told() -> None:
    plan = parse_plan(
        """
plan: 某规划
baseline_year: 2015
target_year: 2020
sources: {a: {title: 年报}}
method: {tiers: [{from: 90, label: 好}, {label: 差}]}
series: {增速: {2018: 6}}
indicators:
  - {name: 甲, target: {at_least: 增速}, observations: {2018: {value: 5, source: a, note: 估计}}}
  - name: 乙
    target: ≥5
    components:
      城市1: {observations: {2018: 1}}
      农村: {observations: {2018: 2}}
    published: {2018: {verdict: 差}}
""".encode()
    )
    assert table_of(plan).lost == (
        "资料来源（1条）", "单个数值的来源和说明（1处）", "相对目标的参照数列", "规划自己的评价方法",
        "“乙”的组成部分、公布值",
    )  # fmt: skip


@pytest.mark.parametrize(
    "indicator",
    [
        "unit: 张, target: ≥2000张, baseline: 1500张",
        'unit: "%", target: ≤５．５％',
        "unit: 个, measure: total, target: ≥13个, milestones: {2018: 5个}",
    ],
)
def test_a_unit_behind_a_target_is_not_lost(indicator: str) -> None:
    """It stands in a column of its own; the figures are the same."""
    plan = plan_of(f"name: 甲, {indicator}, observations: {{2018: 3}}")
    assert table_of(plan).lost == ()
    again = plan_in(table_of(plan).lines, "x")
    assert evaluate(again, 2018).rows[0].rate == evaluate(plan, 2018).rows[0].rate


def test_components_stand_in_one_cell() -> None:
    plan = plan_of(
        "name: 甲, target: 30-40, direction: 正向, components: "
        "{城市: {observations: {2018: 30, 2019: {missing: 未统计}}}, "
        "农村: {observations: {2018: 43, 2019: {missing: 未统计}}}}"
    )
    table = table_of(plan)
    cells = dict(zip([head.title for head in table.heads], table.rows[0], strict=True))
    assert (cells["2018年实际值"], cells["2019年实际值"], cells["2020年目标值"]) == (
        "城市30；农村43",
        "未统计",
        "30-40",
    )
    assert table.lost == ()


def test_a_workbook_offers_the_words_and_keeps_figures_as_numbers() -> None:
    data = xlsx.render(workbook(table_of(load_plan(ROOT / "plans/wuhan.yaml"), "正向")))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "指标类别")
    titles = {cell.value: get_column_letter(cell.column or 0) for cell in head}
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    top = head[0].row or 0
    first, last = top + 1, top + 23 + 200
    for title, words in (
        ("指标属性", "约束性,预期性"), ("方向", "正向,逆向,适度"), ("计算规则",
        "线性型,指数型,定基指数型,对数型,完成程度"),
    ):  # fmt: skip
        assert offered[f"{titles[title]}{first}:{titles[title]}{last}"] == f'"{words}"'
    assert sheet.freeze_panes == f"C{first}"
    assert (sheet[f"{titles['2018年上半年实际值']}{first}"].value, sheet["B5"].value) == (100, "正向")


def test_text_that_a_spreadsheet_would_run_stays_text() -> None:
    plan = plan_of("name: '=1+1', target: ≥5, note: '@a'")
    assert "'=1+1" in csv.render_rows(table_of(plan).lines)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(workbook(table_of(plan))))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value in {"=1+1", "@a"}} == {"s"}
    assert said(through_csv(plan)) == said(plan)


def test_the_command(mzprog: Run, tmp_path: Path) -> None:
    plan = str(ROOT / "plans/jianghan-13th.yaml")
    for name in ("表.xlsx", "表.csv"):
        done = mzprog("export", plan, "-o", name, cwd=tmp_path)
        assert done == (0, "", "表里放不下：资料来源（1条）\n表里放不下：单个数值的来源和说明（3处）\n")
        assert mzprog("import", name, "-o", f"{name}.yaml", cwd=tmp_path).code == 0
        rows = evaluate(load_plan(tmp_path / f"{name}.yaml"), 2020).rows
        assert [row.outcome for row in rows] == ["完成"] * 14
    shown = mzprog("export", plan, cwd=tmp_path)
    assert (tmp_path / "表.csv").read_bytes() == b"\xef\xbb\xbf" + shown.out.encode()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("plans/wuhan.yaml", "-o", "表.doc"), 2, "请用后缀 .xlsx 或 .csv"),
        (("无.yaml",), 3, "找不到这个文件"),
        (("plans/wuhan.yaml", "-o", "无/表.csv"), 5, "写不出"),
    ],
)
def test_wrong_calls(mzprog: Run, args: tuple[str, ...], code: int, words: str) -> None:
    done = mzprog("export", *args)
    assert (done.code, words in done.err) == (code, True)


def test_without_the_office_packages_a_sentence_says_what_to_install(mzprog_process: Run, tmp_path: Path) -> None:
    (tmp_path / "xlsxwriter.py").write_text("raise ModuleNotFoundError(name='xlsxwriter')", "utf-8")
    path = f"{tmp_path}:{ROOT}"
    done = mzprog_process("export", "plans/wuhan.yaml", "-o", str(tmp_path / "表.xlsx"), env={"PYTHONPATH": path})
    assert (done.code, "-m pip install xlsxwriter" in done.err) == (5, True)
    assert not (tmp_path / "表.xlsx").exists()


START = ROOT / "mzprog/planfile/start.yaml"


def test_new_plans_can_be_used_at_once(mzprog: Run, tmp_path: Path) -> None:
    done = mzprog("new", "-o", "plan.yaml", cwd=tmp_path)
    assert (done.code, "mzprog evaluate plan.yaml --year 2018" in done.err) == (0, True)
    assert (tmp_path / "plan.yaml").read_bytes() == START.read_bytes()
    shown = mzprog("evaluate", "plan.yaml", "--year", "2018", cwd=tmp_path)
    assert (shown.code, "26.15%" in shown.out, "84.95%" in shown.out) == (0, True, True)
    assert mzprog("new", cwd=tmp_path).out == START.read_text("utf-8")
    assert mzprog("new", "-o", "plan.yaml", cwd=tmp_path).code == 5
    assert mzprog("new", "-o", "plan.yaml", "--replace", cwd=tmp_path).code == 0
    assert mzprog("new", "-o", "plan.docx", cwd=tmp_path).code == 2


def test_the_start_names_every_key() -> None:
    from mzprog.planfile.keys import INDICATOR, PLAN

    text = START.read_text("utf-8")
    unnamed = {"method", "series"}  # for whoever needs them; docs/plan-file.md has them
    assert [key for key in (*PLAN, *INDICATOR) if f"{key}:" not in text and key not in unnamed] == []
    assert not list(VALIDATOR.iter_errors(as_an_editor_reads(START.read_bytes())))


def test_a_new_key_is_missed_where_an_indicator_becomes_a_table() -> None:
    """What reads a key comes from the table of keys; what shows it is written for each, and here is what forgets it."""
    from mzprog.planfile.long import COLUMNS
    from mzprog.tables import long, lost

    assert {*lost._KEPT, "source", "line"} == {*Indicator._fields}
    said = long._own(load_plan(START), load_plan(START).indicators[0])
    figures = {"region", "plan", "component", "baseline", "target", "milestones", "quotas", "period", "value",
               "missing", "judged", "source", "note", "published"}  # fmt: skip
    assert {*said} == {*COLUMNS} - figures


@pytest.mark.parametrize("name", ["模板.xlsx", "模板.csv"])
def test_the_template_is_read_back(mzprog: Run, tmp_path: Path, name: str) -> None:
    assert mzprog("new", "-o", name, cwd=tmp_path).code == 0
    assert mzprog("import", name, "-o", "plan.yaml", cwd=tmp_path).code == 0
    plan = load_plan(tmp_path / "plan.yaml")
    assert said(plan) == said(load_plan(START))
    assert "\ndirection: 正向\n" in (tmp_path / "plan.yaml").read_text("utf-8")


def test_what_a_lead_is_called_names_no_table(mzprog: Run, tmp_path: Path) -> None:
    """The lead 方向 stands alone where the plan says no direction, and is no title for that."""
    table, plan = tmp_path / "表.csv", tmp_path / "plan.yaml"
    assert mzprog("export", "plans/jianghan-13th.yaml", "-o", str(table)).code == 0
    text = table.read_text("utf-8-sig").replace("方向,正向", "方向,")
    table.write_text(text, "utf-8-sig")
    mzprog("import", str(table), "-o", str(plan))
    assert "方向" in text
    assert "表名：方向" not in plan.read_text("utf-8")


REFUSED = {
    "a milestone at the plan's own end": "target_year: 2022, target: ≥5, baseline: 1, milestones: {2020: 3}",
    "a component without the baseline of the others": "target: ≥5, components: "
    "{城市: {baseline: 1, observations: {2018: 2}}, 农村: {observations: {2018: 3}}}",
    "a text longer than a cell": f"target: ≥5, note: {'长' * 40_000}",
    "causes by period": "target: ≥5, causes: {2018: 缺地}",
    "own tiers": "target: ≥5, tiers: [{from: 90, label: 进展良好}, {from: 50, label: 滞后}, {label: 严重滞后}]",
}  # fmt: skip


@pytest.mark.parametrize("item", REFUSED.values(), ids=list(REFUSED))
def test_what_no_cell_can_hold_is_told_and_the_rest_is_written(item: str) -> None:
    plan = plan_of(f"name: 甲, {item}")
    table = table_of(plan)
    assert len(table.rows) == 1 and max(map(len, table.rows[0])) <= 32_767
    kept = said(plan) == said(plan_in(table.lines, "x")) if not table.lost else True
    assert kept and (table.lost or "components" in item or "milestones" in item)


def test_names_that_differ_only_in_blanks_are_told() -> None:
    plan = parse_plan(
        """
plan: a
baseline_year: 2015
target_year: 2020
direction: 正向
indicators: [{name: 甲 乙, target: 1}, {name: 甲乙, target: 2}, {name: 甲  乙, target: 3}]
""".encode()
    )
    (told,) = table_of(plan).lost
    assert told.startswith("“甲  乙”这一行，读回来还要改：指标名称“甲 乙”重复")


@pytest.mark.parametrize("field", sorted(set(Indicator._fields) - {"source", "line"}))
def test_whatever_of_an_indicator_a_table_loses_is_named(field: str) -> None:
    """Each thing that an indicator may hold, one after the other."""
    (item,) = plan_of("name: 甲, baseline: 1, target: 5, observations: {2018: 3}").indicators
    deep: dict[str, Any] = {
        "whole": item.whole._replace(direction="逆向"),
        "components": (item.whole._replace(name="城市"),),
        "published": {parse_period("2018"): Published(Decimal(9))},
    }
    other = item._replace(**{field: deep.get(field, "另一个")})
    (told,) = differing(item, other)
    assert told.startswith("“甲”的") and len(told) > len("“甲”的")
