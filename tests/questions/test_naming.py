"""How a user names an indicator: full name and id win over a part; what cannot be told apart is listed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog.core.problems import Refusal
from mzprog.planfile.load import load_plan
from mzprog.questions.assumption import find, subject
from tests.conftest import ROOT, plan_of

WUHAN = load_plan(ROOT / "plans" / "wuhan.yaml")


@pytest.mark.parametrize(
    ("text", "name", "component"),
    [
        ("每千名老年人口养老床位数", "每千名老年人口养老床位数", None),
        ("beds-per-1000", "每千名老年人口养老床位数", None),
        ("BEDS-PER-1000 ", "每千名老年人口养老床位数", None),
        ("每千名", "每千名老年人口养老床位数", None),
        ("养老床位数", "养老床位数", None),  # a full name, though also a part of two others
        ("颁证率", "新婚婚姻登记颁证率", None),
        ("低保标准占/农村", "城乡低保标准占上年度城乡居民平均消费支出的比重", "农村"),
        ("低保标准占／ 城市", "城乡低保标准占上年度城乡居民平均消费支出的比重", "城市"),
    ],
)
def test_what_a_text_names(text: str, name: str, component: str | None) -> None:
    indicator, part = find(WUHAN, text)
    assert (indicator.name, part) == (name, component)


@pytest.mark.parametrize(
    ("text", "code", "first"),
    [
        ("养老床位数量", "unknown-indicator", "最接近的：养老床位数、"),
        ("社会工作者人数", "ambiguous-indicator", "请写全名或代号：每万名常住人口拥有社会工作者人数、"),
        ("比重/农村", "ambiguous-indicator", "请写全名或代号：登记注册"),
        ("低保标准占/郊区", "unknown-component", "它的组成部分：城市、农村"),
        ("养老床位数/城市", "unknown-component", "它没有组成部分"),
        ("", "unknown-indicator", "没有“”这个指标"),
        ("/", "unknown-indicator", "没有“/”这个指标"),
    ],
)
def test_what_names_nothing_lists_the_candidates(text: str, code: str, first: str) -> None:
    with pytest.raises(Refusal) as caught:
        find(WUHAN, text)
    assert caught.value.code == code
    assert first in caught.value.message


def test_a_name_with_a_slash_or_an_id_like_a_part() -> None:
    plan = plan_of(
        "name: 街道/乡镇覆盖率, target: ≥5",
        "name: 覆盖率（％）, id: 乡镇, target: ≥5",
    )
    assert find(plan, "街道/乡镇覆盖率").indicator is plan.indicators[0]
    assert find(plan, "街道/乡镇").indicator is plan.indicators[0]
    assert find(plan, "乡镇").indicator is plan.indicators[1]
    assert find(plan, "覆盖率(%)").indicator is plan.indicators[1]


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_is_found_or_refused(text: str) -> None:
    try:
        indicator, component = find(WUHAN, text)
    except Refusal as refusal:
        assert "\n" not in refusal.message or "\n" in text
    else:
        assert component is None or component in {m.name for m in indicator.components}


@pytest.mark.parametrize("name", ["气温−升", "占比％", "甲．乙", "a.b", "占比＝1"])
@pytest.mark.parametrize("place", ["target", "baseline", "rule"])
@pytest.mark.parametrize("dot", [".", "．"])
def test_a_name_is_found_as_it_is_written_before_a_place_too(name: str, place: str, dot: str) -> None:
    plan = plan_of(f"name: {name}, target: ≥5")
    assert subject(plan, f"{name}{dot}{place}").place == place
    assert subject(plan, name).place == "observations"
