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


def texts(body: str) -> list[list[str]]:
    """Return the texts of a page's one table."""
    (grid,) = page(body)
    return [[cell.text for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("<table><tr><td>200<sup>2</sup</td><td>300</td></tr></table>", [["200²", "300"]]),
        ("<table><tr><td>200<sup>2<td>300</table>", [["200²", "300"]]),
        ("<table><td>1</td><td>2</td></tr><td>3</td><td>4</td></tr></table>", [["1", "2"], ["3", "4"]]),
        ("<table><tr><td>1<td>2</tr><td>3<td>4</tbody><td>5<td>6</table>", [["1", "2"], ["3", "4"], ["5", "6"]]),
        ("<table><tr><td><font>1<td><b>2<tr><td>3</font></table>", [["1", "2"], ["3"]]),
        ("<table><tr><td><p>1</td>外<td>2</td></p>3</table>", [["1", "2"]]),
        ("<table><tr><td>1</p>2</table>", [["1\n2"]]),
        ("<table><tr><td>1 < 5<td>3<5<td>a & b</table>", [["1 < 5", "3<5", "a & b"]]),
        ("<table><tr><td><b>1</b> <b>2</b><td>1<!-- x -->5</table>", [["1 2", "15"]]),
        ("<table><tbody><tr><td rowspan=9>1<td>2</tbody><tbody><tr><td>3<td>4</table>", [["1", "2"], ["3", "4"]]),
        ("<TABLE><TR><TH>1</TH><TD COLSPAN=' 2 '>2</TD></TR></TABLE>", [["1", "2"]]),
    ],
)  # fmt: skip
def test_what_browsers_repair_is_repaired(body: str, read: list[list[str]]) -> None:
    assert texts(body) == read


def test_what_is_not_shown_is_not_read() -> None:
    assert texts(
        "<table><tr><td>5<span style='display : none'>9</span><td style='DISPLAY:none'>id<td>6<i hidden>9</i>7"
        "<td>8<noscript>9</noscript><td><span style='display:none'>1<td>2</table>"
    ) == [["5", "67", "8", "", "2"]]
    hidden, seen = page("<div style='display:none'><table><tr><td>1</table></div><table><tr><td>2</table>")
    assert [(grid.hidden, grid.rows[0].texts) for grid in (hidden, seen)] == [(True, ("1",)), (False, ("2",))]
    (grid,) = page("<table><tbody style='display:none'><tr><td>1</tbody><tr><td>2</table>")
    assert [row.hidden for row in grid.rows] == [True, False]


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        ("50<del>45</del>", "划去"),
        ("50<span style='text-decoration: line-through'>45</span>", "划去"),
        ("<input value=5>", "输入框"),
        ("<select><option>5<option>6</select>", "输入框"),
        ("<img src=x.png>", "图片"),
        ("<img src=blank.gif width=1>", ""),
        ("<img src=x.png>50", ""),
        ("5<input type=hidden value=3>", ""),
        ("5" * 32_768, "只读了前面的"),
    ],
)
def test_a_cell_that_shows_more_than_its_text_says_so(content: str, flaw: str) -> None:
    (grid,) = page(f"<table><tr><td>甲<td>{content}<td>乙</table>")
    found = [cell.flaw for cell in grid.rows[0].cells]
    assert (found[0], found[2]) == ("", "")
    assert flaw in found[1] and bool(flaw) == bool(found[1])
    assert len(grid.rows[0].cells[1].text) <= 32_767


def test_one_stray_byte_in_a_page_is_one_character() -> None:
    text = "<html><meta charset=gb2312><table><tr><td>床位数</td><td>50</td></tr><tr><td>甲</td><td>1".encode("gbk")
    (grid,) = read_grids(text + b"\xff2</td></tr></table>" + "完".encode("gbk"))
    assert [row.texts for row in grid.rows] == [("床位数", "50"), ("甲", "1\ufffd2")]
    assert grid.remarks == ("网页里有1个字读不出，写作“\ufffd”",)
    stray = "<html><table><tr><td>床位数".encode() + b"\xe5" + "甲<td>50</table>".encode()
    assert read_grids(stray)[0].rows[0].texts == ("床位数\ufffd甲", "50")
    with pytest.raises(Refusal, match="读不出文字"):
        read_grids(b"<html><table>" + bytes(range(128, 256)) * 9)


# Pages made to hurt: each takes some parser minutes or gigabytes; here each is read, or refused in words.
HURTING = {
    "comments": ("<!--" * 100_000, ""),
    "quotes": ("<a x='" * 100_000, ""),
    "tags": ("<td " * 100_000, ""),
    "brackets": ("<" * 300_000, ""),
    "blanks in a colspan": ("<tr>" + ("<td colspan=" + " " * 40_000 + "3>1") * 9, ""),
    "spans": ("<tr><td rowspan=20000 colspan=400>" * 2000, "表太大"),
    "one row": ("<tr>" + "<td>x" * 300_000, "表太大"),
    "empty rows": ("<tr>" * 20_001, "表太大"),
    "tables": ("</table><table>" * 2001, "表太多"),
    "open and never closed": ("<b>" * 20_000 + "</i>" * 200_000, "层次太多"),
    "attributes": ("<td " + " a1" * 100_000 + ">", ""),
    "tags without number": ("<p>" * 1_000_001, "网页太大"),
    "letters without number": ("<td>" + "x" * 10_000_000, "网页太大"),
}


@pytest.mark.parametrize("name", HURTING)
def test_pages_made_to_hurt_a_parser(name: str) -> None:
    text, words = HURTING[name]
    if words:
        with pytest.raises(Refusal, match=words):
            read_grids(f"<table>{text}".encode())
    else:
        read_grids(f"<table>{text}".encode())


def test_a_page_with_a_font_left_open_in_each_cell_is_no_deep_page() -> None:
    (grid,) = page("<table>" + "<tr><td><font>1<td><font>2" * 1000)
    assert [row.texts for row in grid.rows] == [("1", "2")] * 1000


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
