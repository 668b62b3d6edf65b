"""Word documents as bureaus hand them in: the only import of python-docx.

Styles, fonts and the page are plain XML in ``word/``; here the text is put into them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as Piece
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Twips

from mzprog.core.problems import Refusal
from mzprog.render.clean import clean, column_widths, head_text, headline, least_width
from mzprog.render.document import (
    FAIR,
    GOOD,
    OPEN,
    POOR,
    UNKNOWN,
    Cell,
    Column,
    Document,
    Gallery,
    Group,
    Overview,
    Panels,
    Part,
    Section,
    Table,
)
from mzprog.render.word_charts import BOOK_REFERENCE, Drawn, line_chart, overview, panels

_TEMPLATE = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
}
_MARKED = '<w:highlight w:val="yellow"/>'
_LEFT = '<w:jc w:val="left"/>'
_SHADES = {GOOD: "E2F0D9", FAIR: "FFF2CC", POOR: "F8CBAD", UNKNOWN: "E4DFEC"}
# The same input makes the same bytes, so no file knows when it was written.
_DATE = datetime(2000, 1, 1)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
# In twentieths of a point: half a Chinese character in a table, what a cell adds to its text, and the page
# with its margins top, right, bottom, left, upright and on its side.
_HALF, _MARGINS = 105, 200
_A4 = 11906, 16838
_UPRIGHT = 2098, 1474, 1984, 1587
_SIDEWAYS = 1361, 1021, 1247, 1021


_TWIPS, _CENTIMETRE = 567, 360_000  # a centimetre in what pages and pictures are measured in
_FIRST_CHART = 1000  # a template's own pictures have the numbers before


PLACE = "{{正文}}"


def render(document: Document, template: bytes | None = None) -> bytes:
    """Return a document as a Word file, with charts that Word can edit.

    In a bureau's own ``template`` its styles, head and foot stay, and the report stands at the paragraph
    :data:`PLACE` or at the end.
    """
    if template is not None:
        return _into(template, document)
    word = docx.Document(io.BytesIO(_zipped(_template())))
    properties = word.core_properties
    properties.title, properties.language = headline(document.title), "zh-CN"
    properties.author = properties.last_modified_by = "mzprog"
    properties.created = properties.modified = _DATE
    _add_page_numbers(word)
    _add(word, _opening(document))
    charts = _Charts(word)
    for head, parts in document.sections():
        title = _paragraph("Heading1", _run(head)) if head else ""
        filled = [part for part in parts if not (isinstance(part, Section) and not part.lines)]
        for wide, beside in groupby(filled, key=_needs_turning):
            _turn_page(word, wide)
            room = _A4[wide] - sum((_SIDEWAYS if wide else _UPRIGHT)[1::2])
            _add(word, title + "".join(_part(part, room, charts) for part in beside))
            title = ""
    return _saved(word)


def _opening(document: Document) -> str:
    lead = "".join(_paragraph("Subtitle", _run(line)) for line in document.lead)
    return _paragraph("Title", _run(document.title)) + lead


def _needs_turning(part: Part) -> bool:
    """Tell whether a part needs a page on its side: a wide table whose columns have no room on an upright one."""
    room = _A4[False] - sum(_UPRIGHT[1::2])
    return isinstance(part, Table) and part.wide and least_width(part, _HALF, _MARGINS) > room


def _section(head: str, parts: Sequence[Part], room: int, charts: _Charts) -> str:
    return (_paragraph("Heading1", _run(head)) if head else "") + "".join(_part(part, room, charts) for part in parts)


class _Charts:
    """The charts of a document on their way into its package, each a part of its own with its workbook."""

    def __init__(self, word: Word) -> None:
        self._part = word.part
        self._number = _FIRST_CHART
        self._captions = 0

    def next_caption(self) -> int:
        self._captions += 1
        return self._captions

    def add(self, drawn: Drawn) -> str:
        """Put a chart into the package and return the run that shows it."""
        self._number += 1
        package = self._part.package
        book = Piece(self._name("embeddings", "xlsx"), CONTENT_TYPE.SML_SHEET, drawn.book, package)
        chart = Piece(self._name("charts", "xml"), CONTENT_TYPE.DML_CHART, drawn.xml.encode(), package)
        chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, book, BOOK_REFERENCE)
        width, height = (int(length * _CENTIMETRE) for length in (drawn.width, drawn.height))
        named = f'id="{self._number}" name="图表{self._number}" descr="{escape(clean(drawn.alt))}"'
        shown = f'<c:chart r:id="{self._part.relate_to(chart, RELATIONSHIP_TYPE.CHART)}"/>'
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {named}/><wp:cNvGraphicFramePr/><a:graphic>'
            f'<a:graphicData uri="{nsmap["c"]}">{shown}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def _name(self, folder: str, suffix: str) -> PackURI:
        return PackURI(f"/word/{folder}/mzprog{self._number}.{suffix}")


def _into(template: bytes, document: Document) -> bytes:
    """Put a document into a bureau's own file. Raises :class:`Refusal` where that is no Word file."""
    try:
        word = docx.Document(io.BytesIO(template))
    except Exception as error:  # whatever python-docx meets in a file that is none of its own
        raise Refusal("bad-template", "模板不是 Word 文件（.docx），或已损坏") from error
    _lend_styles(word)
    page = word.sections[-1]
    room = ((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) // 635 or _A4[0]
    charts = _Charts(word)
    content = _opening(document) + "".join(_section(head, parts, room, charts) for head, parts in document.sections())
    place = next((p for p in word.paragraphs if p.text.strip() == PLACE), None)
    last = place._p if place is not None else word.element.body.sectPr
    for element in list(parse_xml(_body(content))):
        last.addprevious(element) if last is not None else word.element.body.append(element)
    if place is not None:
        place._p.getparent().remove(place._p)
    return _saved(word)


def _lend_styles(word: Word) -> None:
    """Give a template the styles of the report that it has none of its own for."""
    own = docx.Document(io.BytesIO(_zipped(_template()))).styles.element
    there = {style.style_id for style in word.styles}
    for style in own.style_lst:
        if style.styleId not in there:
            word.styles.element.append(style)


def _saved(word: Word) -> bytes:
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
    if wide == (word.sections[-1].orientation == WD_ORIENT.LANDSCAPE):
        return
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(_A4[wide]), Twips(_A4[not wide])
    margins = map(Twips, _SIDEWAYS if wide else _UPRIGHT)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins


def _add_page_numbers(word: Word) -> None:
    """Put the numbers at the outer edge: odd pages have theirs at the right, even ones at the left."""
    word.settings.odd_and_even_pages_header_footer = True
    first = word.sections[0]
    for foot, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        look = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
        body = parse_xml(_body(_paragraph("Footer", _run("— ") + _field("PAGE", "1") + _run(" —"), look)))
        (old,) = foot.paragraphs
        old._p.getparent().replace(old._p, body[0])


def _add(word: Word, content: str) -> None:
    """Add what is written in the format's own words at the end of the document."""
    last = word.element.body.sectPr
    for element in list(parse_xml(_body(content))):
        last.addprevious(element)


def _body(content: str) -> str:
    return f"<w:body {nsdecls('w', 'wp', 'a', 'c', 'r')}>{content}</w:body>"


def _run(text: str, look: str = "") -> str:
    """Return text in its paragraph, its lines and tabs as breaks and tabs."""
    pieces = OPEN.split(text)
    if len(pieces) == 1:
        return _plain_run(text, look)
    looks = (look, look + _MARKED)
    return "".join(_plain_run(piece, looks[n % 2]) for n, piece in enumerate(pieces) if piece)


def _plain_run(text: str, look: str) -> str:
    words = escape(clean(text)).replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    words = words.replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t xml:space='preserve'>{words}</w:t></w:r>"


def _field(code: str, shown: str) -> str:
    """Return a field that Word keeps up to date; ``shown`` stands there until it does."""
    return f'<w:fldSimple w:instr="{code}">{_run(shown)}</w:fldSimple>'


def _paragraph(style: str, content: str, look: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>{content}</w:p>'


def _part(part: Part, room: int, charts: _Charts) -> str:
    if isinstance(part, Table):
        return _table(part, room)
    if not isinstance(part, Section):
        return _figures(part, room / _TWIPS, charts)
    if part.prose or not part.title:
        style = "SmallPrint" if part.small else "BodyText"
        return "".join(_paragraph(style, _run(line)) for line in part.lines)
    return "".join(_item(f"{number}. {line}") for number, line in enumerate(part.lines, 1))


def _figures(part: Overview | Panels | Gallery, room: float, charts: _Charts) -> str:
    """Return charts over their caption, small ones two in a row; ``room`` is the width of the text in centimetres."""
    if isinstance(part, Overview):
        rows = [[drawn] for drawn in overview(part, room)]
    elif isinstance(part, Panels):
        rows = panels(part, room)
    else:
        drawn = [line_chart(chart, room / 2) for chart in part.charts]
        rows = [drawn[n : n + 2] for n in range(0, len(drawn), 2)]
    shown = [_paragraph("Figure", "".join(map(charts.add, row))) for row in rows[:-1]]
    shown += [_paragraph("Figure", "".join(map(charts.add, row)), "<w:keepNext/>") for row in rows[-1:]]
    caption = _run("图") + _field("SEQ 图 \\* ARABIC", str(charts.next_caption())) + _run(f" {part.title}")
    return "".join([*shown, _paragraph("Figure", caption)]) if shown else ""


def _item(line: str) -> str:
    """Return an item of a list; further lines stand under its first, on the same page."""
    first, *more = line.split("\n")
    if not more:
        return _paragraph("ListItem", _run(first))
    keep = "<w:keepNext/>"
    middle = "".join(_paragraph("ListDetail", _run(text), keep) for text in more[:-1])
    return _paragraph("ListItem", _run(first, "<w:b/>"), keep) + middle + _paragraph("ListDetail", _run(more[-1]))


def _table(table: Table, room: int) -> str:
    columns = table.printed_columns
    widths = column_widths(table, room, _HALF, _MARGINS)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = _head(columns, widths) + "".join(_group(table, group, widths) for group in table.groups)
    notes = "".join(_paragraph("TableNote", _run(note)) for note in table.notes)
    # A table that says for itself what `w` is moves into the document at once; else lxml looks it up for each of its
    # elements, in a time that grows with their square. The saved bytes are the same.
    return (
        f'{_caption(table)}<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{notes}"
    )


def _caption(table: Table) -> str:
    if not table.number:
        return _paragraph("Caption", _run(table.title)) if table.title else ""
    number = _field("SEQ 表 \\* ARABIC", str(table.number))
    return _paragraph("Caption", _run("表") + number + _run(f" {table.caption}"))


def _row(cells: str, head: bool = False) -> str:
    """Return a row that stays on one page and, for a head, stands again on every page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def _cell(content: Cell, width: int, style: str = "TableText", merge: str = "", left: bool = False) -> str:
    """Return a cell; ``merge`` says how it goes together with its neighbours."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADES[content.tone]}"/>' if content.tone else ""
    words = _run(content.text) + (_run(f"\n{content.under}", '<w:sz w:val="15"/>') if content.under else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(style, words, _LEFT if left else '')}</w:tc>"
    )


def _merged(on: bool) -> str:
    """Return the mark of a cell that begins, or goes on with, a cell over several rows."""
    return f'<w:vMerge w:val="{"continue" if on else "restart"}"/>'


def _head(columns: Sequence[Column], widths: Sequence[int]) -> str:
    """Return the head: two rows where columns share a head."""
    heads = [Cell(head_text(column)) for column in columns]
    if not any(column.over for column in columns):
        return _row("".join(_cell(head, width, "TableHead") for head, width in zip(heads, widths, strict=True)), True)
    upper = lower = ""
    for over, found in groupby(range(len(columns)), key=lambda n: columns[n].over):
        sharing = list(found)
        if over:
            span = f'<w:gridSpan w:val="{len(sharing)}"/>'
            upper += _cell(Cell(over), sum(widths[n] for n in sharing), "TableHead", span)
            lower += "".join(_cell(heads[n], widths[n], "TableHead") for n in sharing)
        else:
            upper += "".join(_cell(heads[n], widths[n], "TableHead", _merged(False)) for n in sharing)
            lower += "".join(_cell(Cell(""), widths[n], "TableHead", _merged(True)) for n in sharing)
    return _row(upper, True) + _row(lower, True)


def _group(table: Table, group: Group, widths: Sequence[int]) -> str:
    """Return the rows of a group: its name beside them where it has a column, else above them."""
    rows = ""
    if group.title and not table.head:
        span = f'<w:gridSpan w:val="{len(widths)}"/>'
        rows = _row(_cell(Cell(group.title), sum(widths), "TableHead", span))
    for number, row in enumerate(group.rows):
        lead = _cell(Cell("" if number else group.title), widths[0], merge=_merged(number > 0)) if table.head else ""
        cells = zip(row, widths[-len(row) :], table.columns, strict=True)
        rows += _row(lead + "".join(_cell(cell, width, left=column.flexible) for cell, width, column in cells))
    return rows
