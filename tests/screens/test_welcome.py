"""The welcome: which demo is made for which key."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.errors import WorkspaceError
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for


@pytest.mark.parametrize(("key", "county"), [("1", False), ("6", True)])
async def test_a_village_or_a_county_is_made(key: str, county: bool) -> None:
    asked: list[bool] = []

    def make(county: bool) -> Path:
        asked.append(county)
        raise WorkspaceError("not_the_demo", directory="demo")

    app = an_app(None, make_demo=make)
    async with app.run_test(size=SIZE) as pilot:
        await type_keys(pilot, key)
        await wait_for(pilot, lambda: asked, "the demo is asked for")
    assert asked == [county]
