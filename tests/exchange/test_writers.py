from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Paragraph, Report
from branchkit.core.text_width import cell_width
from branchkit.exchange.writers import FORMATS, composed, format_of, write, write_stream
from branchkit.exchange.writers.plain_text import compose_text
from branchkit.exchange.writers.values import signature_indents

from .reports import REPORT


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_a_file_and_replaces_it(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"通报.{format}"
    target.write_text("旧")
    write(REPORT, format, target, replace=True)
    assert target.stat().st_size > len("旧".encode())
    assert list(tmp_path.iterdir()) == [target]


# A docx is a zip whose members python-docx stamps with the time of day.
@pytest.mark.parametrize("format", [format for format in FORMATS if format != "docx"])
def test_equal_papers_give_equal_files(tmp_path: Path, format: str) -> None:
    for name in ("a", "b"):
        write(REPORT, format, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as refused:
        write(REPORT, "docx", tmp_path / "none" / "通报.docx")
    assert refused.value.code == "exchange.write_no_folder"


def test_an_unknown_format_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as refused:
        write(REPORT, "pdf", tmp_path / "通报.pdf")
    assert refused.value.code == "exchange.unknown_format"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_a_binary_format_does_not_go_to_a_terminal(format: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        write_stream(REPORT, format, io.StringIO())
    assert refused.value.code == "exchange.needs_file"


def test_the_suffix_names_the_format() -> None:
    assert format_of(Path("a.XLSX")) == "xlsx"
    assert format_of(Path("a.txt")) == "text"
    assert format_of(Path("a")) is None


def test_text_stays_within_the_width_and_in_ascii_chrome() -> None:
    lines = compose_text(REPORT, 60).splitlines()
    assert max(map(cell_width, lines)) <= 60
    assert all(line.isprintable() for line in lines)
    assert not any("\u2500" <= char <= "\u259f" for line in lines for char in line)


def test_text_centres_the_title_and_indents_the_body() -> None:
    lines = compose_text(REPORT, 80).splitlines()
    width = cell_width(REPORT.title)
    assert lines[0] == " " * ((80 - width) // 2) + REPORT.title
    assert "    根据《党员积分办法》，现将有关情况通报如下。" in lines
    assert "一、积分排名" in lines


def test_text_on_a_stream_that_is_no_terminal_has_no_colours() -> None:
    stream = io.StringIO()
    write_stream(REPORT, "text", stream)
    assert stream.getvalue() == compose_text(REPORT, 80)


def test_text_into_a_file_has_no_colours_even_when_they_are_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    write(REPORT, "text", tmp_path / "a.txt")
    assert b"\x1b" not in (tmp_path / "a.txt").read_bytes()


def test_a_date_longer_than_its_issuer_stands_two_characters_in() -> None:
    assert signature_indents("党支部", "2026年11月20日") == (14 + 8 - 6, 4)


def test_a_date_begins_two_characters_right_of_its_issuer() -> None:
    issuer_indent, date_indent = signature_indents("青石镇青石村党支部委员会", "2026年11月20日")
    assert issuer_indent == 4
    assert (issuer_indent + 24) - (date_indent + 14) == 4


def test_csv_is_for_spreadsheets(tmp_path: Path) -> None:
    write(REPORT, "csv", tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[:2] == [
        ["党员积分排名"],
        ["名次", "姓名", "身份证号", "党费 10", "总分", "日期", "评完"],
    ]
    assert rows[2] == ["1", "欧阳若兰", "\t11010519491231002X", "10", "96.0", "2026-11-03", "是"]
    assert rows[3][1] == "'=HYPERLINK(1)"
    assert rows[4:6] == [[], ["得分说明"]]


def test_csv_through_a_pipe_has_no_byte_order_mark() -> None:
    assert not composed(REPORT, "csv").startswith("\ufeff")


def test_json_has_the_paper_whole() -> None:
    report = json.loads(composed(REPORT, "json"))
    assert report["title"] == REPORT.title
    table = next(block for block in report["blocks"] if "table" in block)
    assert table["columns"]["dues"] == "党费 10"
    assert table["rows"][1]["total"] == 86.5
    assert report["issued_on"] == "2026年11月20日"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {"src", "href"} & {name for name, _ in attrs}, "the page must stand alone"
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_html_is_escaped_and_needs_nothing_else() -> None:
    text = composed(REPORT, "html")
    page = _Page()
    page.feed(text)
    assert "b" not in page.tags
    assert any(cell.startswith("<b>走访</b> 5 次 & 办成") for cell in page.cells)
    assert page.tags.count("thead") == 2
    assert "size: A4 portrait" in text
    assert '<html lang="zh-CN">' in text


def test_html_of_a_wide_paper_prints_sideways() -> None:
    report = Report("宽表", (Paragraph("正文"),), landscape=True)
    assert "size: A4 landscape" in composed(report, "html")
