"""Old workbooks, OpenDocument, XML of 2003, web archives and PDF: what LibreOffice wrote, and raw files by kind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from quopri import encodestring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mzprog.core.problems import Refusal
from mzprog.render import soffice as convert
from mzprog.tables.grid import Grid
from mzprog.tables.sources import read_grids
from tests.conftest import ROOT, Run
from tests.needs import needs
from tests.packages import drawn, line, paragraph, pdf, row, table, zipped

FILES = ROOT / "tests/files"
HEAD = ["类别", "指标名称", "单位", "2015年基期值", "2020年目标值", "2018年实际值"]
FIRST = ["养老服务", "养老床位数", "万张", "6.1", "10", "6.96"]
MERGED = ["养老服务", "每千名老年人口养老床位数", "张", "37", "50", "38.7"]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize("name", ["libreoffice.xls", "libreoffice.ods"])
def test_workbooks_that_libreoffice_wrote(name: str) -> None:
    """A merged title and category, shares, a hidden row and sheet, formulas, a struck-out figure, a zero as a dash."""
    grid, old = read_grids((FILES / name).read_bytes())
    assert (grid.name, grid.hidden, old.name, old.hidden) == ("主要指标", False, "旧表", True)
    assert (grid.rows[0].cells[0].columns, texts(grid)[1:4]) == (6, [HEAD, FIRST, MERGED])
    assert grid.rows[3].cells[0].above
    assert grid.rows[3].cells[5].flaw == "格子里有划去的字"
    assert [cell.rstrip("%").removesuffix(".0") for cell in texts(grid)[5][3:]] == ["93", "99", "95.7"]
    assert [row.number for row in grid.rows if row.hidden] == [8]
    assert texts(grid)[8][3:] == ["7.1", "2", "5200"]
    assert grid.rows[9].cells[5].flaw == "这一格存的是0，显示为“-”"
    assert texts(grid)[9][4] == "3-4"


@pytest.mark.parametrize("name", ["libreoffice.odt", "libreoffice.pdf"])
def test_documents_that_libreoffice_wrote(name: str) -> None:
    (grid,) = read_grids((FILES / name).read_bytes())
    rows = [[text.replace("\n", "") for text in row] for row in texts(grid)]
    assert rows == [HEAD, FIRST, MERGED, ["社会组织", "登记社会组织总数", "个", "5200", "8000", "6392¹"]]
    assert grid.rows[2].cells[0].above
    assert (grid.before, grid.after) == (("表1武汉市民政事业发展主要指标",), ("注：略。",))


def test_a_broken_old_workbook() -> None:
    data = (FILES / "libreoffice.xls").read_bytes()
    with pytest.raises(Refusal, match="已损坏"):
        read_grids(data[:3000])
    assert read_grids(data + bytes(512))[0].name == "主要指标"


def ods(rows: str, automatic: str = "") -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<document-content><automatic-styles>{automatic}</automatic-styles><body><spreadsheet>"
            f'<table name="表">{rows}</table></spreadsheet></body></document-content>',
        }
    )


def shown(cells: str, automatic: str = "") -> list[list[str]]:
    (grid,) = read_grids(ods(f"<table-row>{cells}</table-row>", automatic))
    return texts(grid)


@pytest.mark.parametrize(
    ("value", "text", "read"),
    [
        ("38.6666", "38.7", "38.6666"),
        ("38.65", "38.7", "38.65"),
        ("0.123", "12%", "12.3%"),
        ("0.6", "60.00%", "60.00%"),
        ("6235000", "623.5万", "623.5万"),
        ("1234", "1,234.0", "1234.0"),
        ("0.1", "0.1 元", "0.1元"),
        ("-5", "-5", "-5"),
        ("123456789012345678", "123456789012345678", "123456789012345678"),
        ("1E+20", "100000000000000000000.00", "100000000000000000000.00"),
        ("1E+4000", "5", "5"),
        ("5", "达标", "达标"),
    ],
)
def test_a_number_of_a_sheet_is_what_is_shown_in_full(value: str, text: str, read: str) -> None:
    cell = f'<table-cell value-type="float" value="{value}"><p>{text}</p></table-cell>'
    assert shown(cell) == [[read]]


@given(value=st.decimals(allow_nan=True), text=st.text("0123456789.,-%万 ", max_size=60))
def test_any_number_and_any_text_beside_it_give_a_text(value: object, text: str) -> None:
    shown(f'<table-cell value-type="float" value="{value}"><p>{text}</p></table-cell>')


def test_repeated_cells_and_rows_and_those_without_text() -> None:
    (grid,) = read_grids(
        ods(
            '<table-row number-rows-repeated="2"/><table-header-rows><table-row>'
            '<table-cell number-columns-repeated="2"/><table-cell number-columns-repeated="2"><p>甲</p></table-cell>'
            "</table-row></table-header-rows>"
            '<table-row number-rows-repeated="2"><table-cell value-type="float" value="5"/><table-cell '
            'value-type="percentage" value="0.5"/></table-row><table-row number-rows-repeated="1048570"/>'
        )
    )
    assert [(row.number, row.texts) for row in grid.rows] == [(3, ("甲", "甲")), (4, ("5", "50%")), (5, ("5", "50%"))]
    with pytest.raises(Refusal, match="表太大"):
        read_grids(ods('<table-row number-rows-repeated="1048570"><table-cell><p>1</p></table-cell></table-row>'))
    with pytest.raises(Refusal, match="太宽"):
        read_grids(ods('<table-row><table-cell number-columns-repeated="16000"><p>1</p></table-cell></table-row>'))


def test_styles_notes_and_hidden_text_of_open_document() -> None:
    styles = (
        '<style name="a"><text-properties text-position="super 58%"/></style>'
        '<style name="c"><text-properties text-position="33% 58%"/></style>'
        '<style name="d"><text-properties text-position="-33% 58%"/></style>'
        '<style name="b"><text-properties display="none"/></style>'
    )
    cell = (
        '<table-cell><p>50<span style-name="a">1</span><span style-name="c">2</span><span style-name="d">3</span>'
        '<span style-name="b">9</span><note><note-citation>3'
        "</note-citation><note-body><p>注</p></note-body></note></p><annotation><p>批注</p></annotation>"
        '<p>a<s c="3"/>b<line-break/>c</p></table-cell>'
    )
    assert shown(cell, styles) == [["50¹²3*\na b\nc"]]


def test_open_document_with_a_password() -> None:
    parts = {
        "mimetype": "a",
        "content.xml": "?",
        "META-INF/manifest.xml": "<m><file-entry><encryption-data/></file-entry></m>",
    }
    with pytest.raises(Refusal, match="密码"):
        read_grids(zipped(parts))


WORKBOOK_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="w"><NumberFormat ss:Format="0!.0,&quot;万&quot;"/></Style>
<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
<Worksheet ss:Name="主要指标"><Table><Column ss:Index="3" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">指标</Data></Cell>
<Cell><Data ss:Type="Number">5</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="p"><Data ss:Type="Number">0.6</Data></Cell>
<Cell ss:StyleID="w"><Data ss:Type="Number">6235000</Data></Cell>
<Cell ss:StyleID="d"><Data ss:Type="DateTime">2018-06-01T00:00:00.000</Data></Cell>
<Cell><ss:Data ss:Type="String">50<html:Sup>1</html:Sup></ss:Data><Comment><Data>批注</Data></Comment></Cell>
<Cell ss:StyleID="s"><Data ss:Type="Number">7</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet>
<Worksheet ss:Name="旧"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_of_2003(encoding: str) -> None:
    first, old = read_grids(WORKBOOK_2003.encode(encoding))
    assert [(row.number, row.hidden) for row in first.rows] == [(1, False), (4, True)]
    assert (first.rows[0].cells[0].columns, first.rows[0].cells[1].text) == (2, "5")
    assert texts(first)[1] == ["", "60%", "623.5万", "2018年6月", "50¹", "7", "=RC[-1]"]
    assert [bool(cell.flaw) for cell in first.rows[1].cells] == [False] * 5 + [True, True]
    assert first.remarks == ("第3列是隐藏的，已照样读入",)
    assert (old.name, old.hidden) == ("旧", True)


def test_a_document_of_2003() -> None:
    inserted = (
        '<aml:annotation aml:type="Word.Insertion"><aml:content><w:r><w:t>5</w:t></w:r></aml:content></aml:annotation>'
    )
    deleted = inserted.replace("Insertion", "Deletion").replace(">5<", ">9<")
    styled = '<w:r><w:rPr><w:rStyle w:val="上标"/></w:rPr><w:t>1</w:t></w:r>'
    top, rest = '<w:vmerge w:val="restart"/>', "<w:vmerge/>"
    body = table(
        row(f"<w:tc><w:tcPr>{top}</w:tcPr>{paragraph('类')}</w:tc>", "甲"),
        row(f"<w:tc><w:tcPr>{rest}</w:tcPr><w:p/></w:tc>", f"<w:tc><w:p>{inserted}{deleted}{styled}</w:p></w:tc>"),
    )
    text = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="urn:aml" '
        f'xmlns:wx="urn:wx"><w:styles><w:style w:styleId="上标"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f"</w:style></w:styles><w:body><wx:sect>{paragraph('表1')}{body}</wx:sect></w:body></w:wordDocument>"
    )
    (grid,) = read_grids(text.encode())
    assert texts(grid) == [["类", "甲"], ["类", "5¹"]]
    assert (grid.before, grid.rows[1].cells[0].above) == (("表1",), True)
    assert grid.remarks == ("表中有未接受的修订，已按修订后的内容读",)
    with pytest.raises(Refusal, match="实体"):
        read_grids(text.replace("<w:wordDocument", "<!DOCTYPE a [<!ENTITY x 'y'>]><w:wordDocument", 1).encode())


PAGE = "<html><meta charset=gb2312><table><tr><td>指标</td><td>50<sup>1</sup></td></tr></table></html>".encode("gbk")


@pytest.mark.parametrize(
    ("coding", "body"), [("base64", b64encode(PAGE)), ("quoted-printable", encodestring(PAGE)), ("8bit", PAGE)]
)
def test_a_web_archive(coding: str, body: bytes) -> None:
    part = (
        b"Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: %s\r\nContent-Type: text/html\r\n\r\n%s\r\n"
    )
    picture = b"--=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nPHRhYmxlPg==\r\n"
    frames = b"--=_x\r\nContent-Type: text/html\r\n\r\n<html><frameset></html>\r\n"
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_x"\r\n\r\n\r\n'
    (grid,) = read_grids(head + frames + picture + b"--=_x\r\n" + part % (coding.encode(), body) + b"--=_x--\r\n")
    assert texts(grid) == [["指标", "50¹"]]


PLAIN = [["Indicator", "Unit", "Target 2020"], ["Beds", "bed", "10.5"], ["Rate", "%", "95"]]


def test_a_pdf_s_table_goes_on_over_the_page_and_its_head_is_there_once() -> None:
    first = line("Plan of the city", 760) + drawn(PLAIN) + line("- 1 -", 30)
    second = (
        line("Plan of the city", 760) + drawn([PLAIN[0], ["Homes", "home", "3"]]) + line("Note.", 400) + line("2", 30)
    )
    third = drawn([["Other", "Unit", "Target"], ["Beds", "bed", "1"]])
    joined, other = read_grids(pdf(first, second, third))
    assert texts(joined) == [*PLAIN, ["Homes", "home", "3"]]
    assert (joined.after, [row.number for row in joined.rows]) == (("Note.",), [1, 2, 3, 4])
    assert texts(other)[1] == ["Beds", "bed", "1"]


def test_a_row_broken_by_the_end_of_a_page_is_one_row() -> None:
    head, row_ = ["No", "Indicator", "Target"], ["1", "Beds for", "10"]
    (grid,) = read_grids(pdf(drawn([head, row_]), drawn([head, ["", "the old", ""], ["2", "Rate", "5"]])))
    assert texts(grid) == [head, ["1", "Beds for\nthe old", "10"], ["2", "Rate", "5"]]
    assert grid.remarks == ()
    (grid,) = read_grids(pdf(drawn([head, row_]), drawn([head, ["", "Rate", "5"]])))
    assert texts(grid)[2] == ["", "Rate", "5"]
    (grid,) = read_grids(pdf(drawn([head, row_]), drawn([head, ["II. Rates", "", ""], ["2", "Rate", "5"]])))
    assert [one[0] for one in texts(grid)] == ["No", "1", "II. Rates", "2"]
    assert grid.remarks == ("第2页的表以“II. Rates”开头，也许是上一页最后一行的下半截，请核对",)


def test_a_pdf_s_tables_with_text_between_are_two() -> None:
    two = read_grids(pdf(drawn(PLAIN) + line("A sentence.", 500), drawn(PLAIN)))
    assert [texts(grid) for grid in two] == [PLAIN, PLAIN]


def test_a_pdf_s_lines_belong_to_the_table_below_them() -> None:
    first = line("Table 1", 760) + line("Unit: bed", 740) + drawn(PLAIN)
    one, two = read_grids(pdf(first + line("Table 2", 500) + line("Unit: home", 480) + drawn(PLAIN, top=450)))
    assert [grid.before for grid in (one, two)] == [("Table 1", "Unit: bed"), ("Table 2", "Unit: home")]


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((drawn(PLAIN, ruled=False),), "没有带框线的表"),
        (("0 0 m 10 10 l S",), "没有文字"),
        ((drawn([["a", "b", "c"], ["Beds", "1 2", "3"]]),), "第1页的表有一格里写着几个数"),
        (("50 700 m 90 700 l S " * 9 + line("Only text", 600),), "没有带框线的表"),
    ],
)
def test_a_pdf_whose_figures_have_no_place_is_refused(pages: tuple[str, ...], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_grids(pdf(*pages))


def test_a_broken_pdf_and_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="已损坏"):
        read_grids(b"%PDF-1.7\n")
    monkeypatch.setattr("mzprog.tables.pdf.SECONDS", 0.01)
    with pytest.raises(Refusal, match="没有读完"):
        read_grids(pdf(drawn(PLAIN)))


def test_without_its_package_a_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mzprog.tables.pdf.find_spec", lambda name: None)
    with pytest.raises(Refusal, match="pip install pdfplumber"):
        read_grids(pdf(drawn(PLAIN)))


DOC = (FILES / "libreoffice.doc").read_bytes()


def program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called soffice, of this shell script, where it is found first."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def is_gone(process: str) -> bool:
    """Tell whether a process runs no more; whoever is its parent now may not have asked after it yet."""
    status = Path(f"/proc/{process}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


@pytest.mark.parametrize(("data", "suffix"), [(DOC, ".doc"), (b"{\\rtf1 }", ".rtf")])
def test_old_documents_are_converted_when_asked(
    data: bytes, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="--convert"):
        read_grids(data)
    made = zipped({
        "_rels/.rels": '<Relationships><Relationship Type="x/officeDocument" Target="d.xml"/></Relationships>',
        "d.xml": f"<document><body>{table(row('甲'))}</body></document>".replace("w:", ""),
    })  # fmt: skip
    (tmp_path / "made.docx").write_bytes(made)
    script = (
        f'for last; do :; done; case "$last" in *{suffix}) ;; *) exit 1;; esac\n'
        f'mkdir "$(dirname "$last")/out"; cp {tmp_path}/made.docx "$(dirname "$last")/out/document.docx"'
    )
    program(tmp_path, script, monkeypatch)
    assert texts(read_grids(data, convert=True)[0]) == [["甲"]]


def test_a_conversion_that_fails_hangs_or_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(Refusal, match="读不了"):
        read_grids(DOC, convert=True)
    program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/pid; wait", monkeypatch)
    monkeypatch.setattr(convert, "SECONDS", 0.5)
    with pytest.raises(Refusal, match="没有转换完"):
        read_grids(DOC, convert=True)
    assert not hasattr(os, "killpg") or is_gone((tmp_path / "pid").read_text().strip())
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(Refusal, match="没有找到 LibreOffice"):
        read_grids(DOC, convert=True)


@needs("soffice")
def test_what_libreoffice_makes_of_an_old_document() -> None:
    (grid,) = read_grids(DOC, convert=True)
    assert [list(row.texts) for row in grid.rows][:2] == [HEAD, FIRST]


def test_the_command_says_what_to_type(mzprog: Run, tmp_path: Path) -> None:
    (tmp_path / "表.doc").write_bytes(DOC)
    done = mzprog("import", "表.doc", "-o", "plan.yaml", cwd=tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert "soffice --headless --convert-to docx" in done.err


GOOD = {
    "xls": (FILES / "libreoffice.xls").read_bytes(),
    "ods": (FILES / "libreoffice.ods").read_bytes(),
    "xml": WORKBOOK_2003.encode(),
}


@pytest.mark.parametrize("kind", GOOD)
@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=4))
@example(place=0.0, change=b"\xd0")
def test_damage_is_refused_or_read_past(kind: str, place: float, change: bytes) -> None:
    data = GOOD[kind]
    at = int(place * (len(data) - len(change)))
    try:
        read_grids(data[:at] + change + data[at + len(change) :])
    except Refusal as refusal:
        assert refusal.message


def test_each_reader_is_loaded_only_for_its_own_form(tmp_path: Path) -> None:
    """A table in a document or a text costs no start-up of the libraries for pages and old workbooks."""
    document = zipped({
        "_rels/.rels": '<Relationships><Relationship Type="x/officeDocument" Target="d.xml"/></Relationships>',
        "d.xml": f"<document><body>{table(row('甲'))}</body></document>".replace("w:", ""),
    })  # fmt: skip
    (tmp_path / "a.docx").write_bytes(document)
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    code = (
        "import sys; before = set(sys.modules); from mzprog.tables.sources import read_grids\n"
        "for name in sys.argv[1:]: read_grids(open(name, 'rb').read())\n"
        "loaded = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(loaded & {'lxml', 'xlrd', 'pdfplumber', 'subprocess'}))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.docx"), str(tmp_path / "a.csv")]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "[]\n"
