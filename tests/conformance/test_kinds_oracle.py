"""The second calculation against the worked cases, so that what the program is compared with is itself right."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from mpmath import mpf, nstr

from tests.conformance.oracle import assess
from tests.conformance.oracle.reading import problem

CASES: list[dict[str, Any]] = [
    case
    for name in ("kinds.yaml", "kinds_edges.yaml", "kinds_written.yaml")
    for case in yaml.load(Path(__file__).with_name(name).read_text("utf-8"), yaml.BaseLoader)
]
WORDS = {
    "规划": "plan", "基期": "baseline_year", "目标年": "target_year", "指标": "indicators", "名称": "name",
    "单位": "unit", "属性": "type", "规则": "rule", "基期值": "baseline", "目标值": "target", "实际值": "observations",
    "线性型": "linear", "2015年": "2015", "2018上半年": "2018H1",
}  # fmt: skip


def english(data: Any) -> Any:
    """Return a plan with Chinese keys in the keys that the second calculation knows."""
    if isinstance(data, dict):
        return {WORDS.get(key, key): english(value) for key, value in data.items()}
    return [english(item) for item in data] if isinstance(data, list) else WORDS.get(data, data)


def plan_of(case: dict[str, Any]) -> Any:
    if "chinese" in case:
        return english(yaml.load(case["chinese"], yaml.BaseLoader))
    return {"plan": "示例", **case["plan"], "indicators": case["indicators"]}


def same(expected: str, found: Any) -> bool:
    """Compare with a value as the case prints it: rounded half up to its decimals."""
    if isinstance(found, mpf):
        shown = Decimal(nstr(found, 40)).quantize(Decimal(expected), ROUND_HALF_UP)
        return shown == Decimal(expected)
    return bool(expected == {None: "null", True: "true", False: "false"}.get(found, found))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_case(case: dict[str, Any]) -> None:
    plan, expect = plan_of(case), case["expect"]
    if "problem" in expect:
        assert problem(plan) == expect["problem"]
        return
    assert problem(plan) is None
    answer = assess(plan, int(case["year"]), latest="--latest" in case.get("options", ()))[0]
    wrong = {key: getattr(answer, key) for key, value in expect.items() if not same(value, getattr(answer, key))}
    assert not wrong, expect
