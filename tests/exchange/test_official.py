"""Official papers (GB/T 9704-2012): red head, attachments, seal's place and imprint, as files have them and as LibreOffice sets them."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from branchkit.core.tables import Paragraph, RedHead, Report
from branchkit.core.text_width import cell_width
from branchkit.exchange.writers import composed, write
from branchkit.exchange.writers.official import end_indents, mark_size

TYPE_AREA_POINTS = 156 / 25.4 * 72
HEAD = RedHead(
    mark="中共清溪镇青石村支部委员会文件",
    number="青石支〔2026〕3号",
    attachments=(
        "积分考核表",
        "关于进一步做好党员积分管理工作有关具体要求的补充说明和操作办法",
    ),
    seal=True,
    copies="镇党委组织办，各党小组组长，驻村第一书记，村民委员会，村务监督委员会，村集体经济合作社。",
    printed_by="青石村支部委员会",
    printed_on="2026年11月20日",
)
PAPER = Report(
    title="关于党员积分情况的通报",
    salutation="各党小组：",
    blocks=(Paragraph("支部对党员积分进行了评定现将有关情况通报如下" * 3),) * 2,
    issuer="中共清溪镇青石村支部委员会",
    issued_on="2026年11月20日",
    red_head=HEAD,
)
UPWARD = replace(PAPER, red_head=replace(HEAD, signer="王建国", seal=False, attachments=()))
DPI = 100


@pytest.mark.parametrize("characters", range(2, 40))
def test_the_issuing_body_stands_on_one_line(characters: int) -> None:
    points, share = mark_size("委" * characters, TYPE_AREA_POINTS)
    assert 22 < points <= 50
    assert characters * points * share / 100 <= TYPE_AREA_POINTS


def test_the_body_stands_in_the_middle_above_a_sealed_date() -> None:
    issuer, issued_on = end_indents(PAPER)
    middle = [
        indent + cell_width(text) / 2
        for indent, text in ((issuer, PAPER.issuer), (issued_on, PAPER.issued_on))
    ]
    assert middle[0] == pytest.approx(middle[1], abs=1)
    assert issuer >= 0
    short = replace(PAPER, issuer="青石村支部")
    assert end_indents(short)[1] == 8


def test_text_has_all_parts_in_their_order() -> None:
    lines = composed(PAPER, "text").splitlines()
    wanted = (
        HEAD.mark,
        HEAD.number,
        PAPER.title,
        "附件：1.积分考核表",
        "2.关于进一步",
        PAPER.issued_on,
        "抄送：镇党委组织办",
        "2026年11月20日印发",
    )
    places = [next(i for i, line in enumerate(lines) if text in line) for text in wanted]
    assert places == sorted(places)
    assert max(map(cell_width, lines)) <= 80
    assert "合作社。" in composed(PAPER, "text")
    assert "。。" not in composed(PAPER, "text")


def test_who_signs_stands_beside_the_number_of_a_paper_to_a_superior() -> None:
    (line,) = (line for line in composed(UPWARD, "text").splitlines() if HEAD.number in line)
    assert line.startswith(HEAD.number)
    assert line.endswith("签发人：王建国")


def test_a_page_escapes_what_it_is_told() -> None:
    mark = '<b>"&'
    page = composed(replace(PAPER, red_head=replace(HEAD, mark=mark)), "html")
    assert "&lt;b&gt;&quot;&amp;" in page
    assert mark not in page


def test_json_has_the_parts_by_name() -> None:
    told = json.loads(composed(PAPER, "json"))["red_head"]
    assert told["number"] == HEAD.number
    assert told["attachments"] == list(HEAD.attachments)
    assert json.loads(composed(replace(PAPER, red_head=None), "json"))["red_head"] is None


# -- as LibreOffice sets them ---------------------------------------------------------------------

Pdf = Callable[[str], Path]
on_paper = pytest.mark.needs("lowriter", "pdftotext", "NotoSansCJK-Regular.ttc")


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    folder = tmp_path_factory.mktemp("official")
    papers = {
        "sealed": PAPER,
        "upward": UPWARD,
        "full": replace(PAPER, blocks=PAPER.blocks[:1] * 6),
        "bare": replace(PAPER, red_head=RedHead(mark=HEAD.mark)),
    }
    for name, report in papers.items():
        write(report, "docx", folder / f"{name}.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", folder),
            *(folder / f"{name}.docx" for name in papers),
        ],
        check=True,
        capture_output=True,
    )
    return lambda name: folder / f"{name}.pdf"


@dataclass(frozen=True)
class Word:
    """A piece of text on a page, with its edges in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(file: Path) -> list[list[Word]]:
    """The words of each page."""
    done = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True
    )
    ns, edges = "{http://www.w3.org/1999/xhtml}", ("xMin", "yMin", "xMax", "yMax")
    return [
        [
            Word(word.text or "", *(float(word.attrib[edge]) / 72 * 25.4 for edge in edges))
            for word in page.iter(f"{ns}word")
        ]
        for page in ET.fromstring(done.stdout).iter(f"{ns}page")
    ]


