"""What is wrong with an input, and where: values, not prints.

A :class:`Problem` refuses a plan; the same shape, in a plan's ``remarks``, only tells.
"""

import errno
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple, TypeVar

Value = TypeVar("Value")

LOCKED = frozenset({5, 32, 33})  # what Windows says where another program has a file open
MAX_KNOWN = 500  # as many known words as a search for the nearest one looks at
MAX_PROBLEMS = 20_000
OBEYED = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])  # Unicode's names for such characters


class Problem(NamedTuple):
    """One finding in one file.

    ``line`` and ``column`` count from 1 and are ``None`` where there is no place (a file that is
    not there). ``message`` is a Chinese sentence for the planner, ``code`` a stable word for scripts;
    ``indicator`` names the one that a check found it in.

    >>> print(Problem("plans/x.yaml", 42, 15, "not-a-number", "应为数值，得到“五十”"))
    plans/x.yaml:42:15: 应为数值，得到“五十” [not-a-number]
    >>> print(Problem("no.yaml", None, None, "not-found", "找不到这个文件"))
    no.yaml: 找不到这个文件 [not-found]
    """

    file: str
    line: int | None
    column: int | None
    code: str
    message: str
    indicator: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.message} [{self.code}]"


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON has it: its place, its code and its sentence."""
    return {key: value for key, value in problem._asdict().items() if key != "indicator"}


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by place and once each: what several components take over is found at each of them."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.line or 0, p.column or 0)))


class PlanError(Exception):
    """A plan file that cannot be used; ``problems`` holds every problem of it, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_file_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


def note(problems: list[Problem], problem: Problem) -> None:
    """Add a problem to those of a file; past ``MAX_PROBLEMS`` raise :class:`PlanError`: reading ends there."""
    problems.append(problem)
    if len(problems) > MAX_PROBLEMS:
        message = f"问题超过{MAX_PROBLEMS}个，没有再往下读；这多半不是规划文件"
        raise PlanError([*problems, problem._replace(code="too-many-problems", message=message)])


class Refusal(ValueError):
    """A text that is not what it should be: a ``code`` and a Chinese ``message``, not yet located."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def read_or_none(parse: Callable[..., Value], *text: Any) -> Value | None:
    """Return what ``parse`` reads in a text, or None where it refuses.

    >>> from mzprog.core.quantity import parse_number
    >>> read_or_none(parse_number, "1,234"), read_or_none(parse_number, "若干")
    (Decimal('1234'), None)
    """
    try:
        return parse(*text)
    except Refusal:
        return None


_LONGEST_QUOTE = 40


def quoted(text: str) -> str:
    r"""Quote what was found, on one line: cut where it is long, without what a terminal would obey.

    >>> quoted("五十"), quoted("\x1b[31m红")
    ('“五十”', '“[31m红”')
    """
    return f"“{visible(text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + '…', '')}”"


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "所在的文件夹不存在，请先建好",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "它是一个文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EIO: "读写出错，请检查磁盘",
    errno.EINVAL: "文件名不能用，或这里不能读写",
    errno.EBUSY: "正被别的程序使用",
    errno.ETXTBSY: "正被别的程序使用",
    errno.ENODEV: "设备不可用",
    errno.ENXIO: "设备不可用",
    errno.ENOMEM: "内存不足",
    errno.EBADF: "它已关闭",
    errno.ESTALE: "网络磁盘已断开",
    errno.EAGAIN: "管道满了，另一头没有及时读",
    errno.EEXIST: "旁边的临时文件被别的程序换掉了；请换一个文件夹再试",
    errno.ETIMEDOUT: "网络磁盘没有回应",
}


def reason(error: OSError) -> str:
    """Say in Chinese why the system refused a file; a rare reason stays a number.

    >>> reason(PermissionError(errno.EACCES, "Permission denied"))
    '没有权限'
    """
    if getattr(error, "winerror", None) in LOCKED:
        return "可能正被 Word 或 Excel 打开，请关闭后再试；也可能没有权限"
    return _REASONS.get(error.errno or 0) or f"系统错误{error.errno}"


def visible(text: str, instead: str = "?") -> str:
    r"""Put ``instead`` for what a terminal would obey instead of show: escapes, line ends, turned writing.

    >>> visible("a\x1b[31mb\u202ec")
    'a?[31mb?c'
    """
    if text.isprintable():
        return text
    from unicodedata import category  # only for odd texts: start-up time

    return "".join(instead if category(c) in OBEYED else c for c in text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` looks like a slip of, if any; the first ``MAX_KNOWN`` are compared.

    >>> nearest("baselin", ["baseline", "target"])
    'baseline'
    """
    from difflib import get_close_matches  # only when something is wrong: start-up time

    return next(iter(get_close_matches(word[:100], list(islice(known, MAX_KNOWN)), 1, 0.6)), None)
