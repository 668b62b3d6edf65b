"""No output is an input of the same call, nor another plan: by what the files are, not by what they are called."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from docx import Document

from mzprog.cli import COMMANDS, cli, files, run
from mzprog.cli.files import Apart, FileType
from tests.conftest import ENVIRONMENT, PIPED, Run
from tests.writers import IMPORTED, prepared

YEAR = ("--year", "2018")
SCENARIO = "方案一: {甲: 5}\n"

# Each call that would write where it reads; {} is what the file is called there, by name or by a link.
OVER_INPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "evaluate": ("plan.yaml", ("evaluate", "plan.yaml", *YEAR, "--format", "csv", "-o", "{}")),
    "evaluate a folder": ("plan.yaml", ("evaluate", ".", *YEAR, "--format", "json", "-o", "{}")),
    "outlook": ("plan.yaml", ("outlook", "plan.yaml", *YEAR, "--format", "json", "-o", "{}")),
    "check": ("plan.yaml", ("check", "plan.yaml", "--format", "plain", "-o", "{}")),
    "reconcile": ("plan.yaml", ("reconcile", "plan.yaml", "--format", "markdown", "-o", "{}")),
    "report": ("plan.html", ("report", "plan.html", *YEAR, "-o", "{}")),
    "annexes": ("plan.html", ("report", "plan.html", *YEAR, "-o", "评估.docx", "--annex-file", "{}")),
    "template": ("a.docx", ("report", "plan.yaml", *YEAR, "--template", "a.docx", "-o", "{}")),
    "export": ("plan.csv", ("export", "plan.csv", "-o", "{}", "--replace")),
    "whatif": ("plan.yaml", ("whatif", "plan.yaml", *YEAR, "--set", "甲=5", "--save", "{}", "--replace")),
    "whatif's result": ("plan.yaml", ("whatif", "plan.yaml", *YEAR, "--set", "甲=5", "--format", "csv", "-o", "{}")),
    "whatif's scenarios": (
        "s.yaml", ("whatif", "plan.yaml", *YEAR, "--scenario", "s.yaml", "--format", "csv", "-o", "{}", "--replace"),
    ),
    "import": ("表.csv", ("import", "表.csv", *IMPORTED, "-o", "{}", "--replace")),
    "import into the table": ("表.csv", ("import", "表.csv", "--into", "{}", "--replace")),
    "import into, elsewhere": ("数.csv", ("import", "数.csv", "--into", "plan.yaml", "-o", "{}", "--replace")),
    "changes": ("x.json", ("evaluate", "plan.yaml", *YEAR, "--against", "x.json", "--format", "csv", "-o", "{}")),
}  # fmt: skip


def by_name(file: Path) -> str:
    return file.name


def in_other_words(file: Path) -> str:
    return f"../{file.parent.name}/./{file.name}"


def by_link(file: Path) -> str:
    link = file.with_name("另一个名字" + file.suffix)
    link.symlink_to(file.name)
    return link.name


def by_hard_link(file: Path) -> str:
    link = file.with_name("另一个名字" + file.suffix)
    os.link(file, link)
    return link.name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with plans under several names, tables, scenarios and an earlier result."""
    prepared(tmp_path)
    (tmp_path / "s.yaml").write_text(SCENARIO, "utf-8")
    for copy in ("plan.html", "plan.csv"):
        (tmp_path / copy).write_bytes((tmp_path / "plan.yaml").read_bytes())
    (tmp_path / "x.json").write_text("{}", "utf-8")
    (tmp_path / "a.docx").write_bytes(b"PK")
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in os.listdir(folder) if (folder / name).is_file()}


@pytest.mark.parametrize("called", [by_name, in_other_words, by_link, by_hard_link])
@pytest.mark.parametrize("case", OVER_INPUTS)
def test_no_output_is_an_input(mzprog: Run, folder: Path, case: str, called: Callable[[Path], str]) -> None:
    """Exit 2 and one sentence that names both; every file is as it was."""
    name, args = OVER_INPUTS[case]
    output = called(folder / name)
    before = held(folder)
    ran = mzprog(*(arg.format(output) for arg in args), cwd=folder)
    assert (ran.code, ran.out, ran.err.count("\n"), output in ran.err) == (2, "", 1, True), ran.err
    assert held(folder) == before


