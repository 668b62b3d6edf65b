"""Small tables, one kind of fault each: what every cell of them means is written down by hand.

``expected.yaml`` beside the tables says what must stand in the plan. ``asked``: the key is TODO;
``asked_any``: at least one of these is; ``asked_or``: the value, or TODO; ``no``: the key is absent;
``observations_only``: these periods and no others; a list in place of a value: any of these.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ..conftest import ROOT, Run

CASES = ROOT / "tests/tables/import_cases"
EXPECTED = yaml.safe_load((CASES / "expected.yaml").read_text("utf-8"))


def as_text(value: Any) -> Any:
    """Return a tree with all keys and values as texts."""
    if isinstance(value, dict):
        return {str(key): as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(text: str) -> dict[str, dict[str, Any]]:
    """Return the indicators of a plan file by name, every value as it stands there."""
    tree = yaml.load(text, yaml.BaseLoader)
    return {item["name"]: {**tree, **item} for item in tree["indicators"]}


def plain(value: Any) -> Any:
    """Return a figure without the note beside it."""
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return {key: one for key, one in value.items() if key != "note"} if isinstance(value, dict) else value


def agrees(found: Any, wanted: Any) -> bool:
    """Tell whether what stands in a plan is what is wanted."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(key in found and agrees(found[key], one) for key, one in wanted.items())
    found = plain(found)
    return bool(found == wanted or (isinstance(found, str) and found.rstrip("%") == wanted))


def is_open(value: Any) -> bool:
    return "TODO" in str(value)


def check(item: dict[str, Any], wanted: dict[str, Any], err: str) -> None:
    """Hold one indicator against what is wanted of it."""
    for key, value in wanted.items():
        if key in {"name", "why"}:
            continue
        if key == "asked":
            assert all(is_open(item.get(one, "TODO")) for one in value), (item, value)
            assert any(is_open(item.get(one)) for one in value) or "行" in err
        elif key == "asked_any":
            assert any(is_open(item.get(one)) for one in value), (item, value)
        elif key == "asked_or":
            for one, right in value.items():
                assert is_open(item.get(one)) or agrees(item.get(one), right), (item, one)
        elif key == "no":
            assert not set(value) & set(item), (item, value)
        elif key == "observations_only":
            assert sorted(item["observations"]) == value
        elif key == "baseline_year":
            own = item["baseline"].get("period") if isinstance(item["baseline"], dict) else item["baseline_year"]
            assert own == value, item
        elif isinstance(value, list):
            assert any(agrees(item.get(key), one) for one in value), (item, key, value)
        else:
            assert key in item and agrees(item[key], value), (item, key, value)


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["file"])
def test_every_cell_is_right_or_asked(mzprog: Run, tmp_path: Path, case: dict[str, Any]) -> None:
    wanted = as_text(case["expect"])
    done = mzprog("import", str(CASES / case["file"]), "-o", "plan.yaml", *map(str, case["options"]), cwd=tmp_path)
    if wanted == "two-columns":
        assert (done.code, (tmp_path / "plan.yaml").exists()) == (3, False)
        assert "2023年实际值" in done.err and "2023年完成" in done.err
        return
    found = read((tmp_path / "plan.yaml").read_text("utf-8"))
    assert set(found) == {item["name"] for item in wanted}
    for item in wanted:
        check(found[item["name"]], item, done.err)
