"""Changing a value in a plan file: that value and not a byte more, whatever way the file is written."""

from __future__ import annotations

from decimal import Decimal
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzprog.core.period import parse_period
from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError
from mzprog.planfile.edit import Edit, Form, Place, add_source, edit
from mzprog.planfile.load import parse_plan
from tests.conftest import ROOT

FILES = sorted((ROOT / "plans").glob("*.yaml"))

PLAN = """\
# 开头的注释
plan: 示例
baseline_year: 2015
target_year: 2020
direction: 正向
sources: {a: {title: 甲}}
indicators:
  - name: 床位   # 名称后的注释
    unit: 张
    target:  50  # 目标后的注释
    observations:
      2016: 37.4
      # 一条注释
      2018H1: {value: 38.7, source: a, note: "a # b"}  # 行末
      2020:
        missing: 机构调整
        note: >-
          折行的
          说明

    # 下一项之前
  - {name: 流, baseline: 1, target: 3}
  - name: '两部分'
    target: 30-40
    direction: 正向
    components:
      城市: {observations: {2018: 30}}
      农村: {
        observations: {
          2018: 40  # 在括号里
        }
      }
"""


def changed(text: str, *edits: Edit) -> list[tuple[str, str]]:
    """Return the lines that differ, as they were and as they are; an added line was nothing."""
    old, new = text.splitlines(), edit(text.encode(), "x.yaml", edits).splitlines()
    return [
        ("".join(old[i:j]).strip(), "".join(new[k:m]).strip())
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def an_edit(where: str, place: Place, period: str | None, text: str, form: Form = "value") -> Edit:
    name, _, component = where.partition("/")
    return Edit(name, component or None, place, parse_period(period) if period else None, text, form)


@pytest.mark.parametrize(
    ("where", "place", "period", "text", "before", "after"),
    [
        ("床位", "observations", "2016", "38", "2016: 37.4", "2016: 38"),
        ("床位", "target", None, "≥60", "target:  50  # 目标后的注释", "target:  ≥60  # 目标后的注释"),
        ("床位", "target", None, ">=60", "target:  50  # 目标后的注释", 'target:  ">=60"  # 目标后的注释'),
        ("床位", "observations", "2018H1", "45",
         '2018H1: {value: 38.7, source: a, note: "a # b"}  # 行末',
         '2018H1: {value: 45, source: a, note: "a # b"}  # 行末'),
        ("床位", "observations", "2020", "45", "missing: 机构调整", "value: 45"),
        ("床位", "observations", "2017", "-1.5", "", "2017: -1.5"),
        ("床位", "rule", None, "index", "", "rule: index"),
        ("床位", "baseline", None, "37", "", "baseline: 37"),
        ("流", "baseline", None, "2", "- {name: 流, baseline: 1, target: 3}", "- {name: 流, baseline: 2, target: 3}"),
        ("流", "observations", "2018", "2", "- {name: 流, baseline: 1, target: 3}",
         "- {name: 流, baseline: 1, target: 3, observations: {2018: 2}}"),
        ("两部分/城市", "observations", "2018", "31", "城市: {observations: {2018: 30}}",
         "城市: {observations: {2018: 31}}"),
        ("两部分/城市", "observations", "2019", "31", "城市: {observations: {2018: 30}}",
         "城市: {observations: {2018: 30, 2019: 31}}"),
        ("两部分/农村", "observations", "2018", "41", "2018: 40  # 在括号里", "2018: 41  # 在括号里"),
        ("两部分/农村", "observations", "2019", "41", "2018: 40  # 在括号里", "2018: 40, 2019: 41  # 在括号里"),
        ("两部分/农村", "target", None, "30-50", "}", "}, target: 30-50"),
        ("两部分", "target", None, "35-45", "target: 30-40", "target: 35-45"),
        ("两部分", "rule", None, "index", "", "rule: index"),
    ],
)  # fmt: skip
def test_one_line_changes(where: str, place: Place, period: str | None, text: str, before: str, after: str) -> None:
    assert changed(PLAN, an_edit(where, place, period, text)) == [(before, after)]


def test_a_new_observation_stands_in_time_order_with_the_indent_of_its_neighbours() -> None:
    new = edit(PLAN.encode(), "x.yaml", [an_edit("床位", "observations", "2017", "37")])
    assert "      2016: 37.4\n      2017: 37\n      # 一条注释\n" in new
    new = edit(PLAN.encode(), "x.yaml", [an_edit("床位", "observations", "2021", "60")])
    assert "          说明\n      2021: 60\n\n    # 下一项之前\n" in new


def test_a_reason_for_a_missing_figure() -> None:
    lines = changed(PLAN, an_edit("床位", "observations", "2016", "系统变更", "missing"))
    assert lines == [("2016: 37.4", "2016: {missing: 系统变更}")]
    lines = changed(PLAN, an_edit("床位", "observations", "2018H1", "未统计: 见 #3", "missing"))
    assert lines[0][1] == '2018H1: {missing: "未统计: 见 #3", source: a, note: "a # b"}  # 行末'
    lines = changed(PLAN, an_edit("流", "observations", "2018", "未统计", "missing"))
    assert lines[0][1] == "- {name: 流, baseline: 1, target: 3, observations: {2018: {missing: 未统计}}}"


def test_several_additions_to_one_mapping_come_one_after_the_other() -> None:
    years = [an_edit("流", "observations", year, year[-1]) for year in ("2018", "2016", "2017")]
    new = edit(PLAN.encode(), "x.yaml", [*years, an_edit("流", "rule", None, "index")])
    assert "{name: 流, rule: index, baseline: 1, target: 3, observations: {2018: 8, 2016: 6, 2017: 7}}" in new
    assert parse_plan(new.encode()).indicators[1].rule == "index"


def test_a_bom_and_the_line_ends_of_windows_stay() -> None:
    data = ("\ufeff" + PLAN.replace("\n", "\r\n")).encode()
    new = edit(data, "x.yaml", [an_edit("床位", "observations", "2017", "37")]).encode()
    assert new == data.replace(b"37.4\r\n", b"37.4\r\n      2017: 37\r\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_new_line_ends_as_the_others_do(end: str) -> None:
    text = "indicators:\n- name: a\n  target: 5\n  note: b\n".replace("\n", end)
    new = edit(text.encode(), "x", [an_edit("a", "baseline", None, "4")])
    assert new == text.replace(f"  target: 5{end}", f"  baseline: 4{end}  target: 5{end}")


def test_a_list_over_several_lines_ends_with_its_bracket() -> None:
    text = "indicators:\n- name: a\n  responsible: [\n    甲,\n    乙\n  ]  # 两个\n  target: 5\n"
    new = edit(text.encode(), "x", [an_edit("a", "baseline", None, "4")])
    assert new == text.replace("  target: 5", "  baseline: 4\n  target: 5")


def test_a_source_that_stands_there_already_stays_as_it_is_written() -> None:
    text = "indicators: [{name: a, target: 5, observations: {2018: {value: 4, source: '表'}}}]\n"
    change = an_edit("a", "observations", "2018", "4")._replace(source="表")
    assert edit(text.encode(), "x", [change]) == text


def test_a_file_without_a_last_line_end() -> None:
    text = "indicators:\n- name: a\n  target: 5"
    assert edit(text.encode(), "x", [an_edit("a", "observations", "2018", "4")]) == text + "\n  observations: {2018: 4}"


def test_a_period_is_found_however_it_is_written() -> None:
    text = "indicators: [{name: a, target: 5, observations: {２０１８: 1, '2019': 2}}]"
    edits = [an_edit("a", "observations", "2018", "3"), an_edit("a", "observations", "2019", "4")]
    assert edit(text.encode(), "x", edits) == text.replace(": 1", ": 3").replace(": 2}", ": 4}")


@pytest.mark.parametrize(
    ("text", "where", "place", "message"),
    [
        (PLAN, "没有的", "target", "没有“没有的”这个指标"),
        (PLAN, "流/城市", "target", "没有“城市”这个组成部分"),
        (PLAN, "两部分/郊区", "target", "没有“郊区”这个组成部分"),
        ("indicators: [{name: a, target: [5]}]", "a", "target", "没有可以改的数值"),
        ("indicators: [{name: a, target: {note: b}}]", "a", "target", "没有可以改的数值"),
        ("indicators:\n- ? name\n  : a\n", "a", "target", "不能自动修改"),
        ("indicators: [5]", "a", "target", "没有“a”这个指标"),
        ("indicators: [", "a", "target", "括号"),
        ("a: &b 1\nc: *b", "a", "target", "别名"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_its_place(text: str, where: str, place: Place, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        edit(text.encode(), "x.yaml", [an_edit(where, place, None, "5")])
    assert message in str(caught.value)
    assert all(problem.line for problem in caught.value.problems)


def test_a_figure_goes_only_where_figures_are() -> None:
    with pytest.raises(PlanError) as caught:
        edit(b"indicators: [{name: a, observations: 5}]", "x", [an_edit("a", "observations", "2018", "4")])
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.message) == (1, 38, "这里应为映射，才能写入“2018”")


@pytest.mark.parametrize("above", [0, 1, 3])
def test_what_cannot_be_edited_is_told_with_its_line(above: int) -> None:
    text = "\n" * above + "# 注释\nindicators:\n- ? name\n  : a\n"
    with pytest.raises(PlanError) as caught:
        edit(text.encode(), "x.yaml", [an_edit("a", "target", None, "5")])
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (above + 4, "cannot-edit")


@pytest.mark.parametrize(
    ("text", "key", "added"),
    [
        ("plan: a\nindicators: []\n", "表", "sources: {表: {title: 甲书}}\n"),
        ("plan: a\nindicators: []\n", "plan", "sources: {plan: {title: 甲书}}\n"),  # a source may be called as a key is
        ("plan: a\nsources:\n  乙: {title: 乙书}\nindicators: []\n", "表", "  表: {title: 甲书}\n"),
        ("plan: a\nsources:\n  表: {title: 乙书}\nindicators: []\n", "表", ""),
        ("规划: a\n指标: []\n", "表", "资料: {表: {标题: 甲书}}\n"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_source_is_added_once(text: str, key: str, added: str, mark: str) -> None:
    lines = (mark + text).splitlines(keepends=True)
    assert add_source((mark + text).encode(), "x.yaml", key, "甲书") == "".join([*lines[:-1], added, lines[-1]])


def observed(plan: Plan) -> dict[tuple[str, str | None, str], Decimal | None]:
    return {
        (item.name, part.name, str(period)): figure.value
        for item in plan.indicators
        for part in item.measures
        for period, figure in part.observations.items()
    }


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_editing_keeps_all_other_bytes_and_reads_back_as_the_changed_plan(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    raw = path.read_bytes()
    plan = parse_plan(raw)
    item = data.draw(st.sampled_from(plan.indicators))
    part = data.draw(st.sampled_from(item.measures))
    period = data.draw(st.sampled_from([*part.observations, parse_period("2019"), parse_period("2022Q3")]))
    value = data.draw(st.decimals(-1000, 1000, places=2))
    old = raw.decode()
    new = edit(raw, str(path), [Edit(item.name, part.name, "observations", period, str(value))])
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    end = next(
        (n for n, (a, b) in enumerate(zip(old[start:][::-1], new[start:][::-1], strict=False)) if a != b),
        min(len(old), len(new)) - start,
    )
    was = old[start : len(old) - end]
    assert len(was) <= len("missing: 表下备注按中办发〔2016〕46号文件不列实际值")
    assert "\n" not in was
    expected = observed(plan) | {(item.name, part.name, str(period)): value}
    assert observed(parse_plan(new.encode())) == expected


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=12))
def test_any_text_is_written_so_that_it_reads_back_or_refused(text: str) -> None:
    edits = [an_edit("床位", "observations", "2020", text, "missing")]
    try:
        new = edit(PLAN.encode(), "x.yaml", edits)
    except PlanError as error:
        assert "cannot-edit" in str(error)
        return
    assert edit(new.encode(), "x.yaml", edits) == new
