"""Tables of every kind that bureaus have, read by hand: nothing may stand in a plan but what is written here.

In ``tests/tables/import_tables/*.yaml`` cells are parted by ``|``, ``^`` is merged with the cell above, ``<``
with the one before. Of an indicator stand ``b`` its baseline, ``t`` its target, ``m`` milestones, ``q``
yearly plans, ``o`` observations, ``p`` what was published; "-" is a figure that is not there, TODO a
question. A key with figures that is not named, or that is null, must not be there; the others are free.
``pick`` is which of several tables is meant.
"""

from __future__ import annotations

import html
from typing import Any

import pytest
import yaml

from mzprog.core.period import parse_period
from mzprog.core.problems import Refusal
from mzprog.planfile.write import written
from mzprog.tables.column_map import given
from mzprog.tables.draft import Draft, draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables
from mzprog.tables.head_words import FILLERS, MEASURES, TEXTS
from mzprog.tables.sources import read_grids
from mzprog.tables.together import one_table

from ..conftest import ROOT

SHORT = {"b": "baseline", "t": "target", "m": "milestones", "q": "quotas", "o": "observations", "p": "published"}
STRICT = {*SHORT.values(), "measure", "cumulative", "components"}
FILES = sorted((ROOT / "tests/tables/import_tables").glob("*.yaml"))
TABLES = [
    pytest.param(table, id=f"{file.stem}-{number}-{table['title']}")
    for file in FILES
    for number, table in enumerate(yaml.safe_load(file.read_text("utf-8")), 1)
]


def page(case: dict[str, Any]) -> bytes:
    """Return a web page with a table, or with several whose texts are parted by ``----``."""
    lines = [*case.get("before", []), case["title"]]
    parts = [f"<p>{html.escape(line)}</p>" for line in lines]
    for text in case["table"].split("----\n"):
        rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]
        parts.append("<table border=1>")
        for y, row in enumerate(rows):
            parts.append("<tr>")
            for x, cell in enumerate(row):
                if cell not in {"^", "<"}:
                    wide = next((n for n in range(x + 1, len(row)) if row[n] != "<"), len(row)) - x
                    high = next((n for n in range(y + 1, len(rows)) if rows[n][x : x + 1] != ["^"]), len(rows)) - y
                    parts.append(f"<td rowspan={high} colspan={wide}>{html.escape(cell)}</td>")
            parts.append("</tr>")
        parts.append("</table>")
    parts += [f"<p>{html.escape(line)}</p>" for line in case.get("notes", [])]
    return f"<!doctype html><meta charset=utf-8>{''.join(parts)}".encode()


def drafted(case: dict[str, Any]) -> Draft:
    """Return the draft of a table."""
    tables = find_tables(read_grids(case["raw"].encode() if "raw" in case else page(case)))
    table = tables[case["pick"] - 1] if "pick" in case else tables[0] if len(tables) == 1 else one_table(tables)
    if table is None:
        raise Refusal("several", f"{len(tables)} tables")
    options = dict(case.get("options", {}))
    columns = given(table, options.pop("column", []))
    if "period" in options:
        options["period"] = parse_period(str(options["period"]))
    return draft_plan(table, stated(table)._replace(direction="正向", given=columns, **options), "表")


def plain(value: Any) -> Any:
    """Return a value as the tables state it: without notes, "-" where it is missing."""
    if isinstance(value, dict):
        if "missing" in value:
            return "-"
        if "value" in value and "period" not in value:
            return value["value"]
        return {str(key): plain(one) for key, one in value.items() if key not in {"note", "source"}}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value)


def wanted(item: dict[str, Any]) -> dict[str, Any]:
    return {SHORT.get(key, key): None if value is None else plain(value) for key, value in item.items()}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_says_what_a_reader_sees(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(Refusal) as refused:
            drafted(case)
        assert refused.value.code == case["refused"]
        return
    draft = drafted(case)
    text = written(draft.map)
    found = yaml.load(text, yaml.BaseLoader)["indicators"]
    assert [item["name"] for item in found] == [str(name) for name in case["expect"]]
    for item, (name, said) in zip(found, case["expect"].items(), strict=True):
        mine, right = {key: plain(value) for key, value in item.items()}, wanted(said)
        for key in STRICT | set(right):
            if key == "target" and key not in right and mine.get(key) == "TODO":
                continue
            assert mine.get(key) == right.get(key), (name, key, text)
        open_keys = [key for key in STRICT if "TODO" in str(mine.get(key))]
        assert not open_keys or draft.questions, (name, open_keys)
    unread = {column.label: column.why for column in draft.columns if column.role == "skip"}
    assert set(case.get("unread", unread)) == set(unread)


def test_there_are_enough_of_them() -> None:
    assert len(TABLES) >= 150


def test_the_documentation_lists_the_words() -> None:
    lines = (ROOT / "docs/import.md").read_text("utf-8").splitlines()
    for meaning in (*TEXTS, *MEASURES):
        assert f"| {meaning.title} | {'、'.join(meaning.words)} |" in lines
    assert f"| 不计 | {'、'.join(FILLERS)} |" in lines
