"""Charts that Word can edit: DrawingML, each with a workbook of the figures that it draws.

They are to be told apart in grey print: looks differ by shade and hatching. The thresholds are empty bars with a
broken outline before the others, on axes of their own: across bars that lie on their side nothing else can be drawn
that both Word and LibreOffice show.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import cycle
from typing import NamedTuple

from mzprog.core.quantity import trimmed
from mzprog.render.clean import clean, halves, wrap
from mzprog.render.document import GOOD, POOR, Bars, Chart, Overview, Panels, Point, Series
from mzprog.render.spreadsheet import new_book

BOOK_REFERENCE = "rId1"  # what a chart's part calls the workbook behind it
_SHEET = "数据"
_SPACES = " ".join(
    f'xmlns:{name}="http://schemas.openxmlformats.org/{path}"'
    for name, path in (
        ("c", "drawingml/2006/chart"), ("a", "drawingml/2006/main"), ("r", "officeDocument/2006/relationships"),
    )
)  # fmt: skip
_FONT = '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/>'
_NAMES = 0.42  # of a chart's width, to the left of its bars
_POINT = 0.0353  # centimetres
_BARS_A_CHART = 15  # a third of a page, so that none is left half empty before them


class Drawn(NamedTuple):
    """A chart as it goes into a package: its part, the workbook behind it, its size in centimetres, its words."""

    xml: str
    book: bytes
    width: float
    height: float
    alt: str


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _hatched(pattern: str) -> str:
    inks = '<a:fgClr><a:srgbClr val="404040"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    return f'<a:pattFill prst="{pattern}">{inks}</a:pattFill>'


def _track(line: str, marker: str, filled: bool = False) -> str:
    """Return the look of a track: how its line and its points are drawn."""
    points = f"<c:spPr>{_solid('000000' if filled else 'FFFFFF')}{_LINE}</c:spPr>" if marker != "none" else ""
    size = '<c:size val="6"/>' if points else ""
    return f'<c:spPr>{line}</c:spPr><c:marker><c:symbol val="{marker}"/>{size}{points}</c:marker>'


_LINE = f'<a:ln w="6350">{_solid("000000")}</a:ln>'
_WHOLE = ' wrap="none"'  # no line ends within a figure
_NO_LINE = "<a:ln><a:noFill/></a:ln>"
_TONES = {GOOD: _solid("6FA77B"), POOR: _solid("7A1710")}
_HATCHES = ("wdUpDiag", "smGrid", "dkHorz", "pct20")
_SHADES = ("FFFFFF", "B3B3B3", "404040")  # from the earliest year to the assessed one
_OUTLINE = f'<a:noFill/><a:ln w="9525">{_solid("000000")}<a:prstDash val="sysDash"/></a:ln>'
_DASHES = _track(f'<a:ln w="12700">{_solid("7F7F7F")}<a:prstDash val="dash"/></a:ln>', "none")
_DOTS = [_track(f'<a:ln w="19050">{_solid("000000")}</a:ln>', mark, True) for mark in ("circle", "square", "triangle")]
_DIAMOND = _track(_NO_LINE, "diamond")


def overview(part: Overview, room: float) -> list[Drawn]:
    """Return the charts of all rates, a page's rows in each; ``room`` is their width in centimetres."""
    looks: dict[str, str] = {}
    for bar in part.bars:
        if bar.rate is not None and bar.label not in looks:
            hatch = _HATCHES[sum(look not in _TONES.values() for look in looks.values()) % len(_HATCHES)]
            looks[bar.label] = _TONES.get(bar.tone) or _hatched(hatch)
    told = (bar.name if bar.rate is not None else f"{bar.name}（{bar.text}）" for bar in part.bars)
    all_names, lines = _named(told, room, 800)
    found, count = [], len(part.bars) if looks or part.marks else 0  # else there is nothing to draw
    step = -(-count // -(-count // _BARS_A_CHART)) if count else 1
    for first in range(0, count, step):
        bars, last = part.bars[first : first + step], first + step >= count
        names = all_names[first : first + step]
        series = tuple(
            Series(label, tuple(bar.figure if bar.label == label else "" for bar in bars)) for label in looks
        )
        height = (0.4 if lines == 1 else 0.58) * len(bars) + (2.1 if last else 0.8)
        alt = f"{part.title}：{'；'.join(f'{bar.name}{bar.text}' for bar in bars)}"
        marks = [Series(f"{label}标线", (trimmed(at, 6),) * len(bars)) for at, label in part.marks]
        chart = Bars("", names, series)
        found.append(_bar_chart(chart, marks, part.full, [*looks.values()], (room, height), alt, last))
    return found


def panels(part: Panels, room: float) -> list[list[Drawn]]:
    """Return small charts two in a row, the heights in a row alike."""
    rows = []
    for first in range(0, len(part.charts), 2):
        pair = [(chart, *_named(chart.names, room / 2, 700)) for chart in part.charts[first : first + 2]]
        height = max(1.5 + len(names) * max(0.2 * len(chart.series) + 0.2, 0.3 * lines) for chart, names, lines in pair)
        rows.append([_panel(part, chart, names, (room / 2, height)) for chart, names, _ in pair])
    return rows


def _named(names: Iterable[str], width: float, letters: int) -> tuple[tuple[str, ...], int]:
    """Return names on one or two lines, as they fit beside the bars of a chart, and how many lines the longest has."""
    line = int(_NAMES * width / (letters / 200 * _POINT)) - 1
    broken = tuple(_broken(name, line) for name in names)
    return broken, 2 if any("\n" in name for name in broken) else 1


def _broken(name: str, line: int) -> str:
    """Return a name on at most two lines. Office programs left to break it squeeze the whole chart instead."""
    tried = (wrap(_shortened(clean(name), most), line, halves) for most in range(2 * line, 0, -2))
    return "\n".join(next(lines for lines in tried if len(lines) <= 2))


def _shortened(name: str, most: int) -> str:
    """Return a name of at most so many half characters; of a longer one the middle, which tells the least, is left out.

    >>> _shortened("农村留守儿童关爱服务体系覆盖率", 30), _shortened("农村留守儿童关爱服务体系覆盖率", 20)
    ('农村留守儿童关爱服务体系覆盖率', '农村留守儿童…覆盖率')
    """
    if halves(name) <= most:
        return name
    end = len(name)
    while halves(name[end - 1 :]) <= most // 3:
        end -= 1
    begin, rest = 0, most - 2 - halves(name[end:])
    while halves(name[: begin + 1]) <= rest:
        begin += 1
    return f"{name[:begin]}…{name[end:]}"


def _panel(part: Panels, chart: Bars, names: tuple[str, ...], size: tuple[float, float]) -> Drawn:
    told = [
        name + "，".join(f"{s.name}{s.figures[n]}%" for s in chart.series if s.figures[n])
        for n, name in enumerate(chart.names)
    ]
    looks = [_solid(shade) for shade in _SHADES[-len(chart.series) :]]
    chart = chart._replace(names=names)
    return _bar_chart(chart, [], part.full, looks, size, f"{part.title}，{chart.title}：{'；'.join(told)}", False)


def _bar_chart(
    chart: Bars, marks: Sequence[Series], full: Fraction, looks: Sequence[str], size: tuple[float, float], alt: str,
    legend: bool,
) -> Drawn:  # fmt: skip
    """Return bars on a scale to ``full`` percent, with ``marks`` before them.

    A chart without a title has one bar for each name; else only its last series has its figures beside it.
    """
    single, letters = not chart.title, 700 if chart.title else 800
    drawn = [*chart.series, *marks]
    made = [
        _bar_series(drawn, n, chart.names, look + _LINE, letters if single or n == len(chart.series) - 1 else 0)
        for n, look in enumerate(looks)
    ]
    before = [_bar_series(drawn, n, chart.names, _OUTLINE) for n in range(len(chart.series), len(drawn))]
    groups = _group(made, "1", single) + (_group(before, "2", True) if marks else "")
    ends = trimmed(full, 0)
    axes = _bar_axes("1", ends, letters, False) + (_bar_axes("2", ends, letters, True) if marks else "")
    top, bottom = 0.1 if single else 0.7, 1.8 if legend else 0.6
    plot = _placed(_NAMES, top / size[1], 0.46, 1 - (top + bottom) / size[1]) + groups + axes
    return Drawn(_space(chart.title, plot, letters, legend), _book(chart.names, drawn), *size, alt)


def _group(series: Iterable[str], axes: str, over: bool) -> str:
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(series)}'
        f'<c:gapWidth val="40"/><c:overlap val="{100 if over else 0}"/>'
        f'<c:axId val="{axes}1"/><c:axId val="{axes}2"/></c:barChart>'
    )


