"""The board without a screen: the grid's cells, the lines under it, the papers over it."""

from __future__ import annotations

import pytest

from branchkit.core.text_width import cell_width
from branchkit.widgets.report_view import Line, ReportLine
from branchkit.widgets.theme import Tone
from branchkit_schools.board.detail import HEIGHT, detail_lines, height_for
from branchkit_schools.board.reports import findings_report, names_report, reshaping_report
from branchkit_schools.board.source import BoardSource
from branchkit_schools.structure.outlook import Outlook
from branchkit_schools.structure.school import School
from branchkit_schools.words import Words

from .school_builders import RULES, VOCABULARY, a_branch, a_group, a_school, some_people
from .test_findings import mixed_school

ZH, EN = Words("zh_CN", VOCABULARY), Words("en", VOCABULARY)


@pytest.fixture
def outlook() -> Outlook:
    return Outlook(mixed_school(), RULES)


def shown(source: BoardSource) -> list[list[str]]:
    columns = range(len(source.columns()))
    return [[source.cell(row, c).text for c in columns] for row in range(source.row_count())]


def plain(lines: list[str | ReportLine]) -> list[str]:
    return [line.text if isinstance(line, ReportLine) else line for line in lines]


def test_the_grid_shows_counts_and_marks(outlook: Outlook) -> None:
    source = BoardSource(outlook.matrix, ZH)
    heads = [column.head[0] for column in source.columns()]
    assert heads == ["年级", "数学", "英语", "音乐", "美术", "其他", "合计", "支部"]
    assert shown(source) == [
        ["高一", "8+", "1 ", "1-", "3!", "", "13", "已建"],
        ["高二", "", "", "", "", "12 ", "12", "应建"],
        ["高三", "", "", "", "", "9 ", "9", "已建"],
        ["未登记", "", "", "", "", "1 ", "1", ""],
        ["合计", "8 ", "1 ", "1 ", "3 ", "22 ", "35", ""],
    ]
    assert source.cell(0, 4).tone is Tone.ERROR
    assert source.cell(1, 7).tone is Tone.ERROR
    assert source.row_tone(4) is Tone.MUTED


@pytest.mark.parametrize("words", [ZH, EN])
def test_every_cell_fits_its_column(outlook: Outlook, words: Words) -> None:
    source = BoardSource(outlook.matrix, words)
    for column, declared in enumerate(source.columns()):
        assert cell_width(declared.head[0]) <= declared.width
        for row in range(source.row_count()):
            assert cell_width(source.cell(row, column).text) <= declared.width


def test_the_cursor_knows_where_it_stands(outlook: Outlook) -> None:
    source = BoardSource(outlook.matrix, ZH)
    row, subject = source.at(0, 1)
    assert row is not None and (row.grade, subject) == ("senior-1", "maths")
    assert source.at(4, 1) == (None, "maths")
    empty = BoardSource(Outlook(a_school([]), RULES).matrix, ZH)
    assert (empty.row_count(), empty.at(0, 0)) == (0, (None, None))


def test_under_the_table_stand_the_cell_and_the_findings(outlook: Outlook) -> None:
    row, subject = BoardSource(outlook.matrix, ZH).at(0, 1)
    lines = [line.text for line in detail_lines(outlook, ZH, row, subject, 80, 14)]
    assert len(lines) == 14
    assert lines[1] == "高一 数学：8 人（正式 8）  党小组：数学党小组"
    assert lines[5] == "问题清单"
    assert "高二党员 12 人，达到 10 人，应建支部。" in lines
    assert lines[-1].startswith("40 人设总支，10 人设年级支部，2 人设学科党小组")


def test_of_the_sum_it_tells_of_the_school_only(outlook: Outlook) -> None:
    lines = detail_lines(outlook, ZH, None, "maths", 80, 14)
    assert lines[2] == Line("问题清单", Tone.HEAD)


@pytest.mark.parametrize(("rows", "screen", "height"), [(16, 24, HEIGHT), (6, 24, 15), (9, 24, 12)])
def test_what_the_table_leaves_is_filled(rows: int, screen: int, height: int) -> None:
    assert height_for(rows, screen) == height


@pytest.mark.parametrize("words", [ZH, EN])
def test_lines_and_papers_fit_the_screen(outlook: Outlook, words: Words) -> None:
    row, subject = BoardSource(outlook.matrix, words).at(0, 1)
    lines = [line.text for line in detail_lines(outlook, words, row, subject, 80, 15)]
    lines += plain(findings_report(words, outlook, 80)) + plain(
        reshaping_report(words, outlook, 80)
    )
    lines.append(words.text("board.keys"))
    assert [line for line in lines if cell_width(line) > 80] == []


def test_the_findings_are_numbered(outlook: Outlook) -> None:
    lines = plain(findings_report(ZH, outlook, 80))
    assert [line.split(".")[0].strip() for line in lines if ". " in line] == list("123456")


def test_names_stand_with_branch_and_group(outlook: Outlook) -> None:
    people = outlook.school.in_branch("b1")[:1]
    (_blank, line) = plain(names_report(outlook.school, people))
    assert line.split() == [people[0].name, "高一年级党支部", "数学党小组"]


def test_the_reshaping_shows_the_tree_as_it_would_be(outlook: Outlook) -> None:
    lines = [line.strip() for line in plain(reshaping_report(ZH, outlook, 80))]
    assert "注意：还有 1 人没有登记任教情况，登记齐了再调整更准。" in lines
    assert "高二年级党支部  12 人  [新建]" in lines
    assert "美术党小组  3 人  [新建]" in lines
    assert any("高一年级党支部 音乐党小组" in line for line in lines)
    assert any(line.endswith("高一年级党支部 -> 高二支部") for line in lines)


def test_a_reshaping_says_what_becomes_a_general_branch() -> None:
    from .school_builders import ROOT, a_root

    people = [
        *some_people(ROOT, 20, "senior-1", "maths"),
        *some_people(ROOT, 20, "senior-2", "maths"),
    ]
    school = a_school(people, root=a_root("branch", "高沟中学党支部"))
    lines = plain(reshaping_report(ZH, Outlook(school, RULES), 80))
    assert any("高沟中学党支部  40 人  [改设党总支]" in line for line in lines)


def test_a_sound_school_has_nothing_to_tell() -> None:
    school: School = a_school(
        some_people("b1", 40, "senior-1", "maths", group="数学党小组"),
        a_branch("b1", "高一年级党支部"),
        a_group("g1", "数学党小组", "b1"),
    )
    outlook = Outlook(school, RULES)
    assert outlook.reshaping.is_empty
    assert "  没有发现问题。" in plain(findings_report(ZH, outlook, 80))
