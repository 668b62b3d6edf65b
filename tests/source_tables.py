"""The indicator tables of the source documents, cell by cell, and files made of them.

``^`` stands for a cell that is merged with the one above, ``<`` with the one before; ``/`` parts the
lines of a cell. The mid-term review's table is whole here: its printed page lost eleven cells, of
which plans/wuhan.yaml restores eight and leaves three blank.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import docx
import openpyxl


class Printed(NamedTuple):
    """A table as printed: its title, its rows, how many of them are the head, the lines under it."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    head: int
    notes: tuple[str, ...] = ()


def _printed(title: str, text: str, head: int, *notes: str) -> Printed:
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    assert len({len(row) for row in rows}) == 1
    return Printed(title, rows, head, notes)


WUHAN_REVIEW = _printed(
    "武汉市民政事业发展主要指标进展情况评估表",
    """
指标/类别|指标内容(单位)|指标/属性|基期|规划数据|进展情况|<|<|评估|<|<
^|^|^|2015年|2020年|2016年|2017年|2018年上半年|中期进展率(%)|中期评价|2020年情况预测
社会救助|申请社会救助家庭经济情况信息核对率(%)|约束性|99|100|100|100|100|200|进展良好|提前完成
^|城乡低保救助精准率(%)|约束性|93|≥99|94.1|95.2|95.7|90|进展缓慢|可以完成
^|城乡低保标准占上年度城乡居民平均消费支出的比重(%)|约束性|32|30-40|城市30.07/农村33.38|城市30.29/农村40.67|城市30.05/农村44|100|进展良好|可以完成
^|综合减灾示范社区覆盖率(%)|预期性|40|60|51|56|56|160|进展良好|可以完成
社区建设|街道社区服务中心覆盖率(%)|约束性|100|100|100|100|100|100|进展良好|提前完成
^|平均每百户居民拥有社区服务设施面积(平方米)|预期性|26|30|27|28|28|100|进展良好|可以完成
^|每个城市社区拥有社区社会组织数(个)|预期性|10|15|11|12|13|120|进展良好|可以完成
^|每个农村社区拥有社会社区组织数(个)|预期性|2|5|||3.5|100|进展良好|可以完成
社会组织|年均新增登记和备案社会组织数(家)|预期性|2000|2200|1190|1598|892|85|进展缓慢|可以完成
^|登记社会组织总数(个)|预期性|5200|8000|5563|6177|6392|96.8|进展缓慢|可以完成
^|每万人拥有登记社会组织数(个)|预期性|5.2|8|5.2|5.8|6|90.9|进展缓慢|可以完成
^|区级社会组织孵化基地覆盖率(%)|约束性|30|100|46.7|46.7|60|85.71|进展缓慢|可以完成
社会工作者|登记注册社区志愿者占常住人口比重(%)|预期性|12|15|系统变更无法查询|10|14.01|134|进展良好|可以完成
^|每万名常住人口拥有社会工作者人数(个)|预期性|3|10||8.6|8.8|165.71|进展良好|可以完成
^|平均每个城市社区配备专业社会工作者人数(人)|约束性|1|2|1.25|1.65|1.7|140|进展良好|可以完成
^|平均每个农村社区配备专业社会工作者人数(人)|约束性|0.5|1|0.6|0.65|0.75|100|进展良好|可以完成
养老服务|养老床位数(万张)|预期性|6.1|10|6.3|6.48|6.96|44.1|进展缓慢|经努力可以完成
^|*每千名老年人口养老床位数(张)|约束性|37|50|37.4|36.4|38.7|24.62|严重滞后|经努力可以完成
^|护理型床位占养老床位总数的比例(%)|预期性|15|≥50|28.35|32|39|137.14|进展良好|可以完成
^|城市社区居家养老服务设施覆盖率(%)|约束性|95|100|100|100|100|200|进展良好|提前完成
^|农村社区建立养老服务站点覆盖率(%)|预期性|35|60|38|44|49|112|进展良好|可以完成
社会服务|新婚婚姻登记颁证率(%)|约束性|未启动|≥90|95|95|100|100|进展良好|提前完成
^|收养登记合格率(%)|约束性|100|100|100|100|100|100|进展良好|提前完成
""",
    2,
    "注:1、带*号的1项指标是与武汉市“十三五”规划纲要衔接的指标。",
    "2、约束性指标11项,预期性指标12项。",
)

