"""The papers as LibreOffice sets them: nothing cut, nothing over something else, as many characters and pages as there should be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from branchkit.core.tables import Paragraph, Report
from branchkit.exchange.writers import write
from branchkit.testing.fixtures import NOW, ZONE

pytestmark = pytest.mark.needs("lowriter", "localc", "pdftotext", "NotoSansCJK-Regular.ttc")

BRANCHKIT = Path(sys.executable).parent / "branchkit"
MONTH = "2026-10"
CHARACTERS, LINES = 28, 22
"""What a page of an official paper holds (GB/T 9704-2012, 5.2.3)."""
REPORTS = ("notice", "sheet", "ranking")
OF_THE_SECTOR = ("rural.appraisal", "rural.rectification")
"""Reports of a year."""
EXPORTS = ("roll.members", "roll.events", "roll.dues", "book.meeting")
RUNNING = "running"
TORN = re.compile(r"\d{4}-\d\d-|\d{8}")
"""The first part of a date or of a receipt's number, in a line of its own."""
HEADING = re.compile("[一二三四]、|考核项目$|得分说明$|得分$|党员积分排名$")
_SENTENCE = "支部对党员积分进行了评定现将有关情况通报如下请各党小组认真组织学习并抓好落实"
"""Without marks, at which a line may end earlier or later."""
_OVER = 0.4
"""Of a word's height: what the boxes of two lines that stand close to each other share at most."""


@dataclass(frozen=True)
class Word:
    """A piece of text on a page, with its place in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def is_over(self, other: Word) -> bool:
        """Whether one hides the other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > _OVER * (self.bottom - self.top)


Pages = list[list[Word]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pages]:
    """Every kind of paper of the demo, and a page of running text, through LibreOffice: file name → its pages."""
    folder = tmp_path_factory.mktemp("papers")
    demo = folder / "demo"
    out = folder / "out"
    out.mkdir()
    run_branchkit(folder, "demo", "--path", demo)
    at_demo = ("--workspace", demo)
    for name in REPORTS:
        for format in ("docx", "xlsx"):
            file = out / f"{name}-{format}.{format}"
            run_branchkit(folder, "report", name, MONTH, "-o", file, *at_demo)
    for name in OF_THE_SECTOR:
        run_branchkit(folder, "report", name, MONTH[:4], "-o", out / f"{name}.docx", *at_demo)
    for name in EXPORTS:
        run_branchkit(folder, "export", name, "-o", out / f"{name}.docx", *at_demo)
    run_branchkit(folder, "export", "all", "-o", out / "all.xlsx", *at_demo)
    run_branchkit(folder, "export", "all", "--format", "docx", "-o", out / "set", *at_demo)
    write(running_text(), "docx", out / f"{RUNNING}.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", folder / "pdf"),
            *sorted(file for file in out.rglob("*.*") if file.is_file()),
        ],
        check=True,
        capture_output=True,
    )
    return {file.stem: read_pages(file) for file in sorted((folder / "pdf").iterdir())}


def run_branchkit(home: Path, *words: str | Path) -> None:
    environment = {**os.environ, "HOME": str(home), "BRANCHKIT_NOW": NOW, "TZ": ZONE}
    subprocess.run([BRANCHKIT, *words], check=True, capture_output=True, env=environment)


def running_text() -> Report:
    paragraph = Paragraph(_SENTENCE * 4, indent=False)
    return Report(title="关于党员积分情况的通报", blocks=(paragraph,) * 6)


def read_pages(file: Path) -> Pages:
    done = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True
    )
    ns = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            Word(
                word.text or "",
                *(float(word.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")),
            )
            for word in page.iter(f"{ns}word")
        ]
        for page in ET.fromstring(done.stdout).iter(f"{ns}page")
    ]


def lines_of(page: list[Word]) -> list[str]:
    """The lines of a page from the top."""
    lines: dict[int, list[Word]] = {}
    for word in sorted(page, key=lambda word: (word.top, word.left)):
        near = next((top for top in lines if abs(top - word.top) < 4), round(word.top))
        lines.setdefault(near, []).append(word)
    return ["".join(word.text for word in line) for line in lines.values()]


def test_a_page_holds_twenty_two_lines_of_twenty_eight_characters(
    papers: Mapping[str, Pages],
) -> None:
    full = lines_of(papers[RUNNING][0])[1:-1]  # below the title, above the page's number
    wanted = len(_SENTENCE) * 4
    per_paragraph = -(-wanted // CHARACTERS)
    assert [len(line) for line in full[: per_paragraph - 1]] == [CHARACTERS] * (per_paragraph - 1)
    # Title and the empty line below it take two.
    assert len(full) == LINES - 2


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("notice", "关于2026年10月党员积分情况的通报"),
        ("sheet", "2026年10月党员积分考核表"),
        ("ranking", "2026年10月党员积分排名"),
    ],
)
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_a_title_stands_whole_above_its_table(
    papers: Mapping[str, Pages], paper: str, title: str, format: str
) -> None:
    page = papers[f"{paper}-{format}"][0]
    assert lines_of(page)[0] == title
    top = min(word.top for word in page)
    head = [word for word in page if word.top < top + 5]
    table = [word for word in page if word not in head]
    assert min(word.left for word in head) >= min(word.left for word in table)
    assert max(word.right for word in head) <= max(word.right for word in table)


def test_nothing_stands_over_anything_else(papers: Mapping[str, Pages]) -> None:
    over = [
        (paper, number, one.text, other.text)
        for paper, pages in papers.items()
        for number, page in enumerate(pages, start=1)
        for one, other in combinations(page, 2)
        if one.is_over(other)
    ]
    assert over == []


@pytest.mark.parametrize("paper", ["notice-docx", "ranking-docx", "roll.events", "roll.dues"])
def test_no_date_and_no_number_is_torn_apart(papers: Mapping[str, Pages], paper: str) -> None:
    """Without the fonts that are asked for, figures are wider than those."""
    torn = [word.text for page in papers[paper] for word in page if TORN.fullmatch(word.text)]
    assert torn == []


@pytest.mark.parametrize(
    ("paper", "most"),
    [
        ("notice-docx", 3),
        ("notice-xlsx", 3),
        ("sheet-docx", 8),
        ("sheet-xlsx", 6),
        ("ranking-docx", 2),
        ("ranking-xlsx", 2),
        ("roll.members", 3),
    ],
)
def test_a_paper_has_no_more_pages_than_it_needs(
    papers: Mapping[str, Pages], paper: str, most: int
) -> None:
    assert len(papers[paper]) <= most


@pytest.mark.parametrize("paper", ["notice-docx", "sheet-docx"])
def test_no_heading_stands_alone_at_the_foot_of_a_page(
    papers: Mapping[str, Pages], paper: str
) -> None:
    feet = [lines_of(page)[-2] for page in papers[paper]]
    alone = [line for line in feet if HEADING.match(line)]
    assert alone == []


def test_each_form_stands_on_a_page_of_its_own(papers: Mapping[str, Pages]) -> None:
    titles = {lines_of(page)[0] for page in papers["book.meeting"]}
    assert titles == {"支部会议记录"}
