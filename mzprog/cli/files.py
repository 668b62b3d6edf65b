"""The files of a call: which are read, which are written, and that none is both.

An option or argument says by its type what becomes of the file it names. Every command that takes
files is an :class:`Apart`, which holds them against each other before anything is read or written:
by what they are, not by what they are called, so that a link to a file is that file.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mzprog.cli.output import may_write
from mzprog.planfile.disk import PLAN_NAMES, plan_files

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Device and number of a regular file; where one will be that is not there yet; None for what is no file.
Identity = tuple[int, int] | str | None

NO_SHELL = os.name == "nt"  # no shell there turns plans/*.yaml into the names of files
_READ, _WRITTEN = "mzprog.read", "mzprog.written"  # a call's files, for outputs whose names show later
_PLAN_LINE = "(?m)^(?:\ufeff)?(?:{[ \t]*)?[\"']?(?:plan|规划)[\"']?[ \t]*:".encode()
_LOOKED_AT = 65536  # bytes of a file in which that line is looked for


class Use(StrEnum):
    """What becomes of a file that a call names."""

    READ = "read"
    EARLIER = "earlier"  # the result before this one, which its successor may replace
    EDITED = "edited"  # read, and written to where no other output is named
    RESULT = "result"  # worked out of the inputs: it replaces the one before
    KEPT = "kept"  # what people go on with: one that is there is replaced only with --replace


class FileType(click.types.StringParamType):
    """The name of a file and its ``use``; completing it is left to the shell."""

    def __init__(self, use: Use) -> None:
        self.use = use

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Tell the shell that a file is wanted."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


READ = FileType(Use.READ)
EARLIER = FileType(Use.EARLIER)
EDITED = FileType(Use.EDITED)
RESULT = FileType(Use.RESULT)
KEPT = FileType(Use.KEPT)


class Named:
    """A file as a call names it: after which ``option``, and which file that is."""

    __slots__ = ("identity", "name", "option", "use")

    def __init__(self, use: Use, option: str, name: str, identity: Identity) -> None:
        self.use, self.option, self.name, self.identity = use, option, name, identity


class Apart(click.Command):
    """A command that writes neither where it reads, nor twice to one place, nor a result over a plan."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, once its files are known to be apart."""
        for param in self.params:
            if NO_SHELL and param.name and param.nargs == -1 and _use(param) == Use.READ:
                ctx.params[param.name] = tuple(name for given in ctx.params[param.name] for name in meant(given))
        files = [file for param in self.params for file in _named(param, ctx.params.get(param.name or ""))]
        written = [file for file in files if file.use in {Use.RESULT, Use.KEPT}]
        read = [file for file in files if file.use in {Use.READ, Use.EARLIER, Use.EDITED}]
        _not_read(written or [file for file in files if file.use == Use.EDITED], read, ctx)
        _not_read([Named(Use.RESULT, "标准输出", "", _of_stream(sys.stdout))], read, ctx)
        ctx.meta[_READ], ctx.meta[_WRITTEN] = read, written
        _once(written, ctx)
        for output in written:
            _not_there(output, read, ctx)
        return super().invoke(ctx)


def apart(option: str, paths: Iterable[str]) -> None:
    """Refuse to write where the call reads or writes, or over a plan, for what an option writes into a folder."""
    ctx = click.get_current_context()
    written = [Named(Use.RESULT, option, path, identity(path)) for path in paths]
    _not_read(written, ctx.meta[_READ], ctx)
    _once([*ctx.meta[_WRITTEN], *written], ctx)
    for output in written:
        _not_there(output, ctx.meta[_READ], ctx)


def also_read(paths: Iterable[str]) -> None:
    """Hold the outputs of a call against files that it reads besides those it names, as the tables in a folder."""
    ctx = click.get_current_context()
    read = [Named(Use.READ, "", path, identity(path)) for path in paths]
    _not_read([*ctx.meta[_WRITTEN], Named(Use.RESULT, "标准输出", "", _of_stream(sys.stdout))], read, ctx)
    ctx.meta[_READ] = [*ctx.meta[_READ], *read]


def _use(param: click.Parameter) -> Use | None:
    """Return what becomes of the files that an option or argument names; None where it names none."""
    return param.type.use if isinstance(param.type, FileType) else None


