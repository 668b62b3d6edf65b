"""The desk as it runs for users: a process of its own, asked over the network of this machine."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from tests.conftest import ENVIRONMENT, PIPED, ROOT

FORM = "application/x-www-form-urlencoded"


class Said(NamedTuple):
    """An answer: its code, its headers, its bytes."""

    code: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.data.decode()

    @property
    def words(self) -> str:
        """What a reader sees of a page, in one line."""
        plain = re.sub(r"(?s)<head>.*?</head>|<[^>]*>", " ", self.text)
        return " ".join(unescape(plain).split())


class Serving:
    """A running desk and the cookie that it gave."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.address = process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=([\w-]{40,})", self.address)
        assert found, self.address
        self.port, self.token = int(found[1]), found[2]
        self.host = f"127.0.0.1:{self.port}"
        self.cookie = ""
        self.cookie = self.ask("GET", f"/?token={self.token}").headers["Set-Cookie"].partition(";")[0]

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None
    ) -> Said:
        """Send a request as a browser of the desk does, but for what ``headers`` say otherwise (None: left out)."""
        sent: dict[str, str | None] = {"Host": self.host, "Cookie": self.cookie or None}
        if method not in {"GET", "HEAD"}:
            sent["Origin"] = f"http://{self.host}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.putrequest(method, quote(path, safe="/?=&:%+"), skip_host=True, skip_accept_encoding=True)
            for name, value in {**sent, **(headers or {})}.items():
                if value is not None:
                    line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            answer = line.getresponse()
            return Said(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()

    def get(self, path: str) -> Said:
        """Read a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Said:
        """Send a form; a field's name may need ``**{...}``."""
        return self.ask("POST", path, urlencode(fields).encode(), {"Content-Type": FORM})

    def upload(self, name: str, data: bytes) -> Said:
        """Send a file as the page for tables does."""
        return self.bring(f'name="file"; filename="{name}"', data)

    def paste(self, data: bytes) -> Said:
        """Send what was pasted as the page for tables does."""
        return self.bring('name="pasted"', data)

    def bring(self, field: str, data: bytes) -> Said:
        """Send one field of the page for tables."""
        edge = "edge-of-a-part"
        head = f"--{edge}\r\nContent-Disposition: form-data; {field}\r\n\r\n"
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", "/import", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})


@contextmanager
def serving(*args: str | Path, cwd: Path | None = None, **env: str) -> Iterator[Serving]:
    """Run ``mzprog open`` with these words and end it as a user does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mzprog", "open", *map(str, args), "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding=PIPED, env={**ENVIRONMENT, **env},
        cwd=cwd,
    )  # fmt: skip
    try:
        yield Serving(process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            _, told = process.communicate(timeout=20)
        finally:
            process.kill()
    assert "Traceback" not in told, told
    assert process.returncode == 0


def plans_in(folder: Path, *names: str) -> Path:
    """Copy plans of the project into a folder; all of them where none is named."""
    folder.mkdir(exist_ok=True)
    for file in (ROOT / "plans").glob("*.yaml"):
        if not names or file.stem in names:
            shutil.copyfile(file, folder / file.name)
    return folder


def fields_of(page: str, form: str = "sheet") -> dict[str, str]:
    """Return what a form of a page would send as it stands: its inputs and textareas."""
    inside = page[page.index(f'id="{form}"') :]
    inside = inside[: inside.index("</form>")]
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", inside):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name:
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>([^<]*)</textarea>', inside):
        found[unescape(name)] = unescape(text)
    return found
