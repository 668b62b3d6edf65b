"""`--against`: the earlier file as any program may have written it, none yet, and files that cannot be used."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Run
from tests.program import called, written


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the result of a plan ``plan.yaml`` in 2018, as text."""
    folder = tmp_path_factory.mktemp("earlier")
    with open(folder / "x", "wb") as out:
        args = ("evaluate", str(written(folder)), "--year", "2018", "--format", "json")
        assert called(*args, stdout=out).returncode == 0
    return (folder / "x").read_text("utf-8").replace(f"{folder}/", "")


def held(mzprog: Run, folder: Path, data: bytes | None, *args: str) -> Ran:
    """Evaluate the same plan again, against a file of these bytes."""
    written(folder)
    if data is not None:
        (folder / "上次.json").write_bytes(data)
    return mzprog("evaluate", "plan.yaml", "--year", "2018", "--against", "上次.json", *args, cwd=folder)


# ---- what wrote it ----


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),  # PowerShell 5.1
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
    ],
)
def test_encodings(mzprog: Run, tmp_path: Path, earlier: str, bom: bytes, encoding: str) -> None:
    """The same whatever wrote it, with the line ends of Windows too; a name in it is read right."""
    for text in (earlier, earlier.replace("\n", "\r\n")):
        assert held(mzprog, tmp_path, bom + text.encode(encoding), "--only-changes") == (0, "", "")
    moved = earlier.replace("plan.yaml", "各市\\\\规划.yaml")
    assert held(mzprog, tmp_path, bom + moved.encode(encoding), "--only-changes") == (0, "", "")


def test_the_document_of_an_earlier_comparison(mzprog: Run, tmp_path: Path, earlier: str) -> None:
    """Serves as well: what a cron job writes each time is compared with the next time."""
    first = held(mzprog, tmp_path, earlier.encode(), "--format", "json")
    assert json.loads(first.out)["changes"] == []
    assert held(mzprog, tmp_path, first.out.encode(), "--only-changes") == (0, "", "")


@pytest.mark.parametrize(
    "call", [("evaluate", "--since", "2017"), ("evaluate", "--explain", "--sort", "rate"), ("outlook",)]
)
def test_documents_that_hold_the_same(mzprog: Run, tmp_path: Path, call: tuple[str, ...]) -> None:
    """Those with more keys for every indicator, or in another order, tell the same of where each stood."""
    command, *more = call
    ran = mzprog(command, str(written(tmp_path).name), "--year", "2018", *more, "--format", "json", cwd=tmp_path)
    assert ran.code == 0
    assert held(mzprog, tmp_path, ran.out.encode(), "--only-changes") == (0, "", "")
    written(tmp_path, first="4")
    ran = mzprog(command, "plan.yaml", "--year", "2018", *more, "--format", "json", cwd=tmp_path)
    assert "实际4→3" in held(mzprog, tmp_path, ran.out.encode(), "--only-changes").out


# ---- none to compare with ----


def test_the_first_time(mzprog: Run, tmp_path: Path) -> None:
    """One line, and all that is printed without ``--against``, whatever is asked besides; gates count."""
    plain = held(mzprog, tmp_path, b"", "--against", "没有")  # the last one counts
    assert plain.err == "还没有上次的结果 没有，这次不作比较\n"
    expected = mzprog("evaluate", "plan.yaml", "--year", "2018", cwd=tmp_path).out
    assert (plain.code, plain.out) == (0, expected)
    (tmp_path / "上次.json").unlink()
    for more, code in (((), 0), (("--fail-on", "滞后"), 4)):
        ran = held(mzprog, tmp_path, None, "--only-changes", *more)
        assert (ran.code, ran.out) == (code, expected)
        assert ran.err.splitlines()[0] == "还没有上次的结果 上次.json，这次不作比较"
    document = json.loads(held(mzprog, tmp_path, None, "--format", "json").out)
    assert (len(document["plans"]), document["against"], document["changes"]) == (1, "上次.json", None)


def test_the_first_time_is_the_last_without_a_result(mzprog: Run, tmp_path: Path) -> None:
    """The result may be written to the file that it was compared with."""
    args = ("evaluate", "plan.yaml", "--year", "2018", "--against", "x.json", "-o", "x.json")
    written(tmp_path)
    assert (mzprog(*args, cwd=tmp_path).code, mzprog(*args, cwd=tmp_path)) == (0, (0, "", ""))
    written(tmp_path, first="4")
    assert mzprog(*args, cwd=tmp_path) == (0, "", "")
    document = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert [(c["kind"], c["indicator"]) for c in document["changes"]] == [("figures", "甲")]


