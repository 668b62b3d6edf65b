"""PDF with text: its ruled tables, joined where they go on over a page, repeated heads left out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from mzprog.core.problems import Refusal, quoted
from mzprog.tables.grid import Grid, Row, Size, cell_of, tidy
from mzprog.tables.sheet import Sheet

SECONDS = 10

_INSTEAD = "请从原来的 Word 或 Excel 文件导入，或把表复制到 Excel 另存为 .xlsx"
_FIGURE = re.compile(r"[-+－−]?[0-9][0-9,.]*[%％]?")
_PAGE_NUMBER = re.compile(r"[-—–―·•\s第]*[0-9]{1,4}[-—–―·•\s页]*(?:[/共]\s*[0-9]{1,4}\s*页?)?")
_CONTINUED = re.compile(r"[（(]?续表?[0-9.—-]*[）)]?|单位[:：].*")
# Edges of columns that are meant to be the same lie nearer than this, in points.
_NEAR = 6


class _Piece(NamedTuple):
    """A table as far as it stands on one page."""

    page: int
    grid: Grid
    edges: list[float]
    first: bool  # nothing stands over it on its page
    last: bool  # nothing stands under it


def read(data: bytes) -> list[Grid]:
    """Return the ruled tables of a PDF. Raises :class:`Refusal`."""
    if find_spec("pdfplumber") is None:
        from mzprog.core.install import how_to_install

        how = f"{how_to_install('pdfplumber')}；或{_INSTEAD.removeprefix('请')}"
        raise Refusal("no-library", f"读 PDF 要另装一个包，请运行 {how}")
    pages = _pages(data)
    if not any(page["letters"] for page in pages):
        raise Refusal("not-a-table", f"PDF 里没有文字（多半是扫描件），读不出表格；{_INSTEAD}")
    size = Size()
    pieces, crowded = [], []
    for number, page in enumerate(pages, 1):
        for at, item in enumerate(page["items"]):
            if isinstance(item, str):
                continue
            if _is_crowded(item):
                crowded.append(number)
            else:
                pieces.append(_piece(number, pages, at, size))
    told = (
        f"第{'、'.join(map(str, sorted(set(crowded))))}页的表有一格里写着几个数（框线不全），没有读" if crowded else ""
    )
    if not pieces:
        why = f"{told}；" if told else "PDF 里没有带框线的表，读不出哪个数在哪一列；"
        raise Refusal("no-ruling", why + _INSTEAD)
    return [grid._replace(remarks=(*grid.remarks, told) if told else grid.remarks) for grid in _joined(pieces)]


def _pages(data: bytes) -> list[Any]:
    """Return what stands on the pages, as :mod:`mzprog.tables.pdf_pages` finds it in a time that is bounded."""
    command = [sys.executable, "-P", "-m", "mzprog.tables.pdf_pages"]
    known = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env=known
        )
    except subprocess.TimeoutExpired:
        why = f"PDF 太长或太复杂，{SECONDS}秒没有读完；请只把有表的几页另存为 PDF，或{_INSTEAD.removeprefix('请')}"
        raise Refusal("too-large", why) from None
    if done.returncode:
        raise Refusal("damaged", f"PDF 已损坏或太复杂，读不下去；{_INSTEAD}")
    found = json.loads(done.stdout)
    if "encrypted" in found:
        raise Refusal("encrypted", "文件有密码；请先用密码打开，取消密码后另存一份")
    pages: list[Any] = found["pages"]
    if len(pages) > 500:
        raise Refusal("too-large", "PDF 超过500页；请只把有表的几页另存为 PDF")
    return pages


def _is_crowded(table: Any) -> bool:
    """Tell whether a cell holds several figures, one beside or under the other: lines between them are missing."""
    for cell in table["cells"]:
        figures = sum(_FIGURE.fullmatch(word) is not None for line in cell["lines"] for word in line)
        if figures > 1:
            return True
    return False


def _piece(number: int, pages: list[Any], at: int, size: Size) -> _Piece:
    """Return a table of a page with the lines around it."""
    items = pages[number - 1]["items"]
    elsewhere = {item for page in pages[max(0, number - 2) : number - 1] + pages[number : number + 1]
                 for item in page["items"] if isinstance(item, str)}  # fmt: skip
    before, after = _said(items[:at][::-1], elsewhere)[::-1], _said(items[at + 1 :], elsewhere)
    sheet = Sheet(size)
    for cell in items[at]["cells"]:
        text = "\n".join(filter(None, (tidy(" ".join(line)) for line in cell["lines"])))
        flaw = "格子里的字是竖排或转过的，读不准" if cell["turned"] else ""
        sheet.put(cell["top"] + 1, cell_of(text, cell["left"], flaw=flaw))
        sheet.merge(cell["top"] + 1, cell["left"], cell["bottom"], cell["right"] - 1)
    grid = sheet.grid("", hidden=False)._replace(before=tuple(before[-3:]), after=tuple(after))
    first = all(map(_CONTINUED.fullmatch, before)) and not any(isinstance(item, dict) for item in items[:at])
    last = not after and not any(isinstance(item, dict) for item in items[at + 1 :])
    return _Piece(number, grid, items[at]["edges"], first, last)


def _said(items: list[Any], elsewhere: set[str]) -> list[str]:
    """Return the lines up to the next table, without page numbers and what stands on the next page too."""
    lines: list[str] = []
    for item in items:
        if isinstance(item, dict):
            break
        line = tidy(item)
        if line and item not in elsewhere and not _PAGE_NUMBER.fullmatch(line):
            lines.append(line)
    return lines


def _joined(pieces: list[_Piece]) -> list[Grid]:
    """Return the tables, those that go on over a page as one."""
    grids = [pieces[0].grid]
    for last, piece in pairwise(pieces):
        if last.last and piece.first and piece.page == last.page + 1 and _is_same_form(last.edges, piece.edges):
            grids[-1] = _with(grids[-1], piece.grid, piece.page)
        else:
            grids.append(piece.grid)
    return grids


def _is_same_form(edges: list[float], others: list[float]) -> bool:
    return len(edges) == len(others) and all(abs(one - other) < _NEAR for one, other in zip(edges, others, strict=True))


def _with(grid: Grid, rest: Grid, page: int) -> Grid:
    """Return a table with its rest from the next page, whose repeated head is left out."""
    repeated = 0
    for row, again in zip(grid.rows, rest.rows, strict=False):
        if row.texts != again.texts or not row.texts:
            break
        repeated += 1
    further = list(rest.rows[repeated:])
    rows, remarks = list(grid.rows), grid.remarks
    if rows and further and _is_remainder(rows[-1], further[0]):
        rows[-1] = _whole(rows[-1], further.pop(0))
    elif further and len(further[0].texts) == 1:
        words = quoted(tidy(further[0].texts[0]))
        remarks += (f"第{page}页的表以{words}开头，也许是上一页最后一行的下半截，请核对",)
    at = rows[-1].number if rows else 0
    rows += [Row(at + number, row.cells) for number, row in enumerate(further, 1)]
    return grid._replace(rows=tuple(rows), after=rest.after, remarks=remarks)


def _is_remainder(last: Row, row: Row) -> bool:
    """Tell whether the first row of a page did not fit on the page before: it begins blank and has no figure."""
    before = {cell.column for cell in last.cells if cell.text}
    said = [cell for cell in row.cells if cell.text]
    figures = any(_FIGURE.fullmatch(word) for cell in said for word in cell.text.split())
    blank = not row.cells[0].text and 0 in before
    return blank and not figures and len(said) < len(before) and all(cell.column in before for cell in said)


def _whole(last: Row, rest: Row) -> Row:
    """Return the row of which the rest stands on the next page."""
    more = {cell.column: cell.text for cell in rest.cells if cell.text}
    cells = [c._replace(text=f"{c.text}\n{more[c.column]}") if c.column in more else c for c in last.cells]
    return last._replace(cells=tuple(cells))
