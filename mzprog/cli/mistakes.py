"""A wrong call in one Chinese sentence that says what to write instead."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click

from mzprog.core.problems import nearest


def sentence(error: click.ClickException) -> str:
    """Return what is wrong with a call; click's own words are Chinese already."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption) and context:
        known = [name for param in context.command.params for name in param.opts]
        return f"没有“{error.option_name}”这个选项{_meant(nearest(error.option_name, known))}"
    if isinstance(error, click.MissingParameter) and error.param and error.param.name in {"plan", "plans"}:
        path = context.command_path if context else "mzprog"
        return f"请写明规划文件，如 {path} 规划.yaml"
    return " ".join(error.format_message().split()).rstrip(".")


def no_such_command(name: str, known: Iterable[str]) -> str:
    """Say that ``name`` is no command; a file in its place is a plan to be assessed."""
    command = f"evaluate {name}" if os.path.exists(name) else nearest(name, known)
    return f"没有“{name}”这个命令{_meant(command and f'mzprog {command}')}"


def _meant(words: str | None) -> str:
    return f"；是不是 {words}？" if words else ""