WUHAN_13 = _printed(
    "表1  “十三五”时期武汉市民政事业主要指标执行情况",
    """
指标/类别|指标内容（单位）|指标/属性|基期|目标值|实际值|完成情况
^|^|^|2015|2020|2020|^
社会救助|申请社会救助家庭经济情况信息核对率（%）|约束性|99|100|100|完成
^|城乡低保救助精准率（%）|约束性|93|≥99|99.9|完成
^|城乡低保标准占上年度城乡居民平均消费支出的比重（%）|约束性|32|30-40|城市30农村43|完成
^|综合减灾示范社区覆盖率（%）|预期性|40|60|　|机构调整
社区建设|街道社区服务中心覆盖率（%）|约束性|100|100|100|完成
^|平均每百户居民拥有社区服务设施面积（平方米）|预期性|26|30|30|完成
^|每个城市社区拥有社区社会组织数（个）|预期性|10|15|15|完成
^|每个农村社区拥有社会社区组织数（个）|预期性|2|5|5|完成
社会组织|年均新增登记和备案社会组织数（家）|预期性|2000|2200|2200|完成
^|登记社会组织总数（个）|预期性|5200|8000|8000|完成
^|每万人拥有登记社会组织数（个）|预期性|5.2|8|8|完成
^|区级社会组织孵化基地覆盖率（%）|约束性|30|100|100|完成
社会工作者|登记注册社区志愿者占常住人口比重（%）|预期性|12|15|16.9|完成
^|每万名常住人口拥有社会工作者人数（个）|预期性|3|10|12.4|完成
^|平均每个城市社区配备专业社会工作者人数（人）|约束性|1|2|2.1|完成
^|平均每个农村社区配备专业社会工作者人数（人）|约束性|0.5|1|1.1|完成
养老服务|养老床位数（万张）|预期性|6.1|10|10.6|完成
^|*每千名老年人口养老床位数（张）|约束性|37|50|54|完成
^|护理型床位占养老床位总数的比例（%）|预期性|15|≥50|50|完成
^|城市社区居家养老服务设施覆盖率（%）|约束性|95|100|100|完成
^|农村社区建立养老服务站点覆盖率（%）|预期性|35|60|60|完成
社会服务|新婚婚姻登记颁证率（%）|约束性||≥90|95|完成
^|收养登记合格率（%）|约束性|100|100|100|完成
""",
    2,
    "注：1、带*号的1项指标“每千名老年人口养老床位数（张）”是与武汉市“十三五”规划纲要衔接的指标。",
    "2、约束性指标11项，预期性指标12项。",
)

WUHAN_14 = _printed(
    "表2  “十四五”时期武汉市民政事业发展主要指标",
    """
序号|指标类别|指标内容|单位|2025年目标值|指标属性
1|基本民生保障|农村低保标准占城市低保标准比例|%|90|预期性
2|^|街道（乡镇）儿童督导员、居（村）儿童主任覆盖率|%|100|预期性
3|基本社会治理|社会工作专业人才占全市常住人口比例|‰|1.5|预期性
4|^|街道（乡镇）社会工作服务站覆盖率|%|100|预期性
5|^|国际社区创建|个|50|预期性
6|基本社会服务|养老机构护理型床位占比|%|65|约束性
7|^|街道养老服务综合体覆盖率|%|100|预期性
8|^|新建城区、新建居住（小）区配套建设养老服务设施达标率|%|100|预期性
9|^|结婚登记“跨省通办”实施率|%|100|预期性
10|^|新城区街道（乡镇）公益性骨灰安放设施覆盖率|%|60|预期性
""",
    1,
)

