"""What the shell offers when the tab key is pressed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click import shell_completion

from mzprog.cli import COMMANDS
from tests.conftest import ENVIRONMENT, ROOT, Run


def offered(mzprog: Run, shell: str, words: str) -> list[str]:
    """Return what the last of the words could become, as the shell's script gets it."""
    position = str(len(words.split(" ")) - 1)
    env = {"_MZPROG_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": position}
    ran = mzprog(env=env)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.split("\n")[:-1]


def test_commands(mzprog: Run) -> None:
    """The first word is a command, begun or not."""
    assert offered(mzprog, "bash", "mzprog ") == [f"plain,{name}" for name in COMMANDS]
    assert offered(mzprog, "bash", "mzprog ev") == ["plain,evaluate"]


WUHAN = "mzprog evaluate plans/wuhan.yaml"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"{WUHAN} --category 养", ["养老服务"]),
        (f"{WUHAN} --verdict 滞", ["滞后"]),
        (f"{WUHAN} --fail-on 约束性:严", ["约束性:严重滞后"]),
        (f"{WUHAN} --fail-on 未", ["未完成"]),
        (f"{WUHAN} --as-of 2018", ["2018H1"]),
        (f"{WUHAN} --year 20", ["2020", "2018", "2017", "2016"]),
        ("mzprog evaluate --year 2018 plans --category 救", ["社会救助"]),
        ("mzprog whatif plans/wuhan.yaml --year 2018 --set 每千", ["每千名老年人口养老床位数="]),
        ("mzprog whatif plans/wuhan.yaml --sweep 人口养老", ["每千名老年人口养老床位数="]),
        ("mzprog whatif plans/wuhan.yaml --set 床位=4", []),
        ("mzprog whatif 没有.yaml --set 床", []),
        ("mzprog whatif README.md --set 床", []),
        ("mzprog whatif --set 床", []),
        ("mzprog evaluate - --category 养", []),
    ],
)
def test_words_of_the_plan_on_the_line(mzprog: Run, words: str, expected: list[str]) -> None:
    """Names, categories, verdicts and periods: what begins as typed, else what holds it; a broken plan has none."""
    assert offered(mzprog, "bash", words) == ([f"plain,{word}" for word in expected] or [""])


@pytest.mark.parametrize(
    "words",
    [
        "evaluate p.yaml -o x", "evaluate p.yaml --against x", "whatif p.yaml --save x", "whatif p.yaml --scenario x",
        "import x.docx --into x", "import x.docx -o x", "export p.yaml -o x", "report p.yaml -o x", "new -o x",
        "schema -o x",
    ],
)  # fmt: skip
def test_files_after_options(mzprog: Run, words: str) -> None:
    """An option whose value is a file leaves it to the shell."""
    assert offered(mzprog, "bash", f"mzprog {words}") == ["file,x"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(mzprog: Run, shell: str) -> None:
    """What users are told to keep: a script of that shell that asks the program."""
    if shell not in shell_completion._available_shells:  # PowerShell came with click 8.5
        pytest.skip(f"this click has no completion for {shell}")
    ran = mzprog(env={"_MZPROG_COMPLETE": f"{shell}_source", "BASH_VERSION": "5"})
    assert (ran.code, ran.err) == (0, "") and f"{shell}_complete" in ran.out
    program = shutil.which(shell)
    if shell != "powershell" and program:
        flag = "--no-execute" if shell == "fish" else "-n"
        checked = subprocess.run([program, flag], input=ran.out.encode(), capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")


def test_bash_completes_the_name_of_an_indicator(mzprog: Run, tmp_path: Path) -> None:
    """The whole way: the script in a real bash, the words of a line, what becomes of the last one."""
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("no bash here")
    (tmp_path / "complete.bash").write_text(mzprog(env={"_MZPROG_COMPLETE": "bash_source"}).out, "utf-8")
    (tmp_path / "mzprog").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mzprog "$@"\n', "utf-8")
    (tmp_path / "mzprog").chmod(0o755)
    script = (
        f'. "{tmp_path}/complete.bash"; COMP_WORDS=(mzprog whatif plans/wuhan.yaml --set 人口养老); COMP_CWORD=4; '
        '_mzprog_completion mzprog; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "-c", script], env={**ENVIRONMENT, "PATH": path}, cwd=ROOT, capture_output=True, check=False
    )
    assert done.stdout.decode() == "每千名老年人口养老床位数=\n"


def test_options(mzprog: Run) -> None:
    """Options and, where there is a choice, their values."""
    assert offered(mzprog, "bash", "mzprog evaluate --y") == ["plain,--year"]
    assert offered(mzprog, "bash", "mzprog evaluate x --sort r") == ["plain,rate"]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in {"new", "schema"}])
def test_files(mzprog: Run, command: str) -> None:
    """What a command reads is a file, whose name the shell completes."""
    assert offered(mzprog, "bash", f"mzprog {command} pl") == ["file,pl"]
