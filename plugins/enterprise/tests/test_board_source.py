"""The grid and the lines under it: what cells say, in how much room."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.text_width import cell_width
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import TODAY, FakeView, a_record
from branchkit.widgets.theme import Tone
from branchkit_enterprise.board.board import read_board
from branchkit_enterprise.board.detail import HEIGHT, BoardDetail
from branchkit_enterprise.board.file_report import FileReport
from branchkit_enterprise.board.labels import Labels, People
from branchkit_enterprise.board.source import BoardSource, Face
from branchkit_enterprise.vocabulary import AREAS, CHECKS, MILESTONES, TASKS


@pytest.fixture
def view(contributions: Contributions, works: list[Organization], staff: list[Member]) -> FakeView:
    project = {"leader": "m2", "weight": "2", "started_on": "2026-02-01", "stage": "running"}
    steps = [
        ("2026-10-01", "2026-10-01"),
        ("2026-11-10", ""),
        ("2026-12-10", ""),
        ("2027-01-10", ""),
    ]
    return FakeView(
        organizations=works,
        members=staff,
        records=[
            a_record(
                TASKS, "b1", name="空压站", goal="降 8%", problem="空载", team=["m1"], **project
            ),
            a_record(TASKS, "b2", name="法兰", planned_until="2027-02-01", **project),
            *(
                a_record(
                    MILESTONES,
                    "b1",
                    project="空压站",
                    title="很长的节点名称",
                    due_on=due,
                    done_on=done,
                )
                for due, done in steps
            ),
            a_record(
                AREAS,
                "b1",
                area="总装",
                kind="site",
                owner="m1",
                staff="21",
                goal="畅通",
                since="2026-03-01",
            ),
            a_record(
                CHECKS,
                "b1",
                date="2026-11-07",
                area="总装",
                result="failed",
                problem="堵",
                deadline="2026-11-17",
            ),
        ],
        contributions=contributions,
        node="w",
    )


def a_source(view: FakeView, orgs: tuple[str, ...], language: str = "zh_CN") -> BoardSource:
    return BoardSource(read_board(view, orgs), People(view), Labels(view.registers, language))


def row(source: BoardSource, number: int) -> dict[str, str]:
    return {
        column.key: source.cell(number, place).text for place, column in enumerate(source.columns())
    }


def test_a_project_says_where_it_stands(view: FakeView) -> None:
    assert row(a_source(view, ("b1",)), 0) == {
        "stage": "实施",
        "kind": "攻关",
        "name": "空压站",
        "leader": "欧阳若兰",
        "steps": "1/4",
        "next": "很长的节点名称",
        "due": "11-10",
        "left": "!逾10天",
    }


def test_what_is_overdue_is_marked_and_not_only_coloured(view: FakeView) -> None:
    source = a_source(view, ("b1", "b2"))
    place = [column.key for column in source.columns()].index("left")
    late, early = source.cell(0, place), source.cell(1, place)
    assert (late.text[0], late.tone) == ("!", Tone.ERROR)
    assert (early.text, early.tone) == ("73天", Tone.NORMAL)
    assert source.overdue() == [0]


def test_another_year_is_written_with_it(view: FakeView) -> None:
    assert row(a_source(view, ("b2",)), 0)["due"] == "27-02-01"


def test_of_several_branches_each_row_says_whose_it_is(view: FakeView) -> None:
    source = a_source(view, ("b1", "b2"))
    assert [row(source, number)["org"] for number in (0, 1)] == ["机加车间", "装配车间"]
    assert row(source, 1)["leader"] == "仇春梅"


def test_an_area_says_who_answers_for_it_and_what_is_to_be_mended(view: FakeView) -> None:
    source = a_source(view, ("b1",))
    source.face = Face.AREAS
    assert row(source, 0) == {
        "state": "逾期未改",
        "area_kind": "现场",
        "area": "总装",
        "owner": "陈建国",
        "staff": "21",
        "checked": "11-07",
        "result": "不达标",
        "mend_by": "11-17",
        "left": "!逾3天",
    }


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [80, 100, 132])
@pytest.mark.parametrize("orgs", [("b1",), ("b1", "b2")])
@pytest.mark.parametrize("face", list(Face))
def test_the_columns_fit_the_screen_and_their_heads_the_columns(
    view: FakeView, language: str, width: int, orgs: tuple[str, ...], face: Face
) -> None:
    source = a_source(view, orgs, language)
    source.fit(width)
    source.face = face
    columns = source.columns()
    assert sum(column.width + 1 for column in columns) <= width
    assert all(cell_width(column.head[0]) <= column.width for column in columns)


@pytest.mark.parametrize("width", [80, 132])
def test_the_detail_has_its_lines_and_counts_what_does_not_fit(view: FakeView, width: int) -> None:
    board = read_board(view, ("b1",))
    detail = BoardDetail(People(view), Labels(view.registers, "zh_CN"))
    lines = detail.of_project(board.projects[0], TODAY, width)
    assert len(lines) <= HEIGHT
    assert all(cell_width(line.text) + cell_width(line.right) <= width for line in lines)
    text = "\n".join(line.text for line in lines)
    for part in (
        "难题: 空载",
        "目标: 降 8%",
        "参加: 陈建国",
        "[x] 很长的节点名称 10-01",
        "[!] 很长的节点名称 11-10",
        "[ ] 很长的节点名称 27-01-10",
    ):
        assert part in text


def test_milestones_that_do_not_fit_are_counted(view: FakeView) -> None:
    board = read_board(view, ("b1",))
    detail = BoardDetail(People(view), Labels(view.registers, "zh_CN"))
    last = detail.of_project(board.projects[0], TODAY, 40)[-1]
    assert last.right.strip() == "另 2 个"


def test_a_day_is_told_from_today() -> None:
    labels = Labels({}, "zh_CN")
    told = [labels.left(date(2026, 11, day), TODAY) for day in (18, 20, 21)]
    assert told == ["!逾2天", "今天", "1天"]
    assert labels.left(None, TODAY) == ""


def test_the_whole_of_a_row_fits_a_narrow_screen(view: FakeView) -> None:
    board, labels = read_board(view, ("b1",)), Labels(view.registers, "zh_CN")
    report = FileReport(board, People(view), labels)
    lines = [*report.of_project(board.projects[0]), *report.of_area(board.areas[0])]
    texts = [line if isinstance(line, str) else line.text for line in lines]
    assert all(cell_width(text) <= 80 for text in texts)
    assert any(text.startswith("  ! 2026-11-10") for text in texts)
    assert any("限 2026-11-17 整改" in text for text in texts)
