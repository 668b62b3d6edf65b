"""The charts of the Word report: native, with their figures, the same as in the table."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from mzprog import evaluate, load_plan
from mzprog.answers import comparison, report
from mzprog.core.results import Assessment
from mzprog.core.wording import cells
from mzprog.planfile.load import parse_plan
from mzprog.render import docx, word_charts
from mzprog.render.clean import halves
from mzprog.render.document import GOOD, Bar, Document, Overview, Table
from tests.conftest import ROOT
from tests.report.hostile import HOSTILE_PLAN, LONG_PLAN

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WUHAN = evaluate(load_plan(str(ROOT / "plans/wuhan.yaml")), 2018)
KINDS = evaluate(load_plan(str(ROOT / "tests/report/every-kind.yaml")), 2022)

# The order in which the format wants the children that we write (ECMA-376, part 1, chapter 21).
ORDER = {
    "chartSpace": "date1904 lang roundedCorners chart spPr txPr externalData printSettings userShapes",
    "chart": "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "title": "tx layout overlay",
    "plotArea": "layout barChart scatterChart Ax",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "scatterChart": "scatterStyle varyColors ser dLbls axId",
    "ser": "idx order tx spPr invertIfNegative marker dPt dLbls cat val xVal yVal smooth",
    "dLbls": "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "catAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses auto lblAlgn lblOffset tickLblSkip noMultiLvlLbl",
    "valAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses crossBetween majorUnit",
    "scaling": "orientation max min",
    "legend": "legendPos layout overlay spPr txPr",
    "externalData": "autoUpdate",
}  # fmt: skip


def package_of(assessment: Assessment, own: bool = True) -> zipfile.ZipFile:
    made = docx.render(report.document(assessment, report.Form(paper=True, own_charts=own)))
    return zipfile.ZipFile(io.BytesIO(made))


def charts(package: zipfile.ZipFile) -> Iterator[tuple[ET.Element, openpyxl.Workbook]]:
    """Yield each chart with the workbook that its relation leads to."""
    for name in sorted(n for n in package.namelist() if re.fullmatch(r"word/charts/\w+\.xml", n)):
        relations = ET.fromstring(package.read(name.replace("charts/", "charts/_rels/") + ".rels"))
        (target,) = [relation.get("Target", "") for relation in relations]
        book = openpyxl.load_workbook(io.BytesIO(package.read("word/" + target.removeprefix("../"))))
        yield ET.fromstring(package.read(name)), book


def cached(reference: ET.Element | None) -> list[str]:
    """Return what a chart says by itself that its cells hold, "" for none."""
    assert reference is not None
    cache = next(node for node in reference if node.tag.endswith("Cache"))
    count = cache.find(f"{C}ptCount")
    found = {int(point.get("idx", "")): point[0].text or "" for point in cache.iter(f"{C}pt")}
    return [found.get(n, "") for n in range(int(count.get("val", "") if count is not None else 0))]


@pytest.mark.parametrize("assessment", [WUHAN, KINDS], ids=["wuhan", "kinds"])
def test_each_chart_has_the_figures_of_its_workbook(assessment: Assessment) -> None:
    """Word shows the chart's own copy until somebody edits it; both are the same, cell by cell."""
    seen = 0
    for chart, book in charts(package_of(assessment)):
        page = book["数据"]
        for reference in [node for kind in ("strRef", "numRef") for node in chart.iter(f"{C}{kind}")]:
            area = (reference.findtext(f"{C}f") or "").removeprefix("数据!").replace("$", "")
            found = page[area]
            values = [row[0].value for row in found] if isinstance(found, tuple) else [found.value]
            for value, text in zip(values, cached(reference), strict=True):
                seen += 1
                if isinstance(value, int | float):
                    assert Decimal(str(value)) == Decimal(text)
                else:
                    assert (value or "") == text
    assert seen > 300


def documents() -> Iterator[tuple[str, Document]]:
    """Yield every kind of document that has charts on paper."""
    yield "one plan", report.document(WUHAN, report.Form(paper=True, own_charts=True))
    yield "every kind", report.document(KINDS, report.Form(paper=True, own_charts=True))
    yield "one body", report.document(KINDS._replace(rows=KINDS.rows[:1]), report.Form(paper=True))
    yield "several plans", comparison.document([WUHAN, KINDS])


