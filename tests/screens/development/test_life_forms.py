"""The forms about a case as a whole: taken over from paper or from elsewhere, leaving, postponed."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.core.development.cases import CaseState, EventKind
from branchkit.screens.development.screen import DevelopmentScreen
from branchkit.services.development.cases import case_refs
from branchkit.testing.pilot import type_keys, wait_for
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import Form

from .board import ORG, board, branch, case_named, names, said

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
        await type_keys(pilot, "down", "l", "'省外某支部", "enter")
        assert form(screen).move_to_key("reason")
        await type_keys(pilot, "'迁居", "f10")
        await wait_for(pilot, lambda: names(screen) == ["田禾"], "石大勇 has left")
    states = {ref.name: ref.state for ref in case_refs(branch.store, [ORG])}
    assert states["石大勇"] is CaseState.LEFT


async def test_only_who_came_from_elsewhere_is_postponed(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        await type_keys(pilot, "d")
        assert form(screen).move_to_key("reason")
        await type_keys(pilot, "'还不了解", "f10")
        assert "不是从别处转来的" in form(screen).faults[""]
        await type_keys(pilot, "escape", "escape")
        assert "推迟" not in said(screen)
