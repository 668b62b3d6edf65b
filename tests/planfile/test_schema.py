"""The JSON Schema and the reader are two readings of one description: they are held together here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog.core.period import Period, parse_period
from mzprog.core.problems import PlanError, Refusal
from mzprog.core.quantity import parse_bound, parse_number
from mzprog.planfile import keys as plan_keys
from mzprog.planfile.load import parse_plan
from mzprog.planfile.schema import plan_schema
from mzprog.planfile.yaml import Mapping, Node, Scalar, Sequence, read_tree
from tests.conftest import ROOT, Run

PLANS = sorted((ROOT / "plans").glob("*.yaml"))
SCHEMA = plan_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

_PLAIN: list[tuple[str, Callable[[str], Any]]] = [
    (r"[-+]?[0-9]+", int),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"true|True|TRUE", lambda text: True),
    (r"false|False|FALSE", lambda text: False),
    (r"null|Null|NULL|~|", lambda text: None),
]


def as_an_editor_reads(data: bytes) -> Any:
    """Return a YAML file as the data that an editor's language server validates (YAML 1.2's core schema)."""
    return _value(read_tree(data, "x.yaml")[0])


def _value(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key.text: _value(value) for key, value in node.items}
    if isinstance(node, Sequence):
        return [_value(item) for item in node.items]
    assert isinstance(node, Scalar)
    for form, make in _PLAIN if node.plain else []:
        if re.fullmatch(form, node.text):
            return make(node.text)
    return node.text


def plan_text(indicator: str, head: str = "") -> bytes:
    return f"plan: 某规划\nbaseline_year: 2015\ntarget_year: 2020\n{head}\nindicators:\n  - {indicator}\n".encode()


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_shipped_plan_is_valid(path: Path) -> None:
    assert not [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(path.read_bytes()))]


GOOD = [
    "{name: a, target: 21.66, baseline: 0}",
    "{name: a, target: ≥99, unit: '%', observations: {2018H1: 95％, 2018-06: '１,２３４.５'}}",
    '{name: a, target: ">=99", baseline: {missing: 未启动}}',
    "{name: a, target: 30～40, direction: 适度}",
    "{name: a, target: 30%-40%, unit: '%', direction: 正向}",
    "{name: a, target: 5, unit: 1/10万, baseline: 4 1/10万}",
    "{name: a, target: {text: 逐年提高}}",
    "{name: a, target: {at_least: 增速}}",
    "{name: a, target: 5, measure: flow, cumulative: true, baseline: 1}",
    "{name: 2020, target: -5, baseline: -1e3}",
    "{name: a, target: 5, direction: 正向, published: {2018: {rate: 24.62, outcome: '--'}}}",
    "{name: a, target: 5, direction: 正向, components: {城市: {observations: {2018: 3}}}}",
]


@pytest.mark.parametrize("indicator", GOOD)
def test_good_examples_are_valid(indicator: str) -> None:
    text = plan_text(indicator, "series: {增速: {}}")
    parse_plan(text)
    assert not [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(text))]


# What one mistake each of these makes; the reader names it.
BAD = [
    ("not-a-number", plan_text("{name: a, target: 五十}")),
    ("not-a-number", plan_text("{name: a, target: 50以上}")),
    ("not-a-number", plan_text("{name: a, target: 5, baseline: 1,23}".replace("1,23", "'1,23'"))),
    ("not-a-number", plan_text("{name: a, target: 5, baseline: 1, observations: {2018: --}}")),
    ("not-a-number", plan_text("{name: a, target: 5, baseline: 1, observations: {2018: 30-40}}")),
    ("not-a-number", plan_text("{name: a, target: 5, baseline: true}")),
    ("bad-period", plan_text("{name: a, target: 5, baseline: 1, observations: {2018年中期: 3}}")),
    ("bad-period", plan_text("{name: a, target: 5, baseline: 1, observations: {2018H3: 3}}")),
    *(
        ("bad-period", plan_text(f"{{name: a, target: 5, baseline: 1, measure: {kind}, {key}: {{2018年中期: 3}}}}"))
        for key, kind in (("milestones", "stock"), ("quotas", "total"), ("causes", "stock"), ("actions", "stock"))
    ),
    ("bad-period", plan_text("{name: a, target: 5, baseline: 1, published: {2018年中期: {rate: 3}}}")),
    ("bad-choice", plan_text("{name: a, target: 5, direction: 向上}")),
    ("bad-choice", plan_text("{name: a, target: 5}", "direction: 适度")),
    ("bad-choice", plan_text("{name: a, target: 5, baseline: 1, rule: 线性}")),
    ("bad-choice", plan_text("{name: a, target: 5, baseline: 1, measure: flow, cumulative: 对}")),
    ("bad-year", b"plan: a\nbaseline_year: 15\ntarget_year: 2020\nindicators:\n- {name: a, target: '>=5'}\n"),
    ("missing-key", plan_text("{target: 5, baseline: 1}")),
    ("missing-key", plan_text("{name: a, baseline: 1}")),
    ("missing-key", b"baseline_year: 2015\ntarget_year: 2020\nindicators:\n- {name: a, target: '>=5'}\n"),
    ("unknown-key", plan_text("{name: a, target: 5, baseline: 1, baselin: 1}")),
    ("unknown-key", plan_text("{name: a, target: ≥5}", "regoin: 武汉")),
    ("unknown-key", plan_text("{name: a, target: ≥5, baseline: {value: 1, 备注: x}}")),
    ("value-or-missing", plan_text("{name: a, target: ≥5, baseline: {note: x}}")),
    ("value-or-missing", plan_text("{name: a, target: ≥5, baseline: {value: 1, missing: x}}")),
    ("value-or-missing", plan_text("{name: a, target: {value: 5, text: x}}")),
    ("wrong-type", plan_text("{name: a, target: [5]}")),
    ("wrong-type", plan_text("{name: a, target: ≥5, observations: 3}")),
    ("wrong-type", plan_text("{name: a, target: ≥5}", "sources: 年鉴")),
    ("two-places", plan_text("{name: a, target: ≥5, observations: {2018: 1}, components: {城市: {baseline: 1}}}")),
    ("empty", plan_text("{name: a, target: ≥5, components: {}}")),
    ("empty", plan_text("{name: a, target: ≥5, note: }")),
    ("empty", plan_text("{name: a, target: ≥5, note: '  '}")),
    ("empty", b"plan: a\nbaseline_year: 2015\ntarget_year: 2020\nindicators: []\n"),
    ("todo", plan_text("{name: a, target: 5}", "direction: TODO")),
    ("todo", plan_text("{name: a, target: TODO}")),
    ("todo", plan_text("{name: TODO, target: ≥5}")),
]


@pytest.mark.parametrize(("code", "text"), BAD)
def test_bad_examples_are_not_valid(code: str, text: bytes) -> None:
    with pytest.raises(PlanError) as refused:
        parse_plan(text)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert list(VALIDATOR.iter_errors(as_an_editor_reads(text)))


UNITS = st.sampled_from([None, "%", "‰", "张", "万张", "平方米", "m2", "元/年", "1/10万", "eV"])
FIGURES = st.text("0123456789.,-+eE％%１２９．，－＋ 张元m2", max_size=12)


def with_unit(text: str, unit: str | None) -> str:
    """Write a unit behind a figure, after a blank where it would read on as a figure: 21.66 1/10万."""
    return text + (f" {unit}" if unit and unit[0].isdigit() else unit or "")


def flagged(kind: str, text: str) -> bool:
    return not re.search(SCHEMA["definitions"][kind]["pattern"], text)


@settings(max_examples=400)
@given(FIGURES, UNITS)
def test_no_figure_that_the_reader_reads_is_flagged(text: str, unit: str | None) -> None:
    typed = with_unit(text, unit)
    try:
        parse_number(typed, unit)
    except Refusal:
        return
    assert not flagged("number", typed)


@settings(max_examples=400)
@given(st.sampled_from(["", "≥", ">=", "＜", "＞＝"]), st.text("0123456789.-~～至—%％１ ", max_size=12), UNITS)
def test_no_target_that_the_reader_reads_is_flagged(sign: str, text: str, unit: str | None) -> None:
    try:
        parse_bound(sign + text, unit)
    except Refusal:
        return
    assert not flagged("bound", sign + text)


@given(st.integers(1000, 2999), st.sampled_from([(0, 12), (0, 6), (6, 6), (9, 3), *((n, 1) for n in range(12))]))
def test_every_period_is_known(year: int, part: tuple[int, int]) -> None:
    (form,) = SCHEMA["definitions"]["quotas"]["patternProperties"]
    assert re.search(form, str(Period(year, *part)))


@pytest.mark.parametrize(
    "text", ["2018年度", "2018年前三季度", "2018前2季度", "2018年H1", "2018年06月", "2018年01-09月"]
)
def test_periods_as_people_write_them_are_known(text: str) -> None:
    (form,) = SCHEMA["definitions"]["quotas"]["patternProperties"]
    assert parse_period(text, cumulative=True)
    assert re.search(form, text)


def test_every_kind_of_value_has_its_definition() -> None:
    tables = [value for value in vars(plan_keys).values() if isinstance(value, dict)]
    kinds = {key.kind for table in tables for key in table.values() if isinstance(key, plan_keys.Key)}
    assert kinds | {"figure"} == set(SCHEMA["definitions"])  # a figure stands in others


def test_the_command_writes_it(mzprog: Run, tmp_path: Path) -> None:
    shown = mzprog("schema")
    assert (shown.code, shown.err) == (0, "")
    assert json.loads(shown.out) == SCHEMA
    assert mzprog("schema", "-o", str(tmp_path / "plan.schema.json")).code == 0
    assert (tmp_path / "plan.schema.json").read_text("utf-8") == shown.out
