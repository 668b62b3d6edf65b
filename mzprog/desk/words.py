"""What the templates say with: texts, periods, problems with their lines, addresses that differ in one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from mzprog.core.period import period_words
from mzprog.core.problems import Problem
from mzprog.desk.view import Located, located
from mzprog.render.clean import clean


def teach(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(lines=_lines, period_words=period_words, located=_located)
    app.jinja_env.globals["address"] = _address


def _lines(text: str) -> Markup:
    return Markup("<br>").join(map(escape, clean(text).split("\n")))


def _located(problems: Iterable[Problem], text: str) -> list[Located]:
    return located(problems, text.encode())


def _address(key: str, asked: MultiDict[str, str], row: str | None = None, report: str = "") -> str:
    """Return the address of a plan's page with another row opened, or of its report, and all else as it was asked."""
    kept: dict[str, Any] = {name: asked.getlist(name) for name in asked if name not in {"row", "saved"}}
    if row:
        kept["row"] = row
    if report:
        return url_for("pages.download", key=key, suffix=report, **kept)
    return url_for("pages.one_plan", key=key, **kept)
