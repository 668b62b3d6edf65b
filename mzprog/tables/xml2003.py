"""Documents and workbooks written as one XML file: Word and Excel 2003, Word's flat package, flat OpenDocument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from mzprog.core.problems import Refusal
from mzprog.tables import docx, odf
from mzprog.tables.excel_numbers import Style, form, shown
from mzprog.tables.grid import MAX_COLUMNS, STRUCK, Cell, Grid, Size, cell_of, raised
from mzprog.tables.package import parse_xml
from mzprog.tables.sheet import NO_RESULT, Sheet, few

# The names that Excel 2003 has for some formats.
_NAMED = {"General": "", "General Number": "", "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00",
          "Currency": "#,##0.00", "Euro Currency": "#,##0.00", "Scientific": "0.00E+00", "Short Date": "yyyy/m/d",
          "Medium Date": "d-mmm-yy", "Long Date": "yyyy/m/d", "General Date": "yyyy/m/d h:mm",
          "Yes/No": '"Yes";"Yes";"No"', "True/False": '"True";"True";"False"', "On/Off": '"On";"On";"Off"'}  # fmt: skip
# What Word 2003 called what later has another name.
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge"}
_TRACKED = {"Word.Deletion": "del", "Word.Insertion": "ins"}


def read(data: bytes) -> list[Grid]:
    """Return the tables of an XML file. Raises :class:`Refusal`."""
    root = parse_xml(data)
    if root.tag == "Workbook":
        return _workbook(root)
    if root.tag in {"wordDocument", "package"}:
        return docx.read(_as_later(root), next(root.iter("styles"), None))
    if root.tag == "document":
        return odf.read(root)
    raise Refusal("not-a-table", "这是 XML 文件，但不是 Word 或 Excel 存的；请从原来的文件导入")


def _as_later(root: Element) -> Element:
    """Name the elements of a Word 2003 file as later versions do."""
    for element in root.iter():
        element.tag = _RENAMED.get(element.tag, element.tag)
        if element.tag == "annotation":
            element.tag = _TRACKED.get(element.get("type", ""), "sdt")
        elif element.tag == "content":
            element.tag = "sdtContent"
    return root


def _workbook(root: Element) -> list[Grid]:
    styles = dict(_styles(root))
    size, grids = Size(), []
    for sheet in few(root.findall("Worksheet")):
        visible = sheet.findtext("WorksheetOptions/Visible", "SheetVisible").strip()
        grids.append(_sheet(sheet, styles, size).grid(sheet.get("Name", ""), visible != "SheetVisible"))
    return grids


def _styles(root: Element) -> Iterator[tuple[str, Style]]:
    for style in root.iterfind("Styles/Style"):
        number, font = style.find("NumberFormat"), style.find("Font")
        code = "" if number is None else number.get("Format", "")
        yield style.get("ID", ""), Style(_NAMED.get(code, code), font is not None and font.get("StrikeThrough") == "1")


def _sheet(element: Element, styles: dict[str, Style], size: Size) -> Sheet:
    sheet = Sheet(size)
    at = 0
    for column in element.iterfind("Table/Column"):
        at = _index(column, at)
        after = at + _number(column, "Span")
        if column.get("Hidden") == "1":
            sheet.hidden_columns |= set(range(at - 1, min(after, MAX_COLUMNS)))
        at = after
    number = 0
    for row in element.iterfind("Table/Row"):
        number = _index(row, number)
        if row.get("Hidden") == "1":
            sheet.hidden_rows.add(number)
        column_number = 0
        for cell in row.iterfind("Cell"):
            column_number = _index(cell, column_number)
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            sheet.put(number, _cell(cell, column_number - 1, styles.get(cell.get("StyleID", ""), Style())))
            if across or down:
                sheet.merge(number, column_number - 1, number + down, column_number - 1 + across)
            column_number += across
        number += _number(row, "Span")
    return sheet


def _index(element: Element, last: int) -> int:
    return _number(element, "Index") or last + 1


def _number(element: Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _cell(element: Element, column: int, style: Style) -> Cell:
    data = element.find("Data")
    formula = element.get("Formula")
    if data is None:
        return Cell(formula, column, flaw=NO_RESULT) if formula else Cell("", column)
    text, flaw = "".join(_pieces(data, False)).strip(), ""
    kind = data.get("Type", "String")
    if kind == "Boolean":
        text = "TRUE" if text == "1" else "FALSE"
    elif kind in {"Number", "DateTime"} and text:
        text, flaw = shown(
            _days(text) if kind == "DateTime" else text, form(style.code or "yyyy/m/d" * (kind == "DateTime"))
        )
    struck = style.struck or next(data.iter("S"), None) is not None
    return cell_of(text, column, flaw=flaw or (STRUCK if struck and text else ""))


def _pieces(element: Element, superscript: bool) -> Iterator[str]:
    superscript = superscript or element.tag == "Sup"
    for text in (element.text, *(piece for child in element for piece in (child, child.tail))):
        if isinstance(text, Element):
            yield from _pieces(text, superscript)
        else:
            yield raised(text or "") if superscript else text or ""


def _days(text: str) -> str:
    """Return a day as Excel counts it; anything else as it is.

    >>> _days("2018-06-30T00:00:00.000")
    '43281'
    """
    try:
        return str((date.fromisoformat(text[:10]) - date(1899, 12, 30)).days)
    except ValueError:
        return text
