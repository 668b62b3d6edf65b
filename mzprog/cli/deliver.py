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


class Rows:
    """What a CSV is written from: ``records`` as they come, and the ``keys`` that head it where none comes.

    The keys are asked for when the records are through: of many plans they are known only by then.
    """

    __slots__ = ("keys", "records")

    def __init__(self, records: Iterable[dict[str, Any]], keys: Sequence[str] = ()) -> None:
        self.records, self.keys = records, keys


class AllRows(Rows):
    """The rows of one share after the other; the last one's keys are those of all."""

    __slots__ = ()

    def __init__(self, shares: Iterable[Rows]) -> None:
        super().__init__(self._one_by_one(shares))

    def _one_by_one(self, shares: Iterable[Rows]) -> Iterator[dict[str, Any]]:
        for share in shares:
            self.keys = share.keys
            yield from share.records


def deliver(
    form: str, output: str | None, *, json: Callable[[], dict[str, Any]],
    rows: Callable[[], Rows], documents: Callable[[], Iterable[Document]],
    wanted: Callable[[], bool] = lambda: True,
) -> None:  # fmt: skip
    """Write a result as ``json`` (its keys after ``schema`` and ``version``), as ``rows`` or as ``documents``.

    Only what the form needs is called for, and it is written as it comes. A CSV without keys and all else
    is not written at all where there is nothing to say, nor where the result turns out not to be ``wanted``.
    """
    scripts = form in {"json", "csv"}
    empty = True
    with Output(output, utf8=scripts, bom=form == "csv") as out:
        for piece in _pieces(form, json, rows) if scripts else _drawn(documents(), form, output):
            out.write(piece)
            empty = False
        if not empty and wanted():
            out.finish()


def _pieces(form: str, json: Callable[[], dict[str, Any]], rows: Callable[[], Rows]) -> Iterator[str]:
    if form == "json":
        from mzprog.render import json as json_form

        yield from json_form.stream({"schema": 1, "version": __version__, **json()})
        return
    from mzprog.render import csv

    found, empty = rows(), True
    for line in csv.stream(found.records):
        yield line
        empty = False
    if empty:
        yield from csv.stream((), found.keys)


def _drawn(documents: Iterable[Document], form: str, output: str | None) -> Iterator[str]:
    """Yield documents as text, with a blank line between them."""
    lead = ""
    for document in documents:
        yield lead + draw(document, form, output not in {None, "-"})
        lead = "\n"
