"""Filling in a period: the file comes out with exactly the new lines, and nobody's edit is lost."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from mzprog.planfile.load import load_plan
from tests.desk.serving import Said, Serving, fields_of, plans_in, serving

WUHAN = "/plan/wuhan.yaml"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return plans_in(tmp_path / "plans", "wuhan")


@pytest.fixture
def desk(plans: Path) -> Iterator[Serving]:
    with serving(plans) as found:
        yield found


def filled(desk: Serving, period: str, **said: str) -> dict[str, str]:
    """Open the page of a period and type; names are those of the fields."""
    form = fields_of(desk.get(f"{WUHAN}/fill?period={period}").text)
    assert said.keys() <= form.keys() | {"source", "title"}
    return {**form, **said}


def looked_at(shown: Said) -> dict[str, str]:
    """Return the form that a difference is confirmed with."""
    page = shown.text
    assert "要写入的改动" in page, shown.words
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in pairs}


def saved(desk: Serving, form: dict[str, str]) -> Said:
    """Look at the difference, then confirm it."""
    return desk.post(f"{WUHAN}/save", **looked_at(desk.post(f"{WUHAN}/fill", **form, do="diff")))


def lines(old: bytes, new: bytes) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came."""
    found = list(difflib.ndiff(old.decode().splitlines(), new.decode().splitlines()))
    return [x[2:].strip() for x in found if x[0] == "-"], [x[2:].strip() for x in found if x[0] == "+"]


def test_a_half_year(plans: Path, desk: Serving) -> None:
    """Every row of a new half-year: the difference that is shown and the one on disk are the new lines alone."""
    file = plans / "wuhan.yaml"
    before = file.read_bytes()
    form = filled(desk, "2019H1", source="统计", title="2019年上半年统计")
    values = [name for name in form if name.startswith("value:")]
    assert len(values) == 24
    for number, name in enumerate(values):
        form[name] = str(30 + number)
    shown = desk.post(f"{WUHAN}/fill", **form, do="diff")
    assert file.read_bytes() == before
    assert "要写入的改动（2019年上半年，24处）" in shown.words
    done = desk.post(f"{WUHAN}/save", **looked_at(shown))
    assert (done.code, done.headers["Location"]) == (303, f"{WUHAN}?time=2019H1&saved=24")
    went, came = lines(before, file.read_bytes())
    told = [unescape(line) for line in re.findall(r'<span class="plus">\+(.*?)</span>', shown.text)]
    assert [line.strip() for line in told] == came
    assert [
        line
        for line in came
        if not re.search(r"2019H1: \{value: \d+, source: 统计\}|统计: \{title: 2019年上半年统计\}", line)
    ] == []
    assert len(came) - len(went) >= 24 - len(went)
    plan = load_plan(file)
    found = [part.observations[period] for item in plan.indicators for part in item.measures
             for period in part.observations if str(period) == "2019H1"]  # fmt: skip
    assert [str(figure.value) for figure in found] == [str(30 + n) for n in range(24)]
    assert {figure.source for figure in found} == {"统计"}
    comments = [line for line in before.decode().splitlines() if "#" in line]
    assert all(line in file.read_text("utf-8") for line in comments)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_a_mark_at_the_beginning_stay(plans: Path, desk: Serving, end: str) -> None:
    file = plans / "wuhan.yaml"
    text = "\ufeff" + file.read_text("utf-8").replace("\n", end)
    file.write_bytes(text.encode())
    assert saved(desk, filled(desk, "2019", **{"value:养老床位数": "7.5"})).code == 303
    new = file.read_bytes()
    _, came = lines(text.encode(), new)
    assert came == [line for line in came if "2019: 7.5" in line]
    assert new.startswith(b"\xef\xbb\xbf")
    assert new.count(b"\r\n") == (new.count(b"\n") if end == "\r\n" else 0)


