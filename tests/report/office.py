"""LibreOffice, asked to open what was written: workbooks recalculated, documents turned into pages."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tests.needs import needs

needs_office = needs("soffice", "pdftotext")

# A profile of its own, in which every formula is computed when a workbook is opened.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
Values = dict[tuple[str, str], Any]


def convert(sources: Sequence[Path], kind: str, folder: Path, *options: str) -> list[Path]:
    """Convert files with LibreOffice, all in one start of it, and return those that it wrote into ``folder``."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user/registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    out = folder / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", *options, "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(out), *map(str, sources)], check=True, capture_output=True, timeout=600)
    return [out / f"{source.stem}.{kind.partition(':')[0]}" for source in sources]


def recalculated(books: Sequence[openpyxl.Workbook], folder: Path) -> list[Values]:
    """Return the values of workbooks' formulas as LibreOffice computes them.

    The workbooks are saved without the values that they came with, so that none can be taken for computed.
    """
    stripped = [folder / f"book{number}.xlsx" for number in range(len(books))]
    for book, file in zip(books, stripped, strict=True):
        book.save(file)
    made = convert(stripped, "xlsx:Calc MS Excel 2007 XML", folder)
    return [formula_values(book, file) for book, file in zip(books, made, strict=True)]


def formula_values(formulas: openpyxl.Workbook, file: Path) -> Values:
    """Return the values that a file holds for the cells that are formulas in ``formulas``."""
    values = openpyxl.load_workbook(file, data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(expected: Values, found: Values) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Return the cells that differ: words at all, figures by more than a spreadsheet's last digits."""
    return {cell: (value, found[cell]) for cell, value in expected.items() if not _same(value, found[cell])}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return (one or "") == (other or "")
