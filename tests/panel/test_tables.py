"""Long tables as systems and people write them: read alike whatever their form, or told in a sentence that helps."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.needs import without
from tests.panel.small import ASKED, HEAD, ROWS

pytestmark = without([name for name in ("duckdb",) if find_spec(name) is None])

EMPTY = "," * HEAD.count(",") + "\n"
CHINESE = "地区,规划,指标,属性,基期,目标年,基期值,目标值,期,数值\n"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row | {"file": ""} for row in csv.DictReader(file)]


def assessed(mzprog: Run, table: Path, *options: str) -> list[dict[str, str]]:
    """Return what ``panel`` writes of a table, without a word beside it."""
    out = table.parent / "结果.csv"
    done = mzprog("panel", str(table), *ASKED, *options, "-o", str(out))
    assert (done.code, done.err) == (0, ""), done.err
    return read(out)


@pytest.fixture
def plain(mzprog: Run, tmp_path: Path) -> list[dict[str, str]]:
    """What the table in its plainest form comes to."""
    (tmp_path / "plain.csv").write_text(HEAD + ROWS, "utf-8")
    return assessed(mzprog, tmp_path / "plain.csv")


def each_line(text: str, before: str = "", after: str = "") -> str:
    return "".join(f"{before}{line}{after}\n" for line in text.splitlines())


# The same table in other forms.
FORMS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "BOM and CRLF": (b"\xef\xbb\xbf" + (HEAD + ROWS).replace("\n", "\r\n").encode(), ()),
    "CR": ((HEAD + ROWS).replace("\n", "\r").encode(), ()),
    "tabs": ((HEAD + ROWS).replace(",", "\t").encode(), ()),
    "semicolons": ((HEAD + ROWS).replace(",", ";").encode(), ()),
    "everything quoted": (each_line((HEAD + ROWS).replace(",", '","'), '"', '"').encode(), ()),
    "Chinese": ((CHINESE + ROWS).encode(), ()),
    "spaces of every width": (
        (HEAD + ROWS).replace("床位", "\u3000床位\u00a0 ").replace("38.7", " 38.7 ").encode(),
        (),
    ),
    "lines without anything": ((HEAD + "\n" + ROWS.replace("天门", "\n天门") + "\n\n").encode(), ()),
    "rows without anything": ((HEAD + EMPTY + ROWS + EMPTY * 3 + EMPTY.replace(",", " ,")).encode(), ()),
    "columns without a name": (each_line(HEAD + ROWS, after=",").encode(), ("--columns", "=")),
    "an index": ((each_line(HEAD, ",") + each_line(ROWS, "7,")).encode(), ("--columns", "=")),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_csv_changes_nothing(form: str, plain: list[dict[str, str]], mzprog: Run, tmp_path: Path) -> None:
    data, options = FORMS[form]
    (tmp_path / "t.csv").write_bytes(data)
    assert assessed(mzprog, tmp_path / "t.csv", *options) == plain


# Columns of a Parquet file as databases have them: what stands for the texts of the table.
KINDS = {
    "decimals": "value::DECIMAL(38,10) AS value, baseline::DECIMAL(18,6) AS baseline, period::DECIMAL(20,4) AS period",
    "whole decimals": "baseline::DECIMAL(10,0) AS baseline, target_year::DECIMAL(4,0) AS target_year",
    "binary": "value::DOUBLE AS value, baseline::FLOAT AS baseline, period::DOUBLE AS period",
    "short binary": "value::FLOAT AS value",
    "whole numbers": "baseline::UBIGINT AS baseline, period::SMALLINT AS period, target::HUGEINT AS target",
    "bytes": "encode(indicator) AS indicator, encode(type) AS type, encode(value) AS value",
    "words": "indicator::ENUM('床位', '站点') AS indicator",
}


def parquet(path: Path, kinds: str = "", more: str = "") -> Path:
    """Write the table as Parquet."""
    import duckdb

    texts = path.parent / "texts"
    texts.write_text(HEAD + ROWS, "utf-8")
    read = "read_csv(?, all_varchar=true, hive_partitioning=false)"
    chosen = "*" + (f" REPLACE ({kinds})" if kinds else "") + more
    with duckdb.connect() as at:
        at.execute(f"CREATE TABLE t AS SELECT * FROM {read}", [str(texts)])
        at.execute(f"COPY (SELECT {chosen} FROM t) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_types_of_a_parquet_file_change_nothing(
    kind: str, plain: list[dict[str, str]], mzprog: Run, tmp_path: Path
) -> None:
    """Numbers are written as shortly as they can be: what has a type has no other way of writing."""
    assert assessed(mzprog, parquet(tmp_path / "t.parquet", KINDS[kind])) == plain


def test_columns_of_other_types(mzprog: Run, plain: list[dict[str, str]], tmp_path: Path) -> None:
    """Flags as such, a column of nothing, and a list of texts."""
    more = ", NULL AS unit, NULL AS milestones, false AS cumulative, indicator = '站点' AS hold"
    table = parquet(tmp_path / "t.parquet", more=f"{more}, ['民政局', '财政局'] AS responsible")
    found = assessed(mzprog, table)
    assert {(row["name"], row["hold"], row["early"], row["responsible"]) for row in found} == {
        ("床位", "false", "false", "民政局、财政局"), ("站点", "true", "false", "民政局、财政局"),
    }  # fmt: skip
    changed = {"hold", "early", "responsible", "rule", "planned", "progress_rate", "working", "overall"}
    assert [{k: v for k, v in row.items() if k not in changed} for row in found] == [
        {k: v for k, v in row.items() if k not in changed} for row in plain
    ]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_name_of_a_folder_is_no_column(
    suffix: str, plain: list[dict[str, str]], mzprog: Run, tmp_path: Path
) -> None:
    """``region=武汉`` in a path would otherwise stand in every row, whatever the table says."""
    folder = tmp_path / "region=武汉" / "period=2017"
    folder.mkdir(parents=True)
    table = folder / f"t.{suffix}"
    parquet(table) if suffix == "parquet" else table.write_text(HEAD + ROWS, "utf-8")
    assert assessed(mzprog, table) == plain


NEW = HEAD + ROWS.replace("\n", "\r\n")
# What a file is, where it is no table in UTF-8; and what is said of it.
SAID: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "GBK": ((CHINESE + ROWS).encode("gb18030"), (":1:1:", "GBK", "iconv -f GB18030 -t UTF-8", "[not-utf-8]")),
    "UTF-16": ((HEAD + ROWS).encode("utf-16"), (":1:1:", "UTF-16", "[not-utf-8]")),
    "Excel": (b"PK\x03\x04" + bytes(range(256)), (":1:1:", "Excel", "另存为", "[not-utf-8]")),
    "bytes": (b"\xff" + bytes(range(200)), (":1:1:", "不是UTF-8", "[not-utf-8]")),
    "bars": (
        (HEAD + ROWS).replace(",", "|").encode(),
        (":1:1:", "第1行没有一个认识的列名", "分号", "[missing-column]"),
    ),
    "a title": (("某市指标\n" + HEAD + ROWS).encode(), (":1:1:", "第1行没有一个认识的列名", "[missing-column]")),
    "no name": (each_line(HEAD + ROWS, after=",").encode(), (":1:11:", "这一列没有名称", "--columns '='")),
    "two ends of line": (NEW.encode(), ("CRLF", "LF", "[unreadable]")),
    "another width": ((HEAD + ROWS + "a,b\n").encode(), (":5:1:", "列数与第1行不同", "[unreadable]")),
    "a lone quote": ((HEAD + ROWS + ROWS.replace("武汉", '"武汉')).encode(), (":5:1:", "引号", "[unreadable]")),
    "a row in GBK": ((HEAD + ROWS * 2000).encode() + ROWS.encode("gbk"), (":6002:1:", "不是UTF-8", "[not-utf-8]")),
    "no row": (HEAD.encode(), ("表里没有一项指标", "[no-indicators]")),
    "only empty rows": ((HEAD + EMPTY).encode(), ("表里没有一项指标", "[no-indicators]")),
}


@pytest.mark.parametrize("what", SAID)
def test_what_is_no_table_is_told_by_what_it_is(what: str, mzprog: Run, tmp_path: Path) -> None:
    data, words = SAID[what]
    (tmp_path / "t.csv").write_bytes(data)
    (tmp_path / "x.csv").write_text("before", "utf-8")
    done = mzprog("panel", "t.csv", *ASKED, "-o", "x.csv", cwd=tmp_path)
    assert done.code == 3 and done.err.startswith("t.csv:") and all(word in done.err for word in words), done.err
    assert done.err.count("\n") == 1 and (tmp_path / "x.csv").read_text("utf-8") == "before"


def test_what_a_file_is_called_is_no_reason(mzprog: Run, tmp_path: Path) -> None:
    """The name of a file is in what the engine says of it, and might be taken for a full disk."""
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "t.csv").write_text(HEAD + ROWS + "a,b\n", "utf-8")
    done = mzprog("panel", "workspace", *ASKED, cwd=tmp_path)
    assert done.code == 3 and done.err.startswith("workspace/t.csv:5:1: 这一行的列数与第1行不同"), done.err


# Bytes of a Parquet file written over, in its data and in its foot: each is told by another part of the engine.
OVER = [(place, byte) for place in (4, 6, 24, -20, -300, -500) for byte in (0x00, 0x7F, 0xFF)]


@pytest.mark.parametrize(("place", "byte"), OVER)
def test_a_parquet_file_that_is_damaged(place: int, byte: int, mzprog: Run, tmp_path: Path) -> None:
    """It is told, or read: never a fault of ours."""
    table = parquet(tmp_path / "坏.parquet")
    data = bytearray(table.read_bytes())
    data[place : place + 2] = bytes([byte]) * 2
    table.write_bytes(data)
    done = mzprog("panel", "坏.parquet", *ASKED, cwd=tmp_path)
    assert done.code in {0, 3} and (done.code == 0) == (done.err == ""), done.err
    assert not done.err or all(line.startswith("坏.parquet") for line in done.err.splitlines()), done.err


def test_bytes_that_are_no_text(mzprog: Run, tmp_path: Path) -> None:
    done = mzprog("panel", str(parquet(tmp_path / "t.parquet", "'\\xB4\\xB2'::BLOB AS indicator")), *ASKED)
    assert (done.code, done.out) == (3, "") and "不是UTF-8 [not-utf-8]" in done.err


def test_what_stands_for_bytes_that_are_no_text(mzprog: Run, tmp_path: Path) -> None:
    """Some programs and Spark put it where they cannot read a file; no such name stands in a result."""
    (tmp_path / "t.csv").write_text(HEAD + ROWS + ROWS.splitlines()[0].replace("武汉", "\ufffd\ufffd人"), "utf-8")
    done = mzprog("panel", "t.csv", *ASKED, "-o", "x.csv", cwd=tmp_path)
    assert done.code == 3 and done.err.startswith("t.csv:5:1: “region”里有读不出来的字符")
    assert {row["region"] for row in read(tmp_path / "x.csv")} == {"武汉", "天门"}


def test_a_file_by_two_names_is_read_once(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(HEAD + ROWS, "utf-8")
    (tmp_path / "u.csv").symlink_to(tmp_path / "t.csv")
    done = mzprog("panel", "t.csv", "./t.csv", "u.csv", ".", *ASKED, "-o", "-", cwd=tmp_path)
    assert done.code == 0 and done.out.count("\n") == 4
    assert "./t.csv 和 t.csv 是同一个文件，只算一次" in done.err and "u.csv 和 t.csv 是同一个文件" in done.err


def test_times_for_which_there_is_nothing(mzprog: Run, tmp_path: Path) -> None:
    """No figure at that time is told; where no plan has begun, an earlier result is not replaced by an empty one."""
    (tmp_path / "t.csv").write_text(HEAD + ROWS, "utf-8")
    (tmp_path / "x.csv").write_text("before", "utf-8")
    late = mzprog("panel", "t.csv", "--as-of", "2019H1", cwd=tmp_path)
    assert late.code == 0 and late.err == (
        "没有一项指标有2019年上半年的数，都是无法评估（2019H1没有观测值，最近的是2018年）；"
        "要沿用以前最近一期的数，请加 --latest\n"
    )
    early = mzprog("panel", "t.csv", "--as-of", "2015H1", "-o", "x.csv", cwd=tmp_path)
    assert early.code == 2 and "表里的规划到2015年上半年都尚未开始" in early.err
    assert (tmp_path / "x.csv").read_text("utf-8") == "before"
    later = ROWS.replace("天门,十三五,床位,约束性,2015,2020", "天门,十四五,床位,约束性,2020,2025")
    (tmp_path / "t.csv").write_text(HEAD + later, "utf-8")
    some = mzprog("panel", "t.csv", "--as-of", "2018H2", cwd=tmp_path)
    assert some.code == 0 and "有的规划到2018年下半年尚未开始，已略去其中的 1 项指标" in some.err


BODIES = (
    "indicator,responsible,plan,baseline_year,target_year,target,period,value\n"
    "甲,民政局、财政局,p,2015,2020,≥3,2018,2\n乙,民政局,p,2015,2020,≥3,2018,1\n"
    "丙,财政局;民政局,p,2015,2020,≥100,2018,50.045\n丁,,p,2015,2020,≥1,2018,1\n"
)
INDICATORS = [
    {"name": "甲", "responsible": ["民政局", "财政局"], "target": "≥3", "observations": {"2018": 2}},
    {"name": "乙", "responsible": "民政局", "target": "≥3", "observations": {"2018": 1}},
    {"name": "丙", "responsible": ["财政局", "民政局"], "target": "≥100", "observations": {"2018": 50.045}},
    {"name": "丁", "target": "≥1", "observations": {"2018": 1}},
]


def test_groups_by_responsible_body_are_those_of_evaluate(mzprog: Run, tmp_path: Path) -> None:
    """A row counts for each of its bodies; a score that lies on an edge is exact there too (150.045 ÷ 3)."""
    plan = {"plan": "p", "baseline_year": 2015, "target_year": 2020, "indicators": INDICATORS}
    (tmp_path / "p.yaml").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    (tmp_path / "t.csv").write_text(BODIES, "utf-8")
    told = json.loads(mzprog("evaluate", str(tmp_path / "p.yaml"), *ASKED, "--format", "json").out)
    expected = {
        body: (tally["total"], tally["score"], tally["by_verdict"]["滞后"])
        for body, tally in told["plans"][0]["summary"]["by_responsible"].items()
    }
    assert mzprog("panel", "t.csv", *ASKED, "--by", "责任单位，规划", "-o", "x.csv", cwd=tmp_path).code == 0
    groups = read(tmp_path / "x-responsible-plan.csv")
    found = {g["responsible"]: (int(g["total"]), float(g["score"]), int(g["滞后"])) for g in groups}
    assert found == expected | {"": (1, 100.0, 0)}
    assert found["民政局"] == (3, 50.02, 2)
