"""What the commands of the roster may use of their screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from branchkit.core.members import Member
from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk, Place
from branchkit.screens.modes import Modes
from branchkit.services.roster_board import RosterBoard
from branchkit.services.roster_views import MemberLine
from branchkit.widgets.form_model import FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.paper_view import PaperLine, PaperView
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone


class MembersView(Protocol):
    """A roster on the screen."""

    desk: Desk
    catalog: Catalog
    board: RosterBoard
    grid: Grid
    modes: Modes
    prompt: Prompt
    picker: Picker
    paper: PaperView
    unmasked: frozenset[str]

    @property
    def today(self) -> date:
        """The day that ages are counted on."""

    def here(self) -> MemberLine | None:
        """The line under the cursor; None where the view is empty."""

    def member_here(self) -> Member | None:
        """The member under the cursor, as kept."""

    def changed(self, org: str, id: str) -> None:
        """One member was changed: paint the roster anew and stand on that member, if in the view."""

    def turned(self) -> None:
        """Another view or order is shown: paint everything."""

    def unmask(self, fields: frozenset[str]) -> None:
        """Show these personal fields from now on."""

    def toggle_subtree(self) -> None:
        """Everything below the organisation as well, or only itself."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next action."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def read(self, title: str, lines: Sequence[str | PaperLine]) -> None:
        """Show a paper over the screen."""

    def choose(
        self, label: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""

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
