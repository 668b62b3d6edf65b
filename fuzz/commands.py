"""Every command called with files that were changed by hand: a seed is a call, its files and what became of them.

What must hold: a documented exit code, no traceback, words that a terminal may show, every input as it was, nothing
half written and no scrap left.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.inputs import FILES, ROOT, TRICKY
from mzprog.core.problems import visible
from tests.conformance.oracle.draw import draw, file_of
from tests.inside import run_inside

CODES = range(6)
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "COLUMNS": "80"}
ODD = tuple(text.encode("utf-8", "surrogatepass") for text in TRICKY)
SCENARIOS = "方案一: {指标0: 45, 参照.target: ≥3}\n方案二: {指标0: +2, 指标1.rule: linear}\n".encode()
TABLE = "指标名称,单位,属性,2020年,2021年实际,2025年目标\n指标0,个,约束性,0,3,≥10\n参照,%,预期性,0.5,6,30-40\n"
WORDS = "基期: [起点]\n目标: [要求]\n".encode()

PLAN, OTHER, EARLIER, TRIED, GIVEN, MEANT = "规划.yaml", "另一.yaml", "上次.json", "方案.yaml", "表", "词.yaml"
TIME = (
    ("--year", "2021"),
    ("--year", "2018"),
    ("--as-of", "2021H1"),
    ("--year", "2025"),
    ("--year", "2022", "--latest"),
)
SHAPES = ("table", "plain", "markdown", "csv", "json")
RESULTS = ("果.json", "果.csv", "果.md", "果.txt")
REPORTS = ("告.md", "告.html", "告.xlsx", "告.docx")


class Call(NamedTuple):
    """A command, the options that may be added to it, and whether it asks for a time."""

    words: tuple[str, ...]
    options: tuple[tuple[str, ...], ...] = ()
    timed: bool = True


CALLS = (
    Call(("check", PLAN), (("--strict",),), timed=False),
    Call(("evaluate", PLAN), (("--explain",), ("--since", "2020"), ("--detail",), ("--verdict", "滞后"),
                              ("--fail-on", "滞后"), ("--sort", "rate"), ("--type", "约束性"))),
    Call(("evaluate", PLAN, OTHER), (("--detail",), ("--sort", "score"), ("--quiet", "--fail-on", "严重滞后"))),
    Call(("evaluate", PLAN, "--against", EARLIER), (("--only-changes",),)),
    Call(("outlook", PLAN)),
    Call(("reconcile", PLAN), (("--fail-on-mismatch",),), timed=False),
    Call(("whatif", PLAN, "--set", "指标0=+10%"), (("--set", "参照.target=≥9"), ("--save", "存.yaml"))),
    Call(("whatif", PLAN, "--sweep", "指标0=0..90/7.5")),
    Call(("whatif", PLAN, "--scenario", TRIED)),
)  # fmt: skip
IMPORTS = (
    Call(("import", GIVEN, "--preview"), timed=False),
    Call(("import", GIVEN, "--baseline-year", "2020", "--target-year", "2025", "--direction", "正向"),
         (("-o", "入.yaml"), ("--keys", "中文"), ("--table", "1"), ("--format", "json"), ("--words", MEANT),
          ("--period", "2021"), ("--like", PLAN)), timed=False),
    Call(("import", GIVEN, "--into", PLAN, "--period", "2022"), (("--source", "年鉴"),), timed=False),
)  # fmt: skip


@contextmanager
def laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder with these files for as long as a call lasts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        yield folder


def attack(seed: int) -> None:
    """Make one call and hold what comes of it to what must hold."""
    chance = Random(seed)
    files = given(chance)
    with laid_out(files) as folder:
        args = called(chance, files)
        before = os.stat(folder / PLAN).st_ino
        code, out, err = run_inside(args, b"", ENVIRONMENT, folder)
        said(args, code, out, err)
        if "json" in args and code in {0, 1} and out:
            json.loads(out)
        into = PLAN if "--into" in args and code in {0, 3} else ""
        held(folder, files, args, {word for flag, word in pairwise(args) if flag in {"-o", "--save"}}, into)
        assert into or os.stat(folder / PLAN).st_ino == before, args


def said(args: list[str], code: int, out: bytes, err: bytes) -> None:
    """Hold what a call says to what a terminal may show, and how it ends to what is documented."""
    assert code in CODES, (args, code)
    assert b"Traceback" not in err, (args, err)
    for line in (out + err).decode().splitlines() if "json" not in args else ():
        assert visible(line) == line or "--format" in args, (args, line)


def held(folder: Path, files: dict[str, bytes], args: list[str], asked: set[str], into: str = "") -> None:
    """Hold a folder to what it was, but for what was ``asked`` for, and what was written ``into``."""
    for file, data in files.items():
        assert file == into or (folder / file).read_bytes() == data, (args, file)
    made = set(os.listdir(folder)) - set(files)
    assert made <= asked, (args, made)
    assert not any((folder / name).stat().st_size == 0 for name in made), (args, made)


def called(chance: Random, files: dict[str, bytes]) -> list[str]:
    """Return the words of a call."""
    call = chance.choice(IMPORTS if chance.random() < 0.35 else (*CALLS, None, None))
    if call is None:
        words = [["report", PLAN, "-o", chance.choice(REPORTS)], ["export", PLAN, "-o", "出.xlsx"]][
            chance.random() < 0.4
        ]
        timed = words[0] == "report"
    else:
        words, timed = [*call.words], call.timed
        for option in call.options:
            if chance.random() < 0.25:
                words += option
        if words[0] != "import" and "--save" not in words:
            words += ["-o", chance.choice(RESULTS)] if chance.random() < 0.1 else ["--format", chance.choice(SHAPES)]
    if timed:
        words += chance.choice(TIME)
    return [next(name for name in files if name.startswith(GIVEN)) if word == GIVEN else word for word in words]


def given(chance: Random) -> dict[str, bytes]:
    """Return the files of a call, one or more of them changed."""
    plan = file_of(draw(chance.randrange(10**6)).plan) if chance.random() < 0.85 else chance.choice(FILES)
    tables = _tables()
    kind = chance.choice(list(tables))
    if kind == ".pdf" and chance.random() < 0.95:  # each is read by a process of its own, in the time of fifty others
        kind = ".html"
    files = {PLAN: plan, OTHER: file_of(draw(chance.randrange(10**6)).plan), EARLIER: _earlier(), TRIED: SCENARIOS,
             GIVEN + kind: tables[kind](chance), MEANT: WORDS}  # fmt: skip
    for file in {chance.choice([PLAN, PLAN, PLAN, OTHER, EARLIER, TRIED, GIVEN + kind, GIVEN + kind, MEANT])
                 for _ in range(2)}:  # fmt: skip
        files[file] = changed(chance, files[file])
    return files


def changed(chance: Random, data: bytes) -> bytes:
    """Change a file here and there: bytes, odd texts, lines; of a package one of its parts, sealed again."""
    if data[:2] == b"PK" and chance.random() < 0.8:
        return _resealed(chance, data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        place = chance.randrange(len(data) + 1)
        data = chance.choice(_WAYS)(chance, data, place)
    return data


def _resealed(chance: Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as made:
        hit = chance.choice(whole.namelist())
        for name in whole.namelist():
            part = whole.read(name)
            made.writestr(name, changed(chance, part) if name == hit and part[:2] != b"PK" else part)
    return out.getvalue()


def _odd(chance: Random, data: bytes, place: int) -> bytes:
    return data[:place] + chance.choice(ODD) + data[place + chance.choice([0, 0, 1, 9]) :]


def _bytes(chance: Random, data: bytes, place: int) -> bytes:
    return data[:place] + chance.randbytes(chance.choice([1, 1, 4])) + data[place + 1 :]


def _line(chance: Random, data: bytes, place: int) -> bytes:
    """Double a line, leave it out, or put it elsewhere."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    taken = lines[at] if chance.random() < 0.5 else lines.pop(at)
    if chance.random() < 0.6:
        lines.insert(chance.randrange(len(lines) + 1), taken)
    return b"\n".join(lines)