def test_a_reason_a_judgement_a_source_and_a_note(plans: Path, desk: Serving) -> None:
    form = filled(desk, "2019", **{
        "value:养老床位数": "缺数：机构调整", "value:收养登记合格率": "达到", "value:登记社会组织总数": "7000",
        "source:登记社会组织总数": "review", "note:登记社会组织总数": "年报: 初步数",
    })  # fmt: skip
    assert saved(desk, form).code == 303
    plan = load_plan(plans / "wuhan.yaml")
    period = next(p for p in plan.periods if str(p) == "2019")

    def of(name: str) -> object:
        return next(i for i in plan.indicators if i.name == name).whole.observations[period]

    assert of("养老床位数").missing == "机构调整"  # type: ignore[attr-defined]
    assert of("收养登记合格率").judged == "达到"  # type: ignore[attr-defined]
    figure = of("登记社会组织总数")
    assert (str(figure.value), figure.source, figure.note) == ("7000", "review", "年报: 初步数")  # type: ignore[attr-defined]
    form = filled(desk, "2019", **{"value:登记社会组织总数": "7100", "note:登记社会组织总数": "年报"})
    assert saved(desk, form).code == 303
    assert "2019: {value: 7100, source: review, note: 年报}" in (plans / "wuhan.yaml").read_text("utf-8")


def test_causes_and_measures(plans: Path, desk: Serving) -> None:
    """They are of the period; a second time they are replaced."""
    page = desk.get(f"{WUHAN}/fill?period=2018H1").text
    assert page.count("<details open>") == 7
    for said in ("土地没有落实", "用地仍未批准：#2 地块"):
        form = filled(desk, "2018H1", **{"causes:养老床位数": said, "actions:养老床位数": "落实用地"})
        assert saved(desk, form).code == 303
        item = next(i for i in load_plan(plans / "wuhan.yaml").indicators if i.name == "养老床位数")
        assert [(str(one.period), one.text) for one in item.causes] == [("2018H1", said)]
        assert [one.text for one in item.actions] == ["落实用地"]
    assert "原因：用地仍未批准：#2 地块" in desk.get(f"{WUHAN}?time=2018H1").words


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("五十", "应为数值，得到“五十”"),
        ("1,23", "应为数值，得到“1,23”"),
        ("缺数：", "缺数"),
        ("69.6", "2019"),  # ten times what it was
        ("1", "与此前走向相反"),  # against the trend
    ],
)
def test_each_field_is_checked_in_the_words_of_check(plans: Path, desk: Serving, said: str, word: str) -> None:
    form = filled(desk, "2019", **{"value:养老床位数": said})
    page = desk.post(f"{WUHAN}/fill", **form, do="check")
    row = page.text[page.text.index('<th scope="row">养老床位数\n') :]
    beside = " ".join(re.sub("<[^>]*>", " ", row[: row.index("</div>")]).split())
    assert word in unescape(beside), beside
    if not said[0].isdecimal() or "," in said:
        assert "要写入的改动" not in desk.post(f"{WUHAN}/fill", **form, do="diff").text
        assert "养老床位数：" in desk.post(f"{WUHAN}/fill", **form, do="diff").words


def test_a_figure_is_not_deleted_by_emptying_its_field(plans: Path, desk: Serving) -> None:
    before = (plans / "wuhan.yaml").read_bytes()
    page = desk.post(f"{WUHAN}/fill", **filled(desk, "2018H1", **{"value:养老床位数": ""}), do="diff")
    assert "这里不能删去已有的数" in page.words
    assert desk.post(f"{WUHAN}/fill", **filled(desk, "2019", **{"note:养老床位数": "说明"}), do="diff").words.count(
        "请先填数值"
    )
    assert (plans / "wuhan.yaml").read_bytes() == before


@pytest.mark.parametrize("period", ["2019年中", "abc", "2018-13"])
def test_a_period_that_is_none(desk: Serving, period: str) -> None:
    assert desk.get(f"{WUHAN}/fill?period={period}").code == 400


def edited(plans: Path, old: str, new: str) -> None:
    """Change the file as a colleague with an editor does."""
    file = plans / "wuhan.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_two_people_on_one_file_lose_nothing(plans: Path, desk: Serving) -> None:
    """Both have the page open; the second to save sees the first one's figure in the file and keeps it."""
    one = filled(desk, "2019", **{"value:养老床位数": "7.5"})
    two = filled(desk, "2019", **{"value:登记社会组织总数": "7000"})
    looked = looked_at(desk.post(f"{WUHAN}/fill", **two, do="diff"))
    assert saved(desk, one).code == 303
    again = desk.post(f"{WUHAN}/save", **looked)
    assert "文件在磁盘上已被改动，什么都没有写入" in again.words
    text = (plans / "wuhan.yaml").read_text("utf-8")
    assert "2019: 7.5" in text
    assert "2019: 7000" not in text
    assert desk.post(f"{WUHAN}/save", **looked_at(again)).code == 303
    text = (plans / "wuhan.yaml").read_text("utf-8")
    assert "2019: 7.5" in text
    assert "2019: 7000" in text


