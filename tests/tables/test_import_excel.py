"""Workbooks: what Excel shows, from files of openpyxl, of LibreOffice, and of raw XML."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from mzprog.core.problems import Refusal
from mzprog.tables.excel_numbers import built_in, form, shown
from mzprog.tables.grid import Grid
from mzprog.tables.sources import read_grids
from tests.conftest import ROOT
from tests.packages import workbook

LIBREOFFICE = ROOT / "tests/files/libreoffice.xlsx"


def made(fill: Callable[[Worksheet], None]) -> Grid:
    """Return the one sheet of a workbook that openpyxl writes."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    (grid,) = read_grids(out.getvalue())
    return grid


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


def test_merges_cover_and_blank_cells_keep_their_place() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"], sheet["D2"], sheet["B4"], sheet["E4"] = "社会救助", "值", "甲", 5
        sheet.merge_cells("B2:C3")
        sheet.merge_cells("D2:E2")
        sheet["D3"], sheet["E3"] = 2015, 2020

    grid = made(fill)
    assert [(row.number, texts(grid)[n]) for n, row in enumerate(grid.rows)] == [
        (2, ["", "社会救助", "值"]), (3, ["", "社会救助", "2015", "2020"]), (4, ["", "甲", "", "", "5"]),
    ]  # fmt: skip
    assert [(c.column, c.columns, c.above) for c in grid.rows[1].cells][1] == (1, 2, True)


def test_numbers_come_as_excel_shows_them() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([38.7, 0.1 + 0.2, 12, "１２", 0.6, 0.123, 38.4])
        for column, code in ((5, "0%"), (6, "0.00%"), (7, "0.00")):
            sheet.cell(1, column).number_format = code

    assert texts(made(fill)) == [["38.7", "0.3", "12", "１２", "60%", "12.3%", "38.40"]]


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("38.700000000000003", "", "38.7"),
        ("38.40", "", "38.40"),
        ("1234567890.12345", "", "1234567890.12345"),
        ("0.56999999999999995", "0%", "57%"),
        ("0.123", "0.00%", "12.3%"),
        ("1", "0%", "100%"),
        ("5", "0.00", "5.00"),
        ("5.125", "0.00", "5.125"),
        ("6235", "#,##0", "6235"),
        ("1E+400", "", "1E+400"),
        ("abc", "", "abc"),
        # a format that scales
        ("6235000", '0!.0,"万"', "623.5万"),
        ("6235432", '0!.0,"万"', "623.5432万"),
        ("62350", '0\\.0000"万"', "6.2350万"),
        ("6235000", "0.0,,", "6.235"),
        ("6235000", "#,##0,", "6235"),
        ("12345", '[>=10000]0!.0,"万";0', "1.2345万"),
        ("999", '[>=10000]0!.0,"万";0', "999"),
        ("-999", '[>=10000]0!.0,"万";0', "-999"),
        # words around a number
        ("2018", '0"年"', "2018年"),
        ("2018", 'G/通用格式"年"', "2018年"),
        ("50", '"≥"0', "≥50"),
        ("5", '0.0\\ "元"', "5.0元"),
        ("5", "¥#,##0.00;¥-#,##0.00", "5.00"),
        ("5", "0.0_ ;[红色]-0.0\\ ", "5.0"),
        ("1", '[=1]"是";[=0]"否";0', "是"),
        ("7", '[=1]"是";[=0]"否";0', "7"),
        # negative numbers, each with a sign
        ("-5", "0_);(0)", "-5"),
        ("-5", '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "-5.00"),
        ("-0.5", "0.0%;[红色]-0.0%", "-50%"),
        ("-5", "0.0", "-5.0"),
        # days
        ("43252", 'yyyy"年"m"月";@', "2018年6月"),
        ("43252", "yyyy-mm-dd", "2018-06-01"),
        ("43281", '[$-804]yyyy"年"m"月"d"日";@', "2018-06-30"),
        ("43252", 'yyyy"年"', "2018年"),
        ("43163", 'm"月"d"日"', "3月4日"),
        ("43281", "yyyy/m/d h:mm", "2018-06-30"),
        # conditions
        *(
            (stored, f'[{sign}3]0"甲";0"乙"', f"{stored}{'甲' if holds else '乙'}")
            for sign, which in {"<": "2", "<=": "23", "=": "3", "<>": "24", ">": "4", ">=": "34"}.items()
            for stored in "234"
            for holds in [stored in which]
        ),
        # as it stands
        ("0.5", "# ?/?", "0.5"),
        ("12345", "0.00E+00", "12345"),
        ("5", "@", "5"),
        ("5", "[DBNum1]0", "5"),
    ],
)
def test_stored_numbers(stored: str, code: str, text: str) -> None:
    assert shown(stored, form(code)) == (text, "")


