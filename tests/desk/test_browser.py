"""The desk in a real browser: what a planner does from a table in Word to the report, without a terminal."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from mzprog.planfile.load import load_plan
from tests.desk.serving import Serving, plans_in, serving
from tests.report.browser import AXE, Browser, needs_axe, needs_browser, start
from tests.source_tables import WUHAN_REVIEW, as_word

pytestmark = needs_browser

BEDS = "每千名老年人口养老床位数"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from start(tmp_path_factory.mktemp("profile"))


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return plans_in(tmp_path / "plans")


@pytest.fixture
def desk(plans: Path, browser: Browser) -> Iterator[Serving]:
    """A desk whose address the browser has opened; at its end nothing has been complained of."""
    with serving(plans.name, cwd=plans.parent) as found:
        size(browser)
        browser.driver.get(found.address)
        yield found
        assert [line for line in browser.log if "401" not in line] == []
        browser.driver.get("about:blank")


def size(browser: Browser, width: int = 1280, height: int = 900) -> None:
    browser.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)


def go(browser: Browser, desk: Serving, path: str) -> None:
    browser.driver.get(f"http://{desk.host}{path}")


def until(found: Callable[[], Any], what: str = "") -> Any:
    """Wait until something is so, and return it."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            value = found()
        except Exception:  # noqa: BLE001 - a page on its way to the next one
            value = None
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(what or "it did not come")


def words(browser: Browser) -> str:
    said: str = browser.run("return document.body.innerText")
    return " ".join(said.split())


def wait_for(browser: Browser, text: str) -> None:
    until(lambda: text in words(browser), f"{text} is not in {words(browser)[:3000]}")


def field(browser: Browser, name: str) -> Any:
    return browser.driver.find_element("css selector", f'[name="{name}"]')


def typed(browser: Browser, name: str, text: str) -> None:
    """Type into a field of that name."""
    element = field(browser, name)
    browser.run("arguments[0].scrollIntoView({block: 'center'})", element)
    element.clear()
    element.send_keys(text)


def press(browser: Browser, label: str) -> None:
    """Press the button, or follow the link, that is called so."""
    script = """return [...document.querySelectorAll('button, a')].find(e => e.innerText.trim() === arguments[0] &&
        e.offsetParent !== null)"""
    element = until(lambda: browser.run(script, label), f"no {label}")
    browser.run("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def row(browser: Browser, name: str) -> list[str]:
    """Return the cells of an indicator's row as they are seen."""
    script = """const rows = [...document.querySelectorAll('main tbody tr')];
        const r = rows.find(r => r.cells[0].innerText.startsWith(arguments[0]));
        return [...r.cells].map(c => c.innerText.replace(/\\s+/g, ' ').trim())"""
    found: list[str] = browser.run(script, name)
    return found


def pictures(otherwise: Path) -> Path:
    """Return where the pictures of docs/desk.md go: beside it only where that is asked for."""
    return Path(os.environ.get("DESK_PICTURES") or otherwise)


def picture(browser: Browser, folder: Path, name: str, height: int) -> Path:
    """Take a picture of the page, at most so high."""
    full = browser.run("return document.documentElement.scrollHeight")
    width = browser.run("return innerWidth")
    size(browser, width, min(full, height))
    file = folder / f"{name}.png"
    file.write_bytes(base64.b64decode(browser.command("Page.captureScreenshot")["data"]))
    size(browser, width)
    return file


def dropped(browser: Browser, file: Path) -> None:
    """Drop a file on the page as a hand does."""
    box = browser.run("const b = document.querySelector('.drop').getBoundingClientRect(); return [b.x + 40, b.y + 20]")
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.command("Input.dispatchDragEvent", type=kind, x=box[0], y=box[1], data=data)


def test_the_whole_first_evaluation(browser: Browser, desk: Serving, plans: Path, tmp_path: Path) -> None:
    """A table in Word is dropped on the page, two questions are answered, the plan is saved, the report downloaded."""
    table = tmp_path / "评估表.docx"
    table.write_bytes(as_word(WUHAN_REVIEW))
    press(browser, "带来一张表")
    wait_for(browser, "选一个文件")
    dropped(browser, table)
    wait_for(browser, "要您回答的")
    assert "23项指标：还有" in words(browser)
    picture(browser, pictures(tmp_path), "table", 900)
    for select in browser.driver.find_elements("css selector", "select[name^='answer:']"):
        browser.run(
            "arguments[0].value = '正向'; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))", select
        )
    wait_for(browser, "23项指标：可以用")
    typed(browser, "name", "我的规划")
    press(browser, "保存")
    wait_for(browser, "23项指标：进展良好")
    assert (plans / "我的规划.yaml").exists()
    assert row(browser, BEDS)[6:] == ["26.15%", "严重滞后"]
    down = tmp_path / "down"
    down.mkdir()
    browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(down))
    press(browser, "Word")
    file = until(lambda: next(down.glob("*.docx"), None))
    text = "\n".join(p.text for p in docx.Document(str(file)).paragraphs)
    assert "总体进展" in text
    assert BEDS in text


