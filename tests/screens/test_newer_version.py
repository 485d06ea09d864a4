"""What another version has written, on every screen: shown as what it is, never an error, never a key of our texts."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest

from branchkit.bootstrap import open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

from ..cli.ledger.test_versions import KEPT, WORKSPACES, planted

PLACES = (
    *("home", "members", "registers", "meetings", "dues", "development", "organizations"),
    *("reports", "plugins", "scoring"),
)
KEY = re.compile(r"\b[a-z]+\.[a-z_]+(\.[a-z_]+)+|(?<![“a-z])[a-z._]{5,}>")
"""A key of the catalogs, which stands where there is no text for it, whole or cut by its column."""


@pytest.mark.parametrize("kept", WORKSPACES, ids=str)
@pytest.mark.parametrize("place", PLACES)
async def test_every_screen_shows_it(
    tmp_path: Path, catalog: Catalog, kept: Path, place: str
) -> None:
    with tarfile.open(KEPT / kept) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / kept.name.removesuffix(".tar.xz")
    planted(kept, folder)
    workspace = open_workspace(
        folder,
        settings=UserSettings(),
        catalog=catalog,
        actor=Actor("测试员"),
        clock=fixed_clock(),
        safe_mode=True,
    )
    try:
        async with an_app(workspace, start=place).run_test(size=SIZE) as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, ConsoleScreen)
            await wait_for(
                pilot, lambda: all(w.is_finished for w in screen.workers), "all is worked out"
            )
            for _ in range(3):
                shown = "\n".join(
                    "".join(segment.text for segment in line)
                    for line in screen._compositor.render_strips()
                )
                assert KEY.search(shown) is None, shown
                await type_keys(pilot, "down")
    finally:
        workspace.close()
