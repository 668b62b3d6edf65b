"""The Word report, part by part: what Word, WPS and LibreOffice need to open it without a word."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from fractions import Fraction

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog import evaluate, load_plan
from mzprog.answers import report
from mzprog.planfile.load import parse_plan
from mzprog.render import docx
from mzprog.render.clean import column_widths, halves
from mzprog.render.document import Cell, Column, Document, Group, Section, Table
from tests.conftest import ROOT
from tests.report.hostile import HOSTILE_PLAN, LONG_PLAN, readable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"

# The order in which the format wants the children that we write (ECMA-376, part 1, chapter 17).
ORDER = {
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs highlight lang",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols docGrid",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "font": "altName panose1 charset family pitch sig",
    "tc": "tcPr p",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
}


PAPER = report.Form(paper=True, own_charts=True)


@pytest.fixture(scope="module")
def wuhan() -> bytes:
    return docx.render(report.document(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018), PAPER))


@pytest.fixture(scope="module", params=["wuhan", "hostile", "long"])
def package(request: pytest.FixtureRequest, wuhan: bytes) -> zipfile.ZipFile:
    data = {"hostile": HOSTILE_PLAN, "long": LONG_PLAN}.get(request.param)
    made = docx.render(report.document(evaluate(parse_plan(data), 2018), PAPER)) if data else wuhan
    return zipfile.ZipFile(io.BytesIO(made))


def parts(package: zipfile.ZipFile) -> dict[str, ET.Element]:
    """Return every part that is XML, parsed."""
    return {name: ET.fromstring(package.read(name)) for name in package.namelist() if name.endswith((".xml", ".rels"))}


def document(data: bytes) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def texts(element: ET.Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def test_every_part_is_declared_and_every_relation_leads_to_one(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    assert len(names) == len(package.namelist())
    types = ET.fromstring(package.read("[Content_Types].xml"))
    declared = {node.get("PartName", "").removeprefix("/") for node in types.iter(f"{PACKAGE}content-types}}Override")}
    defaults = {node.get("Extension") for node in types.iter(f"{PACKAGE}content-types}}Default")}
    assert declared <= names
    for name in names - {"[Content_Types].xml"}:
        assert name in declared or name.rpartition(".")[2] in defaults, name
    for name in names:
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            for relation in ET.fromstring(package.read(name)):
                target = relation.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")
                assert relation.get("TargetMode") != "External"
                assert path in names, (name, target)


def test_the_children_stand_in_the_order_of_the_format(package: zipfile.ZipFile) -> None:
    """What makes Word ask whether to repair a file, more than anything else."""
    for name, root in parts(package).items():
        for element in root.iter():
            order = ORDER.get(element.tag.removeprefix(W), "").split()
            if order:
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (name, ET.tostring(element)[:300])


def test_every_style_that_is_used_exists(package: zipfile.ZipFile) -> None:
    styles = {node.get(f"{W}styleId") for node in parts(package)["word/styles.xml"].iter(f"{W}style")}
    for root in parts(package).values():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {node.get(f"{W}val") for node in root.iter(f"{W}{tag}")} <= styles


def test_the_grid_of_each_table_is_filled(package: zipfile.ZipFile) -> None:
    """Each row covers each column once, and merged cells begin before they go on."""
    for table in parts(package)["word/document.xml"].iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        merged: set[int] = set()
        for row in table.iter(f"{W}tr"):
            place = 0
            for cell in row.findall(f"{W}tc"):
                assert cell[-1].tag == f"{W}p"
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                going_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                assert place in merged or not going_on
                merged = merged | {place} if merge is not None else merged - {place}
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                place += int(span.get(f"{W}val", "1")) if span is not None else 1
            assert place == columns


def test_it_opens_again_and_says_what_it_should(wuhan: bytes) -> None:
    word = python_docx.Document(io.BytesIO(wuhan))
    assert word.core_properties.title == "武汉市民政事业发展“十三五”规划实施情况评估报告"
    heads = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert heads == ["一、总体进展", "二、指标完成情况", "三、滞后指标分析", "四、后期预测", "附注：评估方法"]
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Title"] == [word.core_properties.title]


def test_fonts_are_those_of_official_papers(wuhan: bytes) -> None:
    """East Asian fonts are named as such, with other names to fall back on."""
    package = zipfile.ZipFile(io.BytesIO(wuhan))
    styles = ET.fromstring(package.read("word/styles.xml"))
    found = {
        style.get(f"{W}styleId"): fonts.get(f"{W}eastAsia")
        for style in styles.iter(f"{W}style")
        if (fonts := style.find(f"{W}rPr/{W}rFonts")) is not None
    }
    assert (found["Heading1"], found["Title"], found["TableText"], found["Caption"]) == (
        "黑体", "方正小标宋简体", "宋体", "黑体",
    )  # fmt: skip
    (usual,) = styles.iter(f"{W}rPrDefault")
    assert next(usual.iter(f"{W}rFonts")).get(f"{W}eastAsia") == "仿宋"
    assert next(usual.iter(f"{W}lang")).get(f"{W}eastAsia") == "zh-CN"
    table = ET.fromstring(package.read("word/fontTable.xml"))
    named = {font.get(f"{W}name"): font.find(f"{W}altName") for font in table}
    assert all(named[font] is not None for font in ("仿宋", "黑体", "宋体", "楷体", "方正小标宋简体"))


def test_the_wide_table_lies_on_its_side(wuhan: bytes) -> None:
    """A4 throughout; upright, then on its side with the table and its heading, then upright."""
    sizes = [
        (size.get(f"{W}w"), size.get(f"{W}h"), size.get(f"{W}orient", "portrait"))
        for size in document(wuhan).iter(f"{W}pgSz")
    ]
    assert sizes == [("11906", "16838", "portrait"), ("16838", "11906", "landscape"), ("11906", "16838", "portrait")]
    body = document(wuhan)[0]
    ends = [n for n, child in enumerate(body) if child.find(f"{W}pPr/{W}sectPr") is not None]
    between = body[ends[0] : ends[1]]
    assert [texts(p) for p in between if p.tag == f"{W}p" and texts(p).startswith("二、")] == ["二、指标完成情况"]
    assert len([child for child in between if child.tag == f"{W}tbl"]) == 1


def test_a_table_that_has_room_stays_upright() -> None:
    """Only what needs it lies on its side: two chosen columns do not."""
    form = PAPER._replace(columns=("指标", "进展率"))
    made = docx.render(report.document(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018), form))
    assert [size.get(f"{W}orient", "portrait") for size in document(made).iter(f"{W}pgSz")] == ["portrait"]


def test_rows_stay_whole_and_heads_come_again(wuhan: bytes) -> None:
    for table, heads in zip(document(wuhan).iter(f"{W}tbl"), (1, 2), strict=True):
        rows = list(table.iter(f"{W}tr"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] * heads + [False] * (
            len(rows) - heads
        )


def test_captions_and_pages_are_numbered_by_fields(wuhan: bytes) -> None:
    codes = [field.get(f"{W}instr") for field in document(wuhan).iter(f"{W}fldSimple")]
    assert codes == [f"SEQ {kind} \\* ARABIC" for kind in "表图表图图"]
    captions = [
        texts(p) for p in document(wuhan).iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='Caption']") is not None
    ]
    assert captions == ["表1 各类指标的评价", "表2 主要指标进展情况评估表"]
    word = python_docx.Document(io.BytesIO(wuhan))
    assert word.settings.odd_and_even_pages_header_footer
    for foot, side in ((word.sections[0].footer, "right"), (word.sections[0].even_page_footer, "left")):
        (line,) = foot._element
        assert [field.get(f"{W}instr") for field in line.iter(f"{W}fldSimple")] == ["PAGE"]
        assert line.find(f"{W}pPr/{W}jc").get(f"{W}val") == side
    assert all(section.footer.is_linked_to_previous for section in list(word.sections)[1:])


def test_categories_are_merged(wuhan: bytes) -> None:
    _, table = document(wuhan).iter(f"{W}tbl")
    merges = [
        merge.get(f"{W}val", "continue") for row in list(table.iter(f"{W}tr"))[2:]
        if (merge := row.find(f"{W}tc/{W}tcPr/{W}vMerge")) is not None
    ]  # fmt: skip
    assert (merges.count("restart"), merges.count("continue")) == (6, 17)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=25)
def test_any_text_comes_back(one: str, other: str) -> None:
    """Less the characters that XML cannot hold; a carriage return is read as the break that it is."""
    table = Table(
        (Column("名", flexible=True), Column(other)),
        (Group(one, ((Cell(one, other), Cell(other)),)),),
        one,
        1,
        head="类",
    )
    made = docx.render(Document(one, (Section(other or "节", (one,)), table), (other,)))
    assert readable(one).replace("\t", "").replace("\n", "") in texts(document(made))


def tables() -> Iterator[Table]:
    """Yield tables as narrow and as wide as reports have them."""
    for count in (1, 4, 12, 40):
        columns = (
            Column("指标内容（单位）", flexible=True),
            *(Column(f"{2000 + n}年上半年", right=True) for n in range(count)),
        )
        row = (Cell("名" * 300), *(Cell("系统变更无法查询" * (n % 3)) for n in range(count)))
        yield Table(columns, (Group("类" * 50, (row,)),), head="类别")
        yield Table(columns, (Group("", (row,)),))


@pytest.mark.parametrize("table", list(tables()), ids=lambda t: f"{len(t.columns)}{t.head}")
def test_columns_fill_the_page_and_leave_it_nowhere(table: Table) -> None:
    room, half, margins = 10_000_000, 57_150, 126_000
    widths = column_widths(table, room, half, margins)
    assert min(widths) > 0
    assert Fraction(sum(widths), room) <= 1
    assert sum(widths) > room * Fraction(99, 100)
    assert halves("名") == 2


@pytest.mark.parametrize("years", [3, 5])
def test_no_figure_and_no_year_is_broken_in_its_middle(years: int) -> None:
    """However many columns have long figures; the words beside them take more lines instead."""
    long = ["1234567.89"] * years
    columns = (Column("类别"), Column("指标内容（单位）", flexible=True), Column("责任单位"),
               *(Column(f"{2019 + n}年", right=True, over="进展情况") for n in range(years)),
               Column("进展率", right=True), Column("评价"), Column("预测"))  # fmt: skip
    row = [
        Cell(text)
        for text in ("城乡社区治理", "农村留守儿童" * 4, "县民政局基层政权股", *long, "100.81%", "严重滞后", "可以完成")
    ]
    table = Table(columns, (Group("", (tuple(row),)),))
    room, half, margins = 14_796 if years > 3 else 10_500, 105, 120  # what a cell really adds
    widths = column_widths(table, room, half, 200)
    assert sum(widths) <= room
    for column, cell, width in zip(columns, row, widths, strict=True):
        assert width - margins >= (halves(cell.text) if column.right else 4) * half
        assert width - margins >= halves(column.title[:5] if column.right else "") * half