def _bar_series(all_: Sequence[Series], place: int, names: Sequence[str], look: str, label: int = 0) -> str:
    """Return a series; ``label`` is the size of the figures beside its bars, 0 for none."""
    labels = ""
    if label:
        shows = {"LegendKey": 0, "Val": 1, "CatName": 0, "SerName": 0, "Percent": 0, "BubbleSize": 0}
        labels = (
            f'<c:dLbls><c:numFmt formatCode="{_form(all_[place].figures)}&quot;%&quot;" sourceLinked="0"/>'
            f'<c:spPr><a:noFill/>{_NO_LINE}</c:spPr>{_letters(label, _WHOLE)}<c:dLblPos val="outEnd"/>'
            + "".join(f'<c:show{what} val="{on}"/>' for what, on in shows.items())
            + "</c:dLbls>"
        )
    cells = f"$A$2:$A${len(names) + 1}"
    return (
        f"{_begun(all_[place].name, place)}<c:spPr>{look}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{labels}{_texts("cat", cells, names)}'
        f"{_figures('val', _column(place + 1), all_[place].figures)}</c:ser>"
    )


def _form(figures: Sequence[str]) -> str:
    """Return how figures are shown so that each reads as it is printed: the decimals that all have, and more if any.

    >>> _form(["75.00", "", "99.9996"]), _form(["75", "87.5"])
    ('0.00########', 'General')
    """
    places = min((len(figure.partition(".")[2]) for figure in figures if figure), default=0)
    return f"0.{'0' * places:#<10}" if places else "General"