def test_the_same_place_changed_by_both_is_asked_about(plans: Path, desk: Serving) -> None:
    """Neither figure is taken in silence, and what was typed is still there."""
    mine = filled(desk, "2019", **{"value:养老床位数": "7.5"})
    assert saved(desk, filled(desk, "2019", **{"value:养老床位数": "7.4"})).code == 303
    before = (plans / "wuhan.yaml").read_bytes()
    page = desk.post(f"{WUHAN}/fill", **mine, do="diff")
    assert "文件里这里刚被改成“7.4”，您填的是“7.5”；请核对后再提交一次" in page.words
    assert (plans / "wuhan.yaml").read_bytes() == before
    again = fields_of(page.text)
    assert again["value:养老床位数"] == "7.5"
    assert saved(desk, again).code == 303
    assert "2019: 7.5" in (plans / "wuhan.yaml").read_text("utf-8")


def test_what_a_colleague_changed_is_not_changed_back(plans: Path, desk: Serving) -> None:
    """A field that nobody here has touched does not put the old figure back."""
    mine = filled(desk, "2018H1", **{"value:登记社会组织总数": "6400"})
    theirs = filled(desk, "2018H1", **{"value:养老床位数": "6.99"})
    assert saved(desk, theirs).code == 303
    assert saved(desk, mine).code == 303
    plan = load_plan(plans / "wuhan.yaml")
    found = {
        i.name: str(i.whole.observations[p].value)
        for i in plan.indicators
        for p in i.whole.observations
        if str(p) == "2018H1"
    }
    assert (found["养老床位数"], found["登记社会组织总数"]) == ("6.99", "6400")


def test_a_page_sent_twice_says_so(plans: Path, desk: Serving) -> None:
    form = filled(desk, "2019", **{"value:养老床位数": "7.5"})
    looked = looked_at(desk.post(f"{WUHAN}/fill", **form, do="diff"))
    assert desk.post(f"{WUHAN}/save", **looked).code == 303
    after = (plans / "wuhan.yaml").read_bytes()
    assert "还没有改动" in desk.post(f"{WUHAN}/save", **looked).words
    assert (plans / "wuhan.yaml").read_bytes() == after


def test_a_file_that_broke_meanwhile_is_not_written(plans: Path, desk: Serving) -> None:
    looked = looked_at(desk.post(f"{WUHAN}/fill", **filled(desk, "2019", **{"value:养老床位数": "7.5"}), do="diff"))
    edited(plans, "baseline: 37\n", "baseline: 卅七\n")
    before = (plans / "wuhan.yaml").read_bytes()
    assert desk.post(f"{WUHAN}/save", **looked).code == 422
    assert (plans / "wuhan.yaml").read_bytes() == before


def test_a_locked_file_waits_and_is_said(plans: Path, desk: Serving) -> None:
    """While another program holds the file nothing is written, and what was typed can be sent again."""
    fcntl = pytest.importorskip("fcntl")
    looked = looked_at(desk.post(f"{WUHAN}/fill", **filled(desk, "2019", **{"value:养老床位数": "7.5"}), do="diff"))
    before = (plans / "wuhan.yaml").read_bytes()
    with open(plans / "wuhan.yaml", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = desk.post(f"{WUHAN}/save", **looked)
    assert "另一个程序正在改这个文件" in said.words
    assert (plans / "wuhan.yaml").read_bytes() == before
    assert desk.post(f"{WUHAN}/save", **looked_at(said)).code == 303


def test_the_state_of_a_file_is_told(plans: Path, desk: Serving) -> None:
    """What the page asks every two seconds: it changes with the file, and says where it is gone."""
    first, all_first = desk.get(f"{WUHAN}/state").text, desk.get("/state").text
    assert f'data-state="{first}"' in desk.get(WUHAN).text
    assert f'data-state="{all_first}"' in desk.get("/").text
    edited(plans, "baseline: 37\n", "baseline: 38\n")
    assert desk.get(f"{WUHAN}/state").text not in {first, ""}
    assert desk.get("/state").text != all_first
    (plans / "wuhan.yaml").unlink()
    assert desk.get(f"{WUHAN}/state").text == ""
