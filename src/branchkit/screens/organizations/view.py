"""What the commands of the tree may use of their screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from branchkit.core.organizations import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk, Place
from branchkit.screens.modes import Modes
from branchkit.services.organization_board import OrganizationBoard
from branchkit.widgets.form_model import FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.paper_view import PaperLine, PaperView
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone


class TreeView(Protocol):
    """A tree of organisations on the screen."""

    desk: Desk
    catalog: Catalog
    board: OrganizationBoard
    grid: Grid
    modes: Modes
    prompt: Prompt
    paper: PaperView

    @property
    def today(self) -> date:
        """The day of changes and rules."""

    def here(self) -> Organization:
        """The organisation under the cursor."""

    def changed(self, id: str) -> None:
        """The tree was changed: read it anew and stand on that organisation."""

    def turned(self, id: str) -> None:
        """Other rows are in sight: paint everything, the cursor on that organisation."""

    def unmask(self) -> None:
        """Show phone numbers from now on."""

    def is_unmasked(self) -> bool:
        """Whether phone numbers are shown."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next action."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def read(self, title: str, lines: Sequence[str | PaperLine]) -> None:
        """Show a paper over the screen."""

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Mapping[str, str]], Mapping[str, str]],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Mapping[str, str]], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in."""

    def go(self, place: Place) -> None:
        """Leave for another place."""
