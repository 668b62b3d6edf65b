"""What a file is, told by its bytes and not by its name, and which reader it goes to."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from mzprog.core.problems import Refusal
from mzprog.tables.grid import Grid

MAX_BYTES = 30_000_000


class Source(NamedTuple):
    """A kind of file: the module that reads it, and how the bytes of one are told."""

    module: str
    fits: Callable[[bytes], bool]


def _is_page(data: bytes) -> bool:
    # UTF-16 has a zero byte in every ASCII character.
    head = data[:200_000].replace(b"\0", b"").lower()
    return b"<table" in head or b"<html" in head or b"<!doctype html" in head


# A source is one module with `read(data) -> list[Grid]` and one line here; the first that fits is taken.
SOURCES = (
    Source("office", lambda data: data.startswith(b"PK")),
    Source("html", _is_page),
    Source("delimited", lambda data: True),
)

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 后再导入"
# What cannot be read, by how it begins.
_OTHERS = (
    (b"%PDF", "这是 PDF；请从原来的 Word 或 Excel 文件导入，或把表复制到 Excel 另存为 .xlsx"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), "这是图片，读不出表格；请从原来的文件导入"),
    (b"{\\rtf", f"这是 RTF 文件；{_SAVE_AS}"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "这是压缩包；请先解开，再导入里面的 Word 或 Excel 文件"),
)


def read_grids(data: bytes) -> list[Grid]:
    """Return the tables of a file's bytes. Raises :class:`Refusal` with one sentence for the planner."""
    if len(data) > MAX_BYTES:
        raise Refusal("too-large", f"文件超过{MAX_BYTES // 1_000_000}MB；请只留下要导入的表另存一份")
    if not data.strip():
        raise Refusal("empty-file", "文件是空的")
    if data.startswith(_OLD):
        raise Refusal("old-office", _old_office(data))
    for marks, sentence in _OTHERS:
        if data.startswith(marks):
            raise Refusal("not-a-table", sentence)
    source = next(source for source in SOURCES if source.fits(data))
    grids: list[Grid] = import_module(f"mzprog.tables.{source.module}").read(data)
    return grids


def _old_office(data: bytes) -> str:
    """Say what a compound file is, by the names of its streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件有密码；请先用密码打开，取消密码后另存一份"
    if "WordDocument".encode("utf-16-le") in data:
        return f"这是旧版 Word 文件（.doc）；{_SAVE_AS}"
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "这是旧版 Excel 文件（.xls）；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入"
    return "这是旧版 Office 文件；请打开后另存为 .docx 或 .xlsx 再导入"