def _begun(name: str, place: int) -> str:
    """Return the beginning of a series, whose figures are in the column after those of the series before it."""
    head = _texts("tx", f"${_column(place + 1)}$1", [name])
    return f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{head}'


def _bar_axes(number: str, full: str, letters: int, hidden: bool) -> str:
    """Return the axes of names, the first above, and of rates from nought to ``full`` percent below them."""
    names = _axis(number, "1", "l", "autoZero", letters, hidden, '<c:orientation val="maxMin"/>', "General", "none")
    ends = f'<c:orientation val="minMax"/><c:max val="{full}"/><c:min val="0"/>'
    rates = _axis(number, "2", "b", "max", letters, hidden, ends, "0&quot;%&quot;", "out", lines=not hidden)
    return (
        f'<c:catAx>{names}<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        f'<c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx>{rates}<c:crossBetween val="between"/><c:majorUnit val="50"/></c:valAx>'
    )


def _axis(
    number: str, own: str, side: str, crosses: str, letters: int, hidden: bool, scaling: str, form: str, ticks: str,
    lines: bool = False,
) -> str:  # fmt: skip
    other, place = {"1": "2", "2": "1"}[own], "low" if ticks == "none" else "nextTo"
    grid = f'<c:majorGridlines><c:spPr><a:ln w="3175">{_solid("BFBFBF")}</a:ln></c:spPr></c:majorGridlines>'
    return (
        f'<c:axId val="{number}{own}"/><c:scaling>{scaling}</c:scaling><c:delete val="{int(hidden)}"/>'
        f'<c:axPos val="{side}"/>{grid * lines}<c:numFmt formatCode="{form}" sourceLinked="0"/>'
        f'<c:majorTickMark val="{ticks}"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{place}"/>{_letters(letters)}'
        f'<c:crossAx val="{number}{other}"/><c:crosses val="{crosses}"/>'
    )


