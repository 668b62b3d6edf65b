"""Formats that are files to hand on: the renderer of each, which an installation may lack."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from mzprog.cli.output import CannotWriteError

# Suffix → the renderer and what an installation needs for it.
RENDERERS = {
    ".docx": ("docx", "python-docx"),
    ".html": ("html", ""),
    ".xlsx": ("xlsx", "xlsxwriter"),
    ".md": ("markdown", ""),
}


def renderer(path: str, suffix: str) -> Callable[[Any], str | bytes]:
    """Return the function that writes this format; what it needs may not be installed."""
    name, needed = RENDERERS[suffix]
    try:
        found: Callable[[Any], str | bytes] = import_module(f"mzprog.render.{name}").render
    except ModuleNotFoundError as error:
        if not needed or (error.name or "").startswith("mzprog"):
            raise
        raise CannotWriteError(f'写不出{path}：还没有安装 {needed}；请运行 pip install "mzprog[office]"') from None
    return found
