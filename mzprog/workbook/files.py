"""Reports as the bytes of a file, in every format: all are documents but the workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mzprog.render import REPORTS, renderer

if TYPE_CHECKING:
    from mzprog.answers.report import Form
    from mzprog.core.results import Assessment


class NotInstalledError(Exception):
    """What a format needs is not installed: the ``package``; the message, in Chinese, says how to get it."""

    def __init__(self, package: str) -> None:
        from mzprog.core.install import how_to_install

        self.package = package
        super().__init__(f"还没有安装 {package}；请运行 {how_to_install(package)}")


def report_file(
    assessments: Sequence[Assessment], suffix: str, form: Form, template: bytes | None = None, pages: Sequence[str] = ()
) -> bytes:
    """Return the report on one plan, or the comparison of several, which as a page leads to ``pages`` on each.

    Raises :class:`NotInstalledError`, and :class:`Refusal` where the ``template`` cannot be used.
    """
    more = () if template is None else (template,)
    return file_of(suffix, lambda: _content(assessments, suffix, form, pages), *more)


def file_of(suffix: str, content: Callable[[], Any], *more: Any) -> bytes:
    """Return a document, or for .xlsx a workbook, in a format; it is made once it is clear that it can be written."""
    made: str | bytes = _renderer(suffix)(content(), *more)
    return made.encode() if isinstance(made, str) else made


def _renderer(suffix: str) -> Callable[..., str | bytes]:
    form = REPORTS[suffix]
    try:
        if suffix == ".xlsx":
            from mzprog.workbook import write

            return write.render
        return renderer(form.name)
    except ModuleNotFoundError as error:
        needed = form.needs.get(error.name or "")
        if needed is None:
            raise
        raise NotInstalledError(needed) from None


def _content(assessments: Sequence[Assessment], suffix: str, form: Form, pages: Sequence[str]) -> Any:
    only = assessments[0] if len(assessments) == 1 else None
    if suffix == ".xlsx":
        from mzprog.workbook import report as workbook

        return workbook.workbook(only, form.date) if only else workbook.comparison(assessments, form.date)
    if only is None:
        from mzprog.answers import comparison

        return comparison.document(assessments, form.date, form.bodies, pages)
    from mzprog.answers import report

    return report.document(only, form)
