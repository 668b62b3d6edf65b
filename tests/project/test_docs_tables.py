"""The tables of the documentation are held against the code: keys, mistakes, problem codes, figures."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from mzprog import evaluate, load_plan
from mzprog.core.period import parse_period
from mzprog.core.plan import Plan
from mzprog.core.quantity import fixed, literal
from mzprog.core.results import Row
from mzprog.core.rules import RULES, TITLES
from mzprog.planfile import keys as plan_keys
from tests.conftest import ROOT, Run
from tests.documents import Table, code, problems_of, tables, text

# ---- the plan file ----

FRAME = {
    "plan": "plan: 例",
    "baseline_year": "baseline_year: 2015",
    "target_year": "target_year: 2020",
    "sources": "sources: {review: {title: 中期评估报告}}",
    "series": "series: {居民消费支出增速: {2022: 6.1}}",
}
PARENT = "  - {name: 养老床位数, target: ≥10}"
INDICATOR = {"name": "name: 护理型床位占比", "target": "target: ≥50"}

# The tables of keys in docs/plan-file.md, by the beginning of their heading.
KEY_TABLES = {
    "规划（": plan_keys.PLAN,
    "来源（": plan_keys.SOURCE,
    "指标（": plan_keys.INDICATOR,
    "组成部分（": plan_keys.COMPONENT,
    "数值（": plan_keys.FIGURE,
    "基期值（": plan_keys.Keys({"period": plan_keys.BASELINE["period"]}),
    "观测值（": plan_keys.Keys({"judged": plan_keys.OBSERVATION["judged"]}),
    "目标值（": plan_keys.TARGET,
    "公布值（": plan_keys.PUBLISHED,
    "方法（": plan_keys.METHOD,
    "等级（": plan_keys.TIER,
    "预测界限（": plan_keys.LIMIT,
}
FIGURES = (plan_keys.BASELINE, plan_keys.OBSERVATION)
PLAN_FILE = list(tables(text("docs/plan-file.md")))
KEYS = [table for table in PLAN_FILE if table.titles[0] == "键"]
MISTAKES = [(table, row) for table in PLAN_FILE if table.titles[0] == "写成这样" for row in table.rows]


def plan_with(lines: Sequence[str], of_indicator: bool) -> str:
    """Return a plan that has these lines, in its head or in an indicator, and else what a plan needs."""
    given = {re.split("[:：]", line)[0] for line in lines}
    if not of_indicator:
        head = [line for key, line in FRAME.items() if key not in given]
        return "\n".join([*lines, *head, *([] if "indicators" in given else ["indicators:", PARENT])]) + "\n"
    own = [*lines, *(line for key, line in INDICATOR.items() if key not in given)]
    return "\n".join([*FRAME.values(), "indicators:", "  - " + "\n    ".join(own), PARENT]) + "\n"


def of_indicator(table: Table) -> bool:
    """Tell whether a table's examples are lines of an indicator."""
    return not table.heading.startswith(("规划（", "来源（", "方法（", "等级（", "预测界限（", "在规划里"))


def keys_of(table: Table) -> plan_keys.Keys:
    return next(keys for heading, keys in KEY_TABLES.items() if table.heading.startswith(heading))


@pytest.mark.parametrize("table", KEYS, ids=lambda t: t.heading)
def test_every_key_is_documented(table: Table) -> None:
    """A table has the keys that the reader knows, and each example has its key and loads."""
    keys = keys_of(table)
    assert sorted(code(row[0])[0] for row in table.rows) == sorted(keys)
    for cell, chinese, needed, example, _ in table.rows:
        (key,), lines = code(cell), code(example)
        assert chinese == keys[key].chinese
        assert (needed == "是") == keys[key].required, key
        assert f"{key}:" in example
        assert not problems_of(plan_with(lines, of_indicator(table))), lines


def test_every_mapping_has_its_table() -> None:
    """No mapping of the plan file is without a table of its keys; figures have further ones of their own."""
    figure = set(plan_keys.FIGURE)
    shown = [set(keys_of(table)) for table in KEYS]
    for keys in plan_keys.ALL_TABLES:
        own = set(keys) - figure if figure < set(keys) and keys in FIGURES else set(keys)
        assert own in shown, sorted(own)


