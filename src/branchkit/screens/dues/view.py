"""What the commands of dues may use of their screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from branchkit.core.periods import Period
from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk
from branchkit.screens.dues.source import DuesSource
from branchkit.screens.modes import Modes
from branchkit.services.dues.session import DuesOutcome, DuesSession
from branchkit.widgets.form_model import FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.paper_view import PaperLine, PaperView
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone


class DuesView(Protocol):
    """One month on the screen."""

    desk: Desk
    catalog: Catalog
    session: DuesSession
    source: DuesSource
    grid: Grid
    modes: Modes
    prompt: Prompt
    picker: Picker
    paper: PaperView

    @property
    def organization_name(self) -> str:
        """Whose dues they are."""

    def here(self) -> int | None:
        """The line under the cursor; None while there are no lines."""

    def show_outcome(self, outcome: DuesOutcome, *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did."""

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

    def turn_to(self, month: Period) -> None:
        """Show another month."""

    def refresh_all(self) -> None:
        """Paint everything anew."""

    def pass_to_grid(self, key: str, character: str | None) -> None:
        """A key that belongs to the grid after all."""
