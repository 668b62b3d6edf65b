"""A command's result in the form that was asked for, written to where it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mzprog import __version__
from mzprog.cli.options import draw
from mzprog.cli.output import write

if TYPE_CHECKING:
    from mzprog.document import Document


def deliver(
    form: str, output: str | None, *, json: Callable[[], dict[str, Any]],
    rows: Callable[[], Iterable[dict[str, Any]]], documents: Callable[[], Iterable[Document]],
    keys: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write a result as ``json`` (its keys after ``schema`` and ``version``), as ``rows`` or as ``documents``.

    Only what the form needs is called for. ``keys`` head a CSV that may have no rows; otherwise nothing
    at all is written where there is nothing to say.
    """
    if form == "json":
        from mzprog.render import json as renderer

        text = renderer.render({"schema": 1, "version": __version__, **json()})
    elif form == "csv":
        from mzprog.render import csv

        text = csv.render(rows(), keys)
    else:
        text = "\n".join(draw(document, form, output not in {None, "-"}) for document in documents())
    if text:
        write(text, output, utf8=form in {"json", "csv"}, bom=form == "csv")