@pytest.mark.parametrize(
    ("stored", "code", "words"),
    [
        ("-5", "0;0", "没有负号"),
        ("0", '0;-0;"-"', "存的是0，显示为“-”"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "存的是0，显示为“-”"),
        ("0", "#,###", "不显示"),
        ("5", ";;;", "存的是5，单元格里不显示"),
        ("-5", "0;", "不显示"),
        ("13800138000", "000-0000-0000", "拆开显示"),
        ("0.5", "h:mm", "时间"),
        ("1.5", "[h]:mm", "时间"),
        ("-3", "yyyy/m/d", "日期"),
    ],
)
def test_a_number_that_is_not_what_is_shown_is_a_question(stored: str, code: str, words: str) -> None:
    assert words in shown(stored, form(code))[1]


@given(
    value=st.one_of(st.decimals(allow_nan=True), st.floats(), st.integers()).map(str),
    code=st.lists(st.sampled_from([*"0#?.,;%!_*@-/()E+ymdhs", '"', "[", "]", "General", '"万"', "[>=10]", "\\"])),
)
def test_any_number_in_any_format_gives_a_text(value: str, code: list[str]) -> None:
    text, flaw = shown(value, form("".join(code)))
    assert text
    assert "看不出" not in flaw or text == value or Decimal(text) == Decimal(value) or len(value) > 15


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.integers(0, 4), st.integers(0, 3))
def test_a_format_that_scales_shows_exactly_that_part(value: Decimal, places: int, thousands: int) -> None:
    text, flaw = shown(str(value), form(f"0.{'0' * places}{',' * thousands}"))
    if abs(value) < 10**11:
        assert (Decimal(text) * 1000**thousands, flaw) == (value, "")


@pytest.mark.parametrize(
    ("number", "stored", "text"),
    [("0", "5", "5"), ("2", "5", "5.00"), ("9", "0.5", "50%"), ("14", "43281", "2018-06-30"), ("43", "5", "5.00"),
     ("57", "43252", "2018年6月"), ("58", "43281", "6月30日"), ("163", "5", "5"), ("x", "5", "5")],
)  # fmt: skip
def test_formats_by_number(number: str, stored: str, text: str) -> None:
    assert shown(stored, form(built_in(number))) == (text, "")


def test_the_mac_s_days_begin_in_1904() -> None:
    assert shown("41790", form('yyyy"年"m"月"'), from_1904=True) == ("2018年6月", "")
    cell = '<sheetData><row><c s="0"><v>41790</v></c></row></sheetData>'
    dates = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    found = [
        texts(read_grids(workbook(cell, styles=dates, book=f"<workbookPr {since}/>"))[0])
        for since in ('date1904="1"', 'date1904="true"', 'date1904="0"', "")
    ]
    assert found == [[["2018-06-01"]], [["2018-06-01"]], [["2014-05-31"]], [["2014-05-31"]]]


def test_what_a_formula_could_not_compute_is_shown() -> None:
    """An error is no blank: who reads it must know that there is no figure."""
    (grid,) = read_grids(workbook('<sheetData><row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'))
    assert texts(grid) == [["#DIV/0!"]]


def test_a_format_that_scales_is_read_as_shown() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([6235000, -5])
        sheet["A1"].number_format = '0!.0,"万"'
        sheet["B1"].number_format = "0;0"

    first, second = made(fill).rows[0].cells
    assert (first.text, first.flaw, second.flaw) == ("623.5万", "", "这一格存的是-5，显示时没有负号")


def test_a_formula_without_its_result_says_so() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["=1+1", 2])

    first, second = made(fill).rows[0].cells
    assert first.flaw.startswith("公式没有保存计算结果")
    assert (first.text, second.flaw) == ("=1+1", "")


def test_hidden_rows_and_columns_are_marked() -> None:
    def fill(sheet: Worksheet) -> None:
        for number in range(3):
            sheet.append([number, number])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    grid = made(fill)
    assert [row.hidden for row in grid.rows] == [False, True, False]
    assert grid.remarks == ("第2列是隐藏的，已照样读入",)