@pytest.mark.parametrize("schema", ["2", "0", "10.5"])
def test_another_schema(mzprog: Run, tmp_path: Path, earlier: str, schema: str) -> None:
    """An old or a newer program wrote it: said, and evaluated as the first time; what follows is not looked at."""
    data = earlier.replace('"schema": 1', f'"schema": {schema}').replace("indicators", "rows")
    ran = held(mzprog, tmp_path, data.encode(), "--only-changes")
    assert (ran.code, "2项指标" in ran.out) == (0, True)
    told = f"上次的结果 上次.json 不能比较，它的格式版本是{schema}，现在的是1；这次不作比较\n"
    assert ran.err == told


# ---- what cannot be used ----

EMPTY, BROKEN, STRANGE, PART = "它是空的", "它不是完整的JSON文件", "它不是 mzprog evaluate", "它只有一部分指标"


def edited(text: str, **changes: Any) -> bytes:
    """Return a result with something else in its plan."""
    document = json.loads(text)
    document["plans"][0] |= changes
    return json.dumps(document).encode()


def test_files_that_cannot_be_used(mzprog: Run, tmp_path: Path, earlier: str) -> None:
    """A wrong call, one line that says what it is; nothing is printed, and the file stays."""
    cases = [
        (b"", EMPTY), (b" \n", EMPTY), (codecs.BOM_UTF8, BROKEN), (codecs.BOM_UTF16_LE + b"{", BROKEN),
        (earlier[: len(earlier) // 2].encode(), BROKEN),
        (earlier.encode("gbk"), BROKEN), (b"schema: 1\n", BROKEN), (b"\x00" * 100, BROKEN), (b"[" * 100_000, BROKEN),
        (b"null", STRANGE), (b"[1]", STRANGE), (b"{}", STRANGE), (b'{"schema": 1}', STRANGE),
        (b'{"schema": "1", "plans": []}', STRANGE), (b'{"schema": NaN, "plans": []}', STRANGE),
        (edited(earlier, indicators=[1, 2]), STRANGE), (edited(earlier, method={"tiers": [1, 2]}), STRANGE),
        (edited(earlier, indicators=[]), PART),
        (re.sub('"observed": [^,]+', '"observed": 1e-30000000', earlier).encode(), "它的 observed 不是"),
    ]  # fmt: skip
    for data, told in cases:
        ran = held(mzprog, tmp_path, data, "--only-changes")
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"--against 的文件 上次.json 不能用：{told}" in ran.err
        assert (tmp_path / "上次.json").read_bytes() == data


@pytest.mark.parametrize(
    ("command", "args", "told"),
    [
        ("check", (), STRANGE), ("reconcile", (), STRANGE), ("whatif", ("--year", "2018", "--set", "甲=5"), STRANGE),
        ("evaluate", ("--year", "2018", "--verdict", "严重滞后"), PART),
        ("evaluate", ("--year", "2018", "--type", "约束性"), PART),
    ],
)  # fmt: skip
def test_other_documents_of_ours(mzprog: Run, tmp_path: Path, command: str, args: tuple[str, ...], told: str) -> None:
    """Another command's, or one whose rows were chosen: from those nobody can say what is gone."""
    plan = written(tmp_path)
    plan.write_text(plan.read_text("utf-8").replace("id: a,", "published: {2018: {rate: 50}},"), "utf-8")
    ran = mzprog(command, str(plan), *args, "--format", "json")
    assert ran.code == 0
    assert told in held(mzprog, tmp_path, ran.out.encode()).err


def test_what_cannot_be_read(mzprog: Run, tmp_path: Path) -> None:
    """A folder, and a name that no file can have."""
    (tmp_path / "上次.json").mkdir()
    ran = held(mzprog, tmp_path, None)
    assert (ran.code, "打不开（它是一个文件夹）" in ran.err) == (2, True)
    ran = held(mzprog, tmp_path, None, "--against", "长" * 200)
    assert (ran.code, "打不开（文件名太长）" in ran.err) == (2, True)


def test_words_that_a_terminal_would_obey(mzprog: Run, tmp_path: Path, earlier: str) -> None:
    """Of the earlier file, its name too, are not passed on to it; half a character is no crash."""
    odd = "\x1b[2J\r\u202e\ud800"
    whole = json.dumps(json.loads(edited(earlier, plan=odd, file="别处.yaml"))).encode()
    document = json.loads(earlier)
    document["plans"][0]["indicators"][0] |= {"verdict": odd, "target": odd, "type": odd, "outcome": odd}
    document["plans"][0]["indicators"][1] |= {"name": odd}
    name = "上\x1b[2J次.json"
    for data in (whole, json.dumps(document).encode()):
        (tmp_path / name).write_bytes(data)
        ran = held(mzprog, tmp_path, None, "--against", name, "--only-changes")
        assert (ran.code, ran.err, "不再有1项" in ran.out) == (0, "", True)
        assert not set("\x1b\r\u202e") & set(ran.out)
