"""Web archives (.mht), which Word and Excel also save as .doc and .xls: the pages in them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from mzprog.core.problems import Refusal
from mzprog.tables import html
from mzprog.tables.grid import Grid

MAX_PARTS = 1000
_BOUNDARY = re.compile(rb'boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_PAGE = re.compile(rb"^content-type:\s{0,9}(?:text/html|application/xhtml)", re.IGNORECASE | re.MULTILINE)
_CODING = re.compile(rb"^content-transfer-encoding:\s{0,9}([\w-]{1,20})", re.IGNORECASE | re.MULTILINE)


def read(data: bytes) -> list[Grid]:
    """Return the tables of every page in an archive. Raises :class:`Refusal`."""
    pages = [page for page in _pages(data) if b"<table" in page.lower()]
    if sum(map(len, pages)) > html.MAX_LETTERS or sum(page.count(b"<") for page in pages) > html.MAX_TAGS:
        raise Refusal("too-large", html.TOO_LARGE)
    return [grid for page in pages for grid in html.read(page)]


def _pages(data: bytes) -> Iterator[bytes]:
    found = _BOUNDARY.search(data[:20_000])
    if not found:
        raise Refusal("damaged", "网页存档（.mht）不完整，读不下去；请打开后另存为 .docx 或 .xlsx")
    parts = data.split(b"--" + (found[1] or found[2]), MAX_PARTS + 1)
    if len(parts) > MAX_PARTS:
        raise Refusal("too-large", html.TOO_LARGE)
    for part in parts[1:]:
        head, _, body = part.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
        if _PAGE.search(head[:5000]):
            coding = _CODING.search(head[:5000])
            yield _decoded(body, coding[1].lower() if coding else b"")


def _decoded(body: bytes, coding: bytes) -> bytes:
    if coding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if coding == b"base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            raise Refusal("damaged", "网页存档（.mht）已损坏，读不下去；请打开后另存为 .docx 或 .xlsx") from None
    return body
