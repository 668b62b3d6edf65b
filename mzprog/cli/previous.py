"""The result of an earlier call, read for ``--against`` whatever wrote it to the disk."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from mzprog.cli.output import complain
from mzprog.core.problems import Refusal, reason

if TYPE_CHECKING:
    from mzprog.questions.against import PlanStanding

# PowerShell's > writes UTF-16, other programs put a BOM before UTF-8.
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8"))


def read_previous(path: str) -> list[PlanStanding] | None:
    """Return where the indicators stood, or None where there is nothing to compare with, which is said.

    That is so for a file that is not there yet (a first run) and one of another schema. What is no
    result of ours is a wrong call.
    """
    from mzprog.questions.against import standings

    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        complain(f"还没有上次的结果 {path}，这次不作比较")
        return None
    except (OSError, ValueError) as error:
        raise _wrong(path, f"打不开（{reason(error) if isinstance(error, OSError) else '文件名不能用'}）") from None
    try:
        return standings(_parsed(data))
    except Refusal as refusal:
        if refusal.code != "other-schema":
            raise _wrong(path, f"不能用：{refusal.message}") from None
        complain(f"上次的结果 {path} 不能比较，{refusal.message}；这次不作比较")
        return None


def _parsed(data: bytes) -> Any:
    """Return what a JSON file says, its numbers exact."""
    if not data.strip():
        raise Refusal("empty", "它是空的；如果用 > 写同一个文件，请改用 -o，它在写完以后才替换旧文件")
    encoding = next(name for bom, name in _ENCODINGS if data.startswith(bom))
    try:
        return json.loads(data.decode(encoding), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise Refusal("not-json", "它不是完整的JSON文件；确认不要了就删去它，从头开始") from None


def _wrong(path: str, why: str) -> click.UsageError:
    return click.UsageError(f"--against 的文件 {path} {why}", click.get_current_context())
