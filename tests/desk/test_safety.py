"""Who may ask the desk what: each rule is shown by a request that fails."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.desk.serving import FORM, Serving, fields_of, plans_in, serving

WUHAN = "/plan/wuhan.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plans_in(tmp_path_factory.mktemp("desk") / "plans", "wuhan")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Serving]:
    with serving(folder) as found:
        yield found


def test_the_address_lets_in_once_told(desk: Serving) -> None:
    """The printed address is answered by a clean one and a cookie that scripts and other sites do not get."""
    said = desk.ask("GET", f"/?token={desk.token}", headers={"Cookie": None})
    assert (said.code, said.headers["Location"]) == (303, "/")
    name, _, rest = said.headers["Set-Cookie"].partition("=")
    assert name == f"mzprog-{desk.port}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(rest.split("; "))
    assert desk.token not in rest
    assert desk.get("/").code == 200


REFUSED: dict[str, tuple[str, str, Mapping[str, str | None]]] = {
    "no cookie": ("GET", "/", {"Cookie": None}),
    "no cookie, style": ("GET", "/file/desk.css", {"Cookie": None}),
    "no cookie, a page that is not there": ("GET", "/nothing", {"Cookie": None}),
    "a wrong cookie": ("GET", WUHAN, {"Cookie": "mzprog-PORT=x"}),
    "the cookie of another port": ("GET", WUHAN, {"Cookie": "mzprog-1=SECRET"}),
    "letters that are no letters": ("GET", WUHAN, {"Cookie": "mzprog-PORT=\xff\xfe"}),
    "a wrong token": ("GET", "/?token=wrong", {}),
    "no token": ("GET", "/?token=", {"Cookie": None}),
    "another host": ("GET", "/", {"Host": "rebound.example"}),
    "another host with the port": ("GET", "/", {"Host": "rebound.example:PORT"}),
    "no port": ("GET", "/", {"Host": "127.0.0.1"}),
    "localhost": ("GET", "/", {"Host": "localhost:PORT"}),
    "another host with the token": ("GET", "/?token=TOKEN", {"Host": "rebound.example:PORT"}),
    "no origin": ("POST", f"{WUHAN}/fill", {"Origin": None}),
    "origin null": ("POST", f"{WUHAN}/fill", {"Origin": "null"}),
    "another site": ("POST", f"{WUHAN}/save", {"Origin": "http://site.example"}),
    "another port": ("POST", f"{WUHAN}/save", {"Origin": "http://127.0.0.1:1"}),
    "another scheme": ("POST", f"{WUHAN}/save", {"Origin": "https://127.0.0.1:PORT"}),
    "options from another site": ("OPTIONS", "/", {"Origin": "http://site.example"}),
    "put from another site": ("PUT", WUHAN, {"Origin": "http://site.example"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(desk: Serving, name: str) -> None:
    method, path, headers = REFUSED[name]

    def filled(text: str) -> str:
        for word, value in (("PORT", str(desk.port)), ("TOKEN", desk.token), ("SECRET", desk.cookie.split("=")[1])):
            text = text.replace(word, value)
        return text

    made = {key: value and filled(value) for key, value in headers.items()}
    body = b"period=2019" if method == "POST" else None
    said = desk.ask(method, filled(path), body, {"Content-Type": FORM, **made})
    assert said.code == 403
    assert "武汉" not in said.text
    assert "Set-Cookie" not in said.headers


def test_the_same_requests_pass_from_the_desks_own_pages(desk: Serving) -> None:
    assert desk.get(WUHAN).code == 200
    assert desk.post(f"{WUHAN}/fill", period="2019").code == 200


@pytest.mark.parametrize("path", ["/", WUHAN, "/import", "/nothing", f"{WUHAN}/report.md", "/file/desk.js"])
def test_what_a_browser_is_told(desk: Serving, path: str) -> None:
    """Nothing is kept, told on, framed, or run that is not the desk's; refusals say so too."""
    for headers in ({}, {"Cookie": None}):
        said = desk.ask("GET", path, headers=headers)
        assert said.headers["Referrer-Policy"] == "no-referrer"
        assert said.headers["Cache-Control"] == "no-store"
        assert said.headers["X-Content-Type-Options"] == "nosniff"
        rules = dict(rule.split(" ", 1) for rule in said.headers["Content-Security-Policy"].split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
        assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"


def test_only_this_machine_is_listened_to(desk: Serving) -> None:
    """Another address of the machine has nobody behind the port."""
    with socket.socket() as other:
        other.settimeout(5)
        with pytest.raises(OSError, match=r"refused|timed out"):
            other.connect(("127.0.0.2", desk.port))


OUTSIDE = ("../secret.yaml", "..%2Fsecret.yaml", "%2e%2e/secret.yaml", "/etc/passwd", "..\\secret.yaml", ".hidden.yaml",
           "linked.yaml", "wuhan.yaml%00", "notes.txt", "folder.yaml")  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_files_of_the_folder(folder: Path, desk: Serving, name: str) -> None:
    """Not by a way out, not by a link out, not what is no plan file."""
    secret = folder.parent / "secret.yaml"
    secret.write_bytes((folder / "wuhan.yaml").read_bytes())
    for made, text in ((".hidden.yaml", secret.read_bytes()), ("notes.txt", secret.read_bytes())):
        (folder / made).write_bytes(text)
    (folder / "folder.yaml").mkdir(exist_ok=True)
    link = folder / "linked.yaml"
    if not link.is_symlink():
        link.symlink_to(secret)
    for page in ("", "/whatif", "/fill", "/report.md"):
        said = desk.get(f"/plan/{name}{page}")
        assert said.code in {404, 400, 308}, page
        assert "床位" not in said.text
    assert "linked.yaml：是通到文件夹外面的链接，不读" in desk.get("/").words
    assert "folder.yaml：不是普通文件，不读" in desk.get("/").words
    before = secret.read_bytes()
    assert desk.post(f"/plan/{name}/save", period="2019", state="x").code in {404, 405}
    assert secret.read_bytes() == before


TABLE = "指标名称,单位,2015年基期,2020年目标,2018年实际\n床位,张,37,50,38.7\n".encode()


def _drafted(desk: Serving) -> str:
    said = desk.upload("表.csv", TABLE)
    assert said.code == 303, said.words
    return said.headers["Location"]


NAMES = (
    "../outside.yaml", "/tmp/outside.yaml", "a/b.yaml", "..\\outside.yaml", ".hidden.yaml", "c:x.yaml", "a\nb.yaml",
    "a\0.yaml", "wuhan.yaml", "x" * 200 + ".yaml", "", " .yaml",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_new_plans(folder: Path, desk: Serving, name: str) -> None:
    """A new plan never leaves the folder and never takes the place of a file."""
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    said = desk.post(f"{_drafted(desk)}/save", name=name)
    assert said.code == 200, said.words
    assert "文件名应像" in said.words or "已经有了" in said.words
    assert {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()} == before


def test_a_link_is_not_written_through(folder: Path, desk: Serving) -> None:
    """A name that is taken by a link to nowhere is taken."""
    (folder / "dangling.yaml").symlink_to(folder.parent / "made-by-nobody.yaml")
    assert "已经有了" in desk.post(f"{_drafted(desk)}/save", name="dangling.yaml").words
    assert not (folder.parent / "made-by-nobody.yaml").exists()
    (folder / "dangling.yaml").unlink()


def test_too_much_is_not_read(desk: Serving) -> None:
    said = desk.upload("big.csv", b"x" * 31_500_000)
    assert (said.code, "太大了：表最大30 MB。" in said.words) == (413, True)


def test_as_much_may_be_pasted_as_brought_in_a_file(desk: Serving) -> None:
    rows = b"a,%b\n" % (b"x" * 100) * 10_000
    assert "不像指标表" in desk.upload("big.csv", rows).words
    assert "不像指标表" in desk.paste(rows).words


@pytest.mark.parametrize(
    ("data", "word"), [(b"PK\x03\x04broken", ""), (b"\x89PNG\r\n", ""), (b"", "空的"), (b"a,b\n1,2\n", "不像指标表")]
)
def test_what_is_no_table_is_refused(desk: Serving, data: bytes, word: str) -> None:
    said = desk.upload("表.xlsx", data)
    assert said.code == 400
    assert "不能这样做" in said.words
    assert word in said.words


def test_nothing_of_an_upload_stays(tmp_path: Path) -> None:
    """What does not fit into memory is on disk only until it is answered."""
    plans, scratch = plans_in(tmp_path / "plans", "wuhan"), tmp_path / "scratch"
    scratch.mkdir()
    with serving(plans, TMPDIR=str(scratch)) as desk:
        rows = b"".join(b"%d,\xe5\xbc\xa0,1,2,3\n" % n for n in range(100))
        assert desk.upload("表.csv", TABLE + rows + b" " * 3_000_000).code in {303, 400}
        assert os.listdir(scratch) == []
        end = time.monotonic() + 10
        while _held(desk.process.pid, scratch) and time.monotonic() < end:  # it is let go of once the answer is out
            time.sleep(0.05)
        assert _held(desk.process.pid, scratch) == []


def _held(process: int, scratch: Path) -> list[str]:
    """Return the files under ``scratch`` that a process has open, those without a name included."""
    files = Path(f"/proc/{process}/fd")
    if not files.is_dir():
        pytest.skip("needs /proc")
    found = []
    for file in files.iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(file))
    return [name for name in found if name.startswith(str(scratch))]


def test_read_only_writes_nothing(tmp_path: Path) -> None:
    """Whatever is asked: saving what was filled in, and saving a new plan."""
    plans = plans_in(tmp_path / "plans", "wuhan")
    before = {path: path.read_bytes() for path in plans.iterdir()}
    with serving(plans, "--read-only") as desk:
        form = fields_of(desk.get(f"{WUHAN}/fill?period=2019").text)
        form["value:养老床位数"] = "7.2"
        shown = desk.post(f"{WUHAN}/fill", **form, do="diff")
        assert "不能保存" in shown.words
        hidden = {n: re.findall(f'name="{n}" value="([^"]*)"', shown.text)[0] for n in ("state", "shown")}
        said = desk.post(f"{WUHAN}/save", **form, **hidden)
        assert (said.code, "什么都不写" in said.words) == (403, True)
        said = desk.post(f"{_drafted(desk)}/save", name="新.yaml")
        assert (said.code, "什么都不写" in said.words) == (403, True)
        assert desk.get(f"{WUHAN}/whatif?set:养老床位数=7").code == 200
    assert {path: path.read_bytes() for path in plans.iterdir()} == before