def test_forty_five_beds(browser: Browser, desk: Serving, plans: Path, tmp_path: Path) -> None:
    """Typed, seen at once before and after, moved by the slider, put back; the file stays as it is."""
    before = (plans / "wuhan.yaml").read_bytes()
    go(browser, desk, "/plan/wuhan.yaml/whatif?time=2018")
    typed(browser, f"set:{BEDS}", "45")
    wait_for(browser, "26.15% → 123.08%")
    assert row(browser, BEDS)[4:] == [
        "26.15% → 123.08%",
        "严重滞后 → 进展良好",
        "经努力可以完成，期末40.4 → 可以完成，期末53",
    ]
    assert "综合得分 92.12 → 95.33" in words(browser)
    assert browser.run("return document.activeElement.name") == f"set:{BEDS}"
    typed(browser, "set:养老床位数", "8.1")
    wait_for(browser, "44.10% → 102.56%")
    assert '--set "每千名老年人口养老床位数=45"' in browser.run("return document.querySelector('.command').value")
    assert "whatif plans/wuhan.yaml --year 2018" in browser.run("return document.querySelector('.command').value")
    picture(browser, pictures(tmp_path), "whatif", 900)
    browser.driver.refresh()
    assert field(browser, "set:养老床位数").get_property("value") == "8.1"
    typed(browser, "set:养老床位数", "八")
    wait_for(browser, "应为数值，得到“八”")
    slider = browser.driver.find_element("css selector", f"input[type=range][aria-label^='{BEDS}']")
    browser.run("arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus()", slider)
    from selenium.webdriver.common.keys import Keys

    browser.press(Keys.HOME)
    wait_for(browser, "26.15% → 0.00%")
    assert field(browser, f"set:{BEDS}").get_property("value") == "37"
    typed(browser, f"set:{BEDS}", "45")
    wait_for(browser, "26.15% → 123.08%")
    assert slider.get_property("value") == "45"
    press(browser, "全部复原")
    wait_for(browser, "综合得分 92.12")
    assert "→" not in words(browser)
    assert (plans / "wuhan.yaml").read_bytes() == before


def paste(browser: Browser, field: Any, lines: list[str]) -> None:
    """Paste lines into a field as a spreadsheet gives them."""
    text = "\\r\\n".join(lines)
    browser.run(
        f"""const data = new DataTransfer(); data.setData('text', '{text}');
        const paste = {{clipboardData: data, bubbles: true, cancelable: true}};
        arguments[0].dispatchEvent(new ClipboardEvent('paste', paste))""",
        field,
    )