def _named(param: click.Parameter, value: str | Sequence[str] | None) -> Iterator[Named]:
    """Yield the files that an option or argument names, of a folder the plans in it."""
    use = _use(param)
    if use is None or not value:
        return
    option = param.opts[0] if isinstance(param, click.Option) else ""
    for name in (value,) if isinstance(value, str) else value:
        if name != "-":
            for file in [name, *(_inside(name) if use == Use.READ else ())]:
                yield Named(use, option, file, identity(file))
        elif use not in {Use.RESULT, Use.KEPT}:
            yield Named(use, option, "标准输入", _of_stream(sys.stdin))


def meant(given: str) -> list[str]:
    """Return the files that an argument with * ? or [ ] stands for: first of all one that is so called."""
    if os.path.lexists(given):
        return [given]
    from glob import glob

    return sorted(glob(given)) or [given]


def _inside(folder: str) -> list[str]:
    try:
        return plan_files(folder)
    except OSError:  # no folder, or one that cannot be read, of which reading it will tell
        return []


def _not_read(written: Sequence[Named], read: Sequence[Named], ctx: click.Context) -> None:
    """Refuse an output that is an input."""
    for output in written:
        for file in read:
            if output.identity is None or file.identity != output.identity or _may_follow(output, file, ctx):
                continue
            place = f"{output.option} 不能写到 {output.name}" if output.name else "标准输出不能写到这里"
            other = "" if file.name == output.name else f"，就是 {file.name}"
            _wrong(f"{place}：它是这次要读的文件{other}；请另起文件名", ctx)


def _may_follow(output: Named, file: Named, ctx: click.Context) -> bool:
    """Tell whether an output may take the place of what was read: a plan edited, a result its predecessor's."""
    if file.use == Use.EDITED:
        return output.use in {Use.EDITED, Use.KEPT}
    return file.use == Use.EARLIER and output.use == Use.RESULT and bool(output.name) and _form(output, ctx) == "json"


def _form(output: Named, ctx: click.Context) -> str:
    asked: str = ctx.params["form"]
    return os.path.splitext(output.name)[1][1:].lower() if asked == "auto" else asked


def _once(written: Sequence[Named], ctx: click.Context) -> None:
    """Refuse two outputs in one place."""
    for number, output in enumerate(written):
        for other in written[:number]:
            if output.identity is not None and output.identity == other.identity:
                _wrong(f"{output.option} 和 {other.option} 写到了同一个文件 {output.name}；请各写一个文件名", ctx)


def _not_there(output: Named, read: Sequence[Named], ctx: click.Context) -> None:
    """Refuse to replace what is there, unless it is only an earlier result or ``--replace`` is given."""
    replace = bool(ctx.params.get("replace"))
    edited = any(file.use == Use.EDITED and file.identity == output.identity for file in read)
    if output.use == Use.KEPT and not edited:
        may_write(output.name, replace)
    elif output.use == Use.RESULT and not replace and isinstance(output.identity, tuple) and _is_plan(output.name):
        hint = "请另起文件名" + ("，要覆盖请加 --replace" if "replace" in ctx.params else "")
        _wrong(f"{output.option} 不能写到 {output.name}：它是规划文件；{hint}", ctx)


def _is_plan(file: str) -> bool:
    """Tell whether a file is a plan, by its name or by a line of it; an empty one is nothing yet."""
    try:
        with open(file, "rb") as stream:
            head = stream.read(_LOOKED_AT)
    except OSError:  # writing it will say why
        return False
    return bool(head.strip()) and (file.lower().endswith(PLAN_NAMES) or bool(re.search(_PLAN_LINE, head)))


def identity(file: str) -> Identity:
    """Return which file a name leads to, whatever it is called."""
    try:
        return _of(os.stat(file), file)
    except OSError:
        return os.path.normcase(os.path.realpath(file))
    except ValueError:  # no name that any file could have
        return None


def _of_stream(stream: Any) -> Identity:
    """Return the file that standard input or output has been redirected to."""
    try:
        return _of(os.fstat(stream.fileno()), "")
    except (AttributeError, OSError, ValueError):  # there is none, or it is closed, or no stream of the system
        return None


def _of(found: os.stat_result, file: str) -> Identity:
    if not stat.S_ISREG(found.st_mode):
        return None
    # Some network disks number nothing.
    return (found.st_dev, found.st_ino) if found.st_ino else os.path.normcase(os.path.realpath(file)) or None


def _wrong(message: str, ctx: click.Context) -> NoReturn:
    raise click.UsageError(message, ctx)
