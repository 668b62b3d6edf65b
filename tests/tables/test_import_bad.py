"""Files that cannot be read: one clear sentence, exit code 3, nothing written; and no file brings the program down."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mzprog.core.problems import PlanError, Refusal
from mzprog.planfile.load import parse_plan
from mzprog.planfile.write import written
from mzprog.tables import package
from mzprog.tables.draft import draft_plan
from mzprog.tables.facts import stated
from mzprog.tables.head import find_tables, read_tables
from mzprog.tables.package import MAX_PART, parse_xml
from mzprog.tables.sources import read_grids
from tests.conftest import ROOT, Run
from tests.packages import relations, word, workbook, zipped
from tests.source_tables import JIANGHAN_13, TIANMEN_13, as_page, as_word, as_workbook

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_WORD = {"_rels/.rels": relations(officeDocument="word/document.xml")}
_DOCUMENT = "<document><body><p/></body></document>"
_ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def locked_zip() -> bytes:
    """Return a zip whose part is marked as encrypted."""
    data = bytearray(zipped({**_WORD, "word/document.xml": _DOCUMENT}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


BAD = {
    "表.doc": ((ROOT / "tests/files/libreoffice.doc").read_bytes(), "旧版 Word 文件"),
    "表.wps": (_OLD, "已损坏"),
    "加密.xlsx": ((ROOT / "tests/files/locked.xlsx").read_bytes(), "文件有密码"),
    "加密.docx": (locked_zip(), "文件有密码"),
    "表.pdf": (b"%PDF-1.7\n", "PDF 已损坏"),
    "表.png": (b"\x89PNG\r\n\x1a\n" + bytes(99), "这是图片"),
    "表.jpg": (b"\xff\xd8\xff\xe0", "这是图片"),
    "表.rtf": (b"{\\rtf1 }", "这是 RTF"),
    "表.rar": (b"Rar!\x1a\x07", "这是压缩包"),
    "表.zip": (zipped({"a.txt": "a"}), "这是压缩包"),
    "表.ofd": (zipped({"OFD.xml": "<a/>"}), "OFD"),
    "表.xlsb": (zipped({"_rels/.rels": relations(officeDocument="xl/workbook.bin")}), "xlsb"),
    "空.csv": (b"", "文件是空的"),
    "半截.docx": (as_word(JIANGHAN_13)[:9000], "已损坏"),
    "缺件.docx": (zipped(_WORD), "已损坏"),
    "坏.docx": (zipped({**_WORD, "word/document.xml": "<document><body>"}), "已损坏"),
    "无表.docx": (zipped({**_WORD, "word/document.xml": _DOCUMENT}), "里面没有表格"),
    "别的表.docx": (word("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"), "不像指标表"),
    "炸弹.docx": (zipped({**_WORD, "word/document.xml": b"<a>" + bytes(MAX_PART)}), "太大"),
    "炸弹.xlsx": (workbook(" " * (MAX_PART + 1)), "太大"),
    "深.docx": (zipped({**_WORD, "word/document.xml": "<a>" * 9999}), "太大"),
    "实体.docx": (zipped({**_WORD, "word/document.xml": f"{_ENTITY}<document>&x;</document>"}), "实体"),
    "实体.xlsx": (zipped({"_rels/.rels": f"{_ENTITY}<a>&x;</a>"}), "实体"),
    **{
        f"{coding}.docx": (
            zipped({**_WORD, "word/document.xml": f"<?xml version='1.0' encoding='{coding}'?><a/>"}),
            "已损坏",
        )
        for coding in ("UTF-0", "rot13", "utf-7", "idna", "undefined", "hex")
    },
    "文字.txt": ("只有文字\n".encode(), "不像指标表"),
    "二进制.csv": (bytes(range(256)), "读不出文字"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_sentence_and_nothing_is_written(name: str, mzprog: Run, tmp_path: Path) -> None:
    data, words = BAD[name]
    (tmp_path / name).write_bytes(data)
    done = mzprog("import", name, "-o", "plan.yaml", cwd=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith(f"{name}: ")
    assert not (tmp_path / "plan.yaml").exists()


def test_a_file_that_is_not_there(mzprog: Run, tmp_path: Path) -> None:
    assert mzprog("import", "无.docx", cwd=tmp_path) == (3, "", "无.docx: 找不到这个文件 [not-found]\n")
    assert "文件打不开" in mzprog("import", ".", cwd=tmp_path).err


def test_a_part_that_says_it_is_small_is_still_bounded() -> None:
    """A zip's own word for a part's size is not taken."""
    data = zipped({**_WORD, "word/document.xml": b"<a>" + bytes(2 * MAX_PART)})
    lied = data.replace((2 * MAX_PART + 3).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lied != data
    with pytest.raises(Refusal):
        read_grids(lied)


def test_all_parts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts, each of which is small enough."""
    data = as_workbook(TIANMEN_13)
    sheet = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/worksheets/sheet1.xml").file_size
    monkeypatch.setattr(package, "MAX_PART", sheet)
    assert read_grids(data)
    monkeypatch.setattr(package, "MAX_PARTS", sheet + 1)
    with pytest.raises(Refusal, match="太大"):
        read_grids(data)


