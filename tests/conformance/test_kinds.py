"""The worked cases of every kind of indicator, target and method, through the command line."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mzprog.cli import cli
from tests.conformance.oracle.draw import file_of
from tests.conformance.test_kinds_oracle import CASES

WORDS = {None: "null", True: "true", False: "false"}


def answered(case: dict[str, Any], folder: Path) -> Any:
    """Return what the program says of a case's plan as JSON."""
    path = folder / "plan.yaml"
    plan = {"plan": "示例", **case.get("plan", {}), "indicators": case.get("indicators", [])}
    path.write_bytes(case["chinese"].encode() if "chinese" in case else file_of(plan))
    year = case.get("year", "2018")
    call = ["evaluate", str(path), "--year", year, *case.get("options", []), "--format", "json"]
    return json.loads(CliRunner().invoke(cli, call).stdout, parse_float=Decimal, parse_int=Decimal)


def same(expected: str, found: Any) -> bool:
    """Compare with a value as the case prints it: a figure rounded half up to its decimals."""
    if isinstance(found, Decimal):
        return found.quantize(Decimal(expected), ROUND_HALF_UP) == Decimal(expected)
    return bool(expected == WORDS.get(found, found))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    said, expect = answered(case, tmp_path), case["expect"]
    if "problem" in expect:
        assert [problem["code"] for problem in said["problems"]] == [expect["problem"]]
        return
    assert said["problems"] == []
    row = said["plans"][0]["indicators"][0]
    found = {key: row.get(key, "no such key") for key in expect}
    assert {key: found[key] for key in expect if not same(expect[key], found[key])} == {}, expect
