"""What long tables take, against reading them alone and against inexact arithmetic: ``make bench-panel``.

A region has a hundred indicators of twenty years: 2,000 rows. ``--regions 3000`` are six million rows.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from benchmarks.measuring import MZPROG, Measured, peak, report, run

YEARS, INDICATORS = 20, 100
SAMPLE = 10  # regions that are also written as plan files
MEMORY = "2GB"

_WRITE = """
import duckdb, sys
at = duckdb.connect()
at.execute("SET memory_limit = '2GB'")
at.execute("SET preserve_insertion_order = false")
at.execute(f'''COPY (
  SELECT format('县{{:06d}}', r) AS region, '十四五规划' AS plan, format('指标{{:03d}}', i) AS indicator,
    '类' || (i % 7) AS category, CASE WHEN i % 2 = 0 THEN '约束性' ELSE '预期性' END AS type, '张' AS unit,
    CASE WHEN i % 5 = 0 THEN 'index' ELSE 'linear' END AS rule, '正向' AS direction, '2003' AS baseline_year,
    CAST(CAST(20 + (hash(r * 100 + i) % 1000) / 10.0 AS DECIMAL(8, 1)) AS VARCHAR) AS baseline, '2025' AS target_year,
    CAST(CAST(130 + (hash(r * 100 + i + 7) % 500) / 10.0 AS DECIMAL(8, 1)) AS VARCHAR) AS target,
    CAST(2004 + p AS VARCHAR) AS period,
    CAST(CAST(20 + (hash(r * 2000 + i * 20 + p) % 1200) / 10.0 AS DECIMAL(8, 1)) AS VARCHAR) AS value
  FROM range({sys.argv[2]}) a(r), range(100) b(i), range(20) c(p)
) TO '{sys.argv[1]}' (FORMAT parquet)''')
"""
_READ = """
import duckdb, sys
at = duckdb.connect()
names = [c[0] for c in at.execute("SELECT * FROM read_parquet(?) LIMIT 0", [sys.argv[1]]).description]
at.execute(f"SELECT {', '.join(f'max({n})' for n in names)} FROM read_parquet(?)", [sys.argv[1]]).fetchall()
"""
_POLARS = """
import polars as pl, sys
rows = pl.scan_parquet(sys.argv[1]).filter(pl.col("period") == "2018")
a, b, t = (pl.col(c).cast(pl.Float64) for c in ("value", "baseline", "target"))
rows.with_columns(rate=(a - b) / ((t - b) * 15 / 22) * 100).sink_parquet(sys.argv[2])
"""
_PANDAS = """
import pandas as pd, sys
rows = pd.read_parquet(sys.argv[1])
rows = rows[rows["period"] == "2018"].copy()
a, b, t = (rows[c].astype(float) for c in ("value", "baseline", "target"))
rows["rate"] = (a - b) / ((t - b) * 15 / 22) * 100
rows.to_parquet(sys.argv[2])
"""


def write_plans(table: Path, folder: Path) -> None:
    """Write the first regions of a table as plan files."""
    import duckdb

    wanted = f"SELECT * FROM read_parquet(?) WHERE region < '县{SAMPLE:06d}' ORDER BY region, indicator, period"
    found = duckdb.connect().execute(wanted, [str(table)])
    names = [column[0] for column in found.description or ()]
    plans: dict[str, dict[str, dict[str, str]]] = {}
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        item = plans.setdefault(row["region"], {}).setdefault(row["indicator"], row | {"observations": ""})
        item["observations"] += f"{row['period']}: {row['value']}, "
    keys = ("category", "type", "unit", "rule", "direction", "baseline", "target")
    for region, items in plans.items():
        lines = [
            f"  - {{name: {name}, {', '.join(f'{key}: {item[key]}' for key in keys)}, "
            f"observations: {{{item['observations'].rstrip(', ')}}}}}"
            for name, item in items.items()
        ]
        head = ["plan: 十四五规划", f"region: {region}", "baseline_year: 2003", "target_year: 2025", "indicators:"]
        (folder / f"{region}.yaml").write_text("\n".join([*head, *lines]) + "\n", "utf-8")


def measure(folder: Path, regions: int, rounds: int) -> list[Measured]:
    """Return what a table of so many regions takes, against others that do less, and against evaluate."""
    table, out = folder / "long.parquet", folder / "out.parquet"
    run(_WRITE, str(table), str(regions))
    call = ("panel", str(table), "--year", "2018", "--memory", MEMORY, "-o", str(out))
    ours = min(run(MZPROG, *call) for _ in range(rounds))
    measured = [
        Measured(
            name, Fraction(ours, min(run(code, str(table), str(folder / "x.parquet")) for _ in range(rounds))), bound
        )
        for name, code, bound in (
            ("与引擎只读这张表相比", _READ, None),
            ("与 polars 的浮点数算线性型相比", _POLARS, None),
            ("与 pandas 的浮点数算线性型相比", _PANDAS, None),
        )
    ]
    plans = folder / "plans"
    plans.mkdir()
    write_plans(table, plans)
    theirs = run(MZPROG, "evaluate", str(plans), "--year", "2018", "-o", str(folder / "x.csv")) * regions // SAMPLE
    measured.append(Measured("evaluate 算同样多的规划文件，与它相比", Fraction(theirs, ours), None))
    tenth = folder / "tenth.parquet"
    run(_WRITE, str(tenth), str(max(regions // 10, 1)))
    less = min(run(MZPROG, "panel", str(tenth), *call[2:]) for _ in range(rounds))
    measured.append(Measured("与十分之一的行相比", Fraction(ours, less), Fraction(11)))
    weight = Fraction(peak(MZPROG, *call) * 1024, 2_000_000_000)
    measured.append(Measured(f"内存的峰值，与上限 {MEMORY} 相比", weight, Fraction(5, 4)))
    print(f"{regions * INDICATORS * YEARS}行，每秒处理器时间{regions * INDICATORS * YEARS * 1_000_000 // ours}行")
    return measured


def main() -> int:
    """Measure, print the table, and return 1 where a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--regions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(Path(folder), asked.regions, asked.rounds)
    except subprocess.CalledProcessError as error:
        return error.returncode
    how = f"同一次运行中各跑{asked.rounds}次，取处理器时间最少的一次相比"
    print(report("长表", how, measured, ("每个地区100项指标、20年；写成 Parquet",)))
    return int(any(one.broken for one in measured))


if __name__ == "__main__":
    sys.exit(main())
