"""What others take the program by: packages that come out the same each time, a commit hook and a GitHub action."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ENVIRONMENT, ROOT
from tests.needs import needs
from tests.program import written

SOURCES = ("mzprog", "docs", "plans", "examples", "pyproject.toml", "README.md", "LICENSE", ".gitignore", "action.yml")


def built(folder: Path, mask: int, **env: str) -> dict[str, str]:
    """Build both packages of a copy of the sources, made under a mask; return the checksum of each by its name."""
    before = os.umask(mask)
    try:
        folder.mkdir()
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, folder / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copyfile(source, folder / name)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-d", "out"], cwd=folder, env={**ENVIRONMENT, **env},
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    finally:
        os.umask(before)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (folder / "out").iterdir()}


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Another folder, day, time zone, language and file mask change nothing; all that a run needs is in the wheel."""
    pytest.importorskip("hatchling")
    first = built(tmp_path / "一", 0o022, TZ="Asia/Shanghai", LC_ALL="C.UTF-8")
    second = built(tmp_path / "two words", 0o077, TZ="America/Lima", LC_ALL="C", PYTHONHASHSEED="7")
    assert first == second
    assert sorted(name.rpartition(".")[2] for name in first) == ["gz", "whl"]
    (wheel,) = (tmp_path / "一" / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        packed = {name for name in package.namelist() if name.startswith("mzprog/")}
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "mzprog").rglob("*") if path.is_file()}
    assert packed == {name for name in files if "__pycache__" not in name}
    (sources,) = (tmp_path / "一" / "out").glob("*.tar.gz")
    with tarfile.open(sources) as archive:
        assert {stat.filemode(member.mode | stat.S_IFREG) for member in archive} <= {"-rw-r--r--", "-rwxr-xr-x"}


def fake(folder: Path) -> dict[str, str]:
    """Put a ``mzprog`` that is this one on the path."""
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin" / "mzprog"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mzprog "$@"\n', "utf-8")
    program.chmod(0o755)
    return {**ENVIRONMENT, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@needs("bash")
@pytest.mark.parametrize(
    ("plans", "strict", "code"),
    [("plan.yaml", "false", 0), ("plan.yaml\n\n两个 词.yaml\n", "false", 0), ("plan.yaml", "true", 4),
     ("$(touch bad)\n", "false", 3), ("没有.yaml", "false", 3)],
)  # fmt: skip
def test_the_action_checks_the_plans(tmp_path: Path, plans: str, strict: str, code: int) -> None:
    """Its own step, run as GitHub runs it; a name is never a command."""
    written(tmp_path)
    written(tmp_path, "两个 词.yaml")
    step = read("action.yml")["runs"]["steps"][-1]
    inputs = {"plans": plans, "strict": strict}
    named = {key: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value) for key, value in step["env"].items()}
    environment = {key: inputs[found[1]] for key, found in named.items() if found}
    assert "${{" not in step["run"] and len(environment) == 2
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path,
        env={**fake(tmp_path), **environment}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr.decode()
    assert not (tmp_path / "bad").exists()


def test_the_action_is_one() -> None:
    """Every input is described, used, and has a value of its own."""
    action, text = read("action.yml"), (ROOT / "action.yml").read_text("utf-8")
    assert action["runs"]["using"] == "composite"
    assert all("shell" in step or "uses" in step for step in action["runs"]["steps"])
    for name, described in action["inputs"].items():
        assert described["description"] and isinstance(described["default"], str)
        assert f"${{{{ inputs.{name} }}}}" in text


@pytest.mark.parametrize("hook", [hook["id"] for hook in read(".pre-commit-hooks.yaml")])
def test_the_hook_checks_the_plans_of_a_commit(tmp_path: Path, hook: str) -> None:
    """It is handed the files that are committed, those of other kinds not among them."""
    (found,) = (one for one in read(".pre-commit-hooks.yaml") if one["id"] == hook)
    chosen = re.compile(found["files"])
    names = ("plans/a.yaml", "x/plans/b/a.yaml", ".github/plans.yaml", "plans/a.yaml.txt", "myplans/a.yaml")
    assert [name for name in names if chosen.search(name)] == ["plans/a.yaml", "x/plans/b/a.yaml"]
    broken = tmp_path / "坏.yaml"
    broken.write_text("- 1\n", "utf-8")
    good, codes = str(written(tmp_path)), []
    for files in ([good], [good, str(broken)]):
        command = [*found["entry"].split(), *files]
        codes.append(subprocess.run(command, env=fake(tmp_path), capture_output=True, check=False).returncode)
    assert codes == [4 if "--strict" in found["entry"] else 0, 3]
