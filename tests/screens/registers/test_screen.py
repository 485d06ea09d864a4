"""A register as a secretary keeps it, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import docx
import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.screens.context import Place
from branchkit.screens.registers.index import RegistersScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.services.registers.writing import add_records, edit_record
from branchkit.services.unmasking import UNMASKING
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.form import FormView

ORG = "test"
MEETINGS, DUES, ROSTER = "book.meeting", "roll.dues", "roll.members"
ALL = [f"m{n:04d}" for n in range(6)]


def a_meeting(day: str, **values: object) -> dict[str, object]:
    whole = {"kind": "general", "topic": "学习", "expected": ALL, "present": ALL[:4]}
    return {"date": f"2026-{day}", **whole, **values}


def keep(
    workspace: Workspace, register: str, rows: list[dict[str, object]], org: str = ORG
) -> None:
    with workspace.store.begin(workspace.actor, "record.add") as uow:
        add_records(uow, workspace.contributions.registers[register], org, rows)
        uow.commit()


@pytest.fixture
def village(workspace: Workspace) -> Workspace:
    """Six members and three meetings."""
    with workspace.store.begin(workspace.actor, "test.enrol") as uow:
        for member in members(org=ORG):
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    rows = [
        a_meeting("10-18", topic="转正"),
        a_meeting("09-03", topic="走访", kind="committee"),
        a_meeting("11-15", topic="入党誓词", kind="lesson", lecturer="m0000", on_leave=["m0005"]),
    ]
    keep(workspace, MEETINGS, rows)
    return workspace


@asynccontextmanager
async def register(
    workspace: Workspace, id: str = MEETINGS, **place: Any
) -> AsyncIterator[tuple[RegisterScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("register", register=id, **place))
        await wait_for(pilot, lambda: isinstance(app.screen, RegisterScreen), "the register")
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the first frame")
        yield screen, pilot


def topics(screen: RegisterScreen) -> list[object]:
    board = screen.board
    return [board.record(place).values.get("topic") for place in range(len(board))]


def said(screen: RegisterScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


async def go_to(screen: RegisterScreen, pilot: Pilot[Any], column: str) -> None:
    at, wanted = screen.grid.cursor[1], screen.source.index(column)
    assert wanted in screen.grid.viewport.stops, f"no column {column} to stand on"
    stops = screen.grid.viewport.stops
    steps = stops.index(wanted) - stops.index(at)
    for _ in range(abs(steps)):
        await type_keys(pilot, "right" if steps > 0 else "left")


async def test_a_book_opens_at_its_newest_row(village: Workspace) -> None:
    async with register(village) as (screen, _):
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        assert screen.grid.cursor[0] == 2


async def test_a_row_is_opened_that_somebody_points_at(village: Workspace) -> None:
    async with register(village, subject="2026-10-18.001") as (screen, _):
        assert screen.grid.cursor[0] == 1


async def test_a_meeting_is_added_with_people_ticked(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "a", "'18", "enter", "tab", "'2", "'研究帮扶", "enter")
        form = screen.query_one(FormView).form
        while form.field is not None and form.field.key != "expected":
            await type_keys(pilot, "down")
        await type_keys(pilot, "space", "'*", "enter", "space", "'*", "'qcm", "space", "enter")
        await type_keys(pilot, "f10")
        assert topics(screen)[-1] == "研究帮扶"
        row = screen.board.record(3).values
        assert (row["date"], row["kind"], row["expected"]) == ("2026-11-18", "committee", ALL)
        assert row["present"] == [id for id in ALL if id != "m0003"]
        assert row["absent"] == ["m0003"]
        assert screen.grid.cursor[0] == 3


async def test_a_form_that_is_not_complete_says_where(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "a", "f10")
        form = screen.query_one(FormView).form
        assert set(form.faults) == {"kind", "topic", "expected"}
        assert form.field is not None
        assert form.field.key == "kind"
        assert len(screen.board) == 3


async def test_figures_are_typed_into_the_cell(village: Workspace) -> None:
    paid: dict[str, object] = {"month": "2026-11", "kind": "normal", "due": "5.00"}
    rows = [{**paid, "member": id} for id in ALL[:2]]
    keep(village, DUES, rows)
    async with register(village, DUES) as (screen, pilot):
        assert screen.grid.cursor[0] == 1
        await type_keys(pilot, "up")
        await go_to(screen, pilot, "paid")
        await type_keys(pilot, "'5", "enter", "'2.505", "enter")
        assert screen.board.record(0).values["paid"] == "5.00"
        assert screen.grid.entry == "2.505"
        assert "2.505" in said(screen)
        await type_keys(pilot, "backspace", "enter")
        assert screen.board.record(1).values["paid"] == "2.50"
        await go_to(screen, pilot, "paid_on")
        await type_keys(pilot, "'1103", "enter")
        assert screen.board.record(1).values["paid_on"] == "2026-11-03"
        await type_keys(pilot, "'+7", "enter")
        assert screen.board.record(1).values["paid_on"] == "2026-11-27"


async def test_a_cell_is_changed_in_the_bottom_line_or_from_a_list(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f2", "'之后", "enter")
        assert topics(screen)[2] == "入党誓词之后"
        await go_to(screen, pilot, "chair")
        await type_keys(pilot, "f2", "'oy", "enter")
        assert screen.board.record(2).values["chair"] == "m0001"
        await go_to(screen, pilot, "present")
        await type_keys(pilot, "f2", "'zqf", "space", "enter")
        assert screen.board.record(2).values["present"] == ALL[:5]
        await go_to(screen, pilot, "absent")
        await type_keys(pilot, "f2")
        assert not screen.modes.active


async def test_a_cell_that_cannot_be_kept_is_asked_for_again(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f2", "ctrl+u", "enter")
        assert screen.modes.active
        await type_keys(pilot, "escape")
        assert topics(screen)[2] == "入党誓词"


async def test_another_row_like_this_one(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "up", ".", "1", "f10")
        assert topics(screen) == ["走访", "转正", "入党誓词", "转正"]
        assert screen.board.record(3).values["date"] == "2026-11-20"


async def test_removing_asks_why_and_can_be_undone_and_looked_up(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "delete", "'重复", "enter")
        assert topics(screen) == ["走访", "转正"]
        await type_keys(pilot, "v", "'6")
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        await type_keys(pilot, "end", "end", "enter", "'1", "v", "'6")
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        await type_keys(pilot, "u")
        assert topics(screen) == ["走访", "转正"]
        await type_keys(pilot, "u")
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        await type_keys(pilot, "U")
        assert topics(screen) == ["走访", "转正"]


async def test_filter_by_the_value_under_the_cursor_and_back(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f3", "'1")
        await wait_for(pilot, lambda: topics(screen) == ["入党誓词"], "the filter")
        assert "1/3" in screen.title_line.render_line(0).text
        await type_keys(pilot, "f3", "'6")
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        assert screen.grid.cursor[0] == 2


async def test_filter_by_a_typed_condition(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f3", "'2", "'zz", "enter")
        await wait_for(pilot, lambda: topics(screen) == ["转正"], "the filter")
        await go_to(screen, pilot, "present_count")
        await type_keys(pilot, "f3", "'2", "'x", "enter")
        assert screen.modes.active
        await type_keys(pilot, "ctrl+u", "'>=4", "enter")
        await wait_for(pilot, lambda: len(screen.board.selection.filters) == 2, "both filters")
        assert topics(screen) == ["转正"]


async def test_years_are_turned_over(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "]")
        await wait_for(pilot, lambda: screen.board.selection.period, "this year")
        assert len(screen.board) == 3
        await type_keys(pilot, "[")
        await wait_for(pilot, lambda: len(screen.board) == 0, "last year")
        assert screen.ref_here() is None
        await type_keys(pilot, "enter", "escape", "delete", "l", "f2", "f3", "escape")


async def test_sorting_goes_up_down_and_back(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f4", "enter")
        await wait_for(pilot, lambda: topics(screen) == ["入党誓词", "走访", "转正"], "ascending")
        assert screen.here()[0] == 0
        await type_keys(pilot, "f4", "enter")
        await wait_for(pilot, lambda: topics(screen) == ["转正", "走访", "入党誓词"], "descending")
        await type_keys(pilot, "f4", "up", "'原来", "enter")
        assert screen.board.selection.order == ""


async def test_finding_goes_along_with_every_letter(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await type_keys(pilot, "/", "'zf")
        await wait_for(pilot, lambda: screen.grid.cursor[0] == 0, "走访 is found")
        await type_keys(pilot, "escape")
        assert screen.grid.cursor[0] == 2
        await type_keys(pilot, "/", "'9-03", "enter")
        assert screen.grid.cursor[0] == 0


async def test_history_tells_who_changed_what(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f2", "'二", "enter", "l")
        await pilot.pause()
        report = "\n".join(line.text for line in screen.report._lines)
        assert "议题: 入党誓词 -> 入党誓词二" in report
        assert "测试员" in report


async def test_personal_columns_are_shown_after_that_is_on_record(village: Workspace) -> None:
    keep(
        village,
        DUES,
        [
            {
                "month": "2026-11",
                "member": "m0000",
                "kind": "normal",
                "due": "5.00",
                "base": "800.00",
            }
        ],
    )
    async with register(village, DUES) as (screen, pilot):
        assert "800" not in screen.board.shown(0, "base")
        await type_keys(pilot, "m", "'1")
        assert screen.board.shown(0, "base") == "800.00"
        assert next(village.store.scan(ORG, UNMASKING), None) is not None


async def test_rows_are_exported_as_they_are_shown(village: Workspace) -> None:
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f3", "'1")
        await wait_for(pilot, lambda: len(screen.board) == 1, "the filter")
        await type_keys(
            pilot, "p", "'4", "ctrl+u", f"'{village.directory}/exports/out.csv", "enter"
        )
        await pilot.pause()
    text = (village.directory / "exports" / "out.csv").read_text(encoding="utf-8")
    assert "入党誓词" in text
    assert "转正" not in text


async def test_a_template_of_ones_own_is_filled_in_for_the_row(village: Workspace) -> None:
    for folder in ("exports", "templates"):
        (village.directory / folder).mkdir(exist_ok=True)
    document = docx.Document()
    document.add_paragraph("{{日期}} {{党组织}}")
    document.save(str(village.directory / "templates" / "单.docx"))
    async with register(village) as (screen, pilot):
        day = str(screen.board.record(screen.grid.cursor[0]).values["date"])
        await type_keys(pilot, "p", "'6", "1", "enter")
        await pilot.pause()
    (saved,) = (village.directory / "exports").glob("*.docx")
    (paragraph,) = docx.Document(str(saved)).paragraphs
    assert paragraph.text.startswith(day)


async def test_another_sessions_row_is_seen_at_the_next_key(village: Workspace) -> None:
    another = SqliteStore.open(village.directory / "branchkit.db", village.clock)
    async with register(village) as (screen, pilot):
        with another.begin(replace(village.actor, name="王委员"), "record.edit") as uow:
            meetings = village.contributions.registers[MEETINGS]
            edit_record(uow, meetings, ORG, "2026-10-18.001", {"topic": "别人改的"})
            uow.commit()
        await type_keys(pilot, "up")
        assert topics(screen)[1] == "别人改的"
        assert "王委员" in said(screen)
    another.close()


async def test_a_row_changed_twice_is_a_conflict(village: Workspace) -> None:
    another = SqliteStore.open(village.directory / "branchkit.db", village.clock)
    async with register(village) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "f2", "'我改的")
        with another.begin(replace(village.actor, name="王委员"), "record.edit") as uow:
            meetings = village.contributions.registers[MEETINGS]
            edit_record(uow, meetings, ORG, "2026-11-15.001", {"topic": "别人改的"})
            uow.commit()
        await type_keys(pilot, "enter")
        assert screen.modes.active
        await type_keys(pilot, "escape")
        assert topics(screen)[2] == "别人改的"
    another.close()


async def test_a_register_of_members_opens_them_where_they_are_kept(village: Workspace) -> None:
    async with register(village, ROSTER) as (screen, pilot):
        assert len(screen.board) == len(ALL)
        went: list[Place] = []
        screen.go = went.append  # type: ignore[method-assign, assignment]
        await type_keys(pilot, "down", "enter")
        assert went == [Place("members", subject="m0001")]


async def test_the_rows_of_those_below_are_taken_along(village: Workspace) -> None:
    below = Organization("below", "山口村党支部", OrganizationKind.BRANCH, "rural", parent=ORG)
    with village.store.begin(village.actor, "test") as uow:
        uow.put("", "organization", "below", below.to_body())
        uow.put("below", "member", "m0000", members(1)[0].to_body())
        uow.commit()
    keep(
        village,
        MEETINGS,
        [a_meeting("10-20", topic="下级的会", expected=["m0000"], present=[])],
        "below",
    )
    async with register(village) as (screen, pilot):
        assert len(screen.board) == 4
        assert screen.source.index("@org") is not None
        await type_keys(pilot, "t")
        assert topics(screen) == ["走访", "转正", "入党誓词"]
        await type_keys(pilot, "t")
        assert len(screen.board) == 4


async def test_registers_are_found_by_number_and_opened(village: Workspace) -> None:
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("registers"))
        await wait_for(pilot, lambda: isinstance(app.screen, RegistersScreen), "the list")
        index = app.screen
        assert isinstance(index, RegistersScreen)
        ids = [register.id for register in index.source.registers]
        row = ids.index(MEETINGS)
        await wait_for(pilot, lambda: index.source.count(row), "the rows are counted")
        counted = index.source.count(row)
        assert counted is not None
        assert (counted.total, counted.this_year, counted.latest) == (3, 3, "2026-11-15")
        await type_keys(pilot, *(f"'{digit}" for digit in str(row + 1)), "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RegisterScreen), "the register")


async def test_the_whole_set_is_written_with_a_bar(village: Workspace) -> None:
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("registers"))
        await wait_for(pilot, lambda: isinstance(app.screen, RegistersScreen), "the list")
        index = app.screen
        assert isinstance(index, RegistersScreen)
        await wait_for(pilot, lambda: index.grid.drawn, "the first frame")
        target = village.directory / "exports" / "set.xlsx"
        heard: list[str] = []
        say = index.say

        def overheard(text: str, *rest: Any, **named: Any) -> None:
            heard.append(text)
            say(text, *rest, **named)

        index.say = overheard  # type: ignore[method-assign]
        await type_keys(pilot, "p", "'1", "ctrl+u", f"'{target}", "enter")
        await wait_for(pilot, lambda: "已存到" in heard[-1], "the end", 2000)
        bars = [text for text in heard if text.startswith("[")]
        assert bars[0].startswith(f"[{'.' * 24}]")
        assert bars[-1].startswith(f"[{'#' * 24}]")
        assert target.stat().st_size > 0
