"""Documents as text and bytes: one file a format, imported when it is asked for.

Each has a function ``render`` to ``str`` or ``bytes``.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any


class Format:
    """A format: the module ``name`` of this room and the ``suffix`` of its files.

    ``answer``: what ``--format`` offers; ``report``: what the report can be, of pages where it is ``paper``.
    ``needs``: modules that an installation may lack, and the packages that they are in. A ``render`` takes a
    :class:`mzprog.render.document.Document`; that of ``table`` the terminal's width and colours too, ``csv`` and
    ``json`` take records; ``xlsx`` is a workbook, which :mod:`mzprog.workbook` writes.
    """

    __slots__ = ("answer", "name", "needs", "paper", "report", "suffix")

    def __init__(
        self, name: str, suffix: str = "", *, answer: bool = False, report: bool = False, paper: bool = False,
        needs: Mapping[str, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.name, self.suffix, self.answer, self.report, self.paper = name, suffix, answer, report, paper
        self.needs = needs


_BOOK = {"xlsxwriter": "xlsxwriter"}
_WORD = {"docx": "python-docx", **_BOOK}  # the charts of a Word file have workbooks behind them

# A format is one file and one line here.
FORMATS = (
    Format("table", answer=True),
    Format("plain", ".txt", answer=True),
    Format("docx", ".docx", report=True, paper=True, needs=_WORD),
    Format("pdf", ".pdf", report=True, paper=True, needs=_WORD),
    Format("html", ".html", report=True),
    Format("xlsx", ".xlsx", report=True, needs=_BOOK),
    Format("markdown", ".md", answer=True, report=True),
    Format("csv", ".csv", answer=True),
    Format("json", ".json", answer=True),
)
ANSWERS = {format.name: format for format in FORMATS if format.answer}
REPORTS = {format.suffix: format for format in FORMATS if format.report}


def renderer(name: str) -> Callable[..., Any]:
    """Return the ``render`` of a format; :class:`ModuleNotFoundError` where its library is not installed."""
    found: Callable[..., Any] = import_module(f"{__name__}.{name}").render
    return found