def line_chart(chart: Chart, width: float) -> Drawn:
    """Return how one indicator has gone: what was planned, what was observed, what it should be now."""
    first, last = map(Fraction, chart.span)
    tracks: list[tuple[str, Sequence[Point], str]] = [("规划路径", path, _DASHES) for path in chart.paths]
    tracks += [("目标", [(first, bound), (last, bound)], _DASHES) for bound in chart.bounds]
    tracks += [(line.name or "实际", line.points, look) for line, look in zip(chart.lines, cycle(_DOTS), strict=False)]
    tracks += [("应达值", [point], _DIAMOND) for point in chart.planned]
    made, columns = "", list[Series]()
    for n, (name, points, look) in enumerate(track for track in tracks if track[1]):
        figures = [tuple(trimmed(value, 6) for value in values) for values in zip(*points, strict=True)]
        columns += [Series(f"{name}：年", figures[0]), Series(name, figures[1])]
        made += (
            f"{_begun(name, 2 * n)}{look}{_figures('xVal', _column(2 * n), figures[0])}"
            f'{_figures("yVal", _column(2 * n + 1), figures[1])}<c:smooth val="0"/></c:ser>'
        )
    ends = f'<c:orientation val="minMax"/><c:max val="{last}"/><c:min val="{first}"/>'
    times = _axis("1", "1", "b", "min", 700, False, ends, "0", "out")
    values = _axis("1", "2", "l", "min", 700, False, '<c:orientation val="minMax"/>', "General", "out")
    plot = (
        f'<c:layout/><c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{made}'
        '<c:axId val="11"/><c:axId val="12"/></c:scatterChart>'
        f'<c:valAx>{times}<c:crossBetween val="midCat"/><c:majorUnit val="1"/></c:valAx>'
        f'<c:valAx>{values}<c:crossBetween val="midCat"/></c:valAx>'
    )
    return Drawn(_space(chart.title, plot, 700, True), _book(None, columns), width, 5, chart.alt)


def _space(title: str, plot: str, letters: int, legend: bool) -> str:
    """Return a chart's part around what it plots."""
    head = ""
    if title:
        words = f'<a:rPr lang="zh-CN" sz="{letters + 150}" b="1">{_FONT}</a:rPr><a:t>{escape(clean(title))}</a:t>'
        rich = f"<c:rich><a:bodyPr/><a:p><a:r>{words}</a:r></a:p></c:rich>"
        head = f'<c:title><c:tx>{rich}</c:tx><c:overlay val="0"/></c:title>'
    key = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_letters(letters)}</c:legend>' if legend else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_SPACES}><c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/><c:chart>{head}'
        f'<c:autoTitleDeleted val="{int(not title)}"/><c:plotArea>{plot}</c:plotArea>{key}'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr>{_solid("FFFFFF")}{_NO_LINE}</c:spPr>'
        f'<c:externalData r:id="{BOOK_REFERENCE}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _placed(x: float, y: float, width: float, height: float) -> str:
    """Return where the bars themselves are, in shares of the chart: names to their left, figures to their right."""
    places = "".join(f'<c:{name} val="{at:.4f}"/>' for name, at in zip("xywh", (x, y, width, height), strict=True))
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{places}</c:manualLayout></c:layout>"
    )


def _letters(size: int, wrap: str = "") -> str:
    return (
        f'<c:txPr><a:bodyPr{wrap}/><a:p><a:pPr><a:defRPr sz="{size}">{_FONT}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _texts(tag: str, cells: str, texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(clean(text))}</c:v></c:pt>' for n, text in enumerate(texts))
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:{tag}><c:strRef><c:f>{_SHEET}!{cells}</c:f>{cache}</c:strRef></c:{tag}>"


def _figures(tag: str, column: str, figures: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{text}</c:v></c:pt>' for n, text in enumerate(figures) if text)
    cache = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(figures)}"/>{points}</c:numCache>'
    cells = f"{_SHEET}!${column}$2:${column}${len(figures) + 1}"
    return f"<c:{tag}><c:numRef><c:f>{cells}</c:f>{cache}</c:numRef></c:{tag}>"


def _column(place: int) -> str:
    """Return a column by its letters.

    >>> _column(0), _column(27)
    ('A', 'AB')
    """
    return (_column(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _book(names: Sequence[str] | None, columns: Sequence[Series]) -> bytes:
    """Return the workbook of a chart: the names, where it has any, and a column of figures for each series."""
    out = io.BytesIO()
    book = new_book(out, "")
    page = book.add_worksheet(_SHEET)
    for row, name in enumerate(names or (), 1):
        page.write_string(row, 0, clean(name))
    for place, series in enumerate(columns, 0 if names is None else 1):
        page.write_string(0, place, clean(series.name))
        for row, figure in enumerate(series.figures, 1):
            if figure:
                page.write_number(row, place, Decimal(figure))
    book.close()
    return out.getvalue()
