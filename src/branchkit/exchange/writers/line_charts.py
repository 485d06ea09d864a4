"""Lines over months: some in one frame with a scale, or a small one for each of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from branchkit.core.tables import Chart, Series
from branchkit.core.text_width import printable
from branchkit.exchange.writers.svg import (
    SMALL,
    WIDTH,
    Canvas,
    Point,
    figure_text,
    text_width,
    tone,
)

_HIGH = 130
_LINES = 4
"""About so many lines of the scale."""


def draw_lines(canvas: Canvas, chart: Chart, _whole: Chart) -> None:
    """The series in one frame; the scale need not begin at 0, since a line is about change."""
    if len(chart.series) > 1:
        canvas.legend([series.name for series in chart.series])
    low, step, count = _scale([v for s in chart.series for v in _known(s)])
    marks = [low + step * place for place in range(count + 1)]
    places = max(0, -floor(log10(step) + 1e-9)) if step < 1 else 0
    texts = [f"{mark:.{max(places, 1 if step % 1 else 0)}f}" for mark in marks]
    left = max(text_width(text, SMALL) for text in texts) + 6
    right = WIDTH - max(_last_width(chart, series) for series in chart.series) - 6
    top, foot = canvas.height + 8, canvas.height + 8 + _HIGH

    def y(value: float) -> float:
        return foot - (value - low) / (step * count) * _HIGH

    for mark, text in zip(marks, texts, strict=True):
        canvas.line([(left, y(mark)), (right, y(mark))], "grid")
        canvas.text((left - 4, y(mark) + 4), text, "small", "end")
    across = _across(left + 8, right - 8, len(chart.labels))
    every = ceil(len(across) * max(map(_small_width, chart.labels)) / (right - left)) or 1
    for place, label in enumerate(chart.labels):
        if (len(across) - 1 - place) % every == 0:
            canvas.text((across[place], foot + 15), label, "small", "middle")
    for number, series in enumerate(chart.series):
        points = [
            None if value is None else (across[place], y(float(value)))
            for place, value in enumerate(series.values)
        ]
        for stretch in _stretches(points):
            canvas.line(stretch, f"{tone(number)} d{number % 4}")
            for point in stretch:
                canvas.dot(point, tone(number))
    _write_last(canvas, chart, [y(known[-1]) for s in chart.series if (known := _known(s))], right)
    canvas.height = max(foot + 22, top)


def _write_last(canvas: Canvas, chart: Chart, heights: Sequence[float], x: float) -> None:
    """The last figure of every series beside its line, moved down where two would touch."""
    series = [s for s in chart.series if _known(s)]
    free = 0.0
    for place in sorted(range(len(series)), key=heights.__getitem__):
        foot = max(heights[place] + 4, free)
        canvas.text((x, foot), _last_text(chart, series[place]), "small")
        free = foot + SMALL + 1


def _last_text(chart: Chart, series: Series) -> str:
    last = next((value for value in reversed(series.values) if value is not None), None)
    return "" if last is None else figure_text(last, chart.places)


def _last_width(chart: Chart, series: Series) -> float:
    return text_width(_last_text(chart, series), SMALL)


def _small_width(label: str) -> float:
    return text_width(printable(label), SMALL) + 6


def _known(series: Series) -> list[float]:
    return [float(value) for value in series.values if value is not None]


def _across(left: float, right: float, count: int) -> list[float]:
    """Where the labels stand; one alone in the middle."""
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * place / (count - 1) for place in range(count)]


def _stretches(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """The points between gaps."""
    stretch: list[Point] = []
    for point in (*points, None):
        if point is not None:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []


def _scale(values: Sequence[float]) -> tuple[float, float, int]:
    """Where a scale begins, its step (1, 2 or 5 of a power of ten), and how many steps reach over all values."""
    low, high = min(values), max(values)
    span = (high - low) or abs(high) * 0.1 or 1.0
    rough = span / _LINES
    power = 10.0 ** floor(log10(rough))
    step = next(f * power for f in (1, 2, 5, 10) if f * power >= rough * 0.999)
    start = floor(low / step)
    count = max(ceil(high / step) - start, 1)
    return start * step, step, count


_ROW = 22
_NAMES = 84
"""Units a name takes where two stand side by side."""
_FIGURES = 38


def draw_trends(canvas: Canvas, chart: Chart, whole: Chart) -> None:
    """Name, line, last figure: two series a row, one where names are long."""
    values = [v for s in whole.series for v in _known(s)]
    low, high = min(values), max(values)
    widest = max(text_width(printable(series.name)) for series in whole.series)
    side_by_side = widest <= _NAMES
    width = WIDTH / 2 - 8 if side_by_side else WIDTH
    names = min(widest, _NAMES if side_by_side else WIDTH * 0.6) + 6
    drawn = [series for series in chart.series if _known(series)]
    rows = ceil(len(drawn) / 2) if side_by_side else len(drawn)
    for place, series in enumerate(drawn):
        # Down the left half first, as a list is read.
        column, row = divmod(place, rows)
        left, foot = column * (WIDTH / 2 + 8), row * _ROW + 16
        canvas.text((left, foot), series.name, room=names - 6)
        across = _across(left + names, left + width - _FIGURES - 4, len(chart.labels))

        def y(value: float, foot: float = foot) -> float:
            return foot + 2 - 14 * (value - low) / ((high - low) or 1)

        points = [
            None if value is None else (across[number], y(float(value)))
            for number, value in enumerate(series.values)
        ]
        for stretch in _stretches(points):
            canvas.line(stretch, "s0")
            canvas.dot(stretch[-1], "s0", 2)
        canvas.text((left + width, foot), _last_text(chart, series), "small", "end")
    canvas.height = rows * _ROW + 4
