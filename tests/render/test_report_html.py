"""The web page as text: complete, closed to the outside, and nothing of a plan's text alive in it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog import evaluate, load_plan
from mzprog.answers import report
from mzprog.planfile.load import parse_plan
from mzprog.render import html
from mzprog.render.document import Cell, Column, Document, Group, Section, Table
from tests.conftest import ROOT
from tests.report.hostile import HOSTILE_PLAN, TEXTS, readable

VOID = {"meta", "br"}
ATTRIBUTES = {
    "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "colspan", "content", "cx", "cy", "d",
    "data-choose", "data-figures", "data-group", "data-label", "dy", "height", "href", "http-equiv", "id",
    "lang", "name", "r", "role", "rowspan", "scope", "tabindex", "viewbox", "width", "x", "y",
}  # fmt: skip


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its text, and whether its tags are in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"rect", "path", "circle"}:
            return
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def wuhan() -> str:
    return html.render(report.document(evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018)))


def test_tags_are_closed_in_order(wuhan: str) -> None:
    page = Page(wuhan)
    assert page.open == []
    assert (page.all("html")[0]["lang"], len(page.all("h1")), len(page.all("main"))) == ("zh-CN", 1, 1)


def test_nothing_comes_from_outside(wuhan: str) -> None:
    """No address anywhere, and a policy that would stop one."""
    page = Page(wuhan)
    for _, attributes in page.elements:
        assert not {"src", "srcset", "action", "background", "style"} & set(attributes)
        assert not any(key.startswith("on") for key in attributes)
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import|https?://|//cdn", wuhan)
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_policy_names_exactly_this_style_and_script(wuhan: str) -> None:
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", wuhan, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in wuhan


def test_every_link_of_the_contents_leads_somewhere(wuhan: str) -> None:
    page = Page(wuhan)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"].removeprefix("#") for a in page.all("a")} <= set(ids)
    named = [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    assert set(named) <= set(ids)


def test_the_table_is_complete_without_the_script(wuhan: str) -> None:
    page = Page(wuhan.partition('<div class="table wide">')[2].partition("</table>")[0])
    rows = [a for a in page.all("tr") if "data-group" in a]
    assert len(rows) == 23
    assert [a["rowspan"] for a in page.all("td") if a.get("class") == "group"] == ["4", "4", "4", "4", "5", "2"]
    assert len([a for a in page.all("td") if a.get("data-label") == "评价"]) == 23


def test_every_picture_has_words(wuhan: str) -> None:
    """Charts are images with a title; bars are decoration beside their figures."""
    charts = [a for a in Page(wuhan).all("svg") if a.get("class", "").startswith("chart")]
    assert len(charts) == 23
    assert all(a["role"] == "img" and a["aria-labelledby"] for a in charts)
    assert wuhan.count("<title id=") == 23
    bars = [a for a in Page(wuhan).all("svg") if a.get("class", "").startswith("bar")]
    assert (len(bars), {a["aria-hidden"] for a in bars}) == (23, {"true"})


def test_the_overview_has_the_marks_of_the_method(wuhan: str) -> None:
    """At 40 and 100 of 200 percent, on each bar; a rate beyond the end fills it."""
    assert wuhan.count('<rect class="mark" x="20%"') == wuhan.count('<rect class="mark" x="50%"') == 23
    assert wuhan.count('<rect class="fill" width="13.1%"') == 1  # 26.15
    assert wuhan.count('<rect class="fill" width="100%"') == 2  # 200


def test_hostile_text_is_text() -> None:
    """Only our own elements are there; each text is read back as it was written, less what no page can hold."""
    made = html.render(report.document(evaluate(parse_plan(HOSTILE_PLAN), 2018)))
    page = Page(made)
    assert {"img", "b", "i", "iframe"} & {tag for tag, _ in page.elements} == set()
    assert (len(page.all("script")), page.open) == (1, [])
    for text in TEXTS:
        if text.isprintable():
            assert text in page.text
            assert text in {attributes.get("data-group") for attributes in page.all("tr")}
    # A quotation mark in a text ends no attribute: none is there that we do not write.
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", made)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_comes_back(one: str, other: str) -> None:
    """Whatever stands in titles, cells and lines is read back from the page, surrogates and controls dropped."""
    table = Table(
        (Column("名", flexible=True), Column(other)),
        (Group(one, ((Cell(one, other), Cell(other)),)),),
        one,
        head="类",
        wide=True,
    )
    page = Page(html.render(Document(one, (Section(other or "节", (one,)), table), (other,))))
    assert page.open == []
    assert readable(one).replace("\n", "") in page.text


def test_style_and_script_are_in_the_package() -> None:
    for name in ("page.css", "page.js"):
        assert (Path(html.__file__).parent / name).is_file()


def test_columns_share_a_head() -> None:
    """Their own heads stand below it; a column without one reaches over both rows."""
    columns = (Column("指标"), Column("2017", over="实际"), Column("2018", over="实际"), Column("评价"))
    page = Page(html.render(Document("题目", (Table(columns, (Group("", ((Cell("甲"),) * 4,)),)),))))
    heads = [(one.get("colspan"), one.get("rowspan")) for one in page.all("th")][:5]
    assert heads == [(None, "2"), ("2", None), (None, "2"), (None, None), (None, None)]
    assert page.text.index("实际") < page.text.index("2017") < page.text.index("2018")


def test_words_that_take_lines_have_a_column_of_some_width() -> None:
    """Figures and what had better stay on one line need none."""
    row = (
        Cell("甲"),
        Cell("县民政局基层政权建设和社区治理股"),
        Cell("滞后"),
        Cell("1234567.89"),
        Cell("因机构改革暂时无法取得"),
    )
    columns = (Column("名", flexible=True), Column("责任单位"), Column("评价"), Column("值", right=True),
               Column("因", right=True))  # fmt: skip
    page = Page(html.render(Document("题", (Table(columns, (Group("", (row,)),)),))))
    assert [cell.get("class") for cell in page.all("td")] == ["long", "short", "figure", "figure"]
    assert "td.long { min-width: 7em; }" in html.render(Document("题", ()))
