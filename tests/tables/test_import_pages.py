"""Web pages and delimited text: cells where a browser or a spreadsheet shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzprog.core.problems import Refusal
from mzprog.tables.grid import Grid
from mzprog.tables.sources import read_grids


def page(body: str) -> list[Grid]:
    return read_grids(f"<html><body>{body}</body></html>".encode())


def laid_out(grid: Grid) -> list[list[tuple[str, int, int, bool]]]:
    return [[(c.text, c.column, c.columns, c.above) for c in row.cells] for row in grid.rows]


def test_spans_down_and_across_as_a_browser_lays_them_out() -> None:
    (grid,) = page(
        "<table><tr><td rowspan=2>类别<td colspan='2'>值<tr><td>2015<td>2020"
        '<tr><td>甲<td rowspan="9" colspan=2>5</td></tr><tr><td>乙</table>'
    )
    assert laid_out(grid) == [
        [("类别", 0, 1, False), ("值", 1, 2, False)],
        [("类别", 0, 1, True), ("2015", 1, 1, False), ("2020", 2, 1, False)],
        [("甲", 0, 1, False), ("5", 1, 2, False)],
        [("乙", 0, 1, False), ("5", 1, 2, True)],
    ]


def test_text_of_a_cell() -> None:
    (grid,) = page(
        "<table><tr><td>\n  城市<br/>30&nbsp;</td><td><p>每千名\n老年人口</p><p>床位</p></td>"
        "<td>50<sup>1</sup></td><td>&ge;99</td><td><script>x<td></script><!-- <td> -->a<style>b</style></td>"
        "<td>&#99999999999999;&#x30;</td></tr></table>"
    )
    assert grid.rows[0].texts == ("城市\n30", "每千名老年人口\n床位", "50¹", "≥99", "a", "\ufffd0")


def test_what_stands_before_and_after() -> None:
    first, second = page(
        "<p>正文。</p><p> 表1  指标 </p><table><caption>题注</caption><tr><td>1</table><p>注：1、略。</p>"
        "<h2>表2</h2><table><tr><td>2</table>完"
    )
    assert (first.before, first.after) == (("正文。", "表1指标", "题注"), ("注：1、略。", "表2"))
    assert (second.before, second.after) == (("注：1、略。", "表2"), ("完",))


def test_a_table_in_a_table() -> None:
    inner, outer = page("<table><tr><td>外<table><tr><td>内</td></tr></table>边</td><td>2</td></tr></table>")
    assert (inner.rows[0].texts, outer.rows[0].texts) == (("内",), ("外\n边", "2"))


def test_hidden_rows_are_marked() -> None:
    (grid,) = page("<table><tr hidden><td>1<tr style='color:red; display: none'><td>2<tr style='overflow:hidden'><td>3")
    assert [row.hidden for row in grid.rows] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "<table>" + "<!--" * 100_000,
        "<table>" + "<a x='" * 100_000,
        "<table>" + "<td " * 100_000,
        "<table>" + "<" * 300_000,
    ],
    ids=["comments", "quotes", "tags", "brackets"],
)
def test_pages_made_to_hurt_a_parser(text: str) -> None:
    """Each of these takes the standard library's parser minutes."""
    read_grids(text.encode())


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Refusal, match="嵌套"):
        page("<table><tr><td>" * 30)


@given(
    st.lists(
        st.sampled_from(
            ["<table>", "<tr>", "<td>", "<td rowspan=3 colspan=2>", "</td>", "</table>", "<caption>", "甲", "<br>"]
        )
    )
)
def test_any_order_of_tags_gives_rows_that_do_not_overlap(tags: list[str]) -> None:
    for grid in page("".join(tags)):
        for row in grid.rows:
            columns = [column for cell in row.cells for column in range(cell.column, cell.end)]
            assert len(columns) == len(set(columns))


TABLE = [("指标名称", "2020年目标值"), ("床位数", "50")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimited_text_in_every_form(encoding: str, separator: str, end: str) -> None:
    text = end.join(separator.join(row) for row in TABLE)
    (grid,) = read_grids(text.encode(encoding))
    assert [row.texts for row in grid.rows] == TABLE


def test_quotes_lines_within_cells_and_line_numbers() -> None:
    (grid,) = read_grids('名称,值\r\n"城市30\r\n农村43","1,234"\r\n\r\n甲, 5 \r\n'.encode())
    assert [(row.number, row.texts) for row in grid.rows] == [
        (1, ("名称", "值")), (2, ("城市30\r\n农村43", "1,234")), (5, ("甲", "5")),
    ]  # fmt: skip


def test_the_apostrophe_against_formulas_is_taken_off() -> None:
    (grid,) = read_grids("名称,值\n'=1+1,''-5,'a,'".encode())
    assert grid.rows[1].texts == ("=1+1", "'-5", "'a", "'")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('名称,值\n"甲,5\n'.encode(), "第2行读不下去"),
        (b"\xff\xfe\x00", "读不出文字"),
        (b"a\0b", "读不出文字"),
        (bytes(range(128, 256)), "读不出文字"),
        (b"  \r\n ", "文件是空的"),
        ((",".join(["1"] * 401)).encode(), "表太大"),
    ],
)
def test_text_that_is_no_table(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_grids(data)
