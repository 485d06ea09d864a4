"""The app under Textual's pilot: for tests of screens, ours and a plugin author's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock

SIZE = (80, 24)
"""The one size at which screens are tested and pictured."""


class PicturedApp(BranchkitApp):
    """The app with pictures that load nothing from elsewhere: no fonts by address, no advertisement."""

    def export_screenshot(self, **options: Any) -> str:
        """The picture as Textual makes it, without its addresses."""
        picture = super().export_screenshot(**options)
        return re.sub(r"@font-face \{.*?\}|<!-- Generated.*?-->", "", picture, flags=re.DOTALL)


def an_app(
    workspace: Workspace | None,
    *,
    catalog: Catalog | None = None,
    open_workspace: Callable[[Path], Workspace] | None = None,
    make_demo: Callable[[bool], Path] | None = None,
    settings: UserSettings | None = None,
    settings_path: Path = Path("settings.toml"),
    start: str = "scoring",
    notice: str = "",
    environment: Mapping[str, str] | None = None,
    strict: bool = True,
) -> BranchkitApp:
    """The app on a workspace, at the place ``start``; what a test does not name is refused when it is used.

    Not ``strict`` it survives unexpected errors, as it does for a user; otherwise the test ends with them.
    """

    def refused(*_: object) -> Any:
        raise AssertionError("the test did not expect this to be asked for")

    return PicturedApp(
        workspace,
        open_workspace=open_workspace or refused,
        catalog=catalog or (workspace.catalog if workspace else Catalog.load("zh_CN")),
        user_settings=settings or UserSettings(),
        user_settings_path=settings_path,
        actor=workspace.actor if workspace else Actor("测试员"),
        clock=workspace.clock if workspace else fixed_clock(),
        make_demo=make_demo or refused,
        start=start,
        notice=notice,
        environment=environment,
        strict=strict,
    )


def shown_lines(app: App[Any]) -> list[str]:
    """What stands on the screen in front, row by row; blanks at the end left out."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def wait_for(
    pilot: Pilot[Any], condition: Callable[[], object], description: str, tries: int = 200
) -> None:
    """Let the app work until ``condition`` holds; fails with ``description`` and what stands on the screen when it never does."""
    for _ in range(tries):
        if condition():
            return
        await pilot.pause()
    picture = "\n".join(shown_lines(pilot.app))
    raise AssertionError(f"never happened: {description}\n{picture}")


async def type_keys(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other; a word of several letters is a key's name, after ``'`` it is text."""
    for key in keys:
        if key.startswith("'"):
            await pilot.press(*key[1:])
        else:
            await pilot.press(key)
