"""`--only-changes`: nothing to read where nothing has changed, so that no mail is sent."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Run


def test_the_same_again_says_nothing(mzprog: Run, tmp_path: Path) -> None:
    """Not even that plans of the folder have not begun; a change is told."""
    before = str(tmp_path / "上次.json")
    assert mzprog("evaluate", "plans", "--year", "2018", "-o", before).code == 0
    again = ("evaluate", "plans", "--year", "2018", "--against", before, "--only-changes")
    assert mzprog(*again) == (0, "", "")
    changed = mzprog("evaluate", "plans", "--year", "2017", "--against", before, "--only-changes")
    assert changed.code == 0
    assert "每千名老年人口养老床位数" in changed.out
