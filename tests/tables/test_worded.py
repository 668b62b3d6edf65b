"""Targets in words that are relative to the baseline or another series; tables on their side or under a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids
from mzprog.tables.worded import relative
from tests.conftest import Run


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("年均增长7%", "万元", ("growth", "7", "")),
        ("年均增长7%左右", "万元", ("growth", "7", "表中写作“年均增长7%左右”")),
        ("年均下降2%以上", "吨", ("growth", "≤-2", "")),
        ("年均增长不超过3%", "吨", ("growth", "≤3", "")),
        ("累计下降13.5%", "吨", ("change", "-13.5%", "")),
        ("增长7%", "万元", None),  # a year's or the whole plan's
        ("提高10个百分点以上", "%", ("change", "≥+10", "")),
        ("降低3个百分点以内", "%", ("change", "≥-3", "")),
        ("提高10个百分点", "万元", None),
        ("比2020年增加5万张", "万张", ("change", "+5", "")),
        ("比上年增加5万张", "万张", None),
        ("增长1倍", "个", ("times", "2", "")),
        ("翻一番", "万元", ("times", "2", "")),
        ("达到2020年的1.5倍以上", "万元", ("times", "≥1.5", "")),
        ("高于GDP增速", "%", ("above", "GDP增速", "")),
        ("高于GDP增速2个百分点", "%", None),
    ],
)
def test_a_target_in_words(text: str, unit: str, expected: tuple[str, str, str] | None) -> None:
    """Form, figure and what is to be told; None where it could mean two things."""
    assert relative(text, unit) == expected


UPRIGHT = "指标名称,单位,2015年,2020年目标值,2018年\n养老床位数,万张,6,10,8\n救助站,个,3,5,4\n"
ON_ITS_SIDE = "指标名称,养老床位数,救助站\n单位,万张,个\n2015年,6,3\n2020年目标值,10,5\n2018年,8,4\n"


def test_a_table_on_its_side_is_the_same_table(mzprog: Run, tmp_path: Path) -> None:
    """It says that it lies, and is read as if it stood."""
    upright, lying = (find_tables(read_grids(text.encode()))[0] for text in (UPRIGHT, ON_ITS_SIDE))
    assert (upright.transposed, lying.transposed) == (False, True)
    assert [column.label for column in lying.columns] == [column.label for column in upright.columns]
    options = ("--direction", "正向", "--title", "某规划", "--baseline-year", "2015", "--target-year", "2020")
    plans = [mzprog("import", "-", *options, stdin=text.encode(), cwd=tmp_path) for text in (UPRIGHT, ON_ITS_SIDE)]
    assert plans[0].out == plans[1].out
    assert "养老床位数" in plans[0].out


def test_a_line_above_the_head_is_no_part_of_it() -> None:
    """Though it speaks of years, it names no indicators."""
    (table,) = find_tables(read_grids(f"2018年,填报,某局,某科,2019年\n{UPRIGHT}".encode()))
    (bare,) = find_tables(read_grids(UPRIGHT.encode()))
    assert [(c.label, c.role) for c in table.columns] == [(c.label, c.role) for c in bare.columns]
