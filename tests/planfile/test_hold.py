"""Before a plan file is written it is held against the bytes that the change was made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from mzprog.core.problems import PlanError
from mzprog.planfile.hold import unchanged

DATA = b"plan: a\n"


def test_the_same_bytes_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(DATA)
    with unchanged(str(tmp_path / "a.yaml"), DATA):
        pass


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (DATA + b"#", "文件已被改动"), (DATA[:-1], "文件已被改动"), (DATA.replace(b"a\n", b"b\n"), "文件已被改动"),
        (b"", "文件已被改动"), (None, "文件已被移走"),
    ],
)  # fmt: skip
def test_other_bytes_are_kept(tmp_path: Path, there: bytes | None, told: str) -> None:
    file = tmp_path / "a.yaml"
    if there is not None:
        file.write_bytes(there)
    with pytest.raises(PlanError) as caught, unchanged(str(file), DATA):
        raise AssertionError
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("changed", f"{told}，什么都没有写入；请再试一次")
