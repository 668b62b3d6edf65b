"""PDF: the Word document, as LibreOffice prints it."""

from __future__ import annotations

from mzprog.render import docx
from mzprog.render.document import Document
from mzprog.render.soffice import converted


def render(document: Document, template: bytes | None = None) -> bytes:
    """Return a document as a PDF. Raises :class:`mzprog.core.problems.Refusal` where LibreOffice is not installed."""
    return converted(docx.render(document, template), ".docx", "pdf")