def test_a_half_year(browser: Browser, desk: Serving, plans: Path, tmp_path: Path) -> None:
    """A pasted column, one figure typed, what check says beside it, the difference, the saved lines."""
    file = plans / "wuhan.yaml"
    before = file.read_text("utf-8")
    go(browser, desk, "/plan/wuhan.yaml")
    press(browser, "填一期的数")
    wait_for(browser, "换到这一期")
    typed(browser, "period", "2019年上半年")
    press(browser, "换到这一期")
    wait_for(browser, "填2019年上半年的数")
    first = browser.driver.find_element("css selector", "input.paste")
    paste(browser, first, ["50\\t1", "51\\t2"])
    wait_for(browser, "粘贴的不止一列，没有填入")
    assert not first.get_property("value")
    paste(browser, first, ["50", "51", "52"])
    wait_for(browser, "3处改动")
    assert [e.get_property("value") for e in browser.driver.find_elements("css selector", "input.paste")[:4]] == [
        "50", "51", "52", "",
    ]  # fmt: skip
    typed(browser, "value:养老床位数", "七")
    field(browser, "note:养老床位数").click()
    wait_for(browser, "应为数值，得到“七”")
    typed(browser, "value:养老床位数", "69.6")
    field(browser, "note:养老床位数").click()
    wait_for(browser, "进展率2326.01%")
    assert "请核对是否录错" in words(browser)
    picture(browser, pictures(tmp_path), "fill", 900)
    typed(browser, "value:养老床位数", "7.2")
    press(browser, "看改动")
    wait_for(browser, "要写入的改动（2019年上半年，4处）")
    picture(browser, pictures(tmp_path), "difference", 700)
    assert file.read_text("utf-8") == before
    press(browser, "写入文件")
    wait_for(browser, "已写入wuhan.yaml：4处改动")
    old, new = before.splitlines(), file.read_text("utf-8").splitlines()
    came = [line for line in new if line not in old]
    assert all("2019H1" in line for line in came)
    assert [line for line in new if line in old] == [line for line in old if line in new]
    item = next(i for i in load_plan(file).indicators if i.name == "养老床位数")
    assert [str(f.value) for p, f in item.whole.observations.items() if str(p) == "2019H1"] == ["7.2"]


def test_a_broken_file_is_seen_with_its_line(browser: Browser, desk: Serving, plans: Path, tmp_path: Path) -> None:
    file = plans / "wuhan.yaml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("baseline: 37\n", "baseline: 卅七\n", 1), "utf-8")
    go(browser, desk, "/")
    assert "不能用：wuhan.yaml" in words(browser)
    assert "baseline: 卅七" in words(browser)
    picture(browser, pictures(tmp_path), "broken", 700)
    file.write_text(good, "utf-8")
    wait_for(browser, "文件在磁盘上改动了")
    press(browser, "重新读取")
    until(lambda: "不能用" not in words(browser))


def test_a_file_that_changes_behind_the_page(browser: Browser, desk: Serving, plans: Path) -> None:
    """It is told; what was typed stays, and is checked against the new file."""
    file = plans / "wuhan.yaml"
    go(browser, desk, "/plan/wuhan.yaml/fill?period=2019")
    typed(browser, "value:养老床位数", "7.2")
    text = file.read_text("utf-8")
    file.write_text(text.replace("2018H1: 6.96", "2018H1: 6.97"), "utf-8")
    assert file.read_text("utf-8") != text
    wait_for(browser, "文件在磁盘上改动了，您填的还在")
    press(browser, "按新的文件核对")
    wait_for(browser, "6.97（2018H1）")
    assert field(browser, "value:养老床位数").get_property("value") == "7.2"
    press(browser, "看改动")
    press(browser, "写入文件")
    wait_for(browser, "已写入wuhan.yaml：1处改动")
    text = file.read_text("utf-8")
    assert "2018H1: 6.97" in text
    assert "2019: 7.2" in text


