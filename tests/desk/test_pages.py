"""What the pages show is what the commands print, for every plan of the project."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.desk.serving import Serving, plans_in, serving
from tests.needs import needs

PLANS = sorted(path.stem for path in (ROOT / "plans").glob("*.yaml"))
TIMES = {"wuhan": ("2018", "2018H1", "2020"), "jianghan-13th": ("2020",), "tianmen-13th": ("2018", "2020")}
TIMED = [(name, time) for name in PLANS for time in TIMES.get(name, ("2023", "2025"))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(plans_in(tmp_path_factory.mktemp("desk") / "plans")) as found:
        yield found


def rows_of(page: str, number: int = 0) -> list[list[str]]:
    """Return the texts of the cells of a page's table, its heads of groups left out."""
    table = re.findall(r"(?s)<table.*?</table>", page)[number]
    body = table[table.index("<tbody>") :]
    rows = []
    for row in re.findall(r"(?s)<tr\b(?! class=\"(?:group|opened))[^>]*>(.*?)</tr>", body):
        cells = re.findall(r"(?s)<t[dh][^>]*>(.*?)</t[dh]>", row)
        rows.append([" ".join(unescape(re.sub(r"(?s)<[^>]*>", " ", cell)).split()) for cell in cells])
    return rows


def printed(text: str) -> list[list[str]]:
    """Return the rows of the first table of a command's Markdown."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if re.match(r"\|[ :-]+\|", line))
    rows = []
    for line in lines[first + 1 :]:
        if not line.startswith("|"):
            break
        cells = [
            " ".join(cell.replace("<br>", " ").replace("\\", "").replace("*", "").split())
            for cell in line[1:-1].split("|")
        ]
        if any(cells[1:]):
            rows.append(cells)
    return rows


def named(shown: str, name: str) -> bool:
    """Tell whether a first cell is that of an indicator: its name, its unit behind, 其中 before."""
    return shown.removeprefix("其中：") == name or shown.removeprefix("其中：").startswith(f"{name}（")


def option(time: str) -> list[str]:
    return ["--year", time] if time.isdecimal() else ["--as-of", time]


@pytest.mark.parametrize(("name", "time"), TIMED)
def test_the_table_is_that_of_evaluate(desk: Serving, mzprog: Run, name: str, time: str) -> None:
    page = desk.get(f"/plan/{name}.yaml?time={time}")
    told = mzprog("evaluate", f"plans/{name}.yaml", *option(time), "--format", "markdown")
    shown = rows_of(page.text)
    assert shown == printed(told.out)
    assert len(shown) > 4
    counts = [line for line in told.out.splitlines() if re.match(r"\d+项指标：", line)]
    assert counts and all(line in page.words for line in counts)


@pytest.mark.parametrize(("name", "time"), TIMED)
def test_figures_and_forecasts_are_those_of_outlook(desk: Serving, mzprog: Run, name: str, time: str) -> None:
    """The page of what if, on which nothing is assumed yet: each rate, verdict and forecast."""
    told = mzprog("outlook", f"plans/{name}.yaml", *option(time), "--format", "json")
    plans = json.loads(told.out)["plans"]
    page = desk.get(f"/plan/{name}.yaml/whatif?time={time}")
    shown = {cells[0]: cells for cells in rows_of(page.text)}
    assert len(shown) == len(plans[0]["indicators"])
    assert '<p class="fault">' not in page.text
    for row in plans[0]["indicators"]:
        (cells,) = [shown[key] for key in shown if named(key, row["name"])]
        rate, verdict, ahead = cells[4:7]
        assert rate == ("—" if row["progress_rate"] is None else f"{row['progress_rate']:.2f}%")
        assert verdict.startswith(row["verdict"])
        assert ahead.startswith(row["outlook"] or row["outcome"] or "")
        if row["forecast"] is not None and "…" not in ahead and row["components"] is None:
            assert float(re.search(r"期末(-?[\d.]+)", ahead)[1]) == pytest.approx(float(row["forecast"]), rel=0.01)  # type: ignore[index]


@pytest.mark.parametrize(("name", "time"), TIMED)
def test_what_is_assumed_is_what_whatif_says(desk: Serving, mzprog: Run, name: str, time: str, tmp_path: Path) -> None:
    """Three figures typed; the command and the scenario that the page offers give the same rates and verdicts."""
    fields = re.findall(r'name="(set:[^"]*)"', desk.get(f"/plan/{name}.yaml/whatif?time={time}").text)
    typed = {unescape(field): text for field, text in zip(fields, ("45", "-1.5", "达到"), strict=False)}
    query = "&".join([f"time={time}", *(f"{key}={text}" for key, text in typed.items())])
    page = desk.get(f"/plan/{name}.yaml/whatif?{query}")
    command = unescape(re.search(r'class="command" readonly value="([^"]*)"', page.text)[1])  # type: ignore[index]
    words = shlex.split(command)
    assert words[:2] == ["mzprog", "whatif"]
    told = mzprog(*words[1:], "--format", "json")
    assert told.code == 0, told.err
    shown = {cells[0]: cells for cells in rows_of(page.text)}
    (plan,) = json.loads(told.out)["plans"]
    assert len(plan["indicators"]) >= 2
    for row in plan["indicators"]:
        (cells,) = [shown[key] for key in shown if named(key, row["name"])]
        after = row["after"]
        rate = "—" if after["progress_rate"] is None else f"{after['progress_rate']:.2f}%"
        assert cells[4].rpartition("→ ")[2] == (rate if "→" not in cells[4] or rate != "—" else "—")
        assert cells[5].rpartition("→ ")[2].startswith(after["verdict"])
    counts = {label: n for label, n in plan["summary"]["after"]["by_verdict"].items() if n}
    said = page.words
    assert all(re.search(rf"{label}(?:\d+ → )?{n}项", said) for label, n in counts.items())
    file = tmp_path / "方案.yml"
    file.write_bytes(desk.get(f"/plan/{name}.yaml/scenario.yml?{query}").data)
    compared = mzprog("whatif", words[2], *option(time), "--scenario", str(file), "--format", "json")
    assert compared.code == 0, compared.err
    now = json.loads(compared.out)["plans"][0]["scenarios"][1]["indicators"]
    assert [(r["name"], r["progress_rate"], r["verdict"]) for r in now] == [
        (r["name"], r["after"]["progress_rate"], r["after"]["verdict"]) for r in plan["indicators"]
    ]


def test_forty_five_beds(desk: Serving) -> None:
    """The question of the meeting: rate, verdict, forecast, counts and score, before and after."""
    page = desk.get("/plan/wuhan.yaml/whatif?time=2018&set:每千名老年人口养老床位数=45")
    (row,) = [cells for cells in rows_of(page.text) if cells[0].startswith("每千名老年人口养老床位数")]
    assert row[4:] == ["26.15% → 123.08%", "严重滞后 → 进展良好", "经努力可以完成，期末40.4 → 可以完成，期末53"]
    assert "综合得分 92.12 → 95.33" in page.words
    assert "23项指标：进展良好16 → 17项，滞后6项，严重滞后1 → 0项" in page.words


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("五十", "应为数值，得到“五十”"),
        ("1e9999", "数值超出可读范围"),
        ("45床", "应为数值"),
        ("<b>1</b>", "应为数值，得到“<b>1</b>”"),
    ],
)
def test_what_is_no_figure_is_told_beside_its_field(desk: Serving, said: str, word: str) -> None:
    page = desk.get(f"/plan/wuhan.yaml/whatif?time=2018&set:养老床位数={said}&set:每千名老年人口养老床位数=45")
    (row,) = [cells for cells in rows_of(page.text) if cells[0].startswith("养老床位数")]
    assert word in row[3]
    assert row[4] == "44.10%"
    assert "123.08%" in page.words
    assert "<b>1</b>" not in page.text


@pytest.mark.parametrize("field", ["养老床位数.target", "养老床位", "没有这一项", "养老床位数/城市"])
def test_only_what_has_a_field_is_assumed(desk: Serving, field: str) -> None:
    """No part of a name, no other place than a figure: whoever looks at the page sees what was changed."""
    page = desk.get(f"/plan/wuhan.yaml/whatif?time=2018&set:{field}=45")
    assert "→" not in page.words
    assert f"{field}：" in page.words
    assert ("规划里已没有这一项" in page.words) == (field == "养老床位数.target")


FOURTEENTH = "/plan/wuhan-14th.yaml"


@pytest.mark.parametrize(
    ("method", "path", "code", "told"),
    [
        ("GET", "/nothing", 404, "这里没有这一页。"),
        ("GET", "/plan/nothing.yaml", 404, "这里没有“nothing.yaml”这个规划文件"),
        ("GET", "/file/nothing.css", 404, "这里没有这一页。"),
        ("GET", "/plan/wuhan.yaml/report.odt", 404, "这里没有这一页。"),
        ("POST", "/plan/wuhan.yaml", 405, "这一页不能这样用。"),
        ("POST", "/import", 400, "没有选文件，也没有粘贴表格"),
        ("GET", "/plan/wuhan.yaml/scenario.yml?time=2018", 400, "还没有改任何数，没有方案可存"),
        ("GET", "/plan/wuhan.yaml/since?time=2018&since=2018", 400, "要比的时间应早于2018，得到2018"),
        ("GET", "/plan/wuhan.yaml/report.md?time=2018&since=2020", 400, "要比的时间应早于2018，得到2020"),
        ("GET", f"{FOURTEENTH}/report.md?time=2018", 400, "到2018还没有开始，没有可写的报告"),
    ],
)
def test_what_cannot_be_is_a_page_with_a_sentence(desk: Serving, method: str, path: str, code: int, told: str) -> None:
    said = desk.ask(method, path, b"" if method == "POST" else None)
    assert (said.code, told in said.words) == (code, True), said.words


def test_the_overview_is_that_of_evaluate(desk: Serving, mzprog: Run) -> None:
    told = mzprog("evaluate", "plans", "--year", "2020", "--sort", "score", "--format", "markdown")
    page = desk.get("/?time=2020&sort=score")
    shown = [[re.sub(r" [\w-]+\.yaml，.*", "", cells[0]), *cells[1:]] for cells in rows_of(page.text)]
    assert len(shown) > 2
    assert shown == printed(told.out)


def test_each_plan_is_seen_at_its_own_latest_time(desk: Serving) -> None:
    page = desk.get("/")
    assert len(rows_of(page.text)) == 10
    assert "wuhan.yaml，2020年" in page.words


def test_search_finds_plans_and_indicators(desk: Serving) -> None:
    page = desk.get("/?q=养老床位&time=2018")
    assert "每千名老年人口养老床位数（张） 武汉市民政事业发展“十三五”规划" in page.words
    assert "天门" not in page.words
    assert "没有找到“没有的词”" in desk.get("/?q=没有的词").words


def test_filters_and_order(desk: Serving) -> None:
    assert [r[0] for r in rows_of(desk.get("/plan/wuhan.yaml?time=2018&verdict=滞后&category=养老服务").text)] == [
        "养老床位数（万张）"
    ]
    assert rows_of(desk.get("/plan/wuhan.yaml?time=2018&sort=rate").text)[0][0] == "每千名老年人口养老床位数（张）"
    assert len(rows_of(desk.get("/plan/wuhan.yaml?time=2018&type=约束性").text)) == 11


def test_a_row_opened(desk: Serving, mzprog: Run) -> None:
    """Its working, the other rules, the sources, the years before, and what each tier takes."""
    page = desk.get("/plan/wuhan.yaml?time=2018&row=每千名老年人口养老床位数").words
    told = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--explain", "--format", "csv").out
    (row,) = [r for r in csv.DictReader(io.StringIO(told)) if r["name"] == "每千名老年人口养老床位数"]
    assert row["working"] in page
    assert "换用其他规则：指数型29.21%（严重滞后）" in page
    assert "2017年：36.4，应达42.2" in page
    assert "今天达到滞后（40%）需39.6，进展良好（100%）需43.5" in page
    assert "2018H1观测值 38.7（市民政局关于" in page


def test_before_it_begins_a_plan_has_no_report(desk: Serving) -> None:
    assert "尚未开始" in desk.get("/?time=2018").words
    assert desk.get("/plan/wuhan-14th.yaml?time=2018").code == 200
    assert "还没有开始" in desk.get("/plan/wuhan-14th.yaml/report.md?time=2018").words


def test_what_has_changed_since(desk: Serving, mzprog: Run) -> None:
    told = mzprog("evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2017", "--format", "markdown").out
    assert rows_of(desk.get("/plan/wuhan.yaml/since?time=2018&since=2017").text) == printed(told)
    assert desk.get("/plan/wuhan.yaml/since?time=2018&since=2020").code == 400


@pytest.mark.parametrize("suffix", [".html", ".md", ".xlsx", ".docx"])
def test_reports_are_those_of_the_command(desk: Serving, mzprog: Run, tmp_path: Path, suffix: str) -> None:
    said = desk.get(f"/plan/wuhan.yaml/report{suffix}?time=2018")
    assert said.headers["Content-Disposition"].startswith("attachment")
    mzprog("report", "plans/wuhan.yaml", "--year", "2018", "-o", str(tmp_path / f"r{suffix}"))
    assert said.data == (tmp_path / f"r{suffix}").read_bytes()


def test_a_report_with_what_has_changed(desk: Serving, mzprog: Run, tmp_path: Path) -> None:
    said = desk.get("/plan/wuhan.yaml/report.md?time=2018&since=2017")
    mzprog("report", "plans/wuhan.yaml", "--year", "2018", "--since", "2017", "-o", str(tmp_path / "r.md"))
    assert said.data == (tmp_path / "r.md").read_bytes()
    assert "report.md" in desk.get("/plan/wuhan.yaml/since?time=2018&since=2017").text
    assert "report.xlsx" not in desk.get("/plan/wuhan.yaml/since?time=2018&since=2017").text


@needs("soffice|libreoffice")
def test_a_report_to_print(desk: Serving) -> None:
    assert desk.get("/plan/wuhan.yaml/report.pdf?time=2018").data.startswith(b"%PDF-")


def test_a_report_without_what_writes_it(desk: Serving) -> None:
    assert desk.get("/plan/wuhan.yaml/report.exe").code == 404


def test_a_broken_plan_shows_its_lines(tmp_path: Path) -> None:
    plans = plans_in(tmp_path / "plans", "wuhan")
    file = plans / "wuhan.yaml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("baseline: 37\n", "baseline: <i>卅七</i>\n", 1), "utf-8")
    assert file.read_text("utf-8") != good
    with serving(plans) as desk:
        for path, code in (("/", 200), ("/plan/wuhan.yaml", 422), ("/plan/wuhan.yaml/fill", 422)):
            page = desk.get(path)
            assert page.code == code
            assert "应为数值，得到“<i>卅七</i>”" in page.words
            assert "baseline: <i>卅七</i>" in page.words
            assert "<i>" not in page.text
        file.write_text(good, "utf-8")
        assert desk.get("/plan/wuhan.yaml").code == 200
