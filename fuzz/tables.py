"""Files with tables for the importer: delimited text, web pages, Word files and workbooks, whole and broken."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

from hypothesis import strategies as st

from fuzz.inputs import Draw, figures, sensible, texts
from tests import packages

_HEADS = (
    "序号",
    "指标名称",
    "指标",
    "单位",
    "属性",
    "2015年",
    "2020年目标",
    "基期值",
    "目标值",
    "2018年上半年",
    "完成情况",
    "备注",
)
_heads = st.lists(st.one_of(st.sampled_from(_HEADS), texts), min_size=2, max_size=7)
_cell = st.one_of(
    sensible, sensible, st.text("养老床位率比例其中：（%）", min_size=1, max_size=10),
    st.sampled_from(["约束性", "--", "≥99", "30-40", ""]), figures,
)  # fmt: skip
_rows = st.lists(st.lists(_cell, min_size=1, max_size=8), max_size=6)


def _delimited(heads: list[str], rows: list[list[str]], mark: str, encoding: str) -> bytes:
    return "\n".join(mark.join(row) for row in [heads, *rows]).encode(encoding, "replace")


def _page(heads: list[str], rows: list[list[str]]) -> bytes:
    lines = ["".join(f"<td>{escape(text)}</td>" for text in row) for row in [heads, *rows]]
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>".encode("utf-8", "replace")


def _plain(text: str) -> str:
    """Leave out what XML may not hold."""
    return escape("".join(c for c in text if c.isprintable()))


def _word(heads: list[str], rows: list[list[str]]) -> bytes:
    lines = [packages.row(*map(_plain, row)) for row in [heads, *rows]]
    return packages.word(packages.table(*lines))


def _workbook(heads: list[str], rows: list[list[str]]) -> bytes:
    lines = ["".join(f'<c t="inlineStr"><is><t>{_plain(text)}</t></is></c>' for text in row) for row in [heads, *rows]]
    return packages.workbook(f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>")


def _open_sheet(heads: list[str], rows: list[list[str]]) -> bytes:
    lines = ["".join(f"<table-cell><p>{_plain(text)}</p></table-cell>" for text in row) for row in [heads, *rows]]
    table = "".join(f"<table-row>{line}</table-row>" for line in lines)
    content = f"<document-content><body><spreadsheet><table>{table}</table></spreadsheet></body></document-content>"
    return packages.zipped({"mimetype": "ods", "content.xml": content})


def _sheet_of_2003(heads: list[str], rows: list[list[str]]) -> bytes:
    table = ""
    for row in [heads, *rows]:
        cells = (f"<Cell><Data Type='String'>{_plain(text)}</Data></Cell>" for text in row)
        table += f"<Row>{''.join(cells)}</Row>"
    book = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
    return f"{book}<Worksheet><Table>{table}</Table></Worksheet></Workbook>".encode()


_OLD = (Path(__file__).parent.parent / "tests/files/libreoffice.xls").read_bytes()


@st.composite
def _damaged(draw: Draw, files: st.SearchStrategy[bytes]) -> bytes:
    """Draw a package with one of its parts written over here and there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draw(files))) as whole, zipfile.ZipFile(out, "w") as made:
        hit = draw(st.sampled_from(whole.namelist()))
        for name in whole.namelist():
            data = whole.read(name)
            for _ in range(draw(st.integers(1, 3)) if name == hit else 0):
                place = draw(st.integers(0, len(data)))
                new = draw(st.one_of(st.binary(max_size=6), texts.map(lambda text: text.encode("utf-8", "replace"))))
                data = data[:place] + new + data[place + draw(st.integers(0, 30)) :]
            made.writestr(name, data)
    return out.getvalue()


@st.composite
def _cut(draw: Draw, files: st.SearchStrategy[bytes]) -> bytes:
    """Draw a file that ends too early or has a few bytes changed."""
    data: bytes = draw(files)
    place = draw(st.integers(0, len(data)))
    return data[:place] if draw(st.booleans()) else data[:place] + draw(st.binary(max_size=8)) + data[place + 3 :]


_packages = st.one_of(*(st.builds(made, _heads, _rows) for made in (_word, _workbook, _open_sheet)))
_whole = st.one_of(
    st.builds(_delimited, _heads, _rows, st.sampled_from(",\t;"), st.sampled_from(["utf-8", "gb18030", "utf-16"])),
    st.builds(_page, _heads, _rows), st.builds(_sheet_of_2003, _heads, _rows), st.just(_OLD), _packages,
)  # fmt: skip
table_files = st.one_of(_whole, _damaged(_packages), _cut(_whole), st.binary(max_size=200))
