"""A web page in one file: nothing is loaded from outside, and all of it is there without its script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from mzprog.render import svg
from mzprog.render.clean import clean
from mzprog.render.document import OPEN, Cell, Column, Document, Gallery, Group, Overview, Panels, Part, Table

_MANY = 200  # of these a browser lays out only what is in sight
_SHORT = 8  # characters that had better not be broken


def render(document: Document) -> str:
    """Return a document as a complete HTML page with style, script and pictures inside."""
    style, script = (Path(__file__).with_name(name).read_text("utf-8") for name in ("page.css", "page.js"))
    title = _text(document.title)
    contents = "".join(
        f'<li><a href="#s{n}">{_text(head)}</a></li>' for n, (head, _) in enumerate(document.sections()) if head
    )
    lead = "".join(f"<li>{_text(line)}</li>" for line in document.lead)
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<header><h1>{title}</h1><ul class="lead">{lead}</ul></header>
<nav aria-label="目录"><ol>{contents}</ol></nav>
<main id="main">
{body(document)}</main>
<script>{script}</script>
</body>
</html>
"""


def body(document: Document) -> str:
    """Return the sections of a document, for a page that has them among other things; style and script are its own."""
    return "".join(_section(n, *section) for n, section in enumerate(document.sections()))


def _text(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def _marked(text: str) -> str:
    """Return a text in which what is still to be filled in is marked."""
    return str(OPEN.sub(r"<mark>\1</mark>", _text(text)))


def _hash(text: str) -> str:
    """Return the source expression that allows exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _section(number: int, head: str, parts: list[Part]) -> str:
    title = f'<h2 id="s{number}">{_text(head)}</h2>\n' if head else ""
    blocks = "".join(_block(part, f"s{number}p{n}") for n, part in enumerate(parts))
    label = f' aria-labelledby="s{number}"' if head else ""
    if any(isinstance(part, Table) and part.wide for part in parts):
        label += ' class="sideways"'
    return f"<section{label}>\n{title}{blocks}</section>\n"


def _block(part: Part, key: str) -> str:
    if isinstance(part, Table):
        return _table(part, key)
    if isinstance(part, Overview):
        return _overview(part, key)
    if isinstance(part, Gallery):
        return _gallery(part, key)
    if isinstance(part, Panels):
        return ""  # a page has room for a chart of each indicator
    if part.prose or not part.title:
        return "".join(f"<p>{_marked(line)}</p>\n" for line in part.lines)
    return f'<ul class="entries{_many(part.lines)}">{"".join(map(_entry, part.lines))}</ul>\n' if part.lines else ""


def _entry(line: str) -> str:
    """Return an item of a list; further lines stand under its first, which then is its head."""
    first, *more = line.split("\n")
    if not more:
        return f"<li>{_marked(first)}</li>\n"
    return f"<li><strong>{_text(first)}</strong>{''.join(f'<p>{_marked(text)}</p>' for text in more)}</li>\n"


def _many(things: Sequence[object]) -> str:
    return " many" if len(things) > _MANY else ""


def _table(table: Table, key: str) -> str:
    caption = f'<caption id="{key}">{_text(table.title)}</caption>' if table.title else ""
    label = f'aria-labelledby="{key}"' if caption else 'aria-label="表"'
    kind = (" wide" if table.wide else "") + _many([row for group in table.groups for row in group.rows])
    notes = "".join(f"<p>{_text(note)}</p>" for note in table.notes)
    rows = "".join(_group(table, group) for group in table.groups)
    return (
        f'<div class="table{kind}"><div class="scroll" role="region" tabindex="0" {label}><table>{caption}'
        f"<thead>{_head(table.printed_columns)}</thead>\n<tbody>{rows}</tbody>"
        f'</table></div><div class="notes">{notes}</div></div>\n'
    )


def _head(columns: list[Column]) -> str:
    """Return the head of a table: two rows where columns share a head."""
    if not any(column.over for column in columns):
        return f"<tr>{''.join(_head_cell(column) for column in columns)}</tr>"
    upper, lower = "", ""
    for over, found in groupby(columns, key=lambda column: column.over):
        sharing = list(found)
        if over:
            upper += f'<th scope="colgroup" colspan="{len(sharing)}">{_text(over)}</th>'
            lower += "".join(_head_cell(column) for column in sharing)
        else:
            upper += "".join(_head_cell(column, ' rowspan="2"') for column in sharing)
    return f"<tr>{upper}</tr><tr>{lower}</tr>"


def _head_cell(column: Column, span: str = "") -> str:
    marks = f"{' data-choose' if column.choose else ''}{' data-figures' if column.right else ''}"
    return f'<th scope="col"{span}{marks}>{_text(column.title)}</th>'


def _group(table: Table, group: Group) -> str:
    """Return the rows of a group: its name beside them where it has a column, else above them."""
    rows = ""
    if group.title and not table.head:
        rows = f'<tr class="group"><th scope="colgroup" colspan="{len(table.columns)}">{_text(group.title)}</th></tr>'
    for number, row in enumerate(group.rows):
        lead, attribute = "", ""
        if table.head:
            attribute = f' data-group="{_text(group.title)}"'
            lead = f'<td class="group" rowspan="{len(group.rows)}">{_text(group.title)}</td>' if not number else ""
        cells = "".join(_cell(cell, column) for cell, column in zip(row, table.columns, strict=True))
        rows += f"<tr{attribute}>{lead}{cells}</tr>\n"
    return rows


def _cell(cell: Cell, column: Column) -> str:
    under = f'<span class="under">{_text(cell.under)}</span>' if cell.under else ""
    if column.flexible:
        name = f'<a href="{quote(cell.link)}">{_text(cell.text)}</a>' if cell.link else _text(cell.text)
        return f'<th scope="row">{name}{under}</th>'
    length = "short" if len(cell.text) <= _SHORT and "\n" not in cell.text else "" if column.right else "long"
    kinds = " ".join(word for word in ("figure" if column.right else "", length, cell.tone) if word)
    style = f' class="{kinds}"' if kinds else ""
    return f'<td data-label="{_text(column.title)}"{style}>{_text(cell.text)}{under}</td>'


def _overview(part: Overview, key: str) -> str:
    marks = "、".join(label for _, label in part.marks)
    rows = "".join(
        f'<li><span class="name">{_text(bar.name)}</span>{svg.bar(bar, part.marks, part.full)}'
        f'<span class="rate">{_text(bar.text)}</span></li>\n'
        for bar in part.bars
    )
    legend = f'<p class="legend">横条到{part.full}%为止，竖线为{_text(marks)}。</p>' if marks else ""
    head = f'<h3 id="{key}">{_text(part.title)}</h3>{legend}'
    return f'{head}\n<ol class="rates{_many(part.bars)}" aria-labelledby="{key}">{rows}</ol>\n'


def _gallery(part: Gallery, key: str) -> str:
    figures = "".join(
        f"<figure>{svg.chart(chart, f'{key}c{n}')}"
        f"<figcaption><strong>{_text(chart.title)}</strong>{_text(chart.text)}</figcaption></figure>\n"
        for n, chart in enumerate(part.charts)
    )
    legend = '<p class="legend">实线和圆点为实际值，虚线为规划路径或目标，菱形为评估时点的应达值。</p>'
    return f'<h3 id="{key}">{_text(part.title)}</h3>{legend}\n<div class="charts{_many(part.charts)}">{figures}</div>\n'