def test_two_tabs(browser: Browser, desk: Serving, plans: Path) -> None:
    """Both change the same file; what the first saved is kept, and the second is asked once more."""
    first = browser.driver.current_window_handle
    go(browser, desk, "/plan/wuhan.yaml/fill?period=2019")
    typed(browser, "value:养老床位数", "7.2")
    press(browser, "看改动")
    wait_for(browser, "写入文件")
    browser.driver.switch_to.new_window("tab")
    try:
        size(browser)
        go(browser, desk, "/plan/wuhan.yaml/fill?period=2019")
        typed(browser, "value:登记社会组织总数", "7000")
        press(browser, "看改动")
        press(browser, "写入文件")
        wait_for(browser, "已写入wuhan.yaml")
    finally:
        browser.driver.close()
        browser.driver.switch_to.window(first)
    press(browser, "写入文件")
    wait_for(browser, "文件在磁盘上已被改动，什么都没有写入")
    press(browser, "写入文件")
    wait_for(browser, "已写入wuhan.yaml")
    text = (plans / "wuhan.yaml").read_text("utf-8")
    assert "2019: 7.2" in text
    assert "2019: 7000" in text


def test_what_is_typed_is_not_left_unasked(browser: Browser, desk: Serving) -> None:
    leaving = "const e = new Event('beforeunload', {cancelable: true}); dispatchEvent(e); return e.defaultPrevented"
    go(browser, desk, "/plan/wuhan.yaml/fill?period=2019")
    assert not browser.run(leaving)
    typed(browser, "value:养老床位数", "7.2")
    assert browser.run(leaving)
    press(browser, "看改动")
    wait_for(browser, "写入文件")
    assert browser.run(leaving)
    press(browser, "写入文件")
    wait_for(browser, "已写入wuhan.yaml")
    assert not browser.run(leaving)