TIANMEN_13 = _printed(
    "表1  “十三五”时期天门民政事业发展主要指标完成情况",
    """
序号|项目|2020年目标值|2020年/实际值|完成情况
1|每千名老年人拥有床位数（张）|35|35|完成
^|其中：护理型床位比例（%）|20|34.7|完成
2|生活不能自理特困人员集中供养率（%）|50|55|完成
3|农村社区综合服务设施覆盖率（%）|60|65.7|完成
4|每万人社会组织数（个）|6.5|--|--
5|社会组织新增就业人数（万人）|10|--|--
6|社会工作专业人才占总人口比例（‰）|1|0.07|未达预期
7|志愿服务参与率（%）|50|57.7|完成
8|节地生态安葬率（%）|50|50|完成
备注：根据《关于改革社会组织管理制度促进社会组织健康有序发展的意见》，第4、5项指标不列2020年实际值和完成情况。|<|<|<|<
""",
    1,
)

TIANMEN_14 = _printed(
    "表2  “十四五”时期天门民政事业发展主要指标",
    """
序/号|指  标|单位|2025年目标值|属性
1|城乡低保标准年度增速|%|不低于居民上年度人均消费支出增速|预期性
2|农村低保标准占城市低保标准比例|%|≥75|预期性
3|困难残疾人生活补贴覆盖率|%|100|约束性
4|重度残疾人护理补贴覆盖率|%|100|约束性
5|婚姻登记“跨省通办”实施率|%|100|预期性
6|查明身份信息流浪乞讨受助人员接送返回率|%|100|约束性
7|县级公益性安葬（放）设施覆盖率|%|100|约束性
8|养老机构护理型床位占比|%|60|约束性
9|乡镇（街道）范围具备综合功能的养老服务机构覆盖率|%|60|预期性
10|乡镇（街道）未成年人保护工作站覆盖率|%|50|预期性
11|社会工作专业人才总量|万人|0.16|预期性
12|志愿服务站点在社区综合服务设施中的覆盖率|%|80|预期性
13|每百户居民拥有的城乡社区综合服务设施面积|平方米|＞30|预期性
""",
    1,
)

JIANGHAN_13 = _printed(
    "1  “十三五”时期江汉区民政事业主要指标执行情况",
    """
指标/类别|指标内容(单位)|指标/属性|基期|目标值|实际值|完成/情况
^|^|^|2015|2020|2020|^
社会救助|社会救助对象的家庭经济状况信息核对率(%)|约束性|100|100|100|完成
^|困难对象救助率(%)|约束性|100|100|100|完成
社区建设|街道社区服务中心覆盖率(%)|约束性|100|100|100|完成
^|平均每百户居民拥有社区服务设施面积(平方米)|预期性|40|30|123|完成
社会组织|每个社区拥有社区社会组织数(个)|预期性|5|15|15|完成
^|区级社会组织孵化基地覆盖率(%)|约束性|--|100|100|完成
社会工作者|登记注册社区志愿者占常住人口比重(%)|预期性|--|15|15.26|完成
^|每万名常住人口拥有社会工作者人数(个)|预期性|4.6|10|10|完成
^|平均每个社区配备专业社会工作者人数(人)|约束性|2.1|2|4.3|完成
养老服务|每千名老年人口养老床位数(张)|约束性|39|≥50|50|完成
^|护理型床位占养老床位总数的比例(%)|预期性|--|30|50|完成
^|社区居家养老服务设施覆盖率(%)|约束性|51|100|100|完成
社会服务|新婚婚姻登记颁证率(%)|约束性|90|≥90|90|完成
^|收养登记合格率(%)|约束性|100|100|100|完成
""",
    2,
)

