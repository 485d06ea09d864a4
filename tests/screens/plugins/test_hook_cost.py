"""What plugins cost while one scores: no hook is called by a key."""

from __future__ import annotations

import pluggy
import pytest

from branchkit.bootstrap import Workspace
from branchkit.plugin.manager import load_contributions
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.roster import add_member
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for


async def test_hooks_are_called_while_a_workspace_opens_and_by_no_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    called = pluggy.HookCaller.__call__

    def counted(self: pluggy.HookCaller, **arguments: object) -> object:
        calls.append(self.name)
        return called(self, **arguments)

    monkeypatch.setattr(pluggy.HookCaller, "__call__", counted)
    load_contributions(workspace.directory)
    assert "branchkit_metrics" in calls
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(6, workspace.organization):
            add_member(uow, member)
        uow.commit()
    calls.clear()
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ScoringScreen)
        await wait_for(pilot, lambda: screen.source.show_proposals, "proposals")
        await type_keys(pilot, "'8", "enter", "=", "*", "e", "escape", "g")
        assert screen.board.total(0) is not None
    assert calls == []
