"""Formats that are files to hand on: the renderer of each, which an installation may lack."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from mzprog import render
from mzprog.cli.output import CannotWriteError


def renderer(path: str, suffix: str) -> Callable[[Any], str | bytes]:
    """Return the function that writes this format; what it needs may not be installed."""
    form = render.REPORTS[suffix]
    try:
        if suffix == ".xlsx":  # not a document as the others: a workbook
            from mzprog.workbook import write

            return write.render
        return render.renderer(form.name)
    except ModuleNotFoundError as error:
        if not form.needs or (error.name or "").startswith("mzprog"):
            raise
        # The Python that runs is the one to install into, wherever it is.
        how = f'"{sys.executable}" -m pip install {form.needs}'
        raise CannotWriteError(f"写不出{path}：还没有安装 {form.needs}；请运行 {how}") from None
