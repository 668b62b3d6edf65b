"""``mzprog panel`` as users call it: columns, groups, methods, hostile tables, and nothing left half-written."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENT, PIPED, ROOT, Run
from tests.needs import without
from tests.panel.small import ASKED, HEAD, ROWS
from tests.processes import MAIN

pytestmark = without([name for name in ("duckdb",) if find_spec(name) is None])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return put(tmp_path / "长表.csv", HEAD + ROWS)


def put(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def only(folder: Path, *names: str) -> bool:
    """Tell whether nothing lies in a folder but what should."""
    return sorted(os.listdir(folder)) == sorted(names)


def test_a_csv_and_what_it_says(mzprog: Run, table: Path, tmp_path: Path) -> None:
    done = mzprog("panel", str(table), *ASKED, "-o", str(tmp_path / "x.csv"))
    assert (done.code, done.out, done.err) == (0, "", "")
    rows = read(tmp_path / "x.csv")
    assert [(row["region"], row["name"], row["progress_rate"], row["verdict"]) for row in rows] == [
        ("天门", "床位", "100.00", "进展良好"), ("武汉", "床位", "21.79", "严重滞后"),
        ("武汉", "站点", "166.67", "进展良好"),
    ]  # fmt: skip
    assert rows[1]["working"] == "(38.7 - 37) ÷ [(50 - 37) × 3/5] = 1.7 ÷ 7.8 = 21.79%"
    assert {row["file"] for row in rows} == {str(table)}
    assert only(tmp_path, "长表.csv", "x.csv")


def test_parquet_in_and_out(mzprog: Run, table: Path, tmp_path: Path) -> None:
    """Figures of a Parquet file may be numbers; a result as Parquet says what the CSV says."""
    import duckdb

    parquet, out = tmp_path / "表 '1'.parquet", tmp_path / "x.parquet"
    at = duckdb.connect()
    at.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [str(table)])
    at.execute(f"COPY t TO '{str(parquet).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    assert mzprog("panel", str(parquet), *ASKED, "-o", str(out)).code == 0
    assert mzprog("panel", str(table), *ASKED, "-o", str(tmp_path / "x.csv")).code == 0
    found = at.execute("SELECT name, progress_rate, target_met FROM read_parquet(?)", [str(out)]).fetchall()
    expected = [(row["name"], row["progress_rate"], row["target_met"] == "true") for row in read(tmp_path / "x.csv")]
    assert found == expected


def test_binary_numbers_of_a_parquet_file(mzprog: Run, table: Path, tmp_path: Path) -> None:
    """A column of numbers with gaps has years such as 2018.0; they are years, and figures are as they are shown."""
    import duckdb

    at = duckdb.connect()
    at.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar=true)", [str(table)])
    for column in ("period", "baseline_year", "target_year", "target", "value"):
        at.execute(f"ALTER TABLE t ALTER {column} TYPE DOUBLE")
    at.execute(f"COPY t TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    assert mzprog("panel", str(tmp_path / "t.parquet"), *ASKED, "-o", str(tmp_path / "x.csv")).code == 0
    assert mzprog("panel", str(table), *ASKED, "-o", str(tmp_path / "y.csv")).code == 0
    binary, text = ([row | {"file": ""} for row in read(tmp_path / name)] for name in ("x.csv", "y.csv"))
    assert binary == text


def test_groups_are_counted_scored_and_ranked(mzprog: Run, table: Path, tmp_path: Path) -> None:
    assert mzprog("panel", str(table), *ASKED, "--by", "地区,type", "-o", str(tmp_path / "x.csv")).code == 0
    groups = read(tmp_path / "x-region-type.csv")
    assert [(g["region"], g["type"], g["total"], g["严重滞后"], g["score"], g["rank"]) for g in groups] == [
        ("天门", "约束性", "1", "0", "100.00", "1"),
        ("武汉", "约束性", "1", "1", "21.79", "3"),
        ("武汉", "预期性", "1", "0", "100.00", "1"),
    ]
    shown = mzprog("panel", str(table), *ASKED)
    assert shown.code == 0 and "得分" in shown.out and "21.79" in shown.out


def test_a_score_on_the_edge_is_rounded_from_exact_rates(mzprog: Run, tmp_path: Path) -> None:
    """The mean of two thirds and of what makes it end on a half: cut off, it would be rounded down."""
    rows = "".join(
        f"a,p,{name},约束性,2015,2020,,≥{target},2018,{value}\n"
        for name, target, value in (("一", 3, 2), ("二", 3, 1), ("三", "100", "50.03"))
    )  # 66.66…, 33.33… and 50.03 are 150.03 together, a third of which is 50.01; with 0.015 more a half
    table = put(tmp_path / "t.csv", HEAD + rows.replace("50.03", "50.045"))
    done = mzprog("panel", str(table), *ASKED, "--by", "region")
    assert "50.02" in done.out  # 150.045 ÷ 3 = 50.015


def test_a_score_just_below_a_hundred_is_not_a_hundred(mzprog: Run, tmp_path: Path) -> None:
    rows = "a,p,一,,2015,2020,,≥100,2018,99.9999\na,p,二,,2015,2020,,≥100,2018,100\nb,p,一,,2015,2020,,≥1,2018,1\n"
    shown = mzprog("panel", str(put(tmp_path / "t.csv", HEAD + rows)), *ASKED, "--by", "region").out
    assert "99.99995" in shown and "100.00" in shown


def test_weights_count_where_a_plan_has_some(mzprog: Run, tmp_path: Path) -> None:
    head = HEAD.replace("type,", "type,weight,")
    text = ROWS.replace("床位,约束性,", "床位,约束性,3,").replace("站点,预期性,", "站点,预期性,1,")
    done = mzprog("panel", str(put(tmp_path / "t.csv", head + text)), *ASKED, "--by", "region")
    assert "41.35" in done.out  # (3 × 21.79… + 100) ÷ 4


@pytest.mark.parametrize(
    ("weight", "score"), [("", "25.00"), ("1", "40.00"), ("1.00000000000000000000", "40.00"), ("1e0", "40.00")]
)
def test_below_nothing_is_nothing_and_above_all_is_all(mzprog: Run, tmp_path: Path, weight: str, score: str) -> None:
    """Whichever way the score is reckoned; what cannot be assessed and what has no weight do not count."""
    rows = ("甲,预期性,3,2015,2020,37,50,2018,35", "乙,预期性,1,2015,2020,10,20,2018,20",
            "丙,预期性,7,2015,2020,10,20,2017,12", f"丁,预期性,{weight},2015,2020,10,20,2018,20",
            "戊,预期性,,2015,2020,10,20,2018,20")  # fmt: skip
    text = "".join(f"武汉,十三五,{row}\n" for row in rows)
    table = put(tmp_path / "t.csv", HEAD.replace("type,", "type,weight,") + text)
    assert mzprog("panel", str(table), *ASKED, "--by", "region", "-o", str(tmp_path / "x.csv")).code == 0
    assert [(g["total"], g["score"]) for g in read(tmp_path / "x-region.csv")] == [("5", score)]


def test_a_method(mzprog: Run, table: Path, tmp_path: Path) -> None:
    """Labels may have anything in them that a text of SQL would end with."""
    plan = put(
        tmp_path / "m.yaml",
        "plan: x\nbaseline_year: 2015\ntarget_year: 2020\n"
        "method: {tiers: [{from: 20, label: \"好'; --\"}, {label: '差\\'}]}\n"
        "indicators: [{name: x, target: '>1'}]\n",
    )
    assert mzprog("panel", str(table), *ASKED, "--method", str(plan), "-o", str(tmp_path / "x.csv")).code == 0
    assert {row["verdict"] for row in read(tmp_path / "x.csv")} == {"好'; --"}


def test_names_of_columns(mzprog: Run, tmp_path: Path) -> None:
    """In either language, or mapped; what is not to be read is named too."""
    head = "地区,规划,指标,属性,基期,目标年,基期值,目标值,期,实绩,备用\n"
    table = put(tmp_path / "t.csv", head + ROWS.replace("\n", ",\n"))
    refused = mzprog("panel", str(table), *ASKED)
    assert refused.code == 3 and "没有“实绩”这一列" in refused.err and "缺少列：value（数值）" in refused.err
    done = mzprog("panel", str(table), *ASKED, "--columns", "value=实绩,=备用")
    assert (done.code, done.err) == (0, "") and "21.79" in done.out
    twice = mzprog("panel", str(table), *ASKED, "--columns", "value=实绩,region=备用")
    assert twice.code == 3 and "[duplicate-column]" in twice.err
    for lacking in ("weight=权数", "=没有"):
        lost = mzprog("panel", str(table), *ASKED, "--columns", f"value=实绩,=备用,{lacking}")
        assert (lost.code, lost.out) == (3, "") and f"没有一张表有“{lacking.partition('=')[2]}”这一列" in lost.err


def test_bad_rows_are_set_aside_and_told(mzprog: Run, tmp_path: Path) -> None:
    rows = (
        "武汉,十三五,甲,约束性,2015,2020,37,50,2018,五十\n"
        "武汉,十三五,乙,约束性,2015,2020,37,50,2018,40\n"
        "武汉,十三五,乙,约束性,2015,2020,37,50,2018年,41\n"
        "武汉,十三五,丙,约束性,2015,2020,37,50,2018,40\n"
        "武汉,十三五,丙,约束性,2015,2020,37,60,2017,40\n"
        "武汉,十三五,丁,约束性,2015,2020,37,50,,40\n"
        "武汉,十三五,戊,约束性,2015,,37,50,2018,40\n"
    )
    table = put(tmp_path / "t.csv", HEAD + ROWS + rows)
    done = mzprog("panel", str(table), *ASKED, "-o", str(tmp_path / "x.csv"), "--problems", str(tmp_path / "p.csv"))
    assert done.code == 3
    assert len(read(tmp_path / "x.csv")) == 3
    problems = read(tmp_path / "p.csv")
    assert [(p["row"], p["column"], p["code"]) for p in sorted(problems, key=lambda p: int(p["row"]))] == [
        ("5", "10", "not-a-number"), ("7", "9", "duplicate-key"), ("9", "8", "rows-differ"),
        ("10", "9", "row-without-period"),
        ("11", "6", "missing-key"),
    ]  # fmt: skip
    assert all(f"{p['file']}:{p['row']}:{p['column']}: {p['message']}" in done.err for p in problems)


def test_a_hundred_problems_are_told_and_all_counted(mzprog: Run, tmp_path: Path) -> None:
    rows = "".join(f"武汉,十三五,指标{n},,2015,2020,1,2,2018,多\n" for n in range(130))
    done = mzprog("panel", str(put(tmp_path / "t.csv", HEAD + rows)), *ASKED)
    assert done.code == 3
    assert done.err.count("[not-a-number]") == 100 and "另有 30 个问题" in done.err


HOSTILE = {
    "no table.csv": b"hello world\nfoo\n",
    "empty.csv": b"",
    "bytes.csv": bytes(range(256)) * 20,
    "gbk.csv": (HEAD + ROWS).encode("gbk"),
    "short row.csv": (HEAD + ROWS + "a,b\n").encode(),
    "plan.yaml": (ROOT / "plans/wuhan.yaml").read_bytes(),
    "cut.parquet": b"PAR1 and then nothing",
    "no parquet.parquet": (HEAD + ROWS).encode(),
    "lone quote.csv": (HEAD + ROWS + '"武汉,十三五,x,,2015,2020,1,2,2018,3\n').encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_leaves_the_old_result(name: str, mzprog: Run, tmp_path: Path) -> None:
    """Alone or in a folder with good tables: it is told, and what was there before stays."""
    folder = tmp_path / "表"
    folder.mkdir()
    put(folder / "好.csv", HEAD + ROWS)
    (folder / name).write_bytes(HOSTILE[name])
    out = put(tmp_path / "x.csv", "before")
    for path in (folder / name, folder) if not name.endswith(".yaml") else (folder / name,):
        done = mzprog("panel", str(path), *ASKED, "-o", str(out))
        assert done.code == 3 and done.err.startswith(f"{folder / name}:"), done.err
        assert out.read_text("utf-8") == "before" and only(tmp_path, "表", "x.csv")


def test_a_folder_whose_tables_differ(mzprog: Run, tmp_path: Path) -> None:
    """Each table has its own columns, in its own order and language; they are one long table."""
    put(tmp_path / "a.csv", HEAD + ROWS)
    put(tmp_path / "b.csv", "指标,规划,地区,目标年,基期,目标值,数值,期\n道路,十三五,武汉,2020,2015,≥4,2,2018\n")
    assert mzprog("panel", str(tmp_path), *ASKED, "-o", str(tmp_path.parent / "x.csv")).code == 0
    assert {(row["name"], os.path.basename(row["file"])) for row in read(tmp_path.parent / "x.csv")} == {
        ("床位", "a.csv"), ("站点", "a.csv"), ("道路", "b.csv"),
    }  # fmt: skip


def test_sql_in_names_and_values_is_text(mzprog: Run, tmp_path: Path) -> None:
    evil = "x'; DROP TABLE result_; --"
    name = 'a"; DROP TABLE result_; --'
    table = tmp_path / "t.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name, *HEAD.strip().split(",")[1:]])
        writer.writerow([evil, evil, evil, evil, "2015", "2020", "37", "50", "2018", "38.7"])
    done = mzprog("panel", str(table), *ASKED, "--columns", f"region={name}", "-o", str(tmp_path / "x.csv"))
    assert (done.code, done.err) == (0, "")
    assert [(row["region"], row["name"], row["progress_rate"]) for row in read(tmp_path / "x.csv")] == [
        (evil, evil, "21.79")
    ]


def test_the_statement_runs_where_the_table_is(mzprog: Run, table: Path) -> None:
    """One SELECT over a table named panel, as it is called there, gives what the command gives."""
    import duckdb

    sql = mzprog("panel", str(table), *ASKED, "--print-sql").out
    assert sql.startswith("WITH\n-- ") and sql.count(";") == 0
    at = duckdb.connect()
    at.execute("CREATE TABLE panel AS SELECT * FROM read_csv(?)", [str(table)])
    found = at.execute(sql).fetchall()
    names = [column[0] for column in at.description or ()]
    assert sorted((row[names.index("progress_rate")], row[names.index("status_")]) for row in found) == [
        ("100.00", "exact"), ("166.67", "exact"), ("21.79", "exact"),
    ]  # fmt: skip


def test_what_is_too_near_is_marked_and_then_exact(mzprog: Run, tmp_path: Path) -> None:
    """99.9996 % would be written 100.00 beside 滞后; a growth of exactly 12.345 % lies where doubles cannot say."""
    import duckdb

    rows = (
        "武汉,p,甲,,2015,2020,0,50,2018,29.99988\n"
        "武汉,p,乙,,2017,2020,100000,200000,2018,112345\n"
        "武汉,p,丙,,2015,2020,0,50,2018,29\n"
    )
    table = put(tmp_path / "t.csv", HEAD + rows)
    at = duckdb.connect()
    at.execute("CREATE TABLE panel AS SELECT * FROM read_csv(?)", [str(table)])
    found = at.execute(mzprog("panel", str(table), *ASKED, "--print-sql").out).fetchall()
    names = [column[0] for column in at.description or ()]
    assert {row[names.index("name")]: row[names.index("status_")] for row in found} == {
        "甲": "near", "乙": "near", "丙": "exact",
    }  # fmt: skip
    assert mzprog("panel", str(table), *ASKED, "-o", str(tmp_path / "x.csv")).code == 0
    rates = {row["name"]: (row["progress_rate"], row["annual_growth"]) for row in read(tmp_path / "x.csv")}
    assert rates == {"甲": ("99.9996", ""), "乙": ("37.04", "12.35"), "丙": ("96.67", "")}


@pytest.mark.parametrize(("options", "told"), [
    ((), "请用 --year 或 --as-of 写明评估时点"),
    (("--year", "2018", "--as-of", "2018"), "--year 和 --as-of 只能写一个"),
    ((*ASKED, "-o", "x.txt"), "看不出x.txt的格式；请用后缀 .csv 或 .parquet"),
    ((*ASKED, "--by", "foo"),
     "--by 可用的列：region、plan、name、category、type、unit、responsible、rule、measure，得到“foo”"),
    ((*ASKED, "--memory", "much"), "--memory 要写作 4GB 这样的大小，得到“much”"),
    ((*ASKED, "--columns", "value"), "--columns 要写作 键=列名，几个之间用逗号，得到“value”"),
    ((*ASKED, "--columns", "foo=bar"), "--columns 要写作 键=列名，几个之间用逗号，得到“foo=bar”"),
    ((*ASKED, "--by", "region", "-o", "-"), "--by 的表写在结果旁边，-o 要写文件名"),
])  # fmt: skip
def test_a_wrong_call(options: tuple[str, ...], told: str, mzprog: Run, table: Path) -> None:
    done = mzprog("panel", str(table), *options)
    assert (done.code, done.out, done.err) == (2, "", f"错误：{told}（用法：mzprog panel --help）\n")


@pytest.mark.parametrize(
    "call",
    [
        ("长表.csv", "-o", "长表.csv"), ("数据", "-o", "数据/甲.csv"), ("数据/*.csv", "-o", "数据/甲.csv"),
        ("数据", "--problems", "数据/甲.csv"), ("数据/*.csv", "--problems", "数据/甲.csv"),
        ("数据/甲-region.csv", "-o", "数据/甲.csv", "--by", "region"), ("数据", "-o", "数据/甲.csv", "--by", "region"),
        ("长表.csv", "-o", "x.csv", "--by", "region", "--problems", "x-region.csv"),
        ("长表.csv", "-o", "x.csv", "--method", "方法.csv", "--problems", "方法.csv"),
        ("长表.csv", "-o", "链接.csv"),
    ],
)  # fmt: skip
def test_no_output_is_an_input_or_another_output(
    call: tuple[str, ...], mzprog: Run, table: Path, tmp_path: Path
) -> None:
    """Whatever names them: an option, a folder, a pattern, a link, or the name of the result."""
    (tmp_path / "数据").mkdir()
    for name in ("数据/甲.csv", "数据/甲-region.csv"):
        put(tmp_path / name, HEAD + ROWS)
    put(tmp_path / "方法.csv", (ROOT / "plans/wuhan.yaml").read_text("utf-8"))
    (tmp_path / "链接.csv").symlink_to(table)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}
    done = mzprog("panel", *call, *ASKED, cwd=tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == before


def test_too_little_memory(mzprog: Run, table: Path, tmp_path: Path) -> None:
    rows = "".join(f"县{n},p,x{n},,2015,2020,1,2,2018,1.5\n" for n in range(20_000))
    out = put(tmp_path / "x.csv", "before")
    done = mzprog("panel", str(put(table, HEAD + rows)), *ASKED, "--memory", "2MB", "-o", str(out))
    assert (done.code, out.read_text("utf-8")) == (5, "before") and "--memory" in done.err
    assert only(tmp_path, "长表.csv", "x.csv")


def test_a_full_disk(table: Path, tmp_path: Path) -> None:
    """Files that may not grow any more stand for a disk that is full."""
    import resource

    out = put(tmp_path / "x.csv", "before")
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "panel", str(table), *ASKED, "-o", str(out)], capture_output=True, check=False,
        env={**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"}, timeout=60,  # else what it compiles would be cut off
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)),
    )  # fmt: skip
    assert done.returncode == 5 and "写不出" in done.stderr.decode(PIPED)
    assert out.read_text("utf-8") == "before" and only(tmp_path, "长表.csv", "x.csv")


ENDINGS = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]


@pytest.mark.parametrize("name", ENDINGS)
def test_what_ends_a_call_leaves_nothing(name: str, tmp_path: Path) -> None:
    """Ctrl-C while rows go through evaluate, or a system that ends it: the old result is there and nothing else."""
    rows = "".join(f"县{n},p,x,,2015,2020,1,{{times: 2}},2018,1.5\n" for n in range(20_000))
    table, out = put(tmp_path / "t.csv", HEAD + rows), put(tmp_path / "x.csv", "before")
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "panel", str(table), *ASKED, "-o", str(out)], env=ENVIRONMENT,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    while process.poll() is None and len(os.listdir(tmp_path)) == 2:  # until there is the folder for what is spilled
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.Signals[name])
    _, told = process.communicate(timeout=60)
    assert process.returncode == (130 if name == "SIGINT" else -signal.Signals[name])
    assert ("已中断" in told.decode(PIPED)) is (name == "SIGINT")
    assert out.read_text("utf-8") == "before" and only(tmp_path, "t.csv", "x.csv")


def test_a_missing_engine_says_what_to_install(table: Path) -> None:
    hidden = "import sys; sys.modules['duckdb'] = None\n"
    done = subprocess.run(
        [sys.executable, "-c", hidden + MAIN, "panel", str(table), *ASKED], capture_output=True, check=False,
        env=ENVIRONMENT, timeout=60,
    )  # fmt: skip
    assert done.returncode == 5 and "pip install duckdb" in done.stderr.decode(PIPED)


def test_export_long(mzprog: Run, tmp_path: Path) -> None:
    """Of a folder all plans; a broken one is told, and the others are written."""
    (tmp_path / "a.yaml").write_bytes((ROOT / "plans/wuhan.yaml").read_bytes())
    put(tmp_path / "b.yaml", "plan: x\n")
    done = mzprog("export", "--long", str(tmp_path), "-o", str(tmp_path / "x.csv"))
    assert done.code == 3 and "b.yaml" in done.err
    plan = "plan: 乙, baseline_year: 2015, target_year: 2020, indicators: [{name: x, target: '>1'}], method: {met: 好}"
    put(tmp_path / "b.yaml", f"{{{plan}}}")
    told = mzprog("export", "--long", str(tmp_path / "b.yaml")).err
    assert told == f"表里放不下：《乙》自己的评价方法；评估长表时请写 --method {tmp_path / 'b.yaml'}\n"
    rows = read(tmp_path / "x.csv")
    assert len({row["indicator"] for row in rows}) == 23 and rows[0]["period"]
    assert mzprog("export", "--long", str(tmp_path / "a.yaml"), "-o", "x.xlsx").code == 2
    assert mzprog("export", str(tmp_path / "a.yaml"), str(tmp_path / "a.yaml")).code == 2