@pytest.mark.parametrize(("table", "row"), MISTAKES, ids=[row[0] for _, row in MISTAKES])
def test_mistakes_are_told_as_shown_and_cured(table: Table, row: tuple[str, str, str]) -> None:
    """What is written wrong gives the one problem shown; what is to be written instead loads."""
    (wrong, told, cure), place = row, of_indicator(table)
    found = [f"{p.message} [{p.code}]" for p in problems_of(plan_with(code(wrong), place))]
    assert found == code(told)
    assert not problems_of(plan_with(code(cure), place))


def test_every_problem_code_is_documented() -> None:
    """The tables of codes in docs/ have those of the source and no other, each once."""
    pages = [tables(path.read_text("utf-8")) for path in (ROOT / "docs").glob("*.md")]
    rows = [row for page in pages for table in page if table.titles[0] == "代号" for row in table.rows]
    assert sorted(code(row[0])[0] for row in rows) == sorted(set(codes_in_source()))


def codes_in_source() -> Iterator[str]:
    """Yield the codes that are given to problems: plain words among the arguments of what makes one."""
    makers = {"Problem", "OffPath", "Refusal", "problem", "remark", "refuse", "_refuse"}
    for path in (ROOT / "mzprog").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in makers:
                words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                yield from (w for w in words if re.fullmatch(r"[a-z][a-z0-9-]*", w) and w not in plan_keys.PLAN)


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


# ---- JSON and CSV ----


def test_every_json_key_is_documented(mzprog: Run) -> None:
    """The tables of docs/json.md have the keys of the real document, in its order."""
    shown = {
        t.heading: [code(row[0])[0] for row in t.rows] for t in tables(text("docs/json.md")) if t.titles[0] == "键"
    }
    plans = ("plans/wuhan.yaml", "plans/wuhan-14th.yaml", "none.yaml")
    document = json.loads(mzprog("evaluate", *plans, "--year", "2018", "--format", "json").out)
    (plan,) = document["plans"]
    indicator = next(row for row in plan["indicators"] if row["components"])
    real: dict[str, dict[str, Any]] = {
        "文档": document,
        "规划": plan,
        "方法": plan["method"],
        "合计": plan["summary"],
        "指标": indicator,
        "组成部分": indicator["components"][0],
        "尚未开始": document["not_begun"][0],
        "问题": document["problems"][0],
    }
    for heading, keys in real.items():
        assert shown[heading] == list(keys), heading


def test_every_csv_column_is_documented(mzprog: Run) -> None:
    """The table of columns in docs/json.md is the head row."""
    (table,) = [table for table in tables(text("docs/json.md")) if table.titles[0] == "列"]
    head = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--format", "csv").out.splitlines()[0]
    assert [code(row[0])[0] for row in table.rows] == head.split(",")


# ---- the method ----


def method_table(title: str) -> Table:
    (table,) = [
        table for table in tables(text("docs/method.md")) if title in table.titles and table.titles[0] == "指标"
    ]
    return table


def rate(row: Row) -> str:
    assert row.rate is not None
    return fixed(row.rate, 2)


def test_the_reviews_table_is_as_recomputed() -> None:
    """docs/method.md shows for each row of the review the printed rate, the rule, and our rate."""
    half = parse_period("2018H1")
    computed = []
    for row in evaluate(load_plan(ROOT / "plans/wuhan.yaml"), 2018).rows:
        printed = row.indicator.published[half].rate
        assert printed is not None
        computed.append((row.indicator.name, TITLES[row.rule], literal(printed), rate(row)))
    assert list(method_table("重算").rows) == computed


def test_the_rules_compared_are_as_computed() -> None:
    """docs/method.md shows what each rule would give for the three 社会组织 rows."""
    plan = load_plan(ROOT / "plans/wuhan.yaml")
    table = method_table("线性型")
    for name, *shown in table.rows:
        found = {TITLES[rule]: rate(evaluate(under(plan, name, rule), 2018).rows[0]) for rule in RULES}
        assert shown[:-1] == [found[title] for title in table.titles[1:-1]]


def under(plan: Plan, name: str, rule: str) -> Plan:
    """Return a plan with only this indicator, under this rule."""
    (item,) = [item for item in plan.indicators if item.name == name]
    return plan._replace(indicators=(item._replace(rule=rule),))
