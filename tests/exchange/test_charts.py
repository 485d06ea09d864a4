"""Charts as SVG, read as what it is: XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.tables import Chart, ChartKind, Series
from branchkit.exchange.writers.charts import figures
from branchkit.exchange.writers.svg import WIDTH

NAMES = ("陈建国", "欧阳若兰", "<b>王勇</b>")
TOTALS = Series("总分", (Decimal(80), None, Decimal(40)))
BARS = Chart(ChartKind.BARS, "积分 & 名次", NAMES, (TOTALS,), 1)


def drawn(chart: Chart) -> list[ET.Element]:
    """The chart's drawings."""
    text = "".join(figures(chart, "1"))
    return list(ET.fromstring(text).iter("svg")) if text else []


def texts(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter("text")]


def bars(svg: ET.Element) -> list[tuple[float, float]]:
    """Where each bar begins, how long it is."""
    return [(float(r.attrib["x"]), float(r.attrib["width"])) for r in svg.iter("rect")]


def test_bars_are_as_long_as_their_figures_and_begin_at_nothing() -> None:
    (svg,) = drawn(BARS)
    (start, long), (also, short) = bars(svg)
    assert start == also
    assert long == pytest.approx(2 * short, abs=0.2)
    assert texts(svg) == ["陈建国", "80.0", "欧阳若兰", "-", "<b>王勇</b>", "40.0"]


def test_a_bar_below_nothing_lies_on_the_other_side() -> None:
    (svg,) = drawn(replace(BARS, series=(Series("", (Decimal(10), Decimal(-5), None)),)))
    (start, _), (below, width) = bars(svg)
    assert below + width == pytest.approx(start, abs=0.2)


def test_a_chart_has_its_title_and_figures_in_words() -> None:
    (svg,) = drawn(BARS)
    assert svg.find("title").text == "积分 & 名次"  # type: ignore[union-attr]
    assert svg.find("desc").text == "陈建国 80.0; 欧阳若兰 -; <b>王勇</b> 40.0"  # type: ignore[union-attr]
    named = svg.attrib["aria-labelledby"].split()
    assert named == [part.attrib["id"] for part in (*svg.iter("title"), *svg.iter("desc"))]


def test_bars_of_many_are_several_drawings_in_one_scale() -> None:
    figures = tuple(Decimal(n) for n in range(1, 61))
    many = Chart(ChartKind.BARS, "", tuple(map(str, figures)), (Series("", figures),))
    parts = drawn(many)
    assert [len(bars(svg)) for svg in parts] == [20, 20, 20]
    assert bars(parts[0])[0][1] * 60 == pytest.approx(bars(parts[2])[-1][1], rel=0.02)
    assert len({svg.attrib["aria-labelledby"] for svg in parts}) == 3


@pytest.mark.parametrize("kind", ChartKind)
def test_where_nothing_is_known_nothing_is_drawn(kind: ChartKind) -> None:
    assert drawn(Chart(kind, "空", ("陈建国",), (Series("总分", (None,)),))) == []
    assert drawn(Chart(kind, "空", (), ())) == []


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("value", [Decimal(0), Decimal("-3.5"), Decimal("1E+20"), 7])
def test_one_figure_alone_can_be_drawn(kind: ChartKind, value: Decimal | int) -> None:
    (svg,) = drawn(Chart(kind, "一", ("陈建国",), (Series("总分", (value,)),)))
    numbers = [
        float(shape.attrib[name])
        for shape in svg.iter()
        for name in ("x", "cx")
        if name in shape.attrib
    ]
    assert all(0 <= number <= WIDTH for number in numbers)


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    values = (Decimal(80), Decimal(85), None, Decimal(90))
    (svg,) = drawn(Chart(ChartKind.LINES, "", ("1", "2", "3", "4"), (Series("", values),)))
    lines = [line for line in svg.iter("polyline") if "s0" in line.attrib["class"]]
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 1]
    assert len(list(svg.iter("circle"))) == 3


def test_the_parts_of_a_divided_bar_fill_it() -> None:
    series = (Series("优", (3, 0)), Series("良", (1, 0)))
    (svg,) = drawn(Chart(ChartKind.SHARES, "", ("今年", "去年"), series))
    parts = [r for r in svg.iter("rect") if "part" in r.attrib["class"]]
    assert [float(part.attrib["width"]) for part in parts] == [WIDTH * 0.75, WIDTH * 0.25]
    assert texts(svg) == ["优", "良", "今年", "4", "3", "1", "去年", "0"]
