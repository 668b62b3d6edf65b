"""A real browser, without a window, that reads pages as people do."""

from __future__ import annotations

import base64
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.needs import needs, without

CHROMIUM = ("chromium", "chromium-browser", "chrome", "google-chrome")
# What finds faults for screen readers; `make test` puts it beside the libraries.
AXE = Path(sys.prefix, "axe/node_modules/axe-core/axe.min.js")
_LIBRARY = [] if find_spec("selenium") else ["selenium"]
needs_browser = [needs("|".join(CHROMIUM), "chromedriver", "pdftotext"), without(_LIBRARY)]
needs_axe = without([] if AXE.exists() else ["axe-core"])
_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
)  # fmt: skip


class Browser:
    """What the tests ask of a browser: open, run a script, set the width, the colours and the medium."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, width: int = 1280, height: int = 900) -> None:
        """Open a page in a window of this size."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        self.driver.get(page.as_uri())

    def run(self, script: str, *values: Any) -> Any:
        """Run a script in the page and return what it returns."""
        return self.driver.execute_script(script, *values)

    def command(self, name: str, **values: Any) -> Any:
        """Send a command of the browser's own protocol."""
        return self.driver.execute_cdp_cmd(name, values)

    def prefer(self, scheme: str) -> None:
        """Prefer light or dark colours."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def without_script(self, off: bool) -> None:
        """Turn the pages' scripts off, or on again."""
        self.command("Emulation.setScriptExecutionDisabled", value=off)

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def printed(self, file: Path) -> Path:
        """Print the page and return the file."""
        file.write_bytes(base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"]))
        return file

    @property
    def log(self) -> list[str]:
        """What the browser complained of."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


def start(profile: Path) -> Iterator[Browser]:
    """Start a browser with an empty profile and end it again."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, CHROMIUM)))
    for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or ""))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