@pytest.mark.parametrize("document", [pytest.param(made, id=name) for name, made in documents()])
def test_no_chart_is_empty_and_no_legend_without_words(document: Document) -> None:
    drawn = [bar for part in document.parts if isinstance(part, Overview) for bar in part.bars]
    found = [chart for chart, _ in charts(zipfile.ZipFile(io.BytesIO(docx.render(document))))]
    assert found
    points = 0
    for chart in found:
        series = list(chart.iter(f"{C}ser"))
        assert series
        assert all(cached(one.find(f"{C}tx/{C}strRef"))[0] for one in series)
        figures = [cached(node.find(f"{C}numRef")) for one in series for node in one if node.tag in _FIGURES]
        assert any(figure for one in figures for figure in one)
        rates = chart.find(f".//{C}catAx") is not None and chart.find(f".//{C}title") is None
        points += sum(len(of) for name, of in bars(chart).items() if not name.endswith("标线")) if rates else 0
    assert points == sum(bar.rate is not None for bar in drawn)


_FIGURES = {f"{C}val", f"{C}yVal"}


def test_the_comparison_draws_each_plans_share() -> None:
    """The figures of the table, under what they are a share of; a plan that has none says so and draws no bar."""
    blank = evaluate(parse_plan(
        "{plan: 空, baseline_year: 2015, target_year: 2020, indicators: [{name: 甲, baseline: 1, target: 2}]}".encode()
    ), 2018)  # fmt: skip
    made = comparison.document([WUHAN, KINDS, blank])
    ((chart, _),) = charts(zipfile.ZipFile(io.BytesIO(docx.render(made))))
    (table,) = (part for part in made.parts if isinstance(part, Table) and part.number == 1)
    place = next(n for n, column in enumerate(table.columns) if column.title == "进展良好占比")
    shares = {row[0].text: row[place].text.rstrip("%") for group in table.groups for row in group.rows}
    assert shares.pop("空") == "—"
    assert bars(chart) == {"进展良好占比": shares}
    assert "空（没有可评估的指标）" in cached(chart.find(f".//{C}cat/{C}strRef"))
    (form,) = {node.get("formatCode") for node in chart.iter(f"{C}numFmt")} - {"General", '0"%"'}
    assert "0.00" not in str(form)  # 69.57% beside 69.6% would be two answers


@pytest.mark.parametrize("data", [None, HOSTILE_PLAN, LONG_PLAN], ids=["wuhan", "hostile", "long"])
def test_the_children_stand_in_the_order_of_the_format(data: bytes | None) -> None:
    found = list(charts(package_of(WUHAN if data is None else evaluate(parse_plan(data), 2018))))
    assert found
    for chart, _ in found:
        for element in chart.iter():
            order = ORDER.get(element.tag.removeprefix(C), "").split()
            if order:
                places = [order.index(re.sub("^(cat|val)Ax$", "Ax", child.tag.removeprefix(C))) for child in element]
                assert places == sorted(places), ET.tostring(element)[:300]


def bars(chart: ET.Element) -> dict[str, dict[str, str]]:
    """Return a bar chart's figures: series, then name."""
    found = {}
    for series in chart.iter(f"{C}ser"):
        name = cached(series.find(f"{C}tx/{C}strRef"))[0]
        names, figures = (
            cached(series.find(f"{C}{tag}/{C}{kind}")) for tag, kind in (("cat", "strRef"), ("val", "numRef"))
        )
        found[name] = {n.replace("\n", ""): figure for n, figure in zip(names, figures, strict=True) if figure}
    return found


