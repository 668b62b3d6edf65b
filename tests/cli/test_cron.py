"""``examples/cron.sh``, run as cron does: quiet where nothing changed, nothing lost whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Ran
from tests.needs import needs
from tests.program import written
from tests.shells import EXAMPLES, PROGRAM, SHELLS

BUSY = 75

# What keeps two runs apart: flock or, where it is missing, a folder.
LOCKS = [pytest.param("", id="flock", marks=needs("flock")), pytest.param("flock", id="folder")]
# A whole run, with all that it started, is ended at once; not every system can.
GROUPS = pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs os.killpg")

# A letter is a file: the arguments, a line each, and the text.
MAIL = """#!/bin/sh
letter=$(mktemp "$MAILBOX/XXXXXX")
{ printf '%s\\n' "$@"; cat; } > "$letter"
"""
# Says that it is there and waits to be told to go on.
SLOW = """#!/bin/sh
cat < /dev/null > "{here}/started"
left=1200 # nobody waits for longer than a minute
while [ ! -e "{here}/go" ] && [ $left -gt 0 ]; do sleep 0.05; left=$((left - 1)); done
exec "{program}" "$@"
"""


class Letter(NamedTuple):
    subject: str
    to: str
    body: str


class Machine:
    """A machine with cron: a project folder with the script, a program, a mail command, and hardly any environment."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.project = place / "项目 一"
        self.plans = self.project / "plans"
        self.state = self.project / "state"
        self.box = place / "box"
        for folder in (self.plans, self.project / "examples", self.project / ".venv/bin", place / "bin", self.box):
            folder.mkdir(parents=True)
        shutil.copy(EXAMPLES / "cron.sh", self.project / "examples")
        self.mzprog = self.program(self.project / ".venv/bin/mzprog", PROGRAM)
        self.mail = self.program(place / "bin/mail", MAIL)
        self.path = f"{place / 'bin'}:{os.environ['PATH']}"
        self.plan()

    def program(self, path: Path, script: str) -> Path:
        path.write_text(script)
        path.chmod(0o755)
        return path

    def slow(self, program: Path) -> str:
        """Return a program that does as another once ``go`` is there."""
        return str(self.program(self.place / "slow", SLOW.format(here=self.place, program=program)))

    def plan(self, first: str = "6", name: str = "plan.yaml") -> Path:
        """Write a plan whose binding indicator 甲 is at ``first`` of the 6 that are due."""
        return written(self.plans, name, first=first)

    def without(self, missing: str) -> None:
        """Leave a program out: the path has only what the script needs."""
        for name in ("sh", "cat", "date", "dirname", "find", "grep", "id", "mkdir", "mktemp", "mv", "rmdir", "sleep"):
            found = shutil.which(name)
            assert found and name != missing
            (self.place / "bin" / name).symlink_to(found)
        self.path = str(self.place / "bin")

    def start(self, *shell: str, **settings: str) -> subprocess.Popen[bytes]:
        """Start the script as cron does, from another folder."""
        return subprocess.Popen(
            [*(shell or ("sh",)), str(self.project / "examples/cron.sh")], cwd=self.place, start_new_session=True,
            env={"PATH": self.path, "MAILBOX": str(self.box), "MAILTO": "planner", "YEAR": "2018", **settings},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *shell: str, **settings: str) -> Ran:
        return ended(self.start(*shell, **settings))

    def run_when_free(self) -> Ran:
        """Run once the system has let go of what killed processes held, which it does a moment after their end."""
        end = time.monotonic() + 60
        while (ran := self.run()).code == BUSY:
            assert time.monotonic() < end
            time.sleep(0.02)
        return ran

    def wait_until_started(self) -> None:
        end = time.monotonic() + 60
        while not (self.place / "started").exists():
            assert time.monotonic() < end
            time.sleep(0.02)

    def go(self) -> None:
        (self.place / "go").touch()

    def letters(self) -> list[Letter]:
        """Take the letters out of the box."""
        taken = []
        for file in self.box.iterdir():
            flag, subject, to, body = file.read_text("utf-8").split("\n", 3)
            assert flag == "-s"
            taken.append(Letter(subject, to, body))
            file.unlink()
        return taken

    def letter(self) -> Letter:
        (letter,) = self.letters()
        return letter

    def kept(self, year: int = 2018) -> Mapping[str, str]:
        """Return the verdicts that were kept."""
        (plan,) = json.loads((self.state / f"{year}.json").read_text("utf-8"))["plans"]
        return {row["name"]: row["verdict"] for row in plan["indicators"]}


