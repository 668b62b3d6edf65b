"""The web page in a real browser: wide, on a phone, dark, printed, by keyboard, without its script."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mzprog import evaluate, load_plan
from mzprog.answers import comparison, report
from mzprog.planfile.load import parse_plan
from mzprog.render import html
from tests.conftest import ROOT, Run, plan_of
from tests.report.browser import AXE, Browser, needs_axe, needs_browser, start
from tests.report.hostile import HOSTILE_PLAN, LONG_PLAN

pytestmark = needs_browser

ROWS = """return [...document.querySelectorAll('.wide tbody tr')].filter(r => !r.hidden)
    .map(r => r.querySelector('th').innerText)"""
RATES = """return [...document.querySelectorAll('.wide tbody tr')].filter(r => !r.hidden)
    .map(r => r.querySelector('[data-label=进展率]').innerText)"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from start(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages that are looked at, by name."""
    wuhan, nasty = load_plan(str(ROOT / "plans/wuhan.yaml")), load_plan(str(ROOT / "tests/report/every-rule.yaml"))
    plans = [load_plan(str(ROOT / f"plans/{name}.yaml")) for name in ("wuhan", "jianghan-13th", "tianmen-13th")]
    documents = {
        "wuhan": report.document(evaluate(wuhan, 2018)),
        "every-rule": report.document(evaluate(nasty, 2018)),
        "comparison": comparison.document([evaluate(plan, 2020) for plan in plans]),
        "hostile": report.document(evaluate(parse_plan(HOSTILE_PLAN), 2018)),
        "long": report.document(evaluate(parse_plan(LONG_PLAN), 2018)),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, document in documents.items():
        (folder / f"{name}.html").write_text(html.render(document), "utf-8")
    return {name: folder / f"{name}.html" for name in documents}


NAMES = ("wuhan", "every-rule", "comparison", "hostile", "long")


@needs_axe
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing(browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str) -> None:
    """No known fault for screen readers, contrast in both colour schemes included."""
    browser.prefer(scheme)
    browser.open(pages[name], width)
    browser.run(AXE.read_text("utf-8"))
    found: dict[str, Any] = browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run().then(done, e => done({violations: [String(e)]}))"
    )
    told = [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_and_nothing_complained_of(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.open(pages[name])
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.log == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    """Not even with a name of 300 characters; a table that is wider scrolls within itself."""
    browser.open(pages[name], width)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_hostile_text_is_read_not_run(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["hostile"])
    assert browser.run("return document.querySelectorAll('main script, main img, main b, main i, iframe').length") == 0
    assert browser.run("return window.broken === undefined")
    assert "<script>window.broken = 1</script>" in browser.run("return document.body.innerText")


def test_the_table_is_whole_without_the_script(browser: Browser, pages: dict[str, Path]) -> None:
    browser.without_script(True)
    try:
        browser.open(pages["wuhan"])
        assert len(browser.run(ROWS)) == 23
        assert browser.run("return document.querySelectorAll('select, th button').length") == 0
        assert browser.run("return [...document.querySelectorAll('td.group')].map(c => c.rowSpan)") == [
            4,
            4,
            4,
            4,
            5,
            2,
        ]
    finally:
        browser.without_script(False)


def choose(browser: Browser, label: str, value: str) -> None:
    """Choose a value of a filter by the label that stands beside it."""
    browser.run(
        """const label = [...document.querySelectorAll('.tools label')].find(l => l.firstChild.data === arguments[0]);
        const select = label.querySelector('select');
        select.value = arguments[1];
        select.dispatchEvent(new Event('change'))""",
        label,
        value,
    )


def test_filters(browser: Browser, pages: dict[str, Path]) -> None:
    """By category, type and verdict, alone and together; the count is told to screen readers."""
    browser.open(pages["wuhan"])
    status = "return document.querySelector('[role=status]').innerText"
    assert browser.run(status) == "共23项"
    choose(browser, "评价", "滞后")
    assert len(browser.run(ROWS)) == 6
    assert browser.run(status) == "显示6项，共23项"
    choose(browser, "类别", "养老服务")
    assert browser.run(ROWS) == ["养老床位数（万张）"]
    choose(browser, "评价", "")
    choose(browser, "属性", "约束性")
    assert browser.run(ROWS) == ["每千名老年人口养老床位数（张）", "城市社区居家养老服务设施覆盖率（%）"]
    assert browser.run("return [...document.querySelectorAll('td.group')].map(c => [c.innerText, c.rowSpan])") == [
        ["养老服务", 2]
    ]
    choose(browser, "属性", "")
    choose(browser, "类别", "")
    assert len(browser.run(ROWS)) == 23


def search(browser: Browser, words: str) -> None:
    browser.run(
        "const box = document.querySelector('.tools input'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('input'))",
        words,
    )


def test_search(browser: Browser, pages: dict[str, Path]) -> None:
    """Any words of a row, its category too, together with a filter."""
    browser.open(pages["wuhan"])
    search(browser, "床位")
    assert len(browser.run(ROWS)) == 3
    choose(browser, "评价", "滞后")
    assert browser.run(ROWS) == ["养老床位数（万张）"]
    choose(browser, "评价", "")
    search(browser, "社区建设")
    assert len(browser.run(ROWS)) == 4


def test_a_table_of_chosen_columns_is_filtered_too(browser: Browser, tmp_path: Path) -> None:
    """Without a column of categories; nothing breaks where no cell spans rows."""
    plan = load_plan(str(ROOT / "plans/wuhan.yaml"))
    form = report.Form(columns=("序号", "指标", "进展率", "评价"))
    page = tmp_path / "a.html"
    page.write_text(html.render(report.document(evaluate(plan, 2018), form)), "utf-8")
    browser.open(page)
    choose(browser, "评价", "严重滞后")
    assert browser.run(ROWS) == ["每千名老年人口养老床位数（张）"]
    assert browser.log == []


def test_a_long_table_is_listed_in_parts(browser: Browser, tmp_path: Path) -> None:
    """300 rows at first, all of them when asked for and on paper; filters go over all."""
    rows = (f"name: 指标{n}, baseline: 10, target: 20, observations: {{2018: {11 + n % 9}}}" for n in range(700))
    page = tmp_path / "a.html"
    page.write_text(html.render(report.document(evaluate(plan_of(*rows), 2018))), "utf-8")
    browser.open(page)
    shown = "return document.querySelectorAll('.wide tbody tr').length"
    status = "return document.querySelector('[role=status]').innerText"
    assert (browser.run(shown), browser.run(status)) == (300, "共700项，先列出300项")
    search(browser, "指标699")
    assert browser.run(ROWS) == ["指标699"]
    search(browser, "")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run(shown) == 700
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run(shown) == 300
    browser.run("document.querySelector('.more').click()")
    assert (browser.run(shown), browser.run(status)) == (700, "共700项")
    assert browser.run("return document.querySelector('.more').hidden")


def test_an_index_leads_to_the_page_of_each_plan(browser: Browser, mzprog: Run, tmp_path: Path) -> None:
    """Searched, sorted by score, and each name a link to a page beside it."""
    index = tmp_path / "总览.html"
    ran = mzprog("report", "plans", "--year", "2020", "-o", str(index))
    assert (ran.code, sorted(p.name[:1] for p in (tmp_path / "总览").iterdir())) == (0, ["1", "2", "3"])
    browser.open(index)
    names = browser.run(ROWS)
    head = (
        "const h = [...document.querySelectorAll('.wide th[scope=col]')].find(h => h.innerText.includes('综合得分'));"
    )
    browser.run(f"{head} h.querySelector('button').click()")
    assert browser.run(ROWS)[0] == names[2] == "“十三五”时期天门民政事业发展主要指标"
    search(browser, "武汉")
    assert browser.run(ROWS)[0] == "武汉市民政事业发展“十三五”规划"
    browser.run("document.querySelector('.wide tbody a').click()")
    assert (
        browser.run("return document.querySelector('h1').innerText") == "武汉市民政事业发展“十三五”规划实施情况评估报告"
    )


def test_sorting(browser: Browser, pages: dict[str, Path]) -> None:
    """Upwards, downwards and back to the plan's order; rows keep their category."""
    browser.open(pages["wuhan"])
    plain = browser.run(ROWS)
    head = "const h = [...document.querySelectorAll('.wide th[scope=col]')].find(h => h.innerText.includes('进展率'));"
    click = f"{head} h.querySelector('button').click(); return h.getAttribute('aria-sort')"
    assert browser.run(click) == "ascending"
    assert browser.run(RATES)[:3] == ["26.15%", "44.10%", "84.95%"]
    assert browser.run("return document.querySelectorAll('.wide tbody tr').length") == 23
    groups = "return [...document.querySelectorAll('td.group')].reduce((sum, cell) => sum + cell.rowSpan, 0)"
    assert browser.run(groups) == 23
    assert browser.run("return document.querySelector('td.group').innerText") == "养老服务"
    assert browser.run(click) == "descending"
    assert browser.run(RATES)[:3] == ["200.00%", "200.00%", "165.71%"]
    assert browser.run(click) == "none"
    assert browser.run(ROWS) == plain


def test_rows_without_a_rate_come_last(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["every-rule"])
    head = "const h = [...document.querySelectorAll('.wide th[scope=col]')].find(h => h.innerText.includes('进展率'));"
    for _ in range(2):
        browser.run(f"{head} h.querySelector('button').click()")
        rates = browser.run(RATES)
        first = rates.index("—")
        assert set(rates[first:]) == {"—"}
        assert first == 51


def test_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    """The first tab leads past the contents; filters and heads are reached and worked by keys alone."""
    from selenium.webdriver.common.keys import Keys

    browser.open(pages["wuhan"])
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.innerText") == "跳到正文"
    assert browser.run("return document.activeElement.getBoundingClientRect().left") >= 0
    browser.press(Keys.ENTER)
    for _ in range(40):
        browser.press(Keys.TAB)
        if browser.run("return document.activeElement.innerText") == "进展率":
            break
    outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    browser.press(Keys.ENTER)
    assert browser.run(RATES)[0] == "26.15%"


def test_pictures_have_words(browser: Browser, pages: dict[str, Path]) -> None:
    """Each chart has a name for screen readers that tells its figures."""
    browser.open(pages["wuhan"])
    browser.command("Accessibility.enable")
    tree = browser.command("Accessibility.getFullAXTree")["nodes"]
    names = [
        n["name"]["value"] for n in tree if n.get("role", {}).get("value") in {"image", "img"} and not n["ignored"]
    ]
    assert len(names) == 23
    assert (
        "每千名老年人口养老床位数走势：2015年末37，2016年37.4，2017年36.4，2018年上半年38.7，目标2020年50。"
        in names[17]
    )


def test_a_phone_reads_cards(browser: Browser, pages: dict[str, Path]) -> None:
    """Each figure stands beside its head, in letters that need no glass."""
    browser.open(pages["wuhan"], 390)
    label = "return getComputedStyle(document.querySelector('.wide tbody tr td[data-label=评价]'), '::before').content"
    assert browser.run(label) == '"评价"'
    assert browser.run("return getComputedStyle(document.querySelector('.wide tbody tr')).display") == "block"
    size = "return parseFloat(getComputedStyle(document.querySelector('.wide td')).fontSize)"
    assert browser.run(size) >= 14


def test_it_prints(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    """A4, the table on its side with its head on every page, no tools, light even where the screen is dark."""
    browser.prefer("dark")
    browser.open(pages["wuhan"])
    pdf = browser.printed(tmp_path / "page.pdf")
    browser.prefer("light")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    sheets = ["".join(page.split()) for page in text.stdout.decode().split("\f")[:-1]]
    sizes = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(len(sheets)), str(pdf)], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    table = [sheet for sheet in sheets if "指标内容（单位）" in sheet]
    assert len(table) == 2
    assert all("类别" in sheet and "进展情况" in sheet and "2020年预测" in sheet for sheet in table)
    assert not any("显示" in sheet or "跳到正文" in sheet for sheet in sheets)
    assert sizes.count("841.") + sizes.count("842") >= len(sheets)
    images = subprocess.run(
        ["pdftoppm", "-r", "20", "-f", "1", "-l", "1", "-gray", str(pdf)], check=True, capture_output=True, timeout=60
    ).stdout
    assert images[-1] > 250  # the last point of the first page is paper


BODIES = "县民政局基层政权建设和社区治理股, 县自然资源和规划局, 县财政局"


def test_long_figures_leave_the_words_beside_them_their_room(browser: Browser, tmp_path: Path) -> None:
    """Who answers for a row stands in lines of several characters, on the screen and on paper below its head."""
    observed = ", ".join(f"{year}: {1234567.89 + 100000 * (year - 2015)}" for year in range(2016, 2021))
    row = f"name: {'每百户居民拥有的服务设施面积' * 2}, unit: 平方米/百户, baseline: 1234567.89, target: 7654321.98"
    plan = plan_of(f"{row}, responsible: [{BODIES}], observations: {{{observed}}}")
    page = tmp_path / "page.html"
    page.write_text(html.render(report.document(evaluate(plan, 2020))), "utf-8")
    for width in (1280, 1000):
        browser.open(page, width)
        cell = "document.querySelector('.wide [data-label=责任单位]')"
        room = browser.run(f"return {cell}.clientWidth / parseFloat(getComputedStyle({cell}).fontSize)")
        assert room >= 6, width
    file = browser.printed(tmp_path / "page.pdf")
    sheets = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    (sheet,) = (text for text in sheets.split("\f") if "主要指标进展情况评估表" in text)
    assert "1234567.89" in sheet.split("主要指标进展情况评估表")[1]
