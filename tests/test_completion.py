"""What the shell offers when the tab key is pressed."""

from __future__ import annotations

import pytest

from mzprog.cli import COMMANDS
from tests.conftest import Run


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


def test_options(mzprog: Run) -> None:
    """Options and, where there is a choice, their values."""
    assert offered(mzprog, "bash", "mzprog evaluate --y") == ["plain,--year"]
    assert offered(mzprog, "bash", "mzprog evaluate x --sort r") == ["plain,rate"]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in {"new", "schema"}])
def test_files(mzprog: Run, command: str) -> None:
    """What a command reads is a file, whose name the shell completes."""
    assert offered(mzprog, "bash", f"mzprog {command} pl") == ["file,pl"]