def test_no_more_is_unpacked_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is kept while a part is unpacked, not looked at afterwards."""
    asked: list[int] = []
    read = zipfile.ZipExtFile.read

    def watched(stream: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        asked.append(-1 if size is None else size)
        return read(stream, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", watched)
    with pytest.raises(Refusal, match="太大"):
        read_grids(BAD["炸弹.docx"][0])
    assert asked and all(0 <= size <= MAX_PART + 1 for size in asked)


def test_elements_without_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ELEMENTS", 1000)
    assert len(parse_xml(b"<a>" + b"<b/>" * 999 + b"</a>")) == 999
    with pytest.raises(Refusal, match="太大"):
        parse_xml(b"<a>" + b"<b/>" * 1000 + b"</a>")


GOOD = {"docx": as_word(TIANMEN_13), "xlsx": as_workbook(TIANMEN_13), "html": as_page(TIANMEN_13)}


def imported(data: bytes) -> None:
    """Import whatever a file holds; what comes out can be read, apart from what a person must settle."""
    for table in find_tables(read_grids(data)):
        try:
            parse_plan(written(draft_plan(table, stated(table), "x").map).encode())
        except PlanError as error:
            assert {problem.code for problem in error.problems} <= SETTLED, error


# What a person settles: open questions, and what a table says that no plan can.
SETTLED = {
    "todo", "direction-needed", "duplicate-name", "unknown-parent", "nested-parent", "year-order", "bad-milestone",
    "number-too-large", "bad-year", "duplicate-id", "direction-contradiction", "bad-range", "too-many",
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
@settings(max_examples=60)
@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=4))
@example(place=0.375, change=b"\x010=")  # a cell with nothing to see in it
def test_damage_is_refused_or_read_past(kind: str, place: float, change: bytes) -> None:
    data = GOOD[kind]
    at = int(place * (len(data) - len(change)))
    try:
        imported(data[:at] + change + data[at + len(change) :])
    except Refusal as refusal:
        assert refusal.message


@settings(max_examples=60)
@given(place=st.floats(0, 1), change=st.sampled_from(['"', "<", "&", ">", "/", "\0", "9", "w:", "<w:tc>", "</w:p>"]))
def test_damaged_xml_is_refused_or_read_past(place: float, change: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(GOOD["docx"]))
    parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    document = source.read("word/document.xml").decode()
    at = int(place * len(document))
    parts["word/document.xml"] = document[:at] + change + document[at:]
    try:
        imported(zipped(parts))
    except Refusal as refusal:
        assert refusal.message


CELLS = st.sampled_from(
    ["", "甲", "甲（张）", "其中：乙", "50", "≥99", "30-40", "--", "约三成", "[50]", "城市30农村43", "2018", "合计",
     "注：略", "一、救助", "约束性", "完成", "1e999", "0x1", "100%", "TODO", "~", "#", "- a", "{", '"', "a: b",
     "不低于增速", "1,2"]
)  # fmt: skip
HEADS = st.sampled_from(
    ["指标", "类别", "单位", "属性", "2015年基数", "2020年目标值", "2018年中期目标", "2018年", "2019年上半年实际值",
     "实际值", "完成情况", "进展率", "评价", "预测", "备注", "序号", "方向", "计算规则", "数值性质", "代号", "上级指标",
     "基期年", "目标年", "责任单位", "x"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(HEADS, min_size=3, max_size=9), st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=6))
def test_any_table_gives_a_file_that_can_be_settled(head: list[str], rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(cell.replace('"', '""""') for cell in row) for row in (head, *rows))
    try:
        imported(text.encode())
    except Refusal as refusal:
        assert refusal.message


HOSTILE = ["[" * 1000 + "5" + "]" * 1000, "（注1）" * 1000, "*" * 80_000, "[" * 1000, "1" * 80_000, " " * 40_000 + "5",
           "年均增长" * 8000, "5左右" * 9000, "城市5" * 8000, "十四五" * 10_000,
           "2020年" * 8000, "到2025年" * 6000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:4]}-{len(text)}")
def test_a_cell_of_any_length_is_a_question_or_a_text(text: str) -> None:
    """Nothing recurses into what a cell holds, and no pattern tries it in every way."""
    for place in range(5):
        words = ["某规划", "2025年目标值", "甲", "3", "9"]
        words[place] = text
        title, head, name, base, target = words
        page = (
            f"<p>{title}</p><table><tr><td>指标<td>2020年基期值<td>{head}<td>2025年完成率</tr>"
            f"<tr><td>{name}<td>{base}<td>{target}<td>7</tr></table><p>注：[ ]{text}</p>"
        )
        for table in find_tables(read_grids(page.encode())):
            draft = draft_plan(table, stated(table), "x")
            assert text not in {item for item in written(draft.map).splitlines() if "target:" in item}


def test_words_that_are_not_known_are_named_where_no_column_is_read() -> None:
    with pytest.raises(Refusal) as refused:
        read_tables("指标名称,单位,2020年排放量,2025年排放量\n化学需氧量,吨,1,2\n".encode())
    assert refused.value.code == "no-table" and "不认识" in refused.value.message and "“排放”" in refused.value.message
