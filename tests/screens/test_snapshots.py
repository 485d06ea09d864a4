"""What the screens look like, one picture each, at one size; look at a picture before accepting it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

Compare = Callable[..., bool]


async def settled(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen
    if isinstance(screen, ScoringScreen):
        await wait_for(pilot, lambda: screen.source.show_proposals, "the sheet is settled")


async def half_scored(pilot: Pilot[Any]) -> None:
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ScoringScreen), "scoring is shown")
    await settled(pilot)
    await type_keys(pilot, "f", "'8", "enter", "'6", "enter", "n", "'住院", "enter", "tab", "f")
    await type_keys(pilot, "v", "'1", "'酒驾", "enter", "'11", "enter")


async def all_keys(pilot: Pilot[Any]) -> None:
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ScoringScreen), "scoring is shown")
    await settled(pilot)
    await type_keys(pilot, "?")


async def still_open(pilot: Pilot[Any]) -> None:
    await half_scored(pilot)
    await type_keys(pilot, "escape", "f10")


@pytest.mark.parametrize("before", [half_scored, all_keys, still_open])
def test_the_scoring_screen(
    snap_compare: Compare, village: Workspace, before: Callable[[Pilot[Any]], Any]
) -> None:
    assert snap_compare(an_app(village), terminal_size=SIZE, run_before=before)


def test_the_welcome(snap_compare: Compare) -> None:
    assert snap_compare(an_app(None), terminal_size=SIZE)
