"""``make test-matrix``: the tests on every Python of this machine, and with the oldest libraries we allow.

Each interpreter gets an environment of its own under ``.matrix``. What the machine lacks is named,
not passed over.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".matrix"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLDEST = "3.11"


def interpreter(version: str) -> str | None:
    """Return a Python of that version: on the path, or among those of pyenv or uv."""
    candidates = [shutil.which(f"python{version}") or ""]
    for folder in (".pyenv/versions", ".local/share/uv/python"):
        candidates += map(str, sorted(Path.home().glob(f"{folder}/*{version}.*/bin/python{version}")))
    return next((path for path in candidates if path and _is(path, version)), None)


def _is(path: str, version: str) -> bool:
    """Tell whether it runs and is what its name says: a shim of pyenv may be there without its Python."""
    asked = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    ran = subprocess.run([path, "-c", asked], capture_output=True, text=True, check=False)
    return ran.stdout.strip() == version


def oldest() -> list[str]:
    """Return the lowest version that ``pyproject.toml`` allows of each library that users install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["office"]]
    return [re.sub(r"\[.*\]", "", line).replace(">=", "==") for line in wanted]


def tested(name: str, python: str, pins: list[str]) -> bool:
    """Make the environment ``name``, run the tests in it and tell whether they passed."""
    folder = HOME / name
    print(f"== {name}: {', '.join(pins)}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    steps = [
        [python, "-m", "venv", str(folder)],
        [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--editable", ".[dev]", *pins],
        [str(folder / "bin/python"), "-m", "pytest", *sys.argv[1:]],
    ]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return all(subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode == 0 for step in steps)


def main() -> int:
    """Run every combination and print how each went; return 1 if one failed."""
    results = {}
    constraints = ["--constraint", "constraints.txt"]
    for version in PYTHONS:
        python = interpreter(version)
        if python is None:
            results[f"Python {version}"] = "not on this machine"
            continue
        results[f"Python {version}"] = "passed" if tested(version, python, constraints) else "FAILED"
        if version == OLDEST:
            name = f"Python {version}, oldest libraries"
            results[name] = "passed" if tested(f"{version}-oldest", python, oldest()) else "FAILED"
    print("\n".join(["", *(f"{name}: {result}" for name, result in results.items())]))
    return int("FAILED" in results.values())


if __name__ == "__main__":
    sys.exit(main())