JIANGHAN_14 = _printed(
    "2  “十四五”时期江汉区民政事业发展主要指标",
    """
序号|指标类别|指标内容|2025年目标值|指标属性
1|基本民生保障|生活不能自理特困人员集中供养率(%)|60|约束性
2|^|社会救助对象的家庭经济状况信息核对率(%)|100|预期性
3|^|困难对象救助率(%)|100|预期性
4|^|街道儿童督导员、社区儿童主任覆盖率(%)|100|预期性
5|基层社会治理|社会工作专业人才占常住口比例(‰)|1.5|预期性
6|^|街道社会工作服务站覆盖率(%)|100|预期性
7|^|国际社区创建(个)|2|预期性
8|基本社会服务|养老机构护理型床位占比(%)|65|约束性
9|^|街道养老服务综合体覆盖率(%)|100|预期性
10|^|新建居住(小)区配套建设养老服务设施达标率(%)|100|预期性
11|^|结婚登记“跨省通办”实施率(%)|100|预期性
""",
    1,
)


def spans(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the cells that are not merged into another, with how many rows and columns each covers."""
    found = {}
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text in {"^", "<"}:
                continue
            wide = next((n for n in range(x + 1, len(row)) if row[n] != "<"), len(row))
            high = next((n for n in range(y + 1, len(rows)) if rows[n][x] != "^"), len(rows))
            found[y, x] = (high - y, wide - x)
    return found


@cache
def as_word(*tables: Printed) -> bytes:
    """Return a Word document of the tables, merged as printed."""
    document = docx.Document()
    for table in tables:
        document.add_paragraph("在中期评估中，对主要指标逐项作了核对。")
        document.add_paragraph(table.title)
        grid = document.add_table(len(table.rows), len(table.rows[0]))
        cells = [row.cells for row in grid.rows]  # looked up once: the library counts through the table each time
        for (y, x), (high, wide) in spans(table.rows).items():
            cell = cells[y][x].merge(cells[y + high - 1][x + wide - 1])
            lines = table.rows[y][x].split("/")
            cell.text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
        for note in table.notes:
            document.add_paragraph(note)
        document.add_paragraph("以下说明任务实施情况。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_page(*tables: Printed) -> bytes:
    """Return a web page of the tables, as office programs write them: cells with paragraphs, blanks, styles."""
    parts = ["<!DOCTYPE html>\n<html><head><meta charset='gbk'><style>table{border:1px}</style></head><body>"]
    for table in tables:
        parts.append(f"<p>正文。</p>\n<p class=MsoNormal>  {html.escape(table.title)} </p><table border=1>")
        merged = spans(table.rows)
        for y, row in enumerate(table.rows):
            parts.append("<tr>")
            for x, text in enumerate(row):
                if (y, x) in merged:
                    high, wide = merged[y, x]
                    inside = "<br>".join(html.escape(line) for line in text.split("/"))
                    parts.append(f"<td rowspan={high} colspan='{wide}'><p>\n  {inside or '&nbsp;'}</p></td>")
            parts.append("</tr>\n")
        parts.append("</table>")
        parts += [f"<p>{html.escape(note)}</p>" for note in table.notes]
    return "".join(parts).encode("gbk")


@cache
def as_workbook(*tables: Printed) -> bytes:
    """Return a workbook with a sheet for each table, merged as printed, figures as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active or book.create_sheet())
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"表{number}")
        sheet.append([table.title])
        for (y, x), (high, wide) in spans(table.rows).items():
            text = table.rows[y][x].replace("/", "\n")
            number_like = text.replace(".", "", 1).isdigit()
            sheet.cell(y + 2, x + 1).value = (
                float(text) if "." in text and number_like else int(text) if number_like else text
            )
            if (high, wide) != (1, 1):
                sheet.merge_cells(start_row=y + 2, start_column=x + 1, end_row=y + high + 1, end_column=x + wide)
        for note in table.notes:
            sheet.append([note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(table: Printed) -> bytes:
    """Return what a spreadsheet saves of a table as CSV in China: GBK, Windows line ends, merged cells blank."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    width = len(table.rows[0])
    writer.writerow([table.title, *[""] * (width - 1)])
    for row in table.rows:
        writer.writerow(["" if text in {"^", "<"} else text.replace("/", "\n") for text in row])
    writer.writerows([note, *[""] * (width - 1)] for note in table.notes)
    return out.getvalue().encode("gbk")
