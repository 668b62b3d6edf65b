"""Bringing a table: what the columns hold is chosen, questions answered, the plan looked at and saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from mzprog.planfile.load import load_plan
from tests.conftest import ROOT, Run
from tests.desk.serving import Serving, plans_in, serving

HEAD = "指标名称,单位,2015年基期,2020年目标,2018年实际"
PLAIN = f"武汉市民政事业“十三五”规划指标\n{HEAD}\n床位,张,37,50,38.7\n覆盖率,%,95,100,97\n"
CLASHING = f"{HEAD},2018年完成,奇怪的列\n床位,张,37,50,38.7,38.6,甲\n"
OPEN = "指标名称,单位,基期,目标,实际\n床位,张,37,五十张左右吧,38.7\n覆盖率,%,,100,97\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Serving]:
    with serving(plans_in(tmp_path / "plans", "wuhan")) as found:
        yield found


def answers(page: str, said: str = "正向") -> dict[str, str]:
    """Answer the questions of a page: those of the direction, any other with a figure."""
    asked = {unescape(name) for name in re.findall(r'name="(answer:[^"]*)"', page)}
    return {name: said if ":direction:" in name else "50" for name in asked}


def brought(desk: Serving, text: str) -> str:
    said = desk.upload("表.csv", text.encode())
    assert said.code == 303, said.words
    return said.headers["Location"]


def test_a_table_that_says_everything(tmp_path: Path, desk: Serving, mzprog: Run) -> None:
    """The plan is the one that `mzprog import` writes."""
    place = brought(desk, PLAIN)
    page = desk.get(place)
    assert "实际值（2018年）" in page.words
    assert "2项指标：" in page.words
    assert desk.post(f"{place}/save", name="新规划", **answers(page.text)).code == 303
    (tmp_path / "表.csv").write_text(PLAIN, "utf-8")
    mzprog("import", "表.csv", "-o", "同样.yaml", cwd=tmp_path)
    assert (tmp_path / "plans/新规划.yaml").read_bytes() == (tmp_path / "同样.yaml").read_bytes()
    assert "床位（张）" in desk.get("/plan/新规划.yaml?time=2018").words


def test_pasted(desk: Serving) -> None:
    said = desk.post("/import", pasted=PLAIN.replace(",", "\t"))
    assert said.code == 303
    assert "粘贴的表" in desk.get(said.headers["Location"]).words


def test_columns_that_clash_and_columns_that_nobody_knows(tmp_path: Path, desk: Serving) -> None:
    place = brought(desk, CLASHING)
    page = desk.get(place)
    assert "都是实际值（2018年）" in page.words
    assert page.text.count('class="clash"') == 2
    assert "第7列“奇怪的列”：不读" in page.words
    assert "都是实际值" in desk.post(f"{place}/save", name="新.yaml").words
    assert not (tmp_path / "plans/新.yaml").exists()
    chosen = {"role:6": "不读", "role:7": "备注", "title": "规划"}
    page = desk.post(place, **chosen)
    assert "都是实际值" not in page.words
    assert desk.post(f"{place}/save", **chosen, **answers(page.text), name="新.yaml").code == 303
    (item,) = load_plan(tmp_path / "plans/新.yaml").indicators
    assert [str(figure.value) for figure in item.whole.observations.values()] == ["38.7"]


@pytest.mark.parametrize(
    ("chosen", "word"),
    [
        ({"role:1": "没有的"}, "不认识“没有的”"),
        ({"when:1": "2018"}, "不分期"),
        ({"role:5": "实际值", "when:5": "二〇"}, "期"),
        ({"when:7": "2018"}, "“不读”不分期，不要写“2018”"),
    ],
)
def test_choices_that_cannot_be(desk: Serving, chosen: dict[str, str], word: str) -> None:
    page = desk.post(brought(desk, CLASHING), **chosen)
    assert page.code == 200
    assert word in page.words
    assert "可以用" not in page.words


def test_a_year_alone_needs_more_than_its_period(desk: Serving) -> None:
    place = brought(desk, "指标名称,2015年基期,2020年目标,2018年\n床位,37,50,38.7\n")
    assert "第4列写了期，还要选它是什么" in desk.post(place, **{"when:4": "2018"}).words
    assert "实际值（2018年）" in desk.post(place, **{"when:4": "2018", "role:4": "实际值"}).words


def test_questions_are_a_form(tmp_path: Path, desk: Serving) -> None:
    """What is open is asked row by row; the answers stand in the plan, and what stays open is told."""
    place = brought(desk, OPEN)
    given = {"title": "规划", "baseline_year": "2015", "target_year": "2020", "period": "2018"}
    page = desk.post(place, **given)
    assert "要您回答的" in page.words
    told = answers(page.text)
    assert len(told) == 2
    page = desk.post(place, **given, **told)
    assert "可以用" in page.words, page.words
    assert desk.post(f"{place}/save", **given, **told, name="新.yaml", keys="中文").code == 303
    text = (tmp_path / "plans/新.yaml").read_text("utf-8")
    assert "目标值: 50" in text
    assert load_plan(tmp_path / "plans/新.yaml").indicators[0].whole.target.text == "50"


def test_an_answer_is_not_taken_for_another_question(desk: Serving) -> None:
    """Where the columns are read otherwise the questions change; an old answer goes with its own."""
    place = brought(desk, OPEN)
    page = desk.post(place, **{"answer:1:target:1": "50", "answer:2:target:99": "60"})
    assert 'value="50"' not in page.text


def test_years_that_are_none(desk: Serving) -> None:
    assert desk.post(brought(desk, PLAIN), baseline_year="15").code == 400


def test_a_draft_that_is_gone(desk: Serving) -> None:
    assert desk.get("/import/nothing").code == 404
    first = brought(desk, PLAIN)
    for _ in range(8):
        brought(desk, PLAIN)
    assert desk.get(first).code == 404


@pytest.mark.parametrize("suffix", ["xls", "xlsx", "ods", "odt", "pdf"])
def test_real_files(desk: Serving, suffix: str) -> None:
    said = desk.upload(f"表.{suffix}", (ROOT / f"tests/files/libreoffice.{suffix}").read_bytes())
    assert said.code == 303, said.words
    assert "读成规划" in desk.get(said.headers["Location"]).words


def test_single_files_have_no_place_for_new_plans(tmp_path: Path) -> None:
    plans = plans_in(tmp_path / "plans", "wuhan")
    with serving(plans / "wuhan.yaml") as desk:
        assert "带来一张表" not in desk.get("/").words
        said = desk.post(f"{brought(desk, PLAIN)}/save", name="新.yaml")
        assert "打开的不是文件夹" in said.words
    assert [file.name for file in plans.iterdir()] == ["wuhan.yaml"]