def _piece(chance: Random, data: bytes, place: int) -> bytes:
    """Put a piece of the file in another place."""
    start = chance.randrange(len(data) + 1)
    return data[:place] + data[start : start + chance.randrange(1, 40)] + data[place:]


def _digit(chance: Random, data: bytes, place: int) -> bytes:
    found = [at for at, byte in enumerate(data[place:], place) if byte in b"0123456789"][:1]
    return data[: found[0]] + chance.choice(b"0123456789.-e").to_bytes() + data[found[0] + 1 :] if found else data


def _cut(chance: Random, data: bytes, place: int) -> bytes:
    return data[:place] if chance.random() < 0.3 else data[:place] + data[place + chance.randrange(1, 60) :]


_WAYS: tuple[Callable[[Random, bytes, int], bytes], ...] = (_odd, _odd, _bytes, _line, _piece, _digit, _digit, _cut)


@cache
def _tables() -> dict[str, Callable[[Random], bytes]]:
    """Return tables of every kind that is read, by the end of their name; a workbook is a plan's own, exported."""
    found: dict[str, Callable[[Random], bytes]] = {
        ".csv": lambda chance: TABLE.encode(chance.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"])),
        ".html": lambda chance: _page().encode(chance.choice(["utf-8", "gb18030"])),
    }
    for path in sorted((ROOT / "tests" / "files").iterdir()):
        found[path.suffix] = partial(_same, path.read_bytes())
    found[".docx"], found[".xlsx"] = (partial(_same, _made(name)) for name in ("告.docx", "出.xlsx"))
    return found


def _same(data: bytes, chance: Random) -> bytes:
    return data


def _page() -> str:
    rows = "".join(f"<tr><td>{line.replace(',', '</td><td>')}</td></tr>" for line in TABLE.splitlines())
    return f"<html><body><table>{rows}</table></body></html>"


@cache
def _earlier() -> bytes:
    return _made("果.json")


def _made(name: str) -> bytes:
    """Return what the program writes of a plan."""
    words = {"告.docx": ["report", PLAN, "--year", "2021"], "出.xlsx": ["export", PLAN],
             "果.json": ["evaluate", PLAN, "--year", "2021"]}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / PLAN).write_bytes(file_of(draw(1).plan))
        code, _, err = run_inside([*words[name], "-o", name], b"", {"LC_ALL": "C.UTF-8"}, Path(folder))
        assert code == 0, err
        return (Path(folder) / name).read_bytes()
