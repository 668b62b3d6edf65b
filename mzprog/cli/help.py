"""``--help`` in Chinese: click's layout, measured in the cells of a terminal. Loaded when help is asked for."""

from __future__ import annotations

from collections.abc import Iterable

import click

from mzprog.render.clean import halves, wrap

_FIRST_COLUMN = 30


def help_text(ctx: click.Context) -> str:
    """Return the help of a command."""
    command = ctx.command
    command.options_metavar = "[选项]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
    formatter = _Formatter()
    command.format_help(ctx, formatter)
    return formatter.getvalue()


def _cells(text: str) -> int:
    return halves(text, "WF")


class _Formatter(click.HelpFormatter):
    """What click writes help with. Chinese is broken anywhere, and a character of it is two cells wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self._write_lines(args, f"用法：{prog} ")

    def write_heading(self, heading: str) -> None:
        self._write_lines(f"{heading}：")

    def write_text(self, text: str) -> None:
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            lines = paragraph.split("\n")
            if lines[0] == "\b":  # commands to copy stay whole
                self.write("".join(f"{' ' * self.current_indent}{line}\n" for line in lines[1:]))
            else:
                self._write_lines("".join(lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((_cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        for term, meaning in rows:
            gap = first - _cells(term)
            if gap < col_spacing:
                self._write_lines(term)
                term, gap = "", first
            self._write_lines(meaning, term + " " * gap)

    def _write_lines(self, text: str, lead: str = "") -> None:
        """Write a paragraph after ``lead``, its further lines as far in as the first begins."""
        indent, inner = " " * self.current_indent, _cells(lead)
        first, *rest = wrap(text, self.width - self.current_indent - inner, _cells)
        self.write(f"{indent}{lead}{first}\n")
        self.write("".join(f"{indent}{' ' * inner}{line}\n" for line in rest))
