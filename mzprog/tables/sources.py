"""What a file is, told by its bytes and not by its name, and which reader it goes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from mzprog.core.problems import Refusal
from mzprog.tables.compound import MARK, Compound
from mzprog.tables.grid import MAX_ALL_TEXT, Grid

MAX_BYTES = 30_000_000


class Source(NamedTuple):
    """A kind of file: the module that reads it, and how the bytes of one are told."""

    module: str
    fits: Callable[[bytes], bool]


def _head(data: bytes) -> bytes:
    # UTF-16 has a zero byte in every ASCII character.
    return data[:200_000].replace(b"\0", b"").lower()


def _is_page(data: bytes) -> bool:
    head = _head(data)
    return b"<table" in head or b"<html" in head or b"<!doctype html" in head


def _is_archive(data: bytes) -> bool:
    head = data[:5000].lower()
    return b"mime-version:" in head and b"multipart/" in head


def _is_one_xml(data: bytes) -> bool:
    head = _head(data)
    marks = (b"schemas-microsoft-com:office:spreadsheet", b"office/word/2003/wordml", b"office/2006/xmlpackage",
             b"<office:document")  # fmt: skip
    return b"<?xml" in head[:200] and not re.search(rb"<html[\s>]", head) and any(mark in head for mark in marks)


# How a workbook begins that is not wrapped in a compound file.
_BARE_WORKBOOKS = (b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")


def _is_old_workbook(data: bytes) -> bool:
    return data.startswith(_BARE_WORKBOOKS) or not {"Workbook", "Book"}.isdisjoint(_streams(data))


# A source is one module with `read(data) -> list[Grid]` and one line here; the first that fits is taken.
SOURCES = (
    Source("office", lambda data: data.startswith(b"PK")),
    Source("pdf", lambda data: b"%PDF-" in data[:1024]),
    Source("xls", _is_old_workbook),
    Source("mht", _is_archive),
    Source("xml2003", _is_one_xml),
    Source("html", _is_page),
    Source("delimited", lambda data: True),
)

# What cannot be read, by how it begins.
_OTHERS = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"),
     "这是图片，读不出表格；请从原来的文件导入，或照着图片把表录入 Excel"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "这是压缩包；请先解开，再导入里面的 Word 或 Excel 文件"),
)  # fmt: skip
_CONVERT = (
    "请用 Word 或 WPS 打开，另存为 .docx 后再导入；装有 LibreOffice 的，加 --convert 再运行一次，"
    "或先运行 soffice --headless --convert-to docx 文件名"
)


def read_grids(data: bytes, convert: bool = False) -> list[Grid]:
    """Return the tables of a file's bytes. Raises :class:`Refusal` with one sentence for the planner.

    ``convert``: what only LibreOffice reads (.doc, .wps, .rtf) is given to it.
    """
    if len(data) > MAX_BYTES:
        raise Refusal("too-large", f"文件超过{MAX_BYTES // 1_000_000}MB；请只留下要导入的部分")
    if not data.strip():
        raise Refusal("empty-file", "文件是空的")
    old = _old_document(data)
    if old and not convert:
        raise Refusal("old-office", f"这是{old[1]}；{_CONVERT}")
    if old:
        data = import_module("mzprog.render.soffice").converted(data, old[0], "docx")
        if len(data) > MAX_BYTES or not data.startswith(b"PK"):
            raise Refusal("too-large", f"文件转换后超过{MAX_BYTES // 1_000_000}MB；请只留下要导入的部分")
    for marks, sentence in _OTHERS:
        if data.startswith(marks):
            raise Refusal("not-a-table", sentence)
    source = next(source for source in SOURCES if source.fits(data))
    grids: list[Grid] = import_module(f"mzprog.tables.{source.module}").read(data)
    if sum(len(cell.text) for grid in grids for row in grid.rows for cell in row.cells) > MAX_ALL_TEXT:
        raise Refusal("table-too-large", f"表里的字太多：最多读{MAX_ALL_TEXT // 10_000}万字；请只留下要导入的部分")
    return grids


def _streams(data: bytes) -> dict[str, bytes]:
    return Compound(data).streams if data.startswith(MARK) else {}


def _old_document(data: bytes) -> tuple[str, str] | None:
    """Return the suffix and the name of a document that only LibreOffice reads. Raises :class:`Refusal`."""
    if data.startswith(b"{\\rtf"):
        return ".rtf", " RTF 文件"
    if not data.startswith(MARK) or _is_old_workbook(data):
        return None
    streams = _streams(data)
    if "EncryptedPackage" in streams:
        raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份")
    if "WordDocument" in streams:
        return ".doc", "旧版 Word 文件（.doc、.wps）"
    if "PowerPoint Document" in streams:
        raise Refusal("not-a-table", "这是 PowerPoint 文件；请把里面的表复制到 Excel 另存为 .xlsx")
    return ".wps", "旧版 Office 文件"
