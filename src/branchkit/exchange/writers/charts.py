"""Charts as SVG within a page: bars, columns and divided bars here, lines in :mod:`branchkit.exchange.writers.line_charts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from html import escape

from branchkit.core.tables import Chart, ChartKind, Series
from branchkit.core.text_width import printable
from branchkit.exchange.writers.line_charts import draw_lines, draw_trends
from branchkit.exchange.writers.svg import SMALL, WIDTH, Canvas, figure_text, text_width, tone

_ROWS_IN_ONE = 20
"""Rows of one drawing: a page cannot be broken within one."""
_BESIDE = 100
"""Units a label may take beside its bar; a longer one stands above it."""
_GAP = 4


def figures(chart: Chart, number: str) -> Iterator[str]:
    """The chart as a ``figure``, ``number`` telling it from the others of its page; nothing where there is nothing to draw."""
    if not any(value is not None for series in chart.series for value in series.values):
        return
    yield f'<figure class="chart"><figcaption>{escape(printable(chart.title))}</figcaption>'
    for place, part in enumerate(_parts(chart)):
        canvas = Canvas()
        _DRAWN[chart.kind](canvas, part, chart)
        yield canvas.drawing(f"c{number}-{place}", chart.title, _told(part))
    yield "</figure>"


def _parts(chart: Chart) -> Iterator[Chart]:
    """The chart, cut where it would be longer than a page."""
    if chart.kind is ChartKind.TRENDS:
        for start in range(0, len(chart.series), 2 * _ROWS_IN_ONE):
            yield replace(chart, series=chart.series[start : start + 2 * _ROWS_IN_ONE])
    elif chart.kind is ChartKind.BARS:
        step = max(_ROWS_IN_ONE // len(chart.series), 1)
        for start in range(0, len(chart.labels), step):
            stop = start + step
            series = tuple(Series(s.name, s.values[start:stop]) for s in chart.series)
            yield replace(chart, labels=chart.labels[start:stop], series=series)
    else:
        yield chart


def _told(chart: Chart) -> str:
    """The figures in words."""

    def told(label: str, values: Iterator[str]) -> str:
        return f"{label} {' / '.join(values)}"

    def shown(series: Series, place: int) -> str:
        return _shown(series.values[place], chart)

    if chart.kind in (ChartKind.LINES, ChartKind.TRENDS):
        places = range(len(chart.labels))
        spans = " / ".join(chart.labels)
        lines = (told(s.name, (shown(s, place) for place in places)) for s in chart.series)
        return "; ".join((spans, *lines))
    lines = (
        told(label, (shown(series, place) for series in chart.series))
        for place, label in enumerate(chart.labels)
    )
    names = [" / ".join(series.name for series in chart.series)] if len(chart.series) > 1 else []
    return "; ".join((*names, *lines))


def _shown(value: int | Decimal | None, chart: Chart) -> str:
    return "-" if value is None else figure_text(value, chart.places)


def _draw_bars(canvas: Canvas, chart: Chart, whole: Chart) -> None:
    """Bars from 0, in the scale of the whole chart."""
    if len(chart.series) > 1:
        canvas.legend([series.name for series in chart.series])
    known = [float(v) for series in whole.series for v in series.values if v is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    widest = max(text_width(printable(label)) for label in whole.labels)
    beside = widest <= _BESIDE
    left = widest + 2 * _GAP if beside else 0
    values = max(
        text_width(figure_text(v, whole.places), SMALL)
        for series in whole.series
        for v in series.values
        if v is not None
    )
    scale = (WIDTH - left - values - _GAP) / ((high - low) or 1)
    zero = left - low * scale
    thick = 12 if len(chart.series) == 1 else 10
    for place, label in enumerate(chart.labels):
        if not beside:
            canvas.text((0, canvas.height + 12), label)
            canvas.height += 16
        middle = canvas.height + (thick + 2) * len(chart.series) / 2
        if beside:
            canvas.text((left - 2 * _GAP, middle + 4), label, anchor="end")
        for number, series in enumerate(chart.series):
            value = series.values[place]
            end = zero + float(value or 0) * scale
            if value is not None:
                start = min(end, zero)
                canvas.box((start, canvas.height), abs(end - zero), thick, tone(number))
            at = max(end, zero) + _GAP, canvas.height + thick - 1.5
            canvas.text(at, _shown(value, chart), "small")
            canvas.height += thick + 2
        canvas.height += 4


_COLUMNS_HIGH = 110


def _draw_columns(canvas: Canvas, chart: Chart, _whole: Chart) -> None:
    """Columns of the first series, with their figures over them."""
    values = chart.series[0].values
    known = [float(value) for value in values if value is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    scale = _COLUMNS_HIGH / ((high - low) or 1)
    foot = 16 + high * scale
    step = WIDTH / len(values)
    width = min(step * 0.7, 48)
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        middle = step * (place + 0.5)
        if value is not None:
            length = float(value) * scale
            top = foot - max(length, 0)
            canvas.box((middle - width / 2, top), width, abs(length), tone(0))
            text = figure_text(value, chart.places)
            canvas.text((middle, top - 4), text, "small", "middle", step - 3)
        canvas.text((middle, 16 + _COLUMNS_HIGH + 15), label, "small", "middle", step - 2)
    canvas.line([(0, foot), (WIDTH, foot)], "axis")
    canvas.height = 16 + _COLUMNS_HIGH + 22


def _draw_shares(canvas: Canvas, chart: Chart, _whole: Chart) -> None:
    """A bar of full width for each label, divided as its figures are; what is too narrow for its figure has none on it."""
    canvas.legend([series.name for series in chart.series])
    for place, label in enumerate(chart.labels):
        values = [series.values[place] or 0 for series in chart.series]
        total = sum(values)
        canvas.text((0, canvas.height + 12), label)
        text = figure_text(total, chart.places)
        canvas.text((WIDTH, canvas.height + 12), text, anchor="end")
        canvas.height += 16
        x = 0.0
        for number, value in enumerate(values):
            width = WIDTH * float(value / total) if total else 0
            if width <= 0:
                continue
            canvas.box((x, canvas.height), width, 18, f"{tone(number)} part")
            text = figure_text(value, chart.places)
            if text_width(text) + 2 <= width:
                canvas.text((x + width / 2, canvas.height + 13), text, "within", "middle")
            x += width
        canvas.height += 26


_DRAWN: dict[ChartKind, Callable[[Canvas, Chart, Chart], None]] = {
    ChartKind.BARS: _draw_bars,
    ChartKind.COLUMNS: _draw_columns,
    ChartKind.SHARES: _draw_shares,
    ChartKind.LINES: draw_lines,
    ChartKind.TRENDS: draw_trends,
}
"""Each is given the part to draw and the whole chart, whose scale the part has."""