def test_no_extract_replaces_the_template(mzprog: Run, folder: Path) -> None:
    """What is written into a folder has its names from the plan; they may be those of what is read."""
    text = (folder / "plan.yaml").read_text("utf-8").replace("type: 约束性", "responsible: a")
    (folder / "plan.yaml").write_text(text, "utf-8")
    Document().save(str(folder / "a.docx"))
    before = held(folder)
    args = ("report", "plan.yaml", *YEAR, "--template", "a.docx", "--each-responsible", ".")
    ran = mzprog(*args, cwd=folder)
    assert (ran.code, "它是这次要读的文件" in ran.err) == (2, True)
    assert held(folder) == before


def test_a_result_may_follow_its_predecessor(mzprog: Run, folder: Path) -> None:
    """The file of the last result takes the next one, as it always could."""
    args = ("evaluate", "plan.yaml", *YEAR, "--against", "上次.json", "-o", "上次.json")
    assert mzprog(*args, cwd=folder).code == 0
    first = (folder / "上次.json").read_bytes()
    assert mzprog(*args, cwd=folder).code == 0
    assert b'"changes": []' in (folder / "上次.json").read_bytes() != first


def test_a_plan_is_edited_in_its_place(mzprog: Run, folder: Path) -> None:
    """Also where ``-o`` says so in other words."""
    before = (folder / "plan.yaml").read_bytes()
    assert mzprog("import", "数.csv", "--into", "plan.yaml", "-o", "./plan.yaml", cwd=folder).code == 0
    assert (folder / "plan.yaml").read_bytes() != before


def test_two_outputs_are_two_files(mzprog: Run, folder: Path) -> None:
    """Whether the file is there already or not."""
    for name in ("新.yaml", "x.csv"):
        args = ("whatif", "plan.yaml", *YEAR, "--set", "甲=5", "--save", name, "--format", "csv", "-o", f"./{name}")
        before = held(folder)
        ran = mzprog(*args, "--replace", cwd=folder)
        assert (ran.code, "同一个文件" in ran.err) == (2, True)
        assert held(folder) == before
        (folder / name).write_text("x", "utf-8")


OVER_PLANS: dict[str, tuple[str, ...]] = {
    "schema": ("schema",),
    "evaluate": ("evaluate", "plan.html", *YEAR, "--format", "json"),
    "check": ("check", "plan.html", "--format", "csv"),
    "report": ("report", "plan.html", *YEAR),
    "whatif": ("whatif", "plan.html", *YEAR, "--set", "甲=5", "--format", "csv"),
}


@pytest.mark.parametrize("case", OVER_PLANS)
def test_no_result_replaces_another_plan(mzprog: Run, folder: Path, case: str) -> None:
    """A plan is known by its name or by what stands in it; an empty file is none."""
    other = folder / "另一个.md"
    (folder / "plan.yaml").rename(other)
    before = held(folder)
    ran = mzprog(*OVER_PLANS[case], "-o", other.name, cwd=folder)
    assert (ran.code, ran.out, "它是规划文件" in ran.err) == (2, "", True)
    assert held(folder) == before
    other.write_bytes(b"")
    assert mzprog(*OVER_PLANS[case], "-o", other.name, cwd=folder).code == 0


BODIES = """plan: 测试
baseline_year: 2015
target_year: 2020
indicators:
  - {name: 甲, responsible: [民政局, "a/b", "a:b", "A:b", CON], baseline: 1, target: 5, observations: {2018: 3}}
"""


def test_every_body_has_a_file_of_its_own(mzprog: Run, tmp_path: Path) -> None:
    """Also where their names differ by what no file may be called, or by capitals alone."""
    (tmp_path / "a.yaml").write_text(BODIES, "utf-8")
    ran = mzprog("report", "a.yaml", *YEAR, "--each-responsible", "各", cwd=tmp_path)
    assert (ran.code, "已为5个责任单位各写一份" in ran.err) == (0, True)
    names = sorted(file.stem for file in (tmp_path / "各").iterdir())
    assert names == ["A_b_3", "_CON", "a_b", "a_b_2", "民政局"]


