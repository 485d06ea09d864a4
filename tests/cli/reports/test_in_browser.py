"""Papers as web pages, looked at in Chromium: on a phone, on a desk, in the dark, on paper; nothing asked of any network."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from branchkit.core.tables import Chart, ChartKind, Report, Series, Table, TableColumn
from branchkit.exchange.writers import write
from branchkit.testing.fixtures import NOW, ZONE

from ...browser import DESK, PHONE, Browser, Page

pytestmark = pytest.mark.needs("chromium", "pdftotext", "NotoSansCJK-Regular.ttc")

BRANCHKIT = Path(sys.executable).parent / "branchkit"
MONTH = "2026-10"
ALL_KINDS = "kinds"
CHARTS = {"notice": 3, "ranking": 5, "sheet": 3, "account": 1, "roll": 2, "members": 0, "cards": 0}
"""Drawings of each paper of the demo: a chart of many bars is several."""
_LONG = "中共清溪镇青石村党支部委员会农业产业链联合党小组（演示）"


def all_kinds() -> Report:
    """Every kind of chart with what is hard to draw: long names, nothing known, figures below 0, hostile text."""
    months = tuple(f"{month}月" for month in range(1, 13))
    names = ("陈建国", "<b>何桂芳</b> & 王勇", _LONG)
    figures: tuple[Decimal | None, ...] = (Decimal(95), None, Decimal("-12.5"))
    level = tuple(Decimal(80 + n % 3) for n in range(12))
    gaps = tuple(None if n in (3, 4) else Decimal(80 + n) for n in range(12))
    few = (Decimal(1), Decimal(0), Decimal(40))
    charts = (
        Chart(ChartKind.BARS, "一列", names, (Series("总分", figures),), 1),
        Chart(ChartKind.BARS, "两列", names, (Series("本月", figures), Series("上月", figures))),
        Chart(ChartKind.COLUMNS, "分布", months, (Series("元", level),), 2),
        Chart(ChartKind.LINES, "走势", months, (Series("平均", level), Series("最高", gaps)), 1),
        Chart(ChartKind.LINES, "一月", months[:1], (Series("平均", level[:1]),)),
        Chart(ChartKind.SHARES, "等次", names, (Series("优", few), Series("良", few[::-1])), 0),
        Chart(ChartKind.TRENDS, "各人", months, tuple(Series(n, gaps) for n in names), 1),
        Chart(ChartKind.TRENDS, "短名", months, tuple(Series(n, level) for n in "甲乙丙"), 1),
        Chart(ChartKind.BARS, "无", ("甲",), (Series("总分", (None,)),)),
    )
    table = Table((TableColumn("name", "姓名"),), tuple((n,) for n in names), "表", 1, charts)
    return Report("各种图", (table,))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Name → file."""
    folder = tmp_path_factory.mktemp("pages")
    environment = {**os.environ, "HOME": str(folder), "BRANCHKIT_NOW": NOW, "TZ": ZONE}
    orders: dict[str, tuple[str, ...]] = {
        **{kind: ("report", kind, MONTH) for kind in ("notice", "ranking", "sheet")},
        **{kind: ("dues", "print", kind, MONTH[:4]) for kind in ("account", "roll")},
        "members": ("export", "members"),
        "cards": ("export", "form.member"),
    }

    def run(*words: str | Path) -> None:
        subprocess.run([BRANCHKIT, *words], check=True, capture_output=True, env=environment)

    run("demo", "--path", folder / "demo")
    files = {name: folder / f"{name}.html" for name in (*orders, ALL_KINDS)}
    for name, order in orders.items():
        run(*order, "-o", files[name], "--workspace", folder / "demo")
    write(all_kinds(), "html", files[ALL_KINDS])
    return files


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def on_a_phone(papers: Mapping[str, Path], browser: Browser) -> Mapping[str, Page]:
    """Every paper on the narrowest screen."""
    return {name: browser.look(file, PHONE) for name, file in papers.items()}


def test_no_page_moves_sideways_on_a_phone(on_a_phone: Mapping[str, Page]) -> None:
    wide = {name: page.needed for name, page in on_a_phone.items() if page.needed > page.width}
    assert wide == {}
    assert {page.width for page in on_a_phone.values()} == {PHONE[0]}


