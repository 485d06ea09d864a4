"""The scoring screen as a secretary uses it, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from textual import events
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.scoring.rules import CaseItem, Deductions
from branchkit.core.scoring.sheets import Cell, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.screens.reports.screen import ReportsScreen
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.testing.builders import a_scheme
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for


@asynccontextmanager
async def scoring(workspace: Workspace) -> AsyncIterator[tuple[ScoringScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
        screen = app.screen
        assert isinstance(screen, ScoringScreen)
        await wait_for(pilot, lambda: screen.source.show_proposals, "the sheet is settled")
        yield screen, pilot


def points(screen: ScoringScreen, place: int, criterion: str) -> Decimal | None:
    cell = screen.board.cell(place, criterion)
    return None if cell is None else cell.points


def state(screen: ScoringScreen) -> SheetState:
    return screen.board.sheet.state


async def test_digits_enter_and_tab_score_and_move(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "'7", "tab", "'9", "down")
        assert points(screen, 0, "meeting") == Decimal(8)
        assert points(screen, 1, "meeting") == Decimal(7)
        assert points(screen, 1, "lesson") == Decimal(9)
        assert screen.here() == (2, "lesson")


async def test_full_width_digits_count(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        screen.grid.press_key("8", "８")
        screen.grid.press_key("x", "。")
        screen.grid.press_key("5", "５")
        await type_keys(pilot, "enter")
        assert points(screen, 0, "meeting") == Decimal("8.5")


async def test_what_does_not_fit_stays_where_it_is_for_mending(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'11", "enter")
        assert screen.grid.entry == "11"
        assert screen.here() == (0, "meeting")
        assert points(screen, 0, "meeting") is None
        await type_keys(pilot, "backspace", "enter")
        assert points(screen, 0, "meeting") == Decimal(1)


async def test_filling_undo_and_redo(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "f")
        assert points(screen, 5, "meeting") == Decimal(10)
        assert screen.here() == (0, "lesson")
        await type_keys(pilot, "u")
        assert points(screen, 5, "meeting") is None
        await type_keys(pilot, "U")
        assert points(screen, 5, "meeting") == Decimal(10)


async def test_finding_by_initials_and_scoring_at_once(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "/", "'oy", "'6", "enter")
        assert points(screen, 1, "meeting") == Decimal(6)
        await type_keys(pilot, "/", "'sxx", "enter", "'5", "enter")
        assert points(screen, 2, "meeting") == Decimal(5)


async def test_abandoning_the_search_goes_back(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "down", "/", "'xj", "escape")
        assert screen.here() == (1, "meeting")


async def test_a_note_is_typed_in_the_bottom_line(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "n", "'住院", "enter")
        assert screen.board.cell(0, "meeting") == Cell(None, note="住院")


async def test_a_veto_and_an_extra_are_chosen_by_digit(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, ".", "2", "'1", "'酒驾", "enter")
        assert screen.board.row(0).vetoes == {"law": "酒驾"}
        await type_keys(pilot, "b", "'1", "'3", "enter", "'救人", "enter")
        assert [e.points for e in screen.board.row(0).extras] == [Decimal(3)]


async def test_the_same_keys_twice_add_twice(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        for _ in range(2):
            await type_keys(pilot, "b", "'好人", "enter", "'3", "enter", "'救人3次", "enter")
        assert [(e.points, e.note) for e in screen.board.row(0).extras] == [
            (Decimal(3), "救人3次"),
            (Decimal(3), "救人3次"),
        ]
        assert points(screen, 0, "meeting") is None


async def test_an_event_is_taken_back_only_when_that_is_confirmed(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "b", "'2", "'晚到", "enter")
        await type_keys(pilot, "b", "'4", "enter")
        assert len(screen.board.row(0).extras) == 1
        await type_keys(pilot, "b", "'4", "'2")
        assert screen.board.row(0).extras == ()


async def test_a_veto_is_lifted_only_when_that_is_confirmed(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, ".", "2", "'1", "'酒驾", "enter", ".", "2", "'1", "enter")
        assert screen.board.row(0).vetoes == {"law": "酒驾"}
        await type_keys(pilot, ".", "2", "'1", "'2")
        assert screen.board.row(0).vetoes == {}


async def test_cases_of_a_criterion_are_judged_one_by_one(village: Workspace) -> None:
    (scheme,) = village.contributions.schemes.values()
    rule = Deductions((CaseItem("breach", LocalText("违规"), Decimal(1), Decimal(2)),))
    judged = replace(scheme.criteria[0], rule=rule)
    scheme = replace(scheme, criteria=(judged, *scheme.criteria[1:]))
    workspace = replace(village, contributions=Contributions(schemes={scheme.id: scheme}))
    async with scoring(workspace) as (screen, pilot):
        await type_keys(pilot, "b", "'1", "'3", "enter", "'2", *["backspace"] * 2)
        await type_keys(pilot, "'1.5", "enter", "'占道", "enter")
        await type_keys(pilot, "b", "'1", "'2", "enter", "'乱倒", "enter")
        assert screen.board.cell(0, "meeting") == Cell(Decimal("6.5"), "cases")
        await type_keys(pilot, "b", "'5", "'2")
        assert screen.board.cell(0, "meeting") == Cell(Decimal(8), "cases")
        await type_keys(pilot, "u", "u")
        assert screen.board.cell(0, "meeting") == Cell(Decimal("8.5"), "cases")
        await type_keys(pilot, "right", "b", "'1", "'3", "enter", "'救人", "enter")
        assert [e.points for e in screen.board.row(0).extras] == [Decimal(3)]


async def test_somebody_is_left_out_for_a_reason_and_taken_in_again(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "f", "f", "f", "home", "down")
        assert screen.board.rank(1) == 1
        await type_keys(pilot, ".", "2", "'2", "'驻村", "enter")
        assert screen.board.row(1).excluded == "驻村"
        assert screen.board.rank(1) is None
        shown = [screen.source.cell(1, column).text.strip() for column in range(2, 8)]
        assert shown == ["-", "-", "-", "", "", "免考"]
        await type_keys(pilot, "'5", "enter")
        assert "驻村" in screen.grid.refusal
        await type_keys(pilot, "escape", "f10", "enter")
        assert state(screen) is SheetState.SUBMITTED
        assert screen.board.judged_count() == 5


async def test_leaving_somebody_out_is_taken_back_and_undone(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, ".", "2", "'2", "'驻村", "enter", "u")
        assert screen.board.row(0).excluded == ""
        await type_keys(pilot, "U")
        assert screen.board.row(0).excluded == "驻村"
        await type_keys(pilot, ".", "2", "'2", "'2")
        assert screen.board.row(0).excluded == ""
        assert screen.board.judged_count() == 6


async def test_what_a_list_or_a_question_does_not_know_never_falls_into_the_grid(
    village: Workspace,
) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "b", "'zzz", "enter", "'8", "enter", "'7", "enter", "escape")
        await type_keys(pilot, "b", "'1", "'九", "enter", "'8", "enter", "'7", "enter", "escape")
        await type_keys(pilot, "b", "'1", "'9", "enter", "'8", "enter", "'7", "enter", "escape")
        assert screen.board.row(0).cells == {}
        assert screen.grid.entry is None
        assert screen.board.row(0).extras == ()


async def test_handing_up_shows_what_is_open_then_asks_once(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "f", "f", "f10")
        assert screen.report.display
        await type_keys(pilot, "enter")
        assert state(screen) is SheetState.DRAFT
        assert screen.here() == (0, "dues")
        await type_keys(pilot, "f", "f10", "enter")
        assert state(screen) is SheetState.SUBMITTED
        await type_keys(pilot, "home", "'1", "enter")
        assert points(screen, 0, "meeting") == Decimal(10)


async def test_what_was_handed_up_is_taken_back_for_a_reason(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "f", "f", "f", "f10", "enter")
        assert state(screen) is SheetState.SUBMITTED
        await type_keys(pilot, "f10", "escape")
        assert state(screen) is SheetState.SUBMITTED
        await type_keys(pilot, "f10", "'漏了一项", "enter")
        assert state(screen) is SheetState.DRAFT
        assert screen.board.sheet.passages[-1].reason == "漏了一项"
        await type_keys(pilot, "home", "'1", "enter")
        assert points(screen, 0, "meeting") == Decimal(1)


async def test_a_pasted_block_is_previewed(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        screen.grid.post_message(events.Paste("8\t9\n11\t7\n"))
        await wait_for(pilot, lambda: screen.report.display, "the preview is shown")
        assert points(screen, 0, "meeting") is None
        await type_keys(pilot, "enter")
        assert points(screen, 0, "lesson") == Decimal(9)
        assert points(screen, 1, "meeting") is None
        assert points(screen, 1, "lesson") == Decimal(7)


async def test_another_sessions_score_is_seen_at_the_next_key(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        with village.store.begin(Actor("王委员"), "score.enter") as uow:
            edit = CellEdit("m0003", "dues", Cell(Decimal(4)))
            change_cells(uow, screen.board.scheme, screen.board.key, [edit])
            uow.commit()
        village.store.others += 1  # type: ignore[attr-defined]
        await type_keys(pilot, "down")
        assert points(screen, 3, "dues") == Decimal(4)
        assert (3, "dues") in screen.source.touched


async def test_the_next_start_comes_back_to_the_same_cell(village: Workspace) -> None:
    async with scoring(village) as (_, pilot):
        await type_keys(pilot, "down", "down", "right")
    async with scoring(village) as (screen, _):
        assert screen.here() == (2, "lesson")


async def test_the_next_open_cell_is_found_round_the_end(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "f", "f", "down", "'5", "enter", "up", "up")
        await type_keys(pilot, "g")
        assert screen.here() == (2, "dues")


async def test_earlier_periods_stand_beside_on_request(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, ".", "3")
        assert any(c.key.startswith("earlier-") for c in screen.source.columns())
        trend = [c.key for c in screen.source.columns()].index("trend")
        await type_keys(pilot, "'8", "enter")
        assert screen.source.cell(0, trend).text == "     ^"
        await type_keys(pilot, ".", "3")
        assert not any(c.key.startswith("earlier-") for c in screen.source.columns())


async def test_the_list_of_everything_is_filtered_by_initials(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, ":", "'bb")
        assert [item.text.strip() for item in screen.picker.items] == ["报表"]
        await type_keys(pilot, "escape", ":", "'undo")
        assert [item.text.strip() for item in screen.picker.items] == ["撤销", "撤销记录"]


async def test_one_can_go_elsewhere_and_come_back(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        for _ in range(2):
            await type_keys(pilot, ":", "'bb", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen), "reports")
            await type_keys(pilot, "escape")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, ScoringScreen), "scoring")
        assert pilot.app.screen is not screen
        await wait_for(pilot, lambda: not screen.children, "the first screen is emptied")
        await pilot.resize_terminal(100, 30)
        assert not screen.detail.is_attached
        await wait_for(pilot, lambda: pilot.app.screen.source.show_proposals, "it is settled")  # type: ignore[attr-defined]
        await type_keys(pilot, "'7", "enter")
        assert points(pilot.app.screen, 0, "meeting") == Decimal(7)  # type: ignore[arg-type]


async def test_a_scheme_without_bands_is_scored_like_any_other(village: Workspace) -> None:
    scheme = replace(a_scheme(3), id="base/member-month", bands=(), vetoes=())
    workspace = replace(village, contributions=Contributions(schemes={scheme.id: scheme}))
    async with scoring(workspace) as (screen, pilot):
        await type_keys(pilot, "f", "f", "f")
        assert screen.board.rank(0) == 1
        assert screen.board.band(0) is None
