"""Word documents: what a reader of the final text sees, each cell in its place."""

from __future__ import annotations

import pytest

from mzprog.tables.grid import Grid
from mzprog.tables.head import find_tables
from mzprog.tables.sources import read_grids
from tests.packages import cell, paragraph, relations, row, run, table, word, zipped

MERGED = "<w:vMerge/>"
TOP = '<w:vMerge w:val="restart"/>'


def grids(*blocks: str) -> list[Grid]:
    return read_grids(word("".join(blocks)))


def one_cell(content: str) -> str:
    (grid,) = grids(table(row(cell(content))))
    return grid.rows[0].cells[0].text


def test_tracked_insertions_are_read_and_deletions_are_not() -> None:
    content = (
        "<w:p><w:ins>" + run("5") + "</w:ins><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        "<w:moveFrom>" + run("8") + "</w:moveFrom><w:moveTo>" + run("0") + "</w:moveTo></w:p>"
    )
    (grid,) = grids(table(row(cell(content))))
    assert grid.rows[0].cells[0].text == "50"
    assert grid.remarks == ("表中有未接受的修订，已按修订后的内容读",)
    assert grids(table(row("50")))[0].remarks == ()


def test_content_controls_are_read_wherever_they_stand() -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    in_paragraph = cell(f"<w:p>{control(run('约束性'))}</w:p>")
    in_cell = cell(control(paragraph("99")))
    around_cell = control(cell("100"))
    (grid,) = grids(control(table(control(row(in_paragraph, in_cell, around_cell)))))
    assert [one.text for one in grid.rows[0].cells] == ["约束性", "99", "100"]


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there() -> None:
    (grid,) = grids(table(row("1"), row("2", properties="<w:del/>"), row("3", properties="<w:ins/>")))
    assert [one.texts for one in grid.rows] == [("1",), ("3",)]


def test_merges_down_and_across_keep_the_grid() -> None:
    (grid,) = grids(
        table(
            row(cell("社会救助", TOP), cell("甲", '<w:gridSpan w:val="2"/>'), "4"),
            row(cell("", MERGED), "2", "3", "4"),
            row(cell("", MERGED), "2", "3", "4"),
        )
    )
    assert [[(c.text, c.column, c.columns, c.above) for c in one.cells] for one in grid.rows[:2]] == [
        [("社会救助", 0, 1, False), ("甲", 1, 2, False), ("4", 3, 1, False)],
        [("社会救助", 0, 1, True), ("2", 1, 1, False), ("3", 2, 1, False), ("4", 3, 1, False)],
    ]
    assert grid.rows[2].cells[0].text == "社会救助"


def test_the_old_way_of_merging_across() -> None:
    first, rest = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    (grid,) = grids(table(row(cell("甲", first), cell("", rest), "3")))
    assert [(c.text, c.column, c.columns) for c in grid.rows[0].cells] == [("甲", 0, 2), ("3", 2, 1)]