def test_a_table_wider_than_the_phone_scrolls_in_its_own_box(
    on_a_phone: Mapping[str, Page],
) -> None:
    own, inner = on_a_phone["sheet"].tables[0]
    assert own < PHONE[0] < inner


def test_no_page_complains_or_asks_for_anything(on_a_phone: Mapping[str, Page]) -> None:
    for name, page in on_a_phone.items():
        assert (name, page.console, page.fetched, page.asked_of_the_net) == (name, (), (), ())


def test_a_page_that_does_all_that_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<img src="http://example.invalid/a.png"><script>missing()</script>'
        '<div style="width: 900px">x</div>',
        "utf-8",
    )
    page = browser.look(bad)
    assert page.needed > page.width
    assert any("missing is not defined" in line for line in page.console)
    assert page.asked_of_the_net == page.fetched == ("http://example.invalid/a.png",)


def test_every_paper_has_its_charts(on_a_phone: Mapping[str, Page]) -> None:
    assert {name: len(on_a_phone[name].charts) for name in CHARTS} == CHARTS


def test_a_chart_is_told_in_words_too(on_a_phone: Mapping[str, Page]) -> None:
    for page in on_a_phone.values():
        assert all(chart.name and chart.told for chart in page.charts)
    bars = on_a_phone["notice"].charts[0]
    assert bars.told.startswith("陈建国 100.0; ")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_text_of_a_chart_is_cut_or_lies_over_another(
    papers: Mapping[str, Path], browser: Browser, size: tuple[int, int]
) -> None:
    for name in ("notice", "ranking", "sheet", "account", "roll", ALL_KINDS):
        for chart in browser.look(papers[name], size).charts:
            for text in chart.texts:
                assert chart.left - 1 <= text.left <= text.right <= chart.right + 1, (name, text)
            over = [(a, b) for a, b in combinations(chart.texts, 2) if a.touches(b)]
            assert over == [], (name, chart.name)


def test_papers_print_on_a_few_pages(
    papers: Mapping[str, Path], browser: Browser, tmp_path: Path
) -> None:
    counts = {}
    for name in ("notice", "ranking", "sheet", "account", "roll"):
        printed = browser.print(papers[name], tmp_path / f"{name}.pdf")
        text = subprocess.run(
            ["pdftotext", printed, "-"], check=True, capture_output=True, text=True
        ).stdout
        counts[name] = text.count("\f")
        assert "青石村" in text
    # Forty people: other fonts may need a page more or less.
    wanted = {"notice": 4, "ranking": 4, "sheet": 11, "account": 2, "roll": 4}
    assert all(abs(counts[name] - count) <= 1 for name, count in wanted.items()), counts


def test_cards_print_one_on_a_page(
    papers: Mapping[str, Path], browser: Browser, tmp_path: Path
) -> None:
    printed = browser.print(papers["cards"], tmp_path / "cards.pdf")
    pages = subprocess.run(
        ["pdftotext", printed, "-"], check=True, capture_output=True, text=True
    ).stdout.split("\f")[:-1]
    assert len(pages) == papers["cards"].read_text("utf-8").count("<section")
    assert all("党员基本情况登记表" in page for page in pages)


def test_a_page_is_drawn_light_and_dark(
    papers: Mapping[str, Path], browser: Browser, tmp_path: Path
) -> None:
    corners = []
    for dark in (False, True):
        png = browser.picture(papers["sheet"], tmp_path / f"{dark}.png", PHONE, dark=dark)
        width, rows = pixel_rows(png)
        assert width == PHONE[0]
        assert len(set(rows)) > PHONE[1] // 3, "an empty picture repeats one row"
        corners.append(sum(rows[0][1:4]))
    assert corners[0] == 3 * 255
    assert corners[1] < 3 * 64


def pixel_rows(png: bytes) -> tuple[int, list[bytes]]:
    """Width, and the rows as they are packed; the first pixel of the first row stands as it is."""
    place, packed, width, height = 8, b"", 0, 0
    while place < len(png):
        length, kind = int.from_bytes(png[place : place + 4]), png[place + 4 : place + 8]
        body = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4]), int.from_bytes(body[4:8])
        elif kind == b"IDAT":
            packed += body
        place += length + 12
    whole = zlib.decompress(packed)
    size = len(whole) // height
    return width, [whole[start : start + size] for start in range(0, len(whole), size)]