PAGES = (
    "/", "/?time=2018&q=床位", f"/plan/wuhan.yaml?time=2018&row={BEDS}",
    f"/plan/wuhan.yaml/whatif?time=2018&set:{BEDS}=45", "/plan/wuhan.yaml/fill?period=2018H1",
    "/plan/wuhan.yaml/since?time=2018&since=2017", "/import", "/nothing",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_scrolls_sideways_and_all_fields_have_names(
    browser: Browser, desk: Serving, tmp_path: Path, width: int
) -> None:
    for number, page in enumerate(PAGES):
        size(browser, width)
        go(browser, desk, page)
        assert browser.run("return document.documentElement.scrollWidth") <= width, page
        assert picture(browser, tmp_path, f"page{number}-{width}", 3000).stat().st_size > 5_000
        tree = _tree(browser)
        nameless = [n for n in tree if n["role"]["value"] in _FIELDS and not n.get("name", {}).get("value")]
        assert nameless == [], page
    _ = browser.log  # that /nothing is not there


_FIELDS = {"textbox", "searchbox", "combobox", "checkbox", "slider", "button", "link", "spinbutton"}


def _tree(browser: Browser) -> list[dict[str, Any]]:
    browser.command("Accessibility.enable")
    nodes = browser.command("Accessibility.getFullAXTree")["nodes"]
    return [n for n in nodes if not n["ignored"] and n.get("role")]


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, desk: Serving, scheme: str) -> None:
    browser.prefer(scheme)
    told = []
    for page in PAGES[:-1]:
        go(browser, desk, page)
        browser.command("Runtime.evaluate", expression=AXE.read_text("utf-8"))
        found = browser.driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run().then(done, e => done({violations: [String(e)]}))"
        )
        told += [
            (page, v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"]) for v in found["violations"]
        ]
        assert len(found["passes"]) > 15
    browser.prefer("light")
    assert told == []


def test_by_keyboard_alone(browser: Browser, desk: Serving) -> None:
    """From the first tab to a figure assumed and a row opened, without a hand on the mouse."""
    from selenium.webdriver.common.keys import Keys

    go(browser, desk, "/plan/wuhan.yaml?time=2018")
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.innerText") == "跳到正文"
    _tab_to(browser, "return document.activeElement.innerText.startsWith(arguments[0])", BEDS)
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    browser.press(Keys.ENTER)
    wait_for(browser, "今天达到滞后（40%）需39.6")
    assert browser.run("return document.querySelectorAll('[aria-expanded=true]').length") == 1
    go(browser, desk, "/plan/wuhan.yaml/whatif?time=2018")
    _tab_to(browser, "return document.activeElement.name === arguments[0]", f"set:{BEDS}")
    browser.press("45", Keys.ENTER)
    wait_for(browser, "26.15% → 123.08%")


def _tab_to(browser: Browser, script: str, word: str) -> None:
    from selenium.webdriver.common.keys import Keys

    for _ in range(120):
        browser.press(Keys.TAB)
        if browser.run(script, word):
            return
    raise AssertionError(f"no way to {word} by keys")


def test_without_its_script(browser: Browser, desk: Serving, plans: Path) -> None:
    """Pages come whole and forms are sent by their buttons."""
    browser.without_script(True)
    try:
        go(browser, desk, "/plan/wuhan.yaml/whatif?time=2018")
        typed_plainly(browser, f"set:{BEDS}", "45")
        _click(browser, "试算")
        until(lambda: "26.15% → 123.08%" in browser.driver.page_source)
        go(browser, desk, "/plan/wuhan.yaml/fill?period=2019")
        typed_plainly(browser, "value:养老床位数", "7.2")
        _click(browser, "看改动")
        until(lambda: "写入文件" in browser.driver.page_source)
        _click(browser, "写入文件")
        until(lambda: "已写入wuhan.yaml" in browser.driver.page_source)
    finally:
        browser.without_script(False)
    assert "2019: 7.2" in (plans / "wuhan.yaml").read_text("utf-8")


def typed_plainly(browser: Browser, name: str, text: str) -> None:
    field(browser, name).send_keys(text)


def _click(browser: Browser, label: str) -> None:
    browser.driver.find_element("xpath", f"//button[text()='{label}']").click()


def test_printing_gives_the_report(browser: Browser, desk: Serving, tmp_path: Path) -> None:
    go(browser, desk, f"/plan/wuhan.yaml?time=2018&row={BEDS}")
    pdf = browser.printed(tmp_path / "page.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    printed = "".join(text.split())
    assert printed.startswith("武汉市民政事业发展“十三五”规划实施情况评估报告")
    assert "三、滞后指标分析" in printed
    assert not any(word in printed for word in ("全部规划", "如果……会怎样", "今天达到", "下载", "没有数的沿用"))


def test_nothing_comes_from_elsewhere_and_nothing_is_run_inline(browser: Browser, desk: Serving) -> None:
    """All that a page loads is the desk's; a script in a plan's text is text."""
    for page in PAGES[:-1]:
        go(browser, desk, page)
        loaded = browser.run("return performance.getEntriesByType('resource').map(e => e.name)")
        assert loaded
        assert all(name.startswith(f"http://{desk.host}/") for name in loaded), loaded
        assert browser.run("return document.querySelectorAll('[style], style, script:not([src])').length") == 0


def test_hostile_text_is_read_not_run(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    bad = '养老床位数<img src=x onerror="window.broken=1"><script>window.broken = 1</script>'
    text = (Path(__file__).parents[2] / "plans/wuhan.yaml").read_text("utf-8")
    plan = text.replace("name: 养老床位数\n", f"name: {json.dumps(bad)}\n", 1)
    assert plan != text
    (folder / "wuhan.yaml").write_text(plan, "utf-8")
    with serving(folder) as desk:
        size(browser)
        browser.driver.get(desk.address)
        for page in ("/", "/plan/wuhan.yaml", "/plan/wuhan.yaml/whatif", "/plan/wuhan.yaml/fill", "/?q=养老"):
            go(browser, desk, page)
            assert browser.run("return window.broken === undefined"), page
            assert browser.run("return document.querySelectorAll('main img, main script').length") == 0
        assert "onerror" in words(browser)
        assert browser.log == []
