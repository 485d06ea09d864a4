"""The board as values: what is shown, in which order, how areas stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import TODAY, FakeView, a_record
from branchkit_enterprise.areas import Area, AreaState, Check
from branchkit_enterprise.board.board import Board, read_board, sector_orgs
from branchkit_enterprise.projects import Stage
from branchkit_enterprise.vocabulary import AREAS, BRANDS, CHECKS, MILESTONES, TASKS


def a_project(name: str, org: str = "b1", register: str = TASKS, **more: str) -> Record:
    values = {"name": name, "leader": "m1", "weight": "1", "started_on": "2026-02-01"}
    return a_record(
        register, org, **{**values, "stage": "running", "planned_until": "2026-12-31", **more}
    )


def a_milestone(project: str, due: str, done: str = "", org: str = "b1") -> Record:
    values = {"project": project, "title": f"节点{due[5:]}", "owner": "m1", "due_on": due}
    return a_record(MILESTONES, org, **values, **({"done_on": done} if done else {}))


@pytest.fixture
def view(contributions: Contributions, works: list[Organization], staff: list[Member]) -> FakeView:
    return FakeView(
        organizations=works,
        members=staff,
        records=[
            a_project("空压站", "b1"),
            a_milestone("空压站", "2026-10-01", "2026-10-03"),
            a_milestone("空压站", "2026-11-10"),
            a_milestone("空压站", "2026-12-10"),
            a_project("法兰", "b2"),
            a_milestone("法兰", "2026-11-28", org="b2"),
            a_project("服务队", "b1", BRANDS, stage="planned", planned_until="2027-03-01"),
            a_project("换型", "b1", stage="closed", closed_on="2026-10-16"),
            a_project("旧品牌", "b2", BRANDS, stage="closed", closed_on="2025-12-30"),
            a_project("停了的", "b2", stage="dropped", closed_on="2026-05-01"),
            a_milestone("停了的", "2026-06-01", org="b2"),
            a_milestone("没有这个项目", "2026-11-01"),
            a_record(AREAS, "b1", area="总装工位", kind="site", owner="m1", since="2026-03-01"),
            a_record(AREAS, "b1", area="空压站", kind="equipment", owner="m2", since="2026-03-01"),
            a_record(AREAS, "b1", area="新区", kind="team", owner="m2", since="2026-11-01"),
            a_record(
                AREAS,
                "b1",
                area="撤了",
                kind="team",
                owner="m2",
                since="2025-01-01",
                until="2026-06-30",
            ),
            a_record(
                CHECKS,
                "b1",
                date="2026-11-07",
                area="总装工位",
                owner="m1",
                result="failed",
                problem="堵",
                deadline="2026-11-17",
            ),
            a_record(
                CHECKS,
                "b1",
                date="2026-10-07",
                area="空压站",
                owner="m2",
                result="flawed",
                problem="漏",
                deadline="2026-10-17",
                mended_on="2026-10-30",
            ),
        ],
        contributions=contributions,
        node="w",
    )


@pytest.fixture
def board(view: FakeView) -> Board:
    return read_board(view, sector_orgs(view, "w"))


def test_each_sector_sees_its_own(view: FakeView) -> None:
    assert sector_orgs(view, "w") == ("w", "b1", "b2", "b3")
    assert sector_orgs(view, "b2") == ("b2",)


def test_projects_stand_by_stage_and_the_most_urgent_first(board: Board) -> None:
    assert [project.name for project in board.projects] == [
        "服务队",
        "空压站",
        "法兰",
        "换型",
        "停了的",
    ]
    assert board.stages()[Stage.RUNNING] == 2


def test_a_project_is_known_by_the_next_thing_it_owes(board: Board) -> None:
    by_name = {project.name: project for project in board.projects}
    following = by_name["空压站"].next_milestone
    assert following is not None
    assert following.due_on == date(2026, 11, 10)
    assert by_name["空压站"].overdue(TODAY) == 1
    assert by_name["服务队"].next_milestone is None
    assert by_name["服务队"].next_day == date(2027, 3, 1)
    assert by_name["停了的"].next_day is None
    assert by_name["停了的"].overdue(TODAY) == 0


def test_a_project_without_milestones_is_overdue_by_its_own_day(view: FakeView) -> None:
    (project,) = (p for p in read_board(view, ("b1",)).projects if p.name == "服务队")
    assert replace(project, planned_until=date(2026, 11, 19)).overdue(TODAY) == 1
    assert replace(project, planned_until=TODAY).overdue(TODAY) == 0


def test_what_is_overdue_and_what_is_due_this_month_are_counted_apart(board: Board) -> None:
    assert (board.overdue(), board.due_this_month()) == (1, 1)


def test_milestones_without_a_project_are_not_lost(board: Board) -> None:
    assert [milestone.project for milestone in board.strays] == ["没有这个项目"]


def test_areas_stand_the_worst_first_and_those_given_up_not_at_all(board: Board) -> None:
    assert [(area.name, board.state(area)) for area in board.areas] == [
        ("总装工位", AreaState.OVERDUE),
        ("新区", AreaState.UNCHECKED),
        ("空压站", AreaState.MET),
    ]


def test_a_project_and_an_area_of_one_name_do_not_mix(board: Board) -> None:
    (area,) = (area for area in board.areas if area.name == "空压站")
    (project,) = (project for project in board.projects if project.name == "空压站")
    assert len(area.checks) == 1
    assert len(project.milestones) == 3


def an_area(*checks: Check) -> Area:
    return Area("b1", "a1", "甲", "site", "m1", date(2026, 1, 1), checks=checks)


def test_an_area_is_checked_by_calendar_months() -> None:
    met = Check("c1", date(2026, 8, 20), "met")
    assert an_area(met).state(date(2026, 11, 20), 3) is AreaState.MET
    assert an_area(met).state(date(2026, 11, 21), 3) is AreaState.UNCHECKED


def test_the_problem_to_be_mended_first_decides() -> None:
    newest = Check("c3", date(2026, 11, 5), "met")
    later = Check("c2", date(2026, 10, 5), "flawed", "漏", date(2026, 12, 5))
    sooner = Check("c1", date(2026, 9, 5), "failed", "堵", date(2026, 11, 20))
    area = an_area(newest, later, sooner)
    assert area.most_urgent == sooner
    assert area.state(date(2026, 11, 20), 3) is AreaState.OPEN
    assert area.state(date(2026, 11, 21), 3) is AreaState.OVERDUE


def test_how_often_an_area_is_checked_comes_from_the_rule_pack(
    board: Board, contributions: Contributions
) -> None:
    edition = contributions.rule_packs["enterprise-appraisal"].on(TODAY)
    assert board.check_months == edition.number("area-check-months")
    assert edition.cite("area-check-months").provisional
