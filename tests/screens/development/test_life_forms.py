"""The forms about a case as a whole: taken over from paper or from elsewhere, leaving, postponed."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.development.cases import CaseState, EventKind
from branchkit.core.members.member import Category, Member
from branchkit.screens.development.screen import DevelopmentScreen
from branchkit.services.development.cases import case_refs
from branchkit.services.members.transfers import TRANSFERS, take_in
from branchkit.services.roster import member
from branchkit.testing.pilot import type_keys, wait_for
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import Form

from .board import ORG, TODAY, board, branch, case_named, fill_in_at_the_end, names, said, take_over

__all__ = ["branch"]


def form(screen: DevelopmentScreen) -> Form:
    return screen.query_one(FormView).form


async def test_nobody_is_said_to_have_applied_today_whose_case_is_taken_over(
    branch: Workspace,
) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'苗秀云", "enter")
        assert form(screen).texts()["on"] == "2026-11-20"
        assert "came_from" not in form(screen).texts()
        assert form(screen).move_to_key("next_step")
        form(screen).put("look")
        assert form(screen).move_to_key("note")
        await type_keys(pilot, "'迁入", "enter")
        assert form(screen).texts()["on"] == ""
        assert form(screen).move_to_key("came_from")
        await type_keys(pilot, "'柳河村党支部", "f10")
        await wait_for(pilot, lambda: "苗秀云" in names(screen), "the case is kept")
    events = case_named(branch, "苗秀云").events
    assert [(event.kind, event.on) for event in events] == [
        (EventKind.ADOPTED, "2026-11-20"),
        (EventKind.ARRIVED, "2026-11-20"),
    ]
    assert events[-1].by == "柳河村党支部"


async def test_a_day_that_is_too_late_for_the_steps_behind_is_refused(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'苗秀云", "enter")
        assert form(screen).move_to_key("next_step")
        form(screen).put("prospect-filed")
        assert form(screen).move_to_key("on")
        await type_keys(pilot, "'2026-11-20", "f10")
        assert "最早 2027-11-20" in form(screen).faults["on"]
        assert form(screen).move_to_key("on")
        await type_keys(pilot, "'2025-11-20", "f10")
        await wait_for(pilot, lambda: "苗秀云" in names(screen), "the case is kept")


async def test_whoever_goes_elsewhere_is_no_longer_among_the_running_cases(
    branch: Workspace,
) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "down", ".", "6", "'省外某支部", "enter")
        assert form(screen).move_to_key("reason")
        await type_keys(pilot, "'迁居", "f10")
        await wait_for(pilot, lambda: names(screen) == ["田禾"], "石大勇 has left")
    states = {ref.name: ref.state for ref in case_refs(branch.store, [ORG])}
    assert states["石大勇"] is CaseState.LEFT


async def test_only_who_came_from_elsewhere_is_postponed(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, ".", "5")
        assert "不是从别处转来的" in said(screen)
        assert not screen.modes.active


async def test_the_vote_on_who_came_is_postponed(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        register = branch.contributions.registers[TRANSFERS]
        came = Member("", ORG, "鲁思源", category=Category.PROBATIONARY, joined="2025-12-01")
        packs = branch.contributions.rule_packs
        take_in(uow, packs, register, came, counterpart="省外某支部", on=TODAY)
        uow.commit()
    async with board(branch) as (screen, pilot):
        await type_keys(
            pilot, "4", ".", "5", "ctrl+u", "'3", "enter", *fill_in_at_the_end("还不了解")
        )
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        stands = screen.here()
        assert stands is not None and str(stands.vote_by) == "2027-03-01"


# -- what the general meeting resolves ---------------------------------------------------------------

RESOLVED = {
    "entitled": "2",
    "present": "2",
    "in_favour": "2",
    "approved_by": "镇党委",
    "approved_on": "2026-11-20",
}


def fill(screen: DevelopmentScreen, texts: dict[str, str]) -> None:
    for key, text in texts.items():
        assert form(screen).move_to_key(key), key
        form(screen).put(text)


async def test_a_probation_is_extended_by_vote_and_approval_and_within_the_editions_bounds(
    branch: Workspace,
) -> None:
    take_over(branch)
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "4", ".", "4", *fill_in_at_the_end("再看看"))
        assert form(screen).faults.keys() == RESOLVED.keys() - {"entitled"}
        assert form(screen).texts()["entitled"] == "2", (
            "the full members, one on probation left out"
        )
        fill(screen, {**RESOLVED, "in_favour": "3", "months": "7"})
        await type_keys(pilot, "f10")
        assert "3 票，多于实到和书面表态的 2 人" in form(screen).faults["in_favour"]
        fill(screen, {"in_favour": "2", "months": "13"})
        await type_keys(pilot, "f10")
        assert "不超过 12 个月" in form(screen).faults[""]
        fill(screen, {"months": "7"})
        await type_keys(pilot, "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
    event = case_named(branch, "鲁思源").events[-1]
    assert (event.kind, event.months, event.note) == (EventKind.EXTENDED, 7, "再看看")
    assert event.fields == RESOLVED


async def test_a_probation_that_there_is_not_is_not_extended(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, ".", "4")
        assert "田禾" in said(screen)
        assert not screen.modes.active


async def test_who_is_cancelled_on_probation_leaves_the_roll_by_resolution(
    branch: Workspace,
) -> None:
    id = take_over(branch)
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "4", ".", "7", *fill_in_at_the_end("取消预备党员资格"))
        assert form(screen).faults.keys() == RESOLVED.keys() - {"entitled"}
        assert not member(branch.store, ORG, id).removed
        fill(screen, RESOLVED)
        await type_keys(pilot, "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
    assert member(branch.store, ORG, id).removed == "取消预备党员资格"


# -- days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["6.1", "0601", "6月1日", "2026.6.1"])
async def test_a_day_is_typed_as_in_every_other_form(branch: Workspace, typed: str) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "=", *(f"'{typed}",), "enter")
        assert form(screen).texts()["on"] == "2026-06-01"
        field = form(screen).field
        assert field is not None and field.key != "on"


async def test_what_is_no_day_is_refused_at_enter_and_told_in_full(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "=", "'6.31", "enter")
        field = form(screen).field
        assert field is not None and field.key == "on"
        assert (
            form(screen).faults["on"] == "6.31 不是日期，可写 5、11.3、1103、+7、昨天或 2026-11-03"
        )
        view = screen.query_one(FormView)
        shown = "".join(view.render_line(y).text for y in range(view.size.height))
        assert "6.31 不是日期，可写 5、11.3、1103、+7、昨天或 2026-11-03" in shown
        await type_keys(pilot, "'20", "enter")
        assert form(screen).texts()["on"] == "2026-11-20"
        assert "on" not in form(screen).faults
