"""Pictures as inline SVG, for web pages: the only place that knows of pixels."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from html import escape

from mzprog.core.quantity import trimmed
from mzprog.render.document import Bar, Chart, Point

_WIDTH, _HEIGHT = 320, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 10, 24  # room for the scales
_TICKS = 4


def chart(picture: Chart, key: str) -> str:
    """Return a chart of planned path and observations; ``key`` makes its ids unique on the page."""
    frame = _Frame(picture)
    marks = [
        *frame.grid(),
        *(f'<path class="bound" d="{frame.level(b)}"/>' for b in picture.bounds),
        *(f'<path class="path" d="{frame.track(p)}"/>' for p in picture.paths),
        *(
            f'<path class="line l{n}" d="{frame.track(line.points)}"/>'
            for n, line in enumerate(picture.lines)
            if line.points
        ),
        *(dot for n, line in enumerate(picture.lines) for dot in frame.dots(line.points, n)),
        *(frame.diamond(point) for point in picture.planned),
    ]
    return (
        f'<svg class="chart {picture.tone}" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{key}">'
        f'<title id="{key}">{escape(picture.alt)}</title>{"".join(marks)}</svg>'
    )


def bar(picture: Bar, marks: Iterable[tuple[Fraction, str]], full: Fraction) -> str:
    """Return one rate as a bar up to ``full`` percent, with a line at each threshold; its text stands beside it."""
    share = max(Fraction(0), min(full, picture.rate or Fraction(0))) / full * 100
    lines = "".join(f'<rect class="mark" x="{_px(at / full * 100)}%" width="1" height="100%"/>' for at, _ in marks)
    return (
        f'<svg class="bar {picture.tone}" height="14" aria-hidden="true">'
        f'<rect class="rail" width="100%" height="100%"/>'
        f'<rect class="fill" width="{_px(share)}%" height="100%"/>{lines}</svg>'
    )


class _Frame:
    """The scales of one chart: from years and values to pixels."""

    def __init__(self, picture: Chart) -> None:
        self.first, self.last = map(Fraction, picture.span)
        tracks = [*picture.paths, *(line.points for line in picture.lines), picture.planned]
        values = [v for track in tracks for _, v in track] + list(picture.bounds)
        self.ticks = scale(min(values), max(values))
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, time: Fraction) -> str:
        return _px(_LEFT + (time - self.first) / (self.last - self.first) * (_WIDTH - _LEFT - _RIGHT))

    def y(self, value: Fraction) -> str:
        return _px(_HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (_HEIGHT - _TOP - _BOTTOM))

    def track(self, points: Iterable[Point]) -> str:
        return "M" + "L".join(f"{self.x(time)} {self.y(value)}" for time, value in points)

    def level(self, value: Fraction) -> str:
        return self.track([(self.first, value), (self.last, value)])

    def dots(self, points: Iterable[Point], number: int) -> Iterable[str]:
        return (f'<circle class="dot l{number}" cx="{self.x(x)}" cy="{self.y(v)}" r="3.5"/>' for x, v in points)

    def diamond(self, point: Point) -> str:
        x, y = self.x(point[0]), self.y(point[1])
        return f'<path class="planned" d="M{x} {y}m0 -6l6 6l-6 6l-6 -6z"/>'

    def grid(self) -> Iterable[str]:
        """Yield the scale of values as lines across and the years below."""
        for value in self.ticks:
            y = self.y(value)
            yield f'<path class="grid" d="{self.level(value)}"/>'
            yield f'<text class="value" x="{_LEFT - 6}" y="{y}" dy="4">{trimmed(value, 12)}</text>'
        step = max(1, -(-int(self.last - self.first) // 6))
        for year in range(int(self.first), int(self.last) + 1, step):
            yield f'<text class="year" x="{self.x(Fraction(year))}" y="{_HEIGHT - 6}">{year}</text>'


def scale(low: Fraction, high: Fraction) -> list[Fraction]:
    """Return round numbers, evenly apart, that enclose the values.

    >>> [str(tick) for tick in scale(Fraction(364, 10), Fraction(50))]
    ['35', '40', '45', '50']
    """
    spread = (high - low) or abs(high) / 5 or Fraction(1)
    power = Fraction(10) ** Decimal(trimmed(spread / _TICKS, 200)).adjusted()
    step = next(power * n for n in (1, 2, 5, 10) if power * n * _TICKS >= spread)
    first, last = low // step * step, -(-high // step) * step
    if first == last:
        first, last = first - step, last + step
    return [first + step * n for n in range(int((last - first) / step) + 1)]


def _px(value: Fraction) -> str:
    return trimmed(Fraction(value), 1)
