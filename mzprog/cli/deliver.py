"""A command's result in the form that was asked for, written to where it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mzprog import __version__
from mzprog.cli.options import draw
from mzprog.cli.output import CannotWriteError, Output

if TYPE_CHECKING:
    from mzprog.render.document import Document


@contextmanager
def written_to(path: str) -> Iterator[None]:
    """Say of what writes a format and is not installed that ``path`` cannot be written for that."""
    from mzprog.workbook.files import NotInstalledError

    try:
        yield
    except NotInstalledError as error:
        raise CannotWriteError(f"写不出{path}：{error}") from None


def deliver(
    form: str, output: str | None, *, json: Callable[[], dict[str, Any]],
    rows: Callable[[], Iterable[dict[str, Any]]], documents: Callable[[], Iterable[Document]],
    keys: Sequence[str] = (), wanted: Callable[[], bool] = lambda: True,
) -> None:  # fmt: skip
    """Write a result as ``json`` (its keys after ``schema`` and ``version``), as ``rows`` or as ``documents``.

    Only what the form needs is called for, and it is written as it comes. ``keys`` head a CSV that may
    have no rows, and may be known only by then. Otherwise nothing at all is written where there is
    nothing to say, nor where the result turns out not to be ``wanted``.
    """
    scripts = form in {"json", "csv"}
    empty = True
    with Output(output, utf8=scripts, bom=form == "csv") as out:
        for piece in _pieces(form, json, rows, keys) if scripts else _drawn(documents(), form, output):
            out.write(piece)
            empty = False
        if not empty and wanted():
            out.finish()


def _pieces(
    form: str, json: Callable[[], dict[str, Any]], rows: Callable[[], Iterable[dict[str, Any]]],
    keys: Sequence[str],
) -> Iterator[str]:  # fmt: skip
    if form == "json":
        from mzprog.render import json as json_form

        return json_form.stream({"schema": 1, "version": __version__, **json()})
    from mzprog.render import csv

    return csv.stream(rows(), keys)


def _drawn(documents: Iterable[Document], form: str, output: str | None) -> Iterator[str]:
    """Yield documents as text, with a blank line between them."""
    lead = ""
    for document in documents:
        yield lead + draw(document, form, output not in {None, "-"})
        lead = "\n"
