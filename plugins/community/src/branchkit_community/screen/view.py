"""What the commands need of the screen that they act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.geometry import Size

from branchkit.core.registers.register import Record
from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView
from branchkit.widgets.grid import Grid
from branchkit.widgets.theme import Tone
from branchkit_community.region.values import Region
from branchkit_community.screen.detail import Details
from branchkit_community.screen.forms import Draft
from branchkit_community.screen.shown import ShownTable


class RegionView(Protocol):
    """The screen of the region's map."""

    view: WorkspaceView
    actions: WorkspaceActions
    grid: Grid
    region_now: Region
    details: Details
    shown: ShownTable

    @property
    def size(self) -> Size:
        """Of the screen, in cells."""

    @property
    def language(self) -> str:
        """``zh_CN`` or ``en``."""

    def pick(
        self, key: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""

    def show_report(self, title: str, lines: Sequence[str]) -> None:
        """Show a paper over the screen."""

    def fill(self, draft: Draft, title: str, about: Record | None = None) -> None:
        """Have a row filled in; when it is kept, stand on what it is about, or on itself."""

    def reread(self, changed: Record | None = None) -> None:
        """Look at the registers again, and stand on a record that has changed."""

    def speak(self, key: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""