def ended(process: subprocess.Popen[bytes]) -> Ran:
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out.decode(), err.decode())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


QUIET = Ran(0, "", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_year_in_year_out(shell: tuple[str, ...], machine: Machine) -> None:
    """The whole table at first, then nothing but changes; a met gate and a broken plan are told."""
    assert machine.run(*shell) == QUIET
    first = machine.letter()
    assert (first.subject, first.to) == ("规划评估（2018年）：第一次评估", "planner")
    assert "还没有上次的结果" in first.body
    assert "2项指标：进展良好2项" in first.body

    assert machine.run(*shell) == QUIET
    assert machine.letters() == []

    machine.plan("2")
    assert machine.run(*shell) == (4, "", "")
    lags = machine.letter()
    assert lags.subject == "规划评估（2018年）：达到约束性:滞后"
    assert "--fail-on：约束性:滞后 1项（甲）" in lags.body
    assert re.search(r"(?m)^甲 .*进展良好 100\.00% +严重滞后 33\.33% +实际6→2$", lags.body)
    assert not re.search("(?m)^乙", lags.body)
    assert machine.kept() == {"甲": "严重滞后", "乙": "进展良好"}
    assert machine.run(*shell) == QUIET
    assert machine.letters() == []

    machine.plan("6")
    good = (machine.plans / "plan.yaml").read_bytes()
    (machine.plans / "plan.yaml").write_bytes(good.replace(b"baseline: 0", b"baselin: 0"))
    for _ in range(2):  # as long as it is so
        assert machine.run(*shell) == (3, "", "")
        broken = machine.letter()
        assert broken.subject == "规划评估（2018年）：有规划不能用"
        assert "没有“baselin”这个键" in broken.body
        assert machine.kept()["甲"] == "严重滞后"

    (machine.plans / "plan.yaml").write_bytes(good)
    assert machine.run(*shell) == QUIET
    recovered = machine.letter()
    assert recovered.subject == "规划评估（2018年）：有变化"
    assert "恢复1项" in recovered.body

    assert machine.run(*shell, YEAR="2019") == QUIET  # for which there is no figure: no result
    assert machine.letters() == []
    assert not (machine.state / "2019.json").exists()
    text = (machine.plans / "plan.yaml").read_text("utf-8")
    (machine.plans / "plan.yaml").write_text(text.replace("{2018: 6,", "{2018: 6, 2019: 8,"), "utf-8")
    assert machine.run(*shell, YEAR="2019") == QUIET
    assert "与上次（state/2018.json）相比" in machine.letter().body
    assert machine.run(*shell, YEAR="2019") == QUIET
    assert machine.letters() == []


def test_the_settings(machine: Machine) -> None:
    """Another folder, another place for the results, no gate; the year is the last one and the reader who runs it."""
    plans = machine.place / "规划 夹"
    plans.mkdir()
    before = date.today().year - 1
    file = written(plans, first="2")
    text = file.read_text("utf-8")  # the last year has figures, and so has this one, should it be New Year's Eve
    file.write_text(text.replace("{2018: ", f"{{{before}: 2, {before + 1}: 2, 2018: "), "utf-8")
    machine.plan("6")
    english = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = machine.run(PLANS=str(plans), STATE="结果 夹", GATE="", YEAR="", MAILTO="", **english)
    assert ran == QUIET
    letter = machine.letter()
    years = {before, date.today().year - 1}
    assert letter.subject in {f"规划评估（{year}年）：第一次评估" for year in years}
    assert "2项指标：严重滞后2项" in letter.body
    assert letter.to == subprocess.run(["id", "-un"], capture_output=True, check=True, text=True).stdout.strip()
    assert any((machine.project / f"结果 夹/{year}.json").exists() for year in years)
    assert not machine.state.exists()
    assert machine.run(PLANS=str(plans), GATE="") == QUIET
    assert "严重滞后" in machine.letter().body


@pytest.mark.parametrize("mailer", ["false", "/没有/这个命令"])
def test_a_letter_that_cannot_be_sent_is_not_lost(mailer: str, machine: Machine) -> None:
    """It goes where cron sends it from, and the change is told again."""
    machine.run()
    machine.letters()
    machine.plan("2")
    ran = machine.run(MAILER=mailer)
    assert (ran.code, ran.out) == (5, "")
    assert "实际6→2" in ran.err
    assert machine.kept()["甲"] == "进展良好"
    assert machine.run().code == 4
    assert "实际6→2" in machine.letter().body


def test_without_the_program_a_letter_says_so(machine: Machine) -> None:
    ran = machine.run(MZPROG="没有/mzprog")
    assert ran == (127, "", "")
    letter = machine.letter()
    assert letter.subject == "规划评估（2018年）：没有评估成（退出码127）"
    assert "没有/mzprog" in letter.body


def test_a_spoilt_result_is_told(machine: Machine) -> None:
    """What cannot be compared with is neither replaced nor passed over."""
    machine.run()
    machine.letters()
    (machine.state / "2018.json").write_text("{")
    assert machine.run() == (2, "", "")
    assert "不是完整的JSON文件" in machine.letter().body
    assert (machine.state / "2018.json").read_text() == "{"


@pytest.mark.parametrize("missing", LOCKS)
def test_two_runs_do_not_meet(missing: str, machine: Machine) -> None:
    """A run that finds another at work leaves quietly; the other does its work."""
    if missing:
        machine.without(missing)
    first = machine.start(MZPROG=machine.slow(machine.mzprog))
    machine.wait_until_started()
    assert machine.run() == (BUSY, "", "")
    assert machine.letters() == []
    machine.go()
    assert ended(first) == QUIET
    assert machine.letter()
    assert machine.run() == QUIET


@pytest.mark.parametrize("missing", LOCKS)
def test_runs_started_at_once(missing: str, machine: Machine) -> None:
    """Whoever comes first tells it, once, and what is kept is whole."""
    if missing:
        machine.without(missing)
    runs = [machine.start() for _ in range(4)]
    ran = {ended(run) for run in runs}
    assert ran - {(BUSY, "", "")} == {QUIET}
    assert machine.letter()
    assert machine.kept() == {"甲": "进展良好", "乙": "进展良好"}


@GROUPS
@pytest.mark.parametrize("missing", LOCKS)
@pytest.mark.parametrize("during", ["mzprog", "mail"])
def test_a_killed_run_loses_nothing(during: str, missing: str, machine: Machine) -> None:
    """What was kept stays; the next run tells the change. Without flock that is after a day."""
    if missing:
        machine.without(missing)
    machine.run()
    machine.letters()
    before = (machine.state / "2018.json").read_bytes()
    machine.plan("2")
    slow = {"mzprog": "MZPROG", "mail": "MAILER"}[during]
    killed = machine.start(**{slow: machine.slow(getattr(machine, during))})
    machine.wait_until_started()
    os.killpg(killed.pid, signal.SIGKILL)
    assert ended(killed).code == -signal.SIGKILL
    assert (machine.state / "2018.json").read_bytes() == before
    if missing:
        assert machine.run() == (BUSY, "", "")
        os.utime(machine.state / "running", (time.time() - 2 * 86400,) * 2)
    assert machine.run_when_free() == (4, "", "")
    assert "实际6→2" in machine.letter().body
    assert machine.run() == QUIET


def test_a_change_in_between_is_not_lost(machine: Machine) -> None:
    """The program is called twice; what changes between the two calls is told, if need be again."""
    machine.run()
    machine.letters()
    written(machine.place, "later.yaml", first="2")
    move = f'mv -f "{machine.place}/later.yaml" "{machine.plans}/plan.yaml" 2>/dev/null'
    between = machine.program(
        machine.place / "between", f'#!/bin/sh\n"{machine.mzprog}" "$@"\ncode=$?\n{move}\nexit $code'
    )
    machine.run(MZPROG=str(between))
    machine.run()
    letters = machine.letters()
    assert letters
    assert all("实际6→2" in letter.body for letter in letters)
    assert machine.kept()["甲"] == "严重滞后"


@GROUPS
def test_what_the_mail_command_leaves_running_holds_no_lock(machine: Machine) -> None:
    daemon = machine.program(machine.place / "daemon", "#!/bin/sh\ncat >/dev/null\nsleep 60 >/dev/null 2>&1 &")
    first = machine.start(MAILER=str(daemon))
    assert ended(first) == QUIET
    assert machine.run() == QUIET
    os.killpg(first.pid, signal.SIGKILL)


@GROUPS
def test_an_ended_run_leaves_no_lock(machine: Machine) -> None:
    """Not even where it is a folder and the run is asked to end."""
    machine.without("flock")
    ending = machine.start(MZPROG=machine.slow(machine.mzprog))
    machine.wait_until_started()
    os.killpg(ending.pid, signal.SIGTERM)
    assert ended(ending).code == 130
    assert machine.run() == QUIET


def test_where_nothing_can_be_kept(machine: Machine) -> None:
    """It is said, and by the exit code of what cannot be written."""
    machine.state.write_text("")
    ran = machine.run()
    assert (ran.code, ran.out) == (5, "")
    assert "写不进文件夹 state" in ran.err