def ink(file: Path, page: int, *, red: bool) -> list[tuple[float, float, float, float]]:
    """Bands of rows with ink: top, bottom, left and right in mm."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), file],
        check=True,
        capture_output=True,
    )
    head, pixels = done.stdout.split(b"\n255\n", 1)
    width, height = map(int, head.split()[1:3])

    def places(row: int) -> list[int]:
        line = pixels[3 * row * width : 3 * (row + 1) * width]
        return [x for x in range(width) if _is_ink(*line[3 * x : 3 * x + 3], red=red)]

    bands: list[tuple[float, float, float, float]] = []
    begun: list[tuple[int, int, int]] = []
    for row in range(height + 1):
        found = places(row) if row < height else []
        if found:
            begun.append((row, found[0], found[-1]))
        elif begun:
            rows, lefts, rights = zip(*begun, strict=True)
            edges = (rows[0], rows[-1] + 1, min(lefts), max(rights) + 1)
            bands.append(tuple(edge / DPI * 25.4 for edge in edges))
            begun = []
    return bands


def _is_ink(red_part: int, green: int, blue: int, *, red: bool) -> bool:
    if red:
        return red_part > 150 and green < 120 and blue < 120
    return max(red_part, green, blue) < 120


@on_paper
@pytest.mark.parametrize("name", ["sealed", "upward"])
def test_the_red_head_keeps_its_measures(pdf: Pdf, name: str) -> None:
    mark, rule = ink(pdf(name), 1, red=True)
    # The standard's fonts stand a little lower in their lines than those that stand in for them here.
    assert mark[0] == pytest.approx(37 + 35, abs=3)
    assert rule[1] - rule[0] < 0.8
    assert (rule[2], rule[3]) == pytest.approx((28, 28 + 156), abs=0.6)
    number = max((b for b in ink(pdf(name), 1, red=False) if b[1] < rule[0]), key=lambda b: b[1])
    assert rule[0] - number[1] == pytest.approx(4, abs=1)
    assert number[0] - mark[1] == pytest.approx(2 * 225 / 22, abs=6)


@on_paper
def test_who_signs_has_a_character_free_at_the_right(pdf: Pdf) -> None:
    (words, *_) = words_of(pdf("upward"))
    left = min(w.left for w in words if "青石支" in w.text)
    right = max(w.right for w in words if "王建国" in w.text)
    character = 16 / 72 * 25.4
    assert left - 28 == pytest.approx(character, abs=1)
    assert 28 + 156 - right == pytest.approx(character, abs=1)


@on_paper
def test_the_imprint_ends_with_the_type_area_of_the_last_page(pdf: Pdf) -> None:
    for name in ("sealed", "upward", "full"):
        pages = words_of(pdf(name))
        found = [
            n for n, words in enumerate(pages, start=1) if any("抄送" in w.text for w in words)
        ]
        assert found == [len(pages)]
        lines = [
            band
            for band in ink(pdf(name), len(pages), red=False)
            if band[1] - band[0] < 0.8 and band[3] - band[2] > 150
        ]
        first, _between, last = lines
        assert last[1] == pytest.approx(37 + 225, abs=0.8)
        assert (last[2], last[3]) == pytest.approx((28, 28 + 156), abs=0.6)
        text = [w for w in pages[-1] if first[0] < w.top < last[0]]
        assert any("印发" in w.text for w in text)
        assert max(w.right for w in text) <= 28 + 156 - 14 / 72 * 25.4 + 1


@on_paper
def test_a_seal_has_its_room_and_text_on_its_page(pdf: Pdf) -> None:
    for name in ("sealed", "full"):
        words = words_of(pdf(name))[-1]
        imprint = min(w.top for w in words if "抄送" in w.text)
        date = max(w.top for w in words if "日" in w.text and w.top < imprint - 5)
        above = [w for w in words if w.top < date - 2 * 225 / 22]
        assert above, name
        name_top = max(w.top for w in words if "支部委员会" in w.text and w.top < date - 5)
        text_bottom = max(w.bottom for w in words if w.bottom < name_top)
        assert name_top - text_bottom > 225 / 22 * 1.5


@on_paper
def test_what_is_not_said_leaves_no_line(pdf: Pdf) -> None:
    pages = words_of(pdf("bare"))
    told = "".join(w.text for words in pages for w in words)
    assert "抄送" not in told
    assert "附件" not in told
    assert "印发" not in told