def test_columns_that_a_row_states_to_skip_are_blank_and_lost_cells_are_not() -> None:
    skipping = row("2", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>')
    (grid,) = grids(table(row("1", "2", "3"), skipping, row("1", "2")))
    assert [(c.text, c.column) for c in grid.rows[1].cells] == [("", 0), ("2", 1), ("", 2)]
    assert [(c.text, c.column) for c in grid.rows[2].cells] == [("1", 0), ("2", 1)]


def test_edges_moved_a_hair_by_hand_are_one_edge() -> None:
    sliver = '<w:gridSpan w:val="2"/>'
    (grid,) = grids(
        table(
            row("指标", cell("单位", sliver), "2020年"),
            row(cell("床位数", sliver), "张", "50"),
            widths=(3000, 40, 1000, 1000),
        )
    )
    assert [[(c.text, c.column, c.columns) for c in one.cells] for one in grid.rows] == [
        [("指标", 0, 1), ("单位", 1, 1), ("2020年", 2, 1)],
        [("床位数", 0, 1), ("张", 1, 1), ("50", 2, 1)],
    ]


def test_a_footnote_mark_never_becomes_a_digit() -> None:
    mark = run("1", '<w:vertAlign w:val="superscript"/>')
    assert one_cell(f"<w:p>{run('50')}{mark}</w:p>") == "50¹"
    assert one_cell(f"<w:p>{run('50')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>") == "50*"


def test_symbols_of_word_s_own_font() -> None:
    symbol = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    assert one_cell(f"<w:p>{symbol}{run('99')}</w:p>") == "≥99"
    assert one_cell(f"<w:p>{symbol.replace('F0B3', 'F041')}{run('99')}</w:p>") == "\ufffd99"


def test_hidden_text_field_codes_and_pictures_are_no_text() -> None:
    hidden = run("9", "<w:vanish/>")
    field = "<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
    box = "<w:r><mc:AlternateContent><mc:Fallback>" + run("8") + "</mc:Fallback></mc:AlternateContent></w:r>"
    assert one_cell(f"<w:p>{hidden}{field}{box}{run('5')}</w:p>") == "5"
    (grid,) = grids(table(row(cell("<w:p><w:r><w:drawing/></w:r></w:p>"))))
    assert grid.rows[0].cells[0].flaw == "格子里是图片，读不出文字"


@pytest.mark.parametrize(
    ("value", "on"),
    [
        ("", True),
        (' w:val="1"', True),
        (' w:val="true"', True),
        (' w:val="0"', False),
        (' w:val="false"', False),
        (' w:val="off"', False),
    ],
)
def test_a_property_that_is_switched_off_is_off(value: str, on: bool) -> None:  # fmt: skip
    assert one_cell(f"<w:p>{run('9', f'<w:vanish{value}/>')}{run('5')}</w:p>") == ("5" if on else "95")
    (grid,) = grids(table(row("1", properties=f"<w:hidden{value}/>")))
    assert grid.rows[0].hidden is on
    (grid,) = grids(table(row(cell(f"<w:p>{run('9', f'<w:strike{value}/>')}{run('5')}</w:p>"))))
    assert grid.rows[0].cells[0].flaw == ("格子里有划去的字" if on else "")


def test_a_deleted_cell_is_gone_and_an_inserted_one_is_there() -> None:
    (grid,) = grids(table(row("1", cell("2", "<w:cellDel/>"), cell("3", "<w:cellIns/>"))))
    assert [(one.text, one.column) for one in grid.rows[0].cells] == [("1", 0), ("3", 1)]
    assert grid.remarks


@pytest.mark.parametrize("widths", [(100, 100, 100), (100, 3000, 100), (1, 1, 1), (3000, 100, 100)])
def test_columns_that_only_say_they_are_narrow_are_columns(widths: tuple[int, ...]) -> None:
    (grid,) = grids(table(row("1", "2", "3"), row(cell("4", '<w:gridSpan w:val="2"/>'), "5"), widths=widths))
    assert [[(c.text, c.column, c.columns) for c in one.cells] for one in grid.rows] == [
        [("1", 0, 1), ("2", 1, 1), ("3", 2, 1)],
        [("4", 0, 2), ("5", 2, 1)],
    ]


BOX = (
    "<w:p>{0}<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{1}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{1}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
OLD_BOX = "<w:p>{0}<w:r><w:pict><w:txbxContent>{1}</w:txbxContent></w:pict></w:r></w:p>"


@pytest.mark.parametrize("box", [BOX, OLD_BOX])
def test_text_boxes_are_read_once(box: str) -> None:
    assert one_cell(box.format(run("床位"), paragraph("（张）"))) == "床位\n（张）"
    (grid,) = grids(table(row(cell(box.format("", paragraph("50"))))))
    assert (grid.rows[0].texts, grid.rows[0].cells[0].flaw) == (("50",), "")
    first, boxed = grids(
        paragraph("正文"), box.format("", paragraph("表1")), table(row("甲")), paragraph("注：略"),
        box.format(run("后"), paragraph("表2") + table(row("乙"))), paragraph("完"),
    )  # fmt: skip
    assert (first.before, first.rows[0].texts, first.after) == (("正文", "表1"), ("甲",), ("注：略", "后", "表2"))
    assert (boxed.before, boxed.rows[0].texts, boxed.after) == (("注：略", "后", "表2"), ("乙",), ("完",))


def test_what_follows_a_table_follows_the_outer_one() -> None:
    outer, inner = grids(table(row(cell(paragraph("外") + table(row("内"))))), paragraph("注：略"))
    assert (outer.after, inner.after) == (("注：略",), ())


def test_powers_and_fractions_of_formulas_are_no_digits() -> None:
    power = (
        "<w:oMath><w:sSup><w:e><w:r><w:t>10</w:t></w:r></w:e><w:sup><w:r><w:t>4</w:t></w:r></w:sup></w:sSup></w:oMath>"
    )
    share = "<w:oMath><w:f><w:num><w:r><w:t>1</w:t></w:r></w:num><w:den><w:r><w:t>2</w:t></w:r></w:den></w:f></w:oMath>"
    assert (one_cell(f"<w:p>{power}</w:p>"), one_cell(f"<w:p>{share}</w:p>")) == ("10⁴", "1/2")


@pytest.mark.parametrize("main", ["word\\document.xml", "Word/Document.xml", "content/main.xml"])
def test_parts_may_be_named_as_some_programs_name_them(main: str) -> None:
    document = f"<document><body>{table(row('甲'))}</body></document>".replace("w:", "")
    named = main.replace("Word/Document", "word/document")
    (grid,) = read_grids(zipped({"_rels/.rels": relations(officeDocument=named), main: document}))
    assert grid.rows[0].texts == ("甲",)
    back = {"_rels\\.rels": relations(officeDocument="/" + named.replace("\\", "/")), main: document}
    assert read_grids(zipped(back)) == [grid]


def test_lines_of_a_cell_stay_apart() -> None:
    assert one_cell(paragraph("城市30.07") + paragraph("农村33.38")) == "城市30.07\n农村33.38"
    assert one_cell(f"<w:p>{run('城市30')}<w:r><w:br/></w:r>{run('农村43')}</w:p>") == "城市30\n农村43"


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    outer, inner = grids(table(row(cell(paragraph("外") + table(row("内")) + paragraph("")))))
    assert (outer.rows[0].texts, inner.rows[0].texts) == (("外",), ("内",))


def test_hidden_rows_are_marked() -> None:
    (grid,) = grids(table(row("1", properties="<w:hidden/>")))
    assert grid.rows[0].hidden


HEAD = row("指标名称", "单位", "2015年基数", "2020年目标值")


def test_a_table_that_goes_on_after_the_page_is_one() -> None:
    first = table(HEAD, row("甲", "张", "1", "2"), HEAD, row("乙", "张", "1", "2"))
    rest = table(HEAD, row("丙", "张", "1", "2"))
    found = find_tables(grids(paragraph("主要指标"), first, paragraph("（续表）"), rest, paragraph("注：略。")))
    (joined,) = found
    assert [one.texts[0] for one in joined.rows] == ["甲", "乙", "丙"]
    assert joined.after == ("注：略。",)


def test_two_tables_with_the_same_head_and_a_text_between_are_two() -> None:
    one = table(HEAD, row("甲", "张", "1", "2"))
    assert len(find_tables(grids(one, paragraph("江汉区主要指标"), one))) == 2


def test_a_style_says_what_those_it_is_based_on_say() -> None:
    """Over three styles, and round and round as no Word would write it."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    based = {"a": "b", "b": "c", "c": "", "d": "e", "e": "d"}
    look = '<w:vertAlign w:val="superscript"/>'
    styles = "".join(
        f'<w:style w:styleId="{one}"><w:basedOn w:val="{other}"/><w:rPr>{look if one == "c" else ""}</w:rPr></w:style>'
        for one, other in based.items()
    )
    text = run("m") + run("2", '<w:rStyle w:val="a"/>') + run("3", '<w:rStyle w:val="d"/>')
    document = f'<w:document xmlns:w="{name}"><w:body>{table(row(cell(f"<w:p>{text}</w:p>")))}</w:body></w:document>'
    (grid,) = read_grids(
        zipped({
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": relations(styles="styles.xml"),
            "word/document.xml": document,
            "word/styles.xml": f'<w:styles xmlns:w="{name}">{styles}</w:styles>',
        })
    )  # fmt: skip
    assert grid.rows[0].cells[0].text == "m²3"