@pytest.mark.parametrize(
    ("place", "words"), [("民政局.docx", "它是规划文件"), ("a_b.docx", "写到了同一个文件"), ("链接.docx", "同一个文件")]
)
def test_an_extract_replaces_no_plan_and_no_other_output(mzprog: Run, tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "a.yaml").write_text(BODIES, "utf-8")
    folder = tmp_path / "各"
    folder.mkdir()
    (folder / "民政局.docx").write_text(BODIES if place == "民政局.docx" else "", "utf-8")
    (folder / "链接.docx").symlink_to("a_b.docx")
    args = ("report", "a.yaml", *YEAR, "-o", "r.docx" if "民政" in place else f"各/{place}", "--each-responsible", "各")
    ran = mzprog(*args, cwd=tmp_path)
    assert (ran.code, words in ran.err) == (2, True)
    assert sorted(file.name for file in folder.iterdir()) == ["民政局.docx", "链接.docx"]
    assert not (tmp_path / "r.docx").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("甲.YAML", "- 还没有写完\n"),
        ("甲.yml", "- 还没有写完\n"),
        ("甲.txt", "\ufeff规划: 甲\n基期: 2015\n"),
        ("甲.txt", "{plan: 甲, baseline_year: 2015}\n"),
        ("甲.txt", '# 说明\n"规划": 甲\n'),
    ],
)
def test_a_plan_is_known_in_every_way_to_write_it(mzprog: Run, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    ran = mzprog(*OVER_PLANS["schema"], "-o", name, cwd=folder)
    assert (ran.code, "它是规划文件" in ran.err) == (2, True)
    assert (folder / name).read_text("utf-8") == text


def test_whatif_replaces_another_plan_when_told(mzprog: Run, folder: Path) -> None:
    assert mzprog(*OVER_PLANS["whatif"], "-o", "plan.yaml", "--replace", cwd=folder).code == 0
    assert (folder / "plan.yaml").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("mode", "way"), [("ab", "stdout"), ("ab", "both")])
def test_standard_output_is_no_input_either(folder: Path, mode: str, way: str) -> None:
    """Nor is a file that is standard input; ``>>`` would write behind the plan."""
    before = held(folder)
    plan = "-" if way == "both" else "plan.yaml"
    with open(folder / "plan.yaml", mode) as out, open(folder / "plan.yaml", "rb") as given:
        done = subprocess.run(
            [sys.executable, "-m", "mzprog", "evaluate", plan, *YEAR], stdin=given, stdout=out, stderr=subprocess.PIPE,
            cwd=folder, env=ENVIRONMENT, timeout=60, check=False,
        )  # fmt: skip
    told = any("标准输出".encode(encoding) in done.stderr for encoding in ("utf-8", PIPED))
    assert (done.returncode, told) == (2, True)
    assert held(folder) == before


def test_where_no_shell_expands_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan argument stands for the files it fits, unless one is so called; no other value is touched."""
    monkeypatch.setattr(files, "NO_SHELL", True)
    monkeypatch.chdir(folder)
    for name in ("a[1].yaml", "a1.yaml", "a2.yaml"):
        (folder / name).write_bytes((folder / "plan.yaml").read_bytes())
    given: dict[str, object] = {}

    @click.command(cls=Apart)
    @click.argument("plans", nargs=-1, type=files.READ)
    @click.option("-o", "output", type=files.RESULT)
    @click.option("--set", "sets")
    def command(**params: object) -> None:
        given.update(params)

    command(["a[1].yaml", "a?.yaml", "没有*.yaml", "-o", "x*.csv", "--set", "a?=5"], standalone_mode=False)
    assert given["plans"] == ("a[1].yaml", "a1.yaml", "a2.yaml", "没有*.yaml")
    assert (given["output"], given["sets"]) == ("x*.csv", "a?=5")


def test_click_expands_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows it would read every argument as a pattern: ``指标表[1].xlsx`` as ``指标表1.xlsx``."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(cli, "main", lambda **options: asked.update(options))
    assert run() == 0
    assert asked["windows_expand_args"] is False


def test_every_command_holds_its_files_apart() -> None:
    """An option that names a file says what becomes of it; no other option completes to files."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert isinstance(command, Apart)
        for param in command.params:
            shown = param.metavar or ""
            names_a_file = shown in {"文件", "PLAN", "PLAN…", "表"} or shown.endswith((".json", ".docx"))
            assert not names_a_file or isinstance(param.type, FileType), (name, param.opts)


@pytest.mark.skipif(sys.platform == "win32", reason="there the names are expanded by the program")
def test_where_there_is_a_shell_names_are_its_business(mzprog: Run, folder: Path) -> None:
    ran = mzprog("check", "*.yaml", cwd=folder)
    assert (ran.code, ran.err) == (3, "*.yaml: 找不到这个文件 [not-found]\n")