def test_what_libreoffice_saved() -> None:
    """A table saved by LibreOffice: formulas with their results, a share, a merged head, a hidden row and sheet."""
    grid, old = read_grids(LIBREOFFICE.read_bytes())
    by_name = {row.cells[1].text: row for row in grid.rows}
    assert by_name["养老床位数（万张）"].cells[5].text == "10.6"
    assert by_name["城乡低保救助精准率（%）"].cells[5].text == "99.9"
    assert by_name["新婚婚姻登记颁证率（%）"].cells[5].text == "95%"
    assert by_name["城乡低保救助精准率（%）"].cells[0] == by_name["综合减灾示范社区覆盖率（%）"].cells[0]
    assert [row.number for row in grid.rows if row.hidden] == [10]
    assert (grid.name, grid.hidden, old.name, old.hidden) == ("主要指标", False, "旧表", True)


def test_strings_of_runs_and_with_phonetic_guides() -> None:
    strings = (
        "<si><t>平方米</t></si>"
        '<si><r><t>50</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><rPh><t>wu</t></rPh></si>'
        "<si><t>甲_x000D_\n乙_x005F_x0041_</t></si>"
    )
    cells = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>9</v></c><c t="b"><v>1</v></c>'
    (grid,) = read_grids(workbook(f"<sheetData><row>{cells}</row></sheetData>", strings=strings))
    assert texts(grid) == [["平方米", "50¹", "甲\r\n乙_x0041_", "", "TRUE"]]


def test_cells_without_addresses_follow_one_another() -> None:
    first = '<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row>'
    (grid,) = read_grids(workbook(f"<sheetData>{first}<row><c><v>4</v></c></row></sheetData>"))
    assert [(row.number, [(c.column, c.text) for c in row.cells if c.text]) for row in grid.rows] == [
        (3, [(0, "1"), (3, "2"), (4, "3")]), (4, [(0, "4")]),
    ]  # fmt: skip


def test_text_boxes_on_a_sheet_are_notes() -> None:
    box = "<wsDr><sp><txBody><p><r><t>注：〔〕内为</t></r><r><t>五年累计数</t></r></p><p/></txBody></sp></wsDr>"
    (grid,) = read_grids(workbook("<sheetData><row><c><v>1</v></c></row></sheetData>", drawing=box))
    assert grid.after == ("注：〔〕内为五年累计数",)


def test_struck_out_figures_say_so() -> None:
    styles = (
        '<fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs>'
    )
    strings = "<si><r><rPr><strike/></rPr><t>50</t></r><r><t>45</t></r></si>"
    cells = '<c s="0"><v>1</v></c><c s="1"><v>2</v></c><c s="2"><v>3</v></c><c t="s"><v>0</v></c>'
    (grid,) = read_grids(workbook(f"<sheetData><row>{cells}</row></sheetData>", styles, strings))
    assert [cell.flaw for cell in grid.rows[0].cells] == ["", "格子里有划去的字", "", "格子里有划去的字"]


def test_one_long_string_in_many_cells_is_cut_once_and_refused_in_many() -> None:
    strings = f"<si><t>{'长' * 100_000}</t></si>"
    one = '<c t="s"><v>0</v></c>'
    (grid,) = read_grids(workbook(f"<sheetData><row>{one}</row></sheetData>", strings=strings))
    assert (len(grid.rows[0].cells[0].text), "只读了前面的" in grid.rows[0].cells[0].flaw) == (32_767, True)
    with pytest.raises(Refusal, match="字太多"):
        read_grids(workbook(f"<sheetData>{f'<row>{one}</row>' * 1000}</sheetData>", strings=strings))


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>',
        "<sheetData>"
        + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_002))
        + "</sheetData>",
    ],
    ids=["wide", "beyond Excel", "long"],
)
def test_sheets_beyond_any_table_are_refused(sheet: str) -> None:
    with pytest.raises(Refusal, match=r"工作表|表太大"):
        read_grids(workbook(sheet))


def test_a_merge_of_the_whole_sheet_costs_nothing() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2"/><mergeCell ref="?"/></mergeCells>'
    (grid,) = read_grids(workbook(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>{merged}'))
    assert [(c.text, c.columns) for c in grid.rows[0].cells] == [("1", 400)]
