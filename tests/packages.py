"""Office files from raw XML, for what their libraries cannot write: tracked changes, content controls, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(**targets: str) -> str:
    """Return a part of relations: kind → target, the ids r0, r1, …"""
    items = "".join(
        f'<Relationship Id="r{n}" Type="{_KINDS}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{items}</Relationships>'


def word(body: str) -> bytes:
    """Return a Word document with this body; the prefixes w and mc are known in it."""
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}" xmlns:mc="urn:mc">'
            f"<w:body>{body}</w:body></w:document>",
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def cell(content: str, properties: str = "") -> str:
    """Return a table cell of a text, or of paragraphs given as XML."""
    inside = content if content.startswith("<w:") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row of cells given as texts or as XML."""
    inside = "".join(one if one.startswith(("<w:tc>", "<w:sdt>")) else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def workbook(sheet: str, styles: str = "", strings: str = "", book: str = "", drawing: str = "<wsDr/>") -> bytes:
    """Return a workbook with one sheet of this content (``<sheetData>…``) and this drawing on it."""
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_KINDS}">{book}'
            '<sheets><sheet name="表" sheetId="1" r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="strings.xml"
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(drawing="../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml": drawing,
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}">{sheet}</worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
            "xl/strings.xml": f'<sst xmlns="{_SHEET}">{strings}</sst>',
        }
    )


def pdf(*pages: str) -> bytes:
    """Return a PDF with these pages, each drawn by PDF's own operators, with a Latin font called F."""
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for content in pages:
        kids.append(f"{len(bodies) + 1} 0 R")
        bodies.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents [{len(bodies) + 2} 0 R] >>"
        )
        bodies.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def drawn(rows: list[list[str]], top: int = 700, ruled: bool = True, widths: int = 120) -> str:
    """Return a table as a page of :func:`pdf` draws it."""
    parts, left, high = [], 50, 24
    right = left + widths * max(len(row) for row in rows)
    for number, row in enumerate(rows):
        y = top - high * number
        for column, text in enumerate(row):
            x = left + widths * column
            parts.append(f"BT /F 10 Tf {x + 4} {y - 16} Td ({text}) Tj ET")
            if ruled:
                parts.append(f"{x} {y} m {x} {y - high} l S")
        if ruled:
            parts += [f"{left} {y} m {right} {y} l S", f"{left} {y - high} m {right} {y - high} l S"]
            parts.append(f"{right} {y} m {right} {y - high} l S")
    return "\n".join(parts) + "\n"


def line(text: str, y: int) -> str:
    """Return a line of text on a page of :func:`pdf`."""
    return f"BT /F 10 Tf 50 {y} Td ({text}) Tj ET\n"
