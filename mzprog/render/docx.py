"""Word documents as bureaus hand them in: the only import of python-docx.

Styles, fonts and the page are plain XML in ``word/``; here the text is put into them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from mzprog.document import FAIR, GOOD, POOR, UNKNOWN, Cell, Column, Document, Group, Part, Section, Table
from mzprog.render.clean import clean, headline
from mzprog.render.widths import column_widths, columns_of, head_text

_TEMPLATE = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
}
_SHADES = {GOOD: "E2F0D9", FAIR: "FFF2CC", POOR: "F8CBAD", UNKNOWN: "E4DFEC"}
# The same input makes the same bytes, so no file knows when it was written.
_DATE = datetime(2000, 1, 1)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_HALF, _MARGINS = Pt(4.5), Mm(3.5)  # half a Chinese character in a table, and what a cell adds to its text
_UPRIGHT = Mm(37), Mm(26), Mm(35), Mm(28)  # margins: top, right, bottom, left
_SIDEWAYS = Mm(24), Mm(18), Mm(22), Mm(18)


def render(document: Document) -> bytes:
    """Return a document as a Word file; pictures are left out."""
    word = docx.Document(io.BytesIO(_zipped(_template())))
    properties = word.core_properties
    properties.title, properties.language = headline(document.title), "zh-CN"
    properties.author = properties.last_modified_by = "mzprog"
    properties.created = properties.modified = _DATE
    _add_page_number(word)
    word.add_paragraph(clean(document.title), "Title")
    for line in document.lead:
        word.add_paragraph(clean(line), "Subtitle")
    for head, parts in document.sections():
        _turn_page(word, any(isinstance(part, Table) and part.wide for part in parts))
        if head:
            word.add_paragraph(clean(head), "Heading 1")
        for part in parts:
            _add(word, part)
    out = io.BytesIO()
    word.save(out)
    with zipfile.ZipFile(out) as saved:
        return _zipped((name, saved.read(name)) for name in saved.namelist())


def _template() -> Iterator[tuple[str, bytes]]:
    folder = Path(__file__).with_name("word")
    return ((name, (folder / file).read_bytes()) for name, file in _TEMPLATE.items())


def _zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts:
            package.writestr(zipfile.ZipInfo(name, _ZIPPED), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _turn_page(word: Word, wide: bool) -> None:
    """Begin a page on its side, or upright again, where the last one is the other way."""
    last = word.sections[-1]
    if wide == (last.orientation == WD_ORIENT.LANDSCAPE):
        return
    width, height = last.page_width, last.page_height
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = height, width
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        _SIDEWAYS if wide else _UPRIGHT
    )


def _add_page_number(word: Word) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run("— ")
    _add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" —")


def _add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field that Word keeps up to date; ``shown`` stands there until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(paragraph.add_run(shown)._r)
    paragraph._p.append(field)


def _add(word: Word, part: Part) -> None:
    if isinstance(part, Table):
        _add_table(word, part)
    elif isinstance(part, Section):
        for number, line in enumerate(part.lines, 1):
            if part.prose or not part.title:
                word.add_paragraph(clean(line), "Body Text")
                continue
            first, *more = clean(line).split("\n")
            paragraphs = [word.add_paragraph(style="List Item")]
            paragraphs[0].add_run(f"{number}. {first}").bold = bool(more)
            paragraphs += [word.add_paragraph(text, "List Detail") for text in more]
            for paragraph in paragraphs[:-1]:
                paragraph.paragraph_format.keep_with_next = True


def _add_table(word: Word, table: Table) -> None:
    if table.title:
        caption = word.add_paragraph(style="Caption")
        if table.number:
            caption.add_run("表")
            _add_field(caption, "SEQ 表 \\* ARABIC", str(table.number))
        caption.add_run(clean(f" {table.caption}" if table.number else table.caption))
    columns = columns_of(table)
    widths = column_widths(table, _room(word), _HALF, _MARGINS)
    grid = word.add_table(0, len(columns), "Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(width)
    _add_head(grid, columns)
    for group in table.groups:
        _add_group(grid, table, group)
    for note in table.notes:
        word.add_paragraph(clean(note), "Table Note")


def _room(word: Word) -> int:
    """Return the width between the margins."""
    section = word.sections[-1]
    margins = _SIDEWAYS if section.orientation == WD_ORIENT.LANDSCAPE else _UPRIGHT
    return (section.page_width or Mm(210)) - margins[1] - margins[3]


def _add_row(grid: Grid, head: bool = False) -> list[_Cell]:
    """Add a row that stays on one page and, for a head, stands again on every page."""
    row = grid.add_row()._tr  # type: ignore[no-untyped-call]
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if head else ("w:cantSplit",):
        properties.append(OxmlElement(name))
    return [_Cell(cell, grid) for cell in row.tc_lst]


def _add_head(grid: Grid, columns: Sequence[Column]) -> None:
    """Add the head: two rows where columns share a head."""
    upper = _add_row(grid, head=True)
    if not any(column.over for column in columns):
        for cell, column in zip(upper, columns, strict=True):
            _write(cell, Cell(head_text(column)), "Table Head")
        return
    lower = _add_row(grid, head=True)
    place = 0
    for over, found in groupby(columns, key=lambda column: column.over):
        sharing = len(list(found))
        for number in range(place, place + sharing):
            if not over:
                upper[number]._tc.vMerge, lower[number]._tc.vMerge = "restart", "continue"
            _write((lower if over else upper)[number], Cell(head_text(columns[number])), "Table Head")
        if over:
            _write(_span(upper[place : place + sharing]), Cell(over), "Table Head")
        place += sharing


def _span(cells: Sequence[_Cell]) -> _Cell:
    """Make one cell of neighbours."""
    first, *more = cells
    first.width = Emu(sum(cell.width or 0 for cell in cells))
    first._tc.grid_span = len(cells)
    for cell in more:
        cell._tc.getparent().remove(cell._tc)
    return first


def _add_group(grid: Grid, table: Table, group: Group) -> None:
    """Add the rows of a group: its name beside them where it has a column, else above them."""
    if group.title and not table.head:
        _write(_span(_add_row(grid)), Cell(group.title), "Table Head")
    for number, row in enumerate(group.rows):
        cells = _add_row(grid)
        if table.head:
            lead = cells.pop(0)
            lead._tc.vMerge = "continue" if number else "restart"
            if not number:
                _write(lead, Cell(group.title))
        for cell, content, column in zip(cells, row, table.columns, strict=True):
            _write(cell, content, left=column.flexible)


def _write(cell: _Cell, content: Cell, style: str = "Table Text", left: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if left:
        paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph.add_run(clean(content.text))
    if content.under:
        paragraph.add_run(f"\n{clean(content.under)}").font.size = Pt(7.5)
    if content.tone:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADES[content.tone])):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().insert_element_before(shade, "w:vAlign")
