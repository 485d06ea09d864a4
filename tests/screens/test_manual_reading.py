"""The manual behind ``?``."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.screens.console import ConsoleScreen
from branchkit.settings import UserSettings
from branchkit.testing.pilot import SIZE, an_app, type_keys


def top_line(screen: ConsoleScreen) -> str:
    return screen.report.render_line(0).text.strip()


async def test_enter_goes_on_from_the_keys_to_the_chapter_and_to_the_others(
    village: Workspace,
) -> None:
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        await type_keys(pilot, "question_mark")
        assert "说明书" in screen.prompt.render_line(0).text
        await type_keys(pilot, "enter")
        assert top_line(screen) == "打分"
        await type_keys(pilot, "enter", "台", "账", "enter")
        assert top_line(screen) == "台账"
        await type_keys(pilot, "escape")
        assert not screen.report.display
        assert not screen.modes.active


async def test_a_chapter_tells_the_keys_as_they_are_bound(village: Workspace) -> None:
    app = an_app(village, settings=UserSettings(keys={"score.take": ("y",)}))
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        screen.perform("app.manual")
        await pilot.pause()
        lines = [line.text for line in screen.report._lines]
        assert any("【y】" in line for line in lines)
        assert not any("【=】采纳" in line for line in lines)
