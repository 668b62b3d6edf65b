"""Documents in another form by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from mzprog.core.problems import Refusal

SECONDS = 60

# Nothing in a document is run, and nothing is fetched for it.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def converted(data: bytes, suffix: str, form: str) -> bytes:
    """Return a document of one ``suffix`` (``.doc``) in another ``form`` (``docx``, ``pdf``).

    Raises :class:`Refusal` where LibreOffice is not there or cannot read it.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Refusal("no-converter", f"没有找到 LibreOffice（soffice）；请安装它，或用 Word、WPS 打开后另存为 .{form}")
    with TemporaryDirectory(prefix="mzprog-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        source = folder / f"document{suffix}"
        source.write_bytes(data)
        _run([program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
              "--convert-to", form, "--outdir", str(folder / "out"), str(source)])  # fmt: skip
        made = folder / "out" / f"document.{form}"
        if not made.exists():
            raise Refusal("damaged", f"LibreOffice 读不了这个文件；请用 Word 或 WPS 打开后另存为 .{form}")
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run a program and everything that it starts, no longer than ``SECONDS``. Raises :class:`Refusal`."""
    quiet = subprocess.DEVNULL
    own_group = hasattr(os, "killpg")  # Windows has no groups
    with subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=own_group
    ) as running:
        try:
            running.wait(SECONDS)
        except subprocess.TimeoutExpired:
            why = f"LibreOffice {SECONDS}秒没有转换完；请用 Word 或 WPS 打开后另存"
            raise Refusal("too-large", why) from None
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL) if own_group else running.kill()
