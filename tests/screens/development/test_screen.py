"""The board of cases and one person's steps, key by key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from branchkit.bootstrap import Workspace
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import StepEntry
from branchkit.core.members.member import Category, Member
from branchkit.services.development.cases import cases_of
from branchkit.services.development.life import Opening, open_case
from branchkit.services.roster import add_member
from branchkit.services.unmasking import UNMASKING
from branchkit.testing.pilot import type_keys, wait_for
from branchkit.widgets.form import FormView

from .board import (
    ORG,
    TODAY,
    board,
    branch,
    case_named,
    detail,
    fill_in_at_the_end,
    names,
    said,
    state_of,
)

__all__ = ["branch"]


async def test_the_board_shows_who_stands_where_and_by_which_rule(branch: Workspace) -> None:
    async with board(branch) as (screen, _pilot):
        assert names(screen) == ["田禾", "石大勇"]
        heads = [column.key for column in screen.board_source.columns()]
        shown = {key: screen.board_source.cell(0, place).text for place, key in enumerate(heads)}
        assert shown["next"] == "派人谈话"
        assert (shown["done"], shown["due"], shown["mark"]) == ("1/25", "2026-10-01", "超期")
        assert "暂定" in detail(screen)
        assert "110105********002X" in detail(screen)


async def test_digits_filter_by_stage(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        shown = {}
        for key in "012345":
            await type_keys(pilot, key)
            shown[key] = names(screen)
        assert shown == {
            "0": ["田禾", "石大勇"],
            "1": ["田禾"],
            "2": ["石大勇"],
            "3": [],
            "4": [],
            "5": ["项春生"],
        }


async def test_enter_opens_the_steps_at_the_next_one_and_escape_goes_back(
    branch: Workspace,
) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "down", "enter")
        found = screen.step_here()
        assert found is not None
        assert (found.step.id, screen.grid.cursor[0]) == ("activist-filed", 3)
        await type_keys(pilot, "escape")
        assert screen.step_here() is None
        assert screen.grid.cursor[0] == 1


async def test_a_step_is_taken_by_form_and_the_cursor_goes_on(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "enter", "enter")
        await wait_for(pilot, lambda: screen.query_one(FormView).display, "the form")
        await type_keys(pilot, "'2026.9.20", "enter", "space", "*", "enter")
        await type_keys(pilot, "'李书记", "f10")
        event = case_named(branch, "田禾").events[-1]
        assert (event.step, event.on, event.by) == ("talk", "2026-09-20", "李书记")
        assert event.papers == ("谈话记录",)
        found = screen.step_here()
        assert found is not None
        assert found.step.id == "activist"


async def test_missing_papers_want_a_reason(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "=", "'2026-09-20", "f10")
        form = screen.query_one(FormView).form
        assert set(form.faults) == {"papers", "note"}
        assert len(case_named(branch, "田禾").events) == 1
        await type_keys(pilot, "end", "'后补", "f10")
        assert case_named(branch, "田禾").events[-1].note == "后补"
        await type_keys(pilot, ".", "1", "space", "*", "enter", "f10")
        assert case_named(branch, "田禾").events[-1].papers == ("谈话记录",)


async def test_what_cannot_be_done_yet_says_why(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "down", "enter", "down", "down", "down", "enter")
        assert "先要办完" in said(screen)
        assert not screen.modes.active


async def test_people_are_ticked(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "down", "enter", "down", "enter", "'2025.2.2", "enter")
        await type_keys(pilot, "space", "*", "enter", "f10")
        assert case_named(branch, "石大勇").events[-1].fields == {"contacts": ("m0001", "m0002")}
        await type_keys(pilot, "down")
        assert "培养联系人：陈建国、欧阳若兰" in detail(screen)


async def test_a_refusal_and_a_repetition(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, ".", "2", "down", "down", "'表现不够", "f10")
        stands = screen.here()
        assert stands is not None
        assert str(stands.state) == "refused"
        await type_keys(pilot, ".", "3", "1", "down", "'重新谈", "f10")
        stands = screen.here()
        assert stands is not None
        assert (str(stands.state), stands.done_count) == ("running", 0)


async def test_undo_takes_the_last_change_back(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, ".", "2", "down", "down", "'表现不够", "f10", "u")
        stands = screen.here()
        assert stands is not None
        assert str(stands.state) == "running"
        await type_keys(pilot, "U")
        stands = screen.here()
        assert stands is not None
        assert str(stands.state) == "refused"


async def test_a_new_case_from_a_form(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'苗秀云", "enter", "2", "end", "'无", "f10")
        kept = case_named(branch, "苗秀云")
        assert (kept.person.sex, kept.events[0].on) == ("f", "2026-11-20")
        here = screen.here()
        assert here is not None
        assert here.case.id == kept.id


async def test_a_probationary_member_is_taken_over_from_the_roll(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        add_member(
            uow, Member("", ORG, "鲁思源", category=Category.PROBATIONARY, joined="2026-06-01")
        )
        uow.commit()
    async with board(branch) as (_screen, pilot):
        await type_keys(pilot, "a", "end", "up", "1", "up", "up", "'编入", "enter", "f10")
    kept = case_named(branch, "鲁思源")
    assert (kept.member, kept.events[-1].on) == ("m0003", "2026-06-01")


async def test_the_search_goes_by_initials(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "/", "'sdy", "enter")
        here = screen.here()
        assert here is not None
        assert here.case.person.name == "石大勇"


async def test_personal_data_is_shown_after_that_is_on_record(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        screen.perform("case.unmask")
        await pilot.pause()
        assert "11010519491231002X" in detail(screen)
        (record,) = branch.store.scan(ORG, UNMASKING)
        assert record.body["where"] == "case c0001"


async def test_reminders_and_the_log_are_read_over_the_screen(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        for key in ("p", "l"):
            await type_keys(pilot, key)
            assert screen.report.display
            await type_keys(pilot, "escape")
            assert not screen.report.display


async def test_a_duty_opens_its_case_also_one_that_has_ended(branch: Workspace) -> None:
    async with board(branch, "c0002") as (screen, _pilot):
        assert screen.step_here() is not None
    async with board(branch, "c0003") as (screen, _pilot):
        here = screen.here()
        assert here is not None
        assert here.case.person.name == "项春生"


async def test_the_persons_data_is_changed_without_being_revealed(branch: Workspace) -> None:
    async with board(branch) as (_screen, pilot):
        await type_keys(pilot, "e", "down", "1", "f10")
    person = case_named(branch, "田禾").person
    assert (person.sex, person.citizen_id) == ("m", "11010519491231002X")


async def test_a_case_that_is_cancelled_wants_a_reason_and_can_go_on(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, ".", "7", "f10")
        assert set(screen.query_one(FormView).form.faults) == {"reason"}
        await type_keys(pilot, *fill_in_at_the_end("本人提出"), "5")
        assert "田禾" in names(screen)
        await type_keys(pilot, "/", "'th", "enter")
        assert state_of(screen) == "cancelled"
        await type_keys(pilot, ".", "8", *fill_in_at_the_end("本人又申请"))
        assert state_of(screen) == "running"


async def test_of_several_steps_that_may_be_taken_one_is_chosen(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "down", "=", "'2")
        await wait_for(pilot, lambda: screen.query_one(FormView).display, "the form")
        assert "contacts" in [field.key for field in screen.query_one(FormView).form.fields]
        await type_keys(pilot, "escape")
        assert case_named(branch, "石大勇").events[-1].step == "activist"


async def test_enter_on_a_step_that_lacks_papers_hands_them_in(branch: Workspace) -> None:
    async with board(branch) as (_screen, pilot):
        await type_keys(pilot, "down", "enter", "up", "up", "enter", "space", "*", "enter")
        await type_keys(pilot, "f10")
    event = case_named(branch, "石大勇").events[-1]
    assert (str(event.kind), event.step, event.papers) == ("papers", "talk", ("谈话记录",))


async def test_a_step_that_is_done_tells_what_is_known_of_it(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "enter", "up", "enter")
        assert "2026-09-01" in said(screen)
        await type_keys(pilot, ".", "1")
        assert "不缺" in said(screen)
        assert not screen.modes.active


async def test_a_case_that_has_ended_says_so_instead_of_going_on(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        for keys in ("=", ".2"):
            await type_keys(pilot, "5", *keys)
            assert "项春生" in said(screen)
            assert not screen.modes.active


async def test_a_new_case_says_what_is_wrong_with_each_field(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "a", "f10")
        form = screen.query_one(FormView).form
        assert "name" in form.faults
        await type_keys(pilot, "home", "'苗秀云", "f10")
        assert "name" not in form.faults
        assert "papers" in form.faults
    assert [c.person.name for c in cases_of(branch.store, ORG)] == ["田禾", "石大勇", "项春生"]


async def test_the_cases_below_are_shown_and_hidden_again(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        uow.put("", "organization", "b2", {"name": "柳巷村党支部", "kind": "branch", "parent": ORG})
        entry = StepEntry("application", date(2026, 9, 1), papers=("入党申请书",))
        packs = branch.contributions.rule_packs
        open_case(uow, packs, "b2", Opening(Person("苗秀云"), entry), TODAY)
        uow.commit()
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "enter", "t")
        assert screen.step_here() is None
        assert names(screen) == ["田禾", "苗秀云", "石大勇"]
        last = len(screen.board_source.columns()) - 1
        assert screen.board_source.cell(1, last).text == "柳巷村党支部"
        await type_keys(pilot, "t")
        assert names(screen) == ["田禾", "石大勇"]


async def test_an_empty_branch_says_how_to_begin(workspace: Workspace) -> None:
    empty = replace(workspace)
    async with board(empty) as (screen, pilot):
        assert "新建档案" in detail(screen)
        await type_keys(pilot, "enter", "=", ".", "2")
        assert not screen.modes.active
