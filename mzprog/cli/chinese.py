"""Chinese for what click says: its words, its complaints, its help. Loaded when one of them is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click

from mzprog.core.problems import nearest
from mzprog.render.clean import halves, wrap

WORDS = {
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "(dynamic)": "（随情况而定）",
    "Missing command.": "没有写命令",
    "No such command {name!r}.": "没有“{name}”这个命令",
    "No such option {name!r}.": "没有“{name}”这个选项",
    "No such option: {name}": "没有“{name}”这个选项",
    "Did you mean {possibility}?": "（是不是 {possibility}？）",
    "(Did you mean one of: {possibilities}?)": "（是不是 {possibilities} 之一？）",
    "(Possible options: {possibilities})": "（是不是 {possibilities} 之一？）",
    "Option {name!r} does not take a value.": "选项“{name}”后面不写值",
    "Option {name!r} requires an argument.": "选项“{name}”后面要写一个值",
    "Option {name!r} requires {nargs} arguments.": "选项“{name}”后面要写{nargs}个值",
    "Argument {name!r} takes {nargs} values.": "参数“{name}”要写{nargs}个值",
    "Takes {nargs} values but 1 was given.": "要写{nargs}个值，只写了1个",
    "Takes {nargs} values but {len} were given.": "要写{nargs}个值，写了{len}个",
    "Value must be an iterable.": "要写一列值",
    "Got unexpected extra argument ({args})": "多写了 {args}",
    "Got unexpected extra arguments ({args})": "多写了 {args}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "Missing {param_type}": "缺少参数",
    "Choose from:\n\t{choices}": "可用的：{choices}",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "{value!r} is not {choice}.": "只能是 {choice}，得到“{value}”",
    "{value!r} is not one of {choices}.": "应为 {choices} 之一，得到“{value}”",
    "{value!r} is not a valid {number_type}.": "应为数值，得到“{value}”",
    "{value} is not in the range {range}.": "应在 {range} 之内，得到 {value}",
    "{value!r} is not a valid boolean.": "应为 true 或 false，得到“{value}”",
    "{value!r} is not a valid boolean. Recognized values: {states}": "应为 {states} 之一，得到“{value}”",
    "{value!r} is not a valid UUID.": "应为 UUID，得到“{value}”",
    "{value!r} does not match the format {format}.": "应写作 {format}，得到“{value}”",
    "{value!r} does not match the formats {formats}.": "应写作 {formats} 之一，得到“{value}”",
    "{len_type} values are required, but {len_value} was given.": "要写{len_type}个值，只写了{len_value}个",
    "{len_type} values are required, but {len_value} were given.": "要写{len_type}个值，写了{len_value}个",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "找不到{name}“{filename}”",
    "{name} {filename!r} is a file.": "“{filename}”是一个文件，这里应为{name}",
    "{name} {filename!r} is a directory.": "“{filename}”是一个文件夹，这里应为{name}",
    "{name} '{filename}' is a directory.": "“{filename}”是一个文件夹，这里应为{name}",
    "{name} {filename!r} is not readable.": "没有权限读{name}“{filename}”",
    "{name} {filename!r} is not writable.": "没有权限写{name}“{filename}”",
    "{name} {filename!r} is not executable.": "{name}“{filename}”不能运行",
    "Could not open file {filename!r}: {message}": "文件“{filename}”打不开（{message}）",
    "unknown error": "原因不明",
}


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