def test_the_overview_has_every_rate_under_its_verdict() -> None:
    """Two halves of one chart; thresholds in all rows; the rows without a rate say so."""
    found: dict[str, dict[str, str]] = {}
    for chart, _ in list(charts(package_of(KINDS, own=False)))[:2]:
        for name, figures in bars(chart).items():
            found.setdefault(name, {}).update(figures)
    for row in KINDS.rows:
        name, rate = cells(row).name, cells(row).rate.rstrip("%")
        if row.rate is not None:
            assert found[row.verdict][name] == rate
        else:
            assert f"{name}（{row.verdict}）" in found["40%标线"]
    assert set(found["40%标线"].values()) == {"40"}
    assert (set(found["100%标线"].values()), len(found["100%标线"])) == ({"100"}, 20)


def test_each_category_has_its_rates_of_the_last_years() -> None:
    """As the evaluation of that year says."""
    plan = load_plan(str(ROOT / "plans/wuhan.yaml"))
    panels = {}
    for chart, _ in list(charts(package_of(WUHAN, own=False)))[2:]:
        title = "".join(
            node.text or "" for node in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
        )
        panels[title] = bars(chart)
    assert list(panels) == list(WUHAN.by_category)
    for year in (2016, 2017, 2018):
        for row in evaluate(plan, year).rows:
            shown = panels[str(row.indicator.category)][f"{year}年"].get(row.indicator.name, "—")
            assert shown == cells(row).rate.rstrip("%")


def test_a_lagging_indicators_own_chart_only_when_asked_for() -> None:
    counts = [sum(chart.find(f".//{C}scatterChart") is not None for chart, _ in charts(package_of(WUHAN, own)))
              for own in (False, True)]  # fmt: skip
    assert counts == [0, 7]
    chart = next(c for c, _ in charts(package_of(WUHAN)) if c.find(f".//{C}scatterChart") is not None)
    tracks = {
        cached(series.find(f"{C}tx/{C}strRef"))[0]: [
            cached(series.find(f"{C}{tag}/{C}numRef")) for tag in ("xVal", "yVal")
        ]
        for series in chart.iter(f"{C}ser")
    }
    assert tracks == {
        "规划路径": [["2015", "2020"], ["37", "50"]],
        "实际": [["2015", "2016", "2017", "2017.5"], ["37", "37.4", "36.4", "38.7"]],
        "应达值": [["2017.5"], ["43.5"]],
    }


def test_verdicts_are_told_apart_without_colour() -> None:
    """Each class of a method with many has a look of its own: shade or hatching."""
    labels = ("快", "中", "稍慢", "慢", "退")
    tones = (GOOD, "fair", "fair", "fair", "poor")
    overview = Overview("", (), tuple(
        Bar(label, Fraction(50), "", tone, "50.00", label) for label, tone in zip(labels, tones, strict=True)
    ))  # fmt: skip
    (drawn,) = word_charts.overview(overview, 15)
    looks = re.findall(r"<c:spPr>(<a:(?:solid|patt)Fill.*?</a:(?:solid|patt)Fill>)", drawn.xml)
    assert len({re.sub(r"srgbClr val", "", look) for look in looks[: len(labels)]}) == len(labels)


def test_every_name_has_its_own_lines() -> None:
    """A name of a hundred characters takes two lines and leaves its bars their room; no name is left out."""
    names = (
        "短",
        "农村留守儿童关爱服务体系覆盖率（%）",
        "每百户居民拥有的综合服务设施" * 7 + "面积",
    )
    row = Overview("", (), tuple(Bar(name, Fraction(50), "", GOOD, "50.00", "快") for name in names))
    (drawn,) = word_charts.overview(row, 15)
    (chart,) = [ET.fromstring(drawn.xml)]
    shown = cached(chart.find(f".//{C}cat/{C}strRef"))
    assert shown[:2] == list(names[:2])
    first, second = shown[2].split("\n")
    assert (first[:4], "…" in first + second, second[-2:]) == ("每百户居", True, "面积")
    assert max(map(halves, (first, second))) * 4 * 0.0353 < 0.42 * 15
    assert [node.get("val") for node in chart.iter(f"{C}tickLblSkip")] == ["1"]
    assert drawn.xml.count('wrap="none"') == 1  # the rates beside the bars
    assert drawn.height > word_charts.overview(row._replace(bars=row.bars[:2]), 15)[0].height + 0.5
